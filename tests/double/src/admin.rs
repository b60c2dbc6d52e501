//! The paths under `/_double`, which tell and change what the double does. They need no key.

use http::StatusCode;
use serde_json::{Value, json};

use crate::double::Shared;
use crate::faults::{FaultPlan, Faults};
use crate::request::Request;

/// The prefix of all admin paths.
pub const PREFIX: &str = "/_double";

/// The response to a request for an admin path.
pub(crate) fn serve(shared: &mut Shared, request: &Request) -> (StatusCode, Value) {
    let path = request.path().strip_prefix(PREFIX).unwrap_or_default();
    let body = || {
        serde_json::from_slice::<Value>(&request.body)
            .map_err(|error| refused(&format!("the request body is not JSON: {error}")))
    };
    let outcome = match (request.method.as_str(), path) {
        ("GET", "/faults") => Ok(json!(shared.plan.faults)),
        ("PUT", "/faults") => body().and_then(|body| set_faults(shared, body)),
        ("GET", "/pace") => Ok(json!(shared.state.pace)),
        ("PUT", "/pace") => body().and_then(|body| {
            shared.state.pace = serde_json::from_value(body).map_err(|error| {
                refused(&format!("{error}; write {{\"reads\":2}} or {{\"milliseconds\":500}}"))
            })?;
            Ok(json!(shared.state.pace))
        }),
        ("GET", "/requests") => Ok(json!(shared.log.requests)),
        ("GET", "/refused") => Ok(json!(shared.log.refused)),
        ("GET", "/resources") => Ok(shared.resources()),
        ("PUT", path) if path.starts_with("/resources/") => {
            body().and_then(|value| put(shared, path.trim_start_matches("/resources"), value))
        }
        ("POST", "/reset") => {
            shared.reset();
            Ok(json!({}))
        }
        _ => Err((
            StatusCode::NOT_FOUND,
            json!({ "error": format!(
            "no such admin path; there are GET and PUT {PREFIX}/faults, GET and PUT {PREFIX}/pace, \
             GET {PREFIX}/requests, GET {PREFIX}/refused, GET {PREFIX}/resources, \
             PUT {PREFIX}/resources/PATH and POST {PREFIX}/reset"
        ) }),
        )),
    };
    match outcome {
        Ok(value) => (StatusCode::OK, value),
        Err(refused) => refused,
    }
}

fn set_faults(shared: &mut Shared, body: Value) -> Result<Value, (StatusCode, Value)> {
    let faults: Faults =
        serde_json::from_value(body).map_err(|error| refused(&error.to_string()))?;
    if let Some(problem) = faults.problem() {
        return Err(refused(&problem));
    }
    shared.plan = FaultPlan::new(faults);
    Ok(json!(shared.plan.faults))
}

/// Puts a resource under a path, without any check, as long as there is room.
fn put(shared: &mut Shared, path: &str, value: Value) -> Result<Value, (StatusCode, Value)> {
    let store = &mut shared.state.store;
    if !store.receive(value.to_string().len()) || (store.is_full() && !store.contains(path)) {
        let error = format!("the double is full; POST {PREFIX}/reset empties it");
        return Err((StatusCode::INSUFFICIENT_STORAGE, json!({ "error": error })));
    }
    store.put(path.to_owned(), value.clone(), None);
    Ok(value)
}

fn refused(what: &str) -> (StatusCode, Value) {
    (StatusCode::BAD_REQUEST, json!({ "error": what }))
}
