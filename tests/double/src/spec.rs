//! The document that is served: its operations, with the schemas of what they take and return.

use std::collections::BTreeMap;

use codegen::Input;
use codegen::diagnostic::{Diagnostic, Names, Severity, Sink, Style, render};
use codegen::ir::{Content, Location, Operation, Parameter};
use codegen::overlay::Mode;
use serde_json::{Value, json};

use crate::exceptions::NOT_ENFORCED;
use crate::sample::resolve;

/// A document with its overlay, ready to be served.
#[derive(Debug)]
pub struct Spec {
    /// The document, as the overlay corrected it.
    pub(crate) document: Value,
    /// The document as it was read, in JSON.
    source: String,
    pub(crate) routes: Vec<Route>,
    /// The index of each route, by method and path template.
    index: BTreeMap<(String, String), usize>,
}

/// An operation and the form of its path.
#[derive(Debug)]
pub(crate) struct Route {
    pub(crate) operation: Operation,
    pub(crate) segments: Vec<Segment>,
}

/// A segment of a path template.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Segment {
    Literal(String),
    Parameter(String),
}

impl Spec {
    /// Reads a document, JSON or YAML by the end of its name, and applies an overlay.
    ///
    /// # Errors
    ///
    /// The errors that the generator finds, without its warnings: an overlay for another document
    /// causes many.
    pub fn read(input: &Input<'_>) -> Result<Self, Vec<Diagnostic>> {
        let (api, _) = codegen::read(input).map_err(|mut found| {
            found.retain(|diagnostic| diagnostic.severity == Severity::Error);
            found
        })?;
        let loaded = codegen::load::load(input.document, input.document_name)?.value;
        let source = loaded.to_string();
        let mut sink = Sink::new();
        let mut document =
            codegen::overlay::apply(loaded, input.overlay, input.overlay_mode, &mut sink);
        for (schema, keyword) in NOT_ENFORCED {
            let schema = document.pointer_mut(&format!("/components/schemas/{schema}"));
            if let Some(Value::Object(schema)) = schema {
                schema.remove(*keyword);
            }
        }
        let routes: Vec<Route> = api.operations.into_iter().map(Route::new).collect();
        let key = |route: &Route| (route.operation.method.clone(), route.operation.path.clone());
        let index = routes.iter().enumerate().map(|(at, route)| (key(route), at)).collect();
        Ok(Self { document, source, routes, index })
    }

    /// The document and the overlay that this crate was built with.
    ///
    /// # Errors
    ///
    /// Everything that the generator finds wrong with them.
    pub fn committed() -> Result<Self, Vec<Diagnostic>> {
        Self::read(&Input {
            document: crate::DOCUMENT,
            document_name: "openapi.json",
            overlay: crate::OVERLAY,
            overlay_name: "overlay.yaml",
            overlay_mode: Mode::Strict,
        })
    }

    /// A document as JSON, with an overlay that may have been written for another version of it.
    ///
    /// # Errors
    ///
    /// What the generator finds wrong with them, as text.
    pub fn of(document: &[u8], overlay: &str) -> Result<Self, String> {
        let input = Input {
            document,
            document_name: "openapi.json",
            overlay,
            overlay_name: "overlay.yaml",
            overlay_mode: Mode::Lenient,
        };
        Self::read(&input).map_err(|found| {
            let names = Names { document: input.document_name, overlay: input.overlay_name };
            render(&found, &names, Style { color: false })
        })
    }

    /// The document as it was read, with this server instead of its own.
    pub(crate) fn with_server(&self, url: &str) -> Value {
        let mut document = serde_json::from_str(&self.source).unwrap_or_else(|_| json!({}));
        document["servers"] = json!([{ "url": url }]);
        document
    }

    /// How many operations there are.
    #[must_use]
    pub fn operations(&self) -> usize {
        self.routes.len()
    }

    /// The operation with this method and path template.
    pub(crate) fn find(&self, method: &str, template: &str) -> Option<&Route> {
        let at = self.index.get(&(method.to_owned(), template.to_owned()))?;
        self.routes.get(*at)
    }

    /// The operation that a request calls: of several, the one with the fewest parameters, so
    /// that `/postgres/prometheus` goes before `/postgres/{postgresId}`.
    pub(crate) fn route(&self, method: &str, segments: &[String]) -> Option<&Route> {
        let fits = self.routes.iter().filter(|route| route.operation.method == method);
        let fits = fits.filter(|route| route.fits(segments));
        fits.min_by_key(|route| route.operation.path_parameters.len())
    }

    /// Whether some operation has this path, with whatever method.
    pub(crate) fn has_path(&self, segments: &[String]) -> bool {
        self.routes.iter().any(|route| route.fits(segments))
    }

    /// The operation in the document.
    fn raw(&self, route: &Route) -> &Value {
        route.operation.at.resolve(&self.document).unwrap_or(&Value::Null)
    }

    /// The schema of the request body.
    pub(crate) fn body(&self, route: &Route) -> Option<&Value> {
        let body = route.operation.body.as_ref()?;
        let raw = resolve(&self.document, self.raw(route).get("requestBody")?);
        raw.get("content")?.get(&body.media_type)?.get("schema")
    }

