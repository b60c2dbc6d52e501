//! The types, as handwritten code would define them with serde's derive.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use codegen::ir::{Api, DispatchPlan, Enum, Object, Plan, Shape, TypeRef, Union};

use crate::bodies::leads_elsewhere;

/// Returns the types that `roots` use, as Rust code.
pub(crate) fn derive<'a>(
    api: &Api,
    roots: impl Iterator<Item = &'a str>,
) -> Result<String, fmt::Error> {
    let mut text = String::new();
    let mut done = BTreeSet::new();
    let mut open: Vec<String> = roots.map(str::to_owned).collect();
    while let Some(name) = open.pop() {
        if !done.insert(name.clone()) {
            continue;
        }
        let Some(model) = api.models.values().find(|model| model.name.as_str() == name) else {
            continue;
        };
        match &model.shape {
            Shape::Object(it) => object(&mut text, &name, it, &mut open)?,
            Shape::Enum(it) => enumeration(&mut text, &name, it)?,
            Shape::Union(it) => union(&mut text, &name, it, &mut open)?,
            Shape::Alias(it) => writeln!(text, "pub type {name} = {};", spell(it, &mut open))?,
        }
    }
    Ok(text)
}

const DERIVES: &str = "#[derive(Debug, Clone, PartialEq, serde::Serialize, serde::Deserialize)]";

fn object(text: &mut String, name: &str, object: &Object, open: &mut Vec<String>) -> fmt::Result {
    writeln!(text, "{DERIVES}\npub struct {name} {{")?;
    for field in &object.fields {
        let ty = spell(&field.ty, open);
        let ty = if field.boxed { format!("Box<{ty}>") } else { ty };
        writeln!(
            text,
            "    #[serde(rename = {:?}, skip_serializing_if = \"Option::is_none\")]\n    \
             pub {}: Option<{ty}>,",
            field.wire, field.name
        )?;
    }
    writeln!(text, "}}")
}

fn enumeration(text: &mut String, name: &str, it: &Enum) -> fmt::Result {
    writeln!(text, "{DERIVES}\npub enum {name} {{")?;
    for value in &it.values {
        writeln!(text, "    #[serde(rename = {:?})]\n    {},", value.wire, value.name)?;
    }
    writeln!(text, "}}")
}

fn union(text: &mut String, name: &str, it: &Union, open: &mut Vec<String>) -> fmt::Result {
    let tag = simple_tag(it);
    writeln!(text, "{DERIVES}")?;
    match &tag {
        Some((tag, _)) => writeln!(text, "#[serde(tag = {tag:?})]")?,
        None => writeln!(text, "#[serde(untagged)]")?,
    }
    writeln!(text, "pub enum {name} {{")?;
    for (index, arm) in it.arms.iter().enumerate() {
        if let Some((_, values)) = &tag {
            let mut values = values.iter().filter(|(_, arm)| *arm == index).map(|(value, _)| value);
            if let Some(first) = values.next() {
                writeln!(text, "    #[serde(rename = {first:?})]")?;
            }
            for more in values {
                writeln!(text, "    #[serde(alias = {more:?})]")?;
            }
        }
        writeln!(text, "    {}({}),", arm.name, spell(&arm.ty, open))?;
    }
    writeln!(text, "}}")
}

/// Returns the discriminator of a union that needs no other rule, with the variant of each value.
fn simple_tag(it: &Union) -> Option<(String, Vec<(String, usize)>)> {
    let Plan::Object(DispatchPlan::Tag { name, values, absent }) = &it.plan else { return None };
    if leads_elsewhere(values, absent.as_deref()) {
        return None;
    }
    let arm = |(value, plan): &(String, DispatchPlan)| match plan {
        DispatchPlan::Variant(arm) => Some((value.clone(), *arm)),
        _ => None,
    };
    Some((name.clone(), values.iter().map(arm).collect::<Option<_>>()?))
}

fn spell(ty: &TypeRef, open: &mut Vec<String>) -> String {
    match ty {
        TypeRef::String(_) => "String".to_owned(),
        TypeRef::Integer => "i64".to_owned(),
        TypeRef::Number => "f64".to_owned(),
        TypeRef::Boolean => "bool".to_owned(),
        TypeRef::IntegerOrText | TypeRef::NumberOrText | TypeRef::Any(_) => {
            "serde_json::Value".to_owned()
        }
        TypeRef::Nullable(item) => format!("Option<{}>", spell(item, open)),
        // A file is a whole body, never a field.
        TypeRef::Bytes => "()".to_owned(),
        TypeRef::Array(item) => format!("Vec<{}>", spell(item, open)),
        TypeRef::Map(item) => {
            format!("std::collections::BTreeMap<String, {}>", spell(item, open))
        }
        TypeRef::Named(name) => {
            open.push(name.to_string());
            name.to_string()
        }
    }
}
