//! A client for the [ClickHouse Cloud API][api]. Operations and models are generated from its
//! OpenAPI document (the *spec*); a handwritten runtime handles authentication, rate limits,
//! retries, pagination and timeouts.
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
//!     // Reads CLICKHOUSE_CLOUD_API_KEY and CLICKHOUSE_CLOUD_API_SECRET.
//!     let client = Client::from_env()?;
//!     # let org = "5c5a7dc4-0c8d-4d5f-8a0c-6d2a8a1d3b11";
//!
//!     for service in client.organization(org).list_services().await? {
//!         println!("{} is {}", require!(service.name)?, require!(service.state)?);
//!     }
//!     Ok(())
//! }
//! ```
//!
//! | To find | Look at |
//! |---|---|
//! | an operation | [`operations`]: a page for each group, with paths and permissions |
//! | how to call it | its method on [`Client`] or on a handle in [`resources`], with an example |
//! | the types of request and response bodies | [`request`], [`response`] and [`enums`], which both use |
//! | what can fail | [`Error`], and the [table of failures](#failures) |
//!
//! # Authentication
//!
//! An API key has an id and a secret. It is created in the console or with
#![cfg_attr(
    feature = "api-keys",
    doc = "[`create_api_key`](resources::Organization::create_api_key)."
)]
#![cfg_attr(not(feature = "api-keys"), doc = "the operations of the feature `api-keys`.")]
//! [`Client::from_env`] reads it from the environment, `Client::from_profile` (feature `profiles`)
//! from a file, and [`Client::discover`] from the environment or the file. A [`CredentialProvider`]
//! supplies keys that change and tokens that expire.
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
//! Clones of a client share its connections and its rate limit: create one, and clone it.
//!
//! # Calls
//!
//! Calls follow the paths of the API. [`Client`] returns a handle to an organization, and a handle
//! returns handles to the resources below it. An operation is a method of the handle for the last
//! resource id in its path:
//! `PATCH /v1/organizations/{organizationId}/services/{serviceId}/password` is
//! `client.organization(org).service(id).update_password(…)`. Handles are in [`resources`];
//! creating one sends no request.
//!
//! Required query parameters and the request body are arguments of the method; optional query
//! parameters are setters of the [`Call`] that it returns. `.await` sends the call and returns its
//! value; [`send_full`](Call::send_full) also returns status, headers, request id and warnings.
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
//! [`header`](Call::header)s. [`build`](Call::build) returns the request without sending it.
//! [`Client::request`] calls endpoints that have no method in this crate, and
#![cfg_attr(feature = "query-endpoints", doc = "[`Client::query`] sends SQL.")]
#![cfg_attr(
    not(feature = "query-endpoints"),
    doc = "`Client::query` (feature `query-endpoints`) sends SQL."
)]
//!
//! # Pagination
//!
//! For a paginated list, `.await` returns one [`Page`]. [`items`](Call::items) returns the items
//! of all pages, and requests the next page when it is needed; [`pages`](Call::pages) returns the
//! pages, and [`first`](Call::first) the first item. `items` and `pages` return streams; their
//! method `next` works without a stream library. Other lists are a `Vec`.
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
//! Many operations continue after their response. A call that reads a resource can wait for its
//! state. This example creates a service and waits until its state is `running`:
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
//! Calls that read a resource with a state can wait for [one state](Call::wait_for) or for [one of
//! several states](Call::wait_for_any); the most common states have methods of their own. Every
//! read-only call can wait for [a condition](Call::wait_until), or for [the deletion of a
//! resource](Call::wait_until_gone). A [`Wait`] has a [deadline](Wait::deadline), by default 90
//! minutes. It reports its progress [to a function](Wait::on_progress) or [as a
//! stream](Wait::observations). A wait for a state fails early if the resource is being deleted, or
//! is in a state that it does not leave without intervention. The error contains the last state.
//!
//! # Responses
//!
//! Most response bodies are JSON objects with `status`, `requestId` and `result`, the *envelope*; a
//! call returns the decoded `result`. Every field is an `Option`; [`require!`] borrows its value,
//! or returns an error that names the absent field. Null reads as absent. A value of an unexpected
//! type affects only its own field and does not fail the call: the raw value is preserved in
//! `extra` (of a union: in `Other`) and reported as a warning. Unknown properties are in `extra`,
//! too. Enums are open: an unknown value is `Other`. If an object lacks the discriminator of its
//! union, it is decoded as the variant that declares most of its properties. If several variants
//! declare equally many, it is decoded as the one that the spec assigns to an absent discriminator,
//! if that is among them, and otherwise as `Other`.
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
//! [`Response::warnings`] returns the warnings. A secret field has the type [`Secret`]: `Debug`,
//! errors and traces redact it, but serializing a response writes it. Ids, URLs, certificates and
//! metrics are strings, and dates are strings in a [`DateTime`] or [`Date`], so that an invalid
//! value does not fail the call. [`DateTime::to_system_time`],
#![cfg_attr(feature = "prometheus", doc = "[`ToSamples`]")]
#![cfg_attr(not(feature = "prometheus"), doc = "`ToSamples` (feature `prometheus`)")]
//! and the conversion features parse them.
//!
//! # Requests
//!
//! `new` takes the required fields of a request. It sets the required fields that have only one
//! possible value, and, in a variant of a union, the discriminator. Setters set the optional
//! fields. A field that is not set is not sent. An optional field that can be null is a [`Patch`]:
//! in an update, an absent field leaves the current value unchanged, and null clears it.
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
//! The properties in `extra` of a request are sent unchanged. Use `extra` for properties that this
//! version does not define. `request::X::try_from(response)` converts a response to a request. It
//! preserves unknown properties, and fails if the response lacks a field that the request requires.
//!
//! # Defaults
//!
//! * **Rate limit.** At most 10 requests to the API in any 10 seconds for all clones of a client
//!   ([`RateLimit`]). Further calls wait for a permit. The limit does not apply to SQL statements.
//!   Several processes can share the limit of an API key through Redis, with `RedisLimiter`.
//! * **Retries.** Up to 3 attempts, with growing delays, if the failure is temporary and repeating
//!   the call is safe ([`RetryPolicy`]). An attempt that ends in a 429 does not count towards the 3:
//!   it is retried up to 10 times, after the delay that the API requests, unless that is longer than
//!   2 minutes. No attempt begins later than 3 minutes after the start of the call, or than its
//!   `timeout` if that is set and longer.
//! * **Timeouts.** 10 seconds to connect, 60 seconds for an attempt, 10 minutes for a call, including
//!   all attempts and delays.
//! * **Credentials** are sent only to the hosts of the base URL and of the query URL, and only over
//!   TLS, except to loopback addresses. A redirect to another origin is not followed.
//! * **Proxies.** The client reads proxy settings from the environment (`HTTPS_PROXY`, `ALL_PROXY`,
//!   `NO_PROXY`) and uses the proxy as a tunnel: a proxy sees only the host name of the API. Requests
//!   over plain `http`, which is allowed for loopback only, never use a proxy.
//!
//! # Failures
//!
//! All calls return the same [`Error`] type. An error names the call and the request id and, for a
//! 403, the permissions that the operation requires. Its predicates help to decide what to do.
//!
#![cfg_attr(feature = "services", doc = "```no_run")]
#![cfg_attr(not(feature = "services"), doc = "```ignore")]
//! # use clickhouse_cloud::{Client, Error};
//! # async fn example(client: Client, org: &str, id: &str) -> Result<(), Error> {
//! match client.organization(org).service(id).delete().await {
//!     Ok(()) => println!("the service is being deleted"),
//!     Err(error) if error.is_not_found() => println!("there is no such service"),
//!     Err(error) if error.is_forbidden() => {
//!         println!("this operation requires {:?}", error.required_permissions());
//!     }
//!     Err(error) => return Err(error),
//! }
//! # Ok(())
//! # }
//! ```
//!
//! After a failure, [`Error::may_have_been_executed`] returns whether the server may have executed
//! the request. In the following table, the last column describes one attempt; after several
//! attempts, the method returns `true` if any of them may have been executed.
//!
//! | Failure | Predicates | Retried | May have been executed |
//! |---|---|---|---|
//! | a parameter is invalid | `is_request` | no | no |
//! | credentials are missing | `is_config` | no | no |
//! | credentials are rejected (401) | `is_unauthorized` | once, if a provider has others | no |
//! | no rate-limiter permit in time | `is_rate_limited` after `max_wait`, `is_timeout` after the timeout of the call | no | no |
//! | the limiter fails, for example because its store is unavailable | `is_rate_limited` | no | no |
//! | the connection or the TLS handshake fails, or the proxy returns an error | `is_connect` | all calls | no |
//! | 429 | `is_rate_limited` | all calls except `query_postgres`, after the delay that the API requests, if that is at most 2 minutes | no |
//! | other 4xx | `is_forbidden`, `is_not_found`, `is_conflict`, `status` | no | no |
//! | 502, 503, 504 | `is_server_error` | calls that are safe to repeat | yes |
//! | 408 | `status` | calls that are safe to repeat | yes |
//! | 500 and other 5xx | `is_server_error` | no | yes |
//! | the connection is interrupted | `is_transport` | calls that are safe to repeat | yes |
//! | an attempt times out | `is_timeout` | calls that are safe to repeat | yes |
//! | the call times out | `is_timeout` | no | yes, unless nothing was sent |
//! | a redirect to another origin, a redirect of a request other than `GET` or `HEAD`, or more than 5 redirects | `kind()` is `Redirect` | no | no (303: yes) |
//! | the response is too large | `is_transport` | no | yes |
//! | a successful response is not JSON, or has no result | `is_decode` | no | yes |
//! | a wait ends in a failure state or in a deletion | `is_wait_failed`, `last_state` | no | yes |
//! | a wait times out | `is_timeout`, `last_state` | no | yes |
//!
//! `GET`, `PUT` and `DELETE` are safe to repeat, and so are the `POST` operations that
//! [`OPERATIONS`] marks as safe or idempotent; see [`OperationInfo::idempotency`]. If a `DELETE` is
//! retried after an interrupted connection, the first attempt may have deleted the resource: the
//! call then fails with a 404, and `may_have_been_executed` returns `true`.
//!
//! # Testing
//!
//! With the feature `test-util`, a `MockTransport` replaces the network. Requests are encoded and
//! responses are decoded as in production; if Tokio's clock is paused, delays end immediately.
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
//! Each group of [`operations`] is a feature, and all are enabled by default: `api-keys`,
//! `backups`, `billing`, `clickpipes`, `clickstack`, `notifications`, `organizations`, `postgres`,
//! `prometheus`, `query-endpoints`, `roles`, `saved-queries`, `services`, `snapshots`, `udf`,
//! `users`. A program compiles faster with only the groups that it needs. Two parts of the runtime
//! belong to groups: `query-endpoints` and `postgres` add SQL statements (`Client::query`,
//! `Client::query_postgres`), and `prometheus` adds `ToSamples`, which parses metrics.
//!
//! | Feature | Adds |
//! |---|---|
//! | `rustls` | TLS with rustls, *ring* and the certificates of the platform; enabled by default |
//! | `native-tls` | the TLS library of the platform; `rustls` takes precedence if both are enabled |
//! | `reqwest` | the HTTP transport without TLS, for loopback; the two above enable it |
//! | `blocking` | `send_blocking`, for programs without an async runtime; runs calls on a tokio runtime in a background thread |
//! | `profiles` | `Client::from_profile`: credentials from a TOML file in the configuration directory of the user |
//! | `tracing` | spans for calls and attempts, and events for retries, rate limits, waits and failures |
//! | `redis` | `RedisLimiter`, a rate limit that several processes with one API key share |
//! | `socks` | SOCKS proxies |
//! | `jiff`, `chrono`, `time`, `uuid`, `url` | conversions of dates, ids and URLs |
//! | `pem` | `ToCertificates`, which returns the certificates of a PEM string as DER |
//! | `validate` | `Validate`, which checks a request against the constraints of the spec |
//! | `test-util` | `MockTransport`, for tests without a network |
//!
//! Cargo unifies the features of a dependency for the whole program. With the feature `rustls` of
//! this crate, every use of `reqwest` in the program therefore has rustls without a cryptography
//! provider. If your program builds its own `reqwest` client and enables no TLS feature of
//! `reqwest`, call `install_crypto_provider` first, or install another cryptography provider for
//! rustls. Otherwise `reqwest::Client::new()` panics.

#![cfg_attr(docsrs, feature(doc_cfg))]
#![forbid(unsafe_code)]
#![warn(missing_docs)]
// A response must not be able to make a program panic.
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
    reason = "the spec decides what is deprecated, the names and the number of items"
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
    Date, DateTime, Extra, IntegerOrText, InvalidDate, MissingFields, NumberOrText, OpenEnum,
    Patch, RequireError, Secret, Warning,
};
#[cfg(feature = "pem")]
#[doc(inline)]
pub use self::model::{InvalidPem, ToCertificates};
#[cfg(feature = "prometheus")]
#[doc(inline)]
pub use self::model::{InvalidSample, MetricKind, Sample, Samples, ToSamples};
#[cfg(feature = "validate")]
#[doc(inline)]
pub use self::model::{UncheckedPattern, Validate, Violation, Violations};
pub use self::runtime::*;

/// Creates a response for a test: the given fields have these values, and all others are absent.
///
/// A value is anything that converts to the type of its field: `&str` for strings, enums and dates,
/// and a response for a nested object.
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

/// Compiles the examples of the README.
#[cfg(all(doctest, feature = "services", feature = "test-util"))]
#[doc = include_str!("../README.md")]
struct Readme;
