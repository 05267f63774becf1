//! The list of providers, from the file and from `OIDC_PROVIDERS` alike.

use secrecy::SecretString;
use serde_json::{Map, Value};
use url::Url;

use super::address::plain_address;
use super::problem::{Noted, Report};
use super::read::{self, shown};
use super::source::{Given, SetBy, Sources};
use super::{admission, keys};
use crate::domain::{EmailDomain, Icon, Issuer, LinkByEmail, ProviderSettings, SignOut, Slug, is_loopback};

const EXPECTED: &str =
    "expected an array of providers, such as [{\"name\":\"Okta\",\"slug\":\"okta\",\"issuer_url\":…}]";

/// Every provider, in the order of the buttons.
pub(super) fn all(sources: &Sources, report: &mut Report) -> Result<Vec<ProviderSettings>, Noted> {
    let Some(given) = sources.get(&keys::PROVIDERS)? else { return Ok(Vec::new()) };
    let members = members(given).map_err(|words| report.problem(&given.place, words))?;
    let mut providers: Vec<ProviderSettings> = Vec::new();
    let mut slugs: Vec<Option<Slug>> = Vec::new();
    let mut noted = None;
    for (index, member) in members.iter().enumerate() {
        let slug = member.get("slug").and_then(Value::as_str).and_then(|text| Slug::parse(text).ok());
        let label = slug.as_ref().map(|slug| format!(" ({slug})")).unwrap_or_default();
        let place = format!("{}, provider {}{label}", given.place, index + 1);
        let twin = slug.as_ref().and_then(|slug| slugs.iter().position(|other| other.as_ref() == Some(slug)));
        if let Some(twin) = twin {
            let words = format!("has the slug of provider {}; give each provider a slug of its own", twin + 1);
            noted = Some(report.problem(&place, words));
        }
        slugs.push(slug);
        match member.as_object() {
            Some(members) => match (Reader { members, place, report }).provider() {
                Ok(provider) => providers.push(provider),
                Err(problem) => noted = Some(problem),
            },
            None => noted = Some(report.problem(place, "expected an object with name, slug, issuer_url and so on")),
        }
    }
    noted.map_or(Ok(providers), Err)
}

fn members(given: &Given) -> Result<Vec<Value>, String> {
    let value = match (&given.value, given.set_by) {
        (typed, SetBy::File) => typed.clone(),
        (text, SetBy::LongName | SetBy::ShortName) => serde_json::from_str(text.as_str().unwrap_or_default())
            .map_err(|error| format!("{}; {EXPECTED}", read::json_error(error)))?,
    };
    match (value, given.set_by) {
        (Value::Array(members), _) => Ok(members),
        (_, SetBy::File) => Err("expected a list of providers; begin each with [[oidc.providers]]".to_owned()),
        _ => Err(EXPECTED.to_owned()),
    }
}

/// Reads one provider and notes everything that is wrong with it.
struct Reader<'a> {
    members: &'a Map<String, Value>,
    place: String,
    report: &'a mut Report,
}

impl<'a> Reader<'a> {
    fn provider(mut self) -> Result<ProviderSettings, Noted> {
        self.refuse_unknown_keys();
        let name = self.required("name", read::name);
        let slug = self.required("slug", slug);
        let allow_insecure_issuer = self.flag("allow_insecure_issuer");
        let issuer = self.required("issuer_url", issuer);
        let icon = self.icon(issuer.as_ref().ok());
        let issuer = self.secure(issuer, allow_insecure_issuer);
        let client_id = self.required("client_id", |text| Ok(text.to_owned()));
        let client_secret = self.client_secret();
        let scopes = self.text("scopes").and_then(|text| {
            scopes(text.unwrap_or("openid email profile")).map_err(|words| self.wrong("scopes", &words))
        });
        let trust_email = self.flag("trust_email");
        let replaces_issuer = self.replaces_issuer();
        let allowed_email_domains = self.domains();
        let sign_out = self.sign_out();
        let link_by_email = self.link_by_email();
        let discovery_url = self
            .text("discovery_url")
            .and_then(|text| text.map(plain_address).transpose().map_err(|words| self.wrong("discovery_url", &words)));
        Ok(ProviderSettings {
            name: name?,
            slug: slug?,
            issuer: issuer?,
            client_id: client_id?,
            client_secret: client_secret?,
            scopes: scopes?,
            trust_email: trust_email?,
            allowed_email_domains: allowed_email_domains?,
            link_by_email: link_by_email?,
            allow_insecure_issuer: allow_insecure_issuer?,
            icon: icon?,
            replaces_issuer: replaces_issuer?,
            sign_out: sign_out?,
            discovery_url: discovery_url?,
        })
    }

    fn wrong(&mut self, key: &str, words: &str) -> Noted {
        self.report.problem(&self.place, format!("{key}: {words}"))
    }

    fn refuse_unknown_keys(&mut self) {
        for key in self.members.keys().filter(|key| !keys::OF_PROVIDER.contains(&key.as_str())) {
            let near = keys::nearest(key, keys::OF_PROVIDER.iter().copied());
            self.report
                .problem(&self.place, format!("unknown key `{}`; the nearest known key is `{near}`", shown(key)));
        }
    }

