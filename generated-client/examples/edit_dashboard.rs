//! Adds a note tile to a ClickStack dashboard, and preserves tiles and properties that this version
//! does not define.
//!
//! ```sh
//! cargo run -p generated-client --example edit_dashboard
//! ```
//!
//! With the live API it requires `--yes`, and edits the first dashboard that it finds.

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use clickhouse_cloud::{BoxError, Client, request, require};

#[path = "support/target.rs"]
mod target;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let target = target::Target::choose_to("add a tile to a dashboard")?;
    run(&target.client()?).await
}

pub(crate) async fn run(client: &Client) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    for service in client.organization(organization).list_services().await? {
        let service = require!(service.id)?;
        let dashboards =
            client.organization(organization).service(service).list_clickstack_dashboards().await?;
        if let Some(id) = dashboards.into_iter().next().and_then(|it| it.id) {
            return edit(client, organization, service, &id).await;
        }
    }
    println!("no service has a dashboard");
    Ok(())
}

async fn edit(
    client: &Client,
    organization: &str,
    service: &str,
    id: &str,
) -> Result<(), BoxError> {
    let response = client
        .organization(organization)
        .service(service)
        .clickstack_dashboard(id)
        .get()
        .send_full()
        .await?;
    for warning in response.warnings() {
        println!("preserved unchanged: {warning}");
    }

    // Convert the response to a request, including unknown properties.
    let mut dashboard: request::ClickStackUpdateDashboardRequest =
        response.into_value().try_into()?;
    let below = dashboard.tiles.iter().map(|tile| tile.y + tile.h).max().unwrap_or(0);
    let note = request::ClickStackMarkdownChartConfig::new().markdown("Reviewed.");
    let tile = request::ClickStackTileInput::new("Note", 0, below, 24, 2).config(note);
    dashboard.tiles.push(tile);

    let after = client
        .organization(organization)
        .service(service)
        .clickstack_dashboard(id)
        .update(&dashboard)
        .await?;
    println!(
        "{} has {} tiles now",
        after.name.unwrap_or_default(),
        after.tiles.unwrap_or_default().len()
    );
    Ok(())
}
