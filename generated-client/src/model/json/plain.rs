//! Search for the characters that end a plain part of a JSON string, eight bytes at a time.

/// Whether a string needs no escapes in JSON.
pub(in super::super) fn is_plain(text: &[u8]) -> bool {
    match text.last_chunk() {
        // Some of the last bytes are checked twice, which costs less than an exact loop.
        Some(last) => {
            text.as_chunks().0.iter().fold(special(*last), |found, word| found | special(*word))
                == 0
        }
        None => text.iter().all(|byte| is_plain_byte(*byte)),
    }
}

/// Returns the number of bytes before the first quote, backslash or control character.
#[inline]
pub(super) fn plain_length(text: &[u8]) -> usize {
    let (words, rest) = text.as_chunks();
    for (index, word) in words.iter().enumerate() {
        let found = special(*word);
        if found != 0 {
            return index * 8 + found.trailing_zeros() as usize / 8;
        }
    }
    words.len() * 8 + rest.iter().take_while(|byte| is_plain_byte(**byte)).count()
}

/// Whether a byte needs no escape in JSON.
const fn is_plain_byte(byte: u8) -> bool {
    byte >= b' ' && byte != b'"' && byte != b'\\'
}

/// Returns zero unless one of eight bytes is a quote, a backslash or a control character. The
/// lowest bit that is set is in the first of these bytes.
///
/// It checks all eight in one word: a subtraction sets the highest bit of a byte that is smaller
/// than the subtrahend. Exchanging `"` with the space places it next to the control characters; a
/// backslash becomes zero. A byte that borrows affects only the bytes behind it, and bytes of
/// other characters than ASCII have the highest bit from the start.
#[inline]
fn special(bytes: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    const SPACE_FOR_QUOTE: u64 = ONES * 0x02;
    const BEHIND_SPACE: u64 = ONES * 0x21;
    const BACKSLASH: u64 = ONES * 0x5c;
    let word = u64::from_le_bytes(bytes);
    let low = (word ^ SPACE_FOR_QUOTE).wrapping_sub(BEHIND_SPACE);
    let backslash = (word ^ BACKSLASH).wrapping_sub(ONES);
    (low | backslash) & !word & HIGH
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_special_byte_is_found_at_every_position() {
        for length in 0..40 {
            for unusual in ['"', '\\', '\n', '\0', '\u{1f}', ' ', '!', '#', '[', ']', '\u{7f}', 'ü']
            {
                for at in 0..=length {
                    let mut text = "a".repeat(length);
                    text.insert(at, unusual);
                    let expected = text.bytes().position(|byte| !is_plain_byte(byte));
                    let found = plain_length(text.as_bytes());
                    assert_eq!(found, expected.unwrap_or(text.len()), "{text:?}");
                    assert_eq!(is_plain(text.as_bytes()), expected.is_none(), "{text:?}");
                }
            }
        }
    }

    #[test]
    fn bytes_after_a_special_one_do_not_hide_it() {
        for first in 0..=u8::MAX {
            for second in 0..=u8::MAX {
                let text = [b'a', first, second, b'"', b'a', b'a', b'a', b'a'];
                let expected = text.iter().position(|byte| !is_plain_byte(*byte));
                assert_eq!(Some(plain_length(&text)), expected, "{text:?}");
            }
        }
    }
}
