//! The pages about one's own account: one struct for each template.

use askama::Template;
use chrono::{DateTime, Utc};

use crate::domain::{EmailAddress, Groups, LinkedIdentity, PastEvent, ProviderSettings, Session, Slug, User};
use crate::http::account::messages::{device_name, event_text};
use crate::http::app::App;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::ProviderMark;

/// Everything about one's own account.
#[derive(Template)]
#[template(path = "account.html")]
pub(in crate::http) struct AccountPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) notice: Option<Notice<'a>>,
    pub(in crate::http) identities: Vec<IdentityLine>,
    /// With whom another identity could be linked.
    pub(in crate::http) providers: Vec<ProviderChoice>,
    /// To which address that is posted.
    pub(in crate::http) link_url: String,
    pub(in crate::http) sessions: Vec<SessionLine>,
    pub(in crate::http) events: Vec<EventLine>,
    pub(in crate::http) dashboard_url: &'a str,
}

/// What has just happened.
pub(in crate::http) enum Notice<'a> {
    Changed(String),
    Refused {
        message: ErrorMessage,
        code: &'a str,
        request: Option<&'a str>,
        /// The identity is another user's, and the two can be merged.
        can_merge: bool,
    },
}

/// A provider to choose.
pub(in crate::http) struct ProviderChoice {
    pub(in crate::http) slug: String,
    pub(in crate::http) name: String,
    pub(in crate::http) mark: ProviderMark,
}

/// A way to sign in.
pub(in crate::http) struct IdentityLine {
    pub(in crate::http) id: String,
    pub(in crate::http) provider: String,
    pub(in crate::http) mark: ProviderMark,
    pub(in crate::http) email: Option<String>,
    pub(in crate::http) linked_at: DateTime<Utc>,
    pub(in crate::http) last_used_at: DateTime<Utc>,
}

/// A browser in which one is signed in.
pub(in crate::http) struct SessionLine {
    pub(in crate::http) id: String,
    pub(in crate::http) is_this: bool,
    pub(in crate::http) device: String,
    pub(in crate::http) provider: String,
    pub(in crate::http) groups: Groups,
    pub(in crate::http) address: Option<String>,
    pub(in crate::http) signed_in_at: DateTime<Utc>,
    pub(in crate::http) last_seen_at: DateTime<Utc>,
}

/// Something that happened.
pub(in crate::http) struct EventLine {
    pub(in crate::http) text: String,
    pub(in crate::http) address: Option<String>,
    pub(in crate::http) occurred_at: DateTime<Utc>,
}

/// Who is signed in.
#[derive(Template)]
#[template(path = "dashboard.html")]
pub(in crate::http) struct DashboardPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) name: &'a str,
    pub(in crate::http) username: &'a str,
    pub(in crate::http) email: Option<&'a str>,
    pub(in crate::http) provider: &'a str,
    pub(in crate::http) signed_in_at: DateTime<Utc>,
}

impl DashboardPage<'_> {
    /// The first letters of the first two words of the name that begin with one, or else of the username.
    fn initials(&self) -> String {
        let first_letters = |text: &str| -> String {
            let letters =
                text.split_whitespace().filter_map(|word| word.chars().next()).filter(|c| c.is_alphanumeric());
            letters.take(2).flat_map(char::to_uppercase).collect()
        };
        let initials = first_letters(self.name);
        if initials.is_empty() { first_letters(self.username) } else { initials }
    }
}

/// The question who it is, before somebody may change how they sign in.
#[derive(Template)]
#[template(path = "confirm.html")]
pub(in crate::http) struct ReauthenticationPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) providers: Vec<ProviderChoice>,
    pub(in crate::http) action: &'a str,
    pub(in crate::http) account_url: &'a str,
}

/// What a merge would do, before it is done.
#[derive(Template)]
#[template(path = "merge.html")]
pub(in crate::http) struct MergePage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) kept: MergeSide,
    pub(in crate::http) removed: MergeSide,
    pub(in crate::http) account_url: &'a str,
}

/// One of two accounts.
pub(in crate::http) struct MergeSide {
    pub(in crate::http) id: String,
    pub(in crate::http) name: String,
    pub(in crate::http) username: String,
    pub(in crate::http) created_at: DateTime<Utc>,
    pub(in crate::http) identities: Vec<IdentityLine>,
}

impl ProviderChoice {
    pub(in crate::http) fn of(provider: &ProviderSettings) -> Self {
        Self { slug: provider.slug.to_string(), name: provider.name.clone(), mark: ProviderMark::of(provider) }
    }
}

impl IdentityLine {
    pub(in crate::http) fn of(app: &App, identity: &LinkedIdentity) -> Self {
        let provider = provider_name(app, identity.provider.as_str());
        Self {
            id: identity.id.to_string(),
            mark: app
                .services
                .provider(identity.provider.as_str())
                .map_or_else(|| ProviderMark::letter(&provider), ProviderMark::of),
            provider,
            email: identity.email.as_ref().map(|email| EmailAddress::as_str(email).to_owned()),
            linked_at: identity.linked_at,
            last_used_at: identity.last_used_at,
        }
    }
}

impl SessionLine {
    pub(in crate::http) fn of(app: &App, session: &Session, here: &Session, layout: &Layout) -> Self {
        Self {
            id: session.id.to_string(),
            is_this: session.id == here.id,
            device: device_name(session.user_agent.as_ref(), layout),
            provider: session_provider(app, session, layout),
            groups: session.groups.clone(),
            address: session.address.map(|address| address.to_string()),
            signed_in_at: session.signed_in_at,
            last_seen_at: session.last_seen_at,
        }
    }
}

impl EventLine {
    pub(in crate::http) fn of(app: &App, past: &PastEvent, layout: &Layout) -> Self {
        let provider = provider_name(app, &past.provider);
        let by_link = past.provider == Slug::operator().as_str();
        Self {
            text: event_text(past.event, &provider, by_link, layout),
            address: past.address.clone(),
            occurred_at: past.occurred_at,
        }
    }
}

/// With what somebody signed in: a provider, or a link of an operator's.
pub(in crate::http) fn session_provider(app: &App, session: &Session, layout: &Layout) -> String {
    if session.provider == Slug::operator() {
        return layout.text("session-by-link");
    }
    provider_name(app, session.provider.as_str())
}

/// As it is configured now; its slug when it no longer is.
pub(in crate::http) fn provider_name(app: &App, slug: &str) -> String {
    app.services.provider(slug).map_or_else(|| slug.to_owned(), |provider| provider.name.clone())
}

/// What to call somebody.
pub(in crate::http) fn display_name(user: &User) -> &str {
    user.display_name.as_deref().unwrap_or(&user.username)
}
