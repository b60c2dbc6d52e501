//! Tests of `fetch` against a server on loopback: what is stored, and what is not changed.

use super::testing::{Reply, serve};
use super::{Options, run};
use crate::exit::Exit;
use crate::lock::Lock;
use crate::problem::{Failure, Found};
use crate::testing::{DOCUMENT, Repository, document};

fn fetch(repository: &mut Repository, options: &Options) -> Result<Exit, Found> {
    let workspace = repository.workspace.clone();
    run(options, &workspace, &mut repository.kept.console(false)).map_err(|failure| match failure {
        Failure::Found(found) => found,
        Failure::Output(error) => panic!("{error}"),
    })
}

fn from_url(body: &str) -> Options {
    Options { url: Some(serve(vec![Reply::ok(body); 4])), ..Options::default() }
}

fn lock(repository: &Repository) -> Lock {
    Lock::read(&repository.workspace.lock()).unwrap()
}

#[test]
fn a_new_document_replaces_the_old_one_and_its_lock() {
    let mut repository = Repository::new(&document(5));
    let new = document(6);
    let options = from_url(&new);
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
    assert_eq!(repository.read("spec/openapi.json"), new);
    let lock = lock(&repository);
    assert!(lock.matches(new.as_bytes()));
    assert_eq!(lock.operations, 6);
    assert_eq!(lock.openapi, "3.1.1");
    assert_eq!(Some(lock.source), options.url);
    assert_eq!(lock.licence, "not stated by the document");
    assert_ne!(lock.date, "2020-01-01");
    let out = repository.kept.out();
    assert!(out.contains("Updated spec/openapi.json: OpenAPI 3.1.1, 5 -> 6 operations"), "{out}");
    assert!(out.contains("(run `cargo xtask regenerate`"), "{out}");
}

#[test]
fn the_same_document_changes_nothing_however_it_is_formatted() {
    let mut repository = Repository::new(DOCUMENT);
    let before = repository.everything();
    let value: serde_json::Value = serde_json::from_str(DOCUMENT).unwrap();
    for (body, check) in [
        (DOCUMENT, false),
        (DOCUMENT, true),
        (&value.to_string(), false),
        (&value.to_string(), true),
    ] {
        let options = Options { check, ..from_url(body) };
        assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
        assert_eq!(repository.everything(), before);
    }
    let out = repository.kept.out();
    assert!(out.contains("Fresh spec/openapi.json"), "{out}");
    assert!(out.contains("formats it differently"), "{out}");
}

#[test]
fn reordered_keys_make_another_document() {
    let mut repository = Repository::new(DOCUMENT);
    let thing = |first: &str, second: &str| format!("\"{first}\": {{}}, \"{second}\": {{}}");
    let (old, new) = (thing("a", "b"), thing("b", "a"));
    let base = DOCUMENT.replace("\"servers\"", &format!("\"x-order\": {{ {old} }}, \"servers\""));
    repository.write("spec/openapi.json", &base);
    let options = Options { check: true, ..from_url(&base.replace(&old, &new)) };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::OutOfDate);
}

#[test]
fn a_check_writes_nothing_and_says_whether_upstream_moved() {
    let mut repository = Repository::new(&document(5));
    let before = repository.everything();
    let options = Options { check: true, ..from_url(&document(6)) };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::OutOfDate);
    assert_eq!(repository.everything(), before);
    let out = repository.kept.out();
    assert!(out.contains("Stale spec/openapi.json"), "{out}");
    assert!(out.contains("cargo xtask fetch --url http://127.0.0.1"), "{out}");
}

