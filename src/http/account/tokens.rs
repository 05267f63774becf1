//! Makes and revokes personal access tokens from the account page.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use uuid::Uuid;

use crate::domain::{ApplicationUrl, Refusal, RequestContext, Session, TokenLifetime, User, display_text};
use crate::flow;
use crate::flow::token_management::{TokenError, TokenRequest};
use crate::http::account::identities::requester;
use crate::http::account::redirects::{report_refusal, require_recent_sign_in, require_sign_in, show_account};
use crate::http::account::templates::NewTokenPage;
use crate::http::account::token_section::{first_address, offered_applications};
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::AccountChange;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::parameters::{form, parameter};
use crate::http::{paths, response};

/// `POST /account/tokens`: makes a token, and shows it once. No URL and no log line has it.
pub(in crate::http) async fn create(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((current, user)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let form = form(body).await;
    // An application on the host of `frontend_url` could otherwise make tokens for the others.
    if requester(&app, &request, &form, &current).is_none() {
        return Ok(show_account(&app));
    }
    let Some(wanted) = read_form(&app, &user, &current, &form, &context) else {
        return Ok(report_refusal(&app, &context, Refusal::TokenNotCreated));
    };
    let (name, expires_at) = (wanted.name.clone(), wanted.lifetime.end(context.now));
    let applications = wanted_names(&app, &wanted);
    match flow::token_management::create(&app.services, &current, wanted, &context).await {
        Ok(token) => {
            log::info!(user:% = user.id; "made an access token for user {}", user.id);
            Ok(response::html(&NewTokenPage {
                layout: layout.without_language_switch(),
                token: token.reveal(),
                name: &name,
                applications,
                expires_at,
                sign_in_days: &app.services.token_days().to_string(),
                account_url: app.urls().account().as_str(),
            }))
        }
        Err(TokenError::NotRecent) => Ok(require_recent_sign_in(&app)),
        Err(TokenError::NoIdentity) => Ok(show_account(&app)),
        Err(TokenError::Refused) => Ok(report_refusal(&app, &context, Refusal::TokenNotCreated)),
        Err(TokenError::Store(error)) => Err(app.services.log_failure(&context, &error).into()),
    }
}

/// `POST /account/revoke-token`: revokes a token of the user.
pub(in crate::http) async fn revoke(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((current, _)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    if let Some(id) = parameter(&form(body).await, "token").and_then(|id| Uuid::parse_str(&id).ok()) {
        let revoked = flow::token_management::revoke_own(&app.services, &current, id, &context).await;
        revoked.map_err(|error| app.services.log_failure(&context, &error))?;
    }
    Ok(response::see_other(&AccountChange::TokenRevoked.account_url(app.urls())))
}

/// What the form asks for. `None` if a field is missing, or names no application that the user may open with a token.
fn read_form(app: &App, user: &User, current: &Session, form: &str, context: &RequestContext) -> Option<TokenRequest> {
    let chosen: Vec<String> = url::form_urlencoded::parse(form.as_bytes())
        .filter(|(name, _)| name == "application")
        .map(|(_, address)| address.into_owned())
        .collect();
    let offered = offered_applications(app, user, current, context.now);
    let applications: Vec<_> = offered
        .into_iter()
        .filter(|application| chosen.contains(&first_address(application)))
        .flat_map(|application| application.urls.clone())
        .collect();
    let name = parameter(form, "name").and_then(|name| display_text(&name))?;
    let lifetime = parameter(form, "days").and_then(|days| TokenLifetime::from_days(&days))?;
    (!applications.is_empty()).then_some(TokenRequest { name, applications, lifetime })
}

/// The names of the applications that the token is for.
fn wanted_names(app: &App, wanted: &TokenRequest) -> Vec<String> {
    let is_wanted = |urls: &[ApplicationUrl]| urls.iter().any(|url| wanted.applications.contains(url));
    app.applications.iter().filter(|it| is_wanted(&it.urls)).map(|it| it.name.clone()).collect()
}
