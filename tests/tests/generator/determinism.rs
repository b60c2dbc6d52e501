//! Equivalent input generates the same bytes: with keys in any order, and in YAML as in JSON.
//!
//! Files are made of the IR alone, so equal IRs are equal files; generating takes four times as long
//! as reading, and is compared once.

use codegen::Input;
use codegen::ir::Api;
use codegen::overlay::Mode;
use codegen::tree::FileTree;
use fastrand::Rng;
use sdk_tests::document::{API, document_text, generate, overlay_text, rendered};
use serde_json::Value;

fn files(document: &[u8]) -> FileTree {
    match generate(document, &overlay_text()) {
        Ok(generated) => generated.files,
        Err(diagnostics) => panic!("{}", rendered(&diagnostics, "document")),
    }
}

fn ir(document: &[u8]) -> Api {
    let input = Input {
        document,
        document_name: "document",
        overlay: &overlay_text(),
        overlay_name: "overlay",
        overlay_mode: Mode::Strict,
    };
    match codegen::read(&input) {
        Ok((api, _)) => api,
        Err(diagnostics) => panic!("{}", rendered(&diagnostics, "document")),
    }
}

/// Puts the keys of all objects into another order, those of properties and examples as well.
fn shuffled(value: &Value, random: &mut Rng) -> Value {
    match value {
        Value::Array(items) => items.iter().map(|item| shuffled(item, random)).collect(),
        Value::Object(members) => {
            let mut members: Vec<(&String, &Value)> = members.iter().collect();
            random.shuffle(&mut members);
            let members = members.into_iter();
            Value::Object(
                members.map(|(name, value)| (name.clone(), shuffled(value, random))).collect(),
            )
        }
        other => other.clone(),
    }
}

/// The first line that differs, with its file; whole trees are too large to print.
fn first_difference(left: &FileTree, right: &FileTree) -> Option<String> {
    let paths = left.iter().chain(right.iter()).map(|(path, _)| path);
    let path = paths.filter(|path| left.get(path) != right.get(path)).min()?;
    let lines = |tree: &FileTree| -> Vec<String> {
        tree.get(path).unwrap_or_default().lines().map(str::to_owned).collect()
    };
    let (left, right) = (lines(left), lines(right));
    let same = left.iter().zip(&right).take_while(|(left, right)| left == right).count();
    Some(format!("{path}:{}: {:?} or {:?}", same + 1, left.get(same), right.get(same)))
}

#[test]
fn the_order_of_keys_does_not_matter() {
    let text = document_text();
    let document: Value = serde_json::from_slice(&text).unwrap();
    let other = |seed| {
        let other = serde_json::to_vec(&shuffled(&document, &mut Rng::with_seed(seed))).unwrap();
        assert_ne!(other, text);
        other
    };
    assert_eq!(first_difference(&files(&text), &files(&other(1))), None);
    for seed in [2, 3] {
        assert!(ir(&other(seed)) == *API, "seed {seed}");
    }
}

#[test]
fn yaml_and_json_are_equivalent() {
    let text = document_text();
    let document: Value = serde_json::from_slice(&text).unwrap();
    let yaml = serde_yaml::to_string(&document).unwrap();
    assert!(ir(yaml.as_bytes()) == *API);
}
