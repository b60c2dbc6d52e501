//! Decides which properties hold secrets, by their names.
//!
//! `x-sdk-secret` in the overlay overrides the decision in both directions. A name that suggests a
//! secret, but does not match the rule, must be classified there.

use std::collections::{BTreeMap, BTreeSet};

use crate::diagnostic::Code;
use crate::ir::{Docs, Model, SecretNames, Shape, TypeRef};
use crate::name::TypeName;
use crate::pointer::Pointer;

use super::context::Context;
use super::schema;

/// Parts of a name, without case or separators, that mark a secret.
const MARKS: &[&str] = &[
    "password",
    "passwd",
    "secret",
    "privatekey",
    "connectionstring",
    "serviceaccountkey",
    "serviceaccountfile",
    "apitoken",
    "bearer",
];

/// Whole names that hold a secret although no part of them says so.
const NAMES: &[&str] = &["keyidhash", "newdoublesha1hash", "uploadurl", "token"];

/// Parts of a name that may mark a secret, so that a person must decide.
const SUSPECTS: &[&str] = &[
    "token",
    "credential",
    "passphrase",
    "apikey",
    "accesskey",
    "authkey",
    "signingkey",
    "encryptionkey",
    "signature",
    "cookie",
    "hash",
    "salt",
    "jwt",
    "otp",
    "pwd",
    "authorization",
];

/// Whether a property holds a secret: the overlay says so, its format does, or its name does and
/// it is text. Reports a property that looks like one and is not classified.
pub(super) fn classify(
    cx: &mut Context<'_>,
    wire: &str,
    ty: &TypeRef,
    docs: &Docs,
    said: Option<bool>,
    at: &Pointer,
) -> bool {
    let is_known =
        docs.format.as_deref() == Some("password") || (is_marked(wire) && is_text(ty, cx));
    let is_suspected = is_suspect(wire) && holds_text(ty, cx);
    if let Some(said) = said {
        if said == is_known && (said || !is_suspected) {
            cx.redundant(at, &format!("x-sdk-secret: {said}"));
        }
        return said;
    }
    if is_known {
        return true;
    }
    if is_suspected {
        cx.error(
            Code::UnclassifiedSecret,
            at,
            format!("`{wire}` looks like a secret, but the overlay does not classify it"),
            "set `x-sdk-secret` of the property to true or false with an overlay action",
        );
    }
    false
}

/// The names that say of text without types where a secret is.
pub(super) fn names(models: &BTreeMap<TypeName, Model>) -> SecretNames {
    let set = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    let mut names = SecretNames {
        parts: set(MARKS),
        suspects: set(SUSPECTS),
        whole: set(NAMES),
        public: BTreeSet::new(),
    };
    let fields = models.values().filter_map(|model| match &model.shape {
        Shape::Object(object) => Some(&object.fields),
        _ => None,
    });
    for field in fields.flatten() {
        if field.secret {
            names.whole.insert(plain(&field.wire));
        } else if looks_secret(&field.wire) && may_hold_text(&field.ty, models) {
            // Without a word of the overlay, this would have been an error.
            names.public.insert(plain(&field.wire));
        }
    }
    // What one model says in public may be the secret of another.
    names.public = names.public.difference(&names.whole).cloned().collect();
    names
}

fn looks_secret(wire: &str) -> bool {
    is_marked(wire) || is_suspect(wire)
}

fn may_hold_text(ty: &TypeRef, models: &BTreeMap<TypeName, Model>) -> bool {
    match ty {
        TypeRef::String(_) | TypeRef::Any(_) => true,
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            may_hold_text(inner, models)
        }
        TypeRef::Named(name) => models
            .get(name)
            .is_some_and(|model| matches!(model.shape, Shape::Alias(TypeRef::String(_)))),
        _ => false,
    }
}

/// A name without case and separators.
fn plain(wire: &str) -> String {
    wire.chars().filter(char::is_ascii_alphanumeric).map(|c| c.to_ascii_lowercase()).collect()
}

fn is_marked(wire: &str) -> bool {
    let plain = plain(wire);
    NAMES.contains(&plain.as_str()) || MARKS.iter().any(|mark| plain.contains(mark))
}

/// Ids of keys are public names of what is secret.
fn is_suspect(wire: &str) -> bool {
    let plain = plain(wire);
    let is_id = plain.ends_with("id") || plain.ends_with("ids");
    !is_id && MARKS.iter().chain(SUSPECTS).any(|mark| plain.contains(mark))
}

fn is_text(ty: &TypeRef, cx: &Context<'_>) -> bool {
    match ty {
        TypeRef::String(_) => true,
        TypeRef::Named(name) => match cx.models.get(name) {
            Some(model) => matches!(model.shape, Shape::Alias(TypeRef::String(_))),
            // A component that has not been modelled yet.
            None => cx.component_of_type(name).is_some_and(schema::is_plain_text),
        },
        _ => false,
    }
}

/// Whether a secret text could stand in a value: text, lists and maps of it, or anything at all.
fn holds_text(ty: &TypeRef, cx: &Context<'_>) -> bool {
    match ty {
        TypeRef::Array(inner) | TypeRef::Map(inner) | TypeRef::Nullable(inner) => {
            holds_text(inner, cx)
        }
        TypeRef::Any(_) => true,
        other => is_text(other, cx),
    }
}

#[cfg(test)]
mod tests {
    use super::{is_marked, is_suspect};

    #[test]
    fn names_mark_secrets() {
        for wire in [
            "password",
            "keySecret",
            "newPasswordHash",
            "connectionString",
            "serviceAccountKey",
            "privateKey",
            "uploadUrl",
            "secretAccessKey",
        ] {
            assert!(is_marked(wire), "{wire}");
        }
        for wire in ["accessKeyId", "keySuffix", "apiKeyIds", "certificate", "name", "keyId"] {
            assert!(!is_marked(wire), "{wire}");
        }
    }

    #[test]
    fn suspicious_names_are_reported() {
        for wire in ["sessionToken", "credentials", "encryptionKey", "passwords", "openApiKeys"] {
            assert!(is_suspect(wire), "{wire}");
        }
        for wire in ["accessKeyId", "apiKeyIds", "partitionKey", "caCertificate", "authentication"]
        {
            assert!(!is_suspect(wire), "{wire}");
        }
    }
}
