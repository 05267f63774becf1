//! Records audit events: the one place in which an audit entry is written.

use super::random;
use crate::domain::{AuditEntry, AuditEvent, RequestContext, Slug, UserId};
use crate::store::{Connection, StoreError, audit};

/// Adds an entry, within the transaction of what it reports. `provider` is [`Slug::operator`] for what an operator did.
pub(super) fn record(
    connection: &mut Connection,
    event: AuditEvent,
    provider: Slug,
    user: Option<UserId>,
    context: &RequestContext,
) -> Result<(), StoreError> {
    let entry = AuditEntry { event, provider, user, context: context.clone() };
    audit::insert(connection, random::id(context.now), &entry)
}
