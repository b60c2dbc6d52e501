//! Guesses which name was meant.

/// Words longer than this are not compared.
const LONGEST: usize = 64;

/// The candidate that is closest to `word`, if it is close: about one wrong character in three.
pub(super) fn closest<'c>(
    word: &str,
    candidates: impl Iterator<Item = &'c str>,
) -> Option<&'c str> {
    let word: Vec<char> = word.to_lowercase().chars().collect();
    if word.len() > LONGEST {
        return None;
    }
    let limit = (word.len() / 3).max(1);
    let mut best: Option<(usize, &str)> = None;
    for candidate in candidates.filter(|candidate| candidate.len() <= LONGEST) {
        let other: Vec<char> = candidate.to_lowercase().chars().collect();
        let distance = distance(&word, &other);
        if distance <= limit && best.is_none_or(|(least, _)| distance < least) {
            best = Some((distance, candidate));
        }
    }
    best.map(|(_, candidate)| candidate)
}

/// How many characters must be inserted, removed or replaced to make one word of the other.
fn distance(one: &[char], other: &[char]) -> usize {
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (index, character) in one.iter().enumerate() {
        // The cells to the left and above to the left of the one that is worked out.
        let (mut left, mut diagonal) = (index + 1, index);
        let mut cells = row.iter_mut();
        if let Some(first) = cells.next() {
            *first = left;
        }
        for (cell, candidate) in cells.zip(other) {
            let replaced = diagonal + usize::from(character != candidate);
            diagonal = *cell;
            left = replaced.min(diagonal + 1).min(left + 1);
            *cell = left;
        }
    }
    row.last().copied().unwrap_or_default()
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
