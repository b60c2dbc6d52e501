//! Walks two versions of a schema side by side and reports what the IR does not hold: facts about
//! values without a field, such as the items of arrays of arrays, and what the SDK does not read.
//!
//! Only schemas of the same structure are compared, keyword by keyword; the structure of a schema
//! that the SDK reads is compared in the IR.

use super::holder::{fields, property, spot};
use super::schema::{
    BRANCHES, ENVELOPE, LIMITS, branches, is_composed, is_structure, limits_of, matched, structure,
    takes_null, types,
};
use super::versions::{Versions, is_prose, prose_name};
use crate::diff::claim::{self, Claim, Part};
use crate::diff::compare::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach, Rules};
use crate::diff::resolved::owners;
use crate::diff::{format, limits, rule};
use crate::ir::{Field, Model, Shape};
use crate::pointer::Pointer;
use crate::surface::Module;
use crate::surface::items::Owner;
use serde_json::Value;

/// What the SDK does with a schema.
#[derive(Debug, Clone, Copy)]
pub(super) enum Role<'p> {
    /// It reads or writes values of the schema, whose structure the IR holds.
    Modelled,
    /// It reads no value of the schema, which is part of this parameter or response.
    Ignored(&'p Pointer),
}

/// A walk through the schemas of two documents.
pub(super) struct Walk<'w, 'a> {
    pub(super) compare: &'w mut Compare<'a>,
    pub(super) documents: Versions<'w>,
}

impl Walk<'_, '_> {
    /// Compares two versions of a schema at a place of the new document.
    pub(super) fn schema(&mut self, role: Role<'_>, at: &Pointer, pair: Versions<'_>) {
        self.visit(role, at, pair, false);
    }

    /// `free` means that null is allowed beside the schema, so that it does not matter whether the
    /// schema allows it too.
    fn visit(&mut self, role: Role<'_>, at: &Pointer, pair: Versions<'_>, free: bool) {
        let Versions { old, new } = pair;
        if old == new || !old.is_object() || !new.is_object() {
            return;
        }
        let null = (takes_null(old, self.documents.old), takes_null(new, self.documents.new));
        match role {
            Role::Modelled => {
                if null.0 != null.1 && !free && !is_property(at) && !self.is_explained(at) {
                    self.null(at, null.1);
                }
                if structure(old) != structure(new) {
                    // A reference gains the keyword when it is wrapped.
                    let [before, after] = [old, new].map(|schema| schema["readOnly"] == true);
                    if before != after {
                        self.read_only(at, after);
                    }
                    return;
                }
                self.texts(at, pair);
                self.keywords(at, pair);
            }
            Role::Ignored(owner) => {
                if frame(old) != frame(new) {
                    // The IR compares composed schemas, except for null.
                    let plain = !is_composed(old) && !is_composed(new);
                    if plain || null.0 != null.1 {
                        self.ignored(owner, at);
                    }
                    return;
                }
                self.texts(at, pair);
                if pair.differing().iter().any(|key| is_another(key, pair)) {
                    self.ignored(owner, at);
                }
            }
        }
        self.inside(role, at, pair, free || (null.0 && null.1));
    }

    /// Compares the schemas inside two versions of one.
    fn inside(&mut self, role: Role<'_>, at: &Pointer, pair: Versions<'_>, free: bool) {
        let properties = pair.key("properties");
        for name in properties.differing() {
            let place = at.child("properties").child(&name);
            match (properties.get(&name), role) {
                ((Some(old), Some(new)), _) => {
                    self.visit(role, &place, Versions { old, new }, false);
                }
                (_, Role::Ignored(owner)) => self.ignored(owner, &place),
                // The IR holds the properties.
                (_, Role::Modelled) => {}
            }
        }
        for keyword in ["items", "additionalProperties"] {
            self.visit(role, &at.child(keyword), pair.key(keyword), false);
        }
        for keyword in BRANCHES {
            let (old, new) = (branches(pair.old, keyword), branches(pair.new, keyword));
            if old.len() != new.len() {
                continue;
            }
            for (index, versions) in matched(old, new) {
                let place = at.child(keyword).child(index);
                if !matches!(role, Role::Modelled) || !self.compare.drafts.has(&place) {
                    self.visit(role, &place, versions, free);
                }
            }
        }
    }

