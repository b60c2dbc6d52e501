//! Unions: variants that were added and removed, and what distinguishes them.

use super::types::{Typed, show};
use super::{Compare, common_owners};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach};
use crate::diff::resolved::{Resolved, field};
use crate::diff::{pairing, plan, rule};
use crate::ir::{Arm, Model, Union};
use crate::surface::items::Owner;

impl<'a> Compare<'a> {
    /// Compares two versions of a union.
    pub(super) fn unions(
        &mut self,
        (old, before): (&'a Model, &'a Union),
        (new, after): (&'a Model, &'a Union),
        reach: &Reach,
    ) {
        let owners = common_owners(old, new);
        // A payload that two variants share has no `From`, so each variant affects all conversions.
        let conversions = owners.iter().map(|owner| Claim::Part(owner.clone(), Part::Conversions));
        let conversions: Vec<Claim> = conversions.collect();
        let spot = |variant: &'a Arm| Spot {
            pointer: variant.at.clone(),
            rust: owners
                .iter()
                .map(|owner| format!("{}::{}", owner.path(), variant.name))
                .collect(),
            reach: reach.clone(),
            claims: owners.iter().map(|owner| Claim::named(owner, &variant.name)).collect(),
        };
        for matched in
            pairing::variants(before, after, |old, new| self.links.is_same_variant(old, new))
        {
            match matched {
                (Some(from), Some(to)) => {
                    let spot_to = spot(to).claiming(conversions.clone());
                    if from.name != to.name {
                        // Code uses the old name.
                        let past = spot(from).at(&to.at).claiming(spot_to.claims.clone());
                        let message = format!("the variant `{}` is `{}`", from.name, to.name);
                        self.add(rule::RUST_NAME_CHANGED, &past, message);
                    }
                    let from = Typed { ty: &from.ty, at: &from.at };
                    self.types(from, Typed { ty: &to.ty, at: &to.at }, &spot_to);
                }
                (Some(from), None) => {
                    let claims = conversions.iter().cloned().chain(self.gone(&from.at));
                    let message =
                        format!("no variant `{}` of {}", from.name, show(self.old, &from.ty));
                    self.add(facet::VARIANT_REMOVED, &spot(from).claiming(claims), message);
                }
                (None, Some(to)) => {
                    let claims = conversions.iter().cloned().chain(self.fresh(&to.at));
                    let message = format!("variant `{}` of {}", to.name, show(self.new, &to.ty));
                    self.add(facet::VARIANT_ADDED, &spot(to).claiming(claims), message);
                }
                (None, None) => {}
            }
        }
        let difference = plan::difference(before, after);
        if let Some(message) = difference.or_else(|| self.taken_key(before, after)) {
            let spot = Spot {
                pointer: new.at.clone(),
                rust: owners.iter().map(Owner::path).collect(),
                reach: reach.clone(),
                claims: Vec::new(),
            };
            self.add(facet::DISCRIMINATOR_CHANGED, &spot, message);
        }
    }

    /// Returns a property by which released SDKs know one variant, and which another variant has
    /// now too.
    fn taken_key(&self, before: &Union, after: &'a Union) -> Option<String> {
        for (keys, owner) in plan::keys(before) {
            for variant in after.arms.iter().filter(|variant| variant.name.as_str() != owner) {
                let past = before.arms.iter().find(|known| known.name == variant.name);
                let Some(past) = past.map(|past| Resolved::of(self.old, &past.ty)) else {
                    continue;
                };
                let present = Resolved::of(self.new, &variant.ty);
                let (Resolved::Object(_, past), Resolved::Object(_, present)) = (past, present)
                else {
                    continue;
                };
                let is_new =
                    |key: &&String| field(present, key).is_some() && field(past, key).is_none();
                if let Some(key) = keys.iter().find(is_new) {
                    return Some(format!(
                        "`{}` now has `{key}` too, by which released SDKs recognize `{owner}`",
                        variant.name
                    ));
                }
            }
        }
        None
    }
}
