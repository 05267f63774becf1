//! Everything that the database has about one user, for `kaimu users export` (GDPR, articles 15 and 20).

use diesel::prelude::*;
use serde::Serialize;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::schema::{
    access_tokens, application_accesses, audit_events, completed_sign_ins, hand_over_tickets, identities, invitations,
    last_sign_ins, logout_tokens, provider_sessions, rechecks, session_tokens, sessions, sign_in_links,
    tokens_to_revoke, unlinked_identities, used_usernames, users, waiting_links,
};
use super::user_export_rows::{
    ExportedAccessToken, ExportedApplicationAccess, ExportedAuditEvent, ExportedCompletedSignIn, ExportedHandOver,
    ExportedIdentity, ExportedInvitation, ExportedLastSignIn, ExportedLogoutToken, ExportedPendingLink,
    ExportedRecheck, ExportedSession, ExportedSessionToken, ExportedSignInLink, ExportedTokenToRevoke,
    ExportedUnlinkedIdentity, ExportedUpstreamSession, ExportedUsedUsername, ExportedUser,
};
use crate::domain::UserId;

/// The rows of each table that are about one user, without secrets and hashes. The names are those of the tables.
#[expect(missing_debug_implementations, reason = "personal data, which must not reach a log")]
#[derive(Serialize)]
pub struct UserExport {
    users: Vec<ExportedUser>,
    used_usernames: Vec<ExportedUsedUsername>,
    identities: Vec<ExportedIdentity>,
    unlinked_identities: Vec<ExportedUnlinkedIdentity>,
    last_sign_ins: Vec<ExportedLastSignIn>,
    access_tokens: Vec<ExportedAccessToken>,
    sessions: Vec<ExportedSession>,
    session_tokens: Vec<ExportedSessionToken>,
    provider_sessions: Vec<ExportedUpstreamSession>,
    rechecks: Vec<ExportedRecheck>,
    hand_over_tickets: Vec<ExportedHandOver>,
    completed_sign_ins: Vec<ExportedCompletedSignIn>,
    tokens_to_revoke: Vec<ExportedTokenToRevoke>,
    logout_tokens: Vec<ExportedLogoutToken>,
    audit_events: Vec<ExportedAuditEvent>,
    application_accesses: Vec<ExportedApplicationAccess>,
    invitations: Vec<ExportedInvitation>,
    sign_in_links: Vec<ExportedSignInLink>,
    waiting_links: Vec<ExportedPendingLink>,
}

/// The rows of a table for which a condition holds.
macro_rules! rows {
    ($connection:expr, $row:ident from $table:ident, $condition:expr) => {
        each!($connection, c => $table::table.filter($condition).select($row::as_select()).load(c))?
    };
}