    /// Compares the keywords of a schema that the SDK uses.
    fn keywords(&mut self, at: &Pointer, pair: Versions<'_>) {
        let Versions { old, new } = pair;
        let mut limited = false;
        for key in pair.facts() {
            match key.as_str() {
                // Compared as a whole.
                "nullable" => {}
                "enum" if !self.is_explained(at) => self.values(at, pair),
                key if is_structure(key) => {}
                "readOnly" => self.read_only(at, new["readOnly"] == true),
                "writeOnly" | "deprecated" => {
                    // The IR holds it for fields of the crate; elsewhere it means nothing.
                    if !self.compare.drafts.explains(&property(at)) {
                        let what = if key == "deprecated" { "deprecated" } else { "writeOnly" };
                        self.compare.drafts.edit(at, what);
                    }
                }
                _ if self.is_explained(at) => {}
                key if LIMITS.contains(&key) => limited = true,
                "format" => {
                    let [old, new] = [old, new].map(|schema| schema["format"].as_str());
                    let show = |format: Option<&str>| format.unwrap_or("none").to_owned();
                    let message = format!("format {} → {}", show(old), show(new));
                    self.add(format::change(old, new), at, message);
                }
                "default" => self.add(facet::DEFAULT_CHANGED, at, pair.show(&[key])),
                _ => {
                    let spot = Spot::new(&at.child(&key), at.to_string(), Reach::default());
                    self.compare.drafts.add(rule::UNHANDLED, &spot, pair.show(&[key]));
                }
            }
        }
        if limited {
            for (facet, message) in limits::compare(&limits_of(old), &limits_of(new)) {
                self.add(facet, at, message);
            }
        }
    }

    /// Reports that a value that is not a property may be null, or no longer may.
    fn null(&mut self, at: &Pointer, gained: bool) {
        let (facet, message) = if gained {
            (facet::ITEM_BECAME_NULLABLE, "can be null")
        } else {
            (facet::ITEM_BECAME_NOT_NULLABLE, "can no longer be null")
        };
        let mut spot = spot(self.compare, at);
        // The items of the crate that contain the value have another type.
        let place = property(at);
        let api = self.compare.new.api;
        for model in api.models.values() {
            for field in fields(model).iter().filter(|field| field.at == place) {
                spot = spot.claiming(owners(model).into_iter().flat_map(|owner| {
                    [Claim::named(&owner, &field.name), Claim::Part(owner, Part::Constructors)]
                }));
            }
            // An alias names what its items or values are, at any depth.
            let is_alias = matches!(model.shape, Shape::Alias(_)) && at.starts_with(&model.at);
            if model.at == place || is_alias {
                spot = self.compare.spelled(&spot, model);
                spot = spot.claiming(owners(model).into_iter().map(Claim::all));
            } else if at.starts_with(&model.at.child("additionalProperties")) {
                let methods = |owner| Claim::Part(owner, Part::Additional);
                spot = spot.claiming(owners(model).into_iter().map(methods));
            }
        }
        for operation in api.operations.iter().filter(|operation| at.starts_with(&operation.at)) {
            spot = spot.claiming([if spot.reach.response {
                Claim::Part(Owner::Marker(operation.name.clone()), Part::Output)
            } else {
                claim::of_method(operation)
            }]);
        }
        self.compare.drafts.add(facet, &spot, message);
    }

    /// Reports values that one of the places of a shared enum gains or loses, which the IR does not
    /// show.
    fn values(&mut self, at: &Pointer, pair: Versions<'_>) {
        let only = |these: &Value, those: &Value| -> Vec<String> {
            let known = branches(those, "enum");
            let missing = branches(these, "enum").iter().filter(|value| !known.contains(value));
            missing.map(|value| format!("`{}`", value.as_str().unwrap_or_default())).collect()
        };
        // Whether code notices follows from the items of the type.
        let models = self.compare.new.api.models.values().filter(|model| model.at == *at);
        let spot = spot(self.compare, at).claiming(models.flat_map(owners).map(Claim::all));
        for (facet, sign, values) in [
            (facet::ENUM_VALUE_ADDED, "+", only(pair.new, pair.old)),
            (facet::ENUM_VALUE_REMOVED, "−", only(pair.old, pair.new)),
        ] {
            if !values.is_empty() {
                let message = format!("{sign} {}", values.join(", "));
                self.compare.drafts.add(facet, &spot, message);
            }
        }
    }

