//! One's own account: how one signs in, where one is signed in, what happened.

use actix_session::Session;
use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use url::Url;
use uuid::Uuid;

use crate::domain::{self, Refusal, RequestContext, RequestId, User};
use crate::flow;
use crate::http::account::messages::Done;
use crate::http::account::templates::{AccountPage, Choice, EventLine, IdentityLine, Notice, SessionLine};
use crate::http::app::App;
use crate::http::cookies::session;
use crate::http::pages::layout::Frame;
use crate::http::pages::messages::Words;
use crate::http::problem::Internal;
use crate::http::request::parameters::{field, parameter};
use crate::http::response;
use crate::http::sign_in::page::Asked;

/// `GET /account`.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    frame: Frame,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let Some((here, user)) = session::current(&app, &session, &context).await? else { return Ok(sign_in_first(&app)) };
    let internal = |error| Internal::log(&context, &error);
    flow::session::record_use(&app.services, &here, context.now).await.map_err(internal)?;
    let overview = flow::account_overview::read(&app.services, user.id, context.now).await.map_err(internal)?;
    let asked = Asked::read(&app, request.query_string());
    let done = parameter(request.query_string(), "done").and_then(|name| Done::named(&name));
    let mut parameters = asked.parameters();
    parameters.extend(done.map(|done| ("done", done.name().to_owned())));
    Ok(response::html_for_both_origins(&AccountPage {
        notice: notice(&asked, done, &frame),
        identities: overview.identities.iter().map(|identity| IdentityLine::of(&app, identity)).collect(),
        providers: app.services.providers().map(Choice::of).collect(),
        link: app.urls().at_base("/account/link").into(),
        sessions: overview.sessions.iter().map(|it| SessionLine::of(&app, it, &here, &frame)).collect(),
        events: overview.events.iter().map(|past| EventLine::of(&app, past, &frame)).collect(),
        dashboard: app.return_policy.dashboard.as_str(),
        frame: frame.at(parameters),
    }))
}

fn notice<'a>(asked: &'a Asked<'_>, done: Option<Done>, frame: &Frame) -> Option<Notice<'a>> {
    let Some(refusal) = asked.refusal else { return done.map(|done| Notice::Done(done.words(frame))) };
    Some(Notice::Refused {
        words: Words::of(refusal, asked.provider.map(|provider| provider.name.as_str()), frame.language()),
        code: refusal.code(),
        request: asked.request.as_ref().map(RequestId::as_str),
        merge: refusal == Refusal::AccountIdentityTaken,
    })
}

/// `POST /account/end-session`: another session of one's own is gone before the answer leaves.
pub(in crate::http) async fn end_session(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((here, _)) = session::current(&app, &session, &context).await? else { return Ok(sign_in_first(&app)) };
    if let Some(id) = field(body, "session").await.and_then(|id| Uuid::parse_str(&id).ok()) {
        let ended = flow::session::end_another(&app.services, &here, id, &context).await;
        ended.map_err(|error| Internal::log(&context, &error))?;
    }
    Ok(response::see_other(&after(&app, Done::SessionEnded)))
}

/// `POST /account/end-other-sessions`: signs out everywhere else.
pub(in crate::http) async fn end_other_sessions(
    app: Data<App>,
    session: Session,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let Some((here, _)) = session::current(&app, &session, &context).await? else { return Ok(sign_in_first(&app)) };
    let ended = flow::session::end_all_others(&app.services, &here, &context).await;
    ended.map_err(|error| Internal::log(&context, &error))?;
    Ok(response::see_other(&after(&app, Done::OtherSessionsEnded)))
}

/// To the sign-in page, and from there to the account page.
pub(in crate::http) fn sign_in_first(app: &App) -> HttpResponse {
    let mut login = app.urls().login();
    login.set_query(Some("return_to=/account"));
    response::see_other(&login)
}

/// The account page that says what was done.
pub(in crate::http) fn after(app: &App, done: Done) -> Url {
    let mut url = app.urls().account();
    url.query_pairs_mut().append_pair("done", done.name());
    url
}

/// What to call somebody.
pub(in crate::http) fn name(user: &domain::User) -> &str {
    let User { display_name, username, .. } = user;
    display_name.as_deref().unwrap_or(username)
}
