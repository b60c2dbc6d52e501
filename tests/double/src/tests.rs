//! Every operation of the committed document is served, and what it returns satisfies its schema.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

use std::sync::OnceLock;
use std::time::Instant;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use bytes::Bytes;
use codegen::ir::{Content, Status};
use serde_json::{Value, json};

use crate::lifecycle::Pace;
use crate::request::Request;
use crate::sample::{Sampler, Style};
use crate::schema::Checker;
use crate::service::{State, serve};
use crate::spec::{Route, Segment, Spec};
use crate::{KEY, ORGANIZATION, SECRET};

/// The committed document, read once.
pub(crate) fn spec() -> &'static Spec {
    static SPEC: OnceLock<Spec> = OnceLock::new();
    SPEC.get_or_init(|| Spec::committed().unwrap())
}

/// A document and its state, called without HTTP.
pub(crate) struct Desk {
    pub(crate) spec: &'static Spec,
    pub(crate) state: State,
}

impl Desk {
    pub(crate) fn new() -> Self {
        Self { spec: spec(), state: State::new(0, Pace::Reads(0)) }
    }

    /// Status and body of the response to a request.
    pub(crate) fn call(
        &mut self,
        method: &str,
        target: &str,
        body: Option<&Value>,
    ) -> (u16, Value) {
        let basic = format!("Basic {}", STANDARD.encode(format!("{KEY}:{SECRET}")));
        let request = Request {
            at: Instant::now(),
            method: method.to_owned(),
            target: target.to_owned(),
            headers: vec![
                ("authorization".to_owned(), basic),
                ("content-type".to_owned(), "application/json".to_owned()),
            ],
            body: body.map(|body| Bytes::from(body.to_string())).unwrap_or_default(),
        };
        match serve(self.spec, &mut self.state, &request, "6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1") {
            Ok(success) => {
                let text = String::from_utf8(success.body).unwrap();
                let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
                (success.status, body)
            }
            Err(failure) => (failure.status, failure.body("r")),
        }
    }

    /// A body that satisfies the schema of an operation.
    fn body_of(&self, route: &Route, style: Style) -> Option<Value> {
        let schema = self.spec.body(route)?;
        let body = Sampler::new(&self.spec.document, style).value(schema);
        let issues = Checker::new(&self.spec.document).issues(schema, &body);
        // Whole samples break constraints between properties here and there.
        if issues.is_empty() {
            Some(body)
        } else {
            Some(Sampler::new(&self.spec.document, Style::Minimal).value(schema))
        }
    }

    /// A path with the query that an operation requires.
    fn target(&self, route: &Route, path: &str) -> String {
        let required = route.operation.query_parameters.iter().filter(|it| it.required);
        let query: Vec<String> = required
            .map(|parameter| {
                let schema = self.spec.schema(parameter).unwrap();
                let value = Sampler::new(&self.spec.document, Style::Minimal).value(schema);
                format!("{}={}", parameter.wire, value.as_str().unwrap().replace(':', "%3A"))
            })
            .collect();
        if query.is_empty() { path.to_owned() } else { format!("{path}?{}", query.join("&")) }
    }

    /// A path of the template of which everything but the last part exists.
    fn path_to(&mut self, segments: &[Segment]) -> String {
        let mut path = String::new();
        let mut template = String::new();
        for (at, segment) in segments.iter().enumerate() {
            let collection = (path.clone(), template.clone());
            match segment {
                Segment::Literal(text) => {
                    path = format!("{path}/{text}");
                    template = format!("{template}/{text}");
                    continue;
                }
                Segment::Parameter(name) => template = format!("{template}/{{{name}}}"),
            }
            path = match at {
                2 => format!("{path}/{ORGANIZATION}"),
                _ => self.item_of(&collection.0, &collection.1, &template),
            };
        }
        path
    }

    /// The path of an item of a collection, which is created where something can create it.
    fn item_of(&mut self, path: &str, collection: &str, template: &str) -> String {
        for (method, template, path) in [
            ("POST", collection, path.to_owned()),
            ("PUT", template, format!("{path}/6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1")),
            ("GET", collection, path.to_owned()),
        ] {
            let Some(route) = self.spec.find(method, template) else { continue };
            let body = self.body_of(route, Style::Minimal);
            let target = self.target(route, &path);
            let (status, response) = self.call(method, &target, body.as_ref());
            assert!(status < 300 || status == 409, "{method} {path}: {status} {response}");
            break;
        }
        self.state.store.items(path).pop().unwrap_or_else(|| panic!("{path} has no items"))
    }

