//! Everything that can be read: what needs only the organization, and one level below it.

#![allow(deprecated, clippy::redundant_closure_for_method_calls, reason = "one form for all rows")]

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::time::{Duration, SystemTime};

use clickhouse_cloud::{
    BoxError, BoxFuture, Call, Client, Date, DateTime, Error, OPERATIONS, Operation,
};
use http::StatusCode;
use serde::Serialize;
use serde_json::Value;

include!(concat!(env!("OUT_DIR"), "/reads.rs"));

/// An operation that reads, and needs at most two ids.
pub(crate) struct Read {
    id: &'static str,
    path: &'static str,
    ids: usize,
    call: fn(&Client, &[String]) -> Reading,
}

/// The result of a read.
struct Seen {
    /// The value as JSON.
    value: Value,
    /// The values of an unexpected type.
    warnings: Vec<String>,
}

/// A read under way.
type Reading = BoxFuture<'static, Result<Seen, Error>>;

fn read<O: Operation<Output: Serialize>>(call: Call<O>) -> Reading {
    Box::pin(async {
        let answer = call.send_full().await?;
        let warnings = answer.warnings().iter().map(ToString::to_string).collect();
        let value = serde_json::to_value(answer.value()).unwrap_or_default();
        Ok(Seen { value, warnings })
    })
}

/// The results of all reads.
#[derive(Debug, Default)]
pub(crate) struct Report {
    /// One line for each read.
    pub(crate) text: String,
    /// Reads that succeeded.
    pub(crate) answered: usize,
    /// Reads that were rejected, for example because of permissions or a missing resource.
    pub(crate) refused: usize,
    /// Values of an unexpected type.
    pub(crate) warnings: usize,
    /// Reads that failed unexpectedly.
    pub(crate) failures: Vec<String>,
}

/// Reads everything once, and reports the results.
///
/// # Errors
/// If the organizations cannot be listed.
pub(crate) async fn everything(client: &Client) -> Result<Report, BoxError> {
    let mut report = Report::default();
    // The first items of lists, by the path of the list.
    let mut found: BTreeMap<&'static str, Value> = BTreeMap::new();
    let organizations = client.list_organizations().await?;
    let Some(organization) = organizations.items.into_iter().find_map(|it| it.id) else {
        return Err("the key sees no organization".into());
    };
    for level in 0..=2 {
        for read in READS.iter().filter(|read| read.ids == level) {
            let mut ids = vec![organization.clone()];
            if level == 2 {
                match second_id(read.path, &found) {
                    Some(id) => ids.push(id),
                    None => continue,
                }
            }
            if let Some(value) = report.note(read.id, (read.call)(client, &ids).await)
                && let Some(first) = first_item(&value)
            {
                found.insert(read.path, first.clone());
            }
        }
    }
    let day = |days: u32| {
        let at = DateTime::from(SystemTime::now() - Duration::from_secs(86_400) * days);
        Date::from(at.as_str().get(..10).unwrap_or_default())
    };
    let usage = read(client.organization(&organization).get_usage_cost(day(2), day(1)));
    report.note("usageCostGet", usage.await);
    Ok(report)
}

impl Report {
    /// Records the result of a read, and returns its value.
    fn note(&mut self, id: &str, outcome: Result<Seen, Error>) -> Option<Value> {
        let (what, value) = match outcome {
            Ok(seen) => {
                self.answered += 1;
                self.warnings += seen.warnings.len();
                let warnings = seen.warnings.iter().map(|it| format!("\n    unexpected: {it}"));
                let what = format!("fine{}", warnings.collect::<String>());
                (what, Some(seen.value))
            }
            Err(error) if is_refusal(&error) => {
                self.refused += 1;
                (format!("rejected: {error}"), None)
            }
            Err(error) => {
                self.failures.push(format!("{id}: {error:?}"));
                (format!("FAILED: {error}"), None)
            }
        };
        let beta = OPERATIONS.iter().any(|operation| operation.id == id && operation.beta);
        let badge = if beta { " (beta)" } else { "" };
        let _ = writeln!(self.text, "{id}{badge}: {what}");
        value
    }
}

/// Whether the service has understood a call and does not carry it out.
fn is_refusal(error: &Error) -> bool {
    error.status() == Some(StatusCode::BAD_REQUEST)
        || error.is_forbidden()
        || error.is_not_found()
        || error.is_conflict()
        || error.status() == Some(StatusCode::FAILED_DEPENDENCY)
}

/// The first item of a list or a page.
fn first_item(value: &Value) -> Option<&Value> {
    value.as_array().or_else(|| value.get("items")?.as_array())?.first()
}

/// The id of the first item of the list that a path goes through.
fn second_id(path: &str, found: &BTreeMap<&'static str, Value>) -> Option<String> {
    let (list, rest) = path.rsplit_once("/{")?;
    let parameter = rest.split('}').next()?;
    let item = found.get(list)?;
    // `serviceId` is the `id` of a service, `userId` the `userId` of a user, `functionName` the
    // `name` of a function, `quotaCode` the `code` of a quota.
    let short = parameter.char_indices().rfind(|(_, letter)| letter.is_uppercase());
    let short = short.map(|(at, _)| parameter[at..].to_lowercase());
    let names = [Some(parameter.to_owned()), short];
    let id = names.into_iter().flatten().find_map(|name| item.get(name.as_str()).cloned())?;
    id.as_str().map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn ids_are_found_in_lists() {
        let list = "/v1/organizations/{organizationId}/members";
        let found = BTreeMap::from([(list, json!({ "userId": "u", "id": "other" }))]);
        let id = |path| second_id(path, &found);
        assert_eq!(id("/v1/organizations/{organizationId}/members/{userId}").as_deref(), Some("u"));
        let below = "/v1/organizations/{organizationId}/members/{memberId}";
        assert_eq!(id(below).as_deref(), Some("other"));
        assert_eq!(id("/v1/organizations/{organizationId}/others/{otherId}"), None);
    }

    #[test]
    fn every_read_without_required_parameters_is_in_the_table() {
        let missing = OPERATIONS.iter().filter(|operation| {
            operation.method == "GET"
                && operation.path.matches('{').count() <= 1
                && READS.iter().all(|read| read.id != operation.id)
        });
        let missing: Vec<&str> = missing.map(|operation| operation.id).collect();
        // They need dates or a region.
        assert_eq!(missing, ["organizationPrivateEndpointConfigGetList", "usageCostGet"]);
    }
}
