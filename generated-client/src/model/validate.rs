//! Checks requests against the constraints of the spec, on request.
//!
//! The client never does so automatically, and never for responses: some constraints contradict the
//! API (a property has `minimum: 0`, but its description says "use -1"), and the API decides.

use std::collections::BTreeMap;
use std::fmt;

use regex_lite::Regex;
use serde_json::Value;

use super::encode::to_value;
use super::limit::Limit;
use super::path::Path;
use super::slot::{List, Model, Slot, View};

/// Checks a request against the constraints of the spec: bounds, lengths, patterns, and numbers of
/// items. A value of an unexpected type violates them, and so does the variant `Other` of a union;
/// an unknown value of an open enum does not.
///
/// All types of [`request`](crate::request) implement it, with the feature `validate`. Sending a
/// request does not validate it.
pub trait Validate: Slot {
    /// Checks the value and all values in it.
    ///
    /// # Errors
    ///
    /// Returns all violations, each with its JSON pointer. A pattern that cannot be checked is not
    /// a violation; see [`unchecked_patterns`](Self::unchecked_patterns).
    fn validate(&self) -> Result<(), Violations>
    where
        Self: Sized,
    {
        let check = Check::of(self);
        if check.found.is_empty() { Ok(()) } else { Err(Violations(check.found)) }
    }

    /// Returns the values that [`validate`](Self::validate) cannot check, because their pattern
    /// uses a feature that the regex engine does not support, such as a back-reference.
    fn unchecked_patterns(&self) -> Vec<UncheckedPattern>
    where
        Self: Sized,
    {
        Check::of(self).unchecked
    }
}

/// A value that was not compared with the pattern of its property.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct UncheckedPattern {
    /// The JSON pointer of the value in the request body.
    pub pointer: String,
    /// The pattern in the spec.
    pub pattern: &'static str,
}

impl fmt::Display for UncheckedPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the body" } else { &self.pointer };
        write!(f, "{place}: the pattern `{}` was not checked", self.pattern)
    }
}

/// A value that violates a constraint of the spec.
///
/// It does not contain the value, which may be a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Violation {
    /// The JSON pointer of the value in the request body.
    pub pointer: String,
    /// What the spec requires, such as `at least 1`.
    pub expected: String,
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let place = if self.pointer.is_empty() { "the body" } else { &self.pointer };
        write!(f, "{place}: expected {}", self.expected)
    }
}

/// All violations of a request, in the order of its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violations(Vec<Violation>);

impl Violations {
    /// Returns the violations; there is at least one.
    #[must_use]
    pub fn as_slice(&self) -> &[Violation] {
        &self.0
    }
}

impl IntoIterator for Violations {
    type Item = Violation;
    type IntoIter = std::vec::IntoIter<Violation>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl fmt::Display for Violations {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the request violates the constraints of the spec")?;
        self.0.iter().try_for_each(|violation| write!(f, "; {violation}"))
    }
}

impl std::error::Error for Violations {}

#[derive(Default)]
struct Check {
    found: Vec<Violation>,
    unchecked: Vec<UncheckedPattern>,
    /// Expressions that were compiled for this check; `None` for one that cannot be compiled. The
    /// generator compiles each of them with the same engine, so that there should be none.
    patterns: BTreeMap<&'static str, Option<Regex>>,
}

impl Check {
    fn of(slot: &dyn Slot) -> Self {
        let mut check = Self::default();
        check.view(slot.view(), &[], &Path::root(""));
        check
    }

