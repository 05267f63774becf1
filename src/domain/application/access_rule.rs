//! Rules for parts of an application.

use ipnet::IpNet;

use super::people::Allow;
use super::request_path::PathReading;
use super::visitor::AccessRequest;
use crate::domain::strength::StrengthRules;

/// A rule for some requests to an application.
#[derive(Debug, Clone, PartialEq)]
pub struct AccessRule {
    /// The path that the rule is about; `None` is every path.
    pub path: Option<RulePath>,
    /// The methods that the rule is about, in upper case; empty is every method.
    pub methods: Vec<String>,
    /// The networks of the clients that the rule is about; empty is every client.
    pub networks: Vec<IpNet>,
    /// Whether personal access tokens are accepted.
    pub tokens: bool,
    /// Who may open it.
    pub allow: Allow,
    /// How strongly and how recently the user must have authenticated.
    pub require: StrengthRules,
}

/// The path of a rule: a path and all below it, or exactly one path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RulePath {
    /// Decoded and resolved, without a slash at its end; empty for the root.
    path: String,
    lowercase: String,
    is_exact: bool,
}

/// How well a rule fits a request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Match {
    /// It is about this request, and decides.
    Decides,
    /// Some applications read the request as one that the rule is about: what it restricts counts, and what it allows does
    /// not.
    Restricts,
    /// It is about other requests.
    No,
}

impl RulePath {
    /// A path that is decoded, and has no empty and no dot segments.
    #[must_use]
    pub fn new(path: &str, is_exact: bool) -> Self {
        let path = path.trim_end_matches('/').to_owned();
        Self { lowercase: path.to_lowercase(), path, is_exact }
    }

    /// Whether it is this path alone, and not those below it.
    #[must_use]
    pub fn is_exact(&self) -> bool {
        self.is_exact
    }

    /// Whether the rule can be about a path of an application below `root`.
    #[must_use]
    pub fn can_be_within(&self, root: &str) -> bool {
        let root = root.trim_end_matches('/');
        let is_below = |path: &str, root: &str| {
            path.strip_prefix(root).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        is_below(&self.path, root) || (!self.is_exact && is_below(root, &self.path))
    }

    /// Whether all paths of the other one are also paths of this one.
    fn covers(&self, other: &Self) -> bool {
        if self.is_exact {
            self == other
        } else {
            other.path.strip_prefix(&self.path).is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        }
    }

    /// Whether this is about one reading of a path. Applications may ignore the case of letters, and a slash at the end.
    fn matches(&self, path: &PathReading) -> Match {
        // check: a rule covers whole segments
        let ends_here = |rest: &str| rest.is_empty() || (!self.is_exact && rest.starts_with('/'));
        let is_root = self.path.is_empty();
        let exact = match path.text() {
            path if is_root && self.is_exact => path == "/",
            path => path.strip_prefix(&self.path).is_some_and(ends_here),
        };
        if exact {
            return Match::Decides;
        }
        // check: a rule restricts paths in any letter case
        match path.lowercase().trim_end_matches('/').strip_prefix(&self.lowercase) {
            Some(rest) if ends_here(rest) => Match::Restricts,
            _ => Match::No,
        }
    }
}

impl AccessRule {
    /// Whether a later rule can never decide, because this one matches whatever that one does.
    #[must_use]
    pub fn covers(&self, later: &Self) -> bool {
        let includes = |own: &[String], other: &[String]| {
            own.is_empty() || (!other.is_empty() && other.iter().all(|it| own.contains(it)))
        };
        let paths = match (&self.path, &later.path) {
            (None, _) => true,
            (Some(own), Some(other)) => own.covers(other),
            (Some(_), None) => false,
        };
        let networks = self.networks.is_empty()
            || (!later.networks.is_empty()
                && later.networks.iter().all(|network| self.networks.iter().any(|own| own.contains(network))));
        paths && networks && includes(&self.methods, &later.methods)
    }

    /// Whether the rule is about one reading of a path, for some method and some client.
    pub(super) fn is_about(&self, path: &PathReading) -> bool {
        self.path.as_ref().is_none_or(|rule| rule.matches(path) != Match::No)
    }

    /// Whether the rule is about this request, for one reading of its path.
    pub(super) fn matches(&self, request: &AccessRequest, path: &PathReading) -> Match {
        let method = self.methods.is_empty() || self.methods.iter().any(|method| method == request.method);
        let network = self.networks.is_empty()
            || request.client.is_some_and(|client| self.networks.iter().any(|network| network.contains(&client)));
        match &self.path {
            // check: the methods of a rule
            _ if !method => Match::No,
            // check: the networks of a rule
            _ if !network => Match::No,
            Some(rule) => rule.matches(path),
            None => Match::Decides,
        }
    }
}

impl std::fmt::Display for RulePath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(if self.path.is_empty() { "/" } else { &self.path })
    }
}
