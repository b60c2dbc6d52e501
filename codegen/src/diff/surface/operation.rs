//! Operations: methods on `Client`, marker types, and the setters of calls.

use super::{Listing, Signature, Surface};
use crate::diff::side::{Kind, Side};
use crate::ir::{Content, Format, Operation, Pagination, Parameter, TypeRef, WaitTarget};
use crate::name::{MethodName, TypeName};

/// The item of a method on `Client`.
pub(in crate::diff) fn method_item(name: &MethodName) -> String {
    format!("Client::{name}()")
}

/// The items that hold all others of an operation: its marker, and its call.
pub(in crate::diff) fn call_items(marker: &TypeName) -> [String; 2] {
    [format!("operations::{marker}"), format!("Call<{marker}>")]
}

/// Adds the items of an operation.
pub(super) fn add(surface: &mut Surface, side: Side<'_>, operation: &Operation, listing: &Listing) {
    let (method, marker) = listing.of_operation(operation);
    let mut arguments = Signature::default();
    for _ in &operation.path_parameters {
        arguments = arguments.then("impl Display,");
    }
    for parameter in operation.query_parameters.iter().filter(|parameter| parameter.required) {
        arguments = match side.kind(&parameter.ty) {
            Kind::Array(item) => {
                arguments.then("impl IntoIterator<Item=").join(single(side, item)).then(">,")
            }
            _ => arguments.join(single(side, &parameter.ty)).then(","),
        };
    }
    if let Some(body) = &operation.body {
        arguments = arguments.then("&").ty(&body.ty).then(",");
    }
    let [marker, call] = call_items(marker);
    surface.insert(method_item(method), arguments.then(format!("->{call}")));
    surface.insert(marker.clone(), Signature::default());
    surface.insert(format!("{marker}::Output"), output(&operation.success.content));
    if let (Content::Page { item, .. }, Pagination::Cursor | Pagination::Offset) =
        (&operation.success.content, operation.pagination)
    {
        surface.insert(format!("{marker}: Paged"), Signature::default().ty(item));
    }
    for parameter in operation.query_parameters.iter().filter(|parameter| !parameter.required) {
        surface.insert(format!("{call}::{}()", parameter.name), setter(side, parameter));
    }
    if let Some(wait) = &operation.wait {
        for item in wait_items(&marker, &call, &wait.until) {
            let signature = if item.starts_with("Call<") {
                Signature::text("->Wait")
            } else {
                Signature::default().ty(&TypeRef::Named(wait.states.clone()))
            };
            surface.insert(item, signature);
        }
    }
}

/// The items of a wait: that it is one, and the methods that wait for a target.
pub(in crate::diff) fn wait_items<'t>(
    marker: &str,
    call: &str,
    targets: impl IntoIterator<Item = &'t WaitTarget>,
) -> Vec<String> {
    let methods = targets.into_iter().map(|target| format!("{call}::{}()", target.method));
    std::iter::once(format!("{marker}: Waited")).chain(methods).collect()
}

fn output(content: &Content) -> Signature {
    match content {
        Content::Empty => Signature::text("()"),
        Content::Result(ty) | Content::Body(ty) => Signature::default().ty(ty),
        Content::Page { item, .. } => Signature::text("Page<").ty(item).then(">"),
        // The same type as text in JSON, which the check of types has to see.
        Content::Text => Signature::default().ty(&TypeRef::String(Format::Text)),
    }
}

fn setter(side: Side<'_>, parameter: &Parameter) -> Signature {
    match side.kind(&parameter.ty) {
        Kind::Array(item) => single(side, item),
        _ => single(side, &parameter.ty),
    }
}

/// The type of one value of a parameter.
fn single(side: Side<'_>, ty: &TypeRef) -> Signature {
    match side.kind(ty) {
        Kind::Text(Format::Boolean) | Kind::Boolean => Signature::text("bool"),
        Kind::Integer => Signature::text("i64"),
        Kind::Number => Signature::text("f64"),
        Kind::Text(_) | Kind::Enum(..) => {
            Signature::text("impl Into<").ty(side.resolve(ty)).then(">")
        }
        _ => Signature::text("impl Display"),
    }
}