#[test]
fn a_document_that_cannot_be_stored_has_its_own_exit_code() {
    let truncated = &DOCUMENT[..DOCUMENT.len() / 2];
    let cut = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n{truncated}", DOCUMENT.len());
    let unknown = DOCUMENT.replace("\"format\": \"uuid\"", "\"frobnicate\": true");
    let dangling = DOCUMENT.replace("schemas/Thing\"", "schemas/Nothing\"");
    let empty = "{\"openapi\": \"3.1.1\", \"info\": {}, \"paths\": {}}";
    let (unreachable, refused) = ("fetch-failed", "document-refused");
    for (reply, code, exit) in [
        (Reply::status("404 Not Found", DOCUMENT), unreachable, Exit::Unreachable),
        (Reply::status("503 Service Unavailable", DOCUMENT), unreachable, Exit::Unreachable),
        (Reply::raw(&cut), unreachable, Exit::Unreachable),
        (Reply::ok("<!DOCTYPE html><html></html>"), refused, Exit::Refused),
        (Reply::ok(truncated), refused, Exit::Refused),
        (Reply::ok(""), refused, Exit::Refused),
        (Reply::ok("{}"), refused, Exit::Refused),
        (Reply::ok("[]"), refused, Exit::Refused),
        (Reply::ok(empty), refused, Exit::Refused),
        (Reply::ok("Service Unavailable"), refused, Exit::Refused),
        (
            Reply::ok(&DOCUMENT.replace("\"openapi\": \"3.1.1\"", "\"swagger\": \"2.0\"")),
            refused,
            Exit::Refused,
        ),
        (Reply::ok(&DOCUMENT.replace("3.1.1", "4.0.0")), refused, Exit::Refused),
        (Reply::ok(&unknown), "document-unsupported", Exit::Unsupported),
        (Reply::ok(&dangling), "document-unsupported", Exit::Unsupported),
        (Reply::ok(&document(3)), "document-shrunk", Exit::Shrunk),
    ] {
        for check in [false, true] {
            let mut repository =
                Repository::new(&document(if exit == Exit::Shrunk { 4 } else { 1 }));
            let before = repository.everything();
            let url = Some(serve(vec![reply.clone(); 4]));
            let options = Options { url, check, ..Options::default() };
            let ended = fetch(&mut repository, &options);
            let mut after = repository.everything();
            let kept = after.remove("target/fetch/refused").is_some();
            after.remove("target/fetch/refused.origin");
            assert!(after == before, "{reply}");
            // A different OpenAPI document is reported even if it cannot be stored.
            if check && matches!(exit, Exit::Unsupported | Exit::Shrunk) {
                assert_eq!(ended.unwrap(), Exit::OutOfDate, "{reply}");
                continue;
            }
            let found = ended.unwrap_err();
            assert_eq!(found.exit, exit, "{reply}");
            let codes: Vec<&str> = found.problems.iter().map(|problem| problem.code).collect();
            assert_eq!(codes, [code], "{reply}");
            assert_eq!(kept, code != unreachable && !check, "{reply}");
        }
    }
}

#[test]
fn a_temporary_server_failure_is_retried() {
    let page = Reply::ok("<html></html>");
    for replies in [
        vec![Reply::status("503 Service Unavailable", ""), Reply::raw(""), page.clone()],
        vec![page.clone(), page.clone(), page],
    ] {
        let mut repository = Repository::new(DOCUMENT);
        let new = document(2);
        let replies = replies.into_iter().chain([Reply::ok(&new)]).collect();
        let options = Options { url: Some(serve(replies)), ..Options::default() };
        assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
        assert_eq!(repository.read("spec/openapi.json"), new);
        let err = repository.kept.err();
        assert_eq!(err.matches("Retrying").count(), 3, "{err}");
    }
    // A permanent failure is reported at once.
    let mut repository = Repository::new(DOCUMENT);
    let replies = vec![Reply::status("404 Not Found", ""), Reply::ok(&document(2))];
    let options = Options { url: Some(serve(replies)), ..Options::default() };
    assert_eq!(fetch(&mut repository, &options).unwrap_err().exit, Exit::Unreachable);
}

