//! Suggests the name that was probably intended.

/// Words longer than this are not compared.
const LONGEST: usize = 64;

/// Returns the candidate that is closest to `word`, if it is close: about one wrong character in
/// three.
pub(super) fn closest<'c>(
    word: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<&'c str> {
    let word = word.to_lowercase();
    let length = word.chars().count();
    if length > LONGEST {
        return None;
    }
    let limit = (length / 3).max(1);
    candidates
        .filter(|candidate| candidate.len() <= LONGEST)
        .map(|candidate| (strsim::levenshtein(&word, &candidate.to_lowercase()), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, _)| *distance)
        .map(|(_, candidate)| candidate)
}

#[cfg(test)]
mod tests {
    use super::closest;

    #[test]
    fn close_words_are_found_and_others_are_not() {
        let names = ["required", "properties", "minimum", "oneOf", "not"];
        let close = |word| closest(word, names.into_iter());
        assert_eq!(close("requried"), Some("required"));
        assert_eq!(close("Properties"), Some("properties"));
        assert_eq!(close("oneof"), Some("oneOf"));
        assert_eq!(close("maximum"), Some("minimum"));
        assert_eq!(close("prefixItems"), None);
        assert_eq!(close(""), None);
        assert_eq!(close(&"x".repeat(1000)), None);
    }
}
