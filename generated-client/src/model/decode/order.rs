//! The order of properties: learned from the first object of an array, used for the others.
//!
//! Tables of fields are sorted by name. The service sends properties in another order, which is the
//! same in every object of an array. Checking the right field first saves the search. The learned
//! order is only a guess: names are always compared.

use super::super::shape::Shape;

/// Shorter texts contain too few objects for learning to pay off.
const LONG: usize = 8 * 1024;
/// For structs with fewer fields, the search is as fast as a learned order.
const WIDE: usize = 6;

/// The orders of all structs that were decoded.
#[derive(Default)]
pub(super) struct Orders {
    learning: bool,
    known: Vec<(&'static Shape, Order)>,
    /// For each order: at `n`, the field that came after field `n - 1` the last time; at zero, the
    /// first one.
    next: Vec<usize>,
}

/// The order of the fields of a struct: where it starts in `next`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Order(usize);

/// No order is learned for the struct. It starts behind all others.
const UNKNOWN: Order = Order(usize::MAX / 2);

impl Orders {
    /// Creates the orders for a text of this length.
    pub(super) fn for_text(length: usize) -> Self {
        Self { learning: length >= LONG, known: Vec::new(), next: Vec::new() }
    }

    /// Returns the order of a struct.
    #[inline]
    pub(super) fn of(&mut self, shape: &'static Shape) -> Order {
        if self.learning && shape.fields.len() >= WIDE { self.find(shape) } else { UNKNOWN }
    }

    fn find(&mut self, shape: &'static Shape) -> Order {
        let known = self.known.iter().find(|(known, _)| std::ptr::eq(*known, shape));
        if let Some((_, order)) = known {
            return *order;
        }
        let order = Order(self.next.len());
        self.known.push((shape, order));
        self.next.extend(0..=shape.fields.len());
        order
    }

    /// Returns the field that probably comes after field `after - 1`.
    #[inline]
    pub(super) fn next(&self, order: Order, after: usize) -> usize {
        self.next.get(order.0 + after).copied().unwrap_or(after)
    }

    /// Records that `index` came after field `after - 1`.
    pub(super) fn learn(&mut self, order: Order, after: usize, index: usize) {
        if let Some(next) = self.next.get_mut(order.0 + after) {
            *next = index;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::shape::Field;
    use super::*;

    const FIELDS: &[Field] = &[
        Field::optional("a"),
        Field::optional("b"),
        Field::optional("c"),
        Field::optional("d"),
        Field::optional("e"),
        Field::optional("f"),
    ];
    static WIDE_SHAPE: Shape = Shape { name: "Wide", fields: FIELDS };
    static SMALL_SHAPE: Shape = Shape { name: "Small", fields: &[] };

    #[test]
    fn the_order_of_fields_is_learned_for_each_struct() {
        let mut orders = Orders::for_text(LONG);
        assert_eq!(orders.of(&SMALL_SHAPE), UNKNOWN);
        assert_eq!((orders.next(UNKNOWN, 0), orders.next(UNKNOWN, 2)), (0, 2));
        let order = orders.of(&WIDE_SHAPE);
        assert_eq!(order, Order(0));
        assert_eq!((orders.next(order, 0), orders.next(order, 6)), (0, 6));
        orders.learn(order, 0, 4);
        assert_eq!((orders.next(order, 0), orders.next(order, 5)), (4, 5));
        assert_eq!(orders.of(&WIDE_SHAPE), order);
        assert_eq!(Orders::for_text(LONG - 1).of(&WIDE_SHAPE), UNKNOWN);
    }
}
