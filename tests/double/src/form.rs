//! Request bodies of the media type `multipart/form-data`.

use std::collections::BTreeMap;

use codegen::ir::{Location, Parameter, TypeRef};
use percent_encoding::percent_decode_str;
use serde_json::{Map, Value};

use crate::check::{check_media_type, missing_body};
use crate::failure::Failure;
use crate::parameter;
use crate::request::Request;
use crate::schema::Issue;
use crate::spec::{Route, Spec};

/// The media type of forms.
const FORM: &str = "multipart/form-data";

/// The parts that an operation takes.
pub(crate) fn parts(route: &Route) -> Vec<&Parameter> {
    let all = route.operation.other_parameters.iter();
    all.filter(|parameter| parameter.location == Location::Part).collect()
}

/// Checks a form, and returns its values by name, without the files.
pub(crate) fn check(
    spec: &Spec,
    declared: &[&Parameter],
    request: &Request,
) -> Result<Value, Failure> {
    let is_optional = declared.iter().all(|part| !part.required);
    let mut sent = BTreeMap::new();
    if !request.body.is_empty() {
        check_media_type(FORM, request)?;
        let kind = request.header("content-type").unwrap_or_default();
        sent = read(kind, &request.body).map_err(Failure::bad_request)?;
    } else if !is_optional {
        return Err(missing_body());
    }
    let mut form = Map::new();
    let mut issues = Vec::new();
    for part in declared {
        let issue =
            |message: &str| Issue { path: vec![part.wire.clone()], message: message.to_owned() };
        let is_array = matches!(part.ty, TypeRef::Array(_));
        match sent.remove(&part.wire) {
            None if part.required => issues.push(issue("is required")),
            None => {}
            Some(contents) if contents.len() > 1 && !is_array => {
                issues.push(issue("is given twice"));
            }
            Some(contents) => match value(spec, part, &contents) {
                Ok(Some(value)) => {
                    form.insert(part.wire.clone(), value);
                }
                Ok(None) => {}
                Err(found) => issues.extend(found.into_iter().map(|mut issue| {
                    issue.path.insert(0, part.wire.clone());
                    issue
                })),
            },
        }
    }
    let unknown = sent.into_keys();
    let message = "is not a known part of the form";
    issues.extend(unknown.map(|name| Issue { path: vec![name], message: message.to_owned() }));
    if issues.is_empty() { Ok(Value::Object(form)) } else { Err(Failure::invalid_body(issues)) }
}

/// The value of a part; `None` for files.
fn value<'c>(
    spec: &Spec,
    part: &Parameter,
    contents: &[&'c [u8]],
) -> Result<Option<Value>, Vec<Issue>> {
    let is_file = match &part.ty {
        TypeRef::Array(item) => **item == TypeRef::Bytes,
        ty => *ty == TypeRef::Bytes,
    };
    if is_file {
        return Ok(None);
    }
    let text = |content: &&'c [u8]| {
        std::str::from_utf8(content)
            .map_err(|_| vec![Issue { path: Vec::new(), message: "is not UTF-8".to_owned() }])
    };
    parameter::value(spec, part, &contents.iter().map(text).collect::<Result<Vec<_>, _>>()?)
}

/// The contents of the parts of a body, by name.
fn read<'b>(kind: &str, body: &'b [u8]) -> Result<BTreeMap<String, Vec<&'b [u8]>>, String> {
    let boundary = attribute(kind, "boundary").filter(|it| (1..=70).contains(&it.len()));
    let boundary = boundary.ok_or("the content-type of the form has no valid boundary")?;
    let delimiter = format!("\r\n--{boundary}");
    // The first delimiter may be at the beginning, without the end of a line before it.
    let first = &delimiter[2..];
    let mut rest = match body.strip_prefix(first.as_bytes()) {
        Some(rest) => rest,
        None => split(body, delimiter.as_bytes()).ok_or("the form does not begin")?.1,
    };
    let mut parts: BTreeMap<String, Vec<&[u8]>> = BTreeMap::new();
    while !rest.starts_with(b"--") {
        let (padding, after) = split(rest, b"\r\n").ok_or("the form does not end")?;
        if padding.iter().any(|byte| !matches!(byte, b' ' | b'\t')) {
            return Err("the boundary of the form is followed by something else".to_owned());
        }
        let (part, after) = split(after, delimiter.as_bytes()).ok_or("the form does not end")?;
        let (head, content) = split(part, b"\r\n\r\n").ok_or("a part of the form has no head")?;
        let head = String::from_utf8_lossy(head);
        let mut lines = head.lines().filter_map(|line| line.split_once(':'));
        let disposition = lines.find(|(name, _)| name.eq_ignore_ascii_case("content-disposition"));
        let name = disposition.and_then(|(_, value)| attribute(value, "name"));
        let name = name.ok_or("a part of the form has no name")?;
        let name = percent_decode_str(name).decode_utf8_lossy().into_owned();
        parts.entry(name).or_default().push(content);
        rest = after;
    }
    Ok(parts)
}

/// What is before and after the first occurrence of a separator.
fn split<'b>(bytes: &'b [u8], separator: &[u8]) -> Option<(&'b [u8], &'b [u8])> {
    let at = bytes.windows(separator.len()).position(|window| window == separator)?;
    Some((&bytes[..at], &bytes[at + separator.len()..]))
}

/// An attribute of a header such as `form-data; name="a"`.
fn attribute<'h>(header: &'h str, name: &str) -> Option<&'h str> {
    let mut rest = header;
    while let Some((_, after)) = rest.split_once(';') {
        let (key, value) = after.split_once('=')?;
        let value = value.trim_start();
        let (value, after) = match value.strip_prefix('"') {
            Some(quoted) => quoted.split_once('"')?,
            None => value.split_at(value.find(';').unwrap_or(value.len())),
        };
        if key.trim().eq_ignore_ascii_case(name) {
            return Some(value.trim_end());
        }
        rest = after;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_read_as_clients_write_them() {
        let body = b"preamble\r\n--B \r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nx\r\n--\r\n\
            --B\r\ncontent-type: text/csv\r\ncontent-disposition: form-data; filename=\"a;name=z\"; name=b%22\r\n\r\n\
            \r\n--B\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\ny\r\n--B--\r\nepilogue";
        let parts = read("multipart/form-data; charset=utf-8; boundary=\"B\"", body).unwrap();
        let expected: [(String, Vec<&[u8]>); 2] =
            [("a".to_owned(), vec![b"x\r\n--", b"y"]), ("b\"".to_owned(), vec![b""])];
        assert_eq!(parts, expected.into());
        assert_eq!(read("multipart/form-data; boundary=B", b"--B--").unwrap(), BTreeMap::new());
    }

    #[test]
    fn what_is_no_form_is_an_error() {
        let kind = "multipart/form-data; boundary=B";
        let head = "Content-Disposition: form-data; name=\"a\"\r\n\r\n";
        for (kind, body) in [
            ("multipart/form-data", "--B--".to_owned()),
            ("multipart/form-data; boundary=", "--B--".to_owned()),
            (kind, String::new()),
            (kind, "{}".to_owned()),
            (kind, "--B".to_owned()),
            (kind, format!("--B\r\n{head}x")),
            (kind, format!("--B\r\n{head}x\r\n--B")),
            (kind, format!("--Bx\r\n{head}x\r\n--B--")),
            (kind, "--B\r\nx\r\n--B--".to_owned()),
            (kind, "--B\r\ncontent-type: text/csv\r\n\r\nx\r\n--B--".to_owned()),
        ] {
            assert!(read(kind, body.as_bytes()).is_err(), "{kind} {body}");
        }
    }
}
