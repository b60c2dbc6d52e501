//! Encoding of responses as the API sends them, for mocks.

use serde_json::{Map, Value, json};

use crate::model::{Slot, View, encode, to_value};
use crate::runtime::operation_info::ResponseBody;

/// The request id of all responses of a mock.
pub(crate) const REQUEST_ID: &str = "00000000-0000-4000-8000-000000000000";

/// Encodes a body that contains one value.
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

/// Encodes an envelope with these properties and an optional result.
pub(super) fn envelope(
    mut properties: Map<String, Value>,
    result: Option<&dyn Slot>,
) -> serde_json::Result<Vec<u8>> {
    properties.insert("status".to_owned(), json!(200));
    properties.insert("requestId".to_owned(), json!(REQUEST_ID));
    if let Some(result) = result {
        properties.insert("result".to_owned(), to_value(result.view()));
    }
    serde_json::to_vec(&properties)
}

/// Encodes an envelope with an array of items and the properties beside it.
pub(super) fn page(
    mut properties: Map<String, Value>,
    items: &dyn Slot,
    beside: &Map<String, Value>,
    response: ResponseBody,
) -> serde_json::Result<Vec<u8>> {
    let ResponseBody::Page { items_at: Some(name) } = response else {
        properties.extend(beside.clone());
        return envelope(properties, Some(items));
    };
    let mut result = beside.clone();
    result.insert(name.to_owned(), to_value(items.view()));
    envelope(properties, Some(&Value::Object(result)))
}
