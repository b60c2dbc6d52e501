//! Reads the policy that the overlay wrote into the document as `x-sdk-…` extensions.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;
use openapiv3::{OpenAPI, Operation};
use serde::Deserialize;
use serde_json::Value;

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Group, Idempotency, Pagination};
use crate::name;
use crate::pointer::Pointer;

type Extensions = IndexMap<String, Value>;

/// The keys that schemas and properties understand.
const SCHEMA_KEYS: &[&str] =
    &["x-sdk-name", "x-sdk-secret", "x-sdk-tag", "x-sdk-enum-names", "x-sdk-required"];
/// The keys that operations understand.
const OPERATION_KEYS: &[&str] =
    &["x-sdk-name", "x-sdk-group", "x-sdk-retry", "x-sdk-pagination", "x-sdk-wait"];

/// `x-sdk-name` of a schema, property or operation.
pub(super) fn name(extensions: &Extensions, at: &Pointer, sink: &mut Sink) -> Option<String> {
    match extensions.get("x-sdk-name")? {
        Value::String(name) if !name.trim().is_empty() => Some(name.clone()),
        _ => {
            invalid(sink, at, "x-sdk-name", "a name that is not empty");
            None
        }
    }
}

/// `x-sdk-secret` of a schema or property; checks the other keys of the place as well.
pub(super) fn secret(extensions: &Extensions, at: &Pointer, sink: &mut Sink) -> Option<bool> {
    known_keys(extensions, SCHEMA_KEYS, at, sink);
    match extensions.get("x-sdk-secret")? {
        Value::Bool(secret) => Some(*secret),
        _ => {
            invalid(sink, at, "x-sdk-secret", "true or false");
            None
        }
    }
}

/// `x-sdk-tag` of a property: its only value in this variant of a union, although the spec lists
/// more.
pub(super) fn tag(extensions: &Extensions) -> Option<&str> {
    extensions.get("x-sdk-tag")?.as_str()
}

/// `x-sdk-enum-names` of an enum: the variants of values.
pub(super) fn enum_names(
    extensions: &Extensions,
    at: &Pointer,
    sink: &mut Sink,
) -> BTreeMap<String, String> {
    let Some(value) = extensions.get("x-sdk-enum-names") else { return BTreeMap::new() };
    match BTreeMap::<String, String>::deserialize(value) {
        Ok(names) if names.values().all(|name| !name.trim().is_empty()) => names,
        _ => {
            invalid(sink, at, "x-sdk-enum-names", "a map from values to the names of variants");
            BTreeMap::new()
        }
    }
}

/// `x-sdk-required` of an object: the wire names of fields that a request makes no sense without.
pub(super) fn required(extensions: &Extensions, at: &Pointer, sink: &mut Sink) -> Vec<String> {
    let Some(value) = extensions.get("x-sdk-required") else { return Vec::new() };
    Vec::<String>::deserialize(value).unwrap_or_else(|_| {
        invalid(sink, at, "x-sdk-required", "an array of properties");
        Vec::new()
    })
}

/// `x-sdk-enums` of the document: the types of enums, each with the other places that share it.
pub(super) fn enums(document: &OpenAPI, sink: &mut Sink) -> BTreeMap<String, Vec<String>> {
    let Some(value) = document.extensions.get("x-sdk-enums") else { return BTreeMap::new() };
    let Ok(enums) = BTreeMap::<String, Vec<String>>::deserialize(value) else {
        let expected = "a map from the name of an enum type to an array of the other enums that share this type";
        invalid(sink, &Pointer::root(), "x-sdk-enums", expected);
        return BTreeMap::new();
    };
    let mut seen = BTreeSet::new();
    for place in enums.iter().flat_map(|(group, others)| others.iter().chain([group])) {
        if !seen.insert(place) {
            let message = format!("`{place}` is listed twice in `x-sdk-enums`");
            let at = Pointer::root().child("x-sdk-enums");
            let found = Diagnostic::error(Code::UnknownPolicy, at, message);
            sink.push(found.help("list each enum under one type in the overlay"));
        }
    }
    enums
}

