//! One's own account: how one signs in, where one is signed in, what happened.

use actix_session::Session;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{Refusal, RequestContext, RequestId};
use crate::flow;

use crate::http::account::messages::done_words;
use crate::http::account::redirects::sign_in_first;
use crate::http::account::templates::{AccountPage, Choice, EventLine, IdentityLine, Notice, SessionLine};
use crate::http::app::App;
use crate::http::cookies::session;
use crate::http::page_query::{Asked, Done};
use crate::http::pages::layout::Frame;
use crate::http::pages::messages::Words;
use crate::http::problem::Internal;
use crate::http::request::parameters::parameter;
use crate::http::{paths, response};

/// `GET /account`.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    frame: Frame,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let Some((here, user)) = session::current(&app, &session, &context).await? else {
        return Ok(sign_in_first(&app, paths::ACCOUNT));
    };
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
    let Some(refusal) = asked.refusal else { return done.map(|done| Notice::Done(done_words(done, frame))) };
    Some(Notice::Refused {
        words: Words::of(refusal, asked.provider.map(|provider| provider.name.as_str()), frame.language()),
        code: refusal.code(),
        request: asked.request.as_ref().map(RequestId::as_str),
        merge: refusal == Refusal::AccountIdentityTaken,
    })
}
