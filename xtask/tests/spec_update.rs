//! The workflow `spec-update`, executed: its steps as they are in the file, against a bare
//! repository, a server on loopback and a stand-in for `gh`, in every state that it can end in.
//! Needs bash, git and jq.

#![cfg(unix)]

use std::fs;
use std::path::Path;
use std::process::Command;

use serde_json::{Value, json};

#[path = "spec_update/server.rs"]
mod server;
#[path = "spec_update/workflow.rs"]
mod workflow;
#[path = "spec_update/world.rs"]
mod world;

use server::{cut, response};
use world::{BRANCH, DOCUMENT, RECORD, World, git, root, xtask};

const BOT: &str = "41898282+github-actions[bot]@users.noreply.github.com";

/// The document with this many operations and schemas.
fn document(count: usize) -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).expect("the fixture is JSON");
    let path = document["paths"]["/v1/things/{thingId}"].clone();
    let schema = document["components"]["schemas"]["Thing"].clone();
    for number in 2..=count {
        let mut path = path.clone();
        path["get"]["operationId"] = json!(format!("thingGet{number}"));
        path["get"]["responses"]["200"]["content"]["application/json"]["schema"]["properties"]["result"]
            ["$ref"] = json!(format!("#/components/schemas/Thing{number}"));
        document["paths"][format!("/v1/things{number}/{{thingId}}")] = path;
        document["components"]["schemas"][format!("Thing{number}")] = schema.clone();
    }
    format!("{document:#}\n")
}

/// The document with one property more.
fn with_property(name: &str, schema: &Value) -> String {
    let mut document: Value = serde_json::from_str(DOCUMENT).expect("the fixture is JSON");
    document["components"]["schemas"]["Thing"]["properties"][name] = schema.clone();
    document.to_string()
}

#[test]
fn nothing_new_changes_nothing() {
    let world = World::new();
    world.succeed();
    assert_eq!(world.branch(), None);
    assert!(world.pulls().is_empty() && world.issues().is_empty());
}

#[test]
fn a_new_document_is_proposed_once_with_all_its_changes() {
    let world = World::new();
    let new = document(2);
    world.serve(&new);
    world.succeed();
    let (title, draft, body) = world.pull();
    assert_eq!((title.as_str(), draft), ("Update the spec", false));
    assert!(body.contains("**Wire: ok**"), "{body}");
    assert!(body.contains("0.1.0 → 0.1.1"), "{body}");
    assert_eq!(world.show("spec/openapi.json"), new.trim_end());
    let changed = world.changed();
    for file in [
        "spec/openapi.lock",
        "generated-client/CHANGELOG.md",
        "generated-client/Cargo.toml",
        "Cargo.lock",
        "benches/Cargo.lock",
        "fuzz/Cargo.lock",
        // A snapshot that no test refers to any more.
        "tests/snapshots/operations/gone.snap",
    ] {
        assert!(changed.iter().any(|changed| changed == file), "{file}: {changed:?}");
    }
    assert!(!changed.iter().any(|file| file.ends_with("things.snap")), "{changed:?}");
    assert!(changed.iter().any(|file| file.starts_with("generated-client/src/generated/")));
    for lock in ["Cargo.lock", "benches/Cargo.lock", "fuzz/Cargo.lock"] {
        assert!(world.show(lock).contains("version = \"0.1.1\""), "{lock}");
    }
    let origin = world.path("origin.git");
    assert_eq!(git(&origin, &["log", "--format=%ae", &format!("main..{BRANCH}")]), BOT);
    assert!(world.state("calls").contains("workflow run test.yml --ref spec-update"));

    // The same document again, also after a person closed the pull request.
    let branch = world.branch();
    for state in ["OPEN", "CLOSED"] {
        let mut pulls = world.pulls();
        pulls[0]["state"] = json!(state);
        world.write_state("pulls", &json!(pulls).to_string());
        let run = world.succeed();
        assert!(run.log.contains("already proposed: pull request 1"), "{}", run.log);
        assert_eq!(world.branch(), branch);
        assert_eq!(world.pulls().len(), 1);
    }
}

