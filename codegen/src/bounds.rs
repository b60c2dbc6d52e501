//! The limits on what the generator accepts. A document that exceeds one ends in a diagnostic
//! instead of a run that takes too long: the cost of some documents grows with the square of their
//! size, or doubles with each schema.
//!
//! All limits are far above the documents of this API: the largest one reaches less than a tenth of
//! each.

/// Bytes of a document.
pub(crate) const TEXT: usize = 64 << 20;

/// Objects and arrays in a document: each takes hundreds of bytes in memory.
pub(crate) const CONTAINERS: usize = 400_000;

/// The maximum nesting depth of objects and arrays. It is the bound of serde_json, and YAML gets
/// the same, so that walks over values need no bound of their own.
pub(crate) const DEPTH: usize = 127;

/// Characters of a name that becomes the name of a file or feature: file systems take 255.
pub(crate) const FILE_NAME: usize = 200;

/// Characters of any other name, of a path and of a value that becomes a variant.
pub(crate) const NAME: usize = 1000;

/// Schemas in a document, at any location.
pub(crate) const SCHEMAS: usize = 200_000;

/// Operations of a document.
pub(crate) const OPERATIONS: usize = 20_000;

/// Findings that are listed; the others are counted.
pub(crate) const FINDINGS: usize = 1000;

/// Operations that one finding names; the others are counted.
pub(crate) const USERS: usize = 50;

/// Fields, values, variants and parameters of all models and operations together, and fields that
/// are read for an `allOf`.
pub(crate) const PARTS: usize = 120_000;

/// Fields, values and variants that become one file.
pub(crate) const PARTS_OF_FILE: usize = 20_000;

/// Bytes of documentation that become one file, and all files: descriptions, defaults, examples.
pub(crate) const WORDS_OF_FILE: usize = 1 << 20;
/// See [`WORDS_OF_FILE`].
pub(crate) const WORDS: usize = 8 << 20;

/// Groups of operations, each of which is a feature of the client.
pub(crate) const GROUPS: usize = 500;

/// Bytes of the pointers and names in the IR.
pub(crate) const NAMES_IN_ALL: usize = 96 << 20;

/// Steps of the search for what distinguishes the variants of unions.
pub(crate) const UNION_STEPS: usize = 4_000_000;

/// Bytes of shared parameters, bodies and responses that are inlined.
pub(crate) const INLINED: usize = 16 << 20;

/// How deep unions, and schemas of `allOf`, may be nested through references.
pub(crate) const NESTED: usize = 64;

/// Pairs of a model and an operation that reaches it; long ids count more than once.
pub(crate) const REACHED: usize = 2_000_000;

/// Bytes of a value that is stored in a struct directly; a larger one is boxed.
pub(crate) const SIZE_OF_VALUE: usize = 64 << 10;

/// The maximum nesting depth of generated Rust types, from the first model to the last, with the
/// vectors, maps and options between them. The limit of the compiler is 128.
pub(crate) const NESTED_TYPES: usize = 90;
