//! Guides, rustdoc, messages and generated text use the words of the glossary in CONTRIBUTING.md:
//! `words/banned.toml` lists what is not written, the words to write instead, and the exceptions.

#![allow(clippy::unwrap_used, reason = "a test may panic, in its helpers as well")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::str::FromStr as _;

use proc_macro2::{Delimiter, TokenStream, TokenTree};
use serde::Deserialize;

/// Generated files quote the spec.
const GENERATED: &str = "generated-client/src/generated/";

/// What is searched, from the root: folders and files.
const PLACES: &[&str] = &[
    ".ci",
    ".github",
    "benches",
    "codegen/src",
    "docs",
    "fuzz",
    "generated-client",
    "spec",
    "tests",
    "xtask/src",
];

#[derive(Deserialize)]
struct Words {
    banned: Vec<Banned>,
    exception: Vec<Exception>,
}

#[derive(Deserialize)]
struct Banned {
    forms: Vec<String>,
    write: String,
}

#[derive(Deserialize)]
struct Exception {
    path: String,
    form: String,
    reason: String,
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().unwrap().to_path_buf()
}

/// The files that are searched, by their path from the root.
fn files() -> BTreeMap<String, String> {
    let root = root();
    let mut open: Vec<PathBuf> = PLACES.iter().map(|place| root.join(place)).collect();
    for entry in fs::read_dir(&root).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            open.push(path);
        }
    }
    let mut files = BTreeMap::new();
    while let Some(path) = open.pop() {
        if path.is_dir() {
            if !["target", "fixtures", "snapshots", "corpus", "cases", "golden"]
                .iter()
                .any(|name| path.ends_with(name))
            {
                open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
        } else if let Ok(text) = fs::read_to_string(&path) {
            let path = path.strip_prefix(&root).unwrap().to_string_lossy().replace('\\', "/");
            files.insert(path, text);
        }
    }
    files
}

/// The prose of a file, one text a line, paragraph or string literal.
fn prose(path: &str, text: &str) -> Vec<String> {
    let name = path.rsplit('/').next().unwrap_or_default();
    match name.rsplit_once('.').map_or("", |(_, extension)| extension) {
        "md" => markdown(text),
        "rs" => {
            let mut found = Vec::new();
            match TokenStream::from_str(text) {
                Ok(tokens) if !is_test(path) => literals(tokens, &mut found),
                _ => {}
            }
            let literals = found.iter().flat_map(|text| markdown(text));
            literals.chain(comments(text, is_test(path))).chain(sentences(text)).collect()
        }
        "yaml" => text.lines().map(without_code).collect(),
        "toml" | "yml" | "" => {
            let comments = text.lines().filter_map(|line| line.split_once("# "));
            comments.map(|(_, comment)| without_code(comment)).collect()
        }
        _ => Vec::new(),
    }
}

/// The comments of a Rust file; with or without documentation, which the literals contain, too.
fn comments(text: &str, documentation: bool) -> Vec<String> {
    let comments = text.lines().filter_map(|line| line.trim_start().strip_prefix("//"));
    let comments = comments.filter(|comment| documentation || !comment.starts_with(['/', '!']));
    comments.map(|comment| without_code(comment.trim_start_matches(['/', '!']))).collect()
}

/// The names of functions of at least three words: the names of tests are sentences.
fn sentences(text: &str) -> Vec<String> {
    let names = text.lines().filter_map(|line| {
        let (before, rest) = line.split_once("fn ")?;
        let name = rest.split_once('(')?.0;
        (before.trim_end_matches("async ").trim().is_empty()).then_some(name)
    });
    names.filter(|name| name.matches('_').count() > 1).map(|name| name.replace('_', " ")).collect()
}

/// Tests hold invalid input on purpose, so that their literals are not searched.
fn is_test(path: &str) -> bool {
    path.split('/').any(|part| matches!(part, "tests" | "tests.rs" | "testing.rs"))
        || path.starts_with("fuzz/")
}

/// Markdown without blocks of code.
fn markdown(text: &str) -> Vec<String> {
    let mut in_code = false;
    let mut lines = Vec::new();
    for line in text.lines() {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            lines.push(without_code(line));
        }
    }
    lines
}

/// A line without what is in backticks, and without the targets of links.
fn without_code(line: &str) -> String {
    let outside = line.split('`').step_by(2).collect::<Vec<_>>().join(" … ");
    let mut text = String::new();
    for (index, part) in outside.split("](").enumerate() {
        text.push_str(if index == 0 {
            part
        } else {
            part.split_once(')').map_or("", |(_, rest)| rest)
        });
        text.push(' ');
    }
    text
}

