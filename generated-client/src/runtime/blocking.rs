//! Blocking calls, for programs without an async runtime.
//!
//! They run on a small runtime on a separate thread, so they also work inside another runtime.

use std::sync::{LazyLock, mpsc};
use std::thread::{self, ThreadId};
use std::time::Duration;

use serde_json::Value;
use tokio::runtime::{Builder, Handle};

use super::call::Call;
use super::error::{Error, ErrorKind};
use super::operation::{Operation, Paged};
use super::page::Page;
use super::pager::{Items, Pages};
use super::response::Response;
#[cfg(any(feature = "postgres", feature = "query-endpoints"))]
use super::sql::Query;
use super::untyped::UntypedCall;
use super::wait::Wait;

/// The runtime of all blocking calls with its thread, or why it could not be started.
static RUNTIME: LazyLock<Result<(Handle, ThreadId), String>> = LazyLock::new(|| {
    let runtime = Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|problem| problem.to_string())?;
    let handle = runtime.handle().clone();
    let worker = thread::Builder::new()
        .name("clickhouse-cloud".to_owned())
        // The thread runs until the process ends.
        .spawn(move || runtime.block_on(std::future::pending::<()>()))
        .map_err(|problem| problem.to_string())?;
    Ok((handle, worker.thread().id()))
});

/// Runs a future on the runtime of all blocking calls, and waits for its result.
fn run<T: Send + 'static>(future: impl Future<Output = T> + Send + 'static) -> Result<T, Error> {
    let (handle, worker) = RUNTIME.as_ref().map_err(|problem| {
        Error::config(format!("failed to start the runtime for blocking calls: {problem}"))
    })?;
    if thread::current().id() == *worker {
        // Interceptors, credential providers and `on_progress` of blocking calls run there.
        return Err(Error::config(
            "a blocking call inside another one would deadlock: use `.await`, or another thread",
        ));
    }
    let (sender, receiver) = mpsc::sync_channel(1);
    handle.spawn(async move {
        // Fails only if the waiting thread has ended.
        let _ = sender.send(future.await);
    });
    // Fails only if the future panicked, for example in an interceptor.
    receiver.recv().map_err(|_| {
        let message =
            "the call panicked, for example in an interceptor; the request may have been executed";
        Error::new(ErrorKind::Transport, message).with_trail(0, Duration::ZERO, true)
    })
}

impl<O: Operation> Call<O> {
    /// Sends the call, and blocks until it returns its value.
    ///
    #[cfg_attr(feature = "services", doc = "```no_run")]
    #[cfg_attr(not(feature = "services"), doc = "```text")]
    /// # fn f(client: clickhouse_cloud::Client, org: &str, id: &str) -> Result<(), clickhouse_cloud::Error> {
    /// let service = client.organization(org).service(id).get().send_blocking()?;
    /// # Ok(()) }
    /// ```
    ///
    /// Inside an async runtime, use `.await`: a blocking call blocks all tasks of its thread.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn send_blocking(self) -> Result<O::Output, Error> {
        self.send_full_blocking().map(Response::into_value)
    }

    /// Sends the call, and blocks until it returns its value with status, headers, request id and
    /// warnings.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn send_full_blocking(mut self) -> Result<Response<O::Output>, Error> {
        self.parts.block();
        run(self.send_full())?
    }
}

/// Paginated lists.
impl<O: Operation> Call<O> {
    /// Returns the items of all pages as an iterator, which blocks while it requests a page.
    ///
    #[cfg_attr(feature = "api-keys", doc = "```no_run")]
    #[cfg_attr(not(feature = "api-keys"), doc = "```text")]
    /// # fn f(client: clickhouse_cloud::Client, org: &str) -> Result<(), clickhouse_cloud::Error> {
    /// for key in client.organization(org).list_api_keys().items_blocking().take(1000) {
    ///     println!("{:?}", key?.name);
    /// }
    /// # Ok(()) }
    /// ```
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn items_blocking(mut self) -> BlockingItems<O>
    where
        O: Paged,
    {
        self.parts.block();
        BlockingItems { items: Some(self.items()) }
    }

    /// Returns the pages of the list as an iterator, which blocks while it requests a page.
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn pages_blocking(mut self) -> BlockingPages<O>
    where
        O: Paged,
    {
        self.parts.block();
        BlockingPages { pages: Some(self.pages()) }
    }
}

impl<O: Operation, T: Send + 'static> Wait<O, T> {
    /// Starts the wait, and blocks until it ends.
    ///
    /// # Errors
    /// As for `.await`; see [`Call::wait_for`].
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn send_blocking(mut self) -> Result<T, Error> {
        self.block();
        run(self.into_future())?
    }
}

