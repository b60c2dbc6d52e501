//! Paginated lists, as streams.

mod state;

use std::collections::VecDeque;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use self::state::{State, Step};
use super::call::{Call, Sending};
use super::error::Error;
use super::operation::{Operation, Paged};
use super::page::Page;

/// Pagination.
impl<O: Operation> Call<O> {
    /// Returns the pages of the list as a stream, starting with the page that the call selects (by
    /// default the first).
    ///
    /// Each page is one call, with its own timeout and retries. To continue after an earlier run,
    /// set `cursor` (or `offset`) first.
    ///
    #[cfg_attr(feature = "api-keys", doc = "```no_run")]
    #[cfg_attr(not(feature = "api-keys"), doc = "```text")]
    /// # async fn f(client: clickhouse_cloud::Client, org: &str) -> Result<(), clickhouse_cloud::Error> {
    /// let mut pages = client.organization(org).list_api_keys().limit(50).pages();
    /// while let Some(page) = pages.next().await {
    ///     println!("{} keys", page?.items.len());
    /// }
    /// # Ok(()) }
    /// ```
    pub fn pages(self) -> Pages<O>
    where
        O: Paged,
    {
        let state = State::new(const { &O::INFO }.pagination, &self.parts);
        Pages { state, call: self, sending: None }
    }

    /// Returns the items of all pages as a stream, starting with the page that the call selects.
    ///
    #[cfg_attr(feature = "api-keys", doc = "```no_run")]
    #[cfg_attr(not(feature = "api-keys"), doc = "```text")]
    /// # async fn f(client: clickhouse_cloud::Client, org: &str) -> Result<(), clickhouse_cloud::Error> {
    /// let mut keys = client.organization(org).list_api_keys().limit(50).items();
    /// while let Some(key) = keys.next().await {
    ///     println!("{:?}", key?.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// A list without pages has no `items`: `.await` returns the whole list.
    ///
    #[cfg_attr(feature = "services", doc = "```compile_fail,E0277")]
    #[cfg_attr(not(feature = "services"), doc = "```text")]
    /// # async fn f(client: clickhouse_cloud::Client, org: &str) {
    /// let services = client.organization(org).list_services().items(); // error: not paginated
    /// # }
    /// ```
    pub fn items(self) -> Items<O>
    where
        O: Paged,
    {
        Items { pages: self.pages(), ready: VecDeque::new() }
    }

    /// Returns the first item of the list, or `None` if the list is empty.
    ///
    /// It requests pages until one has an item.
    ///
    #[cfg_attr(feature = "api-keys", doc = "```no_run")]
    #[cfg_attr(not(feature = "api-keys"), doc = "```text")]
    /// # async fn f(client: clickhouse_cloud::Client, org: &str) -> Result<(), clickhouse_cloud::Error> {
    /// if let Some(key) = client.organization(org).list_api_keys().limit(1).first().await? {
    ///     println!("{:?}", key.name);
    /// }
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// If a call fails.
    pub async fn first(self) -> Result<Option<O::Item>, Error>
    where
        O: Paged,
    {
        self.items().next().await.transpose()
    }
}

/// The pages of a list: a `Stream`, with an inherent `next` for programs without a stream library.
///
/// It ends after the last page, or after an error. A list with offsets ends at an empty page or at
/// the known total, because a page may be shorter than its limit. If the API ignores the offset or
/// the cursor and repeats a page, the list ends before that page, with a
/// [`warning`](Self::warning). A different page with a cursor that was used before is an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<O: Paged> {
    state: State,
    call: Call<O>,
    sending: Option<Sending<O>>,
}

/// The items of a list: a `Stream`, with an inherent `next` for programs without a stream library.
///
/// It ends after the last item, or after an error.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<O: Paged> {
    pages: Pages<O>,
    ready: VecDeque<O::Item>,
}

