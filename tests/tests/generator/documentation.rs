//! `docs/diagnostics`: a page for each code, made of its explanation and of the fixture that is
//! about it. `UPDATE_DOCS=1 cargo test -p sdk-tests --test generator documentation` writes them.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::fs;

use codegen::diagnostic::{Code, Severity};
use sdk_tests::document::{read, rendered, root};

use crate::diagnostics::{errors, fixture};
use crate::fixes;

const HEAD: &str = "\
<!-- Written by `UPDATE_DOCS=1 cargo test -p sdk-tests --test generator documentation`. -->
";

/// The pages, by file name.
fn pages() -> BTreeMap<String, String> {
    let mut index = format!(
        "{HEAD}\n# Diagnostics\n\n\
        The generator reports these diagnostics about a document or an overlay. `cargo xtask explain CODE`\n\
        prints the same explanations. A run lists the diagnostics in the order of the file, up to a limit that\n\
        the output states; `--message-format json` prints one JSON object per line.\n\n"
    );
    let mut pages = BTreeMap::new();
    let mut codes = Code::ALL.to_vec();
    codes.sort_by_key(|code| code.as_str());
    for code in &codes {
        let _ = writeln!(index, "- [`{code}`]({code}.md)");
        pages.insert(format!("{code}.md"), page(*code));
    }
    pages.insert("README.md".to_owned(), index);
    pages
}

fn page(code: Code) -> String {
    let (cause, fix) = (code.cause(), code.fix());
    let mut page = format!("{HEAD}\n# `{code}`\n\n## Cause\n\n{cause}\n\n## Fix\n\n{fix}\n");
    let Some(path) = fixture(code) else { return page };
    let name = path.file_name().and_then(|name| name.to_str()).unwrap();
    let overlay = path.with_extension("overlay.yaml");
    let _ = write!(page, "\n## Example\n\n[`{name}`](../../tests/fixtures/errors/{name})");
    if overlay.exists() {
        let name = overlay.file_name().and_then(|name| name.to_str()).unwrap();
        let _ = write!(page, " with the overlay [`{name}`](../../tests/fixtures/errors/{name})");
    }
    let found = errors(&path);
    let _ = write!(page, ":\n\n```text\n{}```\n", rendered(&found, name));
    if let Some(path) = fixes::fix(code) {
        let yaml = String::from_utf8(read(&path)).unwrap().replace("\r\n", "\n");
        let what = if overlay.exists() { "With this overlay instead" } else { "With this overlay" };
        let is_rejected = found.iter().any(|one| one.severity == Severity::Error);
        let effect = if is_rejected { "accepts the document" } else { "does not warn" };
        let _ = write!(page, "\n{what}, the generator {effect}:\n\n```yaml\n{yaml}```\n");
    }
    page
}

#[test]
fn every_code_has_its_page_and_no_page_is_orphaned() {
    let folder = root().join("docs/diagnostics");
    let pages = pages();
    if std::env::var_os("UPDATE_DOCS").is_some() {
        fs::create_dir_all(&folder).unwrap();
        for (name, text) in &pages {
            fs::write(folder.join(name), text).unwrap();
        }
    }
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(&folder).unwrap() {
        let entry = entry.unwrap();
        let name = entry.file_name().into_string().unwrap();
        let text = String::from_utf8(read(&entry.path())).unwrap().replace("\r\n", "\n");
        found.insert(name, text);
    }
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&found), names(&pages));
    for (name, text) in &pages {
        assert_eq!(&found[name], text, "{name} is out of date: run with UPDATE_DOCS=1");
    }
}
