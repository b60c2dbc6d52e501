//! The life of a Managed Postgres service: list, create, wait, connect, tag, configure, delete.
//!
//! ```sh
//! cargo run --example postgres_lifecycle
//! ```
//!
//! With the real service it asks for `--yes`: a Postgres service costs money while it exists, and
//! making one takes minutes.

#![allow(clippy::print_stdout, reason = "an example speaks to a person")]

use clickhouse_cloud::{BoxError, Client, Observation, enums, request, require, response};

#[path = "support/target.rs"]
mod target;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let what = "make a Postgres service, which costs money while it exists";
    run(&target::Target::choose_to(what)?.client()?).await
}

pub(crate) async fn run(client: &Client) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    // What is there already.
    for server in client.organization(organization).list_postgres().await? {
        let state = server.state.as_ref().map_or("(no state)", |state| state.as_str());
        println!("{} is {state}", server.name.unwrap_or_default());
    }

    // Create: name, provider, region and size are required. Without a version it would be 17.
    let wish = request::PostgresServicePostRequest::new(
        "my postgres",
        enums::PgProvider::Aws,
        "us-west-2",
        enums::PgSize::R8gdLarge,
    )
    .postgres_version("18");
    let made = client.organization(organization).create_postgres(&wish).await?;
    let id = require!(made.id)?;
    println!("made {id}");

    // Only the answer to the creation holds the password. Store the connection string where your
    // programs find it; it is a `Secret`, which prints as nothing until it is exposed.
    let connection = require!(made.connection_string)?;
    println!("  psql {connection:?}, {} characters", connection.expose().len());

    // Read it until it runs.
    let server = client.organization(organization).postgres(id).get();
    server.clone().wait_until_running().on_progress(show).await?;

    // Update: what is not set is not sent, and stays as it is. Tags are replaced as a whole.
    let tag = request::ResourceTagsV1::new("Environment").value("production");
    let change = request::PostgresServicePatchRequest::new().tags([tag]);
    let tagged = client.organization(organization).postgres(id).update(&change).await?;
    for tag in tagged.tags.unwrap_or_default() {
        println!("tagged: {} = {}", tag.key.unwrap_or_default(), tag.value.unwrap_or_default());
    }

    // Configure: this replaces the configuration; `…_config_patch` changes parts of it. Both members
    // have to be there, although one is empty.
    let parameters = request::PgConfig::new().max_connections(42);
    let config = request::PostgresInstanceConfig::new(parameters, request::PgBouncerConfig::new());
    let answer = client.organization(organization).postgres(id).replace_config(&config).await?;
    println!("configured: {}", answer.message.unwrap_or_default());

    // Delete: with all data, and for good.
    client.organization(organization).postgres(id).delete().await?;
    server.wait_until_gone().on_progress(show).await?;
    println!("deleted {id}");
    Ok(())
}

/// One line for each look at the server.
fn show(seen: &Observation<response::PostgresService>) {
    let state = seen.state.as_deref().unwrap_or("gone");
    println!("  {:>4} s  {state}", seen.elapsed.as_secs());
}
