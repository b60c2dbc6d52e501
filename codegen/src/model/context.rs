//! The state of the model stage: the document, the models made so far, and the queue of component
//! schemas.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use openapiv3::{OpenAPI, ReferenceOr, Schema};

use crate::bounds::NAME;
use crate::diagnostic::{Code, Diagnostic, Sink};
use crate::ir::{Model, Shape, TypeRef};
use crate::name::TypeName;
use crate::pointer::Pointer;

use super::budget::Budget;
use super::discriminator::Tags;
use super::enums::ValueNames;
use super::policy::WaitPolicy;
use super::schema::SchemaRef;
use super::{policy, schema};

/// The place of a schema: its pointer, the name an inline type would get, and whose file it is in.
#[derive(Debug, Clone)]
pub(super) struct Place {
    /// Where the schema is.
    pub(super) at: Pointer,
    /// Where the type is that the schema defines: the outermost wrapper around `at`.
    pub(super) anchor: Pointer,
    /// The name of the type, if it needs one.
    pub(super) name: TypeName,
    /// The component schema or operation that holds the schema.
    pub(super) owner: String,
}

impl Place {
    /// A place whose schema is on its own.
    pub(super) fn new(at: Pointer, name: TypeName, owner: &str) -> Self {
        Self { anchor: at.clone(), at, name, owner: owner.to_owned() }
    }

    /// How many bytes its pointer and its name take.
    pub(super) fn cost(&self) -> usize {
        self.at.len().saturating_add(self.name.as_str().len())
    }

    /// The place of a property, with the step that its name takes.
    pub(super) fn property(&self, wire: &str) -> Self {
        self.step(self.at.child("properties").child(wire), wire)
    }

    /// The place of the items of a list.
    pub(super) fn items(&self) -> Self {
        self.step(self.at.child("items"), "Item")
    }

    /// The place of the values of a map.
    pub(super) fn values(&self) -> Self {
        self.step(self.at.child("additionalProperties"), "Value")
    }

    /// The place at another pointer, with a longer name.
    pub(super) fn step(&self, at: Pointer, step: &str) -> Self {
        Self::new(at, self.name.inline(step), &self.owner)
    }

    /// The same type, seen through a wrapper such as `allOf/0`.
    pub(super) fn through(&self, keyword: &str, index: usize) -> Self {
        Self { at: self.at.child(keyword).child(index), ..self.clone() }
    }
}

/// The state of the walk.
pub(super) struct Context<'a> {
    pub(super) sink: &'a mut Sink,
    /// Finished models.
    pub(super) models: BTreeMap<TypeName, Model>,
    /// Component schemas that were referred to, and the names of their types.
    pub(super) components: BTreeMap<&'a str, TypeName>,
    /// Where each type name was first used, for reports of collisions.
    taken: BTreeMap<TypeName, Pointer>,
    /// The schema that each component is in the end, through components that only refer to another.
    resolved: BTreeMap<&'a str, &'a Schema>,
    /// The component of each type, where it has one.
    origins: BTreeMap<TypeName, &'a str>,
    /// What may still be spent.
    pub(super) budget: Budget,
    queue: VecDeque<&'a str>,
    queued: BTreeSet<&'a str>,
    /// How to wait for the resources that operations read, by operation id; checked at the end,
    /// when all models are known.
    pub(super) waits: BTreeMap<String, WaitPolicy>,
    /// The names of methods from the overlay, by operation id.
    pub(super) method_names: BTreeMap<String, String>,
    /// The names of values from the overlay, by the type of the enum.
    pub(super) enum_names: BTreeMap<TypeName, ValueNames>,
    /// The values of discriminators that types have.
    pub(super) tags: Tags,
    /// The components whose `allOf` is being merged, to stop at cycles.
    pub(super) merging: Vec<&'a str>,
}

