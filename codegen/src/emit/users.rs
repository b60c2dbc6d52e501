//! Who uses a model: the operations that send or give it, and the models that hold it. It is the
//! way through the documentation of the models, and the first line where the document says nothing.

use std::collections::{BTreeMap, BTreeSet};

use super::scope::Side;
use crate::ir::{Api, Content, Model, Operation, Shape, TypeRef};
use crate::name::{MethodName, TypeName};

/// How many users are named; the others are counted.
const NAMED: usize = 3;

/// The users of all models, by the name of the model.
pub(super) struct Users<'a> {
    of: BTreeMap<&'a TypeName, Found<'a>>,
}

#[derive(Default)]
struct Found<'a> {
    senders: BTreeSet<&'a MethodName>,
    givers: BTreeSet<&'a MethodName>,
    holders: BTreeSet<&'a TypeName>,
}

impl<'a> Users<'a> {
    pub(super) fn new(api: &'a Api) -> Self {
        let mut users = Self { of: BTreeMap::new() };
        for operation in &api.operations {
            users.operation(operation);
        }
        for model in api.models.values() {
            for ty in parts(&model.shape) {
                users.add(ty, |found| {
                    found.holders.insert(&model.name);
                });
            }
        }
        users
    }

    fn operation(&mut self, operation: &'a Operation) {
        let name = &operation.method_name;
        let parameters = operation.query_parameters.iter().map(|parameter| &parameter.ty);
        let sent = operation.body.iter().map(|body| &body.ty).chain(parameters);
        for ty in sent {
            self.add(ty, |found| {
                found.senders.insert(name);
            });
        }
        match &operation.success.content {
            Content::Result(ty) | Content::Body(ty) | Content::Page { item: ty, .. } => {
                self.add(ty, |found| {
                    found.givers.insert(name);
                });
            }
            Content::Empty | Content::Text => {}
        }
    }

    fn add(&mut self, ty: &'a TypeRef, add: impl FnOnce(&mut Found<'a>)) {
        match ty {
            TypeRef::Array(item) | TypeRef::Map(item) => self.add(item, add),
            TypeRef::Named(name) => add(self.of.entry(name).or_default()),
            _ => {}
        }
    }

    /// The sentences about a model, as Markdown; no side for an enum, which knows none.
    pub(super) fn of(&self, api: &Api, model: &Model, side: Option<Side>) -> String {
        let Some(found) = self.of.get(&model.name) else { return String::new() };
        let methods = |methods: &BTreeSet<&MethodName>| -> Vec<String> {
            methods.iter().map(|name| format!("[`{name}`](crate::Client::{name})")).collect()
        };
        let others = found.holders.iter().filter(|name| **name != &model.name);
        let holders: Vec<String> = others.filter_map(|name| holder(api, name, side)).collect();
        let mut sentences = Vec::new();
        if side != Some(Side::Response) {
            sentences.extend(sentence("Sent by", &methods(&found.senders)));
        }
        if side != Some(Side::Request) {
            sentences.extend(sentence("Given by", &methods(&found.givers)));
        }
        sentences.extend(sentence("Part of", &holders));
        sentences.join(" ")
    }
}

/// A link to a model that holds another one.
fn holder(api: &Api, name: &TypeName, side: Option<Side>) -> Option<String> {
    let model = api.models.get(name)?;
    let module = match side {
        Some(Side::Request) if model.in_request => "request",
        Some(Side::Response) | None if model.in_response => "response",
        Some(_) => return None,
        None => "request",
    };
    Some(format!("[`{name}`](crate::{module}::{name})"))
}

fn sentence(verb: &str, users: &[String]) -> Option<String> {
    let more = users.len().saturating_sub(NAMED);
    Some(match users {
        [] => return None,
        [user] => format!("{verb} {user}."),
        [users @ .., last] if more == 0 => format!("{verb} {} and {last}.", users.join(", ")),
        users => format!("{verb} {} and {more} more.", users.get(..NAMED)?.join(", ")),
    })
}

/// The types that a model is made of.
fn parts(shape: &Shape) -> Vec<&TypeRef> {
    match shape {
        Shape::Object(object) => object.fields.iter().map(|field| &field.ty).collect(),
        Shape::Union(union) => union.arms.iter().map(|arm| &arm.ty).collect(),
        Shape::Alias(target) => vec![target],
        Shape::Enum(_) => Vec::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::testing::{api, body, field, file, named, object, operation};
    use super::*;

    #[test]
    fn users_are_named_up_to_three() {
        let users =
            |count: usize| -> Vec<String> { (0..count).map(|user| format!("u{user}")).collect() };
        assert_eq!(sentence("By", &users(0)), None);
        assert_eq!(sentence("By", &users(1)).unwrap(), "By u0.");
        assert_eq!(sentence("By", &users(3)).unwrap(), "By u0, u1 and u2.");
        assert_eq!(sentence("By", &users(5)).unwrap(), "By u0, u1, u2 and 2 more.");
    }

    #[test]
    fn a_model_without_a_description_is_told_by_its_users() {
        let mut whole = object("Whole", vec![field("part", named("Part"))]);
        let mut part = object("Part", vec![]);
        whole.docs.description = None;
        part.docs.description = None;
        let put = Operation {
            body: Some(body("Whole")),
            ..operation("aPut", "a", Content::Result(named("Whole")))
        };
        let api = api(vec![whole, part], vec![put]);
        for (path, docs) in [
            ("request/whole.rs", "/// Sent by [`a_put`](crate::Client::a_put).\n"),
            ("response/whole.rs", "/// Given by [`a_put`](crate::Client::a_put).\n"),
            ("request/part.rs", "/// Part of [`Whole`](crate::request::Whole).\n"),
            ("response/part.rs", "/// Part of [`Whole`](crate::response::Whole).\n"),
        ] {
            let text = file(&api, path);
            assert!(text.contains(docs), "{text}");
        }
    }
}
