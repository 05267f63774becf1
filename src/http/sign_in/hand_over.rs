//! Hands a session over from the host of `base_url` to the host of `frontend_url`, in three redirects. With one host
//! there is nothing to hand over.

use actix_web::http::Method;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use url::Url;

use crate::domain::{HandOverTicket, RequestContext, ReturnTo, SecretHash};
use crate::flow::SignInError;
use crate::flow::hand_over::{self, HandOver, TargetBrowser};
use crate::http::app::App;
use crate::http::cookies::hand_over as secret_cookie;
use crate::http::cookies::preferences::{self, HANDED_OVER, Preference};
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::PageQuery;
use crate::http::paths::{HAND_OVER, HAND_OVER_COMPLETE, HAND_OVER_TICKET, SIGN_OUT};
use crate::http::problem::Internal;
use crate::http::request::host::AskedHost;
use crate::http::request::parameters::parameter;
use crate::http::response;
use crate::http::sign_in::lost_cookie;
use crate::http::sign_in::refuse::refuse;

/// The parameter of the sign-in page which says that this browser has no session on the host of `base_url`.
const ASKED: &str = "asked";

/// Where the browser goes on after a session has begun on the host of `base_url`.
pub(in crate::http) fn url_after_sign_in(app: &App, return_to: &ReturnTo) -> Url {
    if app.urls().has_two_hosts() {
        Destination { return_to: return_to.clone(), is_second_attempt: false }
            .of_step(app.urls().at_frontend(HAND_OVER))
    } else {
        app.return_policy.resolve(return_to).clone()
    }
}

/// The URL that asks the host of `base_url` whether this browser has a session there, instead of showing the sign-in page.
/// `None` if the browser was asked within the last minute.
pub(in crate::http) fn url_before_sign_in_page(app: &App, request: &HttpRequest, return_to: &ReturnTo) -> Option<Url> {
    // Only this cookie and this parameter count, so that a browser without cookies is not redirected for ever.
    let was_asked = was_just_asked(app, request) || is_answer(request);
    let is_on_frontend = request.method() == Method::GET && AskedHost::of(app, request) == AskedHost::Frontend;
    // check: a browser is asked once a minute
    (is_on_frontend && !was_asked).then(|| url_after_sign_in(app, return_to))
}

/// Whether the host of `base_url` has just answered that this browser has no session there. A session on the host of
/// `frontend_url` alone does not count then: an application that asks the other host would send the browser back for ever.
pub(in crate::http) fn has_no_session_on_base_host(app: &App, request: &HttpRequest) -> bool {
    is_answer(request) && was_just_asked(app, request) && AskedHost::of(app, request) == AskedHost::Frontend
}

/// Whether the host of `base_url` has sent the browser to this URL, now or at any time before.
pub(in crate::http) fn is_answer(request: &HttpRequest) -> bool {
    parameter(request.query_string(), ASKED).is_some()
}

fn was_just_asked(app: &App, request: &HttpRequest) -> bool {
    let asked = preferences::get(&app.cookies, request, Preference::AskedForSession);
    asked.is_some_and(|value| value != HANDED_OVER)
}

/// Where a hand-over leads, which each of its URLs repeats.
struct Destination {
    return_to: ReturnTo,
    /// Whether an earlier attempt failed. A second failure is reported, so that no browser is redirected for ever.
    is_second_attempt: bool,
}

impl Destination {
    fn read(app: &App, request: &HttpRequest) -> Self {
        let value = |name| parameter(request.query_string(), name);
        Self {
            return_to: app.return_policy.read(value("return_to").as_deref()),
            is_second_attempt: value("attempt").as_deref() == Some("2"),
        }
    }

    /// Adds the destination to the URL of a step.
    fn of_step(&self, mut url: Url) -> Url {
        if let Some(return_to) = self.return_to.text() {
            url.query_pairs_mut().append_pair("return_to", return_to);
        }
        if self.is_second_attempt {
            url.query_pairs_mut().append_pair("attempt", "2");
        }
        url
    }
}

/// `GET /auth/hand-over` on the host of `frontend_url`: gives the browser a secret, and asks the other host for a ticket.
pub(in crate::http) async fn begin(app: Data<App>, request: HttpRequest) -> HttpResponse {
    let destination = Destination::read(&app, &request);
    if !app.urls().has_two_hosts() {
        return response::see_other_without_referrer(app.return_policy.resolve(&destination.return_to));
    }
    match AskedHost::of(&app, &request) {
        AskedHost::Frontend => {}
        AskedHost::Base => {
            return response::see_other_without_referrer(&destination.of_step(app.urls().at_frontend(HAND_OVER)));
        }
        AskedHost::Unknown => app.warnings.hidden_host(app.urls().frontend_host()),
    }
    // check: the secret of a hand-over stays
    let known = secret_cookie::find(&app.cookies, &request);
    let is_new = known.is_none();
    let secret = known.unwrap_or_else(hand_over::new_secret);
    let mut url = destination.of_step(app.urls().at_base(HAND_OVER_TICKET));
    url.query_pairs_mut().append_pair("challenge", &URL_SAFE_NO_PAD.encode(secret.hash().as_bytes()));
    let mut redirect = response::see_other_without_referrer(&url);
    if is_new {
        response::add_cookie(&mut redirect, &secret_cookie::cookie(&app.cookies, &secret));
    }
    response::add_cookie(&mut redirect, &preferences::cookie(&app.cookies, Preference::AskedForSession, "1"));
    redirect
}

