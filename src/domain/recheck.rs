//! When a session is rechecked with its provider, and when a session without an answer ends.

use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use url::Url;

use super::icon::Icon;
use super::identity::Issuer;
use super::redacted::redacted_debug;
use super::secret_hash::SecretHash;

/// How long after the start of a recheck another one may start, on any instance. The first has ended by then.
pub const RECHECK_RETRY_AFTER: Duration = Duration::from_secs(20);

/// How long a request waits for a recheck whose result it needs.
pub const MAX_RECHECK_WAIT: Duration = Duration::from_secs(4);

/// How often sessions of a provider are rechecked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecheckPolicy {
    /// How long after a successful recheck, or the sign-in, the next one is due.
    pub every: Duration,
    /// How long a session stays valid while rechecks get no answer.
    pub grace: Duration,
}

/// How a refresh token is requested from a provider.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfflineAccess {
    /// With a parameter specific to Google, which needs the user's consent each time.
    Parameter,
    /// With the scope `offline_access`, at providers that are known to need no more.
    Scope,
    /// With the scope `offline_access` and the user's consent (OpenID Connect Core, section 11).
    ScopeWithConsent,
}

impl OfflineAccess {
    /// How to request it from this issuer; `None` if the scope that it needs is missing.
    #[must_use]
    pub fn for_issuer(issuer: &Issuer, scopes: &[String]) -> Option<Self> {
        let provider = Url::parse(issuer.as_str()).ok().as_ref().and_then(Icon::of_issuer);
        let has_scope = scopes.iter().any(|scope| scope == "offline_access");
        match provider {
            Some(Icon::Google) => Some(Self::Parameter),
            // At Microsoft, a request for consent would send some users to their administrator.
            Some(Icon::Auth0 | Icon::Microsoft | Icon::Okta) if has_scope => Some(Self::Scope),
            _ if has_scope => Some(Self::ScopeWithConsent),
            _ => None,
        }
    }

    /// What the provider with this icon is known to do with the scope. The icon names the provider, by its issuer or by
    /// the operator's word for a domain of its own.
    #[must_use]
    pub fn scope_rule(icon: Option<Icon>) -> OfflineScopeRule {
        match icon {
            Some(Icon::Auth0 | Icon::Authelia | Icon::Authentik | Icon::Microsoft | Icon::Okta) => {
                OfflineScopeRule::Required
            }
            Some(Icon::GitLab | Icon::Google) => OfflineScopeRule::Refused,
            _ => OfflineScopeRule::Unknown,
        }
    }

    /// Whether the request needs `prompt=consent`.
    #[must_use]
    pub fn needs_consent(self) -> bool {
        self != Self::Scope
    }
}

/// What a provider does with the scope `offline_access`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfflineScopeRule {
    /// It issues no refresh token without the scope.
    Required,
    /// It refuses a sign-in with the scope, and issues refresh tokens without it.
    Refused,
    /// Not known. Many providers issue refresh tokens with and without the scope.
    Unknown,
}

/// The token with which a session is rechecked.
#[derive(Debug, Clone)]
pub enum RecheckCredential {
    /// A refresh token (OpenID Connect Core, section 12).
    RefreshToken(SecretString),
    /// If the provider issued no refresh token: an access token for userinfo, and its expiry if the provider gave one.
    AccessToken(SecretString, Option<DateTime<Utc>>),
}

