//! Lists the services of all organizations of the API key.
//!
//! ```sh
//! cargo run -p generated-client --example list_services
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use clickhouse_cloud::{BoxError, Client, require};

#[path = "support/target.rs"]
mod target;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let client = target::client()?; // In your program: Client::from_env()?
    run(&client).await
}

pub(crate) async fn run(client: &Client) -> Result<(), BoxError> {
    let mut organizations = client.list_organizations().items();
    while let Some(organization) = organizations.next().await {
        let organization = organization?;
        println!("{}", require!(organization.name)?);

        let id = require!(organization.id)?;
        for service in client.organization(id).list_services().await? {
            let name = service.name.as_deref().unwrap_or("(no name)");
            let state = service.state.as_ref().map_or("(no state)", |state| state.as_str());
            let region = service.region.as_ref().map_or("(no region)", |region| region.as_str());
            println!("  {name:<24} {state:<12} {region}");
        }
    }
    Ok(())
}
