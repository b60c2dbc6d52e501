//! Parses JSON or YAML text into one `serde_json::Value`, in the order of the text.
//!
//! Rejects what a parser would accept and change silently: keys that occur twice, numbers that
//! would be rounded, and documents of an unsupported version.

mod decode;
mod faithful;

use serde_json::Value;

use crate::bounds::{CONTAINERS, TEXT};
use crate::diagnostic::{Code, Diagnostic, InputFile, Position};
use crate::pointer::Pointer;
use crate::source::{MAX_DEPTH, SYNTAX, SourceMap, kind, scan_json, scan_yaml};
use faithful::Faithful;

pub use crate::source::Format;

/// A document that was read.
#[derive(Debug, Clone)]
pub struct Loaded {
    /// The document.
    pub value: Value,
    /// Where its parts stand in the text.
    pub map: SourceMap,
    /// The syntax of the text.
    pub format: Format,
}

/// Reads an OpenAPI document of a version that the generator knows. The end of `name` says whether
/// it is JSON or YAML; if it does not say, the first character does.
///
/// # Errors
///
/// Everything that is wrong with the text, with positions.
pub fn load(bytes: &[u8], name: &str) -> Result<Loaded, Vec<Diagnostic>> {
    let loaded = read(bytes, name)?;
    match check_version(&loaded.value) {
        Ok(()) => Ok(loaded),
        Err(found) => {
            let mut found = vec![*found];
            loaded.map.locate(InputFile::Document, &mut found);
            Err(found)
        }
    }
}

/// Reads a text that is an object at its top, whatever it means.
pub(crate) fn read(bytes: &[u8], name: &str) -> Result<Loaded, Vec<Diagnostic>> {
    if bytes.len() > TEXT {
        let message = format!("the file has {} bytes; at most {TEXT} are allowed", bytes.len());
        let found = Diagnostic::error(Code::TooLarge, Pointer::root(), message);
        return Err(vec![found.help("check that this is the right file")]);
    }
    let text = decode::text(bytes).map_err(|found| vec![*found])?;
    let format = format_of(text, name);
    let mut faithful = Faithful::default();
    let value = match format {
        Format::Json => parse_json(text, &mut faithful),
        Format::Yaml => parse_yaml(text, &mut faithful),
    };
    let mut found = faithful.into_diagnostics(text);
    let value = match value {
        Ok(value) => value,
        // What the scan found says more than what the parser makes of it.
        Err(_) if !found.is_empty() => return Err(found),
        Err(refusal) => return Err(vec![*refusal]),
    };
    if !value.is_object() {
        let message = format!("the file holds {}, not an object", kind(&value));
        let first = Position { line: 1, column: 1 };
        found.push(
            Diagnostic::error(Code::NotAnObject, Pointer::root(), message)
                .help("check that this is the right file")
                .position(first),
        );
    }
    if !found.is_empty() {
        return Err(found);
    }
    Ok(Loaded { value, map: SourceMap::new(text, format), format })
}

/// Returns the syntax of a text, by the end of its name or else by its first character.
fn format_of(text: &str, name: &str) -> Format {
    let end = name.rsplit_once('.').map(|(_, end)| end.to_ascii_lowercase());
    if end.as_deref() == Some("json") {
        return Format::Json;
    }
    let yaml = matches!(end.as_deref(), Some("yaml" | "yml"));
    if !yaml && text.trim_start().starts_with(['{', '[', '<']) {
        return Format::Json;
    }
    Format::Yaml
}

fn parse_json(text: &str, faithful: &mut Faithful) -> Result<Value, Box<Diagnostic>> {
    // Brackets in texts count as well: this is a bound on memory, and cheap.
    let containers = text.bytes().filter(|byte| matches!(byte, b'{' | b'[')).count();
    if containers > CONTAINERS {
        let message = format!(
            "the text has {containers} opening brackets, and at most {CONTAINERS} are allowed"
        );
        let found = Diagnostic::error(Code::TooLarge, Pointer::root(), message);
        let help = "look for data that was repeated by mistake";
        return Err(Box::new(found.help(help).position(Position { line: 1, column: 1 })));
    }
    let value = serde_json::from_str(text).map_err(|error| json_error(text, &error))?;
    scan_json(text, faithful);
    Ok(value)
}

