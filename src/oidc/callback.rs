//! The way back: from the authorization response to a verified identity (OpenID Connect Core, section 3.1.2.7 on).

use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use openidconnect::OAuth2TokenResponse;
use secrecy::{ExposeSecret, SecretString};

use super::claims::ProfileClaims;
use super::discovery::Metadata;
use super::failed_check::FailedCheck;
use super::id_token::{self, Checked, Expected};
use super::jws::{Jws, Kind, VerifiedJws};
use super::tokens::Tokens;
use super::{OidcError, Provider};
use crate::domain::{
    AccountSelection, AuthorizationOutcome, AuthorizationResponse, AuthorizationSecrets, ClientAuthentication,
    Identity, Issuer, ProviderSignIn, RecheckCredential, RecheckGrant, SecretHash, VerifiedIdentity,
};

/// The person is waiting: whatever the provider does, there is an answer by then.
const TOTAL_TIMEOUT: Duration = Duration::from_secs(14);

impl Provider {
    /// Turns the response to our request for this account into a verified identity. The caller has compared the state.
    ///
    /// # Errors
    /// At the first check that fails; nothing that the provider said is believed then.
    pub async fn redeem(
        self: &Arc<Self>,
        response: AuthorizationResponse,
        secrets: &AuthorizationSecrets,
        account: AccountSelection,
    ) -> Result<ProviderSignIn, OidcError> {
        tokio::time::timeout(TOTAL_TIMEOUT, self.redeem_in_any_time(response, secrets, account))
            .await
            .unwrap_or_else(|_| Err(self.unavailable("an answer", "it took longer than 14 s in all".to_owned())))
    }

    async fn redeem_in_any_time(
        self: &Arc<Self>,
        response: AuthorizationResponse,
        secrets: &AuthorizationSecrets,
        account: AccountSelection,
    ) -> Result<ProviderSignIn, OidcError> {
        let metadata = self.metadata().await?;
        let answering = self.issuer_of(&response, &metadata)?;
        let code = match &response.outcome {
            AuthorizationOutcome::Code(code) => code,
            AuthorizationOutcome::Refused(refusal) => return Err(self.refused(*refusal)),
        };
        let tokens = self.exchange(&metadata, code, &secrets.code_verifier).await?;
        let access_token = tokens.access_token().secret();
        let (Checked { issuer, subject, session, about, strength }, algorithm) =
            self.check_id_token(&tokens, &metadata, secrets, account.max_age()).await?;
        if answering.is_some_and(|answering| answering != issuer) {
            return Err(self.other_issuer());
        }
        let identity = Identity { issuer, subject };
        if let Err(lack) = self.settings.strength.check(&strength, (self.clock)()) {
            return Err(OidcError::NotStrongEnough { issuer: self.settings.issuer.clone(), lack, identity });
        }
        let lacks_something = about.lack_something(&self.settings.request.scopes, &self.settings.groups);
        let about = match &metadata.userinfo_endpoint {
            Some(endpoint) if lacks_something => {
                about.or(self.userinfo(endpoint, &metadata, access_token, &identity).await?)
            }
            _ => about,
        };
        let profile = match (&self.settings.client.authentication, &response.user) {
            (ClientAuthentication::Apple { .. }, Some(user)) => {
                about.profile.or(ProfileClaims::of_apple(user.expose_secret()))
            }
            _ => about.profile,
        };
        let verified = VerifiedIdentity {
            provider: self.settings.slug.clone(),
            identity,
            profile: profile.into_profile(),
            authenticated_at: strength.authenticated_at,
        };
        let id_token = tokens.id_token.as_deref();
        let id_token = id_token.filter(|token| self.will_want_as_hint(token, &metadata)).map(SecretString::from);
        let recheck_grant = self.recheck_grant(&tokens, secrets, verified.authenticated_at);
        Ok(ProviderSignIn { verified, groups: about.groups, session, algorithm, id_token, recheck_grant })
    }

    /// With what to ask again, if the operator wants that.
    fn recheck_grant(
        &self,
        tokens: &Tokens,
        secrets: &AuthorizationSecrets,
        authenticated_at: Option<DateTime<Utc>>,
    ) -> Option<RecheckGrant> {
        self.settings.recheck?;
        let credential = tokens.credential((self.clock)());
        if matches!(credential, RecheckCredential::AccessToken(..)) {
            self.tell_of_no_refresh_token();
        }
        Some(RecheckGrant { credential, nonce: SecretHash::of(secrets.nonce.expose_secret()), authenticated_at })
    }

    /// The issuer that the response names (RFC 9207, section 2.4).
    fn issuer_of(&self, response: &AuthorizationResponse, metadata: &Metadata) -> Result<Option<Issuer>, OidcError> {
        match &response.issuer {
            Some(text) => self.settings.issuer_named(text).map(Some).ok_or_else(|| self.other_issuer()),
            None if metadata.names_issuer_in_response => Err(self.other_issuer()),
            None => Ok(None),
        }
    }

    fn other_issuer(&self) -> OidcError {
        OidcError::ResponseIssuerMismatch { expected: self.settings.issuer.clone() }
    }

    async fn check_id_token(
        self: &Arc<Self>,
        tokens: &Tokens,
        metadata: &Metadata,
        secrets: &AuthorizationSecrets,
        max_age: Option<Duration>,
    ) -> Result<(Checked, String), OidcError> {
        let failed = |check| OidcError::IdToken { issuer: self.settings.issuer.clone(), check };
        let id_token = tokens.id_token.as_deref().ok_or_else(|| failed(FailedCheck::Missing))?;
        let verified = self.verify(id_token, Kind::Plain, metadata, failed).await?;
        let expected = Expected {
            provider: &self.settings,
            nonce: secrets.nonce.expose_secret(),
            access_token: tokens.access_token().secret(),
            now: (self.clock)(),
            groups: &self.settings.groups.claim,
            max_age,
        };
        let checked = id_token::check(&verified, &expected).map_err(failed)?;
        self.witness.hear("The ID token", &verified.payload);
        Ok((checked, verified.algorithm_name))
    }

    /// Checks the signature of a token; if keys from memory do not fit, once more with newer ones.
    pub(super) async fn verify<E: From<OidcError>>(
        self: &Arc<Self>,
        token: &str,
        kind: Kind,
        metadata: &Metadata,
        failed: impl Fn(FailedCheck) -> E,
    ) -> Result<VerifiedJws, E> {
        let token = Jws::parse(token, kind).map_err(&failed)?;
        let Some(kept) = self.kept_keys(&metadata.jwks_uri) else {
            let fresh = self.fetch_keys(&metadata.jwks_uri).await?;
            return fresh.verify(&token).map_err(failed);
        };
        match kept.verify(&token) {
            Ok(verified) => Ok(verified),
            Err(check) => match self.newer_keys(&kept, kind).await {
                Some(newer) => newer.verify(&token).map_err(failed),
                None => Err(failed(check)),
            },
        }
    }
}
