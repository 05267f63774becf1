//! What a running server can take over from a changed configuration, and what has to wait for its next start.

use secrecy::{ExposeSecret, SecretString};
use url::Position;

use super::keys::{self, Key};
use super::{DatabaseUrl, Lifetimes, ReturnPolicy, Settings};

impl Settings {
    /// These settings for a server that was started with others: what it cannot change while it runs stays as it was. Also
    /// the keys whose values wait for the next start.
    #[must_use]
    pub fn for_running(self, started_with: &Self) -> (Self, Vec<String>) {
        let waiting = self.waiting(started_with).iter().map(Key::path).collect();
        let before = started_with.clone();
        // It was read for the public URLs.
        let return_policy = if self.has_urls_of(started_with) { self.return_policy } else { before.return_policy };
        let settings = Self {
            listen: before.listen,
            return_policy,
            database_url: before.database_url,
            database_pool_size: before.database_pool_size,
            lifetimes: Lifetimes { absolute: before.lifetimes.absolute, ..self.lifetimes },
            cookie_domain: before.cookie_domain,
            session_secret: before.session_secret,
            ..self
        };
        (settings, waiting)
    }

    fn has_urls_of(&self, other: &Self) -> bool {
        let urls = |settings: &Self| {
            [&settings.return_policy.urls.base, &settings.return_policy.urls.frontend].map(Clone::clone)
        };
        urls(self) == urls(other)
    }

    fn waiting(&self, before: &Self) -> Vec<Key> {
        let (urls, urls_before) = (&self.return_policy.urls, &before.return_policy.urls);
        let origins_wait = !self.has_urls_of(before);
        let keys = [
            (keys::LISTEN, self.listen != before.listen),
            (keys::BASE_URL, urls.base != urls_before.base),
            (keys::FRONTEND_URL, urls.frontend != urls_before.frontend),
            (
                keys::DASHBOARD_URL,
                origins_wait && dashboard_setting(&self.return_policy) != dashboard_setting(&before.return_policy),
            ),
            (
                keys::ALLOWED_RETURN_ORIGINS,
                origins_wait && self.return_policy.allowed_origins != before.return_policy.allowed_origins,
            ),
            (keys::DATABASE_URL, !is_same_database(&self.database_url, &before.database_url)),
            (keys::POOL_SIZE, self.database_pool_size != before.database_pool_size),
            (keys::ABSOLUTE_TIMEOUT, self.lifetimes.absolute != before.lifetimes.absolute),
            (keys::COOKIE_DOMAIN, !origins_wait && self.cookie_domain != before.cookie_domain),
            (keys::SESSION_SECRET, !is_same_secret(self.session_secret.as_ref(), before.session_secret.as_ref())),
        ];
        keys.into_iter().filter(|(_, waits)| *waits).map(|(key, _)| key).collect()
    }
}

/// The dashboard as `server.dashboard_url` sets it: the path alone on the frontend's origin, which follows `frontend_url`.
fn dashboard_setting(policy: &ReturnPolicy) -> &str {
    let is_on_frontend = policy.dashboard.origin() == policy.urls.frontend.origin();
    if is_on_frontend { &policy.dashboard[Position::BeforePath..] } else { policy.dashboard.as_str() }
}

fn is_same_database(one: &DatabaseUrl, other: &DatabaseUrl) -> bool {
    match (one, other) {
        (DatabaseUrl::Postgres(one), DatabaseUrl::Postgres(other)) => is_same_secret(Some(one), Some(other)),
        (DatabaseUrl::Sqlite(one), DatabaseUrl::Sqlite(other)) => one == other,
        _ => false,
    }
}

fn is_same_secret(one: Option<&SecretString>, other: Option<&SecretString>) -> bool {
    one.map(ExposeSecret::expose_secret) == other.map(ExposeSecret::expose_secret)
}
