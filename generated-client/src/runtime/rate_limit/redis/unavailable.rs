//! What calls do while the store is unavailable.

/// What calls do while the store of a [`RedisLimiter`](super::RedisLimiter) is unavailable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub enum WhenUnavailable {
    /// Calls fail before anything is sent;
    /// [`Error::is_rate_limited`](crate::Error::is_rate_limited) and
    /// [`Error::is_retryable`](crate::Error::is_retryable) are true.
    Fail,
    /// Each process applies its own window with this number of requests, including those that it
    /// has already sent. This is the default, with the number of the limiter: all processes
    /// together may then exceed the limit of the API, and wait after a 429. The limit of the API
    /// divided by the number of processes is always safe.
    Local {
        /// The number of requests in a window.
        requests: u32,
    },
    /// Calls are sent immediately, unless the API asked to wait.
    LetThrough,
}
