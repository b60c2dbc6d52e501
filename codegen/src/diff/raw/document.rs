//! What documents say of themselves, their servers and paths: changes nothing for the SDK where the
//! IR does not hold it, and is noted as an edit.

use serde_json::Value;

use super::members::differing;
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

/// Notes edits of what is no operation and no schema.
pub(super) fn compare(compare: &mut Compare<'_>, old: &Value, new: &Value) {
    let root = Pointer::root();
    for key in differing(old, new).filter(|key| !KNOWN.contains(&key.as_str())) {
        compare.drafts.edit(&root.child(&key), "document");
    }
    for key in differing(&old["info"], &new["info"]).filter(|key| key != "title") {
        compare.drafts.edit(&root.child("info").child(&key), "info");
    }
    if old["servers"] != new["servers"] && urls(old) == urls(new) {
        compare.drafts.edit(&root.child("servers"), "description");
    }
    for path in differing(&old["paths"], &new["paths"]) {
        let (from, to) = (&old["paths"][&path], &new["paths"][&path]);
        if from.is_object() && to.is_object() {
            let at = root.child("paths").child(&path);
            let is_part = |key: &str| METHODS.contains(&key) || key == "parameters";
            for key in differing(from, to).filter(|key| !is_part(key)) {
                compare.drafts.edit(&at.child(&key), "path");
            }
        }
    }
}

fn urls(document: &Value) -> Vec<&str> {
    let servers = document["servers"].as_array().into_iter().flatten();
    servers.filter_map(|server: &Value| server["url"].as_str()).collect()
}