fn json_error(text: &str, error: &serde_json::Error) -> Box<Diagnostic> {
    let full = error.to_string();
    let place = format!(" at line {} column {}", error.line(), error.column());
    let message = full.strip_suffix(&place).unwrap_or(&full);
    let (code, message, help) = if message == "recursion limit exceeded" {
        let message = format!("values are nested more than {MAX_DEPTH} levels deep");
        (
            Code::TooDeep,
            message,
            "no real document nests that deep: check where the file comes from",
        )
    } else if message == "number out of range" {
        let message = "a number is larger than any 64-bit float".to_owned();
        (Code::NumberOutOfRange, message, "correct the number in the document")
    } else if text.trim_start().starts_with('<') {
        let message = "the text is HTML or XML, not JSON".to_owned();
        (Code::InvalidJson, message, "check the URL that it was fetched from")
    } else if error.is_eof() {
        let message = format!("not JSON: {message}");
        (Code::InvalidJson, message, "the text ends too early: fetch the document again")
    } else {
        let message = format!("not JSON: {message}");
        (Code::InvalidJson, message, "fetch the document again, or ask its author to correct it")
    };
    // The parser counts bytes, people count characters.
    let line = text.split('\n').nth(error.line().saturating_sub(1)).unwrap_or_default();
    let before = line.char_indices().take_while(|(at, _)| at + 1 < error.column()).count();
    let position = Position { line: error.line().max(1), column: before + 1 };
    Box::new(Diagnostic::error(code, Pointer::root(), message).help(help).position(position))
}

fn parse_yaml(text: &str, faithful: &mut Faithful) -> Result<Value, Box<Diagnostic>> {
    // The scan limits how far the parser expands aliases.
    scan_yaml(text, faithful).map_err(|refusal| {
        let help = match refusal.code {
            Code::TooDeep => "no real document nests that deep: check where the file comes from",
            Code::TooLarge => "look for data that was repeated by mistake",
            _ if refusal.message.starts_with(SYNTAX) => {
                "correct the syntax, or ask the author of the document to correct it"
            }
            _ => "rewrite this without the features of YAML that JSON does not have",
        };
        Box::new(
            Diagnostic::error(refusal.code, Pointer::root(), refusal.message)
                .help(help)
                .position(refusal.position),
        )
    })?;
    serde_yaml::from_str(text).map_err(|error| {
        let position = error
            .location()
            .map(|place| Position { line: place.line().max(1), column: place.column().max(1) });
        let message = format!("{SYNTAX}: {error}");
        Box::new(
            Diagnostic::error(Code::InvalidYaml, Pointer::root(), message)
                .help("fetch the document again, or ask its author to correct it")
                .position(position),
        )
    })
}

