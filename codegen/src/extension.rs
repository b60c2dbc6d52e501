//! The extensions that the lowering to OpenAPI 3.0 writes, and that `raise` and `model` read.
//! A document that already has one of them would be misread, so the gate rejects it.

/// Declares the extensions and the list of all of them.
macro_rules! extensions {
    ($($(#[$doc:meta])* $name:ident = $text:literal;)*) => {
        $($(#[$doc])* pub(crate) const $name: &str = $text;)*

        /// All of them.
        pub(crate) const ALL: &[&str] = &[$($name,)*];
    };
}

extensions! {
    /// A schema that is `true` or `false`.
    BOOLEAN_SCHEMA = "x-boolean-schema";
    /// The only value of `enum` was written as `const`.
    CONST = "x-const";
    /// The default is null.
    DEFAULT_NULL = "x-default-null";
    /// The example is null.
    EXAMPLE_NULL = "x-example-null";
    /// The values of `examples`.
    EXAMPLES = "x-examples";
    /// The type was not written and follows from `const` or `enum`.
    IMPLIED_TYPE = "x-implied-type";
    /// The text of `$comment`.
    JSON_COMMENT = "x-json-comment";
    /// The index of the variant that was null.
    NULL_ARM = "x-null-arm";
    /// The key of a union of one schema and null.
    NULL_ONLY = "x-null-only";
    /// What a schema of null says beside its type.
    NULL_SCHEMA = "x-null-schema";
    /// Null was one of several types.
    NULL_TYPE = "x-null-type";
    /// The identifier of the licence.
    OPENAPI_IDENTIFIER = "x-openapi-identifier";
    /// The summary of the API.
    OPENAPI_SUMMARY = "x-openapi-summary";
    /// The version that the document declares.
    OPENAPI_VERSION = "x-openapi-version";
    /// The schema of `propertyNames`.
    PROPERTY_NAMES = "x-property-names";
    /// The keywords beside a reference.
    REF_SIBLINGS = "x-ref-siblings";
    /// The order in which types were written.
    TYPE_ORDER = "x-type-order";
    /// Several types.
    TYPE_SET = "x-type-set";
    /// The value of an example is null.
    VALUE_NULL = "x-value-null";
}
