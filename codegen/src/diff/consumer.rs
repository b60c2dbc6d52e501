//! Code that uses everything the crate of a document offers, one item a line: compiled against
//! the crate of another document, it shows which items code loses.
//!
//! It reaches every method with all its arguments, every setter, `new`, public field, variant,
//! payload, conversion between answers and requests, trait that users rely on, and that enums with
//! the same values are one type. It passes values of exactly the types that arguments convert from
//! at least, so an argument that takes fewer other types goes unnoticed; so do derived things such
//! as documentation, the values in `OPERATIONS`, and code with only some features on.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::change::Changes;
use super::side::Side;
use super::surface::{self, Listing};
use super::verdict::Source;
use crate::ir::{Api, Enum, Shape};

/// One item, and a line of code that uses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The item, as reports name it.
    pub item: String,
    /// A function of one line; its name is to be filled in for `{name}`.
    code: String,
}

/// What stands above the functions. Each further line is one use.
const HEAD: &str = include_str!("consumer/head.rs.txt");

/// Uses of everything that the crate of a document offers.
#[must_use]
pub fn uses(api: &Api) -> Vec<Use> {
    let side = Side::new(api);
    let is_enum = |name: &str| {
        api.models
            .iter()
            .any(|(known, model)| known.as_str() == name && matches!(model.shape, Shape::Enum(_)))
    };
    let enums: BTreeSet<&str> =
        api.models.keys().map(crate::name::TypeName::as_str).filter(|name| is_enum(name)).collect();
    let surface = surface::surface(side, &Listing::default());
    let mut uses = Vec::with_capacity(surface.len());
    let kind = |path: &str| {
        surface.get(path).map(|signature| surface::signature(signature, "", &|_| false))
    };
    for (item, signature) in &surface {
        let module = match item.split("::").next() {
            Some("request" | "Client") => "request",
            _ => "response",
        };
        let text = surface::signature(signature, module, &|name| enums.contains(name));
        if let Some(code) = code(item, &text, &kind) {
            uses.push(Use { item: item.clone(), code });
        }
    }
    for model in api.models.values() {
        if let Shape::Enum(Enum { same_as: Some(canonical), .. }) = &model.shape {
            let item = format!("enums::{}", model.name);
            let code = format!("pub fn {{name}}(v: {item}) -> enums::{canonical} {{ v }}");
            uses.push(Use { item, code });
        }
    }
    uses
}

/// The source of a crate with some uses, and the line on which the first one stands (from 1).
#[must_use]
pub fn source(uses: &[&Use]) -> (String, usize) {
    let mut text = HEAD.to_owned();
    let first = text.lines().count() + 1;
    for (index, used) in uses.iter().enumerate() {
        text.push_str(&used.code.replace("{name}", &format!("use_{index}")));
        text.push('\n');
    }
    (text, first)
}

/// The function that uses an item; `kind` says what the item around a member is.
fn code(item: &str, signature: &str, kind: &dyn Fn(&str) -> Option<String>) -> Option<String> {
    if item.starts_with("feature ") {
        return None;
    }
    if let Some(method) = item.strip_prefix("Client::") {
        let (arguments, gives) = signature.split_once("->Call<")?;
        let (list, names) = arguments_of(arguments);
        let method = method.trim_end_matches("()");
        return Some(format!(
            "pub fn {{name}}(c: &Client{list}) -> Call<operations::{gives} {{ c.{method}({names}) }}"
        ));
    }
    if let Some((call, setter)) = item.strip_prefix("Call<").and_then(|rest| rest.split_once(">::"))
    {
        if signature == "->Wait" {
            let setter = setter.trim_end_matches("()");
            return Some(format!(
                "pub fn {{name}}(c: Call<operations::{call}>) -> Wait<operations::{call}> {{ c.{setter}() }}"
            ));
        }
        let call = format!("Call<operations::{call}>");
        let (list, names) = arguments_of(signature);
        let setter = setter.trim_end_matches("()");
        return Some(format!(
            "pub fn {{name}}(c: {call}{list}) -> {call} {{ c.{setter}({names}) }}"
        ));
    }
    if item.starts_with("operations::") {
        return Some(operation(item, signature));
    }
    Some(model(item, signature, kind))
}

fn operation(item: &str, signature: &str) -> String {
    if let Some(marker) = item.strip_suffix("::Output") {
        format!("pub fn {{name}}(v: <{marker} as Operation>::Output) -> {signature} {{ v }}")
    } else if let Some(marker) = item.strip_suffix(": Paged") {
        format!(
            "pub fn {{name}}(c: Call<{marker}>, v: <{marker} as Paged>::Item) -> {signature} {{ let _ = c.clone().pages(); let _ = c.items(); v }}"
        )
    } else if let Some(marker) = item.strip_suffix(": Waited") {
        format!(
            "pub fn {{name}}(c: Call<{marker}>, v: {signature}) -> Wait<{marker}> {{ c.wait_for(v) }}"
        )
    } else {
        format!("pub fn {{name}}(_: {item}) -> OperationInfo {{ <{item} as Operation>::INFO }}")
    }
}

