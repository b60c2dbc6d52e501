//! Decoding of successful responses, most of which have an envelope: `status`, `requestId`,
//! `result`.
//!
//! The slot for the value is a trait object, so nothing here is generic over operations.

use http::Method;
use serde_json::{Map, Value};

use super::body::{media_type, without_mark};
use super::call_info::CallInfo;
use super::error::{Error, header_request_id};
use super::operation_info::ResponseBody;
use super::raw_response::RawResponse;
use super::response::Meta;
use crate::model::{
    Extra, Field, Fit, Kind, Model, Scalar, Shape, Side, Slot, Target, View, Warning,
    decode_response, parse,
};

/// An envelope while it is decoded. Its `result` goes to a slot of the caller.
struct Envelope<'a> {
    result: &'a mut dyn Slot,
    request_id: Option<String>,
    limit: Option<i64>,
    total_count: Option<i64>,
    next_cursor: Option<String>,
    status: Option<Value>,
    extra: Extra,
}

impl Model for Envelope<'_> {
    fn shape(&self) -> &'static Shape {
        const SHAPE: Shape = Shape {
            name: "Envelope",
            fields: &[
                Field::optional("status"),
                Field::optional("requestId"),
                Field::optional("result"),
                Field::optional("limit"),
                Field::optional("totalCount"),
                Field::optional("nextCursor"),
            ],
        };
        &SHAPE
    }

    fn get(&self, index: usize) -> &dyn Slot {
        match index {
            0 => &self.status,
            1 => &self.request_id,
            2 => self.result,
            3 => &self.limit,
            4 => &self.total_count,
            _ => &self.next_cursor,
        }
    }

    fn get_mut(&mut self, index: usize) -> &mut dyn Slot {
        match index {
            0 => &mut self.status,
            1 => &mut self.request_id,
            2 => self.result,
            3 => &mut self.limit,
            4 => &mut self.total_count,
            _ => &mut self.next_cursor,
        }
    }

    fn extra(&self) -> &Extra {
        &self.extra
    }

    fn extra_mut(&mut self) -> &mut Extra {
        &mut self.extra
    }
}

impl Slot for Envelope<'_> {
    fn view(&self) -> View<'_> {
        View::Object(self)
    }

    fn put(&mut self, _: Scalar<'_>) -> Fit {
        Fit::No("an object")
    }

    fn open(&mut self, kind: Kind) -> Target<'_> {
        match kind {
            Kind::Object => Target::Model(self, Side::Response),
            Kind::Array => Target::Unexpected("an object"),
        }
    }
}

/// A decoded response without its value.
pub(super) struct Read {
    pub(super) meta: Meta,
    pub(super) limit: Option<i64>,
    pub(super) total_count: Option<i64>,
    pub(super) next_cursor: Option<String>,
}

/// Decodes a response into `slot`, which must be empty. It has a value afterwards, unless the
/// response body is [`ResponseBody::Empty`].
pub(super) fn read(
    raw: RawResponse,
    response: ResponseBody,
    slot: &mut dyn Slot,
) -> Result<Read, Error> {
    let span = raw.span.clone();
    let read = decoded(raw, response, slot).inspect_err(|error| span.failed(error))?;
    span.succeeded(&read.meta);
    Ok(read)
}

/// Reads a response whose body is not decoded.
pub(super) fn bytes(raw: RawResponse) -> Read {
    let span = raw.span.clone();
    let read = Read::named(raw, None);
    span.succeeded(&read.meta);
    read
}

fn decoded(
    mut raw: RawResponse,
    response: ResponseBody,
    slot: &mut dyn Slot,
) -> Result<Read, Error> {
    raw.body = raw.body.slice_ref(without_mark(&raw.body));
    match response {
        ResponseBody::Text => text(raw, slot),
        ResponseBody::Bytes => Ok(Read::named(raw, None)),
        ResponseBody::Json => {
            let warnings = decode_response(slot, &raw.body, "", raw.info.operation())
                .map_err(|problem| not_json(&raw, &problem))?;
            if is_absent(slot) {
                return Err(unusable(&raw, "the response body", "", warnings.first(), None));
            }
            let mut read = Read::named(raw, None);
            read.meta.warnings = warnings;
            Ok(read)
        }
        // Only the status matters, unless the response is not from the API.
        ResponseBody::Empty if is_web_page(&raw) => Err(web_page(&raw)),
        ResponseBody::Empty if first(&raw.body) != Some(b'{') => Ok(Read::named(raw, None)),
        ResponseBody::Empty => envelope(raw, &mut Ignored, None, false),
        // A change of state does not need its result: the next GET shows it.
        ResponseBody::Result if is_state_change(&raw.info) => {
            let mut read = match first(&raw.body) {
                _ if is_web_page(&raw) => return Err(web_page(&raw)),
                Some(b'{') => envelope(raw, slot, None, false)?,
                _ => Read::named(raw, None),
            };
            if is_absent(slot) && read.meta.warnings.is_empty() {
                let pointer = "/result".to_owned();
                read.meta.warnings.push(Warning { pointer, expected: "a result", found: "none" });
            }
            Ok(read)
        }
        ResponseBody::Result => envelope(raw, slot, None, true),
        ResponseBody::Page { items_at } => envelope(raw, slot, items_at, true),
    }
}

