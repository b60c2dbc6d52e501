//! A clock that runs a hundred times as fast, so that waiting for the double takes no time.

use std::time::{Duration, Instant};

use clickhouse_cloud::{BoxFuture, Clock};

/// How much faster time runs.
pub(crate) const SPEED: u32 = 100;

/// The clock of clients of the double.
#[derive(Debug, Clone, Copy)]
pub(crate) struct QuickClock {
    start: Instant,
}

impl QuickClock {
    pub(crate) fn new() -> Self {
        Self { start: Instant::now() }
    }
}

impl Clock for QuickClock {
    fn now(&self) -> Instant {
        self.start + self.start.elapsed() * SPEED
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration / SPEED))
    }
}
