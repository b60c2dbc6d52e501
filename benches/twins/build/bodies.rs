//! Sample bodies of a response type: every field has a value, properties are in the order of the
//! spec.

use codegen::ir::{Api, DispatchPlan, Format, Object, Plan, Shape, TypeRef, Union};
use serde_json::{Map, Value, json};

/// How many different bodies a type has.
pub(crate) const VARIETY: usize = 24;

/// The depth below which arrays are empty.
const DEPTH: usize = 14;

/// The position of the discriminators of unions.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Order {
    /// In the order of the spec.
    Document,
    /// After all other properties.
    TagLast,
}

/// Returns one body of a type.
pub(crate) fn sample(api: &Api, raw: &Value, schema: &str, index: usize, order: Order) -> String {
    let fractions = schema == "UsageCost";
    Maker { api, raw, index, order, fractions, depth: 0 }.named(schema, &mut Vec::new()).to_string()
}

struct Maker<'a> {
    api: &'a Api,
    raw: &'a Value,
    index: usize,
    order: Order,
    /// Whether numbers have fractions. The API returns whole numbers for services.
    fractions: bool,
    depth: usize,
}

/// Properties that the rule of a variant requires; `None` if they must be absent.
type Wishes = Vec<(String, Option<String>)>;

impl Maker<'_> {
    fn named(&mut self, name: &str, wishes: &mut Wishes) -> Value {
        let api = self.api;
        let Some(model) = api.models.values().find(|model| model.name.as_str() == name) else {
            return Value::Null;
        };
        match &model.shape {
            Shape::Object(it) => {
                let schema = model.at.resolve(self.raw);
                self.object(it, schema.and_then(|schema| schema["properties"].as_object()), wishes)
            }
            Shape::Enum(it) => {
                self.index += 1;
                Value::from(it.values[self.index % it.values.len()].wire.as_str())
            }
            Shape::Union(it) => self.union(it, wishes),
            Shape::Alias(it) => self.value(it, wishes),
        }
    }

    fn object(
        &mut self,
        object: &Object,
        listed: Option<&Map<String, Value>>,
        wishes: &mut Wishes,
    ) -> Value {
        let wishes = std::mem::take(wishes);
        let mut fields: Vec<_> = object.fields.iter().collect();
        fields.sort_by_key(|field| {
            let late = self.order == Order::TagLast
                && wishes.iter().any(|(name, value)| *name == field.wire && value.is_some());
            let place = listed.and_then(|it| it.keys().position(|key| *key == field.wire));
            (late, place.unwrap_or(usize::MAX))
        });
        let mut members = Map::new();
        for field in fields {
            let wish = wishes.iter().find(|(name, _)| *name == field.wire).map(|(_, value)| value);
            let value = match (wish, &field.tag) {
                (Some(None), _) => continue,
                (Some(Some(text)), _) if !text.is_empty() => Value::from(text.as_str()),
                (_, Some(tag)) => Value::from(tag.as_str()),
                _ => self.value(&field.ty, &mut Vec::new()),
            };
            members.insert(field.wire.clone(), value);
        }
        Value::Object(members)
    }

    fn union(&mut self, union: &Union, wishes: &mut Wishes) -> Value {
        self.index += 1;
        let arm = match &union.plan {
            Plan::Kind { string, object, array } => {
                let arms: Vec<usize> =
                    [object, string, array].into_iter().copied().flatten().collect();
                arms[self.index % arms.len()]
            }
            Plan::Object(plan) => match self.follow(plan, wishes) {
                Some(arm) => arm,
                None => return json!({}),
            },
        };
        self.value(&union.arms[arm].ty, wishes)
    }

    /// Returns a variant that the plan selects, with the properties that the plan requires.
    fn follow(&mut self, plan: &DispatchPlan, wishes: &mut Wishes) -> Option<usize> {
        match plan {
            DispatchPlan::Variant(arm) => Some(*arm),
            DispatchPlan::Tag { name, values, absent } => {
                let decided =
                    wishes.iter().find(|(wish, _)| wish == name).map(|(_, it)| it.clone());
                let choice = match decided {
                    Some(choice) => choice,
                    None => {
                        // The discriminator is only left out if this selects another variant.
                        let count =
                            values.len() + usize::from(leads_elsewhere(values, absent.as_deref()));
                        let choice = values.get(self.index % count).map(|(value, _)| value.clone());
                        wishes.push((name.clone(), choice.clone()));
                        choice
                    }
                };
                let next = match choice {
                    Some(text) => {
                        values.iter().find(|(value, _)| *value == text).map(|it| &it.1)?
                    }
                    None => absent.as_deref()?,
                };
                self.follow(next, wishes)
            }
            DispatchPlan::Properties(keys) => {
                let (names, arm) = &keys[self.index % keys.len()];
                for (others, other) in keys {
                    for name in others.iter().filter(|name| other != arm && !names.contains(name)) {
                        wishes.push((name.clone(), None));
                    }
                }
                Some(*arm)
            }
        }
    }

    fn value(&mut self, ty: &TypeRef, wishes: &mut Wishes) -> Value {
        self.index += 1;
        match ty {
            TypeRef::String(format) => Value::from(text(*format)),
            TypeRef::Integer => json!(12 * (self.index % 40)),
            TypeRef::Number if self.fractions => json!([24.0, 1.5, 120.25][self.index % 3]),
            TypeRef::Number => json!(8 * (self.index % 40)),
            TypeRef::Boolean => json!(self.index.is_multiple_of(2)),
            TypeRef::IntegerOrText | TypeRef::NumberOrText => json!(self.index % 100),
            TypeRef::Any(_) => json!({ "key": "value" }),
            TypeRef::Nullable(item) => self.value(item, wishes),
            // A file is a whole body, never a value in JSON.
            TypeRef::Bytes => Value::Null,
            TypeRef::Array(_) | TypeRef::Map(_) if self.depth >= DEPTH => match ty {
                TypeRef::Array(_) => json!([]),
                _ => json!({}),
            },
            TypeRef::Array(item) => {
                self.depth += 1;
                let count = if self.depth < 3 { 3 } else { 2 };
                let items = (0..count).map(|_| self.value(item, &mut Vec::new())).collect();
                self.depth -= 1;
                Value::Array(items)
            }
            TypeRef::Map(item) => {
                self.depth += 1;
                let value = self.value(item, &mut Vec::new());
                self.depth -= 1;
                json!({ "first": value.clone(), "second": value })
            }
            TypeRef::Named(name) => {
                self.depth += 1;
                let value = if self.depth > DEPTH {
                    Value::Null
                } else {
                    self.named(name.as_str(), wishes)
                };
                self.depth -= 1;
                value
            }
        }
    }
}

/// Returns whether a variant is only selected if the discriminator is absent.
pub(crate) fn leads_elsewhere(
    values: &[(String, DispatchPlan)],
    absent: Option<&DispatchPlan>,
) -> bool {
    let known: Vec<usize> = values.iter().flat_map(|(_, plan)| plan.variants()).collect();
    absent.is_some_and(|plan| plan.variants().iter().any(|arm| !known.contains(arm)))
}

/// Returns a typical string of the API. The zeros become the number of the item.
fn text(format: Format) -> &'static str {
    match format {
        Format::Text => "a string of usual size 00000000",
        Format::Uuid => "5ba9cd1c-08a2-4cb5-bd7d-3f4e00000000",
        Format::DateTime => "2026-10-22T08:15:30.123Z",
        Format::Date => "2026-10-22",
        Format::Email => "somebody.00000000@example.com",
        Format::Uri => "https://example.com/00000000",
        Format::Hostname => "abc00000000.eu-central-1.aws.clickhouse.cloud",
        Format::Password => "p-00000000",
        Format::Boolean => "true",
    }
}
