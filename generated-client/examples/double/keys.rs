//! API keys. A new one works only at the second try, as on the real service.

use serde_json::{Map, Value, json};

use super::check::{members, one_of};
use super::cloud::Cloud;
use super::http::{Received, Refusal};
use super::routes::{Outcome, unknown};

/// A key with its secret.
pub(crate) struct Key {
    pub(crate) value: Map<String, Value>,
    id: String,
    secret: String,
    /// How often it has been tried.
    tried: u32,
}

/// One key is there from the beginning.
pub(crate) fn seed(cloud: &mut Cloud) {
    let role = json!({
        "roleId": "0a1b2c3d-0000-4000-8000-00000000a001",
        "roleName": "Admin",
        "roleType": "system",
    });
    let key = add(
        cloud,
        &json!({
            "name": "ci",
            "assignedRoles": [role],
            "ipAccessList": [{ "source": "0.0.0.0/0", "description": "everywhere" }],
        }),
    );
    cloud.keys.push(key);
}

/// Whether a key lets somebody in.
pub(crate) fn is_good(cloud: &mut Cloud, id: &str, secret: &str) -> bool {
    let key = cloud.keys.iter_mut().find(|key| key.id == id && key.secret == secret);
    key.is_some_and(|key| {
        key.tried += 1;
        key.tried > 1 && key.value["state"] == "enabled"
    })
}

pub(crate) fn route(
    cloud: &mut Cloud,
    request: &Received,
    path: &[&str],
) -> Result<Outcome, Refusal> {
    match (request.method.as_str(), path) {
        ("GET", []) => {
            Ok(Outcome::Page(cloud.keys.iter().map(|key| key.value.clone().into()).collect()))
        }
        ("POST", []) => create(cloud, &request.object()?),
        ("GET", [id]) => Ok(Outcome::Result(find(cloud, id)?.value.clone().into())),
        ("PATCH", [id]) => {
            let body = request.object()?;
            members(&body, &[], &["name", "state", "expireAt", "assignedRoleIds", "ipAccessList"])?;
            one_of(&body, "state", &["enabled", "disabled"])?;
            let key = find(cloud, id)?;
            key.value.extend(body);
            let value = key.value.clone();
            cloud.record("openapi_key_update", None);
            Ok(Outcome::Result(value.into()))
        }
        ("DELETE", [id]) => {
            find(cloud, id)?;
            cloud.keys.retain(|key| key.value["id"] != *id);
            cloud.record("key_delete", None);
            Ok(Outcome::Done)
        }
        _ => Err(unknown(request)),
    }
}

fn find<'a>(cloud: &'a mut Cloud, id: &str) -> Result<&'a mut Key, Refusal> {
    cloud.keys.iter_mut().find(|key| key.value["id"] == id).ok_or_else(Refusal::missing)
}

fn create(cloud: &mut Cloud, body: &Map<String, Value>) -> Result<Outcome, Refusal> {
    members(body, &["name"], &["state", "expireAt", "assignedRoleIds", "ipAccessList"])?;
    one_of(body, "state", &["enabled", "disabled"])?;
    let mut value = body.clone();
    let roles = value.remove("assignedRoleIds").unwrap_or_else(|| json!([]));
    let roles = roles.as_array().into_iter().flatten();
    let roles: Vec<Value> = roles.map(|id| json!({ "roleId": id, "roleType": "system" })).collect();
    value.insert("assignedRoles".to_owned(), json!(roles));
    let key = add(cloud, &Value::Object(value));
    let answer = json!({ "key": key.value, "keyId": key.id, "keySecret": key.secret });
    cloud.keys.push(key);
    cloud.record("key_create", None);
    Ok(Outcome::Result(answer))
}

fn add(cloud: &mut Cloud, given: &Value) -> Key {
    let uuid = cloud.id();
    let number = &uuid[34..];
    let (id, secret) = (format!("double-key-{number}"), format!("double-secret-{number}"));
    let mut value = Map::new();
    value.insert("id".to_owned(), json!(uuid));
    value.insert("state".to_owned(), json!("enabled"));
    value.insert("keySuffix".to_owned(), json!(id[id.len() - 4..]));
    value.insert("createdAt".to_owned(), json!("2026-10-22T12:00:00Z"));
    value.extend(given.as_object().cloned().unwrap_or_default());
    Key { value, id, secret, tried: 0 }
}
