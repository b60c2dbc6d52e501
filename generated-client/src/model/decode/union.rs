//! Decoding of unions: the reader looks ahead for what the plan needs to know, and returns to the
//! start of the object when the variant is known.

use super::super::json::{Reader, Result};
use super::super::path::Path;
use super::super::plan::{DispatchPlan, Plan};
use super::super::slot::{Kind, Side, Slot, Target, Union};
use super::{Context, Fill, Outcome};

/// Decodes an object into a union.
pub(super) fn object(
    union: &mut dyn Union,
    reader: &mut Reader<'_>,
    cx: &mut Context,
    path: &Path<'_>,
) -> Result<Outcome> {
    let plan = union.plan();
    let (variant, is_certain) = match plan {
        Plan::Object(plan) => match decide(plan, reader)? {
            Choice::Tagged(variant) => (Some(variant), true),
            Choice::Unknown => (None, true),
            Choice::Untagged(untagged) => (closest(union, &untagged, reader, cx, path)?, false),
        },
        Plan::Kind { object, .. } => {
            if object.is_none() {
                cx.warn(path, plan.expected(), Kind::Object.found());
            }
            (*object, false)
        }
    };
    let Some(variant) = variant else {
        union.set_other(reader.value(path.depth)?);
        return Ok(Outcome::Fits);
    };
    if !is_certain && is_request(union.select(variant)) {
        return guess(union, variant, reader, cx, path);
    }
    let outcome = Fill { slot: union.select(variant), cx, path }.read(reader)?;
    Ok(settle(union, outcome))
}

/// Decodes an array into a union.
pub(super) fn array(
    union: &mut dyn Union,
    reader: &mut Reader<'_>,
    cx: &mut Context,
    path: &Path<'_>,
) -> Result<Outcome> {
    let plan = union.plan();
    if let Plan::Kind { array: Some(arm), .. } = plan {
        let outcome = Fill { slot: union.select(*arm), cx, path }.read(reader)?;
        return Ok(settle(union, outcome));
    }
    union.set_other(reader.value(path.depth)?);
    cx.warn(path, plan.expected(), Kind::Array.found());
    Ok(Outcome::Fits)
}

/// Preserves a value as raw JSON if it, or a part of it, is invalid for its variant.
fn settle(union: &mut dyn Union, outcome: Outcome) -> Outcome {
    match outcome {
        Outcome::Partly(raw) | Outcome::Unexpected(raw) => union.set_other(*raw),
        Outcome::Fits | Outcome::Null => {}
    }
    Outcome::Fits
}

/// Whether a slot is a struct of a request, or a union of them: it may lack what it requires.
fn is_request(slot: &mut dyn Slot) -> bool {
    match slot.open(Kind::Object) {
        Target::Model(_, side) => side == Side::Request,
        Target::Union(union) => is_request(union.select(0)),
        _ => false,
    }
}

/// Decodes an object into a variant of a request that no tag has named. If it lacks what the
/// variant requires, it is not that variant, and is preserved as raw JSON.
fn guess(
    union: &mut dyn Union,
    variant: usize,
    reader: &mut Reader<'_>,
    cx: &mut Context,
    path: &Path<'_>,
) -> Result<Outcome> {
    let start = reader.position();
    let before = (cx.missing.len(), cx.unexpected.len());
    let outcome = Fill { slot: union.select(variant), cx, path }.read(reader)?;
    if (cx.missing.len(), cx.unexpected.len()) == before {
        return Ok(settle(union, outcome));
    }
    cx.missing.truncate(before.0);
    cx.unexpected.truncate(before.1);
    reader.rewind(start);
    union.set_other(reader.value(path.depth)?);
    Ok(Outcome::Fits)
}

/// What the tags of an object say about its variant.
enum Choice {
    /// A tag names this variant.
    Tagged(usize),
    /// A tag has a value that the spec does not list.
    Unknown,
    /// There is no usable tag.
    Untagged(Untagged),
}

