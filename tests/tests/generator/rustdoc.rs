//! The text of malicious documents in rustdoc: no warning, no unwanted link, no code that runs as a
//! test.

use std::collections::BTreeSet;
use std::env;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;

use sdk_tests::document::{NO_OVERLAY, generate};
use sdk_tests::hostile::corpus::all;

/// Begins of the sentences that the generator itself adds, with links to items that are not here.
const OWN: [&str; 3] = ["/// Sent by [`", "/// Given by [`", "/// Part of [`"];

/// The documentation comments of a file, each as one text.
fn comments(text: &str) -> Vec<String> {
    let mut found = vec![String::new()];
    let own = |line: &&str| OWN.iter().any(|begin| line.starts_with(begin));
    for line in text.lines().map(str::trim_start).filter(|line| !own(line)) {
        match (line.strip_prefix("///"), found.last_mut()) {
            (Some(rest), Some(last)) => {
                let _ = writeln!(last, "///{rest}");
            }
            (None, Some(last)) if !last.is_empty() => found.push(String::new()),
            _ => {}
        }
    }
    found.retain(|comment| !comment.is_empty());
    found
}

/// The names of the public types of a file.
fn types(text: &str) -> impl Iterator<Item = &str> {
    text.lines().filter_map(|line| {
        let rest = ["pub struct ", "pub enum ", "pub type "]
            .iter()
            .find_map(|it| line.strip_prefix(it))?;
        rest.split(|letter: char| !letter.is_alphanumeric() && letter != '_').next()
    })
}

/// The rustdoc of the toolchain that runs the tests.
fn rustdoc() -> PathBuf {
    let cargo = env::var_os("CARGO").map(PathBuf::from).unwrap_or_default();
    let beside = cargo.with_file_name(format!("rustdoc{}", env::consts::EXE_SUFFIX));
    if beside.exists() { beside } else { PathBuf::from("rustdoc") }
}

/// The methods of handles that a comment has links to.
fn linked_methods(comment: &str) -> BTreeSet<(String, String)> {
    let paths = comment.split("crate::resources::").skip(1);
    let word = |text: &str| {
        text.split(|c: char| !c.is_alphanumeric() && c != '_').next().map(str::to_owned)
    };
    paths
        .filter_map(|path| {
            let (handle, method) = path.split_once("::")?;
            Some((word(handle)?, word(method)?))
        })
        .collect()
}

#[test]
fn prose_causes_no_warnings_and_no_tests() {
    let mut source = "//! Words.\n\n".to_owned();
    let mut number = 0;
    // Fields lead to types, which are empty here.
    let mut named = BTreeSet::new();
    let mut methods = BTreeSet::new();
    for case in all().iter().filter(|case| case.name.starts_with("words-")) {
        let generated = generate(&case.bytes, NO_OVERLAY).unwrap();
        for (path, text) in &generated.files {
            let (module, _) = path.split_once('/').unwrap_or_default();
            named.extend(types(text).map(|name| (module.to_owned(), name.to_owned())));
            // Operations and handles have links to types that are not here.
            if !path.starts_with("operations") && !path.starts_with("resources") {
                // Nor are the fields that setters lead to.
                let own = |comment: &String| comment.contains("field@Self::");
                for comment in comments(text).into_iter().filter(|comment| !own(comment)) {
                    number += 1;
                    methods.extend(linked_methods(&comment));
                    let _ = write!(source, "// {}\n{comment}pub struct D{number};\n", case.name);
                }
            }
        }
    }
    assert!(number > 100, "{number}");
    for module in ["enums", "request", "response"] {
        let _ = writeln!(source, "/// Stubs.\npub mod {module} {{");
        for (_, name) in named.iter().filter(|(home, _)| home == module) {
            let _ = writeln!(source, "/// A stub.\npub struct {name};");
        }
        source.push_str("}\n");
    }
    source.push_str("/// Stubs.\npub mod resources {\n");
    for handle in methods.iter().map(|(handle, _)| handle).collect::<BTreeSet<_>>() {
        let _ = writeln!(source, "/// A stub.\npub struct {handle};");
    }
    for (handle, method) in &methods {
        let _ = writeln!(source, "impl {handle} {{ /// A stub.\npub fn {method}() {{}} }}");
    }
    source.push_str("}\n");
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("words");
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("lib.rs"), source).unwrap();
    for arguments in [&["-D", "warnings", "-D", "rustdoc::all"][..], &["--test"]] {
        let output = Command::new(rustdoc())
            .args([
                "--edition",
                "2024",
                "--crate-name",
                "words",
                "-A",
                "rustdoc::missing_doc_code_examples",
            ])
            .args(["-A", "rustdoc::missing_crate_level_docs"])
            .args(arguments)
            .arg("-o")
            .arg(folder.join("doc"))
            .arg(folder.join("lib.rs"))
            .output()
            .unwrap();
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        assert!(output.status.success(), "{said}");
        assert!(!arguments.contains(&"--test") || said.contains("running 0 tests"), "{said}");
    }
}
