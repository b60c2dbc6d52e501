//! Responses: what they hold, how they page, and which statuses they have.

use super::operation::spot_of;
use super::types::{Typed, show};
use super::{Compare, listed};
use crate::diff::claim::{Claim, Part};
use crate::diff::draft::Spot;
use crate::diff::{pairing, rule};
use crate::ir::{Content, ErrorResponse, Operation, Pagination, Status, Success};
use crate::media_type::essence;
use crate::surface::items::Owner;

impl<'a> Compare<'a> {
    /// Compares what an operation returns.
    pub(super) fn responses(&mut self, old: &'a Operation, new: &'a Operation) {
        let Success { at, statuses: _, media_type, content } = &new.success;
        let before = &old.success;
        let mut plain = spot_of(new, at);
        plain.reach.response = true;
        let output = Claim::Part(Owner::Marker(new.name.clone()), Part::Output);
        let spot = plain.claiming([output]);
        self.statuses(before, &new.success, &plain);
        match (&before.content, content) {
            (Content::Empty, Content::Empty) | (Content::Bytes, Content::Bytes) => {}
            (Content::Text, Content::Text) => {
                let (from, to) = (essence(&before.media_type), essence(media_type));
                if from != to {
                    self.add(rule::METRICS_ENDPOINT_CHANGED, &spot, format!("`{from}` → `{to}`"));
                }
            }
            (Content::Empty, _) => {
                let spot = spot.claiming(self.fresh(at));
                self.add(rule::RESP_BODY_ADDED, &spot, format!("returns {}", self.content(new)));
            }
            (_, Content::Empty) => {
                let spot = spot.claiming(self.gone(&before.at));
                self.add(rule::RESP_BODY_REMOVED, &spot, "returns nothing");
            }
            (Content::Text | Content::Bytes, _) | (_, Content::Text | Content::Bytes) => {
                let spot = spot.claiming(self.gone(&before.at)).claiming(self.fresh(at));
                let message = format!("`{}` → `{media_type}`", before.media_type);
                self.add(rule::RESP_MEDIA_TYPE_CHANGED, &spot, message);
            }
            (from, to) => self.values((old, from), (new, to), &spot),
        }
        self.errors(&old.errors, &new.errors, &plain);
    }

    /// Compares the values of responses in JSON.
    fn values(
        &mut self,
        (old, from): (&'a Operation, &'a Content),
        (new, to): (&'a Operation, &'a Content),
        spot: &Spot,
    ) {
        let is_bare = |content: &Content| matches!(content, Content::Body(_));
        let items = |content: &Content| match content {
            Content::Page { items_at: Some(at), .. } => format!("`result.{at}`"),
            _ => "`result`".to_owned(),
        };
        let is_page = |content: &Content| matches!(content, Content::Page { .. });
        if is_bare(from) != is_bare(to) {
            let what = if is_bare(to) { "no longer in an envelope" } else { "in an envelope" };
            self.add(rule::ENVELOPE_CHANGED, spot, what.to_owned());
        } else if is_page(from) && is_page(to) && items(from) != items(to) {
            let message = format!("the items are in {} instead of {}", items(to), items(from));
            self.add(rule::ENVELOPE_CHANGED, spot, message);
        }
        if old.pagination != new.pagination {
            let rule = match (old.pagination, new.pagination) {
                (Pagination::None, _) => rule::PAGING_GAINED,
                (_, Pagination::None) => rule::PAGING_LOST,
                _ => rule::PAGING_STYLE_CHANGED,
            };
            let show = |pagination| match pagination {
                Pagination::None => "no pages",
                Pagination::Cursor => "pages by cursor",
                Pagination::Offset => "pages by offset",
            };
            self.add(rule, spot, format!("{} → {}", show(old.pagination), show(new.pagination)));
        }
        if let (Some(from), Some(to)) = (pairing::value(from), pairing::value(to)) {
            let (before, after) = (&old.success.at, &new.success.at);
            self.types(Typed { ty: &from, at: before }, Typed { ty: &to, at: after }, spot);
        }
    }

    fn content(&self, operation: &Operation) -> String {
        match pairing::value(&operation.success.content) {
            Some(ty) => show(self.new, &ty),
            None if operation.success.content == Content::Text => "text".to_owned(),
            None if operation.success.content == Content::Bytes => "bytes".to_owned(),
            None => "nothing".to_owned(),
        }
    }

    fn statuses(&mut self, old: &Success, new: &Success, spot: &Spot) {
        // The first of them is where the response is described; each has a place of its own.
        let place = |success: &Success, status: Status| {
            let responses = success.at.parent();
            spot.at(&responses.unwrap_or_else(|| success.at.clone()).child(status))
        };
        for status in pairing::only(&new.statuses, &old.statuses, |status| *status) {
            self.add(rule::RESP_SUCCESS_STATUS_ADDED, &place(new, *status), status.to_string());
        }
        for status in pairing::only(&old.statuses, &new.statuses, |status| *status) {
            let message = format!("no {status}");
            self.add(rule::RESP_SUCCESS_STATUS_REMOVED, &place(old, *status), message);
        }
    }

    fn errors(&mut self, old: &[ErrorResponse], new: &[ErrorResponse], spot: &Spot) {
        for error in pairing::only(new, old, |error| error.status) {
            let spot = spot.at(&error.at).claiming(self.fresh(&error.at));
            self.add(rule::RESP_ERROR_STATUS_ADDED, &spot, error.status.to_string());
        }
        for error in pairing::only(old, new, |error| error.status) {
            let spot = spot.at(&error.at).claiming(self.gone(&error.at));
            self.add(rule::RESP_ERROR_STATUS_REMOVED, &spot, format!("no {}", error.status));
        }
        for error in new {
            let ErrorResponse { at, status, description, details, body } = error;
            let Some(before) = old.iter().find(|before| before.status == *status) else { continue };
            if before.details != *details {
                let show = |details: &[String]| match details {
                    [] => "nothing".to_owned(),
                    details => listed(details.iter().map(String::as_str)),
                };
                let message = format!(
                    "the body of {status} contains {} → {}",
                    show(&before.details),
                    show(details)
                );
                let claims = match (&before.body, body) {
                    (None, Some(_)) => self.fresh(at),
                    (Some(_), None) => self.gone(&before.at),
                    // What changed inside is compared with the types.
                    _ => Vec::new(),
                };
                let spot = spot.at(at).claiming(claims);
                self.add(rule::RESP_ERROR_DETAILS_CHANGED, &spot, message);
            }
            if before.description != *description {
                self.drafts.edit(at, "description");
            }
        }
    }
}
