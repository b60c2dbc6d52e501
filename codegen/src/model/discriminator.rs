//! Discriminators: which value of a property selects which variant of a union.

use std::collections::BTreeMap;

use indexmap::IndexSet;
use openapiv3::{Discriminator, ReferenceOr, Schema, SchemaKind, Type};

use crate::diagnostic::Code;
use crate::gate::{self, grammar::ObjectKind};
use crate::ir::TypeRef;
use crate::name::TypeName;
use crate::pointer::Pointer;

use super::context::{Context, Place, component_name, component_pointer};
use super::plan::{ArmView, MemberView};
use super::schema::SchemaRef;
use super::union;

/// The tags of types: the property, and the value that it has in each union.
pub(super) type Tags = BTreeMap<(TypeName, String), IndexSet<String>>;

/// The discriminator of a union, and where it is.
struct Found<'a> {
    discriminator: &'a Discriminator,
    at: Pointer,
    /// Whether the common base of the variants declares it: its mapping may have more of them.
    is_inherited: bool,
}

impl<'a> Found<'a> {
    /// The discriminator beside the variants, or else that of a schema that each variant has in its
    /// `allOf`.
    fn of(
        cx: &Context<'a>,
        schema: &'a Schema,
        arms: &'a [ReferenceOr<Schema>],
        at: &Pointer,
    ) -> Option<Self> {
        if let Some(discriminator) = &schema.schema_data.discriminator {
            let at = at.child("discriminator");
            return Some(Self { discriminator, at, is_inherited: false });
        }
        let mut all = arms.iter().map(|arm| {
            let mut found = Vec::new();
            bases(cx, arm, DEPTH, &mut found);
            found
        });
        let mut common = all.next()?;
        all.for_each(|others| common.retain(|base| others.contains(base)));
        let base = *common.first()?;
        let discriminator = cx.component(base)?.schema_data.discriminator.as_ref()?;
        let at = component_pointer(base).child("discriminator");
        Some(Self { discriminator, at, is_inherited: true })
    }
}

/// The components with a discriminator in the `allOf` of a schema.
fn bases<'a>(
    cx: &Context<'a>,
    schema: &'a ReferenceOr<Schema>,
    depth: usize,
    found: &mut Vec<&'a str>,
) {
    let (Some(depth), Some(schema)) = (depth.checked_sub(1), cx.schema(schema.into())) else {
        return;
    };
    let all_of = match &schema.schema_kind {
        SchemaKind::AllOf { all_of } => all_of.as_slice(),
        SchemaKind::Any(any) => any.all_of.as_slice(),
        _ => return,
    };
    for member in all_of {
        let name = match member {
            ReferenceOr::Reference { reference } => component_name(reference),
            ReferenceOr::Item(_) => None,
        };
        let is_base =
            cx.schema(member.into()).is_some_and(|base| base.schema_data.discriminator.is_some());
        found.extend(name.filter(|_| is_base));
        bases(cx, member, depth, found);
    }
}

/// Sets the values that lead to each variant on the property of a discriminator, if the union has
/// one, so that it is the tag of the plan. Returns whether the views can be planned.
pub(super) fn apply<'a>(
    cx: &mut Context<'a>,
    schema: &'a Schema,
    arms: &'a [ReferenceOr<Schema>],
    views: &mut [ArmView],
    place: &Place,
) -> bool {
    let Some(found) = Found::of(cx, schema, arms, &place.at) else { return true };
    let names: Vec<Option<&str>> = arms.iter().map(|arm| name_of(arm)).collect();
    if !found.is_inherited && !check_targets(cx, &found, &names) {
        return false;
    }
    let tag = &found.discriminator.property_name;
    if !check_property(cx, &found, arms, views, &names) {
        return false;
    }
    let mut is_sound = true;
    for (index, (view, name)) in views.iter_mut().zip(&names).enumerate() {
        let values = values(cx, &found, *name, view, index);
        is_sound &= values.is_some();
        for (wire, member) in &mut view.members {
            let values = if wire == tag { values.clone() } else { None };
            *member = MemberView { values, nullable: false, ..member.clone() };
        }
    }
    is_sound
}

