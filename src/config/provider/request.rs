//! What we ask of the provider.

use std::collections::BTreeMap;

use super::reader::Reader;
use crate::config::problem::Noted;
use crate::config::read::shown;
use crate::domain::RequestSettings;

/// Parameters of the protocol, and of its extensions, which say what we are and what binds an answer to us.
const OF_THE_PROTOCOL: [&str; 22] = [
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

/// Parameters that have a place of their own, and which one.
const ELSEWHERE: [(&str, &str); 5] = [
    ("acr_values", "use the key `acr_values`"),
    ("login_hint", "it comes with a link to the sign-in, as login_hint"),
    ("max_age", "use the key `max_age`"),
    ("prompt", "use the key `prompt`"),
    ("ui_locales", "it is the language of the page"),
];

impl Reader<'_> {
    pub(super) fn request(&mut self) -> Result<RequestSettings, Noted> {
        let scopes = self.optional("scopes", scopes);
        let prompt = self.optional("prompt", prompt);
        let extra_params = self.extra_params();
        let form_post = self.one_of("response_mode", &[("query", false), ("form_post", true)]);
        Ok(RequestSettings {
            scopes: scopes?.unwrap_or_else(|| ["openid", "email", "profile"].map(str::to_owned).to_vec()),
            prompt: prompt?.unwrap_or_default(),
            extra_params: extra_params?,
            form_post: form_post?.unwrap_or(false),
        })
    }

    fn extra_params(&mut self) -> Result<BTreeMap<String, String>, Noted> {
        let table = self.table("extra_params")?;
        let mut noted = None;
        for (name, value) in &table {
            if let Err(words) = extra_param(name, value) {
                noted = Some(self.wrong("extra_params", &format!("`{}` {words}", shown(name))));
            }
        }
        noted.map_or(Ok(table), Err)
    }
}

/// Whatever a server that is careless about case takes for one of ours is refused as well.
fn extra_param(name: &str, value: &str) -> Result<(), String> {
    let lower = name.to_ascii_lowercase();
    if name.is_empty() || name.len() > 64 || !name.bytes().all(|byte| byte.is_ascii_graphic()) {
        return Err("is no name of a parameter".to_owned());
    }
    if OF_THE_PROTOCOL.contains(&lower.as_str()) {
        return Err("is a parameter of the protocol, which Kaimu sets itself".to_owned());
    }
    if let Some((_, instead)) = ELSEWHERE.iter().find(|(known, _)| *known == lower) {
        return Err(format!("cannot be set here; {instead}"));
    }
    if value.len() > 1024 || value.contains(char::is_control) {
        return Err("is longer than 1024 bytes, or has control characters".to_owned());
    }
    Ok(())
}

/// What may be asked of every sign-in (OpenID Connect Core, section 3.1.2.1). `none` would ask nobody, and let nobody sign in.
fn prompt(text: &str) -> Result<Vec<String>, String> {
    let mut words: Vec<String> = Vec::new();
    for word in text.split_whitespace() {
        if !["login", "consent", "select_account"].contains(&word) {
            return Err(
                "expected \"login\", \"consent\" or \"select_account\", or several, separated by spaces".to_owned()
            );
        }
        if !words.iter().any(|known| known == word) {
            words.push(word.to_owned());
        }
    }
    Ok(words)
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
