//! Checks the discovery document: its host answers in time, and it names the configured issuer and all required
//! endpoints.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, Utc};
use openidconnect::http::StatusCode;
use serde_json::Value;
use url::Url;

use super::request::{DISCOVERY_TIMEOUT, REQUEST_TIMEOUT, RequestError, get};
use super::{certificate, clock};
use crate::domain::{Check, Findings, is_loopback};
use crate::oidc::discovery::{self, Metadata};
use crate::oidc::http_client::{ResponseWithPeer, certificate_shown_by};
use crate::oidc::issuer_suggestion::{alternative_issuers, suggested_fix};
use crate::oidc::{ClientError, Provider};

/// A discovery document that takes longer is a warning.
const SLOW_ANSWER: Duration = Duration::from_secs(2);
/// How many characters of a published issuer a finding shows.
const MAX_ISSUER: usize = 200;
const ENDPOINTS: [&str; 3] = ["authorization_endpoint", "token_endpoint", "jwks_uri"];

/// A discovery document of the configured issuer.
pub(super) struct CheckedDocument {
    /// The members that a sign-in uses.
    pub(super) metadata: Metadata,
    /// All members.
    pub(super) members: Value,
}

/// Fetches and checks the discovery document. `None` if the other checks cannot run without it.
pub(super) async fn check(provider: &Arc<Provider>, findings: &mut Findings) -> Option<CheckedDocument> {
    let url = match discovery::document_url(&provider.settings) {
        Ok(url) => url,
        Err(error) => {
            findings.broken(Check::Discovery, error, "set issuer_url to the issuer that the provider's console shows");
            return None;
        }
    };
    let started = Instant::now();
    let answer = match get(provider, &url, "application/json", DISCOVERY_TIMEOUT).await {
        Ok(answer) => answer,
        Err(error) => {
            add_request_error(&url, &error, (provider.clock)(), findings).await;
            return None;
        }
    };
    let elapsed = started.elapsed();
    check_host(&url, &answer, (provider.clock)(), findings);
    let status = answer.response.status();
    // check: a busy provider is not a wrong issuer_url
    if status.is_server_error() || status == StatusCode::TOO_MANY_REQUESTS {
        let seen = format!("{url} answers with status {}", status.as_u16());
        let remedy = "the provider is down or busy, or a proxy in front of it is: wait, and run the check again";
        findings.broken(Check::Discovery, seen, remedy);
        return None;
    }
    let members = match read_members(&answer) {
        Ok(members) => members,
        Err(problem) => {
            let remedy = suggest_issuer(provider).await;
            findings.broken(Check::Discovery, format!("{url} {problem}"), remedy);
            return None;
        }
    };
    check_speed(&url, elapsed, findings);
    clock::check(answer.response.headers(), (provider.clock)(), findings);
    if !check_issuer(provider, &members, findings) {
        return None;
    }
    check_endpoints(provider, &url, &answer, members, findings)
}

/// The members of a document that has an issuer. The error completes a sentence that begins with the URL.
fn read_members(answer: &ResponseWithPeer) -> Result<Value, String> {
    let status = answer.response.status();
    if status.is_redirection() {
        return Err(format!("answers with a redirect (status {})", status.as_u16()));
    }
    if status != StatusCode::OK {
        return Err(format!("answers with status {}", status.as_u16()));
    }
    let members: Value =
        serde_json::from_slice(answer.response.body()).map_err(|_| "does not return JSON".to_owned())?;
    match members["issuer"].as_str() {
        Some(_) => Ok(members),
        None => Err("returns a document without an issuer".to_owned()),
    }
}

/// Adds the finding for a request that has no answer: name resolution, TLS, or anything else.
async fn add_request_error(url: &Url, error: &RequestError, now: DateTime<Utc>, findings: &mut Findings) {
    let host = url.host_str().unwrap_or_default();
    match error {
        RequestError::Failed(ClientError::Transport(error)) if error.is_dns() => findings.broken(
            Check::HostName,
            format!("the host name {host} does not resolve"),
            "check issuer_url (or discovery_url) for a typing mistake, and the name server of this machine",
        ),
        RequestError::Failed(ClientError::Transport(error)) if certificate::tls_error(error).is_some() => {
            let presented = certificate_shown_by(url);
            let presented = tokio::time::timeout(REQUEST_TIMEOUT, presented).await.ok().flatten();
            findings.good(Check::HostName, format!("the host name {host} resolves"));
            certificate::add_tls_error(certificate::tls_error(error), presented.as_deref(), host, now, findings);
        }
        _ => findings.broken(
            Check::Discovery,
            format!("the request to {url} failed: {error}"),
            "check that the provider is up, and that this machine can reach it (firewall, proxy, container network)",
        ),
    }
}

