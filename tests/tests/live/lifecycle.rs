//! The lifecycles of an API key, a ClickHouse service and a Postgres service, from creation to
//! deletion. Created resources are deleted, whatever happens.

use std::time::{Duration, SystemTime, UNIX_EPOCH};

use clickhouse_cloud::{BoxError, Client, enums, request, require};

/// The prefix of the names of all resources that these tests create.
const PREFIX: &str = "sdk-live-test";

/// The timeout of a wait.
const DEADLINE: Duration = Duration::from_secs(45 * 60);

/// The observer of a test: called before each step, and able to stop it.
type Step<'a> = &'a mut dyn FnMut(&str) -> Result<(), BoxError>;

/// One test.
struct Test<'a> {
    client: &'a Client,
    organization: String,
    /// The name of all things of this run.
    name: String,
}

/// Runs all lifecycles.
///
/// # Errors
/// The first failure of a lifecycle or of the cleanup; the cleanup runs in any case.
pub(crate) async fn all(
    client: &Client,
    mut step: impl FnMut(&str) -> Result<(), BoxError>,
) -> Result<(), BoxError> {
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?.clone();
    let now = SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs();
    let test = Test { client, organization, name: format!("{PREFIX}-{now}") };
    let lived = test.live(&mut step).await;
    let cleaned = test.clean_up().await;
    lived.and(cleaned)
}

