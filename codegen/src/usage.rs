//! Finds the operations that use a location of the document: the operation that contains it, or all
//! operations that reach its component through `$ref`.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use crate::bounds::USERS;
use crate::diagnostic::{Diagnostic, InputFile};
use crate::gate::grammar::{METHODS, ObjectKind, ValueRule};
use crate::gate::target;
use crate::pointer::Pointer;

/// How many references [`Usage::fill`] follows in all. A document that exceeds this has so
/// many diagnostics that the operations of the last ones do not matter.
const STEPS: usize = 20_000_000;

/// The operations that use each location. Built once per document, then queried often.
#[derive(Debug, Default)]
pub struct Usage {
    /// `GET /v1/organizations (organizationGetList)`, in document order.
    operations: Vec<String>,
    /// The `operationId` of each of them.
    ids: Vec<Option<String>>,
    /// The operations of each path, and of each method of it.
    paths: BTreeMap<String, Vec<(String, usize)>>,
    /// The number of each component, by kind and name.
    components: BTreeMap<(ObjectKind, String), usize>,
    /// What refers to each component.
    users: Vec<BTreeSet<User>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum User {
    Operation(usize),
    Component(usize),
}

impl Usage {
    /// Reads the references of a document. Malformed locations use nothing.
    #[must_use]
    pub fn new(document: &Value) -> Self {
        let mut usage = Self::default();
        usage.read_components(document);
        usage.read_operations(document);
        usage
    }

    fn read_components(&mut self, document: &Value) {
        for keyword in ObjectKind::Components.keywords() {
            let ValueRule::Map(kind, _) = keyword.rule else { continue };
            let section = document.get("components").and_then(|all| all.get(keyword.name));
            for (name, value) in section.and_then(Value::as_object).into_iter().flatten() {
                let component = self.component(kind, name);
                self.read(User::Component(component), kind, value);
            }
        }
    }

    fn read_operations(&mut self, document: &Value) {
        for (path, item) in document.get("paths").and_then(Value::as_object).into_iter().flatten() {
            let shared = item.get("parameters").and_then(Value::as_array);
            for (method, operation) in item.as_object().into_iter().flatten() {
                if !METHODS.contains(&method.as_str()) {
                    continue;
                }
                let number = self.operations.len();
                let mut name = format!("{} {path}", method.to_uppercase());
                let id = operation.get("operationId").and_then(Value::as_str);
                if let Some(id) = id {
                    name = format!("{name} ({id})");
                }
                self.ids.push(id.map(str::to_owned));
                self.operations.push(name);
                self.paths.entry(path.clone()).or_default().push((method.clone(), number));
                self.read(User::Operation(number), ObjectKind::Operation, operation);
                for parameter in shared.into_iter().flatten() {
                    self.read(User::Operation(number), ObjectKind::Parameter, parameter);
                }
            }
        }
    }

    /// Returns the number of a component; it need not exist.
    fn component(&mut self, kind: ObjectKind, name: &str) -> usize {
        let next = self.users.len();
        let number = *self.components.entry((kind, name.to_owned())).or_insert(next);
        if number == next {
            self.users.push(BTreeSet::new());
        }
        number
    }

    /// Notes all references in an object of a kind.
    fn read(&mut self, user: User, kind: ObjectKind, value: &Value) {
        let Value::Object(members) = value else { return };
        let reference = members.get("$ref").and_then(Value::as_str);
        if let Some(name) = reference.and_then(|reference| target(kind, reference)) {
            let component = self.component(kind, &name);
            if let Some(users) = self.users.get_mut(component) {
                users.insert(user);
            }
        }
        for (key, value) in members {
            match (kind.keyword(key).map(|keyword| keyword.rule), value) {
                (Some(ValueRule::One(kind)), value) => self.read(user, kind, value),
                (Some(ValueRule::SchemaOrFlag), value) => {
                    self.read(user, ObjectKind::Schema, value);
                }
                (Some(ValueRule::List(kind)), Value::Array(items)) => {
                    for item in items {
                        self.read(user, kind, item);
                    }
                }
                (Some(ValueRule::Map(kind, _)), Value::Object(entries)) => {
                    for entry in entries.values() {
                        self.read(user, kind, entry);
                    }
                }
                _ => {}
            }
        }
    }

