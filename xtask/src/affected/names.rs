//! From the items that a report names to the patterns of code that uses them. Pure.

use codegen::diff::Change;
use codegen::ir::{Api, Operation};

use super::pattern::Pattern;

/// The modules of generated types.
const MODULES: [&str; 5] = ["enums", "operations", "request", "resources", "response"];

/// The names of the old client that patterns follow from.
pub(super) struct Names<'a>(pub(super) &'a Api);

impl Names<'_> {
    fn method(&self, operation: &Operation) -> Pattern {
        let handle = operation.resource.as_ref().map(ToString::to_string);
        self.method_of(operation.resource_method.as_str(), handle.as_deref())
    }

    /// Returns a method of a handle, or of the client.
    fn method_of(&self, name: &str, handle: Option<&str>) -> Pattern {
        let api = self.0;
        let of_operations =
            api.operations.iter().filter(|one| one.resource_method.as_str() == name).count();
        let accessors = api.resources.values().filter(|one| one.accessor.as_str() == name).count();
        let accessor = match handle {
            Some(handle) => api
                .resources
                .values()
                .find(|one| one.name.as_str() == handle)
                .map(|one| one.accessor.to_string()),
            None => Some("client".to_owned()),
        };
        Pattern::Method(name.to_owned(), accessor.filter(|_| of_operations + accessors > 1))
    }

    fn field(&self, name: &str, is_setter: bool, owner: &str, methods: Vec<Pattern>) -> Pattern {
        let own = owner.to_lowercase();
        let handles = self.0.resources.values().map(|one| one.accessor.to_string());
        Pattern::Field {
            name: name.trim_end_matches("()").to_owned(),
            is_setter,
            owner: owner.to_owned(),
            methods,
            others: handles.filter(|accessor| !own.contains(&accessor.replace('_', ""))).collect(),
        }
    }

    fn marker(&self, marker: &str) -> Option<&Operation> {
        self.0.operations.iter().find(|one| one.name.as_str() == marker)
    }

    /// Returns the methods of the operations that a change affects.
    pub(super) fn methods(&self, change: &Change) -> Vec<Pattern> {
        let affected = self.0.operations.iter().filter(|one| change.operations.contains(&one.id));
        affected.map(|one| self.method(one)).collect()
    }

    /// Returns the name of an item as readers know it: what a marker tells is about the method.
    pub(super) fn shown(&self, item: &str) -> String {
        let marker = item.strip_prefix("operations::").and_then(|rest| rest.split_once(':'));
        match marker.and_then(|(marker, _)| self.marker(marker)) {
            Some(operation) => {
                let module = if operation.resource.is_some() { "resources::" } else { "" };
                format!("{module}{}()", operation.method_path())
            }
            None => item.to_owned(),
        }
    }

    /// Returns how code uses an item; nothing where no name appears in code.
    pub(super) fn patterns(&self, item: &str, methods: &[Pattern]) -> Vec<Pattern> {
        if let Some(feature) = item.strip_prefix("feature ") {
            return vec![Pattern::Feature(feature.to_owned())];
        }
        let (path, implemented) =
            item.split_once(": ").map_or((item, None), |(path, it)| (path, Some(it)));
        let segments: Vec<&str> = path.split("::").collect();
        let call = segments.first().and_then(|first| first.strip_prefix("Call<"));
        if let Some(marker) = call.and_then(|rest| rest.strip_suffix('>')) {
            let Some(operation) = self.marker(marker) else { return Vec::new() };
            let Some(name) = segments.get(1) else { return Vec::new() };
            return vec![self.field(name, true, marker, vec![self.method(operation)])];
        }
        match segments.as_slice() {
            ["operations", marker] if implemented.is_none() => {
                let mut patterns =
                    vec![Pattern::Type("operations".to_owned(), (*marker).to_owned())];
                patterns.extend(self.marker(marker).map(|one| Pattern::Id(one.id.clone())));
                patterns
            }
            // What a call returns, and what it can do, changed.
            ["operations", marker, ..] => {
                self.marker(marker).map(|one| self.method(one)).into_iter().collect()
            }
            [module, name] if MODULES.contains(module) => match implemented {
                None => vec![Pattern::Type((*module).to_owned(), (*name).to_owned())],
                Some("Default") => {
                    vec![Pattern::Inner((*name).to_owned(), "default".to_owned())]
                }
                Some(_) => Vec::new(),
            },
            ["Client", method] => vec![self.method_of(method.trim_end_matches("()"), None)],
            ["resources", handle, method] => {
                vec![self.method_of(method.trim_end_matches("()"), Some(handle))]
            }
            [_, owner, "new()"] => vec![Pattern::Inner((*owner).to_owned(), "new".to_owned())],
            [_, owner, name] if name.starts_with(char::is_uppercase) => {
                vec![Pattern::Inner((*owner).to_owned(), (*name).to_owned())]
            }
            [_, owner, name] => {
                vec![self.field(name, name.ends_with("()"), owner, methods.to_vec())]
            }
            _ => Vec::new(),
        }
    }
}
