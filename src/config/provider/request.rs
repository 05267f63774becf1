//! What we ask of the provider.

use super::reader::Reader;
use crate::config::problem::Noted;
use crate::domain::RequestSettings;

impl Reader<'_> {
    pub(super) fn request(&mut self) -> Result<RequestSettings, Noted> {
        let scopes = self.optional("scopes", scopes);
        Ok(RequestSettings {
            scopes: scopes?.unwrap_or_else(|| ["openid", "email", "profile"].map(str::to_owned).to_vec()),
        })
    }
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
