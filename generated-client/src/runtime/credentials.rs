//! Credentials: API keys and tokens, from the environment, a file, or a provider.

#[cfg(feature = "profiles")]
pub(crate) mod profile;

use std::env;
use std::fmt;
use std::sync::Arc;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::HeaderValue;

use super::error::Error;
use super::{BoxError, BoxFuture};

/// The environment variable with the id of an API key.
pub(crate) const ENV_KEY: &str = "CLICKHOUSE_CLOUD_API_KEY";
/// The environment variable with the secret of an API key.
pub(crate) const ENV_SECRET: &str = "CLICKHOUSE_CLOUD_API_SECRET";
/// The environment variable with the base URL.
pub(crate) const ENV_URL: &str = "CLICKHOUSE_CLOUD_API_URL";

/// An API key or a token. `Debug` shows the id of the key, and redacts its secret and the token.
///
/// ```
/// use clickhouse_cloud::Credentials;
///
/// let key = Credentials::api_key("id", "secret");
/// assert_eq!(format!("{key:?}"), r#"ApiKey { id: "id", secret: "[redacted]" }"#);
/// ```
#[derive(Clone, PartialEq, Eq)]
pub struct Credentials(Kind);

#[derive(Clone, PartialEq, Eq)]
enum Kind {
    ApiKey { id: String, secret: String },
    Bearer(String),
}

impl Credentials {
    /// Creates the credentials of an API key: its id and its secret, sent as Basic authentication.
    pub fn api_key(id: impl Into<String>, secret: impl Into<String>) -> Self {
        Self(Kind::ApiKey { id: id.into(), secret: secret.into() })
    }

    /// Creates the credentials of a token, sent as Bearer authentication.
    pub fn bearer(token: impl Into<String>) -> Self {
        Self(Kind::Bearer(token.into()))
    }

    /// Reads an API key from the environment variables `CLICKHOUSE_CLOUD_API_KEY` and
    /// `CLICKHOUSE_CLOUD_API_SECRET`.
    ///
    /// # Errors
    /// If one of the variables is missing, empty or not Unicode; the error names it.
    #[inline]
    pub fn from_env() -> Result<Self, Error> {
        Ok(Self::api_key(required(ENV_KEY)?, required(ENV_SECRET)?))
    }

    /// Reads the credentials of a profile from the file `clickhouse-cloud/credentials.toml` in
    /// `$XDG_CONFIG_HOME`, `~/.config` or, on Windows, `%APPDATA%`.
    ///
    /// ```toml
    /// [default]
    /// api_key = "…"
    /// api_secret = "…"
    ///
    /// [staging]
    /// token = "…"
    /// api_url = "https://api.staging.example"   # Used by `Client::from_profile`.
    /// ```
    ///
    /// # Errors
    /// If the file or the profile does not exist or is invalid.
    #[cfg(feature = "profiles")]
    #[cfg_attr(docsrs, doc(cfg(feature = "profiles")))]
    #[inline]
    pub fn from_profile(name: &str) -> Result<Self, Error> {
        Ok(profile::read(&profile::path()?, name)?.credentials)
    }

    /// Returns the `Authorization` header, and the texts to redact.
    pub(crate) fn authorization(&self) -> Result<Authorization, Error> {
        let (text, secrets) = match &self.0 {
            Kind::ApiKey { id, secret } => {
                if id.is_empty() || secret.is_empty() {
                    return Err(Error::config("the id or the secret of the API key is empty"));
                }
                if id.contains(':') {
                    return Err(Error::config("the id of the API key contains a colon"));
                }
                if id.chars().chain(secret.chars()).any(char::is_control) {
                    return Err(Error::config(
                        "the API key contains a control character, such as a line break at its \
                         end",
                    ));
                }
                let encoded = STANDARD.encode(format!("{id}:{secret}"));
                (format!("Basic {encoded}"), vec![encoded, secret.clone()])
            }
            Kind::Bearer(token) => {
                if token.is_empty() || !token.bytes().all(|byte| byte.is_ascii_graphic()) {
                    return Err(Error::config(
                        "the token is empty, or contains spaces or other invalid characters",
                    ));
                }
                (format!("Bearer {token}"), vec![token.clone()])
            }
        };
        let mut header = HeaderValue::try_from(text)
            .map_err(|_| Error::config("the credentials contain invalid characters"))?;
        header.set_sensitive(true);
        let secrets = secrets.into();
        Ok(Authorization { header, secrets, is_api_key: matches!(self.0, Kind::ApiKey { .. }) })
    }
}

