//! The resources in the double of an example: a service with a dashboard, a Postgres service and an
//! API key.

use clickhouse_cloud::BoxError;
use double::{DOCUMENT, Double, KEY, ORGANIZATION, OVERLAY, Spec};
use serde_json::{Value, json};

/// The id of the service.
pub(crate) const SERVICE: &str = "0a1b2c3d-0000-4000-8000-000000000002";

/// Returns the spec with changes: dashboards have a property and a kind of tile that the crate does
/// not know.
pub(crate) fn spec() -> Result<Spec, BoxError> {
    let mut document: Value = serde_json::from_slice(DOCUMENT)?;
    let schemas = &mut document["components"]["schemas"];
    for dashboard in ["ClickStackDashboardResponse", "ClickStackUpdateDashboardRequest"] {
        schemas[dashboard]["properties"]["refreshSeconds"] = json!({ "type": "integer" });
    }
    schemas["ClickStackSankeyChartConfig"] = json!({
        "properties": {
            "displayType": { "type": "string", "enum": ["sankey"] },
            "nodes": { "type": "array", "items": { "type": "string" } },
            "threshold": { "type": "number" },
        },
        "required": ["displayType"],
    });
    if let Some(variants) = schemas["ClickStackTileConfig"]["oneOf"].as_array_mut() {
        variants.push(json!({ "$ref": "#/components/schemas/ClickStackSankeyChartConfig" }));
    }
    Spec::of(document.to_string().as_bytes(), OVERLAY).map_err(Into::into)
}

/// Adds the resources to a double.
pub(crate) fn fill(double: &Double) {
    let organization = format!("/v1/organizations/{ORGANIZATION}");
    let service = format!("{organization}/services/{SERVICE}");
    double.put(
        &service,
        json!({
            "id": SERVICE,
            "name": "analytics",
            "provider": "aws",
            "region": "eu-central-1",
            "state": "running",
            "ipAccessList": [{ "source": "10.0.0.0/8", "description": "office" }],
            "tags": [{ "key": "env", "value": "prod" }],
        }),
    );
    let dashboard = "65f5e4a3b9e77c001a567890";
    double.put(
        format!("{service}/clickstack/dashboards/{dashboard}"),
        json!({
            "id": dashboard,
            "name": "Service overview",
            "tags": ["production"],
            "savedQuery": null,
            "refreshSeconds": 15,
            "tiles": [
                {
                    "id": "65f5e4a3b9e77c001a901234", "name": "Errors", "x": 0, "y": 0, "w": 12, "h": 3,
                    "config": { "displayType": "markdown", "markdown": "See the runbook." },
                },
                {
                    "id": "65f5e4a3b9e77c001a905678", "name": "Flow", "x": 12, "y": 0, "w": 12, "h": 3,
                    "config": { "displayType": "sankey", "nodes": ["api", "queue"], "threshold": 0.5 },
                },
            ],
        }),
    );
    let postgres = "0a1b2c3d-0000-4000-8000-000000000003";
    double.put(
        format!("{organization}/postgres/{postgres}"),
        json!({
            "id": postgres,
            "name": "oltp",
            "provider": "aws",
            "region": "eu-west-2",
            "state": "running",
            "tags": [],
        }),
    );
    let key = "0a1b2c3d-0000-4000-8000-000000000004";
    double.put(
        format!("{organization}/keys/{key}"),
        json!({
            "id": key,
            "name": "ci",
            "state": "enabled",
            "keySuffix": &KEY[KEY.len() - 4..],
            "assignedRoles": [{
                "roleId": "0a1b2c3d-0000-4000-8000-00000000a001",
                "roleName": "Admin",
                "roleType": "system",
            }],
            "ipAccessList": [{ "source": "0.0.0.0/0", "description": "everywhere" }],
        }),
    );
}
