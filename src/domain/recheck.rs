//! Whether somebody who has signed in is still welcome at their provider: when it is asked, and what its silence means.

use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::SecretString;
use url::Url;

use super::icon::Icon;
use super::identity::Issuer;
use super::redacted::redacted_debug;
use super::secret_hash::SecretHash;

/// A question is given up before this, and may then be asked again, by whichever instance.
pub const RECHECK_RETRY_AFTER: Duration = Duration::from_secs(20);

/// How long a request waits for an answer that it depends on.
pub const MAX_RECHECK_WAIT: Duration = Duration::from_secs(4);

/// What an operator said about asking a provider whether its people are still welcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RecheckPolicy {
    /// How old the last yes may be before the provider is asked again.
    pub every: Duration,
    /// How long a session goes on without an answer.
    pub grace: Duration,
}

/// How a provider is asked for a refresh token.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OfflineAccess {
    /// By a parameter of Google's own, which needs the person's consent each time.
    Parameter,
    /// By the scope `offline_access`, at providers which are known to need no more.
    Scope,
    /// By that scope and the person's consent (OpenID Connect Core, section 11).
    ScopeWithConsent,
}

impl OfflineAccess {
    /// How it is asked for at this issuer; `None` when the scope is missing that it takes.
    #[must_use]
    pub fn for_issuer(issuer: &Issuer, scopes: &[String]) -> Option<Self> {
        let whose = Url::parse(issuer.as_str()).ok().as_ref().and_then(Icon::of_issuer);
        let has_scope = scopes.iter().any(|scope| scope == "offline_access");
        match whose {
            Some(Icon::Google) => Some(Self::Parameter),
            // At Microsoft, asking for consent would send some people to their administrator.
            Some(Icon::Auth0 | Icon::Microsoft | Icon::Okta) if has_scope => Some(Self::Scope),
            _ if has_scope => Some(Self::ScopeWithConsent),
            _ => None,
        }
    }

    /// Whether the request has to say `prompt=consent`.
    #[must_use]
    pub fn needs_consent(self) -> bool {
        self != Self::Scope
    }
}

/// With what to ask a provider about somebody who has signed in there.
#[derive(Debug, Clone)]
pub enum RecheckCredential {
    /// A refresh token (OpenID Connect Core, section 12).
    RefreshToken(SecretString),
    /// Where the provider gave none: an access token for userinfo, and when it ends, if the provider said so.
    AccessToken(SecretString, Option<DateTime<Utc>>),
}

/// What a sign-in leaves behind so that its provider can be asked again about the person.
#[derive(Debug)]
pub struct RecheckGrant {
    /// With what to ask.
    pub credential: RecheckCredential,
    /// The nonce of the sign-in: a later ID token has the same or none.
    pub nonce: SecretHash,
    /// The claim `auth_time` of the sign-in, if it was there: a later ID token has the same or none.
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// A [`RecheckCredential`] as the database keeps it: encrypted. Neither token is there when it could not be.
#[derive(Clone, Default)]
pub struct SealedRecheckCredential {
    /// The refresh token.
    pub refresh_token: Option<String>,
    /// The access token.
    pub access_token: Option<String>,
    /// When the access token ends.
    pub access_token_ends_at: Option<DateTime<Utc>>,
}

redacted_debug!(SealedRecheckCredential);

/// How a session stands with its provider.
#[derive(Debug, Clone)]
pub struct RecheckState {
    /// With what to ask.
    pub credential: SealedRecheckCredential,
    /// The nonce of the sign-in.
    pub nonce: SecretHash,
    /// The claim `auth_time` of the sign-in, if it was there.
    pub authenticated_at: Option<DateTime<Utc>>,
    /// When the question was asked to which the provider said yes last; the sign-in is one.
    pub confirmed_at: DateTime<Utc>,
    /// When the provider was asked last.
    pub asked_at: DateTime<Utc>,
    /// When the first question was asked that has had no answer since.
    pub unanswered_since: Option<DateTime<Utc>>,
}

/// What to do about a session that is in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RecheckStep {
    /// It goes on.
    Continue,
    /// It goes on, and the provider is asked meanwhile.
    RecheckInBackground,
    /// The answer decides whether it goes on.
    RecheckFirst,
    /// The same, and another request has just asked.
    AwaitRecheck,
    /// It ends: the provider has not answered for too long.
    Expire,
}

