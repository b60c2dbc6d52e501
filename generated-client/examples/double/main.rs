//! The double as a server to play with, for the examples and for programs of your own.
//!
//! ```sh
//! cargo run --example double
//! ```

#![allow(clippy::print_stdout, reason = "an example speaks to a person")]

use std::thread;

use clickhouse_cloud::BoxError;

#[path = "server.rs"]
mod server;

fn main() -> Result<(), BoxError> {
    let port = server::argument().map_or(Ok(0), |port| port.parse())?;
    let double = server::Double::start(port)?;
    println!("The double listens. In another terminal:\n");
    println!("export CLICKHOUSE_CLOUD_API_URL={}", double.url());
    println!("export CLICKHOUSE_CLOUD_API_KEY={}", server::KEY);
    println!("export CLICKHOUSE_CLOUD_API_SECRET={}", server::SECRET);
    loop {
        thread::park();
    }
}
