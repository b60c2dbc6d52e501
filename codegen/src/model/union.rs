//! Unions: scalars that share one small type, values distinguished by their JSON type, and objects
//! distinguished by a dispatch plan.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::{AnySchema, ReferenceOr, Schema, SchemaKind, Type};
use serde_json::Value;

use crate::bounds::NESTED;
use crate::diagnostic::{Code, Diagnostic};
use crate::extension;
use crate::ir::{Arm, Constraints, DispatchPlan, Plan, Shape, TypeRef, Union};
use crate::name::{TypeName, VariantName};

use super::context::{Context, Place};
use super::plan::{self, ArmView, MemberView};
use super::schema::{self, SchemaRef};
use super::{discriminator, docs, policy};

/// How deep unions may nest in each other before a cycle is assumed.
const DEPTH: usize = 32;

/// The type of a union with several variants.
pub(super) fn typed<'a>(
    cx: &mut Context<'a>,
    schema: &'a Schema,
    keyword: &str,
    arms: &'a [ReferenceOr<Schema>],
    place: &Place,
) -> TypeRef {
    if arms.is_empty() {
        return schema::unsupported(cx, &place.at, "a union without variants allows no value");
    }
    let kinds = kinds(cx, arms);
    if let Some(ty) = of_types(&kinds) {
        let is_constrained = |arm: &'a ReferenceOr<Schema>| {
            let schema = cx.schema(arm.into());
            schema.is_some_and(|schema| docs::of(schema).constraints != Constraints::default())
        };
        if arms.iter().any(is_constrained) {
            schema::warn_of_unchecked(cx, &place.at.child(keyword), "the variants");
        }
        return ty;
    }
    let mut views = Vec::new();
    let plan = if kinds.iter().all(|kind| *kind == "object") {
        views = self::views(cx, arms);
        if let Some(index) = repeated(arms) {
            let at = place.at.child(keyword).child(original_index(schema, index));
            let message = "the union lists the same schema twice";
            cx.error(Code::InvalidValue, &at, message, "remove one of them with an overlay action");
            return TypeRef::Any("invalid");
        }
        let Some(plan) = object_plan(cx, schema, arms, &mut views, place) else {
            return TypeRef::Any("invalid");
        };
        Plan::Object(plan)
    } else {
        let only = |kind: &str| kinds.iter().position(|k| *k == kind);
        let plan =
            Plan::Kind { string: only("string"), object: only("object"), array: only("array") };
        let known = [only("string"), only("object"), only("array")].iter().flatten().count();
        if known != kinds.len() {
            return ambiguous(
                cx,
                place,
                "neither a property nor the JSON type distinguishes its variants",
            );
        }
        plan
    };
    let mut built = Vec::with_capacity(arms.len());
    for (index, (arm, kind)) in arms.iter().zip(&kinds).enumerate() {
        built.push(build_arm(
            cx,
            arm.into(),
            kind,
            tag_of(&plan, index).as_deref(),
            &place.through(keyword, original_index(schema, index)),
            place,
        ));
    }
    check_names(cx, &built);
    let types: Vec<&TypeRef> = built.iter().map(|arm| &arm.ty).collect();
    discriminator::record(cx, schema, arms, &views, &types);
    cx.define(schema::model(place, docs::of(schema), Shape::Union(Union { arms: built, plan })))
}

/// The index of a variant that refers to the same schema as one before it.
fn repeated(arms: &[ReferenceOr<Schema>]) -> Option<usize> {
    let mut seen = BTreeSet::new();
    arms.iter().position(|arm| reference(arm.into()).is_some_and(|it| !seen.insert(it)))
}

/// The JSON types of the values of some variants.
pub(super) fn kinds<'a>(cx: &Context<'a>, arms: &'a [ReferenceOr<Schema>]) -> Vec<&'static str> {
    arms.iter().map(|arm| json_type(cx, arm.into(), DEPTH)).collect()
}

