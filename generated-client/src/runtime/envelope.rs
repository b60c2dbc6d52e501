//! Decoding of successful responses, most of which have an envelope: `status`, `requestId`, `result`.
//!
//! One function reads them for every operation: the place for the value is a trait object.

use http::Method;
use serde_json::{Map, Value};

use super::body::{media_type, without_mark};
use super::call_info::CallInfo;
use super::error::{Error, ErrorKind, header_request_id};
use super::operation_info::ResponseBody;
use super::raw_response::RawResponse;
use super::response::Meta;
use crate::model::{
    Extra, Field, Fit, Kind, Model, Scalar, Shape, Side, Slot, Target, View, Warning,
    decode_response,
};

/// An envelope while it is read. What stands in `result` goes to a place outside.
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
            Kind::Array => Target::Misfit("an object"),
        }
    }
}

/// What a response says beside its value.
pub(super) struct Read {
    pub(super) meta: Meta,
    pub(super) limit: Option<i64>,
    pub(super) total_count: Option<i64>,
    pub(super) next_cursor: Option<String>,
}

/// Reads a response into `slot`, which is empty before and holds a value after.
///
/// For [`ResponseBody::Empty`] the slot is not used.
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

fn decoded(
    mut raw: RawResponse,
    response: ResponseBody,
    slot: &mut dyn Slot,
) -> Result<Read, Error> {
    raw.body = raw.body.slice_ref(without_mark(&raw.body));
    match response {
        ResponseBody::Text => text(raw, slot),
        ResponseBody::Json => {
            let warnings = decode_response(slot, &raw.body, "", raw.info.operation)
                .map_err(|problem| not_json(&raw, &problem))?;
            if is_absent(slot) {
                return Err(unusable(&raw, "the body", "", warnings.first(), None));
            }
            let mut read = Read::named(raw, None);
            read.meta.warnings = warnings;
            Ok(read)
        }
        // Nothing is needed but the success, unless somebody else than the API has responded.
        ResponseBody::Empty if is_web_page(&raw) => {
            Err(failure(&raw, "the body is a web page".to_owned(), None))
        }
        ResponseBody::Empty if first(&raw.body) != Some(b'{') => Ok(Read::named(raw, None)),
        ResponseBody::Empty => envelope(raw, &mut Ignored, None, false),
        // A change of state can do without its result: the next GET shows it.
        ResponseBody::Result if is_state_change(&raw.info) => {
            let mut read = match first(&raw.body) {
                None => Read::named(raw, None),
                Some(_) => envelope(raw, slot, None, false)?,
            };
            if is_absent(slot) && read.meta.warnings.is_empty() {
                let pointer = "/result".to_owned();
                read.meta.warnings.push(Warning { pointer, expected: "a result", found: "none" });
            }
            Ok(read)
        }
        ResponseBody::Result | ResponseBody::Page { items_at: None } => {
            envelope(raw, slot, None, true)
        }
        ResponseBody::Page { items_at: Some(member) } => envelope(raw, slot, Some(member), true),
    }
}

/// Whether a call changes the state of a resource: start, stop, restart.
fn is_state_change(info: &CallInfo) -> bool {
    info.method == Method::PATCH && info.path.ends_with("/state")
}

/// The first byte of a body that is no blank.
fn first(body: &[u8]) -> Option<u8> {
    body.iter().copied().find(|byte| !byte.is_ascii_whitespace())
}

/// Whether a gateway or a captive portal has responded instead of the API.
fn is_web_page(raw: &RawResponse) -> bool {
    media_type(&raw.headers) == "text/html" || first(&raw.body) == Some(b'<')
}

