//! Conversion of responses to requests.

use serde_json::Value;

use super::decode::refill;
use super::encode::to_writable_value;
use super::missing::MissingFields;
use super::slot::{Blank, Slot};

/// Copies a value to another type of the same wire shape, by wire names: with unknown properties,
/// raw values of an unexpected type and unknown variants, and without read-only fields.
///
/// # Errors
///
/// If a property that the target requires is absent. The error names all such properties.
pub fn convert<T: Slot + Blank>(source: &dyn Slot) -> Result<T, MissingFields> {
    let mut target = T::blank();
    copy(&to_writable_value(source.view()), &mut target, std::any::type_name::<T>())?;
    Ok(target)
}

/// Copies like [`convert`], without some of the properties: those that are read-only. Each is a
/// JSON pointer without the leading slash; it passes through arrays, and `*` is each value of a
/// map.
///
/// # Errors
///
/// If a property that the target requires is absent. The error names all such properties.
pub fn convert_without<T: Slot + Blank>(
    source: &dyn Slot,
    read_only: &[&str],
) -> Result<T, MissingFields> {
    let mut value = to_writable_value(source.view());
    for path in read_only {
        remove(&mut value, path);
    }
    let mut target = T::blank();
    copy(&value, &mut target, std::any::type_name::<T>())?;
    Ok(target)
}

/// Removes a property of an object, or of all objects in an array.
fn remove(value: &mut Value, path: &str) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(|item| remove(item, path)),
        Value::Object(members) => {
            let (step, rest) =
                path.split_once('/').map_or((path, None), |(step, rest)| (step, Some(rest)));
            let name = step.replace("~1", "/").replace("~0", "~");
            match rest {
                None => {
                    members.remove(&name);
                }
                Some(rest) if name == "*" => members.values_mut().for_each(|it| remove(it, rest)),
                Some(rest) => members.get_mut(&name).into_iter().for_each(|it| remove(it, rest)),
            }
        }
        _ => {}
    }
}

fn copy(
    source: &Value,
    target: &mut dyn Slot,
    type_name: &'static str,
) -> Result<(), MissingFields> {
    let type_name = type_name.rsplit("::").next().unwrap_or(type_name);
    match refill(target, source) {
        Ok(fields) if fields.is_empty() => Ok(()),
        Ok(fields) => Err(MissingFields { type_name, fields }),
        // Both types come from one schema, so an invalid value counts as missing.
        Err(error) => Err(MissingFields { type_name, fields: vec![error.to_string()] }),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::samples::{enums, request, response};
    use super::*;

    fn observed(body: &Value) -> response::Service {
        serde_json::from_value(body.clone()).unwrap()
    }

    #[test]
    fn one_changed_field_is_all_that_changes_on_the_wire() {
        let body = json!({
            "id": "a", "name": "n", "port": 1.5, "owner": "o", "state": "hibernating",
            "tags": ["a", 1], "new": { "x": [null, u64::MAX] }, "password": "p4ss",
            "bucket": { "provider": "NEW", "y": null }, "buckets": [
                { "provider": "AWS", "roleArn": 7, "newer": 1 }, "strange",
            ],
            "tile": { "displayType": "line", "configType": "new" },
            "parent": { "name": 7, "port": 1, "buckets": [], "owner": null },
        });
        let mut promised = request::Service::try_from(observed(&body)).unwrap();
        assert_eq!(promised.state, Some(enums::State::Other("hibernating".to_owned())));
        promised.name = "changed".to_owned();
        let mut expected = body;
        expected["name"] = json!("changed");
        assert_eq!(serde_json::to_value(&promised).unwrap(), expected);
        // The unexpected value of a required field is there until it is set.
        promised.port = 0;
        assert_eq!(serde_json::to_value(&promised).unwrap(), expected);
        promised.port = 2;
        expected["port"] = json!(2);
        assert_eq!(serde_json::to_value(&promised).unwrap(), expected);
        // What it holds while it is not set cannot be told from what it is set to.
        promised.port = 0;
        promised.extra.remove("port");
        expected["port"] = json!(0);
        assert_eq!(serde_json::to_value(&promised).unwrap(), expected);
    }

    #[test]
    fn all_missing_fields_are_named() {
        let body = json!({ "name": null, "buckets": [{ "provider": "GCP" }], "children": [{}] });
        let error = request::Service::try_from(observed(&body)).unwrap_err();
        assert_eq!(error.type_name, "Service");
        assert_eq!(
            error.fields,
            [
                "buckets/0/keyId",
                "children/0/name",
                "children/0/port",
                "children/0/buckets",
                "name",
                "port",
            ]
        );
    }

    #[test]
    fn unions_convert_with_all_their_variants() {
        for body in [
            json!({ "displayType": "line", "configType": "sql", "sql": "x", "new": 1 }),
            json!({ "displayType": "number", "columns": ["a"] }),
            json!({ "displayType": "new" }),
            json!("strange"),
        ] {
            let tile: response::Tile = serde_json::from_value(body.clone()).unwrap();
            let tile = request::Tile::try_from(tile).unwrap();
            assert_eq!(serde_json::to_value(&tile).unwrap(), body);
        }
        let tile: response::Tile =
            serde_json::from_value(json!({ "displayType": "line", "configType": "sql" })).unwrap();
        let error = request::Tile::try_from(tile).unwrap_err();
        assert_eq!(error.to_string(), "missing required field of `Tile`: `sql`");
    }

    #[test]
    fn u10_read_only_properties_are_left_out_at_any_depth() {
        let body = json!({
            "id": "a", "name": "n", "port": 1, "buckets": [
                { "provider": "AWS", "path": "x", "new": 1 }, { "provider": "AWS", "a/b": 1 },
            ],
            "children": [{ "id": "b", "name": "n", "port": 1, "buckets": [] }],
        });
        let read_only = ["id", "buckets/path", "buckets/a~1b", "children/id", "none/x"];
        let written: request::Service = convert_without(&observed(&body), &read_only).unwrap();
        let expected = json!({
            "name": "n", "port": 1, "owner": null,
            "buckets": [{ "provider": "AWS", "new": 1 }, { "provider": "AWS" }],
            "children": [{ "name": "n", "port": 1, "buckets": [], "owner": null }],
        });
        assert_eq!(serde_json::to_value(&written).unwrap(), expected);
    }

    #[test]
    fn u10_read_only_properties_in_the_values_of_a_map_are_left_out() {
        let mut value = json!({ "rows": { "a": { "id": 1, "v": 2 }, "*": [{ "id": 3 }], "b": 4 } });
        remove(&mut value, "rows/*/id");
        assert_eq!(value, json!({ "rows": { "a": { "v": 2 }, "*": [{}], "b": 4 } }));
        remove(&mut value, "rows/*");
        assert_eq!(value, json!({ "rows": { "a": { "v": 2 }, "b": 4 } }));
    }

    #[test]
    fn a_list_does_not_become_a_struct() {
        let error = convert::<request::Service>(&vec![1_i64]).unwrap_err();
        assert_eq!(error.fields.len(), 1, "{error}");
    }
}
