//! Walks two versions of a schema side by side and reports what the IR does not hold: facts about
//! values for which no field stands, such as the items of lists of lists, and what the SDK does
//! not read at all.
//!
//! Only schemas that look the same in both documents are compared, keyword by keyword; how a
//! schema that the SDK reads is put together is compared in the IR.

use serde_json::Value;

use super::holder::{holder, property};
use super::members::{before_and_after, differing, is_prose};
use super::schema::{
    BRANCHES, ENVELOPE, branches, is_composed, is_limit, is_structure, limits_of, structure,
    takes_null, types, versions,
};
use crate::diff::claim::Claim;
use crate::diff::compare::Compare;
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Facet, Reach};
use crate::diff::resolved::owners;
use crate::diff::{format, limits, rule};
use crate::ir::{Field, Model, Shape};
use crate::pointer::Pointer;

/// Two versions of a schema.
#[derive(Debug, Clone, Copy)]
pub(super) struct Versions<'v> {
    pub(super) old: &'v Value,
    pub(super) new: &'v Value,
}

/// What the SDK does with a schema.
#[derive(Debug, Clone, Copy)]
pub(super) enum Use<'u> {
    /// It reads or writes values of the schema; the IR holds how the schema is put together.
    Modelled,
    /// It reads no value of the schema, which is part of this parameter or response.
    Ignored(&'u Pointer),
}

/// A walk through the schemas of two documents.
pub(super) struct Walk<'w, 'a> {
    pub(super) compare: &'w mut Compare<'a>,
    pub(super) old: &'w Value,
    pub(super) new: &'w Value,
}

impl Walk<'_, '_> {
    /// Compares two versions of a schema at a place of the new document.
    pub(super) fn schema(&mut self, used: Use<'_>, at: &Pointer, pair: Versions<'_>) {
        self.visit(used, at, pair, false);
    }

    /// `free` says that null is allowed beside the schema, so that it does not matter whether the
    /// schema allows it too.
    fn visit(&mut self, used: Use<'_>, at: &Pointer, pair: Versions<'_>, free: bool) {
        let Versions { old, new } = pair;
        if old == new || !old.is_object() || !new.is_object() {
            return;
        }
        let null = (takes_null(old, self.old), takes_null(new, self.new));
        match used {
            Use::Modelled => {
                if null.0 != null.1 && !free && !is_property(at) && !self.is_explained(at) {
                    self.null(at, null.1);
                }
                if structure(old) != structure(new) {
                    return;
                }
                self.texts(at, pair);
                self.keywords(at, pair);
            }
            Use::Ignored(owner) => {
                if frame(old) != frame(new) {
                    // The IR compares what is put together from other schemas, but for null.
                    let plain = !is_composed(old) && !is_composed(new);
                    if plain || null.0 != null.1 {
                        self.ignored(owner, at);
                    }
                    return;
                }
                self.texts(at, pair);
                if differing(old, new).any(|key| is_another(&key, old, new)) {
                    self.ignored(owner, at);
                }
            }
        }
        self.inside(used, at, pair, free || (null.0 && null.1));
    }

    /// Compares the schemas inside two versions of one.
    fn inside(&mut self, used: Use<'_>, at: &Pointer, pair: Versions<'_>, free: bool) {
        let Versions { old, new } = pair;
        for name in differing(&old["properties"], &new["properties"]) {
            let place = at.child("properties").child(&name);
            match (old["properties"].get(&name), new["properties"].get(&name), used) {
                (Some(old), Some(new), _) => {
                    self.visit(used, &place, Versions { old, new }, false);
                }
                (_, _, Use::Ignored(owner)) => self.ignored(owner, &place),
                // The IR holds the properties.
                (_, _, Use::Modelled) => {}
            }
        }
        for keyword in ["items", "additionalProperties"] {
            let pair = Versions { old: &old[keyword], new: &new[keyword] };
            self.visit(used, &at.child(keyword), pair, false);
        }
        for keyword in BRANCHES {
            let (before, after) = (branches(old, keyword), branches(new, keyword));
            if before.len() != after.len() {
                continue;
            }
            for (index, old, new) in versions(before, after) {
                let place = at.child(keyword).child(index);
                if !matches!(used, Use::Modelled) || !self.compare.drafts.stands_at(&place) {
                    self.visit(used, &place, Versions { old, new }, free);
                }
            }
        }
    }

