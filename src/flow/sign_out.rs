//! Sign-out: ends the session here first, then says where the browser can be signed out at the provider.

use secrecy::SecretString;
use url::Url;

use super::seal::SealedKind;
use super::services::Services;
use super::{audit, revocation};
use crate::domain::{AuditEvent, PresentedToken, RequestContext, Session, UpstreamSession};
use crate::store::{Connection, StoreError, session_tokens, sessions, upstream_sessions};

/// What a sign-out has ended.
#[expect(missing_debug_implementations, reason = "the URL contains the ID token")]
pub enum SignedOut {
    /// The session here. The browser can go on to the provider's end session endpoint, with our request (OpenID Connect
    /// RP-Initiated Logout 1.0, section 2).
    AtProviderNext(Url),
    /// The session here. The provider offers no sign-out.
    Here,
    /// Nothing: the token belongs to no session.
    Nothing,
}

/// Ends the session of this token, on every host and every instance. `state` comes back with the browser from the provider, if the
/// sign-out goes on there.
///
/// # Errors
/// When the store fails; the session has not ended then.
pub async fn sign_out(
    services: &Services,
    token: &PresentedToken,
    state: &SecretString,
    context: &RequestContext,
) -> Result<SignedOut, StoreError> {
    let ended = end_session(services, token, context.clone()).await?;
    let Some((session, upstream)) = ended else { return Ok(SignedOut::Nothing) };
    revocation::start(services, context.now);
    let redirect = upstream.and_then(|upstream| provider_logout_redirect(services, &session, &upstream, state));
    Ok(redirect.map_or(SignedOut::Here, SignedOut::AtProviderNext))
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
    state: &SecretString,
) -> Option<Url> {
    // Only the provider of the sign-in: the operator may have given its slug to another one since.
    let provider = services.providers.find(session.provider.as_str()).filter(|it| it.uses_client(&upstream.client))?;
    let sealed = upstream.sealed_id_token.as_deref();
    let id_token = sealed.and_then(|sealed| services.seal.open(sealed, SealedKind::SignOutHint, session.id));
    provider.end_session_request(id_token.as_ref(), state)
}
