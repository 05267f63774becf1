//! Output of `kaimu users`: users and invitations as tables and as JSON.

use serde::Serialize;

use super::failure::OperatorFailure;
use super::output::{OutputFormat, minute, name_value_lines, print, print_json, table, timestamp};
use crate::domain::{ActiveSession, EmailAddress, IdentityDetails, RequestContext, UserEntry};
use crate::flow::operator::{OperatorError, UserDetails};
use crate::store::user_admin;
use crate::store::{Store, invitations};

/// Prints all users.
pub(super) async fn list(store: &Store, format: OutputFormat) -> Result<(), OperatorFailure> {
    let entries = store.read(user_admin::list).await.map_err(OperatorError::from)?;
    match format {
        OutputFormat::Json => print_json(&entries.iter().map(UserJson::new).collect::<Vec<_>>()),
        OutputFormat::Table => {
            let row = |entry: &UserEntry| {
                let last = entry.last_sign_in.map(minute).unwrap_or_default();
                [entry.user.username.clone(), email(entry), state(entry).to_owned(), last]
            };
            print(&table(["Username", "E-mail", "State", "Last sign-in (UTC)"], entries.iter().map(row)))
        }
    }
}

/// Prints the invitations that have not been used.
pub(super) async fn list_invited(
    store: &Store,
    format: OutputFormat,
    context: &RequestContext,
) -> Result<(), OperatorFailure> {
    let now = context.now;
    let all = store.read(move |connection| invitations::list(connection, now)).await.map_err(OperatorError::from)?;
    match format {
        OutputFormat::Json => {
            let invitations = all.iter().map(|it| InvitationJson {
                email: it.email.as_str(),
                invited_at: timestamp(it.invited_at),
                expires_at: timestamp(it.expires_at),
            });
            print_json(&invitations.collect::<Vec<_>>())
        }
        OutputFormat::Table => {
            let rows =
                all.iter().map(|it| [it.email.as_str().to_owned(), minute(it.invited_at), minute(it.expires_at)]);
            print(&table(["E-mail", "Invited (UTC)", "Until (UTC)"], rows))
        }
    }
}

/// Prints one user with identities and sessions.
pub(super) fn show(details: &UserDetails, format: OutputFormat) -> Result<(), OperatorFailure> {
    match format {
        OutputFormat::Json => print_json(&UserDetailsJson::new(details)),
        OutputFormat::Table => print(&details_text(details)),
    }
}

fn details_text(UserDetails { entry, identities, sessions }: &UserDetails) -> String {
    let user = &entry.user;
    let disabled = entry.disabled_at.map(|time| format!("disabled since {} UTC", minute(time)));
    let mut parts = vec![name_value_lines([
        ("Username", user.username.clone()),
        ("Id", user.id.to_string()),
        ("Name", user.display_name.clone().unwrap_or_default()),
        ("E-mail", email(entry)),
        ("State", disabled.unwrap_or_else(|| state(entry).to_owned())),
        ("Created", format!("{} UTC", minute(user.created_at))),
    ])];
    parts.extend(identities.iter().map(|it| {
        let verified = if it.email_verified { "verified by the provider" } else { "not verified by the provider" };
        name_value_lines([
            ("Identity", it.provider.clone()),
            ("Id", it.id.to_string()),
            ("Issuer", it.issuer.clone()),
            ("Subject", it.subject.clone()),
            ("E-mail", it.email.as_ref().map(|email| format!("{email} ({verified})")).unwrap_or_default()),
            ("Linked", format!("{} UTC", minute(it.linked_at))),
            ("Last used", format!("{} UTC", minute(it.last_used_at))),
        ])
    }));
    parts.extend(sessions.iter().map(|it| {
        name_value_lines([
            ("Session", it.provider.clone()),
            ("Id", it.id.to_string()),
            ("Since", format!("{} UTC", minute(it.signed_in_at))),
            ("Last used", format!("{} UTC", minute(it.last_seen_at))),
        ])
    }));
    if sessions.is_empty() {
        parts.push("No active sessions.".to_owned());
    }
    parts.join("\n\n")
}

fn email(entry: &UserEntry) -> String {
    entry.user.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default()
}

fn state(entry: &UserEntry) -> &'static str {
    if entry.disabled_at.is_some() { "disabled" } else { "active" }
}

/// A user in JSON.
#[derive(Serialize)]
struct UserJson<'a> {
    id: String,
    username: &'a str,
    email: Option<&'a str>,
    display_name: Option<&'a str>,
    state: &'static str,
    disabled_at: Option<String>,
    created_at: String,
    last_sign_in_at: Option<String>,
}

impl<'a> UserJson<'a> {
    fn new(entry: &'a UserEntry) -> Self {
        Self {
            id: entry.user.id.to_string(),
            username: &entry.user.username,
            email: entry.user.email.as_ref().map(EmailAddress::as_str),
            display_name: entry.user.display_name.as_deref(),
            state: state(entry),
            disabled_at: entry.disabled_at.map(timestamp),
            created_at: timestamp(entry.user.created_at),
            last_sign_in_at: entry.last_sign_in.map(timestamp),
        }
    }
}

/// A user with identities and sessions in JSON.
#[derive(Serialize)]
struct UserDetailsJson<'a> {
    #[serde(flatten)]
    user: UserJson<'a>,
    identities: Vec<IdentityJson<'a>>,
    sessions: Vec<SessionJson<'a>>,
}

#[derive(Serialize)]
struct IdentityJson<'a> {
    id: String,
    provider: &'a str,
    issuer: &'a str,
    subject: &'a str,
    email: Option<&'a str>,
    email_verified: bool,
    linked_at: String,
    last_used_at: String,
}

#[derive(Serialize)]
struct SessionJson<'a> {
    id: String,
    provider: &'a str,
    signed_in_at: String,
    last_seen_at: String,
}

impl<'a> UserDetailsJson<'a> {
    fn new(details: &'a UserDetails) -> Self {
        let identity = |it: &'a IdentityDetails| IdentityJson {
            id: it.id.to_string(),
            provider: &it.provider,
            issuer: &it.issuer,
            subject: &it.subject,
            email: it.email.as_deref(),
            email_verified: it.email_verified,
            linked_at: timestamp(it.linked_at),
            last_used_at: timestamp(it.last_used_at),
        };
        let session = |it: &'a ActiveSession| SessionJson {
            id: it.id.to_string(),
            provider: &it.provider,
            signed_in_at: timestamp(it.signed_in_at),
            last_seen_at: timestamp(it.last_seen_at),
        };
        Self {
            user: UserJson::new(&details.entry),
            identities: details.identities.iter().map(identity).collect(),
            sessions: details.sessions.iter().map(session).collect(),
        }
    }
}

/// An invitation in JSON.
#[derive(Serialize)]
struct InvitationJson<'a> {
    email: &'a str,
    invited_at: String,
    expires_at: String,
}