    fn view(&mut self, view: View<'_>, limits: &[Limit], path: &Path<'_>) {
        match view {
            // A caller who sets raw JSON wants to send it, whatever the spec allows.
            View::Absent | View::None | View::Null | View::Boolean(_) | View::Value(_) => {}
            #[allow(clippy::cast_precision_loss, reason = "bounds of the spec are far below 2^53")]
            View::Integer(number) => self.number(number as f64, limits, path),
            View::Other(_) => self.unless(false, "a variant of the union".to_owned(), path),
            View::Number(number) => self.number(number, limits, path),
            View::Text(text) => self.text(text, limits, path),
            View::Secret(inner) => self.view(inner.view(), limits, path),
            View::List(list) => self.list(list, limits, path),
            View::Object(model) => {
                if !limits.is_empty()
                    && let Value::Object(sent) = to_value(view)
                {
                    self.count(sent.len(), limits, path);
                }
                for (index, field) in model.shape().fields.iter().enumerate() {
                    let (view, path) = (model.get(index).view(), path.key(field.name));
                    match raw(model, field.name, view) {
                        Some(raw) => self.raw(raw, view, field.limits, &path),
                        None => self.view(view, field.limits, &path),
                    }
                }
            }
            View::Map(map) => {
                self.count(map.count(), limits, path);
                let items = items(limits);
                map.visit(&mut |key, place| {
                    self.view(place.view(), items, &path.key(key));
                    true
                });
            }
            View::Members(members) => self.count(members.len(), limits, path),
        }
    }

    /// Checks a field with a raw value: reports the parts of it that the field lacks because of an
    /// unexpected type, and checks the others.
    fn raw(&mut self, raw: &Value, view: View<'_>, limits: &[Limit], path: &Path<'_>) {
        match (raw, view) {
            (raw, View::Secret(inner)) => self.raw(raw, inner.view(), limits, path),
            (Value::Array(raw), View::List(list)) => {
                // The list has the items of the declared type, in the same order.
                let mut typed = (0..list.count()).peekable();
                for (index, raw) in raw.iter().enumerate() {
                    let path = path.index(index);
                    let item = |index: &usize| list.item(*index).view();
                    match typed.next_if(|index| is_part(&to_value(item(index)), raw)) {
                        Some(index) => self.raw(raw, item(&index), items(limits), &path),
                        None => self.unexpected(&path),
                    }
                }
            }
            (Value::Object(raw), View::Map(map)) => {
                for (name, raw) in raw {
                    let path = path.key(name);
                    match map.get(name) {
                        Some(slot) => self.raw(raw, slot.view(), items(limits), &path),
                        None => self.unexpected(&path),
                    }
                }
            }
            (raw, view) if is_part(&to_value(view), raw) => self.view(view, limits, path),
            _ => self.unexpected(path),
        }
    }

    fn unexpected(&mut self, path: &Path<'_>) {
        self.unless(false, "a value of the declared type".to_owned(), path);
    }

    fn number(&mut self, number: f64, limits: &[Limit], path: &Path<'_>) {
        for limit in limits {
            let (holds, expected) = match *limit {
                Limit::Minimum(bound) => (number >= bound, format!("at least {bound}")),
                Limit::Above(bound) => (number > bound, format!("more than {bound}")),
                Limit::Maximum(bound) => (number <= bound, format!("at most {bound}")),
                Limit::Below(bound) => (number < bound, format!("less than {bound}")),
                Limit::MultipleOf(step) => {
                    let steps = number / step;
                    ((steps - steps.round()).abs() < 1e-9, format!("a multiple of {step}"))
                }
                Limit::OneOf(values) => {
                    let listed = values.contains(&number);
                    (listed, format!("one of {values:?}"))
                }
                _ => continue,
            };
            self.unless(holds, expected, path);
        }
    }

    fn text(&mut self, text: &str, limits: &[Limit], path: &Path<'_>) {
        for limit in limits {
            let (holds, expected) = match *limit {
                Limit::MinLength(length) => {
                    (text.chars().count() >= length, at_least(length, "character", "characters"))
                }
                Limit::MaxLength(length) => {
                    (text.chars().count() <= length, at_most(length, "character", "characters"))
                }
                Limit::Pattern(pattern) => {
                    self.pattern(pattern, &[(pattern, true)], text, path);
                    continue;
                }
                Limit::Translated(pattern, checks) => {
                    self.pattern(pattern, checks, text, path);
                    continue;
                }
                Limit::Unchecked(pattern) => {
                    self.unchecked.push(UncheckedPattern { pointer: path.pointer(), pattern });
                    continue;
                }
                _ => continue,
            };
            self.unless(holds, expected, path);
        }
    }