/// What a sign-in keeps for the rechecks of its session.
#[derive(Debug)]
pub struct RecheckGrant {
    /// The token for rechecks.
    pub credential: RecheckCredential,
    /// The nonce of the sign-in: a later ID token has the same or none.
    pub nonce: SecretHash,
    /// The claim `auth_time` of the sign-in, if present: a later ID token has the same or none.
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// A [`RecheckCredential`] as the database keeps it: encrypted. It has no token if encryption failed.
#[derive(Clone, Default)]
pub struct SealedRecheckCredential {
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// The access token.
    pub access_token: Option<String>,
    /// When the access token expires.
    pub access_token_ends_at: Option<DateTime<Utc>>,
}

redacted_debug!(SealedRecheckCredential);

/// The state of the rechecks of a session.
#[derive(Debug, Clone)]
pub struct RecheckState {
    /// The token for rechecks.
    pub credential: SealedRecheckCredential,
    /// The nonce of the sign-in.
    pub nonce: SecretHash,
    /// The claim `auth_time` of the sign-in, if it was present.
    pub authenticated_at: Option<DateTime<Utc>>,
    /// When the last successful recheck started; the sign-in counts as one.
    pub confirmed_at: DateTime<Utc>,
    /// When the last recheck started.
    pub asked_at: DateTime<Utc>,
    /// When the first recheck without an answer after the last successful one started; `None` if there is none.
    pub unanswered_since: Option<DateTime<Utc>>,
}

/// What to do when a session is used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecheckStep {
    /// The session is valid, and no recheck starts.
    Continue,
    /// The session is valid, and a recheck starts in the background.
    RecheckInBackground,
    /// A recheck starts, and its result decides.
    RecheckFirst,
    /// The result of a recheck that another request has started decides.
    AwaitRecheck,
    /// The session ends: the provider has not answered within the grace period.
    Expire,
}

impl RecheckState {
    /// What to do now. A request waits for the recheck if the last successful one is long ago. During an outage of the
    /// provider, requests do not wait, except when the session would end otherwise.
    #[must_use]
    pub fn next_step(&self, policy: &RecheckPolicy, now: DateTime<Utc>) -> RecheckStep {
        let is_due = now >= self.confirmed_at + policy.every;
        let may_start = is_due && now >= self.asked_at + RECHECK_RETRY_AFTER;
        let is_long_overdue = now >= self.confirmed_at + 2 * policy.every;
        let is_first_attempt = self.unanswered_since == Some(self.asked_at);
        let is_awaited = is_first_attempt && now < self.asked_at + MAX_RECHECK_WAIT;
        match (self.grace_has_ended(policy, now), may_start) {
            (true, true) => RecheckStep::RecheckFirst,
            (true, false) => RecheckStep::Expire,
            (false, true) if is_long_overdue && self.unanswered_since.is_none() => RecheckStep::RecheckFirst,
            (false, true) => RecheckStep::RecheckInBackground,
            // check: requests wait for the recheck
            (false, false) if is_long_overdue && is_awaited => RecheckStep::AwaitRecheck,
            (false, false) => RecheckStep::Continue,
        }
    }

    /// Until when [`RecheckStep::Continue`] is certainly the next step.
    #[must_use]
    pub fn continues_until(&self, policy: &RecheckPolicy) -> DateTime<Utc> {
        let due_at = self.confirmed_at + policy.every;
        self.unanswered_since.map_or(due_at, |since| due_at.min(since + policy.grace))
    }

