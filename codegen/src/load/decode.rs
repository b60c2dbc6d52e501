//! Bytes to text: UTF-8, or a diagnostic that says what the bytes are instead.

use crate::diagnostic::{Code, Diagnostic};
use crate::pointer::Pointer;
use crate::source::resolve_offsets;

/// Returns the text that the bytes are, without a byte order mark.
pub(super) fn text(bytes: &[u8]) -> Result<&str, Box<Diagnostic>> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    if let Some(encoding) = other_encoding(bytes) {
        let found = not_utf8(format!("the file is {encoding}, not UTF-8 text"));
        let help = if encoding.starts_with("UTF") {
            "save it as UTF-8, or fetch it again"
        } else {
            "decompress the file, or fetch it again"
        };
        return Err(Box::new(found.help(help)));
    }
    match std::str::from_utf8(bytes) {
        Ok(text) if text.trim().is_empty() => {
            let message = "the file is empty or contains only white space";
            let found = Diagnostic::error(Code::EmptyDocument, Pointer::root(), message);
            let help = "check that this is the right file; a document can be fetched again";
            Err(Box::new(found.help(help)))
        }
        Ok(text) => Ok(text),
        Err(error) => {
            let at = error.valid_up_to();
            let valid =
                std::str::from_utf8(bytes.get(..at).unwrap_or_default()).unwrap_or_default();
            let byte = bytes.get(at).copied().unwrap_or_default();
            let found = not_utf8(format!("the byte 0x{byte:02X} at offset {at} is not UTF-8 text"));
            let help = "save the file as UTF-8 (it may be Latin-1), or fetch it again";
            let position = resolve_offsets(valid, &[at]).pop();
            Err(Box::new(found.help(help).position(position)))
        }
    }
}

fn not_utf8(message: String) -> Diagnostic {
    Diagnostic::error(Code::NotUtf8, Pointer::root(), message)
}

/// Returns what the first bytes give away.
fn other_encoding(bytes: &[u8]) -> Option<&'static str> {
    match bytes {
        [0xff, 0xfe, 0, 0, ..] | [0, 0, 0xfe, 0xff, ..] | [0, 0, 0, _, ..] | [_, 0, 0, 0, ..] => {
            Some("UTF-32")
        }
        [0xff, 0xfe, ..] | [0xfe, 0xff, ..] | [0, _, ..] | [_, 0, ..] => Some("UTF-16"),
        [0x1f, 0x8b, ..] => Some("compressed with gzip"),
        [b'P', b'K', 3, 4, ..] => Some("a ZIP archive"),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::text;
    use crate::diagnostic::Code;

    #[test]
    fn utf8_is_read_with_and_without_a_mark() {
        assert_eq!(text("{ü}".as_bytes()).unwrap(), "{ü}");
        assert_eq!(text("\u{feff}{}".as_bytes()).unwrap(), "{}");
    }

    #[test]
    fn other_encodings_are_named() {
        let little: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_le_bytes).collect();
        let big: Vec<u8> = "{}".encode_utf16().flat_map(u16::to_be_bytes).collect();
        let marked = [b"\xff\xfe".as_slice(), &little].concat();
        for (bytes, name) in [
            (little.as_slice(), "UTF-16"),
            (&big, "UTF-16"),
            (&marked, "UTF-16"),
            (b"\xff\xfe\0\0{\0\0\0", "UTF-32"),
            (b"{\0\0\0}\0\0\0", "UTF-32"),
            (b"\x1f\x8b\x08", "gzip"),
        ] {
            let found = text(bytes).unwrap_err();
            assert_eq!(found.code, Code::NotUtf8);
            assert!(found.message.contains(name), "{}", found.message);
        }
    }

    #[test]
    fn latin_1_has_a_place() {
        let found = text(b"{\n\"a\": \"\xe9\"}").unwrap_err();
        assert_eq!(found.code, Code::NotUtf8);
        let position = found.position.unwrap();
        assert_eq!((position.line, position.column), (2, 7));
        assert!(found.message.contains("0xE9 at offset 8"), "{}", found.message);
    }

    #[test]
    fn a_document_without_content_is_empty() {
        for bytes in [b"".as_slice(), b" \n\t", b"\xef\xbb\xbf\n"] {
            assert_eq!(text(bytes).unwrap_err().code, Code::EmptyDocument);
        }
    }
}
