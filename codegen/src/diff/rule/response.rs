//! Rules about what the service answers: statuses, envelopes, pages, and schemas of answers.

super::rules! {
    RESP_SUCCESS_STATUS_ADDED, "resp-success-status-added", Risk, None,
        "An operation succeeds with a further status.",
        "";
    RESP_SUCCESS_STATUS_REMOVED, "resp-success-status-removed", Risk, None,
        "An operation no longer succeeds with a status; the SDK takes any 2xx.",
        "";
    RESP_ERROR_STATUS_ADDED, "resp-error-status-added", Ok, None,
        "A further error status is documented.",
        "";
    RESP_ERROR_STATUS_REMOVED, "resp-error-status-removed", Ok, None,
        "An error status is no longer documented.",
        "";
    RESP_ERROR_DETAILS_CHANGED, "resp-error-details-changed", Ok, Additive,
        "The body of an error holds other members.",
        "";
    RESP_MEDIA_TYPE_CHANGED, "resp-media-type-changed", Break, Break,
        "An answer changed between JSON and text.",
        "Update the SDK and expect the other type.";
    METRICS_ENDPOINT_CHANGED, "metrics-endpoint-changed", Risk, None,
        "An answer in text has another media type.",
        "Check what parses the text.";
    RESP_BODY_ADDED, "resp-body-added", Ok, Break,
        "An operation that answered nothing answers a value.",
        "Expect a value instead of `()`.";
    RESP_BODY_REMOVED, "resp-body-removed", Break, Break,
        "An operation that answered a value answers nothing.",
        "Expect `()`; read the state with another call.";
    ENVELOPE_CHANGED, "envelope-changed", Break, None,
        "An answer is wrapped in the envelope where it was not, or the other way round.",
        "Update the SDK: released versions look in the wrong place.";
    ENVELOPE_MEMBER_CHANGED, "envelope-member-changed", Ok, None,
        "The envelope of an answer or of an error describes a member otherwise that the SDK reads in every form.",
        "";
    ENVELOPE_MEMBER_LOST, "envelope-member-lost", Risk, None,
        "The envelope of an answer or of an error has no such member any more, or one of another type; what the SDK reads from it is empty.",
        "Expect no value where code uses it.";
    RESP_RESULT_BECAME_NULLABLE, "resp-result-became-nullable", Break, None,
        "The value of an answer may be null, which the SDK takes for an answer without a value: such a call fails.",
        "Expect the error, or take `null` out with an overlay action if the service never answers it.";
    RESP_RESULT_BECAME_NOT_NULLABLE, "resp-result-became-not-nullable", Ok, None,
        "The value of an answer is never null.",
        "";
    PAGING_GAINED, "paging-gained", Risk, Break,
        "A list comes in pages; released SDKs see the first page only.",
        "Read all pages with `.items()`.";
    PAGING_LOST, "paging-lost", Break, Break,
        "A list that came in pages comes whole.",
        "Expect a list instead of a page.";
    PAGING_STYLE_CHANGED, "paging-style-changed", Break, None,
        "A list pages in another style.",
        "Update the SDK: released versions ask for pages in the old style.";
    RESP_PROP_ADDED, "resp-prop-added", Ok, Additive,
        "An answer holds a new member: a new field.",
        "";
    RESP_PROP_REMOVED_REQUIRED, "resp-prop-removed-required", Risk, Break,
        "A member that was always in an answer is gone: its field will be empty.",
        "Remove the field.";
    RESP_PROP_REMOVED_OPTIONAL, "resp-prop-removed-optional", Risk, Break,
        "A member that was sometimes in an answer is gone: its field will be empty.",
        "Remove the field.";
    RESP_PROP_BECAME_OPTIONAL, "resp-prop-became-optional", Ok, None,
        "A member of an answer may be absent; every field is an `Option` already.",
        "";
    RESP_PROP_BECAME_REQUIRED, "resp-prop-became-required", Ok, None,
        "A member of an answer is always there.",
        "";
    RESP_PROP_BECAME_NULLABLE, "resp-prop-became-nullable", Ok, None,
        "A member of an answer may be null; every field is an `Option` already.",
        "";
    RESP_PROP_BECAME_NOT_NULLABLE, "resp-prop-became-not-nullable", Ok, None,
        "A member of an answer is never null.",
        "";
    RESP_PROP_TYPE_CHANGED, "resp-prop-type-changed", Break, Break,
        "A part of an answer has another type: released SDKs keep the value in `extra`, or fail where it is the whole result.",
        "Convert the value.";
    RESP_PROP_TYPE_NARROWED, "resp-prop-type-narrowed", Ok, Break,
        "A part of an answer has fewer kinds of values than before.",
        "Convert the value.";
    RESP_PROP_TYPE_WIDENED, "resp-prop-type-widened", Break, Break,
        "A part of an answer has more kinds of values than before; released SDKs keep the others in `extra` only.",
        "Expect the other kinds.";
    RESP_TYPE_REPLACED, "resp-type-replaced", Risk, Break,
        "A part of an answer is another type now, most of which the old one can hold.",
        "Expect the new type.";
    RESP_FORMAT_CHANGED, "resp-format-changed", Risk, None,
        "A text of an answer has another format: code that parses it may fail.",
        "";
    RESP_FORMAT_NARROWED, "resp-format-narrowed", Ok, None,
        "A value of a response always has a format, or one that takes fewer values.",
        "";
    RESP_ITEM_BECAME_NULLABLE, "resp-item-became-nullable", Risk, None,
        "An item of a list or a value of a map in a response may be null: released SDKs report it as a warning.",
        "Do not rely on the positions or the number of the items.";
    RESP_ITEM_BECAME_NOT_NULLABLE, "resp-item-became-not-nullable", Ok, None,
        "An item of a list or a value of a map in a response is never null.",
        "";
    RESP_ENUM_VALUE_ADDED, "resp-enum-value-added", Risk, Additive,
        "An answer may hold a new value: released SDKs give it as `Other`.",
        "Match the new variant where it matters.";
    STATE_ENUM_CHANGED, "state-enum-changed", Risk, Additive,
        "A state or status has a new value: code that waits for a final one may wait for ever.",
        "Decide whether the new state is final.";
    WAIT_STATE_REMOVED, "wait-state-removed", Risk, Break,
        "A state that a wait knows by name is gone: a released SDK that waits for it waits until its deadline.",
        "Wait for another state.";
    WAIT_ADDED, "wait-added", Ok, Additive,
        "A state of a resource can be waited for.",
        "";
    WAIT_REMOVED, "wait-removed", Ok, Break,
        "A state of a resource can no longer be waited for by its method.",
        "Wait with `wait_for` or `wait_until`.";
    WAIT_CHANGED, "wait-changed", Ok, None,
        "A wait for a resource ends in other states, or at another time.",
        "";
    RESP_ENUM_VALUE_REMOVED, "resp-enum-value-removed", Ok, Break,
        "An answer no longer holds a value: its variant is gone.",
        "Remove the variant.";
    RESP_ENUM_CONSTRAINT_ADDED, "resp-enum-constraint-added", Ok, Break,
        "A text of an answer has listed values only: it became an enum.",
        "Match variants instead of texts.";
    RESP_ENUM_CONSTRAINT_REMOVED, "resp-enum-constraint-removed", Risk, Break,
        "A text of an answer may be anything instead of listed values, so its enum is gone.",
        "Match texts instead of variants.";
    RESP_CONST_CHANGED, "resp-const-changed", Break, Break,
        "The one value that a member had is another one.",
        "Match the new value.";
    RESP_BOUND_LOOSENED, "resp-bound-loosened", Risk, None,
        "A value of an answer may lie outside its old limits; a list may be empty.",
        "";
    RESP_BOUND_TIGHTENED, "resp-bound-tightened", Ok, None,
        "A value of an answer has narrower limits.",
        "";
    RESP_PATTERN_CHANGED, "resp-pattern-changed", Ok, None,
        "A text of an answer has another pattern.",
        "";
    RESP_DEFAULT_CHANGED, "resp-default-changed", Ok, None,
        "A value of an answer has another default.",
        "";
    RESP_ADDITIONAL_PROPERTIES_CHANGED, "resp-additional-properties-changed", Ok, None,
        "What else an answer may hold has changed; undeclared members are in `extra` as before.",
        "";
    RESP_ONEOF_VARIANT_ADDED, "resp-oneof-variant-added", Risk, Additive,
        "A union in an answer has one more type: released SDKs give it as `Other`.",
        "Match the new variant where it matters.";
    RESP_ONEOF_VARIANT_REMOVED, "resp-oneof-variant-removed", Ok, Break,
        "A union in an answer has one type less: its variant is gone.",
        "Remove the variant.";
    RESP_BECAME_ONEOF, "resp-became-oneof", Break, Break,
        "A part of an answer became a union.",
        "Match its variants.";
    RESP_ONEOF_UNWRAPPED, "resp-oneof-unwrapped", Ok, Break,
        "A part of an answer is no union any more, but one of its types.",
        "Use the value without matching.";
    RESP_DISCRIMINATOR_CHANGED, "resp-discriminator-changed", Break, None,
        "The types of a union in an answer are told apart by something else.",
        "Update the SDK: released versions look at the old mark.";
    RESP_WRITE_ONLY_GAINED, "resp-write-only-gained", Risk, None,
        "A member is only ever written: answers no longer hold it.",
        "Do not expect the value back.";
    RESP_WRITE_ONLY_LOST, "resp-write-only-lost", Ok, None,
        "A member that was only ever written is answered too.",
        "";
    RESP_PROP_DEPRECATED, "resp-prop-deprecated", Ok, Additive,
        "A member of an answer is deprecated.",
        "Plan to stop reading it.";
    RESP_PROP_UNDEPRECATED, "resp-prop-undeprecated", Ok, None,
        "A member of an answer is no longer deprecated.",
        "";
}
