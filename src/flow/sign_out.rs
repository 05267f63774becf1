//! Sign-out: ends the session here first, then says where the browser can be signed out at the provider.

use secrecy::SecretString;
use url::Url;

use super::seal::SealedKind;
use super::services::Services;
use super::{audit, random, revocation};
use crate::domain::{AuditEvent, PresentedToken, RequestContext, Session, UpstreamSession};
use crate::store::{Connection, StoreError, session_tokens, sessions, upstream_sessions};

/// The redirect that signs the browser out at the provider (OpenID Connect RP-Initiated Logout 1.0, section 2).
#[expect(missing_debug_implementations, reason = "the URL contains the ID token")]
pub struct ProviderLogoutRedirect {
    /// The provider's end session endpoint, with our request.
    pub url: Url,
    /// The `state` that the provider sends back with the browser.
    pub state: SecretString,
}

/// Ends the session of this token, on every host and every instance. The result is where to send the browser next, if the provider
/// offers a sign-out.
///
/// # Errors
/// When the store fails; the session has not ended then.
pub async fn sign_out(
    services: &Services,
    token: &PresentedToken,
    context: &RequestContext,
) -> Result<Option<ProviderLogoutRedirect>, StoreError> {
    let Some((session, upstream)) = end_session(services, token, context.clone()).await? else { return Ok(None) };
    revocation::start(services, context.now);
    Ok(upstream.and_then(|upstream| provider_logout_redirect(services, &session, &upstream)))
}

async fn end_session(
    services: &Services,
    token: &PresentedToken,
    context: RequestContext,
) -> Result<Option<(Session, Option<UpstreamSession>)>, StoreError> {
    let token = token.clone();
    let end = move |connection: &mut Connection| {
        let Some((session, user)) = session_tokens::find_session(connection, &token)? else { return Ok(None) };
        let upstream = upstream_sessions::find(connection, session.id)?;
        sessions::delete(connection, session.id)?;
        audit::record(connection, AuditEvent::SignedOut, session.provider.clone(), Some(user.id), &context)?;
        Ok(Some((session, upstream)))
    };
    services.store.write(end).await
}

fn provider_logout_redirect(
    services: &Services,
    session: &Session,
    upstream: &UpstreamSession,
) -> Option<ProviderLogoutRedirect> {
    // Only the provider of the sign-in: the operator may have given its slug to another one since.
    let provider = services.providers.find(session.provider.as_str()).filter(|it| it.uses_client(&upstream.client))?;
    let sealed = upstream.sealed_id_token.as_deref();
    let id_token = sealed.and_then(|sealed| services.seal.open(sealed, SealedKind::SignOutHint, session.id));
    let state = random::secret();
    let url = provider.end_session_request(id_token.as_ref(), &state)?;
    Some(ProviderLogoutRedirect { url, state })
}
