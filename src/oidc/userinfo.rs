//! What the provider tells about the person beyond the ID token (OpenID Connect Core, section 5.3).

use std::sync::Arc;

use openidconnect::http::{Request, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::claims::About;
use super::discovery::Metadata;
use super::jws::Kind;
use super::{OidcError, Provider, id_token};
use crate::domain::{Identity, Issuer, error_chain};

const WHAT: &str = "userinfo";

#[derive(Deserialize)]
struct WhoseClaims {
    sub: Option<Value>,
}

impl Provider {
    /// Asks userinfo about the subject of the ID token; an answer about anybody else is an error.
    pub(super) async fn userinfo(
        self: &Arc<Self>,
        endpoint: &Url,
        metadata: &Metadata,
        access_token: &str,
        identity: &Identity,
    ) -> Result<About, OidcError> {
        let claims = self.userinfo_unless_refused(endpoint, metadata, access_token, identity).await?;
        claims.ok_or_else(|| self.unavailable(WHAT, format!("{endpoint} answers with status 401")))
    }

    /// The same; `None` when the access token is refused (RFC 6750, section 3.1).
    pub(super) async fn userinfo_unless_refused(
        self: &Arc<Self>,
        endpoint: &Url,
        metadata: &Metadata,
        access_token: &str,
        identity: &Identity,
    ) -> Result<Option<About>, OidcError> {
        let payload = match self.ask(endpoint, access_token).await {
            Ok(Answer::Json(body)) => body,
            Ok(Answer::Jwt(token)) => self.open(&token, metadata, &identity.issuer).await?,
            Ok(Answer::Refused) => return Ok(None),
            Err(why) => return Err(self.unavailable(WHAT, format!("{endpoint} {why}"))),
        };
        let broken = |_| self.unavailable(WHAT, format!("{endpoint} does not answer with an object of claims"));
        let whose: WhoseClaims = serde_json::from_slice(&payload).map_err(broken)?;
        if whose.sub.as_ref().and_then(Value::as_str) != Some(identity.subject.as_str()) {
            return Err(OidcError::UserinfoSubjectMismatch { issuer: self.settings.issuer.clone() });
        }
        let about = About::read(&payload, &self.settings.groups.claim).map_err(broken)?;
        self.witness.hear("Userinfo", &payload);
        Ok(Some(about))
    }

    async fn ask(&self, endpoint: &Url, access_token: &str) -> Result<Answer, String> {
        let request = Request::get(endpoint.as_str())
            .header(header::ACCEPT, "application/json, application/jwt")
            .header(header::AUTHORIZATION, format!("Bearer {access_token}"))
            .body(Vec::new())
            .map_err(|_| "cannot be asked with such an access token".to_owned())?;
        let response = self.http.send(request).await.map_err(|error| error_chain(&error))?;
        if response.status() == StatusCode::UNAUTHORIZED {
            return Ok(Answer::Refused);
        }
        if response.status() != StatusCode::OK {
            return Err(format!("answers with status {}", response.status().as_u16()));
        }
        let kind = response.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default();
        if kind.to_ascii_lowercase().starts_with("application/jwt") {
            let token = String::from_utf8(response.into_body()).map_err(|_| "is no token".to_owned())?;
            return Ok(Answer::Jwt(token));
        }
        Ok(Answer::Json(response.into_body()))
    }

    async fn open(self: &Arc<Self>, token: &str, metadata: &Metadata, issuer: &Issuer) -> Result<Vec<u8>, OidcError> {
        let failed = |check| self.unavailable(WHAT, format!("its signed answer failed the check of {check}"));
        let verified = self.verify(token.trim(), Kind::Plain, metadata, failed).await?;
        id_token::check_userinfo(&verified, issuer, &self.settings, (self.clock)()).map_err(failed)?;
        Ok(verified.payload)
    }
}

enum Answer {
    Json(Vec<u8>),
    Jwt(String),
    Refused,
}
