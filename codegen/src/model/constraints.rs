//! Combines the constraints of two schemas that apply to the same value.

use crate::ir::Constraints;

/// Returns the constraints that hold if both do: the stricter ones. `None` if no value meets both.
pub(super) fn both(one: Constraints, other: Constraints) -> Option<Constraints> {
    let lower = |one: f64, other: f64| one > other;
    let upper = |one: f64, other: f64| one < other;
    let (minimum, exclusive_minimum) = stricter(
        (one.minimum, one.exclusive_minimum),
        (other.minimum, other.exclusive_minimum),
        lower,
    );
    let (maximum, exclusive_maximum) = stricter(
        (one.maximum, one.exclusive_maximum),
        (other.maximum, other.exclusive_maximum),
        upper,
    );
    let mut patterns = one.patterns;
    for pattern in other.patterns {
        if !patterns.contains(&pattern) {
            patterns.push(pattern);
        }
    }
    let found = Constraints {
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        multiple_of: match (one.multiple_of, other.multiple_of) {
            (Some(one), Some(other)) => Some(common_multiple(one, other)?),
            (one, other) => one.or(other),
        },
        // An absent bound is the least value.
        min_length: one.min_length.max(other.min_length),
        max_length: least(one.max_length, other.max_length),
        patterns,
        min_items: one.min_items.max(other.min_items),
        max_items: least(one.max_items, other.max_items),
        unique_items: one.unique_items || other.unique_items,
        min_properties: one.min_properties.max(other.min_properties),
        max_properties: least(one.max_properties, other.max_properties),
        values: common(one.values, other.values)?,
    };
    is_possible(&found).then_some(found)
}

/// Whether each lower bound is below its upper bound.
fn is_possible(found: &Constraints) -> bool {
    fn in_order<T: PartialOrd>(least: Option<T>, most: Option<T>) -> bool {
        least.zip(most).is_none_or(|(least, most)| least <= most)
    }
    let (least, most) = (number(found.minimum.as_ref()), number(found.maximum.as_ref()));
    let is_empty = (found.exclusive_minimum || found.exclusive_maximum) && least == most;
    in_order(least, most)
        && !(is_empty && least.is_some())
        && in_order(found.min_length, found.max_length)
        && in_order(found.min_items, found.max_items)
        && in_order(found.min_properties, found.max_properties)
}

fn number(text: Option<&String>) -> Option<f64> {
    text?.parse().ok()
}

/// Returns the number whose multiples are the multiples of both numbers; `None` if it is unknown.
#[allow(clippy::float_cmp, reason = "the remainder of a multiple is exactly zero")]
fn common_multiple(one: String, other: String) -> Option<String> {
    let (a, b) = (number(Some(&one))?, number(Some(&other))?);
    if a % b == 0.0 {
        return Some(one);
    }
    if b % a == 0.0 {
        return Some(other);
    }
    let (a, b) = (one.parse::<u64>().ok()?, other.parse::<u64>().ok()?);
    let (mut divisor, mut rest) = (a, b);
    while rest != 0 {
        (divisor, rest) = (rest, divisor % rest);
    }
    a.checked_div(divisor)?.checked_mul(b).map(|found| found.to_string())
}

/// The stricter of two bounds, each with whether it is exclusive.
fn stricter(
    one: (Option<String>, bool),
    other: (Option<String>, bool),
    is_stricter: impl Fn(f64, f64) -> bool,
) -> (Option<String>, bool) {
    match (number(one.0.as_ref()), number(other.0.as_ref())) {
        (Some(a), Some(b)) if is_stricter(a, b) => one,
        (Some(a), Some(b)) if is_stricter(b, a) => other,
        (Some(_), None) => one,
        (None, Some(_)) => other,
        _ => (one.0.or(other.0), one.1 || other.1),
    }
}

fn least(one: Option<u64>, other: Option<u64>) -> Option<u64> {
    match (one, other) {
        (Some(one), Some(other)) => Some(one.min(other)),
        (one, other) => one.or(other),
    }
}

