//! The sign-in page, on which a refused sign-in and a sign-out end as well.

use actix_session::Session;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use crate::domain::{ProviderSettings, PublicUrls, Refusal, RequestContext, RequestId, ReturnTo};
use crate::http::app::App;
use crate::http::cookies::preferences;
use crate::http::cookies::preferences::Preference;
use crate::http::cookies::{session, sign_out};
use crate::http::page_query::Asked;
use crate::http::pages::layout::Frame;
use crate::http::pages::messages::Words;
use crate::http::pages::provider_mark::Mark;
use crate::http::problem::Internal;
use crate::http::response;
use crate::http::sign_in::templates::{Button, LoginPage, Refused, Retry};

/// How much of an address is shown.
const MAX_SEGMENT: usize = 24;

/// `GET /`: to the dashboard, or to the sign-in page.
pub(in crate::http) async fn root(
    app: Data<App>,
    session: Session,
    context: RequestContext,
) -> Result<HttpResponse, Internal> {
    let signed_in = session::current(&app, &session, &context).await?.is_some();
    let next = if signed_in { app.return_policy.dashboard.clone() } else { app.urls().login() };
    Ok(response::see_other(&next))
}

/// `GET /login`.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: Session,
    context: RequestContext,
    frame: Frame,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let mut asked = Asked::read(&app, request.query_string());
    if asked.refusal.is_none() && !asked.signed_out && session::current(&app, &session, &context).await?.is_some() {
        return Ok(response::see_other(app.return_policy.resolve(&asked.return_to)));
    }
    let comes_back = asked.state.as_ref().is_some_and(|state| sign_out::is_answered_by(&app.cookies, &request, state));
    asked.signed_out |= comes_back;
    let stays = asked.refusal.is_some() || asked.signed_out;
    app.services.refresh_provider_status();
    if !stays && let Some(url) = passed_over(&app, &request, &asked.return_to) {
        let mut answer = response::see_other(&url);
        response::add_cookie(&mut answer, &preferences::cookie(&app.cookies, Preference::ShowPage, "1"));
        return Ok(answer);
    }
    let signed_out = how_signed_out(&app, &request, &asked, comes_back, &frame);
    let mut answer = response::html(&LoginPage { signed_out, ..login_page(&app, &request, &asked, frame) });
    if comes_back {
        response::add_cookie(&mut answer, &sign_out::removal(&app.cookies));
    }
    if stays && app.skip_sign_in_page {
        response::add_cookie(&mut answer, &preferences::cookie(&app.cookies, Preference::ShowPage, "1"));
    }
    Ok(answer)
}

/// What to say about a sign-out, if there was one. The provider is the one of this browser's last sign-in.
fn how_signed_out(
    app: &App,
    request: &HttpRequest,
    asked: &Asked<'_>,
    comes_back: bool,
    frame: &Frame,
) -> Option<String> {
    let last_used = preferences::get(&app.cookies, request, Preference::LastProvider);
    let provider = last_used.and_then(|slug| app.services.provider(&slug)).map(|provider| provider.name.as_str());
    asked.signed_out.then(|| match provider {
        Some(name) if comes_back => frame.say_of("signed-out-there", "provider", name),
        Some(name) => frame.say_of("signed-out-here-alone", "provider", name),
        None => frame.say("signed-out-here"),
    })
}

fn login_page<'a>(app: &App, request: &HttpRequest, asked: &'a Asked<'_>, frame: Frame) -> LoginPage<'a> {
    let providers = app.services.providers().count();
    let last_used = preferences::get(&app.cookies, request, Preference::LastProvider);
    let button = |provider: &ProviderSettings| Button {
        name: provider.name.clone(),
        url: start(app.urls(), provider, &asked.return_to),
        mark: Mark::of(provider),
        last_used: last_used.as_deref() == Some(provider.slug.as_str()),
        down: app.services.is_down(&provider.slug),
        only: providers == 1,
    };
    let refused = asked.refusal.map(|refusal| Refused {
        words: Words::of(refusal, asked.provider.map(|provider| provider.name.as_str()), frame.language()),
        retry: asked.provider.map(|provider| retry(app, provider, refusal, &asked.return_to)),
        code: refusal.code(),
        request: asked.request.as_ref().map(RequestId::as_str),
    });
    let has_own_button = |provider: &&ProviderSettings| {
        asked.refusal.is_some() && asked.provider.is_some_and(|refused| refused.slug == provider.slug)
    };
    LoginPage {
        buttons: app.services.providers().filter(|provider| !has_own_button(provider)).map(button).collect(),
        refused,
        signed_out: None,
        destination: destination(app, &asked.return_to),
        callback_example: (providers == 0).then(|| format!("{}auth/oidc/okta/callback", app.urls().base)),
        frame: frame.at(asked.parameters()),
    }
}

fn retry(app: &App, provider: &ProviderSettings, refusal: Refusal, return_to: &ReturnTo) -> Retry {
    let again = start(app.urls(), provider, return_to);
    let mut with_another_account = again.clone();
    with_another_account.query_pairs_mut().append_pair("account", "another");
    Retry { provider: provider.name.clone(), again, with_another_account, remedy: refusal.remedy() }
}

/// Where a sign-in with this provider starts, to end there.
fn start(urls: &PublicUrls, provider: &ProviderSettings, return_to: &ReturnTo) -> Url {
    let mut url = urls.authorize(&provider.slug);
    if let Some(text) = return_to.text() {
        url.query_pairs_mut().append_pair("return_to", text);
    }
    url
}

/// Where to go in place of the page: to the only provider, if the operator wants that, it answers, and this browser did not
/// come through here, was not refused, did not sign out within the last minute, and is not on its way back from a sign-out:
/// a provider may forget to send the state.
fn passed_over(app: &App, request: &HttpRequest, return_to: &ReturnTo) -> Option<Url> {
    let mut providers = app.services.providers();
    let (provider, None) = (providers.next()?, providers.next()) else { return None };
    let passes = app.skip_sign_in_page
        && !app.services.is_down(&provider.slug)
        && !sign_out::is_under_way(&app.cookies, request)
        && preferences::get(&app.cookies, request, Preference::ShowPage).is_none();
    passes.then(|| start(app.urls(), provider, return_to))
}

/// The place in short: anybody can write such an address, and it may hold what is none of a bystander's business.
fn destination(app: &App, return_to: &ReturnTo) -> Option<String> {
    let url = app.return_policy.resolve(return_to);
    if url == &app.return_policy.dashboard {
        return None;
    }
    if url.origin() != app.urls().frontend.origin() {
        return url.host_str().map(str::to_owned);
    }
    let mut segments = url.path_segments()?;
    let (first, more) = (segments.next()?, segments.next().is_some());
    Some(match first.get(..MAX_SEGMENT) {
        Some(start) if start != first => format!("/{start}…"),
        _ if more => format!("/{first}/…"),
        _ => format!("/{first}"),
    })
}
