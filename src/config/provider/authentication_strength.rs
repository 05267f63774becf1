//! How strongly users have to authenticate at a provider: the claims `acr`, `amr` and `auth_time`.

use crate::config::diagnostics::Reported;
use crate::config::table_reader::TableReader;
use crate::domain::StrengthRules;

const MAX_VALUE_BYTES: usize = 255;

impl TableReader<'_> {
    pub(super) fn authentication_strength(&mut self) -> Result<StrengthRules, Reported> {
        let acr_values = self.optional("acr_values", |text| text.split_whitespace().map(claim_value).collect());
        let contexts = self.string_list("required_acr", "urn:okta:loa:2fa:any", claim_value);
        let methods = self.string_list("required_amr", "mfa", claim_value);
        let max_age = self.duration("max_age");
        let contexts = contexts?;
        Ok(StrengthRules {
            // A required value has to be requested, unless the operator requests something else.
            // check: required_acr is asked for
            acr_values: acr_values?.unwrap_or_else(|| contexts.clone()),
            required_acr: contexts,
            required_amr: methods?,
            max_age: max_age?,
        })
    }
}

/// A value of `acr` or `amr`. Values cannot contain spaces, because spaces separate them in `acr_values`.
pub(in crate::config) fn claim_value(text: &str) -> Result<String, String> {
    if text.is_empty() || text.len() > MAX_VALUE_BYTES || text.contains(|c: char| c.is_whitespace() || c.is_control()) {
        return Err(format!("expected values of at most {MAX_VALUE_BYTES} bytes, without spaces"));
    }
    Ok(text.to_owned())
}
