//! The thread that uses the store for all calls of a limiter, in order.
//!
//! It is a thread because calls of several runtimes and blocking calls share a limiter, because a
//! permit may be dropped anywhere, and because a command must not be interrupted when a call is
//! cancelled. It needs no runtime: it waits for a message, or until the next command is due.

use std::collections::VecDeque;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use tokio::sync::oneshot;

use super::held::Held;
use super::store::{Command, Store};
use super::unavailable::WhenUnavailable;
use crate::runtime::BoxError;
use crate::runtime::rate_limit::Permit;

pub(super) enum Message {
    Acquire(Waiter),
    /// This request is finished.
    Release(String),
    /// No request may be sent for this long.
    Freeze(Duration),
    /// Reports whether the store works.
    Check(oneshot::Sender<Result<(), String>>),
    /// A waiting call was cancelled, or got its permit.
    Look,
}

/// A call that waits for a permit.
pub(super) struct Waiter {
    pub(super) reply: oneshot::Sender<Result<Permit, BoxError>>,
    /// For the permit, to report the end of the request.
    pub(super) sender: Sender<Message>,
}

/// The first call in the queue, as the store knows it.
struct Head {
    request: String,
    /// When to ask the store again.
    again_at: Instant,
}

pub(super) struct Worker {
    pub(super) inbox: Receiver<Message>,
    pub(super) store: Store,
    pub(super) held: Held,
    pub(super) when_unavailable: WhenUnavailable,
    /// The longest time between two commands for a waiting call.
    pub(super) poll: Duration,
    queue: VecDeque<Waiter>,
    head: Option<Head>,
}

impl Worker {
    pub(super) fn new(
        inbox: Receiver<Message>,
        store: Store,
        held: Held,
        when_unavailable: WhenUnavailable,
        poll: Duration,
    ) -> Self {
        Self { inbox, store, held, when_unavailable, poll, queue: VecDeque::new(), head: None }
    }

    /// Runs until the limiter and its permits are dropped.
    pub(super) fn run(mut self) {
        loop {
            let message = match self.serve() {
                Some(wait) => self.inbox.recv_timeout(wait),
                None => self.inbox.recv().map_err(RecvTimeoutError::from),
            };
            match message {
                Ok(message) => self.handle(message),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return,
            }
            while let Ok(message) = self.inbox.try_recv() {
                self.handle(message);
            }
        }
    }

    /// Sends a message to the store. Messages that fail are repeated when the store is available
    /// again.
    fn handle(&mut self, message: Message) {
        match message {
            Message::Look => {}
            Message::Acquire(waiter) => self.queue.push_back(waiter),
            Message::Release(request) => {
                self.held.release(&request, Instant::now());
                let _ = self.store.ask(Command::Release(&request), &self.held);
            }
            Message::Freeze(wait) => {
                self.held.freeze(Instant::now() + wait);
                let _ = self.store.ask(Command::Freeze(wait), &self.held);
            }
            Message::Check(reply) => {
                let outcome = self.store.ask(Command::Check, &self.held);
                let _ = reply.send(outcome.map(drop));
            }
        }
    }

    /// Serves the queue as far as possible. Returns the time until the next command, if a call
    /// waits.
    fn serve(&mut self) -> Option<Duration> {
        while let Some(first) = self.queue.front() {
            if first.reply.is_closed() {
                self.queue.pop_front();
                if let Some(head) = self.head.take() {
                    let _ = self.store.ask(Command::Leave(&head.request), &self.held);
                }
                continue;
            }
            let now = Instant::now();
            let head = self.head.get_or_insert_with(|| Head {
                request: format!("{:032x}", fastrand::u128(..)),
                again_at: now,
            });
            if head.again_at > now {
                return Some(head.again_at - now);
            }
            let wait = match self.store.ask(Command::Take(&head.request), &self.held) {
                Ok(wait) => Some(wait.min(self.poll)).filter(|wait| !wait.is_zero()),
                Err(reason) => {
                    let wait = match self.when_unavailable {
                        WhenUnavailable::Fail => {
                            self.refuse(&reason);
                            continue;
                        }
                        WhenUnavailable::LetThrough => self.held.frozen(now),
                        WhenUnavailable::Local { requests } => self.held.wait(requests, now),
                    };
                    wait.map(|wait| wait.min(self.store.pause()))
                }
            };
            let Some(wait) = wait else {
                self.grant();
                continue;
            };
            // A short pause, whatever the store returns.
            let wait = wait.max(Duration::from_millis(1));
            head.again_at = now + wait;
            return Some(wait);
        }
        None
    }

    /// Grants a permit to the first call in the queue.
    fn grant(&mut self) {
        let (Some(waiter), Some(head)) = (self.queue.pop_front(), self.head.take()) else { return };
        let request = head.request;
        self.held.take(&request, Instant::now());
        let (sender, released) = (waiter.sender, request.clone());
        // Fails only when the process ends.
        let permit = Permit::on_release(move || drop(sender.send(Message::Release(released))));
        if let Err(Ok(mut permit)) = waiter.reply.send(Ok(permit)) {
            // The call was cancelled just now: nothing was sent.
            permit.0 = None;
            self.held.leave(&request);
            let _ = self.store.ask(Command::Leave(&request), &self.held);
        }
    }

    fn refuse(&mut self, reason: &str) {
        self.head = None;
        if let Some(waiter) = self.queue.pop_front() {
            let _ = waiter.reply.send(Err(super::unavailable(reason).into()));
        }
    }
}
