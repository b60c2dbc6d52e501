//! Rules that the tables cannot express, about several properties of one object.

use serde_json::{Map, Value};

use super::{CORRECT, Gate, ObjectKind, REMOVE, Segment};
use crate::bounds::NAME;
use crate::diagnostic::Code;

/// The names of types since 3.1; 3.0 has no `null`.
const TYPES: [&str; 7] = ["string", "number", "integer", "boolean", "object", "array", "null"];

/// Whether a parameter is a header that OpenAPI tells everyone to ignore.
fn is_ignored_header(members: &Map<String, Value>) -> bool {
    let name = members.get("name").and_then(Value::as_str).unwrap_or_default();
    IGNORED_HEADERS.iter().any(|ignored| name.eq_ignore_ascii_case(ignored))
}

/// Headers that the client sets, and no call changes.
const CLIENT_HEADERS: [&str; 6] =
    ["Host", "Content-Length", "Transfer-Encoding", "Connection", "Accept-Encoding", "User-Agent"];

/// Headers that are described by media types and security schemes.
pub(crate) const IGNORED_HEADERS: [&str; 3] = ["Accept", "Content-Type", "Authorization"];

impl<'d> Gate<'d, '_> {
    /// An array of different strings.
    pub(super) fn texts(&mut self, value: &'d Value) {
        let Value::Array(items) = value else {
            return self.expected("this must be an array of strings", value);
        };
        self.items(items, |gate, item| match item {
            Value::String(text) => gate.check_length("a name", text, NAME),
            other => gate.expected("this must be an array of strings", other),
        });
        self.distinct(items.iter().filter_map(Value::as_str));
    }

    /// `enum`.
    pub(super) fn enumeration(&mut self, value: &'d Value) {
        let Value::Array(items) = value else {
            return self.expected("`enum` must be an array", value);
        };
        if items.is_empty() {
            self.report(Code::InvalidValue, "no value matches an empty `enum`", CORRECT);
        }
        self.items(items, |gate, item| {
            if let Value::String(text) = item {
                gate.check_length("a value", text, NAME);
            }
        });
        self.distinct(items.iter().map(Value::to_string));
    }

    /// `type`.
    pub(super) fn types(&mut self, value: &'d Value) {
        match value {
            Value::String(name) => self.type_name(name),
            Value::Array(names) if self.modern => {
                if names.is_empty() {
                    self.report(Code::InvalidValue, "no value matches an empty `type`", CORRECT);
                }
                self.items(names, |gate, name| match name {
                    Value::String(name) => gate.type_name(name),
                    other => gate.expected("the name of a type must be a string", other),
                });
                self.distinct(names.iter().filter_map(Value::as_str));
            }
            Value::Array(_) => {
                let help = "write `nullable: true` for null, and `oneOf` for other alternatives";
                self.report(Code::InvalidValue, "`type` must be one name in OpenAPI 3.0", help);
            }
            other => self.expected("`type` must be the name of a type", other),
        }
    }

    fn type_name(&mut self, name: &str) {
        let known = if self.modern { &TYPES[..] } else { &TYPES[..6] };
        if !known.contains(&name) {
            let help = match self.hint(name, known.iter().copied()) {
                Some(close) => format!("did you mean `{close}`? {CORRECT}"),
                None => format!("known types are {}; {CORRECT}", known.join(", ")),
            };
            self.report(Code::InvalidValue, format!("`{name}` is not a type"), help);
        }
    }

    /// `security`: each scheme must be declared.
    pub(super) fn security(&mut self, value: &'d Value) {
        let Value::Array(alternatives) = value else {
            return self.expected("`security` must be an array", value);
        };
        let schemes = self.document.pointer("/components/securitySchemes");
        self.items(alternatives, |gate, alternative| {
            let Value::Object(entries) = alternative else {
                return gate.expected("a security requirement must be an object", alternative);
            };
            for (scheme, scopes) in entries {
                gate.within(Segment::Key(scheme), |gate| {
                    if schemes.and_then(|schemes| schemes.get(scheme)).is_none() {
                        let message = format!("there is no security scheme `{scheme}`");
                        let help =
                            "declare it in `components.securitySchemes`, with an overlay action";
                        gate.report(Code::UnresolvedRef, message, help);
                    }
                    gate.texts(scopes);
                });
            }
        });
    }

    /// `mapping`: each value leads to a component schema, by a reference or by its name.
    pub(super) fn mapping(&mut self, value: &'d Value) {
        let Value::Object(entries) = value else {
            return self.expected("`mapping` must be an object", value);
        };
        let schemas = self.document.pointer("/components/schemas");
        for (key, target) in entries {
            self.within(Segment::Key(key), |gate| {
                let Value::String(text) = target else {
                    return gate.expected(
                        "a value of `mapping` must be a string: the name of a schema or a reference to it",
                        target,
                    );
                };
                gate.check_length("a value", key, NAME);
                let name = super::target(ObjectKind::Schema, text).unwrap_or_else(|| text.clone());
                if schemas.and_then(|schemas| schemas.get(&name)).is_none() {
                    let message = format!("there is no schema `{text}`");
                    let help = "with an overlay action, correct the mapping, or remove the value \
                        from it";
                    gate.report(Code::UnresolvedRef, message, help);
                }
            });
        }
    }

    /// The URL of a server becomes the base URL of the client as it is.
    pub(super) fn check_server(&mut self, members: &'d Map<String, Value>) {
        let url = members.get("url").and_then(Value::as_str).unwrap_or_default();
        if url.contains(['{', '}']) {
            let message = format!("variables in a server URL are not supported: `{url}`");
            let help = "write the URL without variables with an overlay action";
            self.report_member("url", Code::UnsupportedKeyword, message, help);
        }
    }

    /// Whether the runtime can authenticate like this; reports it if not.
    pub(super) fn is_known_scheme(&mut self, members: &'d Map<String, Value>) -> bool {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        let (Some(kind), scheme) = (text("type"), text("scheme")) else { return true };
        let known = ["basic", "bearer"];
        let scheme = scheme.unwrap_or_default();
        if kind == "http" && known.iter().any(|known| scheme.eq_ignore_ascii_case(known)) {
            return true;
        }
        let of =
            if scheme.is_empty() { String::new() } else { format!(" with the scheme `{scheme}`") };
        let message = format!("security schemes of type `{kind}`{of} are not supported");
        let help = format!("the runtime supports HTTP Basic and bearer tokens:\n{REMOVE}");
        self.report_member("type", Code::UnsupportedKeyword, message, &help);
        false
    }

    /// Rules about a whole schema: combinations that the lowering could not undo or a Rust type
    /// could not show.
    pub(super) fn check_schema(&mut self, members: &'d Map<String, Value>) {
        for (one, other) in [
            ("const", "enum"),
            ("exclusiveMinimum", "minimum"),
            ("exclusiveMaximum", "maximum"),
            ("oneOf", "anyOf"),
        ] {
            // In 3.0 the exclusive bounds are flags on the others.
            let flag = !self.modern && one.starts_with("exclusive");
            if members.contains_key(one) && members.contains_key(other) && !flag {
                let message = format!("`{one}` and `{other}` in one schema are not supported");
                let help = "keep the stricter one, and remove the other with an overlay action";
                self.report_member(one, Code::UnsupportedSchema, message, help);
            }
        }
        for key in ["oneOf", "anyOf", "allOf"] {
            if members.get(key).and_then(Value::as_array).is_some_and(Vec::is_empty) {
                self.report_member(key, Code::InvalidValue, format!("`{key}` is empty"), CORRECT);
            }
        }
        if members.get("multipleOf").and_then(Value::as_f64).is_some_and(|number| number <= 0.0) {
            let message = "`multipleOf` must be a number above zero";
            self.report_member("multipleOf", Code::InvalidValue, message, CORRECT);
        }
    }

    /// Rules about a whole parameter: where it is and how it is written.
    pub(super) fn check_parameter(&mut self, members: &'d Map<String, Value>) {
        let place = members.get("in").and_then(Value::as_str);
        // Whether the values of an array may be joined or not; a path and a cookie take none.
        let (style, explode) = match place {
            Some("path") => ("simple", Some(false)),
            Some("query" | "cookie") => ("form", None),
            // OpenAPI says that these are described elsewhere, and ignored here.
            Some("header") if is_ignored_header(members) => return,
            Some("header") => ("simple", None),
            Some(place) => {
                let message = format!(
                    "`in` of a parameter must be `path`, `query`, `header` or `cookie`, not `{place}`"
                );
                return self.report_member("in", Code::InvalidValue, message, CORRECT);
            }
            None => return,
        };
        self.check_parameter_name(members);
        if place == Some("path") && members.get("required") != Some(&Value::Bool(true)) {
            let message = "a path parameter must be required";
            self.report(Code::InvalidValue, message, "add `required: true` with an overlay action");
        }
        for (key, only) in [
            ("style", Some(Value::from(style))),
            ("explode", explode.map(Value::from)),
            ("allowReserved", Some(Value::from(false))),
            ("allowEmptyValue", Some(Value::from(false))),
        ] {
            let Some(only) = only else { continue };
            if members.get(key).is_some_and(|value| *value != only && !value.is_null()) {
                let place = place.unwrap_or_default();
                let message = format!(
                    "`{key}` of a {place} parameter must be `{only}`: other values are not supported"
                );
                self.report_member(key, Code::UnsupportedKeyword, message, REMOVE);
            }
        }
    }

    /// A header or a cookie has the name that the spec says, if HTTP and the client allow it.
    fn check_parameter_name(&mut self, members: &'d Map<String, Value>) {
        let text = |key: &str| members.get(key).and_then(Value::as_str);
        // That a name is absent or no string has been reported.
        let (Some(name), Some(place)) = (text("name"), text("in")) else { return };
        if !matches!(place, "header" | "cookie") {
            return;
        }
        let is_token =
            |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
        if name.is_empty() || !name.bytes().all(is_token) {
            let shown = name.escape_debug();
            let message = format!("`{shown}` is not a valid {place} name");
            let help = "correct the name, or remove the parameter, with an overlay action";
            return self.report_member("name", Code::UnsupportedParameter, message, help);
        }
        if place == "header" && CLIENT_HEADERS.iter().any(|own| name.eq_ignore_ascii_case(own)) {
            let message = format!("the header `{name}` is set by the client");
            let help = "remove the parameter with an overlay action";
            self.report_member("name", Code::UnsupportedParameter, message, help);
        }
    }
}
