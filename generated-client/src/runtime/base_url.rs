//! The base URL of the API, checked when a client is built.

use std::net::IpAddr;

use bytes::Bytes;
use http::Uri;
use http::uri::{Authority, PathAndQuery, Scheme};
use url::{Host, Url};

/// The base URL of the public API, from the spec.
pub(crate) use crate::generated::meta::DEFAULT_BASE_URL as DEFAULT;

/// The start of all paths of the API.
const VERSION: &str = "/v1";

/// A checked base URL.
#[derive(Debug, Clone)]
pub(crate) struct BaseUrl {
    url: Url,
    scheme: Scheme,
    authority: Authority,
    /// The start of all paths, without a slash at its end.
    path: String,
}

/// The longest URL, in bytes: that of a [`Uri`].
const LONGEST: usize = u16::MAX as usize - 1;

impl BaseUrl {
    /// Checks a URL: `https`, or `http` to a loopback address.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        let url = Url::parse(text).map_err(|problem| format!("not a URL: {problem}"))?;
        // The error does not contain the URL: it may contain a password.
        if !url.username().is_empty() || url.password().is_some() {
            return Err("it contains credentials: set them on the client instead".to_owned());
        }
        if url.query().is_some() || url.fragment().is_some() {
            return Err("it has a query or a fragment".to_owned());
        }
        match url.scheme() {
            "https" => {}
            "http" if is_loopback(&url) => {}
            "http" => {
                return Err("`http` is for loopback addresses only, because it does not encrypt \
                            the credentials: use `https`"
                    .to_owned());
            }
            other => return Err(format!("unsupported scheme `{other}`: use `https`")),
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err("it has no host".to_owned());
        }
        let parts = Uri::try_from(url.as_str()).map(Uri::into_parts);
        let parts = parts.map_err(|problem| format!("not a URL: {problem}"))?;
        let (Some(scheme), Some(authority)) = (parts.scheme, parts.authority) else {
            return Err("it has no host".to_owned());
        };
        let path = url.path().trim_end_matches('/').to_owned();
        Ok(Self { url, scheme, authority, path })
    }

    /// Checks the base URL of the API. The paths of the API start with the version, so one at the
    /// end of the URL is redundant.
    pub(crate) fn parse_api(text: &str) -> Result<Self, String> {
        let mut base = Self::parse(text)?;
        if let Some(short) = base.path.strip_suffix(VERSION) {
            base.path = short.trim_end_matches('/').to_owned();
        }
        Ok(base)
    }

    /// Returns a URL under this base; `push` appends its path and query.
    pub(crate) fn join(
        &self,
        push: impl FnOnce(&mut String) -> Result<(), String>,
    ) -> Result<Uri, String> {
        // Enough for nearly all URLs, so that the text does not grow.
        let mut text = String::with_capacity(256);
        text.push_str(&self.path);
        push(&mut text)?;
        let origin = self.scheme.as_str().len() + "://".len() + self.authority.as_str().len();
        if origin + text.len() > LONGEST {
            return Err("invalid URL: it is too long".to_owned());
        }
        let path = PathAndQuery::from_maybe_shared(Bytes::from(text))
            .map_err(|problem| format!("invalid URL: {problem}"))?;
        let mut parts = http::uri::Parts::default();
        parts.scheme = Some(self.scheme.clone());
        parts.authority = Some(self.authority.clone());
        parts.path_and_query = Some(path);
        Uri::from_parts(parts).map_err(|problem| format!("invalid URL: {problem}"))
    }

    /// Returns the base URL of the query endpoints, if it can be derived from this one.
    pub(crate) fn queries(&self) -> Option<Self> {
        let host = self.url.host_str()?.strip_prefix("api.")?;
        let host = host.strip_prefix("control-plane.").unwrap_or(host);
        let mut url = self.url.clone();
        url.set_host(Some(&format!("queries.{host}"))).ok()?;
        url.set_path("");
        Self::parse(url.as_str()).ok()
    }

    /// Whether the scheme is `https`.
    pub(crate) fn is_https(&self) -> bool {
        self.url.scheme() == "https"
    }
}

