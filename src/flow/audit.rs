//! Records audit events: the one place in which an audit entry is written.

use std::sync::{Mutex, PoisonError};

use uuid::Uuid;

use super::random;
use crate::domain::{AuditEntry, AuditEvent, MinuteBudget, RequestContext, Slug, UserId};
use crate::store::{Connection, StoreError, audit, webhook_queue};

/// How many refused sign-ins of unknown users the audit log records in a minute. Anyone on the internet can cause them.
const MAX_REFUSALS_PER_MINUTE: u32 = 60;
/// How many of these come from one IPv4 address or one IPv6 site.
const MAX_REFUSALS_PER_SITE: u32 = 20;

/// Adds an entry, within the transaction of what it reports. `provider` is [`Slug::operator`] for what an operator did.
pub(super) fn record(
    connection: &mut Connection,
    event: AuditEvent,
    provider: Slug,
    user: Option<UserId>,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let id = random::id(context.now);
    audit::insert(connection, id, &AuditEntry { event, provider, user, context: context.clone() })?;
    report(connection, id, event, user, context)
}

/// Adds the entry of a sign-in. `audit.webhook` gets it if the user has not signed in with this kind of browser before, as far
/// as the audit log reaches.
pub(super) fn record_sign_in(
    connection: &mut Connection,
    provider: Slug,
    user: UserId,
    device: &str,
    has_webhook: bool,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let id = random::id(context.now);
    let is_new = has_webhook && audit::is_new_device(connection, user, device)?;
    let entry = AuditEntry { event: AuditEvent::SignedIn, provider, user: Some(user), context: context.clone() };
    audit::insert_sign_in(connection, id, &entry, device)?;
    if is_new { webhook_queue::add(connection, id, context.now) } else { Ok(()) }
}

/// Adds an entry about the application with this address.
pub(super) fn record_about_application(
    connection: &mut Connection,
    entry: &AuditEntry,
    application: &str,
) -> Result<(), StoreError> {
    let id = random::id(entry.context.now);
    audit::insert_about_application(connection, id, entry, application)?;
    report(connection, id, entry.event, entry.user, &entry.context)
}

fn report(
    connection: &mut Connection,
    id: Uuid,
    event: AuditEvent,
    user: Option<UserId>,
    context: &RequestContext,
) -> Result<(), StoreError> {
    if event.is_reported(user) { webhook_queue::add(connection, id, context.now) } else { Ok(()) }
}

/// The budget for [`may_record_refusal`].
pub(super) fn refusal_budget() -> MinuteBudget {
    MinuteBudget::new(MAX_REFUSALS_PER_MINUTE, MAX_REFUSALS_PER_SITE)
}

/// Whether to record one more refused sign-in of an unknown user, so that a flood of them does not fill the database. The
/// log has a line for each.
pub(super) fn may_record_refusal(budget: &Mutex<MinuteBudget>, context: &RequestContext) -> bool {
    let spent = budget.lock().unwrap_or_else(PoisonError::into_inner).spend(context.address, context.now);
    if let Some(left_out @ 1..) = spent {
        log::warn!(
            "the audit log has no entries of {left_out} refused sign-ins of unknown users, since there were more than \
             {MAX_REFUSALS_PER_MINUTE} in a minute, or more than {MAX_REFUSALS_PER_SITE} from one address"
        );
    }
    spent.is_some()
}
