//! Every example runs against the double that comes with them, and does what it says.
#![cfg(all(
    feature = "api-keys",
    feature = "billing",
    feature = "clickstack",
    feature = "organizations",
    feature = "postgres",
    feature = "prometheus",
    feature = "services",
    feature = "reqwest"
))]
#![allow(dead_code, reason = "the `main` of an example is not called here")]
#![allow(clippy::duplicate_mod, reason = "each example has the same module `target`")]

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use clickhouse_cloud::{BoxError, Client, Date};
use http::StatusCode;
use serde_json::Value;

#[path = "../examples/support/target.rs"]
mod target;

#[path = "../examples/edit_dashboard.rs"]
mod edit_dashboard;
#[path = "../examples/follow_audit_log.rs"]
mod follow_audit_log;
#[path = "../examples/list_services.rs"]
mod list_services;
#[path = "../examples/postgres_lifecycle.rs"]
mod postgres_lifecycle;
#[path = "../examples/rotate_api_key.rs"]
mod rotate_api_key;
#[path = "../examples/scrape_prometheus.rs"]
mod scrape_prometheus;
#[path = "../examples/service_lifecycle.rs"]
mod service_lifecycle;
#[path = "../examples/usage_cost_csv.rs"]
mod usage_cost_csv;

use double::{Double, ORGANIZATION};

/// A test server and its client.
fn start() -> Result<(Arc<Double>, Client), BoxError> {
    let target = target::Target::double()?;
    let client = target.client()?;
    let target::Target::Double(double) = target else { return Err("not a double".into()) };
    Ok((double, client))
}

/// The stored resources whose paths contain a string.
fn stored(double: &Double, part: &str) -> Vec<Value> {
    let resources = double.resources();
    let all = resources.as_object().into_iter().flatten();
    all.filter(|(path, _)| path.contains(part)).map(|(_, value)| value.clone()).collect()
}

/// Asserts that the test server rejected nothing.
const NOTHING: [&str; 0] = [];

#[tokio::test]
async fn list_services_lists() -> Result<(), BoxError> {
    let (double, client) = start()?;
    list_services::run(&client).await?;
    assert_eq!(double.refused(), NOTHING);
    assert_eq!(double.requests().len(), 2);
    Ok(())
}

#[tokio::test]
async fn rotate_api_key_leaves_one_new_key_with_the_same_access_list() -> Result<(), BoxError> {
    let target = rotate_api_key::target::Target::double()?;
    let rotate_api_key::target::Target::Double(double) = target.clone() else {
        return Err("not a double".into());
    };
    let before = stored(&double, "/keys/");
    rotate_api_key::run(&target, "ci").await?;
    let after = stored(&double, "/keys/");
    assert_eq!((before.len(), after.len()), (1, 1));
    assert_ne!(after[0]["id"], before[0]["id"]);
    assert_eq!(after[0]["ipAccessList"], before[0]["ipAccessList"]);
    assert_eq!(double.refused(), NOTHING);
    Ok(())
}

#[tokio::test]
async fn rotate_api_key_does_nothing_without_such_a_key() -> Result<(), BoxError> {
    let target = rotate_api_key::target::Target::double()?;
    let rotate_api_key::target::Target::Double(double) = target.clone() else {
        return Err("not a double".into());
    };
    let before = stored(&double, "/keys/");
    let problem = rotate_api_key::run(&target, "other").await.unwrap_err();
    assert!(problem.to_string().contains("other"));
    assert_eq!(stored(&double, "/keys/"), before);
    Ok(())
}

#[tokio::test]
async fn scrape_prometheus_prints_samples() -> Result<(), BoxError> {
    let (double, client) = start()?;
    let mut out = Vec::new();
    scrape_prometheus::run(&client, &mut out).await?;
    assert!(String::from_utf8(out)?.contains("\nClickHouseMetrics_Query{"));
    assert_eq!(double.refused(), NOTHING);
    Ok(())
}

#[tokio::test]
async fn usage_cost_csv_writes_a_line_for_each_record() -> Result<(), BoxError> {
    let (double, client) = start()?;
    let mut out = Vec::new();
    let (from, to) = (Date::from("2026-10-01"), Date::from("2026-10-07"));
    usage_cost_csv::run(&client, from, to, &mut out).await?;
    let text = String::from_utf8(out)?;
    let lines: Vec<&str> = text.lines().collect();
    assert_eq!(lines.len(), 3);
    assert!(lines.iter().all(|line| line.split(',').count() == 8), "{text}");
    assert!(lines[1].starts_with("2026-10-22,datawarehouse,"), "{text}");
    assert_eq!(double.refused(), NOTHING);
    assert_eq!(usage_cost_csv::date(SystemTime::UNIX_EPOCH), "1970-01-01");
    Ok(())
}