/// The component that a variant is, alone or with keywords beside the reference.
fn name_of(arm: &ReferenceOr<Schema>) -> Option<&str> {
    union::reference(arm.into()).and_then(component_name)
}

/// The component that a value of a mapping names: by a reference or by its name.
fn target(value: &str) -> String {
    gate::target(ObjectKind::Schema, value).unwrap_or_else(|| value.to_owned())
}

/// Reports values of the mapping that do not map to a variant.
fn check_targets(cx: &mut Context<'_>, found: &Found<'_>, names: &[Option<&str>]) -> bool {
    let mut is_sound = true;
    for (value, to) in &found.discriminator.mapping {
        let to = target(to);
        if names.contains(&Some(to.as_str())) {
            continue;
        }
        is_sound = false;
        let at = found.at.child("mapping").child(value);
        let message = format!("`{value}` maps to `{to}`, which is not a variant of the union");
        let help = "with an overlay action, correct the mapping, or remove the value from it";
        cx.error(Code::InvalidValue, &at, message, help);
    }
    is_sound
}

/// Reports variants that do not have the property of the discriminator as a string.
fn check_property<'a>(
    cx: &mut Context<'a>,
    found: &Found<'a>,
    arms: &'a [ReferenceOr<Schema>],
    views: &[ArmView],
    names: &[Option<&str>],
) -> bool {
    let tag = &found.discriminator.property_name;
    let is_string = |arm: &'a ReferenceOr<Schema>| {
        property(cx, arm, tag, DEPTH)
            .is_none_or(|schema| union::may_be_string(cx, SchemaRef::Item(schema)))
    };
    let (mut lacking, mut others) = (Vec::new(), Vec::new());
    for (index, (arm, view)) in arms.iter().zip(views).enumerate() {
        let name = || shown(names.get(index).copied().flatten(), index);
        if !view.members.contains_key(tag) {
            lacking.push(name());
        } else if !is_string(arm) {
            others.push(name());
        }
    }
    let at = found.at.child("propertyName");
    let help = "with an overlay action, add the property to the schema as a string, or correct \
        `propertyName`";
    for (problem, variants) in [("missing from", &lacking), ("not a string in", &others)] {
        if !variants.is_empty() {
            let message = format!(
                "the property `{tag}` of the discriminator is {problem} {}",
                variants.join(", ")
            );
            cx.error(Code::InvalidValue, &at, message, help);
        }
    }
    lacking.is_empty() && others.is_empty()
}

/// How messages name a variant.
fn shown(name: Option<&str>, index: usize) -> String {
    name.map_or_else(|| format!("variant {index}"), |name| format!("`{name}`"))
}

/// Returns the values that map to a variant: those of the mapping, else those that its schema
/// lists, else the name of its schema.
fn values(
    cx: &mut Context<'_>,
    found: &Found<'_>,
    name: Option<&str>,
    view: &ArmView,
    index: usize,
) -> Option<IndexSet<String>> {
    let Found { discriminator, at, .. } = found;
    let tag = &discriminator.property_name;
    let shown = shown(name, index);
    let member = view.members.get(tag)?;
    let mapped: IndexSet<String> = discriminator
        .mapping
        .iter()
        .filter(|(_, to)| name == Some(target(to).as_str()))
        .map(|(value, _)| value.clone())
        .collect();
    match &member.values {
        Some(listed) => {
            if let Some(value) = mapped.iter().find(|value| !listed.contains(*value)) {
                let message =
                    format!("`{value}` maps to {shown}, whose `{tag}` is never `{value}`");
                let help = "with an overlay action, correct the mapping, or remove it: a variant \
                    without a mapping has the values that its schema lists";
                cx.error(Code::InvalidValue, &at.child("mapping").child(value), message, help);
                return None;
            }
            let named = name.filter(|name| mapped.is_empty() && listed.contains(*name));
            Some(match named {
                Some(name) => [name.to_owned()].into(),
                None if mapped.is_empty() => listed.clone(),
                None => mapped,
            })
        }
        None if !mapped.is_empty() => Some(mapped),
        None => match name {
            Some(name) => Some([name.to_owned()].into()),
            None => {
                let message = format!("no value of `{tag}` maps to {shown}");
                let help = "with an overlay action, give the property a `const` in the schema";
                cx.error(Code::AmbiguousUnion, at, message, help);
                None
            }
        },
    }
}