/// What the overlay says of a resource.
#[derive(Debug, Default, PartialEq)]
pub(super) struct ResourcePolicy {
    /// The name of its handle.
    pub(super) name: Option<String>,
    /// The noun for it in documentation.
    pub(super) noun: Option<String>,
}

/// The policy of a path item; `is_handle` says whether the path ends in a parameter.
pub(super) fn resource(
    extensions: &Extensions,
    at: &Pointer,
    is_handle: bool,
    sink: &mut Sink,
) -> ResourcePolicy {
    let known: &[&str] = if is_handle { &["x-sdk-resource", "x-sdk-noun"] } else { &[] };
    known_keys(extensions, known, at, sink);
    if !is_handle {
        return ResourcePolicy::default();
    }
    let mut text = |key, expected| match extensions.get(key)? {
        Value::String(text) if !text.trim().is_empty() => Some(text.clone()),
        _ => {
            invalid(sink, at, key, expected);
            None
        }
    };
    ResourcePolicy {
        name: text("x-sdk-resource", "a name that is not empty"),
        noun: text("x-sdk-noun", "a noun without an article"),
    }
}

/// What the overlay says of an operation.
#[derive(Debug, Default)]
pub(super) struct OperationPolicy {
    pub(super) name: Option<String>,
    pub(super) group: Option<String>,
    pub(super) idempotency: Option<Idempotency>,
    /// The style, where the parameters do not tell, and the property of `result` that holds the
    /// items.
    pub(super) pagination: Option<(Option<Pagination>, Option<String>)>,
    pub(super) wait: Option<WaitPolicy>,
}

