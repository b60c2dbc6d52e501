//! F5: parts of a document that the generator refuses.

use codegen::diff::{Changes, Rule, Wire, diff};
use sdk_tests::document::NO_OVERLAY;
use serde_json::{Value, json};

use super::{between, document, find, with};
use crate::fixture::{Read, named, told};

/// The changes of a document that the generator may reject.
fn partly(old: &Value, new: &Value) -> Changes {
    let read = |document: &Value| {
        Read::partly(&serde_json::to_vec(document).unwrap(), NO_OVERLAY).unwrap()
    };
    diff(read(old).document(), read(new).document())
}

#[test]
fn f5_a_document_that_the_generator_refuses_has_a_report() {
    let old = document("3.1.1", &json!({ "ids": { "type": "string" } }));
    let at = "/paths/~1v1~1gadgets/post";
    let after = |change: &dyn Fn(&mut Value)| {
        let mut new = old.clone();
        change(new.pointer_mut(at).unwrap());
        partly(&old, &new)
    };
    let parameter = |place: &str| json!({ "name": "If-Match", "in": place, "required": true, "schema": { "type": "object" } });
    let place = format!("#{at}/parameters/1");
    let only = |changes: &Changes, rule: &str, place: &str| {
        let [change] = &changes.changes[..] else { panic!("{}", told(changes)) };
        assert_eq!((change.rule.id, &*change.pointer.to_string()), (rule, place));
        assert_eq!(change.operations, ["gadgetCreate"], "{}", told(changes));
        change.clone()
    };
    // A required parameter that cannot be sent yet.
    let changes =
        after(&|post| post["parameters"].as_array_mut().unwrap().push(parameter("matrix")));
    let change = only(&changes, "param-added-required", &place);
    assert_eq!((change.wire, &*change.message), (Wire::Break, "new: `If-Match`, in the matrix"));
    // A parameter that moved, and one whose values are written otherwise.
    let first = format!("#{at}/parameters/0");
    let changes = after(&|post| post["parameters"][0]["in"] = "matrix".into());
    let change = only(&changes, "param-location-changed", &first);
    assert_eq!(change.message, "`since` moved from the query to the matrix");
    let changes = after(&|post| post["parameters"][0]["style"] = "deepObject".into());
    only(&changes, "param-style-changed", &format!("{first}/style"));
    // A construct without a meaning for the SDK, in a body and in an operation.
    let changes = after(&|post| {
        let content = &mut post["requestBody"]["content"]["application/json"];
        content["schema"]["properties"]["ids"]["not"] = json!({ "type": "integer" });
    });
    let body = format!("#{at}/requestBody/content/application~1json/schema/properties/ids/not");
    assert_eq!(only(&changes, "not-modelled", &body).wire, Wire::Break);
    let changes = after(&|post| post["callbacks"] = json!({}));
    only(&changes, "not-modelled", &format!("#{at}/callbacks"));
    // The address of the service.
    let mut new = old.clone();
    new["servers"] = json!([{ "url": "https://{region}.example.com", "variables": { "region": { "default": "eu" } } }]);
    let changes = partly(&old, &new);
    assert!(
        changes.changes.iter().any(|change| change.pointer.to_string().starts_with("#/servers/0"))
    );
    assert_eq!(changes.wire(), Wire::Break);
}

#[test]
fn f5_parameters_outside_of_the_query_are_compared() {
    let old = document("3.1.1", &json!({ "ids": { "type": "string" } }));
    let with = |parameters: &Value| {
        let mut new = old.clone();
        new["paths"]["/v1/gadgets"]["post"]["parameters"] = parameters.clone();
        new
    };
    let text = json!({ "type": "string", "format": "date" });
    let since = |place: &str| json!({ "name": "since", "in": place, "schema": text });
    let header = json!({ "name": "If-Match", "in": "header", "required": true, "schema": { "type": "string" } });
    let only = |old: &Value, new: &Value| {
        let changes = between(old, new);
        let [change] = &changes.changes[..] else { panic!("{}", told(&changes)) };
        (change.rule.id, change.message.clone())
    };
    let both = with(&json!([since("query"), header]));
    assert_eq!(only(&old, &both).0, "param-added-required");
    assert_eq!(only(&both, &old).0, "param-removed");
    for (place, told) in [("header", "headers"), ("cookie", "cookies")] {
        let moved = only(&old, &with(&json!([since(place)])));
        let message = format!("`since` moved from the query to the {told}");
        assert_eq!(moved, ("param-location-changed", message));
    }
    let list = |explode: bool| {
        let schema = json!({ "type": "array", "items": { "type": "string" } });
        with(&json!([{ "name": "ids", "in": "query", "explode": explode, "schema": schema }]))
    };
    assert_eq!(only(&list(true), &list(false)).0, "param-style-changed");
}

