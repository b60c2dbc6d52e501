//! The expected request of a call and the expected value of its response, read from the document,
//! not from the generator.

use std::collections::BTreeMap;

use sdk_tests::sample::{Sampler, Style, resolve};
use sdk_tests::server::Reply;
use serde_json::{Map, Value, json};

use crate::rows::Arguments;

/// A value for path parameters that must be escaped to stay in one segment.
const UNUSUAL: &str = "a b/c?d%é";

/// The expectations of one call.
#[derive(Debug, Clone)]
pub(crate) struct Expectation {
    /// The `operationId`.
    pub(crate) id: String,
    /// The arguments.
    pub(crate) arguments: Arguments,
    /// The method.
    pub(crate) method: String,
    /// The segments of the path, decoded.
    pub(crate) segments: Vec<String>,
    /// The parameters of the query, decoded, sorted by name.
    pub(crate) query: Vec<(String, String)>,
    /// The JSON body.
    pub(crate) body: Option<Value>,
    /// The response of the server.
    pub(crate) reply: Reply,
    /// The value that the call returns.
    pub(crate) value: Value,
}

/// The expectations of all operations of a document, with bodies and responses of a style.
pub(crate) fn all(document: &Value, style: &Style) -> Vec<Expectation> {
    const METHODS: [&str; 8] =
        ["get", "put", "post", "delete", "options", "head", "patch", "trace"];
    let paths = document["paths"].as_object().expect("a document has paths");
    let mut all = Vec::new();
    for (path, item) in paths {
        for (method, operation) in item.as_object().into_iter().flatten() {
            if METHODS.contains(&method.as_str()) {
                let source = Source { document, item, operation };
                all.push(source.expectation(path, method, style));
            }
        }
    }
    all
}

/// An operation of the document.
struct Source<'a> {
    document: &'a Value,
    item: &'a Value,
    operation: &'a Value,
}

