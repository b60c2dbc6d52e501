//! The codes of diagnostics: stable names, and a paragraph on each.

use std::fmt;

use serde::{Serialize, Serializer};

/// Declares the codes once, so that the enum, the names and the texts cannot drift apart.
macro_rules! codes {
    ($($name:ident, $text:literal, $explanation:literal;)*) => {
        /// What kind of problem a diagnostic is about.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Code {
            $(#[doc = $explanation] $name,)*
        }

        impl Code {
            /// All codes.
            pub const ALL: &'static [Self] = &[$(Self::$name,)*];

            /// The stable name, in kebab-case: `unknown-keyword`.
            #[must_use]
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $text,)* }
            }

            /// One paragraph: the cause, then the cure.
            #[must_use]
            pub const fn explain(self) -> &'static str {
                match self { $(Self::$name => $explanation,)* }
            }
        }
    };
}

codes! {
    NotUtf8, "not-utf8",
        "The file is not UTF-8 text, the only encoding that JSON and this tool know. Save it as UTF-8, or fetch it again if it was damaged on the way.";
    EmptyDocument, "empty-document",
        "The file holds nothing but white space. Fetch the document again, or name another file with `--spec`.";
    InvalidJson, "invalid-json",
        "The text is not JSON; the message and the position are those of the parser. Fetch the document again: a published document is never repaired by hand.";
    InvalidYaml, "invalid-yaml",
        "The text is not YAML, or uses a part of YAML that has no meaning in JSON: several documents, merge keys, custom tags, keys that are not scalars, or aliases that unfold to more than the allowed size. Write the plain form.";
    DuplicateKey, "duplicate-key",
        "One object holds the same key twice, and a parser would keep only one of the two values. Find out which one is meant and have the document corrected.";
    NumberOutOfRange, "number-out-of-range",
        "A number cannot be held exactly: it is an integer outside the signed and unsigned 64-bit range, or has more digits than a 64-bit float. It would be rounded in silence, so it is refused. Correct the document.";
    TooDeep, "too-deep",
        "Values are nested more than 127 levels deep in the text, or schemas more than 64 levels through references, `allOf` and unions. No real document does that; the bound keeps the stacks of the generator and of the compiler small. Correct the document, or cut the chain with an overlay action.";
    TooLarge, "too-large",
        "The document, or a part of it, is larger than the generator takes on: the message names the part and the bound. The bounds lie far above the documents of this API, so look for what was generated or repeated by mistake; remove it with an overlay action, or raise the bound in `codegen/src/bounds.rs` if the API really grew that much.";
    NotAnObject, "not-an-object",
        "A document and an overlay are objects at their top, and so is everything that the OpenAPI specification calls an object. Check that the right file is given.";
    UnsupportedVersion, "unsupported-version",
        "The document is Swagger 2 or declares a version of OpenAPI other than 3.0.x and 3.1.x, or none at all. Convert it, or teach the generator the new version: its keywords may mean other things.";
    UnknownKeyword, "unknown-keyword",
        "The document uses a keyword that the OpenAPI specification does not know at this place. A parser would drop it in silence, so it is refused. Correct a misspelling with an overlay action, or remove the keyword with one; keywords that begin with `x-` are always allowed.";
    UnsupportedKeyword, "unsupported-keyword",
        "The keyword is part of OpenAPI or JSON Schema, but the generator does not understand it, and ignoring it could produce a wrong client. Remove it with an overlay action that says why this is sound, or teach the generator what it means.";
    InvalidValue, "invalid-value",
        "The value of a keyword is not what the OpenAPI specification asks for, or a required keyword is missing. Correct it with an overlay action.";
    UnresolvedRef, "unresolved-ref",
        "A `$ref` points at nothing, or at something of another kind. Correct it, or what it should point at, with an overlay action.";
    ExternalRef, "external-ref",
        "A `$ref` points outside the document. The generator reads one file and no network. Bundle the documents into one first.";
    CyclicRef, "cyclic-ref",
        "A schema is defined by itself, through `$ref`, `allOf`, `oneOf` or `anyOf` only, so that it has no shape of its own; or a request must hold another one of its kind without an end. Cycles through items and properties that are not required are fine. Break the cycle with an overlay action.";
    MissingOperationId, "missing-operation-id",
        "An operation has no `operationId`, so its type in `operations` has no name. Add one with an overlay action, and do not change it later: it is part of the public API.";
    DuplicateOperationId, "duplicate-operation-id",
        "Two operations carry the same `operationId`, so two types in `operations` would have the same name. Give one of them another id with an overlay action.";
    PathParameterMismatch, "path-parameter-mismatch",
        "The placeholders of a path and its declared path parameters are not the same set, or its braces do not hold one name each. Every `{name}` needs a required parameter of that name with `in: path`, and the other way round. Correct it with an overlay action.";
    UnsupportedParameter, "unsupported-parameter",
        "A parameter stands in a header or a cookie, or has a style or a type that the generator does not know how to write into a URL. Remove it with an overlay action, or teach the generator.";
    UnsupportedMediaType, "unsupported-media-type",
        "A body has a media type that the runtime does not know how to send or read, or several of which none is plain JSON. JSON and text are known. Media types that the client leaves out beside the one that it uses are warnings. Teach the runtime, or remove the media type with an overlay action.";
    UnsupportedSchema, "unsupported-schema",
        "A schema combines keywords in a way for which there is no Rust type. Simplify it with an overlay action, or teach the model stage the combination.";
    UntypedSchema, "untyped-schema",
        "A schema says nothing about the type of its value, and its place is not one of those where anything is expected. Add a `type` with an overlay action; nothing falls back to any JSON value in silence.";
    UnknownFormat, "unknown-format",
        "A `format` is not in the table of formats. Add it to the table, with the Rust type that fits, or remove it with an overlay action.";
    AmbiguousUnion, "ambiguous-union",
        "A value of a `oneOf` or `anyOf` cannot be assigned to one arm by a tag, by the presence of keys or by its JSON type, so decoding would be a guess. Give the arms a common property with distinct constant values, with an overlay action.";
    AllOfConflict, "all-of-conflict",
        "The members of an `allOf` declare the same property differently, or one of them is closed or a union, so that they cannot be merged into one struct. Correct the members with an overlay action.";
    NameCollision, "name-collision",
        "Two wire names become the same Rust name. Names are never numbered, because a number would move when the document changes. Give one of them an `x-sdk-name` with an overlay action.";
    ReservedName, "reserved-name",
        "A name would hide an item of Rust's prelude or of the runtime, or an extension has a name that the generator uses for itself. Give it another name with an `x-sdk-name`, with an overlay action, or remove the extension.";
    ResourceCollision, "resource-collision",
        "Two operations, or an operation and a handle, have one name on one handle, or two handles have one type. Names of methods and handles follow from paths; name one of the two in the overlay, an operation with `x-sdk-name`, a handle with `x-sdk-resource` on the path item that ends in its parameter.";
    UnclearVariant, "unclear-variant",
        "The variant of an enum value cannot be told from another one, because their names differ in case and underscores only, or does not say what the value is, because a name cannot hold signs, operators and letters of other alphabets. Name the value with an overlay action: `x-sdk-enum-names` on the schema of the enum is a map from values to the names of variants.";
    UnclassifiedSecret, "unclassified-secret",
        "A property is named like a secret, and nothing says whether it is one. Add `x-sdk-secret: true` or `x-sdk-secret: false` with an overlay action: a secret that reaches a log cannot be called back.";
    UnknownGroup, "unknown-group",
        "An operation has a tag that no group lists, so it would belong to no cargo feature. Add the tag to a group in the overlay.";
    SeveralSuccessResponses, "several-success-responses",
        "An operation declares several success responses with different contents, and a method returns one type. Remove all but one with an overlay action.";
    OverlayInvalid, "overlay-invalid",
        "The overlay does not follow the OpenAPI Overlay Specification 1.0.0, has a key that is not part of it, a target that is not a JSONPath of RFC 9535, or an action without a reason. Correct the overlay at the given place.";
    OverlaySelectsNothing, "overlay-selects-nothing",
        "The target of an overlay action matches nothing in the document. The document changed, or the target is misspelt. Correct the target, or delete the action if what it corrected is gone.";
    OverlayChangesNothing, "overlay-changes-nothing",
        "An overlay action leaves everything that it selects as it was: the document now says so itself, or another action did it before. Delete the action. As a warning: a decision (`x-sdk-name`, `x-sdk-secret`, `x-sdk-group`) is what the generator decides by itself.";
    InternalError, "internal-error",
        "The generator contradicts itself: it named a type that it never modelled, or wrote something that is not Rust. Nothing in a document should bring this about, so it is a bug. Report it with the document; an overlay action on the place that the message names may help until it is mended.";
    UntrustedServer, "untrusted-server",
        "The first server of the document is not the one that the overlay trusts with `x-sdk-server`. Generated clients send credentials to that server by default, so a changed document must not move it in silence. Make sure that the service really moved, and change `x-sdk-server` in the overlay; or report the document.";
    UnknownPolicy, "unknown-policy",
        "A key that begins with `x-sdk-` is not one of the generator's policies, or stands where it has no meaning, or has a value that makes no sense. The message names what is known there. Correct the overlay action.";
    WaitState, "wait-state",
        "What the overlay says about waiting for a resource (`x-sdk-wait`) does not fit the document: the state stands elsewhere, or the enum of the states has another set of values. A state that no list names is a question: is it a state on the way (`passing`), a failure that the resource does not leave without help (`failed`), another state that it does not leave without help (`settled`), one of a deletion (`leaving`, `gone`), or something to wait for (`until`)? Correct the overlay action.";
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
    fn codes_are_unique_kebab_case_and_explained() {
        let mut seen = BTreeSet::new();
        for code in Code::ALL {
            let text = code.as_str();
            assert!(seen.insert(text), "{text} stands for two codes");
            assert!(
                text.bytes()
                    .all(|byte| byte.is_ascii_lowercase() || byte == b'-' || byte.is_ascii_digit())
            );
            // The name of the variant and of the code are the same words.
            assert_eq!(text.replace('-', ""), format!("{code:?}").to_lowercase());
            let sentences = code.explain();
            assert!(sentences.ends_with('.') && sentences.matches(". ").count() >= 1, "{text}");
        }
    }
}
