//! Asks the provider during a session whether the user may still sign in.
//!
//! By a refresh token (OpenID Connect Core, section 12), or by userinfo if the provider has issued no refresh token.

use std::sync::atomic::Ordering;
use std::sync::{Arc, PoisonError};
use std::time::Duration;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

use super::claims_object::ClaimsObject;
use super::client_authentication::ClientProof;
use super::client_request::ClientRequestError;
use super::error::OidcError;
use super::failed_check::FailedCheck;
use super::jws::VerifiedJws;
use super::provider::Provider;
use super::token_claims::{
    RequiredTimes, TokenClaims, authentication_time, check_access_token_hash, check_issuer_and_audience, check_times,
};
use super::token_set::TokenSet;
use super::userinfo::USERINFO;
use crate::domain::{Identity, OfflineAccess, OfflineScopeRule, RECHECK_RETRY_AFTER, RecheckCredential, SecretHash};

/// Limits each of the two steps, so that a recheck ends before another request may start one.
const MAX_STEP_TIME: Duration = Duration::from_secs(8);
const _: () = assert!(2 * MAX_STEP_TIME.as_secs() < RECHECK_RETRY_AFTER.as_secs());

/// What a recheck needs to know about the sign-in.
#[derive(Debug)]
pub struct RecheckRequest {
    /// The credential to present to the provider.
    pub credential: RecheckCredential,
    /// The identity that signed in.
    pub identity: Identity,
    /// The nonce of the sign-in.
    pub nonce: SecretHash,
    /// The claim `auth_time` of the sign-in, if it had one.
    pub authenticated_at: Option<DateTime<Utc>>,
}

/// The result of a recheck. A credential in it is a new one from the provider, which replaces the one that was used.
#[derive(Debug)]
pub enum RecheckOutcome {
    /// The user may still sign in.
    Confirmed(Option<RecheckCredential>),
    /// The provider has revoked the credential.
    Revoked,
    /// No answer, or none that passed the checks.
    Unreachable(Option<RecheckCredential>),
}

/// Why a recheck was inconclusive, for the log.
enum RecheckFailure {
    NoRefreshToken,
    Failed(OidcError),
}

impl Provider {
    /// Asks the provider whether the user may still sign in. Only a rejected credential (`invalid_grant`) means that
    /// the user was revoked. Any other failure counts as "provider unreachable" and is logged once per cause.
    pub async fn recheck(self: &Arc<Self>, request: &RecheckRequest) -> RecheckOutcome {
        let (outcome, failure) = match &request.credential {
            RecheckCredential::RefreshToken(token) => self.recheck_by_refresh_token(token, request).await,
            RecheckCredential::AccessToken(token, expires_at) => {
                self.recheck_by_userinfo(token, *expires_at, &request.identity).await
            }
        };
        self.log_recheck(failure);
        outcome
    }

    async fn recheck_by_refresh_token(
        self: &Arc<Self>,
        token: &SecretString,
        request: &RecheckRequest,
    ) -> (RecheckOutcome, Option<RecheckFailure>) {
        let tokens = match self.limit_time(self.refresh(token)).await {
            Ok(Some(tokens)) => tokens,
            // check: a revoked recheck ends the session
            Ok(None) => return (RecheckOutcome::Revoked, None),
            Err(error) => return (RecheckOutcome::Unreachable(None), Some(RecheckFailure::Failed(error))),
        };
        // If there is a new refresh token, the used one no longer works.
        let next = tokens.refresh_token().cloned().map(RecheckCredential::RefreshToken);
        match self.limit_time(self.check_refreshed_tokens(&tokens, request)).await {
            Ok(()) => (RecheckOutcome::Confirmed(next), None),
            // Userinfo says nothing about the response that brought the new token.
            Err(error @ (OidcError::Unavailable { .. } | OidcError::Userinfo { .. })) => {
                (RecheckOutcome::Unreachable(next), Some(RecheckFailure::Failed(error)))
            }
            // A new refresh token is discarded if it came with an ID token of another user or with a wrong signature.
            Err(error) => (RecheckOutcome::Unreachable(None), Some(RecheckFailure::Failed(error))),
        }
    }

    /// Exchanges a refresh token for new tokens; `None` when it is rejected with `invalid_grant` (OAuth 2.0, section
    /// 5.2).
    async fn refresh(self: &Arc<Self>, token: &SecretString) -> Result<Option<TokenSet>, OidcError> {
        let metadata = self.metadata().await?;
        self.learn_accepted_secret(&metadata).await?;
        let (metadata, parameters) =
            (&*metadata, &[("grant_type", "refresh_token"), ("refresh_token", token.expose_secret())]);
        let exchange = |proof: ClientProof| async move {
            match self.request_tokens(metadata, &proof, parameters).await {
                Ok(tokens) => self.check_token_response(tokens).map(Some),
                Err(ClientRequestError::Refused(error)) if error.is_invalid_grant() => Ok(None),
                Err(error) => Err(self.token_exchange_error(error)),
            }
        };
        self.with_client_authentication(metadata, exchange).await
    }

    /// Checks that refreshed tokens belong to the same user: by the ID token, or by userinfo if the response has none.
    async fn check_refreshed_tokens(
        self: &Arc<Self>,
        tokens: &TokenSet,
        request: &RecheckRequest,
    ) -> Result<(), OidcError> {
        let metadata = self.metadata().await?;
        let access_token = tokens.access_token();
        let Some(id_token) = &tokens.id_token else {
            let Some(endpoint) = &metadata.userinfo_endpoint else { return Ok(()) };
            return self.userinfo(endpoint, &metadata, access_token, &request.identity).await.map(drop);
        };
        let failed = |check| OidcError::IdToken { issuer: self.settings.issuer.clone(), check };
        let verified = self.verify_id_token(id_token, &metadata, failed).await?;
        self.check_refreshed_id_token(&verified, access_token, request).map_err(failed)
    }

