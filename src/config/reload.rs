//! Reload: which settings a running server can apply, and which keys require a restart.

use secrecy::{ExposeSecret, SecretString};
use url::Position;

use super::keys::{self, Key};
use super::settings::Settings;
use crate::domain::{DatabaseUrl, Lifetimes, ReturnPolicy, SessionSecrets};

impl Settings {
    /// Adapts newly loaded settings to a server that was started with others: settings that it can only read at its
    /// start keep the old values. Also returns the changed keys that require a restart.
    #[must_use]
    pub fn for_reload(self, started_with: &Self) -> (Self, Vec<String>) {
        let restart_required = self.keys_requiring_restart(started_with).iter().map(Key::path).collect();
        let before = started_with.clone();
        // Both were checked against the new public URLs, so they cannot be used with the old ones.
        let (return_policy, applications) = if self.has_same_public_urls(started_with) {
            (self.return_policy, self.applications)
        } else {
            (before.return_policy, before.applications)
        };
        let settings = Self {
            listen: before.listen,
            keep_alive: before.keep_alive,
            drain: before.drain,
            metrics_listen: before.metrics_listen,
            return_policy,
            applications,
            database_url: before.database_url,
            database_pool_size: before.database_pool_size,
            lifetimes: Lifetimes { absolute: before.lifetimes.absolute, ..self.lifetimes },
            keeps_sessions: before.keeps_sessions,
            session_secrets: before.session_secrets,
            ..self
        };
        (settings, restart_required)
    }

    fn has_same_public_urls(&self, other: &Self) -> bool {
        let urls = |settings: &Self| {
            [&settings.return_policy.urls.base, &settings.return_policy.urls.frontend].map(Clone::clone)
        };
        urls(self) == urls(other)
    }

    fn keys_requiring_restart(&self, before: &Self) -> Vec<Key> {
        let (policy, policy_before) = (&self.return_policy, &before.return_policy);
        // Keys that depend on the public URLs wait together with them.
        let urls_changed = !self.has_same_public_urls(before);
        let keys = [
            (keys::LISTEN, self.listen != before.listen),
            (keys::KEEP_ALIVE, self.keep_alive != before.keep_alive),
            (keys::DRAIN, self.drain != before.drain),
            (keys::METRICS_LISTEN, self.metrics_listen != before.metrics_listen),
            (keys::BASE_URL, policy.urls.base != policy_before.urls.base),
            (keys::FRONTEND_URL, policy.urls.frontend != policy_before.urls.frontend),
            (keys::DASHBOARD_URL, urls_changed && dashboard_setting(policy) != dashboard_setting(policy_before)),
            (keys::ALLOWED_RETURN_ORIGINS, urls_changed && policy.allowed_origins != policy_before.allowed_origins),
            (keys::APPLICATIONS, urls_changed && self.applications != before.applications),
            (keys::DATABASE_URL, !is_same_database(&self.database_url, &before.database_url)),
            (keys::POOLER, is_another_pooler(&self.database_url, &before.database_url)),
            (keys::POOL_SIZE, self.database_pool_size != before.database_pool_size),
            (keys::ABSOLUTE_TIMEOUT, self.lifetimes.absolute != before.lifetimes.absolute),
            (keys::SESSION_CACHE, self.keeps_sessions != before.keeps_sessions),
            (keys::SESSION_SECRET, !has_same_secrets(self.session_secrets.as_ref(), before.session_secrets.as_ref())),
        ];
        keys.into_iter().filter(|(_, requires_restart)| *requires_restart).map(|(key, _)| key).collect()
    }
}

/// The dashboard as `server.dashboard_url` sets it: only the path if it is on the frontend's origin, because such a URL
/// changes with `frontend_url`.
fn dashboard_setting(policy: &ReturnPolicy) -> &str {
    let is_on_frontend = policy.dashboard.origin() == policy.urls.frontend.origin();
    if is_on_frontend { &policy.dashboard[Position::BeforePath..] } else { policy.dashboard.as_str() }
}

fn is_another_pooler(one: &DatabaseUrl, other: &DatabaseUrl) -> bool {
    matches!((one, other), (DatabaseUrl::Postgres(one), DatabaseUrl::Postgres(other)) if one.pooler != other.pooler)
}

fn is_same_database(one: &DatabaseUrl, other: &DatabaseUrl) -> bool {
    match (one, other) {
        (DatabaseUrl::Postgres(one), DatabaseUrl::Postgres(other)) => is_same_secret(Some(&one.url), Some(&other.url)),
        (DatabaseUrl::Sqlite(one), DatabaseUrl::Sqlite(other)) => one == other,
        _ => false,
    }
}

fn is_same_secret(one: Option<&SecretString>, other: Option<&SecretString>) -> bool {
    one.map(ExposeSecret::expose_secret) == other.map(ExposeSecret::expose_secret)
}

fn has_same_secrets(one: Option<&SessionSecrets>, other: Option<&SessionSecrets>) -> bool {
    let parts = |secrets: Option<&SessionSecrets>| {
        let secrets = secrets.cloned();
        (secrets.as_ref().map(|it| it.current.clone()), secrets.and_then(|it| it.previous))
    };
    let ((current, previous), (other_current, other_previous)) = (parts(one), parts(other));
    is_same_secret(current.as_ref(), other_current.as_ref())
        && is_same_secret(previous.as_ref(), other_previous.as_ref())
}
