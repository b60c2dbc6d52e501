//! The organization.

use serde_json::{Value, json};

use super::cloud::ORGANIZATION;
use super::routes::Outcome;

pub(crate) fn list() -> Outcome {
    Outcome::Page(vec![organization()])
}

pub(crate) fn get() -> Outcome {
    Outcome::Result(organization())
}

fn organization() -> Value {
    json!({
        "id": ORGANIZATION,
        "name": "Loopback",
        "createdAt": "2026-01-01T00:00:00Z",
        "privateEndpoints": [],
        "byocConfig": [],
        "enableCoreDumps": false,
    })
}
