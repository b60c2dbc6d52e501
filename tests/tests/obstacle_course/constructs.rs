//! Constructs of OpenAPI, from the document to the wire and back: each test is named after its row
//! in `docs/reported-faults.md`.

use double::{Reply, Request, ScriptedServer, script};
use serde_json::{Value, json};

use crate::plain_http::client;
use crate::{FilePart, enums, request, response};

/// A server that responds to everything with success and what it received.
fn echo() -> ScriptedServer {
    ScriptedServer::start(|_, request| {
        let sent: Value = serde_json::from_slice(&request.body).unwrap_or(Value::Null);
        envelope(&sent)
    })
    .unwrap()
}

fn envelope(result: &Value) -> Reply {
    let body = json!({ "status": 200, "requestId": "r", "result": result }).to_string();
    Reply::Close(script::json(200, &body))
}

fn town() -> Value {
    json!({ "name": "t" })
}

/// A server that responds with this to everything.
fn always(status: u16, kind: &'static str, body: Vec<u8>) -> ScriptedServer {
    ScriptedServer::start(move |_, _| {
        Reply::Close(script::response(status, &[("content-type", kind)], &body))
    })
    .unwrap()
}

fn read<T: serde::de::DeserializeOwned + serde::Serialize>(value: &Value) -> T {
    let read: T = serde_json::from_value(value.clone()).unwrap();
    assert_eq!(serde_json::to_value(&read).unwrap(), *value);
    read
}

/// Sends a machine and returns what the server received and what the client read.
async fn exchanged(machine: &request::Machine) -> (Value, response::Machine) {
    let server = echo();
    let read = client(&server.url()).update_machine(machine).await.unwrap();
    let seen: Request = server.take_seen().remove(0);
    (serde_json::from_slice(&seen.body).unwrap(), read)
}

#[tokio::test]
async fn d01_a_discriminator_with_a_mapping_is_a_plan() {
    let door = request::Door::new().hinge("left");
    let wheel = request::Wheel::new("wh").spokes(7);
    let machine = request::Machine::new("m")
        .part(door.clone())
        .parts([request::Component::from(wheel), request::Component::from(door)]);
    let (sent, read) = exchanged(&machine).await;
    let expected = json!([{ "sort": "wh", "spokes": 7 }, { "sort": "d", "hinge": "left" }]);
    assert_eq!(sent["parts"], expected);
    assert!(matches!(read.part, Some(response::Component::D(_))));
    let parts = read.parts.unwrap();
    assert!(matches!(parts.as_slice(), [response::Component::Wheel(_), response::Component::D(_)]));
    // The discriminator decides, even if the other properties contradict it.
    for (value, is_wheel) in [
        (json!({ "sort": "d", "spokes": 1 }), false),
        (json!({ "sort": "w", "hinge": "left" }), true),
    ] {
        match self::read::<response::Component>(&value) {
            response::Component::Wheel(_) => assert!(is_wheel),
            response::Component::D(_) => assert!(!is_wheel),
            response::Component::Other(_) => panic!("{value}"),
        }
    }
    let unknown = self::read::<response::Component>(&json!({ "sort": "x", "spokes": 1 }));
    assert!(matches!(unknown, response::Component::Other(_)));
}

#[tokio::test]
async fn d01_a_discriminator_without_a_mapping_means_the_names_of_schemas() {
    let machine = request::Machine::new("m").outline(request::Square::new().size(2));
    let (sent, read) = exchanged(&machine).await;
    assert_eq!(sent["outline"], json!({ "figure": "Square", "size": 2 }));
    assert!(matches!(read.outline, Some(response::Outline::Square(_))));
    let circle = self::read::<response::Outline>(&json!({ "figure": "Circle" }));
    assert!(matches!(circle, response::Outline::Circle(_)));
}

#[tokio::test]
async fn d01_a_discriminator_of_the_common_base_is_a_plan() {
    let machine = request::Machine::new("m").tool(request::Drill::new().bits(3));
    let (sent, read) = exchanged(&machine).await;
    assert_eq!(sent["tool"], json!({ "use": "bore", "bits": 3 }));
    assert!(matches!(read.tool, Some(response::MachineTool::Bore(_))));
    let saw = self::read::<response::MachineTool>(&json!({ "use": "cut", "bits": 3 }));
    assert!(matches!(saw, response::MachineTool::Cut(_)));
    // Another variant of the base is not one of this union.
    let other = self::read::<response::MachineTool>(&json!({ "use": "hit", "bits": 3 }));
    assert!(matches!(other, response::MachineTool::Other(_)));
}

