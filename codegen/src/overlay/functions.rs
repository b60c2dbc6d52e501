//! `match` and `search` in the filters of overlay targets, with the regular expressions that the
//! generator has for patterns of the spec. Those of the JSONPath library would be built for them
//! alone.

use regex_lite::Regex;
use serde_json::Value;
use serde_json_path::functions::{LogicalType, ValueType};

use crate::pattern::checks;

#[serde_json_path::function(name = "match")]
fn whole(value: ValueType, pattern: ValueType) -> LogicalType {
    let holds = texts(&value, &pattern)
        .is_some_and(|(text, pattern)| matches(text, &format!("^({pattern})$")));
    holds.into()
}

#[serde_json_path::function(name = "search")]
fn part(value: ValueType, pattern: ValueType) -> LogicalType {
    texts(&value, &pattern).is_some_and(|(text, pattern)| matches(text, pattern)).into()
}

fn texts<'a>(value: &'a ValueType, pattern: &'a ValueType) -> Option<(&'a str, &'a str)> {
    Some((value.as_value().and_then(Value::as_str)?, pattern.as_value().and_then(Value::as_str)?))
}

/// Whether a text matches. An invalid pattern matches nothing, as RFC 9535 says.
fn matches(text: &str, pattern: &str) -> bool {
    checks(pattern).is_ok_and(|checks| {
        checks.iter().all(|check| {
            Regex::new(&check.regex).is_ok_and(|regex| regex.is_match(text) == check.is_match)
        })
    })
}

#[cfg(test)]
mod tests {
    use serde_json::json;
    use serde_json_path::JsonPath;

    #[test]
    fn match_needs_the_whole_text_and_search_a_part() {
        let texts = json!(["ab", "xaby", "ü1", 1, null]);
        for (filter, expected) in [
            ("match(@, 'a.')", json!(["ab"])),
            ("match(@, 'ab|xaby')", json!(["ab", "xaby"])),
            ("search(@, 'a.')", json!(["ab", "xaby"])),
            ("search(@, '^x')", json!(["xaby"])),
            (r"search(@, '\\p{L}\\d')", json!(["ü1"])),
            ("search(@, '[')", json!([])),
            ("match(@, 1)", json!([])),
        ] {
            let path = JsonPath::parse(&format!("$[?{filter}]")).unwrap();
            assert_eq!(json!(path.query(&texts).all()), expected, "{filter}");
        }
        assert!(JsonPath::parse("$[?match(@)]").is_err());
    }
}
