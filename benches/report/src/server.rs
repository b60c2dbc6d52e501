//! A server on loopback that returns the same small response to every request.

use double::{Reply, Server};

use crate::BoxError;

/// The response body of `GET …/services/{serviceId}`.
const BODY: &str = r#"{"status":200,"requestId":"7a4c2f2e-51f4-4ef4-9a5e-0b7c3e0d9a11","result":{"id":"1e9b2c60-2f1c-4c5e-8b0d-63c8e1d2f7aa","name":"analytics","provider":"aws","region":"eu-central-1","state":"running","endpoints":[{"protocol":"nativesecure","host":"abc.eu-central-1.aws.clickhouse.cloud","port":9440},{"protocol":"https","host":"abc.eu-central-1.aws.clickhouse.cloud","port":8443}],"tier":"production","minTotalMemoryGb":24,"maxTotalMemoryGb":48,"minReplicaMemoryGb":8,"maxReplicaMemoryGb":16,"numReplicas":3,"idleScaling":true,"idleTimeoutMinutes":15,"ipAccessList":[{"source":"10.0.0.0/8","description":"office"}],"createdAt":"2026-10-22T08:15:30Z","isPrimary":true,"isReadonly":false,"dataWarehouseId":"9b7f2a11-66a0-4a0e-9f60-1f8d6a2b9c33","releaseChannel":"default","tags":[{"key":"env","value":"prod"}]}}"#;

/// Starts the server. It stops when it is dropped.
pub(crate) fn start() -> Result<Server, BoxError> {
    let server = Server::start(0, |_| {
        let mut response = http::Response::new(BODY.into());
        let json = http::HeaderValue::from_static("application/json");
        response.headers_mut().insert(http::header::CONTENT_TYPE, json);
        Reply::Respond(response)
    })?;
    Ok(server)
}