#[tokio::test]
async fn d01_an_all_of_may_narrow_a_property() {
    let machine = request::Machine::new("m").motion(request::Turn::new().angle(90).speed(1.5));
    let (sent, read) = exchanged(&machine).await;
    assert_eq!(sent["motion"], json!({ "move": "turn", "angle": 90, "speed": 1.5 }));
    assert!(matches!(read.motion, Some(response::Motion::Turn(_))));
    let slide = self::read::<response::Motion>(&json!({ "move": "slide", "angle": 1 }));
    assert!(matches!(slide, response::Motion::Slide(_)));
}

#[tokio::test]
async fn d03_items_and_values_may_be_null() {
    let machine = request::Machine::new("m")
        .labels([Some("a".to_owned()), None])
        .levels([("x".to_owned(), None), ("y".to_owned(), Some(2))].into())
        .grid([Some(vec![Some(1.5), None]), None])
        .towns([None, Some(request::Town::new().name("t"))])
        .shades([None, Some(enums::MachineShadesItem::Dark)]);
    let (sent, read) = exchanged(&machine).await;
    let expected = json!({
        "name": "m", "labels": ["a", null], "levels": { "x": null, "y": 2 },
        "grid": [[1.5, null], null], "towns": [null, { "name": "t" }], "shades": [null, "dark"],
    });
    assert_eq!(sent, expected);
    assert_eq!(read.labels.as_ref().unwrap()[1], None);
    assert_eq!(read.levels.as_ref().unwrap()["x"], None);
    assert_eq!(read.grid.as_ref().unwrap()[1], None);
    assert_eq!(read.towns.as_ref().unwrap().len(), 2);
    assert_eq!(read.shades.as_ref().unwrap()[1], Some(enums::MachineShadesItem::Dark));
    assert!(read.extra.is_empty());
    assert_eq!(serde_json::to_value(&read).unwrap(), expected);
    // Items of an unexpected type are preserved at their position.
    let value = json!({ "labels": ["a", 1, null, "b"] });
    let unusual = self::read::<response::Machine>(&value);
    assert_eq!(unusual.extra["labels"], value["labels"]);
}

#[tokio::test]
async fn d04_ranges_and_default_are_what_openapi_says() {
    let result = json!({ "requestId": "r", "result": town() }).to_string().into_bytes();
    for status in [200, 202] {
        let server = always(status, "application/json", result.clone());
        let client = client(&server.url());
        assert_eq!(client.get_classes().await.unwrap().name.as_deref(), Some("t"));
        assert_eq!(client.get_lone().await.unwrap().name.as_deref(), Some("t"));
    }
    let failure = json!({ "error": "no", "owner": "o", "reason": "r", "hint": "h" });
    for (status, of_409, of_4xx, of_others) in
        [(409, true, true, true), (422, false, true, true), (501, false, false, true)]
    {
        let server = always(status, "application/json", failure.to_string().into_bytes());
        let error = client(&server.url()).get_classes().await.unwrap_err();
        assert_eq!(error.details_as::<response::ClassesGetError409>().is_some(), of_409);
        assert_eq!(error.details_as::<response::ClassesGetError4Xx>().is_some(), of_4xx);
        let others = error.details_as::<response::ClassesGetErrorDefault>();
        assert_eq!(others.is_some(), of_others);
        assert_eq!(others.unwrap().hint.as_deref(), Some("h"));
    }
}

#[tokio::test]
async fn d05_read_only_properties_are_not_sent_and_write_only_ones_are_not_read() {
    let engine = request::Engine::new(5).code("c");
    let (sent, read) = exchanged(&request::Machine::new("m").pin("p").engine(engine)).await;
    assert_eq!(sent, json!({ "name": "m", "pin": "p", "engine": { "power": 5, "code": "c" } }));
    // The server should not return it; if it does, it is not a field, but it is preserved.
    assert_eq!(read.extra["pin"], "p");
    let value = json!({ "id": "i", "name": "m", "engine": { "stamp": "s", "power": 5 } });
    let observed = self::read::<response::Machine>(&value);
    assert_eq!(observed.id.as_deref(), Some("i"));
    assert_eq!(observed.engine.as_ref().unwrap().stamp.as_deref(), Some("s"));
    let written = request::Machine::try_from(observed).unwrap();
    let expected = json!({ "name": "m", "engine": { "power": 5 } });
    assert_eq!(serde_json::to_value(&written).unwrap(), expected);
}

