//! Rotates an API key: creates a new one with the same roles and access list, checks that it works,
//! and then disables and deletes the old one.
//!
//! ```sh
//! cargo run -p generated-client --example rotate_api_key -- NAME-OF-THE-KEY
//! ```
//!
//! With the live API it requires `--yes`: programs that still use the old key stop working.

#![allow(clippy::print_stdout, reason = "an example prints its results")]

use std::time::Duration;

use clickhouse_cloud::{BoxError, Client, Error, request, require, response};
use tokio::time::sleep;

#[path = "support/target.rs"]
pub(crate) mod target;

#[tokio::main]
async fn main() -> Result<(), BoxError> {
    let target = target::Target::choose_to("replace an API key and delete the old one")?;
    let name = target::argument().unwrap_or_else(|| "ci".to_owned());
    run(&target, &name).await
}

pub(crate) async fn run(target: &target::Target, name: &str) -> Result<(), BoxError> {
    let client = target.client()?;
    let organization = client.list_organizations().first().await?;
    let organization = require!(organization.id)?;

    let old = find(&client, organization, name).await?;
    let old_id = require!(old.id)?.clone();

    // Copy the roles, the access list and the expiry of the old key.
    let roles = old.assigned_roles.unwrap_or_default().into_iter().filter_map(|role| role.role_id);
    let sources = old.ip_access_list.unwrap_or_default();
    let sources = sources.into_iter().map(TryInto::try_into).collect::<Result<Vec<_>, _>>()?;
    let mut new_key = request::ApiKeyPostRequest::new(name)
        .assigned_role_ids(roles.collect::<Vec<_>>())
        .ip_access_list(sources);
    if let Some(end) = old.expire_at {
        new_key = new_key.expire_at(end);
    }
    let created = client.organization(organization).create_api_key(&new_key).await?;
    let key = require!(created.key_id)?;
    let secret = require!(created.key_secret)?;
    println!("created the key {key}");

    // The API accepts a new key only after a few seconds.
    let new = target.client_with(key, secret.expose())?;
    until_it_works(&new, organization, target.pause(Duration::from_secs(2))).await?;
    println!("the new key works");

    // Store the secret here: the API does not return it again.

    let disabled = request::ApiKeyPatchRequest::new().state("disabled");
    new.organization(organization).api_key(&old_id).update(&disabled).await?;
    new.organization(organization).api_key(&old_id).delete().await?;
    println!("deleted the old key");
    Ok(())
}

/// Returns the key with this name.
async fn find(
    client: &Client,
    organization: &str,
    name: &str,
) -> Result<response::ApiKey, BoxError> {
    let mut keys = client.organization(organization).list_api_keys().items();
    while let Some(key) = keys.next().await {
        let key = key?;
        if key.name.as_deref() == Some(name) {
            return Ok(key);
        }
    }
    Err(format!("no API key with the name {name}").into())
}

/// Calls the API until it accepts the key, for at most half a minute.
async fn until_it_works(client: &Client, organization: &str, pause: Duration) -> Result<(), Error> {
    for _ in 0..15 {
        match client.organization(organization).get().await {
            Err(error) if error.is_unauthorized() => sleep(pause).await,
            other => return other.map(drop),
        }
    }
    client.organization(organization).get().await.map(drop)
}
