//! A double of the ClickHouse Cloud API on loopback, so that the examples run without an API key.
//!
//! It plays the few operations that the examples call, keeps what they create, and lets states
//! move on as one looks at them. It is strict: credentials are checked, and an unknown path,
//! parameter or member is an error, so an example that runs here sends what it should.

#![allow(dead_code, reason = "each example needs a part of it")]
#![allow(clippy::print_stderr, reason = "an example speaks to a person")]

mod activities;
mod billing;
mod check;
mod cloud;
mod dashboards;
mod dates;
mod fixed;
mod http;
mod keys;
mod metrics;
mod organizations;
mod postgres;
mod quick;
mod routes;
mod services;
mod states;

use std::env;
use std::net::{SocketAddr, TcpListener};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use clickhouse_cloud::{BoxError, Client};
use serde_json::Value;

use self::cloud::Cloud;
use self::quick::QuickClock;

/// The API key that the double knows.
pub(crate) const KEY: &str = "double-key";
/// The secret of that key.
pub(crate) const SECRET: &str = "double-secret";

/// A client of the real service where `CLICKHOUSE_CLOUD_API_KEY` is set, else of a new double.
pub(crate) fn client() -> Result<Client, BoxError> {
    Target::choose()?.client()
}

/// What an example talks to.
pub(crate) enum Target {
    /// The service that the environment names.
    Real,
    /// A double of its own.
    Double(Double),
}

impl Target {
    /// The real service where `CLICKHOUSE_CLOUD_API_KEY` is set, else a new double.
    pub(crate) fn choose() -> Result<Self, BoxError> {
        if env::var_os("CLICKHOUSE_CLOUD_API_KEY").is_some() {
            return Ok(Self::Real);
        }
        eprintln!("(CLICKHOUSE_CLOUD_API_KEY is not set: this is the double, not the service.)\n");
        Ok(Self::Double(Double::start(0)?))
    }

    /// The same for an example that changes something, which the real service asks `--yes` for.
    pub(crate) fn choose_to(do_what: &str) -> Result<Self, BoxError> {
        let target = Self::choose()?;
        if matches!(target, Self::Real) && !env::args().any(|argument| argument == "--yes") {
            return Err(format!(
                "this would {do_what}; add `-- --yes` if that is meant, or unset \
                 CLICKHOUSE_CLOUD_API_KEY to try it with the double"
            )
            .into());
        }
        Ok(target)
    }

    /// A client.
    pub(crate) fn client(&self) -> Result<Client, BoxError> {
        match self {
            Self::Real => Ok(Client::from_env()?),
            Self::Double(double) => double.client(),
        }
    }

    /// A client with another API key.
    pub(crate) fn client_with(&self, key: &str, secret: &str) -> Result<Client, BoxError> {
        match self {
            Self::Real => Ok(Client::builder().from_env()?.api_key(key, secret).build()?),
            Self::Double(double) => double.client_with(key, secret),
        }
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

/// A running double. It serves until the program ends.
#[derive(Clone)]
pub(crate) struct Double {
    address: SocketAddr,
    cloud: Arc<Mutex<Cloud>>,
}

impl Double {
    /// Starts a double on a port of the loopback interface; 0 takes a free one.
    pub(crate) fn start(port: u16) -> Result<Self, BoxError> {
        let listener = TcpListener::bind(("127.0.0.1", port))?;
        let address = listener.local_addr()?;
        let double = Self { address, cloud: Arc::new(Mutex::new(Cloud::new())) };
        let served = double.clone();
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let double = served.clone();
                thread::spawn(move || http::serve(&stream, |request| double.answer(&request)));
            }
        });
        Ok(double)
    }

    /// Its base URL.
    pub(crate) fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// A client of the double, for which time runs a hundred times as fast.
    pub(crate) fn client(&self) -> Result<Client, BoxError> {
        self.client_with(KEY, SECRET)
    }

    /// The same with another API key.
    pub(crate) fn client_with(&self, key: &str, secret: &str) -> Result<Client, BoxError> {
        let hour = Duration::from_secs(3600);
        let client = Client::builder()
            .api_key(key, secret)
            .base_url(self.url())
            .clock(QuickClock::new())
            .timeout(24 * hour)
            .attempt_timeout(hour)
            .build()?;
        Ok(client)
    }

    /// The requests so far, as `GET /v1/organizations`.
    pub(crate) fn requests(&self) -> Vec<String> {
        self.cloud.lock().unwrap_or_else(PoisonError::into_inner).requests.clone()
    }

    /// What was wrong with requests so far: an example that runs well makes this stay empty.
    pub(crate) fn refused(&self) -> Vec<String> {
        self.cloud.lock().unwrap_or_else(PoisonError::into_inner).refused.clone()
    }

    /// Everything that exists, as JSON.
    pub(crate) fn state(&self) -> Value {
        self.cloud.lock().unwrap_or_else(PoisonError::into_inner).state()
    }

    fn answer(&self, request: &http::Received) -> http::Answer {
        let mut cloud = self.cloud.lock().unwrap_or_else(PoisonError::into_inner);
        routes::answer(&mut cloud, request, self.address)
    }
}