    /// Adds a change of a place for the directions that reach it.
    fn add(&mut self, named: impl Rules, at: &Pointer, message: impl Into<String>) {
        let spot = spot(self.compare, at);
        self.compare.drafts.add(named, &spot, message);
    }

    /// A property became read-only, or no longer is.
    fn read_only(&mut self, at: &Pointer, gained: bool) {
        let Some((model, field)) = sent_field(self.compare, at) else {
            return self.compare.drafts.edit(at, "readOnly");
        };
        let rust = format!("request::{}::{}", model.name, field.name);
        let operations = model.operations.clone();
        let spot = Spot::new(at, rust, Reach { request: true, operations, ..Reach::default() });
        let (rule, message) = if gained {
            (rule::REQ_READ_ONLY_GAINED, "read-only")
        } else {
            (rule::REQ_READ_ONLY_LOST, "no longer read-only")
        };
        let owner = Owner::Model(Module::Request, model.name.clone());
        let claims =
            [Claim::named(&owner, &field.name), Claim::Part(owner.clone(), Part::Constructors)];
        self.compare.drafts.add(rule, &spot.claiming(claims), message);
    }

    /// Notes that something differs that the SDK does not read, unless another change covers it.
    pub(super) fn ignored(&mut self, owner: &Pointer, at: &Pointer) {
        let drafts = &mut self.compare.drafts;
        if !(is_envelope_property(at) || drafts.explains(at) || drafts.has(owner)) {
            drafts.edit(at, "content that the SDK does not read");
        }
    }

    /// Notes the texts of a schema that differ, but not those inside it.
    fn texts(&mut self, at: &Pointer, pair: Versions<'_>) {
        for key in pair.differing() {
            if is_prose(&key) && !key.starts_with("x-sdk-") {
                self.compare.drafts.edit(at, prose_name(&key));
            }
        }
    }

    /// Whether a change was found that a keyword of this place is part of: of the property, or of a
    /// definition around the place, such as limits of a string.
    fn is_explained(&self, at: &Pointer) -> bool {
        let drafts = &self.compare.drafts;
        let property = property(at);
        let is_inside = property != *at;
        let mut place = Some(at.clone());
        while let Some(here) = place.filter(|here| here.segments().count() > 2) {
            if drafts.has(&here) {
                return true;
            }
            place = here.parent().filter(|_| !is_inside || here != property);
        }
        drafts.explains(&property)
    }
}

/// Returns the structure of a schema that the SDK does not read.
fn frame(schema: &Value) -> Vec<(&'static str, String)> {
    let loose = ["type", "required", "additionalProperties", "enum"];
    structure(schema).into_iter().filter(|(key, _)| !loose.contains(key)).collect()
}

/// Whether a keyword of the schema itself has another meaning.
fn is_another(key: &str, pair: Versions<'_>) -> bool {
    let (old, new) = (pair.old, pair.new);
    match key {
        "properties" | "items" | "oneOf" | "anyOf" | "allOf" => false,
        // An absent type is often that of an object.
        "type" => {
            let both = old.get("type").is_some() && new.get("type").is_some();
            both && types(&old["type"]) != types(&new["type"])
        }
        "additionalProperties" => old[key].as_bool() != new[key].as_bool(),
        _ => !is_prose(key),
    }
}

/// Whether a place is that of a property: the IR holds whether it can be null.
fn is_property(at: &Pointer) -> bool {
    let parent = at.parent().and_then(|parent| parent.segments().last());
    parent.as_deref() == Some("properties")
}

/// Whether a place is a property of an envelope, which has rules of its own.
fn is_envelope_property(at: &Pointer) -> bool {
    let segments: Vec<String> = at.segments().collect();
    matches!(
        &segments[..],
        [.., schema, properties, name] if schema == "schema" && properties == "properties"
            && ENVELOPE.contains(&name.as_str())
    )
}

/// Returns the field of a request at a place.
fn sent_field<'a>(compare: &Compare<'a>, at: &Pointer) -> Option<(&'a Model, &'a Field)> {
    let sent = compare.new.api.models.values().filter(|model| model.in_request);
    let fields = sent.flat_map(|model| fields(model).iter().map(move |field| (model, field)));
    fields.into_iter().find(|(_, field)| field.at == *at)
}
