//! Responses of the live API that deviate from the document.

use clickhouse_cloud::{Response, request, require, response};
use sdk_tests::json::same_up_to_nulls;
use serde_json::{Value, json};

use crate::talk::{ID, ORG, REQUEST, Talk};

/// The locations of the warnings of a response.
fn places<T>(answer: &Response<T>) -> Vec<&str> {
    answer.warnings().iter().map(|warning| warning.pointer.as_str()).collect()
}

fn kafka(source: &Value) -> Value {
    json!([{ "id": "p1", "source": { "kafka": source } }, { "id": "p2", "name": "whole" }])
}

/// The Kafka source of the first of the pipes that the server lists.
fn listed(source: &Value) -> (response::ClickPipeKafkaSource, Vec<String>) {
    let talk = Talk::with(&kafka(source));
    let pipes =
        talk.run(talk.client.organization(ORG).service(ID).list_clickpipes().send_full()).unwrap();
    let unusual = places(&pipes).into_iter().map(str::to_owned).collect();
    let pipes = pipes.into_value();
    assert_eq!(pipes[1].name.as_deref(), Some("whole"), "the list is lost");
    let source = pipes.into_iter().next().unwrap().source.unwrap();
    (source.kafka.unwrap(), unusual)
}

#[test]
fn a_list_that_is_null_is_absent() {
    let (source, unusual) =
        listed(&json!({ "reversePrivateEndpointIds": null, "brokers": "b:9092" }));
    assert_eq!(source.reverse_private_endpoint_ids, None);
    assert_eq!(source.brokers.as_deref(), Some("b:9092"));
    assert_eq!(unusual, Vec::<String>::new());
    let (source, unusual) = listed(&json!({ "reversePrivateEndpointIds": ["a", null, "b"] }));
    assert_eq!(source.reverse_private_endpoint_ids.as_deref(), Some(&["a".into(), "b".into()][..]));
    assert_eq!(unusual, ["/result/0/source/kafka/reversePrivateEndpointIds/1"]);
}

#[test]
fn a_null_item_affects_only_itself() {
    let talk = Talk::with(&json!([{ "id": "a" }, null, { "id": "b" }]));
    let pipes =
        talk.run(talk.client.organization(ORG).service(ID).list_clickpipes().send_full()).unwrap();
    assert_eq!(places(&pipes), ["/result/1"]);
    let ids: Vec<_> = pipes.value().iter().map(|pipe| pipe.id.as_deref().unwrap()).collect();
    assert_eq!(ids, ["a", "b"]);
}

#[test]
fn durations_have_fractions() {
    let pattern = json!({
        "avgDurationUs": 1_190.841_940_532_081_7, "maxDurationUs": 0.5, "p50DurationUs": 1,
        "p95DurationUs": 2.25, "p99DurationUs": 3.75, "totalDurationUs": 9_440.0,
    });
    let talk = Talk::with(&json!([pattern]));
    let call = talk
        .client
        .organization(ORG)
        .postgres(ID)
        .list_slow_query_patterns("2026-10-01", "2026-10-02");
    let patterns = talk.run(call.send_full()).unwrap();
    assert_eq!(places(&patterns), Vec::<&str>::new());
    let items = serde_json::to_value(patterns.value()).unwrap();
    assert!(
        same_up_to_nulls(&items["items"], &json!([pattern]))
            || same_up_to_nulls(&items, &json!([pattern])),
        "{items}"
    );
}

#[test]
fn a_fraction_elsewhere_affects_only_its_field() {
    let talk = Talk::with(&json!({ "id": ID, "numReplicas": 2.5, "maxReplicas": 3 }));
    let service = talk.run(talk.client.organization(ORG).service(ID).get().send_full()).unwrap();
    assert_eq!(places(&service), ["/result/numReplicas"]);
    let service = service.into_value();
    assert_eq!((service.num_replicas, service.max_replicas), (None, Some(3)));
    assert_eq!(service.extra["numReplicas"], json!(2.5));
}