#[test]
fn a_refused_download_can_be_continued_and_its_origin_is_recorded() {
    let mut repository = Repository::new(DOCUMENT);
    let unknown = DOCUMENT.replace("\"format\": \"uuid\"", "\"frobnicate\": true");
    let head = "HTTP/1.1 200 OK\r\nLast-Modified: Thu, 22 Oct 2026 05:00:00 GMT\r\n";
    let reply = format!("{head}Content-Length: {}\r\n\r\n{unknown}", unknown.len());
    let options = Options { url: Some(serve(vec![Reply::raw(&reply)])), ..Options::default() };
    let found = fetch(&mut repository, &options).unwrap_err();
    let help = found.problems[0].help.join(" ");
    assert!(help.contains("cargo xtask fetch --file target/fetch/refused"), "{help}");

    let kept = Options { file: Some(repository.path("target/fetch/refused")), ..options.clone() };
    let kept = Options { url: None, ..kept };
    assert_eq!(fetch(&mut repository, &kept).unwrap_err().exit, Exit::Unsupported);
    let kept = Options { allow_unsupported: true, ..kept };
    assert_eq!(fetch(&mut repository, &kept).unwrap(), Exit::Fine);
    assert_eq!(repository.read("spec/openapi.json"), unknown);
    let lock = lock(&repository);
    assert_eq!(Some(lock.source), options.url);
    assert_eq!(lock.date, "2026-10-22");
    let out = repository.kept.out();
    assert!(out.contains("problems to resolve: correct them in spec/overlay.yaml"), "{out}");
}

#[test]
fn the_date_of_a_document_is_recorded_if_it_is_known() {
    let mut repository = Repository::new(DOCUMENT);
    repository.write("api-2026-05-16.json", &document(2));
    let file = Some(repository.path("api-2026-05-16.json"));
    let options = Options { file, ..Options::default() };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
    assert_eq!(lock(&repository).date, "2026-05-16");
    let options = Options { date: Some("2026-05-17".to_owned()), ..from_url(&document(3)) };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
    assert_eq!(lock(&repository).date, "2026-05-17");
}

#[test]
fn a_document_that_shrank_is_accepted_on_request() {
    let mut repository = Repository::new(&document(10));
    assert_eq!(fetch(&mut repository, &from_url(&document(8))).unwrap(), Exit::Fine);
    let options = from_url(&document(3));
    assert_eq!(fetch(&mut repository, &options).unwrap_err().problems[0].code, "document-shrunk");
    let options = Options { allow_shrink: true, ..from_url(&document(3)) };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
    assert_eq!(repository.read("spec/openapi.json"), document(3));
}

#[test]
fn a_stale_action_is_counted_among_the_blocking_problems() {
    let mut repository = Repository::new(DOCUMENT);
    let overlay = repository.read("spec/overlay.yaml");
    let action = "  - target: $.components.schemas.Thing.properties.name\n    \
        description: A person's name.\n    update: { maxLength: 9 }\n";
    repository.write("spec/overlay.yaml", &format!("{}\n{action}", overlay.trim_end()));
    let new = DOCUMENT.replace("\"name\": {", "\"label\": {");
    assert_eq!(fetch(&mut repository, &from_url(&new)).unwrap(), Exit::Fine);
    let (out, err) = (repository.kept.out(), repository.kept.err());
    assert!(err.contains("overlay-selects-nothing"), "{err}");
    assert!(out.contains("1 problem to resolve: correct it in spec/overlay.yaml"), "{out}");
}

#[test]
fn problems_behind_an_action_without_effect_are_counted_too() {
    let mut repository = Repository::new(DOCUMENT);
    let overlay = repository.read("spec/overlay.yaml");
    let action = "  - target: $.components.schemas.Thing.properties.name\n    \
        description: A person's name.\n    update: { maxLength: 9 }\n";
    repository.write("spec/overlay.yaml", &format!("{}\n{action}", overlay.trim_end()));
    let new =
        DOCUMENT.replace("\"name\": {", "\"label\": {").replace("\"Things\"]", "\"Nobody knows\"]");
    assert_eq!(fetch(&mut repository, &from_url(&new)).unwrap(), Exit::Fine);
    let out = repository.kept.out();
    assert!(out.contains("2 problems to resolve: correct them in spec/overlay.yaml"), "{out}");
}

