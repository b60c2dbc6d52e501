//! The proxy of the default transport.

#[cfg(feature = "reqwest")]
use crate::runtime::error::Error;

/// The schemes of the base URLs of a client.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "reqwest"), allow(dead_code, reason = "only `reqwest` reads it"))]
pub(crate) struct Origins {
    /// Whether one of them is `https`.
    pub(crate) https: bool,
    /// Whether one of them is `http`, which is for loopback only.
    pub(crate) http: bool,
}

/// The proxy of a client. It has no `Debug`, because its URL may contain a password.
#[derive(Clone)]
#[cfg_attr(not(feature = "reqwest"), allow(dead_code, reason = "only `reqwest` has proxies"))]
pub(crate) enum Proxy {
    /// That of the environment.
    Environment,
    /// No proxy.
    Never,
    /// The proxy at this URL.
    Url(String),
}

#[cfg(feature = "reqwest")]
impl Proxy {
    /// Checks the URL of the proxy, and that the proxy cannot read the credentials of the API.
    pub(crate) fn check(&self, origins: Origins) -> Result<(), Error> {
        let Self::Url(url) = self else { return Ok(()) };
        let refuse = |problem: String| Err(Error::config(format!("invalid proxy: {problem}")));
        let url = match url::Url::parse(url) {
            Ok(url) => url,
            Err(problem) => return refuse(format!("not a URL: {problem}")),
        };
        if url.host_str().is_none_or(str::is_empty) {
            return refuse("the URL has no host".to_owned());
        }
        match url.scheme() {
            "http" | "https" => {}
            "socks4" | "socks4a" | "socks5" | "socks5h" if cfg!(feature = "socks") => {}
            "socks4" | "socks4a" | "socks5" | "socks5h" => {
                return refuse("SOCKS requires the feature `socks`".to_owned());
            }
            other => return refuse(format!("unsupported scheme `{other}`")),
        }
        if !origins.https {
            return refuse(
                "the base URL is plain `http`, so the proxy could read the credentials".to_owned(),
            );
        }
        Ok(())
    }
}
