//! Generated code for small documents, one for each feature. A fixture names the generated files
//! that it is about in `info.x-show`; the snapshot holds these.

use std::fmt::Write as _;
use std::path::Path;

use sdk_tests::document::{NO_OVERLAY, generate, read, rendered};
use serde_json::Value;

/// The generated files that a fixture is about, one after the other.
fn shown(path: &Path) -> String {
    let text = read(path);
    let document: Value = serde_json::from_slice(&text).unwrap();
    let show: Vec<&str> =
        document["info"]["x-show"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
    let generated = match generate(&text, NO_OVERLAY) {
        Ok(generated) => generated,
        Err(diagnostics) => panic!("{}", rendered(&diagnostics, &path.display().to_string())),
    };
    let is_shown = |path: &str| {
        show.iter().any(|shown| path == *shown || (shown.ends_with('/') && path.starts_with(shown)))
    };
    let mut all = String::new();
    for (path, content) in &generated.files {
        if is_shown(path) {
            let _ = write!(all, "// ---- {path}\n{content}\n");
        }
    }
    assert!(!all.is_empty(), "{}: no generated file is in {show:?}", path.display());
    all
}

#[test]
fn generated_code() {
    insta::with_settings!({
        snapshot_path => "../../snapshots/fixtures",
        prepend_module_to_snapshot => false,
        omit_expression => true,
    }, {
        insta::glob!("../../fixtures", "*.json", |path| {
            // The obstacle course is compiled instead, and its names have a snapshot.
            if !path.ends_with("obstacle_course.json") {
                insta::assert_snapshot!("code", shown(path));
            }
        });
    });
}
