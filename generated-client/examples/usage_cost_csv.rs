//! Writes the usage cost of the last week as CSV: a line for each day and resource.
//!
//! ```sh
//! cargo run -p generated-client --example usage_cost_csv > cost.csv
//! ```

#![allow(clippy::print_stderr, reason = "an example prints its results")]

use std::io::{Write, stdout};
use std::time::{Duration, SystemTime};

use clickhouse_cloud::{BoxError, Client, Date, DateTime, require};

#[path = "support/target.rs"]
mod target;

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let client = target::client()?; // In your program: Client::from_env()?
    let today = SystemTime::now();
    run(&client, date(today - 7 * DAY), date(today), &mut stdout()).await
}

pub(crate) async fn run(
    client: &Client,
    from: Date,
    to: Date,
    out: &mut impl Write,
) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    let usage = client.organization(organization).get_usage_cost(from, to).await?;
    writeln!(out, "date,kind,name,id,total_chc,compute_chc,storage_chc,locked")?;
    for record in usage.costs.unwrap_or_default() {
        let metrics = record.metrics.unwrap_or_default();
        let cells = [
            record.date.map(|date| date.to_string()),
            record.entity_type.map(|kind| kind.to_string()),
            record.entity_name,
            record.entity_id,
            record.total_chc.map(|chc| chc.to_string()),
            metrics.compute_chc.map(|chc| chc.to_string()),
            metrics.storage_chc.map(|chc| chc.to_string()),
            record.locked.map(|locked| locked.to_string()),
        ];
        let cells = cells.map(|cell| escape(&cell.unwrap_or_default()));
        writeln!(out, "{}", cells.join(","))?;
    }
    eprintln!("total: {} credits", usage.grand_total_chc.unwrap_or_default());
    Ok(())
}

/// Returns the date of a time.
pub(crate) fn date(at: SystemTime) -> Date {
    let at = DateTime::from(at);
    Date::from(at.as_str().get(..10).unwrap_or_default())
}

/// Formats a cell for RFC 4180. A spreadsheet must not read it as a formula.
fn escape(cell: &str) -> String {
    let cell = match cell.chars().next() {
        Some('=' | '+' | '@') => format!("'{cell}"),
        _ => cell.to_owned(),
    };
    if cell.contains([',', '"', '\n', '\r']) {
        format!("\"{}\"", cell.replace('"', "\"\""))
    } else {
        cell
    }
}
