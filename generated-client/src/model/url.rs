//! Typed access to text that is a URL. Feature `url`.

use ::url::{ParseError, Url};

/// Typed access to text that is a URL.
///
/// URLs are text in models, so that an odd one cannot fail a response and is written back as it
/// came. One that is a credential is a [`Secret`](crate::Secret), and is asked after `expose`.
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
    /// The URL.
    ///
    /// # Errors
    ///
    /// If the text is not an absolute URL.
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
        for odd in ["", "host/path", "https://", "//host", "https://host:99999/"] {
            assert!(odd.to_url().is_err(), "{odd}");
        }
    }
}