/// An object without a usable tag.
#[derive(Clone, Copy)]
struct Untagged {
    /// The variant that an absent tag means.
    usual: Option<usize>,
    /// Whether the spec allows that the tag is absent, or there is no tag in the plan.
    is_allowed: bool,
    /// The plan whose variants come into question.
    plan: &'static DispatchPlan,
}

/// Follows the tags of the plan.
fn decide(mut plan: &'static DispatchPlan, reader: &mut Reader<'_>) -> Result<Choice> {
    let mut untagged: Option<Untagged> = None;
    loop {
        match plan {
            DispatchPlan::Variant(variant) => {
                return Ok(match untagged {
                    None => Choice::Tagged(*variant),
                    Some(it) => Choice::Untagged(Untagged { usual: Some(*variant), ..it }),
                });
            }
            DispatchPlan::Properties(_) => {
                let first = Untagged { usual: None, is_allowed: true, plan };
                return Ok(Choice::Untagged(untagged.unwrap_or(first)));
            }
            DispatchPlan::Tag { name, values, absent } => {
                let find = |text: &str| values.iter().find(|(value, _)| *value == text);
                match tag(reader, name, find)? {
                    Tag::Text(Some((_, next))) => {
                        untagged = None;
                        plan = next;
                    }
                    Tag::Text(None) => return Ok(Choice::Unknown),
                    tag => {
                        let is_allowed = matches!(tag, Tag::Absent) && absent.is_some();
                        let it = untagged.get_or_insert(Untagged { usual: None, is_allowed, plan });
                        it.is_allowed &= is_allowed;
                        match absent {
                            Some(next) => plan = next,
                            None => return Ok(Choice::Untagged(*it)),
                        }
                    }
                }
            }
        }
    }
}

/// What a property says as a tag.
enum Tag<T> {
    /// It is not there, or null.
    Absent,
    /// It is text, which means this.
    Text(T),
    /// It is not text.
    Unexpected,
}

/// Looks for a tag in the object at the position.
fn tag<T>(reader: &mut Reader<'_>, name: &str, find: impl FnOnce(&str) -> T) -> Result<Tag<T>> {
    let start = reader.position();
    let mut tag = Tag::Absent;
    reader.open();
    let mut is_first = true;
    while reader.next(is_first, b'}')? {
        is_first = false;
        if reader.name(|it| it == name)? {
            tag = match reader.peek() {
                Some(b'"') => Tag::Text(find(reader.string()?)),
                Some(b'n') => Tag::Absent,
                _ => Tag::Unexpected,
            };
            break;
        }
        reader.skip()?;
    }
    reader.rewind(start);
    Ok(tag)
}

/// Returns the names of the properties that are not null in the object at the position.
fn names(reader: &mut Reader<'_>) -> Result<Vec<String>> {
    let start = reader.position();
    let mut names = Vec::new();
    reader.open();
    let mut is_first = true;
    while reader.next(is_first, b'}')? {
        is_first = false;
        let name = reader.name(str::to_owned)?;
        if reader.peek() != Some(b'n') {
            names.push(name);
        }
        reader.skip()?;
    }
    reader.rewind(start);
    Ok(names)
}

