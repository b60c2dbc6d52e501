//! Tests that the guides stay correct: their commands parse, their links resolve, and their Rust is
//! compiled. These tests read and never write.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::Parser as _;

use crate::cli::Cli;
use crate::fs;
use crate::paths::{Workspace, with_slashes};

/// The folders with Markdown for people.
const FOLDERS: &[&str] = &[
    "",
    ".github",
    ".github/ISSUE_TEMPLATE",
    "docs",
    "generated-client",
    "spec",
    "tests",
    "tests/fixtures/diff",
    "tests/fixtures/documents",
];

/// The files that compile the Rust of guides as documentation tests.
const COMPILED_BY: &[&str] = &["generated-client/src/lib.rs", "tests/src/guides.rs"];

/// The languages that a block of code may be in.
const LANGUAGES: &[&str] =
    &["rust", "rust,no_run", "sh", "toml", "json", "yaml", "text", "markdown", "diff", "python"];

/// Programs that every machine has, whose arguments are not looked at.
const COMMON: &[&str] = &["cat", "cd", "curl", "export", "gzip", "mkdir", "psql", "sha256sum"];

struct Guide {
    path: String,
    text: String,
}

struct Block<'a> {
    language: &'a str,
    line: usize,
    lines: Vec<&'a str>,
}

fn root() -> PathBuf {
    Workspace::find().root().to_path_buf()
}

fn guides() -> Vec<Guide> {
    let root = root();
    let mut guides = Vec::new();
    for folder in FOLDERS {
        let Ok(entries) = std::fs::read_dir(root.join(folder)) else { continue };
        for entry in entries {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|extension| extension == "md") {
                let relative = with_slashes(path.strip_prefix(&root).unwrap());
                guides.push(Guide { path: relative, text: fs::read_text(&path).unwrap() });
            }
        }
    }
    guides.sort_by(|left, right| left.path.cmp(&right.path));
    guides
}

impl Guide {
    /// Returns the blocks of code.
    fn blocks(&self) -> Vec<Block<'_>> {
        let mut blocks = Vec::new();
        let mut open: Option<Block<'_>> = None;
        for (index, line) in self.text.lines().enumerate() {
            // A block of a list is indented.
            match (line.trim_start().strip_prefix("```"), open.take()) {
                (Some(language), None) => {
                    open = Some(Block { language, line: index + 1, lines: Vec::new() });
                }
                (Some(_), Some(block)) => blocks.push(block),
                (None, Some(mut block)) => {
                    block.lines.push(line);
                    open = Some(block);
                }
                (None, None) => {}
            }
        }
        assert!(open.is_none(), "{}: a block of code is not closed", self.path);
        blocks
    }

    /// Returns the text outside of blocks of code.
    fn prose(&self) -> String {
        let mut inside = false;
        let outside = |line: &&str| {
            let fence = line.trim_start().starts_with("```");
            inside ^= fence;
            !inside && !fence
        };
        self.text.lines().filter(outside).collect::<Vec<_>>().join("\n")
    }
}

/// Splits a line of shell into words; quotes keep words together.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quote = None;
    for letter in line.chars() {
        match (letter, quote) {
            ('#', None) if words.last().is_some_and(String::is_empty) => break,
            ('\'' | '"', None) => quote = Some(letter),
            (_, Some(open)) if open == letter => quote = None,
            (' ', None) => words.push(String::new()),
            _ => words.last_mut().unwrap().push(letter),
        }
    }
    words.retain(|word| !word.is_empty());
    words
}

/// Returns what is wrong with a command of a guide.
fn problem(line: &str) -> Option<String> {
    let words = words(line);
    let is_setting = |word: &&String| {
        word.split_once('=').is_some_and(|(name, _)| {
            name.chars().all(|letter| letter.is_ascii_uppercase() || letter == '_')
        })
    };
    let words: Vec<&str> = words.iter().skip_while(is_setting).map(String::as_str).collect();
    let words = match words.as_slice() {
        ["env", "-u", _, rest @ ..] => rest.to_vec(),
        _ => words,
    };
    // What follows is input and output of the command.
    let end = words.iter().position(|word| matches!(*word, ">" | "|" | "&&" | "<"));
    match &words[..end.unwrap_or(words.len())] {
        ["cargo", "xtask", rest @ ..] => {
            let parsed = Cli::try_parse_from(["cargo xtask"].iter().chain(rest));
            parsed.err().filter(clap::Error::use_stderr).map(|error| error.to_string())
        }
        ["cargo", "run", rest @ ..] => run(rest),
        ["cargo", "test", rest @ ..] => test(rest),
        []
        | ["cargo", "insta", "review" | "test" | "accept", ..]
        | [
            "cargo",
            "add" | "build" | "bench" | "clippy" | "deny" | "doc" | "fmt" | "info" | "install"
            | "package" | "publish" | "semver-checks",
            ..,
        ]
        | ["cargo", "+nightly", "fuzz", ..]
        | ["gh", "attestation", "verify", ..]
        | [
            "git",
            "checkout" | "clone" | "commit" | "diff" | "fetch" | "switch" | "tag" | "push",
            ..,
        ] => None,
        [program, ..] if COMMON.contains(program) => None,
        [script, ..] if root().join(script).is_file() => None,
        [program, ..] => Some(format!("unknown command `{program}` with these arguments")),
    }
}

