//! The certificate: whose it is, who vouches for it, and for how long.

use std::error::Error;
use std::io;

use chrono::{DateTime, TimeDelta, Utc};
use rustls::CertificateError;
use x509_parser::certificate::X509Certificate;
use x509_parser::extensions::GeneralName;
use x509_parser::prelude::FromDer;

use crate::domain::{Check, Findings};

/// Somebody should see to it that it is renewed; certificates that live shorter are renewed by machines.
const SOON: TimeDelta = TimeDelta::days(14);

/// What a certificate says.
struct Certificate {
    /// The name that it is for.
    name: String,
    /// Who signed it.
    issuer: String,
    begins: DateTime<Utc>,
    ends: DateTime<Utc>,
}

/// Why a connection ended in the handshake, if it did.
pub(super) fn trouble(error: &reqwest::Error) -> Option<&rustls::Error> {
    let mut next = error.source();
    while let Some(cause) = next {
        if let Some(trouble) = cause.downcast_ref() {
            return Some(trouble);
        }
        // An I/O error hides the error that it carries from those who look for causes.
        next = match cause.downcast_ref::<io::Error>().and_then(io::Error::get_ref) {
            Some(carried) => Some(carried),
            None => cause.source(),
        };
    }
    None
}

/// Notes a certificate that is trusted.
pub(super) fn note_trust(der: &[u8], now: DateTime<Utc>, found: &mut Findings) {
    let Some(certificate) = read(der) else {
        found.good(Check::Tls, "its certificate is trusted");
        return;
    };
    let seen = format!("its certificate is trusted: {}", describe(&certificate));
    let left = certificate.ends - now;
    let is_short_lived = certificate.ends - certificate.begins < SOON * 3;
    if left < SOON && !(is_short_lived && left * 4 > certificate.ends - certificate.begins) {
        let days = left.num_days();
        found.warning(Check::Tls, seen, format!("it ends in {days} days: have it renewed, or nobody can sign in then"));
    } else {
        found.good(Check::Tls, seen);
    }
}

/// Notes why a certificate is not trusted, and which one it is, if that could be seen.
pub(super) fn note_distrust(
    why: Option<&rustls::Error>,
    der: Option<&[u8]>,
    host: &str,
    now: DateTime<Utc>,
    found: &mut Findings,
) {
    let certificate = der.and_then(read);
    let described = certificate.as_ref().map(|it| format!(": {}", describe(it))).unwrap_or_default();
    let (seen, remedy) = match why {
        Some(rustls::Error::InvalidCertificate(error)) => words(error, host, certificate.as_ref(), now),
        _ => (
            "it does not speak TLS as we do".to_owned(),
            "see whether https is served on that port, with TLS 1.2 or newer".to_owned(),
        ),
    };
    found.broken(Check::Tls, format!("{seen}{described}"), remedy);
}

fn words(error: &CertificateError, host: &str, shown: Option<&Certificate>, now: DateTime<Utc>) -> (String, String) {
    let (seen, remedy) = match error {
        CertificateError::UnknownIssuer => (
            "nobody whom this machine trusts has signed its certificate",
            "have the server send its intermediate certificates too; if it is an authority of your own, install its \
             certificate on this machine (update-ca-certificates), or name its file in SSL_CERT_FILE",
        ),
        CertificateError::Expired | CertificateError::ExpiredContext { .. } => {
            if shown.is_some_and(|certificate| certificate.ends > now) {
                ("its chain of certificates has ended", "have the provider renew it")
            } else {
                (
                    "its certificate has ended",
                    "have the provider renew it; or set this machine's clock, if that is wrong",
                )
            }
        }
        CertificateError::NotValidYet | CertificateError::NotValidYetContext { .. } => {
            ("its certificate is not valid yet", "set this machine's clock")
        }
        CertificateError::NotValidForName | CertificateError::NotValidForNameContext { .. } => {
            let seen = format!("its certificate is not for {host}");
            return (
                seen,
                "set issuer_url to a name that the certificate is for, or have it made for this one".to_owned(),
            );
        }
        other => {
            return (
                format!("its certificate is refused ({other})"),
                "have the provider mend its certificate".to_owned(),
            );
        }
    };
    (seen.to_owned(), remedy.to_owned())
}

fn describe(certificate: &Certificate) -> String {
    let Certificate { name, issuer, ends, .. } = certificate;
    format!("{name}, signed by {issuer}, until {}", ends.format("%Y-%m-%d"))
}

fn read(der: &[u8]) -> Option<Certificate> {
    let (_, certificate) = X509Certificate::from_der(der).ok()?;
    let time = |time: x509_parser::time::ASN1Time| DateTime::from_timestamp(time.timestamp(), 0);
    Some(Certificate {
        name: name_of(&certificate),
        issuer: certificate.issuer().to_string(),
        begins: time(certificate.validity().not_before)?,
        ends: time(certificate.validity().not_after)?,
    })
}

/// The first name that clients compare (RFC 9525, section 2), else what it calls its subject.
fn name_of(certificate: &X509Certificate<'_>) -> String {
    let names = certificate.subject_alternative_name().ok().flatten();
    let names = names.map(|names| names.value.general_names.as_slice()).unwrap_or_default();
    let name = names.iter().find_map(|name| match name {
        GeneralName::DNSName(name) => Some((*name).to_owned()),
        _ => None,
    });
    name.unwrap_or_else(|| certificate.subject().to_string())
}
