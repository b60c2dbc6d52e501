//! Items: `GET` reads, `PATCH` merges, `PUT` replaces or puts, `DELETE` removes.

use serde_json::{Value, json};

use super::{Call, Outcome};
use crate::exceptions::PRECONDITIONS;
use crate::failure::Failure;
use crate::fill::{Missing, merge};
use crate::lifecycle;
use crate::spec::last_parameter;

impl Call<'_> {
    pub(super) fn item(&mut self) -> Result<Outcome, Failure> {
        let (depth, spec) = (self.depth(), self.spec);
        let template = self.template(depth);
        let path = self.path(depth);
        self.seed(depth - 1);
        let method = self.route.operation.method.as_str();
        self.advance(&path, &template, method == "GET");
        let schema = spec.item(&template).unwrap_or(&Value::Null);
        let Some(value) = self.state.store.get(&path).map(|it| it.value.clone()) else {
            let creates = spec.find("POST", &self.template(depth - 1)).is_some();
            if method == "PUT" && !creates {
                return self.put_new(schema);
            }
            return Err(self.unknown(last_parameter(&template).unwrap_or_default()));
        };
        match method {
            "PATCH" => {
                let value = self.merged(schema, value, &self.body());
                self.change(&path, value.clone());
                Ok(self.returned(schema, &value))
            }
            "PUT" => {
                let value = self.replaced(schema, value);
                self.change(&path, value.clone());
                Ok(self.returned(schema, &value))
            }
            "DELETE" => self.delete(&path, &template, &value),
            _ => Ok(self.returned(schema, &value)),
        }
    }

    /// A value after a `PATCH`.
    pub(super) fn merged(&mut self, schema: &Value, mut value: Value, change: &Value) -> Value {
        merge(&mut value, change);
        self.filler().fill(schema, &value, Missing::LeftOut)
    }

    /// A value after a `PUT`: what a request can say and this one does not is gone.
    pub(super) fn replaced(&mut self, schema: &Value, mut value: Value) -> Value {
        let (spec, body) = (self.spec, self.body());
        if let (Value::Object(members), Some(request)) = (&mut value, spec.body(self.route)) {
            members.retain(|name, _| !spec.declares(request, name));
            members.extend(body.as_object().cloned().unwrap_or_default());
        }
        self.filler().fill(schema, &value, Missing::LeftOut)
    }

    /// Replaces the value of a resource that exists, and leaves its state on its way.
    pub(super) fn change(&mut self, path: &str, value: Value) {
        if let Some(resource) = self.state.store.get_mut(path) {
            resource.value = value;
        }
    }

    /// Creates an item under the id of the path.
    fn put_new(&mut self, schema: &Value) -> Result<Outcome, Failure> {
        self.full()?;
        let id = json!(self.request.segments.last());
        let parameter = last_parameter(&self.route.operation.path).unwrap_or_default();
        let name = self.spec.id_property(schema, parameter);
        let value = self.new_value(schema, &self.body(), name.as_deref(), &id);
        Ok(self.store_new(self.depth() - 1, schema, value, &id))
    }

    fn delete(&mut self, path: &str, template: &str, value: &Value) -> Result<Outcome, Failure> {
        let id = &self.route.operation.id;
        let wait = self.wait(template);
        if let Some(row) = PRECONDITIONS.iter().find(|row| row.operation == id)
            && let Some(state) = wait.and_then(|wait| lifecycle::state(value, wait))
            && !row.states.contains(&state)
        {
            return Err(Failure::bad_request(format!("{}; its state is {state}", row.message)));
        }
        match wait.and_then(|wait| Some((wait, lifecycle::deletion(wait)?))) {
            Some((wait, (state, journey))) => {
                let mut value = value.clone();
                lifecycle::set_state(&mut value, wait, &state);
                self.state.store.put(path.to_owned(), value, Some(journey));
            }
            None => self.state.store.remove(path),
        }
        Ok(Outcome::default())
    }
}
