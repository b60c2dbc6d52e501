//! Redirects: followed only if neither the recipient of the credentials nor the request changes.

use http::header::LOCATION;
use http::{HeaderMap, Method, StatusCode, Uri};
use url::Url;

/// The number of redirects in a row that are followed.
pub(crate) const MAX: u32 = 5;

/// Returns the target of a redirect; `None` if the response is not a redirect.
pub(crate) fn target(
    method: &Method,
    from: &Uri,
    status: StatusCode,
    headers: &HeaderMap,
) -> Option<Result<Uri, String>> {
    if !matches!(status.as_u16(), 301 | 302 | 303 | 307 | 308) {
        return None;
    }
    let location = headers.get(LOCATION)?;
    Some(follow(method, from, location.as_bytes()))
}

fn follow(method: &Method, from: &Uri, location: &[u8]) -> Result<Uri, String> {
    if *method != Method::GET && *method != Method::HEAD {
        return Err(format!("redirects of {method} requests are not followed"));
    }
    let location = std::str::from_utf8(location)
        .map_err(|_| "invalid redirect: the target is not valid UTF-8".to_owned())?;
    let from = Url::parse(&from.to_string())
        .map_err(|problem| format!("invalid redirect: cannot parse the request URL: {problem}"))?;
    let mut to = from
        .join(location)
        .map_err(|problem| format!("invalid redirect: the target is not a URL: {problem}"))?;
    let target = || format!("{}://{}", to.scheme(), to.host_str().unwrap_or("?"));
    if from.origin() != to.origin() {
        return Err(format!(
            "redirects to another origin are not followed, because credentials are sent only \
             to the configured URLs; the target was {}",
            target()
        ));
    }
    if !to.username().is_empty() || to.password().is_some() {
        return Err(format!(
            "redirects to a URL with credentials are not followed; the target was {}",
            target()
        ));
    }
    to.set_fragment(None);
    Uri::try_from(String::from(to)).map_err(|problem| format!("invalid redirect: {problem}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn to(location: &str) -> Result<String, String> {
        let from = Uri::from_static("https://api.example:444/v1/a/b?c=d");
        follow(&Method::GET, &from, location.as_bytes()).map(|uri| uri.to_string())
    }

    #[test]
    fn the_same_origin_is_followed() {
        for (location, expected) in [
            ("/v2/x", "https://api.example:444/v2/x"),
            ("c?e=f#g", "https://api.example:444/v1/a/c?e=f"),
            ("https://api.example:444/y", "https://api.example:444/y"),
            ("//API.example:444/y", "https://api.example:444/y"),
        ] {
            assert_eq!(to(location).as_deref(), Ok(expected), "{location}");
        }
    }

    #[test]
    fn everything_else_is_refused() {
        for location in [
            "http://api.example:444/y",
            "https://api.example/y",
            "https://api.example:445/y",
            "https://api.example.evil:444/y",
            "//evil/y",
            "https://api.example:444@evil/",
            "https://user:pw@api.example:444/",
            "javascript:alert(1)",
            "https://[",
            "\\\\evil\\y",
        ] {
            assert!(to(location).is_err(), "{location}");
        }
        let from = Uri::from_static("https://api.example/");
        assert!(follow(&Method::POST, &from, b"/x").is_err());
        assert!(follow(&Method::GET, &from, b"\xff").is_err());
    }

    #[test]
    fn an_error_names_the_reason_and_no_credentials() {
        let error = to("https://api.example/y").unwrap_err();
        assert!(error.starts_with("redirects to another origin are not followed"), "{error}");
        assert_eq!(
            to("https://user:pw@api.example:444/").unwrap_err(),
            "redirects to a URL with credentials are not followed; the target was https://api.example"
        );
    }

    #[test]
    fn only_redirects_redirect() {
        let from = Uri::from_static("https://api.example/");
        let mut headers = HeaderMap::new();
        assert!(target(&Method::GET, &from, StatusCode::FOUND, &headers).is_none());
        headers.insert(LOCATION, "/x".parse().unwrap());
        assert!(target(&Method::GET, &from, StatusCode::FOUND, &headers).is_some());
        assert!(target(&Method::GET, &from, StatusCode::OK, &headers).is_none());
        assert!(target(&Method::GET, &from, StatusCode::NOT_MODIFIED, &headers).is_none());
    }
}
