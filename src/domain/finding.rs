//! The findings of `kaimu check`: what each check verifies, its result, and what the operator should do.

use super::slug::Slug;
use super::terminal_text::terminal_text;

/// The longest text of a finding, in characters. Parts of it come from providers and databases.
const MAX_CHARACTERS: usize = 600;

/// The result of one check.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The provider that was checked; `None` for a check of Kaimu itself.
    pub provider: Option<Slug>,
    /// What was checked.
    pub check: Check,
    /// How good or bad the result is.
    pub verdict: Verdict,
    /// What was seen: one line of plain text, without secrets.
    pub seen: String,
    /// The likely cause and what to do, in one line; `None` if nothing has to be done.
    pub remedy: Option<String>,
}

/// How good or bad a finding is, ordered by how much attention it needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// The answer cannot be known, or this user cannot change it. Nothing has to be done.
    Unknown,
    /// The check passed.
    Good,
    /// It works, but needs attention.
    Warning,
    /// Some users cannot sign in, or an attacker can.
    Broken,
}

impl Verdict {
    /// The stable name in the JSON output.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Unknown => "unknown",
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Broken => "broken",
        }
    }

    /// The mark in the text output.
    #[must_use]
    pub fn mark(self) -> char {
        match self {
            Self::Unknown => '?',
            Self::Good => '✓',
            Self::Warning => '!',
            Self::Broken => '✗',
        }
    }
}

/// Defines each check once, with its documentation and its code.
macro_rules! checks {
    ($($(#[$doc:meta])+ $check:ident = $code:literal,)+) => {
        /// What is checked.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Check {
            $($(#[$doc])+ $check,)+
        }

        impl Check {
            /// All checks.
            pub const ALL: &[Self] = &[$(Self::$check),+];

            /// The stable code, e.g. `provider.issuer`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$check => $code,)+
                }
            }

            /// The part of the code before the dot: `provider`, `database`, `applications` …
            #[must_use]
            pub fn area(self) -> &'static str {
                self.code().split('.').next().unwrap_or_default()
            }
        }
    };
}

checks! {
    /// At least one provider is configured.
    NoProvider = "provider.none",
    /// The name of the provider's host resolves.
    HostName = "provider.name",
    /// The provider's certificate is trusted, and does not expire soon.
    Tls = "provider.tls",
    /// The discovery document can be fetched.
    Discovery = "provider.discovery",
    /// The discovery document names the configured issuer.
    Issuer = "provider.issuer",
    /// The slug still belongs to the same issuer as before.
    IssuerChange = "provider.issuer_change",
    /// The required endpoints are published, and Kaimu may call them.
    Endpoints = "provider.endpoints",
    /// The provider's clock and the clock of this machine agree.
    ClockDifference = "provider.clock",
    /// The provider offers the authorization code flow.
    CodeFlow = "provider.code_flow",
    /// The provider offers PKCE with S256.
    Pkce = "provider.pkce",
    /// The provider offers the configured scopes.
    Scopes = "provider.scopes",
    /// The provider offers the configured client authentication method.
    ClientAuthentication = "provider.client_authentication",
    /// The provider signs ID tokens with an algorithm that Kaimu verifies.
    Signing = "provider.signing",
    /// The provider's keys can be fetched, and can verify ID tokens.
    Keys = "provider.keys",
    /// The provider accepts the client id and the client secret.
    Client = "provider.client",
    /// The client secret has not expired, according to `client_secret_expires_at`.
    ClientSecretExpiry = "provider.client_secret_expires_at",
    /// The provider accepts a pushed authorization request, if Kaimu pushes them.
    PushedRequests = "provider.pushed_authorization_requests",
    /// The provider accepts the redirect URI.
    RedirectUri = "provider.redirect_uri",
    /// A sign-out can continue at the provider.
    SignOut = "provider.sign_out",
    /// The database answers.
    DatabaseReachable = "database.reachable",
    /// The schema matches this version.
    DatabaseMigrations = "database.migrations",
    /// The connection to Postgres is encrypted, and its server is verified.
    DatabaseTls = "database.tls",
    /// `database.pooler` is what stands between Kaimu and Postgres.
    DatabasePooler = "database.pooler",
    /// Cookies are protected by https.
    CookiesHttps = "cookies.https",
    /// Which hosts receive the session cookie.
    CookiesDomain = "cookies.domain",
    /// Other users of the machine can neither read nor replace the file of a secret.
    SecretFile = "files.secret",
    /// Other users of this machine cannot access the files of the SQLite database.
    DatabaseFile = "files.database",
    /// The host names of the applications resolve.
    ApplicationName = "applications.name",
    /// The applications are protected by https.
    ApplicationHttps = "applications.https",
    /// Some proxy may ask about requests to applications.
    ApplicationProxies = "applications.trusted_proxies",
    /// Clients cannot pass by the proxy.
    ApplicationListen = "applications.listen",
    /// The proxy asks Kaimu before it forwards a request, with the cookies of the client.
    ProxyAsks = "proxy.asks",
    /// The proxy asks from an address of `server.trusted_proxies`.
    ProxyTrusted = "proxy.trusted",
    /// The question says which request is meant, with its query.
    ProxyQuestion = "proxy.question",
    /// The question has the method of the request.
    ProxyMethod = "proxy.method",
    /// The host of the question is the one whose configuration the proxy uses.
    ProxyHost = "proxy.host",
    /// A user without a session comes to the sign-in.
    ProxySignIn = "proxy.sign_in",
    /// `/.kaimu/` on the host of the application leads to Kaimu.
    ProxyReservedPath = "proxy.reserved_path",
    /// A script without a session gets 401 in JSON.
    ProxyScript = "proxy.script",
    /// A refusal reaches the user as a page.
    ProxyRefusal = "proxy.refusal",
    /// Requests do not pass while Kaimu does not answer.
    ProxyOutage = "proxy.outage",
    /// The proxy does not wait for Kaimu without an end.
    ProxyTimeLimit = "proxy.time_limit",
    /// The identity headers reach the application.
    ProxyIdentity = "proxy.identity",
    /// Identity headers of a client do not reach the application.
    ProxySpoofedHeaders = "proxy.spoofed_headers",
    /// Headers with another path do not reach the application.
    ProxyRewriteHeaders = "proxy.rewrite_headers",
    /// Kaimu's cookie does not reach the application.
    ProxyCookie = "proxy.cookie",
    /// A personal access token does not reach the application.
    ProxyToken = "proxy.token",
}

