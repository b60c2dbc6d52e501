//! The life of a Managed Postgres service: list, create, wait, connect, tag, configure, delete.
//!
//! ```sh
//! cargo run --example postgres_lifecycle
//! ```
//!
//! With the real service it asks for `--yes`: a Postgres service costs money while it exists, and
//! making one takes minutes.

#![allow(clippy::print_stdout, reason = "an example speaks to a person")]

use clickhouse_cloud::{BoxError, Client, Observation, request, require, response};

#[path = "double/server.rs"]
mod double;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let what = "make a Postgres service, which costs money while it exists";
    run(&double::Target::choose_to(what)?.client()?).await
}

pub(crate) async fn run(client: &Client) -> Result<(), BoxError> {
    let organization = client.organization_get_list().first().await?;
    let organization = require!(organization.id)?;

    // What is there already.
    for server in client.postgres_service_get_list(&organization).await? {
        let state = server.state.as_ref().map_or("(no state)", |state| state.as_str());
        println!("{} is {state}", server.name.unwrap_or_default());
    }

    // Create: name, provider, region and size are required. Without a version it would be 17.
    let wish =
        request::PostgresServicePostRequest::new("my postgres", "aws", "us-west-2", "r8gd.large")
            .postgres_version("18");
    let made = client.postgres_service_create(&organization, &wish).await?;
    let id = require!(made.id)?;
    println!("made {id}");

    // Only the answer to the creation holds the password. Store the connection string where your
    // programs find it; it is a `Secret`, which prints as nothing until it is exposed.
    let connection = require!(made.connection_string)?;
    println!("  psql {connection:?}, {} characters", connection.expose().len());

    // Read it until it runs.
    let server = client.postgres_service_get(&organization, &id);
    server.clone().wait_until_running().on_progress(show).await?;

    // Update: what is not set is not sent, and stays as it is. Tags are replaced as a whole.
    let tag = request::ResourceTagsV1::new("Environment").value("production");
    let change = request::PostgresServicePatchRequest::new().tags([tag]);
    let tagged = client.postgres_service_patch(&organization, &id, &change).await?;
    for tag in tagged.tags.unwrap_or_default() {
        println!("tagged: {} = {}", tag.key.unwrap_or_default(), tag.value.unwrap_or_default());
    }

    // Configure: this replaces the configuration; `…_config_patch` changes parts of it. Both members
    // have to be there, although one is empty.
    let parameters = request::PgConfig::new().max_connections(42);
    let config = request::PostgresInstanceConfig::new(parameters, [].into());
    let answer = client.postgres_instance_config_post(&organization, &id, &config).await?;
    println!("configured: {}", answer.message.unwrap_or_default());

    // Delete: with all data, and for good.
    client.postgres_service_delete(&organization, &id).await?;
    server.wait_until_gone().on_progress(show).await?;
    println!("deleted {id}");
    Ok(())
}

/// One line for each look at the server.
fn show(seen: &Observation<response::PostgresService>) {
    let state = seen.state.as_deref().unwrap_or("gone");
    println!("  {:>4} s  {state}", seen.elapsed.as_secs());
}
