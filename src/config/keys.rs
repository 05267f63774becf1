//! The table of all configuration keys.

/// A key of the configuration file, and its names in the environment.
#[derive(Debug)]
pub(super) struct Key {
    /// The section (TOML table) of the file.
    pub(super) section: &'static str,
    /// The name within the section; empty if the section is a list and the key at once.
    pub(super) name: &'static str,
    /// The short environment name that the guides use.
    pub(super) short: Option<&'static str>,
}

pub(super) const LISTEN: Key = Key::new("server", "listen", Some("PORT"));
/// The addresses of `server.listen` if neither it nor `PORT` is set. A container image sets it: an operator who sets one of the
/// keys should not have to unset one of the image.
pub(super) const DEFAULT_LISTEN_VARIABLE: &str = "KAIMU_DEFAULT_LISTEN";
pub(super) const BASE_URL: Key = Key::new("server", "base_url", Some("OIDC_BASE_URL"));
pub(super) const FRONTEND_URL: Key = Key::new("server", "frontend_url", Some("OIDC_FRONTEND_URL"));
pub(super) const DASHBOARD_URL: Key = Key::new("server", "dashboard_url", None);
pub(super) const ALLOWED_RETURN_ORIGINS: Key = Key::new("server", "allowed_return_origins", None);
pub(super) const TRUSTED_PROXIES: Key = Key::new("server", "trusted_proxies", None);
pub(super) const FORWARDED: Key = Key::new("server", "forwarded", None);
pub(super) const KEEP_ALIVE: Key = Key::new("server", "keep_alive", None);
pub(super) const DRAIN: Key = Key::new("server", "drain", None);
pub(super) const HSTS_INCLUDE_SUBDOMAINS: Key = Key::new("server", "hsts_include_subdomains", None);
pub(super) const DATABASE_URL: Key = Key::new("database", "url", Some("DATABASE_URL"));
pub(super) const POOL_SIZE: Key = Key::new("database", "pool_size", None);
pub(super) const POOLER: Key = Key::new("database", "pooler", None);
pub(super) const DATABASE_WAIT: Key = Key::new("database", "wait", None);
pub(super) const IDLE_TIMEOUT: Key = Key::new("session", "idle_timeout", None);
pub(super) const ABSOLUTE_TIMEOUT: Key = Key::new("session", "absolute_timeout", None);
pub(super) const MAX_SESSIONS_PER_USER: Key = Key::new("session", "max_per_user", None);
pub(super) const SESSION_CACHE: Key = Key::new("session", "cache", None);
pub(super) const SESSION_SECRET: Key = Key::new("session", "secret", Some("SESSION_SECRET"));
pub(super) const SESSION_SECRETS: Key = Key::new("session", "secrets", None);
pub(super) const ATTEMPT_MINUTES: Key = Key::new("sign_in", "attempt_minutes", Some("OIDC_STATE_EXPIRATION_MINUTES"));
pub(super) const SKIP_PAGE: Key = Key::new("sign_in", "skip_page", None);
pub(super) const SIGN_UP: Key = Key::new("sign_in", "sign_up", None);
pub(super) const ALLOWED_EMAIL_DOMAINS: Key = Key::new("sign_in", "allowed_email_domains", None);
pub(super) const AUDIT_KEEP: Key = Key::new("audit", "keep", None);
pub(super) const AUDIT_WEBHOOK: Key = Key::new("audit", "webhook", None);
pub(super) const AUDIT_WEBHOOK_SECRETS: Key = Key::new("audit", "webhook_secrets", None);
pub(super) const TOKENS_SIGN_IN_WITHIN: Key = Key::new("tokens", "sign_in_within", None);
pub(super) const BRANDING_NAME: Key = Key::new("branding", "name", None);
pub(super) const BRANDING_ACCENT: Key = Key::new("branding", "accent", None);
pub(super) const BRANDING_LOGO: Key = Key::new("branding", "logo", None);
pub(super) const BRANDING_CONTACT: Key = Key::new("branding", "contact", None);
pub(super) const SIGN_IN_STARTS_PER_MINUTE: Key = Key::new("limits", "sign_in_starts_per_minute", None);
pub(super) const DOCTOR_AT_START: Key = Key::new("doctor", "at_start", None);
pub(super) const LOG_FORMAT: Key = Key::new("log", "format", None);
pub(super) const METRICS_LISTEN: Key = Key::new("metrics", "listen", None);
pub(super) const PROVIDERS: Key = Key::new("oidc", "providers", Some("OIDC_PROVIDERS"));
pub(super) const APPLICATIONS: Key = Key::new("applications", "", None);

/// Every key.
pub(super) const ALL: &[Key] = &[
    LISTEN,
    BASE_URL,
    FRONTEND_URL,
    DASHBOARD_URL,
    ALLOWED_RETURN_ORIGINS,
    TRUSTED_PROXIES,
    FORWARDED,
    KEEP_ALIVE,
    DRAIN,
    HSTS_INCLUDE_SUBDOMAINS,
    DATABASE_URL,
    POOL_SIZE,
    POOLER,
    DATABASE_WAIT,
    IDLE_TIMEOUT,
    ABSOLUTE_TIMEOUT,
    MAX_SESSIONS_PER_USER,
    SESSION_CACHE,
    SESSION_SECRET,
    SESSION_SECRETS,
    ATTEMPT_MINUTES,
    SKIP_PAGE,
    SIGN_UP,
    ALLOWED_EMAIL_DOMAINS,
    AUDIT_KEEP,
    AUDIT_WEBHOOK,
    AUDIT_WEBHOOK_SECRETS,
    TOKENS_SIGN_IN_WITHIN,
    BRANDING_NAME,
    BRANDING_ACCENT,
    BRANDING_LOGO,
    BRANDING_CONTACT,
    SIGN_IN_STARTS_PER_MINUTE,
    DOCTOR_AT_START,
    LOG_FORMAT,
    METRICS_LISTEN,
    PROVIDERS,
    APPLICATIONS,
];

