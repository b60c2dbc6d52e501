//! Rules about what the IR does not hold: security schemes, headers, other media types, and
//! read-only properties.

super::rules! {
    SECURITY_SCHEME_ADDED, "security-scheme-added", Ok, None,
        "A way to authenticate was added.";
    SECURITY_SCHEME_REMOVED, "security-scheme-removed", Break, None,
        "A way to authenticate was removed.",
        "Update the SDK: released versions may authenticate in that way.";
    SECURITY_SCHEME_CHANGED, "security-scheme-changed", Break, None,
        "A way to authenticate works differently.",
        "Update the SDK: released versions authenticate in the old way.";
    SECURITY_REQUIREMENT_CHANGED, "security-requirement-changed", Break, None,
        "Calls must authenticate in a different way.",
        "Check the credentials in use.";
    SECURITY_REQUIREMENT_WIDENED, "security-requirement-widened", Ok, None,
        "Calls may authenticate in more ways, or without credentials.";
    OPERATION_SUNSET_SET, "operation-sunset-set", Risk, None,
        "The date on which an operation will be removed was announced.",
        "Move to its replacement before that date.";
    OPERATION_SUNSET_MOVED, "operation-sunset-moved-earlier", Risk, None,
        "An operation will be removed earlier than announced.",
        "Move to its replacement before that date.";
    OPERATION_SUNSET_DROPPED, "operation-sunset-dropped", Ok, None,
        "An operation will be removed later than announced, or not at all.";
    BODY_MEDIA_TYPE_ADDED, "body-media-type-added", Ok, None,
        "A media type of a request body was added; the SDK does not use it.";
    BODY_MEDIA_TYPE_REMOVED, "body-media-type-removed", Ok, None,
        "A media type of a request body was removed; the SDK does not use it.";
    RESP_MEDIA_TYPE_ADDED, "resp-media-type-added", Ok, None,
        "A media type of a response was added.";
    RESP_MEDIA_TYPE_REMOVED, "resp-media-type-removed", Ok, None,
        "A media type of a response was removed; the SDK does not read it.";
    RESP_HEADER_ADDED, "resp-header-added", Ok, None,
        "A response has a new header.";
    RESP_HEADER_REMOVED, "resp-header-removed", Risk, None,
        "A response no longer has a header.",
        "Do not rely on the header.";
    RESP_HEADER_CHANGED, "resp-header-changed", Risk, None,
        "A header of a response became optional or has a different type.";
    REQ_READ_ONLY_GAINED, "req-read-only-gained", Risk, Break,
        "A property of a request body is read-only: the API may reject it.",
        "Stop sending the property.";
    REQ_READ_ONLY_LOST, "req-read-only-lost", Ok, Additive,
        "A property of a request body is no longer read-only: it may be sent.";
}
