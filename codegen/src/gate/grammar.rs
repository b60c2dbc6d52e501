//! The grammar of OpenAPI documents as tables: which keywords an object may have, what their
//! values are, and where the objects inside them are.
//!
//! Every stage that walks the raw document asks these tables, so that a property *named* `$ref` or
//! `type` is a name everywhere and a keyword nowhere.

mod tables;

/// The kinds of objects that a document consists of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
#[allow(missing_docs, reason = "the names are those of the OpenAPI specification")]
pub(crate) enum ObjectKind {
    Document,
    Info,
    Contact,
    License,
    Server,
    Tag,
    ExternalDocs,
    Components,
    PathItem,
    Operation,
    Parameter,
    RequestBody,
    Response,
    Header,
    MediaType,
    Example,
    SecurityScheme,
    Schema,
    Discriminator,
}

/// What the keys of a map are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Keys {
    /// Any names, also such that begin with `x-`.
    Names,
    /// Names that can stand in a `$ref` without escapes.
    ComponentNames,
    /// Path templates, and extensions.
    Paths,
    /// HTTP statuses, `2XX` and `default`, and extensions.
    Statuses,
}

/// What the value of a keyword is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ValueRule {
    /// Text.
    Text,
    /// Text that becomes a name in Rust, and so must not be endless.
    Name,
    /// A list of different texts, each a name.
    Texts,
    /// `true` or `false`.
    Flag,
    /// A number.
    Number,
    /// A non-negative integer.
    Count,
    /// Any JSON value, which is data and not part of the grammar.
    Any,
    /// A list of any JSON values.
    Anys,
    /// `type`: a name or, since 3.1, a list of names.
    Type,
    /// `enum`: a list of different values, not empty.
    Values,
    /// `exclusiveMinimum`: a flag in 3.0, a number since 3.1.
    Exclusive,
    /// `security`: alternatives, each a map from scheme to scopes.
    Security,
    /// `mapping`: values, each with the schema that it leads to.
    Mapping,
    /// An object of a kind.
    One(ObjectKind),
    /// `additionalProperties`: a schema or a flag.
    SchemaOrFlag,
    /// A list of objects of a kind.
    List(ObjectKind),
    /// A map to objects of a kind.
    Map(ObjectKind, Keys),
    /// A keyword of OpenAPI or JSON Schema that the generator does not understand, and why.
    Unsupported(&'static str),
}

/// In which versions of OpenAPI a keyword exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Since {
    /// In 3.0 and 3.1.
    Always,
    /// In 3.0 only.
    Only30,
    /// Since 3.1.
    Only31,
}

/// A keyword of an object.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Keyword {
    /// Its name.
    pub(crate) name: &'static str,
    /// What its value is.
    pub(crate) rule: ValueRule,
    /// Whether the object must have it.
    pub(crate) required: bool,
    /// Where it exists.
    pub(crate) since: Since,
}

impl ObjectKind {
    /// Returns the name with its article, for messages.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Document => "the document",
            Self::Info => "`info`",
            Self::Contact => "`contact`",
            Self::License => "`license`",
            Self::Server => "a server",
            Self::Tag => "a tag",
            Self::ExternalDocs => "`externalDocs`",
            Self::Components => "`components`",
            Self::PathItem => "a path item",
            Self::Operation => "an operation",
            Self::Parameter => "a parameter",
            Self::RequestBody => "a request body",
            Self::Response => "a response",
            Self::Header => "a header",
            Self::MediaType => "a media type",
            Self::Example => "an example",
            Self::SecurityScheme => "a security scheme",
            Self::Schema => "a schema",
            Self::Discriminator => "`discriminator`",
        }
    }

    /// Returns the property of `components` that holds objects of this kind; they can be referred
    /// to.
    pub(crate) const fn section(self) -> Option<&'static str> {
        match self {
            Self::PathItem => Some("pathItems"),
            Self::Parameter => Some("parameters"),
            Self::RequestBody => Some("requestBodies"),
            Self::Response => Some("responses"),
            Self::Header => Some("headers"),
            Self::Example => Some("examples"),
            Self::SecurityScheme => Some("securitySchemes"),
            Self::Schema => Some("schemas"),
            _ => None,
        }
    }

    /// Returns the keywords that an object of this kind knows, without `$ref` and extensions.
    pub(crate) const fn keywords(self) -> &'static [Keyword] {
        match self {
            Self::Document => tables::DOCUMENT,
            Self::Info => tables::INFO,
            Self::Contact => tables::CONTACT,
            Self::License => tables::LICENSE,
            Self::Server => tables::SERVER,
            Self::Tag => tables::TAG,
            Self::ExternalDocs => tables::EXTERNAL_DOCS,
            Self::Components => tables::COMPONENTS,
            Self::PathItem => tables::PATH_ITEM,
            Self::Operation => tables::OPERATION,
            Self::Parameter => tables::PARAMETER,
            Self::RequestBody => tables::REQUEST_BODY,
            Self::Response => tables::RESPONSE,
            Self::Header => tables::HEADER,
            Self::MediaType => tables::MEDIA_TYPE,
            Self::Example => tables::EXAMPLE,
            Self::SecurityScheme => tables::SECURITY_SCHEME,
            Self::Schema => tables::SCHEMA,
            Self::Discriminator => tables::DISCRIMINATOR,
        }
    }

    /// Returns the keyword of this name.
    pub(crate) fn keyword(self, name: &str) -> Option<&'static Keyword> {
        self.keywords().iter().find(|keyword| keyword.name == name)
    }
}

impl Keys {
    /// Whether the key is an extension, not an entry of the map.
    pub(crate) fn is_extension(self, key: &str) -> bool {
        matches!(self, Self::Paths | Self::Statuses) && key.starts_with("x-")
    }
}

/// The keywords of a path item that hold an operation.
pub(crate) const METHODS: &[&str] =
    &["get", "put", "post", "delete", "options", "head", "patch", "trace"];

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::{METHODS, ObjectKind, ValueRule};

    #[test]
    fn tables_name_each_keyword_once() {
        use ObjectKind::*;
        for kind in [
            Document,
            Info,
            Contact,
            License,
            Server,
            Tag,
            ExternalDocs,
            Components,
            PathItem,
            Operation,
            Parameter,
            RequestBody,
            Response,
            Header,
            MediaType,
            Example,
            SecurityScheme,
            Schema,
            Discriminator,
        ] {
            let names: BTreeSet<_> = kind.keywords().iter().map(|keyword| keyword.name).collect();
            assert_eq!(names.len(), kind.keywords().len(), "{kind:?}");
            if let Some(section) = kind.section() {
                let keyword = Components.keyword(section).unwrap();
                assert!(matches!(keyword.rule, ValueRule::Map(target, _) if target == kind));
            }
        }
        for method in METHODS {
            assert_eq!(PathItem.keyword(method).unwrap().rule, ValueRule::One(Operation));
        }
        assert!(crate::extension::ALL.is_sorted());
    }
}
