//! Rules about resource handles and their methods: changes that do not affect requests or
//! responses.

super::rules! {
    HANDLE_ADDED, "handle-added", Ok, Additive,
        "A resource handle was added, and a method that returns it.";
    HANDLE_REMOVED, "handle-removed", Ok, Break,
        "A resource handle was removed, because no operation is on it or below it.",
        "Remove uses of the handle.";
    HANDLE_RENAMED, "handle-renamed", Ok, Break,
        "The type of a resource handle was renamed.",
        "Use the new name, or preserve the old one with `x-sdk-resource` in the overlay.";
    HANDLE_MOVED, "handle-moved", Ok, Break,
        "A resource handle moved: a different handle returns it now.",
        "Obtain it from the new handle, with the ids of its path.";
    METHOD_RENAMED, "method-renamed", Ok, Break,
        "A method of a resource handle or of `Client` was renamed.",
        "Use the new name, or preserve the old one with `x-sdk-name` or `x-sdk-resource` in the overlay.";
    METHOD_MOVED, "method-moved", Ok, Break,
        "The method of an operation moved to another resource handle.",
        "Call it on the new handle, with the ids of its path.";
}
