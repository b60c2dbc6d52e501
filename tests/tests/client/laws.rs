//! The laws of the models, for every generated type: nothing is rejected, lost or invented,
//! whatever the service sends.
//!
//! Values are made from the schemas of the document, and then damaged.

mod damage;
mod random;
mod requests;
mod soundness;
mod unexpected_values;
mod unions;
mod write_back;

use codegen::ir::{Model, Shape};
use sdk_tests::document::{API, DOCUMENT};
use sdk_tests::sample::{Sampler, Style};
use serde_json::Value;

use crate::types::{TYPES, Type};

/// A struct or union, with its schema.
pub(crate) struct Subject {
    pub(crate) ty: &'static Type,
    pub(crate) model: &'static Model,
    schema: &'static Value,
}

impl Subject {
    /// A value of the schema.
    pub(crate) fn sample(&self, style: Style) -> Value {
        Sampler::new(&DOCUMENT, style).value(self.schema)
    }
}

/// The structs and unions of a module.
pub(crate) fn subjects(module: &str) -> Vec<Subject> {
    let types = TYPES.iter().filter(|ty| ty.module == module);
    let subject = |ty: &'static Type| {
        let model = API.models.values().find(|model| model.name.as_str() == ty.name)?;
        let schema = model.at.resolve(&DOCUMENT)?;
        matches!(model.shape, Shape::Object(_) | Shape::Union(_)).then_some(Subject {
            ty,
            model,
            schema,
        })
    };
    let found: Vec<Subject> = types.filter_map(subject).collect();
    assert!(found.len() > 100, "the table of types is too short");
    found
}

/// Fails with the first of many failures, and how many there are.
pub(crate) fn none(failures: &[String]) {
    let shown: Vec<&str> = failures.iter().take(20).map(String::as_str).collect();
    assert!(failures.is_empty(), "{} failures:\n{}", failures.len(), shown.join("\n"));
}
