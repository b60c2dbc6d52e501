//! The HTTP runtime: everything between a call and the network that is not generated.
//!
//! A generated operation is a row of metadata; the code here is shared by all operations. Only
//! [`Call`] and [`Output`] are generic. Between them, one future that is not generic sends every
//! request, so a program contains it once.

mod base_url;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod builder;
mod call;
mod call_info;
mod client;
mod clock;
mod credentials;
mod deadlines;
mod encode;
mod envelope;
mod error;
mod execute;
mod form;
mod ids;
mod interceptor;
#[cfg(any(test, feature = "test-util"))]
#[cfg_attr(
    not(feature = "test-util"),
    allow(unreachable_pub, dead_code, reason = "the tests here use a part of it")
)]
mod mock;
mod operation;
mod operation_info;
mod output;
mod page;
mod pager;
mod rate_limit;
mod raw_response;
mod redirect;
mod resource;
mod response;
mod retry;
// SQL statements are a part of the groups that create their endpoints.
#[cfg(any(feature = "postgres", feature = "query-endpoints"))]
mod sql;
mod trace;
mod transport;
mod untyped;
mod wait;
mod wait_info;

#[cfg(feature = "blocking")]
pub use self::blocking::{BlockingItems, BlockingPages};
pub use self::builder::ClientBuilder;
pub use self::call::{Call, Sending, SendingFull};
pub use self::client::Client;
pub use self::clock::{Clock, TokioClock};
pub use self::credentials::{CredentialProvider, Credentials};
pub use self::encode::QueryValue;
pub use self::error::{Error, ErrorBody, ErrorKind, Issue};
pub use self::form::FilePart;
#[allow(unused_imports, reason = "generated code uses it if the spec has forms")]
pub(crate) use self::form::Part;
pub use self::interceptor::{Attempt, Interceptor, Outcome};
#[cfg(feature = "test-util")]
pub use self::mock::{MockCall, MockReplies, MockTransport};
pub use self::operation::{Operation, Paged, Waited};
pub use self::operation_info::{Idempotency, OperationInfo, Pagination, ResponseBody};
pub use self::output::Output;
pub use self::page::Page;
pub use self::pager::{Items, Pages};
pub use self::rate_limit::{Limiter, Permit, RateLimit, SlidingWindow};
#[cfg(feature = "redis")]
pub use self::rate_limit::{RedisLimiter, RedisLimiterBuilder, WhenUnavailable};
pub(crate) use self::resource::Resource;
pub use self::response::Response;
pub use self::retry::RetryPolicy;
#[cfg(any(feature = "postgres", feature = "query-endpoints"))]
pub use self::sql::{PostgresQuery, PostgresRows, Query};
#[cfg(feature = "reqwest")]
pub use self::transport::ReqwestTransport;
#[cfg(feature = "rustls")]
pub use self::transport::install_crypto_provider;
pub use self::transport::{BodyLimit, Transport, TransportError};
pub use self::untyped::UntypedCall;
pub use self::wait::{Observation, Observations, Wait};
pub use self::wait_info::{States, WaitInfo};

/// A boxed future that is `Send`.
pub type BoxFuture<'a, T> = std::pin::Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Any error: the source of an [`Error`], or the error of a trait that a user implements.
pub type BoxError = Box<dyn std::error::Error + Send + Sync>;
