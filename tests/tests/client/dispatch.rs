//! The bodies of unions that reports name, each with the variant that it must be read as.

use clickhouse_cloud::model::{self, View};
use clickhouse_cloud::response::ClickStackAlertResponse;
use sdk_tests::json::same_up_to_nulls;
use serde_json::{Value, json};

use crate::types::{BOTH, TYPES, Type};

fn union(module: &str, name: &str) -> &'static Type {
    TYPES.iter().find(|ty| ty.module == module && ty.name == name).unwrap()
}

/// The struct that a response is read as, or `Other`, and whether the union has a warning. Nothing
/// is lost, also when it is written back.
fn read(name: &str, body: &Value) -> (String, bool) {
    let ty = union("response", name);
    let mut slot = (ty.fresh)();
    let warnings = model::decode(slot.as_mut(), body.to_string().as_bytes(), "").unwrap();
    let (written, _) = ty.decode(body).unwrap();
    assert!(same_up_to_nulls(&written, body), "{body} became {written}");
    let is_warned = warnings.iter().any(|warning| warning.pointer.is_empty());
    let taken = match slot.view() {
        View::Object(model) => model.shape().name.to_owned(),
        View::Value(_) | View::Other(_) => "Other".to_owned(),
        _ => panic!("{name} is no union of objects"),
    };
    (taken, is_warned)
}

/// What a body becomes that is read as a response and sent as a request.
fn back(name: &str, body: &Value) -> Result<Value, String> {
    (BOTH.iter().find(|both| both.name == name).unwrap().back)(body)
}

const CHANNEL: &str = "ClickStackAlertChannel";

#[test]
fn u02_the_type_of_a_channel_decides() {
    for (body, taken) in [
        (json!({ "type": "email" }), "ClickStackAlertChannelEmail"),
        (json!({ "type": "webhook" }), "ClickStackAlertChannelWebhook"),
        (
            json!({ "type": "webhook", "emailRecipients": [], "webhookId": "w1" }),
            "ClickStackAlertChannelWebhook",
        ),
        (json!({ "type": "sms", "webhookId": "w1" }), "Other"),
        (json!({ "type": "email", "webhookId": "w1" }), "ClickStackAlertChannelEmail"),
        (json!({ "type": "webhook", "emailRecipients": ["a@b"] }), "ClickStackAlertChannelWebhook"),
        // The case of a tag counts.
        (json!({ "type": "Email", "emailRecipients": ["a@b"] }), "Other"),
        (json!({ "type": "", "webhookId": "w1" }), "Other"),
    ] {
        assert_eq!(read(CHANNEL, &body), (taken.to_owned(), false), "{body}");
    }
}

#[test]
fn u02_without_its_type_the_properties_of_a_channel_decide() {
    for (body, taken) in [
        (json!({ "webhookId": "w1" }), "ClickStackAlertChannelWebhook"),
        (json!({ "type": null, "emailRecipients": ["a@b"] }), "ClickStackAlertChannelEmail"),
        (json!({ "type": ["email"], "emailRecipients": [] }), "ClickStackAlertChannelEmail"),
        (json!({ "type": 1, "severity": "critical" }), "ClickStackAlertChannelWebhook"),
        (json!({ "webhookId": "w1", "emailRecipients": ["a@b"] }), "Other"),
        (json!({ "type": { "email": 1 } }), "Other"),
        (json!({}), "Other"),
    ] {
        assert_eq!(read(CHANNEL, &body), (taken.to_owned(), true), "{body}");
        assert!(same_up_to_nulls(&back(CHANNEL, &body).unwrap(), &body));
    }
}

#[test]
fn u02_a_channel_is_sent_completely() {
    let cross = union("request", CHANNEL).cross;
    for (body, missing) in [
        (json!({ "type": "webhook" }), "webhookId"),
        (json!({ "type": "webhook", "emailRecipients": ["a@b"] }), "webhookId"),
        (json!({ "type": "email", "webhookId": "w1" }), "emailRecipients"),
    ] {
        let error = cross(&body).unwrap_err();
        assert!(error.contains("missing required field") && error.contains(missing), "{error}");
        assert!(back(CHANNEL, &body).unwrap_err().contains(missing));
    }
    for body in [json!({ "webhookId": "w1" }), json!({ "type": "sms" }), json!({})] {
        assert_eq!(cross(&body).unwrap(), body, "what is no variant is sent as it is");
    }
}

#[test]
fn u02_channels_in_a_list_are_told_apart_one_by_one() {
    let body = json!({ "channels": [
        { "type": "webhook" }, { "type": "email" }, { "type": "sms" }, { "webhookId": "w1" },
    ] });
    let alert: ClickStackAlertResponse = serde_json::from_value(body.clone()).unwrap();
    let found: Vec<&str> = alert
        .channels
        .iter()
        .flatten()
        .map(|channel| match channel {
            clickhouse_cloud::response::ClickStackAlertChannel::Webhook(_) => "webhook",
            clickhouse_cloud::response::ClickStackAlertChannel::Email(_) => "email",
            _ => "other",
        })
        .collect();
    assert_eq!(found, ["webhook", "email", "other", "webhook"]);
    assert_eq!(serde_json::to_value(&alert).unwrap(), body);
}

