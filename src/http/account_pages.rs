//! The pages about one's own account: one struct for each template, and what they say in words.

use askama::Template;
use chrono::{DateTime, Utc};

use super::App;
use super::frame::Frame;
use super::pages::Mark;
use super::words::Words;
use crate::domain::{
    AuditEvent, EmailAddress, LinkedIdentity, PastEvent, ProviderSettings, Refusal, Session, UserAgent,
};

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

/// What was changed, as the address of the account page says it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Done {
    Linked,
    Unlinked,
    SessionEnded,
    OtherSessionsEnded,
    Merged,
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

impl Done {
    const ALL: [(Self, &'static str); 5] = [
        (Self::Linked, "linked"),
        (Self::Unlinked, "unlinked"),
        (Self::SessionEnded, "session_ended"),
        (Self::OtherSessionsEnded, "other_sessions_ended"),
        (Self::Merged, "merged"),
    ];

    pub(super) fn name(self) -> &'static str {
        Self::ALL.into_iter().find(|(done, _)| *done == self).map_or("", |(_, name)| name)
    }

    pub(super) fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|(_, known)| *known == name).map(|(done, _)| done)
    }

    pub(super) fn words(self, frame: &Frame) -> String {
        match self {
            Self::Linked => frame.say("done-linked"),
            Self::Unlinked => frame.say("done-unlinked"),
            Self::SessionEnded => frame.say("done-session-ended"),
            Self::OtherSessionsEnded => frame.say("done-other-sessions-ended"),
            Self::Merged => frame.say("done-merged"),
        }
    }
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
            provider: provider_name(app, session.provider.as_str()),
            address: session.address.map(|address| address.to_string()),
            signed_in_at: session.signed_in_at,
            last_seen_at: session.last_seen_at,
        }
    }
}

impl EventLine {
    pub(super) fn of(app: &App, past: &PastEvent, frame: &Frame) -> Self {
        let provider = provider_name(app, &past.provider);
        Self {
            words: event_words(past.event, &provider, frame),
            address: past.address.clone(),
            occurred_at: past.occurred_at,
        }
    }
}

/// As it is configured now; its slug when it no longer is.
pub(super) fn provider_name(app: &App, slug: &str) -> String {
    app.services.provider(slug).map_or_else(|| slug.to_owned(), |provider| provider.name.clone())
}

/// "Firefox on Linux".
pub(super) fn device(agent: Option<&UserAgent>, frame: &Frame) -> String {
    match agent.map(|agent| (agent.browser(), agent.system())) {
        Some((Some(browser), Some(system))) => {
            frame.language().say("device", &[("browser", browser), ("system", system)])
        }
        Some((Some(name), None) | (None, Some(name))) => name.to_owned(),
        _ => frame.say("device-unknown"),
    }
}

/// An event in words; a new one does not compile without.
pub(super) fn event_words(event: AuditEvent, provider: &str, frame: &Frame) -> String {
    let refused = |refusal: Refusal| Words::of(refusal, Some(provider), frame.language()).title;
    match event {
        AuditEvent::SignedIn => frame.say_of("event-signed-in", "provider", provider),
        AuditEvent::SignInRefused(why) => {
            frame.language().say("event-sign-in-refused", &[("provider", provider), ("reason", &refused(why))])
        }
        AuditEvent::SignedOut => frame.say("event-signed-out"),
        AuditEvent::SessionEnded => frame.say("event-session-ended"),
        AuditEvent::OtherSessionsEnded => frame.say("event-other-sessions-ended"),
        AuditEvent::IdentityLinked => frame.say_of("event-linked", "provider", provider),
        AuditEvent::LinkRefused(why) => {
            frame.language().say("event-link-refused", &[("provider", provider), ("reason", &refused(why))])
        }
        AuditEvent::IdentityUnlinked => frame.say_of("event-unlinked", "provider", provider),
        AuditEvent::AccountsMerged => frame.say("event-merged"),
    }
}
