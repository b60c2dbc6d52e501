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
    orders: Vec<Order>,
}

struct Order {
    shape: &'static Shape,
    /// At `n`: the field that came after field `n - 1` the last time; at zero, the first one.
    next: Vec<usize>,
}

impl Orders {
    /// Creates the orders for a text of this length.
    pub(super) fn for_text(length: usize) -> Self {
        Self { learning: length >= LONG, orders: Vec::new() }
    }

    /// Returns the index of the order of a struct, if it is learned.
    #[inline]
    pub(super) fn of(&mut self, shape: &'static Shape) -> Option<usize> {
        (self.learning && shape.fields.len() >= WIDE).then(|| self.find(shape))
    }

    fn find(&mut self, shape: &'static Shape) -> usize {
        let there = self.orders.iter().position(|order| std::ptr::eq(order.shape, shape));
        there.unwrap_or_else(|| {
            self.orders.push(Order { shape, next: (0..=shape.fields.len()).collect() });
            self.orders.len() - 1
        })
    }

    /// Returns the field that probably comes after field `after - 1`.
    #[inline]
    pub(super) fn next(&self, order: Option<usize>, after: usize) -> usize {
        let known = || self.orders.get(order?)?.next.get(after).copied();
        known().unwrap_or(after)
    }

    /// Records that `index` came after field `after - 1`.
    pub(super) fn learn(&mut self, order: Option<usize>, after: usize, index: usize) {
        let known = order.and_then(|order| self.orders.get_mut(order)?.next.get_mut(after));
        if let Some(next) = known {
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
        assert_eq!(orders.of(&SMALL_SHAPE), None);
        let order = orders.of(&WIDE_SHAPE);
        assert_eq!(order, Some(0));
        assert_eq!((orders.next(order, 0), orders.next(order, 6)), (0, 6));
        orders.learn(order, 0, 4);
        assert_eq!((orders.next(order, 0), orders.next(order, 5)), (4, 5));
        assert_eq!(orders.of(&WIDE_SHAPE), order);
        assert_eq!(Orders::for_text(LONG - 1).of(&WIDE_SHAPE), None);
    }
}
