//! Turns the authorization response into a verified identity (OpenID Connect Core, from section 3.1.2.7).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use tokio::time::Instant;

use super::claims::ProfileClaims;
use super::discovery::Metadata;
use super::error::OidcError;
use super::failed_check::FailedCheck;
use super::id_token::{self, CheckedIdToken, ExpectedIdToken};
use super::provider::Provider;
use super::token_set::TokenSet;
use crate::domain::{
    AccountSelection, AuthorizationOutcome, AuthorizationResponse, AuthorizationSecrets, ClientAuthentication,
    Identity, Issuer, ProviderSignIn, RecheckCredential, RecheckGrant, SecretHash, VerifiedIdentity,
};

impl Provider {
    /// Turns the response to our authorization request into a verified identity. `account` is what that request asked
    /// for. The caller has checked the state. The browser waits for all requests to the provider together until
    /// `deadline`.
    ///
    /// # Errors
    /// The first check that fails. Nothing that the provider sent is used then.
    pub async fn redeem(
        self: &Arc<Self>,
        response: AuthorizationResponse,
        secrets: &AuthorizationSecrets,
        account: AccountSelection,
        deadline: Instant,
    ) -> Result<ProviderSignIn, OidcError> {
        let allowed = deadline.saturating_duration_since(Instant::now()).as_millis();
        let too_late = || format!("all requests together took longer than {allowed} ms");
        // check: a time limit for the whole exchange
        tokio::time::timeout_at(deadline, self.redeem_without_timeout(response, secrets, account))
            .await
            .unwrap_or_else(|_| Err(self.unavailable("a complete answer", too_late())))
    }

    async fn redeem_without_timeout(
        self: &Arc<Self>,
        response: AuthorizationResponse,
        secrets: &AuthorizationSecrets,
        account: AccountSelection,
    ) -> Result<ProviderSignIn, OidcError> {
        let metadata = self.metadata().await?;
        let response_issuer = self.response_issuer(&response, &metadata)?;
        let code = match &response.outcome {
            AuthorizationOutcome::Code(code) => code,
            AuthorizationOutcome::Refused(refusal) => return Err(self.authorization_refused(*refusal)),
        };
        let tokens = self.exchange(&metadata, code, &secrets.code_verifier).await?;
        let access_token = tokens.access_token();
        let (CheckedIdToken { issuer, subject, issued_at, session, claims, strength }, algorithm) =
            self.check_id_token(&tokens, &metadata, secrets, account).await?;
        // check: the issuer of response and token
        if response_issuer.is_some_and(|response_issuer| response_issuer != issuer) {
            return Err(self.response_issuer_mismatch());
        }
        let identity = Identity { issuer, subject };
        let now = (self.clock)();
        let checked = self.settings.strength.check(&strength, now);
        if let Err(lack) = checked
            .and_then(|()| strength.check_reauthentication(account.accepted_age(), metadata.announces_auth_time, now))
        {
            return Err(OidcError::NotStrongEnough { issuer: self.settings.issuer.clone(), lack, identity });
        }
        let incomplete = claims.are_incomplete(&self.settings.request.scopes, &self.settings.groups);
        let claims = match &metadata.userinfo_endpoint {
            Some(endpoint) if incomplete => {
                claims.or(self.userinfo(endpoint, &metadata, access_token, &identity).await?)
            }
            _ => claims,
        };
        let profile = match (&self.settings.client.authentication, &response.user) {
            // check: only Apple sends an unsigned name
            (ClientAuthentication::Apple { .. }, Some(user)) => {
                claims.profile.or(ProfileClaims::from_apple_user(user.expose_secret()))
            }
            _ => claims.profile,
        };
        let profile = profile.into_profile(self.settings.insecure_origin().as_ref());
        let verified = VerifiedIdentity {
            provider: self.settings.slug.clone(),
            identity,
            proven_email: self.settings.proven_email(&profile).cloned(),
            profile,
            strength,
        };
        let id_token = tokens.id_token.as_deref();
        let id_token = id_token.filter(|token| self.needs_id_token_hint(token, &metadata)).map(SecretString::from);
        let recheck_grant = self.recheck_grant(&tokens, secrets, verified.strength.authenticated_at);
        Ok(ProviderSignIn { verified, groups: claims.groups, session, algorithm, issued_at, id_token, recheck_grant })
    }

    /// What later rechecks need, if the operator has configured them.
    fn recheck_grant(
        &self,
        tokens: &TokenSet,
        secrets: &AuthorizationSecrets,
        authenticated_at: Option<DateTime<Utc>>,
    ) -> Option<RecheckGrant> {
        self.settings.recheck?;
        let credential = tokens.recheck_credential((self.clock)());
        if matches!(credential, RecheckCredential::AccessToken(..)) {
            self.log_missing_refresh_token();
        }
        Some(RecheckGrant { credential, nonce: SecretHash::of(secrets.nonce.expose_secret()), authenticated_at })
    }

    /// The issuer in the parameter `iss` of the response (RFC 9207, section 2.4).
    fn response_issuer(
        &self,
        response: &AuthorizationResponse,
        metadata: &Metadata,
    ) -> Result<Option<Issuer>, OidcError> {
        match &response.issuer {
            // check: iss of the response
            Some(text) => self.settings.issuer_named(text).map(Some).ok_or_else(|| self.response_issuer_mismatch()),
            // check: iss of the response missing
            None if metadata.names_issuer_in_response => Err(self.response_issuer_mismatch()),
            None => Ok(None),
        }
    }

    fn response_issuer_mismatch(&self) -> OidcError {
        OidcError::ResponseIssuerMismatch { expected: self.settings.issuer.clone() }
    }

    /// Returns the checked ID token and its signing algorithm.
    async fn check_id_token(
        self: &Arc<Self>,
        tokens: &TokenSet,
        metadata: &Arc<Metadata>,
        secrets: &AuthorizationSecrets,
        account: AccountSelection,
    ) -> Result<(CheckedIdToken, String), OidcError> {
        let failed = |check| OidcError::IdToken { issuer: self.settings.issuer.clone(), check };
        let id_token = tokens.id_token.as_deref().ok_or_else(|| failed(FailedCheck::Missing))?;
        let verified = self.verify_id_token(id_token, metadata, failed).await?;
        let expected = ExpectedIdToken {
            provider: &self.settings,
            nonce: secrets.nonce.expose_secret(),
            access_token: tokens.access_token(),
            now: (self.clock)(),
            is_reauthentication: account.accepted_age().is_some(),
        };
        let checked = id_token::check(&verified, &expected).map_err(failed)?;
        self.claims_recorder.record("The ID token", &verified.payload);
        Ok((checked, verified.algorithm_name))
    }
}
