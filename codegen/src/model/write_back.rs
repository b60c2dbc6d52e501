//! Finds responses that can be changed and written back although the request has another name: the
//! result of `GET` and the body that replaces it, and the objects in them.

use std::collections::{BTreeMap, BTreeSet};

use crate::ir::{
    Content, Field, Idempotency, Model, NoWriteBack, Object, Operation, Shape, TypeRef, WriteBack,
};
use crate::name::TypeName;
use crate::pointer::Pointer;

/// The models by name.
type Models = BTreeMap<TypeName, Model>;

/// Marks bodies with the responses that they can be made from. Returns the pairs that were
/// considered and left out, each with the reason.
pub(super) fn mark(models: &mut Models, operations: &[Operation]) -> Vec<NoWriteBack> {
    let mut gets: BTreeMap<&str, &Operation> = BTreeMap::new();
    for get in operations.iter().filter(|operation| operation.method == "GET") {
        gets.entry(get.path.as_str()).or_insert(get);
    }
    let mut found = Pairs::default();
    for write in operations {
        let Some((body, is_list)) = write.body.as_ref().and_then(|body| one_of(&body.ty)) else {
            continue;
        };
        let response = if is_list { items_of(&gets, write) } else { response_of(&gets, write) };
        let Some(response) = response.filter(|response| *response != body) else { continue };
        let outcome = match (write.method.as_str(), write.idempotency) {
            ("PATCH", _) => Err("`PATCH` changes only the properties in its body".to_owned()),
            ("POST", Idempotency::NotIdempotent) => Err("`POST` creates a new resource".to_owned()),
            // The operation says that the two are one resource.
            ("PUT", _) => found.pair(models, response, body, Fit::OfResource),
            _ => found.pair(models, response, body, Fit::OfShape),
        };
        if let Err(reason) = outcome {
            found.left_out.insert((body.clone(), response.clone()), reason);
        }
    }
    for ((body, from), read_only) in &found.accepted {
        if let Some(model) = models.get_mut(body) {
            let read_only = read_only.iter().cloned().collect();
            model.write_backs.push(WriteBack { from: from.clone(), read_only });
        }
    }
    let is_accepted = |pair: &(TypeName, TypeName)| found.accepted.contains_key(pair);
    found
        .left_out
        .iter()
        .filter(|(pair, _)| !is_accepted(pair))
        .map(|((body, from), reason)| NoWriteBack {
            body: body.clone(),
            from: from.clone(),
            reason: reason.clone(),
        })
        .collect()
}

/// The type of the resource that an operation writes: the result of `GET` on its path, or else the
/// item of the list above it.
fn response_of<'a>(
    gets: &BTreeMap<&str, &'a Operation>,
    write: &Operation,
) -> Option<&'a TypeName> {
    let above = || {
        let (above, last) = write.path.rsplit_once('/')?;
        last.starts_with('{').then(|| gets.get(above)).flatten()
    };
    let get = gets.get(write.path.as_str()).or_else(above)?;
    returned(get).map(|(name, _)| name)
}

/// The type of the items of the list that an operation replaces: those that `GET` on its path
/// returns.
fn items_of<'a>(gets: &BTreeMap<&str, &'a Operation>, write: &Operation) -> Option<&'a TypeName> {
    let (name, is_list) = returned(gets.get(write.path.as_str())?)?;
    is_list.then_some(name)
}

/// The type that an operation returns, or of the items of the list that it returns.
fn returned(get: &Operation) -> Option<(&TypeName, bool)> {
    match &get.success.content {
        Content::Result(ty) | Content::Body(ty) => one_of(ty),
        Content::Page { item: TypeRef::Named(name), .. } => Some((name, true)),
        _ => None,
    }
}

/// The name of a type, or of the items of an array, and whether it is an array.
fn one_of(ty: &TypeRef) -> Option<(&TypeName, bool)> {
    match ty {
        TypeRef::Named(name) => Some((name, false)),
        TypeRef::Array(item) => match item.as_ref() {
            TypeRef::Named(name) => Some((name, true)),
            _ => None,
        },
        _ => None,
    }
}

/// What a pair must fulfil.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fit {
    /// The paths say that both are one resource: what differs is preserved as it is.
    OfResource,
    /// Every property of both has types that convert, and the response has all that is required.
    OfShape,
}

/// The pairs of a body and a response that were looked at.
#[derive(Debug, Default)]
struct Pairs {
    /// The paths of the read-only properties of those that convert.
    accepted: BTreeMap<(TypeName, TypeName), BTreeSet<String>>,
    left_out: BTreeMap<(TypeName, TypeName), String>,
    /// The pairs that are being looked at, to stop at cycles.
    open: Vec<(TypeName, TypeName)>,
}

