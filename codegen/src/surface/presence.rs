//! When a field of a request is sent.

use crate::ir::{Field, Model};

/// When a field of a request is sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Presence {
    /// Always, with a value.
    Required,
    /// Always, with a value or null.
    Nullable,
    /// When it is set.
    Optional,
    /// When it is set, to a value or to null.
    Patch,
}

impl Presence {
    /// When a field of a model is sent.
    pub(crate) fn of(model: &Model, field: &Field) -> Self {
        match (field.required, field.nullable) {
            (true, false) => Self::Required,
            // In a PATCH, an absent field is unchanged, so nothing forces it to be sent.
            (true, true) if model.patch_only => Self::Patch,
            (true, true) => Self::Nullable,
            (false, false) => Self::Optional,
            (false, true) => Self::Patch,
        }
    }

    /// Whether a request cannot be without the field.
    pub(crate) fn is_required(self) -> bool {
        matches!(self, Self::Required | Self::Nullable)
    }
}
