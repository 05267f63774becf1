//! The client credentials with which Kaimu authenticates at a provider.

use std::path::Path;

use chrono::NaiveDate;
use secrecy::SecretString;

use crate::config::diagnostics::Reported;
use crate::config::shown::FromFile;
use crate::config::table_reader::TableReader;
use crate::config::{plain_text, referenced_file};
use crate::domain::{
    AssertionAudience, ClientAuthentication, ClientCredentials, ClientSecrets, PrivateKey, SecretMethod,
};

const MAX_IDENTIFIER_BYTES: usize = 255;

#[derive(Clone, Copy)]
enum AuthenticationMethod {
    Secret(SecretMethod),
    PrivateKey,
    Apple,
}

/// The method names of the IANA registry "OAuth Token Endpoint Authentication Methods". Apple's method has no name
/// there.
const AUTHENTICATION_METHODS: [(&str, AuthenticationMethod); 4] = [
    ("client_secret_basic", AuthenticationMethod::Secret(SecretMethod::Basic)),
    ("client_secret_post", AuthenticationMethod::Secret(SecretMethod::Post)),
    ("private_key_jwt", AuthenticationMethod::PrivateKey),
    ("apple", AuthenticationMethod::Apple),
];

const ASSERTION_AUDIENCES: [(&str, AssertionAudience); 2] =
    [("token_endpoint", AssertionAudience::TokenEndpoint), ("issuer", AssertionAudience::Issuer)];

/// The keys that are only used with a client secret.
const SECRET_ONLY_KEYS: [&str; 4] =
    ["client_secret", "client_secret_file", "client_secrets", "client_secret_expires_at"];

/// The keys that set the client secret; exactly one of them is required.
const SECRET_KEYS: [&str; 3] = ["client_secret", "client_secret_file", "client_secrets"];

