//! Makes every Rust identifier, from the wire name alone; no other module makes identifiers.
//!
//! A name never depends on its neighbours: two wire names that become the same Rust name are a
//! diagnostic, never a silent suffix, so that a new value cannot rename an old one.

use std::fmt::{self, Write as _};

use heck::{ToKebabCase, ToSnakeCase, ToUpperCamelCase};
use proc_macro2::{Ident, Span};
use serde::{Serialize, Serializer};

/// Words that cannot be used as identifiers, in any edition.
const KEYWORDS: &[&str] = &[
    "Self", "abstract", "as", "async", "await", "become", "box", "break", "const", "continue",
    "crate", "do", "dyn", "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if",
    "impl", "in", "let", "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub",
    "ref", "return", "self", "static", "struct", "super", "trait", "true", "try", "type", "typeof",
    "unsafe", "unsized", "use", "virtual", "where", "while", "yield",
];

/// Type names that generated code uses itself; a schema must not take them.
const RESERVED_TYPES: &[&str] = &[
    "BTreeMap",
    "Blank",
    "Box",
    "Call",
    "Client",
    "Clone",
    "Date",
    "DateTime",
    "Default",
    "Display",
    "Extra",
    "Err",
    "Field",
    "Inner",
    "IntegerOrText",
    "Into",
    "Map",
    "MissingFields",
    "Model",
    "None",
    "NumberOrText",
    "Ok",
    "OpenEnum",
    "Operation",
    "OperationInfo",
    "Option",
    "Page",
    "Paged",
    "Patch",
    "Plan",
    "Result",
    "Rule",
    "Secret",
    "Self",
    "Shape",
    "Slot",
    "Some",
    "String",
    "TryFrom",
    "Union",
    "Value",
    "Vec",
    "From",
];

/// Names of methods and fields that every struct of a model has.
const RESERVED_FIELDS: &[&str] =
    &["blank", "clone", "extra", "get", "get_mut", "new", "shape", "validate"];

/// Names of operation types that the files of operations use themselves.
const RESERVED_OPERATIONS: &[&str] = &[
    "Call",
    "Client",
    "Date",
    "DateTime",
    "Display",
    "Duration",
    "ErrorBody",
    "Idempotency",
    "Into",
    "Method",
    "Operation",
    "OperationInfo",
    "Page",
    "Paged",
    "Pagination",
    "ResponseBody",
    "String",
    "Vec",
    "Wait",
    "WaitInfo",
    "Waited",
];

/// Names of methods that every call has, and of the argument that is the body.
const RESERVED_PARAMETERS: &[&str] = &[
    "attempt_timeout",
    "blocking",
    "body",
    "build",
    "clone",
    "extra_query",
    "header",
    "into_future",
    "items",
    "items_blocking",
    "json",
    "json_as",
    "new",
    "page",
    "pages",
    "pages_blocking",
    "path",
    "query",
    "retry",
    "send",
    "send_blocking",
    "send_bytes",
    "send_full",
    "send_full_blocking",
    "set_query",
    "timeout",
    "to_curl",
    "wait_for",
    "wait_for_any",
    "wait_until",
    "wait_until_gone",
];

/// Names of methods that every client has.
const RESERVED_METHODS: &[&str] = &[
    "builder",
    "clone",
    "discover",
    "from_env",
    "from_profile",
    "new",
    "query",
    "request",
    "wait_for",
];

/// Features that the client has beside the groups of operations.
const RUNTIME_FEATURES: &[&str] = &[
    "blocking",
    "chrono",
    "default",
    "jiff",
    "native-tls",
    "pem",
    "profiles",
    "redis",
    "reqwest",
    "rustls",
    "socks",
    "test-util",
    "time",
    "tracing",
    "url",
    "uuid",
    "validate",
];

