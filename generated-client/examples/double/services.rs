//! ClickHouse services: made, started, stopped and deleted in the background.

use serde_json::{Map, Value, json};

use super::check::{members, one_of};
use super::cloud::Cloud;
use super::http::{Received, Refusal};
use super::routes::{Outcome, unknown};
use super::states::Resource;

/// One service is there from the beginning.
pub(crate) fn seed(cloud: &mut Cloud) {
    let id = cloud.id();
    let mut service = Resource::new(describe(
        &id,
        &json!({
            "name": "analytics",
            "provider": "aws",
            "region": "eu-central-1",
            "ipAccessList": [{ "source": "10.0.0.0/8", "description": "office" }],
            "tags": [{ "key": "env", "value": "prod" }],
        }),
    ));
    service.go(&["running"]);
    cloud.services.add(service);
}

pub(crate) fn route(
    cloud: &mut Cloud,
    request: &Received,
    path: &[&str],
) -> Result<Outcome, Refusal> {
    match (request.method.as_str(), path) {
        ("GET", []) => list(cloud, request),
        ("POST", []) => create(cloud, &request.object()?),
        ("GET", [id]) => {
            let service = cloud.services.look(id)?;
            Ok(Outcome::Result(Value::Object(service.value.clone())))
        }
        ("PATCH", [id]) => update(cloud, id, &request.object()?),
        ("DELETE", [id]) => delete(cloud, id),
        ("PATCH", [id, "state"]) => command(cloud, id, &request.object()?),
        _ => Err(unknown(request)),
    }
}

fn list(cloud: &Cloud, request: &Received) -> Result<Outcome, Refusal> {
    let mut wanted = Vec::new();
    for (_, filter) in &request.query {
        // The service ignores other filters in silence; here they are an error.
        let tag = filter.strip_prefix("tag:");
        let tag = tag.ok_or_else(|| Refusal::bad(format!("filter: `{filter}` is no tag")))?;
        wanted.push(tag.split_once('=').unwrap_or((tag, "")));
    }
    let has = |service: &Resource, (key, value): (&str, &str)| {
        let tags = service.value.get("tags").and_then(Value::as_array);
        tags.into_iter().flatten().any(|tag| tag["key"] == key && tag["value"] == value)
    };
    let fits = |service: &&Resource| wanted.iter().all(|tag| has(service, *tag));
    let found = cloud.services.iter().filter(fits);
    Ok(Outcome::Result(found.map(|service| Value::Object(service.value.clone())).collect()))
}

fn create(cloud: &mut Cloud, body: &Map<String, Value>) -> Result<Outcome, Refusal> {
    let optional = ["tags", "idleScaling", "idleTimeoutMinutes", "numReplicas"];
    let memory = ["minReplicaMemoryGb", "maxReplicaMemoryGb"];
    members(
        body,
        &["name", "provider", "region", "ipAccessList"],
        &[&optional[..], &memory].concat(),
    )?;
    one_of(body, "provider", &["aws", "gcp", "azure"])?;
    let id = cloud.id();
    let mut service = Resource::new(describe(&id, &Value::Object(body.clone())));
    service.go(&["provisioning", "provisioning", "starting", "running"]);
    let answer = json!({ "service": service.value, "password": "double-password-7f3a" });
    cloud.services.add(service);
    cloud.record("service_create", Some(&id));
    Ok(Outcome::Result(answer))
}

fn update(cloud: &mut Cloud, id: &str, body: &Map<String, Value>) -> Result<Outcome, Refusal> {
    members(body, &[], &["name"])?;
    let service = cloud.services.get(id)?;
    service.value.extend(body.clone());
    Ok(Outcome::Result(Value::Object(service.value.clone())))
}

fn command(cloud: &mut Cloud, id: &str, body: &Map<String, Value>) -> Result<Outcome, Refusal> {
    members(body, &["command"], &[])?;
    one_of(body, "command", &["start", "stop"])?;
    let service = cloud.services.get(id)?;
    let kind = match (body["command"].as_str(), service.state()) {
        (Some("stop"), "running" | "idle") => {
            service.go(&["stopping", "stopping", "stopped"]);
            "service_stop"
        }
        (Some("start"), "stopped") => {
            service.go(&["starting", "starting", "running"]);
            "service_start"
        }
        (_, state) => return Err(Refusal::bad(format!("the service is {state}"))),
    };
    let answer = service.value.clone();
    cloud.record(kind, Some(id));
    Ok(Outcome::Result(Value::Object(answer)))
}

fn delete(cloud: &mut Cloud, id: &str) -> Result<Outcome, Refusal> {
    let state = cloud.services.get(id)?.state();
    if state != "stopped" {
        return Err(Refusal::bad(format!("the service is {state}; stop it before deleting it")));
    }
    cloud.services.remove(id, "terminating")?;
    cloud.record("service_delete", Some(id));
    Ok(Outcome::Done)
}

/// A service as the API describes it.
fn describe(id: &str, given: &Value) -> Map<String, Value> {
    let mut service = Map::new();
    let region = given["region"].as_str().unwrap_or_default();
    let provider = given["provider"].as_str().unwrap_or_default();
    let host = format!("{}.{region}.{provider}.clickhouse.cloud", &id[24..]);
    for (name, value) in [
        ("id", json!(id)),
        ("clickhouseVersion", json!("26.8")),
        ("createdAt", json!("2026-10-22T12:00:00Z")),
        ("numReplicas", json!(3)),
        ("idleScaling", json!(true)),
        ("tags", json!([])),
        ("dataWarehouseId", json!(id)),
        ("isPrimary", json!(true)),
        (
            "endpoints",
            json!([
                { "protocol": "https", "host": host, "port": 8443, "username": null },
                { "protocol": "nativesecure", "host": host, "port": 9440, "username": null },
            ]),
        ),
    ] {
        service.insert(name.to_owned(), value);
    }
    service.extend(given.as_object().cloned().unwrap_or_default());
    service
}
