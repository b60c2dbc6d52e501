//! Rules about parameters: in the path, query, headers and cookies, and parts of forms.

super::rules! {
    PARAM_ADDED_REQUIRED, "param-added-required", Break, Break,
        "A required parameter was added; the method has one more argument.",
        "Pass the new argument.";
    PARAM_ADDED_REQUIRED_WITH_DEFAULT, "param-added-required-with-default", Break, Break,
        "A parameter was added; it is required although it has a default.",
        "Pass the new argument; its default value preserves the old behaviour.";
    PARAM_ADDED_OPTIONAL, "param-added-optional", Ok, Additive,
        "An optional parameter was added, with a setter.";
    PATH_PARAM_ADDED, "path-param-added", Break, Break,
        "The path has one more parameter, so the method is on another resource handle.",
        "Call the method on the new handle, with the new id.";
    PATH_PARAM_REMOVED, "path-param-removed", Break, Break,
        "The path has one parameter fewer, so the method is on another resource handle.",
        "Call the method on the new handle, without that id.";
    PATH_PARAM_ORDER_CHANGED, "path-param-order-changed", Break, Break,
        "The order of the path parameters changed, and with it the order of the handles that lead to the method.",
        "Swap the ids: the compiler does not detect the wrong order.";
    PARAM_REMOVED, "param-removed", Risk, Break,
        "A parameter was removed; the API may ignore or reject it.",
        "Remove the setter or argument.";
    PARAM_BECAME_REQUIRED, "param-became-required", Break, Break,
        "A parameter became required: its setter became an argument.",
        "Pass the argument.";
    PARAM_BECAME_OPTIONAL, "param-became-optional", Ok, Break,
        "A parameter became optional: its argument became a setter.",
        "Move the argument to the setter.";
    PARAM_LOCATION_CHANGED, "param-location-changed", Break, Break,
        "A parameter moved to another location: the path, the query, a header or a cookie.",
        "Update the SDK, and pass the value at its new location.";
    PARAM_STYLE_CHANGED, "param-style-changed", Break, None,
        "The values of a parameter are serialized differently.",
        "Update the SDK: released versions serialize them in the old way.";
    PARAM_ORDER_CHANGED, "param-order-changed", Ok, Break,
        "The order of the required parameters changed, and with it the order of the arguments of the method.",
        "Swap the arguments: the compiler may not detect the wrong order.";
    PARAM_TYPE_CHANGED, "param-type-changed", Break, Break,
        "The type of a parameter changed.",
        "Convert the argument.";
    PARAM_TYPE_WIDENED, "param-type-widened", Ok, Break,
        "A parameter may have more types than before.",
        "Convert the argument.";
    PARAM_TYPE_NARROWED, "param-type-narrowed", Break, Break,
        "A parameter may have fewer types than before.",
        "Convert the argument.";
    PARAM_FORMAT_CHANGED, "param-format-changed", Risk, None,
        "The format of a parameter changed.";
    PARAM_FORMAT_WIDENED, "param-format-widened", Ok, None,
        "A parameter is no longer limited to its old format.";
    PARAM_ENUM_VALUE_ADDED, "param-enum-value-added", Ok, Additive,
        "A parameter accepts a new enum value, which is a new variant.";
    PARAM_ENUM_VALUE_REMOVED, "param-enum-value-removed", Break, Break,
        "A parameter no longer accepts an enum value; its variant was removed.",
        "Choose another value.";
    PARAM_BECAME_ENUM, "param-became-enum", Break, Break,
        "A parameter that could be any string must be one of the listed values.",
        "Check that the values in use are listed.";
    PARAM_ENUM_CONSTRAINT_REMOVED, "param-enum-constraint-removed", Ok, Break,
        "A parameter can be any string instead of one of the listed values, so its enum was removed.",
        "Pass a string.";
    PARAM_DEFAULT_ADDED, "param-default-added", Risk, None,
        "A parameter has a default: omitting it may have a different effect.",
        "Pass the value if the default matters.";
    PARAM_DEFAULT_CHANGED, "param-default-changed", Risk, None,
        "Omitting a parameter has a different effect.",
        "Pass the value if the default matters.";
    PARAM_DEFAULT_REMOVED, "param-default-removed", Risk, None,
        "A parameter no longer has a default.",
        "Pass the value if the default mattered.";
    PARAM_BOUND_TIGHTENED, "param-bound-tightened", Break, None,
        "A parameter has narrower limits.",
        "Check that the values in use are within the limits.";
    PARAM_BOUND_SET, "param-bound-set", Risk, None,
        "A parameter has a limit for the first time.";
    PARAM_BOUND_LOOSENED, "param-bound-loosened", Ok, None,
        "A parameter has wider limits.";
    PARAM_PATTERN_ADDED, "param-pattern-added", Break, None,
        "The string of a parameter must match a pattern.",
        "Check that the values in use match.";
    PARAM_PATTERN_CHANGED, "param-pattern-changed", Risk, None,
        "The string of a parameter must match a different pattern.";
    PARAM_PATTERN_REMOVED, "param-pattern-removed", Ok, None,
        "The string of a parameter no longer has to match a pattern.";
    PARAM_DEPRECATED, "param-deprecated", Ok, Additive,
        "A parameter is deprecated.",
        "Plan to stop using it.";
    PARAM_UNDEPRECATED, "param-undeprecated", Ok, None,
        "A parameter is no longer deprecated.";
}
