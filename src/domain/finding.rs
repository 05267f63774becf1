//! What an examination of the set-up finds.

use super::slug::Slug;
use super::terminal_text::terminal_text;

/// The longest line that a finding may make of what others wrote.
const LONGEST: usize = 600;

/// What was seen in one place, and what to do about it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// About which provider; `None` when it is about ourselves.
    pub provider: Option<Slug>,
    /// What was looked at.
    pub check: Check,
    /// What to think of it.
    pub verdict: Verdict,
    /// What was seen, in one line of plain text without secrets.
    pub seen: String,
    /// What to do, unless all is well.
    pub remedy: Option<String>,
}

/// What to think of something, from the best to the worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verdict {
    /// It is as it should be, or as far as can be seen.
    Good,
    /// It works, and somebody should look at it.
    Warning,
    /// Somebody cannot sign in, or anybody could.
    Broken,
}

impl Verdict {
    /// Its name for scripts.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Warning => "warning",
            Self::Broken => "broken",
        }
    }

    /// Its mark for people.
    #[must_use]
    pub fn mark(self) -> char {
        match self {
            Self::Good => '✓',
            Self::Warning => '!',
            Self::Broken => '✗',
        }
    }
}

/// Writes each check with its code once.
macro_rules! checks {
    ($($(#[$doc:meta])+ $check:ident = $code:literal,)+) => {
        /// What was looked at.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub enum Check {
            $($(#[$doc])+ $check,)+
        }

        impl Check {
            /// Every check there is.
            pub const ALL: &[Self] = &[$(Self::$check),+];

            /// The stable code, e.g. `provider.issuer`.
            #[must_use]
            pub fn code(self) -> &'static str {
                match self {
                    $(Self::$check => $code,)+
                }
            }
        }
    };
}

checks! {
    /// Whether there is any.
    NoProvider = "provider.none",
    /// Whether the name of its host is known.
    Name = "provider.name",
    /// Whether its certificate is trusted, and for how long.
    Tls = "provider.tls",
    /// Whether its discovery document can be had.
    Discovery = "provider.discovery",
    /// Whether the document names the configured issuer.
    Issuer = "provider.issuer",
    /// Whether the slug named another issuer before.
    IssuerChange = "provider.issuer_change",
    /// Whether its endpoints are where we go.
    Endpoints = "provider.endpoints",
    /// Whether its clock and ours agree.
    ClockDifference = "provider.clock",
    /// Whether it offers the authorization code flow.
    CodeFlow = "provider.code_flow",
    /// Whether it offers PKCE with S256.
    Pkce = "provider.pkce",
    /// Whether it knows the scopes that we ask for.
    Scopes = "provider.scopes",
    /// Whether it offers the way in which we prove who we are.
    ClientAuthentication = "provider.client_authentication",
    /// Whether it signs with an algorithm that we verify.
    Signing = "provider.signing",
    /// Whether its keys can be had and used.
    Keys = "provider.keys",
    /// Whether it knows our client id and secret.
    Client = "provider.client",
    /// When our client secret ends, as the operator has written down.
    ClientSecretEnd = "provider.client_secret_expires_at",
    /// Whether it knows our redirect URI.
    RedirectUri = "provider.redirect_uri",
    /// Whether a sign-out can go on there.
    SignOutMode = "provider.sign_out",
    /// Whether the database answers.
    DatabaseReachable = "database.reachable",
    /// Whether its tables are of this version.
    DatabaseMigrations = "database.migrations",
    /// Whether the way to it is encrypted.
    DatabaseTls = "database.tls",
    /// Whether cookies travel protected.
    CookiesHttps = "cookies.https",
    /// Which hosts get the session cookie.
    CookiesDomain = "cookies.domain",
    /// Who can read the file of a secret.
    SecretFile = "files.secret",
}

/// Findings as they come, all about one provider or about ourselves.
#[derive(Debug, Default)]
pub struct Findings {
    provider: Option<Slug>,
    found: Vec<Finding>,
}

impl Findings {
    /// None yet, about this provider.
    #[must_use]
    pub fn about(provider: &Slug) -> Self {
        Self { provider: Some(provider.clone()), found: Vec::new() }
    }

    /// Notes that something is as it should be.
    pub fn good(&mut self, check: Check, seen: impl AsRef<str>) {
        self.note(check, Verdict::Good, seen.as_ref(), None);
    }

    /// Notes that somebody should look at something.
    pub fn warning(&mut self, check: Check, seen: impl AsRef<str>, remedy: impl AsRef<str>) {
        self.note(check, Verdict::Warning, seen.as_ref(), Some(remedy.as_ref()));
    }

    /// Notes that something is broken.
    pub fn broken(&mut self, check: Check, seen: impl AsRef<str>, remedy: impl AsRef<str>) {
        self.note(check, Verdict::Broken, seen.as_ref(), Some(remedy.as_ref()));
    }

    /// Takes in what was found elsewhere.
    pub fn extend(&mut self, others: Self) {
        self.found.extend(others.found);
    }

    fn note(&mut self, check: Check, verdict: Verdict, seen: &str, remedy: Option<&str>) {
        let finding =
            Finding { provider: self.provider.clone(), check, verdict, seen: line(seen), remedy: remedy.map(line) };
        self.found.push(finding);
    }
}

impl IntoIterator for Findings {
    type Item = Finding;
    type IntoIter = std::vec::IntoIter<Finding>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}

/// One line of plain text, whatever a provider or a database has put into it.
fn line(text: &str) -> String {
    let words: Vec<&str> = text.split_whitespace().collect();
    let text = terminal_text(&words.join(" "));
    if text.chars().count() <= LONGEST { text } else { text.chars().take(LONGEST).chain("…".chars()).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_finding_is_one_line_that_steers_no_terminal_whatever_others_wrote() {
        let mut findings = Findings::default();
        findings.good(Check::Issuer, format!("one\n two\t\u{1b}[2J\u{202e}three{}", "x".repeat(10_000)));
        let seen = findings.into_iter().next().unwrap().seen;
        assert!(seen.starts_with("one two \u{fffd}[2J\u{fffd}threexxx") && seen.ends_with("x…"), "{seen}");
        assert_eq!(seen.chars().count(), LONGEST + 1);
    }

    #[test]
    fn every_check_has_a_code_of_its_own_that_names_its_area() {
        let codes: std::collections::BTreeSet<_> = Check::ALL.iter().map(|check| check.code()).collect();
        assert_eq!(codes.len(), Check::ALL.len());
        assert!(
            codes
                .iter()
                .all(|code| ["provider.", "database.", "cookies.", "files."].iter().any(|a| code.starts_with(a)))
        );
    }
}
