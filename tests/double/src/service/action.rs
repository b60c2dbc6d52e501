//! Actions: paths that nothing reads. Those that return what they stand below change it or make
//! another one of it; all others return something that fits what they were given.

use serde_json::{Value, json};

use super::{Call, Outcome};
use crate::failure::Failure;
use crate::fill::{Missing, merge};
use crate::lifecycle;
use crate::spec::last_parameter;

impl Call<'_> {
    pub(super) fn action(&mut self) -> Result<Outcome, Failure> {
        let (spec, above) = (self.spec, self.depth() - 1);
        let template = self.template(above);
        let path = self.path(above);
        let parent = self.state.store.get(&path).map(|it| it.value.clone());
        let parent = parent.filter(|_| last_parameter(&template).is_some());
        let schema = spec.item(&template);
        let result = spec.result(self.route);
        let (Some(parent), Some(schema)) = (parent, schema) else {
            return Ok(self.made_of(&self.body()));
        };
        let mut whole = parent.clone();
        merge(&mut whole, &self.body());
        let changes = self.route.operation.method != "POST";
        match (result == Some(schema), changes) {
            // `POST …/readReplica` returns a Postgres service: a new one, made of this one.
            (true, false) => {
                let id = spec.id_property(schema, last_parameter(&template).unwrap_or_default());
                if let (Value::Object(members), Some(id)) = (&mut whole, id) {
                    members.remove(&id);
                }
                self.create(above - 1, &whole)
            }
            (is_parent, true) => {
                let value = match self.command(schema, &template, &parent) {
                    Some((value, journey)) => {
                        self.state.store.put(path, value.clone(), Some(journey));
                        value
                    }
                    None => {
                        let value = self.merged(schema, parent, &self.body());
                        self.change(&path, value.clone());
                        value
                    }
                };
                Ok(if is_parent { self.returned(schema, &value) } else { self.made_of(&whole) })
            }
            (false, false) => Ok(self.made_of(&self.body())),
        }
    }

    /// What follows from a command such as `{"command": "stop"}`: a text that is no property of
    /// the resource, but leads to another state of it.
    fn command(
        &self,
        schema: &Value,
        template: &str,
        value: &Value,
    ) -> Option<(Value, lifecycle::Journey)> {
        let wait = self.wait(template)?;
        let body = self.request.body.as_ref()?.as_object()?;
        let is_command = |(name, value): &(&String, &Value)| {
            value.is_string() && !self.spec.declares(schema, name)
        };
        let (_, command) = body.iter().find(is_command)?;
        let (state, journey) = lifecycle::command(wait, command.as_str()?)?;
        let mut value = value.clone();
        lifecycle::set_state(&mut value, wait, &state);
        Some((value, journey))
    }

    /// A result that holds as much of `given` as it declares.
    fn made_of(&mut self, given: &Value) -> Outcome {
        let Some(schema) = self.spec.result(self.route) else { return Outcome::default() };
        let given = if given.is_object() { given.clone() } else { json!({}) };
        self.filler().fill(schema, &given, Missing::MadeUp).into()
    }
}
