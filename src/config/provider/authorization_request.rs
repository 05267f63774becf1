//! The parameters that Kaimu sends in the authorization request.

use std::collections::BTreeMap;

use crate::config::diagnostics::Reported;
use crate::config::suggestion::escaped;
use crate::config::table_reader::TableReader;
use crate::domain::RequestSettings;

const DEFAULT_SCOPES: [&str; 3] = ["openid", "email", "profile"];
const PROMPTS: [&str; 3] = ["login", "consent", "select_account"];
const MAX_PARAMETER_NAME_BYTES: usize = 64;
const MAX_PARAMETER_VALUE_BYTES: usize = 1024;

/// Parameters of the protocol and its extensions that identify the client or bind the response to the request.
const PROTOCOL_PARAMETERS: [&str; 22] = [
    "client_assertion",
    "client_assertion_type",
    "client_id",
    "client_secret",
    "code",
    "code_challenge",
    "code_challenge_method",
    "code_verifier",
    "dpop_jkt",
    "error",
    "grant_type",
    "id_token_hint",
    "iss",
    "nonce",
    "redirect_uri",
    "registration",
    "request",
    "request_uri",
    "response_mode",
    "response_type",
    "scope",
    "state",
];

/// Parameters that are set in another way, and how.
const PARAMETERS_SET_ELSEWHERE: [(&str, &str); 5] = [
    ("acr_values", "use the key `acr_values`"),
    ("login_hint", "add login_hint to the link that starts the sign-in"),
    ("max_age", "use the key `max_age`"),
    ("prompt", "use the key `prompt`"),
    ("ui_locales", "Kaimu sends the language of the page"),
];

impl TableReader<'_> {
    pub(super) fn authorization_request(&mut self) -> Result<RequestSettings, Reported> {
        let scopes = self.optional("scopes", scopes);
        let prompt = self.optional("prompt", prompt);
        let extra_params = self.extra_params();
        let form_post = self.one_of("response_mode", &[("query", false), ("form_post", true)]);
        let always_pushed = self.one_of("pushed_authorization_requests", &[("when_required", false), ("always", true)]);
        Ok(RequestSettings {
            scopes: scopes?.unwrap_or_else(|| DEFAULT_SCOPES.map(str::to_owned).to_vec()),
            prompt: prompt?.unwrap_or_default(),
            extra_params: extra_params?,
            form_post: form_post?.unwrap_or(false),
            always_pushed: always_pushed?.unwrap_or(false),
        })
    }

    fn extra_params(&mut self) -> Result<BTreeMap<String, String>, Reported> {
        let table = self.string_table("extra_params")?;
        let mut reported = None;
        for (name, value) in &table {
            if let Err(message) = check_extra_param(name, value) {
                reported = Some(self.problem("extra_params", &format!("`{}` {message}", escaped(name))));
            }
        }
        reported.map_or(Ok(table), Err)
    }
}

/// Names are compared without regard to case: a provider that ignores case would read `STATE` as `state`.
fn check_extra_param(name: &str, value: &str) -> Result<(), String> {
    let lower = name.to_ascii_lowercase();
    if name.is_empty() || name.len() > MAX_PARAMETER_NAME_BYTES || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err(format!(
            "is not a valid parameter name; use at most {MAX_PARAMETER_NAME_BYTES} printable ASCII characters without spaces"
        ));
    }
    if PROTOCOL_PARAMETERS.contains(&lower.as_str()) {
        return Err("is a protocol parameter that Kaimu sets itself; remove it".to_owned());
    }
    if let Some((_, instead)) = PARAMETERS_SET_ELSEWHERE.iter().find(|(known, _)| *known == lower) {
        return Err(format!("cannot be set here; {instead}"));
    }
    if value.len() > MAX_PARAMETER_VALUE_BYTES {
        return Err(format!("is longer than {MAX_PARAMETER_VALUE_BYTES} bytes; shorten it"));
    }
    Ok(())
}

/// The prompts for every sign-in (OpenID Connect Core, section 3.1.2.1). `none` is refused: the provider would show no
/// page, so a user without a session there could not sign in.
fn prompt(text: &str) -> Result<Vec<String>, String> {
    let mut prompts: Vec<String> = Vec::new();
    for prompt in text.split_whitespace() {
        if !PROMPTS.contains(&prompt) {
            return Err(
                "expected \"login\", \"consent\" or \"select_account\", or several of them separated by spaces"
                    .to_owned(),
            );
        }
        if !prompts.iter().any(|known| known == prompt) {
            prompts.push(prompt.to_owned());
        }
    }
    Ok(prompts)
}

fn scopes(text: &str) -> Result<Vec<String>, String> {
    let mut scopes: Vec<String> = Vec::new();
    for scope in text.split_whitespace() {
        if !scopes.iter().any(|known| known == scope) {
            scopes.push(scope.to_owned());
        }
    }
    if !scopes.iter().any(|scope| scope == "openid") {
        return Err(format!("`openid` is missing; the default is \"{}\"", DEFAULT_SCOPES.join(" ")));
    }
    Ok(scopes)
}
