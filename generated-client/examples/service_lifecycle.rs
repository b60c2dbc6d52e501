//! Creates a service, waits until it runs, prints its endpoints, stops it, and deletes it.
//!
//! ```sh
//! cargo run -p generated-client --example service_lifecycle
//! ```
//!
//! With the live API it requires `--yes`: a running service costs money.

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use clickhouse_cloud::{BoxError, Client, Observation, enums, request, require, response};

#[path = "support/target.rs"]
mod target;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let target = target::Target::choose_to("create a service, which costs money")?;
    run(&target.client()?).await
}

pub(crate) async fn run(client: &Client) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    // Name, provider, region and access list are required; the other settings have defaults.
    let office = request::IpAccessListEntry::new("203.0.113.0/24").description("office");
    let new = request::ServicePostRequest::new(
        "example",
        enums::ServicePostRequestProvider::Aws,
        enums::ServicePostRequestRegion::AwsUsEast1,
        [office],
    )
    .min_replica_memory_gb(8.0)
    .max_replica_memory_gb(8.0)
    .num_replicas(1);
    let created = client.organization(organization).create_service(&new).await?;
    let password = require!(created.password)?;
    let id = require!(created.service.id)?;
    println!("created {id}");

    let service = client.organization(organization).service(id).get();
    let running = service.clone().wait_until_ready().on_progress(show).await?;
    for endpoint in running.endpoints.unwrap_or_default() {
        let protocol = require!(endpoint.protocol)?;
        println!("  {protocol}: {}:{}", require!(endpoint.host)?, require!(endpoint.port)?);
    }
    // The API does not return the password again. `Debug` of a `Secret` redacts it; `expose`
    // returns it.
    println!("  password: {} characters", password.expose().len());

    // A service must be stopped before it can be deleted.
    let stop = request::ServiceStatePatchRequest::new(enums::ServiceStatePatchRequestCommand::Stop);
    client.organization(organization).service(id).update_state(&stop).await?;
    service.clone().wait_until_stopped().on_progress(show).await?;

    client.organization(organization).service(id).delete().await?;
    service.wait_until_gone().on_progress(show).await?;
    println!("deleted {id}");
    Ok(())
}

/// Prints a line for each poll.
fn show(poll: &Observation<response::Service>) {
    let state = poll.state.as_deref().unwrap_or("gone");
    println!("  {:>4} s  {state}", poll.elapsed.as_secs());
}
