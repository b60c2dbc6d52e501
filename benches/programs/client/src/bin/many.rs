//! Calls one operation many times with the SDK.

use std::error::Error;

use bench_driver::{ORGANIZATION, SERVICE, run};
use clickhouse_cloud::{Client, RateLimit};

fn main() -> Result<(), Box<dyn Error>> {
    let url = std::env::args().nth(1).unwrap_or_default();
    let client = Client::builder()
        .api_key("key", "secret")
        .base_url(url)
        .rate_limit(RateLimit::off())
        .build()?;
    run(
        |_| client,
        |client| async move { client.organization(ORGANIZATION).service(SERVICE).get().await.map(drop) },
    )
}