/// Returns what is wrong with the arguments of `cargo run`.
fn run(arguments: &[&str]) -> Option<String> {
    let Some(at) = arguments.iter().position(|argument| *argument == "--example") else {
        return Some("it runs no example".to_owned());
    };
    let name = arguments.get(at + 1).copied().unwrap_or_default();
    let examples = root().join("generated-client").join("examples");
    let exists = examples.join(format!("{name}.rs")).is_file()
        || examples.join(name).join("main.rs").is_file();
    (!exists).then(|| format!("there is no example {name}"))
}

/// Returns what is wrong with the arguments of `cargo test`.
fn test(arguments: &[&str]) -> Option<String> {
    let folder = |package: &str| match package {
        "sdk-tests" => Some("tests"),
        "clickhouse-cloud-codegen" => Some("codegen"),
        "generated-client" => Some("generated-client"),
        "xtask" => Some("xtask"),
        _ => None,
    };
    let mut package = None;
    let mut words = arguments.iter();
    while let Some(word) = words.next() {
        match *word {
            "-p" => match words.next().and_then(|name| folder(name)) {
                Some(found) => package = Some(found),
                None => return Some("there is no such package".to_owned()),
            },
            "--test" => {
                let name = words.next().copied().unwrap_or_default();
                let tests = root().join(package.unwrap_or_default()).join("tests");
                let exists = tests.join(format!("{name}.rs")).is_file()
                    || tests.join(name).join("main.rs").is_file();
                if package.is_none() || !exists {
                    return Some(format!("there is no test {name}"));
                }
            }
            "--" => return None,
            "--workspace" | "--all-features" | "--doc" | "--lib" => {}
            filter if !filter.starts_with('-') => {}
            other => return Some(format!("unknown argument `{other}`")),
        }
    }
    None
}

