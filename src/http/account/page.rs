//! The account page.

use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{Refusal, RequestContext, RequestId, Session};
use crate::flow;
use crate::flow::account_overview::AccountOverview;
use crate::http::account::changes;
use crate::http::account::lines::{AccountOwner, EventLine, IdentityLine, ProviderChoice, SessionLine};
use crate::http::account::messages::change_text;
use crate::http::account::redirects::require_sign_in;
use crate::http::account::templates::{AccountPage, Notice};
use crate::http::account::token_section::TokenSection;
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::page_query::{AccountChange, PageQuery};
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::problem::Internal;
use crate::http::request::parameters::parameter;
use crate::http::{paths, response};

/// `GET /account`: the identities, sessions, access tokens and recent events of the user. Counts as use of the session.
pub(in crate::http) async fn page(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let query = PageQuery::read(&app, request.query_string());
    let change = parameter(request.query_string(), "done").and_then(|code| AccountChange::from_code(&code));
    let mut parameters = query.parameters();
    parameters.extend(change.map(|change| ("done", change.code().to_owned())));
    let Some((current, user)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in_for(&app, &parameters));
    };
    let failed = |error| app.services.log_failure(&context, &error);
    flow::session::record_use(&app.services, &current, context.now).await.map_err(failed)?;
    let overview = flow::account_overview::read(&app.services, &current, context.now).await.map_err(failed)?;
    let changes = changes::unseen(&app, &request, &user, paths::ACCOUNT, &context, &layout).await?;
    Ok(response::html_with_cross_origin_form(&AccountPage {
        notice: notice(&query, change, overview.session_count > 1, &layout),
        changes,
        owner: AccountOwner::of(&user),
        own_session: current.id.to_string(),
        next_url: change.and(query.return_to.text()).map(|_| app.return_policy.resolve(&query.return_to).as_str()),
        identities: overview
            .identities
            .iter()
            .map(|identity| IdentityLine::of(&app, identity, overview.current_identity))
            .collect(),
        providers: app.services.providers().filter(|it| it.allows_links).map(ProviderChoice::of).collect(),
        link_url: app.urls().at_base(paths::LINK).into(),
        session_count: session_count_text(&overview, &layout),
        sessions: session_lines(&app, &overview, &current, &layout),
        access_tokens: TokenSection::of(&app, &overview, &user, &current, &layout, context.now),
        events: overview.events.iter().map(|event| EventLine::of(&app, event, &layout)).collect(),
        dashboard_url: app.return_policy.dashboard.as_str(),
        layout: layout.with_parameters(parameters),
    }))
}

/// Redirects to the sign-in page, which leads back to the account page with what it reports: the session may be on the host
/// of `base_url` alone, where a link began.
fn require_sign_in_for(app: &App, parameters: &[(&'static str, String)]) -> HttpResponse {
    if parameters.is_empty() {
        return require_sign_in(app, paths::ACCOUNT);
    }
    let mut url = app.urls().account();
    url.query_pairs_mut().extend_pairs(parameters);
    // Without the report, if the place where the user was going makes it too long.
    let return_to =
        app.return_policy.check(url.as_str()).unwrap_or_else(|_| app.return_policy.read(Some(paths::ACCOUNT)));
    let query = PageQuery { return_to, ..PageQuery::default() };
    response::see_other(&query.sign_in_url(app.urls()))
}

fn session_lines(app: &App, overview: &AccountOverview, current: &Session, layout: &Layout) -> Vec<SessionLine> {
    let hosts = |session: &Session| overview.application_hosts.get(&session.id).map_or(&[][..], Vec::as_slice);
    overview.sessions.iter().map(|session| SessionLine::of(app, session, hosts(session), current, layout)).collect()
}

/// How many sessions the page shows, of how many, unless it shows all.
fn session_count_text(overview: &AccountOverview, layout: &Layout) -> Option<String> {
    let (shown, count) = (overview.sessions.len(), overview.session_count);
    let (shown_text, count_text) = (shown.to_string(), count.to_string());
    (shown < count).then(|| layout.language().text("sessions-shown", &[("shown", &shown_text), ("count", &count_text)]))
}

/// The report of a refusal or of a change, if the query has one.
fn notice<'a>(
    query: &'a PageQuery<'_>,
    change: Option<AccountChange>,
    has_other_sessions: bool,
    layout: &Layout,
) -> Option<Notice<'a>> {
    let Some(refusal) = query.refusal else {
        return change.map(|change| Notice::Changed {
            text: change_text(change, layout),
            // A person who unlinks an identity that is not theirs wants its traces gone as well.
            // check: an unlink offers the end of other sessions
            can_end_other_sessions: change == AccountChange::Unlinked && has_other_sessions,
        });
    };
    Some(Notice::Refused {
        message: ErrorMessage::of_refusal(
            refusal,
            query.provider.map(|provider| provider.name.as_str()),
            layout.language(),
        ),
        code: refusal.code(),
        request: query.request.as_ref().map(RequestId::as_str),
        can_reauthenticate: refusal == Refusal::AccountFreshSignInNeeded,
    })
}
