//! The progress of a pager, without the types of the list.

use std::hash::{DefaultHasher, Hash as _, Hasher as _};

use serde_json::Value;

use crate::model::{Extra, Slot, View, encode};
use crate::runtime::call::Parts;
use crate::runtime::error::{Error, ErrorKind};
use crate::runtime::operation_info::{Pagination, ResponseBody};
use crate::runtime::trace;

/// The progress of a pager.
pub(super) struct State {
    style: Style,
    done: bool,
    /// The error that follows the last page.
    problem: Option<Error>,
    /// The hash of the previous page.
    before: Option<u64>,
    /// Why the list may be incomplete.
    warning: Option<&'static str>,
}

/// What to do with a page.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// The caller gets it.
    Return,
    /// It repeats the previous page, so the list ends.
    End,
}

enum Style {
    /// One page.
    Single,
    Cursor {
        next: Option<String>,
        /// The cursors that were used, sorted: a repeated one would lead to an endless list.
        used: Vec<String>,
    },
    Offset {
        next: u64,
        /// Whether a page was read.
        begun: bool,
    },
}

impl State {
    /// The state before the first page of a call.
    #[inline]
    pub(super) fn new(pagination: Pagination, parts: &Parts) -> Self {
        let style = match pagination {
            Pagination::None => Style::Single,
            Pagination::Cursor => {
                let next = parts.query("cursor").map(str::to_owned);
                let used = next.iter().cloned().collect();
                Style::Cursor { next, used }
            }
            Pagination::Offset => {
                let offset = parts.query("offset").and_then(|value| value.parse().ok());
                Style::Offset { next: offset.unwrap_or(0), begun: false }
            }
        };
        Self { style, done: false, problem: None, before: None, warning: None }
    }

    /// Sets the parameters of the next page; returns `false` if there is none.
    #[inline]
    pub(super) fn prepare(&self, parts: &mut Parts) -> bool {
        match &self.style {
            _ if self.done => return false,
            Style::Cursor { next: Some(cursor), .. } => {
                parts.set_query("cursor", Ok(cursor.clone()));
            }
            // The first page has the parameters of the caller, with an offset or without.
            Style::Offset { next, begun: true } => {
                parts.set_query("offset", Ok(next.to_string()));
            }
            Style::Single | Style::Cursor { .. } | Style::Offset { .. } => {}
        }
        true
    }

    /// Records a page.
    #[inline]
    pub(super) fn follow(
        &mut self,
        items: &dyn Slot,
        count: u64,
        cursor: Option<&str>,
        total: Option<i64>,
        extra: &Extra,
    ) -> Step {
        let this = digest(items);
        let repeats = count > 0 && this.is_some() && self.before == this;
        self.before = this;
        match &mut self.style {
            Style::Single => self.done = true,
            Style::Cursor { next, used } => {
                let is_used = |cursor| used.binary_search_by(|it| str::cmp(it, cursor)).is_ok();
                if repeats && cursor.is_some_and(is_used) {
                    *next = None;
                    return self.end("the API ignores `cursor`");
                }
                *next = cursor.map(str::to_owned);
                match cursor.map(|cursor| (cursor, used.binary_search_by(|it| (**it).cmp(cursor))))
                {
                    None => {
                        // The list continues, but its cursor is unusable.
                        self.problem =
                            extra.get("nextCursor").is_some_and(|it| !it.is_null()).then(|| {
                                let message =
                                    "the cursor of the next page is neither a string nor a number";
                                broken(message).with_pointer("/nextCursor")
                            });
                        self.done = true;
                    }
                    Some((cursor, Err(index))) => used.insert(index, cursor.to_owned()),
                    Some((_, Ok(_))) => {
                        // This page is valid, but the next one cannot be requested.
                        let problem = broken("the cursor of the next page repeats an earlier one");
                        self.problem = Some(problem.with_pointer("/nextCursor"));
                        self.done = true;
                    }
                }
            }
            Style::Offset { .. } if repeats => return self.end("the API ignores `offset`"),
            Style::Offset { next, begun } => {
                *begun = true;
                *next = next.saturating_add(count);
                // The service may shorten pages, so a short one is not the last.
                let total = total.and_then(|total| u64::try_from(total).ok());
                self.done = count == 0 || total.is_some_and(|total| total > 0 && *next >= total);
            }
        }
        Step::Return
    }

    /// Ends the list before a repeated page.
    fn end(&mut self, warning: &'static str) -> Step {
        self.done = true;
        self.warning = Some(warning);
        trace::pages_repeat(warning);
        Step::End
    }

    /// Why the list may be incomplete.
    #[inline]
    pub(super) fn warning(&self) -> Option<&'static str> {
        self.warning
    }

    /// Returns the error that follows the last page.
    #[inline]
    pub(super) fn problem(&mut self) -> Option<Error> {
        self.problem.take()
    }

    /// Ends the list after an error; cursor and offset stay, so that another run can continue.
    #[inline]
    pub(super) fn stop(&mut self) {
        self.done = true;
    }

    #[inline]
    pub(super) fn cursor(&self) -> Option<&str> {
        match &self.style {
            Style::Cursor { next, .. } => next.as_deref(),
            _ => None,
        }
    }

    #[inline]
    pub(super) fn offset(&self) -> Option<u64> {
        match self.style {
            Style::Offset { next, .. } => Some(next),
            _ => None,
        }
    }
}

/// Returns the number of items that the API sent. An item of an unexpected type is missing in the
/// page, but counts for the offset of the next one.
#[inline]
pub(super) fn count(response: ResponseBody, items: usize, extra: &Extra) -> u64 {
    let list = match response {
        ResponseBody::Page { items_at: Some(name) } => name,
        _ => "result",
    };
    // The raw array is preserved if an item has an unexpected type.
    let raw = extra.get(list).and_then(Value::as_array);
    raw.map_or(items, Vec::len) as u64
}

#[inline]
fn broken(message: &'static str) -> Error {
    Error::new(ErrorKind::Decode, message).with_trail(1, std::time::Duration::ZERO, true)
}

/// Returns a hash of the items of a page, in any order.
#[inline]
fn digest(items: &dyn Slot) -> Option<u64> {
    let hash = |item: &dyn Slot| {
        let mut hasher = DefaultHasher::new();
        encode(item).ok()?.hash(&mut hasher);
        Some(hasher.finish())
    };
    match items.view() {
        View::List(list) => (0..list.count())
            .try_fold(0_u64, |sum, index| Some(sum.wrapping_add(hash(list.item(index))?))),
        _ => hash(items),
    }
}