#[tokio::test]
async fn d06_additional_properties_have_their_type() {
    let counters =
        request::Counters::new("t").additional_property("a", 1).additional_property("b", 2);
    let town = request::Town::new().name("t");
    let registry = request::Registry::new().additional_property("x", town);
    let machine = request::Machine::new("m").counters(counters).registry(registry);
    let (sent, read) = exchanged(&machine).await;
    assert_eq!(sent["counters"], json!({ "title": "t", "a": 1, "b": 2 }));
    assert_eq!(sent["registry"], json!({ "x": { "name": "t" } }));
    let counters = read.counters.unwrap();
    let expected = [("a".to_owned(), 1), ("b".to_owned(), 2)];
    assert!(counters.additional_properties().into_iter().eq(expected));
    let towns = read.registry.unwrap().additional_properties();
    assert_eq!(towns["x"].name.as_deref(), Some("t"));
    let value = json!({ "title": 7, "a": "x", "b": 2 });
    let unusual = self::read::<response::Counters>(&value);
    assert!(unusual.additional_properties().into_iter().eq([("b".to_owned(), 2)]));
}

#[tokio::test]
async fn d03_d06_additional_properties_may_be_null() {
    let limits = request::Limits::new().additional_property("a", Some(1));
    let limits = limits.additional_property("b", None);
    let (sent, read) = exchanged(&request::Machine::new("m").limits(limits)).await;
    assert_eq!(sent["limits"], json!({ "a": 1, "b": null }));
    let limits = read.limits.unwrap();
    let expected = [("a".to_owned(), Some(1)), ("b".to_owned(), None)];
    assert!(limits.additional_properties().into_iter().eq(expected));
    // What has another type is in `extra` only, and null where the spec does not allow it.
    let counters = self::read::<response::Counters>(&json!({ "a": null, "b": 2 }));
    assert!(counters.additional_properties().into_iter().eq([("b".to_owned(), 2)]));
}

#[tokio::test]
async fn d07_both_spellings_of_a_nullable_reference_are_one_type() {
    let town = request::Town::new().name("t");
    let machine = request::Machine::new("m").home(town.clone()).away(town);
    let (sent, read) = exchanged(&machine).await;
    assert_eq!(sent["home"], sent["away"]);
    assert_eq!(read.home, read.away);
    let (sent, _) = exchanged(&request::Machine::new("m").home_null().away_null()).await;
    assert_eq!(sent, json!({ "name": "m", "home": null, "away": null }));
}

#[tokio::test]
async fn d09_parameters_are_sent_where_the_document_says() {
    let server = ScriptedServer::start(|_, _| envelope(&town())).unwrap();
    let call = client(&server.url()).get_lookup("acme", enums::Hue::Red);
    let call = call.tags("a,b").tags("c d").hues(enums::Hue::Red).hues(enums::Hue::Blue);
    let call = call.x_depth(3).x_hues(enums::Hue::Red).x_hues(enums::Hue::Blue).region("eu;1");
    let call = call.header("cookie", "own=1");
    call.await.unwrap();
    let seen = server.take_seen().remove(0);
    assert_eq!(seen.target, "/v1/lookup?tags=a%2Cb,c%20d&hues=red&hues=blue");
    assert_eq!(seen.header("x-tenant"), Some("acme"));
    assert_eq!(seen.header("x-depth"), Some("3"));
    assert_eq!(seen.header("x-hues"), Some("red,blue"));
    assert_eq!(seen.header("cookie"), Some("own=1; theme=red; region=eu%3B1"));
    // The last value counts, and a value that is not a header sends nothing.
    let call = client(&server.url()).get_lookup("acme", "red").x_depth(1).x_depth(2);
    call.await.unwrap();
    assert_eq!(server.take_seen().remove(0).header("x-depth"), Some("2"));
    let error = client(&server.url()).get_lookup("a\r\nx: 1", "red").await.unwrap_err();
    assert!(error.to_string().contains("x-tenant"), "{error}");
    assert_eq!(server.count(), 0);
}

