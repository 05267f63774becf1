//! The answers to questions of proxies, and what each dialect makes of them.

use actix_web::HttpResponse;
use actix_web::http::StatusCode;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use serde_json::json;
use url::Url;

use super::client_kind::ClientKind;
use super::lazy_layout::LazyLayout;
use super::pages::{self, LinkToSignIn, RefusalPage};
use super::told_headers::ToldHeaders;
use crate::domain::{ProxyDialect, Refusal};
use crate::http::problem::RETRY_AFTER;

/// What programs such as git wait for before they send a token.
const CHALLENGE: HeaderValue = HeaderValue::from_static("Basic realm=\"Kaimu\", charset=\"UTF-8\"");

/// The header that says that the proxy has to remove the credentials.
const TOKEN_USED: HeaderName = HeaderName::from_static("kaimu-token-used");

/// The answer to a question.
pub(super) enum ProxyAnswer<'a> {
    /// The request may pass, with these headers.
    Allowed {
        told: ToldHeaders,
        /// Whether the proxy has to remove the credentials: they are for Kaimu.
        has_token: bool,
    },
    /// The client has to go to this URL first.
    Elsewhere {
        url: Url,
        /// Why.
        refusal: Option<Refusal>,
        /// Whether a script may send a personal access token instead.
        takes_tokens: bool,
    },
    /// A personal access token does not count.
    TokenRefused(Refusal),
    /// The request is refused.
    Refused(RefusalPage<'a>),
}

impl ProxyAnswer<'_> {
    /// The response to the proxy. Only the allowing one has a status of 2xx.
    pub(super) fn response(self, layout: &LazyLayout, dialect: ProxyDialect, client: ClientKind) -> HttpResponse {
        match self {
            Self::Allowed { told, has_token } => allowed(&told, has_token),
            Self::Elsewhere { url, refusal, takes_tokens } => {
                let code = refusal.map_or("signed_out", Refusal::code);
                match (dialect, client) {
                    (ProxyDialect::Forward | ProxyDialect::Envoy, ClientKind::Frame | ClientKind::ScriptForPage) => {
                        let layout = layout.get();
                        let page = LinkToSignIn { layout, url: url.as_str() };
                        pages::response(StatusCode::UNAUTHORIZED, layout, &page)
                    }
                    _ => elsewhere(&url, code, takes_tokens, dialect, client),
                }
            }
            Self::TokenRefused(refusal) => token_refused(refusal, dialect),
            Self::Refused(page) => refused(&page, dialect, client),
        }
    }
}

/// The response that lets a request pass.
pub(super) fn allowed(told: &ToldHeaders, has_token: bool) -> HttpResponse {
    let mut response = HttpResponse::new(StatusCode::OK);
    for (name, value) in told.iter() {
        response.headers_mut().insert(name.clone(), value.clone());
    }
    if has_token {
        response.headers_mut().insert(TOKEN_USED, HeaderValue::from_static("1"));
    }
    response
}

fn elsewhere(url: &Url, code: &str, takes_tokens: bool, dialect: ProxyDialect, client: ClientKind) -> HttpResponse {
    let leads_on = matches!(client, ClientKind::Page | ClientKind::Form);
    match (dialect, client) {
        // nginx takes any redirect for an error. Its configuration makes one of this header.
        (ProxyDialect::Nginx, _) if leads_on => {
            HttpResponse::Unauthorized().insert_header((header::LOCATION, url.as_str())).finish()
        }
        (ProxyDialect::Forward | ProxyDialect::Envoy, ClientKind::Page) => {
            HttpResponse::Found().insert_header((header::LOCATION, url.as_str())).finish()
        }
        (ProxyDialect::Forward | ProxyDialect::Envoy, ClientKind::Form) => {
            HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_str())).finish()
        }
        _ => {
            let mut response = json_error(StatusCode::UNAUTHORIZED, code);
            if takes_tokens {
                // Only where a rule takes tokens: a browser would show a dialogue.
                response.headers_mut().insert(header::WWW_AUTHENTICATE, CHALLENGE);
            }
            response
        }
    }
}

fn token_refused(refusal: Refusal, dialect: ProxyDialect) -> HttpResponse {
    let status = match refusal {
        // nginx would make an error of it.
        Refusal::RequestTooMany if dialect == ProxyDialect::Nginx => StatusCode::FORBIDDEN,
        Refusal::RequestTooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::UNAUTHORIZED,
    };
    let mut response = json_error(status, refusal.code());
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, CHALLENGE);
    }
    response
}

fn refused(page: &RefusalPage, dialect: ProxyDialect, client: ClientKind) -> HttpResponse {
    let status = match page.refusal {
        Refusal::DatabaseUnavailable => StatusCode::SERVICE_UNAVAILABLE,
        Refusal::RequestTooMany => StatusCode::TOO_MANY_REQUESTS,
        _ => StatusCode::FORBIDDEN,
    };
    let mut response = match client {
        // nginx drops the body, and its configuration asks for the page of `/.kaimu/denied`.
        ClientKind::Script => json_error(status, page.refusal.code()),
        _ if dialect == ProxyDialect::Nginx => HttpResponse::build(status).finish(),
        _ => pages::refusal_response(status, page),
    };
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static(RETRY_AFTER));
    }
    response
}

fn json_error(status: StatusCode, code: &str) -> HttpResponse {
    HttpResponse::build(status).json(json!({ "error": code }))
}
