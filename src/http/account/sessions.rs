//! Ends sessions of the user from the account page.

use actix_web::HttpResponse;
use actix_web::web::{Data, Payload};
use uuid::Uuid;

use crate::domain::RequestContext;
use crate::flow;
use crate::http::account::redirects::require_sign_in;
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::AccountChange;
use crate::http::problem::Internal;
use crate::http::request::parameters::{form, parameter};
use crate::http::{paths, response};

/// `POST /account/end-session`: ends another session of the user.
pub(in crate::http) async fn end_session(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    if let Some(id) = parameter(&form(body).await, "session").and_then(|id| Uuid::parse_str(&id).ok()) {
        let ended = flow::session::end_another(&app.services, &current, id, &context).await;
        ended.map_err(|error| app.services.log_failure(&context, &error))?;
    }
    Ok(response::see_other(&AccountChange::SessionEnded.account_url(app.urls())))
}

/// `POST /account/end-other-sessions`: ends all sessions of the user except this one.
pub(in crate::http) async fn end_other_sessions(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let ended = flow::session::end_all_others(&app.services, &current, &context).await;
    ended.map_err(|error| app.services.log_failure(&context, &error))?;
    Ok(response::see_other(&AccountChange::OtherSessionsEnded.account_url(app.urls())))
}
