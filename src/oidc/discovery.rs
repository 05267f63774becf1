//! Fetches and checks the discovery document (OpenID Connect Discovery 1.0, sections 3 and 4).

use openidconnect::HttpResponse;
use openidconnect::http::{Request, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::counted_client::CountedClient;
use super::endpoint::{Caller, checked_end_session_endpoint, checked_endpoint};
use super::issuer_suggestion::suggested_fix;
use crate::domain::{Icon, Organizations, ProviderSettings, error_chain};
use crate::metrics::Endpoint;

/// Longer issuers are truncated in error messages.
const MAX_SHOWN_ISSUER_CHARS: usize = 200;

/// The checked metadata of a provider. Every endpoint has passed [`checked_endpoint`].
#[derive(Debug, Clone)]
pub(super) struct Metadata {
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    /// The token endpoint as the document names it, even if requests go to the origin of `discovery_url`.
    pub(super) token_audience: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    pub(super) jwks_uri: Url,
    /// Where the browser goes to sign out (OpenID Connect RP-Initiated Logout 1.0, section 2.1).
    pub(super) end_session_endpoint: Option<Url>,
    /// Why the `end_session_endpoint` of the document is not used.
    pub(super) end_session_problem: Option<String>,
    /// Where refresh tokens are revoked (RFC 8414, section 2). `None` also if it is not allowed: sign-ins do not need it.
    pub(super) revocation_endpoint: Option<Url>,
    /// The algorithms that sign ID tokens, if the document lists any.
    pub(super) id_token_algorithms: Option<Vec<String>>,
    /// Where authorization requests are pushed (RFC 9126, section 5); `None` if they are not pushed.
    pub(super) pushed_authorization_request_endpoint: Option<Url>,
    /// The provider supports `client_secret_post` but not `client_secret_basic`.
    pub(super) secret_in_body: bool,
    /// The value of `prompt` that lets the user sign in with another account.
    pub(super) prompt_for_another_account: &'static str,
    /// The same value, if the document lists the supported ones or the provider is known to take it: others may reject a
    /// value that they do not support.
    pub(super) prompt_to_choose_account: Option<&'static str>,
    /// The value of `prompt` that makes the user authenticate again, as far as the provider supports that.
    pub(super) prompt_to_reauthenticate: &'static str,
    /// Every authorization response names its issuer (RFC 9207, section 3).
    pub(super) names_issuer_in_response: bool,
    /// The provider sends `auth_time`, at least when it is asked for `max_age`.
    pub(super) announces_auth_time: bool,
}

/// The members of the document that Kaimu uses. Others are ignored.
#[derive(Deserialize)]
struct DiscoveryDocument {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    userinfo_endpoint: Option<Url>,
    jwks_uri: Url,
    end_session_endpoint: Option<Value>,
    revocation_endpoint: Option<Value>,
    pushed_authorization_request_endpoint: Option<Value>,
    #[serde(default)]
    require_pushed_authorization_requests: bool,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    prompt_values_supported: Option<Vec<String>>,
    claims_supported: Option<Value>,
    id_token_signing_alg_values_supported: Option<Value>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Fetches a provider's discovery document and checks it.
///
/// # Errors
/// A text for the log: the request failed, the document is that of another issuer, or an endpoint is not allowed.
pub(super) async fn fetch(settings: &ProviderSettings, http: &CountedClient) -> Result<Metadata, String> {
    let url = document_url(settings)?;
    let body = get_json(http, Endpoint::Discovery, &url).await?;
    read(settings, &url, &body)
}

/// Parses and checks the document that was fetched from `url`.
///
/// # Errors
/// A text for the log: it is not a discovery document, is that of another issuer, or an endpoint is not allowed.
pub(super) fn read(settings: &ProviderSettings, url: &Url, body: &[u8]) -> Result<Metadata, String> {
    let document: DiscoveryDocument = serde_json::from_slice(body)
        .map_err(|error| format!("{url} is not a discovery document (line {})", error.line()))?;
    let expected = settings.published_issuer();
    // check: issuer of discovery
    if document.issuer != expected.as_str() {
        return Err(issuer_mismatch(expected.as_str(), &document.issuer));
    }
    let methods = document.token_endpoint_auth_methods_supported.unwrap_or_default();
    let offers = |method| methods.iter().any(|offered| offered == method);
    let prompts = document.prompt_values_supported.as_deref();
    let end_session = document.end_session_endpoint.map(|url| checked_end_session_endpoint(settings, &url)).transpose();
    let (end_session_endpoint, end_session_problem) = match end_session {
        Ok(url) => (url, None),
        Err(why) => (None, Some(why)),
    };
    Ok(Metadata {
        authorization_endpoint: checked_endpoint(
            settings,
            "authorization_endpoint",
            document.authorization_endpoint,
            Caller::Browser,
        )?,
        token_audience: document.token_endpoint.clone(),
        token_endpoint: checked_endpoint(settings, "token_endpoint", document.token_endpoint, Caller::Kaimu)?,
        userinfo_endpoint: document
            .userinfo_endpoint
            .map(|url| checked_endpoint(settings, "userinfo_endpoint", url, Caller::Kaimu))
            .transpose()?,
        jwks_uri: checked_endpoint(settings, "jwks_uri", document.jwks_uri, Caller::Kaimu)?,
        revocation_endpoint: document
            .revocation_endpoint
            .and_then(|url| Url::parse(url.as_str()?).ok())
            .and_then(|url| checked_endpoint(settings, "revocation_endpoint", url, Caller::Kaimu).ok()),
        pushed_authorization_request_endpoint: (document.require_pushed_authorization_requests
            || settings.request.always_pushed)
            .then(|| pushed_request_endpoint(settings, document.pushed_authorization_request_endpoint.as_ref()))
            .transpose()?,
        end_session_endpoint,
        end_session_problem,
        // check: secret in the body
        secret_in_body: offers("client_secret_post") && !offers("client_secret_basic"),
        prompt_to_choose_account: (prompts.is_some() || is_known_to_take_prompt(settings))
            .then(|| prompt_for_another_account(settings, prompts)),
        prompt_for_another_account: prompt_for_another_account(settings, prompts),
        prompt_to_reauthenticate: prompt_to_reauthenticate(settings, prompts),
        announces_auth_time: texts(document.claims_supported.as_ref()).iter().any(|claim| claim == "auth_time"),
        id_token_algorithms: Some(texts(document.id_token_signing_alg_values_supported.as_ref()))
            .filter(|algorithms| !algorithms.is_empty()),
        names_issuer_in_response: document.authorization_response_iss_parameter_supported,
    })
}

/// The texts of an optional list; none if it is no list.
fn texts(list: Option<&Value>) -> Vec<String> {
    let members = list.and_then(Value::as_array).into_iter().flatten();
    members.filter_map(Value::as_str).map(str::to_owned).collect()
}

/// The endpoint for pushed authorization requests, which is needed if the provider or the operator requires them.
fn pushed_request_endpoint(settings: &ProviderSettings, url: Option<&Value>) -> Result<Url, String> {
    const NAME: &str = "pushed_authorization_request_endpoint";
    let url = url.and_then(|url| Url::parse(url.as_str()?).ok()).ok_or_else(|| {
        format!(
            "the discovery document has no {NAME}, but the provider or pushed_authorization_requests = \"always\" requires \
             pushed authorization requests"
        )
    })?;
    checked_endpoint(settings, NAME, url, Caller::Kaimu)
}

/// Whether the provider is one of those that take `prompt` although they do not publish which values they support. Its
/// icon names it, by its issuer or by the operator's word for a domain of its own.
fn is_known_to_take_prompt(settings: &ProviderSettings) -> bool {
    // check: providers known to take prompt
    matches!(settings.icon, Some(Icon::Google | Icon::Keycloak | Icon::Microsoft | Icon::Okta))
}

/// `select_account` where the provider is known to support it, else `login` (OpenID Connect Core, section 3.1.2.1):
/// several providers answer `select_account` with `invalid_request`. `prompt_values_supported` is defined in Initiating
/// User Registration via OpenID Connect, section 4. The two providers below do not publish it, and one of them does not
/// support `login`.
fn prompt_for_another_account(settings: &ProviderSettings, supported: Option<&[String]>) -> &'static str {
    let without_list = ["https://accounts.google.com", "https://login.microsoftonline.com/"];
    let is_supported = match supported {
        Some(supported) => supported.iter().any(|prompt| prompt == "select_account"),
        None => without_list.iter().any(|issuer| settings.issuer.as_str().starts_with(issuer)),
    };
    if is_supported { "select_account" } else { "login" }
}

/// `login`, except at Google, which rejects that value: there `select_account`, so that the user sees a page at least.
fn prompt_to_reauthenticate(settings: &ProviderSettings, supported: Option<&[String]>) -> &'static str {
    let is_google = supported.is_none() && Organizations::supports_hosted_domains(settings.issuer.as_str());
    if is_google { "select_account" } else { "login" }
}