#[tokio::test]
async fn edit_dashboard_changes_one_field() -> Result<(), BoxError> {
    let (double, client) = start()?;
    let before = stored(&double, "/dashboards/")[0].clone();
    edit_dashboard::run(&client).await?;
    let mut after = stored(&double, "/dashboards/")[0].clone();
    let added = after["tiles"].as_array_mut().and_then(Vec::pop).unwrap();
    assert_eq!(added["config"]["displayType"], "markdown");
    assert_eq!(without_nulls(after), without_nulls(before));
    assert_eq!(double.refused(), NOTHING);
    Ok(())
}

/// Null and absent are equal in a response.
fn without_nulls(mut value: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null());
    }
    value
}

#[tokio::test]
async fn follow_audit_log_polls_again() -> Result<(), BoxError> {
    let (double, client) = start()?;
    follow_audit_log::run(&client, Duration::from_millis(1), 3).await?;
    assert_eq!(double.requests().len(), 4);
    assert_eq!(double.refused(), NOTHING);
    Ok(())
}

/// A wait for the end of a resource ends with the refusal of its id.
fn only_absences(double: &Double) -> bool {
    let is_absence =
        |it: &String| it.starts_with("GET ") && it.contains(": 400") && it.contains("Invalid");
    double.refused().iter().all(is_absence)
}

#[tokio::test]
async fn service_lifecycle_leaves_nothing_behind() -> Result<(), BoxError> {
    let (double, client) = start()?;
    let before = stored(&double, "/services/");
    service_lifecycle::run(&client).await?;
    assert_eq!(stored(&double, "/services/"), before);
    let requests = double.requests();
    for part in ["POST /v1/", "PATCH /v1/", "DELETE /v1/"] {
        assert_eq!(requests.iter().filter(|line| line.starts_with(part)).count(), 1, "{part}");
    }
    assert!(only_absences(&double), "{:?}", double.refused());
    Ok(())
}

#[tokio::test]
async fn postgres_lifecycle_leaves_nothing_behind() -> Result<(), BoxError> {
    let (double, client) = start()?;
    let before = stored(&double, "/postgres/");
    postgres_lifecycle::run(&client).await?;
    assert_eq!(stored(&double, "/postgres/"), before);
    let changes: Vec<String> =
        double.requests().into_iter().filter(|line| !line.starts_with("GET ")).collect();
    assert_eq!(changes.len(), 4, "{changes:?}");
    assert!(changes[2].ends_with("/config"), "{changes:?}");
    assert!(only_absences(&double), "{:?}", double.refused());
    Ok(())
}

/// The test server must reject what the API would reject.
#[tokio::test]
async fn the_double_is_strict() -> Result<(), BoxError> {
    use http::Method;

    let (double, client) = start()?;
    let organization = format!("/v1/organizations/{ORGANIZATION}");
    let call = |method: Method, path: &str| client.request(method, path);
    assert!(call(Method::GET, "/v1/nothing").await.is_err());
    let another = "/v1/organizations/6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1/services";
    assert!(call(Method::GET, another).await.unwrap_err().is_not_found());
    let services = format!("{organization}/services");
    let unknown = call(Method::GET, &format!("{services}/6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1"));
    assert_eq!(unknown.await.unwrap_err().status(), Some(StatusCode::BAD_REQUEST));
    for body in [
        serde_json::json!({ "name": "a", "provider": "aws", "region": "us-east-1" }),
        serde_json::json!({ "name": "a", "provider": "moon", "region": "us-east-1", "ipAccessList": [] }),
        serde_json::json!({ "name": "a", "provider": "aws", "region": "us-east-1", "ipAccessList": [], "colour": 1 }),
    ] {
        let call = call(Method::POST, &services).json(&body);
        assert_eq!(call.await.unwrap_err().status(), Some(StatusCode::BAD_REQUEST));
    }
    // The service is running, so it must be stopped first.
    let service = format!("{services}/{}", target::SERVICE);
    assert_eq!(
        call(Method::DELETE, &service).await.unwrap_err().status(),
        Some(StatusCode::BAD_REQUEST)
    );
    assert_eq!(double.refused().len(), 7);
    Ok(())
}