fn check_host(url: &Url, answer: &ResponseWithPeer, now: DateTime<Utc>, findings: &mut Findings) {
    let host = url.host_str().unwrap_or_default();
    let seen = match answer.address {
        Some(address) => format!("the host {host} answers at {address}"),
        None => format!("the host {host} answers"),
    };
    findings.good(Check::HostName, seen);
    match &answer.certificate {
        Some(presented) => certificate::check_expiry(presented, now, findings),
        // check: https through a proxy is not plain http
        None if url.scheme() == "https" => {
            findings.good(Check::Tls, "certificate trusted; it cannot be shown, because the connection uses a proxy");
        }
        None if is_loopback(url) => {
            findings.good(Check::Tls, "the connection uses http within this machine, which needs no certificate");
        }
        None => findings.warning(
            Check::Tls,
            "the connection uses http across a network: an attacker on this network can sign in as any user",
            "enable https at the provider, or keep the connection within one machine",
        ),
    }
}

fn check_speed(url: &Url, elapsed: Duration, findings: &mut Findings) {
    let seen = format!("{url} answers in {}", rounded(elapsed));
    if elapsed < SLOW_ANSWER {
        findings.good(Check::Discovery, seen);
    } else {
        let remedy =
            "users wait just as long when they sign in: check the network between this machine and the provider";
        findings.warning(Check::Discovery, seen, remedy);
    }
}

/// Compares the published issuer with the configured one, exactly (OpenID Connect Discovery 1.0, section 4.3).
fn check_issuer(provider: &Provider, members: &Value, findings: &mut Findings) -> bool {
    let expected = provider.settings.published_issuer();
    let configured = expected.as_str();
    let published: String = members["issuer"].as_str().unwrap_or_default().chars().take(MAX_ISSUER).collect();
    if published == configured {
        findings.good(Check::Issuer, format!("the discovery document names the expected issuer, {configured}"));
        return true;
    }
    let seen = format!("the discovery document names the issuer {published:?}, but issuer_url is {configured:?}");
    findings.broken(Check::Issuer, seen, suggested_fix(configured, &published));
    false
}

fn check_endpoints(
    provider: &Provider,
    url: &Url,
    answer: &ResponseWithPeer,
    members: Value,
    findings: &mut Findings,
) -> Option<CheckedDocument> {
    let missing = ENDPOINTS.into_iter().find(|name| !members[name].is_string());
    let metadata = match missing {
        Some(name) => Err(format!("the discovery document has no {name}")),
        None => discovery::read(&provider.settings, url, answer.response.body()),
    };
    match metadata {
        Ok(metadata) => {
            findings.good(Check::Endpoints, "all required endpoints use https, or http where Kaimu allows it");
            Some(CheckedDocument { metadata, members })
        }
        Err(error) => {
            findings.broken(Check::Endpoints, error, "have the provider publish all of its endpoints, with https");
            None
        }
    }
}

/// The remedy for a missing discovery document. Suggests another issuer on the same host that has one.
async fn suggest_issuer(provider: &Arc<Provider>) -> String {
    if provider.settings.discovery_url.is_some() {
        return "set discovery_url to the URL at which this machine reaches the provider, with the path of the issuer"
            .to_owned();
    }
    let candidates = alternative_issuers(provider.settings.issuer.as_str()).into_iter().map(|candidate| {
        let provider = Arc::clone(provider);
        tokio::spawn(async move { is_issuer(&provider, &candidate).await.then_some(candidate) })
    });
    for candidate in candidates.collect::<Vec<_>>() {
        if let Ok(Some(issuer)) = candidate.await {
            return format!(
                "{issuer} has a discovery document: if it is the issuer that you want, set issuer_url to it"
            );
        }
    }
    "issuer_url is probably wrong: set it to the issuer that the provider's console shows (the part before `/.well-known/`)"
        .to_owned()
}

async fn is_issuer(provider: &Provider, issuer: &str) -> bool {
    let Ok(url) = Url::parse(&format!("{issuer}/.well-known/openid-configuration")) else { return false };
    let answer = get(provider, &url, "application/json", REQUEST_TIMEOUT).await;
    answer.ok().and_then(|answer| read_members(&answer).ok()).is_some_and(|members| members["issuer"] == issuer)
}

/// A duration in seconds with one decimal.
fn rounded(duration: Duration) -> String {
    match duration.as_millis() {
        ..100 => "less than 0.1 s".to_owned(),
        _ => format!("{:.1} s", duration.as_secs_f64()),
    }
}