/// The freshness check of the branch passes: what `regenerate` records is part of the update.
#[test]
fn the_record_of_enums_is_proposed_with_the_document() {
    let world = World::new();
    world.serve(&with_property("color", &json!({ "type": "string", "enum": ["red", "blue"] })));
    world.succeed();
    assert!(world.show("spec/overlay.yaml").contains("        ThingColor: []"));
    let origin = world.path("origin.git").to_string_lossy().into_owned();
    git(world.folder.path(), &["clone", "--quiet", "--branch", BRANCH, &origin, "checked"]);
    xtask(&world.path("checked"), &["regenerate", "--check"]);
}

#[test]
fn a_newer_document_replaces_the_proposed_one() {
    let world = World::new();
    world.serve(&document(2));
    world.tests("error: it is red\n", 101);
    world.succeed();
    assert!(world.pull().1, "tests fail, so it is a draft");
    let first = world.branch();
    world.serve(&document(3));
    world.tests("", 0);
    world.succeed();
    let (title, draft, _) = world.pull();
    assert_eq!((title.as_str(), draft), ("Update the spec", false));
    assert_ne!(world.branch(), first);
    assert_eq!(world.show("spec/openapi.json"), document(3).trim_end());
}

#[test]
fn a_branch_with_commits_of_a_person_is_left_alone_with_one_comment() {
    let world = World::new();
    world.serve(&document(2));
    world.succeed();
    world.person_commits();
    let branch = world.branch();
    world.serve(&document(3));
    world.succeed();
    world.succeed();
    assert_eq!(world.branch(), branch);
    let comments: Value = serde_json::from_str(&world.state("comments")).expect("JSON");
    let comments = comments["comments"].as_array().expect("a list");
    assert_eq!(comments.len(), 1, "{comments:?}");
    let text = comments[0]["body"].as_str().expect("a text");
    assert!(text.contains("has commits by people"), "{text}");
}

#[test]
fn a_document_that_is_not_understood_needs_decisions_and_does_not_change_the_base() {
    let world = World::new();
    let unknown = document(2).replace("\"format\": \"uuid\"", "\"frobnicate\": true");
    world.serve(&unknown);
    world.succeed();
    let (title, draft, body) = world.pull();
    assert_eq!((title.as_str(), draft), ("Update the spec (needs decisions)", true));
    assert!(body.contains("### Pending decisions"), "{body}");
    assert!(body.contains("`unknown-keyword`") && body.contains("frobnicate"), "{body}");
    assert_eq!(world.changed(), ["spec/openapi.json", "spec/openapi.lock"]);

    // A person corrects the overlay on the branch, as the body says.
    world.person_commits();
    let clone = world.path("person");
    let overlay = fs::read_to_string(clone.join("spec/overlay.yaml")).expect("it is there");
    let action = "  - target: $..frobnicate\n    description: No keyword.\n    remove: true\n";
    let overlay = overlay.replace(RECORD, &format!("{action}{RECORD}"));
    fs::write(clone.join("spec/overlay.yaml"), overlay).expect("it is written");
    let log = xtask(&clone, &["regenerate"]);
    assert!(log.contains("0.1.0 → "), "{log}");
    let changelog = fs::read_to_string(clone.join("generated-client/CHANGELOG.md")).expect("text");
    assert!(changelog.contains("### The API of"), "{changelog}");
    git(&clone, &["commit", "--quiet", "--all", "--message", "decide"]);
    xtask(&clone, &["regenerate", "--check"]);
    let report = xtask(&clone, &["diff", "base", "spec/openapi.json"]);
    assert!(report.contains("thingGet2"), "{report}");
}

