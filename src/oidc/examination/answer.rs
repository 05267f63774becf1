//! The first question: is anybody there, who is it, and is it the issuer.

use std::sync::Arc;
use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::http::{HeaderMap, StatusCode, header};
use serde_json::Value;
use url::Url;

use super::{FIRST, NEXT, NoAnswer, SLOW, certificate, coarse};
use crate::domain::{Check, Findings, is_loopback};
use crate::oidc::discovery::{self, Metadata};
use crate::oidc::http_client::ResponseWithPeer;
use crate::oidc::issuer_suggestion::{alternative_issuers, suggested_fix};
use crate::oidc::{ClientError, Provider};

/// Whether the machines can disagree about a token (`oidc/id_token` allows a minute).
const CLOCK_WARNING: TimeDelta = TimeDelta::seconds(20);
const CLOCK_BROKEN: TimeDelta = TimeDelta::seconds(60);
/// More of an issuer than any has.
const MAX_ISSUER: usize = 200;

/// A discovery document that is the issuer's.
pub(super) struct Document {
    /// What a sign-in makes of it.
    pub(super) metadata: Metadata,
    /// All that it says.
    pub(super) members: Value,
}

/// Fetches the discovery document and notes everything on the way to it. `None` when there is none to go on with.
pub(super) async fn discovery(provider: &Arc<Provider>, found: &mut Findings) -> Option<Document> {
    let settings = &provider.settings;
    let url = match discovery::document_url(settings) {
        Ok(url) => url,
        Err(why) => {
            found.broken(Check::Discovery, why, "set issuer_url to the issuer that the provider's console shows");
            return None;
        }
    };
    let began = Instant::now();
    let answer = match provider.get(&url, "application/json", FIRST).await {
        Ok(answer) => answer,
        Err(why) => {
            no_answer(&url, &why, (provider.clock)(), found).await;
            return None;
        }
    };
    let took = began.elapsed();
    note_who_answers(&url, &answer, (provider.clock)(), found);
    let members = match document(&answer) {
        Ok(members) => members,
        Err(why) => {
            let remedy = mend_of_address(provider).await;
            found.broken(Check::Discovery, format!("{url} {why}"), remedy);
            return None;
        }
    };
    note_speed(&url, took, found);
    note_clock(answer.response.headers(), (provider.clock)(), found);
    let published = members["issuer"].as_str().unwrap_or_default();
    let (published, expected) = (published.chars().take(MAX_ISSUER).collect::<String>(), settings.published_issuer());
    let configured = expected.as_str();
    if published != configured {
        let seen = format!("discovery names the issuer {published:?}, and issuer_url is {configured:?}");
        found.broken(Check::Issuer, seen, suggested_fix(configured, &published));
        return None;
    }
    found.good(Check::Issuer, format!("discovery names {configured}, to the letter"));
    let missing =
        ["authorization_endpoint", "token_endpoint", "jwks_uri"].into_iter().find(|name| !members[name].is_string());
    let read = match missing {
        Some(name) => Err(format!("discovery names no {name}")),
        None => discovery::read(settings, &url, answer.response.body()),
    };
    match read {
        Ok(metadata) => {
            found.good(Check::Endpoints, "its endpoints are where a sign-in can go");
            Some(Document { metadata, members })
        }
        Err(why) => {
            found.broken(Check::Endpoints, why, "have the provider publish all of its endpoints, with https");
            None
        }
    }
}

/// The members of a document that names an issuer.
fn document(answer: &ResponseWithPeer) -> Result<Value, String> {
    let status = answer.response.status();
    if status.is_redirection() {
        return Err(format!("answers with a redirect (status {})", status.as_u16()));
    }
    if status != StatusCode::OK {
        return Err(format!("answers with status {}", status.as_u16()));
    }
    let members: Value = serde_json::from_slice(answer.response.body()).map_err(|_| "is not JSON".to_owned())?;
    match members["issuer"].as_str() {
        Some(_) => Ok(members),
        None => Err("names no issuer".to_owned()),
    }
}

