//! [`Settings`]: the checked configuration.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use ipnet::IpNet;

use crate::domain::{
    Applications, Branding, CheckDepth, DatabaseUrl, ForwardedHeaders, Lifetimes, ListenAddress, LogFormat,
    ProviderSettings, ReturnPolicy, SessionSecrets, SignUpPolicy, Webhook,
};

/// Everything that an operator can set, checked.
#[derive(Debug, Clone)]
pub struct Settings {
    /// The addresses to listen on; every route is served on each. With port 0 the system chooses a free port.
    pub listen: Vec<ListenAddress>,
    /// Our public URLs, and the URLs to which a sign-in may return.
    pub return_policy: ReturnPolicy,
    /// The proxies whose forwarded headers are trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The headers that these proxies set.
    pub forwarded: ForwardedHeaders,
    /// How long a connection without a request is kept.
    pub keep_alive: Duration,
    /// How long a server that SIGTERM stops still accepts connections.
    pub drain: Duration,
    /// Whether browsers must use https for all subdomains of the public hosts, too (HTTP Strict Transport Security).
    pub hsts_include_subdomains: bool,
    /// The database to connect to.
    pub database_url: DatabaseUrl,
    /// How many connections to keep to Postgres.
    pub database_pool_size: u32,
    /// How long a start waits until Postgres answers.
    pub database_wait: Duration,
    /// The idle and the absolute timeout of a session.
    pub lifetimes: Lifetimes,
    /// How many sessions a user may have.
    pub max_sessions_per_user: u32,
    /// Whether living sessions are kept in memory, so that a check needs no database.
    pub keeps_sessions: bool,
    /// The keys that protect cookies and stored tokens are derived from it; 32 bytes or more. `None` (SQLite only)
    /// creates one beside the database file.
    pub session_secrets: Option<SessionSecrets>,
    /// How long a sign-in may take at the provider.
    pub sign_in_attempt: Duration,
    /// Skips the sign-in page if there is a single provider.
    pub skip_sign_in_page: bool,
    /// Decides which people may become users.
    pub sign_up: SignUpPolicy,
    /// How long audit entries are kept.
    pub audit_kept: Duration,
    /// Where events of the audit log are sent.
    pub webhook: Option<Arc<Webhook>>,
    /// How long after the last sign-in of its user a personal access token counts.
    pub tokens_sign_in_within: Duration,
    /// Name, accent colour, logo and contact of the pages.
    pub branding: Branding,
    /// How many sign-ins may start per minute and client address; 0 turns the limit off.
    pub sign_in_starts_per_minute: u32,
    /// How much a server checks at its start; `None` checks nothing.
    pub checks_at_start: Option<CheckDepth>,
    /// How log lines are written.
    pub log_format: LogFormat,
    /// The addresses on which metrics are served; none is off.
    pub metrics_listen: Vec<ListenAddress>,
    /// The providers, in the order of their buttons.
    pub providers: Vec<ProviderSettings>,
    /// The applications behind the reverse proxy.
    pub applications: Applications,
    /// Warnings about the configuration, to be logged at each start.
    pub warnings: Vec<String>,
    /// The files that contain secrets, each with the name of the setting that refers to it.
    pub secret_files: Vec<(String, PathBuf)>,
}
