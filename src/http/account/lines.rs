//! The parts of the account pages: providers, identities, sessions and events.

use chrono::{DateTime, Utc};
use uuid::Uuid;

use crate::domain::{
    EmailAddress, Groups, LinkedIdentity, PastEvent, ProviderSettings, Session, Slug, User, VerifiedIdentity,
};
use crate::http::account::messages::{device_name, event_text};
use crate::http::app::App;
use crate::http::pages::layout::Layout;
use crate::http::pages::provider_mark::ProviderMark;

/// The button of a provider.
pub(in crate::http) struct ProviderChoice {
    pub(in crate::http) slug: String,
    pub(in crate::http) name: String,
    pub(in crate::http) mark: ProviderMark,
}

impl ProviderChoice {
    pub(super) fn of(provider: &ProviderSettings) -> Self {
        Self { slug: provider.slug.to_string(), name: provider.name.clone(), mark: ProviderMark::of(provider) }
    }
}

/// A linked identity.
pub(in crate::http) struct IdentityLine {
    pub(in crate::http) id: String,
    pub(in crate::http) provider: String,
    pub(in crate::http) mark: ProviderMark,
    pub(in crate::http) email: Option<String>,
    /// Whether its provider is configured, so that it can sign in.
    pub(in crate::http) is_offered: bool,
    pub(in crate::http) linked_at: DateTime<Utc>,
    pub(in crate::http) last_used_at: DateTime<Utc>,
    /// Whether it began the session of this browser, which ends with it.
    pub(in crate::http) began_this_session: bool,
}

impl IdentityLine {
    /// `current` is the id of the identity that began the session of this browser.
    pub(super) fn of(app: &App, identity: &LinkedIdentity, current: Option<Uuid>) -> Self {
        let provider = provider_name(app, identity.provider.as_str());
        Self {
            id: identity.id.to_string(),
            mark: app
                .services
                .provider(identity.provider.as_str())
                .map_or_else(|| ProviderMark::letter(&provider), ProviderMark::of),
            provider,
            email: identity.email.as_ref().map(|email| EmailAddress::as_str(email).to_owned()),
            is_offered: app.services.open_issuers().contains(&identity.issuer),
            linked_at: identity.linked_at,
            last_used_at: identity.last_used_at,
            began_this_session: Some(identity.id) == current,
        }
    }

    /// An identity that the user may link now.
    pub(super) fn of_pending(app: &App, identity: &VerifiedIdentity, now: DateTime<Utc>) -> Self {
        Self::of(
            app,
            &LinkedIdentity {
                id: Uuid::nil(),
                provider: identity.provider.clone(),
                issuer: identity.identity.issuer.clone(),
                email: identity.profile.email.clone(),
                linked_at: now,
                last_used_at: now,
            },
            None,
        )
    }
}

/// The user whose account a page shows.
pub(in crate::http) struct AccountOwner {
    pub(in crate::http) name: String,
    pub(in crate::http) username: String,
    pub(in crate::http) email: Option<String>,
}

impl AccountOwner {
    pub(super) fn of(user: &User) -> Self {
        Self {
            name: display_name(user).to_owned(),
            username: user.username.clone(),
            // check: a page names the account
            email: user.email.as_ref().map(|email| email.as_str().to_owned()),
        }
    }
}

/// A session of the user.
pub(in crate::http) struct SessionLine {
    pub(in crate::http) id: String,
    /// Whether it is the session of this browser.
    pub(in crate::http) is_this: bool,
    pub(in crate::http) device: String,
    pub(in crate::http) provider: String,
    pub(in crate::http) groups: Groups,
    /// The names of the applications where it is signed in.
    pub(in crate::http) applications: Vec<String>,
    pub(in crate::http) address: Option<String>,
    pub(in crate::http) signed_in_at: DateTime<Utc>,
    pub(in crate::http) last_seen_at: DateTime<Utc>,
}

impl SessionLine {
    /// `hosts` are the hosts of the applications where the session is signed in.
    pub(super) fn of(app: &App, session: &Session, hosts: &[String], current: &Session, layout: &Layout) -> Self {
        Self {
            id: session.id.to_string(),
            is_this: session.id == current.id,
            device: device_name(session.user_agent.as_ref(), layout),
            provider: session_provider(app, session, layout),
            groups: session.groups.clone(),
            applications: application_names(app, hosts),
            address: session.address.map(|address| address.to_string()),
            signed_in_at: session.signed_in_at,
            last_seen_at: session.last_seen_at,
        }
    }
}

/// An entry of the audit log.
pub(in crate::http) struct EventLine {
    pub(in crate::http) text: String,
    pub(in crate::http) address: Option<String>,
    pub(in crate::http) occurred_at: DateTime<Utc>,
}

impl EventLine {
    pub(super) fn of(app: &App, event: &PastEvent, layout: &Layout) -> Self {
        let provider = provider_name(app, &event.provider);
        let by_link = event.provider == Slug::operator().as_str();
        Self {
            text: event_text(event.event, &provider, by_link, layout),
            address: event.address.clone(),
            occurred_at: event.occurred_at,
        }
    }
}

/// The provider of the session, or that it began with a sign-in link.
fn session_provider(app: &App, session: &Session, layout: &Layout) -> String {
    if session.provider == Slug::operator() {
        return layout.text("session-by-link");
    }
    provider_name(app, session.provider.as_str())
}

/// The applications on these hosts. Those that share a host share its cookie.
fn application_names(app: &App, hosts: &[String]) -> Vec<String> {
    let on_hosts = app.applications.addresses().filter(|found| hosts.iter().any(|host| host == found.url.host()));
    let mut names: Vec<String> = on_hosts.map(|found| found.application.name.clone()).collect();
    names.dedup();
    names
}

/// The configured name. The slug, if the provider is no longer configured.
fn provider_name(app: &App, slug: &str) -> String {
    app.services.provider(slug).map_or_else(|| slug.to_owned(), |provider| provider.name.clone())
}

/// The display name, or else the username.
pub(in crate::http) fn display_name(user: &User) -> &str {
    user.display_name.as_deref().unwrap_or(&user.username)
}
