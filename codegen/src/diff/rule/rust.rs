//! Rules about the types of the crate: changes that do not affect requests or responses.

super::rules! {
    RUST_NAME_CHANGED, "rust-name-changed", Ok, Break,
        "A schema, property or value was renamed in Rust.",
        "Use the new name, or preserve the old one with `x-sdk-name` in the overlay.";
    RUST_DIRECTION_GAINED, "rust-type-direction-gained", Ok, Additive,
        "A schema is now used in both directions: its type is in `request` and `response`.";
    RUST_DIRECTION_LOST, "rust-type-direction-lost", Ok, Break,
        "A schema is now used in only one direction: its type was removed from `request` or `response`.",
        "Remove uses of the type.";
    RUST_RECURSION_BOXED, "rust-recursion-boxed", Ok, Break,
        "A schema started or stopped containing itself, so a field is now boxed or no longer boxed.",
        "Add or remove the `Box`.";
    ENUM_IDENTITY_SPLIT, "enum-identity-split", Ok, Break,
        "Enums that had the same values, and so were one type, have different values now.",
        "Convert between them with `as_str()`.";
    RUST_ARGUMENT_ORDER_CHANGED, "rust-argument-order-changed", Ok, Break,
        "The order of the required properties changed, and with it the order of the arguments of `new`.",
        "Swap the arguments: the compiler may not detect the wrong order.";
    RUST_ARGUMENT_GAINED, "rust-argument-gained", Ok, Break,
        "`new` of a request takes a property that the document does not require: its setter became an argument.",
        "Pass the argument.";
    RUST_ARGUMENT_LOST, "rust-argument-lost", Ok, Break,
        "`new` of a request no longer takes a property that the document does not require: its argument became a setter.",
        "Move the argument to the setter.";
    WRITE_BACK_LOST, "write-back-lost", Ok, Break,
        "A response can no longer be converted to a request.",
        "Set the fields of the request one by one.";
    WRITE_BACK_GAINED, "write-back-gained", Ok, Additive,
        "A response can be converted to a request.";
}
