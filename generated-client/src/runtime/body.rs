//! Response bodies: decompression, and excerpts for errors.

mod redact;

use std::io::Read as _;

use bytes::Bytes;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH, CONTENT_TYPE};

use self::redact::redact;
pub(crate) use self::redact::{MASK, redact_all, redact_prose};

/// The size limit of a body in an error, in bytes.
pub(crate) const EXCERPT: usize = 16 * 1024;

/// Why a body cannot be decompressed.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Undecodable {
    /// The body is incomplete or damaged; another attempt may succeed.
    Damaged(String),
    /// Another attempt would have the same result.
    Final(String),
}

/// Decodes `Content-Encoding: gzip`, up to `limit` bytes of output.
///
/// If `lenient`, it returns the readable part of a body that is damaged or too long, and otherwise
/// an error.
pub(crate) fn decompress(
    headers: &mut HeaderMap,
    body: Bytes,
    limit: usize,
    lenient: bool,
) -> Result<Bytes, Undecodable> {
    if body.is_empty() {
        // Responses to `HEAD` and those without content may have the header as well.
        return Ok(body);
    }
    match encoding(headers) {
        Encoding::None => return Ok(body),
        Encoding::Gzip => {}
        // The request did not ask for another encoding; an error can still show the headers.
        Encoding::Other(_) if lenient => return Ok(body),
        Encoding::Other(name) => {
            return Err(Undecodable::Final(format!("unsupported content encoding `{name}`")));
        }
    }
    let mut plain = Vec::new();
    // One byte more than allowed shows that a body is too long.
    let reader = flate2::read::MultiGzDecoder::new(&*body);
    let outcome = reader.take((limit as u64).saturating_add(1)).read_to_end(&mut plain);
    if !lenient {
        outcome.map_err(|problem| Undecodable::Damaged(format!("invalid gzip data: {problem}")))?;
        if plain.len() > limit {
            let problem = format!("the decompressed response body is larger than {limit} bytes");
            return Err(Undecodable::Final(problem));
        }
    }
    plain.truncate(limit);
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
    Ok(Bytes::from(plain))
}

/// The encoding of a body.
enum Encoding<'a> {
    None,
    Gzip,
    Other(&'a str),
}

/// Returns the encoding that the headers name. A repeated header does not mean that the body was
/// compressed twice.
fn encoding(headers: &HeaderMap) -> Encoding<'_> {
    let mut encoding = Encoding::None;
    for value in headers.get_all(CONTENT_ENCODING) {
        for name in value.to_str().unwrap_or("?").split(',').map(str::trim) {
            if name.eq_ignore_ascii_case("gzip") || name.eq_ignore_ascii_case("x-gzip") {
                encoding = Encoding::Gzip;
            } else if !name.is_empty() && !name.eq_ignore_ascii_case("identity") {
                return Encoding::Other(name);
            }
        }
    }
    encoding
}

/// Returns the body without a byte order mark, which some servers send before JSON.
pub(crate) fn without_mark(body: &[u8]) -> &[u8] {
    body.strip_prefix(b"\xef\xbb\xbf").unwrap_or(body)
}

/// Returns the media type of a body without parameters, in lower case; empty if there is none.
pub(crate) fn media_type(headers: &HeaderMap) -> String {
    let value = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()).unwrap_or("");
    value.split(';').next().unwrap_or("").trim().to_ascii_lowercase()
}

/// Returns the start of a body for an error, without secrets.
pub(crate) fn excerpt(body: &[u8], secrets: &[String]) -> String {
    // Redaction does not recognise half a secret, so it sees more of the body than the excerpt.
    let margin = secrets.iter().map(String::len).max().unwrap_or(0) + 1024;
    let (start, cut) = match body.get(..EXCERPT + margin) {
        Some(start) => (start, margin),
        None => (body, 0),
    };
    let mut text = redact(&String::from_utf8_lossy(start), secrets);
    if body.len() > EXCERPT {
        let mut end = text.len().saturating_sub(cut).min(EXCERPT);
        while !text.is_char_boundary(end) {
            end -= 1;
        }
        text.truncate(end);
    }
    text
}

#[cfg(test)]
mod tests {
    use std::io::Write as _;

    use super::*;

