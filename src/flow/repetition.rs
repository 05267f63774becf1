//! What happens when a browser sends an authorization response again, because no answer has reached it: a double click, a
//! reload, a service worker, or a load balancer that tries another instance.
//!
//! The response itself works once. So the browser waits until the first request has been answered, and then repeats the
//! sign-in at the provider, if it did not get that answer. The session of the repetition replaces the first one.

use std::time::Duration;

use chrono::{DateTime, Utc};

use super::attempt::Attempt;
use super::services::Services;
use super::sign_in_error::SignInError;
use super::sign_in_transaction::{Committed, RolledBack};
use crate::domain::SecretHash;
use crate::store::{Connection, StoreError, sessions, sign_ins};

/// How often the database is asked whether another request has been answered: another instance may answer it.
const POLL: Duration = Duration::from_millis(100);
/// How long a browser waits. The other request has failed or hangs then, and a repetition replaces it.
const MAX_WAIT: Duration = Duration::from_secs(12);

/// Waits until the request that redeemed this state has been answered, at most for [`MAX_WAIT`].
pub async fn wait_for_first_answer(services: &Services, state: SecretHash) -> Result<(), StoreError> {
    let finished = async {
        while !services.store.read(move |connection| sign_ins::is_finished(connection, &state)).await? {
            tokio::time::sleep(POLL).await;
        }
        Ok(())
    };
    tokio::time::timeout(MAX_WAIT, finished).await.unwrap_or(Ok(()))
}

/// Records in the transaction of a sign-in that its response has been answered. The session of a repetition replaces the
/// one of the attempt that it repeats.
///
/// # Errors
/// When a repetition of this attempt has begun a session before, so that the browser would not use this one.
pub(super) fn finish(
    connection: &mut Connection,
    attempt: &Attempt,
    decided: &Committed,
    now: DateTime<Utc>,
) -> Result<(), RolledBack> {
    let state = attempt.state_hash();
    let Committed::SignedIn(signed_in, _) = decided else { return Ok(sign_ins::finish(connection, &state, now)?) };
    let Some(first) = &attempt.repeats else {
        // check: an attempt that was repeated begins no session
        if !sign_ins::finish_with_session(connection, &state, signed_in.session, now)? {
            return Err(RolledBack(SignInError::UsedState));
        }
        return Ok(());
    };
    sign_ins::finish(connection, &state, now)?;
    if let Some(former) = sign_ins::replace_session(connection, first, signed_in.session, now)? {
        // check: a repetition replaces the unused session
        sessions::delete(connection, former)?;
    }
    Ok(())
}
