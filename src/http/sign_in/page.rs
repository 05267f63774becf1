//! The sign-in page, which also reports refused sign-ins and sign-outs.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use crate::domain::{ProviderSettings, PublicUrls, Refusal, RequestContext, RequestId, ReturnTo};
use crate::flow::SignInError;
use crate::http::app::App;
use crate::http::applications::sign_out::logout_url_after_provider;
use crate::http::cookies::preferences::{self, Preference};
use crate::http::cookies::session::SessionCookie;
use crate::http::cookies::sign_out;
use crate::http::page_query::PageQuery;
use crate::http::pages::language::Language;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::ProviderMark;
use crate::http::problem::Internal;
use crate::http::request::parameters::parameter;
use crate::http::response;
use crate::http::sign_in::hand_over::{has_no_session_on_base_host, url_after_sign_in, url_before_sign_in_page};
use crate::http::sign_in::lost_cookie;
use crate::http::sign_in::refuse::refuse;
use crate::http::sign_in::return_page::{final_place, log_refused_place};
use crate::http::sign_in::templates::{LoginPage, ProviderButton, RefusedSignIn, Retry};

/// How many characters of the path of the destination are shown.
const MAX_SHOWN_SEGMENT: usize = 24;

/// `GET /`: redirects to the dashboard, or to the sign-in page.
pub(in crate::http) async fn root(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let signed_in = session.authenticate(&app, &context).await?.is_some();
    let next = if signed_in { app.return_policy.dashboard.clone() } else { app.urls().login() };
    Ok(response::see_other(&next))
}

/// `GET /login`: the sign-in page. Redirects users who are signed in already on both hosts, unless it reports a refusal.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let mut query = PageQuery::read(&app, request.query_string());
    let returns_to = query.state.as_ref().and_then(|state| sign_out::find(&app, &request, state));
    let is_back_from_provider = returns_to.is_some();
    if let Some(ReturnTo::Requested { url, .. }) = &returns_to {
        let mut redirect = response::see_other_without_referrer(url);
        response::add_cookie(&mut redirect, &sign_out::removal(&app.cookies));
        return Ok(redirect);
    }
    let logout_url = query.state.as_ref().and_then(|state| logout_url_after_provider(&app, state));
    if let Some(url) = logout_url.filter(|_| !is_back_from_provider) {
        return Ok(response::see_other_without_referrer(url));
    }
    log_refused_place(&app, &context, parameter(request.query_string(), "return_to").as_deref());
    let signed_in = match query.refusal {
        None => session.authenticate(&app, &context).await.map(|found| found.is_some()),
        Some(_) => Ok(false),
    };
    // check: an outage shows the sign-in page
    let is_outage = signed_in.is_err_and(Internal::is_database_unavailable);
    if query.refusal.is_none() && !is_outage {
        let signed_in = signed_in?;
        if signed_in && !has_no_session_on_base_host(&app, &request) {
            return Ok(response::see_other(&url_after_sign_in(&app, &query.return_to)));
        }
        if !query.signed_out {
            if let Some(host) = lost_cookie::host(&app, &request, &session, &context) {
                let error = SignInError::CookieLost { host };
                return Ok(refuse(&app, &context, "", &query.return_to, &error));
            }
            // Behind a sign-out at the provider, whose `state` may belong to the other host, no sign-in begins by itself.
            let url = url_before_sign_in_page(&app, &request, &query.return_to);
            if let Some(url) = url.filter(|_| !signed_in && query.state.is_none()) {
                return Ok(response::see_other(&url));
            }
        }
    }
    query.signed_out |= is_back_from_provider;
    let reports_result = query.refusal.is_some() || query.signed_out;
    app.services.refresh_provider_status();
    if !reports_result
        && !is_outage
        && let Some(url) = start_without_page(&app, &request, &query)
    {
        let mut redirect = response::see_other(&url);
        response::add_cookie(&mut redirect, &preferences::cookie(&app.cookies, Preference::ShowSignInPage, "1"));
        return Ok(redirect);
    }
    let signed_out = sign_out_message(&app, &request, &query, is_back_from_provider, &layout);
    let mut response = response::html(&LoginPage { signed_out, ..login_page(&app, &request, &query, layout) });
    if is_back_from_provider {
        response::add_cookie(&mut response, &sign_out::removal(&app.cookies));
    }
    if reports_result && app.skip_sign_in_page {
        response::add_cookie(&mut response, &preferences::cookie(&app.cookies, Preference::ShowSignInPage, "1"));
    }
    Ok(response)
}

/// The report of a sign-out, if there was one. It names the provider of the last sign-in of this browser.
fn sign_out_message(
    app: &App,
    request: &HttpRequest,
    query: &PageQuery<'_>,
    is_back_from_provider: bool,
    layout: &Layout,
) -> Option<String> {
    let last_used = preferences::get(&app.cookies, request, Preference::LastProvider);
    let provider = last_used.and_then(|slug| app.services.provider(&slug)).map(|provider| provider.name.as_str());
    query.signed_out.then(|| match provider {
        Some(name) if is_back_from_provider => layout.text_with("signed-out-there", "provider", name),
        Some(name) => layout.text_with("signed-out-here-alone", "provider", name),
        None => layout.text("signed-out-here"),
    })
}

