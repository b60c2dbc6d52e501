//! Typed access to certificates in PEM. Feature `pem`.

use std::fmt;

use rustls_pki_types::CertificateDer;
use rustls_pki_types::pem::{Error, PemObject as _};

/// Typed access to certificates in a PEM string, such as the CA certificates of a Postgres service
/// or the `caCertificate` of a ClickPipe.
///
/// Certificates are strings in models, so that an invalid one cannot fail a response.
///
/// ```
/// use clickhouse_cloud::ToCertificates;
///
/// let text = "-----BEGIN CERTIFICATE-----\nMAA=\n-----END CERTIFICATE-----\n";
/// let certificates = text.to_certificates()?;
/// // The DER bytes, as `rustls` and others take them.
/// assert_eq!(certificates[0].as_ref(), [0x30, 0x00]);
/// # Ok::<(), clickhouse_cloud::model::InvalidPem>(())
/// ```
pub trait ToCertificates {
    /// Returns the certificates as DER, in order, without checking their content. It skips other
    /// kinds of sections, and text around sections.
    ///
    /// # Errors
    ///
    /// If a section is invalid, or if there is no certificate.
    fn to_certificates(&self) -> Result<Vec<CertificateDer<'static>>, InvalidPem>;
}

impl ToCertificates for str {
    fn to_certificates(&self) -> Result<Vec<CertificateDer<'static>>, InvalidPem> {
        let certificates = CertificateDer::pem_slice_iter(self.as_bytes())
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| InvalidPem::new(&error))?;
        if certificates.is_empty() { Err(InvalidPem { problem: NONE }) } else { Ok(certificates) }
    }
}

const NONE: &str = "no certificate";

/// The error of a string that is not PEM or contains no certificate.
///
/// It does not contain the string, which may be a private key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InvalidPem {
    problem: &'static str,
}

impl InvalidPem {
    fn new(error: &Error) -> Self {
        let problem = match error {
            Error::MissingSectionEnd { .. } => "a section has no end",
            Error::IllegalSectionStart { .. } => "invalid first line of a section",
            Error::Base64Decode(_) => "a section is not valid Base64",
            Error::NoItemsFound => NONE,
            _ => "invalid section",
        };
        Self { problem }
    }
}

impl fmt::Display for InvalidPem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "invalid PEM certificates: {}", self.problem)
    }
}

impl std::error::Error for InvalidPem {}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(kind: &str, base64: &str) -> String {
        format!("-----BEGIN {kind}-----\n{base64}\n-----END {kind}-----\n")
    }

    #[test]
    fn a_bundle_contains_several_certificates() {
        let bundle = format!(
            "subject=/CN=root\r\n{}\n{}{}",
            section("CERTIFICATE", "MAMCAQE=").replace('\n', "\r\n"),
            section("PRIVATE KEY", "MAMCAQI="),
            section("CERTIFICATE", "MAMC\nAQM=")
        );
        let certificates = bundle.to_certificates().unwrap();
        let bytes: Vec<&[u8]> = certificates.iter().map(AsRef::as_ref).collect();
        assert_eq!(bytes, [[0x30, 3, 2, 1, 1], [0x30, 3, 2, 1, 3]]);
    }

    #[test]
    fn an_error_about_invalid_text_does_not_quote_it() {
        let whole = section("CERTIFICATE", "MAMCAQE=");
        for text in [
            String::new(),
            "p4ss".to_owned(),
            section("PRIVATE KEY", "p4ss"),
            section("CERTIFICATE", "p4ss!"),
            whole[..whole.len() - 10].to_owned(),
            whole.clone() + "-----BEGIN p4ss",
            whole.clone() + "-----BEGIN CERTIFICATE-----\np4ss",
        ] {
            match text.to_certificates() {
                Err(error) => assert!(!format!("{error} {error:?}").contains("p4ss"), "{error}"),
                Ok(certificates) => panic!("{text}: {certificates:?}"),
            }
        }
    }
}
