//! The tables of `docs/live-api.md` and `docs/reported-faults.md` name tests that exist.

use std::collections::BTreeSet;

use sdk_tests::document::{read, root};

fn text(path: &str) -> String {
    String::from_utf8(read(&root().join(path))).unwrap()
}

/// Whether a file holds a test of a name.
fn has_test(source: &str, name: &str) -> bool {
    let opening = format!("fn {name}(");
    let lines: Vec<&str> = source.lines().map(str::trim).collect();
    lines.iter().enumerate().any(|(index, line)| {
        let is_opening =
            line.starts_with(&opening) || line.starts_with(&format!("async {opening}"));
        // Attributes stand right above.
        let above = lines[..index].iter().rev().take_while(|line| line.starts_with("#["));
        is_opening
            && above.into_iter().any(|line| {
                matches!(*line, "#[test]" | "#[tokio::test]") || line.starts_with("#[tokio::test(")
            })
    })
}

/// The tests that a line of the table names: `path::name` between backticks.
fn named(line: &str) -> impl Iterator<Item = (&str, &str)> {
    line.split('`').skip(1).step_by(2).filter_map(|code| code.split_once(".rs::"))
}

#[test]
fn every_test_that_the_table_names_exists() {
    let table = text("docs/live-api.md") + &text("docs/reported-faults.md");
    let mut count = 0;
    for line in table.lines().filter(|line| line.starts_with("| ")) {
        for (path, name) in named(line) {
            let path = format!("{path}.rs");
            assert!(root().join(&path).is_file(), "{path} does not exist: {line}");
            assert!(has_test(&text(&path), name), "{path} has no test {name}: {line}");
            count += 1;
        }
    }
    assert!(count > 50, "only {count} tests are named");
}

/// Each row is there once, and meets a test or says why there is none.
#[test]
fn every_row_is_there() {
    let table = text("docs/live-api.md");
    let rows: Vec<&str> =
        table.lines().filter(|line| line.starts_with("| D") || line.starts_with("| E")).collect();
    let ids: Vec<&str> = rows.iter().map(|row| row.split(' ').nth(1).unwrap()).collect();
    let expected: BTreeSet<String> = (1..=24)
        .map(|row| format!("D{row}"))
        .chain((1..=40).map(|row| format!("E{row}")))
        .collect();
    assert_eq!(ids.len(), expected.len());
    assert_eq!(ids.iter().map(ToString::to_string).collect::<BTreeSet<_>>(), expected);
    for row in rows {
        assert!(named(row).next().is_some() || row.contains("| none: "), "{row}");
    }
}

/// Each reported fault is in the table once, with a test.
#[test]
fn every_reported_fault_has_a_test() {
    let table = text("docs/reported-faults.md");
    let expected: Vec<String> = [("R", 11), ("U", 15), ("D", 10), ("F", 11)]
        .into_iter()
        .flat_map(|(kind, count)| (1..=count).map(move |row| format!("{kind}{row}")))
        .collect();
    for id in &expected {
        let opening = format!("| {id} |");
        let rows: Vec<&str> = table.lines().filter(|line| line.starts_with(&opening)).collect();
        let [row] = rows.as_slice() else { panic!("{id} has {} rows", rows.len()) };
        assert!(named(row).next().is_some(), "{row}");
    }
    let rows = table.lines().filter(|line| named(line).next().is_some() && line.starts_with("| "));
    assert_eq!(rows.count(), expected.len(), "there are other rows");
}

#[test]
fn only_functions_with_the_attribute_are_tests() {
    let source =
        "#[test]\nfn one() {}\n\nfn two() {}\n#[tokio::test]\nasync fn three() {}\n// fn four()";
    assert!(has_test(source, "one") && has_test(source, "three"));
    assert!(!has_test(source, "two") && !has_test(source, "four") && !has_test(source, "on"));
}