#[test]
fn every_command_of_the_guides_is_understood() {
    let mut wrong = Vec::new();
    let mut count = 0;
    for guide in guides() {
        for block in guide.blocks().iter().filter(|block| block.language == "sh") {
            let script = block.lines.join("\n").replace("\\\n", " ");
            for line in script.lines() {
                count += 1;
                if let Some(problem) = problem(line) {
                    wrong.push(format!("{}:{}: {line}\n  {problem}", guide.path, block.line));
                }
            }
        }
    }
    assert!(count > 20, "the guides were not found");
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn a_command_that_does_not_exist_is_found() {
    for line in [
        "cargo xtask regenrate",
        "cargo xtask fetch --colour",
        "cargo run --example nothing",
        "cargo test -p nothing",
        "cargo test -p sdk-tests --test nothing",
        "A=1 make all # with a comment",
    ] {
        assert!(problem(line).is_some(), "{line}");
    }
    for line in ["", "# a comment", "INSTA_UPDATE=no cargo test --workspace", ".ci/run"] {
        assert_eq!(problem(line), None);
    }
}

#[test]
fn the_rust_of_the_guides_is_compiled() {
    let root = root();
    let compiled: BTreeSet<String> =
        COMPILED_BY.iter().flat_map(|path| included(&root.join(path))).collect();
    for guide in guides() {
        let fences = guide.text.matches("~~~").count();
        assert_eq!(fences, 0, "{}: blocks of code are between backticks", guide.path);
        for block in guide.blocks() {
            let place = format!("{}:{}", guide.path, block.line);
            assert!(LANGUAGES.contains(&block.language), "{place}: `{}`", block.language);
        }
        let has_rust = guide.blocks().iter().any(|block| block.language.starts_with("rust"));
        let included = compiled.contains(&guide.path);
        assert!(included || !has_rust, "{}: its Rust is not compiled by a test", guide.path);
    }
}

/// Returns the files that a source file includes as documentation, by their path from the root.
fn included(source: &Path) -> Vec<String> {
    let text = fs::read_text(source).unwrap();
    let folder = source.parent().unwrap();
    let paths = text
        .match_indices("#[doc = include_str!(\"")
        .chain(text.match_indices("#![doc = include_str!(\""));
    let path = |(at, start): (usize, &str)| {
        let path = text[at + start.len()..].split('"').next().unwrap();
        let full = std::fs::canonicalize(folder.join(path)).unwrap();
        let root = std::fs::canonicalize(root()).unwrap();
        with_slashes(full.strip_prefix(root).unwrap())
    };
    paths.map(path).collect()
}

#[test]
fn the_first_page_names_every_feature() {
    let root = root();
    let manifest: toml::Table =
        fs::read_text(&root.join("generated-client/Cargo.toml")).unwrap().parse().unwrap();
    let features = manifest["features"].as_table().unwrap();
    let is_group = |name: &str| {
        let is_default =
            features["default"].as_array().unwrap().iter().any(|it| it.as_str() == Some(name));
        is_default && features[name].as_array().is_some_and(Vec::is_empty)
    };
    let page = fs::read_text(&root.join("README.md")).unwrap();
    let missing: Vec<&String> = features
        .keys()
        .filter(|name| *name != "default" && !is_group(name))
        .filter(|name| !page.contains(&format!("`{name}`")))
        .collect();
    assert!(missing.is_empty(), "README.md does not name {missing:?}");
    // The page names some groups and counts none, so that a new one does not change it.
    for name in page.lines().find(|line| line.contains("of one group each")).unwrap().split('`') {
        assert!(
            !name.starts_with(char::is_alphabetic) || is_group(name),
            "there is no group {name}"
        );
    }
}

/// What the guide for reviewers quotes is what the report says today.
#[test]
fn quotations_match_their_sources() {
    let report = fs::read_text(&root().join("tests/snapshots/diff/report.md.snap")).unwrap();
    let guides = guides();
    let guide = guides.iter().find(|it| it.path == "docs/reviewing-a-spec-update.md").unwrap();
    let mut quoted = 0;
    for block in guide.blocks().iter().filter(|block| block.language == "markdown") {
        for line in &block.lines {
            let begin = line.strip_suffix('…').unwrap_or(line);
            let found = report.lines().any(|other| other.starts_with(begin));
            assert!(found, "{}:{}: the report does not say: {line}", guide.path, block.line);
            quoted += 1;
        }
    }
    assert!(quoted > 5, "the quotations were not found");
}

/// Only the lock describes the current document: an update changes no guide.
#[test]
fn no_guide_has_to_follow_the_document() {
    let lock: toml::Table = fs::read_text(&Workspace::find().lock()).unwrap().parse().unwrap();
    let facts = ["date", "openapi", "operations", "sha256", "size", "source"];
    let facts = facts.map(|name| match &lock[name] {
        toml::Value::String(text) => text.clone(),
        toml::Value::Integer(number) if name == "operations" => format!("{number} operations"),
        other => other.to_string(),
    });
    // What was true once: the records, and the update that serves as an example.
    let records = [
        "CHANGELOG.md",
        "docs/reviewing-a-spec-update.md",
        "docs/performance.md",
        // Its documents are dated.
        "tests/fixtures/documents/README.md",
    ];
    for guide in guides() {
        if records.iter().any(|record| guide.path.ends_with(record)) {
            continue;
        }
        // The table of the README compares dated documents: an update adds a row when somebody
        // measures again, and changes no row that is there.
        let is_readme = guide.path.ends_with("README.md");
        let lines = guide.text.lines().filter(|line| !(is_readme && is_measured(line)));
        let text = lines.collect::<Vec<_>>().join("\n");
        for fact in &facts {
            assert!(!text.contains(fact.as_str()), "{} says {fact}", guide.path);
        }
    }
}

/// Whether a line belongs to the table that `cargo xtask corpus DIR --ageing` prints.
fn is_measured(line: &str) -> bool {
    let mut cells = line.trim_matches('|').split(" | ").map(str::trim);
    let first = cells.next().unwrap_or_default();
    let is_date = |text: &str| {
        let parts: Vec<&str> = text.split('-').collect();
        parts.len() == 3 && parts.iter().all(|it| it.parse::<u32>().is_ok())
    };
    let is_cell = |text: &str| text.is_empty() || text.ends_with(" lost");
    (first == "SDK of" && cells.clone().all(is_date)) || (is_date(first) && cells.all(is_cell))
}

#[test]
fn rows_of_the_measured_table_are_recognized() {
    for line in
        ["| SDK of | 2026-05-16 | 2026-05-23 |", "| 2026-04-14 |  | 83 of 87; 9 read, 0 lost |"]
    {
        assert!(is_measured(line), "{line}");
    }
    for line in ["", "| 2026-04-14 | the newest |", "| SDK of | today |", "2026-04-14 is the date"]
    {
        assert!(!is_measured(line), "{line}");
    }
}

#[test]
fn links_have_targets() {
    let root = root();
    let mut wrong = BTreeSet::new();
    for guide in guides() {
        let folder = root.join(&guide.path).parent().map(Path::to_path_buf).unwrap();
        let prose = guide.prose();
        for (before, after) in prose.match_indices("](").map(|(at, _)| prose.split_at(at)) {
            let target = after[2..].split(')').next().unwrap_or_default();
            let text = before.rsplit('[').next().unwrap_or_default();
            let (file, _) = target.split_once('#').unwrap_or((target, ""));
            if target.starts_with("https://") || file.is_empty() {
                continue;
            }
            let path = folder.join(file);
            if !path.exists() {
                wrong.insert(format!("{}: there is no {target}", guide.path));
            } else if let Some(name) = text.strip_prefix('`').and_then(|it| it.strip_suffix('`'))
                && Path::new(file).extension().is_some_and(|extension| extension == "rs")
                && !name.contains(['/', '.'])
                && !fs::read_text(&path).unwrap().contains(&format!("fn {name}"))
            {
                wrong.insert(format!("{}: {file} has no `{name}`", guide.path));
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
}