impl Source<'_> {
    fn expectation(&self, path: &str, method: &str, style: &Style) -> Expectation {
        let mut arguments = Arguments::default();
        let mut query = Vec::new();
        for parameter in self.parameters() {
            let name = parameter["name"].as_str().expect("a parameter has a name");
            let values = self.values(parameter);
            if parameter["in"] == "query" {
                query.extend(values.iter().map(|value| (name.to_owned(), value.clone())));
            }
            arguments.parameters.insert(name.to_owned(), values);
        }
        query.sort_by(|(left, _), (right, _)| left.cmp(right));
        let schema = self.operation.pointer("/requestBody/content/application~1json/schema");
        let body = schema.map(|schema| Sampler::new(self.document, style.clone()).value(schema));
        arguments.body.clone_from(&body);
        let (reply, value) = self.answer(style);
        Expectation {
            id: self.operation["operationId"].as_str().expect("an operation has an id").to_owned(),
            method: method.to_uppercase(),
            segments: segments(path, &arguments.parameters),
            arguments,
            query,
            body,
            reply,
            value,
        }
    }

    /// The parameters of the operation, and those of its path that it does not declare again.
    fn parameters(&self) -> Vec<&Value> {
        let list = |holder: &'_ Value| holder.get("parameters").and_then(Value::as_array).cloned();
        assert!(list(self.item).is_none(), "parameters of paths are new to this test");
        self.operation.get("parameters").and_then(Value::as_array).into_iter().flatten().collect()
    }

    /// Values for a parameter, as text: several for a list.
    fn values(&self, parameter: &Value) -> Vec<String> {
        let schema = resolve(self.document, &parameter["schema"]);
        let is_path = parameter["in"] == "path";
        if let Some(values) = schema.get("enum").and_then(Value::as_array) {
            return vec![text(&values[0])];
        }
        let format = schema.get("format").and_then(Value::as_str);
        let value = match (schema["type"].as_str(), format) {
            (Some("integer"), _) => "7".to_owned(),
            (Some("number"), _) => "0.5".to_owned(),
            (Some("boolean"), _) | (_, Some("boolean")) => "true".to_owned(),
            (Some("array"), _) => return vec!["tag:a=b&c".to_owned(), "x+y é".to_owned()],
            _ if is_path => format!("{UNUSUAL} {}", parameter["name"].as_str().unwrap_or_default()),
            (_, Some("date")) => "2026-10-22".to_owned(),
            (_, Some("date-time")) => "2026-10-22T08:30:00+02:00".to_owned(),
            _ => "q +&=%é/?#".to_owned(),
        };
        vec![value]
    }

    /// A response that the document allows, and the value that it decodes to.
    fn answer(&self, style: &Style) -> (Reply, Value) {
        let responses =
            self.operation["responses"].as_object().expect("an operation has responses");
        let (status, response) = responses
            .iter()
            .find(|(status, _)| status.starts_with('2'))
            .expect("an operation can succeed");
        let status = status.parse().expect("a status is a number");
        let Some((kind, media)) =
            response["content"].as_object().and_then(|content| content.iter().next())
        else {
            return (Reply { status, headers: Vec::new(), body: Vec::new() }, Value::Null);
        };
        if !kind.starts_with("application/json") {
            let text = "# HELP up Whether it is up.\nup{a=\"é\"} 1\n";
            return (Reply::new(status, kind, text), json!(text));
        }
        let schema = resolve(self.document, &media["schema"]);
        let mut sampler = Sampler::new(self.document, style.clone());
        let envelope =
            schema.get("properties").filter(|members| members.get("requestId").is_some());
        let (body, value) = match envelope {
            None => {
                let body = sampler.value(schema);
                (body.clone(), body)
            }
            Some(members) => self.enveloped(members, status, &mut sampler),
        };
        (Reply::new(status, kind, body.to_string()), value)
    }

    fn enveloped(&self, members: &Value, status: u16, sampler: &mut Sampler<'_>) -> (Value, Value) {
        let mut body = Map::new();
        let mut page = Map::new();
        body.insert("status".to_owned(), json!(status));
        let result = members.get("result").map(|schema| sampler.value(schema));
        if let Some(result) = &result {
            body.insert("result".to_owned(), result.clone());
        }
        body.insert("requestId".to_owned(), json!("9d3a1b58-6a43-4a5d-8a44-0f3a5b3f7a01"));
        for (name, value) in
            [("limit", json!(50)), ("totalCount", json!(120)), ("nextCursor", json!("next"))]
        {
            if members.get(name).is_some() {
                body.insert(name.to_owned(), value.clone());
                page.insert(name.to_owned(), value);
            }
        }
        let inside = self.operation["x-sdk-pagination"]["items"].as_str();
        let value = match (result, inside) {
            (Some(Value::Object(mut beside)), Some(list)) => {
                let items = beside.shift_remove(list).unwrap_or_else(|| json!([]));
                page.insert("items".to_owned(), items);
                page.extend(beside);
                Value::Object(page)
            }
            (result, _) => self.plain(members, result, page),
        };
        (Value::Object(body), value)
    }

    fn plain(&self, members: &Value, result: Option<Value>, mut page: Map<String, Value>) -> Value {
        match result {
            None => Value::Null,
            Some(result) if !self.is_paged(members) => result,
            Some(items) => {
                page.insert("items".to_owned(), items);
                Value::Object(page)
            }
        }
    }

    /// Whether the operation returns one page: it has cursors or offsets.
    fn is_paged(&self, members: &Value) -> bool {
        let takes =
            |name: &str| self.parameters().iter().any(|parameter| parameter["name"] == name);
        let is_list = resolve(self.document, &members["result"])["type"] == "array";
        is_list
            && ((members.get("nextCursor").is_some() && takes("cursor"))
                || (takes("limit") && takes("offset")))
    }
}

/// The segments of a path template, with the values of its parameters.
fn segments(template: &str, values: &BTreeMap<String, Vec<String>>) -> Vec<String> {
    let segment =
        |segment: &str| match segment.strip_prefix('{').and_then(|name| name.strip_suffix('}')) {
            Some(name) => values[name][0].clone(),
            None => segment.to_owned(),
        };
    template.split('/').skip(1).map(segment).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
