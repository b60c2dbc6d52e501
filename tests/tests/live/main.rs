//! Tests against the live service, for those who have an API key; see `docs/live-tests.md`.
//!
//! Without `CLICKHOUSE_CLOUD_API_KEY` they print a message and pass. Other tests run them against
//! the test server.

mod lifecycle;
mod reads;

#[path = "../../../generated-client/examples/support/target.rs"]
mod target;

use std::env;
use std::io::{self, Write as _};

use clickhouse_cloud::{BoxError, Client};

use double::Double;

/// A double and a client of it.
fn double() -> Result<(std::sync::Arc<Double>, Client), BoxError> {
    let target = target::Target::double()?;
    let client = target.client()?;
    let target::Target::Double(double) = target else { return Err("not a double".into()) };
    Ok((double, client))
}

/// The resources of a lifecycle that still exist.
fn stored(double: &Double) -> Vec<String> {
    let resources = double.resources();
    let paths = resources.as_object().into_iter().flatten().map(|(path, _)| path.clone());
    paths.filter(|path| path.contains("/services/") || path.contains("/keys/")).collect()
}

/// Prints a message although the test harness hides the output of passing tests.
fn say(text: &str) {
    let _ = writeln!(io::stderr(), "{text}");
}

/// Runs a test to its end.
fn run(test: impl Future<Output = Result<(), BoxError>>) -> Result<(), BoxError> {
    tokio::runtime::Builder::new_current_thread().enable_all().build()?.block_on(test)
}

/// A client of the live service, if there is an API key.
fn live() -> Result<Option<Client>, BoxError> {
    if env::var_os("CLICKHOUSE_CLOUD_API_KEY").is_none() {
        say("live tests: skipped, because CLICKHOUSE_CLOUD_API_KEY is not set");
        return Ok(None);
    }
    Ok(Some(Client::from_env()?))
}

#[test]
fn every_read_succeeds() -> Result<(), BoxError> {
    let Some(client) = live()? else { return Ok(()) };
    run(async {
        let report = reads::everything(&client).await?;
        say(&format!(
            "{}live tests: {} reads succeeded, {} were rejected, {} unexpected values",
            report.text, report.answered, report.refused, report.warnings
        ));
        assert!(report.failures.is_empty(), "{:#?}", report.failures);
        assert!(report.answered > 0, "nothing was answered");
        Ok(())
    })
}

#[test]
fn resources_are_created_changed_and_deleted() -> Result<(), BoxError> {
    if env::var("CLICKHOUSE_CLOUD_LIVE").as_deref() != Ok("lifecycle") {
        say("live tests: no lifecycles, because CLICKHOUSE_CLOUD_LIVE is not `lifecycle`");
        return Ok(());
    }
    let Some(client) = live()? else { return Ok(()) };
    run(async {
        lifecycle::all(&client, |step| {
            say(&format!("live tests: {step}"));
            Ok(())
        })
        .await
    })
}

#[test]
fn reading_everything_works_with_the_double() -> Result<(), BoxError> {
    run(async {
        let (double, client) = double()?;
        let report = reads::everything(&client).await?;
        assert!(report.failures.is_empty(), "{:#?}", report.failures);
        assert!(report.text.contains("instanceGetList: fine\n"), "{}", report.text);
        assert!(report.text.contains("openapiKeyGet: fine\n"), "{}", report.text);
        // Reading changes nothing. What is refused is what was never set, such as a schedule.
        assert!(double.requests().iter().all(|line| line.starts_with("GET ")));
        let refused = double.refused();
        assert!(refused.iter().all(|it| it.contains(": 404 ")), "{refused:#?}");
        assert_eq!(report.refused, refused.len());
        Ok(())
    })
}

/// If any step fails, nothing is left behind.
#[test]
fn the_lifecycles_clean_up_after_themselves() -> Result<(), BoxError> {
    run(async {
        let mut steps = Vec::new();
        let (first, client) = double()?;
        let before = stored(&first);
        lifecycle::all(&client, |step| {
            steps.push(step.to_owned());
            Ok(())
        })
        .await?;
        assert_eq!(stored(&first), before);
        assert!(steps.len() > 10, "{steps:?}");
        for broken in &steps {
            let (other, client) = double()?;
            let before = stored(&other);
            let problem = lifecycle::all(&client, |step| {
                if step == broken { Err("broken on purpose".into()) } else { Ok(()) }
            })
            .await
            .unwrap_err();
            assert!(problem.to_string().contains("broken on purpose"), "{broken}: {problem}");
            assert_eq!(stored(&other), before, "after {broken}");
        }
        Ok(())
    })
}