#[test]
fn a_document_that_needs_a_decision_is_stored_and_the_decision_is_named() {
    let mut repository = Repository::new(DOCUMENT);
    let new = DOCUMENT.replace("\"Things\"]", "\"Nobody knows\"]");
    assert_eq!(fetch(&mut repository, &from_url(&new)).unwrap(), Exit::Fine);
    assert_eq!(repository.read("spec/openapi.json"), new);
    let (out, err) = (repository.kept.out(), repository.kept.err());
    assert!(err.contains("unknown-group"), "{err}");
    assert!(out.contains("1 problem to resolve: correct it in spec/overlay.yaml"), "{out}");
}

#[test]
fn yaml_is_stored_as_json_and_the_lock_says_so() {
    let mut repository = Repository::new(DOCUMENT);
    let new: serde_json::Value = serde_json::from_str(&document(2)).unwrap();
    let yaml = to_yaml(&new, 0);
    repository.write("new.yaml", &yaml);
    let options = Options { file: Some(repository.path("new.yaml")), ..Options::default() };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
    assert_eq!(repository.read("spec/openapi.json"), format!("{new:#}\n"));
    let lock = lock(&repository);
    assert_eq!(lock.converted_from.as_deref(), Some("yaml"));
    assert_eq!(lock.source, "file: new.yaml");
    assert!(lock.matches(repository.read("spec/openapi.json").as_bytes()));
    assert!(repository.kept.out().contains("(received as yaml, stored as JSON)"));
}

/// Block style for properties and flow style for the rest, so that this is YAML and not JSON.
fn to_yaml(value: &serde_json::Value, depth: usize) -> String {
    match value.as_object() {
        Some(members) if depth < 2 => {
            let indent = "  ".repeat(depth);
            let member = |(key, value): (&String, &serde_json::Value)| {
                let space = if value.is_object() && depth < 1 { "\n" } else { " " };
                format!("{indent}\"{key}\":{space}{}\n", to_yaml(value, depth + 1))
            };
            members.iter().map(member).collect()
        }
        _ => value.to_string(),
    }
}

#[test]
fn a_file_is_named_in_the_lock_without_its_folder() {
    let mut repository = Repository::new(DOCUMENT);
    repository.write("folder/new.json", &document(2));
    let options = Options { file: Some(repository.path("folder/new.json")), ..Options::default() };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
    assert_eq!(lock(&repository).source, "file: new.json");
}

#[test]
fn the_locked_document_is_restored_with_its_recorded_facts() {
    let mut repository = Repository::new(DOCUMENT);
    let before = lock(&repository);
    repository.write("spec/openapi.json", &document(2));
    repository.write("good.json", DOCUMENT);
    let options = Options {
        file: Some(repository.path("good.json")),
        allow_shrink: true,
        ..Options::default()
    };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
    assert_eq!(repository.read("spec/openapi.json"), DOCUMENT);
    assert_eq!(lock(&repository), before);
}

#[test]
fn a_missing_lock_is_written_again() {
    let mut repository = Repository::new(DOCUMENT);
    std::fs::remove_file(repository.workspace.lock()).unwrap();
    let options = Options { file: Some(repository.workspace.spec()), ..Options::default() };
    assert_eq!(fetch(&mut repository, &options).unwrap(), Exit::Fine);
    assert!(lock(&repository).matches(DOCUMENT.as_bytes()));
    assert_eq!(repository.read("spec/openapi.json"), DOCUMENT);
}

#[test]
fn a_broken_committed_document_can_be_repaired() {
    let mut repository = Repository::new("not JSON");
    assert_eq!(fetch(&mut repository, &from_url(DOCUMENT)).unwrap(), Exit::Fine);
    assert_eq!(repository.read("spec/openapi.json"), DOCUMENT);
}
