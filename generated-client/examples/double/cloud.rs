//! Everything that the double holds.

use std::time::SystemTime;

use serde_json::{Map, Value, json};

use super::states::Resources;
use super::{KEY, SECRET, dates, keys, postgres, services};

/// The one organization.
pub(crate) const ORGANIZATION: &str = "0a1b2c3d-0000-4000-8000-000000000001";

/// The state of the double.
pub(crate) struct Cloud {
    pub(crate) services: Resources,
    pub(crate) postgres: Resources,
    pub(crate) keys: Vec<keys::Key>,
    pub(crate) dashboards: Vec<Map<String, Value>>,
    pub(crate) activities: Vec<Map<String, Value>>,
    pub(crate) requests: Vec<String>,
    pub(crate) refused: Vec<String>,
    made: u32,
}

impl Cloud {
    pub(crate) fn new() -> Self {
        let mut cloud = Self {
            services: Resources::default(),
            postgres: Resources::default(),
            keys: Vec::new(),
            dashboards: Vec::new(),
            activities: Vec::new(),
            requests: Vec::new(),
            refused: Vec::new(),
            made: 1,
        };
        keys::seed(&mut cloud);
        services::seed(&mut cloud);
        postgres::seed(&mut cloud);
        cloud.dashboards.push(super::dashboards::seed());
        cloud
    }

    /// A new id.
    pub(crate) fn id(&mut self) -> String {
        self.made += 1;
        format!("0a1b2c3d-0000-4000-8000-{:012x}", self.made)
    }

    /// Puts something into the audit log.
    pub(crate) fn record(&mut self, kind: &str, service: Option<&str>) {
        let mut activity = Map::new();
        let id = self.id();
        for (name, value) in [
            ("id", json!(id)),
            ("createdAt", json!(dates::text(SystemTime::now()))),
            ("type", json!(kind)),
            ("actorType", json!("api")),
            ("actorId", json!(KEY)),
            ("actorIpAddress", json!("127.0.0.1")),
            ("organizationId", json!(ORGANIZATION)),
        ] {
            activity.insert(name.to_owned(), value);
        }
        if let Some(service) = service {
            activity.insert("serviceId".to_owned(), json!(service));
        }
        self.activities.push(activity);
    }

    /// Whether an API key is good.
    pub(crate) fn knows(&mut self, (key, secret): (String, String)) -> bool {
        (key == KEY && secret == SECRET) || keys::is_good(self, &key, &secret)
    }

    /// Everything that exists.
    pub(crate) fn state(&self) -> Value {
        let all = |resources: &Resources| -> Vec<Value> {
            resources.iter().map(|resource| Value::Object(resource.value.clone())).collect()
        };
        json!({
            "services": all(&self.services),
            "postgres": all(&self.postgres),
            "keys": self.keys.iter().map(|key| &key.value).collect::<Vec<_>>(),
            "dashboards": self.dashboards,
        })
    }
}
