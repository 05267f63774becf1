//! How strongly people have to sign in there.

use super::reader::Reader;
use crate::config::problem::Noted;
use crate::domain::StrengthRules;

impl Reader<'_> {
    pub(super) fn strength(&mut self) -> Result<StrengthRules, Noted> {
        let acr_values = self.optional("acr_values", |text| text.split_whitespace().map(word).collect());
        let contexts = self.texts("required_acr", "urn:okta:loa:2fa:any", word);
        let methods = self.texts("required_amr", "mfa", word);
        let max_age = self.duration("max_age");
        let contexts = contexts?;
        Ok(StrengthRules {
            // What has to be reached has to be asked for.
            acr_values: acr_values?.unwrap_or_else(|| contexts.clone()),
            required_acr: contexts,
            required_amr: methods?,
            max_age: max_age?,
        })
    }
}

/// A value of `acr` or `amr`. Those of `acr_values` are separated by spaces, so none has one.
fn word(text: &str) -> Result<String, String> {
    if text.is_empty() || text.len() > 255 || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err("expected words of at most 255 characters, without spaces".to_owned());
    }
    Ok(text.to_owned())
}
