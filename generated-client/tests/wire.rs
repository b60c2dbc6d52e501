//! The runtime against real TCP on loopback: a server that can delay, cut, corrupt, redirect,
//! throttle and count.

#![cfg(any(feature = "rustls", feature = "native-tls"))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "wire/server.rs"]
mod server;

#[path = "wire/bodies.rs"]
mod bodies;
#[path = "wire/clients.rs"]
mod clients;
#[path = "wire/credentials.rs"]
mod credentials;
#[cfg(all(unix, feature = "profiles"))]
#[path = "wire/environment.rs"]
mod environment;
#[cfg(all(feature = "organizations", feature = "services"))]
#[path = "wire/errors.rs"]
mod errors;
#[path = "wire/faults.rs"]
mod faults;
#[path = "wire/hostile.rs"]
mod hostile;
#[path = "wire/interceptors.rs"]
mod interceptors;
#[path = "wire/limits.rs"]
mod limits;
#[path = "wire/matrix.rs"]
mod matrix;
#[cfg(feature = "rustls")]
#[path = "wire/provider.rs"]
mod provider;
#[path = "wire/proxies.rs"]
mod proxies;
#[path = "wire/redirects.rs"]
mod redirects;
#[cfg(all(feature = "clickpipes", feature = "clickstack", feature = "services", feature = "udf"))]
#[path = "wire/reports.rs"]
mod reports;
#[path = "wire/servers.rs"]
mod servers;
#[cfg(feature = "rustls")]
#[path = "wire/tls.rs"]
mod tls;
#[cfg(feature = "services")]
#[path = "wire/waits.rs"]
mod waits;
