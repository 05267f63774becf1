//! Asking a provider again about somebody who has signed in with it: by a refresh token (OpenID Connect Core, section 12), or,
//! where it gave none, by userinfo.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use oauth2::basic::BasicErrorResponseType;
use openidconnect::{OAuth2TokenResponse, RefreshToken, RequestTokenError};
use secrecy::{ExposeSecret, SecretString};

use super::client_authentication::Proof;
use super::failed_check::FailedCheck;
use super::id_token::{self, Claims};
use super::jws::{Kind, VerifiedJws};
use super::token_request::OAuth2Client;
use super::tokens::Tokens;
use super::{OidcError, Provider};
use crate::domain::{Identity, RECHECK_RETRY_AFTER, RecheckCredential, SecretHash};

/// How long each of the two steps may take: both are over before somebody else may ask.
const MAX_STEP: Duration = Duration::from_secs(8);
const _: () = assert!(2 * MAX_STEP.as_secs() < RECHECK_RETRY_AFTER.as_secs());

/// About whom, and with what.
#[derive(Debug)]
pub struct RecheckRequest {
    /// With what to ask.
    pub credential: RecheckCredential,
    /// Who signed in.
    pub identity: Identity,
    /// The nonce of the sign-in.
    pub nonce: SecretHash,
    /// The claim `auth_time` of the sign-in, if it was there.
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// What the provider says, and the new credential that it gave in place of the one that was used, if it did.
#[derive(Debug)]
pub enum RecheckOutcome {
    /// They are still welcome.
    Confirmed(Option<RecheckCredential>),
    /// They are not.
    Revoked,
    /// Nothing that could be understood and believed.
    Unreachable(Option<RecheckCredential>),
}

impl Provider {
    /// Asks whether somebody is still welcome. A refused credential is a no; whatever else is no yes is no answer, of which
    /// the log is told once for each trouble.
    pub async fn recheck(self: &Arc<Self>, question: &RecheckRequest) -> RecheckOutcome {
        let (reply, trouble) = match &question.credential {
            RecheckCredential::RefreshToken(token) => self.refresh(token, question).await,
            RecheckCredential::AccessToken(token, ends_at) => {
                self.ask_userinfo(token, *ends_at, &question.identity).await
            }
        };
        self.tell(trouble);
        reply
    }

    async fn refresh(self: &Arc<Self>, token: &SecretString, question: &RecheckRequest) -> (RecheckOutcome, Trouble) {
        let tokens = match self.in_time(self.new_tokens(token)).await {
            Ok(Some(tokens)) => tokens,
            Ok(None) => return (RecheckOutcome::Revoked, Trouble::None),
            Err(error) => return (RecheckOutcome::Unreachable(None), Trouble::Of(error)),
        };
        // The one that was used works no more, if there is a new one.
        let next = tokens.refresh_token().map(|token| RecheckCredential::RefreshToken(token.secret().as_str().into()));
        match self.in_time(self.check_new_tokens(&tokens, question)).await {
            Ok(()) => (RecheckOutcome::Confirmed(next), Trouble::None),
            Err(error @ OidcError::Unavailable { .. }) => (RecheckOutcome::Unreachable(next), Trouble::Of(error)),
            // Nothing that comes with an answer about somebody else, or with one that nobody signed, is kept.
            Err(error) => (RecheckOutcome::Unreachable(None), Trouble::Of(error)),
        }
    }

    /// New tokens for a refresh token; `None` when it is refused (OAuth 2.0, section 5.2).
    async fn new_tokens(self: &Arc<Self>, token: &SecretString) -> Result<Option<Tokens>, OidcError> {
        let metadata = self.metadata().await?;
        let token = &RefreshToken::new(token.expose_secret().to_owned());
        let exchange = |client: OAuth2Client, proof: Proof| async move {
            let request = client.exchange_refresh_token(token);
            let request =
                proof.into_iter().fold(request, |request, (name, value)| request.add_extra_param(name, value));
            match request.request_async(&self.http).await {
                Ok(tokens) => self.bearer(tokens).map(Some),
                Err(RequestTokenError::ServerResponse(refusal))
                    if *refusal.error() == BasicErrorResponseType::InvalidGrant =>
                {
                    Ok(None)
                }
                Err(error) => Err(self.exchange_failed(error)),
            }
        };
        self.as_client(&metadata, exchange).await
    }

