//! `/.kaimu/sign-out` on the host of an application: signs the user out everywhere.

use actix_web::HttpResponse;
use secrecy::{ExposeSecret, SecretString};
use url::Url;

use super::cookies;
use super::host_page::HostPage;
use crate::domain::ReturnTo;
use crate::flow;
use crate::flow::random;
use crate::flow::sign_out::SignedOut;
use crate::http::app::App;
use crate::http::paths::SIGN_OUT;
use crate::http::problem::RequestProblem;
use crate::http::request::parameters::parameter;
use crate::http::response;
use crate::http::server::same_origin::is_from_origins;

/// `GET`: goes to the page of Kaimu's own host that asks, since a link must not sign a user out.
pub(super) fn ask(page: &HostPage) -> HttpResponse {
    let mut question = page.app.urls().at_base(SIGN_OUT);
    question.query_pairs_mut().append_pair("return_to", return_to(page).as_str());
    response::see_other_without_referrer(&question)
}

/// `POST`, from a page of this host: ends the session with all its tokens, then goes on to the provider, and in the end to the
/// application's `logout_url`, or to `return_to`.
pub(super) async fn sign_out(page: &HostPage<'_>) -> HttpResponse {
    // check: a sign-out comes from a page of its own host
    if !is_from_origins(page.request.headers(), [&page.url.origin()]) {
        let refusal = crate::domain::Refusal::RequestCrossSite;
        return page.refuse(
            refusal,
            page.url.start_page(),
            "another site sent a sign-out to the host of an application",
        );
    }
    let Some(token) = cookies::presented(page.request, page.url) else {
        return response::see_other_without_referrer(&return_to(page));
    };
    let ended = flow::sign_out::sign_out(&page.app.services, &token, &state(page), page.context).await;
    let mut redirect = match ended {
        Ok(SignedOut::AtProviderNext(url)) => response::see_other_without_referrer(&url),
        Ok(SignedOut::Here | SignedOut::Nothing) => response::see_other_without_referrer(&return_to(page)),
        Err(error) => {
            let failure = page.app.services.log_failure(page.context, &error);
            RequestProblem::Refused(failure.refusal()).response()
        }
    };
    response::add_cookie(&mut redirect, &cookies::removal(page.url));
    redirect
}

/// The `state` for the provider: random, with the host of an application that has a sign-out of its own. A cookie of this host
/// would not come along to the page to which the provider returns.
fn state(page: &HostPage) -> SecretString {
    let random = random::secret();
    match application_logout_url(page.app, &page.original.host, page.original.port) {
        Some(_) => format!("{}.{}", random.expose_secret(), page.url.origin().ascii_serialization()).into(),
        None => random,
    }
}

/// The own sign-out of the application from which a browser went to the provider with this `state`. A link to it could lead to
/// the same URL, so that the state proves nothing.
pub(in crate::http) fn logout_url_after_provider<'a>(app: &'a App, state: &SecretString) -> Option<&'a Url> {
    let (_, origin) = state.expose_secret().split_once('.')?;
    let origin = Url::parse(origin).ok()?;
    application_logout_url(app, origin.host_str()?, origin.port_or_known_default())
}

/// The own sign-out of the first application on a host.
fn application_logout_url<'a>(app: &'a App, host: &str, port: Option<u16>) -> Option<&'a Url> {
    app.applications.on_host(host, port)?.application.logout_url.as_ref()
}

/// Where the browser goes in the end: the application's own sign-out, or the place that the request names.
fn return_to(page: &HostPage) -> Url {
    if let Some(url) = application_logout_url(page.app, &page.original.host, page.original.port) {
        return url.clone();
    }
    let wanted = parameter(page.original.query(), "return_to");
    let wanted = wanted
        .map(|text| if text.starts_with('/') { page.url.at("/").join(&text).map_or(text, Url::into) } else { text });
    match page.app.return_policy.read(wanted.as_deref()) {
        ReturnTo::Requested { url, .. } => url,
        ReturnTo::Dashboard => page.url.start_page(),
    }
}
