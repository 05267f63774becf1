//! The notice of changes to the account, on the dashboard and on the account page.

use actix_web::web::{Data, Payload};
use actix_web::{HttpRequest, HttpResponse};
use chrono::{DateTime, Utc};

use crate::domain::{RequestContext, User};
use crate::flow;
use crate::http::account::lines::EventLine;
use crate::http::account::redirects::require_sign_in;
use crate::http::app::App;
use crate::http::cookies::seen_changes;
use crate::http::cookies::session::SessionCookie;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::parameters::{form, parameter};
use crate::http::{paths, response};

/// The changes that the user has not seen in this browser.
pub(in crate::http) struct UnseenChanges {
    /// Oldest first.
    pub(in crate::http) lines: Vec<EventLine>,
    /// The time of the last one, in milliseconds, which the form repeats.
    pub(in crate::http) until: i64,
    /// The path of the page that shows them.
    pub(in crate::http) shown_on: &'static str,
}

/// Reads the changes to tell the user of. `None` if there are none.
pub(super) async fn unseen(
    app: &App,
    request: &HttpRequest,
    user: &User,
    shown_on: &'static str,
    context: &RequestContext,
    layout: &Layout,
) -> Result<Option<UnseenChanges>, Internal> {
    let seen_until = seen_changes::find(&app.cookies, request, user.id);
    let changes = flow::account_changes::read(&app.services, user.id, seen_until, context.now).await;
    let changes = changes.map_err(|error| app.services.log_failure(context, &error))?;
    let lines = changes.iter().map(|change| EventLine::of(app, change, layout)).collect();
    Ok(changes.last().map(|last| UnseenChanges { lines, until: last.occurred_at.timestamp_millis(), shown_on }))
}

/// `POST /account/changes-seen`: does not show these changes in this browser again.
pub(in crate::http) async fn seen(
    app: Data<App>,
    session: SessionCookie,
    context: RequestContext,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    let Some((_, user)) = session.authenticate(&app, &context).await? else {
        return Ok(require_sign_in(&app, paths::ACCOUNT));
    };
    let form = form(body).await;
    let is_account = parameter(&form, "shown_on").as_deref() == Some(paths::ACCOUNT);
    let mut response =
        response::see_other(&if is_account { app.urls().account() } else { app.return_policy.dashboard.clone() });
    if let Some(until) = parameter(&form, "until").and_then(|until| milliseconds(&until)) {
        response::add_cookie(&mut response, &seen_changes::cookie(&app.cookies, user.id, until));
    }
    Ok(response)
}

fn milliseconds(text: &str) -> Option<DateTime<Utc>> {
    DateTime::from_timestamp_millis(text.parse().ok()?)
}