/// Each union of a chart that is built or written as SQL.
const CHARTS: [(&str, &str); 11] = [
    ("ClickStackLineChartConfig", "ClickStackLineRawSqlChartConfig"),
    ("ClickStackStackedLineChartConfig", "ClickStackStackedLineRawSqlChartConfig"),
    ("ClickStackBarChartConfig", "ClickStackBarRawSqlChartConfig"),
    ("ClickStackTableChartConfig", "ClickStackTableRawSqlChartConfig"),
    ("ClickStackNumberChartConfig", "ClickStackNumberRawSqlChartConfig"),
    ("ClickStackPieChartConfig", "ClickStackPieRawSqlChartConfig"),
    ("ClickStackCategoricalBarChartConfig", "ClickStackCategoricalBarRawSqlChartConfig"),
    ("ClickStackAlertLineChartConfig", "ClickStackAlertLineRawSqlChartConfig"),
    ("ClickStackAlertStackedLineChartConfig", "ClickStackAlertStackedLineRawSqlChartConfig"),
    ("ClickStackAlertBarChartConfig", "ClickStackAlertBarRawSqlChartConfig"),
    ("ClickStackAlertNumberChartConfig", "ClickStackAlertNumberRawSqlChartConfig"),
];

#[test]
fn u03_a_chart_with_sql_is_a_chart_with_sql() {
    for (name, sql) in CHARTS {
        for config_type in [None, Some(json!(null)), Some(json!(1)), Some(json!(["sql"]))] {
            let mut body = json!({ "connectionId": "c", "sqlTemplate": "SELECT 1" });
            if let Some(config_type) = config_type {
                body["configType"] = config_type;
            }
            assert_eq!(read(name, &body), (sql.to_owned(), true), "{name}: {body}");
            assert!(same_up_to_nulls(&back(name, &body).unwrap(), &body));
        }
        let built = json!({ "sourceId": "s", "select": [] });
        let (taken, is_warned) = read(name, &built);
        assert!(taken.contains("Builder") && !is_warned, "{name}: {taken}");
        // A tag that is there decides, whatever the properties are.
        let tagged = json!({ "configType": "sql", "sourceId": "s", "select": [] });
        assert_eq!(read(name, &tagged), (sql.to_owned(), false));
        let unknown =
            json!({ "configType": "new", "connectionId": "c", "sqlTemplate": "SELECT 1" });
        assert_eq!(read(name, &unknown), ("Other".to_owned(), false));
    }
}

#[test]
fn u03_a_tile_with_a_known_display_type_follows_its_own_union() {
    let body = json!({ "displayType": "line", "connectionId": "c", "sqlTemplate": "SELECT 1" });
    for (name, sql) in [
        ("ClickStackTileConfig", "ClickStackLineRawSqlChartConfig"),
        ("ClickStackAlertChartConfig", "ClickStackAlertLineRawSqlChartConfig"),
    ] {
        assert_eq!(read(name, &body), (sql.to_owned(), true));
    }
    // All charts with SQL look like this one.
    let body = json!({ "connectionId": "c", "sqlTemplate": "SELECT 1" });
    assert_eq!(read("ClickStackTileConfig", &body), ("Other".to_owned(), true));
    let body = json!({ "displayType": 5, "markdown": "text" });
    let markdown = ("ClickStackMarkdownChartConfig".to_owned(), true);
    assert_eq!(read("ClickStackTileConfig", &body), markdown);
}

#[test]
fn u03_an_absent_tag_means_its_variant_unless_the_properties_differ() {
    let registry = "ClickPipeKafkaSchemaRegistry";
    let glue = json!({ "glueRegion": "us-east-1", "glueRegistryName": "e" });
    assert_eq!(read(registry, &glue), ("ClickPipeKafkaGlueSchemaRegistry".to_owned(), true));
    let confluent = json!({ "url": "https://registry", "authentication": "PLAIN" });
    let taken = "ClickPipeKafkaConfluentSchemaRegistry".to_owned();
    assert_eq!(read(registry, &confluent), (taken.clone(), false));
    assert_eq!(read(registry, &json!({})), (taken, false));

    let filter = "ClickStackSavedFilterValue";
    let body = json!({ "name": "s", "values": ["v"] });
    assert_eq!(read(filter, &body), ("ClickStackVariableSavedFilterValue".to_owned(), true));
    assert!(same_up_to_nulls(&back(filter, &body).unwrap(), &body));
    let body = json!({ "condition": "a = 1" });
    assert_eq!(read(filter, &body), ("ClickStackSqlSavedFilterValue".to_owned(), false));

    let heatmap = "ClickStackHeatmapChartConfig";
    let body = json!({ "displayType": "heatmap", "sourceId": "s", "groupBy": "host" });
    assert_eq!(read(heatmap, &body), ("ClickStackHeatmapSeriesChartConfig".to_owned(), true));
    assert!(same_up_to_nulls(&back(heatmap, &body).unwrap(), &body));
}
