//! Step-up: what a new sign-in has to prove, where an application requires more than the session proves.

use chrono::{DateTime, Utc};

use super::applications::Application;
use super::people::Allow;
use super::request_path::RequestPath;
use super::visitor::{AccessRequest, Visitor};
use crate::domain::{NotStrongEnough, StepUp, StrengthRules};

impl Application {
    /// What the session of this visitor lacks for a request, and what a new sign-in has to prove; `None` if it lacks
    /// nothing.
    ///
    /// The question of the proxy may have been about another method or another client address. So where the rules for this
    /// request are met, the others for the same path count: a user whom the proxy sends here again and again has to see a
    /// page.
    #[must_use]
    pub fn step_up(
        &self,
        request: &AccessRequest,
        visitor: &Visitor,
        now: DateTime<Utc>,
    ) -> Option<(NotStrongEnough, StepUp)> {
        let strength = &visitor.session.strength;
        let lack = |rules: &[&StrengthRules]| rules.iter().find_map(|rules| rules.check(strength, now).err());
        // check: a step-up counts all rules of the path
        let candidates = [self.required_strength(request), self.possible_strength(request.path)];
        candidates.iter().find_map(|rules| Some((lack(rules)?, StepUp::new(rules, strength, now))))
    }

    /// How the user has to authenticate for some request to this path.
    fn possible_strength(&self, path: &RequestPath) -> Vec<&StrengthRules> {
        let may_match = |allow: &Allow| !matches!(allow, Allow::Everybody | Allow::Nobody);
        let rules = self.rules.iter().filter(|rule| may_match(&rule.allow));
        rules.filter(|rule| path.readings().any(|path| rule.is_about(path))).map(|rule| &rule.require).collect()
    }
}
