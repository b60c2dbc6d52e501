//! The service: what is done for a request, by the shape of its path.
//!
//! A path that ends in a parameter names an *item*; the path above it is a *collection* where
//! something lists it. Any other path that can be read is a *singleton*, and one that cannot is an
//! *action*. No operation has a handler of its own; what the shapes do not tell is in
//! `exceptions`.

mod action;
mod collection;
mod item;
mod singleton;

use codegen::ir::{Content, Wait};
use serde_json::{Map, Value, json};

use crate::check::{self, Checked};
use crate::exceptions::{self, NEED_AWAKE_SERVICE};
use crate::failure::Failure;
use crate::fill::{Filler, Missing, Source};
use crate::lifecycle::{self, Pace};
use crate::request::Request;
use crate::spec::{Route, Segment, Spec, last_parameter};
use crate::store::Store;
use crate::{KEY, SECRET};

/// A successful response.
#[derive(Debug)]
pub(crate) struct Success {
    pub(crate) status: u16,
    pub(crate) content_type: String,
    pub(crate) body: Vec<u8>,
}

/// What an operation returns, without the envelope.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    result: Option<Value>,
    /// Properties of the envelope that tell about the page.
    page: Map<String, Value>,
}

impl From<Value> for Outcome {
    fn from(result: Value) -> Self {
        Self { result: Some(result), page: Map::new() }
    }
}

/// An API key that was created, and the path of its resource.
#[derive(Debug)]
struct Credential {
    key: String,
    secret: String,
    path: String,
}

/// Everything that exists, and how it changes.
#[derive(Debug)]
pub(crate) struct State {
    pub(crate) store: Store,
    pub(crate) source: Source,
    pub(crate) pace: Pace,
    /// Whether all services are idle.
    pub(crate) idle: bool,
    credentials: Vec<Credential>,
}

impl State {
    pub(crate) fn new(seed: u64, pace: Pace) -> Self {
        Self {
            store: Store::default(),
            source: Source::new(seed),
            pace,
            idle: false,
            credentials: Vec::new(),
        }
    }

    fn knows(&self, key: &str, secret: &str) -> bool {
        let is_enabled = |path: &str| {
            let resource = self.store.get(path);
            resource.is_some_and(|it| it.value.get("state").is_none_or(|state| state != "disabled"))
        };
        (key, secret) == (KEY, SECRET)
            || self.credentials.iter().any(|known| {
                (known.key.as_str(), known.secret.as_str()) == (key, secret)
                    && is_enabled(&known.path)
            })
    }
}

/// An operation that is being carried out.
pub(super) struct Call<'a> {
    spec: &'a Spec,
    state: &'a mut State,
    route: &'a Route,
    request: &'a Checked,
}

/// Responds to a request.
pub(crate) fn serve(
    spec: &Spec,
    state: &mut State,
    request: &Request,
    request_id: &str,
) -> Result<Success, Failure> {
    let (key, secret) = check::credentials(request)?;
    if !state.knows(&key, &secret) {
        return Err(Failure::new(401, "UNAUTHORIZED: the API key is not valid"));
    }
    let segments = request.segments().map_err(Failure::bad_request)?;
    let Some(route) = spec.route(&request.method, &segments) else {
        let method = &request.method;
        return Err(if spec.has_path(&segments) {
            Failure::new(404, format!("NOT_FOUND: the path has no operation {method}"))
        } else {
            Failure::new(404, "NOT_FOUND: the API has no such path")
        });
    };
    let checked = check::check(spec, route, request, segments)?;
    if !state.store.receive(request.body.len()) {
        return Err(full());
    }
    let mut call = Call { spec, state, route, request: &checked };
    let outcome = call.perform()?;
    Ok(call.success(outcome, request_id))
}

