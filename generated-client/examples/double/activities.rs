//! The audit log. Something happens each time that somebody looks.

use std::time::SystemTime;

use serde_json::Value;

use super::cloud::Cloud;
use super::dates;
use super::http::{Received, Refusal};
use super::routes::Outcome;

pub(crate) fn list(cloud: &mut Cloud, request: &Received) -> Result<Outcome, Refusal> {
    let bound = |name| request.parameter(name).map(|value| dates::time(name, value)).transpose();
    let (from, to) = (bound("from_date")?, bound("to_date")?);
    cloud.record("user_login", None);
    let within =
        |at: SystemTime| from.is_none_or(|from| at >= from) && to.is_none_or(|to| at <= to);
    let mut found = Vec::new();
    for activity in cloud.activities.iter().rev() {
        let at = activity.get("createdAt").and_then(Value::as_str).unwrap_or_default();
        if within(dates::time("createdAt", at)?) {
            found.push(Value::Object(activity.clone()));
        }
    }
    Ok(Outcome::Result(Value::Array(found)))
}

pub(crate) fn get(cloud: &Cloud, id: &str) -> Result<Outcome, Refusal> {
    let found = cloud.activities.iter().find(|it| it.get("id").is_some_and(|other| other == id));
    found.map(|it| Outcome::Result(Value::Object(it.clone()))).ok_or_else(Refusal::missing)
}
