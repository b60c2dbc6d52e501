//! The request law: required properties cannot be omitted, and all missing ones are named.

use codegen::ir::Shape;
use sdk_tests::sample::Style;
use serde_json::Value;

use crate::at_least;

use super::{none, subjects};

#[test]
fn missing_fields_are_named_by_their_wire_names() {
    let (mut required, mut failures) = (0, Vec::new());
    for subject in subjects("request") {
        let Shape::Object(object) = &subject.model.shape else { continue };
        let Value::Object(whole) = subject.sample(Style::Minimal) else { continue };
        for field in object.fields.iter().filter(|field| field.required) {
            // In a body of PATCH, absent means unchanged, for what may be null.
            let may_be_absent = field.nullable && subject.model.patch_only;
            let mut without = whole.clone();
            without.remove(&field.wire);
            required += 1;
            match ((subject.ty.cross)(&Value::Object(without)), may_be_absent) {
                (Err(error), false) if error.contains(&field.wire) => {}
                (Ok(_), true) => {}
                // A required nullable property is sent as null.
                (Ok(sent), false)
                    if field.nullable && sent.get(&field.wire) == Some(&Value::Null) => {}
                (other, _) => {
                    failures.push(format!("{}.{}: {other:?}", subject.ty.path(), field.wire));
                }
            }
        }
    }
    none(&failures);
    assert!(required > 300, "only {required} required fields");
}

/// Absent, null and a value differ, for every nullable field of a request.
#[test]
fn null_and_absent_differ() {
    let (mut optional, mut required, mut failures) = (0, 0, Vec::new());
    for subject in subjects("request") {
        let Shape::Object(object) = &subject.model.shape else { continue };
        let Value::Object(whole) = subject.sample(Style::Minimal) else { continue };
        let three_states = |field: &&codegen::ir::Field| {
            field.nullable && (!field.required || subject.model.patch_only)
        };
        for field in object.fields.iter().filter(three_states) {
            *if field.required { &mut required } else { &mut optional } += 1;
            let mut null = whole.clone();
            null.insert(field.wire.clone(), Value::Null);
            let mut absent = whole.clone();
            absent.remove(&field.wire);
            for body in [null, absent] {
                let body = Value::Object(body);
                match (subject.ty.cross)(&body) {
                    Ok(sent) if sdk_tests::json::same(&sent, &body) => {}
                    other => failures.push(format!(
                        "{}.{}: {body} became {other:?}",
                        subject.ty.path(),
                        field.wire
                    )),
                }
            }
        }
    }
    none(&failures);
    at_least(100, optional, "optional fields that may be null");
    at_least(5, required, "required fields of PATCH bodies that may be null");
}

#[test]
fn all_missing_fields_are_named_at_once() {
    for subject in subjects("request") {
        let Shape::Object(object) = &subject.model.shape else { continue };
        let missing: Vec<&str> = object
            .fields
            .iter()
            .filter(|field| field.required && !field.nullable)
            .map(|field| field.wire.as_str())
            .collect();
        match (subject.ty.cross)(&serde_json::json!({})) {
            Ok(_) => assert_eq!(missing, Vec::<&str>::new(), "{}", subject.ty.path()),
            Err(error) => {
                for wire in &missing {
                    assert!(
                        error.contains(wire),
                        "{}: {error} does not name {wire}",
                        subject.ty.path()
                    );
                }
            }
        }
    }
}
