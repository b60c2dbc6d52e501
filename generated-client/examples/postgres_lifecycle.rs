//! The lifecycle of a Managed Postgres service: list, create, wait, connect, tag, configure,
//! delete.
//!
//! ```sh
//! cargo run -p generated-client --example postgres_lifecycle
//! ```
//!
//! With the live API it requires `--yes`: a Postgres service costs money, and creating one takes
//! minutes.

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use clickhouse_cloud::{BoxError, Client, Observation, enums, request, require, response};

#[path = "support/target.rs"]
mod target;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let what = "create a Postgres service, which costs money";
    run(&target::Target::choose_to(what)?.client()?).await
}

pub(crate) async fn run(client: &Client) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    // List the existing services.
    for server in client.organization(organization).list_postgres().await? {
        let state = server.state.as_ref().map_or("(no state)", |state| state.as_str());
        println!("{} is {state}", server.name.unwrap_or_default());
    }

    // Create one: name, provider, region and size are required. The default version is 17.
    let new = request::PostgresServicePostRequest::new(
        "my postgres",
        enums::PgProvider::Aws,
        "us-west-2",
        enums::PgSize::R8gdLarge,
    )
    .postgres_version("18");
    let created = client.organization(organization).create_postgres(&new).await?;
    let id = require!(created.id)?;
    println!("created {id}");

    // Only this response contains the password: store the connection string. It is a `Secret`, so
    // `Debug` redacts it.
    let connection = require!(created.connection_string)?;
    println!("  psql {connection:?}, {} characters", connection.expose().len());

    // Wait until it runs.
    let server = client.organization(organization).postgres(id).get();
    server.clone().wait_until_running().on_progress(show).await?;

    // Update it: fields that are not set stay unchanged. Tags are replaced as a whole.
    let tag = request::ResourceTagsV1::new("Environment").value("production");
    let change = request::PostgresServicePatchRequest::new().tags([tag]);
    let tagged = client.organization(organization).postgres(id).update(&change).await?;
    for tag in tagged.tags.unwrap_or_default() {
        println!("tagged: {} = {}", tag.key.unwrap_or_default(), tag.value.unwrap_or_default());
    }

    // Configure it: this replaces the configuration; `update_config` changes parts of it. Both
    // arguments are required, although one is empty.
    let parameters = request::PgConfig::new().max_connections(42);
    let config = request::PostgresInstanceConfig::new(parameters, request::PgBouncerConfig::new());
    let response = client.organization(organization).postgres(id).replace_config(&config).await?;
    println!("configured: {}", response.message.unwrap_or_default());

    // Delete it, with all data.
    client.organization(organization).postgres(id).delete().await?;
    server.wait_until_gone().on_progress(show).await?;
    println!("deleted {id}");
    Ok(())
}

/// Prints a line for each poll.
fn show(poll: &Observation<response::PostgresService>) {
    let state = poll.state.as_deref().unwrap_or("gone");
    println!("  {:>4} s  {state}", poll.elapsed.as_secs());
}
