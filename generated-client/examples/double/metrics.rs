//! Metrics in the text format of Prometheus.

use std::fmt::Write as _;

use serde_json::json;

use super::cloud::{Cloud, ORGANIZATION};
use super::http::Refusal;
use super::routes::Outcome;
use super::states::Resource;

const HEAD: &str = "\
# HELP ClickHouseMetrics_Query Number of executing queries
# TYPE ClickHouseMetrics_Query gauge
";

/// Metrics of all services.
pub(crate) fn organization(cloud: &Cloud) -> String {
    cloud.services.iter().fold(HEAD.to_owned(), |text, service| text + &sample(service))
}

/// Metrics of one service.
pub(crate) fn service(cloud: &mut Cloud, id: &str) -> Result<Outcome, Refusal> {
    let service = cloud.services.get(id)?;
    Ok(Outcome::Text(HEAD.to_owned() + &sample(service)))
}

fn sample(service: &Resource) -> String {
    let (id, name) = (service.id(), service.text("name").replace('"', "\\\""));
    let running = u8::from(service.state() == "running");
    format!(
        "ClickHouseMetrics_Query{{clickhouse_service=\"{id}\",clickhouse_service_name=\"{name}\"}} {running}\n"
    )
}

/// Metrics of all Postgres services.
pub(crate) fn postgres(cloud: &Cloud) -> String {
    let mut text = "# TYPE PostgresServer_Connections gauge\n".to_owned();
    for server in cloud.postgres.iter() {
        let _ = writeln!(text, "PostgresServer_Connections{{service=\"{}\"}} 3", server.id());
    }
    text
}

/// The targets of an HTTP service discovery.
pub(crate) fn discovery(cloud: &Cloud) -> Outcome {
    let group = |service: &Resource| {
        let id = service.id();
        json!({
            "targets": ["api.clickhouse.cloud"],
            "labels": {
                "__scheme__": "https",
                "__metrics_path__": format!("/v1/organizations/{ORGANIZATION}/services/{id}/prometheus"),
                "__param_filtered_metrics": "true",
                "clickhouse_org_id": ORGANIZATION,
                "clickhouse_service_id": id,
            },
        })
    };
    Outcome::Bare(cloud.services.iter().map(group).collect())
}