/// Accepts `openapi: 3.0.x` and `3.1.x`.
fn check_version(document: &Value) -> Result<(), Box<Diagnostic>> {
    let refuse = |at: Pointer, message: String| {
        let help = "the generator reads OpenAPI 3.0.x and 3.1.x: convert the document first";
        Err(Box::new(Diagnostic::error(Code::UnsupportedVersion, at, message).help(help)))
    };
    let root = Pointer::root();
    match (document.get("openapi"), document.get("swagger")) {
        (Some(Value::String(version)), _) => {
            let patch = version.strip_prefix("3.0.").or_else(|| version.strip_prefix("3.1."));
            let known =
                |patch: &str| !patch.is_empty() && patch.bytes().all(|byte| byte.is_ascii_digit());
            if patch.is_some_and(known) {
                return Ok(());
            }
            refuse(root.child("openapi"), format!("OpenAPI `{version}` is not supported"))
        }
        (Some(other), _) => {
            let message = format!("the version of OpenAPI is {}, not a string", kind(other));
            refuse(root.child("openapi"), message)
        }
        (None, Some(version)) => {
            let version = version.as_str().map_or_else(|| version.to_string(), str::to_owned);
            let message = format!("this is a Swagger {version} document, not OpenAPI 3");
            refuse(root.child("swagger"), message)
        }
        (None, None) => {
            refuse(root, "this is not an OpenAPI document: it has no property `openapi`".to_owned())
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::{Format, Loaded, load, read};
    use crate::diagnostic::{Code, Diagnostic, Position};

    const DOCUMENT: &str = include_str!("../../spec/openapi.json");

    fn refused(text: &str, name: &str) -> Vec<Diagnostic> {
        match read(text.as_bytes(), name) {
            Ok(loaded) => panic!("accepted: {}", loaded.value),
            Err(found) => found,
        }
    }

    /// Returns the only finding: code, line, column and message.
    fn only(text: &str, name: &str) -> (Code, usize, usize, String) {
        let found = refused(text, name);
        let [one] = found.as_slice() else { panic!("{found:?}") };
        let Position { line, column } = one.position.unwrap();
        (one.code, line, column, one.message.clone())
    }

    fn value(text: &str, name: &str) -> Value {
        let Ok(Loaded { value, .. }) = read(text.as_bytes(), name) else {
            panic!("refused: {text}")
        };
        value
    }

    #[test]
    fn document_is_the_same_from_json_and_from_yaml() {
        let from_json = load(DOCUMENT.as_bytes(), "openapi.json").unwrap();
        let yaml = serde_yaml::to_string(&from_json.value).unwrap();
        let from_yaml = load(yaml.as_bytes(), "openapi.yaml").unwrap();
        assert_eq!((from_json.format, from_yaml.format), (Format::Json, Format::Yaml));
        // The texts are compared, because the comparison of values ignores the order of properties.
        assert_eq!(from_json.value.to_string(), from_yaml.value.to_string());
    }

    #[test]
    fn the_format_follows_from_the_name_or_the_first_character() {
        let format = |text: &str, name| read(text.as_bytes(), name).unwrap().format;
        assert_eq!(format("{\"a\": 1}", "a.json"), Format::Json);
        assert_eq!(format("{a: 1}", "a.YML"), Format::Yaml);
        assert_eq!(format(" {\"a\": 1}", "https://api.example/v1"), Format::Json);
        assert_eq!(format("a: 1", "-"), Format::Yaml);
    }

    #[test]
    fn json_errors_have_a_place() {
        let (code, line, column, message) = only("{\n \"ü\": tru }", "a.json");
        assert_eq!((code, line, column), (Code::InvalidJson, 2, 10), "{message}");
        let (code, line, _, message) = only("{\n\"a\": [1,", "a.json");
        assert_eq!((code, line), (Code::InvalidJson, 2));
        assert_eq!(message, "not JSON: EOF while parsing a value");
        let (code, _, _, message) = only("<!DOCTYPE html><p>no", "https://api.example/v1");
        assert_eq!(
            (code, message.as_str()),
            (Code::InvalidJson, "the text is HTML or XML, not JSON")
        );
    }

    #[test]
    fn yaml_errors_have_a_place() {
        let (code, line, ..) = only("a: 1\nb: [1, 2\nc: 3\n", "a.yaml");
        assert_eq!((code, line), (Code::InvalidYaml, 3));
        let (code, line, column, _) = only("a: 1\n---\nb: 2\n", "a.yaml");
        assert_eq!((code, line, column), (Code::InvalidYaml, 2, 1));
        for text in [
            "a: !secret x\n",
            "a: !!binary aGk=\n",
            "base: &b {x: 1}\na: {<<: *b}\n",
            "? [a]\n: 1\n",
            "a: &a [*a]\n",
            "a: *nobody\n",
            "&k a: 1\n",
        ] {
            assert_eq!(only(text, "a.yaml").0, Code::InvalidYaml, "{text}");
        }
    }

    #[test]
    fn only_objects_are_documents() {
        for (text, name) in
            [("[1]", "a.json"), ("7", "a.json"), ("text", "a.yaml"), ("- 1", "a.yaml")]
        {
            assert_eq!(only(text, name).0, Code::NotAnObject, "{text}");
        }
    }

    #[test]
    fn duplicate_keys_name_both_places() {
        for (text, name, first, second) in [
            ("{\"a\": {\n \"k\": 1,\n \"\\u006b\": 2}}", "a.json", 2, 3),
            ("a:\n k: 1\n 'k': 2\n", "a.yaml", 2, 3),
        ] {
            let found = refused(text, name);
            let [one] = found.as_slice() else { panic!("{found:?}") };
            assert_eq!((one.code, one.at.to_string().as_str()), (Code::DuplicateKey, "#/a/k"));
            assert_eq!(one.position.unwrap().line, second);
            assert_eq!(one.related[0].position.unwrap().line, first);
        }
        value("{\"a\": {\"k\": 1}, \"b\": {\"k\": 1}, \"c\": [{\"k\": 1}, {\"k\": 1}]}", "a.json");
        assert_eq!(refused("200: a\n'200': b\n", "a.yaml")[0].code, Code::DuplicateKey);
        assert_eq!(refused("{\"a\": 1, \"a\": 2, \"a\": 3}", "a.json").len(), 1);
    }

    #[test]
    fn numbers_are_never_rounded() {
        for number in
            ["18446744073709551616", "-9223372036854775809", "1e400", "9007199254740993.0"]
        {
            for (text, name) in [
                (format!("{{\"a\": [0, {number}]}}"), "a.json"),
                (format!("a: [0, {number}]"), "a.yaml"),
            ] {
                let found = refused(&text, name);
                assert_eq!(found[0].code, Code::NumberOutOfRange, "{text}");
            }
        }
        for number in [".inf", "-.INF", ".nan"] {
            let found = refused(&format!("a: {number}"), "a.yaml");
            assert_eq!(
                (found[0].code, found[0].at.to_string().as_str()),
                (Code::NumberOutOfRange, "#/a")
            );
        }
        let numbers = "[-9223372036854775808,18446744073709551615,0.1,1e3,-1.5]";
        let expected = json!([i64::MIN, u64::MAX, 0.1, 1e3, -1.5]);
        assert_eq!(value(&format!("{{\"a\":{numbers}}}"), "a.json")["a"], expected);
        assert_eq!(value(&format!("a: {numbers}"), "a.yaml")["a"], expected);
    }

    #[test]
    fn yaml_scalars_mean_what_they_mean_in_yaml_1_2() {
        let text = "a: [1.2.3, 007, 00000000000000000000000001, yes, ~, '1', 2026-01-01, .5, 1., 0x1f]\n200: on\n";
        assert_eq!(
            value(text, "a.yaml"),
            json!({
                "a": ["1.2.3", "007", "00000000000000000000000001", "yes", null, "1", "2026-01-01", 0.5, 1.0, 31],
                "200": "on"
            })
        );
    }

    #[test]
    fn nesting_is_bounded_alike() {
        let json = |depth: usize| format!("{{\"a\":{}{}}}", "[".repeat(depth), "]".repeat(depth));
        for name in ["a.json", "a.yaml"] {
            value(&json(126), name);
            assert_eq!(only(&json(127), name).0, Code::TooDeep, "{name}");
            assert_eq!(only(&json(100_000), name).0, Code::TooDeep, "{name}");
        }
        // Nesting that only aliases make.
        let half = |inner: &str| format!("{}{inner}{}", "[".repeat(70), "]".repeat(70));
        let text = format!("a: &a {}\nb: {}\n", half("1"), half("*a"));
        assert_eq!(only(&text, "a.yaml").0, Code::TooDeep);
    }

    #[test]
    fn aliases_expand_up_to_a_limit() {
        assert_eq!(
            value("a: &a {x: [1]}\nb: *a\nc: [*a, *a]\n", "a.yaml"),
            json!({ "a": {"x": [1]}, "b": {"x": [1]}, "c": [{"x": [1]}, {"x": [1]}] })
        );
        let line = |level: usize| {
            let inner = vec![format!("*l{level}"); 9].join(", ");
            format!("l{0}: &l{0} [{inner}]\n", level + 1)
        };
        let bomb: String = (0..9).map(line).collect();
        let (code, _, _, message) = only(&format!("l0: &l0 lol\n{bomb}"), "a.yaml");
        assert_eq!(code, Code::InvalidYaml);
        assert!(message.contains("expand"), "{message}");
        // A long text, repeated often: few values, much memory.
        let long = format!("a: &a {}\nb: [{}]\n", "x".repeat(100_000), vec!["*a"; 1000].join(", "));
        assert_eq!(only(&long, "a.yaml").0, Code::InvalidYaml);
    }

    #[test]
    fn versions_are_checked() {
        for version in ["3.0.0", "3.0.4", "3.1.1", "3.1.2", "3.1.10"] {
            assert!(
                load(format!("{{\"openapi\": \"{version}\"}}").as_bytes(), "").is_ok(),
                "{version}"
            );
        }
        for (text, at) in [
            ("{\n\"openapi\": \"3.2.0\"}", "#/openapi"),
            ("{\n\"openapi\": \"3.1\"}", "#/openapi"),
            ("{\n\"openapi\": \"3.1.x\"}", "#/openapi"),
            ("{\n\"openapi\": \"2.0\"}", "#/openapi"),
            ("{\n\"openapi\": 3.1}", "#/openapi"),
            ("{\n\"swagger\": \"2.0\"}", "#/swagger"),
            ("{\n\"x\": 1}", "#"),
        ] {
            let found = load(text.as_bytes(), "a.json").unwrap_err();
            assert_eq!(found[0].code, Code::UnsupportedVersion, "{text}");
            assert_eq!(found[0].at.to_string(), at);
            assert_eq!(found[0].position.unwrap().line, if at == "#" { 1 } else { 2 });
        }
    }
}