/// How to wait for a state of a resource, before it is checked.
#[derive(Debug, Clone)]
pub(super) struct WaitPolicy {
    pub(super) state: Pointer,
    pub(super) until: BTreeMap<String, Vec<String>>,
    pub(super) failed: Vec<String>,
    pub(super) settled: Vec<String>,
    pub(super) leaving: Vec<String>,
    pub(super) gone: Vec<String>,
    pub(super) passing: Vec<String>,
    pub(super) deadline_seconds: Option<u64>,
    pub(super) poll_seconds: Option<[u64; 2]>,
    pub(super) confirm: Option<u32>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct RawWaitPolicy {
    state: String,
    #[serde(default)]
    until: BTreeMap<String, Vec<String>>,
    #[serde(default)]
    failed: Vec<String>,
    #[serde(default)]
    settled: Vec<String>,
    #[serde(default)]
    leaving: Vec<String>,
    #[serde(default)]
    gone: Vec<String>,
    #[serde(default)]
    passing: Vec<String>,
    #[serde(default)]
    deadline_seconds: Option<u64>,
    #[serde(default)]
    poll_seconds: Option<[u64; 2]>,
    #[serde(default)]
    confirm: Option<u32>,
}

/// `x-sdk-wait` of an operation.
fn wait(value: &Value, at: &Pointer, sink: &mut Sink) -> Option<WaitPolicy> {
    let raw = match RawWaitPolicy::deserialize(value) {
        Ok(raw) => raw,
        Err(error) => {
            let message = format!("the value of `x-sdk-wait` is invalid: {error}");
            let help = "expected `state` (a JSON pointer), and optionally `until` (an object: the name of each target, with an array of its states), `failed`, `settled`, `leaving`, `gone`, `passing` (arrays of states), `deadlineSeconds`, `pollSeconds` (the first and the longest pause) and `confirm`";
            let at = at.child("x-sdk-wait");
            sink.push(Diagnostic::error(Code::UnknownPolicy, at, message).help(help));
            return None;
        }
    };
    let Some(state) = Pointer::parse(&raw.state).filter(|state| *state != Pointer::root()) else {
        invalid(
            sink,
            &at.child("x-sdk-wait"),
            "state",
            "a JSON pointer into the result, such as `/state`",
        );
        return None;
    };
    let RawWaitPolicy {
        state: _,
        until,
        failed,
        settled,
        leaving,
        gone,
        passing,
        deadline_seconds,
        poll_seconds,
        confirm,
    } = raw;
    Some(WaitPolicy {
        state,
        until,
        failed,
        settled,
        leaving,
        gone,
        passing,
        deadline_seconds,
        poll_seconds,
        confirm,
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PaginationPolicy {
    #[serde(default)]
    style: Option<String>,
    #[serde(default)]
    items: Option<String>,
}

/// The policy of an operation.
pub(super) fn operation(operation: &Operation, at: &Pointer, sink: &mut Sink) -> OperationPolicy {
    let extensions = &operation.extensions;
    known_keys(extensions, OPERATION_KEYS, at, sink);
    let mut policy =
        OperationPolicy { name: name(extensions, at, sink), ..OperationPolicy::default() };
    if let Some(group) = extensions.get("x-sdk-group") {
        match group.as_str() {
            Some(group) => policy.group = Some(name::feature(group)),
            None => invalid(sink, at, "x-sdk-group", "the name of a group"),
        }
    }
    if let Some(retry) = extensions.get("x-sdk-retry") {
        match retry.as_str() {
            Some("safe") => policy.idempotency = Some(Idempotency::Safe),
            Some("idempotent") => policy.idempotency = Some(Idempotency::Idempotent),
            Some("never") => policy.idempotency = Some(Idempotency::NotIdempotent),
            _ => invalid(sink, at, "x-sdk-retry", "`safe`, `idempotent` or `never`"),
        }
    }
    if let Some(pagination) = extensions.get("x-sdk-pagination") {
        let parsed = PaginationPolicy::deserialize(pagination).ok().and_then(|parsed| {
            let style = match parsed.style.as_deref() {
                Some("cursor") => Some(Pagination::Cursor),
                Some("offset") => Some(Pagination::Offset),
                Some("none") => Some(Pagination::None),
                None if parsed.items.is_some() => None,
                _ => return None,
            };
            Some((style, parsed.items))
        });
        match parsed {
            Some(parsed) => policy.pagination = Some(parsed),
            None => invalid(
                sink,
                at,
                "x-sdk-pagination",
                "`style` (`cursor`, `offset`, `none`), `items` (a property of `result`), or both",
            ),
        }
    }
    policy.wait = extensions.get("x-sdk-wait").and_then(|policy| wait(policy, at, sink));
    policy
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct GroupPolicy {
    name: String,
    tags: Vec<String>,
    summary: String,
}

/// The groups of operations, from `x-sdk-groups` of the document; without it, one per tag.
pub(super) fn groups(document: &OpenAPI, sink: &mut Sink) -> Vec<Group> {
    let at = Pointer::root().child("x-sdk-groups");
    known_keys(
        &document.extensions,
        &["x-sdk-groups", "x-sdk-server", "x-sdk-enums"],
        &Pointer::root(),
        sink,
    );
    server(document, sink);
    let mut groups: Vec<Group> = match document.extensions.get("x-sdk-groups") {
        Some(value) => match Vec::<GroupPolicy>::deserialize(value) {
            Ok(groups) => groups
                .into_iter()
                .map(|group| Group {
                    name: name::feature(&group.name),
                    tags: group.tags,
                    summary: group.summary,
                })
                .collect(),
            Err(error) => {
                let message = format!("`x-sdk-groups` is not an array of groups: {error}");
                sink.push(
                    Diagnostic::error(Code::UnknownPolicy, at.clone(), message)
                        .help("each group has a `name`, `tags` and a `summary`"),
                );
                Vec::new()
            }
        },
        None => groups_of_tags(document, sink),
    };
    if document.extensions.contains_key("x-sdk-groups") {
        check_groups(&groups, &at, sink);
    }
    groups.sort_by(|a, b| a.name.cmp(&b.name));
    groups.dedup_by(|a, b| a.name == b.name && a.tags == b.tags);
    for pair in groups.windows(2) {
        if let [first, second] = pair
            && name::module(&first.name) == name::module(&second.name)
        {
            let message = format!("two groups are called `{}`", second.name);
            let diagnostic = Diagnostic::error(Code::NameCollision, at.clone(), message);
            sink.push(diagnostic.help("list the tags of both in one group of the overlay"));
        }
    }
    groups
}

/// A group for each tag that is the first one of an operation.
fn groups_of_tags(document: &OpenAPI, sink: &mut Sink) -> Vec<Group> {
    let mut groups: Vec<Group> = Vec::new();
    let mut seen = BTreeSet::new();
    for (path, item) in &document.paths.paths {
        for (method, operation) in item.as_item().into_iter().flat_map(openapiv3::PathItem::iter) {
            let Some(tag) = operation.tags.first().filter(|tag| seen.insert(tag.as_str())) else {
                continue;
            };
            let name = name::feature(tag);
            let at = Pointer::root().child("paths").child(path).child(method);
            check_feature(&name, &at.child("tags").child(0), sink);
            let summary = format!("Operations tagged {tag}.");
            groups.push(Group { name, tags: vec![tag.clone()], summary });
        }
    }
    groups
}

/// No tag is in two groups, and every name can be that of a feature.
fn check_groups(groups: &[Group], at: &Pointer, sink: &mut Sink) {
    let mut owners: BTreeMap<&str, &str> = BTreeMap::new();
    for (index, group) in groups.iter().enumerate() {
        check_feature(&group.name, &at.child(index).child("name"), sink);
        for tag in &group.tags {
            if let Some(first) = owners.insert(tag, &group.name) {
                let message = format!("the tag `{tag}` is in `{first}` already");
                let at = at.child(index).child("tags");
                let found = Diagnostic::error(Code::UnknownPolicy, at, message);
                sink.push(found.help("list each tag in one group of the overlay"));
            }
        }
    }
}

/// A group is a feature of the client, and so cannot have the name of another one.
fn check_feature(name: &str, at: &Pointer, sink: &mut Sink) {
    let message = if name.is_empty() {
        "a group of operations has no name, and so cannot be a feature".to_owned()
    } else if name::is_feature_of_the_runtime(name) {
        format!(
            "the group `{name}` needs a feature of that name, which the client uses for something else"
        )
    } else {
        return;
    };
    let found = Diagnostic::error(Code::ReservedName, at.clone(), message);
    sink.push(found.help("give the group another name in `x-sdk-groups` of the overlay"));
}

/// `x-sdk-server`: the only server that credentials may be sent to by default. The document comes
/// from the network, and must not be able to name another one.
fn server(document: &OpenAPI, sink: &mut Sink) {
    let root = Pointer::root();
    let Some(trusted) = document.extensions.get("x-sdk-server") else { return };
    let Some(trusted) = trusted.as_str() else {
        return invalid(sink, &root, "x-sdk-server", "the URL of the service");
    };
    let named = document.servers.first().map(|server| server.url.as_str());
    if let Some(named) = named.filter(|named| *named != trusted) {
        let message = format!("the first server is `{named}`, not `{trusted}`");
        let at = root.child("servers").child(0).child("url");
        let found = Diagnostic::error(Code::UntrustedServer, at, message);
        sink.push(found.help("if the API really moved, change `x-sdk-server` in the overlay: clients send their credentials there"));
    }
}

/// Warns of a decision of the overlay that equals what the generator decides without it.
pub(super) fn redundant(sink: &mut Sink, at: &Pointer, policy: &str) {
    let message = format!("`{policy}` is redundant: it equals the default");
    let found = Diagnostic::warning(Code::OverlayChangesNothing, at.clone(), message);
    sink.push(found.help("remove it from the overlay action that sets it"));
}

fn known_keys(extensions: &Extensions, known: &[&str], at: &Pointer, sink: &mut Sink) {
    for key in extensions.keys().filter(|key| key.starts_with("x-sdk-")) {
        if !known.contains(&key.as_str()) {
            sink.push(
                Diagnostic::error(
                    Code::UnknownPolicy,
                    at.child(key),
                    format!("`{key}` is not allowed here"),
                )
                .help(match known {
                    [] => "no `x-sdk-` key is allowed at this location".to_owned(),
                    known => format!("the keys allowed at this location are {}", known.join(", ")),
                }),
            );
        }
    }
}

fn invalid(sink: &mut Sink, at: &Pointer, key: &str, expected: &str) {
    sink.push(
        Diagnostic::error(
            Code::UnknownPolicy,
            at.child(key),
            format!("`{key}` has an invalid value"),
        )
        .help(format!("expected {expected}")),
    );
}
