//! Decoding of arrays and maps: if an item has an unexpected type, the raw array is rebuilt from
//! the decoded items and the raw ones.

use serde_json::{Map, Value};

use super::super::encode::to_value;
use super::super::json::{Reader, Result};
use super::super::path::Path;
use super::super::slot::{Entries, List};
use super::{Context, Fill, Outcome};

/// From this number of items on, the length of the text decides how much an array grows.
const MANY: usize = 64;

/// Decodes the items of an array.
pub(super) fn elements(
    list: &mut dyn List,
    reader: &mut Reader<'_>,
    cx: &mut Context,
    path: &Path<'_>,
) -> Result<Outcome> {
    reader.open();
    let start = reader.position();
    let mut whole = None;
    let mut index = 0;
    while reader.next(index == 0, b']')? {
        let more = if index < MANY {
            index
        } else {
            probably_more(index, reader.position() - start, reader.remaining())
        };
        let slot = list.push(more);
        let outcome = Fill { slot, cx, path: &path.index(index) }.read(reader)?;
        keep_element(list, &mut whole, outcome);
        index += 1;
    }
    Ok(whole.map_or(Outcome::Fits, |it| Outcome::Partly(Box::new(Value::Array(it)))))
}

/// Returns how many items probably follow `count` items whose text has the length `read`, if all
/// the rest of the text belongs to the array: doubling would leave up to half of the memory unused.
/// The guess may be wrong, so an array grows by at least an eighth, and at most to four times its
/// length.
fn probably_more(count: usize, read: usize, rest: usize) -> usize {
    (rest / (read / count).max(1) + 1).clamp(count / 8, count * 3)
}

#[inline]
fn keep_element(list: &mut dyn List, whole: &mut Option<Vec<Value>>, outcome: Outcome) {
    if whole.is_some() || matches!(outcome, Outcome::Partly(_) | Outcome::Unexpected(_)) {
        rebuild_list(list, whole, outcome);
    }
}

/// Adds the last item to the raw array, which starts with all items before it.
#[cold]
fn rebuild_list(list: &mut dyn List, whole: &mut Option<Vec<Value>>, outcome: Outcome) {
    let end = list.count() - 1;
    let whole =
        whole.get_or_insert_with(|| (0..end).map(|it| to_value(list.item(it).view())).collect());
    match outcome {
        Outcome::Fits | Outcome::Null => whole.push(to_value(list.item(end).view())),
        Outcome::Partly(raw) => whole.push(*raw),
        Outcome::Unexpected(raw) => {
            whole.push(*raw);
            list.pop();
        }
    }
}

/// Decodes the entries of a map.
pub(super) fn entries(
    places: &mut dyn Entries,
    reader: &mut Reader<'_>,
    cx: &mut Context,
    path: &Path<'_>,
) -> Result<Outcome> {
    reader.open();
    let mut whole = None;
    let mut is_first = true;
    while reader.next(is_first, b'}')? {
        is_first = false;
        let key = reader.name(str::to_owned)?;
        let slot = places.entry(key.clone());
        let outcome = Fill { slot, cx, path: &path.key(&key) }.read(reader)?;
        if whole.is_some() || matches!(outcome, Outcome::Partly(_) | Outcome::Unexpected(_)) {
            rebuild_map(places, &mut whole, &key, outcome);
        }
    }
    Ok(whole.map_or(Outcome::Fits, |it| Outcome::Partly(Box::new(Value::Object(it)))))
}

