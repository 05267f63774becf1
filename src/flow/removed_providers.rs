//! Ends the sessions of providers that are no longer configured: no recheck and no logout token could end them. Their
//! sign-ins keep no personal access token in force.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use super::services::Services;
use super::{audit, random};
use crate::domain::{AuditEvent, RequestContext, Slug, UserId};
use crate::store::session_admin::{self, EndedSession, MAX_ENDED_AT_ONCE, SessionFilter};
use crate::store::{Connection, Lock, StoreError, last_sign_ins};

/// Ends the sessions whose provider is not configured, in portions, and logs how many for each slug. Sessions that began
/// with a sign-in link stay. Blocks the thread.
///
/// # Errors
/// When the store fails; the portions before have ended then.
pub fn end_sessions(services: &Services, now: DateTime<Utc>) -> Result<(), StoreError> {
    let configured = services.providers().map(|provider| provider.slug.clone());
    let kept: Vec<Slug> = configured.chain([Slug::operator()]).collect();
    let filter = SessionFilter::NotOfProviders(kept.clone());
    let context = RequestContext { request_id: random::request_id(), address: None, now };
    let mut count: BTreeMap<Slug, usize> = BTreeMap::new();
    loop {
        let (filter, context) = (filter.clone(), context.clone());
        let portion = services.store.write_blocking(move |connection| end_portion(connection, &filter, &context))?;
        for session in &portion {
            *count.entry(session.provider.clone()).or_default() += 1;
        }
        if portion.len() < MAX_ENDED_AT_ONCE {
            break;
        }
    }
    // check: the sign-ins of a removed provider keep no token in force
    services.store.write_blocking(move |connection| last_sign_ins::forget_other_providers(connection, &kept))?;
    for (slug, count) in count {
        // check: the sessions of a removed provider are counted
        log::warn!("the provider {slug} is not configured any more; sessions of it that have ended: {count}");
    }
    Ok(())
}

/// Ends a portion of the sessions, with an audit entry for each user and provider.
fn end_portion(
    connection: &mut Connection,
    filter: &SessionFilter,
    context: &RequestContext,
) -> Result<Vec<EndedSession>, StoreError> {
    // Another instance may do the same.
    connection.wait_for(Lock::Accounts)?;
    let ended = session_admin::end_some(connection, filter)?;
    let affected: BTreeSet<_> = ended.iter().map(|session| (session.user.0, &session.provider)).collect();
    for (user, provider) in affected {
        audit::record(connection, AuditEvent::ProviderRemoved, provider.clone(), Some(UserId(user)), context)?;
    }
    Ok(ended)
}