/// The type that holds values of several scalar types, if there is one.
pub(super) fn of_types(types: &[&str]) -> Option<TypeRef> {
    let has = |ty: &str| types.contains(&ty);
    if types.is_empty()
        || !types.iter().all(|ty| matches!(*ty, "string" | "integer" | "number" | "boolean"))
    {
        return None;
    }
    match (has("string"), has("integer"), has("number"), has("boolean")) {
        (true, false, false, false) => Some(TypeRef::String(crate::ir::Format::Text)),
        (true, true, false, false) => Some(TypeRef::IntegerOrText),
        (true, _, true, false) => Some(TypeRef::NumberOrText),
        (false, true, false, false) => Some(TypeRef::Integer),
        (false, _, true, false) => Some(TypeRef::Number),
        (false, false, false, true) => Some(TypeRef::Boolean),
        (_, _, _, true) => Some(TypeRef::Any("a boolean among other scalar types")),
        _ => None,
    }
}

/// The index that a variant has in the document: lowering removes a variant that allows only null.
pub(super) fn original_index(schema: &Schema, index: usize) -> usize {
    let removed = schema.schema_data.extensions.get(extension::NULL_ARM).and_then(Value::as_u64);
    match removed.and_then(|removed| usize::try_from(removed).ok()) {
        Some(removed) if index >= removed => index + 1,
        _ => index,
    }
}

fn build_arm<'a>(
    cx: &mut Context<'a>,
    arm: SchemaRef<'a>,
    kind: &str,
    tag: Option<&str>,
    at: &Place,
    union: &Place,
) -> Arm {
    let named = reference(arm).and_then(|reference| {
        cx.resolve(reference, &at.at).map(|(name, schema)| cx.mention(name, schema))
    });
    let step = tag.unwrap_or(kind);
    let typed = schema::typed(cx, arm, &union.step(at.at.clone(), step));
    let name = match (tag, named) {
        (None, Some(named)) if is_what_it_names(arm, &typed.ty, &named) => {
            VariantName::of_type(&named)
        }
        _ => VariantName::new(step),
    };
    Arm { at: at.at.clone(), name, ty: typed.ty }
}

/// The reference that a variant consists of, alone or with sibling keywords.
pub(super) fn reference(arm: SchemaRef<'_>) -> Option<&str> {
    match arm {
        SchemaRef::Reference(reference) => Some(reference),
        SchemaRef::Item(schema) => match &schema.schema_kind {
            SchemaKind::AllOf { all_of } => match all_of.as_slice() {
                [ReferenceOr::Reference { reference }] => Some(reference),
                _ => None,
            },
            _ => None,
        },
    }
}

/// Whether a variant has the type that it refers to: sibling keywords of a reference may make it
/// another type.
fn is_what_it_names(arm: SchemaRef<'_>, ty: &TypeRef, named: &TypeName) -> bool {
    matches!(arm, SchemaRef::Reference(_)) || matches!(ty, TypeRef::Named(name) if name == named)
}

/// The one value that selects this variant and no other, if the plan begins with a tag.
fn tag_of(plan: &Plan, arm: usize) -> Option<String> {
    let Plan::Object(DispatchPlan::Tag { values, .. }) = plan else { return None };
    let mut leading = values.iter().filter(|(_, plan)| plan.variants().contains(&arm));
    match (leading.next(), leading.next()) {
        (Some((value, DispatchPlan::Variant(_))), None) => Some(value.clone()),
        _ => None,
    }
}

fn check_names(cx: &mut Context<'_>, arms: &[Arm]) {
    let mut seen: BTreeMap<&VariantName, &Arm> = BTreeMap::new();
    for arm in arms {
        if let Some(first) = seen.insert(&arm.name, arm) {
            let diagnostic = Diagnostic::error(
                Code::NameCollision,
                arm.at.clone(),
                format!("two schemas of the union would both be the variant `{}`", arm.name),
            )
            .related(first.at.clone(), "the other schema is here")
            .help(
                "with an overlay action, make each of them a named schema in `components.schemas`",
            );
            cx.sink.push(diagnostic);
        }
    }
}