#[test]
fn a_removal_names_the_action_and_the_handwritten_lines_about_it() {
    let world = World::new();
    let seed = world.path("seed");
    let action = "  - target: $.components.schemas.Thing.properties.name\n    \
        description: It says more.\n    update: { description: The name. }\n";
    let overlay = fs::read_to_string(seed.join("spec/overlay.yaml")).expect("it is there");
    fs::write(
        seed.join("spec/overlay.yaml"),
        overlay.replace(RECORD, &format!("{action}{RECORD}")),
    )
    .expect("it is written");
    let uses = "use clickhouse_cloud::Client;\nlet thing = client.thing(id).get().await?;\n\
        assert_eq!(thing.id, id);\nassert_eq!(thing.name, name);\n";
    fs::write(seed.join("tests/uses.rs"), uses).expect("it is written");
    xtask(&seed, &["regenerate"]);
    git(&seed, &["add", "."]);
    git(&seed, &["commit", "--quiet", "--message", "use the name"]);
    git(&seed, &["push", "--quiet", &world.path("origin.git").to_string_lossy(), "main"]);

    let mut new: Value = serde_json::from_str(DOCUMENT).expect("the fixture is JSON");
    new["components"]["schemas"]["Thing"]["properties"]
        .as_object_mut()
        .expect("an object")
        .remove("name");
    world.serve(&new.to_string());
    world.succeed();
    let (title, _, body) = world.pull();
    assert_eq!(title, "Update the spec (needs decisions)");
    for expected in [
        "### Breaking",
        "- [ ] `overlay-selects-nothing` at `#/actions/1`",
        "### Handwritten code to edit (1)",
        "- [ ] `tests/uses.rs:4` may use `response::Thing::name`: ",
    ] {
        assert!(body.contains(expected), "{expected}\n{body}");
    }
}

#[test]
fn an_unclassified_secret_is_the_first_line() {
    let world = World::new();
    world.serve(&with_property("passphrase", &json!({ "type": "string" })));
    world.succeed();
    let (_, draft, body) = world.pull();
    assert!(draft);
    assert!(body.starts_with("**Unclassified secret:**"), "{body}");
}

#[test]
fn failing_tests_are_named_and_make_a_draft() {
    let world = World::new();
    world.serve(&document(2));
    world.tests(
        "     Running tests/client/main.rs (target/debug/deps/client-1)\ntest fine ... ok\n\
         ---- waits::stop stdout ----\n\nassertion failed: stopped\n\nfailures:\n    waits::stop\n",
        101,
    );
    world.succeed();
    let (title, draft, body) = world.pull();
    assert_eq!((title.as_str(), draft), ("Update the spec (tests fail)", true));
    assert!(body.contains("### Failing tests (1)"), "{body}");
    assert!(body.contains("- `tests/client/main.rs: waits::stop`"), "{body}");
    assert!(body.contains("      assertion failed: stopped"), "{body}");
    assert!(!body.contains("test fine"), "{body}");
}

#[test]
fn a_broken_server_pushes_nothing_and_opens_one_issue() {
    let world = World::new();
    let new = document(2);
    let broken = [
        vec![response("500 Internal Server Error", "")],
        vec![response("200 OK", "<html>login</html>")],
        vec![cut(&new)],
        vec![response("200 OK", &new[..new.len() / 2])],
        vec![response("200 OK", "")],
        vec![response("200 OK", "{\"openapi\":\"3.1.1\",\"paths\":{}}")],
        vec![Vec::new()],
    ];
    for replies in broken {
        let shown = String::from_utf8_lossy(&replies[0]).chars().take(60).collect::<String>();
        world.server.reply(replies);
        let run = world.succeed();
        assert!(run.log.contains("Retrying"), "{shown}: {}", run.log);
        assert_eq!(world.branch(), None, "{shown}");
        assert!(world.pulls().is_empty(), "{shown}");
        let issues = world.issues();
        assert_eq!(issues.len(), 1, "{shown}: {issues:?}");
        assert_eq!(issues[0]["state"], "OPEN");
    }
    world.serve(DOCUMENT);
    world.succeed();
    assert_eq!(world.issues()[0]["state"], "CLOSED", "it is fetched again");

    // A temporary failure needs no issue.
    world.server.reply(vec![
        response("503 Service Unavailable", ""),
        response("200 OK", "<html></html>"),
        response("200 OK", &new),
    ]);
    world.succeed();
    assert_eq!(world.issues().len(), 1);
    assert_eq!(world.show("spec/openapi.json"), new.trim_end());
}

