//! Pointers in short, as people name places: `Service.tags[]`, `GET /v1/organizations`.

use std::fmt::Write as _;

use crate::pointer::Pointer;

/// Returns a place of the document in short.
pub(super) fn place(at: &Pointer) -> String {
    let segments: Vec<String> = at.segments().collect();
    match segments.as_slice() {
        [root, kind, name, rest @ ..] if root == "components" && kind == "schemas" => {
            schema(name, rest)
        }
        // Which part of the operation it is follows from the rule.
        [root, path, method, ..] if root == "paths" => {
            format!("{} {path}", method.to_uppercase())
        }
        _ => at.to_string(),
    }
}

fn schema(name: &str, rest: &[String]) -> String {
    let mut place = name.to_owned();
    let mut rest = rest.iter();
    while let Some(step) = rest.next() {
        match step.as_str() {
            "properties" => {
                place.push('.');
                place.push_str(rest.next().map_or("", String::as_str));
            }
            "items" => place.push_str("[]"),
            "additionalProperties" => place.push_str("{}"),
            "oneOf" | "anyOf" | "allOf" => {
                let _ = write!(place, "<{}>", rest.next().map_or("", String::as_str));
            }
            other => {
                let _ = write!(place, "/{other}");
            }
        }
    }
    place
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_short() {
        let cases = [
            ("#/components/schemas/Service", "Service"),
            ("#/components/schemas/A/properties/b/items/properties/c", "A.b[].c"),
            ("#/components/schemas/A/oneOf/2", "A<2>"),
            ("#/components/schemas/A/additionalProperties", "A{}"),
            ("#/paths/~1v1~1x~1{id}/get", "GET /v1/x/{id}"),
            ("#/paths/~1v1/post/responses/200", "POST /v1"),
            ("#/paths/~1v1/post/requestBody/content/application~1json/schema", "POST /v1"),
            ("#/servers/0", "#/servers/0"),
        ];
        for (pointer, short) in cases {
            assert_eq!(place(&Pointer::parse(pointer).unwrap()), short);
        }
    }
}
