//! Questions about names: handles, methods and types whose name is derived automatically.

use codegen::ir::{Content, Model, Operation};

use super::{Added, Question, words};

/// The verbs of operations that the rule of methods knows.
const VERBS: [&str; 11] =
    ["add", "create", "delete", "get", "list", "patch", "post", "put", "remove", "set", "update"];

/// A run of this many capitals in a name is more than one acronym.
const CAPITALS: usize = 5;

/// Each new handle: callers write its name most often.
pub(super) fn handles(added: &Added<'_>) -> Vec<Question> {
    let is_new = |at: &codegen::pointer::Pointer| {
        added.operations.iter().any(|operation| operation.at.starts_with(at))
    };
    let handles = added.api.resources.values().filter(|resource| is_new(&resource.at));
    let undecided = handles.filter(|resource| !added.is_decided(&resource.at, "x-sdk-resource"));
    // A handle without operations of its own is named by the first path below it.
    let named = undecided.filter(|resource| {
        resource.at.segments().last().is_some_and(|path| path.ends_with('}'))
            && !has_known_operation(added, &resource.at)
    });
    let question = |resource: &codegen::ir::Resource| Question {
        at: resource.at.clone(),
        key: "x-sdk-resource",
        message: format!("new handle `{}`: check its name", resource.accessor),
        value: "…".to_owned(),
    };
    named.map(question).collect()
}

/// Whether a path had operations before.
fn has_known_operation(added: &Added<'_>, path: &codegen::pointer::Pointer) -> bool {
    let of_path = added.api.operations.iter().filter(|operation| operation.at.starts_with(path));
    let is_new = |one: &Operation| added.operations.iter().any(|operation| operation.id == one.id);
    of_path.into_iter().any(|operation| !is_new(operation))
}

/// Returns the methods whose name may not say what they do.
pub(super) fn methods(added: &Added<'_>) -> Vec<Question> {
    let undecided =
        added.operations.iter().filter(|operation| !added.is_decided(&operation.at, "x-sdk-name"));
    let question = |operation: &&Operation| {
        let why = doubt(added, operation)?;
        Some(Question {
            at: operation.at.clone(),
            key: "x-sdk-name",
            message: format!(
                "the operation `{}` becomes the method `{}`; check the name: {why}",
                operation.id,
                operation.method_path(),
            ),
            value: "…".to_owned(),
        })
    };
    undecided.filter_map(question).collect()
}

/// Returns why the name of a method may be wrong.
fn doubt(added: &Added<'_>, operation: &Operation) -> Option<String> {
    let method = operation.resource_method.as_str();
    let segment = operation.path.rsplit('/').next().unwrap_or_default();
    let summary = operation.docs.summary.as_deref().unwrap_or_default();
    if !words(&operation.id).iter().any(|word| VERBS.contains(&word.as_str())) {
        return Some("its id contains no known verb".to_owned());
    }
    if operation.method == "DELETE" && !words(summary).iter().any(|word| is_removal(word)) {
        return Some(format!("the document says \"{summary}\""));
    }
    if operation.method == "POST" && !is_collection(added, operation) {
        return Some(format!("`{segment}` is not a collection: \"{summary}\""));
    }
    let handle = added.api.handles(operation).last().map(|handle| handle.accessor.as_str());
    let noun = method.split_once('_').map_or("", |(_, noun)| noun);
    if let Some(handle) = handle
        && noun.strip_prefix(handle).is_some_and(|rest| rest.starts_with('_'))
    {
        return Some(format!("its name repeats that of the handle `{handle}`"));
    }
    if handle.is_none() && operation.method == "GET" && method.starts_with("get_") {
        return Some("the method is on `Client`, not on a resource handle".to_owned());
    }
    if matches!(operation.success.content, Content::Text) && !noun.is_empty() {
        return Some(format!("it returns text, and `{noun}` may be the name of its format"));
    }
    let is_list =
        matches!(operation.success.content, Content::Page { .. }) || method.starts_with("list_");
    if is_list && !noun.ends_with('s') {
        return Some(format!("`{noun}` is not a plural"));
    }
    // Methods of a collection are named like the handle of its items.
    let item = added.api.resources.values().find(|resource| {
        let path = resource.at.segments().nth(1).unwrap_or_default();
        path.rsplit_once("/{").is_some_and(|(collection, _)| collection == operation.path)
    })?;
    let stem = item.accessor.as_str().trim_end_matches('y').trim_end_matches('s');
    (!method.contains(stem)).then(|| format!("the handle of its items is `{}`", item.accessor))
}

fn is_removal(word: &str) -> bool {
    matches!(word, "delete" | "deletes" | "remove" | "removes")
}

/// Whether the path has items below it.
pub(super) fn is_collection(added: &Added<'_>, operation: &Operation) -> bool {
    let items = format!("{}/{{", operation.path);
    added.api.operations.iter().any(|other| {
        other.path.strip_prefix(&items).is_some()
            || (other.path == operation.path
                && matches!(other.success.content, Content::Page { .. }))
    })
}

/// Returns the types whose name reads badly.
pub(super) fn types(added: &Added<'_>) -> Vec<Question> {
    let undecided = added.models.iter().filter(|model| !added.is_decided(&model.at, "x-sdk-name"));
    let question = |model: &&Model| {
        let wire = model.at.segments().nth(2).filter(|_| model.at.segments().count() == 3)?;
        let why = if capitals(&wire) >= CAPITALS {
            "the acronyms in the schema name are not separated"
        } else if wire.ends_with("Property") || wire.ends_with("Schema") {
            "the schema is named after its location in the spec"
        } else if wire.starts_with("Public") {
            "the prefix `Public` is redundant"
        } else {
            return None;
        };
        Some(Question {
            at: model.at.clone(),
            key: "x-sdk-name",
            message: format!(
                "the schema `{wire}` becomes the type `{}`; check the name: {why}",
                model.name
            ),
            value: "…".to_owned(),
        })
    };
    undecided.filter_map(question).collect()
}

/// Returns the longest run of capitals.
fn capitals(name: &str) -> usize {
    name.split(|letter: char| !letter.is_uppercase()).map(str::len).max().unwrap_or_default()
}