/// Reads the rows of each table that are about this user. A row that outlives its session or its user belongs to the user by
/// issuer and subject, and an invitation by its e-mail address.
pub fn read(connection: &mut Connection, user: UserId) -> Result<UserExport, StoreError> {
    let user = user.to_string();
    let c = connection;
    let identity_ids = identity_ids(c, &user)?;
    let session_ids = session_ids(c, &user)?;
    let email_keys = email_keys(c, &user)?;
    let mut export = UserExport {
        users: rows!(c, ExportedUser from users, users::id.eq(&user)),
        used_usernames: rows!(c, ExportedUsedUsername from used_usernames, used_usernames::user_id.eq(&user)),
        identities: rows!(c, ExportedIdentity from identities, identities::user_id.eq(&user)),
        unlinked_identities: rows!(
            c, ExportedUnlinkedIdentity from unlinked_identities, unlinked_identities::user_id.eq(&user)
        ),
        last_sign_ins: rows!(c, ExportedLastSignIn from last_sign_ins, last_sign_ins::identity_id.eq_any(&identity_ids)),
        access_tokens: rows!(c, ExportedAccessToken from access_tokens, access_tokens::user_id.eq(&user)),
        sessions: rows!(c, ExportedSession from sessions, sessions::user_id.eq(&user)),
        session_tokens: rows!(c, ExportedSessionToken from session_tokens, session_tokens::session_id.eq_any(&session_ids)),
        provider_sessions: rows!(
            c, ExportedUpstreamSession from provider_sessions, provider_sessions::session_id.eq_any(&session_ids)
        ),
        rechecks: rows!(c, ExportedRecheck from rechecks, rechecks::session_id.eq_any(&session_ids)),
        hand_over_tickets: rows!(
            c, ExportedHandOver from hand_over_tickets, hand_over_tickets::session_id.eq_any(&session_ids)
        ),
        completed_sign_ins: rows!(
            c, ExportedCompletedSignIn from completed_sign_ins, completed_sign_ins::session_id.eq_any(&session_ids)
        ),
        tokens_to_revoke: Vec::new(),
        logout_tokens: Vec::new(),
        audit_events: rows!(c, ExportedAuditEvent from audit_events, audit_events::user_id.eq(&user)),
        application_accesses: rows!(
            c, ExportedApplicationAccess from application_accesses, application_accesses::user_id.eq(&user)
        ),
        invitations: rows!(c, ExportedInvitation from invitations, invitations::email_key.eq_any(&email_keys)),
        sign_in_links: rows!(c, ExportedSignInLink from sign_in_links, sign_in_links::user_id.eq(&user)),
        waiting_links: rows!(c, ExportedPendingLink from waiting_links, waiting_links::user_id.eq(&user)),
    };
    for (issuer, subject) in subjects(c, &user)? {
        export.tokens_to_revoke.extend(rows!(c, ExportedTokenToRevoke from tokens_to_revoke,
            tokens_to_revoke::issuer.eq(&issuer).and(tokens_to_revoke::subject.eq(&subject))));
        export.logout_tokens.extend(rows!(c, ExportedLogoutToken from logout_tokens,
            logout_tokens::issuer.eq(&issuer).and(logout_tokens::subject.eq(&subject))));
    }
    Ok(export)
}

fn identity_ids(connection: &mut Connection, user: &str) -> Result<Vec<String>, StoreError> {
    let own = identities::table.filter(identities::user_id.eq(user));
    Ok(each!(connection, c => own.select(identities::id).load(c))?)
}

fn session_ids(connection: &mut Connection, user: &str) -> Result<Vec<String>, StoreError> {
    let own = sessions::table.filter(sessions::user_id.eq(user));
    Ok(each!(connection, c => own.select(sessions::id).load(c))?)
}

/// The proven e-mail addresses of the user, as they are compared.
fn email_keys(connection: &mut Connection, user: &str) -> Result<Vec<String>, StoreError> {
    let own = users::table.find(user).select(users::email_key);
    let mut keys: Vec<Option<String>> = each!(connection, c => own.load(c))?;
    let proven = identities::table.filter(identities::user_id.eq(user)).select(identities::proven_email_key);
    let more: Vec<Option<String>> = each!(connection, c => proven.load(c))?;
    keys.extend(more);
    Ok(keys.into_iter().flatten().collect())
}

/// Issuer and subject of each identity that the user has or had.
fn subjects(connection: &mut Connection, user: &str) -> Result<Vec<(String, String)>, StoreError> {
    let own = identities::table.filter(identities::user_id.eq(user)).select((identities::issuer, identities::subject));
    let mut subjects: Vec<(String, String)> = each!(connection, c => own.load(c))?;
    let unlinked = unlinked_identities::table
        .filter(unlinked_identities::user_id.eq(user))
        .select((unlinked_identities::issuer, unlinked_identities::subject));
    let more: Vec<(String, String)> = each!(connection, c => unlinked.load(c))?;
    subjects.extend(more);
    // An identity that was unlinked can be linked again.
    subjects.sort_unstable();
    subjects.dedup();
    Ok(subjects)
}
