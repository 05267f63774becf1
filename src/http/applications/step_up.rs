//! Step-up: asks the user to sign in again, more strongly or more recently, because an application requires it.
//!
//! What the authorization request asks for follows from the rules for the address to return to, never from the query. The new
//! sign-in returns to the page, which leads on if the session is now enough. If not, the page says so, and only a click
//! starts another sign-in. So a provider that does not deliver causes no loop.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use askama::Template;
use url::Url;

use crate::domain::{
    AccessRequest, AccountSelection, AuthorizationOptions, Found, NotStrongEnough, Presented, ProviderSettings,
    Purpose, Refusal, RequestContext, RequestPath, ReturnTo, Session, StepUp, User, Visitor,
};
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::PageQuery;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::ProviderMark;
use crate::http::paths::APPLICATION_STEP_UP;
use crate::http::problem::Internal;
use crate::http::request::parameters::parameter;
use crate::http::response;
use crate::http::sign_in::page::start_url;
use crate::http::sign_in::return_page::final_place;

/// The parameter of a sign-in start that asks for what the application requires.
const STEP_UP: &str = "step_up";
/// The parameter of the page after a sign-in that was to be enough.
const ASKED: &str = "asked";

/// Asks the user to sign in again, or says that the provider has not confirmed what the application requires.
#[derive(Template)]
#[template(path = "step-up.html")]
pub(in crate::http) struct StepUpPage<'a> {
    pub(in crate::http) layout: Layout,
    /// The name of the application.
    pub(in crate::http) application: &'a str,
    /// What the session lacks.
    pub(in crate::http) explanation: String,
    /// After a sign-in that was not enough.
    pub(in crate::http) refused: Option<ErrorMessage>,
    pub(in crate::http) code: &'a str,
    pub(in crate::http) request: &'a str,
    pub(in crate::http) providers: Vec<StepUpButton>,
    pub(in crate::http) dashboard_url: &'a str,
}

/// "Sign in again with {name}".
pub(in crate::http) struct StepUpButton {
    pub(in crate::http) name: String,
    pub(in crate::http) url: Url,
    pub(in crate::http) mark: ProviderMark,
}

/// `GET /auth/application/step-up`: asks the user of an application to sign in again. Leads on if that is not needed.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let query = request.query_string();
    let return_to = app.return_policy.read(parameter(query, "return_to").as_deref());
    let place = final_place(&app, &return_to);
    let target = app.return_policy.resolve(&place);
    let Some(found) = app.applications.of_url(target) else {
        return Ok(response::see_other_without_referrer(&app.return_policy.dashboard));
    };
    let Some((current, user)) = session.authenticate(&app, &context).await? else {
        let sign_in = PageQuery { return_to, ..PageQuery::default() }.sign_in_url(app.urls());
        return Ok(response::see_other_without_referrer(&sign_in));
    };
    let Some((lack, _)) = needed(&found, target, &current, &user, &context) else {
        return Ok(response::see_other_without_referrer(app.return_policy.resolve(&return_to)));
    };
    let was_asked = parameter(query, ASKED).is_some();
    if was_asked {
        log_not_confirmed(&found, &current, lack);
    }
    let (refusal, application) = (Refusal::ApplicationStepUpNeeded, found.application.name.as_str());
    let mut parameters = PageQuery { return_to: return_to.clone(), ..PageQuery::default() }.parameters();
    parameters.extend(was_asked.then(|| (ASKED, "1".to_owned())));
    Ok(response::html(&StepUpPage {
        application,
        explanation: explanation(lack, &layout),
        refused: was_asked.then(|| ErrorMessage::of_application(refusal, Some(application), layout.language())),
        code: refusal.code(),
        request: context.request_id.as_str(),
        providers: providers(&app, &current).map(|provider| button(&app, provider, &return_to)).collect(),
        dashboard_url: app.return_policy.dashboard.as_str(),
        layout: layout.with_parameters(parameters),
    }))
}

