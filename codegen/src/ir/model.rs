//! Named types, their fields, values and variants, and the types of values.

use std::collections::BTreeSet;

use serde::Serialize;

use super::docs::Docs;
use crate::name::{FieldName, TypeName, VariantName};
use crate::pointer::Pointer;

/// A named type.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Model {
    /// Where the schema is.
    pub at: Pointer,
    /// The name of the component schema, or of the component that holds this inline schema.
    pub owner: String,
    /// The Rust name, the same in `request` and `response`.
    pub name: TypeName,
    /// Whether a request body reaches it.
    pub in_request: bool,
    /// Whether a response body reaches it.
    pub in_response: bool,
    /// Whether request bodies reach it only through `PATCH` operations.
    pub patch_only: bool,
    /// The operations (ids) that reach it.
    pub operations: BTreeSet<String>,
    /// The groups of these operations; the model exists when one of their features is on.
    pub groups: BTreeSet<String>,
    /// Responses of another name that a value can be made from, to be written back.
    pub write_backs: Vec<WriteBack>,
    /// What the document says.
    pub docs: Docs,
    /// What it is.
    pub shape: Shape,
}

/// A response that a request body can be made from.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct WriteBack {
    /// The type of the response.
    pub from: TypeName,
    /// The properties of the response that the body does not declare, and so are left out: JSON
    /// pointers without the leading slash that pass through arrays.
    pub read_only: Vec<String>,
}

/// A request body and a response of the same resource that has no conversion into it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct NoWriteBack {
    /// The type of the request body.
    pub body: TypeName,
    /// The type of the response.
    pub from: TypeName,
    /// Why there is none.
    pub reason: String,
}

/// What a named type is.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Shape {
    /// A struct.
    Object(Object),
    /// An open enum of strings.
    Enum(Enum),
    /// A union with a dispatch plan.
    Union(Union),
    /// Another name for a type: string aliases, arrays, maps.
    Alias(TypeRef),
}

/// A struct.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Object {
    /// The fields, sorted by wire name: the order of keys in the document has no meaning.
    pub fields: Vec<Field>,
    /// The wire names of the required fields, in document order, which is the order of arguments.
    pub required: Vec<String>,
    /// The wire names of optional fields that `new` of a request also takes, in the order of the
    /// overlay.
    pub asked: Vec<String>,
    /// Whether there may be properties that the schema does not declare.
    pub additional: Additional,
}

impl Object {
    /// Whether the spec declares a type for undeclared properties.
    #[must_use]
    pub fn has_typed_additional(&self) -> bool {
        matches!(&self.additional, Additional::Open(ty) if !matches!(ty, TypeRef::Any(_)))
    }
}

/// What the schema says about properties that it does not declare.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Additional {
    /// Nothing: the keyword is absent.
    Unspecified,
    /// `additionalProperties: false`.
    Closed,
    /// `additionalProperties: true` or a schema.
    Open(TypeRef),
}

/// A field of a struct.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[allow(clippy::struct_excessive_bools, reason = "each says one thing that the document says")]
pub struct Field {
    /// Where the property is.
    pub at: Pointer,
    /// Its name on the wire.
    pub wire: String,
    /// Its Rust name.
    pub name: FieldName,
    /// The type of its value, without regard to null and absence.
    pub ty: TypeRef,
    /// Whether `required` lists it.
    pub required: bool,
    /// Whether null is a declared value.
    pub nullable: bool,
    /// Whether its value must never be printed.
    pub secret: bool,
    /// Whether the value must be boxed to break a cycle.
    pub boxed: bool,
    /// The one value that the field may hold, where a union is dispatched by it.
    pub tag: Option<String>,
    /// What the document says.
    pub docs: Docs,
}

impl Field {
    /// Whether requests have the field: a `readOnly` property is in none.
    #[must_use]
    pub fn in_request(&self) -> bool {
        !self.docs.read_only
    }

    /// Whether responses have the field: a `writeOnly` property is in none.
    #[must_use]
    pub fn in_response(&self) -> bool {
        !self.docs.write_only
    }
}

/// An open enum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Enum {
    /// The values, in document order.
    pub values: Vec<EnumValue>,
    /// The shared enum that this one is an alias of, if any. It has the values of all places.
    pub same_as: Option<TypeName>,
}

