//! The tree of resources: which handle each path parameter is, and which method of which handle
//! each operation is. Both are derived from the path; exceptions are names in the overlay.

mod route;

use std::collections::btree_map::Entry;
use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{OpenAPI, ReferenceOr};

use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Content, Model, Operation, Resource, Shape, TypeRef};
use crate::name::{MethodName, TypeName};
use crate::pointer::Pointer;

use super::policy::{self, ResourcePolicy, redundant};

pub(super) use route::Route;

/// The resources of an API, by type; puts each operation on its resource. `names` are the names of
/// methods from the overlay, by operation id.
pub(super) fn resources(
    document: &OpenAPI,
    operations: &mut [Operation],
    names: &BTreeMap<String, String>,
    models: &BTreeMap<TypeName, Model>,
    sink: &mut Sink,
) -> BTreeMap<TypeName, Resource> {
    let mut tree = Tree { policies: policies(document, sink), ..Tree::default() };
    let mut by_path: Vec<&mut Operation> = operations.iter_mut().collect();
    by_path.sort_by(|a, b| (&a.path, &a.method).cmp(&(&b.path, &b.method)));
    for operation in by_path {
        let path = operation.path.clone();
        // Braces that do not hold one name each are reported where parameters are read.
        let Some(route) = Route::parse(&path) else { continue };
        operation.resource = tree.resource(&route, operation, sink);
        let derived = method(&route, operation, models);
        operation.resource_method = match names.get(&operation.id) {
            Some(name) if MethodName::new(name) == derived => {
                redundant(sink, &operation.at, &format!("x-sdk-name: {name}"));
                derived
            }
            Some(name) => MethodName::new(name),
            None => derived,
        };
        let handle = Handle {
            shape: route.shape(route.parameters.len()),
            name: operation.resource.as_ref(),
        };
        let what = format!("`{} {path}`", operation.method);
        tree.claim(&handle, &operation.resource_method, what, &operation.at, sink);
    }
    tree.resources
}

/// The tree while it grows, path by path.
#[derive(Default)]
struct Tree {
    /// The decisions of the overlay, by shape.
    policies: BTreeMap<String, (ResourcePolicy, Pointer)>,
    /// The resource of each shape.
    by_shape: BTreeMap<String, TypeName>,
    resources: BTreeMap<TypeName, Resource>,
    /// What each name on each handle means, and where it comes from, by shape and name.
    taken: BTreeMap<(String, MethodName), (String, Pointer)>,
}

/// The handle that a name is claimed on.
struct Handle<'n> {
    /// The path of the handle without the names of its parameters.
    shape: String,
    /// Its type; `None` is the client.
    name: Option<&'n TypeName>,
}

impl Tree {
    /// The resource that a path ends in; `None` for the client. Adds what is new on the way.
    fn resource(
        &mut self,
        route: &Route<'_>,
        operation: &Operation,
        sink: &mut Sink,
    ) -> Option<TypeName> {
        let mut parent = None;
        // What is below the one root of the API is not named after it.
        let mut words = Vec::new();
        for (index, parameter) in operation.path_parameters.iter().enumerate() {
            let shape = route.shape(index);
            let known = self.by_shape.get(&shape).and_then(|name| self.resources.get_mut(name));
            let name = if let Some(known) = known {
                known.groups.insert(operation.group.clone());
                known.name.clone()
            } else {
                let derived = route.handle(index);
                let at = || operation.at.parent().unwrap_or_default();
                let (policy, at) = match self.policies.remove(&shape) {
                    Some(found) => found,
                    None => (ResourcePolicy::default(), at()),
                };
                if let Some(name) = &policy.name
                    && MethodName::new(name) == MethodName::new(&derived)
                {
                    redundant(sink, &at, &format!("x-sdk-resource: {name}"));
                }
                let word = policy.name.unwrap_or(derived);
                let accessor = MethodName::new(&word);
                words.push(word);
                let name = TypeName::new(&words.join("_"));
                words.pop();
                let path = operation.path.split_inclusive('}').take(index + 1);
                let what = format!("the handle of `{}`", path.collect::<String>());
                let handle = Handle { shape: route.shape_above(index), name: parent.as_ref() };
                self.claim(&handle, &accessor, what, &at, sink);
                self.add(
                    shape,
                    Resource {
                        at,
                        name: name.clone(),
                        accessor,
                        noun: policy.noun,
                        parent: parent.clone(),
                        parameter: parameter.clone(),
                        groups: BTreeSet::from([operation.group.clone()]),
                    },
                    sink,
                );
                name
            };
            if index > 0
                && let Some(resource) = self.resources.get(&name)
            {
                words.push(resource.accessor.to_string());
            }
            parent = Some(name);
        }
        parent
    }

