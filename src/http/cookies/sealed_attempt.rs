//! The text inside the cookie of a sign-in attempt: a pending attempt, or what remains of a used one.

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::ExposeSecret;
use uuid::Uuid;

use crate::domain::{
    AuthorizationSecrets, Purpose, Refusal, Requester, ReturnPolicy, ReturnTo, SecretHash, Slug, UserId,
};
use crate::flow::attempt::Attempt;
use crate::http::paths::ACCOUNT;

/// What a cookie holds.
pub(in crate::http) enum SealedAttempt {
    /// The provider has not answered yet.
    Pending(Attempt),
    /// The provider's response was processed.
    Used(UsedAttempt),
}

/// What a cookie holds once the response was processed. It has no secret any more.
pub(in crate::http) struct UsedAttempt {
    /// Where the browser was to go afterwards.
    pub(in crate::http) return_to: ReturnTo,
    /// Why the sign-in was refused, if it was.
    pub(in crate::http) refusal: Option<Refusal>,
    /// When the response was processed.
    pub(in crate::http) completed_at: DateTime<Utc>,
}

/// A sealed attempt, with the values by which it is found.
pub(super) struct OpenedAttempt {
    /// When the cookie was made, in seconds since 1970.
    pub(super) made_at: i64,
    pub(super) provider: Slug,
    pub(super) state_hash: String,
    pub(super) sealed: SealedAttempt,
}

/// The text for a pending attempt: `kind.started_at.provider.state.nonce.code_verifier.requester_or_return_to`. For an
/// attempt that repeats another one, the state hash of that one stands before `return_to`.
pub(super) fn pending_text(attempt: &Attempt) -> String {
    let secrets = &attempt.secrets;
    // An attempt for a known user always returns to the account page, so that it needs no `return_to`.
    let return_to = || attempt.return_to.text().unwrap_or_default();
    let (kind, requester_or_return_to) = match attempt.purpose {
        Purpose::SignIn => match &attempt.repeats {
            Some(first) => ("r", format!("{}.{}", hash_text(first), return_to())),
            None => ("p", return_to().to_owned()),
        },
        Purpose::StepUp => ("u", return_to().to_owned()),
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

/// The text for a used attempt: `s.completed_at.provider.state_hash.refusal.return_to`, with `:` for the dots of the
/// refusal's code.
pub(super) fn used_text(attempt: &Attempt, refusal: Option<Refusal>, now: DateTime<Utc>) -> String {
    format!(
        "s.{}.{}.{}.{}.{}",
        now.timestamp(),
        attempt.provider,
        hash_text(&attempt.state_hash()),
        refusal.map(|refusal| refusal.code().replace('.', ":")).unwrap_or_default(),
        attempt.return_to.text().unwrap_or_default()
    )
}

/// The text of a used attempt, as if it had been completed long ago.
pub(super) fn aged_text(used: &str) -> Option<String> {
    let (_, rest) = used.strip_prefix("s.")?.split_once('.')?;
    Some(format!("s.0.{rest}"))
}

/// Reads either text. The URL to return to is checked again, since the policy may have changed.
pub(super) fn read(text: &str, policy: &ReturnPolicy) -> Option<OpenedAttempt> {
    match text.split_once('.')? {
        (kind @ ("p" | "r" | "u" | "c" | "l"), rest) => read_pending(kind, rest, policy),
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
    let (purpose, return_to, repeats) = match kind {
        "c" => (Purpose::Reauthenticate(requester()?), ACCOUNT, None),
        "l" => (Purpose::Link(requester()?), ACCOUNT, None),
        "u" => (Purpose::StepUp, requester_or_return_to, None),
        "r" => {
            let (first, return_to) = requester_or_return_to.split_once('.')?;
            (Purpose::SignIn, return_to, Some(read_hash(first)?))
        }
        _ => (Purpose::SignIn, requester_or_return_to, None),
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
        repeats,
    };
    let state_hash = hash_text(&attempt.state_hash());
    Some(OpenedAttempt { made_at: started_at, provider, state_hash, sealed: SealedAttempt::Pending(attempt) })
}

fn read_used(text: &str, policy: &ReturnPolicy) -> Option<OpenedAttempt> {
    let parts: Vec<&str> = text.splitn(5, '.').collect();
    let [completed_at, provider, state_hash, refusal, return_to] = parts[..] else { return None };
    let made_at = completed_at.parse().ok()?;
    let used = UsedAttempt {
        return_to: policy.read(Some(return_to)),
        refusal: Refusal::from_code(&refusal.replace(':', ".")),
        completed_at: DateTime::from_timestamp(made_at, 0)?,
    };
    Some(OpenedAttempt {
        made_at,
        provider: Slug::parse(provider).ok()?,
        state_hash: state_hash.to_owned(),
        sealed: SealedAttempt::Used(used),
    })
}

/// The text by which a used attempt remembers its state.
pub(super) fn hash_text(hash: &SecretHash) -> String {
    URL_SAFE_NO_PAD.encode(hash.as_bytes())
}

fn read_hash(text: &str) -> Option<SecretHash> {
    Some(SecretHash::stored(URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()?))
}
