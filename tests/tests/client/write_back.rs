//! GET, change one field, PUT: nothing else changes on the wire, whatever the service has sent that
//! this version of the client does not know.

use clickhouse_cloud::{Warning, request, response};
use sdk_tests::json::same;
use serde_json::{Value, json};

use crate::talk::{ID, ORG, Talk};

/// Each planted value is one that the document does not allow.
fn dashboard() -> Value {
    json!({
        "id": "65f5e4a3b9e77c001a567890",
        "name": "Errors",
        "brandNewMember": { "deep": [1, { "deeper": null }, 9_007_199_254_740_993_i64] },
        "savedQuery": "level:error",
        "savedQueryLanguage": "brand-new-language",
        "tags": ["prod", 7, "x"],
        "tiles": [
            {
                "id": "t1", "name": "Lines", "x": 0, "y": 0, "w": 6, "h": "3",
                "brandNewMember": u64::MAX,
                "config": {
                    "displayType": "line",
                    "sourceId": "s1",
                    "lineInterpolation": "brand-new-interpolation",
                    "brandNewMember": false,
                    "numberFormat": { "output": "brand-new-output", "mantissa": 2.5, "new": [] },
                    "select": [
                        { "aggFn": "brand-new-function", "valueExpression": "Duration", "level": "high" },
                        { "aggFn": "count", "where": "", "brandNewMember": { "a": 0.1 } }
                    ]
                }
            },
            {
                "id": "t2", "name": "New", "x": 6, "y": 0.5, "w": 6, "h": 3,
                "config": { "displayType": "brand-new-display", "select": [{ "aggFn": 1 }], "n": -0.5 }
            },
            {
                "id": "t3", "name": "Raw", "x": 0, "y": 3, "w": 12, "h": 3,
                "config": { "displayType": "line", "configType": "brand-new-type", "sql": "SELECT 1" }
            },
            { "id": "t4", "name": "None", "x": 0, "y": 6, "w": 1, "h": 1, "config": "brand-new-config" },
            { "id": "t5", "name": "Text", "x": 0, "y": 6, "w": 1, "h": 1,
              "config": { "displayType": "markdown", "markdown": ["not", "text"] } }
        ],
        "filters": [
            { "type": "QUERY_EXPRESSION", "id": "f1", "name": "Host", "expression": "host",
              "sourceId": "s1", "variableName": "host", "brandNewMember": [[]] },
            { "type": "BRAND_NEW_FILTER", "id": "f2", "options": [{ "value": 1 }] },
            "brand-new-filter"
        ],
        "containers": [
            { "id": "c1", "title": "Top", "collapsed": "no",
              "tabs": [{ "id": "a", "title": "A", "brandNewMember": {} }, 5] }
        ],
        "savedFilterValues": [{ "type": "brand-new-type", "condition": "a = 1", "new": 1 }]
    })
}

fn source() -> Value {
    json!({
        "id": "s1", "kind": "log", "name": "Logs", "connection": "c1",
        "from": { "databaseName": "default", "tableName": "logs", "brandNewMember": { "a": [] } },
        "defaultTableSelectExpression": "*",
        "timestampValueExpression": "Timestamp",
        "disabled": "maybe",
        "section": "",
        "brandNewMember": [{ "deep": u64::MAX }],
        "querySettings": [{ "setting": "max_threads", "value": 4, "brandNewMember": 1 }],
        "useTextIndexForImplicitColumn": "brand-new-mode",
        "highlightedTraceAttributeExpressions": [{ "sqlExpression": "a", "alias": 5 }, "strange"],
        "materializedViews": [{ "databaseName": "d", "tableName": "t", "dimensionColumns": "a",
            "minGranularity": "brand-new-granularity", "timestampColumn": "ts",
            "aggregatedColumns": [{ "aggFn": "brand-new-function", "mvColumn": "c", "x": 0.5 }] }]
    })
}

fn alert() -> Value {
    json!({
        "id": "a1", "teamId": "t1", "state": "BRAND_NEW_STATE",
        "createdAt": "", "updatedAt": "yesterday",
        "silenced": { "by": "me" },
        "executionErrors": [{ "message": "m" }],
        "displayName": "Errors", "tags": ["p1", false],
        "threshold": 9_007_199_254_740_993_i64,
        "thresholdMax": 0.1,
        "interval": "7m", "thresholdType": "brand-new-type", "source": "brand-new-source",
        "scheduleStartAt": "", "scheduleOffsetMinutes": 2.5,
        "numConsecutiveWindows": 3,
        "brandNewMember": { "deep": [[null, { "a": u64::MAX }]] },
        "channel": { "type": "pager", "number": "+1" },
        "channels": [
            { "type": "webhook", "webhookId": "w1", "severity": "brand-new-severity", "new": [0] },
            { "type": "brand-new-channel", "target": { "a": 1 } },
            "brand-new-channel"
        ],
        "chartConfig": {
            "displayType": "line", "sourceId": "s1",
            "select": [{ "aggFn": "brand-new-function", "periodAggFn": 5, "new": "x" }],
            "brandNewMember": 1
        }
    })
}