    fn zipped(plain: &[u8]) -> (HeaderMap, Bytes) {
        let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        encoder.write_all(plain).unwrap();
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, "gzip".parse().unwrap());
        (headers, Bytes::from(encoder.finish().unwrap()))
    }

    #[test]
    fn gzip_is_decoded_and_its_headers_are_removed() {
        let (mut headers, body) = zipped(b"hello hello hello");
        let plain = decompress(&mut headers, body, 100, false).unwrap();
        assert_eq!(&plain[..], b"hello hello hello");
        assert!(headers.is_empty());
    }

    #[test]
    fn an_encoding_may_be_in_several_headers() {
        let (_, body) = zipped(b"hello");
        for values in
            [&["gzip", "gzip"][..], &["identity", "gzip"], &["", "GZIP"], &["identity, x-gzip"]]
        {
            let mut headers = HeaderMap::new();
            for value in values {
                headers.append(CONTENT_ENCODING, value.parse().unwrap());
            }
            let plain = decompress(&mut headers, body.clone(), 100, false);
            assert_eq!(plain.as_deref(), Ok(&b"hello"[..]), "{values:?}");
            headers.append(CONTENT_ENCODING, "br".parse().unwrap());
            assert!(matches!(encoding(&headers), Encoding::Other("br")), "{values:?}");
        }
    }

    #[test]
    fn the_size_limit_can_be_raised() {
        let (mut headers, body) = zipped(b"hello");
        assert_eq!(decompress(&mut headers, body, usize::MAX, false).as_deref(), Ok(&b"hello"[..]));
    }

    #[test]
    fn a_gzip_bomb_is_not_decompressed() {
        let (headers, body) = zipped(&vec![b'a'; 5_000_000]);
        let refused = decompress(&mut headers.clone(), body.clone(), 1000, false);
        assert!(matches!(refused, Err(Undecodable::Final(_))));
        let kept = decompress(&mut headers.clone(), body, 1000, true).unwrap();
        assert_eq!(kept.len(), 1000);
    }

    #[test]
    fn an_interrupted_stream_is_an_error_unless_partial_results_are_useful() {
        let (headers, body) = zipped(b"some text that is long enough to be cut in two halves");
        let half = body.slice(..body.len() - 12);
        let refused = decompress(&mut headers.clone(), half.clone(), 1000, false);
        assert!(matches!(refused, Err(Undecodable::Damaged(_))));
        let kept = decompress(&mut headers.clone(), half, 1000, true).unwrap();
        assert!(b"some text that is long enough to be cut in two halves".starts_with(&kept[..]));
    }

    #[test]
    fn an_empty_body_is_empty_in_every_encoding() {
        let (mut headers, _) = zipped(b"x");
        assert_eq!(decompress(&mut headers, Bytes::new(), 10, false), Ok(Bytes::new()));
    }

    #[test]
    fn an_unsupported_encoding_is_refused() {
        let mut headers = HeaderMap::new();
        headers.insert(CONTENT_ENCODING, "br".parse().unwrap());
        assert!(decompress(&mut headers.clone(), Bytes::from_static(b"x"), 10, false).is_err());
        assert!(decompress(&mut headers, Bytes::from_static(b"x"), 10, true).is_ok());
    }

    #[test]
    fn media_types_are_compared_without_parameters() {
        let mut headers = HeaderMap::new();
        assert_eq!(media_type(&headers), "");
        headers.insert(CONTENT_TYPE, "Text/Plain; charset=UTF-8".parse().unwrap());
        assert_eq!(media_type(&headers), "text/plain");
    }

    #[test]
    fn an_excerpt_is_bounded_and_cut_between_characters() {
        let long = "ü".repeat(EXCERPT);
        let text = excerpt(&long.as_bytes()[1..], &[]);
        assert!(text.len() <= EXCERPT + 3, "{}", text.len());
        let text = excerpt(long.as_bytes(), &[]);
        assert!(text.ends_with('ü'));
    }

    #[test]
    fn truncation_does_not_show_half_a_secret() {
        let secret = "s3cr3t".repeat(500);
        for before in [EXCERPT - 2990, EXCERPT - 1500, EXCERPT - 5, EXCERPT] {
            let body = format!("{}{secret} postgres://me:hunter2@host", " ".repeat(before));
            let text = excerpt(body.as_bytes(), std::slice::from_ref(&secret));
            assert!(!text.contains("s3cr3t") && !text.contains("hunter"), "{before}");
            let body = format!("{}postgres://me:hunter2@host", " ".repeat(EXCERPT - 16));
            assert!(!excerpt(body.as_bytes(), &[]).contains("hunter"));
        }
        // Masking makes room, but not for the half at the end.
        let body = secret.repeat(20);
        assert!(!excerpt(body.as_bytes(), &[secret]).contains("s3cr3t"));
    }
}
