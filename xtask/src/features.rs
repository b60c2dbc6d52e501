//! The features of the client that are groups of operations: `regenerate` adds that of a new group
//! to the manifest, and removes that of a group that is gone.

use std::collections::BTreeSet;

use codegen::ir::Api;
use toml_edit::{Array, DocumentMut, Item, Table, Value};

use crate::fs;
use crate::paths::Workspace;
use crate::problem::Problem;
use crate::version::{MANIFEST, parsed};

/// Returns the manifest with a feature for each group, unless it has them.
pub(crate) fn edit(workspace: &Workspace, api: &Api) -> Result<Option<String>, Problem> {
    let path = workspace.root().join(MANIFEST);
    let text = fs::read_text(&path)?;
    let groups = api.groups.iter().map(|group| group.name.as_str()).collect();
    let edited = with_groups(&text, &groups)?;
    Ok(Some(edited).filter(|edited| *edited != text))
}

/// Returns the manifest with a feature for each group: on by default, and enabling nothing else.
fn with_groups(text: &str, groups: &BTreeSet<&str>) -> Result<String, Problem> {
    let mut manifest: DocumentMut = parsed(MANIFEST, text)?;
    let Some(features) = manifest.get_mut("features").and_then(Item::as_table_mut) else {
        return Ok(text.to_owned());
    };
    let is_empty =
        |name: &str| features.get(name).and_then(Item::as_array).is_some_and(Array::is_empty);
    let default = features.get("default").and_then(Item::as_array);
    let default = default.into_iter().flatten().filter_map(Value::as_str);
    let known: BTreeSet<String> =
        default.filter(|name| is_empty(name)).map(str::to_owned).collect();
    for name in known.iter().filter(|name| !groups.contains(name.as_str())) {
        features.remove(name);
        if let Some(default) = features.get_mut("default").and_then(Item::as_array_mut) {
            default.retain(|one| one.as_str() != Some(name));
        }
    }
    for name in groups.iter().filter(|name| !known.contains(**name)) {
        // The first group has the comment about all of them, so that nothing goes above it.
        let before = known.iter().rfind(|one| one.as_str() < *name).or(known.first());
        insert(features, before.map(String::as_str), name);
    }
    Ok(manifest.to_string())
}

/// Adds a feature below another one, and to the features that are on by default.
fn insert(features: &mut Table, before: Option<&str>, name: &str) {
    if let Some(default) = features.get_mut("default").and_then(Item::as_array_mut) {
        let above = default.iter().position(|one| one.as_str() == before);
        let value = Value::from(name).decorated("\n    ", "");
        default.insert_formatted(above.map_or(default.len(), |above| above + 1), value);
    }
    let names: Vec<String> = features.iter().map(|(name, _)| name.to_owned()).collect();
    let above = names.iter().position(|one| Some(one.as_str()) == before);
    let below: Vec<_> = names[above.map_or(names.len(), |above| above + 1)..]
        .iter()
        .filter_map(|name| features.remove_entry(name))
        .collect();
    features.insert(name, Item::Value(Value::Array(Array::new())));
    for (key, item) in below {
        features.insert_formatted(&key, item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MANIFEST: &str = "[package]\nname = \"x\"\n\n[features]\ndefault = [\n    \"tls\",\n    \
        # One for each group.\n    \"a\",\n    \"c\",\n]\n\n# Groups.\na = []\nc = []\n\n# TLS.\n\
        tls = [\"dep:tls\"]\nblocking = []\n\n[dependencies]\n";

    #[test]
    fn a_new_group_adds_a_feature_and_a_removed_group_removes_it() {
        let same = with_groups(MANIFEST, &BTreeSet::from(["a", "c"])).unwrap();
        assert_eq!(same, MANIFEST);
        let more = with_groups(MANIFEST, &BTreeSet::from(["a", "b", "c", "d"])).unwrap();
        let expected = MANIFEST
            .replace("    \"a\",\n    \"c\",\n", "    \"a\",\n    \"b\",\n    \"c\",\n    \"d\",\n")
            .replace("a = []\nc = []\n", "a = []\nb = []\nc = []\nd = []\n");
        assert_eq!(more, expected);
        assert_eq!(with_groups(&more, &BTreeSet::from(["a", "c"])).unwrap(), MANIFEST);
        let fewer = with_groups(MANIFEST, &BTreeSet::from(["a"])).unwrap();
        assert!(!fewer.contains("\"c\"") && !fewer.contains("c = []"), "{fewer}");
        assert!(fewer.contains("blocking = []") && fewer.contains("# TLS.\n"), "{fewer}");
        assert_eq!(with_groups("[package]\n", &BTreeSet::from(["a"])).unwrap(), "[package]\n");
    }

    #[test]
    fn the_manifest_has_the_groups_of_the_document() {
        let workspace = Workspace::find();
        let text = fs::read_text(&workspace.root().join(super::MANIFEST)).unwrap();
        let added = with_groups(&text, &BTreeSet::from(["zebras"])).unwrap();
        let parsed: toml::Table = added.parse().unwrap();
        assert_eq!(parsed["features"]["zebras"], toml::Value::Array(Vec::new()));
        // TLS and the new group.
        assert_eq!(parsed["features"]["default"].as_array().unwrap().len(), 2, "{added}");
        assert!(parsed["features"].as_table().unwrap().contains_key("blocking"));
    }
}
