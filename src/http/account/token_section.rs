//! The part of the account page about personal access tokens.

use chrono::{DateTime, Utc};

use crate::domain::{Application, Presented, Session, TokenDetails, TokenLifetime, User, Visitor};
use crate::flow::account_overview::AccountOverview;
use crate::flow::token_management::MAX_TOKENS_PER_USER;
use crate::http::app::App;
use crate::http::pages::layout::Layout;
use crate::http::paths;

/// The tokens of the user, and how to make one.
pub(in crate::http) struct TokenSection {
    pub(in crate::http) tokens: Vec<TokenLine>,
    pub(in crate::http) form: TokenForm,
}

/// A token.
pub(in crate::http) struct TokenLine {
    pub(in crate::http) id: String,
    pub(in crate::http) name: String,
    /// The names of its applications; the address of one that is not configured any more.
    pub(in crate::http) applications: Vec<String>,
    pub(in crate::http) created_at: DateTime<Utc>,
    pub(in crate::http) expires_at: DateTime<Utc>,
    pub(in crate::http) last_used_at: Option<DateTime<Utc>>,
}

/// Whether the user can make a token.
pub(in crate::http) enum TokenForm {
    Offered {
        /// The URL that the form posts to, on the host of `base_url`.
        action: String,
        applications: Vec<ApplicationChoice>,
        lifetimes: Vec<LifetimeChoice>,
    },
    /// After a reauthentication.
    AuthenticationNeeded,
    /// A session that began with a sign-in link has no identity that a token could belong to.
    ProviderNeeded,
    /// Not before one is revoked.
    TooMany,
    /// No application accepts tokens of this user.
    NoApplication,
}

/// An application for which the user may make a token.
pub(in crate::http) struct ApplicationChoice {
    /// Its first address, which identifies it.
    pub(in crate::http) address: String,
    pub(in crate::http) name: String,
}

/// How long a token may be valid.
pub(in crate::http) struct LifetimeChoice {
    pub(in crate::http) days: String,
    pub(in crate::http) text: String,
    pub(in crate::http) is_preset: bool,
}

impl TokenSection {
    /// `None` if no application accepts tokens, and the user has none.
    pub(super) fn of(
        app: &App,
        overview: &AccountOverview,
        user: &User,
        current: &Session,
        layout: &Layout,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let offers_tokens = app.applications.iter().any(Application::has_tokens);
        (offers_tokens || !overview.tokens.is_empty()).then(|| Self {
            tokens: overview.tokens.iter().map(|token| TokenLine::of(app, token)).collect(),
            form: TokenForm::of(app, overview, user, current, layout, now),
        })
    }
}

impl TokenLine {
    fn of(app: &App, token: &TokenDetails) -> Self {
        let has =
            |application: &Application, address: &str| application.urls.iter().any(|url| url.to_string() == address);
        let mut applications: Vec<String> = Vec::new();
        for address in &token.applications {
            let name = app.applications.iter().find(|it| has(it, address)).map_or(address, |it| &it.name);
            if !applications.contains(name) {
                applications.push(name.clone());
            }
        }
        Self {
            id: token.id.to_string(),
            name: token.name.clone(),
            applications,
            created_at: token.created_at,
            expires_at: token.expires_at,
            last_used_at: token.last_used_at,
        }
    }
}

impl TokenForm {
    fn of(
        app: &App,
        overview: &AccountOverview,
        user: &User,
        current: &Session,
        layout: &Layout,
        now: DateTime<Utc>,
    ) -> Self {
        let applications: Vec<_> =
            offered_applications(app, user, current, now).into_iter().map(ApplicationChoice::of).collect();
        if applications.is_empty() {
            return Self::NoApplication;
        }
        if overview.current_identity.is_none() {
            return Self::ProviderNeeded;
        }
        if overview.tokens.len() >= MAX_TOKENS_PER_USER {
            return Self::TooMany;
        }
        if !current.is_recently_authenticated(now) {
            return Self::AuthenticationNeeded;
        }
        Self::Offered {
            action: app.urls().at_base(paths::TOKENS).into(),
            applications,
            lifetimes: TokenLifetime::ALL.map(|lifetime| LifetimeChoice::of(lifetime, layout)).into(),
        }
    }
}

impl ApplicationChoice {
    fn of(application: &Application) -> Self {
        Self { address: first_address(application), name: application.name.clone() }
    }
}

impl LifetimeChoice {
    pub(in crate::http) fn of(lifetime: TokenLifetime, layout: &Layout) -> Self {
        let days = lifetime.days().to_string();
        let text = if lifetime.days() == 365 {
            layout.text("token-year")
        } else {
            layout.text_with("token-days", "days", &days)
        };
        Self { days, text, is_preset: lifetime == TokenLifetime::PRESET }
    }
}

/// The applications for which this user may make a token in this session.
pub(super) fn offered_applications<'a>(
    app: &'a App,
    user: &User,
    current: &Session,
    now: DateTime<Utc>,
) -> Vec<&'a Application> {
    let visitor = Visitor { user, session: current, presented: Presented::Token };
    // check: tokens are made for applications that the user may open
    app.applications.iter().filter(|application| application.offers_tokens_to(&visitor, now)).collect()
}

/// The address by which a form names an application.
pub(super) fn first_address(application: &Application) -> String {
    application.urls.first().map(ToString::to_string).unwrap_or_default()
}