    fn add(&mut self, shape: String, resource: Resource, sink: &mut Sink) {
        self.by_shape.insert(shape, resource.name.clone());
        if let Some(first) = self.resources.get(&resource.name) {
            let message = format!("two handles would both be the type `{}`", resource.name);
            sink.push(
                Diagnostic::error(Code::ResourceCollision, resource.at.clone(), message)
                    .related(first.at.clone(), "the other handle is here")
                    .help("rename one of them with `x-sdk-resource` on its path in the overlay"),
            );
            return;
        }
        self.resources.insert(resource.name.clone(), resource);
    }

    /// Claims a name on a handle; reports the second claim.
    fn claim(
        &mut self,
        handle: &Handle<'_>,
        name: &MethodName,
        what: String,
        at: &Pointer,
        sink: &mut Sink,
    ) {
        let key = (handle.shape.clone(), name.clone());
        if let Some((first, first_at)) = self.taken.get(&key) {
            let on = handle.name.map_or("Client", TypeName::as_str);
            let message = format!("{first} and {what} would both be `{name}` on `{on}`");
            sink.push(
                Diagnostic::error(Code::ResourceCollision, at.clone(), message)
                    .related(first_at.clone(), "the other one is here")
                    .help("rename one of them in the overlay: an operation with `x-sdk-name`, a handle with `x-sdk-resource` on the path that ends in its parameter"),
            );
            return;
        }
        self.taken.insert(key, (what, at.clone()));
    }
}

/// The decisions of the overlay on resources, by shape.
fn policies(document: &OpenAPI, sink: &mut Sink) -> BTreeMap<String, (ResourcePolicy, Pointer)> {
    let mut policies = BTreeMap::new();
    for (path, item) in &document.paths.paths {
        let ReferenceOr::Item(item) = item else { continue };
        let at = Pointer::root().child("paths").child(path);
        let route = Route::parse(path).filter(Route::ends_in_parameter);
        let shape = route.map(|route| route.shape(route.parameters.len()));
        let policy = policy::resource(&item.extensions, &at, shape.is_some(), sink);
        let Some(shape) = shape.filter(|_| policy != ResourcePolicy::default()) else { continue };
        match policies.entry(shape) {
            Entry::Vacant(entry) => {
                entry.insert((policy, at));
            }
            Entry::Occupied(entry) if entry.get().0 == policy => {}
            Entry::Occupied(entry) => sink.push(
                Diagnostic::error(
                    Code::ResourceCollision,
                    at,
                    "this path is of the same resource as another one, with different decisions",
                )
                .related(entry.get().1.clone(), "the other one is here")
                .help("remove `x-sdk-resource` and `x-sdk-noun` from one of them"),
            ),
        }
    }
    policies
}

/// The name of an operation's method, by the rule.
fn method(
    route: &Route<'_>,
    operation: &Operation,
    models: &BTreeMap<TypeName, Model>,
) -> MethodName {
    let noun = route.noun();
    let other = operation.method.to_lowercase();
    let verb = match operation.method.as_str() {
        "GET" if !noun.is_empty() && is_list(&operation.success.content, models) => "list",
        "GET" => "get",
        "POST" => "create",
        "PATCH" | "PUT" => "update",
        "DELETE" => "delete",
        _ => &other,
    };
    match (verb, noun.as_str()) {
        (verb, "") => MethodName::new(verb),
        ("create", noun) => MethodName::new(&format!("create_{}", route::singular(noun))),
        (verb, noun) => MethodName::new(&format!("{verb}_{noun}")),
    }
}

/// Whether a response is a list, through aliases.
fn is_list(content: &Content, models: &BTreeMap<TypeName, Model>) -> bool {
    let mut ty = match content {
        Content::Page { .. } => return true,
        Content::Result(ty) | Content::Body(ty) => ty,
        Content::Empty | Content::Text | Content::Bytes => return false,
    };
    let mut seen = BTreeSet::new();
    while let TypeRef::Named(name) = ty
        && seen.insert(name)
        && let Some(Model { shape: Shape::Alias(alias), .. }) = models.get(name)
    {
        ty = alias;
    }
    matches!(ty, TypeRef::Array(_))
}
