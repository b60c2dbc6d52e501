//! Requests that a document allows, and responses that it allows.

use codegen::ir::{Content, Parameter, TypeRef};
use serde_json::{Value, json};

use super::place::remove;
use super::sdk::Call;
use crate::parameter::check_values;
use crate::sample::{Sampler, Style};
use crate::schema::Checker;
use crate::spec::{Route, Segment, Spec};

/// How many times a sample is corrected before it is given up.
const CORRECTIONS: usize = 40;

/// How many samples are made in a row before there is no valid one.
const ATTEMPTS: usize = 20;

/// Calls of an operation, one after the other.
pub(super) struct Requests<'a> {
    spec: &'a Spec,
    route: &'a Route,
    sampler: Sampler<'a>,
}

impl<'a> Requests<'a> {
    pub(super) fn new(spec: &'a Spec, route: &'a Route, style: Style) -> Self {
        Self { spec, route, sampler: Sampler::new(&spec.document, style) }
    }

    /// The next call that the document allows.
    pub(super) fn next(&mut self) -> Option<Call> {
        let operation = &self.route.operation;
        let mut call = Call {
            operation: operation.id.clone(),
            parameters: path_values(self.spec, self.route).into_iter().collect(),
            body: None,
        };
        for parameter in operation.arguments() {
            let schema = self.spec.schema(parameter)?;
            if !parameter.required && !self.sampler.wants_optional(schema) {
                continue;
            }
            let values: Vec<String> = match (self.sampler.value(schema), &parameter.ty) {
                (Value::Array(items), _) => items.iter().map(text).collect(),
                (value, _) => vec![text(&value)],
            };
            if check_values(self.spec, parameter, &values).is_err() {
                if parameter.required {
                    return None;
                }
                continue;
            }
            call.parameters.insert(parameter.wire.clone(), values);
        }
        if let Some(schema) = self.spec.body(self.route) {
            let body = self.sampler.value(schema);
            call.body = Some(corrected(Checker::new(&self.spec.document), schema, body)?);
        }
        Some(call)
    }

    pub(super) fn is_done(&self) -> bool {
        self.sampler.is_complete()
    }

    pub(super) fn has_visited(&self, schema: &Value) -> bool {
        self.sampler.has_visited(schema)
    }
}

/// Bodies of successful responses of an operation, one after the other.
pub(super) struct Responses<'a> {
    spec: &'a Spec,
    schema: Option<&'a Value>,
    status: u16,
    sampler: Sampler<'a>,
}

impl<'a> Responses<'a> {
    pub(super) fn new(spec: &'a Spec, route: Option<&'a Route>, style: Style) -> Self {
        let is_json = |route: &&Route| {
            !matches!(route.operation.success.content, Content::Text | Content::Bytes)
        };
        let schema = route.filter(is_json).and_then(|route| spec.success(route));
        let status = route.map_or(200, |it| it.operation.success.status());
        let sampler = Sampler::new(&spec.document, style);
        Self { spec, schema, status, sampler }
    }

    /// The next body that the document allows.
    pub(super) fn next(&mut self) -> Option<Value> {
        (0..ATTEMPTS).find_map(|_| self.sample())
    }

    fn sample(&mut self) -> Option<Value> {
        let schema = self.schema?;
        let mut body = self.sampler.value(schema);
        // An envelope is never without the result that its schema describes.
        if let Some(result) = schema.pointer("/properties/result")
            && body.is_object()
            && body.get("result").is_none()
        {
            body["result"] = self.sampler.value(result);
        }
        if schema.pointer("/properties/requestId").is_some() && body.is_object() {
            if body.get("status").is_some() {
                body["status"] = json!(self.status);
            }
            // An empty cursor means that there is no other page, which SDKs read as no cursor.
            if body.get("nextCursor").is_some_and(|it| it == "") {
                body["nextCursor"] = json!("next");
            }
        }
        let had_result = body.get("result").is_some();
        let body = corrected(Checker::new(&self.spec.document), schema, body)?;
        (body.get("result").is_some() == had_result).then_some(body)
    }

    pub(super) fn is_done(&self) -> bool {
        self.sampler.is_complete()
    }

    pub(super) fn has_visited(&self, schema: &Value) -> bool {
        self.sampler.has_visited(schema)
    }
}

/// A sample without the parts that break a constraint that the sampler does not know.
fn corrected(checker: Checker<'_>, schema: &Value, mut value: Value) -> Option<Value> {
    for _ in 0..CORRECTIONS {
        let issues = checker.issues(schema, &value);
        let Some(issue) = issues.first() else { return Some(value) };
        if !remove(&mut value, &issue.path) {
            return None;
        }
    }
    None
}

/// The segments of a path, with values for its parameters.
pub(super) fn plain_segments(spec: &Spec, route: &Route) -> Vec<String> {
    let values = path_values(spec, route);
    let segment = |segment: &Segment| match segment {
        Segment::Literal(text) => text.clone(),
        Segment::Parameter(name) => {
            let value = values.iter().find(|(known, _)| known == name);
            value.and_then(|(_, values)| values.first().cloned()).unwrap_or_default()
        }
    };
    route.segments.iter().map(segment).collect()
}

/// Values for path parameters.
fn path_values(spec: &Spec, route: &Route) -> Vec<(String, Vec<String>)> {
    let value = |parameter: &Parameter| {
        let sampler = |schema| Sampler::new(&spec.document, Style::Minimal).value(schema);
        match (spec.schema(parameter).map(sampler), &parameter.ty) {
            (Some(Value::String(text)), _) if !text.is_empty() => text,
            (_, TypeRef::Integer) => "1".to_owned(),
            _ => "text".to_owned(),
        }
    };
    let parameters = route.operation.path_parameters.iter();
    parameters.map(|it| (it.wire.clone(), vec![value(it)])).collect()
}

fn text(value: &Value) -> String {
    value.as_str().map_or_else(|| json!(value).to_string(), str::to_owned)
}