/// Records the one value of the discriminator that maps to a variant, so that a request sets it.
pub(super) fn record<'a>(
    cx: &mut Context<'a>,
    schema: &'a Schema,
    arms: &'a [ReferenceOr<Schema>],
    views: &[ArmView],
    types: &[&TypeRef],
) {
    let Some(found) = Found::of(cx, schema, arms, &Pointer::root()) else { return };
    let tag = &found.discriminator.property_name;
    for (view, ty) in views.iter().zip(types) {
        let values = view.members.get(tag).and_then(|member| member.values.as_ref());
        if let (TypeRef::Named(name), Some(values)) = (ty, values) {
            let known = cx.tags.entry((name.clone(), tag.clone())).or_default();
            known.extend(values.iter().cloned());
        }
    }
}

/// A required string that all variants have, where nothing but optional properties tells them
/// apart: it may say which variant a value is, against what its properties say.
pub(super) fn possible_tag<'a>(
    cx: &Context<'a>,
    arms: &'a [ReferenceOr<Schema>],
    views: &[ArmView],
) -> Option<String> {
    let (first, others) = views.split_first()?;
    let is_own = |view: &ArmView, wire: &str| {
        views.iter().filter(|it| it.members.contains_key(wire)).count() == 1
            && view.members.get(wire).is_some_and(|member| member.required)
    };
    let has_own = |view: &ArmView| view.members.keys().any(|wire| is_own(view, wire));
    let lists = |view: &ArmView| view.members.values().any(|member| member.values.is_some());
    if views.iter().all(has_own) || views.iter().any(lists) {
        return None;
    }
    let is_required = |view: &ArmView, wire: &str| {
        view.members.get(wire).is_some_and(|member| member.required && !member.nullable)
    };
    let shared = first.members.keys().filter(|wire| {
        is_required(first, wire) && others.iter().all(|view| is_required(view, wire))
    });
    let is_text = |wire: &str| {
        arms.iter().all(|arm| property(cx, arm, wire, DEPTH).is_some_and(is_plain_string))
    };
    shared.map(String::as_str).find(|wire| is_text(wire)).map(str::to_owned)
}

/// How deep `allOf` is followed.
const DEPTH: usize = 8;

/// The schema of a property of an object, also of one in its `allOf`.
fn property<'a>(
    cx: &Context<'a>,
    schema: &'a ReferenceOr<Schema>,
    wire: &str,
    depth: usize,
) -> Option<&'a Schema> {
    let depth = depth.checked_sub(1)?;
    let schema = cx.schema(schema.into())?;
    let (properties, all_of) = match &schema.schema_kind {
        SchemaKind::Type(Type::Object(object)) => (Some(&object.properties), &[][..]),
        SchemaKind::Any(any) => (Some(&any.properties), any.all_of.as_slice()),
        SchemaKind::AllOf { all_of } => (None, all_of.as_slice()),
        _ => return None,
    };
    let own = properties.and_then(|properties| cx.schema(properties.get(wire)?.into()));
    own.or_else(|| all_of.iter().find_map(|member| property(cx, member, wire, depth)))
}

/// Whether a schema is a string of which nothing more is known: no format, pattern or list.
fn is_plain_string(schema: &Schema) -> bool {
    match &schema.schema_kind {
        SchemaKind::Type(Type::String(string)) => *string == openapiv3::StringType::default(),
        _ => false,
    }
}
