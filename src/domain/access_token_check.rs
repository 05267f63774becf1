//! Decides whether a personal access token counts.

use std::time::Duration;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::application::ApplicationUrl;
use super::groups::Groups;
use super::identity::Issuer;
use super::refusal::Refusal;
use super::session::Session;
use super::slug::Slug;
use super::strength::SignInStrength;
use super::user::User;

/// A token as the store has it, with everything that decides whether it counts.
#[derive(Debug, Clone)]
pub struct StoredToken {
    /// The id of the token. It is not a secret.
    pub id: Uuid,
    /// The user who made it.
    pub user: User,
    /// Whether an operator has disabled the user.
    pub is_disabled: bool,
    /// The issuer of the identity that it belongs to.
    pub issuer: Issuer,
    /// The addresses of the applications that it is for, as [`ApplicationUrl`] writes them.
    pub applications: Vec<String>,
    /// When it expires.
    pub expires_at: DateTime<Utc>,
    /// When it was last used, to the minute.
    pub last_used_at: Option<DateTime<Utc>>,
    /// The last sign-in with its identity, if that still counts.
    pub sign_in: Option<LastSignIn>,
}

/// The last sign-in with an identity: what a token counts by.
#[derive(Debug, Clone)]
pub struct LastSignIn {
    /// The provider.
    pub provider: Slug,
    /// The groups that the provider reported.
    pub groups: Groups,
    /// When it was.
    pub at: DateTime<Utc>,
}

/// Why a token does not count. The texts are for the log.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum TokenRefusal {
    /// No such token.
    #[error("no such token: it is mistyped, revoked or expired, or its identity was unlinked")]
    Unknown,
    /// Too many unknown tokens came from this address.
    #[error("too many unknown tokens came from this address within a minute, so that the token was not looked up")]
    TooManyUnknown,
    /// It has expired.
    #[error("the token has expired")]
    Expired,
    /// It is for other applications.
    #[error("the token is not for this application: its user has to make one that is")]
    OtherApplication,
    /// Its user is disabled.
    #[error("the user of the token is disabled")]
    Disabled,
    /// Its identity has not signed in since the provider refused it, or since its provider was removed.
    #[error("the user of the token has to sign in again: the provider has refused them since, or is not configured")]
    SignInNeeded,
    /// The last sign-in is too old.
    #[error("the user of the token has not signed in for longer than tokens.sign_in_within")]
    SignInTooOld,
}

impl TokenRefusal {
    /// What the response says. It does not tell why, since the client may not be the user's.
    #[must_use]
    pub fn refusal(self) -> Refusal {
        match self {
            Self::TooManyUnknown => Refusal::RequestTooMany,
            _ => Refusal::TokenInvalid,
        }
    }
}

impl StoredToken {
    /// Decides whether the token counts for an application, by the last sign-in that it returns.
    pub fn check(
        &self,
        application: &ApplicationUrl,
        sign_in_within: Duration,
        now: DateTime<Utc>,
    ) -> Result<&LastSignIn, TokenRefusal> {
        // check: a token expires
        if now >= self.expires_at {
            return Err(TokenRefusal::Expired);
        }
        // check: a token counts for its own applications
        if !self.applications.contains(&application.to_string()) {
            return Err(TokenRefusal::OtherApplication);
        }
        if self.is_disabled {
            return Err(TokenRefusal::Disabled);
        }
        let sign_in = self.sign_in.as_ref().ok_or(TokenRefusal::SignInNeeded)?;
        // check: a token needs a recent sign-in
        if now >= sign_in.at + sign_in_within {
            return Err(TokenRefusal::SignInTooOld);
        }
        Ok(sign_in)
    }

    /// The session of the sign-in that the token counts by, for the rules of an application. It has no strength: a machine
    /// cannot authenticate again.
    #[must_use]
    pub fn session(&self, sign_in: &LastSignIn, now: DateTime<Utc>) -> Session {
        Session {
            id: self.id,
            user: self.user.id,
            provider: sign_in.provider.clone(),
            signed_in_at: sign_in.at,
            last_seen_at: now,
            strength: SignInStrength::default(),
            groups: sign_in.groups.clone(),
            address: None,
            user_agent: None,
        }
    }
}

#[cfg(test)]
mod tests {
    use chrono::TimeDelta;
    use url::Url;

    use super::*;
    use crate::domain::UserId;

    const WITHIN: Duration = Duration::from_hours(30 * 24);

    fn at(days: i64) -> DateTime<Utc> {
        DateTime::UNIX_EPOCH + TimeDelta::days(days)
    }

    fn url(text: &str) -> ApplicationUrl {
        ApplicationUrl::new(&Url::parse(text).unwrap()).unwrap()
    }

    fn token() -> StoredToken {
        StoredToken {
            id: Uuid::max(),
            user: User {
                id: UserId(Uuid::nil()),
                username: "ada".to_owned(),
                email: None,
                display_name: None,
                avatar_url: None,
                created_at: at(0),
            },
            is_disabled: false,
            issuer: Issuer::new("https://example.okta.com"),
            applications: vec!["https://home.example.org/wiki".to_owned(), "https://git.example.org".to_owned()],
            expires_at: at(90),
            last_used_at: None,
            sign_in: Some(LastSignIn {
                provider: Slug::parse("okta").unwrap(),
                groups: Groups::Known(vec!["staff".to_owned()]),
                at: at(0),
            }),
        }
    }

    fn check(token: &StoredToken, application: &str, days: i64) -> Option<TokenRefusal> {
        token.check(&url(application), WITHIN, at(days)).err()
    }

    #[test]
    fn a_token_counts_for_its_applications_until_it_expires_or_the_sign_in_is_too_old() {
        const GIT: &str = "https://git.example.org";
        let later = StoredToken { sign_in: token().sign_in.map(|it| LastSignIn { at: at(80), ..it }), ..token() };
        for (token, application, days, refusal) in [
            (token(), GIT, 0, None),
            (token(), "https://git.example.org:443/", 29, None),
            (token(), "https://home.example.org/wiki", 0, None),
            (token(), "https://home.example.org", 0, Some(TokenRefusal::OtherApplication)),
            (token(), "https://home.example.org/wiki2", 0, Some(TokenRefusal::OtherApplication)),
            (token(), "https://git.example.org:8443", 0, Some(TokenRefusal::OtherApplication)),
            (token(), "https://example.org", 0, Some(TokenRefusal::OtherApplication)),
            (token(), GIT, 30, Some(TokenRefusal::SignInTooOld)),
            (later.clone(), GIT, 89, None),
            (later, GIT, 90, Some(TokenRefusal::Expired)),
            (StoredToken { is_disabled: true, ..token() }, GIT, 0, Some(TokenRefusal::Disabled)),
            (StoredToken { sign_in: None, ..token() }, GIT, 0, Some(TokenRefusal::SignInNeeded)),
        ] {
            assert_eq!(check(&token, application, days), refusal, "{application} after {days} days");
        }
    }

    #[test]
    fn a_token_has_the_groups_of_the_sign_in_and_no_strength() {
        let token = token();
        let session = token.session(token.sign_in.as_ref().unwrap(), at(9));
        assert_eq!((session.provider.as_str(), session.signed_in_at, session.last_seen_at), ("okta", at(0), at(9)));
        assert_eq!(session.groups, Groups::Known(vec!["staff".to_owned()]));
        let SignInStrength { acr, amr, authenticated_at } = session.strength;
        assert_eq!((acr, amr, authenticated_at), (None, Vec::new(), None));
    }
}
