//! Decides whether a visitor may open an address of an application.

use chrono::{DateTime, Utc};

use super::access_rule::Match;
use super::applications::Application;
use super::people::Allow;
use super::visitor::{AccessRequest, Presented, Visitor};
use crate::domain::strength::{NotStrongEnough, SignInStrength, StrengthRules};

/// Whether a visitor may open an address.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Access {
    /// Yes.
    Allowed,
    /// Not known, since the visitor is not signed in.
    SignInNeeded,
    /// After the user has authenticated again, more strongly or more recently.
    StepUpNeeded(NotStrongEnough),
    /// No.
    Refused,
}

/// What decided: the rule with this index, or what the application allows where no rule does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum DecidedBy {
    /// One of the application's rules, counted from zero.
    Rule(usize),
    /// The application's own `allow`.
    Application,
}

/// For the log: rules are counted from one, as in messages about the configuration.
impl std::fmt::Display for DecidedBy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Rule(index) => write!(f, "rule {}", index + 1),
            Self::Application => f.write_str("its own allow"),
        }
    }
}

/// Which of an application and its rules admit one visitor: what does not depend on the request, nor on the time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Admissions {
    application: bool,
    rules: Box<[bool]>,
}

impl Admissions {
    fn of(&self, by: DecidedBy) -> bool {
        match by {
            DecidedBy::Rule(index) => self.rules.get(index) == Some(&true),
            DecidedBy::Application => self.application,
        }
    }
}

/// What one rule, or the application itself, demands.
struct Demand<'a> {
    by: DecidedBy,
    allow: &'a Allow,
    tokens: bool,
    require: Option<&'a StrengthRules>,
}

impl Application {
    /// Decides whether a visitor may open an address, and says what decided.
    ///
    /// The first rule that matches decides; where none does, the `allow` of the application. This holds for both readings
    /// of the path, and rules before it that match only for some applications have to allow the request, too.
    #[must_use]
    pub fn decide(
        &self,
        request: &AccessRequest,
        visitor: Option<&Visitor>,
        now: DateTime<Utc>,
    ) -> (Access, DecidedBy) {
        self.decide_by(request, visitor, now, |demand, visitor| demand.allow.admits(visitor))
    }

    /// As [`Application::decide`], about the visitor of these admissions.
    #[must_use]
    pub fn decide_again(
        &self,
        request: &AccessRequest,
        visitor: &Visitor,
        admissions: &Admissions,
        now: DateTime<Utc>,
    ) -> Access {
        self.decide_by(request, Some(visitor), now, |demand, _| admissions.of(demand.by)).0
    }

    /// Which of the application and its rules admit a visitor.
    #[must_use]
    pub fn admissions(&self, visitor: &Visitor) -> Admissions {
        Admissions {
            application: self.allow.admits(visitor),
            rules: self.rules.iter().map(|rule| rule.allow.admits(visitor)).collect(),
        }
    }

    fn decide_by(
        &self,
        request: &AccessRequest,
        visitor: Option<&Visitor>,
        now: DateTime<Utc>,
        admits: impl Fn(&Demand, &Visitor) -> bool,
    ) -> (Access, DecidedBy) {
        let mut decision = (Access::Allowed, DecidedBy::Application);
        for (index, demand) in self.demands(request).into_iter().enumerate() {
            let access = demand.check(visitor, now, &admits);
            if index == 0 || severity(access) > severity(decision.0) {
                decision = (access, demand.by);
            }
        }
        decision
    }

    /// All that has to hold for a request: the deciding demand of each reading, the resolved one first, and those that
    /// restrict it.
    fn demands(&self, request: &AccessRequest) -> Vec<Demand<'_>> {
        let mut demands = Vec::new();
        // check: a rule holds for both readings of a path
        for path in request.path.readings() {
            let mut restricting = Vec::new();
            let mut deciding =
                Demand { by: DecidedBy::Application, allow: &self.allow, tokens: self.tokens, require: None };
            for (index, rule) in self.rules.iter().enumerate() {
                let by = DecidedBy::Rule(index);
                let demand = Demand { by, allow: &rule.allow, tokens: rule.tokens, require: Some(&rule.require) };
                match rule.matches(request, path) {
                    Match::Decides => {
                        deciding = demand;
                        // check: the first rule that matches decides
                        break;
                    }
                    Match::Restricts => restricting.push(demand),
                    Match::No => {}
                }
            }
            demands.push(deciding);
            demands.extend(restricting);
        }
        demands
    }

    /// Whether a request may be allowed by a personal access token.
    #[must_use]
    pub fn accepts_tokens(&self, request: &AccessRequest) -> bool {
        self.demands(request).iter().all(|demand| demand.tokens)
    }

    /// Whether a personal access token can open a part of the application, for this visitor. A machine cannot authenticate
    /// again, so rules that demand it accept no token.
    #[must_use]
    pub fn offers_tokens_to(&self, visitor: &Visitor, now: DateTime<Utc>) -> bool {
        let is_met = |require: &StrengthRules| require.check(&SignInStrength::default(), now).is_ok();
        (self.tokens && self.allow.admits(visitor))
            || self.rules.iter().any(|rule| rule.tokens && rule.allow.admits(visitor) && is_met(&rule.require))
    }

    /// Whether a part of the application accepts personal access tokens.
    #[must_use]
    pub fn has_tokens(&self) -> bool {
        self.tokens || self.rules.iter().any(|rule| rule.tokens)
    }

    /// Whether anyone may open this address, signed in or not.
    #[must_use]
    pub fn is_open(&self, request: &AccessRequest) -> bool {
        self.demands(request).iter().all(|demand| *demand.allow == Allow::Everybody)
    }

    /// How the user has to authenticate for this request, beyond being signed in.
    #[must_use]
    pub fn required_strength(&self, request: &AccessRequest) -> Vec<&StrengthRules> {
        self.demands(request).into_iter().filter_map(|demand| demand.require).collect()
    }
}

impl Demand<'_> {
    fn check(&self, visitor: Option<&Visitor>, now: DateTime<Utc>, admits: impl Fn(&Self, &Visitor) -> bool) -> Access {
        if *self.allow == Allow::Everybody {
            return Access::Allowed;
        }
        // check: no one opens what is closed
        if *self.allow == Allow::Nobody {
            return Access::Refused;
        }
        // check: an application needs a session
        let Some(visitor) = visitor else { return Access::SignInNeeded };
        // check: tokens count where a rule accepts them
        if visitor.presented == Presented::Token && !self.tokens {
            return Access::SignInNeeded;
        }
        if !admits(self, visitor) {
            return Access::Refused;
        }
        match self.require.map(|require| require.check(&visitor.session.strength, now)) {
            None | Some(Ok(())) => Access::Allowed,
            // A token proves no strength: a machine cannot authenticate again.
            // check: a token satisfies no step-up
            Some(Err(_)) if visitor.presented == Presented::Token => Access::Refused,
            // check: the strength that a rule requires
            Some(Err(problem)) => Access::StepUpNeeded(problem),
        }
    }
}

fn severity(access: Access) -> u8 {
    match access {
        Access::Allowed => 0,
        Access::StepUpNeeded(_) => 1,
        Access::SignInNeeded => 2,
        Access::Refused => 3,
    }
}