/// Adds the entry `key` to the raw object, which starts with all entries before it.
#[cold]
fn rebuild_map(
    entries: &mut dyn Entries,
    whole: &mut Option<Map<String, Value>>,
    key: &str,
    outcome: Outcome,
) {
    let whole = whole.get_or_insert_with(|| {
        let mut raw = Map::new();
        entries.visit(&mut |name, place| {
            raw.insert(name.to_owned(), to_value(place.view()));
            true
        });
        raw
    });
    let raw = match outcome {
        Outcome::Fits | Outcome::Null => {
            entries.get(key).map_or(Value::Null, |place| to_value(place.view()))
        }
        Outcome::Partly(raw) => *raw,
        Outcome::Unexpected(raw) => {
            entries.remove(key);
            *raw
        }
    };
    whole.insert(key.to_owned(), raw);
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::super::super::samples::response;
    use super::super::super::{IntegerOrText, decode};
    use super::*;

    fn read(body: &Value) -> (response::Service, Vec<String>) {
        let mut service = response::Service::default();
        let warnings = decode(&mut service, body.to_string().as_bytes(), "").unwrap();
        assert_eq!(&serde_json::to_value(&service).unwrap(), body);
        let mut warnings: Vec<_> = warnings.iter().map(ToString::to_string).collect();
        // The order of properties depends on the map type of `serde_json`, which a feature
        // determines.
        warnings.sort();
        (service, warnings)
    }

    #[test]
    fn valid_items_are_decoded_and_the_whole_list_is_raw() {
        let body = json!({ "tags": ["a", null, 1, "b"], "matrix": [[1, "x"], 2, [], [3]] });
        let (service, warnings) = read(&body);
        assert_eq!(service.tags.unwrap(), ["a", "b"]);
        assert_eq!(service.matrix.unwrap(), [vec![1], vec![], vec![3]]);
        assert_eq!(service.extra["matrix"], body["matrix"]);
        assert_eq!(
            warnings,
            [
                "/matrix/0/1: expected an integer, found a string",
                "/matrix/1: expected an array, found an integer",
                "/tags/1: expected a string, found null",
                "/tags/2: expected a string, found an integer",
            ]
        );
    }

    #[test]
    fn a_few_large_items_use_no_more_memory_than_they_need() {
        for count in 1..=4 {
            let (service, _) = read(&json!({ "children": vec![json!({ "id": "a" }); count] }));
            assert_eq!(service.children.unwrap().capacity(), count);
        }
    }

    #[test]
    fn a_long_array_has_room_for_its_items_and_hardly_more() {
        for count in [65, 100, 256, 1_000, 3_000] {
            let (service, _) = read(&json!({ "children": vec![json!({ "id": "abc" }); count] }));
            let capacity = service.children.unwrap().capacity();
            assert!(capacity <= count + MANY / 8, "{capacity} for {count} items");
        }
        // The text after an array does not belong to it.
        let body =
            json!({ "children": vec![json!({ "id": "abc" }); 65], "name": "a".repeat(99_999) });
        assert_eq!(read(&body).0.children.unwrap().capacity(), 64 * 4);
    }

    #[test]
    fn valid_entries_are_decoded_and_the_whole_map_is_raw() {
        let body = json!({
            "settings": { "a": 1, "b": true, "c": "64MB", "d": null, "e": 0.5 },
            "endpoints": { "x": 1, "y": { "port": "z", "new": 1 } },
            "hooks": { "u": 1, "v": "w" },
            "labels": { "l": null },
        });
        let (service, warnings) = read(&body);
        let settings = service.settings.unwrap();
        assert_eq!(settings.keys().collect::<Vec<_>>(), ["a", "c", "e"]);
        assert_eq!(settings["e"], IntegerOrText::Other(json!(0.5)));
        let endpoints = service.endpoints.unwrap();
        assert_eq!(endpoints.len(), 1);
        assert_eq!(endpoints["y"].extra["port"], "z");
        assert_eq!(service.hooks.unwrap().expose().len(), 1);
        assert_eq!(
            warnings,
            [
                "/endpoints/x: expected an object, found an integer",
                "/endpoints/y/port: expected a number, found a string",
                "/hooks/u: expected a string, found an integer",
                "/settings/b: expected a string or an integer, found a boolean",
                "/settings/d: expected a string or an integer, found null",
                "/settings/e: expected a string or an integer, found a number with a fraction",
            ]
        );
    }

    #[test]
    fn items_preserve_their_own_unexpected_values() {
        let body = json!({ "children": [{ "id": 1 }, { "tags": [1] }, { "id": "a" }] });
        let (service, warnings) = read(&body);
        // Nothing is raw here: each child keeps what is its own.
        assert!(service.extra.is_empty());
        assert_eq!(service.children.unwrap().len(), 3);
        assert_eq!(warnings.len(), 2);
    }

    #[test]
    fn a_decoded_value_replaces_the_previous_one() {
        let mut list = vec![1_i64];
        decode(&mut list, b"[2]", "").unwrap();
        assert_eq!(list, [2]);
        let mut map = std::collections::BTreeMap::from([("a".to_owned(), 1_i64)]);
        decode(&mut map, b"{\"b\":2}", "").unwrap();
        assert_eq!(map.into_iter().collect::<Vec<_>>(), [("b".to_owned(), 2)]);
        let mut members = Map::from_iter([("a".to_owned(), json!(1))]);
        decode(&mut members, b"{\"b\":2}", "").unwrap();
        assert_eq!(Value::Object(members), json!({ "b": 2 }));
        let mut service = response::Service::default();
        let body = br#"{"endpoints":{"a":{"host":"x"},"a":{"port":1}}}"#;
        decode(&mut service, body, "").unwrap();
        assert_eq!(service.endpoints.unwrap()["a"].host, None);
    }

    #[test]
    fn an_invalid_item_does_not_fail_a_list_at_the_top() {
        let mut services: Option<Vec<response::Service>> = None;
        let body = br#"[{"id":"a"},null,7,{"id":"b"}]"#;
        let warnings = decode(&mut services, body, "/result").unwrap();
        let ids: Vec<_> = services.unwrap().into_iter().map(|it| it.id.unwrap()).collect();
        assert_eq!(ids, ["a", "b"]);
        assert_eq!(warnings[1].to_string(), "/result/2: expected an object, found an integer");
    }
}
