//! Checks that the provider accepts the redirect URI, by a sign-in without a user. Not every provider reveals this.

use openidconnect::http::{StatusCode, header};
use url::Url;

use super::form_post::posted_fields;
use super::request::{REQUEST_TIMEOUT, RequestError, get};
use crate::domain::{AccountSelection, AuthorizationOptions, AuthorizationSecrets, Check, Findings};
use crate::oidc::discovery::Metadata;
use crate::oidc::refusal_advice::offline_access_hint;
use crate::oidc::{OidcError, Provider};

/// Stands for the secrets of the sign-in, which is never completed.
const MADE_UP: &str = "made-up-by-kaimu-check-made-up-by-kaimu-check";

/// The provider's answer to a sign-in without a user.
enum Answer {
    /// It sends the browser to our redirect URI, with this error if there is one.
    Accepted(Option<String>),
    /// It shows a page that names the redirect URI, with this status.
    NamesRedirectUri(u16),
    /// It shows a page that names the scopes, with this status.
    NamesScopes(u16),
    /// It redirects to an error page of its own.
    ErrorPage,
    /// It redirects to this URL.
    Redirect(Url),
    /// It shows another page, or has nothing to show. This status says whether that is an error.
    Page(StatusCode),
}

/// Why the provider gives no [`Answer`].
enum NoAnswer {
    Request(RequestError),
    /// The authorization request could not be pushed.
    Push(OidcError),
}

impl Answer {
    fn may_be_about_prompt_none(&self) -> bool {
        match self {
            Self::ErrorPage => true,
            Self::Page(status) => !status.is_success(),
            _ => false,
        }
    }
}

/// Starts a sign-in with `prompt=none` and without cookies. A provider that accepts the redirect URI redirects to it with
/// `login_required` or another error (OpenID Connect Core, section 3.1.2.6), or posts a form to it. A provider that does
/// not accept it must not redirect there (RFC 6749, section 4.1.2.1), and shows a page of its own.
pub(super) async fn check(provider: &Provider, metadata: &Metadata) -> Findings {
    let mut findings = Findings::for_provider(&provider.settings.slug);
    match tokio::time::timeout(REQUEST_TIMEOUT, ask(provider, metadata)).await {
        Ok(Ok(answer)) => {
            if metadata.pushed_authorization_request_endpoint.is_some() {
                findings.good(Check::PushedRequests, "the provider accepts pushed authorization requests (RFC 9126)");
            }
            add_answer(provider, answer, &mut findings);
        }
        Ok(Err(NoAnswer::Request(error))) => add_unreachable(&error.to_string(), &mut findings),
        Ok(Err(NoAnswer::Push(error))) => add_push_failure(provider, &error, &mut findings),
        Err(_) => add_unreachable(&RequestError::Timeout(REQUEST_TIMEOUT).to_string(), &mut findings),
    }
    findings
}

async fn ask(provider: &Provider, metadata: &Metadata) -> Result<Answer, NoAnswer> {
    let made_up = || MADE_UP.to_owned().into();
    let secrets = AuthorizationSecrets { state: made_up(), nonce: made_up(), code_verifier: made_up() };
    let options = AuthorizationOptions::of(AccountSelection::Any);
    let parameters = provider.authorization_parameters(&secrets, &options, metadata);
    let mut without_user = parameters.clone();
    without_user.insert("prompt".to_owned(), "none".to_owned());
    let request = provider.authorization_url(metadata, &without_user).await.map_err(NoAnswer::Push)?;
    match get_answer(provider, &request).await? {
        // Dex refuses the redirect URI only behind its first redirect. Any other page there may be missing a cookie.
        Answer::Redirect(next) if next.origin() == metadata.authorization_endpoint.origin() => {
            Ok(match get_answer(provider, &next).await? {
                followed @ (Answer::Accepted(_) | Answer::NamesRedirectUri(_)) => followed,
                _ => Answer::Redirect(next),
            })
        }
        // Perhaps the provider does not support `prompt=none`. A user sees the page if it also comes without it.
        answer if answer.may_be_about_prompt_none() => {
            get_answer(provider, &provider.authorization_url(metadata, &parameters).await.map_err(NoAnswer::Push)?)
                .await
        }
        answer => Ok(answer),
    }
}