fn is_loopback(url: &Url) -> bool {
    match url.host() {
        Some(Host::Domain(name)) => {
            let name = name.trim_end_matches('.');
            name == "localhost" || name.ends_with(".localhost")
        }
        Some(Host::Ipv4(address)) => IpAddr::V4(address).is_loopback(),
        Some(Host::Ipv6(address)) => IpAddr::V6(address).is_loopback(),
        None => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn join(base: &BaseUrl, end: &str) -> Uri {
        let push = |text: &mut String| {
            text.push_str(end);
            Ok(())
        };
        base.join(push).unwrap()
    }

    #[test]
    fn plain_http_is_for_loopback_only() {
        for good in [
            DEFAULT,
            "http://127.0.0.1:8080",
            "http://127.9.9.9",
            "http://localhost:1/",
            "http://api.localhost",
            "http://[::1]:9",
            "https://proxy.example/cloud/",
        ] {
            assert!(BaseUrl::parse(good).is_ok(), "{good}");
        }
        for bad in [
            "http://api.clickhouse.cloud",
            "http://localhost.example",
            "http://10.0.0.1",
            "http://127.0.0.1.example",
            "ftp://api.clickhouse.cloud",
            "https://key:secret@api.clickhouse.cloud",
            "https://api.clickhouse.cloud/?a=b",
            "https://api.clickhouse.cloud/#a",
            "api.clickhouse.cloud",
            "",
            "https://",
            "file:///etc/passwd",
        ] {
            assert!(BaseUrl::parse(bad).is_err(), "{bad}");
        }
    }

    #[test]
    fn a_refused_url_does_not_show_its_password() {
        let problem = BaseUrl::parse("https://key:hunter2@api.clickhouse.cloud").unwrap_err();
        assert!(!problem.contains("hunter2"));
    }

    #[test]
    fn the_query_endpoints_are_found() {
        for (base, queries) in [
            (DEFAULT, Some("https://queries.clickhouse.cloud")),
            (
                "https://api.control-plane.example.com:444/x",
                Some("https://queries.example.com:444"),
            ),
            ("http://127.0.0.1:8080", None),
            ("https://proxy.example", None),
        ] {
            let found = BaseUrl::parse(base).unwrap().queries();
            let found = found.map(|base| join(&base, "/x").to_string());
            assert_eq!(found, queries.map(|queries| format!("{queries}/x")), "{base}");
        }
    }

    #[test]
    fn r01_the_version_at_the_end_is_redundant() {
        for (text, expected) in [
            ("https://a.example/v1", "https://a.example/v1/x"),
            ("https://a.example/v1//", "https://a.example/v1/x"),
            ("https://a.example//v1/", "https://a.example/v1/x"),
            ("https://a.example/cloud/v1", "https://a.example/cloud/v1/x"),
            ("https://a.example/v1/cloud", "https://a.example/v1/cloud/v1/x"),
            ("https://a.example/cloudv1", "https://a.example/cloudv1/v1/x"),
        ] {
            let base = BaseUrl::parse_api(text).unwrap();
            assert_eq!(join(&base, "/v1/x"), expected);
        }
        let all =
            crate::OPERATIONS.iter().all(|row| row.path.starts_with("/v1/") || row.path == "/v1");
        assert!(all);
    }

    #[test]
    fn a_url_that_is_too_long_is_an_error() {
        let base = BaseUrl::parse("https://a.example").unwrap();
        let join = |length: usize| {
            base.join(|text| {
                text.push('/');
                text.push_str(&"x".repeat(length - "https://a.example/".len()));
                Ok(())
            })
        };
        let longest = join(LONGEST).unwrap();
        assert!(Uri::try_from(longest.to_string()).is_ok());
        assert_eq!(join(LONGEST + 1).unwrap_err(), "invalid URL: it is too long");
    }

    #[test]
    fn a_path_prefix_is_preserved() {
        let base = BaseUrl::parse("https://proxy.example/cloud/").unwrap();
        assert_eq!(join(&base, "/v1/things?a=b"), "https://proxy.example/cloud/v1/things?a=b");
    }
}