/// Returns the variant that declares most of the properties. Where several declare as many, it is
/// the usual one or none. Warns unless the spec allows what was found.
#[cold]
fn closest(
    union: &mut dyn Union,
    untagged: &Untagged,
    reader: &mut Reader<'_>,
    cx: &mut Context,
    path: &Path<'_>,
) -> Result<Option<usize>> {
    let names = names(reader)?;
    let mut known = vec![false; names.len()];
    let mut most = untagged.usual.map_or(0, |usual| count(union.select(usual), &names, &mut known));
    let mut closest = untagged.usual;
    untagged.plan.visit(&mut |variant| {
        if closest == Some(variant) || untagged.usual == Some(variant) {
            return;
        }
        let count = count(union.select(variant), &names, &mut known);
        if count > most {
            (closest, most) = (Some(variant), count);
        } else if count == most && closest != untagged.usual {
            closest = None;
        }
    });
    let is_mixed = most < known.iter().filter(|known| **known).count();
    let is_unusual = closest != untagged.usual && untagged.usual.is_some();
    match closest {
        None => cx.warn(
            path,
            "a discriminator, or properties of only one variant",
            if most == 0 {
                "an object without a discriminator, with no property of any variant"
            } else {
                "an object that several variants match"
            },
        ),
        Some(_) if !untagged.is_allowed => cx.warn(
            path,
            "an object with a discriminator that is a string",
            "an object without one",
        ),
        Some(_) if is_mixed => cx.warn(
            path,
            "an object with a discriminator, or with properties of only one variant",
            "an object without a discriminator, with properties of several variants",
        ),
        Some(_) if is_unusual => cx.warn(
            path,
            "an object with a discriminator",
            "an object without a discriminator, with the properties of a variant that requires one",
        ),
        Some(_) => {}
    }
    Ok(closest)
}

