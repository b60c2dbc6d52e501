//! The pages of handles: what can be done with a resource, by group, and the handles below it.

use std::collections::{BTreeMap, BTreeSet};

use heck::ToSnakeCase;

use super::table::{self, Page};
use super::text::{Line, Lines, capitalized, indefinite, lines, wrapped};
use crate::ir::{Operation, Resource};
use crate::markdown::rustdoc::{code, inline};
use crate::surface::{Call, Child, Features, Handle, Schemas, Surface};

/// Returns the page of all handles.
pub(super) fn overview() -> Vec<String> {
    let mut found = wrapped(
        "Handles to resources: one type for each kind of resource. The operations on a resource are \
         methods of its handle.",
    );
    found.push(String::new());
    found.extend(wrapped(
        "[`Client`](crate::Client) returns handles to the top-level resources, and a handle \
         returns handles to the resources below it. A handle contains the client and the ids in \
         its path; it is cheap to create and to clone, and creating it sends no request.",
    ));
    found
}

/// Returns the page of a handle.
pub(super) fn page<'a>(surface: &Surface<'a>, handle: &Handle<'a>) -> Lines<'a> {
    let Some(resource) = handle.resource else { return Vec::new() };
    let schemas = &surface.schemas;
    let path = path(schemas, resource);
    let mut found =
        lines(wrapped(&format!("A handle to {}.", indefinite(&noun(schemas, resource, &path)))));
    let parent = match &resource.parent {
        Some(parent) => {
            format!("[`{parent}::{0}`](crate::resources::{parent}::{0})", resource.accessor)
        }
        None => format!("[`Client::{0}`](crate::Client::{0})", resource.accessor),
    };
    let about = format!("Returned by {parent}. Path: {}.", code(&path));
    push(&mut found, lines(wrapped(&about)));
    let mut groups: BTreeMap<&str, Vec<&Call<'a>>> = BTreeMap::new();
    for call in surface.calls_of(handle) {
        groups.entry(&call.operation.group).or_default().push(call);
    }
    for (group, calls) in groups {
        let title = words(schemas, &group.replace('-', "_"));
        let operations: Vec<&Operation> = calls.iter().map(|call| call.operation).collect();
        let mut section = vec![format!("# {}", capitalized(&title)), String::new()];
        section.extend(table::table(schemas, &operations, Page::Handle));
        let features = calls.first().map(|call| call.features.clone()).unwrap_or_default();
        push(&mut found, conditional(section, &features, handle));
    }
    if !handle.children.is_empty() {
        let head = ["# Handles", "", "| Method | Returns | Path |", "|---|---|---|"];
        push(&mut found, lines(head.map(str::to_owned).into()));
        for Child { resource, features } in &handle.children {
            let row = format!(
                "| [`{accessor}`](Self::{accessor}) | [`{name}`](crate::resources::{name}) | {} |",
                table::breakable(&self::path(schemas, resource)),
                accessor = resource.accessor,
                name = resource.name,
            );
            found.extend(conditional(vec![row], features, handle));
        }
    }
    found
}

/// Returns the method that returns a handle.
pub(super) fn accessor(schemas: &Schemas, resource: &Resource) -> Vec<String> {
    let path = path(schemas, resource);
    let noun = noun(schemas, resource, &path);
    let text = format!("Returns a handle to {}, without sending a request.", indefinite(&noun));
    let mut found = wrapped(&text);
    found.push(String::new());
    let description = argument(schemas, resource, &path, &noun);
    let argument = format!("`{}`: {description}", resource.parameter.name);
    found.extend(wrapped(argument.trim_end_matches([':', ' '])));
    found
}

/// Returns the description of the id of a resource. Operations may describe it as what they do with
/// it ("ID of the service to delete"), so that their texts are used only if they are the same.
fn argument(schemas: &Schemas, resource: &Resource, path: &str, noun: &str) -> String {
    let operations = schemas.api.operations.iter().filter(|operation| operation.path == path);
    let texts: BTreeSet<Option<&str>> = operations
        .filter_map(|operation| operation.path_parameters.last())
        .map(|parameter| parameter.docs.description.as_deref())
        .collect();
    if texts.len() > 1 {
        let name = resource.parameter.wire.to_snake_case();
        let last = name.rsplit('_').next().unwrap_or_default();
        let what = if last == "id" { "ID".to_owned() } else { capitalized(last) };
        return format!("{what} of the {noun}.");
    }
    resource.parameter.docs.description.as_deref().map(inline).unwrap_or_default()
}

