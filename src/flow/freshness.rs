//! Whether a session in use can be relied on now, or its provider has to be asked first ([`super::recheck`]).

use chrono::{DateTime, Utc};

use super::services::Services;
use crate::domain::{KnownSession, RecheckPolicy, RecheckStep, Session, Slug};

/// Whether a session can be relied on without waiting for the provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Freshness {
    /// Yes.
    Fresh,
    /// Yes, and the provider is to be asked in the background ([`super::recheck::ask_in_background`]).
    Due,
    /// Only after the provider has answered.
    Overdue,
    /// It has ended.
    Ended,
}

impl Freshness {
    /// How far a session can be relied on, by what the database had about it when it was read.
    pub(super) fn of(services: &Services, known: &KnownSession, now: DateTime<Utc>) -> Self {
        match (policy_of(services, &known.session), &known.recheck) {
            (Err(ProviderRemoved), _) => Self::Ended,
            (Ok(Some(policy)), None) if now >= unconfirmed_until(&known.session, &policy) => Self::Overdue,
            (Ok(_), None) | (Ok(None), Some(_)) => Self::Fresh,
            (Ok(Some(policy)), Some(state)) => match state.next_step(&policy, now) {
                RecheckStep::Continue => Self::Fresh,
                RecheckStep::RecheckInBackground => Self::Due,
                RecheckStep::RecheckFirst | RecheckStep::AwaitRecheck | RecheckStep::Expire => Self::Overdue,
            },
        }
    }
}

/// Until when a session is certainly [`Freshness::Fresh`].
pub(super) fn fresh_until(services: &Services, known: &KnownSession) -> DateTime<Utc> {
    match (policy_of(services, &known.session), &known.recheck) {
        (Err(ProviderRemoved), _) => DateTime::<Utc>::MIN_UTC,
        (Ok(None), _) => DateTime::<Utc>::MAX_UTC,
        (Ok(Some(policy)), None) => unconfirmed_until(&known.session, &policy),
        (Ok(Some(policy)), Some(state)) => state.continues_until(&policy),
    }
}

/// The provider of a session is configured no more.
struct ProviderRemoved;

/// How sessions such as this one are rechecked, if they are.
fn policy_of(services: &Services, session: &Session) -> Result<Option<RecheckPolicy>, ProviderRemoved> {
    if let Some(provider) = services.providers.find(session.provider.as_str()) {
        return Ok(provider.settings().recheck);
    }
    // No provider answers for a session that a sign-in link began. The session of a provider that was taken out of the
    // configuration is refused here, even if its sign-in was completed just after the reload.
    // check: the provider of a session is configured
    let is_of_operator = session.provider == Slug::operator();
    if is_of_operator { Ok(None) } else { Err(ProviderRemoved) }
}

/// When a session ends that began before `recheck` was set, so that there is no token to ask its provider with.
pub(super) fn unconfirmed_until(session: &Session, policy: &RecheckPolicy) -> DateTime<Utc> {
    session.signed_in_at + policy.every + policy.grace
}
