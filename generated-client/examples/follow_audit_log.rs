//! Follows the audit log of the organization: prints new activities.
//!
//! ```sh
//! cargo run -p generated-client --example follow_audit_log
//! ```

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use std::collections::BTreeSet;
use std::time::{Duration, SystemTime};

use clickhouse_cloud::{BoxError, Client, DateTime, require};
use tokio::time::sleep;

#[path = "support/target.rs"]
mod target;

/// Activities can appear late, so each request overlaps with the previous one.
const OVERLAP: Duration = Duration::from_secs(120);

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let target = target::Target::choose()?;
    // Runs until Ctrl-C; with the test server, it stops after a few requests.
    let requests = if matches!(target, target::Target::Real) { u64::MAX } else { 3 };
    run(&target.client()?, target.pause(Duration::from_secs(10)), requests).await
}

pub(crate) async fn run(client: &Client, pause: Duration, requests: u64) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    let mut seen = BTreeSet::new();
    let mut since = SystemTime::now() - Duration::from_secs(3600);
    for _ in 0..requests {
        let now = SystemTime::now();
        let mut activities = client
            .organization(organization)
            .list_activities()
            .from_date(DateTime::from(since))
            .await?;
        activities.sort_by_key(|activity| activity.created_at.as_ref().map(ToString::to_string));
        // The next request overlaps only with this one, so these ids are enough to detect
        // duplicates.
        let ids: BTreeSet<_> = activities.iter().filter_map(|it| it.id.clone()).collect();
        for activity in &activities {
            if activity.id.as_ref().is_some_and(|id| seen.contains(id)) {
                continue;
            }
            let at = activity.created_at.as_ref().map_or("(no time)", |at| at.as_str());
            let what = activity.type_.as_ref().map_or("(no type)", |kind| kind.as_str());
            let who = activity.actor_id.as_deref().unwrap_or("(nobody)");
            let on = activity.service_id.as_deref().unwrap_or_default();
            println!("{at}  {what:<28} by {who}  {on}");
        }
        seen = ids;
        since = now - OVERLAP;
        sleep(pause).await;
    }
    Ok(())
}
