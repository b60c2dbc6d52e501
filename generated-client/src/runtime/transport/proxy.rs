//! Which proxy the default transport goes through.

#[cfg(feature = "reqwest")]
use crate::runtime::error::Error;

/// How the base URLs of a client begin.
#[derive(Debug, Clone, Copy)]
#[cfg_attr(not(feature = "reqwest"), allow(dead_code, reason = "only `reqwest` wants to know"))]
pub(crate) struct Origins {
    /// One of them is `https`.
    pub(crate) https: bool,
    /// One of them is `http`: it is on this machine.
    pub(crate) http: bool,
}

/// The proxy of a client. It is never printed, because its URL may hold a password.
#[derive(Clone)]
#[cfg_attr(not(feature = "reqwest"), allow(dead_code, reason = "only `reqwest` has proxies"))]
pub(crate) enum Proxy {
    /// What the environment says.
    Environment,
    /// None.
    Never,
    /// This one.
    Url(String),
}

#[cfg(feature = "reqwest")]
impl Proxy {
    /// Whether the proxy can be used, and needs no credentials of the API to be shown to it.
    pub(crate) fn check(&self, origins: Origins) -> Result<(), Error> {
        let Self::Url(url) = self else { return Ok(()) };
        let refuse = |problem: String| Err(Error::config(format!("invalid proxy: {problem}")));
        let url = match url::Url::parse(url) {
            Ok(url) => url,
            Err(problem) => return refuse(format!("its URL is not one: {problem}")),
        };
        if url.host_str().is_none_or(str::is_empty) {
            return refuse("its URL has no host".to_owned());
        }
        match url.scheme() {
            "http" | "https" => {}
            "socks4" | "socks4a" | "socks5" | "socks5h" if cfg!(feature = "socks") => {}
            "socks4" | "socks4a" | "socks5" | "socks5h" => {
                return refuse("SOCKS needs the feature `socks`".to_owned());
            }
            other => return refuse(format!("it speaks `{other}`, which is unknown here")),
        }
        if !origins.https {
            return refuse(
                "it would read the credentials, because the base URL is plain `http`".to_owned(),
            );
        }
        Ok(())
    }
}
