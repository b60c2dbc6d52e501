//! A client of the [ClickHouse Cloud API][api], generated from its OpenAPI document.
//!
//! [api]: https://clickhouse.com/docs/cloud/manage/api/api-overview
//!
#![cfg_attr(all(feature = "services", feature = "api-keys"), doc = "```no_run")]
#![cfg_attr(not(all(feature = "services", feature = "api-keys")), doc = "```text")]
//! use clickhouse_cloud::{Client, Error};
//!
//! # #[allow(clippy::needless_doctest_main, reason = "it shows a whole program")]
//! async fn run(org: &str) -> Result<(), Error> {
//!     // CLICKHOUSE_CLOUD_API_KEY and CLICKHOUSE_CLOUD_API_SECRET.
//!     let client = Client::from_env()?;
//!
//!     for service in client.instance_get_list(org).filter("tag:env=prod").await? {
//!         println!("{:?} is {:?}", service.name, service.state);
//!     }
//!
//!     let mut keys = client.openapi_key_get_list(org).limit(50).items();
//!     while let Some(key) = keys.next().await {
//!         println!("{:?}", key?.name);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! # Calls
//!
//! [`Client`] has a method for each operation, named after its `operationId`. Path parameters,
//! required query parameters and the body are its arguments; optional query parameters are
//! setters of the [`Call`] that it gives. `.await` sends the call and gives its value;
//! [`send_full`](Call::send_full) gives status, headers and request id as well. A call can have its
//! own [`timeout`](Call::timeout), [`retry`](Call::retry) policy and [`header`](Call::header)s, and
//! [`build`](Call::build) shows the request without sending it. Endpoints that the document does not
//! know are called with [`Client::request`], and SQL is sent with [`Client::query`].
//!
//! # Waiting
//!
//! Much of what the API is asked for happens after its answer. The call that reads the resource also
//! waits for it, so that creating a service and waiting until it runs is three lines:
//!
#![cfg_attr(feature = "services", doc = "```no_run")]
#![cfg_attr(not(feature = "services"), doc = "```text")]
//! # use clickhouse_cloud::{Client, Error, Require as _, request};
//! # async fn f(client: Client, org: &str, new: request::ServicePostRequest) -> Result<(), Error> {
//! let created = client.instance_create(org, &new).await?;
//! let id = created.service.require("service")?.id.require("id")?;
//! let service = client.instance_get(org, id).wait_until_running().await?;
//! # Ok(()) }
//! ```
//!
//! The operations that read a resource with a state wait for [one state](Call::wait_for) or
//! [several](Call::wait_for_any), and have methods for those that are waited for most; every call
//! that changes nothing can wait for [a value](Call::wait_until), and for
//! [the end of a resource](Call::wait_until_gone). A [`Wait`] has a [deadline](Wait::deadline) of
//! 90 minutes, shows its [progress](Wait::on_progress) or gives it [as a
//! stream](Wait::observations), ends at once where the state is one that the resource does not
//! leave, and has the last state in its error.
//!
//! # Models
//!
//! What is sent is in [`request`], what comes back is in [`response`], and both use [`enums`].
//!
//! * A response never fails because of a field. Every field is an `Option`; [`Require`] turns an
//!   absent one into an error that names it. A value that does not fit is kept in `extra`, and
//!   listed in [`Response::warnings`].
//! * A request is made by `new`, with what the API requires, and setters for the rest. What is not
//!   set is not sent; [`Patch`] tells null from absent.
//! * Enums are open: a value that is new to this crate is `Other`.
//! * Secrets are in a [`Secret`], and are printed nowhere.
//! * Dates, ids, URLs, certificates and metrics are the text that came. Whoever needs more asks for
//!   it: [`DateTime::to_system_time`], [`ToSamples`], and the conversions behind features.
//!
//! # What happens by itself
//!
//! * **Rate limit.** Never more than 10 requests in any 10 seconds for all clones of a client, as
//!   the API counts them ([`RateLimit`]). Calls beyond that wait for their turn. A fleet of
//!   processes shares the limit of its key through Redis, with `RedisLimiter`.
//! * **Retries.** Up to 3 attempts with growing pauses for what passes, where repeating the call is
//!   safe ([`RetryPolicy`]); a 429 is waited for as long as the API asks.
//! * **Timeouts.** 10 seconds to connect, 60 for an attempt, 10 minutes for a call with
//!   everything in it. Nothing waits for ever.
//! * **Credentials** go to the host of the client and nowhere else: over TLS, and not along with
//!   redirects. [`CredentialProvider`] is for those that expire.
//! * **Proxies** of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) are used, as tunnels:
//!   they see the host of the API and nothing else. Plain `http`, which is for loopback only, goes
//!   past them.
//!
//! # Failures
//!
//! There is one [`Error`], with predicates for what to do about it. The question after a failure is
//! often whether the request was executed nevertheless; [`Error::may_have_been_executed`] answers
//! it:
//!
//! | what happens | what the caller sees | tried again | possibly executed |
//! |---|---|---|---|
//! | a parameter cannot be sent | `is_request` | no | no |
//! | credentials are missing or refused (401) | `is_config`, `is_unauthorized` | only with new ones from a provider | no |
//! | the turn does not come in time | `is_rate_limited`, `is_timeout` | no | no |
//! | the limiter fails, for instance because its store is away | `is_rate_limited` | no | no |
//! | no connection, no TLS, no way through the proxy | `is_connect` | every call | no |
//! | 429 | `is_rate_limited` | every call, when the API says | no |
//! | other 4xx | `is_bad_request`, `is_not_found`, … | no | no (408: yes) |
//! | 502, 503, 504, 408 | `is_server_error`, `status` | calls that are safe to repeat | yes |
//! | 500 and other 5xx | `is_server_error` | no | yes |
//! | cut before, in or after the head of the answer | `is_transport` | calls that are safe to repeat | yes |
//! | no answer in time | `is_timeout` | calls that are safe to repeat | yes |
//! | a redirect to another origin, or of a `POST` | `kind` is `Redirect` | no | no |
//! | an answer that is too large | `is_transport` | no | yes |
//! | success, but not JSON or without a result | `is_decode` | no | yes |
//! | a wait ends in a state of failure | `is_wait_failed`, `last_state` | no | yes |
//! | a wait takes too long | `is_deadline`, `is_timeout`, `last_state` | no | yes |
//!
//! Safe to repeat are `GET`, `PUT` and `DELETE`, unless [`OPERATIONS`] says otherwise: see
//! [`OperationInfo::idempotency`]. A `DELETE` that is tried again after a cut can find its work
//! done, and ends in a 404 with `may_have_been_executed`. An error of a field is no failure at all.
//!
//! # Features
//!
//! | feature | |
//! |---|---|
//! | `api-keys`, `backups`, `billing`, `clickpipes`, `clickstack`, `notifications`, `organizations`, `postgres`, `prometheus`, `query-endpoints`, `roles`, `saved-queries`, `services`, `snapshots`, `udf`, `users` | groups of operations; all by default |
//! | `rustls` | TLS with rustls, *ring* and the certificates of the platform; by default |
//! | `native-tls` | TLS of the platform; `rustls` goes first where both are on |
//! | `reqwest` | the HTTP transport without TLS, for loopback; the two above imply it |
//! | `blocking` | calls without an async runtime: `send_blocking` |
//! | `tracing` | spans for calls and attempts |
//! | `redis` | `RedisLimiter`, the rate limit of a fleet of processes with one key |
//! | `socks` | proxies that speak SOCKS |
//! | `jiff`, `chrono`, `time`, `uuid`, `url` | conversions of dates, ids and URLs |
//! | `pem` | `ToCertificates`: the certificates in PEM text, as DER |
//! | `validate` | `Validate` checks a request against the constraints of the document |
//! | `test-util` | `MockTransport`, for tests without a network |
//!
//! Features of one dependency are shared by a whole program: with `rustls`, a program that builds a
//! `reqwest` client of its own, for another purpose and without a TLS feature of `reqwest`, must
//! install a provider of cryptography for it.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![warn(missing_docs)]