/// What the variants declare about their properties.
fn views<'a>(cx: &Context<'a>, arms: &'a [ReferenceOr<Schema>]) -> Vec<ArmView> {
    let view = |arm: &'a ReferenceOr<Schema>| {
        let mut leaves = Vec::new();
        collect_leaves(cx, arm.into(), DEPTH, &mut leaves);
        ArmView::of_leaves(&leaves)
    };
    arms.iter().map(view).collect()
}

fn object_plan<'a>(
    cx: &mut Context<'a>,
    schema: &'a Schema,
    arms: &'a [ReferenceOr<Schema>],
    views: &mut [ArmView],
    place: &Place,
) -> Option<DispatchPlan> {
    if !discriminator::apply(cx, schema, arms, views, place) {
        return None;
    }
    let plan = plan::plan(views, &cx.budget);
    if plan.is_none() {
        ambiguous(cx, place, "neither a property nor the JSON type identifies one");
        return None;
    }
    if let Some(tag) = discriminator::possible_tag(cx, arms, views) {
        let why = format!(
            "they differ only in optional properties, and the value of `{tag}` may contradict these properties"
        );
        ambiguous(cx, place, &why);
        return None;
    }
    plan
}

fn ambiguous(cx: &mut Context<'_>, place: &Place, why: &str) -> TypeRef {
    cx.error(
        Code::AmbiguousUnion,
        &place.at,
        format!("the variants of this union cannot be distinguished: {why}"),
        "with an overlay action, add a `discriminator`, or give each variant a required property that has its own `const` value or that no other variant declares",
    );
    TypeRef::Any("invalid")
}

/// The variants of a schema that are not unions themselves, at any depth.
fn collect_leaves<'a>(
    cx: &Context<'a>,
    schema: SchemaRef<'a>,
    depth: usize,
    leaves: &mut Vec<ArmView>,
) {
    let Some(schema) = cx.schema(schema).filter(|_| cx.budget.union_steps(1)) else { return };
    let Some(depth) = depth.checked_sub(1) else { return };
    // An `allOf` with one schema, such as a reference with a description, is that schema.
    let alone = match &schema.schema_kind {
        SchemaKind::AllOf { all_of } if all_of.len() == 1 => Some(all_of.as_slice()),
        _ => None,
    };
    match arms_of(schema).or(alone) {
        Some(arms) => arms.iter().for_each(|arm| collect_leaves(cx, arm.into(), depth, leaves)),
        None => {
            let mut members = BTreeMap::new();
            collect_members(cx, schema, depth, &mut members);
            leaves.push(ArmView { members });
        }
    }
}

fn collect_members<'a>(
    cx: &Context<'a>,
    schema: &'a Schema,
    depth: usize,
    members: &mut BTreeMap<String, MemberView>,
) {
    let Some(depth) = depth.checked_sub(1).filter(|_| cx.budget.union_steps(1)) else { return };
    let (properties, required, all_of): (_, &[String], &[ReferenceOr<Schema>]) =
        match &schema.schema_kind {
            SchemaKind::Type(Type::Object(object)) => (&object.properties, &object.required, &[]),
            SchemaKind::Any(any) => (&any.properties, &any.required, &any.all_of),
            SchemaKind::AllOf { all_of } => {
                for member in all_of {
                    if let Some(schema) = cx.schema(member.into()) {
                        collect_members(cx, schema, depth, members);
                    }
                }
                return;
            }
            _ => return,
        };
    let required: BTreeSet<&str> = required.iter().map(String::as_str).collect();
    for (name, property) in properties {
        let (values, nullable) = listed_values(cx, property.into(), depth);
        if !cx.budget.union_steps(values.as_ref().map_or(1, |values| values.len().max(1))) {
            return;
        }
        let required = required.contains(name.as_str());
        let view = MemberView { values, required, nullable };
        match members.get_mut(name) {
            Some(known) => known.narrow(view),
            None => _ = members.insert(name.clone(), view),
        }
    }
    for member in all_of {
        if let Some(schema) = cx.schema(member.into()) {
            collect_members(cx, schema, depth, members);
        }
    }
}