#[test]
fn whole_numbers_may_be_spelled_as_floats() {
    let body = r#"{"status":200.0,"requestId":"r","result":
        {"numReplicas":3.0,"endpoints":[{"protocol":"https","host":"h","port":8443.0}]}}"#;
    let talk = Talk::with_body("application/json", body);
    let service = talk.run(talk.client.organization(ORG).service(ID).get().send_full()).unwrap();
    assert_eq!(places(&service), Vec::<&str>::new());
    assert_eq!(service.value().num_replicas, Some(3));
    let back = serde_json::to_string(service.value()).unwrap();
    assert!(back.contains("\"numReplicas\":3,") || back.contains("\"numReplicas\":3}"), "{back}");
    assert!(back.contains("\"port\":8443}") || back.contains("\"port\":8443,"), "{back}");
}

#[test]
fn postgres_settings_are_numbers_or_strings() {
    let config = json!({
        "pgConfig": { "max_connections": "100", "random_page_cost": "1.1", "autovacuum_naptime": "5s",
            "io_workers": 3, "autovacuum_vacuum_scale_factor": 0.2, "work_mem": "64MB" },
        "pgBouncerConfig": { "default_pool_size": "20", "min_pool_size": 10, "query_timeout": 1.5 },
    });
    let talk = Talk::with(&config);
    let got =
        talk.run(talk.client.organization(ORG).postgres(ID).get_config().send_full()).unwrap();
    assert_eq!(places(&got), Vec::<&str>::new());
    let got = got.into_value();
    let bouncer = got.pg_bouncer_config.clone().unwrap();
    let number = |name: &str| bouncer[name].as_number();
    assert_eq!((number("default_pool_size"), number("min_pool_size")), (Some(20.0), Some(10.0)));
    assert_eq!(number("query_timeout"), Some(1.5));
    let pg = got.pg_config.clone().unwrap();
    assert_eq!(pg.max_connections.unwrap().as_integer(), Some(100));
    assert_eq!(pg.random_page_cost.unwrap().as_number(), Some(1.1));
    assert_eq!(pg.autovacuum_naptime.unwrap().as_text(), Some("5s"));
    assert_eq!(pg.io_workers.unwrap().as_integer(), Some(3));
    // Strings are sent back as strings, and numbers as numbers.
    talk.sent();
    let back = request::PostgresInstanceConfig::try_from(got).unwrap();
    talk.run(talk.client.organization(ORG).postgres(ID).update_config(&back)).unwrap();
    assert_eq!(talk.sent().2, config);
}

#[test]
fn an_integer_may_be_a_string() {
    let talk = Talk::with(&json!({ "id": "p", "scaling": { "replicaCpuMillicores": "2000" } }));
    let pipe = talk
        .run(talk.client.organization(ORG).service(ID).clickpipe("p").get().send_full())
        .unwrap();
    assert_eq!(places(&pipe), Vec::<&str>::new());
    assert_eq!(pipe.value().scaling.as_ref().unwrap().replica_cpu_millicores, Some(2000));
    talk.answer(&json!({ "id": "p", "scaling": { "replicaCpuMillicores": "2 cores" } }));
    let pipe = talk
        .run(talk.client.organization(ORG).service(ID).clickpipe("p").get().send_full())
        .unwrap();
    assert_eq!(places(&pipe), ["/result/scaling/replicaCpuMillicores"]);
}

#[test]
fn clickhouse_settings_are_numbers_or_strings() {
    let settings = json!({ "max_threads": 4, "max_memory_usage": "10000000000",
        "max_rows_to_read": u64::MAX, "strange": true, "ratio": 0.5 });
    let talk = Talk::with(&json!({ "settings": settings }));
    let got =
        talk.run(talk.client.organization(ORG).service(ID).get_clickhouse_settings().send_full());
    let got = got.unwrap();
    let value = serde_json::to_value(got.value()).unwrap();
    assert_eq!(value, json!({ "settings": settings }));
}

