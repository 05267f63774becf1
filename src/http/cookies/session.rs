//! The session cookie. actix-session signs and reads it; the sessions are in our own table.

use std::collections::HashMap;

use actix_session::config::{CookieContentSecurity, PersistentSession};
use actix_session::storage::{LoadError, SaveError, SessionKey, SessionStore, UpdateError};
use actix_session::{Session, SessionMiddleware};
use actix_web::cookie::{SameSite, time::Duration};
use actix_web::web::Data;

use crate::domain::{self, RequestContext, SessionToken, User};
use crate::flow;
use crate::http::app::App;
use crate::http::cookies::Scope;
use crate::http::problem::Internal;

/// The only entry in the state of actix-session.
const TOKEN: &str = "token";

/// The middleware that verifies and sets the cookie.
pub(in crate::http) fn session_middleware(app: &Data<App>) -> SessionMiddleware<TokenStore> {
    let cookies = &app.cookies;
    let max_age = Duration::try_from(cookies.session_max_age).unwrap_or(Duration::days(7));
    SessionMiddleware::builder(TokenStore, cookies.key.clone())
        .cookie_name(cookies.name("kaimu_session", Scope::Shared))
        .cookie_domain(cookies.session_domain.clone())
        .cookie_secure(cookies.secure)
        .cookie_http_only(true)
        .cookie_same_site(SameSite::Lax)
        .cookie_path("/".to_owned())
        .cookie_content_security(CookieContentSecurity::Signed)
        .session_lifecycle(PersistentSession::default().session_ttl(max_age))
        .build()
}

/// The session of this browser and its user, if it is signed in. May ask the provider to recheck the user, and may
/// revoke the session.
///
/// Does not remove the cookie of a session that has ended, since a sign-in in another tab may just have replaced it.
pub(in crate::http) async fn authenticate(
    app: &App,
    session: &Session,
    context: &RequestContext,
) -> Result<Option<(domain::Session, User)>, Internal> {
    let Some(token) = presented_token(session) else { return Ok(None) };
    let found = flow::session::authenticate(&app.services, &token, context).await;
    found.map_err(|error| Internal::log(context, &error))
}

/// The session token that this browser sent.
pub(in crate::http) fn presented_token(session: &Session) -> Option<SessionToken> {
    session.get::<String>(TOKEN).ok().flatten().map(|text| SessionToken::presented(&text))
}

/// Gives the browser the token of a new session.
pub(in crate::http) fn set_token(
    session: &Session,
    token: &SessionToken,
) -> Result<(), actix_session::SessionInsertError> {
    session.clear();
    session.renew();
    session.insert(TOKEN, token.reveal())
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
