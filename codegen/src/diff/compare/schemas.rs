//! Definitions that one document has alone, and that nothing else explains.

use super::Compare;
use crate::diff::claim::Claim;
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::{is_component, is_unreached, owners, paths};
use crate::diff::rule;
use crate::ir::{Model, Shape};
use crate::pointer::Pointer;
use crate::surface::Schemas;

impl Compare<'_> {
    /// Reports definitions that were added and removed. Those inside another one, or inside an
    /// operation, were added and removed with it.
    pub(super) fn schemas(&mut self) {
        for model in alone(self.old, self.new) {
            if !self.is_explained(model) {
                let orphaned = is_unreached(self.new, &model.owner) && is_component(&model.at);
                let (rule, message) = if orphaned {
                    (rule::SCHEMA_ORPHANED, "no operation reaches it")
                } else {
                    (rule::SCHEMA_REMOVED, "removed")
                };
                // The operations that used it have entries of their own.
                let spot = spot(model, Reach::default()).claiming(self.gone(&model.at));
                self.add(rule, &spot, format!("{}: {message}", kind(model)));
            }
        }
        for model in alone(self.new, self.old) {
            if !self.is_explained(model) {
                let reach = Reach { operations: model.operations.clone(), ..Reach::default() };
                let spot = spot(model, reach).claiming(self.fresh(&model.at));
                self.add(rule::SCHEMA_ADDED, &spot, format!("new {}", kind(model)));
            }
        }
    }

    /// Whether another change claims the types of a definition already.
    fn is_explained(&self, model: &Model) -> bool {
        owners(model)
            .into_iter()
            .map(Claim::all)
            .all(|claim| self.quiet.contains(&claim) || self.drafts.claims(&claim))
    }
}

/// Returns the definitions that one document has alone: components first, outer ones before inner
/// ones.
fn alone<'a>(schemas: &'a Schemas<'a>, other: &Schemas<'_>) -> Vec<&'a Model> {
    let mut found: Vec<&Model> =
        schemas.api.models.values().filter(|model| other.model(&model.name).is_none()).collect();
    found.sort_by_key(|model| {
        let at: &Pointer = &model.at;
        (!is_component(at), at.segments().count(), &model.name)
    });
    found
}

fn spot(model: &Model, reach: Reach) -> Spot {
    let claims = owners(model).into_iter().map(Claim::all).collect();
    Spot { pointer: model.at.clone(), rust: paths(model), reach, claims }
}

fn kind(model: &Model) -> &'static str {
    match model.shape {
        Shape::Object(_) => "struct",
        Shape::Enum(_) => "enum",
        Shape::Union(_) => "union",
        Shape::Alias(_) => "alias",
    }
}