/// The URL of the discovery document: `{issuer}/.well-known/openid-configuration`, or what `discovery_url` replaces it
/// with.
pub(super) fn document_url(settings: &ProviderSettings) -> Result<Url, String> {
    const WELL_KNOWN: &str = "/.well-known/";
    let base = settings.discovery_url.as_ref().map_or(settings.issuer.as_str(), Url::as_str);
    let text = if base.contains(WELL_KNOWN) {
        base.to_owned()
    } else {
        format!("{}{WELL_KNOWN}openid-configuration", base.strip_suffix('/').unwrap_or(base))
    };
    Url::parse(&text).map_err(|error| format!("{text} is not a URL: {error}"))
}

/// Fetches a JSON document, which is not parsed yet.
///
/// # Errors
/// A text for the log.
pub(super) async fn get_json(http: &CountedClient, endpoint: Endpoint, url: &Url) -> Result<Vec<u8>, String> {
    get_response(http, endpoint, url).await.map(HttpResponse::into_body)
}

/// As [`get_json`], and also returns the headers.
///
/// # Errors
/// A text for the log.
pub(super) async fn get_response(http: &CountedClient, endpoint: Endpoint, url: &Url) -> Result<HttpResponse, String> {
    let request = Request::get(url.as_str()).header(header::ACCEPT, "application/json").body(Vec::new());
    let response = match request {
        Ok(request) => http.send(endpoint, request).await.map_err(|error| format!("{url}: {}", error_chain(&error)))?,
        Err(error) => return Err(format!("{url}: {error}")),
    };
    // check: status of documents
    if response.status() != StatusCode::OK {
        return Err(format!("{url} answers with status {}", response.status().as_u16()));
    }
    Ok(response)
}