macro_rules! names {
    ($($(#[$doc:meta])* $name:ident)*) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
        pub struct $name(String);

        impl $name {
            /// Returns the identifier as text.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }

            /// Returns the identifier as a token.
            #[must_use]
            pub fn ident(&self) -> Ident {
                token(&self.0)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }

        impl Serialize for $name {
            fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
    )*};
}

names! {
    /// The name of a struct, enum, union or alias: `PgConfig`.
    TypeName
    /// The name of a field, argument or setter: `ip_access_list`.
    FieldName
    /// The name of a method on `Client`: `instance_get_list`.
    MethodName
    /// The name of a variant: `UsEast_1`.
    VariantName
    /// The name of a module and its file: `pg_config`.
    ModuleName
}

impl TypeName {
    /// Creates the type of a component schema, an operation, or a name from the overlay.
    #[must_use]
    pub fn new(wire: &str) -> Self {
        Self(identifier(&wire.to_upper_camel_case(), wire, 'T'))
    }

    /// Returns the type of an inline schema: the name of its owner, and the path to it.
    #[must_use]
    pub fn inline(&self, step: &str) -> Self {
        let camel: String =
            step.to_upper_camel_case().chars().filter(|&c| is_continue(c)).collect();
        Self(format!("{}{}", self.0, if camel.is_empty() { spell(step) } else { camel }))
    }

    /// Whether generated code needs this name for itself.
    #[must_use]
    pub fn is_reserved(&self) -> bool {
        RESERVED_TYPES.contains(&self.as_str())
    }

    /// Whether the files of operations need this name for themselves.
    #[must_use]
    pub fn is_reserved_for_operations(&self) -> bool {
        RESERVED_OPERATIONS.contains(&self.as_str())
    }
}

impl FieldName {
    /// Whether the name is the wire name in snake case, as the client makes it for `Debug`.
    #[must_use]
    pub fn follows_from(&self, wire: &str) -> bool {
        self.as_str() == wire.to_snake_case()
    }

    /// Returns the field of a property.
    #[must_use]
    pub fn of_property(wire: &str) -> Self {
        Self(snake(wire, RESERVED_FIELDS))
    }

    /// Returns the argument or setter of a parameter.
    #[must_use]
    pub fn of_parameter(wire: &str) -> Self {
        Self(snake(wire, RESERVED_PARAMETERS))
    }

    /// Returns the method that sets the field to null: `expire_at_null`.
    #[must_use]
    pub fn null_setter(&self) -> MethodName {
        MethodName(format!("{}_null", self.0.trim_end_matches('_')))
    }
}

impl MethodName {
    /// Creates the method of an operation.
    #[must_use]
    pub fn new(operation_id: &str) -> Self {
        Self(snake(operation_id, RESERVED_METHODS))
    }
}

impl VariantName {
    /// Creates the variant of a value. A separator before a digit stays as `_`, so that `us-east-1`
    /// and `us-east1` differ; nothing else of the value's neighbours matters.
    #[must_use]
    pub fn new(value: &str) -> Self {
        if value.is_empty() {
            return Self("Empty".to_owned());
        }
        let mut name = String::with_capacity(value.len());
        for chunk in split_before_digits(value) {
            if !name.is_empty() {
                name.push('_');
            }
            name.push_str(&chunk.to_upper_camel_case());
        }
        if name == "Other" {
            name.push('_');
        }
        Self(identifier(&name, value, 'V'))
    }

    /// Whether the variant of a value says what the value is: a name can hold neither signs and
    /// operators nor the letters of other alphabets.
    #[must_use]
    pub fn is_readable(value: &str) -> bool {
        let is_negative = value
            .strip_prefix('-')
            .is_some_and(|rest| rest.starts_with(|character: char| character.is_ascii_digit()));
        let is_word = value.contains(|character: char| character.is_ascii_alphanumeric());
        let loses = |character: char| {
            "+<>=!%&|^~*".contains(character)
                || (character.is_alphanumeric() && !character.is_ascii())
        };
        value.is_empty() || (is_word && !is_negative && !value.contains(loses))
    }

    /// Returns the name without case and underscores: two names that agree in it are easily
    /// confused.
    #[must_use]
    pub fn folded(&self) -> String {
        self.0.replace('_', "").to_ascii_lowercase()
    }

    /// Returns the variant named like a type, for a union without a tag.
    #[must_use]
    pub fn of_type(name: &TypeName) -> Self {
        Self(if name.as_str() == "Other" { "Other_".to_owned() } else { name.0.clone() })
    }
}

/// Returns a word of our own as an identifier.
pub(crate) fn word(word: &'static str) -> Ident {
    token(word)
}

#[expect(clippy::disallowed_methods, reason = "the one place that makes identifiers")]
fn token(name: &str) -> Ident {
    Ident::new(name, Span::call_site())
}

/// Returns the file or module name of an owner: `pg_config` for `pgConfig`.
#[must_use]
pub fn module(owner: &str) -> String {
    let mut module = snake(owner, &["mod"]);
    if is_device(&module) {
        module.push('_');
    }
    module
}

impl ModuleName {
    /// Creates the module of an owner.
    #[must_use]
    pub fn new(owner: &str) -> Self {
        Self(module(owner))
    }
}

/// Whether Windows reserves a file name for a device, with any extension. A checkout on Windows
/// would fail.
fn is_device(name: &str) -> bool {
    let numbered = name.strip_prefix("com").or_else(|| name.strip_prefix("lpt"));
    matches!(name, "con" | "prn" | "aux" | "nul" | "conin" | "conout" | "clock")
        || numbered.is_some_and(|rest| matches!(rest.as_bytes(), [b'0'..=b'9']))
}

/// Returns the name of a cargo feature: `api-keys` for `API keys`.
#[must_use]
pub fn feature(text: &str) -> String {
    let feature = text.to_kebab_case();
    if feature.is_empty() { spell(text).to_lowercase() } else { feature }
}

/// Whether the client has a feature of this name beside the groups of operations.
#[must_use]
pub fn is_feature_of_the_runtime(feature: &str) -> bool {
    RUNTIME_FEATURES.contains(&feature)
}

/// Cuts a value at every separator between an alphanumeric character and a digit.
fn split_before_digits(value: &str) -> Vec<&str> {
    let mut chunks = Vec::new();
    let mut start = 0;
    let mut separator: Option<usize> = None;
    for (index, character) in value.char_indices() {
        if character.is_alphanumeric() {
            if let Some(cut) = separator.take()
                && character.is_ascii_digit()
                && cut > start
            {
                chunks.push(value.get(start..cut).unwrap_or_default());
                start = index;
            }
        } else if separator.is_none() {
            separator = Some(index);
        }
    }
    chunks.push(value.get(start..).unwrap_or_default());
    chunks
}

fn snake(wire: &str, reserved: &[&str]) -> String {
    let mut name = identifier(&wire.to_snake_case(), wire, 'n').to_lowercase();
    // Where a character was left out between two separators.
    while name.contains("__") {
        name = name.replace("__", "_");
    }
    if KEYWORDS.contains(&name.as_str()) || reserved.contains(&name.as_str()) {
        name.push('_');
    }
    name
}

/// Makes a valid identifier of a name in the right case: spells out what no identifier can hold.
fn identifier(cased: &str, wire: &str, prefix: char) -> String {
    let mut name: String = cased.chars().filter(|&c| is_continue(c)).collect();
    if name.chars().all(|c| c == '_') {
        name = spell(wire);
    }
    if !name.starts_with(is_start) {
        name.insert(0, prefix);
    }
    if KEYWORDS.contains(&name.as_str()) && name.starts_with(char::is_uppercase) {
        name.push('_');
    }
    name
}

/// ASCII only: a look-alike letter in an identifier would deceive a reviewer.
fn is_continue(character: char) -> bool {
    character == '_' || character.is_ascii_alphanumeric()
}

fn is_start(character: char) -> bool {
    character.is_ascii_alphabetic()
}

/// Spells the characters of a name that has no letter or digit: `U3eU3d` for `>=`.
fn spell(wire: &str) -> String {
    let mut spelled = String::new();
    for character in wire.chars() {
        // Writing to a `String` cannot fail.
        let _ = write!(spelled, "U{:x}", u32::from(character));
    }
    spelled
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variants_derive_from_the_value_alone() {
        let cases = [
            ("us-east-1", "UsEast_1"),
            ("us-east1", "UsEast1"),
            ("TLSv1.1", "TlSv1_1"),
            ("python3.11", "Python3_11"),
            ("c6gd.16xlarge", "C6gd_16xlarge"),
            ("read committed", "ReadCommitted"),
            ("30s", "V30s"),
            ("18", "V18"),
            ("SERVICE_ACCOUNT", "ServiceAccount"),
            ("other", "Other_"),
            ("self", "Self_"),
            ("", "Empty"),
            (">=", "U3eU3d"),
            ("-1", "V1"),
        ];
        for (value, name) in cases {
            assert_eq!(VariantName::new(value).as_str(), name, "{value:?}");
        }
    }

    #[test]
    fn readable_variant_names_are_lossless() {
        for value in ["us-east-1", "", "TLSv1.1", "read committed", "$regex", "18", "a/b"] {
            assert!(VariantName::is_readable(value), "{value:?}");
        }
        for value in ["+1", "-1", "<=", "C++", "50%", "Zürich", "-", "名"] {
            assert!(!VariantName::is_readable(value), "{value:?}");
        }
        assert_eq!(VariantName::new("us-east-1").folded(), VariantName::new("us-east1").folded());
    }

    #[test]
    fn fields_survive_keywords_and_punctuation() {
        let cases = [
            ("ipAccessList", "ip_access_list"),
            ("type", "type_"),
            ("__scheme__", "scheme"),
            ("$regex", "regex"),
            ("exponential histogram", "exponential_histogram"),
            ("extra", "extra_"),
            ("new", "new_"),
            ("2fa", "n2fa"),
            ("名", "u540d"),
            ("🦀", "U1f980"),
        ];
        for (wire, name) in cases {
            assert_eq!(
                FieldName::of_property(wire).as_str().to_lowercase(),
                name.to_lowercase(),
                "{wire:?}"
            );
        }
    }

    #[test]
    fn every_name_is_an_identifier() {
        for wire in [
            "",
            "1",
            "-",
            "\"quote\"",
            "a\nb",
            "fn",
            "Self",
            "r#type",
            "../../etc",
            "ünïcode",
            "\u{202e}x",
        ] {
            let _ = TypeName::new(wire).ident();
            let _ = TypeName::new("X").inline(wire).ident();
            let _ = FieldName::of_property(wire).ident();
            let _ = FieldName::of_parameter(wire).ident();
            let _ = MethodName::new(wire).ident();
            let _ = VariantName::new(wire).ident();
            let _ = ModuleName::new(wire).ident();
            assert!(!module(wire).contains(['/', '.', '\\']), "{wire:?}");
        }
    }
}
