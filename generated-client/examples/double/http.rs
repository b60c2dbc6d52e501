//! As much of HTTP/1.1 as a client of the API needs, by the letter.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::TcpStream;

use percent_encoding::percent_decode_str;
use serde_json::{Map, Value, json};
use url::form_urlencoded;

/// A request as it came in.
pub(crate) struct Received {
    pub(crate) method: String,
    /// The decoded segments of the path, without the first slash.
    pub(crate) path: Vec<String>,
    pub(crate) query: Vec<(String, String)>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Received {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(other, _)| other.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }

    /// The value of a query parameter.
    pub(crate) fn parameter(&self, name: &str) -> Option<&str> {
        self.query.iter().find(|(other, _)| other == name).map(|(_, value)| value.as_str())
    }

    /// The body as a JSON object.
    pub(crate) fn object(&self) -> Result<Map<String, Value>, Refusal> {
        match serde_json::from_slice(&self.body) {
            Ok(Value::Object(body)) => Ok(body),
            Ok(_) => Err(Refusal::bad("the body is not an object")),
            Err(error) => Err(Refusal::bad(format!("the body is not JSON: {error}"))),
        }
    }
}

/// Why a request is not carried out.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub(crate) status: u16,
    pub(crate) message: String,
}

impl Refusal {
    pub(crate) fn new(status: u16, message: impl Into<String>) -> Self {
        Self { status, message: message.into() }
    }

    /// A request that is wrong in itself.
    pub(crate) fn bad(message: impl std::fmt::Display) -> Self {
        Self::new(400, format!("BAD_REQUEST: {message}"))
    }

    /// Something that does not exist.
    pub(crate) fn missing() -> Self {
        Self::new(404, "NOT_FOUND")
    }
}

/// What a request is answered with.
pub(crate) struct Answer {
    status: u16,
    media_type: &'static str,
    body: Vec<u8>,
}

impl Answer {
    pub(crate) fn json(status: u16, body: &Value) -> Self {
        Self { status, media_type: "application/json", body: body.to_string().into_bytes() }
    }

    pub(crate) fn text(text: String) -> Self {
        Self { status: 200, media_type: "text/plain", body: text.into_bytes() }
    }

    pub(crate) fn refused(refusal: &Refusal, request_id: &str) -> Self {
        let Refusal { status, message } = refusal;
        Self::json(*status, &json!({ "status": status, "error": message, "requestId": request_id }))
    }
}

/// Answers the requests of one connection.
pub(crate) fn serve(stream: &TcpStream, answer: impl Fn(Received) -> Answer) {
    let mut reader = BufReader::new(stream);
    let mut writer = stream;
    while let Some(request) = read(&mut reader) {
        let answer = answer(request);
        let head = format!(
            "HTTP/1.1 {} Double\r\ncontent-type: {}\r\ncontent-length: {}\r\n\r\n",
            answer.status,
            answer.media_type,
            answer.body.len()
        );
        if writer.write_all(&[head.as_bytes(), &answer.body].concat()).is_err() {
            return;
        }
    }
}

/// The next request; nothing where the connection ends, or is no HTTP/1.1.
fn read(reader: &mut BufReader<&TcpStream>) -> Option<Received> {
    let line = line(reader)?;
    let mut parts = line.split(' ');
    let (method, target, version) = (parts.next()?, parts.next()?, parts.next()?);
    if version != "HTTP/1.1" || parts.next().is_some() {
        return None;
    }
    let mut headers = Vec::new();
    loop {
        let header = self::line(reader)?;
        if header.is_empty() {
            break;
        }
        let (name, value) = header.split_once(':')?;
        headers.push((name.to_owned(), value.trim().to_owned()));
    }
    let (path, query) = target.split_once('?').unwrap_or((target, ""));
    let mut segments = Vec::new();
    for segment in path.strip_prefix('/')?.split('/') {
        segments.push(percent_decode_str(segment).decode_utf8().ok()?.into_owned());
    }
    let mut request = Received {
        method: method.to_owned(),
        path: segments,
        query: form_urlencoded::parse(query.as_bytes()).into_owned().collect(),
        headers,
        body: Vec::new(),
    };
    let length = request.header("content-length").map_or(Some(0), |value| value.parse().ok())?;
    request.body.resize(length, 0);
    reader.read_exact(&mut request.body).ok()?;
    Some(request)
}

fn line(reader: &mut BufReader<&TcpStream>) -> Option<String> {
    let mut line = String::new();
    reader.read_line(&mut line).ok().filter(|read| *read > 0)?;
    Some(line.strip_suffix("\r\n")?.to_owned())
}
