//! The page between a sign-in and the place to return to, and what is logged about places that do not count.
//!
//! `static/fragment.js` lets a sign-in return to this page if it has stored the fragment of a URL. Here it adds the fragment
//! to the place and goes on. The page also says that an address was too long.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{RequestContext, ReturnTo};
use crate::http::app::App;
use crate::http::pages::layout::Layout;
use crate::http::paths::RETURN;
use crate::http::request::parameters::parameter;
use crate::http::response;
use crate::http::sign_in::templates::ReturnPage;

/// `GET /auth/return?return_to=…`: leads to the place. With `shortened=1`, says that the user wanted to go elsewhere.
pub(in crate::http) async fn page(app: Data<App>, layout: Layout, request: HttpRequest) -> HttpResponse {
    let place = app.return_policy.read(parameter(request.query_string(), "return_to").as_deref());
    let is_shortened = parameter(request.query_string(), "shortened").as_deref() == Some("1");
    response::html(&ReturnPage { layout, place: app.return_policy.resolve(&place).as_str(), is_shortened })
}

/// The place to which the page leads, if a place is this page. Otherwise the place itself.
pub(in crate::http) fn final_place(app: &App, place: &ReturnTo) -> ReturnTo {
    let url = app.return_policy.resolve(place);
    if url.path() != RETURN || !app.urls().has_origin(&url.origin()) {
        return place.clone();
    }
    app.return_policy.read(parameter(url.query().unwrap_or_default(), "return_to").as_deref())
}

/// Logs why the place that a request names does not count. Other sites can cause such requests, so that the lines are limited.
pub(super) fn log_refused_place(app: &App, context: &RequestContext, requested: Option<&str>) {
    let Some(text) = requested.filter(|text| !text.is_empty()) else { return };
    if let Err(problem) = app.return_policy.check(text) {
        app.refused_places_log.warn(context.now, &format!("return_to does not count: {problem}"));
    }
}
