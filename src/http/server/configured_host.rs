//! Leads a browser that asked another host name, such as `www.` or an IP address, to the configured one. Elsewhere, its cookies
//! would be lost and its forms refused.

use actix_web::Error;
use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::http::Method;
use actix_web::middleware::Next;
use actix_web::web::Data;
use url::Url;

use crate::http::app::App;
use crate::http::cookies::preferences::{self, Preference};
use crate::http::request::host;
use crate::http::request::parameters::parameter;
use crate::http::response;

/// The parameter of the redirect. A request that has it and arrives with another host name went through a proxy that hides the
/// host: the browser is where it should be.
const REDIRECTED: &str = "redirected_to_host";

/// Redirects, once a day for each browser, and serves the page after that.
pub(in crate::http) async fn redirect_to_configured_host(
    request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let app = request.app_data::<Data<App>>().cloned();
    let is_for_page = [Method::GET, Method::HEAD].contains(request.method());
    let other = app.filter(|_| is_for_page).and_then(|app| {
        let url = host::url_on_configured_host(&app, request.request())?;
        Some((app, url))
    });
    let Some((app, url)) = other else { return next.call(request).await.map(ServiceResponse::map_into_boxed_body) };
    let was_redirected = parameter(request.query_string(), REDIRECTED).is_some();
    if !was_redirected && preferences::get(&app.cookies, request.request(), Preference::HiddenHost).is_none() {
        return Ok(request.into_response(response::see_other_without_referrer(&marked(url))));
    }
    app.warnings.hidden_host(url.host_str().unwrap_or_default());
    let mut served = next.call(request).await?.map_into_boxed_body();
    if was_redirected {
        let cookie = preferences::cookie(&app.cookies, Preference::HiddenHost, "1");
        response::add_cookie(served.response_mut(), &cookie);
    }
    Ok(served)
}

fn marked(mut url: Url) -> Url {
    url.query_pairs_mut().append_pair(REDIRECTED, "1");
    url
}
