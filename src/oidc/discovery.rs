//! What a provider says about itself (OpenID Connect Discovery 1.0, sections 3 and 4).

use openidconnect::http::{Request, StatusCode, header};
use serde::Deserialize;
use serde_json::Value;
use url::Url;

use super::http::Client;
use super::issuer_mend::likely_mend;
use crate::domain::{ProviderSettings, error_chain, is_loopback};

/// Where to send people and requests. Every endpoint has passed [`endpoint`].
#[derive(Debug, Clone)]
pub(super) struct Metadata {
    pub(super) authorization_endpoint: Url,
    pub(super) token_endpoint: Url,
    /// What the provider calls that endpoint, wherever we reach it.
    pub(super) token_audience: Url,
    pub(super) userinfo_endpoint: Option<Url>,
    pub(super) jwks_uri: Url,
    /// Where a browser goes to sign out (OpenID Connect RP-Initiated Logout 1.0, section 2.1).
    pub(super) end_session_endpoint: Option<Url>,
    /// Why there is none although the document names one.
    pub(super) end_session_problem: Option<String>,
    /// The client id and secret go into the body of the token request, since the provider does not take Basic.
    pub(super) secret_in_body: bool,
    /// What lets the person choose an account.
    pub(super) prompt_for_another_account: &'static str,
    /// The same, where the provider says which values it knows: others refuse one that they do not know.
    pub(super) prompt_for_a_choice: Option<&'static str>,
    /// Every authorization response names its issuer (RFC 9207, section 3).
    pub(super) names_issuer_in_response: bool,
}

/// The members of the document that we use; any others may be there, in any shape.
#[derive(Deserialize)]
struct Document {
    issuer: String,
    authorization_endpoint: Url,
    token_endpoint: Url,
    userinfo_endpoint: Option<Url>,
    jwks_uri: Url,
    end_session_endpoint: Option<Value>,
    token_endpoint_auth_methods_supported: Option<Vec<String>>,
    prompt_values_supported: Option<Vec<String>>,
    #[serde(default)]
    authorization_response_iss_parameter_supported: bool,
}

/// Fetches a provider's discovery document and checks it; the error is for the log.
///
/// # Errors
/// When it cannot be had, is not the issuer's, or sends us where we do not go.
pub(super) async fn fetch(settings: &ProviderSettings, http: &Client) -> Result<Metadata, String> {
    let url = address(settings)?;
    let body = get_json(http, &url).await?;
    read(settings, &url, &body)
}

/// Reads and checks the document that was fetched from this URL; the error is for the log.
///
/// # Errors
/// When it is none, is not the issuer's, or sends us where we do not go.
pub(super) fn read(settings: &ProviderSettings, url: &Url, body: &[u8]) -> Result<Metadata, String> {
    let document: Document = serde_json::from_slice(body)
        .map_err(|error| format!("{url} is not a discovery document (line {})", error.line()))?;
    let expected = settings.published_issuer();
    if document.issuer != expected.as_str() {
        return Err(other_issuer(expected.as_str(), &document.issuer));
    }
    let methods = document.token_endpoint_auth_methods_supported.unwrap_or_default();
    let offers = |method| methods.iter().any(|offered| offered == method);
    let prompts = document.prompt_values_supported.as_deref();
    let end_session = document.end_session_endpoint.map(|url| end_session_endpoint(settings, &url)).transpose();
    let (end_session_endpoint, end_session_problem) = match end_session {
        Ok(url) => (url, None),
        Err(why) => (None, Some(why)),
    };
    Ok(Metadata {
        authorization_endpoint: endpoint(settings, document.authorization_endpoint, Caller::Browser)?,
        token_audience: document.token_endpoint.clone(),
        token_endpoint: endpoint(settings, document.token_endpoint, Caller::Us)?,
        userinfo_endpoint: document.userinfo_endpoint.map(|url| endpoint(settings, url, Caller::Us)).transpose()?,
        jwks_uri: endpoint(settings, document.jwks_uri, Caller::Us)?,
        end_session_endpoint,
        end_session_problem,
        secret_in_body: offers("client_secret_post") && !offers("client_secret_basic"),
        prompt_for_a_choice: prompts.map(|prompts| prompt_for_another_account(settings, Some(prompts))),
        prompt_for_another_account: prompt_for_another_account(settings, prompts),
        names_issuer_in_response: document.authorization_response_iss_parameter_supported,
    })
}

/// `select_account` where it is known to be known, else `login` (OpenID Connect Core, section 3.1.2.1): several providers
/// answer `invalid_request` to the former. `prompt_values_supported` is of Initiating User Registration via OpenID Connect,
/// section 4; these two do not publish it, and one of them does not know `login`.
fn prompt_for_another_account(settings: &ProviderSettings, supported: Option<&[String]>) -> &'static str {
    let choosers = ["https://accounts.google.com", "https://login.microsoftonline.com/"];
    let knows = match supported {
        Some(supported) => supported.iter().any(|prompt| prompt == "select_account"),
        None => choosers.iter().any(|issuer| settings.issuer.as_str().starts_with(issuer)),
    };
    if knows { "select_account" } else { "login" }
}

