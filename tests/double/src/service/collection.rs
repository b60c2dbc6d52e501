//! Collections: `GET` lists, `POST` creates, and where nothing can be created, the first items are
//! made up.

use serde_json::{Map, Value, json};

use super::{Call, Credential, Outcome, item_template, settle};
use crate::ORGANIZATION;
use crate::exceptions::{self, CREDENTIALS, FLAGS};
use crate::failure::Failure;
use crate::fill::Missing;
use crate::lifecycle;
use crate::pages;
use crate::spec::{Segment, last_parameter};

/// How many items a collection has that no operation adds to.
const SEEDS: usize = 3;

impl Call<'_> {
    pub(super) fn collection(&mut self) -> Result<Outcome, Failure> {
        match self.route.operation.method.as_str() {
            "GET" => self.list(),
            "POST" => self.create(self.depth(), &self.body()),
            // Today's document has one such operation; whatever it is, each entry is an item.
            _ => self.set_entries(),
        }
    }

    fn list(&mut self) -> Result<Outcome, Failure> {
        self.seed(self.depth());
        let template = self.template(self.depth());
        let item_template = item_template(self.spec, &template);
        let stored = item_template.as_ref().and_then(|template| self.spec.item(template));
        let Some((schema, items_at)) = self.spec.list(self.route) else {
            return Ok(Outcome::default());
        };
        let mut items = Vec::new();
        for path in self.state.store.items(&self.path(self.depth())) {
            if let Some(template) = &item_template {
                self.advance(&path, template, false);
            }
            let Some(value) = self.state.store.get(&path).map(|it| it.value.clone()) else {
                continue;
            };
            items.push(match stored {
                Some(stored) if stored != schema => {
                    self.filler().fill(schema, &value, Missing::LeftOut)
                }
                _ => value,
            });
        }
        let page = pages::page(self.spec, self.route, self.request, items)?;
        let result = match (items_at, self.spec.result(self.route)) {
            (Some(name), Some(schema)) => {
                let mut result = self.filler().fill(schema, &json!({}), Missing::MadeUp);
                result[name] = Value::Array(page.items);
                result
            }
            _ => Value::Array(page.items),
        };
        Ok(Outcome { result: Some(result), page: page.envelope })
    }

    /// Creates an item of the collection that the first `depth` segments name.
    pub(super) fn create(&mut self, depth: usize, body: &Value) -> Result<Outcome, Failure> {
        self.full()?;
        let collection = self.template(depth);
        let template = item_template(self.spec, &collection);
        let schema = self.item_schema(depth).unwrap_or_default();
        let parameter = template.as_deref().and_then(last_parameter).unwrap_or("id");
        let id_property = self.spec.id_property(&schema, parameter);
        let given = id_property.as_ref().and_then(|name| body.get(name)).and_then(Value::as_str);
        let id = match given {
            Some(id) if self.state.store.contains(&self.item_path(depth, id)) => {
                return Err(Failure::new(409, format!("CONFLICT: {id} exists already")));
            }
            Some(id) => json!(id),
            None => self.new_id(depth, &schema, id_property.as_deref()),
        };
        let value = self.new_value(&schema, body, id_property.as_deref(), &id);
        Ok(self.store_new(depth, &schema, value, &id))
    }

    /// The form in which items of a collection are stored.
    pub(super) fn item_schema(&self, depth: usize) -> Option<Value> {
        let collection = self.template(depth);
        let item =
            item_template(self.spec, &collection).and_then(|it| self.spec.item(&it).cloned());
        item.or_else(|| {
            let read = self.spec.find("GET", &collection)?;
            Some(self.spec.list(read)?.0.clone())
        })
    }

    /// The value of a new item: what the request has, what the path says, and what the service
    /// makes up.
    pub(super) fn new_value(
        &mut self,
        schema: &Value,
        body: &Value,
        id_property: Option<&str>,
        id: &Value,
    ) -> Value {
        let mut given = body.as_object().cloned().unwrap_or_default();
        for (segment, value) in self.route.segments.iter().zip(&self.request.segments) {
            if let Segment::Parameter(name) = segment {
                given.entry(name.clone()).or_insert_with(|| json!(value));
            }
        }
        if let Some(name) = id_property {
            given.insert(name.to_owned(), id.clone());
        }
        let operation = &self.route.operation.id;
        for (_, name, value) in FLAGS.iter().filter(|(id, ..)| id == operation) {
            given.insert((*name).to_owned(), json!(value));
        }
        self.filler().fill(schema, &Value::Object(given), Missing::MadeUp)
    }

    /// Stores a new item, begins its life, and returns what its creation returns.
    pub(super) fn store_new(
        &mut self,
        depth: usize,
        schema: &Value,
        mut value: Value,
        id: &Value,
    ) -> Outcome {
        let template = item_template(self.spec, &self.template(depth)).unwrap_or_default();
        let wait = self.wait(&template);
        let journey = wait.and_then(|wait| {
            let (state, journey) = lifecycle::creation(wait)?;
            lifecycle::set_state(&mut value, wait, &state);
            Some(journey)
        });
        let path = self.item_path(depth, &text(id));
        self.state.store.put(path.clone(), value.clone(), journey);
        let mut outcome = self.returned(schema, &value);
        self.credential(&path, &mut outcome);
        outcome
    }

    /// Makes the key and the secret that a creation returns known.
    fn credential(&mut self, path: &str, outcome: &mut Outcome) {
        let id = &self.route.operation.id;
        let row = CREDENTIALS.iter().find(|(operation, ..)| operation == id);
        let (Some((_, key_name, secret_name)), Some(result)) = (row, &mut outcome.result) else {
            return;
        };
        let (key, secret) = (self.state.source.secret(), self.state.source.secret());
        result[*key_name] = json!(key);
        result[*secret_name] = json!(secret);
        self.state.credentials.push(Credential { key, secret, path: path.to_owned() });
    }

    pub(super) fn item_path(&self, depth: usize, id: &str) -> String {
        format!("{}/{}", self.path(depth), id.replace('/', "%2F"))
    }

    /// A new id of the type that the schema asks for.
    fn new_id(&mut self, depth: usize, schema: &Value, name: Option<&str>) -> Value {
        let property = name.and_then(|name| self.spec.property(schema, name));
        if let Some(values) = property.and_then(|it| it.get("enum")).and_then(Value::as_array) {
            let is_free =
                |id: &&Value| !self.state.store.contains(&self.item_path(depth, &text(id)));
            // Where all are taken, the last one is replaced.
            return values.iter().find(is_free).or(values.last()).cloned().unwrap_or_default();
        }
        match property.and_then(|property| property.get("type")).and_then(Value::as_str) {
            Some("integer" | "number") => {
                let taken = self.state.store.items(&self.path(depth));
                let numbers = taken.iter().filter_map(|path| path.rsplit('/').next()?.parse().ok());
                json!(numbers.max().unwrap_or(0_u64) + 1)
            }
            _ => json!(self.state.source.uuid()),
        }
    }

    /// Makes up the first items of the collection that the first `depth` segments name, where no
    /// operation adds any.
    pub(super) fn seed(&mut self, depth: usize) {
        let collection = self.template(depth);
        let item = item_template(self.spec, &collection);
        let is_listed = self.spec.find("GET", &collection).is_some();
        let is_made = |method: &str, template: &str| self.spec.find(method, template).is_some();
        let can_grow = is_made("POST", &collection)
            || item.as_deref().is_some_and(|template| is_made("PUT", template));
        if can_grow || !is_listed || !self.state.store.seed(&self.path(depth)) {
            return;
        }
        let Some(schema) = self.item_schema(depth) else { return };
        let parameter = item.as_deref().and_then(last_parameter).unwrap_or("id");
        let name = self.spec.id_property(&schema, parameter);
        // The organizations that a key sees are one.
        let is_organization = parameter == "organizationId";
        for _ in 0..if is_organization { 1 } else { SEEDS } {
            let mut value = self.filler().whole(&schema);
            let id = if is_organization {
                json!(ORGANIZATION)
            } else {
                self.seed_id(depth, &schema, name.as_deref(), &value)
            };
            if let (Some(name), Value::Object(members)) = (&name, &mut value) {
                members.insert(name.clone(), id.clone());
            }
            let spec = self.spec;
            let read = item.as_deref().and_then(|template| spec.find("GET", template));
            settle(&mut value, read.and_then(|read| read.operation.wait.as_ref()));
            let path = self.item_path(depth, &text(&id));
            self.state.store.put(path, value, None);
        }
    }

    /// The id of an item that is made up: the one of the document's example while it is free.
    fn seed_id(
        &mut self,
        depth: usize,
        schema: &Value,
        name: Option<&str>,
        value: &Value,
    ) -> Value {
        let property = name.and_then(|name| self.spec.property(schema, name));
        let example = property.is_some_and(|it| it.get("example").is_some());
        match name.and_then(|name| value.get(name)) {
            Some(id)
                if example && !self.state.store.contains(&self.item_path(depth, &text(id))) =>
            {
                id.clone()
            }
            _ => self.new_id(depth, schema, name),
        }
    }

    /// Sets items by a map from ids to values.
    fn set_entries(&mut self) -> Result<Outcome, Failure> {
        self.full()?;
        self.seed(self.depth());
        let body = self.body();
        let read = self.spec.find("GET", &self.route.operation.path);
        let items_at = read.and_then(|read| self.spec.list(read)?.1);
        let entries = items_at.and_then(|name| body.get(name)?.as_object());
        let schema = self.item_schema(self.depth()).unwrap_or_default();
        for (id, value) in entries.into_iter().flatten() {
            let given: Map<String, Value> = exceptions::ENTRY
                .into_iter()
                .map(str::to_owned)
                .zip([json!(id), value.clone()])
                .collect();
            let value = self.filler().fill(&schema, &Value::Object(given), Missing::LeftOut);
            let path = self.item_path(self.depth(), id);
            self.state.store.put(path, value, None);
        }
        Ok(self.returned(&Value::Null, &body))
    }
}

/// An id as a segment of a path.
pub(super) fn text(id: &Value) -> String {
    id.as_str().map_or_else(|| id.to_string(), str::to_owned)
}