/// Makes lines depend on features, unless the handle depends on the same features.
fn conditional<'a>(text: Vec<String>, features: &Features<'a>, handle: &Handle<'a>) -> Lines<'a> {
    if *features == handle.features {
        return lines(text);
    }
    let with = |line| match line {
        Line::Always(link) => Line::With { features: features.clone(), link, plain: None },
        line @ Line::With { .. } => line,
    };
    lines(text).into_iter().map(with).collect()
}

fn push<'a>(found: &mut Lines<'a>, more: Lines<'a>) {
    // If the features are disabled, the empty line is harmless.
    found.push(Line::Always(String::new()));
    found.extend(more);
}

/// Returns the path of a resource, from an operation on it or below it.
fn path(schemas: &Schemas, resource: &Resource) -> String {
    let mut depth = 1;
    let mut above = resource.parent.as_ref();
    while let Some(parent) = above.and_then(|name| schemas.api.resources.get(name)) {
        depth += 1;
        above = parent.parent.as_ref();
    }
    let is_below = |operation: &&Operation| {
        schemas.api.handles(operation).iter().any(|handle| handle.name == resource.name)
    };
    let Some(operation) = schemas.api.operations.iter().find(is_below) else {
        return String::new();
    };
    operation.path.split_inclusive('}').take(depth).collect()
}

/// Returns the noun of a resource, without an article: the decision of the overlay, or else the
/// words of its name. If the path has no plural, as
/// in `/postgres/{postgresId}`, the last word of the path cannot, so that "resource" is added.
fn noun(schemas: &Schemas, resource: &Resource, path: &str) -> String {
    if let Some(noun) = &resource.noun {
        return noun.clone();
    }
    let accessor = resource.accessor.as_str();
    // One word, such as "version", says too little where all types are listed.
    let name = resource.name.as_str().to_snake_case();
    let mut noun = words(schemas, if accessor.contains('_') { accessor } else { &name });
    let segment = path.rsplit('/').nth(1).unwrap_or_default();
    if segment.eq_ignore_ascii_case(&accessor.replace('_', "")) {
        noun.push_str(" resource");
    }
    noun
}

/// Returns the words of a name, each as the document writes it where that has capitals: `API key`.
pub(super) fn words(schemas: &Schemas, name: &str) -> String {
    let words = name.split('_').filter(|word| !word.is_empty());
    words.map(|word| spelled(schemas, word)).collect::<Vec<_>>().join(" ")
}

fn spelled(schemas: &Schemas, word: &str) -> String {
    let summaries = schemas.api.operations.iter();
    let summaries = summaries.filter_map(|operation| operation.docs.summary.as_deref());
    let groups = || schemas.api.groups.iter().map(|group| group.summary.as_str());
    let is_word = |found: &&str| found.eq_ignore_ascii_case(word);
    // A capital after the first letter does not begin a sentence.
    let is_spelling = |found: &&str| found.chars().skip(1).any(char::is_uppercase);
    let spelling = summaries.chain(groups()).flat_map(split).filter(is_word).find(is_spelling);
    // A summary of a group is a sentence; one of an operation can have capitals as a title has.
    let is_name = |found: &&str| found.starts_with(char::is_uppercase);
    let name = || groups().flat_map(|text| split(text).skip(1)).filter(is_word).find(is_name);
    spelling.or_else(name).unwrap_or(word).to_owned()
}

/// Returns the words of a text.
fn split(text: &str) -> impl Iterator<Item = &str> {
    text.split(|character: char| !character.is_alphanumeric())
}

#[cfg(test)]
mod tests {
    use crate::emit::testing::{api, file};

    #[test]
    fn the_overlay_decides_the_noun() {
        let mut api = api(Vec::new(), Vec::new());
        for resource in api.resources.values_mut() {
            resource.noun = Some("Anvil service".to_owned());
        }
        assert!(file(&api, "resources/a.rs").contains("/// A handle to an Anvil service.\n"));
        let text = file(&api, "resources/client.rs");
        assert!(text.contains("/// Returns a handle to an Anvil service, without"), "{text}");
    }
}
