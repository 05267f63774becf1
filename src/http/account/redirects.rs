//! The redirects that the handlers of the account pages have in common.

use actix_web::HttpResponse;

use crate::domain::{Refusal, RequestContext};
use crate::http::app::App;
use crate::http::page_query::PageQuery;
use crate::http::sign_in::hand_over::url_after_sign_in;
use crate::http::{paths, response};

/// Redirects to the sign-in page, which leads back to this path.
pub(super) fn require_sign_in(app: &App, path: &str) -> HttpResponse {
    let mut login = app.urls().login();
    login.set_query(Some(&format!("return_to={path}")));
    response::see_other(&login)
}

/// Redirects to the page that asks the user to reauthenticate, with the session that this host has.
pub(super) fn require_recent_sign_in(app: &App) -> HttpResponse {
    response::see_other(&url_after_sign_in(app, &app.return_policy.read(Some(paths::REAUTHENTICATION))))
}

/// Redirects to the account page, with the session that this host has.
pub(super) fn show_account(app: &App) -> HttpResponse {
    response::see_other(&url_after_sign_in(app, &app.return_policy.read(Some(paths::ACCOUNT))))
}

/// Redirects to the account page, which reports the refusal.
pub(super) fn report_refusal(app: &App, context: &RequestContext, refusal: Refusal) -> HttpResponse {
    let request = Some(context.request_id);
    let query = PageQuery { refusal: Some(refusal), request, ..PageQuery::default() };
    response::see_other(&query.account_url(app.urls()))
}
