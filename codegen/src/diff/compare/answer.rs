//! Answers: what they hold, how they page, and with which statuses they come.

use super::operation::reach;
use super::types::{Typed, told};
use super::{Compare, listed};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::facet::Reach;
use crate::diff::resolved::method;
use crate::diff::{pairing, rule};
use crate::ir::{Content, ErrorResponse, Operation, Pagination, Success};
use crate::media_type::essence;
use crate::surface::items::Owner;

impl<'a> Compare<'a> {
    /// Compares what an operation answers.
    pub(super) fn answers(&mut self, old: &'a Operation, new: &'a Operation) {
        let Success { at, statuses: _, media_type, content } = &new.success;
        let before = &old.success;
        let reach = Reach { response: true, ..reach(new) };
        let spot = Spot {
            pointer: at.clone(),
            rust: vec![method(new)],
            claims: vec![Claim::Part(Owner::Marker(new.name.clone()), Part::Output)],
        };
        self.statuses(before, &new.success, &reach, &spot);
        match (&before.content, content) {
            (Content::Empty, Content::Empty) => {}
            (Content::Text, Content::Text) => {
                let (from, to) = (essence(&before.media_type), essence(media_type));
                if from != to {
                    self.drafts.rule(
                        &rule::METRICS_ENDPOINT_CHANGED,
                        &reach,
                        &spot,
                        format!("`{from}` → `{to}`"),
                    );
                }
            }
            (Content::Empty, _) => {
                let mut spot = spot.clone();
                spot.claims.extend(self.fresh(at));
                self.drafts.rule(
                    &rule::RESP_BODY_ADDED,
                    &reach,
                    &spot,
                    format!("answers {}", self.content(new)),
                );
            }
            (_, Content::Empty) => {
                let mut spot = spot.clone();
                spot.claims.extend(self.gone(&before.at));
                self.drafts.rule(&rule::RESP_BODY_REMOVED, &reach, &spot, "answers nothing");
            }
            (Content::Text, _) | (_, Content::Text) => {
                let mut spot = spot.clone();
                spot.claims.extend(self.gone(&before.at));
                spot.claims.extend(self.fresh(at));
                let message = format!("`{}` → `{media_type}`", before.media_type);
                self.drafts.rule(&rule::RESP_MEDIA_TYPE_CHANGED, &reach, &spot, message);
            }
            (from, to) => self.values((old, from), (new, to), &reach, &spot),
        }
        self.errors(&old.errors, &new.errors, &reach, &spot);
    }

    /// Compares the values of answers in JSON.
    fn values(
        &mut self,
        (old, from): (&'a Operation, &'a Content),
        (new, to): (&'a Operation, &'a Content),
        reach: &Reach,
        spot: &Spot,
    ) {
        let is_bare = |content: &Content| matches!(content, Content::Body(_));
        let place = |content: &Content| match content {
            Content::Page { items_at, .. } => items_at.clone(),
            _ => None,
        };
        if is_bare(from) != is_bare(to) {
            let message = if is_bare(to) {
                "no envelope around the value"
            } else {
                "an envelope around the value"
            };
            self.drafts.rule(&rule::ENVELOPE_CHANGED, reach, spot, message);
        } else if let (Content::Page { .. }, Content::Page { .. }) = (from, to)
            && place(from) != place(to)
        {
            let told = |content| {
                place(content).map_or_else(|| "`result`".to_owned(), |at| format!("`result.{at}`"))
            };
            let message = format!("the items are in {} instead of {}", told(to), told(from));
            self.drafts.rule(&rule::ENVELOPE_CHANGED, reach, spot, message);
        }
        let paging = match (old.pagination, new.pagination) {
            (old, new) if old == new => None,
            (Pagination::None, _) => Some(&rule::PAGING_GAINED),
            (_, Pagination::None) => Some(&rule::PAGING_LOST),
            _ => Some(&rule::PAGING_STYLE_CHANGED),
        };
        if let Some(rule) = paging {
            let told = |pagination| match pagination {
                Pagination::None => "whole",
                Pagination::Cursor => "in pages, by cursor",
                Pagination::Offset => "in pages, by offset",
            };
            let message = format!("{} → {}", told(old.pagination), told(new.pagination));
            self.drafts.rule(rule, reach, spot, message);
        }
        if let (Some(before), Some(after)) = (pairing::answer(from), pairing::answer(to)) {
            let (before, after) = (
                Typed { ty: &before, at: &old.success.at },
                Typed { ty: &after, at: &new.success.at },
            );
            self.types(before, after, reach, spot);
        }
    }

    fn content(&self, operation: &Operation) -> String {
        match pairing::answer(&operation.success.content) {
            Some(ty) => told(self.new, &ty),
            None if operation.success.content == Content::Text => "text".to_owned(),
            None => "nothing".to_owned(),
        }
    }

    fn statuses(&mut self, old: &Success, new: &Success, reach: &Reach, spot: &Spot) {
        // The first of them is where the answer is described; each has a place of its own.
        let place = |success: &Success, status: u16| Spot {
            pointer: success.at.parent().unwrap_or_else(|| success.at.clone()).child(status),
            claims: Vec::new(),
            ..spot.clone()
        };
        for status in new.statuses.iter().filter(|status| !old.statuses.contains(status)) {
            let spot = place(new, *status);
            self.drafts.rule(&rule::RESP_SUCCESS_STATUS_ADDED, reach, &spot, status.to_string());
        }
        for status in old.statuses.iter().filter(|status| !new.statuses.contains(status)) {
            let spot = place(old, *status);
            let message = format!("no {status}");
            self.drafts.rule(&rule::RESP_SUCCESS_STATUS_REMOVED, reach, &spot, message);
        }
    }

    fn errors(&mut self, old: &[ErrorResponse], new: &[ErrorResponse], reach: &Reach, spot: &Spot) {
        let place = |error: &ErrorResponse, claims: Vec<Claim>| Spot {
            pointer: error.at.clone(),
            claims,
            ..spot.clone()
        };
        for error in new {
            let ErrorResponse { at, status, description, details, body } = error;
            match old.iter().find(|before| before.status == *status) {
                None => {
                    let message = format!("{status}");
                    let spot = place(error, self.fresh(at));
                    self.drafts.rule(&rule::RESP_ERROR_STATUS_ADDED, reach, &spot, message);
                }
                Some(before) => {
                    if before.details != *details {
                        let told = |details: &[String]| match details {
                            [] => "nothing".to_owned(),
                            details => listed(details.iter().map(String::as_str)),
                        };
                        let message =
                            format!("{status} holds {} → {}", told(&before.details), told(details));
                        let claims = match (&before.body, body) {
                            (None, Some(_)) => self.fresh(at),
                            (Some(_), None) => self.gone(&before.at),
                            // What changed inside is compared with the types.
                            _ => Vec::new(),
                        };
                        let spot = place(error, claims);
                        self.drafts.rule(&rule::RESP_ERROR_DETAILS_CHANGED, reach, &spot, message);
                    }
                    if before.description != *description {
                        self.drafts.edit(at, "description");
                    }
                }
            }
        }
        for error in old.iter().filter(|error| new.iter().all(|other| other.status != error.status))
        {
            let message = format!("no {}", error.status);
            let spot = place(error, self.gone(&error.at));
            self.drafts.rule(&rule::RESP_ERROR_STATUS_REMOVED, reach, &spot, message);
        }
    }
}