impl<'a> Context<'a> {
    pub(super) fn new(document: &'a OpenAPI, sink: &'a mut Sink) -> Self {
        Self {
            sink,
            models: BTreeMap::new(),
            components: BTreeMap::new(),
            taken: BTreeMap::new(),
            resolved: resolved(document),
            origins: BTreeMap::new(),
            budget: Budget::new(),
            queue: VecDeque::new(),
            queued: BTreeSet::new(),
            waits: BTreeMap::new(),
            method_names: BTreeMap::new(),
            enum_names: BTreeMap::new(),
            tags: Tags::new(),
            merging: Vec::new(),
        }
    }

    /// Models every component schema that was referred to, and those that they refer to.
    pub(super) fn finish(&mut self) {
        while let Some(name) = self.queue.pop_front() {
            if self.budget.exceeded().is_some() {
                break;
            }
            if let (Some(schema), Some(type_name)) =
                (self.component(name), self.components.get(name))
            {
                let place = Place::new(component_pointer(name), type_name.clone(), name);
                schema::component(self, schema, &place);
            }
        }
        if let Some((what, bound)) = self.budget.exceeded() {
            let message = format!("there are more than {bound} {what}");
            let help = "look for content that was generated or repeated by mistake: large `allOf`s and unions cost most";
            self.error(Code::TooLarge, &Pointer::root(), message, help);
        }
    }

    /// The schema of a component, by its name, through components that only refer to another one.
    pub(super) fn component(&self, name: &str) -> Option<&'a Schema> {
        self.resolved.get(name).copied()
    }

    /// The schema itself, through a reference.
    pub(super) fn schema(&self, schema: SchemaRef<'a>) -> Option<&'a Schema> {
        match schema {
            SchemaRef::Item(schema) => Some(schema),
            SchemaRef::Reference(reference) => self.component(component_name(reference)?),
        }
    }

    /// The component schema behind a type.
    pub(super) fn component_of_type(&self, name: &TypeName) -> Option<&'a Schema> {
        self.component(self.origins.get(name)?)
    }

    /// Whether a type is an enum of text.
    pub(super) fn is_enum(&self, name: &TypeName) -> bool {
        match self.models.get(name) {
            Some(model) => matches!(model.shape, Shape::Enum(_)),
            None => self.component_of_type(name).is_some_and(schema::is_enum),
        }
    }

    /// The values of an enum of strings.
    pub(super) fn enum_values(&self, name: &TypeName) -> Option<Vec<String>> {
        match self.models.get(name).map(|model| &model.shape) {
            Some(Shape::Enum(shape)) => {
                Some(shape.values.iter().map(|it| it.wire.clone()).collect())
            }
            Some(_) => None,
            None => schema::listed_values(self.component_of_type(name)?),
        }
    }

    /// The schema that a reference names, and its name.
    pub(super) fn resolve(
        &mut self,
        reference: &'a str,
        at: &Pointer,
    ) -> Option<(&'a str, &'a Schema)> {
        let found = component_name(reference).and_then(|name| Some((name, self.component(name)?)));
        if found.is_none() {
            self.error(
                Code::UnresolvedRef,
                at,
                format!("`{reference}` names no component schema"),
                "correct the reference with an overlay action",
            );
        }
        found
    }

    /// The type of a component schema; it is modelled later if this is the first mention.
    pub(super) fn named(&mut self, name: &'a str, schema: &Schema) -> TypeRef {
        let type_name = self.mention(name, schema);
        if self.queued.insert(name) {
            self.take(&type_name, &component_pointer(name));
            self.queue.push_back(name);
        }
        TypeRef::Named(type_name)
    }

    /// The name of a component's type, without asking for the type.
    pub(super) fn mention(&mut self, name: &'a str, schema: &Schema) -> TypeName {
        if let Some(known) = self.components.get(name) {
            return known.clone();
        }
        let wanted =
            policy::name(&schema.schema_data.extensions, &component_pointer(name), self.sink);
        let type_name = TypeName::new(wanted.as_deref().unwrap_or(name));
        if let Some(wanted) = wanted.filter(|_| type_name == TypeName::new(name)) {
            self.redundant(&component_pointer(name), &format!("x-sdk-name: {wanted}"));
        }
        self.components.insert(name, type_name.clone());
        self.origins.entry(type_name.clone()).or_insert(name);
        type_name
    }

    /// Adds the model of an inline schema, and returns its type.
    pub(super) fn define(&mut self, model: Model) -> TypeRef {
        let name = model.name.clone();
        if !self.models.contains_key(&name) {
            self.take(&name, &model.at.clone());
            self.models.insert(name.clone(), model);
        } else if self.models.get(&name).is_some_and(|known| known.at != model.at) {
            self.take(&name, &model.at.clone());
        }
        TypeRef::Named(name)
    }

    /// Claims a type name for a place; reports the second claim of another place.
    fn take(&mut self, name: &TypeName, at: &Pointer) {
        if name.as_str().len() > NAME {
            let shown: String = name.as_str().chars().take(40).collect();
            self.error(
                Code::TooLarge,
                at,
                format!("the name of the type is longer than {NAME} characters: `{shown}…`"),
                "give it another name with `x-sdk-name` in the overlay",
            );
        }
        if name.is_reserved() {
            self.error(
                Code::ReservedName,
                at,
                format!(
                    "the type would be called `{name}`, a name that generated code already uses"
                ),
                "give it another name with `x-sdk-name` in the overlay",
            );
        }
        match self.taken.get(name) {
            Some(first) if first != at => {
                let diagnostic = Diagnostic::error(
                    Code::NameCollision,
                    at.clone(),
                    format!("two schemas would both be the type `{name}`"),
                )
                .related(first.clone(), "the other one is here")
                .help("give one of them another name with `x-sdk-name` in the overlay");
                self.sink.push(diagnostic);
            }
            Some(_) => {}
            None => {
                self.taken.insert(name.clone(), at.clone());
            }
        }
    }

    /// See [`policy::redundant`].
    pub(super) fn redundant(&mut self, at: &Pointer, policy: &str) {
        policy::redundant(self.sink, at, policy);
    }

    /// Reports an error at a place.
    pub(super) fn error(
        &mut self,
        code: Code,
        at: &Pointer,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.sink.push(Diagnostic::error(code, at.clone(), message).help(help));
    }
}