    /// Checks the claims of an ID token from a refresh response (OpenID Connect Core, section 12.2).
    fn check_refreshed_id_token(
        &self,
        token: &VerifiedJws,
        access_token: &str,
        request: &RecheckRequest,
    ) -> Result<(), FailedCheck> {
        let claims = TokenClaims::read(&ClaimsObject::parse(&token.payload)?)?;
        // check: iss and aud of a refreshed ID token
        if check_issuer_and_audience(&claims, token, &self.settings)? != request.identity.issuer {
            return Err(FailedCheck::Issuer);
        }
        // check: times of a refreshed ID token
        check_times(&claims, (self.clock)(), RequiredTimes::ExpiryAndIssue)?;
        // check: sub of a refreshed ID token
        if claims.sub.as_ref().and_then(|sub| sub.as_str()) != Some(request.identity.subject.as_str()) {
            return Err(FailedCheck::text_or("sub", claims.sub.as_ref(), FailedCheck::OtherSubject));
        }
        // check: nonce of a refreshed ID token
        if let Some(nonce) = &claims.nonce
            && nonce.as_str().map(SecretHash::of) != Some(request.nonce)
        {
            return Err(FailedCheck::text_or("nonce", Some(nonce), FailedCheck::Nonce));
        }
        // check: at_hash of a refreshed ID token
        check_access_token_hash(&claims, token, access_token)?;
        match (authentication_time(&claims), request.authenticated_at) {
            // A later time is accepted: Keycloak sends the time of the last authentication, which may be for another
            // application.
            // check: auth_time of a refreshed ID token
            (Some(now), Some(then)) if now < then => Err(FailedCheck::EarlierAuthenticationTime),
            _ => Ok(()),
        }
    }

    /// Requests userinfo. Only the rejection of an access token that is still valid means that the user was revoked:
    /// one that has expired, or may have, would be rejected in any case.
    async fn recheck_by_userinfo(
        self: &Arc<Self>,
        token: &SecretString,
        expires_at: Option<DateTime<Utc>>,
        identity: &Identity,
    ) -> (RecheckOutcome, Option<RecheckFailure>) {
        let is_valid = expires_at.is_some_and(|expires_at| (self.clock)() < expires_at);
        let request = async {
            let metadata = self.metadata().await?;
            let Some(endpoint) = &metadata.userinfo_endpoint else {
                let why = "the discovery document names no userinfo_endpoint".to_owned();
                return Err(self.unavailable(USERINFO, why));
            };
            self.userinfo_unless_unauthorized(endpoint, &metadata, token.expose_secret(), identity).await
        };
        match self.limit_time(request).await {
            Ok(Some(_)) => (RecheckOutcome::Confirmed(None), None),
            Ok(None) if is_valid => (RecheckOutcome::Revoked, None),
            Ok(None) => (RecheckOutcome::Unreachable(None), Some(RecheckFailure::NoRefreshToken)),
            Err(error) => (RecheckOutcome::Unreachable(None), Some(RecheckFailure::Failed(error))),
        }
    }

    async fn limit_time<T>(&self, step: impl Future<Output = Result<T, OidcError>>) -> Result<T, OidcError> {
        let too_late = || format!("it took longer than {} s", MAX_STEP_TIME.as_secs());
        tokio::time::timeout(MAX_STEP_TIME, step)
            .await
            .unwrap_or_else(|_| Err(self.unavailable("a complete answer", too_late())))
    }

    /// Logs a failure once, however long it lasts and however many sessions it affects, and logs its end.
    fn log_recheck(&self, failure: Option<RecheckFailure>) {
        let failure = match failure {
            Some(RecheckFailure::NoRefreshToken) => return self.log_missing_refresh_token(),
            Some(RecheckFailure::Failed(error)) => Some(error.to_string()),
            None => None,
        };
        let mut logged = self.logged_recheck_failure.lock().unwrap_or_else(PoisonError::into_inner);
        match &failure {
            Some(why) if logged.as_ref() != Some(why) => {
                log::warn!("cannot recheck sessions: {why}; sessions stay valid for recheck_grace");
            }
            None if logged.is_some() => {
                log::info!("{} answers rechecks of sessions again", self.settings.issuer);
            }
            _ => {}
        }
        *logged = failure;
    }

    /// Logs once that the provider issues no refresh token, so that rechecks end with the access token.
    pub(super) fn log_missing_refresh_token(&self) {
        if !self.logged_missing_refresh_token.swap(true, Ordering::Relaxed) {
            let has_scope = self.settings.request.scopes.iter().any(|scope| scope == "offline_access");
            let remedy = match OfflineAccess::scope_rule(self.settings.icon) {
                OfflineScopeRule::Required | OfflineScopeRule::Unknown if !has_scope => {
                    ", and add offline_access to scopes, if the provider offers this scope"
                }
                _ => "",
            };
            log::warn!(
                "{} issues no refresh token: its sessions can be rechecked only while the access token is valid, and end \
                 recheck_grace after that; allow this client refresh tokens at the provider{remedy}",
                self.settings.issuer
            );
        }
    }
}