    /// Checks a string against the expressions that a pattern was translated to.
    fn pattern(
        &mut self,
        pattern: &'static str,
        checks: &[(&'static str, bool)],
        text: &str,
        path: &Path<'_>,
    ) {
        for (regex, is_match) in checks {
            let compiled = self.patterns.entry(regex).or_insert_with(|| Regex::new(regex).ok());
            match compiled {
                Some(regex) if regex.is_match(text) == *is_match => {}
                Some(_) => {
                    return self.unless(false, format!("a string that matches `{pattern}`"), path);
                }
                None => {
                    self.unchecked.push(UncheckedPattern { pointer: path.pointer(), pattern });
                    return;
                }
            }
        }
    }

    fn list(&mut self, list: &dyn List, limits: &[Limit], path: &Path<'_>) {
        let count = list.count();
        for limit in limits {
            let (holds, expected) = match *limit {
                Limit::MinItems(least) => (count >= least, at_least(least, "item", "items")),
                Limit::MaxItems(most) => (count <= most, at_most(most, "item", "items")),
                Limit::UniqueItems => (is_unique(list), "unique items".to_owned()),
                _ => continue,
            };
            self.unless(holds, expected, path);
        }
        let items = items(limits);
        for index in 0..count {
            self.view(list.item(index).view(), items, &path.index(index));
        }
    }

    fn count(&mut self, count: usize, limits: &[Limit], path: &Path<'_>) {
        for limit in limits {
            let (holds, expected) = match *limit {
                Limit::MinProperties(least) => {
                    (count >= least, at_least(least, "property", "properties"))
                }
                Limit::MaxProperties(most) => {
                    (count <= most, at_most(most, "property", "properties"))
                }
                _ => continue,
            };
            self.unless(holds, expected, path);
        }
    }

    fn unless(&mut self, holds: bool, expected: String, path: &Path<'_>) {
        if !holds {
            self.found.push(Violation { pointer: path.pointer(), expected });
        }
    }
}

/// Returns the raw value that is sent instead of a field. `None` for null, which means that the
/// field has no value.
fn raw<'a>(model: &'a dyn Model, name: &str, view: View<'_>) -> Option<&'a Value> {
    let raw = model.extra().get(name).filter(|raw| !raw.is_null())?;
    let is_sent = match view {
        View::Absent | View::None => true,
        view => model.extra().typed(name) == Some(&to_value(view)),
    };
    is_sent.then_some(raw)
}

/// Whether a decoded value has everything of a raw one but items and entries of unexpected types.
fn is_part(typed: &Value, raw: &Value) -> bool {
    match (typed, raw) {
        (Value::Array(typed), Value::Array(raw)) => {
            let mut raw = raw.iter();
            typed.iter().all(|typed| raw.any(|raw| is_part(typed, raw)))
        }
        (Value::Object(typed), Value::Object(raw)) => {
            typed.iter().all(|(name, typed)| raw.get(name).is_some_and(|raw| is_part(typed, raw)))
        }
        // The same number may be written in several ways.
        (Value::Number(typed), Value::Number(raw)) => typed.as_f64() == raw.as_f64(),
        _ => typed == raw,
    }
}

fn at_least(count: usize, one: &str, many: &str) -> String {
    format!("at least {count} {}", if count == 1 { one } else { many })
}

fn at_most(count: usize, one: &str, many: &str) -> String {
    format!("at most {count} {}", if count == 1 { one } else { many })
}

/// Returns the limits of each item.
fn items(limits: &[Limit]) -> &'static [Limit] {
    let found = limits
        .iter()
        .find_map(|limit| if let Limit::Items(items) = limit { Some(*items) } else { None });
    found.unwrap_or_default()
}

fn is_unique(list: &dyn List) -> bool {
    let values: Vec<Value> =
        (0..list.count()).map(|index| to_value(list.item(index).view())).collect();
    values
        .iter()
        .enumerate()
        .all(|(index, value)| !values.get(..index).unwrap_or_default().contains(value))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn violations(slot: &dyn Slot, limits: &[Limit]) -> Vec<String> {
        let mut check = Check::default();
        check.view(slot.view(), limits, &Path::root(""));
        check.found.iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_limit_is_checked() {
        let long = "x".repeat(5);
        assert_eq!(violations(&0_i64, &[Limit::Minimum(1.0)]), ["the body: expected at least 1"]);
        assert_eq!(violations(&1_i64, &[Limit::Above(1.0)]), ["the body: expected more than 1"]);
        assert_eq!(violations(&2.5, &[Limit::Maximum(2.0)]), ["the body: expected at most 2"]);
        assert_eq!(violations(&2.0, &[Limit::Below(2.0)]), ["the body: expected less than 2"]);
        assert_eq!(
            violations(&6_i64, &[Limit::MultipleOf(4.0)]),
            ["the body: expected a multiple of 4"]
        );
        assert_eq!(
            violations(&3_i64, &[Limit::OneOf(&[0.0, 6.0])]),
            ["the body: expected one of [0.0, 6.0]"]
        );
        assert_eq!(
            violations(&String::new(), &[Limit::MinLength(1)]),
            ["the body: expected at least 1 character"]
        );
        assert_eq!(
            violations(&crate::Secret::new("p4ss".to_owned()), &[Limit::MinLength(5)]),
            ["the body: expected at least 5 characters"]
        );
        assert_eq!(
            violations(&long, &[Limit::MaxLength(4)]),
            ["the body: expected at most 4 characters"]
        );
        assert_eq!(
            violations(&long, &[Limit::Pattern("^[a-c]+$")]),
            ["the body: expected a string that matches `^[a-c]+$`"]
        );
        let list = vec![1_i64, 1];
        assert_eq!(
            violations(
                &list,
                &[Limit::MinItems(3), Limit::UniqueItems, Limit::Items(&[Limit::Minimum(2.0)])]
            ),
            [
                "the body: expected at least 3 items",
                "the body: expected unique items",
                "/0: expected at least 2",
                "/1: expected at least 2"
            ],
        );
        assert_eq!(violations(&list, &[Limit::MaxItems(1)]), ["the body: expected at most 1 item"]);
        let map = BTreeMap::from([("a/b".to_owned(), String::new())]);
        assert_eq!(
            violations(&map, &[Limit::MinProperties(2), Limit::Items(&[Limit::MinLength(1)])]),
            ["the body: expected at least 2 properties", "/a~1b: expected at least 1 character"],
        );
        assert_eq!(
            violations(&map, &[Limit::MaxProperties(0)]),
            ["the body: expected at most 0 properties"]
        );
    }

    #[test]
    fn r09_patterns_are_checked_in_parts_or_named() {
        const LETTERS: Limit = Limit::Translated("^(?!a)b", &[("^a", false), ("b", true)]);
        let unchecked = |text: &str, limits: &[Limit]| {
            let mut check = Check::default();
            check.view(text.to_owned().view(), limits, &Path::root("/name"));
            (check.found.len(), check.unchecked.iter().map(ToString::to_string).collect())
        };
        assert_eq!(unchecked("cb", &[LETTERS]), (0, Vec::<String>::new()));
        let found = violations(&"ab".to_owned(), &[LETTERS]);
        assert_eq!(found, ["the body: expected a string that matches `^(?!a)b`"]);
        assert_eq!(violations(&"c".to_owned(), &[LETTERS]).len(), 1);
        // A value that cannot be checked is not a violation; `unchecked_patterns` lists it.
        for limit in [Limit::Unchecked(r"(.)\1"), Limit::Pattern(r"(.)\1")] {
            let note = r"/name: the pattern `(.)\1` was not checked".to_owned();
            assert_eq!(unchecked("ab", &[limit]), (0, vec![note]));
        }
    }

    #[test]
    fn the_encoded_properties_of_a_struct_are_counted() {
        use super::super::samples::request::Service;

        let limits = [Limit::MinProperties(4), Limit::MaxProperties(5)];
        let mut service: Service =
            serde_json::from_str(r#"{"name":"n","port":1,"buckets":[],"owner":null}"#).unwrap();
        assert!(violations(&service, &limits).is_empty());
        service.extra.insert("more".to_owned(), 1.into());
        assert!(violations(&service, &limits).is_empty());
        service.extra.insert("most".to_owned(), 1.into());
        assert_eq!(violations(&service, &limits), ["the body: expected at most 5 properties"]);
        assert_eq!(
            violations(&service, &[Limit::MinProperties(7)]),
            ["the body: expected at least 7 properties"]
        );
    }

    #[test]
    fn u06_a_value_of_an_unexpected_type_is_named() {
        use super::super::samples::request::Service;

        let service: Service = serde_json::from_str(
            r#"{"name":"n","port":1,"buckets":[{"provider":"AWS","path":7}],"owner":null,
                "ready":"yes","tags":["a",1],"settings":{"a":"b","c":{"d":1}},"memoryGb":null}"#,
        )
        .unwrap();
        let found = violations(&service, &[]);
        assert_eq!(
            found,
            [
                "/ready: expected a value of the declared type",
                "/tags/1: expected a value of the declared type",
                "/settings/c: expected a value of the declared type",
                "/buckets/0/path: expected a value of the declared type",
            ]
        );
        let mut service = service;
        service.ready = Some(true);
        assert_eq!(violations(&service, &[]).len(), 3);
    }

    #[test]
    fn u06_each_value_of_an_unexpected_type_in_a_list_is_named() {
        use super::super::samples::request::Service;

        let service: Service = serde_json::from_str(
            r#"{"name":"n","port":1,"owner":null,"tags":[1,"a",null,"a",[],"b"],
                "buckets":[{"provider":"AWS","path":7},5,{"provider":"AWS","path":[]},{}]}"#,
        )
        .unwrap();
        let mut check = Check::default();
        let tags = [Limit::Items(&[Limit::MinLength(2)])];
        let raw = super::raw(&service, "tags", service.tags.view()).unwrap();
        check.raw(raw, service.tags.view(), &tags, &Path::root("/tags"));
        let found: Vec<String> = check.found.iter().map(ToString::to_string).collect();
        assert_eq!(
            found,
            [
                "/tags/0: expected a value of the declared type",
                "/tags/1: expected at least 2 characters",
                "/tags/2: expected a value of the declared type",
                "/tags/3: expected at least 2 characters",
                "/tags/4: expected a value of the declared type",
                "/tags/5: expected at least 2 characters",
            ]
        );
        let found = violations(&service, &[]);
        let of_buckets: Vec<&String> =
            found.iter().filter(|it| it.starts_with("/buckets")).collect();
        assert_eq!(
            of_buckets,
            [
                "/buckets/0/path: expected a value of the declared type",
                "/buckets/1: expected a variant of the union",
                "/buckets/2/path: expected a value of the declared type",
                "/buckets/3: expected a variant of the union",
            ]
        );
    }

    #[test]
    fn u05_a_value_that_is_no_variant_is_named() {
        use super::super::samples::request::{Bucket, Service};

        let body = r#"{"name":"n","port":1,"owner":null,
            "buckets":[{"provider":"AWS","path":"p"},{"provider":"NEW"},{"keyId":"k"}],
            "bucket":{"provider":"NEW"},"tile":{"displayType":"line","configType":"new"}}"#;
        let service: Service = serde_json::from_str(body).unwrap();
        let expected = ["/buckets/1", "/buckets/2", "/bucket", "/tile"]
            .map(|place| format!("{place}: expected a variant of the union"));
        let mut found = violations(&service, &[]);
        found.sort();
        let mut expected = expected.to_vec();
        expected.sort();
        assert_eq!(found, expected);
        let bucket = Bucket::Other(Value::Null);
        assert_eq!(violations(&bucket, &[]), ["the body: expected a variant of the union"]);
    }

    #[test]
    fn values_within_their_limits_are_valid() {
        let limits = [Limit::Minimum(1.0), Limit::Maximum(9.0), Limit::MultipleOf(0.1)];
        assert!(violations(&3.3, &limits).is_empty());
        assert!(violations(&None::<i64>, &limits).is_empty());
        assert!(
            violations(&"ünï".to_owned(), &[Limit::MaxLength(3), Limit::Pattern("n")]).is_empty()
        );
    }
}
