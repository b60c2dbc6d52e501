//! ClickStack dashboards. The one that is there holds members and a kind of tile that the
//! document does not know: an edit that loses them is refused.

use serde_json::{Map, Value, json};

use super::check::members;
use super::cloud::Cloud;
use super::http::{Received, Refusal};
use super::routes::{Outcome, unknown};

/// What no document says.
const UNKNOWN: &str = "refreshSeconds";

pub(crate) fn seed() -> Map<String, Value> {
    let dashboard = json!({
        "id": "65f5e4a3b9e77c001a567890",
        "name": "Service overview",
        "tags": ["production"],
        "savedQuery": null,
        UNKNOWN: 15,
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
    });
    dashboard.as_object().cloned().unwrap_or_default()
}

pub(crate) fn route(
    cloud: &mut Cloud,
    request: &Received,
    service: &str,
    path: &[&str],
) -> Result<Outcome, Refusal> {
    cloud.services.get(service)?;
    match (request.method.as_str(), path) {
        ("GET", []) => Ok(Outcome::Result(json!(cloud.dashboards))),
        ("GET", [id]) => Ok(Outcome::Result(find(cloud, id)?.clone().into())),
        ("PUT", [id]) => replace(cloud, id, request.object()?),
        _ => Err(unknown(request)),
    }
}

fn find<'a>(cloud: &'a mut Cloud, id: &str) -> Result<&'a mut Map<String, Value>, Refusal> {
    cloud.dashboards.iter_mut().find(|it| it["id"] == id).ok_or_else(Refusal::missing)
}

fn replace(cloud: &mut Cloud, id: &str, mut body: Map<String, Value>) -> Result<Outcome, Refusal> {
    let optional = ["tags", "filters", "savedQuery", "savedFilterValues", "containers", UNKNOWN];
    members(&body, &["name", "tiles"], &optional)?;
    let dashboard = find(cloud, id)?;
    if body.get(UNKNOWN) != dashboard.get(UNKNOWN) {
        return Err(Refusal::bad(format!("`{UNKNOWN}` was lost on the way")));
    }
    for tile in dashboard["tiles"].as_array().into_iter().flatten() {
        let kept = body["tiles"].as_array().into_iter().flatten().find(|it| it["id"] == tile["id"]);
        if kept.is_some_and(|kept| kept["config"] != tile["config"]) {
            return Err(Refusal::bad(format!("the tile {} has lost something", tile["name"])));
        }
    }
    body.insert("id".to_owned(), json!(id));
    *dashboard = body;
    Ok(Outcome::Result(Value::Object(dashboard.clone())))
}