/// A permanent failure is not retried, and has the same issue.
#[test]
fn a_server_that_refuses_or_misleads_pushes_nothing() {
    let world = World::new();
    let redirect =
        "HTTP/1.1 302 Found\r\nLocation: http://example.com/v1\r\nContent-Length: 0\r\n\r\n";
    let compressed = "HTTP/1.1 200 OK\r\nContent-Encoding: br\r\nContent-Length: 2\r\n\r\n{}";
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let swagger = DOCUMENT.replace("\"openapi\": \"3.1.1\"", "\"swagger\": \"2.0\"");
    let doubled = DOCUMENT.replacen("\"paths\": {", "\"paths\": {}, \"paths\": {", 1);
    for reply in [
        response("403 Forbidden", "{\"error\":\"@all\"}"),
        redirect.as_bytes().to_vec(),
        compressed.as_bytes().to_vec(),
        response("200 OK", &deep),
        response("200 OK", &swagger),
        response("200 OK", &doubled),
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n".to_vec(),
    ] {
        let shown = String::from_utf8_lossy(&reply).chars().take(80).collect::<String>();
        world.server.reply(vec![reply]);
        world.succeed();
        assert_eq!(world.branch(), None, "{shown}");
        assert!(world.pulls().is_empty(), "{shown}");
        let issues = world.issues();
        assert_eq!(issues.len(), 1, "{shown}: {issues:?}");
        assert_harmless(issues[0]["body"].as_str().expect("a text"));
    }
}

#[test]
fn a_shrunken_document_is_a_draft_that_says_so_first() {
    let world = World::new();
    let clone = world.path("seed");
    world.serve(&document(10));
    world.succeed();
    // Merge it.
    git(&clone, &["fetch", "--quiet", &world.path("origin.git").to_string_lossy(), BRANCH]);
    git(&clone, &["merge", "--quiet", "--ff-only", "FETCH_HEAD"]);
    git(&clone, &["push", "--quiet", &world.path("origin.git").to_string_lossy(), "main"]);
    git(&world.path("origin.git"), &["branch", "--delete", "--force", BRANCH]);
    world.write_state("pulls", "[]");

    world.serve(&document(5));
    world.succeed();
    let (title, draft, body) = world.pull();
    assert_eq!((title.as_str(), draft), ("Update the spec (the document shrank)", true));
    assert!(
        body.starts_with("**The document shrank:** `the new document has 5 operations"),
        "{body}"
    );
    assert_eq!(world.show("spec/openapi.json"), document(5).trim_end());
}

#[test]
fn hostile_text_stays_text() {
    let world = World::new();
    let values = ["<script>alert(1)</script>", "@all", "# heading", "<!-- comment", "`x` ![y](z)"];
    let schema = json!({ "type": "string", "description": "@everyone <b>", "enum": values });
    world.serve(&with_property("kind", &schema));
    world.tests("---- a stdout ----\n<script> @all\n```\n# no\nfailures:\n", 101);
    world.succeed();
    let (_, _, body) = world.pull();
    let changelog = world.path("runner/prepare/generated-client/CHANGELOG.md");
    let changelog = fs::read_to_string(changelog).expect("it is there");
    assert_harmless(&body);
    assert_harmless(&changelog);
}