impl Pairs {
    /// Accepts a pair, and the pairs of objects in it, or says why not.
    fn pair(
        &mut self,
        models: &Models,
        response: &TypeName,
        body: &TypeName,
        fit: Fit,
    ) -> Result<BTreeSet<String>, String> {
        let key = (body.clone(), response.clone());
        if let Some(known) = self.accepted.get(&key) {
            return Ok(known.clone());
        }
        if self.open.contains(&key) {
            return Err("the types contain themselves".to_owned());
        }
        let (Some(from), Some(to)) = (models.get(response), models.get(body)) else {
            return Err("a type is unknown".to_owned());
        };
        let (Shape::Object(read), Shape::Object(written)) = (&from.shape, &to.shape) else {
            return Err("one of the two types is not a struct".to_owned());
        };
        if !to.groups.is_subset(&from.groups) {
            return Err("they need different features".to_owned());
        }
        self.open.push(key.clone());
        let read_only = self.fields(models, read, written, fit);
        self.open.pop();
        let read_only = read_only?;
        self.accepted.insert(key, read_only.clone());
        Ok(read_only)
    }

    /// The paths of the properties that are left out when a struct is made from another one.
    fn fields(
        &mut self,
        models: &Models,
        read: &Object,
        written: &Object,
        fit: Fit,
    ) -> Result<BTreeSet<String>, String> {
        // A read-only property is in responses only, and a write-only one in requests only.
        let sent = |wire: &str| -> Option<&Field> {
            written.fields.iter().find(|it| it.wire == wire && it.in_request())
        };
        let returned =
            |wire: &str| read.fields.iter().any(|it| it.wire == wire && it.in_response());
        let missing =
            written.fields.iter().find(|it| it.required && it.in_request() && !returned(&it.wire));
        if let Some(field) = missing.filter(|_| fit == Fit::OfShape) {
            return Err(format!("the response has no `{}`, which is required", field.wire));
        }
        let mut read_only = BTreeSet::new();
        for field in read.fields.iter().filter(|it| it.in_response()) {
            let step = Pointer::root().child(&field.wire).to_string();
            let step = step.trim_start_matches("#/");
            let Some(other) = sent(&field.wire) else {
                read_only.insert(step.to_owned());
                continue;
            };
            match self.types(models, &field.ty, &other.ty) {
                Ok(inner) => read_only.extend(inner.iter().map(|inner| format!("{step}/{inner}"))),
                Err(reason) if fit == Fit::OfShape => {
                    return Err(format!("`{}`: {reason}", field.wire));
                }
                Err(_) => {}
            }
        }
        Ok(read_only)
    }

    /// The paths of the properties that are left out when a value of one type is made from a value
    /// of another one.
    fn types(
        &mut self,
        models: &Models,
        read: &TypeRef,
        written: &TypeRef,
    ) -> Result<BTreeSet<String>, String> {
        let (read, written) = (resolved(models, read), resolved(models, written));
        match (read, written) {
            (read, written) if read == written => Ok(BTreeSet::new()),
            (TypeRef::Array(read), TypeRef::Array(written))
            | (TypeRef::Nullable(read), TypeRef::Nullable(written)) => {
                self.types(models, read, written)
            }
            (TypeRef::Map(read), TypeRef::Map(written)) => {
                let inner = self.types(models, read, written)?;
                Ok(inner.iter().map(|inner| format!("*/{inner}")).collect())
            }
            (read, TypeRef::Nullable(written)) => self.types(models, read, written),
            (TypeRef::Named(from), TypeRef::Named(to)) => {
                let is_enum = |name: &TypeName| {
                    models.get(name).is_some_and(|it| matches!(it.shape, Shape::Enum(_)))
                };
                if is_enum(from) && is_enum(to) {
                    return Ok(BTreeSet::new());
                }
                let outcome = self.pair(models, from, to, Fit::OfShape);
                if let Err(reason) = &outcome {
                    self.left_out.insert((to.clone(), from.clone()), reason.clone());
                }
                outcome.map_err(|_| format!("`{from}` does not convert to `{to}`"))
            }
            (TypeRef::String(_), TypeRef::String(_))
            | (TypeRef::Integer, TypeRef::Number)
            | (TypeRef::Number, TypeRef::Integer) => Ok(BTreeSet::new()),
            _ => Err("the types differ".to_owned()),
        }
    }
}

/// The type that an alias names.
fn resolved<'a>(models: &'a Models, ty: &'a TypeRef) -> &'a TypeRef {
    let mut ty = ty;
    for _ in 0..models.len() {
        match ty {
            TypeRef::Named(name) => match models.get(name).map(|model| &model.shape) {
                Some(Shape::Alias(inner)) => ty = inner,
                _ => return ty,
            },
            _ => return ty,
        }
    }
    ty
}
