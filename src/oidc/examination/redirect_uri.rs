//! Whether the provider knows our redirect URI: a sign-in without a person shows it, where the provider reveals it.

use std::sync::Arc;

use openidconnect::http::{StatusCode, header};
use url::Url;

use super::NEXT;
use crate::domain::{AccountSelection, AuthorizationOptions, AuthorizationSecrets, Check, Findings};
use crate::oidc::Provider;
use crate::oidc::http_client::ResponseWithPeer;

/// What nobody will redeem.
const MADE_UP: &str = "made-up-by-kaimu-check-made-up-by-kaimu-check";

/// Begins a sign-in with `prompt=none` and without a cookie, and follows nothing: a provider that knows our redirect URI
/// sends the browser back to it with `login_required` or the like (OpenID Connect Core, section 3.1.2.6), one that does not
/// must not send it there (RFC 6749, section 4.1.2.1) and shows a page of its own.
pub(super) async fn examine(provider: &Arc<Provider>) -> Findings {
    let mut found = Findings::about(&provider.settings.slug);
    let made_up = || MADE_UP.to_owned().into();
    let secrets = AuthorizationSecrets { state: made_up(), nonce: made_up(), code_verifier: made_up() };
    let begun = tokio::time::timeout(NEXT, async {
        let request = provider.authorization_request(&secrets, &AuthorizationOptions::of(AccountSelection::Any)).await;
        let request = without_a_person(request.map_err(|error| error.to_string())?);
        provider.get(&request, "text/html", NEXT).await.map_err(|why| why.to_string())
    });
    match begun.await {
        Ok(Ok(answer)) => note(provider, &answer, &mut found),
        Ok(Err(why)) => not_reached(&why, &mut found),
        Err(_) => not_reached(&format!("there is no whole answer within {} s", NEXT.as_secs()), &mut found),
    }
    found
}

fn without_a_person(mut request: Url) -> Url {
    let kept: Vec<(String, String)> = request.query_pairs().into_owned().filter(|(name, _)| name != "prompt").collect();
    request.query_pairs_mut().clear().extend_pairs(kept).append_pair("prompt", "none");
    request
}

fn note(provider: &Provider, answer: &ResponseWithPeer, found: &mut Findings) {
    let (status, ours) = (answer.response.status(), &provider.redirect_uri);
    let location = answer.response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    if let Some(location) = location.filter(|_| status.is_redirection()) {
        // A relative one leads to a page of the provider's own.
        match Url::parse(location).ok().filter(|location| is_at(location, ours)) {
            Some(back) => sent_back(&back, ours, found),
            None if is_error_page(location) => {
                mismatch(&format!("it leads to an error page of its own for {ours}"), found);
            }
            None => not_revealed(ours, found),
        }
        return;
    }
    let page = String::from_utf8_lossy(answer.response.body()).to_lowercase();
    let names_it = ["redirect_uri", "redirect uri", "redirect url"].iter().any(|words| page.contains(words));
    match status {
        StatusCode::OK => not_revealed(ours, found),
        _ if status.is_server_error() => not_reached(&format!("it answers with status {}", status.as_u16()), found),
        _ if names_it => mismatch(&format!("it refuses the redirect URI {ours} (status {})", status.as_u16()), found),
        _ => mismatch(
            &format!(
                "it refuses a sign-in with a page of its own (status {}): the redirect URI {ours}, most likely, or \
                      the client id",
                status.as_u16()
            ),
            found,
        ),
    }
}

/// Our own address, which may stand in it as well, says nothing.
fn is_error_page(location: &str) -> bool {
    let (path, query) = location.split_once('?').unwrap_or((location, ""));
    let path = path.split_once("://").map_or(path, |(_, rest)| rest.split_once('/').map_or("", |(_, path)| path));
    path.contains("error") || url::form_urlencoded::parse(query.as_bytes()).any(|(name, _)| name == "error")
}

/// What it says there is for the application that begins a sign-in, and so our redirect URI is registered.
fn sent_back(back: &Url, ours: &Url, found: &mut Findings) {
    let error = back.query_pairs().find(|(name, _)| name == "error").map(|(_, value)| value.into_owned());
    let seen = format!("it knows {ours}");
    match error.as_deref() {
        Some("invalid_scope") => {
            found.good(Check::RedirectUri, seen);
            found.broken(
                Check::Scopes,
                "it refuses the scopes that Kaimu asks for (invalid_scope)",
                "take out of scopes what the provider does not offer, or add it there",
            );
        }
        Some("unauthorized_client") => {
            found.good(Check::RedirectUri, seen);
            found.broken(
                Check::Client,
                "our client may not sign people in (unauthorized_client)",
                "allow the authorization code flow for this client, at the provider",
            );
        }
        Some(
            error @ ("invalid_request"
            | "unsupported_response_type"
            | "server_error"
            | "temporarily_unavailable"
            | "access_denied"),
        ) => {
            found.warning(
                Check::RedirectUri,
                format!("{seen}, and refuses a sign-in without a person with {error}"),
                "sign in once, and see whether it does so then",
            );
        }
        _ => found.good(Check::RedirectUri, seen),
    }
}

fn not_revealed(ours: &Url, found: &mut Findings) {
    let seen = format!("it begins a sign-in; whether it knows {ours} it does not reveal before the end of one");
    found.good(Check::RedirectUri, seen);
}

fn mismatch(seen: &str, found: &mut Findings) {
    let remedy = "register exactly this redirect URI for this client id, at the provider: scheme, host, port, path and \
                  trailing slash all count";
    found.broken(Check::RedirectUri, seen, remedy);
}

/// Browsers may be better off.
fn not_reached(why: &str, found: &mut Findings) {
    let seen = format!("the authorization endpoint, asked from here: {why}");
    found.warning(Check::RedirectUri, seen, "see whether a browser reaches it");
}

/// Whether it leads to this address, whatever its query.
fn is_at(location: &Url, address: &Url) -> bool {
    location.origin() == address.origin() && location.path() == address.path()
}
