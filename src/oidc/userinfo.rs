//! Requests claims from the userinfo endpoint (OpenID Connect Core, section 5.3).

use std::sync::Arc;

use chrono::{DateTime, Utc};
use openidconnect::http::{Request, StatusCode, header};
use url::Url;

use super::claims::UserClaims;
use super::claims_object::ClaimsObject;
use super::discovery::Metadata;
use super::error::OidcError;
use super::failed_check::FailedCheck;
use super::jws::{TokenKind, VerifiedJws};
use super::provider::Provider;
use super::token_claims::{RequiredTimes, TokenClaims, check_issuer_and_audience, check_times, text};
use crate::domain::{Identity, Issuer, ProviderSettings, error_chain};
use crate::metrics::Endpoint;

/// The name of the userinfo response in error messages.
pub(super) const USERINFO: &str = "userinfo";

impl Provider {
    /// Requests userinfo for the subject of the ID token.
    ///
    /// # Errors
    /// Also when the response fails a check, is about another subject, or the access token is rejected.
    pub(super) async fn userinfo(
        self: &Arc<Self>,
        endpoint: &Url,
        metadata: &Metadata,
        access_token: &str,
        identity: &Identity,
    ) -> Result<UserClaims, OidcError> {
        let claims = self.userinfo_unless_unauthorized(endpoint, metadata, access_token, identity).await?;
        claims.ok_or_else(|| self.unavailable(USERINFO, format!("{endpoint} answers with status 401")))
    }

    /// As [`Self::userinfo`], but returns `None` when the access token is rejected (RFC 6750, section 3.1).
    pub(super) async fn userinfo_unless_unauthorized(
        self: &Arc<Self>,
        endpoint: &Url,
        metadata: &Metadata,
        access_token: &str,
        identity: &Identity,
    ) -> Result<Option<UserClaims>, OidcError> {
        let payload = match self.request_userinfo(endpoint, access_token).await {
            Ok(UserinfoResponse::Json(body)) => body,
            Ok(UserinfoResponse::Jwt(token)) => self.verify_userinfo(&token, metadata, &identity.issuer).await?,
            Ok(UserinfoResponse::Unauthorized) => return Ok(None),
            Err(why) => return Err(self.unavailable(USERINFO, format!("{endpoint} {why}"))),
        };
        let object = ClaimsObject::parse(&payload)
            .map_err(|_| self.unavailable(USERINFO, format!("{endpoint} does not answer with an object of claims")))?;
        let failed = |check| self.failed_userinfo(check);
        let sub = object.deciding("sub").map_err(failed)?;
        let sub = text("sub", sub.as_ref()).map_err(failed)?;
        // check: sub of userinfo
        if sub != identity.subject.as_str() {
            return Err(OidcError::UserinfoSubjectMismatch { issuer: self.settings.issuer.clone() });
        }
        let claims = UserClaims::read(&object, &self.settings.groups).map_err(failed)?;
        self.claims_recorder.record("Userinfo", &payload);
        Ok(Some(claims))
    }

    fn failed_userinfo(&self, check: FailedCheck) -> OidcError {
        OidcError::Userinfo { issuer: self.settings.issuer.clone(), check }
    }

    async fn request_userinfo(&self, endpoint: &Url, access_token: &str) -> Result<UserinfoResponse, String> {
        let request = Request::get(endpoint.as_str())
            .header(header::ACCEPT, "application/json, application/jwt")
            .header(header::AUTHORIZATION, format!("Bearer {access_token}"))
            .body(Vec::new())
            .map_err(|_| "cannot be requested: the access token has characters that a header cannot hold".to_owned())?;
        let response = self.http.send(Endpoint::Userinfo, request).await.map_err(|error| error_chain(&error))?;
        if response.status() == StatusCode::UNAUTHORIZED {
            return Ok(UserinfoResponse::Unauthorized);
        }
        // check: status of userinfo
        if response.status() != StatusCode::OK {
            return Err(format!("answers with status {}", response.status().as_u16()));
        }
        let content_type = response.headers().get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok());
        if content_type.unwrap_or_default().to_ascii_lowercase().starts_with("application/jwt") {
            let token = String::from_utf8(response.into_body()).map_err(|_| "does not answer with a JWT".to_owned())?;
            return Ok(UserinfoResponse::Jwt(token));
        }
        Ok(UserinfoResponse::Json(response.into_body()))
    }

    /// The payload of a signed userinfo response, after all checks (section 5.3.2).
    async fn verify_userinfo(
        self: &Arc<Self>,
        token: &str,
        metadata: &Metadata,
        issuer: &Issuer,
    ) -> Result<Vec<u8>, OidcError> {
        let failed = |check| self.failed_userinfo(check);
        let verified = self.verify_signature(token.trim(), TokenKind::IdTokenOrUserinfo, metadata, failed).await?;
        // check: claims of signed userinfo
        check_userinfo_claims(&verified, issuer, &self.settings, (self.clock)()).map_err(failed)?;
        Ok(verified.payload)
    }
}

/// Checks a signed userinfo response like an ID token. It has no `nonce`, and `exp` and `iat` are optional.
fn check_userinfo_claims(
    token: &VerifiedJws,
    issuer: &Issuer,
    provider: &ProviderSettings,
    now: DateTime<Utc>,
) -> Result<(), FailedCheck> {
    let claims = TokenClaims::read(&ClaimsObject::parse(&token.payload)?)?;
    if check_issuer_and_audience(&claims, token, provider)? != *issuer {
        return Err(FailedCheck::Issuer);
    }
    check_times(&claims, now, RequiredTimes::None)
}

enum UserinfoResponse {
    Json(Vec<u8>),
    Jwt(String),
    Unauthorized,
}