/// U8: numbers in a map of strings, and settings that are booleans or fractions.
#[test]
fn u08_values_of_mixed_types_are_readable() {
    let (config, warnings) = read::<response::PostgresInstanceConfig>(&json!({
        "pgConfig": {}, "pgBouncerConfig": { "default_pool_size": 10, "pool_mode": "session" },
    }));
    let bouncer = config.pg_bouncer_config.as_ref().unwrap();
    assert_eq!(bouncer["default_pool_size"].as_number(), Some(10.0));
    assert_eq!(bouncer["pool_mode"].as_text(), Some("session"));
    assert_eq!((config.extra.len(), warnings), (0, 0));

    let values = json!({ "a": false, "b": 1.25, "c": "26.2", "d": u64::MAX, "e": -3 });
    let body = json!({ "settings": values });
    let (settings, warnings) = read::<response::ServiceClickhouseSettingsPatchResponse>(&body);
    let found = settings.settings.as_ref().unwrap();
    assert_eq!(found["a"].as_bool(), Some(false));
    assert_eq!(found["b"].as_f64(), Some(1.25));
    assert_eq!(found["c"].as_str(), Some("26.2"));
    assert_eq!((found["d"].as_u64(), found["e"].as_i64()), (Some(u64::MAX), Some(-3)));
    assert_eq!((settings.extra.len(), warnings), (0, 0));

    // In a list, too.
    let list =
        json!({ "settings": [{ "name": "a", "value": true }, { "name": "b", "value": 0.5 }] });
    let (list, warnings) = read::<response::ServiceClickhouseSettingsList>(&list);
    let values: Vec<_> = list.settings.iter().flatten().map(|it| it.value.clone()).collect();
    assert_eq!(values, [Some(json!(true)), Some(json!(0.5))]);
    assert_eq!(warnings, 0);

    // A value that is not a scalar is preserved raw, with a warning.
    let body = json!({ "pgConfig": {}, "pgBouncerConfig": { "a": [1], "b": true, "c": 2 } });
    let (config, warnings) = read::<response::PostgresInstanceConfig>(&body);
    assert_eq!(config.pg_bouncer_config.as_ref().unwrap()["c"].as_number(), Some(2.0));
    assert_eq!((serde_json::to_value(&config).unwrap(), warnings), (body, 2));
}

/// Reads a response, and counts the warnings.
fn read<T: clickhouse_cloud::model::Inner>(body: &serde_json::Value) -> (T, usize) {
    let mut value = T::fresh();
    let text = body.to_string();
    let warnings = clickhouse_cloud::model::decode(&mut value, text.as_bytes(), "").unwrap();
    (value, warnings.len())
}

#[test]
fn integers_beyond_53_bits_survive() {
    let talk = Talk::with(&json!({ "id": ID, "numReplicas": 9_007_199_254_740_993_i64,
        "maxReplicas": u64::MAX, "minReplicas": i64::MIN }));
    let service = talk.run(talk.client.organization(ORG).service(ID).get()).unwrap();
    assert_eq!(service.num_replicas, Some(9_007_199_254_740_993));
    assert_eq!(service.min_replicas, Some(i64::MIN));
    // Outside the range of the type, but preserved.
    assert_eq!((service.max_replicas, &service.extra["maxReplicas"]), (None, &json!(u64::MAX)));
    let mut settings = request::ServiceClickhouseSettingsMap::new();
    settings
        .insert("max_rows_to_read".to_owned(), serde_json::from_value(json!(u64::MAX)).unwrap());
    talk.sent();
    talk.answer(&json!({}));
    let body = request::ServiceClickhouseSettingsPatchRequest::new(settings);
    talk.run(talk.client.organization(ORG).service(ID).update_clickhouse_settings(&body)).unwrap();
    assert_eq!(talk.sent().2, json!({ "settings": { "max_rows_to_read": u64::MAX } }));
}

#[test]
fn empty_strings_are_preserved() {
    let result = json!({
        "id": "", "encryptionKey": "", "encryptionAssumedRoleIdentifier": "", "iamRole": "",
        "createdAt": "", "state": "", "tier": "", "dataWarehouseId": "",
        "ipAccessList": [{ "source": "0.0.0.0/0", "description": "" }],
    });
    let talk = Talk::with(&result);
    let service = talk.run(talk.client.organization(ORG).service(ID).get().send_full()).unwrap();
    assert_eq!(places(&service), Vec::<&str>::new());
    let service = service.into_value();
    assert_eq!(service.encryption_key.as_deref(), Some(""));
    assert_eq!(service.iam_role.as_deref(), Some(""));
    assert_eq!(service.state.as_ref().unwrap().as_str(), "");
    assert!(service.created_at.as_ref().unwrap().to_system_time().is_err());
    assert_eq!(serde_json::to_value(&service).unwrap(), result);
}

