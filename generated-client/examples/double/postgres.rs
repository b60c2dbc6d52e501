//! Managed Postgres services.

use serde_json::{Map, Value, json};

use super::check::{members, one_of};
use super::cloud::Cloud;
use super::http::{Received, Refusal};
use super::routes::{Outcome, unknown};
use super::states::Resource;

/// What a list does not show.
const HIDDEN: &[&str] =
    &["connectionString", "username", "password", "hostname", "storageSize", "config"];

/// One server is there from the beginning.
pub(crate) fn seed(cloud: &mut Cloud) {
    let given =
        json!({ "name": "oltp", "provider": "aws", "region": "eu-west-2", "size": "r6gd.medium" });
    let id = cloud.id();
    let mut server = Resource::new(describe(&id, &given));
    server.go(&["running"]);
    cloud.postgres.add(server);
}

pub(crate) fn route(
    cloud: &mut Cloud,
    request: &Received,
    path: &[&str],
) -> Result<Outcome, Refusal> {
    match (request.method.as_str(), path) {
        ("GET", []) => {
            let servers = cloud.postgres.iter();
            Ok(Outcome::Result(servers.map(|server| shown(server, HIDDEN)).collect()))
        }
        ("POST", []) => create(cloud, &request.object()?),
        // Only the answer to its creation holds the password.
        ("GET", [id]) => {
            let server = cloud.postgres.look(id)?;
            Ok(Outcome::Result(shown(server, &["password", "connectionString", "config"])))
        }
        ("PATCH", [id]) => patch(cloud, id, &request.object()?),
        ("DELETE", [id]) => {
            cloud.postgres.remove(id, "deleting")?;
            cloud.record("postgres_action", None);
            Ok(Outcome::Done)
        }
        ("GET", [id, "config"]) => {
            Ok(Outcome::Result(cloud.postgres.get(id)?.value["config"].clone()))
        }
        ("POST" | "PATCH", [id, "config"]) => configure(cloud, id, request),
        _ => Err(unknown(request)),
    }
}

fn shown(server: &Resource, hidden: &[&str]) -> Value {
    let mut value = server.value.clone();
    for name in hidden {
        value.remove(*name);
    }
    Value::Object(value)
}

fn create(cloud: &mut Cloud, body: &Map<String, Value>) -> Result<Outcome, Refusal> {
    let optional = ["postgresVersion", "haType", "tags", "ipAccessList"];
    members(body, &["name", "provider", "region", "size"], &optional)?;
    one_of(body, "provider", &["aws", "gcp"])?;
    one_of(body, "postgresVersion", &["18", "17"])?;
    let id = cloud.id();
    let mut server = Resource::new(describe(&id, &Value::Object(body.clone())));
    server.go(&["creating", "creating", "creating", "running"]);
    let answer = shown(&server, &["config"]);
    cloud.postgres.add(server);
    cloud.record("postgres_action", None);
    Ok(Outcome::Result(answer))
}

fn patch(cloud: &mut Cloud, id: &str, body: &Map<String, Value>) -> Result<Outcome, Refusal> {
    members(body, &[], &["size", "haType", "tags"])?;
    if body.is_empty() {
        return Err(Refusal::bad("there is nothing to change"));
    }
    let server = cloud.postgres.get(id)?;
    if server.state() != "running" {
        return Err(Refusal::bad(format!("the server is {}", server.state())));
    }
    server.value.extend(body.clone());
    Ok(Outcome::Result(shown(server, &["password", "connectionString", "config"])))
}

fn configure(cloud: &mut Cloud, id: &str, request: &Received) -> Result<Outcome, Refusal> {
    let body = request.object()?;
    members(&body, &["pgConfig", "pgBouncerConfig"], &[])?;
    let server = cloud.postgres.get(id)?;
    let mut config = if request.method == "POST" {
        json!({ "pgConfig": {}, "pgBouncerConfig": {} })
    } else {
        server.value["config"].clone()
    };
    let mut changed = Vec::new();
    for part in ["pgConfig", "pgBouncerConfig"] {
        let given = body[part].as_object();
        let given = given.ok_or_else(|| Refusal::bad(format!("request body.{part}: no object")))?;
        for (name, value) in given {
            let text = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            config[part][name] = json!(text);
            changed.push(name.as_str());
        }
    }
    server.value.insert("config".to_owned(), config.clone());
    if changed.contains(&"max_connections") {
        config["message"] = json!("max_connections takes effect after a restart of the database.");
    }
    Ok(Outcome::Result(config))
}

/// A server as the API describes it.
fn describe(id: &str, given: &Value) -> Map<String, Value> {
    let region = given["region"].as_str().unwrap_or_default();
    let host = format!("postgres-{}.{region}.aws.pg.clickhouse.cloud", &id[24..]);
    let mut server = Map::new();
    for (name, value) in [
        ("id", json!(id)),
        ("postgresVersion", json!("17")),
        ("storageSize", json!(118)),
        ("haType", json!("none")),
        ("tags", json!([])),
        ("isPrimary", json!(true)),
        ("createdAt", json!("2026-10-22T12:00:00Z")),
        ("username", json!("postgres")),
        ("password", json!("double-password-9c1e")),
        (
            "connectionString",
            json!(format!(
                "postgres://postgres:double-password-9c1e@{host}:5432/postgres?channel_binding=require"
            )),
        ),
        ("hostname", json!(host)),
        ("config", json!({ "pgConfig": { "max_connections": "100" }, "pgBouncerConfig": {} })),
    ] {
        server.insert(name.to_owned(), value);
    }
    server.extend(given.as_object().cloned().unwrap_or_default());
    server
}
