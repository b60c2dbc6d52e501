//! The list inside the result, next to other properties, page by page over real HTTP.

#![allow(deprecated, reason = "the document has only one such list, and has deprecated it")]

use clickhouse_cloud::{Client, RateLimit, response};
use sdk_tests::server::{Reply, Server};
use serde_json::{Value, json};

fn start() -> (Server, Client, tokio::runtime::Runtime) {
    let server = Server::start().unwrap();
    let client = Client::builder()
        .api_key("id", "secret")
        .base_url(server.url())
        .rate_limit(RateLimit::off())
        .build()
        .unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    (server, client, runtime)
}

fn answer(server: &Server, names: &[&str]) {
    let balances: Vec<Value> = names.iter().map(|name| json!({ "name": name })).collect();
    let result = json!({
        "totalRemainingPrepaidCredits": 12.5, "prepaidBalances": balances, "new": { "a": 1 },
    });
    let body = json!({ "status": 200, "requestId": "r", "result": result, "hint": "h" });
    server.prepare(Reply::new(200, "application/json", body.to_string()));
}

fn names(items: &[response::ActiveBalance]) -> Vec<&str> {
    items.iter().map(|item| item.extra["name"].as_str().unwrap()).collect()
}

#[test]
fn a_page_preserves_the_properties_beside_its_items() {
    let (server, client, runtime) = start();
    answer(&server, &["a"]);
    let full =
        runtime.block_on(client.organization("org").list_active_balances().send_full()).unwrap();
    assert!(full.warnings().is_empty());
    let page = full.into_value();
    assert_eq!(names(&page.items), ["a"]);
    assert_eq!(page.extra["totalRemainingPrepaidCredits"], 12.5);
    assert_eq!(page.extra["new"], json!({ "a": 1 }));
    assert_eq!(page.extra["hint"], "h");
    let written = serde_json::to_value(&page).unwrap();
    assert_eq!(written["totalRemainingPrepaidCredits"], 12.5);
}

#[test]
fn all_pages_are_read_by_offset() {
    let (server, client, runtime) = start();
    let mut pages = client.organization("org").list_active_balances().limit(2).pages();
    let mut seen = Vec::new();
    for page in [&["a", "b"][..], &["c", "d"], &["e"]] {
        answer(&server, page);
        let page = runtime.block_on(pages.next()).unwrap().unwrap();
        assert_eq!(page.extra["totalRemainingPrepaidCredits"], 12.5);
        seen.extend(names(&page.items).into_iter().map(str::to_owned));
    }
    // A short page does not end the list: the service may have shortened it.
    answer(&server, &[]);
    assert!(runtime.block_on(pages.next()).unwrap().unwrap().items.is_empty());
    assert!(runtime.block_on(pages.next()).is_none());
    assert_eq!(seen, ["a", "b", "c", "d", "e"]);
    let offsets: Vec<_> = server
        .received()
        .into_iter()
        .map(|request| {
            let query = request.unwrap().query().unwrap();
            query.into_iter().find(|(name, _)| name == "offset").map(|(_, value)| value)
        })
        .collect();
    assert_eq!(offsets[1..], ["2", "4", "5"].map(|offset| Some(offset.to_owned())));

    answer(&server, &["a", "b"]);
    let items =
        client.organization("org").list_active_balances().limit(3).items().collect_up_to(10);
    let items = runtime.block_on(items);
    assert_eq!(names(&items.unwrap()), ["a", "b"]);
}

#[test]
fn a_missing_list_is_empty_and_a_list_of_another_type_is_an_error() {
    let (server, client, runtime) = start();
    let answered = |result: Value| {
        let body = json!({ "requestId": "r", "result": result });
        server.prepare(Reply::new(200, "application/json", body.to_string()));
        runtime.block_on(client.organization("org").list_active_balances().send())
    };
    for result in [json!({ "new": 1 }), json!({ "new": 1, "prepaidBalances": null })] {
        let page = answered(result).unwrap();
        assert!(page.items.is_empty() && page.extra["new"] == 1, "{page:?}");
    }
    let error = answered(json!({ "prepaidBalances": "none" })).unwrap_err();
    assert!(error.is_decode(), "{error:?}");
    assert_eq!(error.pointer(), Some("/result/prepaidBalances"));
    assert_eq!(answered(json!(null)).unwrap_err().pointer(), Some("/result"));
}