/// The string literals of some Rust, which include its documentation; without those of tests.
fn literals(tokens: TokenStream, found: &mut Vec<String>) {
    let mut skip_next_block = false;
    for token in tokens {
        match token {
            TokenTree::Literal(literal) => {
                let text = literal.to_string();
                if text.contains('"') {
                    found.push(text.replace("\\n", "\n").replace("\\\"", "\""));
                }
            }
            TokenTree::Group(group) if group.delimiter() == Delimiter::Bracket => {
                skip_next_block |= group.stream().to_string().replace(' ', "") == "cfg(test)";
                literals(group.stream(), found);
            }
            TokenTree::Group(group) => {
                if group.delimiter() == Delimiter::Brace && skip_next_block {
                    skip_next_block = false;
                } else {
                    literals(group.stream(), found);
                }
            }
            TokenTree::Punct(punct) if punct.as_char() == ';' => skip_next_block = false,
            _ => {}
        }
    }
}

/// The words of a text in lower case, with a space before and after each.
fn words(text: &str) -> String {
    let mut words = String::from(" ");
    for character in text.chars() {
        if character.is_alphanumeric() || matches!(character, '_' | '-' | '\'' | '…') {
            words.extend(character.to_lowercase());
        } else if !words.ends_with(' ') {
            words.push(' ');
        }
    }
    words.push(' ');
    words
}

/// What is wrong with a file: a form, what to write instead, and the text.
fn problems(words_of: &Words, path: &str, text: &str, spec: &str) -> Vec<String> {
    let generated = path.starts_with(GENERATED);
    let mut problems = Vec::new();
    for line in prose(path, text) {
        let line = words(&line);
        for banned in &words_of.banned {
            for form in &banned.forms {
                let excepted = words_of.exception.iter().any(|exception| {
                    // A path that ends in `/` is a folder.
                    let folder = exception.path.ends_with('/') && path.starts_with(&exception.path);
                    (exception.path == path || folder)
                        && [form.as_str(), "*"].contains(&&*exception.form)
                });
                // Generated pages quote the spec, whose words are not ours.
                let quoted = || generated && spec.contains(line.trim());
                if line.contains(&format!(" {form} ")) && !excepted && !quoted() {
                    let text = line.trim();
                    problems.push(format!("{path}: `{form}`, write: {}\n    {text}", banned.write));
                }
            }
        }
    }
    problems
}

#[test]
fn only_words_of_the_glossary_are_used() {
    let root = root();
    let list = fs::read_to_string(root.join("xtask/tests/words/banned.toml")).unwrap();
    let words_of: Words = toml::from_str(&list).unwrap();
    assert!(words_of.exception.iter().all(|exception| !exception.reason.is_empty()));
    let spec = fs::read_to_string(root.join("spec/openapi.json")).unwrap();
    let spec = words(&spec.replace("\\n", " ").replace("\\\"", "\"").replace('`', " … "));
    let files = files();
    let wrong: Vec<String> =
        files.iter().flat_map(|(path, text)| problems(&words_of, path, text, &spec)).collect();
    assert!(files.len() > 500, "the files were not found");
    assert!(wrong.is_empty(), "{} banned words:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn banned_words_are_found_where_people_read_them() {
    let words_of = Words {
        banned: vec![Banned { forms: vec!["as usual".into()], write: "see".into() }],
        exception: Vec::new(),
    };
    let found = |path: &str, text: &str| problems(&words_of, path, text, "").len();
    assert_eq!(found("docs/a.md", "400: As usual."), 1);
    assert_eq!(found("docs/a.md", "```text\nas usual\n```\n`as usual`, casual"), 0);
    assert_eq!(found("codegen/src/a.rs", "/// As usual.\nfn f() { g(\"as usual\") }"), 2);
    assert_eq!(
        found("codegen/src/a.rs", "#[cfg(test)]\nmod tests { const A: &str = \"as usual\"; }"),
        0
    );
    assert_eq!(found("tests/src/a.rs", "// As usual.\nfn f() { g() } // as usual"), 1);
    assert_eq!(found("tests/tests/a.rs", "fn it_ends_as_usual() { g(\"as usual\") }"), 1);
    assert_eq!(found(".ci/run", "# as usual\nas usual"), 1);
}