    /// Returns the operations that use a location, in document order: `GET /v1/… (operationId)`.
    /// Empty for what belongs to no operation, and for components that none reaches.
    #[must_use]
    pub fn used_by(&self, at: &Pointer) -> Vec<String> {
        let mut steps = usize::MAX;
        self.names(self.reach(at, &mut steps).iter())
    }

    /// Returns the ids of the operations that use a location.
    pub(crate) fn ids(&self, at: &Pointer) -> BTreeSet<String> {
        let mut steps = STEPS;
        let reach = self.reach(at, &mut steps);
        reach.iter().filter_map(|number| self.ids.get(*number).cloned().flatten()).collect()
    }

    /// Fills in the operations of all diagnostics about the document that name none.
    pub fn fill(&self, diagnostics: &mut [Diagnostic]) {
        let mut steps = STEPS;
        for diagnostic in diagnostics {
            let document = diagnostic.source == InputFile::Document;
            if document && diagnostic.used_by.is_empty() {
                let operations = self.reach(&diagnostic.at, &mut steps);
                diagnostic.used_by = self.names(operations.iter().take(USERS));
                diagnostic.more_users = operations.len().saturating_sub(USERS);
            }
        }
    }

    fn names<'n>(&self, operations: impl Iterator<Item = &'n usize>) -> Vec<String> {
        operations.filter_map(|number| self.operations.get(*number).cloned()).collect()
    }

    /// Returns the operations that use a location; none if following the references takes too many
    /// steps.
    fn reach(&self, at: &Pointer, steps: &mut usize) -> BTreeSet<usize> {
        let segments: Vec<String> = at.segments().take(3).collect();
        let segments: Vec<&str> = segments.iter().map(String::as_str).collect();
        match segments.as_slice() {
            ["paths", path, rest @ ..] => {
                let all = self.paths.get(*path).map(Vec::as_slice).unwrap_or_default();
                let of_method = |name: &str| rest.first().is_none_or(|method| *method == name);
                let shared = rest.first().is_some_and(|key| !METHODS.contains(key));
                let chosen = all.iter().filter(|(method, _)| shared || of_method(method));
                chosen.map(|(_, number)| *number).collect()
            }
            ["components", section, name] => {
                let kinds = ObjectKind::Components.keyword(section).map(|keyword| keyword.rule);
                let Some(ValueRule::Map(kind, _)) = kinds else { return BTreeSet::new() };
                let start = self.components.get(&(kind, (*name).to_owned()));
                start.map(|start| self.closure(*start, steps)).unwrap_or_default()
            }
            _ => BTreeSet::new(),
        }
    }

