//! The session cookie, one on each host. actix-session signs and reads it; the sessions are in our own tables.

use std::collections::HashMap;
use std::future::{Ready, ready};
use std::sync::Arc;

use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_session::{Session, SessionExt, SessionMiddleware};
use actix_web::cookie::{SameSite, time::Duration};
use actix_web::dev::Payload;
use actix_web::web::Data;
use actix_web::{FromRequest, HttpRequest};
use tokio::time::Instant;

use crate::domain::{self, KnownSession, PresentedToken, RequestContext, SessionToken, User};
use crate::flow;
use crate::http::app::App;
use crate::http::problem::Internal;
use crate::http::request::host::AskedHost;

/// The name of the cookie, without its prefix.
pub(in crate::http) const NAME: &str = "kaimu_session";

/// The only entry in the state of actix-session.
const TOKEN: &str = "token";

/// The middleware that verifies and sets the cookie.
pub(in crate::http) fn session_middleware(app: &Data<App>) -> SessionMiddleware<TokenStore> {
    let cookies = &app.cookies;
    let max_age = Duration::try_from(cookies.session_max_age).unwrap_or(Duration::days(7));
    SessionMiddleware::builder(TokenStore, cookies.key.clone())
        .cookie_name(cookies.name(NAME))
        .cookie_secure(cookies.secure)
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_path("/".to_owned())
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(PersistentSession::default().session_ttl(max_age))
        .build()
}

/// The session cookie of a request, as an argument of its handler.
pub(in crate::http) struct SessionCookie {
    state: Session,
    /// The host whose tokens count for this request.
    host: String,
}

impl SessionCookie {
    /// The session of this browser and its user, if it is signed in. May ask the provider to recheck the user, and may
    /// revoke the session.
    ///
    /// Does not remove the cookie of a session that has ended, since a sign-in in another tab may just have replaced
    /// it.
    pub(in crate::http) async fn authenticate(
        &self,
        app: &App,
        context: &RequestContext,
    ) -> Result<Option<(domain::Session, User)>, Internal> {
        let Some(token) = self.presented() else { return Ok(None) };
        let found = flow::session::authenticate(&app.services, &token, context).await;
        Ok(found.map_err(|error| app.services.log_failure(context, &error))?)
    }

    /// Like [`SessionCookie::authenticate`], from memory if possible: for requests that come often and change nothing.
    pub(in crate::http) async fn check(
        &self,
        app: &App,
        context: &RequestContext,
    ) -> Result<Option<Arc<KnownSession>>, Internal> {
        let Some(token) = self.presented() else { return Ok(None) };
        let found = flow::session::check(&app.services, &token, context).await;
        Ok(found.map_err(|error| app.services.log_failure(context, &error))?)
    }

    /// Like [`SessionCookie::authenticate`], and waits until `deadline`.
    pub(in crate::http) async fn authenticate_until(
        &self,
        app: &App,
        context: &RequestContext,
        deadline: Instant,
    ) -> Result<Option<(domain::Session, User)>, Internal> {
        let Some(token) = self.presented() else { return Ok(None) };
        let found = flow::session::authenticate_until(&app.services, &token, context, deadline).await;
        Ok(found.map_err(|error| app.services.log_failure(context, &error))?)
    }

    /// Whether the database says that this browser has no session. While it does not answer, there may be one.
    pub(in crate::http) async fn is_absent(&self, app: &App, context: &RequestContext) -> Result<bool, Internal> {
        match self.authenticate(app, context).await {
            Err(error) if error.is_database_unavailable() => Ok(false),
            found => Ok(found?.is_none()),
        }
    }

    /// The session token that this browser sent.
    pub(in crate::http) fn presented(&self) -> Option<PresentedToken> {
        let text = self.state.get::<String>(TOKEN).ok().flatten()?;
        Some(PresentedToken { hash: SessionToken::presented(&text).hash(), host: self.host.clone() })
    }

    /// Gives the browser the token of a new session, or of one that was handed over.
    pub(in crate::http) fn set(&self, token: &SessionToken) -> Result<(), Internal> {
        self.state.clear();
        self.state.renew();
        self.state.insert(TOKEN, token.reveal()).map_err(|error| Internal::log_cookie(&error))
    }

    /// Removes the cookie.
    pub(in crate::http) fn remove(&self) {
        self.state.purge();
    }
}

impl FromRequest for SessionCookie {
    type Error = Internal;
    type Future = Ready<Result<Self, Internal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        let app = request.app_data::<Data<App>>();
        ready(app.ok_or(Internal::INCOMPLETE_REQUEST).map(|app| Self {
            state: request.get_session(),
            host: AskedHost::of(app, request).session_host(app.urls()).to_owned(),
        }))
    }
}

/// The store of actix-session, which holds only the token.
///
/// It does not use the database: `flow` writes the sessions in its own transactions. So an outage leads to our error
/// page and not to an empty response of the middleware, and an ended session is never written again.
pub(in crate::http) struct TokenStore;

impl SessionStore for TokenStore {
    async fn load(&self, key: &SessionKey) -> Result<Option<HashMap<String, String>>, LoadError> {
        let token = serde_json::to_string(key.as_ref()).map_err(|error| LoadError::Deserialization(error.into()))?;
        Ok(Some(HashMap::from([(TOKEN.to_owned(), token)])))
    }

    async fn save(&self, state: HashMap<String, String>, _: &Duration) -> Result<SessionKey, SaveError> {
        let token = state.get(TOKEN).map_or("null", String::as_str);
        let token: String = serde_json::from_str(token).map_err(|error| SaveError::Serialization(error.into()))?;
        token.try_into().map_err(|_| SaveError::Other(anyhow::anyhow!("the token is too long")))
    }

    async fn update(
        &self,
        key: SessionKey,
        _: HashMap<String, String>,
        _: &Duration,
    ) -> Result<SessionKey, UpdateError> {
        Ok(key)
    }

    async fn update_ttl(&self, _: &SessionKey, _: &Duration) -> Result<(), anyhow::Error> {
        Ok(())
    }

    async fn delete(&self, _: &SessionKey) -> Result<(), anyhow::Error> {
        Ok(())
    }
}
