//! Rules about requests: schemas that a body reaches.

super::rules! {
    REQ_PROP_ADDED_REQUIRED, "req-prop-added-required", Break, Break,
        "A property of a request body is new and required: one more argument of `new`.",
        "Pass the new argument.";
    REQ_PROP_ADDED_REQUIRED_WITH_DEFAULT, "req-prop-added-required-with-default", Break, Break,
        "A property of a request body is new and required, although it has a default.",
        "Pass the new argument; its default is the old behaviour.";
    REQ_PROP_ADDED_OPTIONAL, "req-prop-added-optional", Ok, Additive,
        "A new optional property of a request body: a new field and setter.";
    REQ_PROP_REMOVED, "req-prop-removed", Risk, Break,
        "A property of a request body was removed; the service may ignore or refuse it.",
        "Remove the field or setter.";
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
        "A part of a request body has another type.",
        "Convert the value.";
    REQ_PROP_TYPE_WIDENED, "req-prop-type-widened", Ok, Break,
        "A part of a request body takes more kinds of values than before.",
        "Convert the value.";
    REQ_PROP_TYPE_NARROWED, "req-prop-type-narrowed", Break, Break,
        "A part of a request body takes fewer kinds of values than before.",
        "Convert the value.";
    REQ_TYPE_REPLACED, "req-type-replaced", Risk, Break,
        "A part of a request body is another type now, which takes what the old one did.",
        "Make values of the new type.";
    REQ_PROP_FORMAT_CHANGED, "req-prop-format-changed", Risk, None,
        "The string of a property of a request body has another format.";
    REQ_PROP_FORMAT_WIDENED, "req-prop-format-widened", Ok, None,
        "A value in a request body may be more than the strings or numbers of its old format.";
    REQ_ITEM_BECAME_NULLABLE, "req-item-became-nullable", Ok, Break,
        "An item of an array or a value of a map in a request body may be null.",
        "Wrap each item in `Some`.";
    REQ_ITEM_BECAME_NOT_NULLABLE, "req-item-became-not-nullable", Break, Break,
        "An item of an array or a value of a map in a request body can no longer be null.",
        "Omit the item instead of `None`, and pass the others without `Some`.";
    REQ_ENUM_VALUE_ADDED, "req-enum-value-added", Ok, Additive,
        "A request body takes a new value: a new variant.";
    REQ_ENUM_VALUE_REMOVED, "req-enum-value-removed", Break, Break,
        "A request body no longer takes a value: its variant was removed.",
        "Choose another value.";
    REQ_BECAME_ENUM, "req-became-enum", Break, Break,
        "A part of a request body that took any string takes listed values only.",
        "Check that the values in use are listed.";
    REQ_BECAME_CONST, "req-became-const", Break, Break,
        "A property of a request body can have one value only, so `new` sets it.",
        "Drop the argument or setter.";
    REQ_CONST_REMOVED, "req-const-removed", Ok, Break,
        "A property of a request body can have several values, so `new` no longer sets it.",
        "Pass the value.";
    REQ_ENUM_CONSTRAINT_REMOVED, "req-enum-constraint-removed", Ok, Break,
        "A part of a request body takes any string instead of listed values, so its enum was removed.",
        "Pass the string.";
    REQ_BOUND_TIGHTENED, "req-bound-tightened", Break, None,
        "A part of a request body takes a smaller range of values.",
        "Check that the values in use are inside.";
    REQ_BOUND_SET, "req-bound-set", Risk, None,
        "A part of a request body has a limit where it had none.";
    REQ_BOUND_LOOSENED, "req-bound-loosened", Ok, None,
        "A part of a request body takes a larger range of values.";
    REQ_PATTERN_ADDED, "req-pattern-added", Break, None,
        "A string in a request body must match a pattern.",
        "Check that the values in use match.";
    REQ_PATTERN_CHANGED, "req-pattern-changed", Risk, None,
        "A string in a request body must match another pattern.";
    REQ_PATTERN_REMOVED, "req-pattern-removed", Ok, None,
        "A string in a request body no longer has to match a pattern.";
    REQ_UNIQUE_ITEMS_SET, "req-unique-items-set", Break, None,
        "An array in a request body must have unique items.",
        "Remove duplicates before sending.";
    REQ_UNIQUE_ITEMS_DROPPED, "req-unique-items-dropped", Ok, None,
        "An array in a request body may have equal items.";
    REQ_MULTIPLE_OF_CHANGED, "req-multiple-of-changed", Break, None,
        "A number in a request body must be a multiple of another number.",
        "Check that the values in use are multiples.";
    REQ_DEFAULT_CHANGED, "req-default-changed", Risk, None,
        "Omitting a property of a request body has another effect.",
        "Send the value where the default matters.";
    REQ_ADDITIONAL_PROPERTIES_CLOSED, "req-additional-properties-closed", Break, None,
        "A request body must not have undeclared properties.",
        "Check the properties in `extra`.";
    REQ_ADDITIONAL_PROPERTIES_OPENED, "req-additional-properties-opened", Ok, None,
        "A request body may have undeclared properties.";
    REQ_ADDITIONAL_PROPERTIES_RETYPED, "req-additional-properties-retyped", Break, None,
        "Undeclared properties of a request body must be of another type.",
        "Check the properties in `extra`.";
    REQ_ONEOF_VARIANT_ADDED, "req-oneof-variant-added", Ok, Additive,
        "A union in a request body takes one more type: a new variant.";
    REQ_ONEOF_VARIANT_REMOVED, "req-oneof-variant-removed", Break, Break,
        "A union in a request body takes one type less: its variant was removed.",
        "Choose another variant.";
    REQ_BECAME_ONEOF, "req-became-oneof", Break, Break,
        "A part of a request body became a union that does not take what the type was before.",
        "Choose a variant.";
    REQ_WRAPPED_IN_ONEOF, "req-wrapped-in-oneof", Ok, Break,
        "A part of a request body became a union, one variant of which is what the type was before.",
        "Wrap the value in its variant.";
    REQ_ONEOF_UNWRAPPED, "req-oneof-unwrapped", Break, Break,
        "A part of a request body is no longer a union, but one of its types.",
        "Take the value out of its variant.";
    REQ_DISCRIMINATOR_CHANGED, "req-discriminator-changed", Break, None,
        "The discriminator of a union in a request body changed.",
        "Update the SDK: released versions send the old tag.";
    REQ_PROP_DEPRECATED, "req-prop-deprecated", Ok, Additive,
        "A property of a request body is deprecated.",
        "Plan to stop sending it.";
    REQ_PROP_UNDEPRECATED, "req-prop-undeprecated", Ok, None,
        "A property of a request body is no longer deprecated.";
    REQ_PATCH_ONLY_CHANGED, "req-patch-only-changed", Ok, Break,
        "A schema is sent by other methods than PATCH as well, or by PATCH only, which decides whether its nullable properties are required.",
        "Pass or omit the nullable properties.";
}