    /// Whether the provider has not answered for the grace period.
    #[must_use]
    pub fn grace_has_ended(&self, policy: &RecheckPolicy, now: DateTime<Utc>) -> bool {
        // check: the grace period ends
        self.unanswered_since.is_some_and(|since| now >= since + policy.grace)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    const RECHECK: RecheckPolicy = RecheckPolicy { every: Duration::from_mins(15), grace: Duration::from_hours(1) };

    fn minute(minutes: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::minutes(minutes)
    }

    fn recheck_state(asked: i64, unanswered_since: Option<i64>) -> RecheckState {
        RecheckState {
            credential: SealedRecheckCredential::default(),
            nonce: SecretHash::of("nonce"),
            authenticated_at: None,
            confirmed_at: minute(0),
            asked_at: minute(asked),
            unanswered_since: unanswered_since.map(minute),
        }
    }

    #[test]
    fn a_recheck_starts_when_it_is_due_and_requests_wait_for_it_when_it_is_long_overdue() {
        let steps = [
            (0, RecheckStep::Continue),
            (14, RecheckStep::Continue),
            (15, RecheckStep::RecheckInBackground),
            (29, RecheckStep::RecheckInBackground),
        ];
        for (now, step) in steps.into_iter().chain([(30, RecheckStep::RecheckFirst), (500, RecheckStep::RecheckFirst)])
        {
            assert_eq!(recheck_state(0, None).next_step(&RECHECK, minute(now)), step, "after {now} minutes");
        }
    }

    #[test]
    fn an_unanswered_recheck_is_repeated_after_a_pause_and_the_session_ends_after_the_grace_period() {
        let pause = TimeDelta::from_std(RECHECK_RETRY_AFTER).unwrap();
        let step = |asked, now| recheck_state(asked, Some(15)).next_step(&RECHECK, now);
        assert_eq!(step(15, minute(15) + pause - TimeDelta::seconds(1)), RecheckStep::Continue);
        assert_eq!(step(15, minute(15) + pause), RecheckStep::RecheckInBackground);
        assert_eq!(step(70, minute(74)), RecheckStep::RecheckInBackground);
        // The provider may answer again by now.
        assert_eq!(step(70, minute(75)), RecheckStep::RecheckFirst);
        assert_eq!(step(75, minute(75)), RecheckStep::Expire);
    }

    #[test]
    fn until_a_recheck_is_due_or_the_grace_period_ends_a_session_certainly_continues() {
        for (unanswered_since, minutes) in [(None, 15), (Some(-50), 10)] {
            let state = recheck_state(0, unanswered_since);
            assert_eq!(state.continues_until(&RECHECK), minute(minutes));
            let last = minute(minutes) - TimeDelta::seconds(1);
            assert_eq!(state.next_step(&RECHECK, last), RecheckStep::Continue);
            assert_ne!(state.next_step(&RECHECK, minute(minutes)), RecheckStep::Continue);
        }
    }

    #[test]
    fn requests_wait_for_a_recheck_that_another_request_has_started() {
        let step = |asked, seconds| {
            recheck_state(asked, Some(asked)).next_step(&RECHECK, minute(asked) + TimeDelta::seconds(seconds))
        };
        assert_eq!((step(30, 0), step(30, 3)), (RecheckStep::AwaitRecheck, RecheckStep::AwaitRecheck));
        assert_eq!(step(30, 4), RecheckStep::Continue, "the wait has ended");
        assert_eq!(step(15, 0), RecheckStep::Continue, "this one runs in the background");
        let again = recheck_state(31, Some(30)).next_step(&RECHECK, minute(31));
        assert_eq!(again, RecheckStep::Continue, "requests do not wait during an outage");
    }

    #[test]
    fn a_refresh_token_is_requested_as_each_provider_needs_it() {
        let of = |issuer, scopes: &str| {
            OfflineAccess::for_issuer(&Issuer::new(issuer), &scopes.split(' ').map(str::to_owned).collect::<Vec<_>>())
        };
        let google = of("https://accounts.google.com", "openid").unwrap();
        assert!(google == OfflineAccess::Parameter && google.needs_consent());
        let entra = of("https://login.microsoftonline.com/3f0e/v2.0", "openid offline_access").unwrap();
        assert!(entra == OfflineAccess::Scope && !entra.needs_consent());
        let any = of("https://idp.example", "openid offline_access").unwrap();
        assert!(any == OfflineAccess::ScopeWithConsent && any.needs_consent());
        for issuer in ["https://login.microsoftonline.com/3f0e/v2.0", "https://idp.example"] {
            assert_eq!(of(issuer, "openid email"), None);
        }
    }

    #[test]
    fn debug_output_shows_neither_sealed_nor_open_tokens() {
        let credential =
            SealedRecheckCredential { refresh_token: Some("sealed".to_owned()), ..SealedRecheckCredential::default() };
        assert_eq!(format!("{credential:?}"), "SealedRecheckCredential(…)");
        let open = RecheckCredential::AccessToken("hunter2".into(), None);
        assert!(!format!("{open:?}").contains("hunter2"));
    }
}
