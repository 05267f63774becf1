//! Sign-out at the provider (RP-Initiated Logout) and the logout tokens of Back-Channel Logout.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde_json::Value;
use url::Url;

use super::claims_object::ClaimsObject;
use super::discovery::Metadata;
use super::error::OidcError;
use super::failed_check::FailedCheck;
use super::jws::{TokenKind, VerifiedJws};
use super::provider::Provider;
use super::token_claims::{RequiredTimes, TokenClaims, check_issuer_and_audience, check_times, issue_time, text};
use crate::domain::{
    ClientRegistration, LogoutScope, LogoutToken, SecretHash, SignOutMode, Subject, UpstreamSessionId,
};

/// The hint travels in a `Location` header: this length passes a reverse proxy that allows 4 KiB of headers.
const MAX_ID_TOKEN_HINT_BYTES: usize = 2560;
/// The member of `events` that a logout token must have (OpenID Connect Back-Channel Logout 1.0, section 2.4).
const LOGOUT_EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// Longer than any `jti` that a provider needs.
const MAX_JTI_BYTES: usize = 1024;

/// Why a logout token was rejected.
#[derive(Debug, thiserror::Error)]
pub enum LogoutTokenError {
    /// It could not be checked.
    #[error(transparent)]
    Provider(#[from] OidcError),
    /// It failed a check.
    #[error("the logout token failed the check of {0}")]
    Failed(FailedCheck),
}

impl Provider {
    /// Our registration at this issuer; `None` if the issuer is not one of this provider's.
    #[must_use]
    pub fn client_at(&self, issuer: &str) -> Option<ClientRegistration> {
        Some(ClientRegistration { issuer: self.settings.issuer_named(issuer)?, id: self.settings.client.id.clone() })
    }

    /// The URL that signs the browser out at the provider (OpenID Connect RP-Initiated Logout 1.0, section 2). `None`
    /// unless the operator wants this, the provider offers it, and the ID token for the hint is known (Auth0 needs
    /// none). Sends no request for metadata: the user is signed out here already and must not wait.
    #[must_use]
    pub fn end_session_request(&self, id_token: Option<&SecretString>, state: &SecretString) -> Option<Url> {
        let metadata = self.cached_metadata()?;
        let Some(endpoint) = self.end_session_endpoint(&metadata) else { return self.auth0_logout_request(state) };
        let hint = id_token?.expose_secret();
        let mut url = endpoint.clone();
        // Keycloak shows an error page for a hint that it can no longer verify, and the user does not come back.
        if self.may_know_key_of(hint, &metadata) {
            url.query_pairs_mut().append_pair("id_token_hint", hint);
        }
        url.query_pairs_mut()
            .append_pair("client_id", &self.settings.client.id)
            .append_pair("post_logout_redirect_uri", self.post_logout_redirect_uri.as_str())
            .append_pair("state", state.expose_secret());
        Some(url)
    }

    /// Auth0's own logout endpoint, which its discovery document does not name. It takes no `state`. It compares
    /// `returnTo` without the query, so the state can go there.
    fn auth0_logout_request(&self, state: &SecretString) -> Option<Url> {
        if self.settings.sign_out != SignOutMode::Auth0 {
            return None;
        }
        let mut return_to = self.post_logout_redirect_uri.clone();
        return_to.query_pairs_mut().append_pair("state", state.expose_secret());
        let mut url = Url::parse(self.settings.issuer.as_str()).and_then(|issuer| issuer.join("v2/logout")).ok()?;
        url.query_pairs_mut()
            .append_pair("client_id", &self.settings.client.id)
            .append_pair("returnTo", return_to.as_str());
        Some(url)
    }

    /// Whether this ID token has to be kept as `id_token_hint` for [`Self::end_session_request`].
    pub(super) fn needs_id_token_hint(&self, id_token: &str, metadata: &Metadata) -> bool {
        self.end_session_endpoint(metadata).is_some() && id_token.len() <= MAX_ID_TOKEN_HINT_BYTES
    }

    fn end_session_endpoint<'a>(&self, metadata: &'a Metadata) -> Option<&'a Url> {
        metadata.end_session_endpoint.as_ref().filter(|_| self.settings.sign_out != SignOutMode::Local)
    }

    /// Whether this is our registration at the provider today.
    #[must_use]
    pub fn uses_client(&self, client: &ClientRegistration) -> bool {
        self.client_at(client.issuer.as_str()).as_ref() == Some(client)
    }

    /// Checks a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6). Two checks need stored state and
    /// are the caller's: the algorithm is that of our ID tokens, and the token was not received before.
    ///
    /// # Errors
    /// The first check that fails, or the request for the provider's keys.
    pub async fn check_logout_token(self: &Arc<Self>, token: &str) -> Result<LogoutToken, LogoutTokenError> {
        let metadata = self.metadata().await?;
        let kind = self.logout_token_kind();
        let verified = self.verify_signature(token, kind, &metadata, LogoutTokenError::Failed).await?;
        self.check_logout_claims(verified).map_err(LogoutTokenError::Failed)
    }

    fn logout_token_kind(&self) -> TokenKind {
        // check: strict typ of a logout token
        if self.settings.strict_logout_typ {
            return TokenKind::StrictLogout;
        }
        TokenKind::Logout
    }

    fn check_logout_claims(&self, token: VerifiedJws) -> Result<LogoutToken, FailedCheck> {
        let object = ClaimsObject::parse(&token.payload)?;
        let claims = TokenClaims::read(&object)?;
        let issuer = check_issuer_and_audience(&claims, &token, &self.settings)?;
        let client = ClientRegistration { issuer, id: self.settings.client.id.clone() };
        check_times(&claims, (self.clock)(), RequiredTimes::Issue)?;
        let issued_at = issue_time(&claims)?;
        let scope = logout_scope(&claims)?;
        if !claims.events.as_ref().and_then(|events| events.get(LOGOUT_EVENT)).is_some_and(Value::is_object) {
            return Err(FailedCheck::Events);
        }
        // `TokenClaims` does not distinguish a `null` nonce from an absent one. Both `null` and a value are forbidden.
        if object.has("nonce") {
            return Err(FailedCheck::NoncePresent);
        }
        let id = text("jti", claims.jti.as_ref())?;
        if !(1..=MAX_JTI_BYTES).contains(&id.len()) {
            return Err(FailedCheck::TokenId);
        }
        // Another issuer, or another client of the same issuer, may use the same `jti` for another token.
        let id = SecretHash::of(&format!("{}\n{}\n{id}", client.issuer, client.id));
        Ok(LogoutToken { client, scope, algorithm: token.algorithm_name, id, issued_at })
    }
}

/// What `sub` and `sid` sign out. One of them may be missing.
fn logout_scope(claims: &TokenClaims) -> Result<LogoutScope, FailedCheck> {
    let session = claims.sid.as_ref().map(|sid| {
        let sid = text("sid", Some(sid))?;
        UpstreamSessionId::of(sid).ok_or(FailedCheck::SubjectAndSession)
    });
    let subject = claims.sub.as_ref().map(|sub| {
        let sub = text("sub", Some(sub))?;
        Subject::parse(sub).map_err(|_| FailedCheck::Subject)
    });
    let scope = LogoutScope { session: session.transpose()?, subject: subject.transpose()? };
    if scope.session.is_none() && scope.subject.is_none() {
        return Err(FailedCheck::SubjectAndSession);
    }
    Ok(scope)
}
