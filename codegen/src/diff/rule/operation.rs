//! Rules about operations: their existence, address, badges, permissions and bodies.

super::rules! {
    OPERATION_ADDED, "operation-added", Ok, Additive,
        "A new operation: a new method on `Client`.",
        "";
    OPERATION_REMOVED, "operation-removed", Break, Break,
        "An operation was removed, without having been deprecated.",
        "Remove calls of the method.";
    OPERATION_REMOVED_AFTER_DEPRECATION, "operation-removed-after-deprecation", Break, Break,
        "A deprecated operation was removed.",
        "Follow the advice that its deprecation gave.";
    PATH_RENAMED, "path-renamed", Break, None,
        "An operation moved to another path.",
        "Update the SDK: released versions call the old path.";
    PATH_PARAMETER_RENAMED, "path-parameter-renamed", Ok, None,
        "A path parameter has another name; arguments are positional, so nobody sees it.",
        "";
    METHOD_CHANGED, "method-changed", Break, None,
        "An operation is called with another HTTP method.",
        "Update the SDK: released versions send the old method.";
    OPERATION_ID_CHANGED, "operation-id-changed", Ok, Break,
        "An operation has another id, so its method on `Client` has another name.",
        "Call the new name, or keep the old one with `x-sdk-name` in the overlay.";
    TAG_CHANGED, "tag-changed", Ok, Break,
        "An operation moved to another group, which is another cargo feature.",
        "Turn the new feature on where default features are off, or keep the group with `x-sdk-group` in the overlay.";
    OPERATION_DEPRECATED, "operation-deprecated", Ok, Additive,
        "An operation is deprecated; its method carries `#[deprecated]`.",
        "Plan the move to its replacement.";
    OPERATION_REACTIVATED, "operation-reactivated", Ok, None,
        "An operation is no longer deprecated.",
        "";
    OPERATION_BECAME_BETA, "operation-became-beta", Risk, None,
        "An operation carries the badge Beta: it may change without notice.",
        "";
    OPERATION_GRADUATED, "operation-graduated", Ok, None,
        "An operation lost the badge Beta.",
        "";
    PERMISSIONS_DOCUMENTED, "permissions-documented", Risk, None,
        "The document says for the first time which permissions its operations need.",
        "Check that keys with few permissions hold those of the operations they call.";
    OPERATION_PERMISSION_ADDED, "operation-permission-added", Break, None,
        "A key must hold one more permission, or the response is 403.",
        "Grant the permission to keys that call the operation.";
    OPERATION_PERMISSION_REMOVED, "operation-permission-removed", Ok, None,
        "A key no longer needs a permission.",
        "";
    RETRY_POLICY_CHANGED, "retry-policy-changed", Risk, None,
        "A call may be repeated where it could not before, or the other way round.",
        "";
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
        "A body became a JSON merge patch or stopped being one: null now means something else.",
        "Check what null and absent properties of the body should do, then update the SDK.";
}
