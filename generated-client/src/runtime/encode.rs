//! Path segments and query strings, percent-encoded.

use std::fmt::Write as _;

use percent_encoding::{AsciiSet, CONTROLS, NON_ALPHANUMERIC, utf8_percent_encode};

use super::ids::Ids;
use crate::model::{Date, DateTime, OpenEnum};

/// Everything but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// The characters of a path template that must be encoded. Its escapes, such as `%2F`, stay.
const LITERAL: &AsciiSet = &CONTROLS
    .add(b' ')
    .add(b'"')
    .add(b'#')
    .add(b'<')
    .add(b'>')
    .add(b'?')
    .add(b'\\')
    .add(b'^')
    .add(b'`')
    .add(b'{')
    .add(b'|')
    .add(b'}');

/// A value of a query parameter.
pub trait QueryValue {
    /// Returns the value as text, not yet percent-encoded.
    ///
    /// # Errors
    /// If the value cannot be sent, such as a number that is not finite.
    fn into_query(self) -> Result<String, &'static str>;
}

impl QueryValue for String {
    fn into_query(self) -> Result<String, &'static str> {
        Ok(self)
    }
}

impl QueryValue for &str {
    fn into_query(self) -> Result<String, &'static str> {
        Ok(self.to_owned())
    }
}

impl QueryValue for i64 {
    fn into_query(self) -> Result<String, &'static str> {
        Ok(self.to_string())
    }
}

impl QueryValue for f64 {
    fn into_query(self) -> Result<String, &'static str> {
        if self.is_finite() { Ok(self.to_string()) } else { Err("the number is not finite") }
    }
}

impl QueryValue for bool {
    fn into_query(self) -> Result<String, &'static str> {
        Ok(if self { "true" } else { "false" }.to_owned())
    }
}

impl QueryValue for DateTime {
    fn into_query(self) -> Result<String, &'static str> {
        Ok(self.as_str().to_owned())
    }
}

impl QueryValue for Date {
    fn into_query(self) -> Result<String, &'static str> {
        Ok(self.as_str().to_owned())
    }
}

impl<E: OpenEnum> QueryValue for E {
    fn into_query(self) -> Result<String, &'static str> {
        Ok(self.as_str().to_owned())
    }
}

/// Appends a path: a template whose parameters are replaced with their values, which are `ids` by
/// position, or those of `named`.
///
/// A value becomes exactly one segment: all characters with a meaning in a URL are encoded, and
/// values that have a meaning even so (an empty one, `.` and `..`) are rejected, as are control
/// characters, which no id contains and some proxies misread.
pub(crate) fn push_path<N: AsRef<str>>(
    path: &mut String,
    template: &str,
    ids: Option<&Ids>,
    named: &[(N, String)],
) -> Result<(), String> {
    let id = |position| ids.and_then(|ids| ids.get(position));
    let mut rest = template;
    let mut used = 0;
    while let Some((before, after)) = rest.split_once('{') {
        push_literal(path, before);
        let (name, after) = after
            .split_once('}')
            .ok_or_else(|| format!("the path `{template}` has an unclosed brace"))?;
        let named = || named.iter().find(|(given, _)| given.as_ref() == name);
        let value = id(used)
            .or_else(|| named().map(|(_, value)| value.as_str()))
            .ok_or_else(|| format!("the path parameter `{name}` has no value"))?;
        // Nearly every id has only these characters, and needs no check and no encoding.
        if has_only(value, |byte| byte.is_ascii_alphanumeric() || byte == b'-') && !value.is_empty()
        {
            path.push_str(value);
        } else {
            check_segment(value)
                .map_err(|problem| format!("invalid path parameter `{name}`: {problem}"))?;
            push(path, value);
        }
        rest = after;
        used += 1;
    }
    push_literal(path, rest);
    // A value without a placeholder is a mistake: without it, the path refers to another resource.
    if let Some(id) = id(used) {
        return Err(format!("the path `{template}` has no parameter for `{id}`"));
    }
    if used < named.len()
        && let Some((name, _)) =
            named.iter().find(|(name, _)| !template.contains(&format!("{{{}}}", name.as_ref())))
    {
        return Err(format!("the path `{template}` has no parameter `{}`", name.as_ref()));
    }
    Ok(())
}

fn check_segment(value: &str) -> Result<(), &'static str> {
    match value {
        "" => Err("an empty value would refer to another resource"),
        "." | ".." => Err("`.` and `..` would refer to another resource"),
        _ if value.chars().any(char::is_control) => Err("control characters are not allowed"),
        _ => Ok(()),
    }
}

/// Appends a question mark and the query string of the parameters; nothing if there are none.
/// All values of a parameter in `joined` are one value, with commas between them.
pub(crate) fn push_query<N: AsRef<str>>(
    url: &mut String,
    parameters: &[(N, String)],
    joined: &[&str],
) {
    let mut separator = '?';
    for (index, (name, value)) in parameters.iter().enumerate() {
        let is_same = |(other, _): &&(N, String)| other.as_ref() == name.as_ref();
        let is_joined = joined.contains(&name.as_ref());
        if is_joined && parameters.iter().take(index).any(|other| is_same(&other)) {
            continue;
        }
        url.push(std::mem::replace(&mut separator, '&'));
        push(url, name.as_ref());
        url.push('=');
        push(url, value);
        let others = parameters.iter().skip(index + 1).filter(is_same).filter(|_| is_joined);
        for (_, value) in others {
            url.push(',');
            push(url, value);
        }
    }
}

