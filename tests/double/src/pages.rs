//! Which items of a list a request gets: filters, and both styles of pages.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use codegen::ir::Pagination;
use serde_json::{Map, Value, json};

use crate::check::Checked;
use crate::failure::Failure;
use crate::spec::{Route, Spec};

/// The size of a page where neither request nor document says it.
const DEFAULT_LIMIT: usize = 100;

/// A page: its items, and what the envelope says about it.
pub(crate) struct Page {
    pub(crate) items: Vec<Value>,
    pub(crate) envelope: Map<String, Value>,
}

/// Cuts the page out of a list that a request asks for.
pub(crate) fn page(
    spec: &Spec,
    route: &Route,
    request: &Checked,
    items: Vec<Value>,
) -> Result<Page, Failure> {
    let items: Vec<Value> = items.into_iter().filter(|item| fits(request, item)).collect();
    let number = |name: &str| request.parameter(name).and_then(|text| text.parse::<usize>().ok());
    let limit = number("limit").or_else(|| {
        let declared = route.operation.query_parameters.iter().find(|it| it.wire == "limit")?;
        let default = spec.schema(declared)?.get("default")?.as_u64()?;
        usize::try_from(default).ok()
    });
    let limit = limit.unwrap_or(DEFAULT_LIMIT);
    let start = match route.operation.pagination {
        Pagination::None => return Ok(Page { items, envelope: Map::new() }),
        Pagination::Offset => number("offset").unwrap_or(0),
        Pagination::Cursor => request.parameter("cursor").map_or(Ok(0), read_cursor)?,
    };
    let total = items.len();
    let items: Vec<Value> = items.into_iter().skip(start).take(limit).collect();
    let end = start.saturating_add(items.len());
    let mut envelope = Map::new();
    envelope.insert("limit".to_owned(), json!(limit));
    envelope.insert("totalCount".to_owned(), json!(total));
    let next = (end < total).then(|| cursor(end));
    envelope.insert("nextCursor".to_owned(), json!(next));
    Ok(Page { items, envelope })
}

fn cursor(start: usize) -> String {
    URL_SAFE_NO_PAD.encode(format!("after:{start}"))
}

fn read_cursor(text: &str) -> Result<usize, Failure> {
    let decoded = URL_SAFE_NO_PAD.decode(text).ok().and_then(|it| String::from_utf8(it).ok());
    let start = decoded.as_deref().and_then(|it| it.strip_prefix("after:"));
    let start = start.and_then(|it| it.parse().ok());
    start.ok_or_else(|| Failure::bad_request("Invalid cursor"))
}

/// Whether an item passes the filters of a request.
///
/// `filter=tag:key=value` compares tags; other forms of `filter` change nothing, as on the live
/// service. A parameter that is named like a property (`resource_id`, `resourceId`) compares it.
/// Times, searches and orders are not imitated.
fn fits(request: &Checked, item: &Value) -> bool {
    request.query.iter().all(|(name, wanted)| match (name.as_str(), wanted.strip_prefix("tag:")) {
        ("limit" | "offset" | "cursor", _) => true,
        ("filter", Some(tag)) => {
            let (key, value) = tag.split_once('=').unwrap_or((tag, ""));
            let tags = item.get("tags").and_then(Value::as_array);
            tags.into_iter().flatten().any(|tag| {
                tag.get("key").is_some_and(|it| it == key)
                    && (value.is_empty() || tag.get("value").is_some_and(|it| it == value))
            })
        }
        _ => match item.get(camel_case(name)).and_then(Value::as_str) {
            Some(text) => text == wanted,
            None => true,
        },
    })
}

/// `resource_id` as `resourceId`.
fn camel_case(name: &str) -> String {
    let mut upper = false;
    let mut text = String::new();
    for character in name.chars() {
        match character {
            '_' => upper = true,
            letter if std::mem::take(&mut upper) => text.push(letter.to_ascii_uppercase()),
            letter => text.push(letter),
        }
    }
    text
}
