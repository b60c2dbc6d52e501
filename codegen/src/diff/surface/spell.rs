//! Types as Rust writes them.

use super::{Part, Signature};
use crate::ir::{Format, TypeRef};

/// A signature as the emitter would write it, with the module before the name of each type.
pub(in crate::diff) fn signature(
    signature: &Signature,
    module: &str,
    is_enum: &dyn Fn(&str) -> bool,
) -> String {
    let part = |part: &Part| match part {
        Part::Text(text) => text.clone(),
        Part::Type(ty) => rust(ty, module, is_enum),
    };
    signature.0.iter().map(part).collect()
}

fn rust(ty: &TypeRef, module: &str, is_enum: &dyn Fn(&str) -> bool) -> String {
    match ty {
        TypeRef::String(Format::DateTime) => "DateTime".to_owned(),
        TypeRef::String(Format::Date) => "Date".to_owned(),
        TypeRef::String(_) => "String".to_owned(),
        TypeRef::Integer => "i64".to_owned(),
        TypeRef::Number => "f64".to_owned(),
        TypeRef::Boolean => "bool".to_owned(),
        TypeRef::IntegerOrText => "IntegerOrText".to_owned(),
        TypeRef::NumberOrText => "NumberOrText".to_owned(),
        TypeRef::Any(_) => "Value".to_owned(),
        TypeRef::Array(item) => format!("Vec<{}>", rust(item, module, is_enum)),
        TypeRef::Map(value) => {
            let map = if let TypeRef::Any(_) = **value { "Map" } else { "BTreeMap" };
            format!("{map}<String,{}>", rust(value, module, is_enum))
        }
        TypeRef::Named(name) if is_enum(name.as_str()) => format!("enums::{name}"),
        TypeRef::Named(name) => format!("{module}::{name}"),
    }
}
