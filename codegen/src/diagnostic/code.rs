//! The codes of diagnostics: stable names, each with an explanation.

use std::fmt;

use serde::{Serialize, Serializer};

/// Declares each code once: its variant, its name, the cause and the fix.
macro_rules! codes {
    ($($name:ident, $text:literal, $cause:literal, $fix:literal;)*) => {
        /// What kind of problem a diagnostic is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $cause] #[doc = ""] #[doc = $fix] $name,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// Returns the stable name, in kebab-case: `unknown-keyword`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// Returns what causes the diagnostic, in sentences.
            #[must_use]
            pub const fn cause(self) -> &'static str {
                match self { $(Self::$name => $cause,)* }
            }

            /// Returns how to fix the problem, in sentences.
            #[must_use]
            pub const fn fix(self) -> &'static str {
                match self { $(Self::$name => $fix,)* }
            }

            /// Returns one paragraph: the cause, then the fix.
            #[must_use]
            pub const fn explain(self) -> &'static str {
                match self { $(Self::$name => concat!($cause, " ", $fix),)* }
            }
        }
    };
}

codes! {
    NotUtf8, "not-utf8",
        "The file is not encoded in UTF-8, the only encoding that JSON and the generator support.",
        "Save it as UTF-8, or fetch it again if it was damaged in transit.";
    EmptyDocument, "empty-document",
        "The document or the overlay is empty or contains only white space.",
        "Fetch the document again, or name another file with `--spec` or `--overlay`.";
    InvalidJson, "invalid-json",
        "The text is not JSON; the message and the position come from the parser.",
        "Fetch the document again; a published document is never edited.";
    InvalidYaml, "invalid-yaml",
        "The text is not YAML, or uses a part of YAML that has no meaning in JSON: several documents, merge keys, custom tags, keys that are not scalars, or aliases that expand to more than the allowed size.",
        "Correct the syntax, or rewrite the document without these features.";
    DuplicateKey, "duplicate-key",
        "One object has the same key twice, and a parser would use only one of the two values.",
        "Find out which one is intended, and have the document corrected.";
    NumberOutOfRange, "number-out-of-range",
        "A number cannot be represented exactly: it is an integer outside the signed and unsigned 64-bit range, or has more digits than a 64-bit float. It would be rounded silently, so it is rejected.",
        "Have the document corrected by its author.";
    TooDeep, "too-deep",
        "Values are nested more than 127 levels deep in the text, or schemas more than 64 levels through references, `allOf` and unions. No real document nests that deep; the limit prevents stack overflows in the generator and in the compiler.",
        "Have the document corrected by its author, or break the chain with an overlay action.";
    TooLarge, "too-large",
        "The document, or a part of it, is larger than the generator allows: the message names the part and the limit. The documents of this API are far below the limits, so look for content that was generated or repeated by mistake.",
        "Remove it with an overlay action, or raise the limit in `codegen/src/bounds.rs` if the API has grown that much.";
    NotAnObject, "not-an-object",
        "The top level of a document or an overlay is not an object.",
        "Check that this is the right file.";
    UnsupportedVersion, "unsupported-version",
        "The document is Swagger 2 or declares a version of OpenAPI other than 3.0.x and 3.1.x, or none at all.",
        "Convert it, or extend the generator: keywords may have different meanings in that version.";
    UnknownKeyword, "unknown-keyword",
        "The document uses a keyword that the OpenAPI specification does not define at this location. A parser would drop it silently, so it is rejected.",
        "Correct or remove the keyword with an overlay action; keywords that begin with `x-` are always allowed.";
    UnsupportedKeyword, "unsupported-keyword",
        "The keyword is part of OpenAPI or JSON Schema, but the generator does not support it, and ignoring it could produce a wrong client.",
        "Remove it with an overlay action that says why that is safe, or extend the generator.";
    InvalidValue, "invalid-value",
        "The value of a keyword is not what the OpenAPI specification requires, or a required keyword is missing.",
        "Correct it with an overlay action.";
    UnresolvedRef, "unresolved-ref",
        "A `$ref` points to something that does not exist or is of the wrong kind.",
        "Correct the reference or its target with an overlay action.";
    ExternalRef, "external-ref",
        "A `$ref` points outside the document. The generator reads one file and does not use the network.",
        "Bundle the documents into one first.";
    CyclicRef, "cyclic-ref",
        "A schema refers to itself through `$ref`, `allOf`, `oneOf` or `anyOf` only, so it has no structure of its own; or a request always contains another value of its own type, so no finite value is valid. Cycles through items and optional properties are allowed.",
        "Break the cycle with an overlay action.";
    MissingOperationId, "missing-operation-id",
        "An operation has no `operationId`, so its type in `operations` has no name.",
        "Add one with an overlay action, and do not change it later: it is part of the public API.";
    DuplicateOperationId, "duplicate-operation-id",
        "Two operations have the same `operationId`, so two types in `operations` would have the same name.",
        "Give one of them another id with an overlay action.";
    PathParameterMismatch, "path-parameter-mismatch",
        "The placeholders in a path differ from its declared path parameters, or a pair of braces does not contain exactly one name. Every `{name}` needs a required parameter of that name with `in: path`, and vice versa.",
        "Correct it with an overlay action.";
    UnsupportedParameter, "unsupported-parameter",
        "The value of a parameter is an object, an array of arrays or, in a path or a cookie, an array; or a header or cookie has a name that cannot be sent, or that the client sets itself.",
        "Replace the schema or the name with an overlay action, or remove the parameter.";
    UnsupportedMediaType, "unsupported-media-type",
        "The runtime cannot send or read any media type of a body, or cannot choose between several types of a request body, none of which is plain JSON. If a response has neither JSON nor text, only its first media type is considered. JSON, strings (in responses), files as bytes and `multipart/form-data` are supported. Media types that the client does not use only cause warnings.",
        "Replace the media type with an overlay action, or remove the operation.";
    UnsupportedSchema, "unsupported-schema",
        "A schema combines keywords in a way for which there is no Rust type.",
        "Simplify it with an overlay action, or extend the model stage.";
    UntypedSchema, "untyped-schema",
        "A schema does not declare the type of its value, at a location where the generator does not expect arbitrary JSON.",
        "Add a `type` with an overlay action: the generator never turns a schema into `serde_json::Value` silently.";
    UnknownFormat, "unknown-format",
        "A `format` is not in `ir::Format`, so its values are plain strings.",
        "Add it there with its Rust type, or remove it with an overlay action.";
    UncheckedPattern, "unchecked-pattern",
        "A `pattern` uses a feature that `regex-lite` lacks and that the generator cannot rewrite, such as a back-reference or a look-around that does not begin the pattern. Clients check all other constraints of a request, and the documentation of the field says that its pattern is not checked.",
        "Rewrite the pattern with an overlay action, or accept the warning.";
    AmbiguousUnion, "ambiguous-union",
        "The variant of a `oneOf` or `anyOf` cannot be determined: the variants have neither a common discriminator nor properties of their own nor different JSON types.",
        "With an overlay action, add a `discriminator`, or give each variant a required property that has its own `const` value or that no other variant declares.";
    AllOfConflict, "all-of-conflict",
        "The schemas of an `allOf` declare a property in contradictory ways, or one of them is a union or has `additionalProperties: false`, so that they cannot be merged into one struct. One of them may narrow a property of another: a string to an enum, for example.",
        "Correct the schemas with an overlay action.";
    NameCollision, "name-collision",
        "Two wire names become the same Rust name. The generator never appends numbers to names, because they would change with the document.",
        "Give one of them an `x-sdk-name` with an overlay action.";
    ReservedName, "reserved-name",
        "A name would hide an item of Rust's prelude or of the runtime, or an extension has a name that the generator uses for itself.",
        "With an overlay action, set another name with `x-sdk-name`, or remove the extension.";
    ResourceCollision, "resource-collision",
        "Two operations, or an operation and a handle, have the same name on one handle, or two resources would get the same handle type. Names of methods and handles are derived from paths.",
        "Rename one of the two in the overlay: an operation with `x-sdk-name`, a handle with `x-sdk-resource` on the path item that ends in its parameter.";
    UnclearVariant, "unclear-variant",
        "Two variants of an enum differ only in case and underscores, or the name of a variant does not identify its value, because names cannot contain signs, operators or non-ASCII letters.",
        "Name the value with an overlay action: `x-sdk-enum-names` on the schema of the enum is a map from values to the names of variants.";
    UnclassifiedSecret, "unclassified-secret",
        "The name of a property suggests a secret, and the overlay does not say whether it is one. The generator stops, because a secret in a log cannot be recalled.",
        "Add `x-sdk-secret: true` or `x-sdk-secret: false` with an overlay action.";
    UnknownGroup, "unknown-group",
        "An operation has a tag that no group lists, so it would not belong to any cargo feature.",
        "Add the tag to a group in the overlay.";
    SeveralSuccessResponses, "several-success-responses",
        "An operation declares several success responses with different bodies, but a method returns only one type.",
        "Remove all but one with an overlay action.";
    OverlayInvalid, "overlay-invalid",
        "The overlay does not follow the OpenAPI Overlay Specification 1.0.0, has a key that is not part of it, a target that is not a JSONPath of RFC 9535, or an action without a reason.",
        "Correct the overlay at the given location.";
    OverlaySelectsNothing, "overlay-selects-nothing",
        "The target of an overlay action matches nothing in the document. The document changed, or the target is misspelt.",
        "Correct the target, or delete the action if its target was removed from the document.";
    OverlayChangesNothing, "overlay-changes-nothing",
        "An overlay action does not change anything that it selects: the document was corrected, or an earlier action makes the same change. A decision that equals the generator's default (a name, `x-sdk-secret`, `x-sdk-group`, `x-sdk-required`) is only a warning.",
        "Delete the action. To replace an array, first remove the array with an action of its own, because an update appends to arrays.";
    InternalError, "internal-error",
        "The generator has a bug: it refers to a type that it did not create, or its output is not valid Rust. No document should cause this.",
        "Report it with the document; an overlay action on the location that the message names may help until it is fixed.";
    UntrustedServer, "untrusted-server",
        "The first server of the document is not the one that the overlay trusts with `x-sdk-server`. Generated clients send credentials to that server by default, so a changed document must not change it silently.",
        "If the API has really moved, change `x-sdk-server` in the overlay; otherwise do not use the document, and report the change to the owners of the API.";
    UnknownPolicy, "unknown-policy",
        "A key that begins with `x-sdk-` is not a key that the generator supports, or is not allowed at this location, or has an invalid value. The help says how to correct it.",
        "Correct the overlay action.";
    WaitState, "wait-state",
        "The wait for a resource in the overlay (`x-sdk-wait`) does not match the document: another property holds the state, or its enum has different values. A state that is in no list needs a decision: is it transitional (`passing`), a failure that the resource does not leave without intervention (`failed`), another state that it does not leave without intervention (`settled`), part of a deletion (`leaving`, `gone`), or a target to wait for (`until`)?",
        "Correct the overlay action.";
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

impl Serialize for Code {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::Code;

    #[test]
    fn codes_are_unique_in_kebab_case_and_explained() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(seen.insert(text), "{text} is the text of two codes");
            assert!(
                text.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
            );
            // The name of the variant and of the code are the same words.
            assert_eq!(text.replace('-', ""), format!("{code:?}").to_lowercase());
            assert!(code.cause().ends_with(['.', '?']) && code.fix().ends_with('.'), "{text}");
        }
    }
}
