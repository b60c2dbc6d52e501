//! Comparison: two values are equal if their views are.

use super::slot::{Entries, List, Model, Slot, View};

/// Whether two slots of the same type have equal values.
#[inline]
pub fn equal(one: &dyn Slot, two: &dyn Slot) -> bool {
    views(one.view(), two.view())
}

#[inline]
fn views(one: View<'_>, two: View<'_>) -> bool {
    match (one, two) {
        (View::Absent, View::Absent) | (View::None, View::None) | (View::Null, View::Null) => true,
        (View::Boolean(one), View::Boolean(two)) => one == two,
        (View::Integer(one), View::Integer(two)) => one == two,
        #[allow(clippy::float_cmp, reason = "values are compared, not results of arithmetic")]
        (View::Number(one), View::Number(two)) => one == two,
        (View::Text(one), View::Text(two)) => one == two,
        (View::Secret(one), View::Secret(two)) => equal(one, two),
        (View::Object(one), View::Object(two)) => models(one, two),
        (View::List(one), View::List(two)) => lists(one, two),
        (View::Map(one), View::Map(two)) => maps(one, two),
        (View::Value(one), View::Value(two)) | (View::Other(one), View::Other(two)) => one == two,
        (View::Members(one), View::Members(two)) => one == two,
        _ => false,
    }
}

#[inline]
fn models(one: &dyn Model, two: &dyn Model) -> bool {
    // The variants of a union are different structs.
    let (shape, other) = (one.shape(), two.shape());
    shape.name == other.name
        && shape.fields.len() == other.fields.len()
        && (0..shape.fields.len()).all(|index| equal(one.get(index), two.get(index)))
        && one.extra() == two.extra()
}

#[inline]
fn lists(one: &dyn List, two: &dyn List) -> bool {
    one.count() == two.count()
        && (0..one.count()).all(|index| equal(one.item(index), two.item(index)))
}

#[inline]
fn maps(one: &dyn Entries, two: &dyn Entries) -> bool {
    if one.count() != two.count() {
        return false;
    }
    let mut same = true;
    one.visit(&mut |key, place| {
        same = two.get(key).is_some_and(|other| equal(place, other));
        same
    });
    same
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::samples::{enums, response};

    fn read(body: Value) -> response::Service {
        serde_json::from_value(body).unwrap()
    }

    #[test]
    fn every_kind_of_value_counts() {
        let bodies = [
            json!({}),
            json!({ "id": "" }),
            json!({ "id": "a" }),
            json!({ "name": "a" }),
            json!({ "id": 1 }),
            json!({ "port": 0 }),
            json!({ "port": 1 }),
            json!({ "memoryGb": 0.5 }),
            json!({ "ready": false }),
            json!({ "ready": true }),
            json!({ "state": "idle" }),
            json!({ "state": "new" }),
            json!({ "tags": [] }),
            json!({ "tags": ["a"] }),
            json!({ "tags": ["a", "b"] }),
            json!({ "tags": ["a", 1] }),
            json!({ "settings": {} }),
            json!({ "settings": { "a": 1 } }),
            json!({ "settings": { "b": 1 } }),
            json!({ "settings": { "a": "1" } }),
            json!({ "any": 1 }),
            json!({ "labels": { "a": 1 } }),
            json!({ "password": "a" }),
            json!({ "password": "b" }),
            json!({ "bucket": { "provider": "AWS" } }),
            json!({ "bucket": { "provider": "GCP" } }),
            json!({ "bucket": { "provider": "NEW" } }),
            json!({ "children": [{}] }),
            json!({ "children": [{ "id": "a" }] }),
            json!({ "new": 1 }),
        ];
        for (one, a) in bodies.iter().enumerate() {
            for (two, b) in bodies.iter().enumerate() {
                assert_eq!(read(a.clone()) == read(b.clone()), one == two, "{a} {b}");
            }
        }
    }

    #[test]
    fn variants_with_equal_properties_are_different_values() {
        let path = Some("x".to_owned());
        let aws = response::Aws { path: path.clone(), ..response::Aws::default() };
        let gcp = response::Gcp { path, ..response::Gcp::default() };
        let aws = response::Bucket::Aws(aws);
        assert_eq!(aws, aws.clone());
        assert_ne!(aws, response::Bucket::Gcp(gcp));
    }

    #[test]
    fn enums_behave_like_their_string() {
        let running = enums::State::from("running");
        assert_eq!(running, enums::State::Running);
        assert_eq!(enums::State::Other("running".to_owned()), running);
        assert_eq!(running, "running");
        assert!(running.is_known() && !enums::State::from("new").is_known());
        assert_eq!("new".parse::<enums::State>().unwrap().to_string(), "new");
        assert_eq!(format!("{running:>9}|{running:?}"), "  running|\"running\"");
        let mut all: Vec<enums::State> =
            enums::State::VALUES.iter().map(|it| (*it).into()).collect();
        all.sort();
        assert_eq!(all, [enums::State::Idle, enums::State::Running]);
        assert_eq!(serde_json::to_value(&all).unwrap(), json!(["idle", "running"]));
        assert!(serde_json::from_value::<enums::State>(json!(1)).is_err());
    }
}
