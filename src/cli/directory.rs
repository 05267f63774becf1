//! How users, and those who are invited, are shown.

use serde::Serialize;

use super::operator::{Format, OperatorFailure, lines, moment, say, say_json, table, timestamp};
use crate::domain::{EmailAddress, RequestContext};
use crate::flow::operator::{OperatorError, UserDetails};
use crate::store::user_admin::{self, UserEntry};
use crate::store::user_details::{ActiveSession, IdentityDetails};
use crate::store::{Store, invitations};

/// Everybody.
pub(super) async fn list(store: &Store, format: Format) -> Result<(), OperatorFailure> {
    let entries = store.read(user_admin::list).await.map_err(OperatorError::from)?;
    match format {
        Format::Json => say_json(&entries.iter().map(UserAnswer::of).collect::<Vec<_>>()),
        Format::Table => {
            let row = |entry: &UserEntry| {
                let last = entry.last_sign_in.map(moment).unwrap_or_default();
                [entry.user.username.clone(), email(entry), state(entry).to_owned(), last]
            };
            say(&table(["Username", "E-mail", "State", "Last sign-in (UTC)"], entries.iter().map(row)))
        }
    }
}

/// Everybody who is invited.
pub(super) async fn list_invited(
    store: &Store,
    format: Format,
    context: &RequestContext,
) -> Result<(), OperatorFailure> {
    let now = context.now;
    let all = store.read(move |connection| invitations::list(connection, now)).await.map_err(OperatorError::from)?;
    match format {
        Format::Json => {
            let answer = all.iter().map(|it| InvitationAnswer {
                email: it.email.as_str(),
                invited_at: timestamp(it.invited_at),
                expires_at: timestamp(it.expires_at),
            });
            say_json(&answer.collect::<Vec<_>>())
        }
        Format::Table => {
            let rows =
                all.iter().map(|it| [it.email.as_str().to_owned(), moment(it.invited_at), moment(it.expires_at)]);
            say(&table(["E-mail", "Invited (UTC)", "Until (UTC)"], rows))
        }
    }
}

/// One user.
pub(super) fn show(details: &UserDetails, format: Format) -> Result<(), OperatorFailure> {
    match format {
        Format::Json => say_json(&DetailsAnswer::of(details)),
        Format::Table => say(&in_words(details)),
    }
}

fn in_words(UserDetails { entry, identities, sessions }: &UserDetails) -> String {
    let user = &entry.user;
    let disabled = entry.disabled_at.map(|time| format!("disabled since {} UTC", moment(time)));
    let mut parts = vec![lines([
        ("Username", user.username.clone()),
        ("Id", user.id.to_string()),
        ("Name", user.display_name.clone().unwrap_or_default()),
        ("E-mail", email(entry)),
        ("State", disabled.unwrap_or_else(|| state(entry).to_owned())),
        ("Since", format!("{} UTC", moment(user.created_at))),
    ])];
    parts.extend(identities.iter().map(|it| {
        let verified = if it.email_verified { "verified there" } else { "not verified there" };
        lines([
            ("Identity", it.provider.clone()),
            ("Issuer", it.issuer.clone()),
            ("Subject", it.subject.clone()),
            ("E-mail", it.email.as_ref().map(|email| format!("{email} ({verified})")).unwrap_or_default()),
            ("Linked", format!("{} UTC", moment(it.linked_at))),
            ("Last used", format!("{} UTC", moment(it.last_used_at))),
        ])
    }));
    let row = |it: &ActiveSession| [it.provider.clone(), moment(it.signed_in_at), moment(it.last_seen_at)];
    parts.push(match sessions.as_slice() {
        [] => "Not signed in anywhere.".to_owned(),
        some => table(["Session by", "Since (UTC)", "Last used (UTC)"], some.iter().map(row)),
    });
    parts.join("\n\n")
}

fn email(entry: &UserEntry) -> String {
    entry.user.email.as_ref().map(|email| email.as_str().to_owned()).unwrap_or_default()
}

fn state(entry: &UserEntry) -> &'static str {
    if entry.disabled_at.is_some() { "disabled" } else { "active" }
}

/// A user, for scripts.
#[derive(Serialize)]
struct UserAnswer<'a> {
    id: String,
    username: &'a str,
    email: Option<&'a str>,
    display_name: Option<&'a str>,
    state: &'static str,
    disabled_at: Option<String>,
    created_at: String,
    last_sign_in_at: Option<String>,
}

impl<'a> UserAnswer<'a> {
    fn of(entry: &'a UserEntry) -> Self {
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

/// A user with everything that is theirs, for scripts.
#[derive(Serialize)]
struct DetailsAnswer<'a> {
    #[serde(flatten)]
    user: UserAnswer<'a>,
    identities: Vec<IdentityAnswer<'a>>,
    sessions: Vec<SessionAnswer<'a>>,
}

#[derive(Serialize)]
struct IdentityAnswer<'a> {
    provider: &'a str,
    issuer: &'a str,
    subject: &'a str,
    email: Option<&'a str>,
    email_verified: bool,
    linked_at: String,
    last_used_at: String,
}

#[derive(Serialize)]
struct SessionAnswer<'a> {
    provider: &'a str,
    signed_in_at: String,
    last_seen_at: String,
}

impl<'a> DetailsAnswer<'a> {
    fn of(details: &'a UserDetails) -> Self {
        let identity = |it: &'a IdentityDetails| IdentityAnswer {
            provider: &it.provider,
            issuer: &it.issuer,
            subject: &it.subject,
            email: it.email.as_deref(),
            email_verified: it.email_verified,
            linked_at: timestamp(it.linked_at),
            last_used_at: timestamp(it.last_used_at),
        };
        let session = |it: &'a ActiveSession| SessionAnswer {
            provider: &it.provider,
            signed_in_at: timestamp(it.signed_in_at),
            last_seen_at: timestamp(it.last_seen_at),
        };
        Self {
            user: UserAnswer::of(&details.entry),
            identities: details.identities.iter().map(identity).collect(),
            sessions: details.sessions.iter().map(session).collect(),
        }
    }
}

/// An invitation, for scripts.
#[derive(Serialize)]
struct InvitationAnswer<'a> {
    email: &'a str,
    invited_at: String,
    expires_at: String,
}
