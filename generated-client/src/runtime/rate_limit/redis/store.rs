//! The connection to Redis: one script, bounded times, and a pause where the store is away.

use std::time::Duration;

use redis::aio::MultiplexedConnection;
use redis::{AsyncConnectionConfig, Client, RedisError, Script};
use tokio::time::{Instant, timeout};

use super::held::Held;
use crate::runtime::trace;

/// How long a store that did not answer is left alone, at least.
const PAUSE: Duration = Duration::from_secs(1);
/// How many times as long as somebody had to wait for it.
const PATIENCE: u32 = 4;

/// A window in a store.
pub(super) struct Store {
    client: Client,
    connection: Option<MultiplexedConnection>,
    script: Script,
    keys: [String; 4],
    settings: Settings,
    /// Why the store cannot be asked, and when it can be asked again.
    away: Option<(Instant, String)>,
}

/// What the script has to know.
#[derive(Debug, Clone)]
pub(super) struct Settings {
    pub(super) requests: u32,
    pub(super) window: Duration,
    /// The time after which a waiting process that is not heard of counts as gone.
    pub(super) lease: Duration,
    /// The time that the store has to answer.
    pub(super) timeout: Duration,
}

/// A question to the store; every one can be asked twice without harm.
#[derive(Debug, Clone, Copy)]
pub(super) enum Command<'a> {
    /// May this request be sent?
    Take(&'a str),
    /// This request is over.
    Release(&'a str),
    /// This request will not be sent.
    Leave(&'a str),
    /// Nobody may send for so long.
    Freeze(Duration),
    /// Are you there?
    Check,
}

impl Store {
    pub(super) fn new(client: Client, name: &str, settings: Settings) -> Self {
        // The braces keep the keys on one node of a cluster.
        let key = |part: &str| format!("clickhouse-cloud:{{{name}}}:{part}");
        Self {
            client,
            connection: None,
            script: Script::new(include_str!("limit.lua")),
            keys: ["places", "queue", "leases", "freeze"].map(key),
            settings,
            away: None,
        }
    }

    /// How long the store is left alone; zero where it is not.
    pub(super) fn pause(&self) -> Duration {
        let until = self.away.as_ref().map(|(until, _)| *until);
        until.map_or(Duration::ZERO, |until| until.saturating_duration_since(Instant::now()))
    }

    /// Asks the store, which answers with a time to wait.
    ///
    /// # Errors
    /// When the store is away, with the reason: it gives no answer in time, cannot be reached, or
    /// refuses.
    pub(super) async fn ask(
        &mut self,
        command: Command<'_>,
        held: &Held,
    ) -> Result<Duration, String> {
        if let Some((until, reason)) = &self.away
            && *until > Instant::now()
        {
            return Err(reason.clone());
        }
        let (start, limit) = (Instant::now(), self.settings.timeout);
        let problem = match timeout(limit, self.insist(command, held)).await {
            Ok(Ok(wait)) => {
                if self.away.take().is_some() {
                    trace::store_back();
                }
                return Ok(wait);
            }
            Ok(Err(problem)) => problem.to_string(),
            Err(_) => format!("no answer within {limit:?}"),
        };
        // An answer that comes later must not be taken for that to another question.
        self.connection = None;
        if self.away.is_none() {
            trace::store_away(&problem);
        }
        let pause = PAUSE.max(start.elapsed() * PATIENCE);
        self.away = Some((Instant::now() + pause, problem.clone()));
        Err(problem)
    }

    /// Asks over the connection there is, and over a new one where that does not work.
    async fn insist(&mut self, command: Command<'_>, held: &Held) -> Result<Duration, RedisError> {
        if let Some(connection) = self.connection.take()
            && let Ok(wait) = self.send(connection, command).await
        {
            return Ok(wait);
        }
        let config = AsyncConnectionConfig::new()
            .set_connection_timeout(Some(self.settings.timeout))
            .set_response_timeout(Some(self.settings.timeout));
        let mut connection =
            self.client.get_multiplexed_async_connection_with_config(&config).await?;
        // The store may know nothing any more of what this process sent, or not yet.
        self.invoke(&mut connection, "restore", "", &held.places()).await?;
        if let Some(left) = held.frozen() {
            self.invoke(&mut connection, "freeze", "", &[micros(left)]).await?;
        }
        self.send(connection, command).await
    }

    /// Asks over this connection, and keeps it where it works.
    async fn send(
        &mut self,
        mut connection: MultiplexedConnection,
        command: Command<'_>,
    ) -> Result<Duration, RedisError> {
        let (name, token, more) = match command {
            Command::Take(token) => ("take", token, None),
            Command::Release(token) => ("release", token, None),
            Command::Leave(token) => ("leave", token, None),
            Command::Freeze(wait) => ("freeze", "", Some(micros(wait))),
            // The end of a request that nobody knows changes nothing.
            Command::Check => ("release", "", None),
        };
        let more: Vec<String> = more.into_iter().collect();
        let wait = self.invoke(&mut connection, name, token, &more).await?;
        self.connection = Some(connection);
        Ok(wait)
    }

    async fn invoke(
        &self,
        connection: &mut MultiplexedConnection,
        command: &str,
        token: &str,
        more: &[String],
    ) -> Result<Duration, RedisError> {
        let settings = &self.settings;
        let mut call = self.script.prepare_invoke();
        call.key(&self.keys).arg(command).arg(token).arg(settings.requests);
        call.arg(micros(settings.window)).arg(micros(settings.lease)).arg(more);
        let wait: i64 = call.invoke_async(connection).await?;
        Ok(Duration::from_micros(u64::try_from(wait).unwrap_or(0)))
    }
}

pub(super) fn micros(duration: Duration) -> String {
    duration.as_micros().to_string()
}
