//! Singletons: one thing under a path of its own. What can be deleted has to be set first; anything
//! else is there from the beginning.

use serde_json::{Value, json};

use super::{Call, Outcome, settle};
use crate::failure::Failure;
use crate::fill::Missing;
use crate::spec::Route;

impl Call<'_> {
    pub(super) fn singleton(&mut self, read: &Route) -> Result<Outcome, Failure> {
        let (spec, path) = (self.spec, self.path(self.depth()));
        let schema = spec.result(read).unwrap_or(&Value::Null);
        let can = |method: &str| spec.find(method, &read.operation.path).is_some();
        let method = self.route.operation.method.as_str();
        if !can("DELETE") && !self.state.store.contains(&path) {
            self.full()?;
            let is_written = can("PATCH") || can("PUT") || can("POST");
            let mut value = if is_written {
                self.filler().fill(schema, &json!({}), Missing::MadeUp)
            } else {
                self.filler().whole(schema)
            };
            settle(&mut value, read.operation.wait.as_ref());
            self.state.store.put(path.clone(), value, None);
        }
        let old = self.state.store.get(&path).map(|it| it.value.clone());
        let value = match (method, old) {
            ("POST" | "PUT", old) => {
                self.full()?;
                let body = self.body();
                let value = match old {
                    Some(old) => self.replaced(schema, old),
                    None => self.new_value(schema, &body, None, &Value::Null),
                };
                self.state.store.put(path, value.clone(), None);
                value
            }
            (_, None) => return Err(Failure::not_found()),
            ("PATCH", Some(old)) => {
                let value = self.merged(schema, old, &self.body());
                self.change(&path, value.clone());
                value
            }
            ("DELETE", Some(_)) => {
                self.state.store.remove(&path);
                return Ok(Outcome::default());
            }
            (_, Some(value)) => value,
        };
        Ok(self.returned(schema, &value))
    }
}
