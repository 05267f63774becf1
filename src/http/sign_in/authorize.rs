//! Starts a sign-in: redirects the browser to the provider.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{
    self, AccountSelection, AuthorizationOptions, LoginHint, Purpose, Refusal, RequestContext, ReturnTo, User,
};
use crate::flow::{SignInError, sign_in};
use crate::http::account::lines::display_name;
use crate::http::app::App;
use crate::http::applications::step_up;
use crate::http::cookies::session::SessionCookie;
use crate::http::pages::layout::Layout;
use crate::http::problem::{Internal, RequestProblem};
use crate::http::request::parameters::parameter;
use crate::http::request::{body, host};
use crate::http::response;
use crate::http::server::same_origin::is_own_form;
use crate::http::sign_in::fetch_metadata;
use crate::http::sign_in::hand_over::url_after_sign_in;
use crate::http::sign_in::page::start_url;
use crate::http::sign_in::refuse::refuse;
use crate::http::sign_in::return_page::log_refused_place;
use crate::http::sign_in::start::{authorization_options, limit_starts, redirect_to_provider};
use crate::http::sign_in::templates::{RepostPage, SwitchPage};

/// More than a login request needs: an issuer, a login name, and a URL to return to.
const MAX_FORM_BYTES: usize = 16 * 1024;

/// `GET /auth/oidc/{slug}/authorize`: redirects to the provider's authorization endpoint (OpenID Connect Core, section
/// 3.1.2.1). Also a login that another site initiates (section 4): with `iss`, `target_link_uri` and `login_hint`.
pub(in crate::http) async fn authorize(
    app: Data<App>,
    session: SessionCookie,
    slug: Path<String>,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    if let Some(url) = host::url_on_base_host(&app, &request).filter(|_| is_navigation(&request)) {
        return Ok(response::see_other_without_referrer(&url));
    }
    let start = Start { app: &app, session: &session, slug: &slug, context: &context, request: &request };
    start.run(request.query_string(), layout).await
}

/// `POST /auth/oidc/{slug}/authorize`: a login that another site initiates by a form. Browsers send no cookie with it, so
/// the response is a page that posts the form again from our own origin.
pub(in crate::http) async fn authorize_by_form(
    app: Data<App>,
    session: SessionCookie,
    slug: Path<String>,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let form = body::read_text(body, MAX_FORM_BYTES).await.unwrap_or_default();
    // Whatever the fields say: a form of another site comes without cookies, and the sign-in would replace a session.
    // check: a form of another site is posted again
    let is_first = parameter(&form, "reposted").is_none() || !is_own_form(request.headers(), app.urls());
    match app.services.provider(&slug) {
        Some(provider) if is_first => {
            let fields: Vec<_> = url::form_urlencoded::parse(form.as_bytes()).into_owned().collect();
            let action = app.urls().authorize(&provider.slug);
            Ok(response::html(&RepostPage { layout, action: action.as_str(), fields: &fields }))
        }
        _ => {
            let start = Start { app: &app, session: &session, slug: &slug, context: &context, request: &request };
            start.run(&form, layout).await
        }
    }
}

fn is_navigation(request: &HttpRequest) -> bool {
    fetch_metadata::is_navigation(request.headers())
}

/// What both kinds of start need.
struct Start<'a> {
    app: &'a App,
    session: &'a SessionCookie,
    slug: &'a str,
    context: &'a RequestContext,
    request: &'a HttpRequest,
}

impl Start<'_> {
    async fn run(&self, parameters: &str, layout: Layout) -> Result<HttpResponse, Internal> {
        let Self { app, slug, context, request, .. } = *self;
        // check: only navigations start a sign-in
        if !is_navigation(request) {
            return Ok(refuse_subresource(app, context));
        }
        let requested = requested_return_to(parameters);
        log_refused_place(app, context, requested.as_deref());
        let return_to = app.return_policy.read(requested.as_deref());
        let issuer = parameter(parameters, "iss");
        // check: the issuer of a login that another site initiates
        if issuer.as_ref().is_some_and(|issuer| !sign_in::has_issuer(&app.services, slug, issuer)) {
            return Ok(refuse(app, context, slug, &return_to, &SignInError::OtherIssuer));
        }
        // check: another site replaces no session
        if (issuer.is_some() || fetch_metadata::is_cross_site(request.headers()))
            && let Some((current, user)) = self.session.authenticate(app, context).await?
            && let Some(kept) = keep_session(app, layout, slug, &return_to, &current, &user)
        {
            return Ok(kept);
        }
        if let Some(refused) = limit_starts(app, context) {
            return Ok(refused);
        }
        let account = match parameter(parameters, "account").as_deref() {
            Some("another") => AccountSelection::Another,
            _ => AccountSelection::Any,
        };
        let login_hint = parameter(parameters, "login_hint").and_then(|text| LoginHint::read(&text));
        let options = AuthorizationOptions { login_hint, ..authorization_options(app, request, account) };
        let (purpose, options, place) =
            match step_up::requested(app, self.session, context, parameters, &return_to).await? {
                Some(wanted) => step_up::start(app, wanted, options, &return_to),
                None => (Purpose::SignIn, options, return_to.clone()),
            };
        let begun = sign_in::begin(&app.services, slug, purpose, &options, place, context.now).await;
        Ok(match begun {
            Ok((url, attempt)) => redirect_to_provider(app, request, &url, &attempt),
            Err(error) => refuse(app, context, slug, &return_to, &error),
        })
    }
}

/// Refuses a start that an image, a frame or a script caused. It does not count against the limit of the client address,
/// so that a web page cannot use up the limit of an office.
fn refuse_subresource(app: &App, context: &RequestContext) -> HttpResponse {
    let refusal = Refusal::RequestCrossSite;
    let text = "refused a sign-in start that is no navigation (an image, a frame or a script); link to the URL";
    app.refused_starts_log.refused(context.now, refusal, text);
    RequestProblem::Refused(refusal).response()
}

/// The response to a start that another site caused while a user is signed in, so that no site can replace a session, or
/// sign the user in as another user, without asking. With the provider of the session, the user is where the site wants
/// them to be already. `None` for an unknown provider.
fn keep_session(
    app: &App,
    layout: Layout,
    slug: &str,
    return_to: &ReturnTo,
    current: &domain::Session,
    user: &User,
) -> Option<HttpResponse> {
    let provider = app.services.provider(slug)?;
    let target = url_after_sign_in(app, return_to);
    if current.provider == provider.slug {
        return Some(response::see_other_without_referrer(&target));
    }
    Some(response::html(&SwitchPage {
        layout,
        name: display_name(user),
        provider: &provider.name,
        return_url: target.as_str(),
        start_url: start_url(app.urls(), provider, return_to).as_str(),
    }))
}

/// The parameter `return_to`, or one of its other names: `redirect_uri`, or `target_link_uri` of a login that another site
/// initiates (OpenID Connect Core, section 4). If two of them differ, none counts.
fn requested_return_to(parameters: &str) -> Option<String> {
    let mut named =
        ["return_to", "redirect_uri", "target_link_uri"].iter().filter_map(|name| parameter(parameters, name));
    let first = named.next()?;
    named.all(|other| other == first).then_some(first)
}
