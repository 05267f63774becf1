//! Authenticates users by personal access tokens.

use std::sync::PoisonError;

use chrono::{DateTime, Utc};

use super::services::Services;
use crate::domain::{
    AccessToken, ApplicationUrl, RequestContext, Session, StoredToken, TokenRefusal, User, error_chain,
};
use crate::metrics::RateLimit;
use crate::store::{StoreError, access_tokens};

/// What a presented token leads to.
#[derive(Debug)]
pub enum TokenOutcome {
    /// The token counts.
    Accepted(Box<TokenVisitor>),
    /// It does not.
    Refused(TokenRefusal),
}

/// The user that a token signs in.
#[derive(Debug)]
pub struct TokenVisitor {
    /// The user.
    pub user: User,
    /// The session of the sign-in that the token counts by: its provider and groups, and no strength. Its id is that of the
    /// token.
    pub session: Session,
}

/// Decides whether a token signs its user in at an application, which accepts tokens for this request. Asks the database
/// once at most, and never a provider. That the token was used is recorded in the background.
pub async fn authenticate(
    services: &Services,
    token: &AccessToken,
    application: &ApplicationUrl,
    context: &RequestContext,
) -> Result<TokenOutcome, StoreError> {
    if !token.is_well_formed() {
        return Ok(TokenOutcome::Refused(TokenRefusal::Unknown));
    }
    let (hash, now) = (token.hash(), context.now);
    let attempts = || services.token_attempts.lock().unwrap_or_else(PoisonError::into_inner);
    let admitted = attempts().admit(&hash, context.address, now);
    if let Err(refusal) = admitted {
        if refusal == TokenRefusal::TooManyUnknown {
            services.metrics().sessions.limited(RateLimit::UnknownTokens);
        }
        return Ok(TokenOutcome::Refused(refusal));
    }
    let found = services.store.read(move |connection| access_tokens::find(connection, &hash)).await?;
    let Some(found) = found else {
        attempts().remember_unknown(hash, context.address, now);
        return Ok(TokenOutcome::Refused(TokenRefusal::Unknown));
    };
    match check(services, &found, application, now) {
        Ok(session) => {
            if attempts().remember_use(hash, now) {
                record_use(services, &found, context);
            }
            Ok(TokenOutcome::Accepted(Box::new(TokenVisitor { user: found.user, session })))
        }
        Err(refusal) => Ok(TokenOutcome::Refused(refusal)),
    }
}

fn check(
    services: &Services,
    token: &StoredToken,
    application: &ApplicationUrl,
    now: DateTime<Utc>,
) -> Result<Session, TokenRefusal> {
    let sign_in = token.check(application, services.policies.tokens_sign_in_within, now)?;
    // A sign-in that was completed just after its provider was removed, or that was made at another issuer.
    let is_configured = services.provider(sign_in.provider.as_str()).is_some();
    if !is_configured || !services.open_issuers().contains(&token.issuer) {
        return Err(TokenRefusal::SignInNeeded);
    }
    Ok(token.session(sign_in, now))
}

/// Records the use of a token in the background.
fn record_use(services: &Services, token: &StoredToken, context: &RequestContext) {
    if services.background.is_stopping() {
        return;
    }
    let (store, id, context) = (services.store.clone(), token.id, context.clone());
    services.background.spawn(async move {
        let now = context.now;
        let recorded: Result<(), StoreError> =
            store.write(move |connection| access_tokens::record_use(connection, id, now)).await;
        if let Err(error) = recorded {
            log::warn!("could not record the use of an access token: {}", error_chain(&error));
        }
    });
}