/// `{issuer}/.well-known/openid-configuration`, or what `discovery_url` says in its place.
pub(super) fn address(settings: &ProviderSettings) -> Result<Url, String> {
    const WELL_KNOWN: &str = "/.well-known/";
    let base = settings.discovery_url.as_ref().map_or(settings.issuer.as_str(), Url::as_str);
    let text = if base.contains(WELL_KNOWN) {
        base.to_owned()
    } else {
        format!("{}{WELL_KNOWN}openid-configuration", base.strip_suffix('/').unwrap_or(base))
    };
    Url::parse(&text).map_err(|error| format!("{text} is not a URL: {error}"))
}

/// Gets a JSON document; the error is for the log.
pub(super) async fn get_json(http: &Client, url: &Url) -> Result<Vec<u8>, String> {
    let request = Request::get(url.as_str()).header(header::ACCEPT, "application/json").body(Vec::new());
    let response = match request {
        Ok(request) => http.send(request).await.map_err(|error| format!("{url}: {}", error_chain(&error)))?,
        Err(error) => return Err(format!("{url}: {error}")),
    };
    if response.status() != StatusCode::OK {
        return Err(format!("{url} answers with status {}", response.status().as_u16()));
    }
    Ok(response.into_body())
}

#[derive(Clone, Copy, PartialEq)]
enum Caller {
    Browser,
    Us,
}

/// Lets an endpoint through when it is https, or on a loopback host, or on an origin whose insecurity the operator
/// has accepted. What this server calls on the issuer's origin it calls where `discovery_url` points.
fn endpoint(settings: &ProviderSettings, mut url: Url, caller: Caller) -> Result<Url, String> {
    let issuer_origin = Url::parse(settings.issuer.as_str()).map(|issuer| issuer.origin()).ok();
    let on_issuer_origin = Some(url.origin()) == issuer_origin;
    if let (Some(discovery), Caller::Us, true) = (&settings.discovery_url, caller, on_issuer_origin) {
        let moved = url.set_scheme(discovery.scheme()).is_ok()
            && url.set_host(discovery.host_str()).is_ok()
            && url.set_port(discovery.port()).is_ok();
        if !moved {
            return Err(format!("its endpoint {url} cannot be called at {discovery}"));
        }
    }
    let on_discovery_origin =
        settings.discovery_url.as_ref().is_some_and(|discovery| discovery.origin() == url.origin());
    let accepted = on_discovery_origin || (settings.allow_insecure_issuer && on_issuer_origin);
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_loopback(&url) || accepted => Ok(url),
        _ => Err(format!("its endpoint {url} is neither https nor on a loopback host")),
    }
}

/// A sign-out does not need it, and so a bad one keeps nobody from signing in. A form of ours leads there, which our Content
/// Security Policy lets go to https and to the issuer's own origin.
fn end_session_endpoint(settings: &ProviderSettings, url: &Value) -> Result<Url, String> {
    let url = Url::parse(url.as_str().unwrap_or_default()).map_err(|_| "its end_session_endpoint is no URL".to_owned());
    url.and_then(|url| endpoint(settings, url, Caller::Browser)).and_then(|url| match settings.insecure_origin() {
        Some(origin) if url.origin() == origin => Ok(url),
        _ if url.scheme() == "https" => Ok(url),
        _ => Err(format!("its end_session_endpoint {url} is neither https nor on the issuer's origin")),
    })
}

/// Both issuers, and what the operator probably meant.
fn other_issuer(configured: &str, published: &str) -> String {
    let hint = likely_mend(configured, published);
    let published: String = published.chars().take(200).collect();
    format!("it names the issuer {published:?}, and issuer_url is {configured:?}; {hint}")
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
        address(&settings(issuer, discovery_url)).unwrap().to_string()
    }

    #[test]
    fn discovery_is_found_below_the_issuer_with_or_without_a_trailing_slash() {
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

    #[test]
    fn what_we_call_on_the_issuer_s_origin_moves_to_discovery_url_and_what_browsers_visit_stays() {
        let settings = settings("https://login.example.org/realms/one", Some("http://idp:8080/realms/one"));
        let url = || Url::parse("https://login.example.org/realms/one/token?x=1").unwrap();
        let ours = endpoint(&settings, url(), Caller::Us).unwrap();
        assert_eq!(ours.as_str(), "http://idp:8080/realms/one/token?x=1");
        assert_eq!(endpoint(&settings, url(), Caller::Browser).unwrap(), url());
    }

    #[test]
    fn a_document_cannot_send_us_to_an_insecure_or_foreign_scheme() {
        let settings = settings("https://login.example.org", None);
        for url in
            ["http://login.example.org/token", "file:///etc/passwd", "ftp://login.example.org/", "http://10.0.0.1/"]
        {
            assert!(endpoint(&settings, Url::parse(url).unwrap(), Caller::Us).is_err(), "{url}");
        }
        for url in ["https://elsewhere.example/token", "http://127.0.0.1:9/token", "http://[::1]/", "http://localhost/"]
        {
            assert!(endpoint(&settings, Url::parse(url).unwrap(), Caller::Us).is_ok(), "{url}");
        }
    }
}
