//! Generated operations against the mock transport: what a user of the crate writes in tests.
#![cfg(all(
    feature = "test-util",
    feature = "services",
    feature = "api-keys",
    feature = "organizations"
))]

use std::time::Duration;

use clickhouse_cloud::operations::{
    InstanceCreate, InstanceDelete, InstanceGet, InstanceGetList, InstancePasswordUpdate,
    OpenapiKeyGetList,
};
use clickhouse_cloud::{
    Error, Idempotency, MockTransport, OPERATIONS, Page, enums, request, require, response,
};
use http::Method;
use serde_json::json;

fn service(name: &str) -> response::Service {
    let mut service = response::Service::default();
    service.id = Some("11111111-1111-4111-8111-111111111111".to_owned());
    service.name = Some(name.to_owned());
    service
}

#[tokio::test(start_paused = true)]
async fn values_are_returned_unchanged() -> Result<(), Error> {
    let mock = MockTransport::new();
    mock.on::<InstanceGetList>().reply(vec![service("a"), service("b")]);
    mock.on::<InstanceGet>().reply(service("a"));
    mock.on::<InstanceDelete>().reply(());
    let client = mock.client();

    let services =
        client.organization("org").list_services().filter("tag:x=1").filter("tag:y=2").await?;
    assert_eq!(services, [service("a"), service("b")]);
    let id = require!(services[0].id)?;
    let full = client.organization("org").service(id).get().send_full().await?;
    assert_eq!(*full.value(), service("a"));
    assert!(full.request_id().is_some() && full.warnings().is_empty());
    client.organization("org").service(id).delete().await?;

    let calls = mock.calls();
    assert_eq!(calls[0].path, "/v1/organizations/org/services");
    let filters: Vec<_> = calls[0].query.iter().map(|(_, value)| value.as_str()).collect();
    assert_eq!(filters, ["tag:x=1", "tag:y=2"]);
    assert_eq!(calls[2].method, Method::DELETE);
    Ok(())
}

#[tokio::test(start_paused = true)]
async fn lists_are_read_page_by_page() {
    let mock = MockTransport::new();
    let page = |name: &str, cursor: Option<&str>| {
        let mut key = response::ApiKey::default();
        key.name = Some(name.to_owned());
        let mut page = Page::new(vec![key]);
        page.next_cursor = cursor.map(str::to_owned);
        page
    };
    mock.on::<OpenapiKeyGetList>().reply(page("a", Some("c"))).reply(page("b", None));
    let mut items = mock.client().organization("org").list_api_keys().limit(1).items();
    let mut names = Vec::new();
    while let Some(key) = items.next().await {
        names.push(key.unwrap().name.unwrap());
    }
    assert_eq!(names, ["a", "b"]);
    assert_eq!(mock.calls()[1].query("cursor"), Some("c"));
}