    fn text(&mut self, key: &str) -> Result<Option<&'a str>, Noted> {
        let Some(value) = self.members.get(key) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.wrong(key, "expected text in quotes"))
    }

    fn required<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T, Noted> {
        match self.text(key)? {
            None => Err(self.wrong(key, "is missing")),
            Some(text) if text.trim().is_empty() => Err(self.wrong(key, "is empty")),
            Some(text) => parse(text).map_err(|words| self.wrong(key, &words)),
        }
    }

    fn flag(&mut self, key: &str) -> Result<bool, Noted> {
        let Some(value) = self.members.get(key) else { return Ok(false) };
        value.as_bool().ok_or_else(|| self.wrong(key, "expected true or false, without quotes"))
    }

    fn domains(&mut self) -> Result<Vec<EmailDomain>, Noted> {
        let Some(value) = self.members.get("allowed_email_domains") else { return Ok(Vec::new()) };
        let texts = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
        let domains = match texts {
            Some(texts) => texts.into_iter().map(admission::domain).collect(),
            None => Err("expected a list of texts, such as [\"example.org\"]".to_owned()),
        };
        domains.map_err(|words| self.wrong("allowed_email_domains", &words))
    }

    fn link_by_email(&mut self) -> Result<LinkByEmail, Noted> {
        match self.text("link_by_email")? {
            None | Some("verified") => Ok(LinkByEmail::Verified),
            Some("confirm") => Ok(LinkByEmail::Confirm),
            Some("never") => Ok(LinkByEmail::Never),
            Some(_) => Err(self.wrong("link_by_email", "expected \"verified\", \"confirm\" or \"never\"")),
        }
    }

    fn secure(&mut self, issuer: Result<Url, Noted>, allowed: Result<bool, Noted>) -> Result<Issuer, Noted> {
        let (url, allowed) = (issuer?, allowed?);
        if url.scheme() == "http" && !is_loopback(&url) {
            if !allowed {
                let words = "is http; use https (in a closed network, allow_insecure_issuer = true permits it)";
                return Err(self.wrong("issuer_url", words));
            }
            let words = "issuer_url is http (allow_insecure_issuer): whoever sits on the way can sign in as anybody";
            self.report.warning(&self.place, words);
        }
        self.text("issuer_url").map(|text| Issuer::new(text.unwrap_or_default()))
    }

    fn icon(&mut self, issuer: Option<&Url>) -> Result<Option<Icon>, Noted> {
        let Some(name) = self.text("icon")? else { return Ok(issuer.and_then(Icon::of_issuer)) };
        Icon::named(name).map(Some).ok_or_else(|| {
            let near = keys::nearest(name, Icon::names());
            let known = Icon::names().collect::<Vec<_>>().join(", ");
            self.wrong("icon", &format!("no such icon; the nearest one is `{near}`; there are {known}"))
        })
    }

    /// Compared byte for byte with what is in the database, and used for nothing else.
    fn replaces_issuer(&mut self) -> Result<Option<Issuer>, Noted> {
        let text = self.text("replaces_issuer")?;
        match text.map(plain_address) {
            Some(Err(words)) => Err(self.wrong("replaces_issuer", &words)),
            _ => Ok(text.map(Issuer::new)),
        }
    }

    fn sign_out(&mut self) -> Result<SignOut, Noted> {
        let Some(name) = self.text("sign_out")? else { return Ok(SignOut::Provider) };
        SignOut::named(name).ok_or_else(|| self.wrong("sign_out", "expected \"provider\" or \"local\""))
    }

    fn client_secret(&mut self) -> Result<SecretString, Noted> {
        match (self.members.get("client_secret"), self.members.get("client_secret_file")) {
            (Some(_), Some(_)) => {
                Err(self.wrong("client_secret and client_secret_file", "are both set; keep one of the two"))
            }
            (None, None) => Err(self.wrong("client_secret", "is missing; set it, or client_secret_file")),
            (Some(_), None) => self.required("client_secret", |text| Ok(SecretString::from(text))),
            (None, Some(_)) => self.required("client_secret_file", |path| {
                let secret = read::secret_file(path)?;
                if secret.trim().is_empty() {
                    return Err(format!("{path} is empty"));
                }
                Ok(SecretString::from(secret))
            }),
        }
    }
}

fn slug(text: &str) -> Result<Slug, String> {
    let slug = Slug::parse(text).map_err(|error| error.to_string())?;
    if slug == Slug::operator() {
        return Err("is the name under which sessions and audit entries of the operator stand; use another".to_owned());
    }
    Ok(slug)
}

fn issuer(text: &str) -> Result<Url, String> {
    let url = plain_address(text)?;
    if url.path().contains("/.well-known/") {
        return Err("is a discovery address; the issuer is the part before `/.well-known/`".to_owned());
    }
    Ok(url)
}

fn scopes(text: &str) -> Result<Vec<String>, String> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in text.split_whitespace() {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err("`openid` is missing; the usual value is \"openid email profile\"".to_owned());
    }
    Ok(scopes)
}