/// What a sign-in that this page starts has to prove. `None` for any other start, and if the session is enough.
pub(in crate::http) async fn requested(
    app: &App,
    session: &SessionCookie,
    context: &RequestContext,
    parameters: &str,
    return_to: &ReturnTo,
) -> Result<Option<StepUp>, Internal> {
    if parameter(parameters, STEP_UP).is_none() {
        return Ok(None);
    }
    let place = final_place(app, return_to);
    let target = app.return_policy.resolve(&place);
    let Some(found) = app.applications.of_url(target) else { return Ok(None) };
    let Some((current, user)) = session.authenticate(app, context).await? else { return Ok(None) };
    Ok(needed(&found, target, &current, &user, context).map(|(_, step_up)| step_up))
}

/// The purpose of such a sign-in, its options, and where it returns to: this page, or the application itself if both addresses
/// together are too long.
pub(in crate::http) fn start(
    app: &App,
    step_up: StepUp,
    options: AuthorizationOptions,
    return_to: &ReturnTo,
) -> (Purpose, AuthorizationOptions, ReturnTo) {
    let mut page = app.urls().at_base(APPLICATION_STEP_UP);
    page.query_pairs_mut()
        .append_pair(ASKED, "1")
        .append_pair("return_to", app.return_policy.resolve(return_to).as_str());
    let place = app.return_policy.check(page.as_str()).unwrap_or_else(|_| return_to.clone());
    let purpose = if step_up.reauthenticates { Purpose::StepUp } else { Purpose::SignIn };
    let account_selection = match purpose {
        Purpose::StepUp => AccountSelection::StepUp,
        _ => options.account_selection,
    };
    (purpose, AuthorizationOptions { account_selection, step_up: Some(step_up), ..options }, place)
}

/// What the session lacks for an address of an application, and what a new sign-in has to prove.
fn needed(
    found: &Found,
    target: &Url,
    session: &Session,
    user: &User,
    context: &RequestContext,
) -> Option<(NotStrongEnough, StepUp)> {
    let path = RequestPath::parse(target.path().as_bytes()).ok()?;
    let request = AccessRequest { method: "GET", path: &path, client: context.address };
    let visitor = Visitor { user, session, presented: Presented::Session };
    // check: a step-up that is not met shows a page
    found.application.step_up(&request, &visitor, context.now)
}

/// The provider of the session. After a sign-in link, all of them.
fn providers<'a>(app: &'a App, session: &Session) -> impl Iterator<Item = &'a ProviderSettings> {
    let own = app.services.provider(session.provider.as_str());
    own.into_iter().chain(app.services.providers().filter(move |_| own.is_none()))
}

fn button(app: &App, provider: &ProviderSettings, return_to: &ReturnTo) -> StepUpButton {
    let mut url = start_url(app.urls(), provider, return_to);
    url.query_pairs_mut().append_pair(STEP_UP, "1");
    StepUpButton { name: provider.name.clone(), url, mark: ProviderMark::of(provider) }
}

fn explanation(lack: NotStrongEnough, layout: &Layout) -> String {
    match lack {
        NotStrongEnough::Acr | NotStrongEnough::Amr => layout.text("step-up-stronger"),
        NotStrongEnough::AuthTime(_) | NotStrongEnough::Reauthentication(_) => layout.text("step-up-recent"),
    }
}

fn log_not_confirmed(found: &Found, session: &Session, lack: NotStrongEnough) {
    let claim = match lack {
        NotStrongEnough::Acr => "acr",
        NotStrongEnough::Amr => "amr",
        NotStrongEnough::AuthTime(_) | NotStrongEnough::Reauthentication(_) => "max_age (claim auth_time)",
    };
    let (code, provider) = (Refusal::ApplicationStepUpNeeded.code(), session.provider.as_str());
    let (user, application) = (session.user, found.application.name.as_str());
    log::warn!(
        code, user:%, provider, application;
        "{code}: user {user} has signed in with {provider} for {application}, but not as `require` of a rule demands: {claim}. \
         Probably the provider ignores what it was asked for; change its rules, or the rule of the application"
    );
}