fn model(item: &str, signature: &str, kind: &dyn Fn(&str) -> Option<String>) -> String {
    if let Some(path) = item.strip_suffix(": Default") {
        return format!("pub fn {{name}}() -> {path} {{ <{path} as Default>::default() }}");
    }
    if let Some((path, from)) = item.split_once(": TryFrom<") {
        let from = from.trim_end_matches('>');
        return format!(
            "pub fn {{name}}(v: {from}) -> Result<{path}, MissingFields> {{ <{path}>::try_from(v) }}"
        );
    }
    if let Some(variant) = item.strip_suffix(": From<&str>") {
        let path = outer(variant);
        return format!("pub fn {{name}}(v: &str) -> {path} {{ {path}::from(v) }}");
    }
    if let Some(variant) = item.strip_suffix(": From") {
        let path = outer(variant);
        return format!("pub fn {{name}}(v: {signature}) -> {path} {{ {path}::from(v) }}");
    }
    if let Some(method) = item.strip_suffix("()") {
        let path = outer(method);
        let (list, names) = arguments_of(signature);
        return if method.ends_with("::new") {
            let list = list.trim_start_matches(", ");
            format!("pub fn {{name}}({list}) -> {path} {{ {method}({names}) }}")
        } else {
            let names = if names.is_empty() { String::new() } else { format!(", {names}") };
            format!("pub fn {{name}}(x: {path}{list}) -> {path} {{ {method}(x{names}) }}")
        };
    }
    match (signature.strip_prefix("type="), kind(item).as_deref()) {
        (Some(target), _) => format!("pub fn {{name}}(v: {item}) -> {target} {{ v }}"),
        (_, Some("struct" | "union")) if is_type(item) => {
            format!("pub fn {{name}}(v: {item}) -> {item} {{ model(&v); v }}")
        }
        (_, Some("enum")) if is_type(item) => {
            format!(
                "pub fn {{name}}(v: {item}) -> {item} {{ open_enum(&v); let _ = v.as_str(); v }}"
            )
        }
        _ => member(item, signature, kind),
    }
}

/// A field or a variant.
fn member(item: &str, signature: &str, kind: &dyn Fn(&str) -> Option<String>) -> String {
    let path = outer(item);
    match kind(path).as_deref() {
        Some("enum") => {
            format!(
                "pub fn {{name}}(v: &{path}) -> bool {{ let known = {item}; *v == known && matches!(v, {item}) }}"
            )
        }
        Some("union") => format!(
            "pub fn {{name}}(v: {signature}) -> Option<{signature}> {{ match {item}(v) {{ {item}(v) => Some(v), _ => None }} }}"
        ),
        _ => {
            let field = item.rsplit("::").next().unwrap_or_default();
            format!("pub fn {{name}}(v: &mut {path}) -> &mut {signature} {{ &mut v.{field} }}")
        }
    }
}

/// Whether a path is that of a type, not of something in it.
fn is_type(path: &str) -> bool {
    path.split("::").count() == 2
}

fn outer(path: &str) -> &str {
    path.rsplit_once("::").map_or(path, |(outer, _)| outer)
}

/// The parameters of a function that passes on what a signature takes, and their names: `, a0: T`
/// and `a0`.
fn arguments_of(signature: &str) -> (String, String) {
    let mut list = String::new();
    let mut names = Vec::new();
    for (index, argument) in split(signature).iter().enumerate() {
        // Writing to a string cannot fail.
        let _ = write!(list, ", a{index}: {}", value(argument));
        names.push(format!("a{index}"));
    }
    (list, names.join(", "))
}

/// A type whose values an argument takes.
fn value(argument: &str) -> String {
    let inside =
        |prefix: &str| argument.strip_prefix(prefix).and_then(|rest| rest.strip_suffix('>'));
    if argument == "impl Display" {
        "&str".to_owned()
    } else if let Some(item) = inside("impl IntoIterator<Item=") {
        format!("Vec<{}>", value(item))
    } else if let Some(converted) = inside("impl Into<") {
        converted.to_owned()
    } else {
        argument.to_owned()
    }
}

/// Cuts a list at the commas that stand in no brackets.
fn split(list: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    let mut depth = 0;
    let at_commas = list.split(|character| {
        match character {
            '<' => depth += 1,
            '>' => depth -= 1,
            _ => {}
        }
        character == ',' && depth == 0
    });
    parts.extend(at_commas);
    parts.retain(|part| !part.is_empty());
    parts
}

/// The items that a report names as lost or moved.
#[derive(Debug, Default)]
pub struct Named {
    /// Items that are gone or another.
    items: BTreeSet<String>,
    /// Names under which people look for them, which may stand for several items.
    names: BTreeSet<String>,
}

