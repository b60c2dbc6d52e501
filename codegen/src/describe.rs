//! Writes the generated documentation: turns the IR and the surface into lines of Markdown.

mod alias;
mod builder;
mod conditions;
mod deprecation;
mod facts;
mod group;
mod link;
mod method;
mod model;
mod resource;
mod table;
mod text;
mod users;
mod wait;

use crate::ir::{
    Docs, Enum, EnumValue, Model, Operation, Parameter, Resource, Shape, Wait, WaitTarget,
};
use crate::markdown::rustdoc::code;
use crate::name::TypeName;
use crate::surface::{
    Argument, Builder, Call, Definition, DefinitionKind, Direction, Field, Handle, Module, Surface,
    WriteBack,
};
use crate::{ir, surface};

pub(crate) use text::{Line, Lines};

use text::{enumerated, lines, wrapped};

/// Writes the documentation of the items of a surface.
pub(crate) struct Describe<'a> {
    surface: &'a Surface<'a>,
    users: users::Users<'a>,
    common: method::Common,
    names: deprecation::Names<'a>,
}

impl<'a> Describe<'a> {
    pub(crate) fn new(surface: &'a Surface<'a>) -> Self {
        let api = surface.schemas.api;
        let (users, common) = (users::Users::new(api), method::Common::of(&api.operations));
        Self { surface, users, common, names: deprecation::Names::new(api) }
    }

    /// Describes a type of a model.
    pub(crate) fn definition(&self, definition: &Definition<'a>) -> Lines<'a> {
        let users = self.users.of(&self.surface.schemas, definition.model, definition.direction());
        let more = match &definition.kind {
            DefinitionKind::Enum(Enum { same_as: Some(canonical), .. }) => {
                Some(format!("Alias of [`{canonical}`]: the spec lists the same values for both."))
            }
            DefinitionKind::Union(union) => conditions::without_tag(union.union),
            _ => None,
        };
        let others = self.aliases_of(&definition.model.name);
        model::model(definition.model, &others, users, more.as_slice())
    }

    /// Returns the aliases of an enum: other locations with the same values.
    fn aliases_of(&self, name: &TypeName) -> Vec<&'a Model> {
        let models = self.surface.schemas.api.models.values();
        let is_alias = |model: &&Model| matches!(&model.shape, Shape::Enum(Enum { same_as: Some(it), .. }) if it == name);
        models.filter(is_alias).collect()
    }

    /// Describes a field.
    pub(crate) fn field(&self, field: &Field, direction: Direction) -> Lines<'static> {
        lines(model::field(&self.surface.schemas, field.declared, direction))
    }

    /// Describes a handle.
    pub(crate) fn handle(&self, handle: &Handle<'a>) -> Lines<'a> {
        resource::page(self.surface, handle)
    }

    /// Describes the method that returns a handle.
    pub(crate) fn accessor(&self, resource: &Resource) -> Lines<'static> {
        lines(resource::accessor(&self.surface.schemas, resource))
    }

    /// Describes the module of all groups.
    pub(crate) fn overview(&self) -> Lines<'static> {
        lines(group::overview(&self.surface.schemas, &self.common))
    }

    /// Describes the module of a group.
    pub(crate) fn group(&self, name: &str) -> Lines<'static> {
        let operations: Vec<_> = self.surface.group(name).map(|call| call.operation).collect();
        lines(group::page(&self.surface.schemas, name, &operations))
    }

    /// Returns the note of a deprecation: the sentence that names the replacement, if there is one.
    pub(crate) fn deprecation(&self, docs: &Docs) -> String {
        let description = docs.description.as_deref();
        let note = description.and_then(|description| self.names.note(description));
        note.unwrap_or_else(|| "The spec names no replacement.".to_owned())
    }

    /// Describes a method that waits.
    pub(crate) fn wait(&self, wait: &Wait, target: &WaitTarget) -> Lines<'static> {
        lines(wait::method(&self.surface.schemas, wait, target))
    }

    /// Describes the block of methods of a group.
    pub(crate) fn methods(&self, name: &str) -> Lines<'static> {
        lines(group::heading(&self.surface.schemas, name))
    }

    /// Describes the method of an operation, with the lines of an example, if there is one.
    pub(crate) fn method(&self, call: &Call, example: Vec<String>) -> Lines<'static> {
        lines(method::method(&self.surface.schemas, call.operation, &self.common, example))
    }
}

/// Describes a module of models.
pub(crate) fn module(module: Module) -> Lines<'static> {
    lines(wrapped(match module {
        Module::Request => {
            "Types of request bodies. A required field is an argument of `new`, which sets a field \
             with only one possible value itself; an optional field \
             is sent only if it is set."
        }
        Module::Response => {
            "Types of response bodies. Every field is an [`Option`], and a field that cannot be \
             decoded does not fail the call."
        }
        Module::Enums => {
            "String enums. Every enum is open: a value that this version of the crate does not define is \
             preserved in `Other`."
        }
    }))
}

/// Describes the field of undeclared properties.
pub(crate) fn extra(object: &ir::Object, direction: Direction) -> Lines<'static> {
    line(builder::extra(&object.additional, direction))
}

/// Describes `new`.
pub(crate) fn new_method(builder: &Builder) -> Lines<'static> {
    lines(wrapped(&builder::new(builder)))
}

/// Describes the conversion of a response type to a request type.
pub(crate) fn conversion(write_back: &WriteBack) -> Lines<'static> {
    let read_only = write_back.read_only.unwrap_or_default();
    let names: Vec<String> = read_only.iter().map(|path| code(&path.replace('/', "."))).collect();
    let without = match names.as_slice() {
        [] => String::new(),
        [name] => format!(", without the read-only property {name}"),
        names => format!(", without the read-only properties {}", enumerated(names, "and")),
    };
    let failure = if write_back.may_fail {
        "Fails if a required field is absent."
    } else {
        "Does not fail, because this type has no required fields."
    };
    lines(wrapped(&format!("Converts the response type to this type{without}. {failure}")))
}

/// Describes a setter.
pub(crate) fn setter(argument: &Argument) -> Lines<'static> {
    line(&builder::setter(argument.field))
}

/// Describes a setter of null.
pub(crate) fn null_setter(argument: &Argument) -> Lines<'static> {
    line(&builder::null_setter(argument.field))
}

/// Describes a value of an enum.
pub(crate) fn value(value: &EnumValue) -> Lines<'static> {
    line(&format!("{}.", code(&value.wire)))
}

/// Describes the variants of a union.
pub(crate) fn variants(union: &surface::Union) -> Vec<Lines<'static>> {
    let conditions = conditions::conditions(union.union);
    conditions.iter().map(|condition| lines(wrapped(condition))).collect()
}

/// Describes the module of all handles.
pub(crate) fn handles() -> Lines<'static> {
    lines(resource::overview())
}

/// Returns the search aliases of the method of an operation.
pub(crate) fn aliases(operation: &Operation, handle: Option<&str>) -> Vec<String> {
    alias::aliases(operation, handle)
}

/// Describes the marker type of an operation.
pub(crate) fn marker(call: &Call) -> Lines<'static> {
    lines(method::marker(call.operation))
}

/// Describes the setter of a query parameter.
pub(crate) fn parameter(parameter: &Parameter) -> Lines<'static> {
    lines(method::setter(parameter))
}

fn line(text: &str) -> Lines<'static> {
    lines(vec![text.to_owned()])
}