    /// Holds that new tokens are about the same person: by the ID token, or, where none came, by userinfo.
    async fn check_new_tokens(self: &Arc<Self>, tokens: &Tokens, question: &RecheckRequest) -> Result<(), OidcError> {
        let metadata = self.metadata().await?;
        let access_token = tokens.access_token().secret();
        let Some(id_token) = &tokens.id_token else {
            let Some(endpoint) = &metadata.userinfo_endpoint else { return Ok(()) };
            return self.userinfo(endpoint, &metadata, access_token, &question.identity).await.map(drop);
        };
        let failed = |check| OidcError::IdToken { issuer: self.settings.issuer.clone(), check };
        let verified = self.verify(id_token, Kind::Plain, &metadata, failed).await?;
        self.check_refreshed(&verified, access_token, question).map_err(failed)
    }

    /// Checks the claims of an ID token that came for a refresh token (section 12.2).
    fn check_refreshed(
        &self,
        token: &VerifiedJws,
        access_token: &str,
        question: &RecheckRequest,
    ) -> Result<(), FailedCheck> {
        let claims: Claims = serde_json::from_slice(&token.payload).map_err(|_| FailedCheck::Malformed)?;
        if id_token::check_issuer_and_audience(&claims, token, &self.settings)? != question.identity.issuer {
            return Err(FailedCheck::Issuer);
        }
        id_token::check_times(&claims, (self.clock)(), true)?;
        if claims.sub.as_ref().and_then(|sub| sub.as_str()) != Some(question.identity.subject.as_str()) {
            return Err(FailedCheck::OtherSubject);
        }
        if let Some(nonce) = &claims.nonce
            && nonce.as_str().map(SecretHash::of) != Some(question.nonce)
        {
            return Err(FailedCheck::Nonce);
        }
        id_token::check_access_token_hash(&claims, token, access_token)?;
        match (id_token::authentication_time(&claims), question.authenticated_at) {
            // Keycloak tells the last sign-in at the provider, which may be a later one for another application.
            (Some(now), Some(then)) if now < then => Err(FailedCheck::EarlierAuthenticationTime),
            _ => Ok(()),
        }
    }

    /// Asks userinfo. An access token that is over, or may be, and is refused says nothing about the person.
    async fn ask_userinfo(
        self: &Arc<Self>,
        token: &SecretString,
        ends_at: Option<DateTime<Utc>>,
        identity: &Identity,
    ) -> (RecheckOutcome, Trouble) {
        let is_good = ends_at.is_some_and(|end| (self.clock)() < end);
        let asked = async {
            let metadata = self.metadata().await?;
            let Some(endpoint) = &metadata.userinfo_endpoint else {
                return Err(self.unavailable("userinfo", "discovery names none".to_owned()));
            };
            self.userinfo_unless_refused(endpoint, &metadata, token.expose_secret(), identity).await
        };
        match self.in_time(asked).await {
            Ok(Some(_)) => (RecheckOutcome::Confirmed(None), Trouble::None),
            Ok(None) if is_good => (RecheckOutcome::Revoked, Trouble::None),
            Ok(None) => (RecheckOutcome::Unreachable(None), Trouble::NoRefreshToken),
            Err(error) => (RecheckOutcome::Unreachable(None), Trouble::Of(error)),
        }
    }

    async fn in_time<T>(&self, step: impl Future<Output = Result<T, OidcError>>) -> Result<T, OidcError> {
        let late = |_| Err(self.unavailable("an answer", "it took longer than 8 s".to_owned()));
        tokio::time::timeout(MAX_STEP, step).await.unwrap_or_else(late)
    }

    /// Tells of a trouble once, however long it lasts and however many people it concerns.
    fn tell(&self, trouble: Trouble) {
        let trouble = match trouble {
            Trouble::NoRefreshToken => return self.tell_of_no_refresh_token(),
            Trouble::Of(error) => Some(error.to_string()),
            Trouble::None => None,
        };
        let mut told = self.recheck_trouble.lock().unwrap_or_else(PoisonError::into_inner);
        match &trouble {
            Some(why) if told.as_ref() != Some(why) => {
                log::warn!("whether people are still welcome is not known: {why}; sessions go on for recheck_grace");
            }
            None if told.is_some() => {
                log::info!("{} tells again whether people are still welcome", self.settings.issuer);
            }
            _ => {}
        }
        *told = trouble;
    }

    /// Tells once that this provider gives no refresh token, without which it can be asked for a short time only.
    pub(super) fn tell_of_no_refresh_token(&self) {
        if !self.told_of_no_refresh_token.swap(true, Ordering::Relaxed) {
            log::warn!(
                "{} gives no refresh token, so its sessions can be rechecked as long as an access token lasts, and end \
                 recheck_grace after that: add offline_access to its scopes, and allow refresh tokens there",
                self.settings.issuer
            );
        }
    }
}

/// Why there was no answer.
enum Trouble {
    None,
    NoRefreshToken,
    Of(OidcError),
}
