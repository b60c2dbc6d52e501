//! The one task that speaks with the store for all calls of a limiter, in the order in which they
//! came.
//!
//! It lives on a thread of its own: calls of several runtimes, and blocking ones, share it, a
//! permit comes back wherever it is dropped, and an exchange with the store is never cut in the
//! middle because somebody lost patience.

use std::collections::VecDeque;
use std::collections::hash_map::RandomState;
use std::future::poll_fn;
use std::hash::{BuildHasher as _, Hasher as _};
use std::task::Poll;
use std::time::Duration;

use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender};
use tokio::sync::oneshot;
use tokio::time::{Instant, sleep};

use super::WhenAway;
use super::held::Held;
use super::store::{Command, Store};
use crate::runtime::BoxError;
use crate::runtime::rate_limit::Permit;

/// What the worker is told.
pub(super) enum Message {
    Acquire(Waiter),
    Release(String),
    Freeze(Duration),
    /// Is the store there?
    Check(oneshot::Sender<Result<(), String>>),
}

/// A call that waits for its turn.
pub(super) struct Waiter {
    pub(super) reply: oneshot::Sender<Result<Permit, BoxError>>,
    /// For the permit, to say that the request is over.
    pub(super) sender: UnboundedSender<Message>,
}

/// What happens next.
enum Event {
    Message(Message),
    /// Time to look at the first in line again.
    Look,
    /// Nobody is left who could ask.
    End,
}

/// The first in line, as the store knows it.
struct Head {
    token: String,
    /// When the store may have a place.
    again_at: Instant,
}

pub(super) struct Worker {
    inbox: UnboundedReceiver<Message>,
    store: Store,
    held: Held,
    when_away: WhenAway,
    /// The longest time between two questions, so that the store knows that somebody waits.
    heartbeat: Duration,
    line: VecDeque<Waiter>,
    head: Option<Head>,
    /// What tells the requests of this limiter from those of all others.
    name: String,
    count: u64,
}

impl Worker {
    pub(super) fn new(
        inbox: UnboundedReceiver<Message>,
        store: Store,
        held: Held,
        when_away: WhenAway,
        heartbeat: Duration,
    ) -> Self {
        // The keys of the standard library's hasher are random.
        let random = || RandomState::new().build_hasher().finish();
        let name = format!("{:016x}{:016x}", random(), random());
        let line = VecDeque::new();
        Self { inbox, store, held, when_away, heartbeat, line, head: None, name, count: 0 }
    }

    pub(super) async fn run(mut self) {
        loop {
            let wait = self.serve().await;
            match self.event(wait).await {
                Event::Message(message) => self.told(message).await,
                Event::Look => {}
                Event::End => return,
            }
            while let Ok(message) = self.inbox.try_recv() {
                self.told(message).await;
            }
        }
    }

    async fn event(&mut self, wait: Option<Duration>) -> Event {
        let Self { inbox, line, .. } = self;
        let mut timer = wait.map(|wait| Box::pin(sleep(wait)));
        poll_fn(move |context| {
            if let Poll::Ready(message) = inbox.poll_recv(context) {
                return Poll::Ready(message.map_or(Event::End, Event::Message));
            }
            if let Some(first) = line.front_mut()
                && first.reply.poll_closed(context).is_ready()
            {
                return Poll::Ready(Event::Look);
            }
            match &mut timer {
                Some(timer) => timer.as_mut().poll(context).map(|()| Event::Look),
                None => Poll::Pending,
            }
        })
        .await
    }

    async fn told(&mut self, message: Message) {
        // What the store does not hear because it is away, it is told when it comes back.
        match message {
            Message::Acquire(waiter) => self.line.push_back(waiter),
            Message::Release(token) => {
                self.held.release(&token);
                let _ = self.store.ask(Command::Release(&token), &self.held).await;
            }
            Message::Freeze(wait) => {
                self.held.freeze(wait);
                let _ = self.store.ask(Command::Freeze(wait), &self.held).await;
            }
            Message::Check(reply) => {
                let outcome = self.store.ask(Command::Check, &self.held).await;
                let _ = reply.send(outcome.map(drop));
            }
        }
    }

    /// Serves the line as far as that goes; then the time until the first may have its turn.
    async fn serve(&mut self) -> Option<Duration> {
        while let Some(first) = self.line.front() {
            if first.reply.is_closed() {
                self.line.pop_front();
                if let Some(head) = self.head.take() {
                    let _ = self.store.ask(Command::Leave(&head.token), &self.held).await;
                }
                continue;
            }
            let count = &mut self.count;
            let head = self.head.get_or_insert_with(|| {
                *count += 1;
                Head { token: format!("{}-{count}", self.name), again_at: Instant::now() }
            });
            let early = head.again_at.saturating_duration_since(Instant::now());
            if !early.is_zero() {
                return Some(early);
            }
            let outcome = match self.store.ask(Command::Take(&head.token), &self.held).await {
                Ok(Duration::ZERO) => Ok(true),
                Ok(wait) => Err(wait.min(self.heartbeat)),
                Err(reason) => match self.when_away {
                    WhenAway::Fail => {
                        self.refuse(&reason);
                        continue;
                    }
                    WhenAway::LetThrough => match self.held.frozen() {
                        None => Ok(false),
                        Some(wait) => Err(wait.min(self.store.pause())),
                    },
                    WhenAway::Local { requests } => match self.held.wait(requests) {
                        None => Ok(true),
                        Some(wait) => Err(wait.min(self.store.pause())),
                    },
                },
            };
            match outcome {
                Ok(counted) => self.grant(counted).await,
                Err(wait) => {
                    // Never at once, whatever the store says.
                    let wait = wait.max(Duration::from_millis(1));
                    head.again_at = Instant::now() + wait;
                    return Some(wait);
                }
            }
        }
        None
    }

    /// Gives the first in line its turn.
    async fn grant(&mut self, counted: bool) {
        let (Some(waiter), Some(head)) = (self.line.pop_front(), self.head.take()) else { return };
        let token = head.token;
        let permit = if counted {
            self.held.take(&token);
            let (sender, token) = (waiter.sender, token.clone());
            // The worker is gone only when the whole process goes.
            Permit::on_release(move || drop(sender.send(Message::Release(token))))
        } else {
            Permit::new()
        };
        if let Err(Ok(mut permit)) = waiter.reply.send(Ok(permit)) {
            // The call was given up at the last moment: nothing is sent, nothing was used.
            permit.0 = None;
            self.held.leave(&token);
            let _ = self.store.ask(Command::Leave(&token), &self.held).await;
        }
    }

    fn refuse(&mut self, reason: &str) {
        self.head = None;
        if let Some(waiter) = self.line.pop_front() {
            let _ = waiter.reply.send(Err(super::away(reason).into()));
        }
    }
}
