//! Tests of pagers, against a mock.

use http::Method;
use serde_json::{Value, json};

use super::*;
use crate::runtime::mock::MockTransport;
use crate::runtime::operation::Operation;
use crate::runtime::operation_info::{Idempotency, OperationInfo, Pagination, ResponseBody};

const LIST: OperationInfo = OperationInfo {
    id: "keyList",
    method: Method::GET,
    path: "/v1/keys",
    handle: "Client",
    handle_method: "call",
    group: "keys",
    permissions: &[],
    beta: false,
    deprecated: false,
    pagination: Pagination::Cursor,
    idempotency: Idempotency::Safe,
    response: ResponseBody::Page { items_at: None },
};

#[derive(Clone, Copy)]
struct ByCursor;

impl Operation for ByCursor {
    type Output = Page<Value>;
    const INFO: OperationInfo = LIST;
}

impl Paged for ByCursor {
    type Item = Value;
}

#[derive(Clone, Copy)]
struct ByOffset;

impl Operation for ByOffset {
    type Output = Page<Value>;
    const INFO: OperationInfo = OperationInfo { pagination: Pagination::Offset, ..LIST };
}

impl Paged for ByOffset {
    type Item = Value;
}

/// A list of strings with offsets, directly in the result or within an object.
#[derive(Clone, Copy)]
struct Texts<const INSIDE: bool>;

impl<const INSIDE: bool> Operation for Texts<INSIDE> {
    type Output = Page<String>;
    const INFO: OperationInfo = {
        let mut info = LIST;
        info.pagination = Pagination::Offset;
        info.response = ResponseBody::Page { items_at: if INSIDE { Some("keys") } else { None } };
        info
    };
}

impl<const INSIDE: bool> Paged for Texts<INSIDE> {
    type Item = String;
}

fn cursor_pages(pages: &[(&[i64], Value)]) -> MockTransport {
    let mock = MockTransport::new();
    for (items, cursor) in pages {
        mock.on::<ByCursor>()
            .json(200, &json!({ "result": items, "nextCursor": cursor, "totalCount": null }));
    }
    mock
}

fn offset_pages(pages: &[&[i64]]) -> MockTransport {
    let mock = MockTransport::new();
    for items in pages {
        mock.on::<ByOffset>().json(200, &json!({ "result": items }));
    }
    mock
}

fn asked(mock: &MockTransport, name: &str) -> Vec<Option<String>> {
    mock.calls().iter().map(|call| call.query(name).map(str::to_owned)).collect()
}

fn some(values: &[&str]) -> Vec<Option<String>> {
    values.iter().map(|value| (!value.is_empty()).then(|| (*value).to_owned())).collect()
}

async fn all<O: Paged<Item = Value>>(call: Call<O>) -> Result<Vec<i64>, Error> {
    let items = call.items().collect_up_to(1000).await?;
    Ok(items.iter().filter_map(Value::as_i64).collect())
}

#[tokio::test(start_paused = true)]
async fn cursors_are_followed_over_empty_pages() {
    let mock = cursor_pages(&[(&[1, 2], json!("a")), (&[], json!("b")), (&[3], json!(""))]);
    let call = Call::<ByCursor>::new(&mock.client()).set_query("limit", 2_i64);
    assert_eq!(all(call).await.unwrap(), [1, 2, 3]);
    assert_eq!(asked(&mock, "cursor"), some(&["", "a", "b"]));
    assert_eq!(asked(&mock, "limit"), some(&["2", "2", "2"]));
}

#[tokio::test(start_paused = true)]
async fn every_spelling_of_the_last_page_ends_the_list() {
    for last in [json!(null), json!(""), Value::Null] {
        let mock = cursor_pages(&[(&[1], last)]);
        assert_eq!(all(Call::<ByCursor>::new(&mock.client())).await.unwrap(), [1]);
        assert_eq!(mock.calls().len(), 1);
    }
}

#[tokio::test(start_paused = true)]
async fn a_cursor_cycle_is_an_error() {
    let mock = cursor_pages(&[(&[1], json!("a")), (&[2], json!("b")), (&[3], json!("a"))]);
    let mut items = Call::<ByCursor>::new(&mock.client()).items();
    let mut seen = 0;
    let error = loop {
        match items.next().await {
            Some(Ok(_)) => seen += 1,
            Some(Err(error)) => break error,
            None => panic!("the cycle was not noticed"),
        }
    };
    assert_eq!(seen, 3);
    assert!(error.is_decode() && error.operation() == Some("keyList"), "{error:?}");
    assert_eq!(error.pointer(), Some("/nextCursor"));
    assert!(items.next().await.is_none());
    assert_eq!(mock.calls().len(), 3);
}

#[tokio::test(start_paused = true)]
async fn a_list_can_be_resumed() {
    let mock = cursor_pages(&[(&[1], json!("a")), (&[2], json!("b")), (&[3], Value::Null)]);
    let mut pages = Call::<ByCursor>::new(&mock.client()).pages();
    assert_eq!(pages.cursor(), None);
    let first = pages.next().await.unwrap().unwrap();
    assert_eq!(first.items, [json!(1)]);
    let cursor = pages.cursor().unwrap().to_owned();
    drop(pages);
    let call = Call::<ByCursor>::new(&mock.client()).set_query("cursor", cursor);
    assert_eq!(all(call).await.unwrap(), [2, 3]);
    assert_eq!(asked(&mock, "cursor"), some(&["", "a", "b"]));
}