    /// The schema of the body of a successful response: an envelope, usually.
    pub(crate) fn success(&self, route: &Route) -> Option<&Value> {
        let success = &route.operation.success;
        let status = success.statuses.first()?.to_string();
        let raw = resolve(&self.document, self.raw(route).get("responses")?.get(status)?);
        let schema = raw.get("content")?.get(&success.media_type)?.get("schema")?;
        Some(resolve(&self.document, schema))
    }

    /// The schema of what a successful response holds, without the envelope.
    pub(crate) fn result(&self, route: &Route) -> Option<&Value> {
        let schema = self.success(route)?;
        match route.operation.success.content {
            Content::Empty | Content::Text | Content::Bytes => None,
            Content::Body(_) => Some(schema),
            Content::Result(_) | Content::Page { .. } => schema.get("properties")?.get("result"),
        }
    }

    /// The schema of a parameter, or of a part of a form.
    pub(crate) fn schema(&self, parameter: &Parameter) -> Option<&Value> {
        let raw = parameter.at.resolve(&self.document)?;
        if parameter.location == Location::Part {
            return Some(raw);
        }
        resolve(&self.document, raw).get("schema")
    }

    /// Where a list is in a result: the schema of one item, and the property that holds the
    /// items, where the result is not the list itself.
    pub(crate) fn list(&self, route: &Route) -> Option<(&Value, Option<&str>)> {
        let result = resolve(&self.document, self.result(route)?);
        if let Some(items) = result.get("items") {
            return Some((items, None));
        }
        let is_list = matches!(&route.operation.success.content, Content::Page { .. })
            || self.has_items(&route.operation.path);
        let properties = result.get("properties")?.as_object()?;
        let mut lists = properties.iter().filter_map(|(name, property)| {
            Some((resolve(&self.document, property).get("items")?, Some(name.as_str())))
        });
        lists.next().filter(|_| is_list)
    }

    /// Whether paths below `template` name one thing of it each.
    pub(crate) fn has_items(&self, template: &str) -> bool {
        let below = |path: &str| {
            path.strip_prefix(template)
                .is_some_and(|rest| rest.starts_with("/{") && !rest[1..].contains('/'))
        };
        self.routes.iter().any(|route| below(&route.operation.path))
    }

    /// The schema of one thing under a path template that ends in a parameter, as it is stored:
    /// of what reading it and what listing it return, the one that has its id.
    pub(crate) fn item(&self, template: &str) -> Option<&Value> {
        let (collection, _) = template.rsplit_once('/')?;
        let one = self.find("GET", template).and_then(|route| self.result(route));
        let listed = self.find("GET", collection).and_then(|route| self.list(route));
        let listed = listed.map(|(item, _)| item);
        let parameter = last_parameter(template).unwrap_or_default();
        let names_itself = |schema: &&Value| self.id_property(schema, parameter).is_some();
        one.filter(names_itself).or(listed.filter(names_itself)).or(one).or(listed)
    }

    /// The property of an item that holds what its path parameter names.
    pub(crate) fn id_property(&self, schema: &Value, parameter: &str) -> Option<String> {
        let candidates = [parameter, "id", crate::exceptions::id_property(parameter)];
        let found = candidates.into_iter().find(|name| self.declares(schema, name));
        found.map(str::to_owned)
    }

    /// The schema of a property that a schema, a part of it or one of its variants declares.
    pub(crate) fn property<'s>(&'s self, schema: &'s Value, name: &str) -> Option<&'s Value> {
        let schema = resolve(&self.document, schema);
        let own = schema.get("properties").and_then(|properties| properties.get(name));
        own.or_else(|| {
            let parts = ["allOf", "oneOf", "anyOf"].into_iter();
            let parts = parts.filter_map(|keyword| schema.get(keyword)?.as_array()).flatten();
            parts.into_iter().find_map(|part| self.property(part, name))
        })
    }

    pub(crate) fn declares(&self, schema: &Value, name: &str) -> bool {
        self.property(schema, name).is_some()
    }
}

impl Route {
    fn new(operation: Operation) -> Self {
        let segment = |text: &str| match text.strip_prefix('{').and_then(|it| it.strip_suffix('}'))
        {
            Some(name) => Segment::Parameter(name.to_owned()),
            None => Segment::Literal(text.to_owned()),
        };
        let segments = operation.path.split('/').skip(1).map(segment).collect();
        Self { operation, segments }
    }

    fn fits(&self, segments: &[String]) -> bool {
        self.segments.len() == segments.len()
            && self.segments.iter().zip(segments).all(|(wanted, given)| match wanted {
                Segment::Literal(text) => text == given,
                Segment::Parameter(_) => !given.is_empty(),
            })
    }

    /// The path parameters with the segments of a request that has this path.
    pub(crate) fn path_values<'s>(
        &'s self,
        segments: &'s [String],
    ) -> impl Iterator<Item = (&'s str, &'s str)> {
        self.segments.iter().zip(segments).filter_map(|(wanted, given)| match wanted {
            Segment::Parameter(name) => Some((name.as_str(), given.as_str())),
            Segment::Literal(_) => None,
        })
    }

    /// Whether the path ends in a parameter.
    pub(crate) fn names_item(&self) -> bool {
        matches!(self.segments.last(), Some(Segment::Parameter(_)))
    }
}

/// The parameter that a path template ends in.
pub(crate) fn last_parameter(template: &str) -> Option<&str> {
    template.rsplit('/').next()?.strip_prefix('{')?.strip_suffix('}')
}
