//! Many snapshots in one test: all of them are compared before the test fails, and a snapshot
//! that belongs to nothing any more is a failure as well.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::panic::{AssertUnwindSafe, catch_unwind};

use sdk_tests::document::root;

/// Compares each text with the snapshot of its name in `tests/snapshots/<folder>`.
pub(crate) fn check(folder: &str, texts: &BTreeMap<String, String>) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path(format!("../../snapshots/{folder}"));
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    let differ = |name: &str, text: &str| {
        let compare = || settings.bind(|| insta::assert_snapshot!(name, text));
        catch_unwind(AssertUnwindSafe(compare)).is_err()
    };
    let differing: Vec<&str> = texts
        .iter()
        .filter(|(name, text)| differ(name, text))
        .map(|(name, _)| name.as_str())
        .collect();
    let orphans = orphans(folder, texts);
    assert!(
        differing.is_empty() && orphans.is_empty(),
        "snapshots in tests/snapshots/{folder}: {differing:?} differ (accept them with `cargo insta review`), \
         {orphans:?} belong to nothing any more (delete them)"
    );
}

fn orphans(folder: &str, texts: &BTreeMap<String, String>) -> BTreeSet<String> {
    let files =
        fs::read_dir(root().join("tests/snapshots").join(folder)).into_iter().flatten().flatten();
    files
        .filter_map(|file| file.file_name().into_string().ok())
        .filter(|file| file.strip_suffix(".snap").is_some_and(|name| !texts.contains_key(name)))
        .collect()
}
