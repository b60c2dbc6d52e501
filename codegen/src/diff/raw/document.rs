//! What documents say about themselves, their servers and paths: what the IR does not hold changes
//! nothing for the SDK, and is noted as an edit.

use serde_json::Value;

use super::versions::Versions;
use crate::diff::compare::Compare;
use crate::gate::grammar::METHODS;
use crate::pointer::Pointer;

/// Keywords of a document that the IR holds, or whose parts are compared one by one.
const KNOWN: &[&str] = &[
    "openapi",
    "info",
    "servers",
    "paths",
    "components",
    "security",
    "x-sdk-enums",
    "x-sdk-groups",
];

/// Notes edits outside of operations and schemas.
pub(super) fn compare(compare: &mut Compare<'_>, documents: Versions<'_>) {
    let root = Pointer::root();
    let mut edits =
        |place: &Pointer, versions: Versions<'_>, what, known: &dyn Fn(&str) -> bool| {
            for key in versions.differing().iter().filter(|key| !known(key)) {
                compare.drafts.edit(&place.child(key), what);
            }
        };
    edits(&root, documents, "document", &|key| {
        let urls = |document| urls(document).collect::<Vec<_>>();
        KNOWN.contains(&key) && (key != "servers" || urls(documents.old) != urls(documents.new))
    });
    edits(&root.child("info"), documents.key("info"), "info", &|key| key == "title");
    let paths = documents.key("paths");
    for path in paths.differing() {
        if let (Some(old), Some(new)) = paths.get(&path) {
            let is_known = |key: &str| {
                METHODS.contains(&key) || key == "parameters" || key.starts_with("x-sdk-")
            };
            let place = root.child("paths").child(&path);
            edits(&place, Versions { old, new }, "path", &is_known);
        }
    }
}

fn urls(document: &Value) -> impl Iterator<Item = &str> {
    let servers = document["servers"].as_array().into_iter().flatten();
    servers.filter_map(|server: &Value| server["url"].as_str())
}
