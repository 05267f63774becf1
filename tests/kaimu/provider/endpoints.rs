//! The endpoints of the scripted provider.

use std::collections::HashMap;

use actix_web::http::StatusCode;
use actix_web::{HttpRequest, HttpResponse, web};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::Utc;
use kaimu::flow::random;
use secrecy::ExposeSecret;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::keys::hs256;
use super::{
    Alteration, CLIENT_ID, ClientCheck, Draft, Grant, PushedRequests, Shared, Signature, SigningKey, State,
    count_request,
};
use crate::secrets;

fn altered<T>(alteration: &mut Alteration<T>, mut answer: T) -> T {
    if let Some(alter) = alteration {
        alter(&mut answer);
    }
    answer
}

fn new_secret() -> String {
    let secret = random::secret().expose_secret().to_owned();
    secrets::watch_for(&secret);
    secret
}

pub(super) async fn discovery(shared: Shared, request: HttpRequest) -> HttpResponse {
    count_request(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    let origin = url::Url::parse(&state.issuer).unwrap().origin().ascii_serialization();
    let at = |path: &str| format!("{origin}{path}");
    let mut document = json!({
        "issuer": state.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "userinfo_endpoint": at("/userinfo"), "jwks_uri": at("/keys"), "revocation_endpoint": at("/revoke"),
        "response_types_supported": ["code"],
        "subject_types_supported": ["public"], "id_token_signing_alg_values_supported": [state.key.algorithm().name()]
    });
    if let Some(method) = state.script.only_auth_method {
        document["token_endpoint_auth_methods_supported"] = json!([method]);
    }
    if let Some(offer) = state.script.pushed_requests {
        document["pushed_authorization_request_endpoint"] = at("/par").into();
        document["require_pushed_authorization_requests"] = (offer == PushedRequests::Required).into();
    }
    HttpResponse::Ok().json(altered(&mut state.script.discovery, document))
}

pub(super) async fn authorize(shared: Shared, request: HttpRequest) -> HttpResponse {
    count_request(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    let mut query: HashMap<String, String> =
        url::form_urlencoded::parse(request.query_string().as_bytes()).into_owned().collect();
    if let Some(reference) = query.get("request_uri") {
        assert_eq!((query.len(), query["client_id"].as_str()), (2, CLIENT_ID));
        // A reference works once (RFC 9126, section 4).
        query = state.pushed.remove(reference).unwrap();
    } else {
        assert!(state.script.pushed_requests != Some(PushedRequests::Required), "the request was not pushed");
    }
    if let Some(status) =
        state.script.status_of_prompt_none.filter(|_| query.get("prompt").is_some_and(|it| it == "none"))
    {
        return HttpResponse::build(StatusCode::from_u16(status).unwrap()).body("<h1>Sorry</h1>");
    }
    if query["client_id"] != CLIENT_ID {
        return HttpResponse::BadRequest().body("<h1>Unknown client</h1>");
    }
    assert_eq!((query["code_challenge_method"].as_str(), query["response_type"].as_str()), ("S256", "code"));
    secrets::watch_for(&query["state"]);
    secrets::watch_for(query.get("nonce").map(String::as_str).unwrap_or_default());
    let code = new_secret();
    let grant = Grant {
        nonce: query.get("nonce").cloned(),
        offline: query["scope"].split(' ').any(|scope| scope == "offline_access"),
        challenge: query["code_challenge"].clone(),
        redirect_uri: query["redirect_uri"].clone(),
    };
    state.grants.insert(code.clone(), grant);
    let response = vec![("code".to_owned(), code), ("state".to_owned(), query["state"].clone())];
    let response = altered(&mut state.script.response, response);
    if query.get("response_mode").is_some_and(|mode| mode == "form_post") {
        return form_post(&query["redirect_uri"], &response);
    }
    let location = url::Url::parse_with_params(&query["redirect_uri"], response).unwrap();
    HttpResponse::SeeOther().insert_header(("Location", location.as_str())).finish()
}

/// Stores a pushed authorization request (RFC 9126, section 2.1).
pub(super) async fn push(shared: Shared, request: HttpRequest, body: String) -> HttpResponse {
    count_request(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    let parameters: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut form: HashMap<String, String> = parameters.iter().cloned().collect();
    assert_eq!(form.len(), parameters.len(), "no parameter is there twice");
    if !state.authenticates_client(&request, &form) {
        return state.client_rejection();
    }
    form.retain(|name, _| !name.starts_with("client_") || name == "client_id");
    let reference = format!("urn:ietf:params:oauth:request_uri:{}", random::secret().expose_secret());
    state.pushed.insert(reference.clone(), form);
    HttpResponse::Created().json(json!({ "request_uri": reference, "expires_in": 60 }))
}

/// The authorization response as a form that the browser posts (OAuth 2.0 Form Post Response Mode, section 2).
fn form_post(redirect_uri: &str, response: &[(String, String)]) -> HttpResponse {
    let body: String = url::form_urlencoded::Serializer::new(String::new()).extend_pairs(response).finish();
    HttpResponse::Ok().insert_header(("X-Posts-To", redirect_uri)).body(body)
}

pub(super) async fn token(
    shared: Shared,
    request: HttpRequest,
    form: web::Form<HashMap<String, String>>,
) -> HttpResponse {
    count_request(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    if state.script.client_check == ClientCheck::CodeFirst
        && form.get("code").is_some_and(|code| !state.grants.contains_key(code))
    {
        return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant" }));
    }
    if !state.authenticates_client(&request, &form) {
        if state.script.uses_up_codes {
            let used_up = |name: &str| form.get(name).map(String::as_str).unwrap_or_default();
            state.grants.remove(used_up("code"));
            state.refresh_tokens.remove(used_up("refresh_token"));
        }
        return state.client_rejection();
    }
    if form["grant_type"] == "refresh_token" {
        return refresh(state, &form);
    }
    let Some(grant) = state.grants.remove(form["code"].as_str()) else {
        return HttpResponse::BadRequest()
            .json(json!({ "error": state.script.code_refusal.unwrap_or("invalid_grant") }));
    };
    secrets::watch_for(&form["code_verifier"]);
    let challenge = URL_SAFE_NO_PAD.encode(Sha256::digest(form["code_verifier"].as_bytes()));
    if challenge != grant.challenge && !state.script.ignores_code_verifier {
        return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant" }));
    }
    assert_eq!(form["redirect_uri"], grant.redirect_uri);
    let id_token = state.id_token(grant.nonce.clone());
    secrets::watch_for(&id_token);
    let mut tokens =
        json!({ "access_token": new_secret(), "token_type": "Bearer", "expires_in": 300, "id_token": id_token });
    if grant.offline {
        tokens["refresh_token"] = state.refresh_token(grant.nonce).into();
    }
    HttpResponse::Ok().json(altered(&mut state.script.tokens, tokens))
}

/// New tokens for a refresh token. Each refresh token works once (RFC 9700, section 4.14.2).
fn refresh(state: &mut State, form: &HashMap<String, String>) -> HttpResponse {
    assert!(!form.contains_key("code") && !form.contains_key("scope"), "it asks for the same as before");
    let Some(nonce) = state.refresh_tokens.remove(form["refresh_token"].as_str()) else {
        return HttpResponse::BadRequest().json(json!({ "error": "invalid_grant" }));
    };
    let id_token = state.id_token(nonce.clone());
    secrets::watch_for(&id_token);
    let tokens = json!({
        "access_token": new_secret(), "token_type": "bearer", "expires_in": 300, "id_token": id_token,
        "refresh_token": state.refresh_token(nonce)
    });
    HttpResponse::Ok().json(altered(&mut state.script.new_tokens, tokens))
}

/// Revokes a refresh token (RFC 7009, section 2). An unknown one is no error.
pub(super) async fn revoke(
    shared: Shared,
    request: HttpRequest,
    form: web::Form<HashMap<String, String>>,
) -> HttpResponse {
    count_request(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    if !state.authenticates_client(&request, &form) {
        return state.client_rejection();
    }
    assert_eq!(form["token_type_hint"], "refresh_token");
    if state.refresh_tokens.remove(&form["token"]).is_some() {
        state.revoked.push(form["token"].clone());
    }
    HttpResponse::Ok().finish()
}

pub(super) async fn keys(shared: Shared, request: HttpRequest) -> HttpResponse {
    count_request(&shared, &request);
    let state = &mut *shared.lock().unwrap();
    let keys = json!({ "keys": [state.key.jwk()] });
    let mut answer = HttpResponse::Ok();
    if let Some(value) = state.script.keys_cache_control {
        answer.insert_header(("Cache-Control", value));
    }
    answer.json(altered(&mut state.script.keys, keys))
}

pub(super) async fn userinfo(shared: Shared, request: HttpRequest) -> HttpResponse {
    count_request(&shared, &request);
    let header = request.headers().get("Authorization").and_then(|value| value.to_str().ok()).unwrap_or_default();
    assert!(header.starts_with("Bearer ") && request.query_string().is_empty(), "the token is only in the header");
    let state = &mut *shared.lock().unwrap();
    let mut claims = state.person.clone();
    if !state.script.sign_userinfo {
        return HttpResponse::Ok().json(altered(&mut state.script.userinfo, claims));
    }
    claims["iss"] = state.issuer.clone().into();
    claims["aud"] = CLIENT_ID.into();
    let claims = altered(&mut state.script.userinfo, claims);
    let draft = Draft { header: state.key.header(), claims, signature: Signature::Right };
    let draft = altered(&mut state.script.userinfo_token, draft);
    HttpResponse::Ok().content_type("application/jwt").body(state.sign(draft))
}

#[allow(clippy::disallowed_methods, reason = "a provider has a clock of its own")]
pub(super) fn now() -> i64 {
    Utc::now().timestamp()
}

impl State {
    fn client_rejection(&self) -> HttpResponse {
        let (status, error) = self.script.client_rejection.unwrap_or((401, "invalid_client"));
        HttpResponse::build(StatusCode::from_u16(status).unwrap()).json(json!({ "error": error }))
    }

    fn refresh_token(&mut self, nonce: Option<String>) -> String {
        let token = new_secret();
        self.refresh_tokens.insert(token.clone(), nonce);
        token
    }

    fn id_token(&mut self, nonce: Option<String>) -> String {
        let now = now() + self.ahead;
        let mut claims = json!({
            "iss": self.issuer, "aud": CLIENT_ID, "iat": now, "exp": now + 300, "nonce": nonce
        });
        claims.as_object_mut().unwrap().extend(self.person.as_object().unwrap().clone());
        let draft = Draft { header: self.key.header(), claims, signature: Signature::Right };
        let draft = altered(&mut self.script.id_token, draft);
        let token = self.sign(draft);
        altered(&mut self.script.id_token_text, token)
    }

    pub(super) fn sign(&self, draft: Draft) -> String {
        let encode = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let signed = format!("{}.{}", encode(&draft.header), encode(&draft.claims));
        let message = signed.as_bytes();
        let signature = match draft.signature {
            Signature::Right => self.key.sign(message),
            Signature::OtherKey => SigningKey::unpublished(self.key.algorithm()).sign(message),
            Signature::By(key) => key.sign(message),
            Signature::Hmac(secret) => hs256(&secret, message),
            Signature::Empty => Vec::new(),
        };
        format!("{signed}.{}", URL_SAFE_NO_PAD.encode(signature))
    }
}