#[test]
fn f5_an_unchanged_refused_part_is_no_change() {
    let mut old = document("3.1.1", &json!({ "p": { "not": { "type": "string" } } }));
    old["paths"]["/v1/gadgets"]["post"]["parameters"][0]["style"] = "deepObject".into();
    assert!(partly(&old, &old).is_empty());
    // Other changes are found at their location in the whole document.
    let mut new = old.clone();
    let parameters = new["paths"]["/v1/gadgets"]["post"]["parameters"].as_array_mut().unwrap();
    parameters.push(json!({ "name": "to", "in": "query", "schema": { "type": "string" } }));
    let changes = partly(&old, &new);
    let change = find(&changes, "param-added-optional");
    assert_eq!(change.pointer.to_string(), "#/paths/~1v1~1gadgets/post/parameters/1");
    assert_eq!(changes.changes.len(), 1, "{}", told(&changes));
}

#[test]
fn f5_an_operation_that_is_new_and_refused_breaks_nothing() {
    let old = document("3.1.1", &json!({}));
    let mut new = old.clone();
    let mut operation = old["paths"]["/v1/gadgets"]["post"].clone();
    operation["operationId"] = "gadgetUpload".into();
    operation["requestBody"] = json!({ "content": { "text/x-strange": { "schema": {} } } });
    new["paths"]["/v1/uploads"] = json!({ "put": operation });
    let changes = partly(&old, &new);
    assert_eq!(changes.wire(), Wire::Ok, "{}", told(&changes));
    assert_eq!(changes.operations.added, 1, "{}", told(&changes));
}

#[test]
fn f5_a_refused_body_is_not_removed_and_a_new_parameter_breaks_nothing() {
    let old = document("3.1.1", &json!({ "p": { "type": "string" } }));
    let mut form = old.clone();
    let content = &mut form["paths"]["/v1/gadgets"]["post"]["requestBody"]["content"];
    let json = content["application/json"].take();
    *content = json!({ "application/x-www-form-urlencoded": json });
    let changes = partly(&old, &form);
    let change = find(&changes, "not-modelled");
    assert_eq!(change.wire, Wire::Break, "{}", told(&changes));
    assert!(named(&changes, Rule::find("body-removed").unwrap()).is_empty(), "{}", told(&changes));
    let mut filter = old.clone();
    let parameters = &mut filter["paths"]["/v1/gadgets"]["post"]["parameters"];
    parameters.as_array_mut().unwrap().push(json!({
        "name": "filter", "in": "query", "style": "deepObject", "explode": true,
        "schema": { "type": "object", "properties": { "x": { "type": "string" } } },
    }));
    let changes = partly(&old, &filter);
    assert!(changes.changes.iter().all(|change| change.wire == Wire::Ok), "{}", told(&changes));
    find(&changes, "param-added-optional");
}

#[test]
fn f5_refused_responses_and_shared_parameters_are_reported() {
    let old = document("3.1.1", &json!({}));
    let post = "/paths/~1v1~1gadgets/post";
    // A construct of a response that the generator does not know.
    let at = format!("{post}/responses/200/content/application~1json/schema/properties/result");
    let changes =
        partly(&old, &with(&old, &at, json!({ "if": {}, "$ref": "#/components/schemas/Gadget" })));
    assert!(!changes.changes.is_empty());
    assert!(
        changes.changes.iter().all(|it| it.operations == ["gadgetCreate"]),
        "{}",
        told(&changes)
    );
    // A parameter of the path item.
    let parameter = json!([{ "name": "X-Trace", "in": "matrix", "required": true, "schema": { "type": "string" } }]);
    let changes = partly(&old, &with(&old, "/paths/~1v1~1gadgets/parameters", parameter));
    let change = find(&changes, "param-added-required");
    assert_eq!((change.wire, &*change.operations), (Wire::Break, &["gadgetCreate".to_owned()][..]));
}
