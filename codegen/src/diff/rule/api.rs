//! Rules about the API as a whole.

super::rules! {
    SERVER_URL_CHANGED, "server-url-changed", Break, None,
        "The URL of the API, which is the default base URL, changed.",
        "Update the SDK, or set the base URL.";
    SERVER_URL_ADDED, "server-url-added", Ok, None,
        "The API has an additional URL.";
    SERVER_URL_REMOVED, "server-url-removed", Risk, None,
        "The API no longer has one of its additional URLs.";
    FEATURE_ADDED, "feature-added", Ok, Additive,
        "A group of operations was added, with a cargo feature.";
    FEATURE_REMOVED, "feature-removed", Ok, Break,
        "A group of operations was removed, and with it a cargo feature.",
        "Remove the feature from `Cargo.toml`.";
    SCHEMA_ADDED, "schema-added", Ok, Additive,
        "A schema was added, or an operation reaches it for the first time; a type was added for it.";
    SCHEMA_REMOVED, "schema-removed", Ok, Break,
        "A schema was removed, and with it its type.",
        "Remove uses of the type.";
    SCHEMA_ORPHANED, "schema-orphaned", Ok, Break,
        "No operation reaches a schema any longer, so its type was removed.",
        "Remove uses of the type.";
    SCHEMA_RENAMED, "schema-renamed", Ok, Break,
        "A schema was renamed, and with it its type.",
        "Use the new name, or preserve the old one with `x-sdk-name` in the overlay.";
    SECRET_FIELD_ADDED, "secret-field-added", Risk, Additive,
        "A new property holds a secret: released SDKs redact it only if its name looks like that of a secret.",
        "Do not log such values with older versions of the SDK.";
    SECRET_FIELD_GAINED, "secret-field-gained", Ok, Break,
        "A property is redacted as a secret: its field is a `Secret`.",
        "Read it with `expose()`.";
    SECRET_FIELD_LOST, "secret-field-lost", Ok, Break,
        "A property is no longer redacted as a secret: its field is not a `Secret`.",
        "Read it without `expose()`.";
    NOT_MODELLED, "not-modelled", Break, Break,
        "The generator does not understand a change; it counts as breaking until it does.",
        "See the diagnostics: correct the document with an overlay action, or extend the generator.";
    UNHANDLED, "unhandled", Break, Break,
        "No rule covers a change; it counts as breaking until there is a rule.",
        "Compare both documents, and add a rule.";
}
