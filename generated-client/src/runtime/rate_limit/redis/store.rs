//! The connection to Redis: one script, timeouts, and a pause while the store is unavailable.

use std::time::{Duration, Instant};

use redis::{Client, Connection, RedisError, Script};

use super::held::{Held, micros};
use crate::runtime::trace;

/// The minimum pause after a failure of the store.
const PAUSE: Duration = Duration::from_secs(1);
/// The pause, in multiples of the time that the failure took.
const PATIENCE: u32 = 4;

/// A window in a store.
pub(super) struct Store {
    client: Client,
    connection: Option<Connection>,
    script: Script,
    keys: [String; 2],
    settings: Settings,
    /// Why the store is unavailable, and when to try again.
    unavailable: Option<(Instant, String)>,
}

/// The parameters of the script.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) requests: u32,
    pub(super) window: Duration,
    /// The time after which a waiting process that does not ask again leaves the queue.
    pub(super) lease: Duration,
    /// The timeout of a connection and of a response.
    pub(super) timeout: Duration,
}

/// A command to the store. All commands are idempotent.
#[derive(Debug, Clone, Copy)]
pub(super) enum Command<'a> {
    /// Asks for a permit for this request.
    Take(&'a str),
    /// Reports that this request is finished.
    Release(&'a str),
    /// Reports that this request will not be sent.
    Leave(&'a str),
    /// Forbids all requests for this long.
    Freeze(Duration),
    /// Checks that the store works.
    Check,
}

impl Store {
    pub(super) fn new(client: Client, name: &str, settings: Settings) -> Self {
        // The braces put both keys on one node of a cluster.
        let key = |part: &str| format!("clickhouse-cloud:{{{name}}}:{part}");
        Self {
            client,
            connection: None,
            script: Script::new(include_str!("limit.lua")),
            keys: ["places", "freeze"].map(key),
            settings,
            unavailable: None,
        }
    }

    /// Returns the time until the next attempt to use the store; zero if it is available.
    pub(super) fn pause(&self) -> Duration {
        let until = self.unavailable.as_ref().map(|(until, _)| *until);
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    /// Sends a command to the store, and returns the time to wait.
    ///
    /// # Errors
    /// If the store is unavailable, with the reason.
    pub(super) fn ask(&mut self, command: Command<'_>, held: &Held) -> Result<Duration, String> {
        if let Some((until, reason)) = &self.unavailable
            && *until > Instant::now()
        {
            return Err(reason.clone());
        }
        let start = Instant::now();
        match self.ask_twice(command, held) {
            Ok(wait) => {
                if self.unavailable.take().is_some() {
                    trace::store_available();
                }
                Ok(wait)
            }
            Err(problem) => {
                let reason = problem.to_string();
                if self.unavailable.is_none() {
                    trace::store_unavailable(&reason);
                }
                let pause = PAUSE.max(start.elapsed() * PATIENCE);
                self.unavailable = Some((Instant::now() + pause, reason.clone()));
                Err(reason)
            }
        }
    }

    /// Uses the existing connection, and a new one if that fails. A connection on which a command
    /// failed is dropped: its response may still arrive.
    fn ask_twice(&mut self, command: Command<'_>, held: &Held) -> Result<Duration, RedisError> {
        if let Some(mut connection) = self.connection.take()
            && let Ok(wait) = self.send(&mut connection, command)
        {
            self.connection = Some(connection);
            return Ok(wait);
        }
        let limit = self.settings.timeout;
        let mut connection = self.client.get_connection_with_timeout(limit)?;
        connection.set_read_timeout(Some(limit))?;
        connection.set_write_timeout(Some(limit))?;
        // The store may lack the requests that this process has sent.
        let now = Instant::now();
        self.invoke(&mut connection, "restore", "", &held.places(now))?;
        if let Some(left) = held.frozen(now) {
            self.send(&mut connection, Command::Freeze(left))?;
        }
        let wait = self.send(&mut connection, command)?;
        self.connection = Some(connection);
        Ok(wait)
    }

    fn send(
        &self,
        connection: &mut Connection,
        command: Command<'_>,
    ) -> Result<Duration, RedisError> {
        let (name, request, more) = match command {
            Command::Take(request) => ("take", request, vec![]),
            Command::Release(request) => ("release", request, vec![]),
            Command::Leave(request) => ("leave", request, vec![]),
            Command::Freeze(wait) => ("freeze", "", vec![micros(wait)]),
            // Restoring nothing changes nothing.
            Command::Check => ("restore", "", vec![]),
        };
        self.invoke(connection, name, request, &more)
    }

    fn invoke(
        &self,
        connection: &mut Connection,
        command: &str,
        request: &str,
        more: &[String],
    ) -> Result<Duration, RedisError> {
        let settings = &self.settings;
        let mut call = self.script.prepare_invoke();
        call.key(&self.keys).arg(command).arg(request).arg(settings.requests);
        call.arg(micros(settings.window)).arg(micros(settings.lease)).arg(more);
        let wait: i64 = call.invoke(connection)?;
        Ok(Duration::from_micros(u64::try_from(wait).unwrap_or(0)))
    }
}
