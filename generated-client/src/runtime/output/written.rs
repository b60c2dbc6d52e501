//! Responses as the API writes them, for mocks.

use serde_json::{Map, Value, json};

use crate::model::{Slot, View, encode, to_value};
use crate::runtime::operation_info::ResponseBody;

/// The request id of all responses of a mock.
pub(crate) const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";

/// A body that holds one value.
pub(super) fn value(value: &dyn Slot, response: ResponseBody) -> serde_json::Result<Vec<u8>> {
    match response {
        ResponseBody::Json => encode(value),
        ResponseBody::Text => Ok(match value.view() {
            View::Text(text) => text.as_bytes().to_vec(),
            _ => encode(value)?,
        }),
        _ => envelope(Map::new(), Some(value)),
    }
}

/// An envelope with these fields, and a result where there is one.
pub(super) fn envelope(
    mut members: Map<String, Value>,
    result: Option<&dyn Slot>,
) -> serde_json::Result<Vec<u8>> {
    members.insert("status".to_owned(), json!(200));
    members.insert("requestId".to_owned(), json!(REQUEST_ID));
    if let Some(result) = result {
        members.insert("result".to_owned(), to_value(result.view()));
    }
    serde_json::to_vec(&members)
}

/// An envelope with a list, and what stands beside the list.
pub(super) fn page(
    mut members: Map<String, Value>,
    items: &dyn Slot,
    beside: &Map<String, Value>,
    response: ResponseBody,
) -> serde_json::Result<Vec<u8>> {
    let ResponseBody::Page { items_at: Some(member) } = response else {
        members.extend(beside.clone());
        return envelope(members, Some(items));
    };
    let mut result = beside.clone();
    result.insert(member.to_owned(), to_value(items.view()));
    envelope(members, Some(&Value::Object(result)))
}
