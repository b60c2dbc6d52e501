//! Every operation has an example that rustdoc compiles.

use std::path::Path;

use codegen::name::ModuleName;
use sdk_tests::document::API;

/// The lines of documentation right above the method of an operation.
fn documentation<'a>(file: &'a str, method: &str) -> Vec<&'a str> {
    let signature = format!("    pub fn {method}(");
    let lines: Vec<&str> = file.lines().collect();
    let at = lines.iter().position(|line| line.starts_with(&signature));
    let at = at.unwrap_or_else(|| panic!("{method} is not there"));
    let above = lines[..at].iter().rev().map(|line| line.trim_start());
    // Attributes stand between the documentation and the method.
    let mut docs: Vec<&str> = above
        .skip_while(|line| !line.starts_with("///"))
        .map_while(|line| line.strip_prefix("///"))
        .map(|line| line.strip_prefix(' ').unwrap_or(line))
        .collect();
    docs.reverse();
    docs
}

/// The code blocks that rustdoc compiles: those that say nothing, or `no_run`.
fn compiled(docs: &[&str]) -> Vec<String> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, String)> = None;
    for line in docs {
        match (line.strip_prefix("```"), &mut open) {
            (Some(_), Some((is_compiled, text))) => {
                if *is_compiled {
                    blocks.push(std::mem::take(text));
                }
                open = None;
            }
            (Some(kind), None) => open = Some((["", "no_run"].contains(&kind), String::new())),
            (None, Some((_, text))) => text.extend([line, "\n"]),
            (None, None) => {}
        }
    }
    blocks
}

#[test]
fn no_operation_is_without_a_compiled_example() {
    let generated =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("../generated-client/src/generated/resources");
    let mut without = Vec::new();
    for operation in &API.operations {
        let handle = operation
            .resource
            .as_ref()
            .map_or("client".to_owned(), |name| ModuleName::new(name.as_str()).to_string());
        let file = generated.join(format!("{handle}.rs"));
        let file = std::fs::read_to_string(&file)
            .unwrap_or_else(|error| panic!("{}: {error}", file.display()));
        let method = operation.resource_method.as_str();
        let docs = documentation(&file, method);
        let call = format!(".{method}(");
        if !compiled(&docs).iter().any(|code| code.contains(&call)) {
            without.push(&operation.id);
        }
    }
    assert!(without.is_empty(), "{} operations: {without:?}", without.len());
}