fn without(mut value: Value, names: &[&str]) -> Value {
    value.as_object_mut().unwrap().retain(|name, _| !names.contains(&name.as_str()));
    value
}

/// The planted values must be unexpected, or the test proves nothing.
fn assert_odd(warnings: &[Warning], pointers: &[&str]) {
    for pointer in pointers {
        assert!(
            warnings.iter().any(|warning| warning.pointer == format!("/result{pointer}")),
            "{pointer} is not among {warnings:?}"
        );
    }
}

#[test]
fn one_field_of_a_dashboard() {
    let talk = Talk::with(&dashboard());
    let got = talk
        .run(talk.client.organization(ORG).service(ID).clickstack_dashboard("d1").get().send_full())
        .unwrap();
    assert_odd(
        got.warnings(),
        &["/tags/1", "/tiles/1/y", "/tiles/0/config/select/0/level", "/containers/0/collapsed"],
    );
    assert_eq!(talk.sent().0, "GET");
    let before: response::ClickStackDashboardResponse = got.into_value();
    let mut after = request::ClickStackUpdateDashboardRequest::try_from(before).unwrap();
    after.name = "Renamed".into();
    talk.run(talk.client.organization(ORG).service(ID).clickstack_dashboard("d1").update(&after))
        .unwrap();

    let (method, target, body) = talk.sent();
    assert_eq!(method, "PUT");
    assert!(target.ends_with("/clickstack/dashboards/d1"), "{target}");
    // The id is in the path, and the request has no property for it.
    let mut expected = without(dashboard(), &["id"]);
    expected["name"] = json!("Renamed");
    // An integer in quotes is an integer.
    expected["tiles"][0]["h"] = json!(3);
    assert!(same(&body, &expected), "sent {body}\nnot  {expected}");
}

#[test]
fn a_list_with_unexpected_values_is_replaced_when_it_is_changed() {
    let talk = Talk::with(&dashboard());
    let before = talk
        .run(talk.client.organization(ORG).service(ID).clickstack_dashboard("d1").get())
        .unwrap();
    talk.sent();
    let mut after = request::ClickStackUpdateDashboardRequest::try_from(before).unwrap();
    after.tags = Some(vec!["new".to_owned()]);
    let request::ClickStackTileConfig::Other(config) = after.tiles[1].config.as_mut().unwrap()
    else {
        panic!("an arm that nobody knows")
    };
    config["n"] = json!(1);
    talk.run(talk.client.organization(ORG).service(ID).clickstack_dashboard("d1").update(&after))
        .unwrap();

    let mut expected = without(dashboard(), &["id"]);
    expected["tags"] = json!(["new"]);
    expected["tiles"][0]["h"] = json!(3);
    expected["tiles"][1]["config"]["n"] = json!(1);
    let body = talk.sent().2;
    assert!(same(&body, &expected), "sent {body}\nnot  {expected}");
}

#[test]
fn one_field_of_a_source() {
    let talk = Talk::with(&source());
    let got = talk
        .run(talk.client.organization(ORG).service(ID).clickstack_source("s1").get().send_full())
        .unwrap();
    assert_odd(got.warnings(), &["/disabled", "/highlightedTraceAttributeExpressions/1"]);
    talk.sent();
    let mut after = request::ClickStackSource::try_from(got.into_value()).unwrap();
    let request::ClickStackSource::Log(log) = &mut after else { panic!("{after:?}") };
    log.name = "Renamed".into();
    talk.run(talk.client.organization(ORG).service(ID).clickstack_source("s1").update(&after))
        .unwrap();

    let (method, _, body) = talk.sent();
    assert_eq!(method, "PUT");
    let mut expected = source();
    expected["name"] = json!("Renamed");
    assert!(same(&body, &expected), "sent {body}\nnot  {expected}");
}