/// The value of a cookie.
pub(crate) fn value(value: &str) -> String {
    let mut text = String::new();
    push(&mut text, value);
    text
}

fn push(text: &mut String, value: &str) {
    // Writing to a `String` cannot fail.
    let _ = write!(text, "{}", utf8_percent_encode(value, RESERVED));
}

fn push_literal(text: &mut String, literal: &str) {
    // So are nearly all templates.
    if has_only(literal, |byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'-')) {
        text.push_str(literal);
    } else {
        text.extend(utf8_percent_encode(literal, LITERAL));
    }
}

/// Whether all bytes of a text are of a kind. It looks at all of them, which is faster for short
/// texts than to stop at the first other one, because it needs no branches.
fn has_only(text: &str, is_kind: impl Fn(u8) -> bool) -> bool {
    text.bytes().fold(true, |all, byte| all & is_kind(byte))
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn path(template: &str, values: &[(&str, String)]) -> Result<String, String> {
        let mut path = String::new();
        push_path(&mut path, template, None, values).map(|()| path)
    }

    fn query(parameters: &[(&str, String)], joined: &[&str]) -> String {
        let mut query = String::new();
        push_query(&mut query, parameters, joined);
        query
    }

    fn one(value: &str) -> Result<String, String> {
        path("/v1/things/{thingId}/parts", &[("thingId", value.to_owned())])
    }

    #[test]
    fn a_value_stays_one_segment() {
        for (value, encoded) in [
            ("a-b_c.d~e", "a-b_c.d~e"),
            ("a/b", "a%2Fb"),
            ("a b", "a%20b"),
            ("%2e", "%252e"),
            ("..%2f", "..%252f"),
            ("a?b#c", "a%3Fb%23c"),
            ("a\\b", "a%5Cb"),
            ("...", "..."),
            ("ключ", "%D0%BA%D0%BB%D1%8E%D1%87"),
            ("{thingId}", "%7BthingId%7D"),
        ] {
            assert_eq!(one(value), Ok(format!("/v1/things/{encoded}/parts")), "{value:?}");
        }
    }

    #[test]
    fn a_value_that_would_name_another_resource_is_refused() {
        for value in ["", ".", "..", "a\nb", "\0", "a\u{85}", "\u{7f}"] {
            assert!(one(value).is_err(), "{value:?}");
        }
    }

    #[test]
    fn a_template_is_unchanged() {
        for (template, encoded) in [
            ("/v1/a%2Fb/c:d@e;f=(g),h", "/v1/a%2Fb/c:d@e;f=(g),h"),
            ("/v1/a b/ü\"\\", "/v1/a%20b/%C3%BC%22%5C"),
        ] {
            assert_eq!(path(template, &[]).as_deref(), Ok(encoded));
        }
    }

    #[test]
    fn a_missing_value_is_an_error() {
        assert!(path("/a/{b}", &[]).is_err_and(|problem| problem.contains("`b`")));
        assert!(path("/a/{b", &[]).is_err());
    }

    #[test]
    fn a_path_value_without_a_placeholder_is_an_error() {
        let values = [("a", "1".to_owned()), ("b", "2".to_owned())];
        assert!(path("/x/{a}", &values).is_err_and(|problem| problem.contains("`b`")));
        assert_eq!(path("/x/{b}/{a}/{b}", &values).as_deref(), Ok("/x/2/1/2"));
        // Given twice, the first one counts.
        let twice = [("a", "1".to_owned()), ("a", "2".to_owned())];
        assert_eq!(path("/x/{a}", &twice).as_deref(), Ok("/x/1"));
    }

    #[test]
    fn ids_are_values_by_position() {
        let path = |template: &str, ids: &Ids| {
            let mut path = String::new();
            push_path::<&str>(&mut path, template, Some(ids), &[]).map(|()| path)
        };
        let one = Arc::new(Ids::new("a", "1".to_owned()));
        let two = Ids::below(&one, "b", "x/y".to_owned());
        assert_eq!(path("/x/{first}/{second}", &two).as_deref(), Ok("/x/1/x%2Fy"));
        assert!(path("/x/{a}/{b}", &one).is_err_and(|problem| problem.contains("`b`")));
        assert!(path("/x/{a}", &two).is_err_and(|problem| problem.contains("`x/y`")));
        assert!(path("/x/{a}", &Ids::new("a", String::new())).is_err());
    }

    #[test]
    fn query_values_are_encoded_in_order() {
        let parameters = [("a b", "1&2=3".to_owned()), ("f", "tag:x=ü+".to_owned())];
        assert_eq!(query(&parameters, &[]), "?a%20b=1%262%3D3&f=tag%3Ax%3D%C3%BC%2B");
        assert_eq!(query(&[], &[]), "");
    }

    #[test]
    fn joined_values_are_one_value() {
        let parameters = [("a", "1,1"), ("b", "x"), ("a", "2"), ("b", "y"), ("a", "3")]
            .map(|(name, value)| (name, value.to_owned()));
        assert_eq!(query(&parameters, &["a"]), "?a=1%2C1,2,3&b=x&b=y");
    }

    #[test]
    fn numbers_print_as_the_api_writes_them() {
        assert_eq!(16.0.into_query(), Ok("16".to_owned()));
        assert_eq!(0.5.into_query(), Ok("0.5".to_owned()));
        assert!(f64::NAN.into_query().is_err());
        assert_eq!((-3_i64).into_query(), Ok("-3".to_owned()));
        assert_eq!(true.into_query(), Ok("true".to_owned()));
    }
}
