//! Combines the constraints of two schemas that apply to the same value.

use crate::ir::Constraints;

/// The constraints that hold if both do: the stricter ones. `None` if no constraint says that.
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
    Some(Constraints {
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        multiple_of: same(one.multiple_of, other.multiple_of)?,
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
    })
}

/// The stricter of two bounds, each with whether it is exclusive.
fn stricter(
    one: (Option<String>, bool),
    other: (Option<String>, bool),
    is_stricter: impl Fn(f64, f64) -> bool,
) -> (Option<String>, bool) {
    let number = |text: &Option<String>| text.as_ref().and_then(|text| text.parse::<f64>().ok());
    match (number(&one.0), number(&other.0)) {
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

/// The value that is given; `None` if both are and differ.
#[allow(clippy::option_option, reason = "no value is a result, and a conflict is none")]
fn same<T: PartialEq>(one: Option<T>, other: Option<T>) -> Option<Option<T>> {
    match (one, other) {
        (Some(one), Some(other)) => (one == other).then_some(Some(one)),
        (one, other) => Some(one.or(other)),
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
        assert_eq!(both(of(&[], &[], Some("2")), of(&[], &[], Some("3"))), None);
    }
}
