//! Values that the live API rejects, so that it must be possible to omit them: an unset value is
//! not sent, and null, absent, empty and zero differ.

use std::collections::BTreeMap;

use clickhouse_cloud::{Validate as _, enums, request};
use serde::Serialize;
use serde_json::{Value, json};

use crate::talk::{ID, ORG, Talk};

/// The encoded body of a request; `wire.rs` shows for all operations that exactly this is sent.
fn body(request: &impl Serialize) -> Value {
    serde_json::to_value(request).unwrap()
}

#[test]
fn a_service_has_four_required_fields() {
    let talk = Talk::with(&json!({}));
    let entry = request::IpAccessListEntry::new("0.0.0.0/0");
    let service = request::ServicePostRequest::new(
        "n",
        enums::ServicePostRequestProvider::Aws,
        enums::ServicePostRequestRegion::AwsUsEast1,
        [entry],
    );
    talk.run(talk.client.organization(ORG).create_service(&service)).unwrap();
    let (method, _, sent) = talk.sent();
    assert_eq!(method, "POST");
    assert_eq!(
        sent,
        json!({ "name": "n", "provider": "aws", "region": "us-east-1",
            "ipAccessList": [{ "source": "0.0.0.0/0" }] })
    );
}

#[test]
fn a_minimal_pipe_sends_only_what_was_set() {
    let kafka = request::ClickPipePostKafkaSource::new().type_("kafka").brokers("b:9092");
    let source = request::ClickPipePostSource::new().kafka(kafka);
    let destination = request::ClickPipeMutateDestination::new("default");
    let pipe = request::ClickPipePostRequest::new("p", source, destination);
    // No postgres, no validateSamples, no scaling, no settings, no table, no credentials, no
    // authentication, no protobufSchema.
    assert_eq!(
        body(&pipe),
        json!({ "name": "p", "destination": { "database": "default" },
            "source": { "kafka": { "type": "kafka", "brokers": "b:9092" } } })
    );
    let pipe = pipe.settings(request::ClickPipeSettings::new().streaming_max_insert_wait_ms(500));
    assert_eq!(body(&pipe)["settings"], json!({ "streaming_max_insert_wait_ms": 500 }));
    let sampled = request::ClickPipePostSource::new().validate_samples(false);
    assert_eq!(body(&sampled), json!({ "validateSamples": false }));
    let sampled = request::ClickPipePatchSource::new().validate_samples(false);
    assert_eq!(body(&sampled), json!({ "validateSamples": false }));
    let kinesis = request::ClickPipePostKinesisSource::new().stream_name("s");
    assert_eq!(body(&kinesis), json!({ "streamName": "s" }));
}

#[test]
fn a_minimal_postgres_source_sends_only_what_was_set() {
    let settings = request::ClickPipePostgresPipeSettings::new().replication_mode("cdc");
    let source = request::ClickPipeMutatePostgresSource::new().host("h").settings(settings);
    assert_eq!(body(&source), json!({ "host": "h", "settings": { "replicationMode": "cdc" } }));
    let zero = request::ClickPipePostgresPipeSettings::new().pull_batch_size(0);
    assert_eq!(body(&zero), json!({ "pullBatchSize": 0 }));
}

#[test]
fn a_minimal_table_sends_only_what_was_set() {
    let engine = request::ClickPipeDestinationTableEngine::new().type_("MergeTree");
    let table = request::ClickPipeDestinationTableDefinition::new().engine(engine);
    assert_eq!(body(&table), json!({ "engine": { "type": "MergeTree" } }));
    let emptied = table.sorting_key(Vec::<String>::new()).partition_by("");
    assert_eq!(
        body(&emptied),
        json!({ "engine": { "type": "MergeTree" }, "sortingKey": [], "partitionBy": "" })
    );
}

#[test]
fn a_change_of_a_pipe_is_only_the_change() {
    let kafka = request::ClickPipePatchKafkaSource::new().ca_certificate("PEM");
    assert_eq!(body(&kafka), json!({ "caCertificate": "PEM" }));
    assert_eq!(body(&kafka.ca_certificate_null()), json!({ "caCertificate": null }));
    let mapping = request::ClickPipePostgresPipeTableMapping::new("public", "t", "events");
    let postgres = request::ClickPipePatchPostgresSource::new().table_mappings_to_add([mapping]);
    let sent = json!({ "sourceSchemaName": "public", "sourceTable": "t", "targetTable": "events" });
    assert_eq!(body(&postgres), json!({ "tableMappingsToAdd": [sent] }));
    let settings = request::ClickPipeSettingsPutRequest::new().object_storage_concurrency(2);
    assert_eq!(body(&settings), json!({ "object_storage_concurrency": 2 }));
    assert_eq!(body(&request::ClickPipeSettings::new()), json!({}));
}

#[test]
fn null_is_sent_where_it_was_set() {
    let talk = Talk::with(&json!({}));
    let key = request::ApiKeyPatchRequest::new().expire_at_null();
    talk.run(talk.client.organization(ORG).api_key("k").update(&key)).unwrap();
    assert_eq!(talk.sent().2, json!({ "expireAt": null }));
    let key = request::ApiKeyPatchRequest::new().expire_at("2026-10-22T00:00:00Z");
    talk.run(talk.client.organization(ORG).api_key("k").update(&key)).unwrap();
    assert_eq!(talk.sent().2, json!({ "expireAt": "2026-10-22T00:00:00Z" }));
    let backups = request::BackupConfigurationPatchRequest::new().backup_start_time_null();
    talk.run(talk.client.organization(ORG).service(ID).update_backup_configuration(&backups))
        .unwrap();
    assert_eq!(talk.sent().2, json!({ "backupStartTime": null }));
    let nothing = request::BackupConfigurationPatchRequest::new();
    talk.run(talk.client.organization(ORG).service(ID).update_backup_configuration(&nothing))
        .unwrap();
    assert_eq!(talk.sent().2, json!({}));
    let snapshots = request::SnapshotConfigurationPatchRequest::new().gap(30.0).time_frame(1440.0);
    // Null is rejected here, and can be sent only through `extra`.
    assert_eq!(body(&snapshots), json!({ "gap": 30, "timeFrame": 1440 }));
}

