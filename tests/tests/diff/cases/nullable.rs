//! F3 and F4: values that may be anything, and values that become nullable.

use codegen::diff::{Source, Wire};
use serde_json::{Value, json};

use super::{assert_named, between, document, find, of_property, with};
use crate::fixture::told;

#[test]
fn f3_a_value_that_may_be_anything_may_be_null_too() {
    for old in [
        json!({ "type": ["string", "null"] }),
        json!({ "type": ["object", "null"], "properties": { "x": { "type": "integer" } } }),
        json!({ "type": ["array", "null"], "items": { "type": "string" } }),
    ] {
        let changes = of_property(&old, &json!({ "description": "Anything." }));
        let rules: Vec<&str> = changes.changes.iter().map(|change| change.rule.id).collect();
        assert!(!rules.iter().any(|rule| rule.contains("nullable")), "{}", told(&changes));
        assert_eq!(find(&changes, "req-prop-type-widened").wire, Wire::Ok);
        // In the other direction the type is narrower.
        let changes = of_property(&json!({}), &old);
        assert_eq!(find(&changes, "req-prop-type-narrowed").wire, Wire::Break);
        assert_eq!(find(&changes, "resp-prop-type-narrowed").wire, Wire::Ok);
    }
}

#[test]
fn f4_items_that_become_nullable_have_a_rule_and_name_their_operations() {
    let cases = [
        (
            json!({ "type": "array", "items": { "type": "number" } }),
            json!({ "type": "array", "items": { "type": ["number", "null"] } }),
        ),
        (
            json!({ "type": "array", "items": { "type": "array", "items": { "type": "string" } } }),
            json!({ "type": "array", "items": { "type": "array", "items": {
                "type": ["null", "string"] } } }),
        ),
        (
            json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
            json!({ "type": "object", "additionalProperties": { "type": ["integer", "null"] } }),
        ),
    ];
    for (old, new) in cases {
        let changes = of_property(&old, &new);
        assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
        let received = find(&changes, "resp-item-became-nullable");
        assert_eq!((received.wire, &*received.rust), (Wire::Risk, "response::Gadget::p"));
        assert_eq!(received.operations, ["gadgetCreate"]);
        let sent = find(&changes, "req-item-became-nullable");
        assert_eq!((sent.wire, &*sent.rust), (Wire::Ok, "request::GadgetCreateRequest::p"));
        assert_eq!(sent.operations, ["gadgetCreate"]);
        assert_eq!(changes.operations.changed, 1);

        let changes = of_property(&new, &old);
        assert_eq!(find(&changes, "resp-item-became-not-nullable").wire, Wire::Ok);
        assert_eq!(find(&changes, "req-item-became-not-nullable").wire, Wire::Break);
    }
}

#[test]
fn f3_items_and_values_that_may_be_anything_are_wider() {
    for old in [
        json!({ "type": "array", "items": { "type": ["integer", "null"] } }),
        json!({ "type": "object", "additionalProperties": { "type": ["boolean", "null"] } }),
    ] {
        let mut new = old.clone();
        for key in ["items", "additionalProperties"] {
            if let Some(inner) = new.get_mut(key) {
                *inner = json!({});
            }
        }
        let changes = of_property(&old, &new);
        assert_eq!(find(&changes, "req-prop-type-widened").wire, Wire::Ok);
        assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
        assert!(!told(&changes).contains("nullable"), "{}", told(&changes));
    }
}

#[test]
fn f4_items_behind_references_and_of_results_become_nullable_by_a_rule() {
    // A definition that is only used as an item.
    let base = document(
        "3.1.1",
        &json!({ "p": { "type": "array", "items": { "$ref": "#/components/schemas/Label" } } }),
    );
    let label = "/components/schemas/Label";
    let old = with(&base, label, json!({ "type": "string" }));
    let new = with(&base, label, json!({ "type": ["string", "null"] }));
    let changes = between(&old, &new);
    assert_eq!(changes.unhandled().count(), 0, "{}", told(&changes));
    assert_eq!(find(&changes, "resp-item-became-nullable").wire, Wire::Risk);
    assert_named(&changes, "req-item-became-nullable");
    assert_eq!(changes.operations.changed, 1);
    // The items of a whole result.
    let base = document("3.1.1", &json!({}));
    let at = "/paths/~1v1~1gadgets/post/responses/200/content/application~1json/schema/properties/result";
    let list = |items: Value| with(&base, at, json!({ "type": "array", "items": items }));
    let (old, new) =
        (list(json!({ "type": "integer" })), list(json!({ "type": ["null", "integer"] })));
    let changes = between(&old, &new);
    let change = find(&changes, "resp-item-became-nullable");
    assert_eq!((change.wire, &*change.operations), (Wire::Risk, &["gadgetCreate".to_owned()][..]));
    assert_eq!(find(&between(&new, &old), "resp-item-became-not-nullable").wire, Wire::Ok);
    // The items of a whole body, without an envelope.
    let at = "/paths/~1v1~1gadgets/post/responses/200/content/application~1json/schema";
    let list = |items: Value| with(&base, at, json!({ "type": "array", "items": items }));
    let (old, new) =
        (list(json!({ "type": "integer" })), list(json!({ "type": ["null", "integer"] })));
    assert_eq!(find(&between(&old, &new), "resp-item-became-nullable").wire, Wire::Risk);
}

#[test]
fn f4_items_of_an_alias_and_additional_properties_become_nullable_by_a_rule() {
    let with = |schema: &Value| {
        let mut document = document("3.1.1", &json!({ "p": { "$ref": "#/components/schemas/X" } }));
        document["components"]["schemas"]["X"] = schema.clone();
        document
    };
    for schema in [
        json!({ "type": "array", "items": { "type": "integer" } }),
        json!({ "type": "object", "additionalProperties": { "type": "integer" } }),
        json!({ "type": "array", "items": { "type": "array", "items": { "type": "integer" } } }),
        json!({ "type": "object", "properties": { "x": { "type": "string" } },
            "additionalProperties": { "type": "integer" } }),
        json!({ "type": "object", "properties": { "x": { "type": "string" } },
            "additionalProperties": { "type": "array", "items": { "type": "integer" } } }),
    ] {
        let nullable = schema.to_string().replace(r#""integer""#, r#"["integer","null"]"#);
        let nullable = serde_json::from_str(&nullable).unwrap();
        let changes = between(&with(&schema), &with(&nullable));
        let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
        assert_eq!(change.rule.id, "resp-item-became-nullable");
        assert_eq!(change.source, Source::Break, "{}", told(&changes));
        assert_eq!(change.operations, ["gadgetCreate"]);
    }
}
