//! Unions: variants that came and went, and what tells them apart.

use super::types::{Typed, told};
use super::{Compare, common_owners};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::{self, Reach};
use crate::diff::resolved::Resolved;
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
        let path_of = |owner: &Owner, arm: &Arm| format!("{}::{}", owner.path(), arm.name);
        let claims_of = |arm: &'a Arm| {
            owners.iter().map(|owner| Claim::Part(owner.clone(), Part::Variant(arm.name.clone())))
        };
        // A payload that two variants share has no `From`, so each variant touches all of them.
        let conversions =
            || owners.iter().map(|owner| Claim::Part(owner.clone(), Part::Conversions));
        let spot = |arm: &'a Arm| Spot {
            pointer: arm.at.clone(),
            rust: owners.iter().map(|owner| path_of(owner, arm)).collect(),
            claims: claims_of(arm).chain(conversions()).collect(),
        };
        for matched in pairing::arms(before, after, |old, new| self.links.is_same_arm(old, new)) {
            match matched {
                (Some(from), Some(to)) => {
                    let spot = spot(to);
                    if from.name != to.name {
                        // Code knows the old name.
                        let past = Spot {
                            rust: owners.iter().map(|owner| path_of(owner, from)).collect(),
                            claims: spot.claims.iter().cloned().chain(claims_of(from)).collect(),
                            ..spot.clone()
                        };
                        let message = format!("the variant `{}` is `{}`", from.name, to.name);
                        self.drafts.rule(&rule::RUST_NAME_CHANGED, reach, &past, message);
                    }
                    let old = Typed { ty: &from.ty, at: &from.at };
                    self.types(old, Typed { ty: &to.ty, at: &to.at }, reach, &spot);
                }
                (Some(from), None) => {
                    let mut spot = spot(from);
                    spot.claims.extend(self.gone(&from.at));
                    let message =
                        format!("no variant `{}` of {}", from.name, told(self.old, &from.ty));
                    self.drafts.judge(facet::VARIANT_REMOVED, reach, &spot, message);
                }
                (None, Some(to)) => {
                    let mut spot = spot(to);
                    spot.claims.extend(self.fresh(&to.at));
                    let message = format!("variant `{}` of {}", to.name, told(self.new, &to.ty));
                    self.drafts.judge(facet::VARIANT_ADDED, reach, &spot, message);
                }
                (None, None) => {}
            }
        }
        let spot = Spot {
            pointer: new.at.clone(),
            rust: owners.iter().map(Owner::path).collect(),
            claims: Vec::new(),
        };
        if let Some(message) =
            plan::difference(before, after).or_else(|| self.taken_key(before, after))
        {
            self.drafts.judge(facet::DISCRIMINATOR_CHANGED, reach, &spot, message);
        }
    }

    /// A member by which released SDKs know one variant, and which another variant has now too.
    fn taken_key(&self, before: &Union, after: &'a Union) -> Option<String> {
        plan::keys(before).into_iter().find_map(|(keys, owner)| {
            let others = after.arms.iter().filter(|arm| {
                arm.name.as_str() != owner && before.arms.iter().any(|known| known.name == arm.name)
            });
            for arm in others {
                let Resolved::Object(_, object) = Resolved::of(self.new, &arm.ty) else { continue };
                let Resolved::Object(_, past) = Resolved::of(
                    self.old,
                    &before.arms.iter().find(|known| known.name == arm.name)?.ty,
                ) else {
                    continue;
                };
                let is_new = |key: &String| {
                    object.fields.iter().any(|field| field.wire == *key)
                        && past.fields.iter().all(|field| field.wire != *key)
                };
                if let Some(key) = keys.iter().find(|key| is_new(key)) {
                    return Some(format!("`{}` has `{key}` too, which meant `{owner}`", arm.name));
                }
            }
            None
        })
    }
}