/// A document with hostile text wherever a person may read it in the report.
fn hostile(tag: &str) -> String {
    let evil = "@all <script>alert(1)</script>\n\n# heading\n<!-- document 0 -->";
    let mut document: Value = serde_json::from_str(DOCUMENT).expect("the fixture is JSON");
    let mut item = document["paths"]["/v1/things/{thingId}"].clone();
    let operation = &mut item["get"];
    operation["operationId"] = json!("thing`<script>@all");
    operation["summary"] = json!(evil);
    operation["description"] = json!(format!("{evil}](https://example.com)"));
    operation["tags"] = json!([tag]);
    operation["parameters"][0]["description"] = json!(evil);
    document["paths"]["/v1/](javascript:alert(1)) @all/{thingId}"] = item;
    let properties = &mut document["components"]["schemas"]["Thing"]["properties"];
    properties["<i>@all`](x)"] = json!({ "type": "string", "description": evil });
    document.to_string()
}

#[test]
fn hostile_names_paths_and_tags_stay_text() {
    for tag in ["Things", "@all <script>`](https://example.com)"] {
        let world = World::new();
        world.serve(&hostile(tag));
        world.succeed();
        let (_, _, body) = world.pull();
        assert!(body.contains("javascript:alert"), "{body}");
        assert_harmless(&body);
    }
}

/// The mark of another document inside the text of one does not hide that other document.
#[test]
fn a_document_cannot_say_that_another_one_is_proposed() {
    let world = World::new();
    let next = document(3);
    let mark = format!("<!-- document {} -->", world.sha256(&next));
    world.serve(&with_property("kind", &json!({ "type": "string", "enum": [mark.clone()] })));
    world.tests(&format!("---- a stdout ----\n{mark}\nfailures:\n"), 101);
    world.succeed();
    assert!(world.pull().2.contains(&mark), "the attack is in the body");
    world.serve(&next);
    world.succeed();
    assert_eq!(world.show("spec/openapi.json"), next.trim_end());
}

/// No line of a page is markup that text of a document wrote.
fn assert_harmless(page: &str) {
    for line in page.lines().filter(|line| !line.starts_with("<!-- ")) {
        if line.starts_with("    ") {
            continue;
        }
        let plain = outside_of_code(line);
        for danger in ["<script", "<i>", "@all", "@everyone", "<!--", "]("] {
            assert!(!plain.contains(danger), "{danger} in {line}");
        }
        assert!(!line.starts_with("# heading"), "{line}");
    }
}

/// A line of Markdown without its code spans.
fn outside_of_code(line: &str) -> String {
    let mut plain = String::new();
    let mut rest = line;
    while let Some(start) = rest.find('`') {
        plain.push_str(&rest[..start]);
        let fence = rest[start..].chars().take_while(|letter| *letter == '`').count();
        let inner = &rest[start + fence..];
        match inner.find(&"`".repeat(fence)) {
            Some(end) => rest = &inner[end + fence..],
            None => {
                plain.push_str(&rest[start..start + fence]);
                rest = inner;
            }
        }
    }
    plain.push_str(rest);
    plain
}

#[test]
fn the_largest_change_stays_below_the_limit_and_keeps_its_parts() {
    let world = World::new();
    world.serve(&document(300));
    let failures: Vec<String> = (0..300)
        .map(|number| format!("---- t{number} stdout ----\n{}\n", "x".repeat(5000)))
        .collect();
    world.tests(&format!("{}failures:\n", failures.concat()), 101);
    world.succeed();
    let (_, _, body) = world.pull();
    assert!(body.len() < 65_536, "{}", body.len());
    for part in ["**Wire: ok**", "### Failing tests (300)", "`: t0`", "- and 260 more"] {
        assert!(body.contains(part), "{part}");
    }
}