#[tokio::test(start_paused = true)]
async fn a_403_names_the_permission() {
    let mock = MockTransport::new();
    mock.on::<InstanceGet>().error(403, "FORBIDDEN");
    let error = mock.client().organization("org").service("s").get().await.unwrap_err();
    assert_eq!(error.required_permissions(), ["control-plane:service:view"]);
    assert_eq!(error.operation(), Some("instanceGet"));
    mock.on::<InstanceDelete>().error(404, "NOT_FOUND");
    let other = mock.client().organization("org").service("s").delete().await.unwrap_err();
    assert!(other.required_permissions().is_empty());
    let text = error.to_string();
    assert!(
        text.starts_with(
            "service.get (instanceGet): 403 Forbidden: FORBIDDEN; this operation requires "
        ),
        "{text}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_new_password_is_not_requested_twice() {
    // With an empty body, each PATCH sets a new password.
    let mock = MockTransport::new();
    mock.on::<InstancePasswordUpdate>().cut();
    let body = request::ServicePasswordPatchRequest::new();
    let error =
        mock.client().organization("org").service("s").update_password(&body).await.unwrap_err();
    assert!(error.may_have_been_executed() && !error.is_retryable());
    assert_eq!(mock.calls().len(), 1);
}

#[test]
fn the_method_does_not_decide_where_it_lies() {
    let of = |id| OPERATIONS.iter().find(|row| row.id == id).unwrap().idempotency;
    assert_eq!(of("organizationByocInfrastructureValidate"), Idempotency::Safe);
    assert_eq!(of("scalingScheduleUpsert"), Idempotency::Idempotent);
    assert_eq!(of("instanceQueryEndpointUpsert"), Idempotency::Idempotent);
    assert_eq!(of("instancePasswordUpdate"), Idempotency::NotIdempotent);
    assert_eq!(of("instanceCreate"), Idempotency::NotIdempotent);
}

#[tokio::test(start_paused = true)]
async fn waiting_takes_no_time() {
    let mock = MockTransport::new();
    mock.on::<InstanceGet>()
        .throttled(Duration::from_secs(60))
        .delay(Duration::from_secs(50))
        .refuse()
        .reply(service("a"));
    let start = tokio::time::Instant::now();
    let response = mock.client().organization("org").service("s").get().send_full().await.unwrap();
    assert_eq!(response.attempts(), 3);
    assert!(start.elapsed() >= Duration::from_secs(110));
}

#[test]
fn hostile_ids_never_name_another_resource() {
    let client = MockTransport::new().client();
    for id in ["", ".", "..", "a\nb", "\u{0}"] {
        let error = client.organization("org").service(id).get().build().unwrap_err();
        assert!(error.is_request() && error.to_string().contains("serviceId"), "{error}");
    }
    for (id, encoded) in [("a/b", "a%2Fb"), ("%2e", "%252e"), ("ü?#", "%C3%BC%3F%23")] {
        let request = client.organization("org").service(id).get().build().unwrap();
        assert_eq!(request.uri().path(), format!("/v1/organizations/org/services/{encoded}"));
    }
}

#[test]
fn the_table_of_operations_is_whole() {
    let row = OPERATIONS.iter().find(|row| row.id == "instanceGet").unwrap();
    assert_eq!((&row.method, row.group), (&Method::GET, "services"));
    let mut ids: Vec<_> = OPERATIONS.iter().map(|row| row.id).collect();
    ids.sort_unstable();
    ids.dedup();
    assert_eq!(ids.len(), OPERATIONS.len());
}

#[cfg(feature = "blocking")]
#[test]
fn lists_are_iterators_too() {
    let mock = MockTransport::new();
    for (name, cursor) in [("a", json!("c")), ("b", json!(null))] {
        let body = json!({ "result": [{ "name": name }, { "name": name }], "nextCursor": cursor });
        mock.on::<OpenapiKeyGetList>().json(200, &body);
    }
    let keys = mock.client().organization("org").list_api_keys().items_blocking();
    let names: Result<Vec<_>, _> = keys.map(|key| key.map(|key| key.name.unwrap())).collect();
    assert_eq!(names.unwrap(), ["a", "a", "b", "b"]);
    let error = MockTransport::new().client().organization("org").list_api_keys().send_blocking();
    assert!(error.unwrap_err().is_transport());
}

#[test]
fn futures_can_move_between_threads() {
    fn check<T: Send>(_: &T) {}
    fn shared<T: Send + Sync + 'static>() {}
    let client = MockTransport::new().client();
    check(&client.organization("o").service("s").get());
    check(&client.organization("o").service("s").get().send());
    check(&client.organization("o").service("s").get().send_full());
    check(&client.organization("o").list_api_keys().items());
    check(&client.organization("o").list_api_keys().pages());
    shared::<Error>();
    assert_eq!(size_of::<Error>(), size_of::<usize>());
}

#[tokio::test(start_paused = true)]
async fn creating_a_service_and_waiting_until_it_runs_is_three_lines() -> Result<(), Error> {
    let in_state = |state: &str| {
        let mut service = service("a");
        service.state = Some(state.into());
        service
    };
    let mock = MockTransport::new();
    let mut created = response::ServicePostResponse::default();
    created.service = Some(in_state("provisioning"));
    mock.on::<InstanceCreate>().reply(created);
    mock.on::<InstanceGet>()
        .error(404, "NOT_FOUND")
        .reply(in_state("provisioning"))
        .cut()
        .reply(in_state("running"));
    let (client, org) = (mock.client(), "org");
    let new = request::ServicePostRequest::new(
        "a",
        enums::ServicePostRequestProvider::Aws,
        enums::ServicePostRequestRegion::AwsUsEast1,
        [],
    );

    let created = client.organization(org).create_service(&new).await?;
    let id = require!(created.service.id)?;
    let service = client.organization(org).service(id).get().wait_until_running().await?;

    assert_eq!(service, in_state("running"));
    assert_eq!(mock.calls().len(), 6);
    let state = clickhouse_cloud::enums::ServiceState::Failed;
    mock.on::<InstanceGet>().reply(in_state("failed"));
    let error = client.organization(org).service("s").get().wait_for(state.clone()).await;
    assert_eq!(error?.state, Some(state));
    Ok(())
}
