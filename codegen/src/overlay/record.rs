//! The part of an overlay that the generator writes: which enums share a type.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use crate::name::TypeName;

/// Where the part begins. It is the last one of the file.
pub const START: &str =
    "  # Which enums share a type. `cargo xtask regenerate` writes this action.\n";

/// Returns the overlay with the record of these enums: each type with the other places that share
/// it. An overlay that does not have the part does not get it.
#[must_use]
pub fn with_enums(overlay: &str, enums: &BTreeMap<TypeName, Vec<TypeName>>) -> String {
    let Some((before, _)) = overlay.split_once(START) else { return overlay.to_owned() };
    let mut text = format!(
        "{before}{START}  - target: $\n    description: >-\n      \
         Enums that had the same values when they appeared share a type permanently, which has the values\n      \
         of all of them. Each entry lists a type and the other enums that share it.\n    \
         update:\n      x-sdk-enums:{}\n",
        if enums.is_empty() { " {}" } else { "" }
    );
    for (name, others) in enums {
        // Writing to a `String` cannot fail.
        let _ = if others.is_empty() {
            writeln!(text, "        {name}: []")
        } else {
            writeln!(text, "        {name}:")
        };
        for other in others {
            let _ = writeln!(text, "          - {other}");
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_an_overlay_with_the_section_is_updated_and_only_once() {
        let enums = BTreeMap::from([
            (TypeName::new("Alone"), vec![]),
            (TypeName::new("Color"), vec![TypeName::new("Tint")]),
        ]);
        assert_eq!(with_enums("actions: []\n", &enums), "actions: []\n");
        let written = with_enums(&format!("actions:\n{START}  - old\n"), &enums);
        assert!(written.ends_with("        Alone: []\n        Color:\n          - Tint\n"));
        assert_eq!(with_enums(&written, &enums), written);
    }
}
