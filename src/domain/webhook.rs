//! [`Webhook`]: where events of the audit log are sent, how a request is signed (Standard Webhooks 1.0.0), and how long it waits
//! after a failure.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use chrono::{DateTime, TimeDelta, Utc};
use ring::hmac;
use url::Url;

use super::redacted::redacted_debug;
use super::session_secrets::is_guessable;

/// How many bytes a secret may have (Standard Webhooks, "Signature scheme").
const SECRET_BYTES: std::ops::RangeInclusive<usize> = 24..=64;
const SECRET_PREFIX: &str = "whsec_";
/// The pause after the first failure. Each further failure doubles it.
const FIRST_PAUSE: TimeDelta = TimeDelta::seconds(5);
/// A receiver that works again is noticed within this time.
pub const MAX_PAUSE: TimeDelta = TimeDelta::hours(1);

/// `audit.webhook` with its secrets. The URL may contain a token, which many receivers have in their path.
#[derive(Clone)]
pub struct Webhook {
    /// Where events are sent.
    pub url: Url,
    /// What signs them.
    pub secrets: WebhookSecrets,
}

/// The secrets of a webhook. Both sign, so that the receiver may know either during a rotation.
#[derive(Clone)]
pub struct WebhookSecrets {
    /// The secret.
    pub current: WebhookSecret,
    /// The other secret during a rotation.
    pub other: Option<WebhookSecret>,
}

/// A secret that a receiver shares with Kaimu.
#[derive(Clone)]
pub struct WebhookSecret(hmac::Key);

redacted_debug!(Webhook, WebhookSecrets, WebhookSecret);

/// The text is not a [`WebhookSecret`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidWebhookSecret {
    /// It does not have the form of the standard.
    #[error("expected `whsec_` and the base64 of 24 to 64 random bytes")]
    Malformed,
    /// An attacker would guess it.
    #[error("can be guessed: it is a placeholder or repeats a few characters")]
    Guessable,
}

impl WebhookSecret {
    /// Reads `whsec_` and base64.
    pub fn parse(text: &str) -> Result<Self, InvalidWebhookSecret> {
        let encoded = text.strip_prefix(SECRET_PREFIX).ok_or(InvalidWebhookSecret::Malformed)?;
        let bytes = STANDARD.decode(encoded).map_err(|_| InvalidWebhookSecret::Malformed)?;
        if !SECRET_BYTES.contains(&bytes.len()) {
            return Err(InvalidWebhookSecret::Malformed);
        }
        // check: a webhook secret that can be guessed
        if is_guessable(encoded) {
            return Err(InvalidWebhookSecret::Guessable);
        }
        Ok(Self(hmac::Key::new(hmac::HMAC_SHA256, &bytes)))
    }

    fn sign(&self, message: &[u8]) -> String {
        format!("v1,{}", STANDARD.encode(hmac::sign(&self.0, message)))
    }
}

impl WebhookSecrets {
    /// The value of `webhook-signature` for a request with this `webhook-id`, time and body.
    #[must_use]
    pub fn signature(&self, id: &str, sent_at: DateTime<Utc>, body: &[u8]) -> String {
        let message = [format!("{id}.{}.", sent_at.timestamp()).as_bytes(), body].concat();
        let secrets = [Some(&self.current), self.other.as_ref()];
        secrets.into_iter().flatten().map(|secret| secret.sign(&message)).collect::<Vec<_>>().join(" ")
    }
}

/// How long the first event waits after it has failed so many times.
#[must_use]
pub fn webhook_pause(failures: u32) -> TimeDelta {
    let factor = 1_i32.checked_shl(failures.saturating_sub(1)).filter(|factor| *factor > 0);
    factor.and_then(|factor| FIRST_PAUSE.checked_mul(factor)).map_or(MAX_PAUSE, |pause| pause.min(MAX_PAUSE))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// From the libraries of the standard.
    const SECRET: &str = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    fn secrets(current: &str, other: Option<&str>) -> WebhookSecrets {
        let parse = |text| WebhookSecret::parse(text).unwrap();
        WebhookSecrets { current: parse(current), other: other.map(parse) }
    }

    #[test]
    fn a_signature_is_the_one_of_the_standard() {
        let sent_at = DateTime::from_timestamp(1_614_265_330, 0).unwrap();
        let signature = |secrets: WebhookSecrets| {
            secrets.signature("msg_p5jXN8AQM9LWM0D4loKWxJek", sent_at, br#"{"test": 2432232314}"#)
        };
        let expected = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
        assert_eq!(signature(secrets(SECRET, None)), expected);
        let new = "whsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD";
        let both = signature(secrets(new, Some(SECRET)));
        assert_eq!(both.split(' ').count(), 2);
        assert_eq!(both.split(' ').next_back(), Some(expected));
    }

    #[test]
    fn a_secret_has_the_prefix_and_24_to_64_random_bytes() {
        let of_bytes = |count: u8| format!("whsec_{}", STANDARD.encode((0..count).collect::<Vec<_>>()));
        for (text, expected) in [
            (SECRET.to_owned(), None),
            (of_bytes(24), None),
            (of_bytes(64), None),
            (of_bytes(23), Some(InvalidWebhookSecret::Malformed)),
            (of_bytes(65), Some(InvalidWebhookSecret::Malformed)),
            (SECRET.replace("whsec_", ""), Some(InvalidWebhookSecret::Malformed)),
            (SECRET.replace("whsec_", "whpk_"), Some(InvalidWebhookSecret::Malformed)),
            (format!("{SECRET}="), Some(InvalidWebhookSecret::Malformed)),
            (format!("whsec_{}", "A".repeat(32)), Some(InvalidWebhookSecret::Guessable)),
            ("whsec_changemechangemechangemechangeme".to_owned(), Some(InvalidWebhookSecret::Guessable)),
        ] {
            assert_eq!(WebhookSecret::parse(&text).err(), expected, "{text}");
        }
    }

    #[test]
    fn pauses_double_up_to_an_hour() {
        for (failures, seconds) in
            [(1, 5), (2, 10), (3, 20), (10, 2560), (11, 3600), (31, 3600), (32, 3600), (1000, 3600)]
        {
            assert_eq!(webhook_pause(failures).num_seconds(), seconds, "{failures}");
        }
    }

    #[test]
    fn debug_shows_neither_url_nor_secret() {
        let url = Url::parse("https://hooks.example.org/a-token").unwrap();
        let webhook = Webhook { url, secrets: secrets(SECRET, None) };
        assert_eq!(format!("{webhook:?} {:?}", webhook.secrets), "Webhook(…) WebhookSecrets(…)");
    }
}
