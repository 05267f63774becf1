//! Hands a session over to the host of an application, as `sign_in/hand_over.rs` does between Kaimu's own hosts: the
//! application's host gives the browser a secret, the host of `base_url` issues a ticket, and the secret redeems it.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use super::cookies;
use super::hand_over_urls::{absolute, place_of, sign_in_url, with_place};
use super::host_page::HostPage;
use super::pages::{self, StepPage};
use crate::domain::{Found, HandOverTicket, Refusal, RequestContext, ReturnTo, SecretHash};
use crate::flow::hand_over::{self, HandOver, TargetBrowser, Ticket};
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::PageQuery;
use crate::http::pages::layout::Layout;
use crate::http::paths::APPLICATION_TICKET;
use crate::http::problem::Internal;
use crate::http::request::parameters::parameter;
use crate::http::response;

const COMPLETE: &str = "/.kaimu/complete";

/// `GET /.kaimu/sign-in` on the host of an application: gives the browser a secret, and asks the host of `base_url` for a
/// ticket.
pub(super) fn begin(page: &HostPage) -> HttpResponse {
    let place = place(page);
    let known = cookies::hand_over_secret(page.request, page.url);
    let is_new = known.is_none();
    let secret = known.unwrap_or_else(hand_over::new_secret);
    let mut next = page.app.urls().at_base(APPLICATION_TICKET);
    next.query_pairs_mut()
        .append_pair("return_to", absolute(page.url, &place).as_str())
        .append_pair("challenge", &URL_SAFE_NO_PAD.encode(secret.hash().as_bytes()));
    if is_second_attempt(page.original.query()) {
        next.query_pairs_mut().append_pair("attempt", "2");
    }
    let step = StepPage { layout: page.layout, step: "keep", place: &place, next: next.as_str() };
    let mut response = pages::response(StatusCode::UNAUTHORIZED, page.layout, &step);
    if is_new {
        response::add_cookie(&mut response, &cookies::hand_over(page.url, &secret));
    }
    response
}

/// `GET /auth/application/ticket` on the host of `base_url`: issues a ticket for the session of this browser. Without a session,
/// redirects to the sign-in page, which leads back to the application.
pub(in crate::http) async fn issue_ticket(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let query = request.query_string();
    let return_to = app.return_policy.read(parameter(query, "return_to").as_deref());
    let target = app.return_policy.resolve(&return_to);
    let (Some(found), Some(challenge)) = (app.applications.of_url(target), challenge(query)) else {
        return Ok(response::see_other_without_referrer(&app.urls().login()));
    };
    let ticket = match session.authenticate(&app, &context).await? {
        Some((current, _)) => {
            let host = cookies::token_host(found.url);
            let to = hand_over::Target { host: &host, secret: challenge, place: target.as_str() };
            let issued = hand_over::issue_ticket_to_application(&app.services, &current, to, context.now).await;
            issued.map_err(|error| app.services.log_failure(&context, &error))?
        }
        None => Ticket::NoSession,
    };
    match ticket {
        Ticket::Issued(ticket) => {
            let mut next = with_place(found.url, found.url.at(COMPLETE), &place_of(target));
            next.query_pairs_mut().append_pair("ticket", ticket.reveal());
            if is_second_attempt(query) {
                next.query_pairs_mut().append_pair("attempt", "2");
            }
            Ok(response::see_other_without_referrer(&next))
        }
        Ticket::NoSession => {
            // Back to the reserved path: a service worker of the application could answer the place itself from its cache,
            // without a request that leads to the hand-over.
            let begin = sign_in_url(found.url, &place_of(target));
            let return_to = app.return_policy.check(begin.as_str()).unwrap_or(return_to);
            let sign_in = PageQuery { return_to, ..PageQuery::default() }.sign_in_url(app.urls());
            Ok(response::see_other_without_referrer(&sign_in))
        }
        Ticket::TooMany => Ok(cookie_lost(&context, &layout, &found, target)),
    }
}

/// `GET /.kaimu/complete` on the host of an application: redeems the ticket, and leads to the place.
pub(super) async fn complete(page: &HostPage<'_>) -> HttpResponse {
    let place = place(page);
    let retry_url = sign_in_url(page.url, &place);
    let Some(secret) = cookies::hand_over_secret(page.request, page.url) else {
        let why = "the browser did not keep the cookie of /.kaimu/sign-in, or the proxy does not pass it on";
        return page.refuse(Refusal::ApplicationCookieLost, retry_url, why);
    };
    let ticket = HandOverTicket::presented(&parameter(page.original.query(), "ticket").unwrap_or_default());
    let session = cookies::presented(page.request, page.url);
    let target = TargetBrowser { secret, session, host: cookies::token_host(page.url) };
    let token = match hand_over::redeem(&page.app.services, &ticket, target, page.context).await {
        Ok(HandOver::Completed { token, .. }) => Some(token),
        Ok(HandOver::AlreadyCompleted) => None,
        // check: a hand-over to an application fails at most twice
        Ok(HandOver::InvalidTicket) if is_second_attempt(page.original.query()) => {
            let why = "a ticket had expired, was used before, or belonged to another browser";
            return page.refuse(Refusal::ApplicationTicketInvalid, retry_url, why);
        }
        Ok(HandOver::InvalidTicket) => {
            let mut again = retry_url;
            again.query_pairs_mut().append_pair("attempt", "2");
            return response::see_other_without_referrer(&again);
        }
        Err(error) => {
            let failure = page.app.services.log_failure(page.context, &error);
            return page.refuse(failure.refusal(), retry_url, "the hand-over to an application failed");
        }
    };
    let next = absolute(page.url, &place);
    let step = StepPage { layout: page.layout, step: "restore", place: &place, next: next.as_str() };
    let mut response = pages::response(StatusCode::UNAUTHORIZED, page.layout, &step);
    if let Some(token) = token {
        response::add_cookie(&mut response, &cookies::session(page.app, page.url, &token));
    }
    response
}

/// The page for a browser that comes back again and again without the cookie of the application.
fn cookie_lost(context: &RequestContext, layout: &Layout, found: &Found, target: &Url) -> HttpResponse {
    let refusal = Refusal::ApplicationCookieLost;
    let (code, application) = (refusal.code(), found.application.name.as_str());
    log::warn!(
        code, application;
        "{code}: {} did not keep its session cookie three times within a minute; check that its proxy passes cookies and \
         Set-Cookie on (docs/proxies)",
        found.url
    );
    let request = context.request_id.as_str();
    let layout = &layout.clone().without_language_switch();
    let application = Some(found.application.name.as_str());
    let retry_url = Some(target.clone());
    let page = pages::RefusalPage { layout, refusal, application, request, retry_url, another_account_url: None };
    pages::refusal_response(StatusCode::FORBIDDEN, &page)
}

/// The path and the query that the browser wants. A place that is no path of this host is its start page.
fn place(page: &HostPage) -> String {
    let wanted = parameter(page.original.query(), "return_to").unwrap_or_default();
    match page.app.return_policy.check(absolute(page.url, &wanted).as_str()) {
        Ok(ReturnTo::Requested { url, .. }) => place_of(&url),
        _ => place_of(&page.url.start_page()),
    }
}

fn is_second_attempt(query: &str) -> bool {
    parameter(query, "attempt").as_deref() == Some("2")
}

/// The hash of the secret that the application's host has set.
fn challenge(query: &str) -> Option<SecretHash> {
    let bytes = URL_SAFE_NO_PAD.decode(parameter(query, "challenge")?).ok()?;
    Some(SecretHash::stored(bytes.try_into().ok()?))
}
