//! The polls of a wait as a stream.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_core::Stream;

use super::observation::{Observation, Watch};
use super::poll::Poller;
use crate::runtime::BoxFuture;
use crate::runtime::error::Error;
use crate::runtime::operation::Operation;

/// A poll in progress, which returns the poller.
type Polling<O> =
    BoxFuture<'static, (Poller<O>, Result<Observation<<O as Operation>::Output>, Error>)>;

enum State<O: Operation> {
    Idle(Box<Poller<O>>),
    Polling(Polling<O>),
    Ended,
}

/// The polls of a wait: a `Stream`, with an inherent `next` for programs without a stream library.
#[must_use = "a stream does nothing until it is polled"]
pub struct Observations<O: Operation> {
    state: State<O>,
    watch: Option<Watch<O::Output>>,
}

impl<O: Operation> Observations<O> {
    pub(super) fn new(poller: Poller<O>, watch: Option<Watch<O::Output>>) -> Self {
        Self { state: State::Idle(Box::new(poller)), watch }
    }

    /// Returns the result of the next poll, after a pause; none after the last one.
    pub async fn next(&mut self) -> Option<Result<Observation<O::Output>, Error>> {
        std::future::poll_fn(|context| Pin::new(&mut *self).poll_next(context)).await
    }
}

impl<O: Operation> Stream for Observations<O> {
    type Item = Result<Observation<O::Output>, Error>;

    fn poll_next(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = self.get_mut();
        let mut polling = match std::mem::replace(&mut this.state, State::Ended) {
            State::Ended => return Poll::Ready(None),
            State::Polling(polling) => polling,
            State::Idle(mut poller) => Box::pin(async move {
                let seen = poller.next().await;
                (*poller, seen)
            }),
        };
        let Poll::Ready((poller, seen)) = polling.as_mut().poll(context) else {
            this.state = State::Polling(polling);
            return Poll::Pending;
        };
        if let Ok(seen) = &seen {
            if let Some(watch) = &mut this.watch {
                watch(seen);
            }
            if !seen.done {
                this.state = State::Idle(Box::new(poller));
            }
        }
        Poll::Ready(Some(seen))
    }
}

// Nothing is pinned in place: the poll in progress is boxed.
impl<O: Operation> Unpin for Observations<O> {}

impl<O: Operation> fmt::Debug for Observations<O> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Observations")
    }
}