fn login_page<'a>(app: &App, request: &HttpRequest, query: &'a PageQuery<'_>, layout: Layout) -> LoginPage<'a> {
    let providers = app.services.providers().count();
    let last_used = preferences::get(&app.cookies, request, Preference::LastProvider);
    let button = |provider: &ProviderSettings| ProviderButton {
        name: provider.name.clone(),
        url: start_url(app.urls(), provider, &query.return_to),
        mark: ProviderMark::of(provider),
        last_used: last_used.as_deref() == Some(provider.slug.as_str()),
        unavailable: app.services.is_down(&provider.slug),
        is_only: providers == 1,
    };
    let refused = query.refusal.map(|refusal| RefusedSignIn {
        message: refusal_message(app, refusal, query, layout.language()),
        retry: query.provider.map(|provider| retry(app, provider, refusal, &query.return_to)),
        code: refusal.code(),
        request: query.request.as_ref().map(RequestId::as_str),
    });
    let has_own_button = |provider: &&ProviderSettings| {
        query.refusal.is_some() && query.provider.is_some_and(|refused| refused.slug == provider.slug)
    };
    LoginPage {
        buttons: app.services.providers().filter(|provider| !has_own_button(provider)).map(button).collect(),
        refused,
        signed_out: None,
        last_provider_is_gone: last_used.as_deref().is_some_and(|slug| app.services.provider(slug).is_none()),
        destination: shown_destination(app, &query.return_to),
        callback_example: (providers == 0).then(|| format!("{}auth/oidc/okta/callback", app.urls().base)),
        layout: layout.with_parameters(query.parameters()),
    }
}

/// The message of a refusal, which names the application that refused, or else the provider.
fn refusal_message(app: &App, refusal: Refusal, query: &PageQuery<'_>, language: &Language) -> ErrorMessage {
    match app.applications.of_url(app.return_policy.resolve(&query.return_to)) {
        Some(found) if refusal == Refusal::ApplicationNotAllowed => {
            ErrorMessage::of_application(refusal, Some(&found.application.name), language)
        }
        _ => ErrorMessage::of_refusal(refusal, query.provider.map(|provider| provider.name.as_str()), language),
    }
}

fn retry(app: &App, provider: &ProviderSettings, refusal: Refusal, return_to: &ReturnTo) -> Retry {
    let url = start_url(app.urls(), provider, return_to);
    let mut other_account_url = url.clone();
    other_account_url.query_pairs_mut().append_pair("account", "another");
    Retry { provider: provider.name.clone(), url, other_account_url, remedy: refusal.remedy() }
}

/// The URL that starts a sign-in with this provider and leads to `return_to`.
pub(in crate::http) fn start_url(urls: &PublicUrls, provider: &ProviderSettings, return_to: &ReturnTo) -> Url {
    let mut url = urls.authorize(&provider.slug);
    if let Some(text) = return_to.text() {
        url.query_pairs_mut().append_pair("return_to", text);
    }
    url
}

/// The URL to which `sign_in.skip_page` redirects instead of showing the page: the start of a sign-in with the only
/// provider.
///
/// The page is shown nevertheless if the provider is unavailable, and for a minute after a redirect, a refusal or a
/// sign-out. Also while a sign-out at the provider is pending, since the provider may not return the state, and for any
/// state, since the sign-out may have begun on the other host.
fn start_without_page(app: &App, request: &HttpRequest, query: &PageQuery<'_>) -> Option<Url> {
    let mut providers = app.services.providers();
    let (provider, None) = (providers.next()?, providers.next()) else { return None };
    let skips_page = app.skip_sign_in_page
        && !app.services.is_down(&provider.slug)
        && query.state.is_none()
        && !sign_out::is_pending(&app.cookies, request)
        && preferences::get(&app.cookies, request, Preference::ShowSignInPage).is_none();
    skips_page.then(|| start_url(app.urls(), provider, &query.return_to))
}

/// A short form of the destination. Other sites can link to the page with any path, and paths may be confidential.
fn shown_destination(app: &App, return_to: &ReturnTo) -> Option<String> {
    let place = final_place(app, return_to);
    let url = app.return_policy.resolve(&place);
    if url == &app.return_policy.dashboard {
        return None;
    }
    if url.origin() != app.urls().frontend.origin() {
        return url.host_str().map(str::to_owned);
    }
    let mut segments = url.path_segments()?;
    let (first, more) = (segments.next()?, segments.next().is_some());
    Some(match first.get(..MAX_SHOWN_SEGMENT) {
        Some(start) if start != first => format!("/{start}…"),
        _ if more => format!("/{first}/…"),
        _ => format!("/{first}"),
    })
}
