//! Rules about operations: existence, path, method, deprecation, beta, permissions, retries and
//! bodies.

super::rules! {
    OPERATION_ADDED, "operation-added", Ok, Additive,
        "An operation was added, with a method on its resource handle.";
    OPERATION_REMOVED, "operation-removed", Break, Break,
        "An operation was removed, without having been deprecated.",
        "Remove calls to the method.";
    OPERATION_REMOVED_AFTER_DEPRECATION, "operation-removed-after-deprecation", Break, Break,
        "A deprecated operation was removed.",
        "Follow the advice of its deprecation.";
    PATH_RENAMED, "path-renamed", Break, None,
        "An operation moved to another path.",
        "Update the SDK: released versions call the old path.";
    PATH_PARAMETER_RENAMED, "path-parameter-renamed", Ok, None,
        "A path parameter was renamed; arguments are positional, so code does not change.";
    METHOD_CHANGED, "method-changed", Break, None,
        "The HTTP method of an operation changed.",
        "Update the SDK: released versions send the old method.";
    OPERATION_ID_CHANGED, "operation-id-changed", Ok, Break,
        "The id of an operation changed, so the types named after it are renamed.",
        "Use the new names, or preserve the old id with an overlay action.";
    TAG_CHANGED, "tag-changed", Ok, Break,
        "An operation moved to another group, which is another cargo feature.",
        "Enable the new feature if default features are disabled, or preserve the group with `x-sdk-group` in the overlay.";
    OPERATION_DEPRECATED, "operation-deprecated", Ok, Additive,
        "An operation is deprecated; its method is `#[deprecated]`.",
        "Plan the move to its replacement.";
    OPERATION_REACTIVATED, "operation-reactivated", Ok, None,
        "An operation is no longer deprecated.";
    OPERATION_BECAME_BETA, "operation-became-beta", Risk, None,
        "An operation is in beta: it may change without notice.";
    OPERATION_GRADUATED, "operation-graduated", Ok, None,
        "An operation is no longer in beta.";
    PERMISSIONS_DOCUMENTED, "permissions-documented", Risk, None,
        "The document lists for the first time which permissions its operations need.",
        "Check that each key has the permissions of the operations that it is used for.";
    OPERATION_PERMISSION_ADDED, "operation-permission-added", Break, None,
        "A key needs one more permission; without it, the response is 403.",
        "Grant the permission to keys that call the operation.";
    OPERATION_PERMISSION_REMOVED, "operation-permission-removed", Ok, None,
        "A key no longer needs a permission.";
    RETRY_POLICY_CHANGED, "retry-policy-changed", Risk, None,
        "The retry policy of an operation changed.";
    BODY_ADDED, "body-added-required", Break, Break,
        "An operation requires a body, which is an argument of its method.",
        "Pass the new argument.";
    BODY_REMOVED, "body-removed", Risk, Break,
        "An operation no longer has a body.",
        "Remove the argument.";
    BODY_MEDIA_TYPE_CHANGED, "body-media-type-changed", Break, None,
        "The media type of a request body changed.",
        "Update the SDK: released versions send the old type.";
    BODY_BECAME_MERGE_PATCH, "body-media-type-changed-to-merge-patch", Break, None,
        "A request body became a JSON merge patch or stopped being one, which changes the meaning of null.",
        "Check what null and absent properties of the body should do, then update the SDK.";
}
