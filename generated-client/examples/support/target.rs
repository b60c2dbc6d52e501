//! What an example talks to: the service that the environment names, or a double of it on loopback.

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

/// A client of the real service where `CLICKHOUSE_CLOUD_API_KEY` is set, else of a new double.
pub(crate) fn client() -> Result<Client, BoxError> {
    // The double must not end before the client does; here, both live as long as the program.
    Box::leak(Box::new(Target::choose()?)).client()
}

/// What an example talks to.
#[derive(Clone)]
pub(crate) enum Target {
    /// The service that the environment names.
    Real,
    /// A double of its own.
    Double(Arc<Double>),
}

impl Target {
    /// The real service where `CLICKHOUSE_CLOUD_API_KEY` is set, else a new double.
    pub(crate) fn choose() -> Result<Self, BoxError> {
        if env::var_os("CLICKHOUSE_CLOUD_API_KEY").is_some() {
            return Ok(Self::Real);
        }
        eprintln!("(CLICKHOUSE_CLOUD_API_KEY is not set: this is the double, not the service.)\n");
        Self::double()
    }

    /// A new double, with something in it.
    pub(crate) fn double() -> Result<Self, BoxError> {
        let double = Double::start(data::spec()?, Options::default())?;
        data::fill(&double);
        Ok(Self::Double(Arc::new(double)))
    }

    /// The same for an example that changes something, which the real service asks `--yes` for.
    pub(crate) fn choose_to(do_what: &str) -> Result<Self, BoxError> {
        let target = Self::choose()?;
        if matches!(target, Self::Real) && !env::args().any(|argument| argument == "--yes") {
            return Err(format!(
                "this would {do_what}; add `-- --yes` to confirm, or unset \
                 CLICKHOUSE_CLOUD_API_KEY to try it with the double"
            )
            .into());
        }
        Ok(target)
    }

    /// A client. For a client of the double, time runs a hundred times as fast.
    pub(crate) fn client(&self) -> Result<Client, BoxError> {
        match self {
            Self::Real => Ok(Client::from_env()?),
            Self::Double(_) => self.client_with(KEY, SECRET),
        }
    }

    /// A client with another API key.
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

    /// A pause of a program: the double needs next to none.
    pub(crate) fn pause(&self, pause: Duration) -> Duration {
        match self {
            Self::Real => pause,
            Self::Double(_) => pause / quick::SPEED,
        }
    }
}

/// The first argument that is not an option.
pub(crate) fn argument() -> Option<String> {
    env::args().skip(1).find(|argument| !argument.starts_with("--"))
}
