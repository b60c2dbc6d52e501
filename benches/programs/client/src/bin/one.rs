//! Calls one operation with the SDK.

use clickhouse_cloud::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let ids: Vec<String> = std::env::args().skip(1).collect();
    let client = Client::new("key", "secret")?;
    let service = client.organization(&ids[0]).service(&ids[1]).get().await?;
    println!("{}", service.name.unwrap_or_default());
    Ok(())
}