    /// Compares the keywords of a schema that the SDK uses.
    fn keywords(&mut self, at: &Pointer, pair: Versions<'_>) {
        let Versions { old, new } = pair;
        let mut limited = false;
        for key in differing(old, new).filter(|key| !is_prose(key)) {
            match key.as_str() {
                // Compared as a whole.
                "nullable" => {}
                "enum" if !self.is_explained(at) => self.values(at, pair),
                key if is_structure(key) => {}
                "readOnly" => self.read_only(at, new["readOnly"] == true),
                "writeOnly" | "deprecated" => {
                    // Where a field of the crate shows it, the IR holds it; elsewhere it says nothing.
                    if !self.compare.drafts.explains(&property(at)) {
                        let what = if key == "deprecated" { "deprecated" } else { "writeOnly" };
                        self.compare.drafts.edit(at, what);
                    }
                }
                _ if self.is_explained(at) => {}
                key if is_limit(key) => limited = true,
                "format" => {
                    let text = |schema: &Value| schema["format"].as_str().map(str::to_owned);
                    let (old, new) = (text(old), text(new));
                    let facet = format::change(old.as_deref(), new.as_deref());
                    let told = |format: Option<String>| format.unwrap_or_else(|| "none".to_owned());
                    self.judge(facet, at, format!("format {} → {}", told(old), told(new)));
                }
                "default" => {
                    let message = before_and_after(old, new, &["default".to_owned()]);
                    self.judge(facet::DEFAULT_CHANGED, at, message);
                }
                key => {
                    let message = before_and_after(old, new, &[key.to_owned()]);
                    let place = at.child(key);
                    let spot = Spot::unseen(place, &at.to_string());
                    self.compare.drafts.rule(&rule::UNHANDLED, &Reach::default(), &spot, message);
                }
            }
        }
        if limited {
            for (facet, message) in limits::compare(&limits_of(old), &limits_of(new)) {
                self.judge(facet, at, message);
            }
        }
    }

    /// Reports that a value that is no property may be null, or may not be null any more.
    fn null(&mut self, at: &Pointer, gained: bool) {
        let (facet, message) = if gained {
            (facet::ITEM_BECAME_NULLABLE, "may be null")
        } else {
            (facet::ITEM_BECAME_NOT_NULLABLE, "may not be null")
        };
        self.judge(facet, at, message.to_owned());
    }

    /// Reports values that an enum gains or loses in one of the places that share its type, which
    /// the IR does not show.
    fn values(&mut self, at: &Pointer, Versions { old, new }: Versions<'_>) {
        let only = |these: &Value, those: &Value| -> Vec<String> {
            let known = branches(those, "enum");
            let missing = branches(these, "enum").iter().filter(|value| !known.contains(value));
            missing.map(|value| format!("`{}`", value.as_str().unwrap_or_default())).collect()
        };
        let holder = holder(self.compare, at);
        // Whether code notices is read off the items of the type.
        let models = self.compare.new.api.models.values().filter(|model| model.at == *at);
        let claims = models.flat_map(owners).map(Claim::all).collect();
        let spot = Spot { pointer: at.clone(), rust: holder.rust, claims };
        for (facet, sign, values) in [
            (facet::ENUM_VALUE_ADDED, "+", only(new, old)),
            (facet::ENUM_VALUE_REMOVED, "−", only(old, new)),
        ] {
            if !values.is_empty() {
                let message = format!("{sign} {}", values.join(", "));
                self.compare.drafts.judge(facet, &holder.reach, &spot, message);
            }
        }
    }

