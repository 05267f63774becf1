//! A sign-out: here first, always, and then where else one may still be signed in.

use secrecy::SecretString;
use url::Url;

use super::seal::Sealed;
use super::{Services, random};
use crate::domain::{AuditEntry, AuditEvent, ProviderSession, Session, SessionToken, Visit};
use crate::store::{StoreError, audit, provider_sessions, sessions};

/// Where a browser goes that has signed out here, to be signed out at the provider.
#[expect(missing_debug_implementations, reason = "the ID token is in the address")]
pub struct Onwards {
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
pub async fn sign_out(services: &Services, token: &SessionToken, visit: &Visit) -> Result<Option<Onwards>, StoreError> {
    let Some((session, behind)) = end(services, token, visit.clone()).await? else { return Ok(None) };
    Ok(behind.and_then(|behind| onwards(services, &session, &behind)))
}

async fn end(
    services: &Services,
    token: &SessionToken,
    visit: Visit,
) -> Result<Option<(Session, Option<ProviderSession>)>, StoreError> {
    let hash = token.hash();
    services
        .store
        .write(move |connection| {
            let Some((session, user)) = sessions::find(connection, &hash)? else { return Ok(None) };
            let behind = provider_sessions::behind(connection, session.id)?;
            sessions::delete(connection, &hash)?;
            let id = random::id(visit.now);
            let provider = session.provider.clone();
            let entry = AuditEntry { event: AuditEvent::SignedOut, provider, user: Some(user.id), visit };
            audit::insert(connection, id, &entry)?;
            Ok(Some((session, behind)))
        })
        .await
}

fn onwards(services: &Services, session: &Session, behind: &ProviderSession) -> Option<Onwards> {
    // The same provider as then: a slug may have been given to another one.
    let provider = services.providers.find(session.provider.as_str()).filter(|it| it.is_known_by(&behind.client))?;
    let sealed = behind.sealed_id_token.as_deref();
    let id_token = sealed.and_then(|sealed| services.seal.open(sealed, Sealed::SignOutHint, session.id));
    let state = random::secret();
    let url = provider.end_session_request(id_token.as_ref(), &state)?;
    Some(Onwards { url, state })
}
