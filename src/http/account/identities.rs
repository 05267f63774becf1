//! Links and unlinks identities, and reauthenticates the user before that.

use std::collections::BTreeSet;

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;

use crate::domain::{Purpose, Refusal, RequestContext, Requester, Session, Slug};
use crate::flow;
use crate::flow::linking::{UnlinkError, UnlinkOutcome};
use crate::http::account::lines::{AccountOwner, ProviderChoice};
use crate::http::account::redirects::{report_refusal, require_recent_sign_in, require_sign_in, show_account};
use crate::http::account::templates::ReauthenticationPage;
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::{AccountChange, PageQuery};
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::host::AskedHost;
use crate::http::request::parameters::{form, parameter};
use crate::http::sign_in::refuse::refuse_on_account_page;
use crate::http::sign_in::start::{authorization_options, limit_starts, redirect_to_provider};
use crate::http::{paths, response};

/// `POST /account/link`: redirects to the provider, whose response links one more identity.
pub(in crate::http) async fn link(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    if !current.is_recently_authenticated(context.now) {
        return Ok(require_recent_sign_in(&app));
    }
    let form = form(body).await;
    let Some(requester) = requester(&app, &request, &form, &current) else { return Ok(show_account(&app)) };
    Ok(start(&app, &context, &request, &form, Purpose::Link(requester)).await)
}

/// `POST /account/unlink`: unlinks an identity, unless it is the last one. Continues on the sign-in page if the identity
/// began this session, which has ended with it.
pub(in crate::http) async fn unlink(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let id = parameter(&form(body).await, "identity").and_then(|id| Uuid::parse_str(&id).ok()).unwrap_or_default();
    match flow::linking::unlink(&app.services, &current, id, &context).await {
        Ok(UnlinkOutcome::SessionContinues) => {
            Ok(response::see_other(&AccountChange::Unlinked.account_url(app.urls())))
        }
        Ok(UnlinkOutcome::SessionEnded) => {
            let return_to = app.return_policy.read(Some(paths::ACCOUNT));
            let query = PageQuery { signed_out: true, return_to, ..PageQuery::default() };
            Ok(response::see_other(&query.sign_in_url(app.urls())))
        }
        Err(UnlinkError::NotRecent) => Ok(require_recent_sign_in(&app)),
        Err(UnlinkError::Last) => Ok(report_refusal(&app, &context, Refusal::AccountLastIdentity)),
        Err(UnlinkError::Store(error)) => Err(app.services.log_failure(&context, &error).into()),
    }
}

/// `GET /account/confirm`: asks the user to reauthenticate with one of their providers.
pub(in crate::http) async fn reauthentication_page(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
) -> Result<HttpResponse, Internal> {
    let Some((current, user)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let identities = flow::account_overview::identities(&app.services, user.id).await;
    let identities = identities.map_err(|error| app.services.log_failure(&context, &error))?;
    let linked: BTreeSet<Slug> = identities.into_iter().map(|identity| identity.provider).collect();
    let providers = app.services.providers().filter(|provider| linked.contains(&provider.slug));
    let (action, account_url) = (app.urls().at_base(paths::REAUTHENTICATION), app.urls().account());
    Ok(response::html_with_cross_origin_form(&ReauthenticationPage {
        layout,
        owner: AccountOwner::of(&user),
        own_session: current.id.to_string(),
        providers: providers.map(ProviderChoice::of).collect(),
        action: action.as_str(),
        account_url: account_url.as_str(),
    }))
}

/// `POST /account/confirm`: redirects to the provider, which must reauthenticate the user.
pub(in crate::http) async fn reauthenticate(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let form = form(body).await;
    let Some(requester) = requester(&app, &request, &form, &current) else { return Ok(show_account(&app)) };
    Ok(start(&app, &context, &request, &form, Purpose::Reauthenticate(requester)).await)
}

/// The user and the session of a form. `None` if the page with the form showed another session: this host and that of
/// the page may have had different ones. `None`, too, on the host of `frontend_url`: an application on that host receives
/// its session cookie, and could link an identity of its own.
pub(super) fn requester(app: &App, request: &HttpRequest, form: &str, current: &Session) -> Option<Requester> {
    // check: an account change begins on the host of base_url
    if AskedHost::of(app, request) == AskedHost::Frontend {
        return None;
    }
    let shown = parameter(form, "own_session")?;
    // check: the session that the page showed
    (shown == current.id.to_string()).then_some(Requester { user: current.user, session: current.id })
}

/// Starts an attempt that returns to the account page.
async fn start(
    app: &App,
    context: &RequestContext,
    request: &HttpRequest,
    form: &str,
    purpose: Purpose,
) -> HttpResponse {
    let slug = parameter(form, "provider").unwrap_or_default();
    if let Some(refused) = limit_starts(app, context) {
        return refused;
    }
    let return_to = app.return_policy.read(Some(paths::ACCOUNT));
    let options = authorization_options(app, request, purpose.account_selection());
    match flow::sign_in::begin(&app.services, &slug, purpose, &options, return_to, context.now).await {
        Ok((url, attempt)) => redirect_to_provider(app, request, &url, &attempt),
        Err(error) => refuse_on_account_page(app, context, &slug, &error),
    }
}