/// The schema behind every component. Chains are followed once, however long they are and however
/// many components lead into them.
fn resolved(document: &OpenAPI) -> BTreeMap<&str, &Schema> {
    let Some(components) = &document.components else { return BTreeMap::new() };
    let mut resolved: BTreeMap<&str, &Schema> = BTreeMap::new();
    for start in components.schemas.keys() {
        let mut chain: Vec<&str> = Vec::new();
        let mut seen = BTreeSet::new();
        let mut name = start.as_str();
        let schema = loop {
            if let Some(schema) = resolved.get(name) {
                break Some(*schema);
            }
            if !seen.insert(name) {
                break None;
            }
            chain.push(name);
            match components.schemas.get(name) {
                Some(ReferenceOr::Item(schema)) => break Some(schema),
                Some(ReferenceOr::Reference { reference }) => match component_name(reference) {
                    Some(next) => name = next,
                    None => break None,
                },
                None => break None,
            }
        };
        if let Some(schema) = schema {
            resolved.extend(chain.into_iter().map(|name| (name, schema)));
        }
    }
    resolved
}

/// The pointer of a component schema.
pub(super) fn component_pointer(name: &str) -> Pointer {
    Pointer::root().child("components").child("schemas").child(name)
}

/// The component that a reference names.
pub(super) fn component_name(reference: &str) -> Option<&str> {
    reference.strip_prefix("#/components/schemas/").filter(|name| !name.is_empty())
}
