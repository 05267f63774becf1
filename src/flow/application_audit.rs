//! Audit entries about applications: the first access of a user a day, and the first refusal an hour. Proxies ask about each
//! request, and reloads of a refused page must not fill the audit log.

use std::sync::Arc;

use chrono::{DateTime, DurationRound, TimeDelta, Utc};

use super::audit;
use super::recorded_accesses::ACCESS_PERIOD;
use super::services::Services;
use crate::domain::{ApplicationUrl, AuditEntry, AuditEvent, RequestContext, Session, UserId};
use crate::store::application_accesses::{self, ApplicationAccess};
use crate::store::{Connection, StoreError};

/// When a user who opens an application is recorded again.
pub(super) fn period_end(now: DateTime<Utc>) -> DateTime<Utc> {
    period_began_at(now, ACCESS_PERIOD) + ACCESS_PERIOD
}

fn period_began_at(now: DateTime<Utc>, period: TimeDelta) -> DateTime<Utc> {
    now.duration_trunc(period).unwrap_or(now)
}

const REFUSAL_PERIOD: TimeDelta = TimeDelta::hours(1);
/// How long the database has what was recorded.
pub(super) const KEPT: TimeDelta = TimeDelta::days(2);

/// Records in the background that a user opened an application, or was refused, unless that is known for this period.
pub fn record_in_background(
    services: &Arc<Services>,
    event: AuditEvent,
    application: &ApplicationUrl,
    (session, user): (&Session, UserId),
    context: &RequestContext,
) {
    let period = if event == AuditEvent::ApplicationOpened { ACCESS_PERIOD } else { REFUSAL_PERIOD };
    let access = ApplicationAccess {
        user,
        application: Arc::clone(application.text()),
        outcome: event.names().1,
        period_began_at: period_began_at(context.now, period),
    };
    if !services.recorded_accesses.insert(&access, context.now) {
        return;
    }
    let entry = AuditEntry { event, provider: session.provider.clone(), user: Some(user), context: context.clone() };
    let (recorder, context) = (Arc::clone(services), context.clone());
    services.background().spawn(async move {
        let written = access.clone();
        let write = move |connection: &mut Connection| {
            // The primary key decides between instances.
            if application_accesses::insert_first(connection, &written)? {
                audit::record_about_application(connection, &entry, &written.application)?;
            }
            Ok::<_, StoreError>(())
        };
        if let Err(error) = recorder.store.write(write).await {
            recorder.recorded_accesses.remove(&access);
            let _ = recorder.log_failure(&context, &error);
        }
    });
}