#[test]
fn keys_and_organization_members_send_no_default_roles() {
    assert_eq!(body(&request::ApiKeyPostRequest::new("ci")), json!({ "name": "ci" }));
    let invitation =
        request::InvitationPostRequest::new("a@b.c").assigned_role_ids(Vec::<String>::new());
    assert_eq!(body(&invitation), json!({ "email": "a@b.c", "assignedRoleIds": [] }));
    let member = request::MemberPatchRequest::new().assigned_role_ids([ID.to_owned()]);
    assert_eq!(body(&member), json!({ "assignedRoleIds": [ID] }));
    let role = request::RoleUpdateRequest::new().name("r");
    assert_eq!(body(&role), json!({ "name": "r" }));
    assert_eq!(body(&request::OrganizationPrivateEndpointsPatch::new()), json!({}));
    let denied = request::ApiKeyPostRequest::new("ci").ip_access_list([]);
    assert_eq!(body(&denied), json!({ "name": "ci", "ipAccessList": [] }));
}

#[test]
fn both_configurations_of_postgres_are_sent() {
    let settings = request::PgConfig::new().max_connections(200);
    let config = request::PostgresInstanceConfig::new(settings, request::PgBouncerConfig::new());
    assert_eq!(
        body(&config),
        json!({ "pgConfig": { "max_connections": 200 }, "pgBouncerConfig": {} })
    );
    let error = serde_json::from_value::<request::PostgresInstanceConfig>(json!({})).unwrap_err();
    let text = error.to_string();
    assert!(text.contains("pgConfig") && text.contains("pgBouncerConfig"), "{text}");
}

#[test]
fn lists_of_postgres_are_absent_or_empty() {
    let make = || {
        request::PostgresServicePostRequest::new(
            "n",
            enums::PgProvider::Aws,
            "us-east-1",
            enums::PgSize::R8gdLarge,
        )
    };
    assert!(body(&make()).get("ipAccessList").is_none());
    assert_eq!(body(&make().ip_access_list([]))["ipAccessList"], json!([]));
    let change = request::PostgresServicePatchRequest::new();
    assert_eq!(body(&change), json!({}));
    assert_eq!(body(&change.tags([])), json!({ "tags": [] }));
    let list = request::PostgresIpAccessListPatch::new().remove([]);
    assert_eq!(body(&list), json!({ "remove": [] }));
}

#[test]
fn a_filter_is_sent_unchanged() {
    let talk = Talk::with(&json!([]));
    talk.run(
        talk.client.organization(ORG).list_services().filter("tag:env=prod").filter("strange"),
    )
    .unwrap();
    let target = talk.sent().1;
    assert!(target.ends_with("?filter=tag%3Aenv%3Dprod&filter=strange"), "{target}");
}

#[test]
fn settings_of_clickhouse_are_an_object_with_a_property() {
    let empty =
        request::ServiceClickhouseSettingsPatchRequest::new(BTreeMap::<String, Value>::new());
    let violations = empty.validate().unwrap_err();
    assert_eq!(violations.as_slice()[0].pointer, "/settings");
    let one = request::ServiceClickhouseSettingsPatchRequest::new([("max_threads", 4)]);
    assert_eq!(one.validate(), Ok(()));
    assert_eq!(body(&one), json!({ "settings": { "max_threads": 4 } }));
}

#[test]
fn memory_that_the_service_refuses_is_found_by_validate() {
    #[allow(deprecated, reason = "the row is about both ways to scale")]
    let old = request::ServiceScalingPatchRequest::new().min_total_memory_gb(28.0);
    let new = request::ServiceReplicaScalingPatchRequest::new().min_replica_memory_gb(30.0);
    assert_eq!(old.validate().unwrap_err().as_slice()[0].expected, "a multiple of 12");
    assert_eq!(new.validate().unwrap_err().as_slice()[0].expected, "a multiple of 4");
}

#[test]
fn undocumented_properties_can_be_sent() {
    let mut kafka = request::ClickPipePostKafkaSource::new();
    kafka.extra.insert("credentials".to_owned(), Value::Null);
    assert_eq!(body(&kafka), json!({ "credentials": null }));
    let kafka = request::ClickPipePostKafkaSource::new()
        .authentication(enums::ClickPipePostKafkaSourceAuthentication::from("NONE"));
    assert_eq!(body(&kafka), json!({ "authentication": "NONE" }));
    let mut snapshots = request::SnapshotConfigurationPatchRequest::new();
    snapshots.extra.insert("gap".to_owned(), Value::Null);
    assert_eq!(body(&snapshots), json!({ "gap": null }));
}

#[test]
fn a_query_endpoint_sends_all_of_its_keys() {
    let endpoint = request::ServiceQueryApiEndpointPostRequest::new(
        [enums::ServiceQueryApiEndpointPostRequestRolesItem::from("sql_console_admin")],
        [ID.to_owned()],
    );
    // No origins: a default of the document is not sent.
    assert_eq!(body(&endpoint), json!({ "roles": ["sql_console_admin"], "openApiKeys": [ID] }));
}
