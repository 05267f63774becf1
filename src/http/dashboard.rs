//! Who is signed in, and the way out.

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::Data;

use super::error::Internal;
use super::frame::Frame;
use super::login::Asked;
use super::pages::{self, DashboardPage, SignOutPage};
use super::{App, session};
use crate::domain::{EmailAddress, Slug, Visit};
use crate::flow;

/// `GET /dashboard`.
pub(super) async fn page(
    app: Data<App>,
    session: Session,
    visit: Visit,
    frame: Frame,
) -> Result<HttpResponse, Internal> {
    let Some((signed_in, user)) = session::current(&app, &session, &visit).await? else {
        let mut login = app.urls().login();
        login.set_query(Some("return_to=/dashboard"));
        return Ok(pages::see_other(&login));
    };
    flow::session::note_use(&app.services, &signed_in, visit.now)
        .await
        .map_err(|error| Internal::log(&visit, &error))?;
    let by_link = (signed_in.provider == Slug::operator()).then(|| frame.say("sign-in-link-as-provider"));
    let provider = app.services.provider(signed_in.provider.as_str()).map(|provider| provider.name.as_str());
    Ok(pages::html(&DashboardPage {
        frame,
        name: user.display_name.as_deref().unwrap_or(&user.username),
        username: &user.username,
        email: user.email.as_ref().map(EmailAddress::as_str),
        provider: by_link.as_deref().or(provider).unwrap_or(signed_in.provider.as_str()),
        signed_in_at: signed_in.signed_in_at,
    }))
}

/// `GET /logout`: a page with the button. A link must not sign anybody out.
pub(super) async fn sign_out_page(app: Data<App>, frame: Frame) -> HttpResponse {
    pages::html(&SignOutPage { frame, dashboard: app.return_policy.dashboard.as_str() })
}

/// `POST /logout`: the session is gone before the answer leaves.
pub(super) async fn sign_out(app: Data<App>, session: Session, visit: Visit) -> Result<HttpResponse, Internal> {
    if let Some(token) = session::token(&session) {
        flow::session::end(&app.services, &token, &visit).await.map_err(|error| Internal::log(&visit, &error))?;
        session.purge();
    }
    Ok(pages::see_other(&Asked { signed_out: true, ..Asked::default() }.url(app.urls())))
}