#[test]
fn unset_fields_may_be_returned_and_set_ones_may_be_absent() {
    let talk = Talk::with(&json!({ "idleScaling": false }));
    let service = talk.run(talk.client.organization(ORG).service(ID).get()).unwrap();
    assert_eq!((service.idle_scaling, service.id.as_deref()), (Some(false), None));
    let missing = require!(service.id).unwrap_err();
    assert!(missing.is_absent());
    assert_eq!((missing.type_name(), missing.operation()), (Some("Service"), Some("instanceGet")));

    let talk = Talk::with(&json!({}));
    let endpoint =
        talk.run(talk.client.organization(ORG).service(ID).get_query_endpoint()).unwrap();
    assert_eq!((endpoint.id, endpoint.open_api_keys), (None, None));
    let pipe = json!({ "scaling": { "replicas": 2, "replicaCpuMillicores": 0 } });
    let talk = Talk::with(&pipe);
    let pipe = talk
        .run(talk.client.organization(ORG).service(ID).clickpipe("p").get())
        .unwrap()
        .scaling
        .unwrap();
    assert_eq!((pipe.replicas, pipe.replica_cpu_millicores), (Some(2), Some(0)));
}

#[test]
fn a_password_is_returned_only_once() {
    let talk = Talk::with(
        &json!({ "id": "pg", "password": "p4ss", "connectionString": "postgres://p4ss" }),
    );
    let created = talk.run(talk.client.organization(ORG).postgres(ID).get()).unwrap();
    assert_eq!(created.password.as_ref().unwrap().expose(), "p4ss");
    assert!(!format!("{created:?}").contains("p4ss"));
    talk.answer(&json!({ "id": "pg" }));
    let later = talk.run(talk.client.organization(ORG).postgres(ID).get()).unwrap();
    assert!(later.password.is_none() && later.connection_string.is_none());
    assert!(later.tags.is_none());
    talk.answer(&json!({}));
    let body =
        request::PostgresServiceSetPassword::new().password("Str0ng-enough-it-is".to_owned());
    talk.forget();
    let reset =
        talk.run(talk.client.organization(ORG).postgres(ID).update_password(&body)).unwrap();
    assert!(reset.password.is_none());
}

#[test]
fn an_unexpected_shape_is_preserved() {
    let cost = json!({ "grandTotalCHC": 1.5, "costs": { "entityName": "one record, no list" } });
    let talk = Talk::with(&cost);
    let got = talk
        .run(talk.client.organization(ORG).get_usage_cost("2026-10-01", "2026-10-02").send_full());
    let got = got.unwrap();
    assert_eq!(places(&got), ["/result/costs"]);
    let got = got.into_value();
    assert_eq!((got.grand_total_chc, &got.costs), (Some(1.5), &None));
    assert_eq!(got.extra["costs"], cost["costs"]);
    assert_eq!(serde_json::to_value(&got).unwrap(), cost);
}

#[test]
fn a_page_may_be_empty_and_have_no_total() {
    for (total, cursor, expected) in [
        (json!(null), json!("more"), Some("more")),
        (json!(7), json!(null), None),
        (json!("many"), json!(""), None),
    ] {
        let body = json!({ "status": 200, "requestId": REQUEST, "result": [],
            "totalCount": total, "nextCursor": cursor, "limit": 50 });
        let talk = Talk::with_body("application/json", body.to_string());
        let page = talk.run(talk.client.organization(ORG).list_udfs()).unwrap();
        assert!(page.items.is_empty());
        assert_eq!(page.next_cursor.as_deref(), expected);
        assert_eq!(page.total_count, total.as_i64());
    }
}

