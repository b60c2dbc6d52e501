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
#![allow(clippy::duplicate_mod, reason = "each example brings the double along")]

use std::time::{Duration, SystemTime};

use clickhouse_cloud::{BoxError, Client, Date};
use serde_json::Value;

#[path = "../examples/double/server.rs"]
mod double;

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

use double::Double;

/// A double and a client of it.
fn start() -> Result<(Double, Client), BoxError> {
    let double = Double::start(0)?;
    let client = double.client()?;
    Ok((double, client))
}

/// Nothing that the double has refused.
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
async fn rotate_api_key_leaves_one_new_key_that_can_do_the_same() -> Result<(), BoxError> {
    let double = rotate_api_key::double::Double::start(0)?;
    let before = double.state()["keys"][0].clone();
    rotate_api_key::run(&rotate_api_key::double::Target::Double(double.clone()), "ci").await?;
    let after = double.state()["keys"].clone();
    assert_eq!(after.as_array().map(Vec::len), Some(1));
    assert_ne!(after[0]["id"], before["id"]);
    assert_eq!(after[0]["ipAccessList"], before["ipAccessList"]);
    assert_eq!(after[0]["assignedRoles"][0]["roleId"], before["assignedRoles"][0]["roleId"]);
    // A new key is refused at first; nothing else may be.
    assert!(double.refused().iter().all(|it| it.contains(": 401")), "{:?}", double.refused());
    Ok(())
}

#[tokio::test]
async fn rotate_api_key_does_nothing_without_such_a_key() -> Result<(), BoxError> {
    let double = rotate_api_key::double::Double::start(0)?;
    let before = double.state();
    let target = rotate_api_key::double::Target::Double(double.clone());
    let problem = rotate_api_key::run(&target, "other").await.unwrap_err();
    assert!(problem.to_string().contains("other"));
    assert_eq!(double.state(), before);
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
    assert!(lines[1].starts_with("2026-10-01,service,analytics,"));
    assert_eq!(double.refused(), NOTHING);
    assert_eq!(usage_cost_csv::date(SystemTime::UNIX_EPOCH), "1970-01-01");
    Ok(())
}

#[tokio::test]
async fn edit_dashboard_changes_one_thing() -> Result<(), BoxError> {
    let (double, client) = start()?;
    let before = double.state()["dashboards"][0].clone();
    edit_dashboard::run(&client).await?;
    let mut after = double.state()["dashboards"][0].clone();
    let added = after["tiles"].as_array_mut().and_then(Vec::pop).unwrap();
    assert_eq!(added["config"]["displayType"], "markdown");
    assert_eq!(without_nulls(after), without_nulls(before));
    assert_eq!(double.refused(), NOTHING);
    Ok(())
}

/// Null and absent are the same in an answer.
fn without_nulls(mut value: Value) -> Value {
    if let Value::Object(members) = &mut value {
        members.retain(|_, member| !member.is_null());
    }
    value
}

#[tokio::test]
async fn follow_audit_log_looks_again() -> Result<(), BoxError> {
    let (double, client) = start()?;
    follow_audit_log::run(&client, Duration::from_millis(1), 3).await?;
    assert_eq!(double.requests().len(), 4);
    assert_eq!(double.refused(), NOTHING);
    Ok(())
}

/// What a wait for the end of something finds in the end.
fn only_absences(double: &Double) -> bool {
    double.refused().iter().all(|refused| refused.starts_with("GET ") && refused.contains(": 404"))
}

#[tokio::test]
async fn service_lifecycle_leaves_nothing_behind() -> Result<(), BoxError> {
    let (double, client) = start()?;
    let before = double.state();
    service_lifecycle::run(&client).await?;
    assert_eq!(double.state(), before);
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
    let before = double.state();
    postgres_lifecycle::run(&client).await?;
    assert_eq!(double.state(), before);
    let changes: Vec<String> =
        double.requests().into_iter().filter(|line| !line.starts_with("GET ")).collect();
    assert_eq!(changes.len(), 4, "{changes:?}");
    assert!(changes[2].ends_with("/config"), "{changes:?}");
    assert!(only_absences(&double), "{:?}", double.refused());
    Ok(())
}

/// The double is only worth something if it refuses what the service would refuse.
#[tokio::test]
async fn the_double_is_strict() -> Result<(), BoxError> {
    use http::Method;

    let (double, client) = start()?;
    let stranger = double.client_with("somebody", "else")?;
    assert!(stranger.list_organizations().await.unwrap_err().is_unauthorized());
    let get = |path: &str| client.request(Method::GET, path);
    assert!(get("/v1/nothing").await.unwrap_err().is_not_found());
    assert!(get("/v1/organizations/another/services").await.unwrap_err().is_not_found());
    let unknown = client.list_organizations().extra_query("colour", "red");
    assert!(unknown.await.unwrap_err().is_bad_request());
    let organization = client.list_organizations().await?.items.remove(0).id.unwrap();
    let services = format!("/v1/organizations/{organization}/services");
    for body in [
        serde_json::json!({ "name": "a", "provider": "aws", "region": "us-east-1" }),
        serde_json::json!({ "name": "a", "provider": "moon", "region": "us-east-1", "ipAccessList": [] }),
        serde_json::json!({ "name": "a", "provider": "aws", "region": "us-east-1", "ipAccessList": [], "colour": 1 }),
    ] {
        let call = client.request(Method::POST, &services).json(&body);
        assert!(call.await.unwrap_err().is_bad_request());
    }
    let service = client.organization(&organization).list_services().await?.remove(0).id.unwrap();
    // It runs, so it has to be stopped first.
    assert!(
        client
            .organization(&organization)
            .service(&service)
            .delete()
            .await
            .unwrap_err()
            .is_bad_request()
    );
    assert_eq!(double.refused().len(), 8);
    Ok(())
}
