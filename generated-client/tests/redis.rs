//! The limiter of a fleet against a real `redis-server`, with several processes on one key.
//!
//! If `redis-server` is not installed, the tests print a message and pass, unless the environment
//! variable `SDK_TEST_REDIS` is set: then that is a failure.
#![cfg(all(feature = "redis", feature = "reqwest", unix))]
#![allow(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

#[path = "wire/server.rs"]
#[allow(dead_code, reason = "the tests here use a part of it")]
mod server;

#[path = "redis/away.rs"]
mod away;
#[path = "redis/fleet.rs"]
mod fleet;
#[path = "redis/one.rs"]
mod one;
#[path = "redis/store.rs"]
mod store;