/// Whether a call changes the state of a resource: starts, stops or restarts it.
fn is_state_change(info: &CallInfo) -> bool {
    *info.method() == Method::PATCH && info.path().ends_with("/state")
}

/// Returns the first byte of a body that is not white space.
fn first(body: &[u8]) -> Option<u8> {
    body.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Whether a gateway or a captive portal has responded instead of the API.
fn is_web_page(raw: &RawResponse) -> bool {
    let first = first(&raw.body);
    first == Some(b'<') || (first.is_some() && media_type(&raw.headers) == "text/html")
}

/// Decodes the `result` of an envelope into `slot`, if it has one.
pub(super) fn read_any(mut raw: RawResponse, slot: &mut dyn Slot) -> Result<Read, Error> {
    raw.body = raw.body.slice_ref(without_mark(&raw.body));
    let span = raw.span.clone();
    let read = envelope(raw, slot, None, false).inspect_err(|error| span.failed(error))?;
    span.succeeded(&read.meta);
    Ok(read)
}

fn envelope(
    raw: RawResponse,
    slot: &mut dyn Slot,
    items_at: Option<&str>,
    expected: bool,
) -> Result<Read, Error> {
    let mut properties: Option<Map<String, Value>> = None;
    let mut envelope = Envelope {
        result: if items_at.is_some() { &mut properties } else { &mut *slot },
        request_id: None,
        limit: None,
        total_count: None,
        next_cursor: None,
        status: None,
        extra: Extra::default(),
    };
    let mut warnings = decode_response(&mut envelope, &raw.body, "", raw.info.operation())
        .map_err(|problem| not_json(&raw, &problem))?;
    let missing = expected && is_absent(envelope.result);
    let is_result_absent = is_absent(envelope.result);
    let Envelope { request_id, limit, total_count, next_cursor, status, mut extra, .. } = envelope;
    if describes_failure(status.as_ref(), extra.get("error"), is_result_absent) {
        return Err(raw.body_error());
    }
    // A result counts, but a caller should know that the API also reports a failure.
    if has_error(extra.get("error")) {
        let expected = "no error beside a result";
        warnings.push(Warning { pointer: "/error".to_owned(), expected, found: "an error" });
    } else if has_failed(status.as_ref()) {
        let (expected, found) = ("a success status beside a result", "a failure status");
        warnings.push(Warning { pointer: "/status".to_owned(), expected, found });
        extra.extend(status.map(|status| ("status".to_owned(), status)));
    }
    if missing {
        let warning = warnings.iter().find(|warning| matches!(&*warning.pointer, "" | "/result"));
        return Err(unusable(&raw, "`result`", "/result", warning, request_id));
    }
    if let Some(name) = items_at {
        // The array is a property of the result, which needs a second decoding. The other
        // properties of the result are preserved with those of the envelope.
        let mut properties = properties.unwrap_or_default();
        let items = match properties.remove(name) {
            // An absent array is empty, as everywhere in responses.
            None | Some(Value::Null) => Value::Array(Vec::new()),
            Some(items) => items,
        };
        extra.extend(properties);
        let at = format!("/result/{name}");
        match decode_response(slot, items.to_string().as_bytes(), &at, raw.info.operation()) {
            Ok(more) if !is_absent(slot) => {
                // Items of an unexpected type are missing, so the raw array is preserved.
                if more.iter().any(|warning| is_item(&warning.pointer, &at)) {
                    extra.insert(name.to_owned(), items);
                }
                warnings.extend(more);
            }
            Ok(more) => {
                return Err(unusable(&raw, "the array of items", &at, more.first(), request_id));
            }
            Err(problem) => {
                let message = format!("invalid array of items: {problem}");
                return Err(failure(&raw, message, Some(&at)).with_request_id(request_id));
            }
        }
    }
    let mut read = Read::named(raw, request_id.filter(|id| !id.is_empty()));
    read.meta.warnings = warnings;
    read.meta.extra = extra;
    // The cursor of the last page is absent, null or empty.
    read.next_cursor = next_cursor.filter(|cursor| !cursor.is_empty()).or_else(|| {
        // Only the API interprets a cursor, so it may be a number.
        read.meta.extra.get("nextCursor").filter(|it| it.is_number()).map(Value::to_string)
    });
    read.limit = limit;
    read.total_count = total_count;
    Ok(read)
}

/// Whether the body of a response with a success status describes an error: it has at least two of
/// an `error`, a `status` of 400 or more, and no result.
fn describes_failure(
    status: Option<&Value>,
    error: Option<&Value>,
    is_result_absent: bool,
) -> bool {
    let signs = [has_error(error), has_failed(status), is_result_absent];
    signs.into_iter().filter(|it| *it).count() >= 2
}

fn has_error(error: Option<&Value>) -> bool {
    match error {
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Object(error)) => !error.is_empty(),
        _ => false,
    }
}