#[tokio::test(start_paused = true)]
async fn a_failure_ends_the_stream_and_the_position_is_preserved() {
    let mock = cursor_pages(&[(&[1], json!("a"))]);
    mock.on::<ByCursor>().error(400, "no");
    let mut pages = Call::<ByCursor>::new(&mock.client()).pages();
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(
        pages.next().await.unwrap().unwrap_err().status(),
        Some(http::StatusCode::BAD_REQUEST)
    );
    assert!(pages.next().await.is_none());
    assert_eq!(pages.cursor(), Some("a"));
}

#[tokio::test(start_paused = true)]
async fn u14_an_empty_page_ends_a_list_with_offsets() {
    let mock = offset_pages(&[&[1, 2], &[3, 4], &[5], &[]]);
    let call = Call::<ByOffset>::new(&mock.client()).set_query("limit", 2_i64);
    assert_eq!(all(call).await.unwrap(), [1, 2, 3, 4, 5]);
    assert_eq!(asked(&mock, "offset"), some(&["", "2", "4", "5"]));
}

#[tokio::test(start_paused = true)]
async fn u14_the_known_total_ends_a_list_with_offsets() {
    let mock = MockTransport::new();
    for items in [json!([1, 2]), json!([3])] {
        mock.on::<ByOffset>().json(200, &json!({ "result": items, "totalCount": 3 }));
    }
    let call = Call::<ByOffset>::new(&mock.client()).set_query("limit", 2_i64);
    assert_eq!(all(call).await.unwrap(), [1, 2, 3]);
    assert_eq!(mock.calls().len(), 2);
    // A null total is absent.
    let mock = MockTransport::new();
    for items in [json!([1, 2]), json!([3]), json!([])] {
        mock.on::<ByOffset>().json(200, &json!({ "result": items, "totalCount": 0 }));
    }
    assert_eq!(all(Call::<ByOffset>::new(&mock.client())).await.unwrap(), [1, 2, 3]);
}

#[tokio::test(start_paused = true)]
async fn a_full_last_page_is_followed_by_an_empty_one() {
    let mock = offset_pages(&[&[1, 2], &[3, 4], &[]]);
    let call = Call::<ByOffset>::new(&mock.client()).set_query("limit", 2_i64);
    assert_eq!(all(call).await.unwrap(), [1, 2, 3, 4]);
}