async fn get_answer(provider: &Provider, url: &Url) -> Result<Answer, NoAnswer> {
    let response = get(provider, url, "text/html", REQUEST_TIMEOUT).await.map_err(NoAnswer::Request)?.response;
    let (status, redirect_uri) = (response.status(), &provider.redirect_uri);
    let location = response.headers().get(header::LOCATION).and_then(|location| location.to_str().ok());
    let location = location.filter(|_| status.is_redirection()).and_then(|location| url.join(location).ok());
    let page = String::from_utf8_lossy(response.body());
    let error = |fields: Vec<(String, String)>| fields.into_iter().find(|(name, _)| name == "error").map(|it| it.1);
    if let Some(location) = location {
        return Ok(if has_same_path(&location, redirect_uri) {
            Answer::Accepted(error(location.query_pairs().into_owned().collect()))
        } else if is_error_page(&location) {
            Answer::ErrorPage
        } else {
            Answer::Redirect(location)
        });
    }
    // Some providers send the form with the status of the error.
    if let Some(fields) = posted_fields(&page, |action| has_same_path(action, redirect_uri)) {
        return Ok(Answer::Accepted(error(fields)));
    }
    let page = page.to_lowercase();
    let names = |words: &[&str]| status.is_client_error() && words.iter().any(|words| page.contains(words));
    Ok(match status {
        _ if names(&["redirect_uri", "redirect uri", "redirect url"]) => Answer::NamesRedirectUri(status.as_u16()),
        _ if names(&["invalid_scope", "requested scope", "unrecognized scope"]) => Answer::NamesScopes(status.as_u16()),
        _ => Answer::Page(status),
    })
}

fn add_answer(provider: &Provider, answer: Answer, findings: &mut Findings) {
    let redirect_uri = &provider.redirect_uri;
    match answer {
        Answer::Accepted(error) => add_accepted(provider, error.as_deref(), findings),
        // GitLab's library Doorkeeper shows this page only for a redirect URI that it knows.
        Answer::NamesScopes(status) => {
            findings.good(Check::RedirectUri, format!("the provider accepts the redirect URI {redirect_uri}"));
            add_refused_scopes(provider, &format!("status {status}"), findings);
        }
        Answer::NamesRedirectUri(status) => {
            add_mismatch(&format!("the provider refuses the redirect URI {redirect_uri} (status {status})"), findings);
        }
        Answer::ErrorPage => {
            let seen =
                format!("the provider redirects to an error page of its own for the redirect URI {redirect_uri}");
            add_mismatch(&seen, findings);
        }
        // A firewall answers so to a request that does not come from a browser.
        Answer::Page(status @ (StatusCode::FORBIDDEN | StatusCode::TOO_MANY_REQUESTS)) => {
            add_unreachable(&format!("status {}", status.as_u16()), findings);
        }
        Answer::Page(status) if status.is_client_error() => {
            let seen = format!(
                "the provider refuses a sign-in with a page of its own (status {}), probably because of the redirect URI \
                 {redirect_uri} or the client id",
                status.as_u16()
            );
            add_mismatch(&seen, findings);
        }
        Answer::Page(status) if status.is_server_error() => {
            add_unreachable(&format!("status {}", status.as_u16()), findings);
        }
        Answer::Redirect(_) | Answer::Page(_) => findings.unknown(
            Check::RedirectUri,
            format!(
                "the provider reveals only at the end of a sign-in whether it accepts the redirect URI {redirect_uri}"
            ),
        ),
    }
}

/// Whether the path or a parameter name of a location says "error". Parameter values do not count: the redirect URI may
/// be one of them.
fn is_error_page(location: &Url) -> bool {
    location.path().contains("error") || location.query_pairs().any(|(name, _)| name == "error")
}

/// The provider accepts the redirect URI, because it redirects there. The error is about the rest of the request.
fn add_accepted(provider: &Provider, error: Option<&str>, findings: &mut Findings) {
    let seen = format!("the provider accepts the redirect URI {}", provider.redirect_uri);
    match error {
        Some("invalid_scope") => {
            findings.good(Check::RedirectUri, seen);
            add_refused_scopes(provider, "invalid_scope", findings);
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
                "sign in once, to see whether the provider refuses that too; if it requires pushed authorization requests of \
                 this client, set pushed_authorization_requests = \"always\"",
            );
        }
        _ => findings.good(Check::RedirectUri, seen),
    }
}

fn add_refused_scopes(provider: &Provider, reason: &str, findings: &mut Findings) {
    let scopes = &provider.settings.request.scopes;
    let hint = offline_access_hint(scopes);
    findings.broken(
        Check::Scopes,
        format!("the provider refuses the configured scopes {} ({reason})", scopes.join(" ")),
        format!("remove the scopes that the provider does not offer from `scopes`, or add them at the provider{hint}"),
    );
}

fn add_push_failure(provider: &Provider, error: &OidcError, findings: &mut Findings) {
    let reason = match error {
        OidcError::ClientRejected { reason, .. } => format!("the provider does not accept the client ({reason})"),
        OidcError::Refused { reason, .. } => format!("the provider refuses it ({reason})"),
        OidcError::Unavailable { why, .. } => why.clone(),
        other => other.to_string(),
    };
    findings.broken(
        Check::PushedRequests,
        format!("the authorization request cannot be pushed: {reason}"),
        format!(
            "register exactly the redirect URI {} for this client id, and check that this machine can reach the \
             pushed_authorization_request_endpoint in the discovery document",
            provider.redirect_uri
        ),
    );
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