fn has_failed(status: Option<&Value>) -> bool {
    status.and_then(Value::as_f64).is_some_and(|status| status >= 400.0)
}

/// Whether the pointer is that of an item of the array at `list`, and not of a value inside an
/// item.
fn is_item(pointer: &str, list: &str) -> bool {
    let index = pointer.strip_prefix(list).and_then(|rest| rest.strip_prefix('/'));
    index.is_some_and(|index| !index.contains('/'))
}

/// Whether a text is a JSON object that describes an error.
fn is_error_object(text: &str) -> bool {
    if !text.trim_start().starts_with('{') {
        return false;
    }
    let object = parse(text.as_bytes()).unwrap_or_default();
    describes_failure(object.get("status"), object.get("error"), false)
}

fn text(raw: RawResponse, slot: &mut dyn Slot) -> Result<Read, Error> {
    let text = match std::str::from_utf8(&raw.body) {
        Ok(_) if is_web_page(&raw) => return Err(web_page(&raw)),
        Ok(text) if is_error_object(text) => return Err(raw.body_error()),
        Ok(text) => Ok(text),
        Err(problem) => Err(format!("the response body is not UTF-8: {problem}")),
    };
    match text.map(|text| slot.put(Scalar::Text(text))) {
        Ok(Fit::Yes | Fit::Deviating(_)) => Ok(Read::named(raw, None)),
        Ok(Fit::No(expected)) => {
            Err(failure(&raw, format!("expected {expected}, found a string"), None))
        }
        Err(problem) => Err(failure(&raw, problem, None)),
    }
}

impl Read {
    /// Returns the metadata of a response whose body is not decoded here.
    pub(super) fn of(raw: RawResponse) -> Self {
        let span = raw.span.clone();
        let read = Self::named(raw, None);
        span.succeeded(&read.meta);
        read
    }

    /// The request id is in the headers if the body has none.
    fn named(raw: RawResponse, request_id: Option<String>) -> Self {
        let meta = Meta {
            request_id: request_id.or_else(|| header_request_id(&raw.headers)),
            status: raw.status,
            headers: raw.headers,
            warnings: Vec::new(),
            extra: Extra::default(),
            attempts: raw.attempts,
            elapsed: raw.elapsed,
        };
        Self { meta, limit: None, total_count: None, next_cursor: None }
    }
}

fn is_absent(slot: &dyn Slot) -> bool {
    matches!(slot.view(), View::Absent | View::None)
}

fn not_json(raw: &RawResponse, problem: &serde_json::Error) -> Error {
    if problem.is_data() && std::str::from_utf8(&raw.body).is_ok() {
        // JSON, but not of the type that a response has.
        return failure(raw, format!("unexpected JSON: {problem}"), Some(""));
    }
    let media = media_type(&raw.headers);
    let message = if raw.body.is_empty() {
        "the response body is empty; expected JSON".to_owned()
    } else if media.contains("json") || media.is_empty() {
        format!("the response body is not JSON: {problem}")
    } else {
        format!("the response body is {media} instead of JSON: {problem}")
    };
    failure(raw, message, None)
}

fn unusable(
    raw: &RawResponse,
    what: &str,
    pointer: &str,
    warning: Option<&crate::model::Warning>,
    request_id: Option<String>,
) -> Error {
    let message = match warning {
        Some(warning) => {
            format!(
                "unexpected type of {what}: expected {}, found {}",
                warning.expected, warning.found
            )
        }
        None => format!("{what} is missing"),
    };
    failure(raw, message, Some(pointer)).with_request_id(request_id)
}

fn failure(raw: &RawResponse, message: String, pointer: Option<&str>) -> Error {
    raw.decode_error(message, pointer)
}

fn web_page(raw: &RawResponse) -> Error {
    failure(raw, "the response body is a web page: check the base URL".to_owned(), None)
}

/// A slot that ignores its value.
struct Ignored;

impl Slot for Ignored {
    fn view(&self) -> View<'_> {
        View::Absent
    }

    fn put(&mut self, _: Scalar<'_>) -> Fit {
        Fit::Yes
    }

    fn open(&mut self, _: Kind) -> Target<'_> {
        Target::Unexpected("nothing")
    }
}