/// `GET /auth/hand-over/ticket` on the host of `base_url`: issues a ticket for the session of this browser. Without a
/// session, redirects to the sign-in page.
pub(in crate::http) async fn issue_ticket(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let destination = Destination::read(&app, &request);
    let urls = app.urls();
    let (Some(challenge), true) = (challenge(&request), urls.has_two_hosts()) else {
        return Ok(response::see_other_without_referrer(&urls.login()));
    };
    let ticket = match session.authenticate(&app, &context).await? {
        Some((current, _)) => {
            let host = urls.frontend_host();
            let issued = hand_over::issue_ticket(&app.services, &current, host, challenge, context.now).await;
            issued.map_err(|error| app.services.log_failure(&context, &error))?
        }
        None => None,
    };
    let Some(ticket) = ticket else {
        if let Some(host) = lost_cookie::host(&app, &request, &session, &context) {
            return Ok(refuse(&app, &context, "", &destination.return_to, &SignInError::CookieLost { host }));
        }
        return Ok(response::see_other_without_referrer(&url_without_session(&app, destination.return_to)));
    };
    let mut url = destination.of_step(urls.at_frontend(HAND_OVER_COMPLETE));
    url.query_pairs_mut().append_pair("ticket", ticket.reveal());
    Ok(response::see_other_without_referrer(&url))
}

/// The page that learns that this browser has no session on the host of `base_url`: the page of the sign-out, if the user
/// wants to sign out, or the sign-in page.
fn url_without_session(app: &App, return_to: ReturnTo) -> Url {
    let target = app.return_policy.resolve(&return_to);
    let mut url = if target.origin() == app.urls().frontend.origin() && target.path() == SIGN_OUT {
        target.clone()
    } else {
        PageQuery { return_to, ..PageQuery::default() }.sign_in_url(app.urls())
    };
    url.query_pairs_mut().append_pair(ASKED, "1");
    url
}

/// `GET /auth/hand-over/complete` on the host of `frontend_url`: redeems the ticket and sets the session cookie.
pub(in crate::http) async fn complete(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let destination = Destination::read(&app, &request);
    let ticket = HandOverTicket::presented(&parameter(request.query_string(), "ticket").unwrap_or_default());
    let Some(secret) = secret_cookie::find(&app.cookies, &request) else {
        let host = app.urls().frontend_host().to_owned();
        return Ok(begin_again(&app, &context, destination, &SignInError::CookieLost { host }));
    };
    let target = TargetBrowser { secret, session: session.presented(), host: app.urls().frontend_host().to_owned() };
    let redeemed = hand_over::redeem(&app.services, &ticket, target, &context).await;
    let provider = match redeemed.map_err(|error| app.services.log_failure(&context, &error))? {
        HandOver::Completed { token, provider } => {
            session.set(&token)?;
            Some(provider)
        }
        HandOver::AlreadyCompleted => None,
        HandOver::InvalidTicket => return Ok(begin_again(&app, &context, destination, &SignInError::InvalidTicket)),
    };
    let mut redirect = response::see_other_without_referrer(app.return_policy.resolve(&destination.return_to));
    let handed_over = preferences::cookie(&app.cookies, Preference::AskedForSession, HANDED_OVER);
    response::add_cookie(&mut redirect, &handed_over);
    if let Some(provider) = provider {
        let last = preferences::cookie(&app.cookies, Preference::LastProvider, provider.as_str());
        response::add_cookie(&mut redirect, &last);
    }
    Ok(redirect)
}

/// Begins the hand-over again, or reports why it failed again.
fn begin_again(app: &App, context: &RequestContext, destination: Destination, error: &SignInError) -> HttpResponse {
    // check: a hand-over fails at most twice
    if destination.is_second_attempt || !app.urls().has_two_hosts() {
        return refuse(app, context, "", &destination.return_to, error);
    }
    let again = Destination { is_second_attempt: true, ..destination };
    response::see_other_without_referrer(&again.of_step(app.urls().at_frontend(HAND_OVER)))
}

/// The hash of the secret that the other host has set.
fn challenge(request: &HttpRequest) -> Option<SecretHash> {
    let text = parameter(request.query_string(), "challenge")?;
    let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
    Some(SecretHash::stored(bytes.try_into().ok()?))
}
