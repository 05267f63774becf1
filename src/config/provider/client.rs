//! Who we are at the provider.

use chrono::NaiveDate;
use secrecy::SecretString;

use super::reader::Reader;
use crate::config::problem::Noted;
use crate::config::read;
use crate::domain::{ClientCredentials, ClientSecrets};

/// Where the secrets can stand, one of which has to be there.
const SECRETS: [&str; 3] = ["client_secret", "client_secret_file", "client_secrets"];

impl Reader<'_> {
    pub(super) fn client(&mut self) -> Result<ClientCredentials, Noted> {
        let id = self.required("client_id", |text| Ok(text.to_owned()));
        let secrets = self.client_secrets();
        let secret_expires_at = self.optional("client_secret_expires_at", date);
        Ok(ClientCredentials { id: id?, secrets: secrets?, secret_expires_at: secret_expires_at? })
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

fn date(text: &str) -> Result<NaiveDate, String> {
    let date = NaiveDate::parse_from_str(text, "%Y-%m-%d").ok().filter(|date| date.to_string() == text);
    date.ok_or_else(|| "expected a day such as \"2027-03-01\"".to_owned())
}
