//! Redirects of the account page and the dashboard.

use actix_web::HttpResponse;
use url::Url;

use crate::http::app::App;
use crate::http::{paths, response};

/// To the sign-in page, and from there to this path.
pub(in crate::http) fn require_sign_in(app: &App, path: &str) -> HttpResponse {
    let mut login = app.urls().login();
    login.set_query(Some(&format!("return_to={path}")));
    response::see_other(&login)
}

/// To the question who it is.
pub(in crate::http) fn require_recent_sign_in(app: &App) -> HttpResponse {
    response::see_other(&below_account(app, "confirm"))
}

/// A page below the account page.
pub(in crate::http) fn below_account(app: &App, name: &str) -> Url {
    let mut url = app.urls().account();
    url.set_path(&format!("{}/{name}", paths::ACCOUNT));
    url
}
