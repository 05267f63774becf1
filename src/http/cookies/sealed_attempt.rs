//! The text inside the cookie of a sign-in attempt: a pending attempt, or what remains of a used one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::DateTime;
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::domain::{AuthorizationSecrets, Purpose, Requester, ReturnPolicy, ReturnTo, SecretHash, Slug, UserId};
use crate::flow::attempt::Attempt;
use crate::http::paths::ACCOUNT;

/// What a cookie holds.
pub(in crate::http) enum SealedAttempt {
    /// The provider has not answered yet.
    Pending(Attempt),
    /// The provider's response was processed. Holds where the browser was to go afterwards.
    Used(ReturnTo),
}

/// A sealed attempt, with the values by which it is found.
pub(super) struct OpenedAttempt {
    /// In seconds since 1970.
    pub(super) started_at: i64,
    pub(super) provider: Slug,
    pub(super) state_hash: String,
    pub(super) sealed: SealedAttempt,
}

/// The text for a pending attempt: `kind.started_at.provider.state.nonce.code_verifier.requester_or_return_to`.
pub(super) fn pending_text(attempt: &Attempt) -> String {
    let secrets = &attempt.secrets;
    // An attempt for a known user always returns to the account page, so that it needs no `return_to`.
    let (kind, requester_or_return_to) = match attempt.purpose {
        Purpose::SignIn => ("p", attempt.return_to.text().unwrap_or_default().to_owned()),
        Purpose::Reauthenticate(requester) => ("c", requester_text(requester)),
        Purpose::Link(requester) => ("l", requester_text(requester)),
    };
    format!(
        "{kind}.{}.{}.{}.{}.{}.{requester_or_return_to}",
        attempt.started_at.timestamp(),
        attempt.provider,
        secrets.state.expose_secret(),
        secrets.nonce.expose_secret(),
        secrets.code_verifier.expose_secret(),
    )
}

fn requester_text(requester: Requester) -> String {
    format!("{}.{}", requester.user, requester.session)
}

/// The text for a used attempt: `s.started_at.provider.state_hash.return_to`. It holds no secret any more.
pub(super) fn used_text(attempt: &Attempt) -> String {
    format!(
        "s.{}.{}.{}.{}",
        attempt.started_at.timestamp(),
        attempt.provider,
        hash(attempt.secrets.state.expose_secret()),
        attempt.return_to.text().unwrap_or_default()
    )
}

/// Reads either text. The URL to return to is checked again, since the policy may have changed.
pub(super) fn read(text: &str, policy: &ReturnPolicy) -> Option<OpenedAttempt> {
    match text.split_once('.')? {
        (kind @ ("p" | "c" | "l"), rest) => read_pending(kind, rest, policy),
        ("s", rest) => read_used(rest, policy),
        _ => None,
    }
}

fn read_pending(kind: &str, text: &str, policy: &ReturnPolicy) -> Option<OpenedAttempt> {
    let parts: Vec<&str> = text.splitn(6, '.').collect();
    let [started_at, provider, state, nonce, code_verifier, requester_or_return_to] = parts[..] else { return None };
    let started_at = started_at.parse().ok()?;
    let provider = Slug::parse(provider).ok()?;
    let requester = || {
        let (user, session) = requester_or_return_to.split_once('.')?;
        Some(Requester { user: UserId(Uuid::parse_str(user).ok()?), session: Uuid::parse_str(session).ok()? })
    };
    let (purpose, return_to) = match kind {
        "c" => (Purpose::Reauthenticate(requester()?), ACCOUNT),
        "l" => (Purpose::Link(requester()?), ACCOUNT),
        _ => (Purpose::SignIn, requester_or_return_to),
    };
    let attempt = Attempt {
        provider: provider.clone(),
        secrets: AuthorizationSecrets {
            state: state.to_owned().into(),
            nonce: nonce.to_owned().into(),
            code_verifier: code_verifier.to_owned().into(),
        },
        purpose,
        return_to: policy.read(Some(return_to)),
        started_at: DateTime::from_timestamp(started_at, 0)?,
    };
    Some(OpenedAttempt { started_at, provider, state_hash: hash(state), sealed: SealedAttempt::Pending(attempt) })
}

fn read_used(text: &str, policy: &ReturnPolicy) -> Option<OpenedAttempt> {
    let parts: Vec<&str> = text.splitn(4, '.').collect();
    let [started_at, provider, state_hash, return_to] = parts[..] else { return None };
    Some(OpenedAttempt {
        started_at: started_at.parse().ok()?,
        provider: Slug::parse(provider).ok()?,
        state_hash: state_hash.to_owned(),
        sealed: SealedAttempt::Used(policy.read(Some(return_to))),
    })
}

/// The hash by which a used attempt remembers its state.
pub(super) fn hash(state: &str) -> String {
    URL_SAFE_NO_PAD.encode(SecretHash::of(state).as_bytes())
}