impl RecheckState {
    /// What to do now. Who comes back after a long time waits for the answer; during an outage nobody waits, until the
    /// session would end otherwise.
    #[must_use]
    pub fn next_step(&self, recheck: &RecheckPolicy, now: DateTime<Utc>) -> RecheckStep {
        let is_due = now >= self.confirmed_at + recheck.every;
        let may_ask = is_due && now >= self.asked_at + RECHECK_RETRY_AFTER;
        let is_long_overdue = now >= self.confirmed_at + 2 * recheck.every;
        let is_first_question = self.unanswered_since == Some(self.asked_at);
        let is_awaited = is_first_question && now < self.asked_at + MAX_RECHECK_WAIT;
        match (self.grace_has_ended(recheck, now), may_ask) {
            (true, true) => RecheckStep::RecheckFirst,
            (true, false) => RecheckStep::Expire,
            (false, true) if is_long_overdue && self.unanswered_since.is_none() => RecheckStep::RecheckFirst,
            (false, true) => RecheckStep::RecheckInBackground,
            (false, false) if is_long_overdue && is_awaited => RecheckStep::AwaitRecheck,
            (false, false) => RecheckStep::Continue,
        }
    }

    /// Whether the provider has not answered for longer than the operator allows.
    #[must_use]
    pub fn grace_has_ended(&self, recheck: &RecheckPolicy, now: DateTime<Utc>) -> bool {
        self.unanswered_since.is_some_and(|since| now >= since + recheck.grace)
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
    fn the_provider_is_asked_when_its_last_yes_is_old_and_waited_for_when_it_is_very_old() {
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
    fn without_an_answer_it_is_asked_again_after_a_pause_and_the_session_ends_after_the_grace() {
        let pause = TimeDelta::from_std(RECHECK_RETRY_AFTER).unwrap();
        let step = |asked, now| recheck_state(asked, Some(15)).next_step(&RECHECK, now);
        assert_eq!(step(15, minute(15) + pause - TimeDelta::seconds(1)), RecheckStep::Continue);
        assert_eq!(step(15, minute(15) + pause), RecheckStep::RecheckInBackground);
        assert_eq!(step(70, minute(74)), RecheckStep::RecheckInBackground);
        // Somebody who was away may find the provider well again.
        assert_eq!(step(70, minute(75)), RecheckStep::RecheckFirst);
        assert_eq!(step(75, minute(75)), RecheckStep::Expire);
    }

    #[test]
    fn who_comes_while_another_request_waits_waits_as_long() {
        let step = |asked, seconds| {
            recheck_state(asked, Some(asked)).next_step(&RECHECK, minute(asked) + TimeDelta::seconds(seconds))
        };
        assert_eq!((step(30, 0), step(30, 3)), (RecheckStep::AwaitRecheck, RecheckStep::AwaitRecheck));
        assert_eq!(step(30, 4), RecheckStep::Continue, "it has waited for nothing");
        assert_eq!(step(15, 0), RecheckStep::Continue, "nobody waits for this one");
        let again = recheck_state(31, Some(30)).next_step(&RECHECK, minute(31));
        assert_eq!(again, RecheckStep::Continue, "nor during an outage");
    }

    #[test]
    fn a_refresh_token_is_asked_for_as_each_provider_wants_it() {
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
    fn what_is_sealed_does_not_show_all_the_same() {
        let credential =
            SealedRecheckCredential { refresh_token: Some("sealed".to_owned()), ..SealedRecheckCredential::default() };
        assert_eq!(format!("{credential:?}"), "SealedRecheckCredential(…)");
        let open = RecheckCredential::AccessToken("hunter2".into(), None);
        assert!(!format!("{open:?}").contains("hunter2"));
    }
}
