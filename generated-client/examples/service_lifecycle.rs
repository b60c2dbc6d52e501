//! Makes a service, waits until it runs, prints how to connect, and stops and deletes it.
//!
//! ```sh
//! cargo run --example service_lifecycle
//! ```
//!
//! With the real service it asks for `--yes`: a running service costs money, by the minute.

#![allow(clippy::print_stdout, reason = "an example speaks to a person")]

use clickhouse_cloud::{BoxError, Client, Observation, enums, request, require, response};

#[path = "support/target.rs"]
mod target;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let target = target::Target::choose_to("make a service, which costs money while it exists")?;
    run(&target.client()?).await
}

pub(crate) async fn run(client: &Client) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    // Name, provider and region, and who may connect, are required; the rest is left to the API.
    let office = request::IpAccessListEntry::new("203.0.113.0/24").description("office");
    let wish = request::ServicePostRequest::new(
        "example",
        enums::ServicePostRequestProvider::Aws,
        enums::ServicePostRequestRegion::AwsUsEast1,
        [office],
    )
    .min_replica_memory_gb(8.0)
    .max_replica_memory_gb(8.0)
    .num_replicas(1);
    let made = client.organization(organization).create_service(&wish).await?;
    let password = require!(made.password)?;
    let id = require!(made.service.id)?;
    println!("made {id}");

    let service = client.organization(organization).service(id).get();
    let running = service.clone().wait_until_ready().on_progress(show).await?;
    for endpoint in running.endpoints.unwrap_or_default() {
        let protocol = require!(endpoint.protocol)?;
        println!("  {protocol}: {}:{}", require!(endpoint.host)?, require!(endpoint.port)?);
    }
    // It is never shown again. `Secret` keeps it out of logs; `expose` takes it out.
    println!("  password: {} characters", password.expose().len());

    // A service has to be stopped before it can be deleted.
    let stop = request::ServiceStatePatchRequest::new(enums::ServiceStatePatchRequestCommand::Stop);
    client.organization(organization).service(id).update_state(&stop).await?;
    service.clone().wait_until_stopped().on_progress(show).await?;

    client.organization(organization).service(id).delete().await?;
    service.wait_until_gone().on_progress(show).await?;
    println!("deleted {id}");
    Ok(())
}

/// One line for each look at the service.
fn show(seen: &Observation<response::Service>) {
    let state = seen.state.as_deref().unwrap_or("gone");
    println!("  {:>4} s  {state}", seen.elapsed.as_secs());
}
