//! Who we are at the provider.

use std::path::Path;

use chrono::NaiveDate;
use secrecy::SecretString;

use super::reader::Reader;
use crate::config::problem::Noted;
use crate::config::read;
use crate::domain::{ClientAuthentication, ClientCredentials, ClientSecrets, PrivateKey, SecretMethod};

#[derive(Clone, Copy)]
enum Method {
    Secret(SecretMethod),
    PrivateKey,
    Apple,
}

/// By their names at IANA (OAuth Token Endpoint Authentication Methods); Apple's own way has none.
const METHODS: [(&str, Method); 4] = [
    ("client_secret_basic", Method::Secret(SecretMethod::Basic)),
    ("client_secret_post", Method::Secret(SecretMethod::Post)),
    ("private_key_jwt", Method::PrivateKey),
    ("apple", Method::Apple),
];

/// What says something about a secret.
const OF_SECRETS: [&str; 4] = ["client_secret", "client_secret_file", "client_secrets", "client_secret_expires_at"];

/// Where the secrets can stand, one of which has to be there.
const SECRETS: [&str; 3] = ["client_secret", "client_secret_file", "client_secrets"];

impl Reader<'_> {
    pub(super) fn client(&mut self) -> Result<ClientCredentials, Noted> {
        let id = self.required("client_id", |text| Ok(text.to_owned()));
        let authentication = self.authentication();
        let secret_expires_at = self.optional("client_secret_expires_at", date);
        Ok(ClientCredentials { id: id?, authentication: authentication?, secret_expires_at: secret_expires_at? })
    }

    fn authentication(&mut self) -> Result<ClientAuthentication, Noted> {
        match self.one_of("client_authentication", &METHODS)? {
            None => self.by_secret(None),
            Some(Method::Secret(method)) => self.by_secret(Some(method)),
            Some(Method::PrivateKey) => {
                let words = "has no use with client_authentication = \"private_key_jwt\"; remove it";
                let others = self.refuse(OF_SECRETS.iter().chain(&["apple_team_id"]), words);
                let (key, key_id) = (self.private_key(), self.optional("client_key_id", identifier));
                others?;
                Ok(ClientAuthentication::PrivateKey { key: key?, key_id: key_id? })
            }
            Some(Method::Apple) => {
                let words = "has no use with client_authentication = \"apple\"; remove it";
                let others = self.refuse(&OF_SECRETS, words);
                let (key, key_id) = (self.private_key(), self.required("client_key_id", identifier));
                let team_id = self.required("apple_team_id", identifier);
                others?;
                let key = key?;
                if matches!(key, PrivateKey::Rsa(_)) {
                    return Err(
                        self.wrong("client_key_file", "holds an RSA key; Apple's keys (AuthKey_….p8) are EC keys")
                    );
                }
                Ok(ClientAuthentication::Apple { key, key_id: key_id?, team_id: team_id? })
            }
        }
    }

    fn by_secret(&mut self, method: Option<SecretMethod>) -> Result<ClientAuthentication, Noted> {
        let words = "goes with client_authentication = \"private_key_jwt\" or \"apple\"";
        let others = self.refuse(&["client_key_file", "client_key_id", "apple_team_id"], words);
        let secrets = self.client_secrets();
        others?;
        Ok(ClientAuthentication::Secret { secrets: secrets?, method })
    }

    /// Notes each of these keys that is there although nobody would look at it.
    fn refuse<'k>(&mut self, keys: impl IntoIterator<Item = &'k &'k str>, words: &str) -> Result<(), Noted> {
        let mut noted = Ok(());
        for key in keys {
            if self.has(key) {
                noted = Err(self.wrong(key, words));
            }
        }
        noted
    }

    fn private_key(&mut self) -> Result<PrivateKey, Noted> {
        self.note_secret_file("client_key_file");
        self.required("client_key_file", |path| {
            let name = read::file_name(Path::new(path));
            let pem = std::fs::read_to_string(path).map_err(|error| format!("cannot read {name}: {error}"))?;
            PrivateKey::parse(&pem).map_err(|error| format!("{name} {error}"))
        })
    }

    fn client_secrets(&mut self) -> Result<ClientSecrets, Noted> {
        let given: Vec<&str> = SECRETS.into_iter().filter(|key| self.has(key)).collect();
        let only = |secret| ClientSecrets::new(secret, None);
        match given[..] {
            [] => Err(self.wrong("client_secret", "is missing; set it, or client_secret_file")),
            ["client_secret"] => self.required("client_secret", |text| Ok(only(SecretString::from(text)))),
            ["client_secret_file"] => {
                self.note_secret_file("client_secret_file");
                self.required("client_secret_file", |path| {
                    let secret = read::secret_file(path)?;
                    if secret.trim().is_empty() {
                        return Err(format!("{path} is empty"));
                    }
                    Ok(only(SecretString::from(secret)))
                })
            }
            [_] => self.two_client_secrets(),
            [_, _] => Err(self.wrong(&given.join(" and "), "are both set; keep one of the two")),
            _ => Err(self.wrong(&given.join(" and "), "are all set; keep one of them")),
        }
    }

    fn two_client_secrets(&mut self) -> Result<ClientSecrets, Noted> {
        let secret = |text: &str| match text.trim() {
            "" => Err("holds an empty text".to_owned()),
            _ => Ok(text.to_owned()),
        };
        match &self.texts("client_secrets", "the new one", secret)?[..] {
            [current] => Ok(ClientSecrets::new(current.clone().into(), None)),
            [current, other] if current == other => Err(self.wrong("client_secrets", "holds the same one twice")),
            [current, other] => Ok(ClientSecrets::new(current.clone().into(), Some(other.clone().into()))),
            _ => Err(self.wrong("client_secrets", "expected the new one and the one before it, or one of them alone")),
        }
    }
}

/// A name that the provider gave.
fn identifier(text: &str) -> Result<String, String> {
    let printable = text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
    if text.is_empty() || text.len() > 255 || !printable {
        return Err("expected the identifier that the provider shows: letters, digits and signs, no spaces".to_owned());
    }
    Ok(text.to_owned())
}

fn date(text: &str) -> Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| date.to_string() == text);
    date.ok_or_else(|| "expected a day such as \"2027-03-01\"".to_owned())
}