/// Credentials in the form in which they are sent.
#[derive(Clone)]
pub(crate) struct Authorization {
    pub(crate) header: HeaderValue,
    /// Shared, because each attempt has them.
    pub(crate) secrets: Arc<[String]>,
    #[allow(dead_code, reason = "SQL statements use it, which not all groups have")]
    pub(crate) is_api_key: bool,
}

impl fmt::Debug for Credentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Kind::ApiKey { id, .. } => formatter
                .debug_struct("ApiKey")
                .field("id", id)
                .field("secret", &"[redacted]")
                .finish(),
            Kind::Bearer(_) => formatter.debug_tuple("Bearer").field(&"[redacted]").finish(),
        }
    }
}

/// Supplies credentials for each attempt: tokens that expire, or secrets from a vault.
///
/// The client calls the provider before every attempt, so a provider should cache credentials while
/// they are valid.
///
#[cfg_attr(any(feature = "rustls", feature = "native-tls"), doc = "```")]
#[cfg_attr(not(any(feature = "rustls", feature = "native-tls")), doc = "```no_run")]
/// use clickhouse_cloud::{BoxError, BoxFuture, Client, CredentialProvider, Credentials};
///
/// struct Vault;
///
/// impl CredentialProvider for Vault {
///     fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>> {
///         Box::pin(async { Ok(Credentials::bearer("token-from-the-vault")) })
///     }
/// }
///
/// let client = Client::builder().credentials_provider(Vault).build()?;
/// # Ok::<(), clickhouse_cloud::Error>(())
/// ```
pub trait CredentialProvider: Send + Sync + 'static {
    /// Returns the credentials for the next attempt.
    ///
    /// An error fails the call, with the kind
    /// [`Credentials`](crate::ErrorKind::Credentials).
    fn credentials(&self) -> BoxFuture<'_, Result<Credentials, BoxError>>;

    /// Notifies the provider that the API rejected its last credentials with a 401, and returns
    /// whether it can supply others.
    ///
    /// If it returns `true`, the client asks for credentials once more and repeats the request: a
    /// 401 means that nothing was executed. The provider is notified once, however many calls used
    /// the credentials, and not about credentials that it has replaced already.
    fn rejected(&self) -> bool {
        false
    }
}

#[inline]
fn required(name: &str) -> Result<String, Error> {
    optional(name)?.ok_or_else(|| {
        Error::config(format!("the environment variable `{name}` is unset or empty"))
    })
}

/// Returns an environment variable; an empty one counts as absent.
#[inline]
pub(crate) fn optional(name: &str) -> Result<Option<String>, Error> {
    match env::var(name) {
        Ok(value) if value.trim().is_empty() => Ok(None),
        // Files and shells often leave a line break at the end.
        Ok(value) => Ok(Some(value.trim().to_owned())),
        Err(env::VarError::NotPresent) => Ok(None),
        Err(env::VarError::NotUnicode(_)) => {
            Err(Error::config(format!("the environment variable `{name}` is not valid Unicode")))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headers_follow_their_schemes() {
        let basic = Credentials::api_key("id", "secret").authorization().unwrap();
        assert_eq!(basic.header, "Basic aWQ6c2VjcmV0");
        assert!(basic.header.is_sensitive());
        assert_eq!(*basic.secrets, ["aWQ6c2VjcmV0", "secret"]);
        let bearer = Credentials::bearer("abc").authorization().unwrap();
        assert_eq!(bearer.header, "Bearer abc");
        assert!(bearer.header.is_sensitive());
    }

    #[test]
    fn hostile_credentials_are_refused() {
        for bad in [
            Credentials::api_key("", "b"),
            Credentials::api_key("a", ""),
            Credentials::api_key("a:b", "c"),
            Credentials::api_key("a\n", "c"),
            Credentials::api_key("a", "c\r\nX: y"),
            Credentials::bearer(""),
            Credentials::bearer("a b"),
            Credentials::bearer("a\nb"),
            Credentials::bearer("ä"),
        ] {
            let problem = bad.authorization().err().map(|error| error.to_string());
            assert!(problem.is_some(), "{bad:?}");
        }
    }

    #[test]
    fn nothing_prints_a_secret() {
        for credentials in [Credentials::api_key("id", "hunter2"), Credentials::bearer("hunter2")] {
            assert!(!format!("{credentials:?}").contains("hunter2"));
            let header = credentials.authorization().unwrap().header;
            assert!(!format!("{header:?}").contains("hunter2"));
        }
    }
}