/// A value of an enum.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct EnumValue {
    /// The value on the wire.
    pub wire: String,
    /// The variant.
    pub name: VariantName,
}

/// A union of several types.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Union {
    /// The variants, in document order.
    pub arms: Vec<Arm>,
    /// How the variant of a value is chosen.
    pub plan: Plan,
}

/// A variant of a union.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Arm {
    /// Where the schema of the variant is.
    pub at: Pointer,
    /// The variant.
    pub name: VariantName,
    /// The type of its payload.
    pub ty: TypeRef,
}

/// How the variant of a value is chosen. Numbers are indices into `Union::arms`.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum Plan {
    /// By the JSON type of the value: at most one variant for each type.
    Kind {
        /// The variant for strings.
        string: Option<usize>,
        /// The variant for objects.
        object: Option<usize>,
        /// The variant for arrays.
        array: Option<usize>,
    },
    /// The value is an object; this plan decides.
    Object(DispatchPlan),
}

/// How the variant of an object is chosen. The same rules apply to all unions:
///
/// 1. A tag with a known value decides, whatever the other properties are.
/// 2. A tag with an unknown value selects `Other`.
/// 3. Without a tag (absent, null, or of an unexpected type), the properties decide: the variant
///    that declares most of the properties that are present. On a tie, it is the variant that an
///    absent tag means, or else `Other`. There is a warning if the spec requires the tag, if the
///    properties contradict what an absent tag means, or if they do not decide.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum DispatchPlan {
    /// This variant.
    Variant(usize),
    /// By the string value of the property `name`.
    Tag {
        /// The wire name of the tag.
        name: String,
        /// The plan for each known value, in document order.
        values: Vec<(String, DispatchPlan)>,
        /// The plan for an absent tag; `None` if the spec requires the tag.
        absent: Option<Box<DispatchPlan>>,
    },
    /// By the properties that are present, among these variants. Each is listed with the properties
    /// that no other variant declares: the required ones, or if there are none, all.
    Properties(Vec<(Vec<String>, usize)>),
}

impl DispatchPlan {
    /// Returns the variants that the plan can select, each once, in the order of the plan.
    #[must_use]
    pub fn variants(&self) -> Vec<usize> {
        let mut found = Vec::new();
        self.collect(&mut found);
        found
    }

    fn collect(&self, found: &mut Vec<usize>) {
        let mut add = |variant: usize| {
            if !found.contains(&variant) {
                found.push(variant);
            }
        };
        match self {
            Self::Variant(variant) => add(*variant),
            Self::Properties(variants) => variants.iter().for_each(|(_, variant)| add(*variant)),
            Self::Tag { values, absent, .. } => {
                let next = values.iter().map(|(_, plan)| plan).chain(absent.as_deref());
                next.for_each(|plan| plan.collect(found));
            }
        }
    }
}

/// The type of a value.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum TypeRef {
    /// A string.
    String(Format),
    /// A signed 64-bit integer.
    Integer,
    /// A 64-bit float.
    Number,
    /// A boolean.
    Boolean,
    /// A string or an integer.
    IntegerOrText,
    /// A string or a number.
    NumberOrText,
    /// Any JSON value, because the document describes no shape; the reason is printed in a table.
    Any(&'static str),
    /// An array.
    Array(Box<TypeRef>),
    /// A map with string keys.
    Map(Box<TypeRef>),
    /// An item of an array or a value of a map that may be null.
    Nullable(Box<TypeRef>),
    /// Bytes: a body that is neither JSON nor a string, or a part of one.
    Bytes,
    /// A named model: a struct, union or alias in the module of the direction, or an enum.
    Named(TypeName),
}

/// The format of a string. Values preserve the string of the wire whatever the format.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// No format.
    Text,
    /// `uuid`.
    Uuid,
    /// `date-time`: the type `DateTime`.
    DateTime,
    /// `date`: the type `Date`.
    Date,
    /// `email`.
    Email,
    /// `uri`.
    Uri,
    /// `hostname`.
    Hostname,
    /// `password`.
    Password,
    /// `boolean` written as a string; a `bool` argument as a parameter, a string in bodies.
    Boolean,
}