impl UntypedCall {
    /// Sends the call, and blocks until it returns the `result` of the envelope, or null if there
    /// is none.
    ///
    /// # Errors
    /// If the call fails; see [`Error`].
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn send_blocking(mut self) -> Result<Value, Error> {
        self.parts.block();
        run(self.send())?
    }
}

#[cfg(any(feature = "postgres", feature = "query-endpoints"))]
impl Query {
    /// Sends the statement, and blocks until it returns the response as text.
    ///
    /// # Errors
    /// As for [`send`](Self::send).
    #[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
    pub fn send_blocking(mut self) -> Result<String, Error> {
        self.parts.block();
        run(self.send())?
    }
}

/// The items of a list; created by [`items_blocking`](Call::items_blocking).
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is used"]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub struct BlockingItems<O: Paged> {
    /// None only while a page is requested.
    items: Option<Items<O>>,
}

/// The pages of a list; created by [`pages_blocking`](Call::pages_blocking).
#[derive(Debug)]
#[must_use = "an iterator does nothing until it is used"]
#[cfg_attr(docsrs, doc(cfg(feature = "blocking")))]
pub struct BlockingPages<O: Paged> {
    /// None only while a page is requested.
    pages: Option<Pages<O>>,
}

impl<O: Paged> Iterator for BlockingPages<O> {
    type Item = Result<Page<O::Item>, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut pages = self.pages.take()?;
        let fetched = run(async move {
            let next = pages.next().await;
            (pages, next)
        });
        match fetched {
            Ok((pages, next)) => {
                self.pages = Some(pages);
                next
            }
            Err(error) => Some(Err(error)),
        }
    }
}

impl<O: Paged> Iterator for BlockingItems<O> {
    type Item = Result<O::Item, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        let mut items = self.items.take()?;
        if let Some(ready) = items.take_ready() {
            self.items = Some(items);
            return Some(Ok(ready));
        }
        let fetched = run(async move {
            let next = items.next().await;
            (items, next)
        });
        match fetched {
            Ok((items, next)) => {
                self.items = Some(items);
                next
            }
            Err(error) => Some(Err(error)),
        }
    }
}

#[cfg(test)]
mod tests {
    use http::Method;
    use serde_json::json;

    use crate::runtime::mock::MockTransport;

    fn mock() -> MockTransport {
        let mock = MockTransport::new();
        mock.on_path(Method::GET, "/a").result(json!(7));
        mock
    }

    #[test]
    fn it_works_without_a_runtime() {
        let client = mock().client();
        assert_eq!(client.request(Method::GET, "/a").send_blocking().unwrap(), json!(7));
        assert!(client.request(Method::GET, "/b").send_blocking().unwrap_err().is_transport());
    }

    #[tokio::test]
    async fn it_works_inside_a_runtime() {
        let client = mock().client();
        assert_eq!(client.request(Method::GET, "/a").send_blocking().unwrap(), json!(7));
    }

    #[test]
    fn many_threads_can_wait_at_once() {
        let client = mock().client();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| client.request(Method::GET, "/a").send_blocking().unwrap());
            }
        });
    }

    #[test]
    fn a_call_from_within_a_call_is_an_error() {
        struct Nested(crate::Client);
        impl crate::Interceptor for Nested {
            fn before(
                &self,
                _: &crate::Attempt<'_>,
                _: &mut http::Request<bytes::Bytes>,
            ) -> Result<(), crate::BoxError> {
                self.0.request(Method::GET, "/a").send_blocking()?;
                Ok(())
            }
        }
        let client = mock().builder().interceptor(Nested(mock().client())).build().unwrap();
        let error = client.request(Method::GET, "/a").send_blocking().unwrap_err();
        assert!(format!("{error:#}").contains("inside another one"), "{error:#}");
        assert!(!error.may_have_been_executed());
    }

    #[test]
    fn a_panic_of_an_interceptor_is_an_error() {
        struct Broken;
        impl crate::Interceptor for Broken {
            fn after(&self, _: &crate::Attempt<'_>, _: &crate::Outcome<'_>) {
                panic!("on purpose");
            }
        }
        let client = mock().builder().interceptor(Broken).build().unwrap();
        let error = client.request(Method::GET, "/a").send_blocking().unwrap_err();
        assert!(error.to_string().contains("panic"), "{error}");
        let client = mock().client();
        assert!(client.request(Method::GET, "/a").send_blocking().is_ok());
    }
}