/// How much is checked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckDepth {
    /// Everything.
    Full,
    /// Everything but [`Self::left_out`]. With many instances, these checks would fill the log and the limits of a provider.
    Passive,
    /// Only what needs neither a network nor a database: no address is resolved, and no connection is opened.
    Offline,
}

impl CheckDepth {
    /// The checks that do not run: those that a provider would see as a token request or an authorization request, or
    /// those that need a network or a database.
    #[must_use]
    pub fn left_out(self) -> &'static [Check] {
        match self {
            Self::Full => &[],
            Self::Passive => &[Check::Client, Check::RedirectUri, Check::PushedRequests],
            Self::Offline => &[
                Check::HostName,
                Check::Tls,
                Check::Discovery,
                Check::Issuer,
                Check::IssuerChange,
                Check::Endpoints,
                Check::ClockDifference,
                Check::CodeFlow,
                Check::Pkce,
                Check::Scopes,
                Check::ClientAuthentication,
                Check::Signing,
                Check::Keys,
                Check::Client,
                Check::PushedRequests,
                Check::RedirectUri,
                Check::SignOut,
                Check::DatabaseReachable,
                Check::DatabaseMigrations,
                Check::DatabaseTls,
                Check::DatabasePooler,
                Check::ApplicationName,
            ],
        }
    }
}

/// A list of findings under construction. New ones are all about one provider, or about Kaimu itself.
#[derive(Debug, Default)]
pub struct Findings {
    provider: Option<Slug>,
    list: Vec<Finding>,
}

impl Findings {
    /// An empty list about this provider.
    #[must_use]
    pub fn for_provider(provider: &Slug) -> Self {
        Self { provider: Some(provider.clone()), list: Vec::new() }
    }

    /// Adds a finding about a question to which the provider gives no answer.
    pub fn unknown(&mut self, check: Check, seen: impl AsRef<str>) {
        self.add(check, Verdict::Unknown, seen.as_ref(), None);
    }

    /// Adds a finding that needs no action.
    pub fn good(&mut self, check: Check, seen: impl AsRef<str>) {
        self.add(check, Verdict::Good, seen.as_ref(), None);
    }

    /// Adds a finding that needs attention.
    pub fn warning(&mut self, check: Check, seen: impl AsRef<str>, remedy: impl AsRef<str>) {
        self.add(check, Verdict::Warning, seen.as_ref(), Some(remedy.as_ref()));
    }

    /// Adds a finding that keeps users from signing in, or lets an attacker in.
    pub fn broken(&mut self, check: Check, seen: impl AsRef<str>, remedy: impl AsRef<str>) {
        self.add(check, Verdict::Broken, seen.as_ref(), Some(remedy.as_ref()));
    }

    /// Appends the findings of another list.
    pub fn extend(&mut self, other: Self) {
        self.list.extend(other.list);
    }

    fn add(&mut self, check: Check, verdict: Verdict, seen: &str, remedy: Option<&str>) {
        let finding = Finding {
            provider: self.provider.clone(),
            check,
            verdict,
            seen: single_line(seen),
            remedy: remedy.map(single_line),
        };
        self.list.push(finding);
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.list.into_iter()
    }
}

/// One line of plain text of limited length. The input may contain text of a provider or a database.
fn single_line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = terminal_text(&words.join(" "));
    if text.chars().count() <= MAX_CHARACTERS {
        text
    } else {
        text.chars().take(MAX_CHARACTERS).chain("…".chars()).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_of_limited_length_without_control_characters() {
        let mut findings = Findings::default();
        findings.good(Check::Issuer, format!("one\n two\t\u{1b}[2J\u{202e}three{}", "x".repeat(10_000)));
        let seen = findings.into_iter().next().unwrap().seen;
        assert!(seen.starts_with("one two \u{fffd}[2J\u{fffd}threexxx") && seen.ends_with("x…"), "{seen}");
        assert_eq!(seen.chars().count(), MAX_CHARACTERS + 1);
    }

    #[test]
    fn every_check_has_a_unique_code_that_begins_with_its_area() {
        let codes: std::collections::BTreeSet<_> = Check::ALL.iter().map(|check| check.code()).collect();
        assert_eq!(codes.len(), Check::ALL.len());
        assert!(codes.iter().all(|code| {
            ["provider.", "database.", "cookies.", "files.", "applications.", "proxy."]
                .iter()
                .any(|a| code.starts_with(a))
        }));
    }
}