impl Named {
    /// The items that a report names.
    #[must_use]
    pub fn of(changes: &Changes) -> Self {
        let mut named = Self::default();
        for change in changes.changes.iter().filter(|change| change.source == Source::Break) {
            named.items.extend(change.items.iter().cloned());
            named.names.extend(change.rust.split(", ").map(str::to_owned));
        }
        for moved in &changes.refactorings {
            named.names.extend(moved.from.split(", ").map(str::to_owned));
        }
        named
    }

    /// Whether the report names the item, or a type that the line needs.
    #[must_use]
    pub fn covers(&self, used: &Use) -> bool {
        self.has(&used.item) || types(&used.code).iter().any(|path| self.has(path))
    }

    /// Whether the report says of exactly this item that code loses it.
    #[must_use]
    pub fn says(&self, used: &Use) -> bool {
        self.items.contains(&used.item)
    }

    /// Whether the path, or what it stands in, is named.
    fn has(&self, path: &str) -> bool {
        let ends = path.match_indices(':').map(|(at, _)| at).chain([path.len()]);
        ends.into_iter().any(|end| {
            let outer = path.get(..end).unwrap_or(path);
            self.items.contains(outer) || self.names.contains(outer)
        })
    }
}

/// The paths of types in a line of code.
fn types(code: &str) -> Vec<&str> {
    let mut found = Vec::new();
    for module in ["request::", "response::", "enums::", "operations::"] {
        for (at, _) in code.match_indices(module) {
            let path = code.get(at..).unwrap_or_default();
            let name = path.strip_prefix(module).unwrap_or_default();
            let rest = name.trim_start_matches(|c: char| c.is_alphanumeric() || c == '_');
            found.extend(path.strip_suffix(rest));
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn code_of(item: &str, signature: &str) -> String {
        let kind = |path: &str| {
            Some(match path {
                "request::X" => "struct".to_owned(),
                "response::U" => "union".to_owned(),
                "enums::E" => "enum".to_owned(),
                _ => return None,
            })
        };
        code(item, signature, &kind).unwrap().replace("{name}", "f")
    }

    #[test]
    fn every_kind_of_item_is_used() {
        let cases = [
            (
                "Client::a_get()",
                "impl Display,impl IntoIterator<Item=impl Into<String>>,&request::X,->Call<AGet>",
                "pub fn f(c: &Client, a0: &str, a1: Vec<String>, a2: &request::X) -> Call<operations::AGet> { c.a_get(a0, a1, a2) }",
            ),
            (
                "Call<AGet>::limit()",
                "i64",
                "pub fn f(c: Call<operations::AGet>, a0: i64) -> Call<operations::AGet> { c.limit(a0) }",
            ),
            (
                "request::X::new()",
                "impl Into<BTreeMap<String,i64>>,bool,",
                "pub fn f(a0: BTreeMap<String,i64>, a1: bool) -> request::X { request::X::new(a0, a1) }",
            ),
            (
                "request::X::n_null()",
                "",
                "pub fn f(x: request::X) -> request::X { request::X::n_null(x) }",
            ),
            (
                "request::X::n",
                "Patch<i64>",
                "pub fn f(v: &mut request::X) -> &mut Patch<i64> { &mut v.n }",
            ),
            (
                "response::U::A",
                "i64",
                "pub fn f(v: i64) -> Option<i64> { match response::U::A(v) { response::U::A(v) => Some(v), _ => None } }",
            ),
            (
                "response::U::A: From",
                "i64",
                "pub fn f(v: i64) -> response::U { response::U::from(v) }",
            ),
            (
                "enums::E::V",
                "",
                "pub fn f(v: &enums::E) -> bool { let known = enums::E::V; *v == known && matches!(v, enums::E::V) }",
            ),
            (
                "operations::AGet::Output",
                "Page<response::U>",
                "pub fn f(v: <operations::AGet as Operation>::Output) -> Page<response::U> { v }",
            ),
        ];
        for (item, signature, expected) in cases {
            assert_eq!(code_of(item, signature), expected);
        }
        assert_eq!(code("feature a", "", &|_| None), None);
    }

    #[test]
    fn an_item_is_named_with_what_it_stands_in() {
        let named = Named {
            items: BTreeSet::from(["request::X".to_owned()]),
            names: BTreeSet::from(["response::Y::a".to_owned()]),
        };
        for path in ["request::X", "request::X::new()", "request::X: Default", "response::Y::a"] {
            assert!(named.has(path), "{path}");
        }
        for path in ["request::Xy", "response::Y", "response::Y::ab", "response::X"] {
            assert!(!named.has(path), "{path}");
        }
        let used = Use { item: "response::Z::x".to_owned(), code: "-> Vec<request::X>".to_owned() };
        assert!(named.covers(&used));
    }
}