/// The error text with both issuers and the likely fix.
fn issuer_mismatch(configured: &str, published: &str) -> String {
    let fix = suggested_fix(configured, published);
    let published: String = published.chars().take(MAX_SHOWN_ISSUER_CHARS).collect();
    format!("it names the issuer {published:?}, but issuer_url is {configured:?}; {fix}")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn settings(issuer: &str, discovery_url: Option<&str>) -> ProviderSettings {
        ProviderSettings {
            discovery_url: discovery_url.map(|url| Url::parse(url).unwrap()),
            ..ProviderSettings::sample(issuer)
        }
    }

    fn located(issuer: &str, discovery_url: Option<&str>) -> String {
        document_url(&settings(issuer, discovery_url)).unwrap().to_string()
    }

    #[test]
    fn the_discovery_document_is_below_the_issuer_with_or_without_a_trailing_slash() {
        let expected = "https://example.org/oauth2/default/.well-known/openid-configuration";
        assert_eq!(located("https://example.org/oauth2/default", None), expected);
        assert_eq!(located("https://example.org/oauth2/default/", None), expected);
        assert_eq!(
            located("https://example.org", Some("http://idp:8080/realms/one")),
            "http://idp:8080/realms/one/.well-known/openid-configuration"
        );
        assert_eq!(
            located("https://example.org", Some("http://idp:8080/.well-known/openid-configuration")),
            "http://idp:8080/.well-known/openid-configuration"
        );
    }
}
