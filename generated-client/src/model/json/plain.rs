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
/// than the subtrahend, and two bytes are equal if their difference is smaller than one. A byte
/// that borrows affects only the bytes behind it.
#[inline]
fn special(bytes: [u8; 8]) -> u64 {
    const ONES: u64 = u64::from_ne_bytes([1; 8]);
    const HIGH: u64 = u64::from_ne_bytes([0x80; 8]);
    let smaller = |word: u64, than: u8| word.wrapping_sub(ONES * u64::from(than)) & !word;
    let equal = |word: u64, to: u8| smaller(word ^ (ONES * u64::from(to)), 1);
    let word = u64::from_le_bytes(bytes);
    (smaller(word, b' ') | equal(word, b'"') | equal(word, b'\\')) & HIGH
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