/// The values that a property may have, where they are listed, and whether it may be null.
fn listed_values<'a>(
    cx: &Context<'a>,
    schema: SchemaRef<'a>,
    depth: usize,
) -> (Option<indexmap::IndexSet<String>>, bool) {
    let Some(schema) = cx.schema(schema) else { return (None, false) };
    let nullable = schema.schema_data.nullable;
    if let Some(tag) = policy::tag(&schema.schema_data.extensions) {
        return (Some(std::iter::once(tag.to_owned()).collect()), nullable);
    }
    let values = match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) if !string.enumeration.is_empty() => {
            Some(string.enumeration.iter().flatten().cloned().collect())
        }
        SchemaKind::Any(AnySchema { enumeration, typ: None, .. })
            if !enumeration.is_empty() && enumeration.iter().all(Value::is_string) =>
        {
            Some(enumeration.iter().filter_map(Value::as_str).map(str::to_owned).collect())
        }
        _ => {
            if let (Some([only]), Some(depth)) = (wrapper(schema), depth.checked_sub(1)) {
                let (values, inner) = listed_values(cx, only.into(), depth);
                return (values, nullable || inner);
            }
            None
        }
    };
    (values, nullable)
}

/// Whether a schema allows strings, as far as the generator can tell.
pub(super) fn may_be_string<'a>(cx: &Context<'a>, schema: SchemaRef<'a>) -> bool {
    matches!(json_type(cx, schema, DEPTH), "string" | "mixed" | "unknown")
}

/// The JSON type of the values of a schema; `mixed` where it is not one.
fn json_type<'a>(cx: &Context<'a>, schema: SchemaRef<'a>, depth: usize) -> &'static str {
    let Some(schema) = cx.schema(schema) else { return "unknown" };
    let Some(depth) = depth.checked_sub(1).filter(|_| cx.budget.union_steps(1)) else {
        return "unknown";
    };
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(_)) => "string",
        SchemaKind::Type(Type::Integer(_)) => "integer",
        SchemaKind::Type(Type::Number(_)) => "number",
        SchemaKind::Type(Type::Boolean(_)) => "boolean",
        SchemaKind::Type(Type::Object(_)) => "object",
        SchemaKind::Type(Type::Array(_)) => "array",
        SchemaKind::Any(any)
            if any.typ.as_deref() == Some("object") || !any.properties.is_empty() =>
        {
            "object"
        }
        _ => match arms_of(schema).or_else(|| wrapper(schema)) {
            Some(arms) => {
                let mut kinds = arms.iter().map(|arm| json_type(cx, arm.into(), depth));
                let first = kinds.next().unwrap_or("unknown");
                if kinds.all(|kind| kind == first) { first } else { "mixed" }
            }
            None => "unknown",
        },
    }
}

/// Whether a value of a schema can be null: the schema says so, or that of a variant.
pub(super) fn is_nullable<'a>(cx: &Context<'a>, schema: &'a Schema) -> bool {
    is_nullable_within(cx, schema, NESTED)
}

fn is_nullable_within<'a>(cx: &Context<'a>, schema: &'a Schema, depth: usize) -> bool {
    if schema.schema_data.nullable {
        return true;
    }
    let Some(variants) = arms_of(schema) else { return false };
    // Deeper unions, and those that contain themselves, are errors elsewhere.
    let Some(depth) = depth.checked_sub(1).filter(|_| cx.budget.union_steps(variants.len())) else {
        return false;
    };
    variants
        .iter()
        .filter_map(|variant| cx.schema(variant.into()))
        .any(|variant| is_nullable_within(cx, variant, depth))
}

/// The variants of a union.
fn arms_of(schema: &Schema) -> Option<&[ReferenceOr<Schema>]> {
    match &schema.schema_kind {
        SchemaKind::OneOf { one_of } => Some(one_of),
        SchemaKind::AnyOf { any_of } => Some(any_of),
        SchemaKind::Any(any) if !any.one_of.is_empty() => Some(&any.one_of),
        SchemaKind::Any(any) if !any.any_of.is_empty() => Some(&any.any_of),
        _ => None,
    }
}

fn wrapper(schema: &Schema) -> Option<&[ReferenceOr<Schema>]> {
    match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => Some(all_of),
        _ => arms_of(schema),
    }
}