pub mod model;

mod runtime;

#[rustfmt::skip]
#[allow(
    deprecated,
    non_camel_case_types,
    clippy::large_enum_variant,
    clippy::new_without_default,
    clippy::should_implement_trait,
    clippy::too_many_arguments,
    clippy::too_many_lines,
    clippy::unreadable_literal,
    reason = "the document decides what is deprecated, how things are called and how many there are"
)]
mod generated;

pub use self::generated::operations::OPERATIONS;
pub use self::generated::{enums, meta, operations, request, response};
#[cfg(feature = "url")]
pub use self::model::ToUrl;
#[cfg(feature = "uuid")]
pub use self::model::ToUuid;
pub use self::model::{
    Date, DateTime, Extra, IntegerOrText, InvalidDate, InvalidSample, MetricKind, MissingFields,
    NumberOrText, OpenEnum, Patch, Require, Sample, Samples, Secret, ToSamples, Warning,
};
#[cfg(feature = "pem")]
pub use self::model::{InvalidPem, ToCertificates};
#[cfg(feature = "validate")]
pub use self::model::{Validate, Violation, Violations};
pub use self::runtime::*;

/// The examples of the README are compiled.
#[cfg(all(doctest, feature = "services", feature = "test-util"))]
#[doc = include_str!("../README.md")]
struct Readme;