    /// Returns the operations that reach a component.
    fn closure(&self, start: usize, steps: &mut usize) -> BTreeSet<usize> {
        let mut operations = BTreeSet::new();
        let mut seen = BTreeSet::from([start]);
        let mut next = vec![start];
        while let Some(component) = next.pop() {
            for user in self.users.get(component).into_iter().flatten() {
                let Some(left) = steps.checked_sub(1) else { return BTreeSet::new() };
                *steps = left;
                match user {
                    User::Operation(operation) => _ = operations.insert(*operation),
                    User::Component(user) if seen.insert(*user) => next.push(*user),
                    User::Component(_) => {}
                }
            }
        }
        operations
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use serde_json::{Value, json};

    use super::Usage;
    use crate::diagnostic::{Code, Diagnostic};
    use crate::pointer::Pointer;

    const DOCUMENT: &str = include_str!("../../spec/openapi.json");

    fn document() -> Value {
        let to = |name: &str| json!({ "$ref": format!("#/components/schemas/{name}") });
        let answer =
            |schema: Value| json!({ "200": { "content": { "a/b": { "schema": schema } } } });
        json!({
            "paths": {
                "/a": {
                    "parameters": [{ "name": "p", "in": "path", "schema": to("Id") }],
                    "get": { "operationId": "aGet", "responses": answer(to("A")) },
                    "put": { "responses": answer(json!({ "items": to("B") })), "x-data": to("Data") },
                },
                "/b": { "get": { "operationId": "bGet",
                    "requestBody": { "$ref": "#/components/requestBodies/Body" },
                    "responses": answer(json!({})) } },
            },
            "components": {
                "schemas": {
                    "A": { "properties": { "b": to("B"), "$ref": to("Named"), "self": to("A") } },
                    "B": { "oneOf": [to("C"), { "additionalProperties": to("A") }] },
                    "C": { "allOf": [to("Deep")], "example": to("Data") },
                    "Deep": {}, "Named": {}, "Data": {}, "Orphan": { "items": to("Orphan") }, "Id": {},
                    "Sent": {},
                },
                "requestBodies": { "Body": { "content": { "a/b": { "schema": to("Sent") } } } },
            }
        })
    }

    #[test]
    fn places_are_used_by_the_operations_that_reach_them() {
        let usage = Usage::new(&document());
        let used = |at| usage.used_by(&Pointer::parse(at).unwrap()).join(", ");
        assert_eq!(used("#/paths/~1a/get/responses/200"), "GET /a (aGet)");
        assert_eq!(used("#/paths/~1a/put"), "PUT /a");
        assert_eq!(used("#/paths/~1a"), "GET /a (aGet), PUT /a");
        assert_eq!(used("#/paths/~1a/parameters/0/schema"), "GET /a (aGet), PUT /a");
        assert_eq!(used("#/components/schemas/Id/type"), "GET /a (aGet), PUT /a");
        assert_eq!(used("#/components/schemas/Deep"), "GET /a (aGet), PUT /a");
        assert_eq!(used("#/components/schemas/Named"), "GET /a (aGet), PUT /a");
        assert_eq!(used("#/components/schemas/Sent"), "GET /b (bGet)");
        assert_eq!(used("#/components/requestBodies/Body/content"), "GET /b (bGet)");
        for nobody in [
            "#",
            "#/info",
            "#/components",
            "#/components/schemas",
            "#/paths/~1z/get",
            "#/components/schemas/Orphan",
            "#/components/schemas/Data",
            "#/components/schemas/None",
        ] {
            assert_eq!(used(nobody), "", "{nobody}");
        }
    }

    #[test]
    fn diagnostics_about_the_document_are_filled() {
        let usage = Usage::new(&document());
        let at = Pointer::parse("#/components/schemas/Sent").unwrap();
        let found = Diagnostic::error(Code::UntypedSchema, at, "m");
        let mut found = [found.clone(), found.clone().in_overlay(), found.used_by(["x"])];
        usage.fill(&mut found);
        assert_eq!(found[0].used_by, ["GET /b (bGet)"]);
        assert!(found[1].used_by.is_empty());
        assert_eq!(found[2].used_by, ["x"]);
    }

    #[test]
    fn usage_follows_the_references_of_the_committed_document() {
        let document: Value = serde_json::from_str(DOCUMENT).unwrap();
        let usage = Usage::new(&document);
        let ids = DOCUMENT.matches("\"operationId\"").count();
        assert_eq!(usage.operations.len(), ids);
        let place = Pointer::root().child("components").child("schemas");
        let schemas = &document["components"]["schemas"];
        // References found in the text of the paths, and the references found in their targets.
        let mut reached = BTreeSet::new();
        let mut texts = vec![document["paths"].to_string()];
        while let Some(text) = texts.pop() {
            for rest in text.split("\"#/components/schemas/").skip(1) {
                let name = rest.split('"').next().unwrap_or_default();
                if reached.insert(name.to_owned()) {
                    texts.push(schemas[name].to_string());
                }
            }
        }
        for name in schemas.as_object().unwrap().keys() {
            let is_used = !usage.used_by(&place.child(name)).is_empty();
            assert_eq!(is_used, reached.contains(name), "{name}");
        }
    }

    #[test]
    fn garbage_has_no_usage() {
        for garbage in
            [json!(1), json!({ "paths": [1], "components": 1 }), json!({ "paths": { "/a": 1 } })]
        {
            assert_eq!(Usage::new(&garbage).used_by(&Pointer::root()), [] as [&str; 0]);
        }
    }
}
