//! The choice of what calls do while the store is unavailable.

/// What calls do while the store of a [`RedisLimiter`](super::RedisLimiter) is unavailable.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
#[cfg_attr(docsrs, doc(cfg(feature = "redis")))]
pub enum WhenUnavailable {
    /// They fail before anything is sent; [`Error::is_rate_limited`](crate::Error::is_rate_limited) and [`Error::is_retryable`](crate::Error::is_retryable)
    /// are true.
    Fail,
    /// Each process applies a window of its own with this number of requests, including those that
    /// it sent before. This is the default, with the number of the limiter: the fleet may then send
    /// more than the API allows, and waits when the API responds with 429. The limit divided by the
    /// number of processes is never too much.
    Local {
        /// The number of requests in a window.
        requests: u32,
    },
    /// They are sent at once, unless the API asked to wait.
    LetThrough,
}
