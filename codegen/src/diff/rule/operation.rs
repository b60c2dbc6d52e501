//! Rules about operations: their existence, address, badges, permissions and bodies.

super::rules! {
    OPERATION_ADDED, "operation-added", Ok, Additive,
        "There is a new operation: a new method on its resource handle.";
    OPERATION_REMOVED, "operation-removed", Break, Break,
        "An operation was removed, without having been deprecated.",
        "Remove calls of the method.";
    OPERATION_REMOVED_AFTER_DEPRECATION, "operation-removed-after-deprecation", Break, Break,
        "A deprecated operation was removed.",
        "Follow the advice of its deprecation.";
    PATH_RENAMED, "path-renamed", Break, None,
        "An operation moved to another path.",
        "Update the SDK: released versions call the old path.";
    PATH_PARAMETER_RENAMED, "path-parameter-renamed", Ok, None,
        "A path parameter has another name; arguments are positional, so code does not change.";
    METHOD_CHANGED, "method-changed", Break, None,
        "An operation is called with another HTTP method.",
        "Update the SDK: released versions send the old method.";
    OPERATION_ID_CHANGED, "operation-id-changed", Ok, Break,
        "An operation has another id, so the types that are named after it have other names.",
        "Use the new names, or preserve the old id with an overlay action.";
    TAG_CHANGED, "tag-changed", Ok, Break,
        "An operation moved to another group, which is another cargo feature.",
        "Turn the new feature on where default features are off, or preserve the group with `x-sdk-group` in the overlay.";
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
        "Check that keys with few permissions hold those of the operations they call.";
    OPERATION_PERMISSION_ADDED, "operation-permission-added", Break, None,
        "A key must hold one more permission, or the response is 403.",
        "Grant the permission to keys that call the operation.";
    OPERATION_PERMISSION_REMOVED, "operation-permission-removed", Ok, None,
        "A key no longer needs a permission.";
    RETRY_POLICY_CHANGED, "retry-policy-changed", Risk, None,
        "A call can be retried where it could not before, or no longer can.";
    BODY_ADDED, "body-added-required", Break, Break,
        "An operation takes a body, which is an argument of its method.",
        "Pass the new argument.";
    BODY_REMOVED, "body-removed", Risk, Break,
        "An operation no longer takes a body.",
        "Drop the argument.";
    BODY_MEDIA_TYPE_CHANGED, "body-media-type-changed", Break, None,
        "A body is sent under another media type.",
        "Update the SDK: released versions send the old type.";
    BODY_BECAME_MERGE_PATCH, "body-media-type-changed-to-merge-patch", Break, None,
        "A body became a JSON merge patch, or no longer is one: null has another meaning.",
        "Check what null and absent properties of the body should do, then update the SDK.";
}
