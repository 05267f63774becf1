//! The rules for parts of an application: `rules`.

use super::people::SignInSettings;
use crate::config::diagnostics::Reported;
use crate::config::parse;
use crate::config::provider::claim_value;
use crate::config::table_reader::TableReader;
use crate::domain::{AccessRule, Allow, ApplicationUrl, RequestPath, RulePath, StrengthRules};

const KEYS: &[&str] = &["path", "exact", "methods", "networks", "tokens", "allow", "require"];
const REQUIRE_KEYS: &[&str] = &["acr", "amr", "max_age"];
const EXPECTED: &str = "expected a list of tables, such as [{ path = \"/public\", allow = \"everybody\" }]";

impl TableReader<'_> {
    /// The rules, in order. Where one does not say who is allowed or whether tokens are, `defaults` hold.
    pub(super) fn access_rules(
        &mut self,
        settings: &SignInSettings,
        urls: &[ApplicationUrl],
        defaults: (&Allow, bool),
    ) -> Result<Vec<AccessRule>, Reported> {
        let Some(value) = self.value("rules") else { return Ok(Vec::new()) };
        let Some(tables) = value.as_array() else { return Err(self.problem("rules", EXPECTED)) };
        let mut rules: Vec<AccessRule> = Vec::new();
        let mut reported = None;
        for (index, table) in tables.iter().enumerate() {
            let name = format!("rule {}", index + 1);
            let Some(table) = table.as_object() else {
                reported = Some(self.problem(&name, EXPECTED));
                continue;
            };
            let mut reader = self.within(table, &name);
            match reader.access_rule(settings, defaults) {
                Ok(rule) => {
                    if let Some(why) = never_matches(&rule, urls, &rules) {
                        // check: a rule that can never match
                        reported = Some(reader.problem("path", &why));
                    }
                    rules.push(rule);
                }
                Err(problem) => reported = Some(problem),
            }
        }
        reported.map_or(Ok(rules), Err)
    }

    fn access_rule(
        &mut self,
        settings: &SignInSettings,
        (allow, tokens): (&Allow, bool),
    ) -> Result<AccessRule, Reported> {
        self.report_unknown_keys(KEYS);
        let is_exact = self.boolean("exact");
        let path = self.optional("path", path);
        let methods = self.string_list("methods", "GET", method);
        let networks = self.string_list("networks", "10.0.0.0/8", parse::network);
        let own_tokens = if self.is_set("tokens") { self.boolean("tokens") } else { Ok(tokens) };
        // The default of the application was checked with the application.
        let own_allow = if self.is_set("allow") { self.allow(settings, Allow::Nobody) } else { Ok(allow.clone()) };
        let require = self.requirements();
        let (is_exact, path) = (is_exact?, path?);
        if is_exact && path.is_none() {
            return Err(self.problem("exact", "has a meaning only with path; set path, or remove it"));
        }
        Ok(AccessRule {
            path: path.map(|path| RulePath::new(&path, is_exact)),
            methods: methods?,
            networks: networks?,
            tokens: own_tokens?,
            allow: own_allow?,
            require: require?,
        })
    }

    fn requirements(&mut self) -> Result<StrengthRules, Reported> {
        let Some(value) = self.value("require") else { return Ok(StrengthRules::default()) };
        let Some(table) = value.as_object() else {
            return Err(self.problem("require", "expected a table, such as { max_age = \"10m\" }"));
        };
        let mut reader = self.within(table, "require");
        reader.report_unknown_keys(REQUIRE_KEYS);
        let contexts = reader.string_list("acr", "urn:okta:loa:2fa:any", claim_value);
        let methods = reader.string_list("amr", "mfa", claim_value);
        let max_age = reader.duration("max_age");
        let contexts = contexts?;
        Ok(StrengthRules {
            acr_values: contexts.clone(),
            required_acr: contexts,
            required_amr: methods?,
            max_age: max_age?,
        })
    }
}

fn path(text: &str) -> Result<String, String> {
    let expected = "expected the beginning of a path as the browser shows it, without a query, such as /admin";
    if text.contains('?') {
        return Err(format!("{expected}; rules ignore the query"));
    }
    let path = RequestPath::parse(text.as_bytes()).map_err(|problem| format!("{expected}; {problem}"))?;
    // An operator who writes `/a//b` or `/a/../b` would expect another rule than the one that holds.
    if !path.is_plain() {
        return Err(format!("{expected}; write it without empty segments, `.` and `..`"));
    }
    Ok(path.resolved().to_owned())
}

fn method(text: &str) -> Result<String, String> {
    let is_method = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_uppercase() || byte == b'-');
    if is_method { Ok(text.to_owned()) } else { Err("expected methods in upper case, such as GET".to_owned()) }
}

/// Why a rule can never decide, if it cannot.
fn never_matches(rule: &AccessRule, urls: &[ApplicationUrl], before: &[AccessRule]) -> Option<String> {
    if let Some(path) = &rule.path
        && !urls.iter().any(|url| path.can_be_within(url.path()))
    {
        return Some(
            "is not below the path of the application; write the whole path, as the browser shows it".to_owned(),
        );
    }
    let earlier = before.iter().position(|earlier| earlier.covers(rule))?;
    Some(format!("is covered by rule {}, so this rule can never decide; move it before that rule", earlier + 1))
}
