//! The way out: from here, over the provider, and back to the sign-in page, which says how it went.

pub(super) mod provider_logout;

use actix_session::Session;
use actix_web::HttpResponse;
use actix_web::web::Data;

use crate::domain::RequestContext;
use crate::flow::sign_out;
use crate::http::app::App;
use crate::http::cookies::{self, session};
use crate::http::page_query::PageQuery;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::response;
use askama::Template;

/// The question before a sign-out.
#[derive(Template)]
#[template(path = "logout.html")]
pub(in crate::http) struct SignOutPage<'a> {
    pub(in crate::http) layout: Layout,
    pub(in crate::http) dashboard_url: &'a str,
}

/// `GET /logout`: a page with the button. A link must not sign anybody out.
pub(in crate::http) async fn page(app: Data<App>, layout: Layout) -> HttpResponse {
    app.services.refresh_provider_status();
    response::html(&SignOutPage { layout, dashboard_url: app.return_policy.dashboard.as_str() })
}

/// `POST /logout`: the session is gone before the answer leaves.
pub(in crate::http) async fn sign_out(
    app: Data<App>,
    session: Session,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let mut onwards = None;
    if let Some(token) = session::presented_token(&session) {
        let signed_out = sign_out::sign_out(&app.services, &token, &context).await;
        onwards = signed_out.map_err(|error| Internal::log(&context, &error))?;
        session.purge();
    }
    let Some(onwards) = onwards else {
        return Ok(response::see_other(
            &PageQuery { signed_out: true, ..PageQuery::default() }.sign_in_url(app.urls()),
        ));
    };
    let mut answer = response::see_other_without_referrer(&onwards.url);
    response::add_cookie(&mut answer, &cookies::sign_out::cookie(&app.cookies, &onwards.state));
    Ok(answer)
}