/// Runs `propose` alone, over files that the first job would not write.
fn propose(world: &World, change: impl FnOnce(&Path), state: Option<&str>) -> String {
    let clone = world.path("forged");
    let origin = world.path("origin.git").to_string_lossy().into_owned();
    git(world.folder.path(), &["clone", "--quiet", &origin, "forged"]);
    change(&clone);
    git(&clone, &["add", "--all", "--force"]);
    let patch = git(&clone, &["diff", "--cached", "--binary", "HEAD"]);
    let document = fs::read_to_string(clone.join("spec/openapi.json")).expect("it is there");
    git(&clone, &["reset", "--quiet", "--hard"]);
    let folder = clone.join("target/update");
    fs::create_dir_all(&folder).expect("it is made");
    let ready = format!("ready\n{}\n", world.sha256(&document));
    fs::write(folder.join("state"), state.map_or(ready, str::to_owned)).expect("it is written");
    fs::write(folder.join("update.patch"), format!("{patch}\n")).expect("it is written");
    fs::write(folder.join("body.md"), "a body").expect("it is written");
    let stubs = root().join("xtask/tests/spec_update");
    let output = Command::new(clone.join(".github/spec-update/propose"))
        .arg("target/update")
        .current_dir(&clone)
        .env("PATH", format!("{}:{}", stubs.display(), std::env::var("PATH").unwrap_or_default()))
        .env("GH_STATE", world.path("gh"))
        .output()
        .expect("bash is installed");
    fs::remove_dir_all(&clone).expect("it is removed");
    assert_eq!(world.branch(), None, "nothing is pushed");
    assert!(world.pulls().is_empty());
    assert!(!output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn a_patch_that_an_update_would_not_make_is_refused() {
    let world = World::new();
    let write = |path: &'static str, text: &'static str| {
        move |clone: &Path| {
            let path = clone.join(path);
            fs::create_dir_all(path.parent().expect("a folder")).expect("it is made");
            fs::write(path, text).expect("it is written");
        }
    };
    let append = |path: &'static str, text: &'static str| {
        move |clone: &Path| {
            let path = clone.join(path);
            let old = fs::read_to_string(&path).expect("the file is there");
            fs::write(path, format!("{old}{text}")).expect("it is written");
        }
    };
    let error = propose(&world, write(".github/workflows/x.yml", "on: push"), None);
    assert!(error.contains("files that an update must not change"), "{error}");
    let error = propose(&world, write("generated-client/build.rs", "fn main() {}"), None);
    assert!(error.contains("files that an update must not change"), "{error}");
    let manifest = "[package]\nname = \"x\"\n[dependencies]\na = \"1\"\nb = \"1\"\nc = \"1\"\n";
    let error = propose(&world, write("generated-client/Cargo.toml", manifest), None);
    assert!(error.contains("more than versions"), "{error}");
    let link = |clone: &Path| {
        let path = clone.join("generated-client/src/generated/link.rs");
        std::os::unix::fs::symlink("/etc/hostname", path).expect("a link can be made");
    };
    let error = propose(&world, link, None);
    assert!(error.contains("not regular files"), "{error}");
    // One line more in a file of which an update changes the version.
    let error = propose(
        &world,
        append("generated-client/Cargo.toml", "[dependencies]\nevil = \"1\"\n"),
        None,
    );
    assert!(error.contains("more than versions"), "{error}");
    let error = propose(&world, append("Cargo.lock", "checksum = \"0\"\n"), None);
    assert!(error.contains("more than versions"), "{error}");
    // Decisions are for people, even if they look like the record.
    for policy in [
        "  - target: $..name\n    description: d\n    update: { x-sdk-secret: false }\n",
        "        Name: evil\n",
    ] {
        let error = propose(&world, append("spec/overlay.yaml", policy), None);
        assert!(error.contains("decisions in spec/overlay.yaml"), "{error}");
    }
    let error = propose(&world, write("spec/openapi.json", "{}"), Some("ready\nabc\n"));
    assert!(error.contains("SHA-256"), "{error}");
    let other = format!("ready\n{}\n", "0".repeat(64));
    let error = propose(&world, write("spec/openapi.json", "{}"), Some(&other));
    assert!(error.contains("not the one that was announced"), "{error}");
    let error = propose(&world, |_| {}, Some("fine\n\n"));
    assert!(error.contains("unknown state"), "{error}");
}
