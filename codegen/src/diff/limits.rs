//! Limits of values: which are tighter, which are looser.

use std::collections::BTreeSet;

use super::facet::{self, Facet};
use crate::ir::Constraints;

/// Returns everything that changed about limits: one text for each kind of change.
pub(super) fn compare(old: &Constraints, new: &Constraints) -> Vec<(Facet, String)> {
    let mut found = Found::default();
    let Constraints {
        minimum,
        exclusive_minimum,
        maximum,
        exclusive_maximum,
        multiple_of,
        min_length,
        max_length,
        patterns,
        min_items,
        max_items,
        unique_items,
        min_properties,
        max_properties,
        values,
    } = new;
    let end = |limit: &Option<String>, exclusive| {
        limit.as_deref().map(|limit| Limit::new(limit, exclusive))
    };
    let (least, most) = (&old.exclusive_minimum, &old.exclusive_maximum);
    let minimum = (end(&old.minimum, *least), end(minimum, *exclusive_minimum));
    let maximum = (end(&old.maximum, *most), end(maximum, *exclusive_maximum));
    found.limit("minimum", minimum, 1.0);
    found.limit("maximum", maximum, -1.0);
    for (keyword, old, new, sign) in [
        ("minLength", old.min_length, *min_length, 1.0),
        ("maxLength", old.max_length, *max_length, -1.0),
        ("minItems", old.min_items, *min_items, 1.0),
        ("maxItems", old.max_items, *max_items, -1.0),
        ("minProperties", old.min_properties, *min_properties, 1.0),
        ("maxProperties", old.max_properties, *max_properties, -1.0),
    ] {
        // No size is below zero, so that zero is no lower limit.
        let is_limit = |size: &u64| *size > 0 || sign < 0.0;
        let limit =
            |size: Option<u64>| Some(Limit::new(&size.filter(is_limit)?.to_string(), false));
        found.limit(keyword, (limit(old), limit(new)), sign);
    }
    found.multiple(old.multiple_of.as_deref(), multiple_of.as_deref());
    found.patterns(&old.patterns, patterns);
    found.values(&old.values, values);
    match (old.unique_items, *unique_items) {
        (false, true) => found.add(facet::UNIQUE_SET, "items must be unique".to_owned()),
        (true, false) => found.add(facet::UNIQUE_DROPPED, "items may repeat".to_owned()),
        _ => {}
    }
    found.0
}

/// One end of a range.
struct Limit {
    text: String,
    number: f64,
    exclusive: bool,
}

impl Limit {
    fn new(text: &str, exclusive: bool) -> Self {
        let number = text.parse().unwrap_or(f64::NAN);
        let text = if exclusive { format!("{text} (exclusive)") } else { text.to_owned() };
        Self { text, number, exclusive }
    }

    /// Returns how narrow the limit is, where larger numbers are narrower for `sign` 1.
    fn narrowness(&self, sign: f64) -> (f64, bool) {
        (self.number * sign, self.exclusive)
    }
}

/// Each kind of change with a text for all changes of the kind.
#[derive(Default)]
struct Found(Vec<(Facet, String)>);

impl Found {
    fn add(&mut self, facet: Facet, text: String) {
        match self.0.iter_mut().find(|(found, _)| *found == facet) {
            Some((_, texts)) => texts.extend(["; ", &*text]),
            None => self.0.push((facet, text)),
        }
    }

    fn limit(&mut self, keyword: &str, ends: (Option<Limit>, Option<Limit>), sign: f64) {
        let (facet, text) = match ends {
            (None, Some(new)) => (facet::BOUND_SET, format!("{keyword} {}", new.text)),
            (Some(old), None) => {
                (facet::BOUND_LOOSENED, format!("no {keyword} (was {})", old.text))
            }
            (Some(old), Some(new)) if old.narrowness(sign) != new.narrowness(sign) => {
                let loosened = new.narrowness(sign) < old.narrowness(sign);
                let facet = if loosened { facet::BOUND_LOOSENED } else { facet::BOUND_TIGHTENED };
                (facet, format!("{keyword} {} → {}", old.text, new.text))
            }
            _ => return,
        };
        self.add(facet, text);
    }

    fn multiple(&mut self, old: Option<&str>, new: Option<&str>) {
        let (facet, text) = match (old, new) {
            (None, Some(new)) => (facet::MULTIPLE_CHANGED, format!("a multiple of {new}")),
            (Some(old), None) => {
                (facet::BOUND_LOOSENED, format!("need not be a multiple of {old}"))
            }
            (Some(old), Some(new)) if old != new => {
                let number = |text: &str| text.parse::<f64>().unwrap_or(f64::NAN);
                // Every multiple of 12 is one of 4.
                let whole = (number(old) / number(new)).fract() == 0.0;
                let facet = if whole { facet::BOUND_LOOSENED } else { facet::MULTIPLE_CHANGED };
                (facet, format!("a multiple of {old} → {new}"))
            }
            _ => return,
        };
        self.add(facet, text);
    }

    fn patterns(&mut self, old: &[String], new: &[String]) {
        // All patterns must match, in whatever order they are listed.
        let set = |patterns: &[String]| patterns.iter().cloned().collect::<BTreeSet<String>>();
        if set(old) == set(new) {
            return;
        }
        let list = |patterns: &[String]| {
            let patterns: Vec<String> = patterns.iter().map(|text| format!("`{text}`")).collect();
            patterns.join(" and ")
        };
        let (facet, text) = match (old, new) {
            ([], new) => (facet::PATTERN_ADDED, format!("pattern {}", list(new))),
            (old, []) => (facet::PATTERN_REMOVED, format!("no pattern (was {})", list(old))),
            (old, new) => {
                (facet::PATTERN_CHANGED, format!("pattern {} → {}", list(old), list(new)))
            }
        };
        self.add(facet, text);
    }