#[test]
fn a_schema_registry_without_a_type_is_confluent() {
    let registry = json!({ "url": "https://registry", "authentication": "PLAIN" });
    let (source, unusual) = listed(&json!({ "schemaRegistry": registry }));
    assert_eq!(unusual, Vec::<String>::new());
    match source.schema_registry.unwrap() {
        response::ClickPipeKafkaSchemaRegistry::Confluent(confluent) => {
            assert_eq!(confluent.url.as_deref(), Some("https://registry"));
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn new_values_and_variants_are_preserved() {
    let result = json!({ "region": "mars-north-1", "state": "hibernating", "profile": "v9-new",
        "provider": "", "complianceType": "moon", "releaseChannel": "never" });
    let talk = Talk::with(&result);
    let service = talk.run(talk.client.organization(ORG).service(ID).get().send_full()).unwrap();
    assert_eq!(places(&service), Vec::<&str>::new());
    let service = service.into_value();
    let region = service.region.as_ref().unwrap();
    assert_eq!((region.as_str(), region.is_known()), ("mars-north-1", false));
    assert_eq!(serde_json::to_value(&service).unwrap(), result);
}

#[test]
fn ids_need_not_be_uuids() {
    let talk = Talk::with(&json!({ "id": "act-1", "type": "brand_new_activity" }));
    let activity = talk.run(talk.client.organization(ORG).activity("act-1").get()).unwrap();
    assert_eq!(activity.id.as_deref(), Some("act-1"));
    assert!(talk.sent().1.ends_with("/activities/act-1"));
    talk.answer(&json!({ "keyId": "Ab3", "keySecret": "p4ss", "key": { "id": ID } }));
    let body = request::ApiKeyPostRequest::new("ci");
    let made = talk.run(talk.client.organization(ORG).create_api_key(&body)).unwrap();
    assert_eq!(made.key_id.as_deref(), Some("Ab3"));
    assert_eq!(made.key.unwrap().id.as_deref(), Some(ID));
}

#[test]
fn a_missing_resource_is_a_404() {
    let talk = Talk::new();
    talk.fail(404, &json!({ "error": "NOT_FOUND", "status": 404, "requestId": REQUEST }));
    let error =
        talk.run(talk.client.organization(ORG).service(ID).get_scaling_schedule()).unwrap_err();
    assert!(error.is_not_found() && !error.is_retryable(), "{error}");
    assert_eq!(error.operation(), Some("scalingScheduleGet"));
    assert_eq!(error.request_id(), Some(REQUEST));
}

#[test]
fn prometheus_targets_have_optional_labels() {
    let groups = json!([{ "targets": ["api.clickhouse.cloud"], "labels": {
        "__param_filtered_metrics": "true", "__metrics_path__": "/v1/x/prometheus",
        "__meta_clickhouse_tag_env": "prod", "__meta_clickhouse_tagpresent_env": "true" } }]);
    let talk = Talk::with_body("application/json", groups.to_string());
    let found = talk.run(talk.client.organization(ORG).list_prometheus_targets().send_full());
    let found = found.unwrap();
    assert_eq!(places(&found), Vec::<&str>::new());
    let labels = found.value()[0].labels.as_ref().unwrap();
    assert_eq!(labels.param_filtered_metrics.as_deref(), Some("true"));
    assert_eq!(labels.extra["__meta_clickhouse_tag_env"], "prod");
    assert_eq!(serde_json::to_value(found.value()).unwrap(), groups);
}

#[test]
fn metrics_may_be_an_empty_string() {
    use clickhouse_cloud::ToSamples as _;

    let talk = Talk::with_body("text/plain", "");
    #[allow(deprecated, reason = "the row is about this operation")]
    let text = talk.run(talk.client.organization(ORG).get_prometheus_metrics()).unwrap();
    assert_eq!((text.as_str(), text.to_samples().count()), ("", 0));
}

/// U9: a number that a double cannot hold is preserved as it was written, with a warning.
#[test]
fn u09_no_number_changes_silently() {
    let decode = |port: &str| {
        let mut read = response::ServiceEndpoint::default();
        let text = format!(r#"{{"port":{port}}}"#);
        let warnings = clickhouse_cloud::model::decode(&mut read, text.as_bytes(), "").unwrap();
        (read.port, serde_json::to_string(&read).unwrap(), warnings.len())
    };
    assert_eq!(decode("9440.0"), (Some(9440), r#"{"port":9440}"#.to_owned(), 0));
    for port in ["9007199254740993.0", "9.007199254740993e15", "123456789012345678901234567890"] {
        let (read, written, warnings) = decode(port);
        assert_eq!((read, warnings), (None, 1), "{port}");
        assert!(written.contains(port), "{written}");
    }
}