impl Test<'_> {
    async fn live(&self, step: Step<'_>) -> Result<(), BoxError> {
        self.key(step).await?;
        self.service(step).await?;
        self.postgres(step).await
    }

    async fn key(&self, step: Step<'_>) -> Result<(), BoxError> {
        let (client, organization) = (self.client, &self.organization);
        step("key: create")?;
        // The key has no role and is disabled.
        let wish = request::ApiKeyPostRequest::new(&self.name).state("disabled");
        let made = client.organization(organization).create_api_key(&wish).await?;
        let id = require!(made.key.id)?;
        step("key: rename")?;
        let name = format!("{}-renamed", self.name);
        let change = request::ApiKeyPatchRequest::new().name(&name);
        client.organization(organization).api_key(id).update(&change).await?;
        step("key: read")?;
        let read = client.organization(organization).api_key(id).get().await?;
        same("the name of the key", read.name.as_deref(), Some(name.as_str()))?;
        step("key: delete")?;
        client.organization(organization).api_key(id).delete().await?;
        Ok(())
    }

    async fn service(&self, step: Step<'_>) -> Result<(), BoxError> {
        let (client, organization) = (self.client, &self.organization);
        step("service: create")?;
        let nobody = request::IpAccessListEntry::new("127.0.0.1/32");
        let wish = request::ServicePostRequest::new(
            &self.name,
            enums::ServicePostRequestProvider::Aws,
            enums::ServicePostRequestRegion::AwsUsEast1,
            [nobody],
        )
        .min_replica_memory_gb(8.0)
        .max_replica_memory_gb(8.0)
        .num_replicas(1);
        let made = client.organization(organization).create_service(&wish).await?;
        let id = require!(made.service.id)?;
        step("service: wait until it runs")?;
        let service = client.organization(organization).service(id).get();
        let running = service.clone().wait_until_ready().deadline(DEADLINE).await?;
        same("the name of the service", running.name.as_deref(), Some(self.name.as_str()))?;
        step("service: rename")?;
        let name = format!("{}-renamed", self.name);
        let change = request::ServicePatchRequest::new().name(&name);
        client.organization(organization).service(id).update(&change).await?;
        step("service: stop")?;
        let command =
            request::ServiceStatePatchRequest::new(enums::ServiceStatePatchRequestCommand::Stop);
        client.organization(organization).service(id).update_state(&command).await?;
        service.clone().wait_until_stopped().deadline(DEADLINE).await?;
        step("service: delete")?;
        client.organization(organization).service(id).delete().await?;
        service.wait_until_gone().deadline(DEADLINE).await?;
        Ok(())
    }

    async fn postgres(&self, step: Step<'_>) -> Result<(), BoxError> {
        let (client, organization) = (self.client, &self.organization);
        step("postgres: create")?;
        let wish = request::PostgresServicePostRequest::new(
            &self.name,
            enums::PgProvider::Aws,
            "us-east-1",
            enums::PgSize::R6gdMedium,
        );
        let made = client.organization(organization).create_postgres(&wish).await?;
        let id = require!(made.id)?;
        step("postgres: wait until it runs")?;
        let server = client.organization(organization).postgres(id).get();
        server.clone().wait_until_running().deadline(DEADLINE).await?;
        step("postgres: tag")?;
        let tag = request::ResourceTagsV1::new("purpose").value("test");
        let change = request::PostgresServicePatchRequest::new().tags([tag]);
        client.organization(organization).postgres(id).update(&change).await?;
        step("postgres: delete")?;
        client.organization(organization).postgres(id).delete().await?;
        server.wait_until_gone().deadline(DEADLINE).await?;
        Ok(())
    }

    /// Deletes everything that this run created and that still exists.
    async fn clean_up(&self) -> Result<(), BoxError> {
        let mut problems = Vec::new();
        let mut note = |outcome: Result<(), BoxError>| {
            problems.extend(outcome.err().map(|problem| problem.to_string()));
        };
        note(self.remove_keys().await);
        note(self.remove_services().await);
        note(self.remove_postgres().await);
        if problems.is_empty() { Ok(()) } else { Err(problems.join("\n").into()) }
    }

    fn is_mine(&self, name: Option<&str>) -> bool {
        name.is_some_and(|name| name.starts_with(&self.name))
    }

    async fn remove_keys(&self) -> Result<(), BoxError> {
        let mut keys = self.client.organization(&self.organization).list_api_keys().items();
        while let Some(key) = keys.next().await {
            let key = key?;
            if self.is_mine(key.name.as_deref()) {
                let id = require!(key.id)?;
                self.client.organization(&self.organization).api_key(id).delete().await?;
            }
        }
        Ok(())
    }

    async fn remove_services(&self) -> Result<(), BoxError> {
        for found in self.client.organization(&self.organization).list_services().await? {
            if !self.is_mine(found.name.as_deref()) {
                continue;
            }
            let id = require!(found.id)?;
            let service = self.client.organization(&self.organization).service(id).get();
            if found.state == Some(enums::ServiceState::Terminating) {
                service.wait_until_gone().deadline(DEADLINE).await?;
                continue;
            }
            // A service can be stopped only once it runs, and deleted only once it is stopped.
            let settled = ["running", "idle", "stopped", "degraded", "failed"];
            let settled = service.clone().wait_until(move |service| {
                let state = service.state.as_ref().map(enums::ServiceState::as_str);
                state.is_some_and(|state| settled.contains(&state))
            });
            let state = settled.deadline(DEADLINE).await?.state;
            if state != Some(enums::ServiceState::Stopped) {
                let stop = request::ServiceStatePatchRequest::new(
                    enums::ServiceStatePatchRequestCommand::Stop,
                );
                self.client
                    .organization(&self.organization)
                    .service(id)
                    .update_state(&stop)
                    .await?;
                service.clone().wait_until_stopped().deadline(DEADLINE).await?;
            }
            self.client.organization(&self.organization).service(id).delete().await?;
            service.wait_until_gone().deadline(DEADLINE).await?;
        }
        Ok(())
    }

    async fn remove_postgres(&self) -> Result<(), BoxError> {
        for found in self.client.organization(&self.organization).list_postgres().await? {
            if self.is_mine(found.name.as_deref()) {
                let id = require!(found.id)?;
                if found.state != Some(enums::PgState::Deleting) {
                    self.client.organization(&self.organization).postgres(id).delete().await?;
                }
                let server = self.client.organization(&self.organization).postgres(id).get();
                server.wait_until_gone().deadline(DEADLINE).await?;
            }
        }
        Ok(())
    }
}

/// Asserts that a value is the one that was written.
fn same(what: &str, read: Option<&str>, written: Option<&str>) -> Result<(), BoxError> {
    if read == written {
        Ok(())
    } else {
        Err(format!("{what} is {read:?}, not {written:?}").into())
    }
}
