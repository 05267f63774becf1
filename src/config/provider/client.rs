//! Who we are at the provider.

use secrecy::SecretString;

use super::reader::Reader;
use crate::config::problem::Noted;
use crate::config::read;
use crate::domain::ClientCredentials;

impl Reader<'_> {
    pub(super) fn client(&mut self) -> Result<ClientCredentials, Noted> {
        let id = self.required("client_id", |text| Ok(text.to_owned()));
        let secret = self.client_secret();
        Ok(ClientCredentials { id: id?, secret: secret? })
    }

    fn client_secret(&mut self) -> Result<SecretString, Noted> {
        match (self.has("client_secret"), self.has("client_secret_file")) {
            (true, true) => {
                Err(self.wrong("client_secret and client_secret_file", "are both set; keep one of the two"))
            }
            (false, false) => Err(self.wrong("client_secret", "is missing; set it, or client_secret_file")),
            (true, false) => self.required("client_secret", |text| Ok(SecretString::from(text))),
            (false, true) => self.required("client_secret_file", |path| {
                let secret = read::secret_file(path)?;
                if secret.trim().is_empty() {
                    return Err(format!("{path} is empty"));
                }
                Ok(SecretString::from(secret))
            }),
        }
    }
}
