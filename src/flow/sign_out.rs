//! A sign-out: here first, always, and then where else one may still be signed in.

use secrecy::SecretString;
use url::Url;

use super::seal::Sealed;
use super::{Services, random};
use crate::domain::{AuditEntry, AuditEvent, RequestContext, Session, SessionToken, UpstreamSession};
use crate::store::{StoreError, audit, sessions, upstream_sessions};

/// Where a browser goes that has signed out here, to be signed out at the provider.
#[expect(missing_debug_implementations, reason = "the ID token is in the address")]
pub struct ProviderLogoutRedirect {
    /// The provider's end session endpoint, with our request.
    pub url: Url,
    /// What the provider sends back with the browser.
    pub state: SecretString,
}

/// Signs out: the session is gone, on every instance, before anything else happens. Says where to go on to, if the person
/// can be signed out at the provider as well.
///
/// # Errors
/// When the store fails; the session has not ended then.
pub async fn sign_out(
    services: &Services,
    token: &SessionToken,
    context: &RequestContext,
) -> Result<Option<ProviderLogoutRedirect>, StoreError> {
    let Some((session, upstream)) = end(services, token, context.clone()).await? else { return Ok(None) };
    Ok(upstream.and_then(|upstream| onwards(services, &session, &upstream)))
}

async fn end(
    services: &Services,
    token: &SessionToken,
    context: RequestContext,
) -> Result<Option<(Session, Option<UpstreamSession>)>, StoreError> {
    let hash = token.hash();
    services
        .store
        .write(move |connection| {
            let Some((session, user)) = sessions::find(connection, &hash)? else { return Ok(None) };
            let upstream = upstream_sessions::find(connection, session.id)?;
            sessions::delete(connection, &hash)?;
            let id = random::id(context.now);
            let provider = session.provider.clone();
            let entry = AuditEntry { event: AuditEvent::SignedOut, provider, user: Some(user.id), context };
            audit::insert(connection, id, &entry)?;
            Ok(Some((session, upstream)))
        })
        .await
}

fn onwards(services: &Services, session: &Session, upstream: &UpstreamSession) -> Option<ProviderLogoutRedirect> {
    // The same provider as then: a slug may have been given to another one.
    let provider = services.providers.find(session.provider.as_str()).filter(|it| it.uses_client(&upstream.client))?;
    let sealed = upstream.sealed_id_token.as_deref();
    let id_token = sealed.and_then(|sealed| services.seal.open(sealed, Sealed::SignOutHint, session.id));
    let state = random::secret();
    let url = provider.end_session_request(id_token.as_ref(), &state)?;
    Some(ProviderLogoutRedirect { url, state })
}