    /// Calls an operation on things that exist.
    fn exercise(&mut self, index: usize, style: Style) -> (String, u16, Value) {
        let spec = self.spec;
        let route = &spec.routes[index];
        let operation = &route.operation;
        let path = self.path_to(&route.segments);
        let target = self.target(route, &path);
        let body = self.body_of(route, style);
        // What is read, changed or deleted must be set before.
        let setter = ["POST", "PUT"].into_iter().find_map(|it| spec.find(it, &operation.path));
        if let Some(setter) = setter
            && !route.names_item()
            && operation.method != "POST"
        {
            let body = self.body_of(setter, Style::Minimal);
            self.call(&setter.operation.method, &path, body.as_ref());
        }
        if operation.id == "instanceDelete" {
            // A service is deleted when it does not run; a read finds the last state.
            self.call("PATCH", &format!("{path}/state"), Some(&json!({ "command": "stop" })));
            self.call("GET", &path, None);
        }
        let (status, response) = self.call(&operation.method, &target, body.as_ref());
        (target, status, response)
    }
}

#[test]
fn every_operation_is_served_as_the_document_describes_it() {
    let spec = spec();
    let checker = Checker::new(&spec.document);
    for style in [Style::Minimal, Style::Full] {
        let mut wrong = Vec::new();
        for (index, route) in spec.routes.iter().enumerate() {
            let mut desk = Desk::new();
            let (target, status, body) = desk.exercise(index, style.clone());
            let id = &route.operation.id;
            if !route.operation.success.statuses.contains(&Status::Code(status)) {
                wrong.push(format!("{id} {target}: {status} {body}"));
                continue;
            }
            if matches!(route.operation.success.content, Content::Text) {
                assert!(body.is_string(), "{id}: {body}");
                continue;
            }
            if let Some(schema) = spec.success(route) {
                for issue in checker.issues(schema, &body) {
                    wrong.push(format!("{id}: {} {}", issue.path.join("."), issue.message));
                }
            }
        }
        assert!(wrong.is_empty(), "{}:\n{}", wrong.len(), wrong.join("\n"));
    }
}

#[test]
fn a_postgres_service_lives_as_pages_about_it_show() {
    let mut desk = Desk::new();
    let services = format!("/v1/organizations/{ORGANIZATION}/postgres");
    let body = json!({
        "name": "my postgres", "provider": "aws", "region": "us-west-2", "postgresVersion": "18",
        "size": "r8gd.large",
    });
    let (_, created) = desk.call("POST", &services, Some(&body));
    let created = &created["result"];
    for (name, value) in body.as_object().unwrap() {
        assert_eq!(created[name], *value, "{name}");
    }
    assert_eq!(
        (&created["state"], &created["isPrimary"], &created["tags"]),
        (&json!("creating"), &json!(true), &json!([]))
    );
    let service = format!("{services}/{}", created["id"].as_str().unwrap());
    let (_, read) = desk.call("GET", &service, None);
    assert_eq!(read["result"]["state"], "running");

    let tags = json!([{ "key": "Environment", "value": "production" }]);
    let (_, tagged) = desk.call("PATCH", &service, Some(&json!({ "tags": tags })));
    assert_eq!((&tagged["result"]["tags"], &tagged["result"]["name"]), (&tags, &body["name"]));
    let config = json!({ "pgConfig": { "max_connections": "42" }, "pgBouncerConfig": {} });
    let (_, configured) = desk.call("POST", &format!("{service}/config"), Some(&config));
    assert_eq!(configured["result"]["pgConfig"], config["pgConfig"]);
    let replica = json!({ "name": "replica" });
    let (_, replica) = desk.call("POST", &format!("{service}/readReplica"), Some(&replica));
    assert_eq!(replica["result"]["isPrimary"], json!(false), "{replica}");

    let (status, deleted) = desk.call("DELETE", &service, None);
    let names: Vec<&String> = deleted.as_object().unwrap().keys().collect();
    assert_eq!((status, names.len()), (200, 2), "{deleted}");
}
