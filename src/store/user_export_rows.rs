//! The rows of a user export: each column that is neither a secret nor a hash. A test compares them with the schema.

use chrono::{DateTime, SecondsFormat};
use diesel::prelude::*;
use serde::{Serialize, Serializer};
use serde_json::Value;

use super::schema::{
    access_tokens, application_accesses, audit_events, completed_sign_ins, hand_over_tickets, identities, invitations,
    last_sign_ins, logout_tokens, provider_sessions, rechecks, session_tokens, sessions, sign_in_links,
    tokens_to_revoke, unlinked_identities, used_usernames, users, waiting_links,
};

/// Defines the exported columns of a table: texts and flags, times in milliseconds (`at`), and JSON in texts (`json`).
macro_rules! exported {
    ($($row:ident from $table:ident {
        $($column:ident: $type:ty),* $(; at $($time:ident: $time_type:ty),*)? $(; json $($json:ident: $json_type:ty),*)?
    })+) => { $(
        #[derive(Queryable, Selectable, Serialize)]
        #[diesel(table_name = $table)]
        pub(super) struct $row {
            $($column: $type,)*
            $($(#[serde(serialize_with = "rfc3339")] $time: $time_type,)*)?
            $($(#[serde(serialize_with = "json")] $json: $json_type,)*)?
        }
    )+ };
}

exported! {
    ExportedUser from users {
        id: String, username: String, email: Option<String>, email_key: Option<String>, display_name: Option<String>,
        avatar_url: Option<String>; at created_at: i64, disabled_at: Option<i64>
    }
    ExportedUsedUsername from used_usernames { user_id: String }
    ExportedIdentity from identities {
        id: String, user_id: String, provider: String, issuer: String, subject: String, email: Option<String>,
        email_verified: bool, proven_email_key: Option<String>;
        at linked_at: i64, last_used_at: i64, relink_until: Option<i64>
    }
    ExportedUnlinkedIdentity from unlinked_identities {
        user_id: String, issuer: String, subject: String; at unlinked_at: i64
    }
    ExportedLastSignIn from last_sign_ins {
        identity_id: String, provider: String; at signed_in_at: i64; json provider_groups: Option<String>
    }
    ExportedAccessToken from access_tokens {
        id: String, user_id: String, identity_id: String, name: String;
        at created_at: i64, expires_at: i64, last_used_at: Option<i64>; json applications: String
    }
    ExportedSession from sessions {
        id: String, user_id: String, provider: String, user_agent: Option<String>, address: Option<String>,
        acr: Option<String>; at signed_in_at: i64, last_seen_at: i64, authenticated_at: Option<i64>;
        json provider_groups: Option<String>, amr: Option<String>
    }
    ExportedSessionToken from session_tokens { session_id: String, host: String }
    ExportedUpstreamSession from provider_sessions {
        session_id: String, issuer: String, client_id: String, subject: String; at issued_at: Option<i64>
    }
    ExportedRecheck from rechecks {
        session_id: String; at access_token_ends_at: Option<i64>, authenticated_at: Option<i64>, confirmed_at: i64,
        asked_at: i64, unanswered_since: Option<i64>
    }
    ExportedHandOver from hand_over_tickets {
        session_id: String, host: String; at issued_at: i64, used_at: Option<i64>
    }
    ExportedCompletedSignIn from completed_sign_ins {
        session_id: Option<String>; at completed_at: i64, finished_at: Option<i64>
    }
    ExportedTokenToRevoke from tokens_to_revoke {
        session_id: String, issuer: String, client_id: String, subject: String; at signed_in_at: i64, tried_at: i64
    }
    ExportedLogoutToken from logout_tokens {
        issuer: Option<String>, client_id: Option<String>, subject: Option<String>;
        at received_at: i64, issued_at: Option<i64>
    }
    ExportedAuditEvent from audit_events {
        id: String, action: String, outcome: String, provider: String, user_id: Option<String>, address: Option<String>,
        request_id: String, application: Option<String>, device: Option<String>; at occurred_at: i64
    }
    ExportedApplicationAccess from application_accesses {
        user_id: String, application: String, outcome: String; at period_began_at: i64
    }
    ExportedInvitation from invitations { email_key: String, email: String; at invited_at: i64, expires_at: i64 }
    ExportedSignInLink from sign_in_links { user_id: String; at expires_at: i64 }
    ExportedPendingLink from waiting_links {
        user_id: String, provider: String, issuer: String, subject: String, email: Option<String>, email_verified: bool,
        proven_email: Option<String>; at began_at: i64
    }
}

/// A time in milliseconds as RFC 3339, in UTC. A time outside of the calendar stays a number.
fn rfc3339<S: Serializer>(milliseconds: &(impl Copy + Into<Option<i64>>), serializer: S) -> Result<S::Ok, S::Error> {
    let Some(milliseconds) = (*milliseconds).into() else { return serializer.serialize_none() };
    match DateTime::from_timestamp_millis(milliseconds) {
        Some(time) => serializer.serialize_str(&time.to_rfc3339_opts(SecondsFormat::Secs, true)),
        None => serializer.serialize_i64(milliseconds),
    }
}

/// A text that contains JSON, such as a list of groups, as that JSON. Another text stays one.
fn json<S: Serializer>(text: &(impl Clone + Into<Option<String>>), serializer: S) -> Result<S::Ok, S::Error> {
    let Some(text) = text.clone().into() else { return serializer.serialize_none() };
    let parsed: Result<Value, _> = serde_json::from_str(&text);
    parsed.unwrap_or(Value::String(text)).serialize(serializer)
}
