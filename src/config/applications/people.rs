//! Who may open an application: `allow`.

use serde_json::{Map, Value};

use crate::config::diagnostics::Reported;
use crate::config::sign_up::email_domain;
use crate::config::table_reader::TableReader;
use crate::domain::{
    Allow, EmailAddress, GroupName, Icon, Organizations, People, ProviderSettings, PublicUrls, SignUp, SignUpPolicy,
    Slug, Tenants, is_username,
};

const KEYS: &[&str] = &["groups", "users", "emails", "email_domains", "providers"];

const EXPECTED: &str = "expected \"signed_in\", \"anyone_who_signs_in\", \"everybody\", \"nobody\", a table such as \
                        { groups = [\"okta:admins\"] }, or a list of such tables";

const ANYONE: &str =
    "\"signed_in\" would let anybody on Earth in, because sign_in.sign_up is \"open\" and anybody can register at";

/// What else of the configuration decides who can be signed in.
pub(in crate::config) struct SignInSettings<'a> {
    pub(in crate::config) providers: &'a [ProviderSettings],
    pub(in crate::config) sign_up: &'a SignUpPolicy,
    pub(in crate::config) urls: &'a PublicUrls,
}

impl TableReader<'_> {
    /// The value of `allow`, or `default` if it is not set.
    pub(super) fn allow(&mut self, settings: &SignInSettings, default: Allow) -> Result<Allow, Reported> {
        let is_set = self.is_set("allow");
        let allow = match self.value("allow") {
            None => default,
            Some(Value::String(text)) => match text.as_str() {
                "signed_in" => Allow::SignedIn,
                "anyone_who_signs_in" => return Ok(Allow::SignedIn),
                "everybody" => Allow::Everybody,
                "nobody" => Allow::Nobody,
                _ => return Err(self.problem("allow", EXPECTED)),
            },
            Some(Value::Object(table)) => Allow::People(vec![self.people(table, "allow", settings)?]),
            Some(Value::Array(tables)) if !tables.is_empty() => Allow::People(self.alternatives(tables, settings)?),
            Some(_) => return Err(self.problem("allow", EXPECTED)),
        };
        let open = (allow == Allow::SignedIn).then(|| open_provider(settings)).flatten();
        if let Some(provider) = open {
            let set = if is_set { "" } else { "is not set, and its default " };
            let message = format!(
                "{set}{ANYONE} {}; set allow = \"anyone_who_signs_in\" if that is meant, or name groups, users or email_domains, or set \
                 sign_in.sign_up = \"invited\"",
                provider.name
            );
            // check: signed_in while anybody can sign up
            return Err(self.problem("allow", &message));
        }
        Ok(allow)
    }

    fn alternatives(&mut self, tables: &[Value], settings: &SignInSettings) -> Result<Vec<People>, Reported> {
        let mut alternatives = Vec::new();
        let mut reported = None;
        for (index, table) in tables.iter().enumerate() {
            let name = format!("allow, entry {}", index + 1);
            let people = match table {
                Value::Object(table) => self.people(table, &name, settings),
                _ => Err(self.problem(&name, EXPECTED)),
            };
            match people {
                Ok(people) => alternatives.push(people),
                Err(problem) => reported = Some(problem),
            }
        }
        reported.map_or(Ok(alternatives), Err)
    }

    fn people(
        &mut self,
        table: &Map<String, Value>,
        name: &str,
        settings: &SignInSettings,
    ) -> Result<People, Reported> {
        let mut reader = self.within(table, name);
        reader.report_unknown_keys(KEYS);
        let named = reader.string_list("groups", "okta:admins", |text| settings.group(text));
        let users = reader.string_list("users", "ada", username);
        let emails = reader.string_list("emails", "ada@example.org", |text| {
            EmailAddress::parse(text).map_err(|_| "expected addresses, such as ada@example.org".to_owned())
        });
        let email_domains = reader.string_list("email_domains", "example.org", email_domain);
        let providers = reader.string_list("providers", "okta", |text| settings.provider(text));
        // An empty list would hold for all users, which an operator who writes it does not expect.
        // check: an empty list of people
        let empty: Vec<_> =
            KEYS.iter().filter(|key| matches!(table.get(**key), Some(Value::Array(list)) if list.is_empty())).collect();
        for key in &empty {
            reader.problem(key, "is an empty list, which no user is in; remove it, or use allow = \"nobody\"");
        }
        if table.is_empty() || !empty.is_empty() {
            return Err(reader.problem("allow", EXPECTED));
        }
        Ok(People {
            groups: named?,
            users: users?,
            emails: emails?,
            email_domains: email_domains?,
            providers: providers?,
        })
    }
}

impl SignInSettings<'_> {
    /// A group with its provider, which may be left out if there is only one.
    fn group(&self, text: &str) -> Result<GroupName, String> {
        let by_slug = text.split_once(':').and_then(|(slug, name)| Some((self.find(slug)?, name)));
        let (provider, name) = match (by_slug, self.providers) {
            (Some(named), _) => named,
            (None, [only]) => (only, text),
            // check: groups are named with their provider
            (None, _) => {
                return Err(format!(
                    "name the provider of each group, since there are several providers, such as \"{}:admins\"",
                    self.providers.first().map_or("okta", |provider| provider.slug.as_str())
                ));
            }
        };
        if name.is_empty() {
            return Err("expected names of groups, exactly as the provider sends them".to_owned());
        }
        if !provider.groups.wanted {
            return Err(format!(
                "the provider {} is not asked for groups; set its groups_claim, such as groups_claim = \"groups\"",
                provider.slug
            ));
        }
        Ok(GroupName { provider: provider.slug.clone(), name: name.to_owned() })
    }

    fn provider(&self, text: &str) -> Result<Slug, String> {
        self.find(text).map(|provider| provider.slug.clone()).ok_or_else(|| {
            let slugs: Vec<&str> = self.providers.iter().map(|provider| provider.slug.as_str()).collect();
            format!("expected slugs of configured providers, which are: {}", slugs.join(", "))
        })
    }

    fn find(&self, slug: &str) -> Option<&ProviderSettings> {
        self.providers.iter().find(|provider| provider.slug.as_str() == slug)
    }
}

fn username(text: &str) -> Result<String, String> {
    if is_username(text) {
        Ok(text.to_owned())
    } else {
        Err("expected usernames, as `kaimu users list` shows them".to_owned())
    }
}

/// A provider with which anybody on Earth can sign up here.
fn open_provider<'a>(settings: &SignInSettings<'a>) -> Option<&'a ProviderSettings> {
    let policy = settings.sign_up;
    let is_limited = policy.sign_up != SignUp::Open || !policy.allowed_email_domains.is_empty();
    settings.providers.iter().find(|provider| !is_limited && lets_anybody_register(provider))
}

fn lets_anybody_register(provider: &ProviderSettings) -> bool {
    let is_limited = (provider.organizations != Organizations::Any
        && !provider.organizations.admit_personal_accounts())
        || !provider.emails.allowed_domains.is_empty()
        || !provider.groups.allowed.is_empty();
    let issuer = provider.issuer.as_str();
    let icon = url::Url::parse(issuer).ok().and_then(|issuer| Icon::of_issuer(&issuer));
    let is_public = provider.organizations.admit_personal_accounts()
        || Tenants::of_issuer(issuer) == Some(Tenants::PERSONAL_ACCOUNTS)
        || Tenants::is_shared_issuer(issuer)
        || matches!(icon, Some(Icon::Google | Icon::Apple))
        || issuer.trim_end_matches('/') == "https://gitlab.com";
    is_public && !is_limited
}
