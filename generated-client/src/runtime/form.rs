//! Bodies of the media type `multipart/form-data`: the parts of a form.

use bytes::{BufMut as _, Bytes, BytesMut};

use super::encode::QueryValue;
use crate::model::{Slot, encode};

/// A file in a form: its bytes, name and media type.
///
/// It converts from bytes or a string; the name of the file is then the name of the part.
///
/// ```
/// use clickhouse_cloud::FilePart;
///
/// let plain: FilePart = "a,b\n".into();
/// let named = FilePart::new("a,b\n").file_name("rows.csv").media_type("text/csv");
/// assert_ne!(plain, named);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FilePart {
    bytes: Bytes,
    file_name: Option<String>,
    media_type: Option<String>,
}

impl FilePart {
    /// Creates a file from its bytes.
    #[must_use]
    pub fn new(bytes: impl Into<Bytes>) -> Self {
        Self { bytes: bytes.into(), file_name: None, media_type: None }
    }

    /// Sets the name of the file.
    #[must_use]
    pub fn file_name(mut self, name: impl Into<String>) -> Self {
        self.file_name = Some(name.into());
        self
    }

    /// Sets the media type of the file, instead of `application/octet-stream`.
    #[must_use]
    pub fn media_type(mut self, media_type: impl Into<String>) -> Self {
        self.media_type = Some(media_type.into());
        self
    }
}

impl<T: Into<Bytes>> From<T> for FilePart {
    fn from(bytes: T) -> Self {
        Self::new(bytes)
    }
}

/// The value of a part, or the reason why it is absent.
pub(crate) struct Part(Result<Content, String>);

/// The content of a part.
#[derive(Clone)]
enum Content {
    Text(String),
    Json(Bytes),
    File(FilePart),
}

#[allow(dead_code, reason = "which of these are called depends on the spec")]
impl Part {
    pub(crate) fn text(value: impl QueryValue) -> Self {
        Self(value.into_query().map(Content::Text).map_err(str::to_owned))
    }

    pub(crate) fn json(value: &dyn Slot) -> Self {
        Self(encode(value).map(|json| Content::Json(json.into())).map_err(|it| it.to_string()))
    }

    pub(crate) fn file(file: FilePart) -> Self {
        let is_header = |text: &str| text.bytes().all(|byte| (b' '..=b'~').contains(&byte));
        match file.media_type.as_deref() {
            Some(kind) if !is_header(kind) => {
                Self(Err(format!("invalid media type `{}`", kind.escape_debug())))
            }
            _ => Self(Ok(Content::File(file))),
        }
    }
}

/// The parts of a form, in the order in which they were added.
#[derive(Clone, Default)]
pub(super) struct Form(Vec<(&'static str, Content)>);

impl Form {
    pub(super) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Adds a part, without replacing parts with the same name.
    pub(super) fn add(&mut self, name: &'static str, part: Part) -> Result<(), String> {
        let content = part.0.map_err(|problem| format!("invalid part `{name}`: {problem}"))?;
        self.0.push((name, content));
        Ok(())
    }

    /// Removes the parts of a name.
    pub(super) fn remove(&mut self, name: &str) {
        self.0.retain(|(other, _)| *other != name);
    }

    /// The media type and the body.
    pub(super) fn encode(&self) -> (String, Bytes) {
        let mut boundary = boundary();
        // A random collision is practically impossible, but the bytes may be chosen by an attacker.
        while self.0.iter().any(|(_, content)| content.contains(boundary.as_bytes())) {
            boundary = self::boundary();
        }
        let mut body = BytesMut::new();
        for (name, content) in &self.0 {
            body.put_slice(format!("--{boundary}\r\n{}\r\n", content.head(name)).as_bytes());
            body.put_slice(content.bytes());
            body.put_slice(b"\r\n");
        }
        body.put_slice(format!("--{boundary}--\r\n").as_bytes());
        (format!("multipart/form-data; boundary={boundary}"), body.freeze())
    }
}

fn boundary() -> String {
    format!("part-{:016x}{:016x}", fastrand::u64(..), fastrand::u64(..))
}

impl Content {
    fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Json(json) => json,
            Self::File(file) => &file.bytes,
        }
    }

    fn contains(&self, boundary: &[u8]) -> bool {
        self.bytes().windows(boundary.len()).any(|window| window == boundary)
    }

    /// The headers of the part, each with the end of its line.
    fn head(&self, name: &str) -> String {
        let disposition = format!("Content-Disposition: form-data; name=\"{}\"", quoted(name));
        match self {
            Self::Text(_) => format!("{disposition}\r\n"),
            Self::Json(_) => format!("{disposition}\r\nContent-Type: application/json\r\n"),
            Self::File(file) => {
                let file_name = quoted(file.file_name.as_deref().unwrap_or(name));
                let media_type = file.media_type.as_deref().unwrap_or("application/octet-stream");
                format!("{disposition}; filename=\"{file_name}\"\r\nContent-Type: {media_type}\r\n")
            }
        }
    }
}

/// A name between quotation marks, as browsers write it.
fn quoted(name: &str) -> String {
    name.replace('"', "%22").replace('\r', "%0D").replace('\n', "%0A")
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn form(parts: Vec<(&'static str, Part)>) -> Result<(String, String), String> {
        let mut form = Form::default();
        for (name, part) in parts {
            form.add(name, part)?;
        }
        let (kind, body) = form.encode();
        let (kind, boundary) = kind.split_once("; boundary=").unwrap();
        let body = String::from_utf8(body.to_vec()).unwrap();
        Ok((kind.to_owned(), body.replace(boundary, "B")))
    }

    #[test]
    fn form_parts_have_names_and_media_types() {
        let file = FilePart::new("x\r\n").file_name("a\"b\r\nX: 1.csv").media_type("text/csv");
        let parts = vec![
            ("name", Part::text("ü")),
            ("meta", Part::json(&json!({ "a": 1 }))),
            ("file", Part::file(file)),
            ("file", Part::file(vec![b'y'].into())),
        ];
        let expected = "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\nü\r\n\
            --B\r\nContent-Disposition: form-data; name=\"meta\"\r\n\
            Content-Type: application/json\r\n\r\n{\"a\":1}\r\n\
            --B\r\nContent-Disposition: form-data; name=\"file\"; \
            filename=\"a%22b%0D%0AX: 1.csv\"\r\nContent-Type: text/csv\r\n\r\nx\r\n\r\n\
            --B\r\nContent-Disposition: form-data; name=\"file\"; filename=\"file\"\r\n\
            Content-Type: application/octet-stream\r\n\r\ny\r\n--B--\r\n";
        let (kind, body) = form(parts).unwrap();
        assert_eq!((kind.as_str(), body.as_str()), ("multipart/form-data", expected));
    }

    #[test]
    fn a_form_part_without_a_value_is_an_error() {
        assert_eq!(
            form(vec![("n", Part::text(f64::NAN))]).unwrap_err(),
            "invalid part `n`: the number is not finite"
        );
        let split = FilePart::new("").media_type("text/csv\r\nX: 1");
        assert!(form(vec![("f", Part::file(split))]).is_err());
    }
}