    fn values(&mut self, old: &[String], new: &[String]) {
        let (before, after): (BTreeSet<_>, BTreeSet<_>) =
            (old.iter().collect(), new.iter().collect());
        let only = |these: &BTreeSet<&String>, those: &BTreeSet<&String>| -> Vec<String> {
            these.difference(those).map(|value| format!("`{value}`")).collect()
        };
        let (added, removed) = (only(&after, &before), only(&before, &after));
        let ways = match (old, new) {
            ([], []) => return,
            ([], _) => vec![(facet::BECAME_ENUM, "one of", added)],
            (_, []) => vec![(facet::ENUM_DROPPED, "any value instead of", removed)],
            _ => vec![
                (facet::ENUM_VALUE_ADDED, "+", added),
                (facet::ENUM_VALUE_REMOVED, "−", removed),
            ],
        };
        for (facet, sign, values) in ways.into_iter().filter(|(.., values)| !values.is_empty()) {
            self.add(facet, format!("{sign} {}", values.join(", ")));
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diff::facet::{Reach, Rules as _};

    /// Returns the rule in a body, and the text, of each change.
    fn found(old: &Constraints, new: &Constraints) -> Vec<(&'static str, String)> {
        let reach = Reach { request: true, ..Reach::default() };
        let rule = |facet: Facet| facet.rules(&reach)[0].id;
        compare(old, new).into_iter().map(|(facet, text)| (rule(facet), text)).collect()
    }

    fn range(minimum: &str, maximum: &str) -> Constraints {
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        Constraints { minimum: some(minimum), maximum: some(maximum), ..Constraints::default() }
    }

    #[test]
    fn limits_widen_in_opposite_directions() {
        let cases = [
            (range("8", "9"), range("10", "9"), "req-bound-tightened", "minimum 8 → 10"),
            (range("8", "9"), range("4", "9"), "req-bound-loosened", "minimum 8 → 4"),
            (range("8", "90"), range("8", "100"), "req-bound-loosened", "maximum 90 → 100"),
            (range("8", "90"), range("8", "9.5"), "req-bound-tightened", "maximum 90 → 9.5"),
            (range("", ""), range("-1", ""), "req-bound-set", "minimum -1"),
            (range("0", ""), range("", ""), "req-bound-loosened", "no minimum (was 0)"),
        ];
        for (old, new, rule, text) in cases {
            assert_eq!(found(&old, &new), [(rule, text.to_owned())]);
            assert!(found(&old, &old).is_empty());
        }
        let exclusive = Constraints { exclusive_minimum: true, ..range("1", "") };
        assert_eq!(found(&range("1", ""), &exclusive)[0].0, "req-bound-tightened");
        assert_eq!(found(&exclusive, &range("1", ""))[0].0, "req-bound-loosened");
        assert!(found(&range("1", "2"), &range("1.0", "2e0")).is_empty());
    }

    #[test]
    fn multiples_patterns_and_values() {
        let multiple =
            |of: &str| Constraints { multiple_of: Some(of.to_owned()), ..Constraints::default() };
        assert_eq!(found(&multiple("12"), &multiple("4"))[0].0, "req-bound-loosened");
        assert_eq!(found(&multiple("4"), &multiple("12"))[0].0, "req-multiple-of-changed");
        let pattern =
            |text: &str| Constraints { patterns: vec![text.to_owned()], ..Constraints::default() };
        let none = Constraints::default();
        assert_eq!(
            found(&none, &pattern("^a")),
            [("req-pattern-added", "pattern `^a`".to_owned())]
        );
        assert_eq!(found(&pattern("^a"), &pattern("^b"))[0].0, "req-pattern-changed");
        assert_eq!(found(&pattern("^a"), &none)[0].0, "req-pattern-removed");
        let both = |patterns: [&str; 2]| Constraints {
            patterns: patterns.map(str::to_owned).to_vec(),
            ..Constraints::default()
        };
        assert!(found(&both(["^a", "z$"]), &both(["z$", "^a"])).is_empty());
        let values = |values: &[&str]| Constraints {
            values: values.iter().map(|&value| value.to_owned()).collect(),
            ..Constraints::default()
        };
        let both = [
            ("req-enum-value-added", "+ `4`".to_owned()),
            ("req-enum-value-removed", "− `1`".to_owned()),
        ];
        assert_eq!(found(&values(&["1", "2"]), &values(&["2", "4"])), both);
        assert_eq!(found(&none, &values(&["1"]))[0].0, "req-became-enum");
        assert_eq!(found(&values(&["1"]), &none)[0].0, "req-enum-constraint-removed");
        assert!(found(&values(&["1", "2"]), &values(&["2", "1"])).is_empty());
    }

    #[test]
    fn changes_of_one_kind_share_an_entry() {
        let new =
            Constraints { max_length: Some(40), min_items: Some(1), ..Constraints::default() };
        assert_eq!(
            found(&Constraints::default(), &new),
            [("req-bound-set", "maxLength 40; minItems 1".to_owned())]
        );
    }
}
