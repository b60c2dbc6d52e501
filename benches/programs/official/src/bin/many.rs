//! Calls one operation many times with the official client.

use std::error::Error;

use bench_driver::{ORGANIZATION, SERVICE, run};
use clickhouse_cloud_api::Client;

fn main() -> Result<(), Box<dyn Error>> {
    run(
        |url| Client::with_base_url(url, "key", "secret"),
        |client| async move { client.instance_get(ORGANIZATION, SERVICE).await.map(drop) },
    )
}
