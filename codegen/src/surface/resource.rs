//! Handles of resources: `Client` is the root, and each handle returns the ones below it.

use super::features::Features;
use super::schemas::Schemas;
use crate::ir::Resource;
use crate::name::TypeName;

/// A handle, or the client, which is the root of all handles.
#[derive(Debug)]
pub(crate) struct Handle<'a> {
    /// The resource; none for the client.
    pub(crate) resource: Option<&'a Resource>,
    /// With which features it exists.
    pub(crate) features: Features<'a>,
    /// The handles that it returns, in the order of their names.
    pub(crate) children: Vec<Child<'a>>,
}

/// A method that returns a handle.
#[derive(Debug)]
pub(crate) struct Child<'a> {
    /// The resource: the method has the name of its accessor, and takes its parameter.
    pub(crate) resource: &'a Resource,
    /// With which features it exists.
    pub(crate) features: Features<'a>,
}

impl<'a> Handle<'a> {
    /// Returns the name of its type; none for the client.
    pub(crate) fn name(&self) -> Option<&'a TypeName> {
        self.resource.map(|resource| &resource.name)
    }
}

/// Returns the client and all handles, in the order of their names.
pub(super) fn handles<'a>(schemas: &Schemas<'a>) -> Vec<Handle<'a>> {
    let resources = &schemas.api.resources;
    let features = |resource: &'a Resource| {
        Features::any(resource.groups.iter().map(String::as_str), schemas.group_count())
    };
    let children = |parent: Option<&TypeName>| {
        let mut found: Vec<_> = resources
            .values()
            .filter(|resource| resource.parent.as_ref() == parent)
            .map(|resource| Child { resource, features: features(resource) })
            .collect();
        found.sort_by_key(|child| &child.resource.accessor);
        found
    };
    let client = Handle { resource: None, features: Features::Always, children: children(None) };
    let others = resources.values().map(|resource| Handle {
        resource: Some(resource),
        features: features(resource),
        children: children(Some(&resource.name)),
    });
    std::iter::once(client).chain(others).collect()
}
