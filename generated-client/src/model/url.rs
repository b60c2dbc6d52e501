//! Typed access to URLs in strings. Feature `url`.

use ::url::{ParseError, Url};

/// Typed access to a URL in a string.
///
/// URLs are strings in models, so that an invalid one cannot fail a response and is sent back
/// unchanged. A URL that contains credentials is a [`Secret`](crate::Secret): call `expose` first.
///
/// ```
/// use clickhouse_cloud::ToUrl;
///
/// let endpoint = "https://queries.clickhouse.cloud/run/1";
/// assert_eq!(endpoint.to_url()?.host_str(), Some("queries.clickhouse.cloud"));
/// assert!("".to_url().is_err());
/// # Ok::<(), url::ParseError>(())
/// ```
pub trait ToUrl {
    /// Parses the URL.
    ///
    /// # Errors
    ///
    /// If the string is not an absolute URL.
    fn to_url(&self) -> Result<Url, ParseError>;
}

impl ToUrl for str {
    fn to_url(&self) -> Result<Url, ParseError> {
        Url::parse(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Secret;

    #[test]
    fn text_is_a_url_or_an_error() {
        let secret: Secret<String> = Secret::from("https://u:p4ss@host/upload?sign=a%20b");
        assert_eq!(secret.expose().to_url().unwrap().query(), Some("sign=a%20b"));
        for unusual in ["", "host/path", "https://", "//host", "https://host:99999/"] {
            assert!(unusual.to_url().is_err(), "{unusual}");
        }
    }
}