#[tokio::test]
async fn d09_a_file_is_bytes() {
    let bytes = [0, 159, 146, 150, b'\r', b'\n'];
    let server = always(200, "application/octet-stream", bytes.to_vec());
    assert_eq!(client(&server.url()).get_file().await.unwrap(), bytes.as_slice());
    assert_eq!(server.take_seen().remove(0).header("accept"), Some("*/*"));
    let server = ScriptedServer::start(|_, _| envelope(&town())).unwrap();
    let client = client(&server.url());
    client.update_file(bytes.to_vec()).await.unwrap();
    client.update_picture("png").await.unwrap();
    let [file, picture] = server.take_seen().try_into().unwrap();
    assert_eq!(file.header("content-type"), Some("application/octet-stream"));
    assert_eq!(&file.body[..], bytes);
    assert_eq!(picture.header("content-type"), Some("image/png"));
    assert_eq!(&picture.body[..], b"png");
}

#[tokio::test]
async fn d09_a_form_has_parts() {
    let server = ScriptedServer::start(|_, _| envelope(&town())).unwrap();
    let call = client(&server.url()).create_form(FilePart::new("a,b").file_name("x.csv"), "t");
    let call = call.count(2).count(3).hues("red").hues("blue").others("1").others("2");
    call.town(&request::Town::new().name("n")).await.unwrap();
    let seen = server.take_seen().remove(0);
    let kind = seen.header("content-type").unwrap();
    let boundary = kind.strip_prefix("multipart/form-data; boundary=").unwrap();
    let text = seen.text();
    let parts: Vec<&str> = text.split(&format!("--{boundary}")).collect();
    assert_eq!((parts.first(), parts.last()), (Some(&""), Some(&"--\r\n")));
    let file = "Content-Type: application/octet-stream\r\n\r\n";
    let expected = [
        format!("file\"; filename=\"x.csv\"\r\n{file}a,b"),
        "title\"\r\n\r\nt".to_owned(),
        "count\"\r\n\r\n3".to_owned(),
        "hues\"\r\n\r\nred".to_owned(),
        "hues\"\r\n\r\nblue".to_owned(),
        format!("others\"; filename=\"others\"\r\n{file}1"),
        format!("others\"; filename=\"others\"\r\n{file}2"),
        "town\"\r\nContent-Type: application/json\r\n\r\n{\"name\":\"n\"}".to_owned(),
    ];
    let head = "\r\nContent-Disposition: form-data; name=\"";
    let expected: Vec<String> =
        expected.into_iter().map(|part| format!("{head}{part}\r\n")).collect();
    assert_eq!(parts[1..parts.len() - 1], expected);
}

#[tokio::test]
async fn d09_a_form_may_be_an_all_of() {
    let server = always(204, "application/json", Vec::new());
    let call = client(&server.url()).create_letter(FilePart::new("a"));
    call.address("here").stamps(2).await.unwrap();
    let text = server.take_seen().remove(0).text();
    for part in
        ["name=\"scan\"; filename=", "name=\"address\"\r\n\r\nhere", "name=\"stamps\"\r\n\r\n2"]
    {
        assert!(text.contains(part), "{part} in {text}");
    }
}

#[tokio::test]
async fn d10_a_format_beside_any_of_applies() {
    let machine = request::Machine::new("m").built_at("2026-10-22T00:00:00Z").serial_null();
    let (sent, read) = exchanged(&machine).await;
    assert_eq!(sent["builtAt"], "2026-10-22T00:00:00Z");
    let built_at: crate::model::DateTime = read.built_at.unwrap();
    assert_eq!(built_at.as_str(), "2026-10-22T00:00:00Z");
}

#[tokio::test]
async fn d10_a_format_and_values_beside_a_nullable_schema_hold() {
    let machine =
        request::Machine::new("m").seen_at("2026-10-22T00:00:00Z").mode(enums::MachineMode::Off);
    let (sent, read) = exchanged(&machine).await;
    assert_eq!((&sent["seenAt"], &sent["mode"]), (&json!("2026-10-22T00:00:00Z"), &json!("off")));
    let seen_at: crate::model::DateTime = read.seen_at.unwrap();
    assert_eq!(seen_at.as_str(), "2026-10-22T00:00:00Z");
    assert_eq!(read.mode, Some(enums::MachineMode::Off));
    let (sent, _) = exchanged(&request::Machine::new("m").seen_at_null().mode_null()).await;
    assert_eq!(sent, json!({ "name": "m", "seenAt": null, "mode": null }));
}
