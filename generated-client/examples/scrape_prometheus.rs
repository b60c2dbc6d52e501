//! Prints the metrics of every running service in the text format of Prometheus.
//!
//! ```sh
//! cargo run -p generated-client --example scrape_prometheus > metrics.prom
//! ```

#![allow(clippy::print_stderr, reason = "an example prints its results")]

use std::io::{Write, stdout};

use clickhouse_cloud::{BoxError, Client, enums::ServiceState, require};

#[path = "support/target.rs"]
mod target;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let client = target::client()?; // In your program: Client::from_env()?
    run(&client, &mut stdout()).await
}

pub(crate) async fn run(client: &Client, out: &mut impl Write) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    for service in client.organization(organization).list_services().await? {
        let id = require!(service.id)?;
        if service.state != Some(ServiceState::Running) {
            eprintln!("{id} is not running, and has no metrics");
            continue;
        }
        // `filtered_metrics` selects the most important metrics.
        let text = client
            .organization(organization)
            .service(id)
            .get_prometheus_metrics()
            .filtered_metrics(true)
            .await?;
        let samples = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
        eprintln!("{id}: {} samples", samples.count());
        out.write_all(text.as_bytes())?;
    }
    Ok(())
}