/// Reads the `result` of an envelope, which need not have one, into `slot`.
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
    member: Option<&str>,
    expected: bool,
) -> Result<Read, Error> {
    let mut members: Option<Map<String, Value>> = None;
    let mut envelope = Envelope {
        result: if member.is_some() { &mut members } else { &mut *slot },
        request_id: None,
        limit: None,
        total_count: None,
        next_cursor: None,
        status: None,
        extra: Extra::default(),
    };
    let mut warnings = decode_response(&mut envelope, &raw.body, "", raw.info.operation)
        .map_err(|problem| not_json(&raw, &problem))?;
    let missing = expected && is_absent(envelope.result);
    let is_result_absent = is_absent(envelope.result);
    let Envelope { request_id, limit, total_count, next_cursor, status, mut extra, .. } = envelope;
    if describes_failure(status.as_ref(), extra.get("error"), is_result_absent) {
        return Err(raw.refuse_body());
    }
    if missing {
        let warning = warnings.iter().find(|warning| matches!(&*warning.pointer, "" | "/result"));
        return Err(unusable(&raw, "`result`", "/result", warning, request_id));
    }
    if let Some(member) = member {
        // The list is not where all others have it, so it takes a second reading. What stands
        // beside it is kept with what stands beside the result.
        let mut members = members.unwrap_or_default();
        let items = match members.remove(member) {
            // A list that is not there is empty, as everywhere in responses.
            None | Some(Value::Null) => Value::Array(Vec::new()),
            Some(items) => items,
        };
        extra.extend(members);
        let at = format!("/result/{member}");
        match decode_response(slot, items.to_string().as_bytes(), &at, raw.info.operation) {
            Ok(more) if !is_absent(slot) => {
                // Entries that do not fit are not among the items, and nowhere else either.
                if more.iter().any(|warning| is_entry(&warning.pointer, &at)) {
                    extra.insert(member.to_owned(), items);
                }
                warnings.extend(more);
            }
            Ok(more) => {
                return Err(unusable(&raw, "the list", &at, more.first(), request_id));
            }
            Err(problem) => {
                let message = format!("invalid list: {problem}");
                return Err(failure(&raw, message, Some(&at)).with_request_id(request_id));
            }
        }
    }
    let mut read = Read::named(raw, request_id.filter(|id| !id.is_empty()));
    read.meta.warnings = warnings;
    read.meta.extra = extra;
    // The service writes the last page with an absent cursor, with null, or with an empty one.
    read.next_cursor = next_cursor.filter(|cursor| !cursor.is_empty()).or_else(|| {
        // A cursor means nothing to anybody but the service, so it may as well be a number.
        read.meta.extra.get("nextCursor").filter(|it| it.is_number()).map(Value::to_string)
    });
    read.limit = limit;
    read.total_count = total_count;
    Ok(read)
}

/// Whether the body of a response of success describes a failure: it has an `error` and no result,
/// or a `status` of failure and an `error`, or no result.
fn describes_failure(
    status: Option<&Value>,
    error: Option<&Value>,
    is_result_absent: bool,
) -> bool {
    let has_error = match error {
        Some(Value::String(text)) => !text.is_empty(),
        Some(Value::Object(members)) => !members.is_empty(),
        _ => false,
    };
    let has_failed = status.and_then(Value::as_f64).is_some_and(|status| status >= 400.0);
    [has_error, has_failed, is_result_absent].into_iter().filter(|it| *it).count() >= 2
}

/// Whether a pointer is that of an entry of the list at this place, and not of something in one.
fn is_entry(pointer: &str, list: &str) -> bool {
    let index = pointer.strip_prefix(list).and_then(|rest| rest.strip_prefix('/'));
    index.is_some_and(|index| !index.contains('/'))
}

fn text(raw: RawResponse, slot: &mut dyn Slot) -> Result<Read, Error> {
    let text = match std::str::from_utf8(&raw.body) {
        // A page stands where a gateway or a captive portal has answered instead of the API.
        Ok(_) if is_web_page(&raw) => Err("the body is a web page".to_owned()),
        Ok(text) => Ok(text),
        Err(problem) => Err(format!("the text is not UTF-8: {problem}")),
    };
    match text.map(|text| slot.put(Scalar::Text(text))) {
        Ok(Fit::Yes | Fit::Odd(_)) => Ok(Read::named(raw, None)),
        Ok(Fit::No(expected)) => {
            Err(failure(&raw, format!("expected {expected}, found text"), None))
        }
        Err(problem) => Err(failure(&raw, problem, None)),
    }
}

impl Read {
    /// Returns what is known of a response whose body is not read here.
    pub(super) fn of(raw: RawResponse) -> Self {
        let span = raw.span.clone();
        let read = Self::named(raw, None);
        span.succeeded(&read.meta);
        read
    }

    /// The id of the request is in the headers where the body did not give one.
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
        // JSON, but not of a kind that could be a response.
        return failure(raw, format!("unexpected JSON: {problem}"), Some(""));
    }
    let media = media_type(&raw.headers);
    let message = if raw.body.is_empty() {
        "the body is empty where JSON was expected".to_owned()
    } else if media.contains("json") || media.is_empty() {
        format!("the body is not JSON: {problem}")
    } else {
        format!("the body is not JSON but {media}: {problem}")
    };
    failure(raw, message, None)
}

fn unusable(
    raw: &RawResponse,
    what: &str,
    place: &str,
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
    failure(raw, message, Some(place)).with_request_id(request_id)
}

fn failure(raw: &RawResponse, message: String, place: Option<&str>) -> Error {
    raw.fail(ErrorKind::Decode, message, place)
}

/// A place for values that nobody wants.
struct Ignored;

impl Slot for Ignored {
    fn view(&self) -> View<'_> {
        View::Absent
    }

    fn put(&mut self, _: Scalar<'_>) -> Fit {
        Fit::Yes
    }

    fn open(&mut self, _: Kind) -> Target<'_> {
        Target::Misfit("nothing")
    }
}
