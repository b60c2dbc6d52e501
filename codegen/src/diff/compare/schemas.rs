//! Definitions that one document has alone, and that nothing else explains.

use super::{Compare, nowhere};
use crate::diff::claim::Claim;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::{is_component, is_unreached, owners, paths};
use crate::diff::rule;
use crate::ir::{Model, Shape};
use crate::pointer::Pointer;
use crate::surface::Schemas;

impl Compare<'_> {
    /// Reports definitions that came and went. Those that stand inside another one, or inside an
    /// operation, came and went with it.
    pub(super) fn schemas(&mut self) {
        for model in alone(self.old, self.new) {
            if !self.explained(model) {
                let orphaned = is_unreached(self.new, &model.owner) && is_component(&model.at);
                let rule = if orphaned { &rule::SCHEMA_ORPHANED } else { &rule::SCHEMA_REMOVED };
                let message = if orphaned { "no operation reaches it" } else { "gone" };
                let mut spot = spot(model);
                spot.claims.extend(self.gone(&model.at));
                // The operations that used it are gone or changed; they have entries of their own.
                self.drafts.rule(rule, &nowhere(), &spot, format!("{}: {message}", kind(model)));
            }
        }
        for model in alone(self.new, self.old) {
            if !self.explained(model) {
                let mut spot = spot(model);
                spot.claims.extend(self.fresh(&model.at));
                let reach = Reach { operations: model.operations.clone(), ..Reach::default() };
                let message = format!("new {}", kind(model));
                self.drafts.rule(&rule::SCHEMA_ADDED, &reach, &spot, message);
            }
        }
    }

    /// Whether another change says already that the types of a definition come or go.
    fn explained(&self, model: &Model) -> bool {
        owners(model)
            .into_iter()
            .map(Claim::all)
            .all(|claim| self.quiet.contains(&claim) || self.drafts.claims(&claim))
    }
}

/// The definitions that one document has alone: components first, outer ones before inner ones.
fn alone<'a>(schemas: &'a Schemas<'a>, other: &Schemas<'_>) -> Vec<&'a Model> {
    let mut found: Vec<&Model> =
        schemas.api.models.values().filter(|model| other.model(&model.name).is_none()).collect();
    found.sort_by_key(|model| {
        let at: &Pointer = &model.at;
        (!is_component(at), at.segments().count(), &model.name)
    });
    found
}

fn spot(model: &Model) -> Spot {
    let claims = owners(model).into_iter().map(Claim::all).collect();
    Spot { pointer: model.at.clone(), rust: paths(model), claims }
}

fn kind(model: &Model) -> &'static str {
    match model.shape {
        Shape::Object(_) => "struct",
        Shape::Enum(_) => "enum",
        Shape::Union(_) => "union",
        Shape::Alias(_) => "alias",
    }
}