#[tokio::test(start_paused = true)]
async fn u14_pages_that_the_service_shortened_do_not_end_the_list() {
    for limit in [None, Some(3), Some(100), Some(5000)] {
        for pages in [&[&[1, 2][..], &[3], &[]][..], &[&[1, 2, 3], &[4, 5], &[6, 7, 8], &[]]] {
            let mock = offset_pages(pages);
            let mut call = Call::<ByOffset>::new(&mock.client());
            if let Some(limit) = limit {
                call = call.set_query("limit", i64::from(limit));
            }
            assert_eq!(all(call).await.unwrap(), pages.concat(), "{limit:?}");
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_list_begins_at_the_offset_of_the_caller() {
    let mock = offset_pages(&[&[8, 9], &[10], &[]]);
    let call =
        Call::<ByOffset>::new(&mock.client()).set_query("limit", 2_i64).set_query("offset", 7_i64);
    let mut pages = call.pages();
    assert_eq!(pages.offset(), Some(7));
    assert!(pages.next().await.unwrap().is_ok());
    assert_eq!(pages.offset(), Some(9));
    assert!(pages.next().await.unwrap().is_ok());
    assert!(pages.next().await.unwrap().unwrap().items.is_empty());
    assert!(pages.next().await.is_none());
    assert_eq!(asked(&mock, "offset"), some(&["7", "9", "10"]));
}

#[tokio::test(start_paused = true)]
async fn u14_a_page_that_repeats_ends_the_list_with_a_warning() {
    let mock = offset_pages(&[&[1, 2]]);
    let mut items = Call::<ByOffset>::new(&mock.client()).items();
    let mut seen = Vec::new();
    while let Some(item) = items.next().await {
        seen.push(item.unwrap());
    }
    assert_eq!(seen, [json!(1), json!(2)]);
    assert_eq!(items.warning(), Some("the API ignores `offset`"));
    assert_eq!(mock.calls().len(), 2);
    // The same applies to a cursor.
    let mock = cursor_pages(&[(&[1, 2], json!("a"))]);
    let mut pages = Call::<ByCursor>::new(&mock.client()).pages();
    assert!(pages.next().await.unwrap().is_ok() && pages.warning().is_none());
    assert!(pages.next().await.is_none());
    assert_eq!((pages.warning(), pages.cursor()), (Some("the API ignores `cursor`"), None));
    assert_eq!(mock.calls().len(), 2);
}

#[tokio::test(start_paused = true)]
async fn an_invalid_item_does_not_end_a_list_with_offsets() {
    const INSIDE: ResponseBody = ResponseBody::Page { items_at: Some("keys") };
    for answer in [ResponseBody::Page { items_at: None }, INSIDE] {
        let mock = MockTransport::new();
        for items in
            [json!(["a", null]), json!([7, "b"]), json!([null, {}]), json!(["c"]), json!([])]
        {
            let inside = json!({ "result": { "keys": items.clone() } });
            let body = if answer == INSIDE { inside } else { json!({ "result": items }) };
            mock.on::<ByOffset>().json(200, &body);
        }
        let items = if answer == INSIDE {
            let call = Call::<Texts<true>>::new(&mock.client()).set_query("limit", 2_i64);
            call.items().collect_up_to(9).await.unwrap()
        } else {
            let call = Call::<Texts<false>>::new(&mock.client()).set_query("limit", 2_i64);
            call.items().collect_up_to(9).await.unwrap()
        };
        assert_eq!(items, ["a", "b", "c"], "{answer:?}");
        assert_eq!(asked(&mock, "offset"), some(&["", "2", "4", "6", "7"]), "{answer:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_invalid_item_of_an_inner_list_is_preserved() {
    let mock = MockTransport::new();
    let keys = json!(["a", null, 7]);
    mock.on::<ByOffset>().json(200, &json!({ "result": { "keys": keys, "total": 3 } }));
    let response = Call::<Texts<true>>::new(&mock.client()).send_full().await.unwrap();
    assert_eq!(response.value().items, ["a"]);
    assert_eq!((&response.extra()["keys"], &response.extra()["total"]), (&keys, &json!(3)));
    let pointers: Vec<_> = response.warnings().iter().map(|it| it.pointer.as_str()).collect();
    assert_eq!(pointers, ["/result/keys/1", "/result/keys/2"]);
}

#[tokio::test(start_paused = true)]
async fn an_invalid_cursor_does_not_truncate_a_list() {
    let mock = cursor_pages(&[(&[1], json!(7)), (&[2], json!({ "at": 8 })), (&[3], Value::Null)]);
    let mut pages = Call::<ByCursor>::new(&mock.client()).pages();
    assert_eq!(pages.next().await.unwrap().unwrap().next_cursor.as_deref(), Some("7"));
    assert_eq!(pages.next().await.unwrap().unwrap().items, [json!(2)]);
    let error = pages.next().await.unwrap().unwrap_err();
    assert!(error.is_decode() && error.pointer() == Some("/nextCursor"), "{error:?}");
    assert!(pages.next().await.is_none());
    assert_eq!(asked(&mock, "cursor"), some(&["", "7"]));
}

#[tokio::test(start_paused = true)]
async fn a_limit_of_items_stops_in_time() {
    let mock = cursor_pages(&[(&[1, 2, 3], json!("a"))]);
    let items = Call::<ByCursor>::new(&mock.client()).items().collect_up_to(2).await.unwrap();
    assert_eq!(items, [json!(1), json!(2)]);
    assert_eq!(mock.calls().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn pages_have_typed_mocks() {
    let mock = MockTransport::new();
    let mut page = Page::new(vec![json!(1)]);
    page.next_cursor = Some("a".to_owned());
    page.total_count = Some(2);
    mock.on::<ByCursor>().reply(page.clone()).reply(Page::new(vec![json!(2)]));
    let client = mock.client();
    let sent = Call::<ByCursor>::new(&client).await.unwrap();
    assert_eq!(sent, page);
    let rest = all(Call::<ByCursor>::new(&client)).await.unwrap();
    assert_eq!(rest, [2]);
}

#[tokio::test]
async fn the_first_item_may_be_on_a_later_page() {
    let mock = cursor_pages(&[(&[], json!("a")), (&[7, 8], json!("b"))]);
    let first = Call::<ByCursor>::new(&mock.client()).first().await.unwrap();
    assert_eq!(first, Some(json!(7)));
    assert_eq!(mock.calls().len(), 2);
    let mock = cursor_pages(&[(&[], json!(null))]);
    assert_eq!(Call::<ByCursor>::new(&mock.client()).first().await.unwrap(), None);
    let error = Call::<ByCursor>::new(&MockTransport::new().client()).first().await.unwrap_err();
    assert!(error.is_transport());
}

#[cfg(feature = "blocking")]
#[test]
fn pages_are_read_without_a_runtime() {
    let mock = cursor_pages(&[(&[1, 2], json!("a")), (&[3], json!(null))]);
    let pages = Call::<ByCursor>::new(&mock.client()).pages_blocking();
    let sizes: Result<Vec<_>, _> = pages.map(|page| page.map(|page| page.items.len())).collect();
    assert_eq!(sizes.unwrap(), [2, 1]);
    let mut pages = Call::<ByCursor>::new(&MockTransport::new().client()).pages_blocking();
    assert!(pages.next().unwrap().unwrap_err().is_transport());
    assert!(pages.next().is_none());
}