/// The values that both lists have, where an empty list allows all; `None` if there are none.
fn common(one: Vec<String>, other: Vec<String>) -> Option<Vec<String>> {
    if one.is_empty() || other.is_empty() {
        return Some(if one.is_empty() { other } else { one });
    }
    let values: Vec<String> = one.into_iter().filter(|value| other.contains(value)).collect();
    (!values.is_empty()).then_some(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn range(minimum: &str, exclusive_minimum: bool, maximum: &str) -> Constraints {
        Constraints {
            minimum: Some(minimum.to_owned()),
            exclusive_minimum,
            maximum: Some(maximum.to_owned()),
            ..Constraints::default()
        }
    }

    #[test]
    fn the_stricter_bound_holds() {
        let found = both(range("1", true, "9.5"), range("-3", false, "10")).unwrap();
        assert_eq!(found, range("1", true, "9.5"));
        let found = both(range("1", false, "10"), range("1.0", true, "9")).unwrap();
        assert_eq!(found, range("1", true, "9"));
        let lengths = |least, most| Constraints {
            min_length: least,
            max_length: most,
            min_items: least,
            max_items: most,
            min_properties: least,
            max_properties: most,
            ..Constraints::default()
        };
        let found = both(lengths(None, Some(9)), lengths(Some(2), Some(4))).unwrap();
        assert_eq!(found, lengths(Some(2), Some(4)));
        assert_eq!(
            both(lengths(Some(2), None), lengths(Some(1), None)),
            Some(lengths(Some(2), None))
        );
        let nothing = Constraints::default();
        assert_eq!(both(nothing.clone(), found.clone()), Some(found.clone()));
        assert_eq!(both(found.clone(), nothing), Some(found));
    }

    #[test]
    fn both_patterns_and_the_common_values_hold() {
        let of = |patterns: &[&str], values: &[&str], multiple_of: Option<&str>| Constraints {
            patterns: patterns.iter().map(|it| (*it).to_owned()).collect(),
            values: values.iter().map(|it| (*it).to_owned()).collect(),
            multiple_of: multiple_of.map(str::to_owned),
            unique_items: true,
            ..Constraints::default()
        };
        let found =
            both(of(&["a", "b"], &["1", "2"], None), of(&["b", "c"], &["2", "3"], Some("2")));
        assert_eq!(found, Some(of(&["a", "b", "c"], &["2"], Some("2"))));
        assert_eq!(both(of(&[], &["1"], None), of(&[], &["2"], None)), None);
        for (one, other, expected) in
            [("2", "4", "4"), ("2.0", "2", "2.0"), ("4", "6", "12"), ("0.5", "1.5", "1.5")]
        {
            let found = both(of(&[], &[], Some(one)), of(&[], &[], Some(other)));
            assert_eq!(found, Some(of(&[], &[], Some(expected))), "{one} and {other}");
        }
        assert_eq!(both(of(&[], &[], Some("0.5")), of(&[], &[], Some("0.7"))), None);
    }

    #[test]
    fn a_lower_bound_above_the_upper_one_is_a_contradiction() {
        let nothing = Constraints::default;
        let least = Constraints { minimum: Some("10".to_owned()), ..nothing() };
        let most = |most: &str| Constraints { maximum: Some(most.to_owned()), ..nothing() };
        assert_eq!(both(least.clone(), most("5")), None);
        assert!(both(least.clone(), most("10")).is_some());
        let below = Constraints { exclusive_maximum: true, ..most("10") };
        assert_eq!(both(least, below), None);
        let long = Constraints { min_length: Some(3), min_items: Some(1), ..nothing() };
        assert_eq!(both(long.clone(), Constraints { max_length: Some(2), ..nothing() }), None);
        assert_eq!(both(long, Constraints { max_items: Some(0), ..nothing() }), None);
    }
}
