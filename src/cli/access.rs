//! `kaimu check --access`: whether a user may open an address, by which rule, and with which headers.

use chrono::{DateTime, Utc};
use url::Url;
use uuid::Uuid;

use super::application_text::decided_by_text;
use super::failure::{CheckFailure, Failure};
use super::on_store::on_store;
use super::output::{minute, name_value_lines, print};
use crate::config::Settings;
use crate::domain::{
    Access, AccessRequest, Found, Groups, Lifetimes, Presented, RequestContext, RequestPath, Session, SignInStrength,
    Slug, User, UserEntry, Visitor,
};
use crate::flow::operator::OperatorError;
use crate::http::header_preview;
use crate::store::user_admin::{self, UserSelector};
use crate::store::{Connection, Store, sessions, user_details};

/// Decides as for a GET request with the session that the user used last, and prints the decision.
pub(super) fn run(user: &str, address: &str, settings: &Settings) -> Result<(), Failure> {
    let url = Url::parse(address).ok().filter(Url::has_host).ok_or(CheckFailure::NoUrl)?;
    let path = RequestPath::parse(url.path().as_bytes()).map_err(CheckFailure::UnclearPath)?;
    let found = settings.applications.of_url(&url).ok_or(CheckFailure::NoApplication)?;
    let (selector, lifetimes) = (UserSelector::read(user), settings.lifetimes);
    let (known, now) = on_store(settings, async |store: Store, context: RequestContext| {
        let now = context.now;
        let known = store.read(move |connection| KnownUser::find(connection, &selector, &lifetimes, now)).await?;
        Ok::<_, OperatorError>((known, now))
    })?;
    let request = AccessRequest { method: "GET", path: &path, client: None };
    let visitor = Visitor { user: &known.entry.user, session: &known.session, presented: Presented::Session };
    let (access, by) = found.application.decide(&request, Some(&visitor), now);
    let is_disabled = known.entry.disabled_at.is_some();
    let mut lines = vec![
        ("User", known.entry.user.username.clone()),
        ("Session", known.session_text()),
        ("Address", format!("{url} (GET)")),
        ("Application", found.application.name.clone()),
        ("Decision", if is_disabled { "refused: the user is disabled".to_owned() } else { decision_text(access) }),
        ("By", decided_by_text(found.application, by)),
    ];
    lines.extend(note(&found).map(|note| ("Note", note)));
    let is_allowed = matches!(access, Access::Allowed | Access::StepUpNeeded(_)) && !is_disabled;
    let mut text = name_value_lines(lines);
    if is_allowed {
        text += "\n\nHeaders for the application\n";
        let headers = header_preview(found.application, &known.session, &known.entry.user);
        text += &name_value_lines(headers.iter().map(|(name, value)| (name.as_str(), value.clone())));
    }
    print(&text).map_err(Failure::Operator)?;
    if is_allowed { Ok(()) } else { Err(CheckFailure::AccessRefused.into()) }
}

/// A user with the session that they used last.
struct KnownUser {
    entry: UserEntry,
    /// Without an active session: one as a sign-in with the provider that the user used last would begin.
    session: Session,
    has_session: bool,
}

impl KnownUser {
    fn find(
        connection: &mut Connection,
        selector: &UserSelector,
        lifetimes: &Lifetimes,
        now: DateTime<Utc>,
    ) -> Result<Self, OperatorError> {
        let entry = user_admin::find(connection, selector)?.ok_or(OperatorError::NoSuchUser)?;
        let user = entry.user.id;
        if let Some(session) = sessions::list_active(connection, user, lifetimes, now, 1)?.into_iter().next() {
            return Ok(Self { entry, session, has_session: true });
        }
        let identities = user_details::list_identities(connection, user)?;
        let last = identities.into_iter().max_by_key(|identity| identity.last_used_at);
        let provider = last.and_then(|identity| Slug::parse(&identity.provider).ok()).unwrap_or_else(Slug::operator);
        let session = imagined_session(&entry.user, provider, now);
        Ok(Self { entry, session, has_session: false })
    }

    fn session_text(&self) -> String {
        let Session { id, provider, signed_in_at, last_seen_at, .. } = &self.session;
        if !self.has_session {
            return format!("none; as after a sign-in with {provider}, whose groups and strength are unknown");
        }
        let (begun, seen) = (minute(*signed_in_at), minute(*last_seen_at));
        let groups = match &self.session.groups {
            Groups::Known(groups) if groups.is_empty() => "no groups".to_owned(),
            Groups::Known(groups) => format!("groups {}", groups.join(", ")),
            Groups::TooMany => "more groups than a session keeps".to_owned(),
            Groups::Unreadable | Groups::Unknown => "groups unknown".to_owned(),
        };
        format!("{id}, the last used: {provider}, since {begun} UTC, last used {seen} UTC, {groups}")
    }
}

fn imagined_session(user: &User, provider: Slug, now: DateTime<Utc>) -> Session {
    Session {
        id: Uuid::nil(),
        user: user.id,
        provider,
        signed_in_at: now,
        last_seen_at: now,
        strength: SignInStrength::default(),
        groups: Groups::Unknown,
        address: None,
        user_agent: None,
    }
}

fn decision_text(access: Access) -> String {
    match access {
        Access::Allowed => "allowed".to_owned(),
        Access::StepUpNeeded(_) => "allowed after another sign-in: this one is not strong or recent enough".to_owned(),
        Access::SignInNeeded => "a sign-in is needed".to_owned(),
        Access::Refused => "refused (application.not_allowed)".to_owned(),
    }
}

/// What the decision leaves out.
fn note(found: &Found) -> Option<String> {
    let has_networks = found.application.rules.iter().any(|rule| !rule.networks.is_empty());
    has_networks.then(|| "rules with networks do not count here, because the client address is not known".to_owned())
}