impl<O: Paged> Pages<O> {
    /// Returns the next page, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<Page<O::Item>, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns a warning if the list may be incomplete: the API ignored the offset or the cursor,
    /// and returned the same page again.
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.state.warning()
    }

    /// Returns the `cursor` of the next page; `None` before the first page, after the last one, and
    /// for lists without cursors.
    #[must_use]
    pub fn cursor(&self) -> Option<&str> {
        self.state.cursor()
    }

    /// Returns the `offset` of the next page; `None` for lists with cursors.
    #[must_use]
    pub fn offset(&self) -> Option<u64> {
        self.state.offset()
    }
}

impl<O: Paged> Items<O> {
    /// Returns the next item, or `None` after the last one.
    pub async fn next(&mut self) -> Option<Result<O::Item, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }

    /// Returns a warning if the list may be incomplete; see [`Pages::warning`].
    #[must_use]
    pub fn warning(&self) -> Option<&str> {
        self.pages.warning()
    }

    /// Returns an item of a page that was already fetched.
    #[cfg(feature = "blocking")]
    pub(crate) fn take_ready(&mut self) -> Option<O::Item> {
        self.ready.pop_front()
    }

    /// Collects at most `most` of the remaining items, and drops the rest of the stream.
    ///
    #[cfg_attr(feature = "api-keys", doc = "```no_run")]
    #[cfg_attr(not(feature = "api-keys"), doc = "```text")]
    /// # async fn f(client: clickhouse_cloud::Client, org: &str) -> Result<(), clickhouse_cloud::Error> {
    /// let keys = client.organization(org).list_api_keys().items().collect_up_to(1000).await?;
    /// # Ok(()) }
    /// ```
    ///
    /// # Errors
    /// If a call fails. The items that were collected before are dropped.
    pub async fn collect_up_to(mut self, most: usize) -> Result<Vec<O::Item>, Error> {
        let mut items = Vec::new();
        while items.len() < most {
            match self.next().await {
                Some(item) => items.push(item?),
                None => break,
            }
        }
        Ok(items)
    }
}

impl<O: Paged> Stream for Pages<O> {
    type Item = Result<Page<O::Item>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        if let Some(problem) = this.state.problem() {
            return Poll::Ready(Some(Err(problem.with_call(this.call.parts.info()))));
        }
        let sending = match &mut this.sending {
            Some(sending) => sending,
            None => {
                let mut call = this.call.clone();
                if !this.state.prepare(&mut call.parts) {
                    return Poll::Ready(None);
                }
                this.sending.insert(call.send())
            }
        };
        let Poll::Ready(page) = Pin::new(sending).poll(context) else { return Poll::Pending };
        this.sending = None;
        let page = match page {
            Ok(page) => page,
            Err(error) => {
                this.state.stop();
                return Poll::Ready(Some(Err(error)));
            }
        };
        let cursor = page.next_cursor.as_deref();
        let count = state::count(const { &O::INFO }.response, page.items.len(), &page.extra);
        match this.state.follow(&page.items, count, cursor, page.total_count, &page.extra) {
            Step::Return => Poll::Ready(Some(Ok(page))),
            Step::End => Poll::Ready(None),
        }
    }
}

impl<O: Paged> Stream for Items<O> {
    type Item = Result<O::Item, Error>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        loop {
            if let Some(item) = self.ready.pop_front() {
                return Poll::Ready(Some(Ok(item)));
            }
            match Pin::new(&mut self.pages).poll_next(context) {
                Poll::Ready(Some(Ok(page))) => self.ready = page.items.into(),
                Poll::Ready(Some(Err(error))) => return Poll::Ready(Some(Err(error))),
                Poll::Ready(None) => return Poll::Ready(None),
                Poll::Pending => return Poll::Pending,
            }
        }
    }
}

// Nothing is pinned in place: the call in progress is boxed, and the items are plain values.
impl<O: Paged> Unpin for Pages<O> {}
impl<O: Paged> Unpin for Items<O> {}

impl<O: Paged> fmt::Debug for Pages<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Pages").field("call", &self.call).finish_non_exhaustive()
    }
}

impl<O: Paged> fmt::Debug for Items<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Items").field("call", &self.pages.call).finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