/// Nobody there, or nobody whom we believe.
async fn no_answer(url: &Url, why: &NoAnswer, now: DateTime<Utc>, found: &mut Findings) {
    let host = url.host_str().unwrap_or_default();
    match why {
        NoAnswer::Failed(ClientError::Transport(error)) if error.is_dns() => found.broken(
            Check::Name,
            format!("the name {host} is not known"),
            "look for a typing mistake in issuer_url (or discovery_url); else ask this machine's name server",
        ),
        NoAnswer::Failed(ClientError::Transport(error)) if certificate::trouble(error).is_some() => {
            let shown =
                tokio::time::timeout(NEXT, crate::oidc::http_client::certificate_shown_by(url)).await.ok().flatten();
            found.good(Check::Name, format!("{host} is known"));
            certificate::note_distrust(certificate::trouble(error), shown.as_deref(), host, now, found);
        }
        _ => found.broken(
            Check::Discovery,
            format!("{url}: {why}"),
            "see whether the provider is up, and whether this machine may reach it: firewall, proxy, container network",
        ),
    }
}

fn note_who_answers(url: &Url, answer: &ResponseWithPeer, now: DateTime<Utc>, found: &mut Findings) {
    let host = url.host_str().unwrap_or_default();
    let seen = match answer.address {
        Some(address) => format!("{host} answers at {address}"),
        None => format!("{host} answers"),
    };
    found.good(Check::Name, seen);
    match &answer.certificate {
        Some(shown) => certificate::note_trust(shown, now, found),
        None if is_loopback(url) => found.good(Check::Tls, "plain http, on this machine"),
        None => found.warning(
            Check::Tls,
            "plain http: whoever sits on the way can sign in as anybody",
            "give the provider https, or keep that way within one machine",
        ),
    }
}

fn note_speed(url: &Url, took: Duration, found: &mut Findings) {
    let seen = format!("{url} answers in {}", coarse(took));
    if took < SLOW {
        found.good(Check::Discovery, seen);
    } else {
        found.warning(Check::Discovery, seen, "people wait as long at a sign-in: look at the way to the provider");
    }
}

/// Compares its clock with ours. A document from a cache is as old as the cache says (RFC 9111, section 5.1).
fn note_clock(headers: &HeaderMap, now: DateTime<Utc>, found: &mut Findings) {
    let text = |name: header::HeaderName| headers.get(name).and_then(|value| value.to_str().ok());
    let Some(date) = text(header::DATE).and_then(|date| DateTime::parse_from_rfc2822(date).ok()) else {
        found.good(Check::ClockDifference, "it does not say what time it is there");
        return;
    };
    let age = text(header::AGE).and_then(|age| age.parse::<u32>().ok()).unwrap_or_default();
    let difference = now - (date.to_utc() + TimeDelta::seconds(age.into()));
    let seconds = difference.num_seconds();
    let seen = match seconds {
        ..0 => format!("our clock is {} s behind the provider's", -seconds),
        _ => format!("our clock is {seconds} s ahead of the provider's"),
    };
    let remedy = "set this machine's clock (NTP): tokens are refused from a minute of difference on";
    match difference.abs() {
        far if far > CLOCK_BROKEN => found.broken(Check::ClockDifference, seen, remedy),
        off if off > CLOCK_WARNING => found.warning(Check::ClockDifference, seen, remedy),
        _ => found.good(Check::ClockDifference, "its clock and ours agree"),
    }
}

/// What may help when there is no discovery document: another issuer on that host, if there is one.
async fn mend_of_address(provider: &Arc<Provider>) -> String {
    let general = "set issuer_url to the issuer that the provider's console shows: the part before `/.well-known/`";
    if provider.settings.discovery_url.is_some() {
        return "set discovery_url to where this machine reaches the provider, with the path of the issuer".to_owned();
    }
    let neighbours = alternative_issuers(provider.settings.issuer.as_str());
    let asked = neighbours.into_iter().map(|neighbour| {
        let provider = Arc::clone(provider);
        tokio::spawn(async move { is_issuer(&provider, &neighbour).await.then_some(neighbour) })
    });
    for answer in asked.collect::<Vec<_>>() {
        if let Ok(Some(neighbour)) = answer.await {
            return format!("there is one of {neighbour}: if that is what you mean, set issuer_url to it");
        }
    }
    general.to_owned()
}

async fn is_issuer(provider: &Provider, issuer: &str) -> bool {
    let Ok(url) = Url::parse(&format!("{issuer}/.well-known/openid-configuration")) else { return false };
    let answer = provider.get(&url, "application/json", NEXT).await;
    answer.ok().and_then(|answer| document(&answer).ok()).is_some_and(|members| members["issuer"] == issuer)
}