impl Call<'_> {
    fn perform(&mut self) -> Result<Outcome, Failure> {
        self.check_ancestors()?;
        self.check_service_state()?;
        let template = &self.route.operation.path;
        if matches!(self.route.operation.success.content, Content::Text) {
            return Ok(Outcome::default());
        }
        if self.route.names_item() {
            return self.item();
        }
        match self.spec.find("GET", template) {
            Some(read) if self.spec.list(read).is_some() => self.collection(),
            Some(read) => self.singleton(read),
            // Something that is created and read, but never listed.
            None if item_template(self.spec, template).is_some() => self.collection(),
            None => self.action(),
        }
    }

    /// The path of the first `count` segments, as the store knows it.
    fn path(&self, count: usize) -> String {
        let segments = self.request.segments.iter().take(count);
        segments.fold(String::new(), |path, segment| path + "/" + &segment.replace('/', "%2F"))
    }

    /// The path template of the first `count` segments.
    fn template(&self, count: usize) -> String {
        let segments = self.route.segments.iter().take(count);
        segments
            .map(|segment| match segment {
                Segment::Literal(text) => format!("/{text}"),
                Segment::Parameter(name) => format!("/{{{name}}}"),
            })
            .collect()
    }

    fn depth(&self) -> usize {
        self.route.segments.len()
    }

    /// Everything that the path names on its way must exist.
    fn check_ancestors(&mut self) -> Result<(), Failure> {
        for count in 1..self.depth() {
            let Some(Segment::Parameter(name)) = self.route.segments.get(count - 1) else {
                continue;
            };
            self.seed(count - 1);
            let path = self.path(count);
            self.advance(&path, &self.template(count), false);
            if !self.state.store.contains(&path) {
                return Err(self.unknown(name));
            }
        }
        Ok(())
    }

    /// What needs a running service fails while it is idle or stopped.
    fn check_service_state(&self) -> Result<(), Failure> {
        let needs = |segment: &Segment| matches!(segment, Segment::Literal(text) if NEED_AWAKE_SERVICE.contains(&text.as_str()));
        let Some(at) = self.route.segments.iter().position(needs) else { return Ok(()) };
        let service = self.state.store.get(&self.path(at)).map(|it| &it.value);
        let state = service.and_then(|value| value.get("state")).and_then(Value::as_str);
        let state = if self.state.idle { Some("idle") } else { state };
        match state.filter(|state| matches!(*state, "idle" | "stopped")) {
            Some(state) => Err(Failure {
                code: Some(format!("SERVICE_{}", state.to_uppercase())),
                ..Failure::new(
                    424,
                    format!("FAILED_DEPENDENCY: the service must run. Current state: {state}"),
                )
            }),
            None => Ok(()),
        }
    }

    /// The failure for an id that names nothing: 404 where the document says so and for
    /// organizations, else 400, as the live service has it.
    fn unknown(&self, parameter: &str) -> Failure {
        let documented = self.route.operation.errors.iter().any(|error| {
            let (first, last) = error.status.range();
            (first..=last).contains(&404)
        });
        let thing = words(parameter.strip_suffix("Id").unwrap_or(parameter));
        if parameter == "organizationId" {
            Failure::not_found()
        } else if documented {
            Failure::new(404, format!("NOT_FOUND: there is no such {thing}"))
        } else {
            Failure::bad_request(format!("Invalid {thing} id"))
        }
    }

    /// The policy for the states of the items of a template.
    fn wait(&self, template: &str) -> Option<&Wait> {
        self.spec.find("GET", template)?.operation.wait.as_ref()
    }

    /// Lets the state of a resource change, if it is time.
    fn advance(&mut self, path: &str, template: &str, is_read: bool) {
        let spec = self.spec;
        let Some(wait) = spec.find("GET", template).and_then(|it| it.operation.wait.as_ref())
        else {
            return;
        };
        let pace = self.state.pace;
        let Some(resource) = self.state.store.get_mut(path) else { return };
        let Some(journey) = &mut resource.journey else { return };
        if journey.advance(&mut resource.value, wait, pace, is_read) {
            self.state.store.remove(path);
        }
    }

    fn filler(&mut self) -> Filler<'_> {
        Filler::new(&self.spec.document, &mut self.state.source)
    }

    /// What the operation returns of a resource that is stored in the form of `stored`.
    fn returned(&mut self, stored: &Value, value: &Value) -> Outcome {
        let spec = self.spec;
        let Some(schema) = spec.result(self.route) else { return Outcome::default() };
        if schema == stored {
            return value.clone().into();
        }
        let resolved = crate::sample::resolve(&spec.document, schema);
        let properties = resolved.get("properties").and_then(Value::as_object);
        let whole = properties.into_iter().flatten().find(|(_, property)| *property == stored);
        match whole {
            // The creation of some resources returns them beside their secrets.
            Some((name, _)) => {
                let mut result = self.filler().fill(schema, &json!({}), Missing::MadeUp);
                result[name] = value.clone();
                result.into()
            }
            None => self.filler().fill(schema, value, Missing::MadeUp).into(),
        }
    }

    fn body(&self) -> Value {
        self.request.body.clone().unwrap_or_else(|| json!({}))
    }

    fn full(&self) -> Result<(), Failure> {
        if self.state.store.is_full() { Err(full()) } else { Ok(()) }
    }

    /// The response with the envelope that the document describes.
    fn success(&mut self, outcome: Outcome, request_id: &str) -> Success {
        let operation = &self.route.operation;
        let status = operation.success.status();
        let content_type = operation.success.media_type.clone();
        let body = match operation.success.content {
            Content::Text => exceptions::text(&content_type).into(),
            Content::Bytes => b"bytes".to_vec(),
            Content::Body(_) => outcome.result.unwrap_or_default().to_string().into_bytes(),
            _ => self.envelope(status, outcome, request_id).to_string().into_bytes(),
        };
        Success { status, content_type, body }
    }

    fn envelope(&mut self, status: u16, outcome: Outcome, request_id: &str) -> Value {
        let spec = self.spec;
        let mut given = outcome.page;
        given.insert("status".to_owned(), json!(status));
        given.insert("requestId".to_owned(), json!(request_id));
        let schema = spec.success(self.route).unwrap_or(&Value::Null);
        let properties = schema.get("properties").and_then(Value::as_object);
        let result = outcome.result;
        let mut envelope = Map::new();
        for (name, property) in properties.into_iter().flatten() {
            let value = match (name.as_str(), given.remove(name)) {
                ("result", _) => result.clone().unwrap_or_default(),
                (_, Some(value)) => value,
                (_, None) => self.filler().fill(property, &Value::Null, Missing::MadeUp),
            };
            envelope.insert(name.clone(), value);
        }
        Value::Object(envelope)
    }
}

/// The failure of a double that has no room left.
fn full() -> Failure {
    Failure::new(507, "INSUFFICIENT_STORAGE: the double is full; reset it")
}

/// `clickStackAlert` as `click stack alert`.
fn words(name: &str) -> String {
    let mut text = String::new();
    for character in name.chars() {
        if character.is_ascii_uppercase() {
            text.push(' ');
        }
        text.push(character.to_ascii_lowercase());
    }
    text
}

/// The path template of the items of a collection, if something names them.
fn item_template(spec: &Spec, collection: &str) -> Option<String> {
    let below = |path: &str| {
        path.strip_prefix(collection).is_some_and(|rest| {
            rest.starts_with("/{") && !rest.trim_start_matches('/').contains('/')
        })
    };
    let mut paths = spec.routes.iter().map(|route| &route.operation.path);
    paths.find(|path| below(path) && last_parameter(path).is_some()).cloned()
}

/// Sets the state that a new or seeded resource has at last.
fn settle(value: &mut Value, wait: Option<&Wait>) {
    if let Some((wait, state)) = wait.and_then(|wait| Some((wait, lifecycle::target(wait)?))) {
        lifecycle::set_state(value, wait, &state);
    }
}
