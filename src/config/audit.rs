//! The `audit` section.

use std::time::Duration;

use url::Url;

use super::diagnostics::{Diagnostics, Reported};
use super::http_url::http_url;
use super::raw_value::RawValue;
use super::sources::Sources;
use super::{keys, parse};
use crate::domain::{Webhook, WebhookSecret, WebhookSecrets, is_loopback};

const DEFAULT_KEEP: Duration = Duration::from_hours(180 * 24);
/// How to create a secret of the webhook.
const CREATE: &str = "create one with `echo whsec_$(openssl rand -base64 32)`";

/// How long an audit entry is kept.
pub(super) fn keep(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Duration, Reported> {
    sources.read(&keys::AUDIT_KEEP, DEFAULT_KEEP, diagnostics, parse::duration)
}

/// Where events of the audit log are sent, if anywhere.
pub(super) fn webhook(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Option<Webhook>, Reported> {
    let url =
        sources.read_secret(&keys::AUDIT_WEBHOOK, None, diagnostics, |raw| parse::string(raw).and_then(url).map(Some));
    let secrets = match sources.get(&keys::AUDIT_WEBHOOK_SECRETS)? {
        Some(raw) => Some(secrets(raw, diagnostics)?),
        None => None,
    };
    match (url?, secrets) {
        (Some(url), Some(secrets)) => Ok(Some(Webhook { url, secrets })),
        (None, None) => Ok(None),
        (Some(_), None) => {
            let message = format!(
                "is required with {}: the receiver knows by it that a request is from Kaimu; {CREATE}",
                keys::AUDIT_WEBHOOK.path()
            );
            Err(diagnostics.problem(keys::AUDIT_WEBHOOK_SECRETS.label(), message))
        }
        (None, Some(_)) => {
            let message = format!(
                "has no effect without {}; set the URL of the receiver there, or remove it",
                keys::AUDIT_WEBHOOK.label()
            );
            Err(diagnostics.problem(keys::AUDIT_WEBHOOK_SECRETS.label(), message))
        }
    }
}

fn url(text: &str) -> Result<Url, String> {
    let url = http_url(text)?;
    if url.fragment().is_some() {
        return Err("must not have a fragment (`#…`), which is never sent; remove it".to_owned());
    }
    // check: events are sent over https
    if url.scheme() == "http" && !is_loopback(&url) {
        return Err(
            "is http, so that others on the network could read names and e-mail addresses; use https".to_owned()
        );
    }
    Ok(url)
}

fn secrets(raw: &RawValue, diagnostics: &mut Diagnostics) -> Result<WebhookSecrets, Reported> {
    let secret = |text: &str| WebhookSecret::parse(text).map_err(|error| format!("{error}; {CREATE}"));
    let mut secrets = parse::secret_list(raw, diagnostics, secret)?.into_iter();
    match (secrets.next(), secrets.next(), secrets.next()) {
        (Some(current), other, None) => Ok(WebhookSecrets { current, other }),
        _ => Err(diagnostics.problem(&raw.location, "expected one secret, or two while you replace it")),
    }
}
