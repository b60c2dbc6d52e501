//! A client of the [ClickHouse Cloud API][api], generated from its OpenAPI document: a method for
//! every operation, a type for every model, and a runtime that handles envelopes, pagination,
//! retries and rate limits.
//!
//! [api]: https://clickhouse.com/docs/cloud/manage/api/api-overview
//!
#![cfg_attr(feature = "services", doc = "```no_run")]
#![cfg_attr(not(feature = "services"), doc = "```ignore")]
//! use clickhouse_cloud::{Client, Error, require};
//!
//! # #[allow(clippy::needless_doctest_main, reason = "it shows a whole program")]
//! #[tokio::main]
//! async fn main() -> Result<(), Error> {
//!     // The environment: CLICKHOUSE_CLOUD_API_KEY and CLICKHOUSE_CLOUD_API_SECRET.
//!     let client = Client::from_env()?;
//!     # let org = "5c5a7dc4-0c8d-4d5f-8a0c-6d2a8a1d3b11";
//!
//!     for service in client.organization(org).list_services().filter("tag:env=prod").await? {
//!         println!("{} is {}", require!(service.name)?, require!(service.state)?);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! | to find | look at |
//! |---|---|
//! | an operation | [`operations`]: a page for each group, with routes and permissions |
//! | how to call it | its method on [`Client`] or on a handle in [`resources`], with an example |
//! | what to send, and what comes back | [`request`], [`response`], and [`enums`] for both |
//! | what can go wrong | [`Error`], and the [table of failures](#failures) |
//!
//! # Authentication
//!
//! An API key is an id and a secret, made in the console or by
#![cfg_attr(
    feature = "api-keys",
    doc = "[`create_api_key`](resources::Organization::create_api_key)."
)]
#![cfg_attr(not(feature = "api-keys"), doc = "the operations of the feature `api-keys`.")]
//! [`Client::from_env`] reads it from the environment, `Client::from_profile` (feature `profiles`)
//! from a file, and
//! [`Client::discover`] from where it finds it. A [`CredentialProvider`] gives keys that change, and
//! tokens that expire.
//!
#![cfg_attr(any(feature = "rustls", feature = "native-tls"), doc = "```")]
#![cfg_attr(not(any(feature = "rustls", feature = "native-tls")), doc = "```no_run")]
//! use std::time::Duration;
//!
//! use clickhouse_cloud::{Client, RetryPolicy};
//!
//! # fn main() -> Result<(), clickhouse_cloud::Error> {
//! let client = Client::builder()
//!     .api_key("key id", "key secret")
//!     .timeout(Duration::from_secs(120))
//!     .retry(RetryPolicy::default().max_attempts(5))
//!     .build()?;
//! # Ok(())
//! # }
//! ```
//!
//! Clones of a client share its connections and its rate limit: make one, and clone it.
//!
//! # Calls
//!
//! Code reads like the paths of the API. [`Client`] returns a handle to an organization, and a handle
//! returns those below it; an operation is a method of the handle in which its path ends, or of
//! [`Client`]. A handle in [`resources`] holds the ids given so far; creating one sends no request.
//! Required query parameters and the body are arguments of the method; optional query parameters are
//! setters of the [`Call`] that it returns. `.await` sends the call and returns its value;
//! [`send_full`](Call::send_full) also returns status, headers and request id.
//!
#![cfg_attr(feature = "services", doc = "```no_run")]
#![cfg_attr(not(feature = "services"), doc = "```ignore")]
//! use std::time::Duration;
//!
//! # use clickhouse_cloud::{Client, Error};
//! # async fn example(client: Client, org: &str, id: &str) -> Result<(), Error> {
//! let service = client.organization(org).service(id);
//! let response = service.get().timeout(Duration::from_secs(5)).send_full().await?;
//! println!("{:?}: {:?}", response.request_id(), response.value().state);
//! # Ok(())
//! # }
//! ```
//!
//! A call can have its own [`timeout`](Call::timeout), [`retry`](Call::retry) policy and
//! [`header`](Call::header)s, and [`build`](Call::build) shows the request without sending it.
//! Endpoints that the document does not know are called with [`Client::request`], and SQL is sent
//! with [`Client::query`].
//!
//! # Pages
//!
//! A list that comes in pages gives the first one to `.await`, and all of it to
//! [`items`](Call::items), which asks for the next page when it is needed; [`pages`](Call::pages)
//! gives page by page. Both are streams, and have a `next` of their own.
//!
#![cfg_attr(feature = "api-keys", doc = "```no_run")]
#![cfg_attr(not(feature = "api-keys"), doc = "```ignore")]
//! # use clickhouse_cloud::{Client, Error};
//! # async fn example(client: Client, org: &str) -> Result<(), Error> {
//! let mut keys = client.organization(org).list_api_keys().limit(50).items();
//! while let Some(key) = keys.next().await {
//!     println!("{:?}", key?.name);
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Waiting
//!
//! Many operations finish after their response. The call that reads the resource also waits for its
//! state, so that creating a service and waiting until it runs takes three lines:
//!
#![cfg_attr(feature = "services", doc = "```no_run")]
#![cfg_attr(not(feature = "services"), doc = "```ignore")]
//! # use clickhouse_cloud::{Client, Error, request, require};
//! # async fn f(client: Client, org: &str, new: request::ServicePostRequest) -> Result<(), Error> {
//! let created = client.organization(org).create_service(&new).await?;
//! let id = require!(created.service.id)?;
//! let service = client.organization(org).service(id).get().wait_until_running().await?;
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
//! # Responses
//!
//! A response never fails because of a field. Every field is an `Option`; [`require!`] lends its
//! value, or returns an error that names an absent one. A value of an unexpected type, and a field
//! that this version does not know, are preserved in `extra` and sent along when the value is sent
//! again. Enums are open: an unknown value is `Other`.
//!
#![cfg_attr(feature = "services", doc = "```")]
#![cfg_attr(not(feature = "services"), doc = "```ignore")]
//! use clickhouse_cloud::enums::ServiceState;
//! use clickhouse_cloud::{response::Service, require};
//!
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let text = r#"{"name": "db", "state": "hibernating", "mood": "calm"}"#;
//! let service: Service = serde_json::from_str(text)?;
//!
//! assert_eq!(require!(service.name)?, "db");
//! assert_eq!(service.state, Some(ServiceState::Other("hibernating".to_owned())));
//! assert_eq!(service.extra["mood"], "calm");
//! assert_eq!(serde_json::to_value(&service)?["mood"], "calm");
//! # Ok(())
//! # }
//! ```
//!
//! [`Response::warnings`] lists the values of an unexpected type. Secrets are in a [`Secret`]:
//! `Debug`, errors and traces redact them, and serializing a response writes them. Dates, ids, URLs,
//! certificates and metrics keep the text of the response; [`DateTime::to_system_time`],
//! [`ToSamples`] and the conversions behind features parse it.
//!
//! # Requests
//!
//! `new` takes the required fields of a request, and setters set the others. A field that is not
//! set is not sent. A field that may be null is a [`Patch`]: absent leaves the value as it is, null
//! clears it.
//!
#![cfg_attr(feature = "api-keys", doc = "```")]
#![cfg_attr(not(feature = "api-keys"), doc = "```ignore")]
//! use clickhouse_cloud::request::ApiKeyPatchRequest;
//!
//! # fn main() -> Result<(), serde_json::Error> {
//! let rename = ApiKeyPatchRequest::new().name("ci");
//! assert_eq!(serde_json::to_string(&rename)?, r#"{"name":"ci"}"#);
//!
//! let never_expire = ApiKeyPatchRequest::new().expire_at_null();
//! assert_eq!(serde_json::to_string(&never_expire)?, r#"{"expireAt":null}"#);
//! # Ok(())
//! # }
//! ```
//!
//! What this version does not know yet is sent through the `extra` of a request. What was read is
//! written back with `TryFrom`: `request::X::try_from(response)` keeps what it does not know.
//!
//! # Defaults
//!
//! * **Rate limit.** Never more than 10 requests in any 10 seconds for all clones of a client, as
//!   the API counts them ([`RateLimit`]). Further calls wait for a permit. A fleet of
//!   processes shares the limit of its key through Redis, with `RedisLimiter`.
//! * **Retries.** Up to 3 attempts with growing pauses for what passes, where repeating the call is
//!   safe ([`RetryPolicy`]); a 429 is waited for as long as the API asks.
//! * **Timeouts.** 10 seconds to connect, 60 for an attempt, 10 minutes for a call with
//!   everything in it. Every call has a timeout.
//! * **Credentials** go to the host of the client and nowhere else: over TLS, and not along with
//!   redirects. [`CredentialProvider`] is for those that expire.
//! * **Proxies** of the environment (`HTTPS_PROXY`, `ALL_PROXY`, `NO_PROXY`) are used, as tunnels:
//!   they see the host of the API and nothing else. Plain `http`, which is for loopback only, goes
//!   past them.
//!
//! # Failures
//!
//! There is one [`Error`], with predicates for what to do about it. It names the operation, the
//! request id, and for a 403 the permissions that the key must hold.
//!
#![cfg_attr(feature = "services", doc = "```no_run")]
#![cfg_attr(not(feature = "services"), doc = "```ignore")]
//! # use clickhouse_cloud::{Client, Error};
//! # async fn example(client: Client, org: &str, id: &str) -> Result<(), Error> {
//! match client.organization(org).service(id).delete().await {
//!     Ok(()) => println!("it is being deleted"),
//!     Err(error) if error.is_not_found() => println!("it is gone already"),
//!     Err(error) if error.is_forbidden() => {
//!         println!("the key must hold {:?}", error.missing_permissions());
//!     }
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! The question after a failure is often whether the request was executed nevertheless;
//! [`Error::may_have_been_executed`] answers it:
//!
//! | what happens | what the caller sees | tried again | possibly executed |
//! |---|---|---|---|
//! | a parameter cannot be sent | `is_request` | no | no |
//! | credentials are missing or refused (401) | `is_config`, `is_unauthorized` | only with new ones from a provider | no |
//! | no rate-limiter permit in time | `is_rate_limited`, `is_timeout` | no | no |
//! | the limiter fails, for instance because its store is away | `is_rate_limited` | no | no |
//! | no connection, no TLS, no way through the proxy | `is_connect` | every call | no |
//! | 429 | `is_rate_limited` | every call, when the API says | no |
//! | other 4xx | `is_bad_request`, `is_not_found`, … | no | no (408: yes) |
//! | 502, 503, 504, 408 | `is_server_error`, `status` | calls that are safe to repeat | yes |
//! | 500 and other 5xx | `is_server_error` | no | yes |
//! | cut before, in or after the head of the response | `is_transport` | calls that are safe to repeat | yes |
//! | no response in time | `is_timeout` | calls that are safe to repeat | yes |
//! | a redirect to another origin, or of a `POST` | `kind` is `Redirect` | no | no (303: yes) |
//! | a response that is too large | `is_transport` | no | yes |
//! | success, but not JSON or without a result | `is_decode` | no | yes |
//! | a wait ends in a state of failure | `is_wait_failed`, `last_state` | no | yes |
//! | a wait takes too long | `is_timeout`, `last_state` | no | yes |
//!
//! Safe to repeat are `GET`, `PUT` and `DELETE`, unless [`OPERATIONS`] says otherwise: see
//! [`OperationInfo::idempotency`]. A `DELETE` that is tried again after a cut can find its work
//! done, and ends in a 404 with `may_have_been_executed`. An error of a field is no failure at all.
//!
//! # Testing
//!
//! With the feature `test-util`, a `MockTransport` stands for the service: no network, no waiting,
//! and the whole of the client in between.
//!
#![cfg_attr(all(feature = "services", feature = "test-util"), doc = "```")]
#![cfg_attr(not(all(feature = "services", feature = "test-util")), doc = "```ignore")]
//! use clickhouse_cloud::MockTransport;
//! use clickhouse_cloud::operations::InstanceGetList;
//! use clickhouse_cloud::response::Service;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), clickhouse_cloud::Error> {
//! let mock = MockTransport::new();
//! mock.on::<InstanceGetList>().reply(vec![Service::default()]);
//!
//! let services = mock.client().organization("org").list_services().await?;
//! assert_eq!(services.len(), 1);
//! assert_eq!(mock.calls()[0].path, "/v1/organizations/org/services");
//! # Ok(())
//! # }
//! ```
//!
//! # Features
//!
//! Each group of [`operations`] is a feature, and all are on by default: `api-keys`, `backups`,
//! `billing`, `clickpipes`, `clickstack`, `notifications`, `organizations`, `postgres`,
//! `prometheus`, `query-endpoints`, `roles`, `saved-queries`, `services`, `snapshots`, `udf`,
//! `users`. A program that needs one of them compiles faster with that alone.
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustls` | TLS with rustls, *ring* and the certificates of the platform; by default |
//! | `native-tls` | TLS of the platform; `rustls` goes first where both are on |
//! | `reqwest` | the HTTP transport without TLS, for loopback; the two above imply it |
//! | `blocking` | calls without an async runtime: `send_blocking` |
//! | `profiles` | `Client::from_profile`: credentials from a TOML file in the home directory |
//! | `tracing` | spans for calls and attempts, and events for operators |
//! | `redis` | `RedisLimiter`, the rate limit of a fleet of processes with one key |
//! | `socks` | proxies that speak SOCKS |
//! | `jiff`, `chrono`, `time`, `uuid`, `url` | conversions of dates, ids and URLs |
//! | `pem` | `ToCertificates`: the certificates in PEM text, as DER |
//! | `validate` | `Validate` checks a request against the constraints of the document |
//! | `test-util` | `MockTransport`, for tests without a network |
//!
//! Cargo unites the features of a dependency for the whole program: with `rustls`, a program that
//! builds a `reqwest` client of its own, for any purpose and without a TLS feature of `reqwest`,
//! must call `install_crypto_provider` first, or install another provider. Otherwise
//! `reqwest::Client::new()` panics.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// What a server sends must not be able to stop a program.
#![cfg_attr(
    not(test),
    deny(
        clippy::expect_used,
        clippy::indexing_slicing,
        clippy::panic,
        clippy::string_slice,
        clippy::unreachable,
        clippy::unwrap_used
    )
)]

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
pub use self::generated::{enums, meta, operations, request, resources, response};
#[cfg(feature = "url")]
#[doc(inline)]
pub use self::model::ToUrl;
#[cfg(feature = "uuid")]
#[doc(inline)]
pub use self::model::ToUuid;
#[doc(inline)]
pub use self::model::{
    Date, DateTime, Extra, IntegerOrText, InvalidDate, InvalidSample, MetricKind, MissingFields,
    NumberOrText, OpenEnum, Patch, RequireError, Sample, Samples, Secret, ToSamples, Warning,
};
#[cfg(feature = "pem")]
#[doc(inline)]
pub use self::model::{InvalidPem, ToCertificates};
#[cfg(feature = "validate")]
#[doc(inline)]
pub use self::model::{UncheckedPattern, Validate, Violation, Violations};
pub use self::runtime::*;

/// Builds a response for a test in one expression: the named fields hold these values, and all
/// others are absent.
///
/// A value is anything that converts to the type of its field: `&str` for strings, enums and dates,
/// a response for a nested one.
///
#[cfg_attr(feature = "services", doc = "```")]
#[cfg_attr(not(feature = "services"), doc = "```ignore")]
/// use clickhouse_cloud::{build_response, enums::ServiceState, response};
///
/// let created = build_response!(response::ServicePostResponse {
///     password: "s3cret",
///     service: build_response!(response::Service { name: "db", state: ServiceState::Running }),
/// });
/// assert_eq!(created.service.unwrap().name.unwrap(), "db");
/// ```
#[cfg(feature = "test-util")]
#[cfg_attr(docsrs, doc(cfg(feature = "test-util")))]
#[macro_export]
macro_rules! build_response {
    ($type:path { $($field:ident: $value:expr),* $(,)? }) => {{
        #[allow(unused_mut, reason = "there may be no fields")]
        let mut response = <$type as ::core::default::Default>::default();
        $(
            response.$field =
                ::core::option::Option::Some(::core::convert::Into::into($value));
        )*
        response
    }};
}

/// The examples of the README are compiled.
#[cfg(all(doctest, feature = "services", feature = "test-util"))]
#[doc = include_str!("../README.md")]
struct Readme;