#[test]
fn a_source_of_an_unknown_kind_is_written_back() {
    let whole =
        json!({ "kind": "brand-new", "id": "s9", "name": "n", "more": [1, null, u64::MAX] });
    let talk = Talk::with(&whole);
    let got =
        talk.run(talk.client.organization(ORG).service(ID).clickstack_source("s9").get()).unwrap();
    talk.sent();
    let mut after = request::ClickStackSource::try_from(got).unwrap();
    let request::ClickStackSource::Other(source) = &mut after else { panic!("{after:?}") };
    source["name"] = json!("Renamed");
    talk.run(talk.client.organization(ORG).service(ID).clickstack_source("s9").update(&after))
        .unwrap();
    let mut expected = whole;
    expected["name"] = json!("Renamed");
    assert!(same(&talk.sent().2, &expected));
}

#[test]
fn one_field_of_an_alert() {
    let talk = Talk::with(&alert());
    let got = talk
        .run(talk.client.organization(ORG).service(ID).clickstack_alert("a1").get().send_full())
        .unwrap();
    assert_odd(
        got.warnings(),
        &["/scheduleOffsetMinutes", "/tags/1", "/chartConfig/select/0/periodAggFn"],
    );
    talk.sent();
    let mut after = request::ClickStackUpdateAlertRequest::try_from(got.into_value()).unwrap();
    after = after.note("Raised");
    talk.run(talk.client.organization(ORG).service(ID).clickstack_alert("a1").update(&after))
        .unwrap();

    let (method, _, body) = talk.sent();
    assert_eq!(method, "PUT");
    // Read-only properties are not sent back.
    let read_only =
        ["id", "teamId", "state", "createdAt", "updatedAt", "silenced", "executionErrors"];
    let mut expected = without(alert(), &read_only);
    expected["note"] = json!("Raised");
    assert!(same(&body, &expected), "sent {body}\nnot  {expected}");
}

/// The request has other names for its types, and no properties for what is read-only.
#[test]
fn u10_one_entry_of_a_scaling_schedule() {
    let entry = |name: &str| {
        json!({ "name": name, "weekdays": [1, 2], "startHourUtc": 9, "endHourUtc": 17,
            "autoscalingMode": "brand-new-mode", "minReplicas": "two", "brandNewMember": [1] })
    };
    let read_only = |mut entry: Value| {
        entry["id"] = json!("6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1");
        entry["isActiveNow"] = json!(true);
        entry
    };
    let talk = Talk::with(&json!({
        "entries": [read_only(entry("day")), read_only(entry("night"))],
        "baseConfig": { "minReplicas": 1 },
        "activeEntryId": "6f1f4c3e-8a0c-4ad5-9c53-2f3c2ae1a6b1",
        "brandNewMember": 1,
    }));
    let before =
        talk.run(talk.client.organization(ORG).service(ID).get_scaling_schedule()).unwrap();
    talk.sent();
    let first = before.entries.as_ref().unwrap()[0].clone();
    let first = request::ScalingScheduleEntryRequest::try_from(first).unwrap();
    assert!(same(&serde_json::to_value(&first).unwrap(), &entry("day")));

    let mut after = request::ScalingSchedulePostRequest::try_from(before).unwrap();
    after.entries[1].name = "late".to_owned();
    let call = talk.client.organization(ORG).service(ID);
    let _ = talk.run(call.upsert_scaling_schedule(&after));
    let expected = json!({ "entries": [entry("day"), entry("late")], "brandNewMember": 1 });
    let body = talk.sent().2;
    assert!(same(&body, &expected), "sent {body}\nnot  {expected}");
}

#[test]
fn u10_a_query_endpoint_is_written_back_without_its_id() {
    let body = json!({ "id": "e", "roles": ["sql_console_read_only"], "openApiKeys": ["k"],
        "allowedOrigins": "https://a.example", "brandNewMember": 1 });
    let endpoint: response::ServiceQueryApiEndpoint = serde_json::from_value(body.clone()).unwrap();
    let sent = request::ServiceQueryApiEndpointPostRequest::try_from(endpoint).unwrap();
    assert_eq!(serde_json::to_value(&sent).unwrap(), without(body, &["id"]));
}

/// Required fields that the response did not have are named, all of them, before anything is sent.
/// The configuration of the tile fits no variant: it is preserved as it is, and has no fields.
#[test]
fn all_obstacles_are_named_at_once() {
    let talk = Talk::with(&json!({ "tiles": [{ "x": 1, "config": { "displayType": "line" } }] }));
    let got = talk
        .run(talk.client.organization(ORG).service(ID).clickstack_dashboard("d1").get())
        .unwrap();
    let missing = request::ClickStackUpdateDashboardRequest::try_from(got).unwrap_err();
    let mut fields = missing.fields;
    fields.sort();
    assert_eq!(fields, ["name", "tiles/0/h", "tiles/0/name", "tiles/0/w", "tiles/0/y",]);
}
