//! The target of an example: the live API, or a test server on loopback.

#![allow(dead_code, unused_imports, reason = "each example needs a part of it")]
#![allow(clippy::print_stderr, reason = "an example prints for a person")]

mod data;
mod quick;

use std::env;
use std::sync::Arc;
use std::time::Duration;

use clickhouse_cloud::{BoxError, Client};
use double::{Double, KEY, Options, SECRET};

pub(crate) use self::data::SERVICE;
use self::quick::QuickClock;

/// Returns a client of the live API if `CLICKHOUSE_CLOUD_API_KEY` is set, otherwise of a new test
/// server.
pub(crate) fn client() -> Result<Client, BoxError> {
    // The test server must live as long as the client; here, both live as long as the program.
    Box::leak(Box::new(Target::choose()?)).client()
}

/// The target of an example.
#[derive(Clone)]
pub(crate) enum Target {
    /// The live API.
    Real,
    /// A test server.
    Double(Arc<Double>),
}

impl Target {
    /// Returns the live API if `CLICKHOUSE_CLOUD_API_KEY` is set, otherwise a new test server.
    pub(crate) fn choose() -> Result<Self, BoxError> {
        if env::var_os("CLICKHOUSE_CLOUD_API_KEY").is_some() {
            return Ok(Self::Real);
        }
        eprintln!(
            "(CLICKHOUSE_CLOUD_API_KEY is not set: this uses a test server instead of the live API.)\n"
        );
        Self::double()
    }

    /// Starts a test server with some resources.
    pub(crate) fn double() -> Result<Self, BoxError> {
        let double = Double::start(data::spec()?, Options::default())?;
        data::fill(&double);
        Ok(Self::Double(Arc::new(double)))
    }

    /// Returns the target of an example that changes resources; the live API requires `--yes`.
    pub(crate) fn choose_to(do_what: &str) -> Result<Self, BoxError> {
        let target = Self::choose()?;
        if matches!(target, Self::Real) && !env::args().any(|argument| argument == "--yes") {
            return Err(format!(
                "this would {do_what}; add `-- --yes` to confirm, or unset \
                 CLICKHOUSE_CLOUD_API_KEY to try it with a test server"
            )
            .into());
        }
        Ok(target)
    }

    /// Returns a client. The clock of a client of the test server is 100 times as fast as real
    /// time.
    pub(crate) fn client(&self) -> Result<Client, BoxError> {
        match self {
            Self::Real => Ok(Client::from_env()?),
            Self::Double(_) => self.client_with(KEY, SECRET),
        }
    }

    /// Returns a client with another API key.
    pub(crate) fn client_with(&self, key: &str, secret: &str) -> Result<Client, BoxError> {
        let Self::Double(double) = self else {
            return Ok(Client::builder().from_env()?.api_key(key, secret).build()?);
        };
        let hour = Duration::from_secs(3600);
        Ok(Client::builder()
            .api_key(key, secret)
            .base_url(double.url())
            .clock(QuickClock::new())
            .timeout(24 * hour)
            .attempt_timeout(hour)
            .build()?)
    }

    /// Returns the pause of a program, which is much shorter with the test server.
    pub(crate) fn pause(&self, pause: Duration) -> Duration {
        match self {
            Self::Real => pause,
            Self::Double(_) => pause / quick::SPEED,
        }
    }
}

/// Returns the first argument that is not an option.
pub(crate) fn argument() -> Option<String> {
    env::args().skip(1).find(|argument| !argument.starts_with("--"))
}
