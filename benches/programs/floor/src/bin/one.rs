//! Calls one operation without an SDK: the smallest program that can do it.

use bench_floor::{BoxError, http, service};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), BoxError> {
    let ids: Vec<String> = std::env::args().skip(1).collect();
    let service = service(&http(true)?, "https://api.clickhouse.cloud", &ids[0], &ids[1]).await?;
    println!("{}", service.name.unwrap_or_default());
    Ok(())
}
