//! Unions: variants that came and went, and what tells them apart.

use super::types::{Typed, told};
use super::{Compare, common_paths};
use crate::diff::draft::{Claim, Spot};
use crate::diff::facet::{self, Reach};
use crate::diff::side::Kind;
use crate::diff::{pairing, plan, rule};
use crate::ir::{Arm, Model, Union};

impl<'a> Compare<'a> {
    /// Compares two versions of a union.
    pub(super) fn unions(
        &mut self,
        (old, before): (&'a Model, &'a Union),
        (new, after): (&'a Model, &'a Union),
        reach: &Reach,
    ) {
        let paths = common_paths(old, new);
        // A payload that two variants share has no `From`, so each variant touches all of them.
        let mut froms = Vec::new();
        for (path, arm) in paths
            .iter()
            .flat_map(|path| before.arms.iter().chain(&after.arms).map(move |arm| (path, arm)))
        {
            froms.push(Claim::Item(format!("{path}::{}: From", arm.name)));
            froms.push(Claim::Item(format!("{path}::{}: From<&str>", arm.name)));
        }
        let spot = |arm: &Arm| Spot {
            pointer: arm.at.clone(),
            rust: paths.iter().map(|path| format!("{path}::{}", arm.name)).collect(),
            claims: paths
                .iter()
                .map(|path| Claim::Under(format!("{path}::{}", arm.name)))
                .chain(froms.iter().cloned())
                .collect(),
        };
        for matched in pairing::arms(before, after, |old, new| self.links.is_same_arm(old, new)) {
            match matched {
                (Some(from), Some(to)) => {
                    let spot = spot(to);
                    if from.name != to.name {
                        // Code knows the old name.
                        let past: Vec<String> =
                            paths.iter().map(|path| format!("{path}::{}", from.name)).collect();
                        let lost = past.iter().cloned().map(Claim::Under);
                        let claims = spot.claims.iter().cloned().chain(lost).collect();
                        let past = Spot { rust: past, claims, ..spot.clone() };
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
        let spot = Spot { pointer: new.at.clone(), rust: paths, claims: Vec::new() };
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
                let Kind::Object(_, object) = self.new.kind(&arm.ty) else { continue };
                let Kind::Object(_, past) =
                    self.old.kind(&before.arms.iter().find(|known| known.name == arm.name)?.ty)
                else {
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
