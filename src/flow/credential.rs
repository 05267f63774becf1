//! With what a provider is asked again about somebody, as the database keeps it.

use secrecy::SecretString;
use uuid::Uuid;

use super::seal::{Seal, Sealed};
use crate::domain::{Credential, Reference, SealedCredential, Standing, Visit};

/// How a session stands that begins now.
pub(super) fn at_sign_in(seal: &Seal, reference: &Reference, session: Uuid, visit: &Visit) -> Standing {
    Standing {
        credential: sealed(seal, &reference.credential, session, visit),
        nonce: reference.nonce,
        authenticated_at: reference.authenticated_at,
        confirmed_at: visit.now,
        asked_at: visit.now,
        unanswered_since: None,
    }
}

/// What cannot be sealed is not kept: the session ends when its time without an answer is over.
pub(super) fn sealed(seal: &Seal, credential: &Credential, session: Uuid, visit: &Visit) -> SealedCredential {
    let seal = |token: &SecretString, kind| {
        let sealed = seal.seal(token, kind, session);
        sealed.inspect_err(|_| log::error!("request {}: a token cannot be sealed", visit.request)).ok()
    };
    match credential {
        Credential::RefreshToken(token) => {
            SealedCredential { refresh_token: seal(token, Sealed::RefreshToken), ..SealedCredential::default() }
        }
        Credential::AccessToken(token, ends_at) => SealedCredential {
            access_token: seal(token, Sealed::AccessToken),
            access_token_ends_at: *ends_at,
            ..SealedCredential::default()
        },
    }
}

/// What was sealed, if it opens.
pub(super) fn opened(seal: &Seal, credential: &SealedCredential, session: Uuid) -> Option<Credential> {
    let SealedCredential { refresh_token, access_token, access_token_ends_at } = credential;
    let open = |sealed: &str, kind| seal.open(sealed, kind, session);
    match (refresh_token, access_token) {
        (Some(sealed), _) => open(sealed, Sealed::RefreshToken).map(Credential::RefreshToken),
        (None, Some(sealed)) => {
            open(sealed, Sealed::AccessToken).map(|token| Credential::AccessToken(token, *access_token_ends_at))
        }
        (None, None) => None,
    }
}
