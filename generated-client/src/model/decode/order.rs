//! In which order members come: learned from the first object of a list, used for the others.
//!
//! Tables of fields are sorted by name; the service sends members in an order of its own, but in
//! every object of a list in the same one. Looking at the right field first saves the search. What
//! is learned is never more than a guess, which the comparison of the names proves.

use super::super::shape::Shape;

/// Texts shorter than this hold too few objects for learning to pay.
const LONG: usize = 8 * 1024;
/// Structs with fewer fields than this are searched as fast as remembered.
const WIDE: usize = 6;

/// The orders of all structs that were read.
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
    /// The orders in a text of this length.
    pub(super) fn for_text(length: usize) -> Self {
        Self { learning: length >= LONG, orders: Vec::new() }
    }

    /// Where the order of a struct is kept, if it is.
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

    /// The field that probably comes after field `after - 1`.
    #[inline]
    pub(super) fn next(&self, order: Option<usize>, after: usize) -> usize {
        let known = || self.orders.get(order?)?.next.get(after).copied();
        known().unwrap_or(after)
    }

    /// Keeps that `index` came after field `after - 1`.
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
    fn an_order_is_learned_for_each_struct_of_a_long_text() {
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