    /// Reports a change by the directions that reach the place.
    fn judge(&mut self, facet: Facet, at: &Pointer, message: String) {
        let holder = holder(self.compare, at);
        let spot = Spot { pointer: at.clone(), rust: holder.rust, claims: Vec::new() };
        self.compare.drafts.judge(facet, &holder.reach, &spot, message);
    }

    /// A property became one that is only read, or stopped being one.
    fn read_only(&mut self, at: &Pointer, gained: bool) {
        let Some((model, field)) = sent_field(self.compare, at) else {
            self.compare.drafts.edit(at, "readOnly");
            return;
        };
        let (rust, operations) =
            (format!("request::{}::{}", model.name, field.name), model.operations.clone());
        let reach = Reach { request: true, operations, ..Reach::default() };
        let (rule, message) = if gained {
            (&rule::REQ_READ_ONLY_GAINED, "only read")
        } else {
            (&rule::REQ_READ_ONLY_LOST, "no longer only read")
        };
        self.compare.drafts.rule(rule, &reach, &Spot::unseen(at.clone(), &rust), message);
    }

    /// Notes that something differs that the SDK does not read, unless another change says so.
    pub(super) fn ignored(&mut self, owner: &Pointer, at: &Pointer) {
        let drafts = &mut self.compare.drafts;
        if !(is_envelope_property(at) || drafts.explains(at) || drafts.stands_at(owner)) {
            drafts.edit(at, "what the SDK does not read");
        }
    }

    /// Notes the texts of a schema that differ, but not those inside it.
    fn texts(&mut self, at: &Pointer, Versions { old, new }: Versions<'_>) {
        for key in differing(old, new) {
            if is_prose(&key) && !key.starts_with("x-sdk-") {
                self.compare.drafts.edit(at, prose_name(&key));
            }
        }
    }

    /// Whether a change was seen that a keyword of this place is part of: of the property, or of
    /// what holds the place, such as a definition that is nothing but limits of a string.
    fn is_explained(&self, at: &Pointer) -> bool {
        let drafts = &self.compare.drafts;
        let property = property(at);
        let is_inside = property != *at;
        let mut place = Some(at.clone());
        while let Some(here) = place.filter(|here| here.segments().count() > 2) {
            if drafts.stands_at(&here) {
                return true;
            }
            place = here.parent().filter(|_| !is_inside || here != property);
        }
        drafts.explains(&property)
    }
}

/// What an edit of a text is called.
pub(super) fn prose_name(key: &str) -> &'static str {
    match key {
        "description" => "description",
        "summary" => "summary",
        "title" => "title",
        "example" | "examples" => "example",
        "externalDocs" => "externalDocs",
        _ => "extension",
    }
}

/// What a schema that the SDK does not read is made of.
fn frame(schema: &Value) -> Vec<(&'static str, String)> {
    let loose = ["type", "required", "additionalProperties", "enum"];
    structure(schema).into_iter().filter(|(key, _)| !loose.contains(key)).collect()
}

/// Whether a keyword says something else about the schema itself.
fn is_another(key: &str, old: &Value, new: &Value) -> bool {
    match key {
        "properties" | "items" | "oneOf" | "anyOf" | "allOf" => false,
        // A type that is not named is often that of an object, which goes without saying.
        "type" => {
            let both = old.get("type").is_some() && new.get("type").is_some();
            both && types(&old["type"]) != types(&new["type"])
        }
        "additionalProperties" => old[key].as_bool() != new[key].as_bool(),
        _ => !is_prose(key),
    }
}

/// Whether a place is that of a property: the IR holds whether it may be null.
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

/// The field of a request that stands at a place.
fn sent_field<'a>(compare: &Compare<'a>, at: &Pointer) -> Option<(&'a Model, &'a Field)> {
    compare.new.api.models.values().filter(|model| model.in_request).find_map(|model| {
        let Shape::Object(object) = &model.shape else { return None };
        object.fields.iter().find(|field| field.at == *at).map(|field| (model, field))
    })
}
