//! Checks the provider's TLS certificate: whether it is trusted, which one it is, and when it expires.

use std::error::Error;
use std::io;

use chrono::{DateTime, TimeDelta, Utc};
use rustls::CertificateError;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use crate::domain::{Check, Findings};

/// A certificate that expires sooner is a warning, unless it is short-lived: such certificates are renewed
/// automatically.
const EXPIRY_WARNING: TimeDelta = TimeDelta::days(14);

/// The parts of a certificate that a finding shows.
struct CertificateInfo {
    /// The host name that it is valid for.
    name: String,
    /// The distinguished name of its issuer.
    issuer: String,
    not_before: DateTime<Utc>,
    not_after: DateTime<Utc>,
}

/// The TLS error that ended a connection, if it was one.
pub(super) fn tls_error(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(error) = cause.downcast_ref() {
            return Some(error);
        }
        // `source` of an I/O error skips the error that it wraps.
        next = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(wrapped) => Some(wrapped),
            None => cause.source(),
        };
    }
    None
}

/// Adds the finding for a trusted certificate (DER): a warning if it expires soon.
pub(super) fn check_expiry(der: &[u8], now: DateTime<Utc>, findings: &mut Findings) {
    let Some(certificate) = parse(der) else {
        findings.good(Check::Tls, "certificate trusted");
        return;
    };
    let described = describe(&certificate);
    let left = certificate.not_after - now;
    let lifetime = certificate.not_after - certificate.not_before;
    let is_short_lived = lifetime < EXPIRY_WARNING * 3;
    if left < EXPIRY_WARNING && !(is_short_lived && left * 4 > lifetime) {
        let days = left.num_days();
        let seen = format!("certificate trusted, but it expires in {days} days ({described})");
        findings.warning(Check::Tls, seen, "have the provider renew it before that day, or sign-ins will fail");
    } else {
        findings.good(Check::Tls, format!("certificate trusted ({described})"));
    }
}

/// Adds the finding for a failed TLS handshake. `presented` is the server's certificate (DER), if it could be fetched.
pub(super) fn add_tls_error(
    error: Option<&rustls::Error>,
    presented: Option<&[u8]>,
    host: &str,
    now: DateTime<Utc>,
    findings: &mut Findings,
) {
    let certificate = presented.and_then(parse);
    let (seen, remedy) = match error {
        Some(rustls::Error::InvalidCertificate(error)) => {
            let (reason, remedy) = explain(error, host, certificate.as_ref(), now);
            (format!("certificate not trusted: {reason}"), remedy)
        }
        _ => (
            format!("the TLS handshake with {host} failed"),
            "check that the server speaks https on this port, with TLS 1.2 or newer",
        ),
    };
    let described = certificate.as_ref().map(|it| format!(" ({})", describe(it))).unwrap_or_default();
    findings.broken(Check::Tls, format!("{seen}{described}"), remedy);
}

/// Why a certificate is not trusted, and what to do.
fn explain(
    error: &CertificateError,
    host: &str,
    presented: Option<&CertificateInfo>,
    now: DateTime<Utc>,
) -> (String, &'static str) {
    let (reason, remedy) = match error {
        CertificateError::UnknownIssuer => (
            "unknown issuer",
            "configure the server to send its intermediate certificates too; if the issuer is your own certificate \
             authority, install its certificate on this machine (update-ca-certificates), or set SSL_CERT_FILE to its file",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            if presented.is_some_and(|certificate| certificate.not_after > now) {
                ("a certificate of its chain has expired", "have the provider renew the certificates of the chain")
            } else {
                ("expired", "have the provider renew it, or set the clock of this machine if it is wrong")
            }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("not valid yet", "the clock of this machine is probably wrong: set it")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let remedy =
                "set issuer_url to a host name that the certificate contains, or have the provider add this one to it";
            return (format!("not valid for the host name {host}"), remedy);
        }
        // check: a certificate authority that is used as a server
        CertificateError::Other(error) if error.to_string().contains("CaUsedAsEndEntity") => (
            "it is the certificate of a certificate authority, which no server may use",
            "create a certificate for the server that is no authority: with `openssl req -x509`, add -addext \
             basicConstraints=critical,CA:FALSE; then set SSL_CERT_FILE to its file",
        ),
        other => return (other.to_string(), "have the provider correct its certificate"),
    };
    (reason.to_owned(), remedy)
}

fn describe(certificate: &CertificateInfo) -> String {
    let CertificateInfo { name, issuer, not_after, .. } = certificate;
    format!("{name}, issued by {issuer}, valid until {}", not_after.format("%Y-%m-%d"))
}

fn parse(der: &[u8]) -> Option<CertificateInfo> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let time = |time: x509_parser::time::ASN1Time| DateTime::from_timestamp(time.timestamp(), 0);
    Some(CertificateInfo {
        name: name_of(&certificate),
        issuer: certificate.issuer().to_string(),
        not_before: time(certificate.validity().not_before)?,
        not_after: time(certificate.validity().not_after)?,
    })
}

/// The first DNS name, which clients compare (RFC 9525, section 2), or else the subject.
fn name_of(certificate: &X509Certificate<'_>) -> String {
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names.map(|names| names.value.general_names.as_slice()).unwrap_or_default();
    let name = names.iter().find_map(|name| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None,
    });
    name.unwrap_or_else(|| certificate.subject().to_string())
}
