//! An entry of the audit log in JSON and CSV.

use serde::Serialize;

use super::output::timestamp;
use crate::store::audit_search::AuditRecord;

/// The header of the CSV output, which is there even without entries: the fields of an [`AuditEntryOutput`].
pub(super) const COLUMNS: [&str; 11] =
    ["time", "action", "outcome", "provider", "user", "username", "address", "request", "application", "device", "id"];

/// An entry in JSON and CSV.
#[derive(Serialize)]
pub(super) struct AuditEntryOutput<'a> {
    time: String,
    action: &'a str,
    outcome: &'a str,
    provider: &'a str,
    user: Option<String>,
    username: Option<&'a str>,
    address: Option<&'a str>,
    request: &'a str,
    application: Option<&'a str>,
    device: Option<&'a str>,
    id: String,
}

impl<'a> AuditEntryOutput<'a> {
    pub(super) fn new(found: &'a AuditRecord) -> Self {
        Self {
            time: timestamp(found.occurred_at),
            action: &found.action,
            outcome: &found.outcome,
            provider: &found.provider,
            user: found.user.map(|user| user.to_string()),
            username: found.username.as_deref(),
            address: found.address.as_deref(),
            request: &found.request_id,
            application: found.application.as_deref(),
            device: found.device.as_deref(),
            id: found.id.to_string(),
        }
    }
}
