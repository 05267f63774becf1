//! Checks that the provider accepts the redirect URI, by a sign-in without a user. Not every provider reveals this.

use std::sync::Arc;

use openidconnect::http::{StatusCode, header};
use url::Url;

use super::request::{REQUEST_TIMEOUT, RequestError, get};
use crate::domain::{AccountSelection, AuthorizationOptions, AuthorizationSecrets, Check, Findings};
use crate::oidc::Provider;
use crate::oidc::http_client::ResponseWithPeer;

/// Stands for the secrets of the sign-in, which is never completed.
const MADE_UP: &str = "made-up-by-kaimu-check-made-up-by-kaimu-check";

/// Starts a sign-in with `prompt=none` and without cookies, and follows no redirect. A provider that accepts the
/// redirect URI redirects to it with `login_required` or another error (OpenID Connect Core, section 3.1.2.6). A
/// provider that does not accept it must not redirect there (RFC 6749, section 4.1.2.1), and shows a page of its own.
pub(super) async fn check(provider: &Arc<Provider>) -> Findings {
    let mut findings = Findings::for_provider(&provider.settings.slug);
    let made_up = || MADE_UP.to_owned().into();
    let secrets = AuthorizationSecrets { state: made_up(), nonce: made_up(), code_verifier: made_up() };
    let answer = tokio::time::timeout(REQUEST_TIMEOUT, async {
        let request = provider.authorization_request(&secrets, &AuthorizationOptions::of(AccountSelection::Any)).await;
        let request = with_prompt_none(request.map_err(|error| error.to_string())?);
        get(provider, &request, "text/html", REQUEST_TIMEOUT).await.map_err(|error| error.to_string())
    });
    match answer.await {
        Ok(Ok(answer)) => check_answer(provider, &answer, &mut findings),
        Ok(Err(error)) => add_unreachable(&error, &mut findings),
        Err(_) => add_unreachable(&RequestError::Timeout(REQUEST_TIMEOUT).to_string(), &mut findings),
    }
    findings
}

/// The same authorization request, answered without asking the user anything.
fn with_prompt_none(mut request: Url) -> Url {
    let kept: Vec<(String, String)> = request.query_pairs().into_owned().filter(|(name, _)| name != "prompt").collect();
    request.query_pairs_mut().clear().extend_pairs(kept).append_pair("prompt", "none");
    request
}

fn check_answer(provider: &Provider, answer: &ResponseWithPeer, findings: &mut Findings) {
    let (status, redirect_uri) = (answer.response.status(), &provider.redirect_uri);
    let location = answer.response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    if let Some(location) = location.filter(|_| status.is_redirection()) {
        // A relative location is a page of the provider.
        match Url::parse(location).ok().filter(|location| has_same_path(location, redirect_uri)) {
            Some(location) => check_redirect(&location, redirect_uri, findings),
            None if is_error_page(location) => {
                let seen =
                    format!("the provider redirects to an error page of its own for the redirect URI {redirect_uri}");
                add_mismatch(&seen, findings);
            }
            None => add_unrevealed(redirect_uri, findings),
        }
        return;
    }
    let page = String::from_utf8_lossy(answer.response.body()).to_lowercase();
    let names_redirect_uri = ["redirect_uri", "redirect uri", "redirect url"].iter().any(|words| page.contains(words));
    let code = status.as_u16();
    match status {
        StatusCode::OK => add_unrevealed(redirect_uri, findings),
        _ if status.is_server_error() => add_unreachable(&format!("status {code}"), findings),
        _ if names_redirect_uri => {
            add_mismatch(&format!("the provider refuses the redirect URI {redirect_uri} (status {code})"), findings);
        }
        _ => {
            let seen = format!(
                "the provider refuses a sign-in with a page of its own (status {code}), probably because of the redirect \
                 URI {redirect_uri} or the client id"
            );
            add_mismatch(&seen, findings);
        }
    }
}

/// Whether the path or a parameter name of a location says "error". Parameter values do not count: the redirect URI may
/// be one of them.
fn is_error_page(location: &str) -> bool {
    let (path, query) = location.split_once('?').unwrap_or((location, ""));
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    path.contains("error") || url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "error")
}

/// The provider accepts the redirect URI, because it redirects there. The error is about the rest of the request.
fn check_redirect(location: &Url, redirect_uri: &Url, findings: &mut Findings) {
    let error = location.query_pairs().find(|(name, _)| name == "error").map(|(_, value)| value.into_owned());
    let seen = format!("the provider accepts the redirect URI {redirect_uri}");
    match error.as_deref() {
        Some("invalid_scope") => {
            findings.good(Check::RedirectUri, seen);
            findings.broken(
                Check::Scopes,
                "the provider refuses the configured scopes (invalid_scope)",
                "remove the scopes that the provider does not offer from `scopes`, or add them at the provider",
            );
        }
        Some("unauthorized_client") => {
            findings.good(Check::RedirectUri, seen);
            findings.broken(
                Check::Client,
                "the client may not sign users in (unauthorized_client)",
                "allow the authorization code flow for this client at the provider",
            );
        }
        Some(
            error @ ("invalid_request"
            | "unsupported_response_type"
            | "server_error"
            | "temporarily_unavailable"
            | "access_denied"),
        ) => {
            findings.warning(
                Check::RedirectUri,
                format!("{seen}, but refuses a sign-in without a user (prompt=none) with {error}"),
                "sign in once, to see whether the provider refuses that too",
            );
        }
        _ => findings.good(Check::RedirectUri, seen),
    }
}

fn add_unrevealed(redirect_uri: &Url, findings: &mut Findings) {
    let seen =
        format!("the provider reveals only at the end of a sign-in whether it accepts the redirect URI {redirect_uri}");
    findings.good(Check::RedirectUri, seen);
}

fn add_mismatch(seen: &str, findings: &mut Findings) {
    let remedy = "register exactly this redirect URI for this client id at the provider: scheme, host, port, path and \
                  trailing slash must match";
    findings.broken(Check::RedirectUri, seen, remedy);
}

/// Only a warning: the users' browsers may reach the endpoint although this machine does not.
fn add_unreachable(error: &str, findings: &mut Findings) {
    let seen = format!("the request from this machine to the authorization endpoint failed: {error}");
    findings.warning(Check::RedirectUri, seen, "check that a browser can reach the authorization endpoint");
}

/// Whether both URLs have the same origin and path, whatever their queries are.
fn has_same_path(location: &Url, other: &Url) -> bool {
    location.origin() == other.origin() && location.path() == other.path()
}
