//! Rules about responses: statuses, envelopes, pages, and the schemas of responses.

super::rules! {
    RESP_SUCCESS_STATUS_ADDED, "resp-success-status-added", Risk, None,
        "An operation can succeed with an additional status.";
    RESP_SUCCESS_STATUS_REMOVED, "resp-success-status-removed", Risk, None,
        "An operation no longer succeeds with one of its statuses; the SDK accepts any 2xx.";
    RESP_ERROR_STATUS_ADDED, "resp-error-status-added", Ok, None,
        "An additional error status is documented.";
    RESP_ERROR_STATUS_REMOVED, "resp-error-status-removed", Ok, None,
        "An error status is no longer documented.";
    RESP_ERROR_DETAILS_CHANGED, "resp-error-details-changed", Ok, Additive,
        "The properties of an error body changed.";
    RESP_MEDIA_TYPE_CHANGED, "resp-media-type-changed", Break, Break,
        "A response changed from one of JSON, text and bytes to another.",
        "Update the SDK and expect the other type.";
    METRICS_ENDPOINT_CHANGED, "metrics-endpoint-changed", Risk, None,
        "The media type of a text response changed.",
        "Check the code that parses the text.";
    RESP_BODY_ADDED, "resp-body-added", Ok, Break,
        "An operation that returned nothing now returns a value.",
        "Expect a value instead of `()`.";
    RESP_BODY_REMOVED, "resp-body-removed", Break, Break,
        "An operation that returned a value now returns nothing.",
        "Expect `()`; read the state with another call.";
    ENVELOPE_CHANGED, "envelope-changed", Break, None,
        "A response gained or lost its envelope.",
        "Update the SDK: released versions do not find the value.";
    ENVELOPE_PROPERTY_CHANGED, "envelope-property-changed", Ok, None,
        "A property of the envelope of a response or of an error changed, which does not affect the SDK: it reads all forms of this property, or does not use it.";
    ENVELOPE_PROPERTY_LOST, "envelope-property-lost", Risk, None,
        "A property of the envelope of a response or of an error was removed, or changed its type: the SDK reads it as absent.",
        "Do not rely on the property.";
    RESP_RESULT_BECAME_NULLABLE, "resp-result-became-nullable", Break, None,
        "The value of a response may be null, which the SDK reads as absent: such a call fails.",
        "Handle the error, or exclude `null` with an overlay action if the API never returns it.";
    RESP_RESULT_BECAME_NOT_NULLABLE, "resp-result-became-not-nullable", Ok, None,
        "The value of a response is never null.";
    PAGING_GAINED, "paging-gained", Risk, Break,
        "A list is paginated; released SDKs read only the first page.",
        "Read all pages with `.items()`.";
    PAGING_LOST, "paging-lost", Break, Break,
        "A list is no longer paginated.",
        "Expect a `Vec` instead of a `Page`.";
    PAGING_STYLE_CHANGED, "paging-style-changed", Break, None,
        "The pagination style of a list changed.",
        "Update the SDK: released versions request pages in the old way.";
    RESP_PROP_ADDED, "resp-prop-added", Ok, Additive,
        "A response has a new property, which is a new field.";
    RESP_PROP_REMOVED_REQUIRED, "resp-prop-removed-required", Risk, Break,
        "A required property of a response was removed; released SDKs read it as absent.",
        "Remove uses of the field.";
    RESP_PROP_REMOVED_OPTIONAL, "resp-prop-removed-optional", Risk, Break,
        "An optional property of a response was removed; released SDKs read it as absent.",
        "Remove uses of the field.";
    RESP_PROP_BECAME_OPTIONAL, "resp-prop-became-optional", Ok, None,
        "A property of a response may be absent; every field is already an `Option`.";
    RESP_PROP_BECAME_REQUIRED, "resp-prop-became-required", Ok, None,
        "A property of a response is always present.";
    RESP_PROP_BECAME_NULLABLE, "resp-prop-became-nullable", Ok, None,
        "A property of a response may be null; every field is already an `Option`.";
    RESP_PROP_BECAME_NOT_NULLABLE, "resp-prop-became-not-nullable", Ok, None,
        "A property of a response is never null.";
    RESP_PROP_TYPE_CHANGED, "resp-prop-type-changed", Break, Break,
        "The type of a value in a response changed: released SDKs preserve the value in `extra`, or fail if it is the whole result.",
        "Convert the value.";
    RESP_PROP_TYPE_NARROWED, "resp-prop-type-narrowed", Ok, Break,
        "A value in a response has fewer types than before.",
        "Convert the value.";
    RESP_PROP_TYPE_WIDENED, "resp-prop-type-widened", Break, Break,
        "A value in a response has more types than before; released SDKs preserve values of the new types in `extra`.",
        "Expect the new types.";
    RESP_TYPE_REPLACED, "resp-type-replaced", Risk, Break,
        "A value in a response has a new type; released SDKs can read most of its values.",
        "Expect the new type.";
    RESP_FORMAT_CHANGED, "resp-format-changed", Risk, None,
        "The format of a string in a response changed: code that parses it may fail.";
    RESP_FORMAT_NARROWED, "resp-format-narrowed", Ok, None,
        "A value in a response has a format for the first time, or a narrower one.";
    RESP_ITEM_BECAME_NULLABLE, "resp-item-became-nullable", Risk, Break,
        "An item of an array or a value of a map in a response may be null: released SDKs skip it with a warning.",
        "Expect an `Option` for each item.";
    RESP_ITEM_BECAME_NOT_NULLABLE, "resp-item-became-not-nullable", Ok, Break,
        "An item of an array or a value of a map in a response is never null.",
        "Remove the handling of `None`: items and map values are no longer `Option`s.";
    RESP_ENUM_VALUE_ADDED, "resp-enum-value-added", Risk, Additive,
        "A response may contain a new enum value, which released SDKs read as `Other`.",
        "Match the new variant if it matters.";
    STATE_ENUM_CHANGED, "state-enum-changed", Risk, Additive,
        "A state or status has a new value: code that waits for a final state may time out.",
        "Decide whether the new state is final.";
    WAIT_STATE_REMOVED, "wait-state-removed", Risk, Break,
        "A state that has a wait method was removed: a released SDK that waits for it times out.",
        "Wait for another state.";
    WAIT_ADDED, "wait-added", Ok, Additive,
        "A method that waits for a state of a resource was added.";
    WAIT_REMOVED, "wait-removed", Ok, Break,
        "A method that waits for a state of a resource was removed.",
        "Wait with `wait_for` or `wait_until`.";
    WAIT_CHANGED, "wait-changed", Ok, None,
        "The states that end a wait, or the deadline of the wait, changed.";
    RESP_ENUM_VALUE_REMOVED, "resp-enum-value-removed", Ok, Break,
        "A response no longer contains an enum value; its variant was removed.",
        "Remove uses of the variant.";
    RESP_ENUM_CONSTRAINT_ADDED, "resp-enum-constraint-added", Ok, Break,
        "A string in a response became an enum.",
        "Match variants instead of strings.";
    RESP_ENUM_CONSTRAINT_REMOVED, "resp-enum-constraint-removed", Risk, Break,
        "An enum in a response became a string.",
        "Match strings instead of variants.";
    RESP_CONST_CHANGED, "resp-const-changed", Break, Break,
        "The only value of a property changed.",
        "Match the new value.";
    RESP_BOUND_LOOSENED, "resp-bound-loosened", Risk, None,
        "A value in a response may be outside its old limits: an array that always had items may be empty, for example.";
    RESP_BOUND_TIGHTENED, "resp-bound-tightened", Ok, None,
        "A value in a response has narrower limits.";
    RESP_PATTERN_CHANGED, "resp-pattern-changed", Ok, None,
        "The pattern of a string in a response changed.";
    RESP_DEFAULT_CHANGED, "resp-default-changed", Ok, None,
        "The default of a value in a response changed.";
    RESP_ADDITIONAL_PROPERTIES_CHANGED, "resp-additional-properties-changed", Ok, None,
        "The constraints on undeclared properties of a response changed; `extra` contains them, as before.";
    RESP_ONEOF_VARIANT_ADDED, "resp-oneof-variant-added", Risk, Additive,
        "A union in a response has one more type, which released SDKs read as `Other`.",
        "Match the new variant if it matters.";
    RESP_ONEOF_VARIANT_REMOVED, "resp-oneof-variant-removed", Ok, Break,
        "A union in a response no longer has one of its types; the variant was removed.",
        "Remove uses of the variant.";
    RESP_BECAME_ONEOF, "resp-became-oneof", Break, Break,
        "A value in a response became a union, and released SDKs cannot read all its variants.",
        "Match its variants.";
    RESP_WRAPPED_IN_ONEOF, "resp-wrapped-in-oneof", Risk, Break,
        "An object in a response became a union; released SDKs read all its variants as the object.",
        "Match its variants.";
    RESP_ONEOF_UNWRAPPED, "resp-oneof-unwrapped", Ok, Break,
        "A value in a response is no longer a union, but one of its types.",
        "Use the value without matching.";
    RESP_DISCRIMINATOR_CHANGED, "resp-discriminator-changed", Break, None,
        "The discriminator of a union in a response changed.",
        "Update the SDK: released versions read the old tag.";
    RESP_WRITE_ONLY_GAINED, "resp-write-only-gained", Risk, Break,
        "A property is write-only: responses no longer contain it.",
        "Do not expect the value in responses.";
    RESP_WRITE_ONLY_LOST, "resp-write-only-lost", Ok, Additive,
        "A property is no longer write-only: responses contain it, too.";
    RESP_PROP_DEPRECATED, "resp-prop-deprecated", Ok, Additive,
        "A property of a response is deprecated.",
        "Plan to stop reading it.";
    RESP_PROP_UNDEPRECATED, "resp-prop-undeprecated", Ok, None,
        "A property of a response is no longer deprecated.";
}