/// Returns how many of the properties a variant declares; of a union, the most that one of its
/// variants declares. Marks those that are known to any of them.
fn count(slot: &mut dyn Slot, names: &[String], known: &mut [bool]) -> usize {
    match slot.open(Kind::Object) {
        Target::Model(model, _) => {
            let shape = model.shape();
            let mut count = 0;
            for (name, known) in names.iter().zip(known) {
                if shape.position(name, 0).is_some() {
                    *known = true;
                    count += 1;
                }
            }
            count
        }
        Target::Union(union) => {
            let mut most = 0;
            match union.plan() {
                Plan::Object(plan) => plan.visit(&mut |variant| {
                    most = most.max(count(union.select(variant), names, known));
                }),
                Plan::Kind { object, .. } => {
                    if let Some(variant) = object {
                        most = count(union.select(*variant), names, known);
                    }
                }
            }
            most
        }
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::super::super::samples::{request, response};
    use super::super::super::{Inner, Slot, decode, to_value};
    use super::super::refill;

    /// Reads a value in both ways that there are, and makes sure that nothing of it is lost.
    fn read<T: Inner + PartialEq + std::fmt::Debug>(body: &Value) -> (T, Vec<String>) {
        let mut place: Option<T> = None;
        let warnings = decode(&mut place, body.to_string().as_bytes(), "").unwrap();
        let mut other: Option<T> = None;
        assert_eq!(refill(&mut other, body).unwrap(), [""; 0]);
        assert_eq!(place, other, "{body}");
        assert_eq!(&to_value(place.view()), body);
        (place.unwrap(), warnings.iter().map(ToString::to_string).collect())
    }

    fn bucket(body: &Value) -> &'static str {
        let (bucket, warnings) = read::<response::Bucket>(body);
        assert_eq!(warnings, [""; 0], "{body}");
        match bucket {
            response::Bucket::Aws(_) => "aws",
            response::Bucket::Gcp(_) => "gcp",
            response::Bucket::Azure(_) => "azure",
            response::Bucket::Other(other) => {
                assert_eq!(&other, body);
                "other"
            }
        }
    }

    #[test]
    fn a_tag_decides_at_any_position() {
        for (body, arm) in [
            (json!({ "provider": "AWS" }), "aws"),
            (json!({ "a": 1, "path": "x", "provider": "GCP", "z": {} }), "gcp"),
            (json!({ "provider": "AZURE", "roleArn": "x" }), "azure"),
            (json!({ "provider": "NEW", "roleArn": "x" }), "other"),
            (json!({ "provider": "aws" }), "other"),
            (json!({ "roleArn": "x" }), "aws"),
            (json!({ "container": "x" }), "azure"),
            (json!({ "keyId": "x", "path": "y" }), "gcp"),
        ] {
            assert_eq!(bucket(&body), arm, "{body}");
        }
    }

    #[test]
    fn u03_properties_that_decide_nothing_leave_a_warning() {
        for body in [
            json!({ "container": "x", "keyId": "y" }),
            json!({ "container": "x", "path": "y" }),
            json!({ "path": "x" }),
            json!({ "provider": ["AWS"] }),
            json!({ "provider": 1, "path": "x" }),
            json!({ "new": 1 }),
            json!({}),
        ] {
            let (bucket, warnings) = read::<response::Bucket>(&body);
            assert!(matches!(&bucket, response::Bucket::Other(it) if *it == body), "{bucket:?}");
            let is_known =
                ["container", "path", "provider"].iter().any(|key| body.get(key).is_some());
            let found = if is_known {
                "an object that several variants match"
            } else {
                "an object without a discriminator, with no property of any variant"
            };
            let expected = ": expected a discriminator, or properties of only one variant, found ";
            assert_eq!(warnings, [expected.to_owned() + found], "{body}");
        }
    }

    #[test]
    fn u03_a_tag_of_an_unexpected_type_is_ignored() {
        let body = json!({ "provider": 1, "roleArn": "x" });
        let (bucket, warnings) = read::<response::Bucket>(&body);
        let response::Bucket::Aws(aws) = bucket else { panic!("{bucket:?}") };
        assert_eq!((aws.provider.as_deref(), &aws.extra["provider"]), (None, &json!(1)));
        assert_eq!(
            warnings,
            [
                ": expected an object with a discriminator that is a string, found an object without one",
                "/provider: expected a string, found an integer",
            ]
        );
    }

    #[test]
    fn null_is_the_same_as_absent() {
        let read = |json: &str| -> response::Bucket { serde_json::from_str(json).unwrap() };
        for json in [
            r#"{"provider":null,"keyId":"x"}"#,
            r#"{"keyId":"x","container":null,"roleArn":null}"#,
            r#"{"provider" : null , "roleArn" : null , "keyId" : "x"}"#,
        ] {
            assert!(matches!(read(json), response::Bucket::Gcp(_)), "{json}");
            let mut place: Option<response::Bucket> = None;
            decode(&mut place, json.as_bytes(), "").unwrap();
            assert!(matches!(place, Some(response::Bucket::Gcp(_))), "{json}");
        }
    }

    #[test]
    fn an_escaped_tag_is_a_tag() {
        let mut place: Option<response::Bucket> = None;
        decode(&mut place, br#"{"path":"\u0061","pro\u0076ider":"A\u0057S"}"#, "").unwrap();
        let Some(response::Bucket::Aws(aws)) = place else { panic!("{place:?}") };
        assert_eq!((aws.path.as_deref(), aws.provider.as_deref()), (Some("a"), Some("AWS")));
    }

    #[test]
    fn plans_and_unions_can_be_nested() {
        for (body, arm) in [
            (json!({ "displayType": "line", "configType": "sql", "sql": "x" }), "line sql"),
            (json!({ "displayType": "line", "columns": [] }), "line builder"),
            (json!({ "displayType": "line", "configType": "new" }), "line other"),
            (json!({ "configType": "sql", "displayType": "number" }), "number sql"),
            (json!({ "displayType": "number", "a": 1 }), "number"),
            (json!({ "displayType": "number", "configType": 1 }), "number sql"),
            (json!({ "displayType": "number", "configType": 1, "columns": [] }), "number"),
            (json!({ "displayType": ["number"], "markdown": "x" }), "markdown"),
            (json!({ "markdown": "x" }), "markdown"),
            (json!({ "displayType": "markdown", "bucket": { "provider": "AWS" } }), "markdown"),
            (json!({ "displayType": "new", "sql": "x" }), "other"),
            (json!({ "configType": "sql" }), "other"),
        ] {
            let (tile, _) = read::<response::Tile>(&body);
            let found = match &tile {
                response::Tile::Line(response::Line::Sql(_)) => "line sql",
                response::Tile::Line(response::Line::Builder(_)) => "line builder",
                response::Tile::Line(response::Line::Other(_)) => "line other",
                response::Tile::NumberSql(_) => "number sql",
                response::Tile::Number(_) => "number",
                response::Tile::Markdown(_) => "markdown",
                response::Tile::Other(_) => "other",
            };
            assert_eq!(found, arm, "{body}");
        }
    }

    #[test]
    fn u03_without_its_tag_the_properties_decide() {
        let line = |body: Value| {
            let (line, warnings) = read::<response::Line>(&body);
            let arm = match line {
                response::Line::Sql(_) => "sql",
                response::Line::Builder(_) => "builder",
                response::Line::Other(_) => "other",
            };
            (arm, warnings.len())
        };
        assert_eq!(line(json!({ "displayType": "line", "sql": "x" })), ("sql", 1));
        assert_eq!(line(json!({ "displayType": "line", "columns": [] })), ("builder", 0));
        // As many here as there: the usual one.
        assert_eq!(line(json!({ "sql": "x", "columns": [] })), ("builder", 1));
        assert_eq!(line(json!({ "displayType": "line" })), ("builder", 0));
        assert_eq!(line(json!({})), ("builder", 0));
        // A tag that is there decides, whatever the properties are.
        assert_eq!(line(json!({ "configType": "sql", "columns": [] })), ("sql", 0));
        assert_eq!(line(json!({ "configType": "new", "sql": "x" })), ("other", 0));
    }

    #[test]
    fn u04_u05_a_request_preserves_what_matches_no_variant() {
        // No tag names the variant, and the object lacks what the variant requires.
        for body in [json!({ "keyId": "k" }), json!({ "keyId": "k", "path": "p" })] {
            let bucket: request::Bucket = serde_json::from_value(body.clone()).unwrap();
            assert!(matches!(&bucket, request::Bucket::Other(it) if *it == body), "{bucket:?}");
            let (observed, _) = read::<response::Bucket>(&body);
            assert!(matches!(observed, response::Bucket::Gcp(_)));
        }
        let line: request::Line = serde_json::from_value(json!({ "sql": "x" })).unwrap();
        assert!(matches!(line, request::Line::Other(_)), "{line:?}");
    }

    /// Tags of every variant, damaged in every way, in both directions.
    #[test]
    fn u03_damaged_tags_lose_nothing() {
        let whole = [
            json!({ "displayType": "line", "configType": "sql", "sql": "x" }),
            json!({ "displayType": "line", "columns": ["a"] }),
            json!({ "displayType": "number", "configType": "sql", "sql": "x" }),
            json!({ "displayType": "number", "columns": ["a"] }),
            json!({ "displayType": "markdown", "markdown": "x" }),
        ];
        let tags = [
            json!(null),
            json!("new"),
            json!(7),
            json!({}),
            json!("line"),
            json!("number"),
            json!("markdown"),
            json!("sql"),
            json!(["sql"]),
            json!(true),
        ];
        for body in &whole {
            for name in ["displayType", "configType"] {
                let mut missing = body.clone();
                missing.as_object_mut().unwrap().remove(name);
                let damaged = tags.iter().map(|tag| {
                    let mut body = body.clone();
                    body[name] = tag.clone();
                    body
                });
                for body in damaged.chain([missing]) {
                    let mut observed: Option<response::Tile> = None;
                    decode(&mut observed, body.to_string().as_bytes(), "").unwrap();
                    let mut expected = body.clone();
                    let members = expected.as_object_mut().unwrap();
                    members.retain(|_, value| !value.is_null());
                    let mut written = to_value(observed.view());
                    written.as_object_mut().unwrap().retain(|_, value| !value.is_null());
                    assert_eq!(written, expected, "{body}");
                    // What was read is written back, or what lacks is named.
                    match request::Tile::try_from(observed.unwrap()) {
                        Ok(tile) => {
                            let mut written = to_value(tile.view());
                            written.as_object_mut().unwrap().retain(|_, value| !value.is_null());
                            assert_eq!(written, expected, "{body}");
                        }
                        Err(missing) => assert!(!missing.fields.is_empty(), "{body}"),
                    }
                }
            }
        }
    }

    #[test]
    fn variants_are_selected_by_the_kind_of_value() {
        let (text, _) = read::<response::Condition>(&json!("x"));
        assert!(matches!(text, response::Condition::Text(text) if text == "x"));
        let (object, _) = read::<response::Condition>(&json!({ "markdown": "x" }));
        assert!(matches!(object, response::Condition::Match(_)));
        let (other, warnings) = read::<response::Condition>(&json!([1, { "a": null }]));
        assert!(matches!(other, response::Condition::Other(_)));
        assert_eq!(warnings, [": expected a string or an object, found an array"]);
        let (list, _) = read::<response::Flexible>(&json!([1, 2]));
        assert!(matches!(list, response::Flexible::List(list) if list == [1, 2]));
        let (map, _) = read::<response::Flexible>(&json!({ "a": 1 }));
        assert!(matches!(map, response::Flexible::Map(map) if map["a"] == 1));
    }

    #[test]
    fn a_map_of_unions_is_a_variant() {
        let body = json!({ "a": { "provider": "AWS", "path": "x" }, "b": { "keyId": "y" } });
        let (shelf, warnings) = read::<response::Shelf>(&body);
        let response::Shelf::Map(map) = shelf else { panic!("{shelf:?}") };
        assert!(matches!(map["a"], response::Bucket::Aws(_)));
        assert!(matches!(map["b"], response::Bucket::Gcp(_)));
        assert_eq!(warnings, [""; 0]);
    }

    #[test]
    fn a_value_that_its_variant_rejects_is_preserved() {
        for (body, warning) in [
            (json!([1, "x"]), "/1: expected an integer, found a string"),
            (json!({ "a": "x", "b": 1 }), "/a: expected an integer, found a string"),
            (json!("x"), ": expected an object or an array, found a string"),
            (json!(7), ": expected an object or an array, found an integer"),
        ] {
            let (flexible, warnings) = read::<response::Flexible>(&body);
            assert!(matches!(&flexible, response::Flexible::Other(it) if *it == body), "{body}");
            assert_eq!(warnings, [warning]);
        }
        for body in [json!("AWS"), json!(["AWS"]), json!(true), json!(1.5)] {
            let (bucket, warnings) = read::<response::Bucket>(&body);
            assert!(matches!(bucket, response::Bucket::Other(_)), "{body}");
            assert_eq!(warnings.len(), 1);
        }
    }

    #[test]
    fn a_variant_preserves_its_own_unexpected_values() {
        let body = json!({ "path": 1, "provider": "AWS", "roleArn": {}, "new": [null] });
        let (bucket, warnings) = read::<response::Bucket>(&body);
        let response::Bucket::Aws(aws) = bucket else { panic!("{bucket:?}") };
        assert_eq!(aws.extra.len(), 3);
        assert_eq!(
            warnings,
            [
                "/path: expected a string, found an integer",
                "/roleArn: expected a string, found an object"
            ]
        );
    }

    #[test]
    fn null_in_a_list_of_unions_is_an_unexpected_value() {
        let body = json!({ "buckets": [{ "provider": "AWS" }, null, { "provider": "NEW" }] });
        let service: response::Service = serde_json::from_value(body.clone()).unwrap();
        assert_eq!(service.buckets.as_ref().unwrap().len(), 2);
        assert_eq!(serde_json::to_value(&service).unwrap(), body);
    }

    #[test]
    fn an_incomplete_request_variant_names_what_is_missing() {
        let error = serde_json::from_value::<request::Bucket>(json!({ "provider": "GCP" }));
        let error = error.unwrap_err().to_string();
        assert_eq!(error, "missing required field of `Bucket`: `keyId`");
        let other: request::Bucket = serde_json::from_value(json!({ "x": 1 })).unwrap();
        assert!(matches!(other, request::Bucket::Other(_)));
    }
}