impl TableReader<'_> {
    pub(super) fn client(&mut self) -> Result<ClientCredentials, Reported> {
        let id = self.required("client_id", |text| Ok(text.to_owned()));
        let authentication = self.client_authentication();
        let secret_expires_at = self.optional("client_secret_expires_at", date);
        Ok(ClientCredentials { id: id?, authentication: authentication?, secret_expires_at: secret_expires_at? })
    }

    fn client_authentication(&mut self) -> Result<ClientAuthentication, Reported> {
        match self.one_of("client_authentication", &AUTHENTICATION_METHODS)? {
            None => self.client_secret_authentication(None),
            Some(AuthenticationMethod::Secret(method)) => self.client_secret_authentication(Some(method)),
            Some(AuthenticationMethod::PrivateKey) => {
                let message = "is not used with client_authentication = \"private_key_jwt\"; remove it";
                let unused = self.refuse_keys(SECRET_ONLY_KEYS.iter().chain(&["apple_team_id"]), message);
                let (key, key_id) = (self.private_key(), self.optional("client_key_id", identifier));
                let audience = self.one_of("client_assertion_audience", &ASSERTION_AUDIENCES);
                unused?;
                let audience = audience?.unwrap_or(AssertionAudience::TokenEndpoint);
                Ok(ClientAuthentication::PrivateKey { key: key?, key_id: key_id?, audience })
            }
            Some(AuthenticationMethod::Apple) => {
                let message = "is not used with client_authentication = \"apple\"; remove it";
                let unused = self.refuse_keys(SECRET_ONLY_KEYS.iter().chain(&["client_assertion_audience"]), message);
                let (key, key_id) = (self.private_key(), self.required("client_key_id", identifier));
                let team_id = self.required("apple_team_id", identifier);
                unused?;
                let key = key?;
                if matches!(key, PrivateKey::Rsa(_)) {
                    let message = "contains an RSA key; use the EC key that Apple issued (AuthKey_….p8)";
                    return Err(self.problem("client_key_file", message));
                }
                Ok(ClientAuthentication::Apple { key, key_id: key_id?, team_id: team_id? })
            }
        }
    }

    fn client_secret_authentication(&mut self, method: Option<SecretMethod>) -> Result<ClientAuthentication, Reported> {
        let message = "is only used with client_authentication = \"private_key_jwt\" or \"apple\"; set that, or remove this \
                       key";
        let unused = self.refuse_keys(&["client_key_file", "client_key_id", "apple_team_id"], message);
        let message = "is only used with client_authentication = \"private_key_jwt\"; set that, or remove this key";
        let unused = unused.and(self.refuse_keys(&["client_assertion_audience"], message));
        let secrets = self.client_secrets();
        unused?;
        Ok(ClientAuthentication::Secret { secrets: secrets?, method })
    }

    /// Reports each of these keys that is set, because it would be ignored.
    fn refuse_keys<'k>(&mut self, keys: impl IntoIterator<Item = &'k &'k str>, message: &str) -> Result<(), Reported> {
        let mut result = Ok(());
        for key in keys {
            if self.is_set(key) {
                result = Err(self.problem(key, message));
            }
        }
        result
    }

    fn private_key(&mut self) -> Result<PrivateKey, Reported> {
        self.record_secret_file("client_key_file");
        let key = self.required("client_key_file", |path| {
            let name = referenced_file::display_path(Path::new(path));
            let pem = std::fs::read_to_string(path).map_err(|error| referenced_file::cannot_read(&name, &error))?;
            PrivateKey::parse(&pem).map(FromFile).map_err(|error| format!("{name} {error}"))
        });
        key.map(|FromFile(key)| key)
    }

    fn client_secrets(&mut self) -> Result<ClientSecrets, Reported> {
        let set: Vec<&str> = SECRET_KEYS.into_iter().filter(|key| self.is_set(key)).collect();
        let only = |secret| ClientSecrets::new(secret, None);
        match set[..] {
            [] => Err(self.problem("client_secret", "is missing; set client_secret or client_secret_file")),
            ["client_secret"] => self.required_secret("client_secret", |text| Ok(only(SecretString::from(text)))),
            ["client_secret_file"] => {
                self.record_secret_file("client_secret_file");
                let secrets = self.required("client_secret_file", |path| {
                    let secret = referenced_file::read_value(path)?;
                    if secret.trim().is_empty() {
                        return Err(format!("{path} is empty; write the client secret into it"));
                    }
                    let secret = plain_text::checked(&secret).map_err(|message| format!("{path} {message}"))?;
                    Ok(FromFile(only(SecretString::from(secret))))
                });
                secrets.map(|FromFile(secrets)| secrets)
            }
            [_] => self.client_secret_list(),
            [_, _] => Err(self.problem(&set.join(" and "), "are both set; keep one of the two")),
            _ => Err(self.problem(&set.join(" and "), "are all set; keep one of them")),
        }
    }

    /// `client_secrets`: the current secret and, while it is replaced, the previous one.
    fn client_secret_list(&mut self) -> Result<ClientSecrets, Reported> {
        let secret = |text: &str| match text.trim() {
            "" => Err("contains an empty string; remove it".to_owned()),
            _ => Ok(text.to_owned()),
        };
        match &self.secret_list("client_secrets", "the new one", secret)?[..] {
            [current] => Ok(ClientSecrets::new(current.clone().into(), None)),
            [current, other] if current == other => {
                Err(self.problem("client_secrets", "contains the same secret twice; remove one of them"))
            }
            [current, other] => Ok(ClientSecrets::new(current.clone().into(), Some(other.clone().into()))),
            _ => Err(self.problem("client_secrets", "expected one or two secrets: the new one, then the previous one")),
        }
    }
}

/// An identifier that the provider issued: printable ASCII without spaces.
fn identifier(text: &str) -> Result<String, String> {
    let is_printable = text.bytes().all(|byte| (b'!'..=b'~').contains(&byte));
    if text.is_empty() || text.len() > MAX_IDENTIFIER_BYTES || !is_printable {
        return Err(
            "expected the identifier that the provider shows: ASCII letters, digits and signs, no spaces".to_owned()
        );
    }
    Ok(text.to_owned())
}

fn date(text: &str) -> Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| date.to_string() == text);
    date.ok_or_else(|| "expected a date such as \"2027-03-01\"".to_owned())
}
