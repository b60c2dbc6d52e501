//! Lists that never change, for those who read everything.

use serde_json::{Value, json};

use super::KEY;
use super::cloud::ORGANIZATION;
use super::routes::Outcome;

pub(crate) fn whoami() -> Outcome {
    Outcome::Result(json!({
        "actorType": "apiKey",
        "keyId": KEY,
        "name": "the key of the double",
        "organizationId": ORGANIZATION,
    }))
}

/// The answer to a list of the organization, if the double has it.
pub(crate) fn list(name: &str) -> Option<Outcome> {
    let items: Vec<Value> = match name {
        "members" => vec![json!({
            "userId": "double-user",
            "name": "Ada",
            "email": "ada@example.com",
            "joinedAt": "2026-01-01T00:00:00Z",
            "assignedRoles": [],
        })],
        "roles" => vec![json!({
            "id": "0a1b2c3d-0000-4000-8000-00000000a001",
            "name": "Admin",
            "type": "system",
            "actors": [],
            "policies": [],
        })],
        "quotas" | "serviceProfiles" | "invitations" | "notificationTypes" => vec![],
        "notifications" | "udfs" => return Some(Outcome::Page(vec![])),
        "activeBalances" => {
            let balances = json!({ "prepaidBalances": [], "totalRemainingPrepaidCredits": 0 });
            return Some(Outcome::Result(balances));
        }
        "creditBalances" => {
            let balances = json!({ "balances": [], "totalRemainingCredits": 0 });
            return Some(Outcome::Result(balances));
        }
        _ => return None,
    };
    Some(Outcome::Result(Value::Array(items)))
}
