//! The end: asking the provider to sign somebody out, and being told by it that somebody is.

use std::sync::Arc;

use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};
use url::Url;

use super::discovery::Metadata;
use super::id_token::{self, Claims};
use super::jws::{Kind, VerifiedJws};
use super::{FailedCheck, OidcError, Provider};
use crate::domain::{
    ClientRegistration, LogoutScope, LogoutToken, SecretHash, SignOutMode, Subject, UpstreamSessionId,
};

/// A hint travels in a `Location` header; a proxy in front of us that allows 4 KiB of headers lets it through.
const MAX_HINT: usize = 2560;
/// The member of `events` that makes a token a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.4).
const EVENT: &str = "http://schemas.openid.net/event/backchannel-logout";
/// More than any provider needs to name a token.
const MAX_TOKEN_ID: usize = 1024;

/// Why a logout token was not believed.
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
    /// Us, at the issuer with this name, if this provider is, or speaks for, that one.
    #[must_use]
    pub fn client_at(&self, issuer: &str) -> Option<ClientRegistration> {
        Some(ClientRegistration { issuer: self.settings.issuer_named(issuer)?, id: self.settings.client.id.clone() })
    }

    /// Where to send a browser so that its person is signed out here as well (OpenID Connect RP-Initiated Logout 1.0,
    /// section 2), if the operator wants that and the provider offers it, as far as we know without asking: the person is
    /// signed out already and does not wait.
    #[must_use]
    pub fn end_session_request(&self, id_token: Option<&SecretString>, state: &SecretString) -> Option<Url> {
        let metadata = self.metadata_at_hand()?;
        let Some(endpoint) = self.end_session_endpoint(&metadata) else { return self.sign_out_at_auth0(state) };
        let mut url = endpoint.clone();
        url.query_pairs_mut()
            .append_pair("id_token_hint", id_token?.expose_secret())
            .append_pair("client_id", &self.settings.client.id)
            .append_pair("post_logout_redirect_uri", self.post_logout_redirect_uri.as_str())
            .append_pair("state", state.expose_secret());
        Some(url)
    }

    /// Auth0's own address for that, which its discovery does not name. It compares where to go back to without the query,
    /// so that the state fits in there.
    fn sign_out_at_auth0(&self, state: &SecretString) -> Option<Url> {
        if self.settings.sign_out != SignOutMode::Auth0 {
            return None;
        }
        let mut back = self.post_logout_redirect_uri.clone();
        back.query_pairs_mut().append_pair("state", state.expose_secret());
        let mut url = Url::parse(self.settings.issuer.as_str()).and_then(|issuer| issuer.join("v2/logout")).ok()?;
        url.query_pairs_mut().append_pair("client_id", &self.settings.client.id).append_pair("returnTo", back.as_str());
        Some(url)
    }

    /// Whether this ID token is worth keeping for [`Self::end_session_request`].
    pub(super) fn will_want_as_hint(&self, id_token: &str, metadata: &Metadata) -> bool {
        self.end_session_endpoint(metadata).is_some() && id_token.len() <= MAX_HINT
    }

    fn end_session_endpoint<'a>(&self, metadata: &'a Metadata) -> Option<&'a Url> {
        metadata.end_session_endpoint.as_ref().filter(|_| self.settings.sign_out != SignOutMode::Local)
    }

    /// Whether this provider knows us as that client.
    #[must_use]
    pub fn uses_client(&self, client: &ClientRegistration) -> bool {
        self.client_at(client.issuer.as_str()).as_ref() == Some(client)
    }

    /// Checks a logout token (OpenID Connect Back-Channel Logout 1.0, section 2.6), except what needs to be remembered: that
    /// its algorithm is the one of our ID tokens, and that it did not come before.
    ///
    /// # Errors
    /// At the first check that fails, or when the provider's keys cannot be had.
    pub async fn check_logout_token(self: &Arc<Self>, token: &str) -> Result<LogoutToken, LogoutTokenError> {
        let metadata = self.metadata().await?;
        let verified = self.verify(token, Kind::Logout, &metadata, LogoutTokenError::Failed).await?;
        self.check_claims(verified).map_err(LogoutTokenError::Failed)
    }

    fn check_claims(&self, token: VerifiedJws) -> Result<LogoutToken, FailedCheck> {
        let claims: Claims = serde_json::from_slice(&token.payload).map_err(|_| FailedCheck::Malformed)?;
        let issuer = id_token::check_issuer_and_audience(&claims, &token, &self.settings)?;
        let client = ClientRegistration { issuer, id: self.settings.client.id.clone() };
        id_token::check_times(&claims, (self.clock)(), true)?;
        let scope = ended_there(&claims).ok_or(FailedCheck::SubjectAndSession)?;
        if !claims.events.as_ref().and_then(|events| events.get(EVENT)).is_some_and(Value::is_object) {
            return Err(FailedCheck::Events);
        }
        // Even one that is null, which the claims above do not tell from none.
        let members: Map<String, Value> = serde_json::from_slice(&token.payload).map_err(|_| FailedCheck::Malformed)?;
        if members.contains_key("nonce") {
            return Err(FailedCheck::NonceThere);
        }
        let id = claims.jti.as_ref().and_then(Value::as_str);
        let id = id.filter(|id| (1..=MAX_TOKEN_ID).contains(&id.len())).ok_or(FailedCheck::TokenId)?;
        // Other issuers, and other clients of this one, may give the same name to other tokens.
        let id = SecretHash::of(&format!("{}\n{}\n{id}", client.issuer, client.id));
        Ok(LogoutToken { client, scope, algorithm: token.algorithm_name, id })
    }
}

/// Whom the token signs out; `None` when it does not say, or one of the two is malformed.
fn ended_there(claims: &Claims) -> Option<LogoutScope> {
    let session = match &claims.sid {
        Some(sid) => Some(UpstreamSessionId::parse(sid.as_str()?)?),
        None => None,
    };
    let subject = match &claims.sub {
        Some(sub) => Some(Subject::parse(sub.as_str()?).ok()?),
        None => None,
    };
    (session.is_some() || subject.is_some()).then_some(LogoutScope { session, subject })
}
