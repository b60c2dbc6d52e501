//! Prints outlines for reviewers: small texts with one line per item, in a stable order.
//!
//! Their snapshots are the readable part of a spec update. Every outline is made from the IR alone,
//! so that it shows what the generator understood, not what the document meant. A line does not
//! depend on other lines: one change of the document is one changed line.

mod model;
mod name;
pub(crate) mod notation;
mod operation;
mod place;
mod plan;
mod resource;

use std::collections::BTreeMap;
use std::fmt::Write as _;

use heck::ToSnakeCase;

use crate::ir::{Api, Model, Shape, TypeRef};

/// Each handle with its operations: method, request, parameters, body, result, permissions,
/// beta and deprecated marks. The methods of `Client` are in `client`.
#[must_use]
pub fn resources(api: &Api) -> BTreeMap<String, String> {
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let handles = api.resources.values().map(Some).chain([None]);
    for handle in handles {
        texts.insert(resource::file(handle), vec![resource::text(api, handle)]);
    }
    for operation in resource::sorted(api) {
        let handle = operation.resource.as_ref().and_then(|name| api.resources.get(name));
        let text = operation::text(operation);
        texts.entry(resource::file(handle)).or_default().push(text);
    }
    joined(texts)
}

/// Returns a type as outlines write it: `ServicePostRequest`, `[uuid]`.
#[must_use]
pub fn notation(ty: &TypeRef) -> String {
    notation::ty(ty)
}

/// Returns the models, in files of one subject each: `clickstack-alert`, `shared`.
///
/// A file is named after the group that reaches the models and the next word of the schema that
/// contains them. Neither depends on other models, so that none moves because another one was
/// added.
/// Models that several groups reach are in `shared`.
#[must_use]
pub fn models(api: &Api) -> BTreeMap<String, String> {
    let mut sorted: Vec<&Model> = api.models.values().collect();
    sorted.sort_by_key(|model| (&model.owner, &model.name));
    let mut texts: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for model in sorted {
        texts.entry(file_of(model)).or_default().push(model::text(model));
    }
    joined(texts)
}

/// Explains how the variant of a value is decided, for each union: with a tag, and without one.
#[must_use]
pub fn unions(api: &Api) -> String {
    let mut text = String::new();
    for model in api.models.values() {
        if let Shape::Union(union) = &model.shape {
            let _ = writeln!(text, "{}", model.name);
            for line in plan::explanation(api, union) {
                let _ = writeln!(text, "    {line}");
            }
        }
    }
    text
}

/// Returns the request bodies that are made from a response of another name, without what is
/// read-only; then the pairs that were considered and left out.
#[must_use]
pub fn write_backs(api: &Api) -> String {
    let mut text = String::new();
    for model in api.models.values() {
        for found in &model.write_backs {
            let _ = write!(text, "{} from {}", model.name, found.from);
            if !found.read_only.is_empty() {
                let _ = write!(text, " without {}", found.read_only.join(" "));
            }
            text.push('\n');
        }
    }
    for pair in &api.no_write_backs {
        let _ = writeln!(text, "{} not from {}: {}", pair.body, pair.from, pair.reason);
    }
    text
}

/// Every location whose value is arbitrary JSON, and why the document allows no better type.
#[must_use]
pub fn values(api: &Api) -> String {
    place::values(api)
}

/// Returns the component schemas that no operation reaches; they are not emitted.
#[must_use]
pub fn unreached(api: &Api) -> String {
    let mut text = String::new();
    for schema in &api.unreached {
        let _ = writeln!(text, "{}", schema.wire);
    }
    text
}

/// Returns the fields whose values are never printed, and whether requests or responses contain
/// them.
#[must_use]
pub fn secrets(api: &Api) -> String {
    place::secrets(api)
}

/// Returns names on the wire and in Rust, wherever one does not follow from the other by case
/// alone.
#[must_use]
pub fn names(api: &Api) -> String {
    name::text(api)
}

/// Returns the file of a model: its group, and the next word of the schema that it is in.
fn file_of(model: &Model) -> String {
    let mut groups = model.groups.iter();
    let (Some(group), None) = (groups.next(), groups.next()) else {
        return "shared".to_owned();
    };
    // `ClickStackAlert` in `clickstack` and `ServiceState` in `services` begin with their group.
    let start = group.replace('-', "");
    let owner = model.owner.to_snake_case();
    let mut taken = String::new();
    for word in owner.split('_') {
        taken.push_str(word);
        if !start.starts_with(&taken) {
            return format!("{group}-{word}");
        }
    }
    group.clone()
}

/// One text for each key, with an empty line between the items.
fn joined(texts: BTreeMap<String, Vec<String>>) -> BTreeMap<String, String> {
    texts.into_iter().map(|(key, items)| (key, items.join("\n"))).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ir::{Docs, Enum};
    use crate::name::TypeName;
    use crate::pointer::Pointer;

    #[test]
    fn files_are_named_after_the_group_and_the_next_word() {
        let cases: [(&str, &[&str], &str); 7] = [
            ("ClickStackAlertChannel", &["clickstack"], "clickstack-alert"),
            ("ServiceState", &["services"], "services-state"),
            ("Service", &["services"], "services"),
            ("ApiKeyPatchRequest", &["api-keys"], "api-keys-patch"),
            ("pgConfig", &["postgres"], "postgres-pg"),
            ("ResourceTagsV1", &["postgres", "services"], "shared"),
            ("udfAttach", &["udf"], "udf-attach"),
        ];
        for (owner, groups, file) in cases {
            let model = Model {
                at: Pointer::root(),
                owner: owner.to_owned(),
                name: TypeName::new(owner),
                in_request: false,
                in_response: true,
                patch_only: false,
                operations: std::collections::BTreeSet::new(),
                groups: groups.iter().map(|&group| group.to_owned()).collect(),
                write_backs: Vec::new(),
                docs: Docs::default(),
                shape: Shape::Enum(Enum { values: Vec::new(), same_as: None }),
            };
            assert_eq!(file_of(&model), file);
        }
    }
}
