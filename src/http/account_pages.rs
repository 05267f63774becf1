//! The pages about one's own account: one struct for each template.

use askama::Template;
use chrono::{DateTime, Utc};

use super::App;
use super::account_words::{device, event_words};
use super::frame::Frame;
use super::pages::Mark;
use super::words::Words;
use crate::domain::{EmailAddress, Groups, LinkedIdentity, PastEvent, ProviderSettings, Session, Slug};

/// Everything about one's own account.
#[derive(Template)]
#[template(path = "account.html")]
pub(super) struct AccountPage<'a> {
    pub(super) frame: Frame,
    pub(super) notice: Option<Notice<'a>>,
    pub(super) identities: Vec<IdentityLine>,
    /// With whom another identity could be linked.
    pub(super) providers: Vec<Choice>,
    /// To which address that is posted.
    pub(super) link: String,
    pub(super) sessions: Vec<SessionLine>,
    pub(super) events: Vec<EventLine>,
    pub(super) dashboard: &'a str,
}

/// What has just happened.
pub(super) enum Notice<'a> {
    Done(String),
    Refused {
        words: Words,
        code: &'a str,
        request: Option<&'a str>,
        /// The identity is another user's, and the two can be merged.
        merge: bool,
    },
}

/// A provider to choose.
pub(super) struct Choice {
    pub(super) slug: String,
    pub(super) name: String,
    pub(super) mark: Mark,
}

/// A way to sign in.
pub(super) struct IdentityLine {
    pub(super) id: String,
    pub(super) provider: String,
    pub(super) mark: Mark,
    pub(super) email: Option<String>,
    pub(super) linked_at: DateTime<Utc>,
    pub(super) last_used_at: DateTime<Utc>,
}

/// A browser in which one is signed in.
pub(super) struct SessionLine {
    pub(super) id: String,
    pub(super) is_this: bool,
    pub(super) device: String,
    pub(super) provider: String,
    pub(super) groups: Groups,
    pub(super) address: Option<String>,
    pub(super) signed_in_at: DateTime<Utc>,
    pub(super) last_seen_at: DateTime<Utc>,
}

/// Something that happened.
pub(super) struct EventLine {
    pub(super) words: String,
    pub(super) address: Option<String>,
    pub(super) occurred_at: DateTime<Utc>,
}

/// The question who it is, before somebody may change how they sign in.
#[derive(Template)]
#[template(path = "confirm.html")]
pub(super) struct ConfirmPage<'a> {
    pub(super) frame: Frame,
    pub(super) providers: Vec<Choice>,
    pub(super) confirm: &'a str,
    pub(super) account: &'a str,
}

/// What a merge would do, before it is done.
#[derive(Template)]
#[template(path = "merge.html")]
pub(super) struct MergePage<'a> {
    pub(super) frame: Frame,
    pub(super) stays: MergeSide,
    pub(super) goes: MergeSide,
    pub(super) account: &'a str,
}

/// One of two accounts.
pub(super) struct MergeSide {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) username: String,
    pub(super) created_at: DateTime<Utc>,
    pub(super) identities: Vec<IdentityLine>,
}

impl Choice {
    pub(super) fn of(provider: &ProviderSettings) -> Self {
        Self { slug: provider.slug.to_string(), name: provider.name.clone(), mark: Mark::of(provider) }
    }
}

impl IdentityLine {
    pub(super) fn of(app: &App, identity: &LinkedIdentity) -> Self {
        let provider = provider_name(app, identity.provider.as_str());
        Self {
            id: identity.id.to_string(),
            mark: app.services.provider(identity.provider.as_str()).map_or_else(|| Mark::letter(&provider), Mark::of),
            provider,
            email: identity.email.as_ref().map(|email| EmailAddress::as_str(email).to_owned()),
            linked_at: identity.linked_at,
            last_used_at: identity.last_used_at,
        }
    }
}

impl SessionLine {
    pub(super) fn of(app: &App, session: &Session, here: &Session, frame: &Frame) -> Self {
        Self {
            id: session.id.to_string(),
            is_this: session.id == here.id,
            device: device(session.user_agent.as_ref(), frame),
            provider: session_provider(app, session, frame),
            groups: session.groups.clone(),
            address: session.address.map(|address| address.to_string()),
            signed_in_at: session.signed_in_at,
            last_seen_at: session.last_seen_at,
        }
    }
}

impl EventLine {
    pub(super) fn of(app: &App, past: &PastEvent, frame: &Frame) -> Self {
        let provider = provider_name(app, &past.provider);
        let by_link = past.provider == Slug::operator().as_str();
        Self {
            words: event_words(past.event, &provider, by_link, frame),
            address: past.address.clone(),
            occurred_at: past.occurred_at,
        }
    }
}

/// With what somebody signed in: a provider, or a link of an operator's.
pub(super) fn session_provider(app: &App, session: &Session, frame: &Frame) -> String {
    if session.provider == Slug::operator() {
        return frame.say("session-by-link");
    }
    provider_name(app, session.provider.as_str())
}

/// As it is configured now; its slug when it no longer is.
pub(super) fn provider_name(app: &App, slug: &str) -> String {
    app.services.provider(slug).map_or_else(|| slug.to_owned(), |provider| provider.name.clone())
}
