//! The tokens of a recheck, encrypted and decrypted for the database.

use secrecy::SecretString;
use uuid::Uuid;

use super::seal::{Seal, SealedKind};
use crate::domain::{RecheckCredential, RecheckGrant, RecheckState, RequestContext, SealedRecheckCredential};

/// The recheck state of a session that begins now.
pub(super) fn state_at_sign_in(
    seal: &Seal,
    grant: &RecheckGrant,
    session: Uuid,
    context: &RequestContext,
) -> RecheckState {
    RecheckState {
        credential: encrypt(seal, &grant.credential, session),
        nonce: grant.nonce,
        authenticated_at: grant.authenticated_at,
        confirmed_at: context.now,
        asked_at: context.now,
        unanswered_since: None,
    }
}

/// Encrypts the tokens. A token that cannot be encrypted is dropped; the session then ends after `recheck_grace`.
pub(super) fn encrypt(seal: &Seal, credential: &RecheckCredential, session: Uuid) -> SealedRecheckCredential {
    let seal = |token: &SecretString, kind| {
        let sealed = seal.seal(token, kind, session);
        sealed
            .inspect_err(|_| {
                log::error!("could not encrypt a token, so its session ends after recheck_grace");
            })
            .ok()
    };
    match credential {
        RecheckCredential::RefreshToken(token) => SealedRecheckCredential {
            refresh_token: seal(token, SealedKind::RefreshToken),
            ..SealedRecheckCredential::default()
        },
        RecheckCredential::AccessToken(token, ends_at) => SealedRecheckCredential {
            access_token: seal(token, SealedKind::AccessToken),
            access_token_ends_at: *ends_at,
            ..SealedRecheckCredential::default()
        },
    }
}

/// Decrypts the refresh token or else the access token; `None` when there is none, or the session secret has changed.
pub(super) fn decrypt(seal: &Seal, credential: &SealedRecheckCredential, session: Uuid) -> Option<RecheckCredential> {
    let SealedRecheckCredential { refresh_token, access_token, access_token_ends_at } = credential;
    let open = |sealed: &str, kind| seal.open(sealed, kind, session);
    match (refresh_token, access_token) {
        (Some(sealed), _) => open(sealed, SealedKind::RefreshToken).map(RecheckCredential::RefreshToken),
        (None, Some(sealed)) => open(sealed, SealedKind::AccessToken)
            .map(|token| RecheckCredential::AccessToken(token, *access_token_ends_at)),
        (None, None) => None,
    }
}
