//! The table of the guide for those who come from `clickhouse-cloud-api`: call by call, from the
//! methods of both.
//!
//! The items of the other crate are stored next to the guide. To use another version of it:
//! `CLICKHOUSE_CLOUD_API_SOURCES=FOLDER cargo test -p sdk-tests --test generator migration`, with
//! the folder that `cargo info clickhouse-cloud-api` has unpacked it to. With `INSTA_UPDATE=always`
//! the guide is written again.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::{env, fs};

use codegen::ir::Operation;
use codegen::name::MethodName;
use sdk_tests::document::{API, root};

const BEGIN: &str = "<!-- The table is written by tests/tests/generator/migration.rs. -->\n";
const HEAD: &str = "\
# The methods of `Client` in clickhouse-cloud-api 0.5.0 with the names of their arguments; `?` marks
# those that are an `Option`. Written by tests/tests/generator/migration.rs from its sources.
";

fn guide(extension: &str) -> PathBuf {
    root().join("docs").join(format!("migrating-from-clickhouse-cloud-api.{extension}"))
}

/// The arguments of their methods, by name.
fn theirs() -> BTreeMap<String, Vec<String>> {
    let text = fs::read_to_string(guide("tsv")).unwrap();
    let rows = text.lines().filter(|line| !line.starts_with('#'));
    rows.map(|line| {
        let (name, arguments) = line.split_once('\t').unwrap();
        (name.to_owned(), arguments.split_whitespace().map(str::to_owned).collect())
    })
    .collect()
}

/// One of our calls: the handles on the way to it, its arguments and its setters.
fn call(operation: &Operation) -> String {
    let handles = API.handles(operation).into_iter().zip(&operation.path_parameters);
    let path =
        handles.map(|(handle, parameter)| format!("{}({}).", handle.accessor, parameter.name));
    let (required, optional): (Vec<_>, Vec<_>) =
        operation.arguments().partition(|parameter| parameter.required);
    let mut given: Vec<String> =
        required.iter().map(|parameter| parameter.name.to_string()).collect();
    given.extend(operation.body.iter().map(|_| "&body".to_owned()));
    let path: String = path.collect();
    let mut call = format!("{path}{}({})", operation.resource_method, given.join(", "));
    for parameter in optional {
        let _ = write!(call, ".{}(…)", parameter.name);
    }
    call
}

/// The name of the method in `clickhouse-cloud-api`, which follows from the `operationId`.
fn their_name(operation: &Operation) -> String {
    MethodName::new(&operation.id).to_string()
}

/// The tables of all groups.
fn table() -> String {
    let theirs = theirs();
    let mut text = String::new();
    for group in &API.groups {
        let _ = write!(
            text,
            "\n### {}\n\n| `clickhouse-cloud-api` | this crate |\n|---|---|\n",
            group.name
        );
        let mut rows: Vec<String> = Vec::new();
        for operation in API.operations.iter().filter(|operation| operation.group == group.name) {
            let name = their_name(operation);
            let old = theirs.get(&name).map_or_else(
                || "—".to_owned(),
                |arguments| format!("`{name}({})`", arguments.join(", ")),
            );
            rows.push(format!("| {old} | `{}` |\n", call(operation)));
        }
        rows.sort();
        text.extend(rows);
    }
    text
}

#[test]
fn the_table_is_that_of_both_crates() {
    let path = guide("md");
    let guide = fs::read_to_string(&path).unwrap();
    let (before, _) = guide.split_once(BEGIN).unwrap();
    let expected = format!("{before}{BEGIN}{}", table());
    if env::var("INSTA_UPDATE").as_deref() == Ok("always") {
        fs::write(&path, &expected).unwrap();
        return;
    }
    assert!(guide == expected, "`INSTA_UPDATE=always` writes the table of {} anew", path.display());
}

/// Their methods that are not operations of the document, which the guide describes in prose.
#[test]
fn every_method_of_the_other_crate_is_covered() {
    let ours: BTreeSet<String> = API.operations.iter().map(their_name).collect();
    let theirs = theirs();
    let missing: Vec<&str> =
        theirs.keys().filter(|name| !ours.contains(*name)).map(String::as_str).collect();
    let text = fs::read_to_string(guide("md")).unwrap();
    let (words, _) = text.split_once(BEGIN).unwrap();
    // An operation that the document no longer has joins these.
    for name in missing {
        let path = guide("md");
        let is_told = words.contains(&format!("`{name}"));
        assert!(is_told, "say in {} what replaces `{name}`, above the table", path.display());
    }
}

/// Checks the stored items if the sources are available.
#[test]
fn the_facts_are_those_of_the_sources() {
    let Some(sources) = env::var_os("CLICKHOUSE_CLOUD_API_SOURCES") else { return };
    let mut rows = BTreeSet::new();
    let source = Path::new(&sources).join("src");
    let mut files = vec![source.join("client.rs")];
    files.extend(fs::read_dir(source.join("client")).unwrap().map(|it| it.unwrap().path()));
    for file in files {
        let text = fs::read_to_string(file).unwrap();
        for method in text.split("pub async fn ").skip(1) {
            let (name, rest) = method.split_once('(').unwrap();
            let name = name.split('<').next().unwrap_or(name);
            let (arguments, _) = rest.split_once(") ->").unwrap();
            let arguments = arguments.split(':').collect::<Vec<_>>();
            // Each argument is a name, a colon and the type.
            let names = arguments.iter().filter_map(|part| part.split([',', '\n']).next_back());
            let types = arguments.iter().skip(1);
            let list = names.zip(types).map(|(name, ty)| {
                let optional = if ty.trim_start().starts_with("Option<") { "?" } else { "" };
                format!("{}{optional}", name.trim())
            });
            rows.insert(format!("{name}\t{}\n", list.collect::<Vec<_>>().join(" ")));
        }
    }
    let expected = rows.iter().fold(HEAD.to_owned(), |text, row| text + row);
    fs::write(guide("tsv"), expected).unwrap();
}
