//! Rules about requests: schemas that a body reaches.

super::rules! {
    REQ_PROP_ADDED_REQUIRED, "req-prop-added-required", Break, Break,
        "A required property of a request body was added; `new` has one more argument.",
        "Pass the new argument.";
    REQ_PROP_ADDED_REQUIRED_WITH_DEFAULT, "req-prop-added-required-with-default", Break, Break,
        "A property of a request body was added; it is required although it has a default.",
        "Pass the new argument; its default value preserves the old behaviour.";
    REQ_PROP_ADDED_OPTIONAL, "req-prop-added-optional", Ok, Additive,
        "An optional property of a request body was added, with a field and a setter.";
    REQ_PROP_REMOVED, "req-prop-removed", Risk, Break,
        "A property of a request body was removed; the API may ignore or reject it.",
        "Do not set the property.";
    REQ_PROP_BECAME_REQUIRED, "req-prop-became-required", Break, Break,
        "A property of a request body became required: its setter became an argument of `new`.",
        "Pass the argument.";
    REQ_PROP_BECAME_OPTIONAL, "req-prop-became-optional", Ok, Break,
        "A property of a request body became optional: its argument of `new` became a setter.",
        "Move the argument to the setter.";
    REQ_PROP_BECAME_NOT_NULLABLE, "req-prop-became-not-nullable", Break, Break,
        "A property of a request body can no longer be null.",
        "Omit the property instead.";
    PATCH_PROP_CLEARABLE_LOST, "patch-prop-clearable-lost", Break, Break,
        "A property of a PATCH body can no longer be cleared with null.",
        "Find another way to clear it, if there is one.";
    REQ_PROP_BECAME_NULLABLE, "req-prop-became-nullable", Ok, Break,
        "A property of a request body can be null, which is not the same as absent.",
        "Where the field is read or set directly, expect a `Patch` or an `Option`.";
    REQ_PROP_TYPE_CHANGED, "req-prop-type-changed", Break, Break,
        "The type of a value in a request body changed.",
        "Convert the value.";
    REQ_PROP_TYPE_WIDENED, "req-prop-type-widened", Ok, Break,
        "A value in a request body may have more types than before.",
        "Convert the value.";
    REQ_PROP_TYPE_NARROWED, "req-prop-type-narrowed", Break, Break,
        "A value in a request body may have fewer types than before.",
        "Convert the value.";
    REQ_TYPE_REPLACED, "req-type-replaced", Risk, Break,
        "A value in a request body has a new type, which accepts every value of the old one.",
        "Create values of the new type.";
    REQ_PROP_FORMAT_CHANGED, "req-prop-format-changed", Risk, None,
        "The format of a string in a request body changed.";
    REQ_PROP_FORMAT_WIDENED, "req-prop-format-widened", Ok, None,
        "A value in a request body is no longer limited to its old format.";
    REQ_ITEM_BECAME_NULLABLE, "req-item-became-nullable", Ok, Break,
        "An item of an array or a value of a map in a request body may be null.",
        "Wrap each item in `Some`.";
    REQ_ITEM_BECAME_NOT_NULLABLE, "req-item-became-not-nullable", Break, Break,
        "An item of an array or a value of a map in a request body can no longer be null.",
        "Omit items that were `None`, and pass the others without `Some`.";
    REQ_ENUM_VALUE_ADDED, "req-enum-value-added", Ok, Additive,
        "A request body accepts a new enum value, which is a new variant.";
    REQ_ENUM_VALUE_REMOVED, "req-enum-value-removed", Break, Break,
        "A request body no longer accepts an enum value; its variant was removed.",
        "Choose another value.";
    REQ_BECAME_ENUM, "req-became-enum", Break, Break,
        "A value in a request body that could be any string must be one of the listed values.",
        "Check that the values in use are listed.";
    REQ_BECAME_CONST, "req-became-const", Break, Break,
        "A property of a request body can have only one value, so `new` sets it.",
        "Remove the argument or the setter.";
    REQ_CONST_REMOVED, "req-const-removed", Ok, Break,
        "A property of a request body can have several values, so `new` no longer sets it.",
        "Pass the value.";
    REQ_ENUM_CONSTRAINT_REMOVED, "req-enum-constraint-removed", Ok, Break,
        "A value in a request body can be any string instead of one of the listed values, so its enum was removed.",
        "Pass the string.";
    REQ_BOUND_TIGHTENED, "req-bound-tightened", Break, None,
        "A value in a request body has narrower limits.",
        "Check that the values in use are within the limits.";
    REQ_BOUND_SET, "req-bound-set", Risk, None,
        "A value in a request body has a limit for the first time.";
    REQ_BOUND_LOOSENED, "req-bound-loosened", Ok, None,
        "A value in a request body has wider limits.";
    REQ_PATTERN_ADDED, "req-pattern-added", Break, None,
        "A string in a request body must match a pattern.",
        "Check that the values in use match.";
    REQ_PATTERN_CHANGED, "req-pattern-changed", Risk, None,
        "A string in a request body must match a different pattern.";
    REQ_PATTERN_REMOVED, "req-pattern-removed", Ok, None,
        "A string in a request body no longer has to match a pattern.";
    REQ_UNIQUE_ITEMS_SET, "req-unique-items-set", Break, None,
        "An array in a request body must have unique items.",
        "Remove duplicates before sending.";
    REQ_UNIQUE_ITEMS_DROPPED, "req-unique-items-dropped", Ok, None,
        "An array in a request body may contain duplicates.";
    REQ_MULTIPLE_OF_CHANGED, "req-multiple-of-changed", Break, None,
        "A number in a request body must be a multiple of a new or different number.",
        "Check that the values in use are multiples of it.";
    REQ_DEFAULT_CHANGED, "req-default-changed", Risk, None,
        "The default of a property of a request body changed: omitting the property may have a different effect.",
        "Send the value if the default matters.";
    REQ_ADDITIONAL_PROPERTIES_CLOSED, "req-additional-properties-closed", Break, Break,
        "A request body must not have undeclared properties.",
        "Check the properties in `extra`.";
    REQ_ADDITIONAL_PROPERTIES_OPENED, "req-additional-properties-opened", Ok, Additive,
        "A request body may have undeclared properties.";
    REQ_ADDITIONAL_PROPERTIES_RETYPED, "req-additional-properties-retyped", Break, Break,
        "Undeclared properties of a request body must have a different type.",
        "Check the properties in `extra`.";
    REQ_ONEOF_VARIANT_ADDED, "req-oneof-variant-added", Ok, Additive,
        "A union in a request body accepts one more type, which is a new variant.";
    REQ_ONEOF_VARIANT_REMOVED, "req-oneof-variant-removed", Break, Break,
        "A union in a request body no longer accepts one of its types; the variant was removed.",
        "Choose another variant.";
    REQ_BECAME_ONEOF, "req-became-oneof", Break, Break,
        "A value in a request body became a union that does not accept the previous type.",
        "Choose a variant.";
    REQ_WRAPPED_IN_ONEOF, "req-wrapped-in-oneof", Ok, Break,
        "A value in a request body became a union; the previous type is one of its variants.",
        "Wrap the value in its variant.";
    REQ_ONEOF_UNWRAPPED, "req-oneof-unwrapped", Break, Break,
        "A value in a request body is no longer a union, but one of its types.",
        "Pass the value without its variant.";
    REQ_DISCRIMINATOR_CHANGED, "req-discriminator-changed", Break, None,
        "The discriminator of a union in a request body changed.",
        "Update the SDK: released versions send the old tag.";
    REQ_PROP_DEPRECATED, "req-prop-deprecated", Ok, Additive,
        "A property of a request body is deprecated.",
        "Plan to stop sending it.";
    REQ_PROP_UNDEPRECATED, "req-prop-undeprecated", Ok, None,
        "A property of a request body is no longer deprecated.";
    REQ_PATCH_ONLY_CHANGED, "req-patch-only-changed", Ok, Break,
        "A schema is now sent by methods other than PATCH, or only by PATCH. This decides whether its nullable properties are required.",
        "Pass or omit the nullable properties.";
}
