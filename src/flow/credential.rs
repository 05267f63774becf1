//! With what a provider is asked again about somebody, as the database keeps it.

use secrecy::SecretString;
use uuid::Uuid;

use super::seal::{Seal, Sealed};
use crate::domain::{RecheckCredential, RecheckGrant, RecheckState, RequestContext, SealedRecheckCredential};

/// How a session stands that begins now.
pub(super) fn at_sign_in(seal: &Seal, grant: &RecheckGrant, session: Uuid, context: &RequestContext) -> RecheckState {
    RecheckState {
        credential: sealed(seal, &grant.credential, session, context),
        nonce: grant.nonce,
        authenticated_at: grant.authenticated_at,
        confirmed_at: context.now,
        asked_at: context.now,
        unanswered_since: None,
    }
}

/// What cannot be sealed is not kept: the session ends when its time without an answer is over.
pub(super) fn sealed(
    seal: &Seal,
    credential: &RecheckCredential,
    session: Uuid,
    context: &RequestContext,
) -> SealedRecheckCredential {
    let seal = |token: &SecretString, kind| {
        let sealed = seal.seal(token, kind, session);
        sealed.inspect_err(|_| log::error!("request {}: a token cannot be sealed", context.request)).ok()
    };
    match credential {
        RecheckCredential::RefreshToken(token) => SealedRecheckCredential {
            refresh_token: seal(token, Sealed::RefreshToken),
            ..SealedRecheckCredential::default()
        },
        RecheckCredential::AccessToken(token, ends_at) => SealedRecheckCredential {
            access_token: seal(token, Sealed::AccessToken),
            access_token_ends_at: *ends_at,
            ..SealedRecheckCredential::default()
        },
    }
}

/// What was sealed, if it opens.
pub(super) fn opened(seal: &Seal, credential: &SealedRecheckCredential, session: Uuid) -> Option<RecheckCredential> {
    let SealedRecheckCredential { refresh_token, access_token, access_token_ends_at } = credential;
    let open = |sealed: &str, kind| seal.open(sealed, kind, session);
    match (refresh_token, access_token) {
        (Some(sealed), _) => open(sealed, Sealed::RefreshToken).map(RecheckCredential::RefreshToken),
        (None, Some(sealed)) => {
            open(sealed, Sealed::AccessToken).map(|token| RecheckCredential::AccessToken(token, *access_token_ends_at))
        }
        (None, None) => None,
    }
}