/// The keys that Kaimu had once, each with what replaces it. Set, one stops the start.
const REMOVED: &[(Key, &str)] = &[(
    Key::new("session", "cookie_domain", Some("COOKIE_DOMAIN")),
    "was removed: every host of that domain could overwrite the session cookie; remove it, because Kaimu now hands a \
     session over between the hosts of server.base_url and server.frontend_url; an application asks GET /auth/session",
)];

/// What replaces a key that was removed, by its path in the file.
pub(super) fn replacement_of_path(path: &str) -> Option<&'static str> {
    REMOVED.iter().find(|(key, _)| key.path() == path).map(|(_, replacement)| *replacement)
}

/// What replaces a key that was removed, by one of its environment names.
pub(super) fn replacement_of_variable(name: &str) -> Option<&'static str> {
    // check: a key that was removed stops the start
    let removed = REMOVED.iter().find(|(key, _)| key.short == Some(name) || key.long_name() == name);
    removed.map(|(_, replacement)| *replacement)
}

/// Every key of a provider, in the file and in `OIDC_PROVIDERS`.
pub(super) const PROVIDER_KEYS: &[&str] = &[
    "preset",
    "domain",
    "name",
    "slug",
    "issuer_url",
    "client_id",
    "client_secret",
    "client_secret_file",
    "client_secrets",
    "client_secret_expires_at",
    "client_authentication",
    "client_key_file",
    "client_key_id",
    "client_assertion_audience",
    "apple_team_id",
    "allowed_tenants",
    "allowed_hosted_domains",
    "scopes",
    "prompt",
    "extra_params",
    "acr_values",
    "required_acr",
    "required_amr",
    "max_age",
    "groups_claim",
    "groups_separator",
    "allowed_groups",
    "response_mode",
    "pushed_authorization_requests",
    "trust_email",
    "allowed_email_domains",
    "link_by_email",
    "link",
    "allow_insecure_issuer",
    "allow_private_endpoints",
    "icon",
    "replaces_issuer",
    "sign_out",
    "strict_logout_typ",
    "recheck",
    "recheck_grace",
    "discovery_url",
];

impl Key {
    const fn new(section: &'static str, name: &'static str, short: Option<&'static str>) -> Self {
        Self { section, name, short }
    }

    /// Whether this is a list of tables, such as `[[applications]]`, outside all sections.
    pub(super) fn is_list(&self) -> bool {
        self.name.is_empty()
    }

    /// Section and name: `session.idle_timeout`.
    pub(super) fn path(&self) -> String {
        if self.is_list() { self.section.to_owned() } else { format!("{}.{}", self.section, self.name) }
    }

    /// The long environment name: `KAIMU_SESSION__IDLE_TIMEOUT`.
    pub(super) fn long_name(&self) -> String {
        format!("KAIMU_{}", self.path().replace('.', "__")).to_ascii_uppercase()
    }

    /// Key and environment name for messages about a key that is not set: `session.secret (SESSION_SECRET)`.
    pub(super) fn label(&self) -> String {
        format!("{} ({})", self.path(), self.short.map_or_else(|| self.long_name(), str::to_owned))
    }
}

/// The long name that differs from this name in its underscores at most, as it does from `KAIMU_SIGN_IN_SIGN_UP`.
/// Kubernetes sets no such name: its names end in `_HOST`, `_PORT`, `_PROTO` or `_ADDR`.
pub(super) fn with_the_same_words(name: &str) -> Option<String> {
    let words = |name: &str| name.replace('_', "");
    ALL.iter().chain(REMOVED.iter().map(|(key, _)| key)).map(Key::long_name).find(|known| words(known) == words(name))
}

/// Whether the key with this environment name has a value that is or contains a secret.
pub(super) fn may_contain_secrets(name: &str) -> bool {
    [SESSION_SECRET, SESSION_SECRETS, DATABASE_URL, AUDIT_WEBHOOK, AUDIT_WEBHOOK_SECRETS, PROVIDERS]
        .iter()
        .any(|key| key.short == Some(name) || key.long_name() == name)
}

/// Whether an environment name has the form `KAIMU_<SECTION>__<KEY>`, with one of our sections or a mistyped one, or is the
/// mistyped name of a list.
pub(super) fn resembles_a_section(name: &str) -> bool {
    let is_near = |list: &Key| strsim::damerau_levenshtein(name, &list.long_name()) <= 2;
    if ALL.iter().filter(|key| key.is_list()).any(is_near) {
        return true;
    }
    let section = name.strip_prefix("KAIMU_").and_then(|rest| rest.split_once("__")).map(|(section, _)| section);
    section.is_some_and(|section| {
        let section = section.to_ascii_lowercase();
        ALL.iter().any(|key| strsim::damerau_levenshtein(&section, key.section) <= 2)
    })
}
