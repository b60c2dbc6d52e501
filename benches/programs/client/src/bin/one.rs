//! Calls one operation with the SDK.

use clickhouse_cloud::{Client, Error};

#[tokio::main(flavor = "current_thread")]
async fn main() -> Result<(), Error> {
    let ids: Vec<String> = std::env::args().skip(1).collect();
    let client = Client::new("key", "secret")?;
    let service = client.instance_get(&ids[0], &ids[1]).await?;
    println!("{}", service.name.unwrap_or_default());
    Ok(())
}
