//! Things that are made, changed and removed in the background: their state moves on whenever
//! somebody looks.

use std::collections::VecDeque;

use serde_json::{Map, Value, json};

use super::http::Refusal;

/// Stands for the state of what is gone.
const GONE: &str = "";

/// Something with an `id` and a `state`.
pub(crate) struct Resource {
    pub(crate) value: Map<String, Value>,
    /// The states of the next looks.
    ahead: VecDeque<&'static str>,
}

impl Resource {
    pub(crate) fn new(value: Map<String, Value>) -> Self {
        Self { value, ahead: VecDeque::new() }
    }

    pub(crate) fn id(&self) -> &str {
        self.text("id")
    }

    pub(crate) fn state(&self) -> &str {
        self.text("state")
    }

    pub(crate) fn text(&self, name: &str) -> &str {
        self.value.get(name).and_then(Value::as_str).unwrap_or_default()
    }

    /// Is in the first state at once and goes through the others, one a look.
    pub(crate) fn go(&mut self, states: &[&'static str]) {
        self.ahead = states.iter().copied().collect();
        self.step();
    }

    fn step(&mut self) {
        if let Some(state) = self.ahead.pop_front() {
            self.value.insert("state".to_owned(), json!(state));
        }
    }
}

/// Resources of one kind.
#[derive(Default)]
pub(crate) struct Resources(Vec<Resource>);

impl Resources {
    pub(crate) fn add(&mut self, resource: Resource) {
        self.0.push(resource);
    }

    pub(crate) fn iter(&self) -> impl Iterator<Item = &Resource> {
        self.0.iter()
    }

    /// Looks at a resource as it is.
    pub(crate) fn get(&mut self, id: &str) -> Result<&mut Resource, Refusal> {
        if id.len() != 36 || id.matches('-').count() != 4 {
            return Err(Refusal::bad(format!("`{id}` is not a UUID")));
        }
        self.0.iter_mut().find(|resource| resource.id() == id).ok_or_else(Refusal::missing)
    }

    /// Looks at a resource, which lets it move on.
    pub(crate) fn look(&mut self, id: &str) -> Result<&mut Resource, Refusal> {
        self.get(id)?.step();
        self.0.retain(|resource| resource.state() != GONE);
        self.get(id)
    }

    /// Removes a resource after two more looks.
    pub(crate) fn remove(&mut self, id: &str, leaving: &'static str) -> Result<(), Refusal> {
        self.get(id)?.go(&[leaving, leaving, GONE]);
        Ok(())
    }
}
