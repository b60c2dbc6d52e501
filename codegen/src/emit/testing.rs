//! Small values of the IR, and the text that is made of them, for tests.

use std::collections::{BTreeMap, BTreeSet};

use crate::describe::Describe;
use crate::ir::{
    Additional, Api, Arm, Body, Content, Docs, Enum, EnumValue, Field, Format, Group, Idempotency,
    Location, Model, Object, Operation, Pagination, Parameter, Plan, Resource, SecretNames, Shape,
    Status, Success, TypeRef, Union,
};
use crate::name::{FieldName, MethodName, TypeName, VariantName};
use crate::pointer::Pointer;
use crate::surface::Surface;
use crate::{emit, render};

/// All files of an API.
pub(crate) fn files(api: &Api) -> Vec<render::File> {
    let surface = Surface::of(api);
    let describe = Describe::new(&surface);
    let mut files = Vec::new();
    emit::emit(&surface, &describe, &mut |file| files.push(file));
    files
}

/// Text without a format.
pub(crate) const TEXT: TypeRef = TypeRef::String(Format::Text);

pub(crate) fn named(name: &str) -> TypeRef {
    TypeRef::Named(TypeName::new(name))
}

pub(crate) fn docs(description: &str) -> Docs {
    Docs { description: Some(description.to_owned()), ..Docs::default() }
}

/// A model that requests and responses of the group `a` reach.
pub(crate) fn model(name: &str, shape: Shape) -> Model {
    Model {
        at: Pointer::root().child("components").child("schemas").child(name),
        owner: name.to_owned(),
        name: TypeName::new(name),
        in_request: true,
        in_response: true,
        patch_only: false,
        operations: BTreeSet::from(["aGet".to_owned()]),
        groups: BTreeSet::from(["a".to_owned()]),
        write_backs: Vec::new(),
        docs: docs("A thing."),
        shape,
    }
}

/// An optional field.
pub(crate) fn field(wire: &str, ty: TypeRef) -> Field {
    Field {
        at: Pointer::root(),
        wire: wire.to_owned(),
        name: FieldName::of_property(wire),
        ty,
        required: false,
        nullable: false,
        secret: false,
        boxed: false,
        tag: None,
        docs: Docs::default(),
    }
}

pub(crate) fn object(name: &str, fields: Vec<Field>) -> Model {
    let required = fields.iter().filter(|f| f.required).map(|f| f.wire.clone()).collect();
    model(
        name,
        Shape::Object(Object {
            fields,
            required,
            asked: Vec::new(),
            additional: Additional::Unspecified,
        }),
    )
}

pub(crate) fn enumeration(name: &str, values: &[&str]) -> Model {
    let values = values
        .iter()
        .map(|value| EnumValue { wire: (*value).to_owned(), name: VariantName::new(value) })
        .collect();
    model(name, Shape::Enum(Enum { values, same_as: None }))
}

pub(crate) fn union(name: &str, arms: &[(&str, TypeRef)], plan: Plan) -> Model {
    let arms = arms
        .iter()
        .map(|(name, ty)| Arm { at: Pointer::root(), name: VariantName::new(name), ty: ty.clone() })
        .collect();
    model(name, Shape::Union(Union { arms, plan }))
}

pub(crate) fn parameter(wire: &str, ty: TypeRef, required: bool) -> Parameter {
    Parameter {
        at: Pointer::root(),
        wire: wire.to_owned(),
        name: FieldName::of_parameter(wire),
        ty,
        location: Location::Query,
        required,
        docs: docs("What it is."),
    }
}

/// `GET /v1/a/{aId}` of the group `a`.
pub(crate) fn operation(id: &str, group: &str, content: Content) -> Operation {
    Operation {
        at: Pointer::root().child("paths").child("/v1/a/{aId}").child("get"),
        id: id.to_owned(),
        name: TypeName::new(id),
        resource: Some(TypeName::new("A")),
        resource_method: MethodName::new(id),
        method: "GET".to_owned(),
        path: "/v1/a/{aId}".to_owned(),
        group: group.to_owned(),
        docs: Docs::default(),
        permissions: Vec::new(),
        beta: false,
        path_parameters: vec![parameter("aId", TypeRef::String(Format::Uuid), true)],
        query_parameters: Vec::new(),
        other_parameters: Vec::new(),
        body: None,
        success: Success {
            at: Pointer::root(),
            statuses: vec![Status::Code(200)],
            media_type: "application/json".to_owned(),
            content,
        },
        errors: Vec::new(),
        pagination: Pagination::None,
        idempotency: Idempotency::Safe,
        wait: None,
    }
}

pub(crate) fn body(name: &str) -> Body {
    Body { at: Pointer::root(), media_type: "application/json".to_owned(), ty: named(name) }
}

/// An API with these models and the groups `a` and `b`, of which `b` has one operation.
pub(crate) fn api(models: Vec<Model>, mut operations: Vec<Operation>) -> Api {
    operations.push(operation("bGet", "b", Content::Empty));
    if !operations.iter().any(|operation| operation.group == "a") {
        operations.push(operation("aGet", "a", Content::Empty));
    }
    operations.sort_by(|a, b| a.id.cmp(&b.id));
    let group = |name: &str| Group {
        name: name.to_owned(),
        tags: Vec::new(),
        summary: format!("Everything about {name}."),
    };
    let groups = operations.iter().map(|operation| operation.group.clone()).collect();
    let resource = Resource {
        at: Pointer::root(),
        name: TypeName::new("A"),
        accessor: MethodName::new("a"),
        noun: None,
        parent: None,
        parameter: parameter("aId", TypeRef::String(Format::Uuid), true),
        groups,
    };
    Api {
        title: "Test".to_owned(),
        openapi: "3.1.1".to_owned(),
        servers: vec!["https://api.example.com".to_owned()],
        groups: vec![group("a"), group("b")],
        operations,
        models: models.into_iter().map(|model| (model.name.clone(), model)).collect(),
        unreached: Vec::new(),
        no_write_backs: Vec::new(),
        enums: BTreeMap::new(),
        resources: BTreeMap::from([(resource.name.clone(), resource)]),
        secret_names: SecretNames::default(),
    }
}

/// The text of one generated file, without the line that all files start with.
pub(crate) fn file(api: &Api, path: &str) -> String {
    let file = files(api).into_iter().find(|file| file.path == path);
    let file = file.unwrap_or_else(|| panic!("{path} is not generated"));
    let (_, text) = render::render(file).unwrap();
    text.strip_prefix(render::MARKER).unwrap_or(&text).trim_start().to_owned()
}
