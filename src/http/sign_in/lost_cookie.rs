//! Browsers that do not keep the session cookie: each sign-in would end at the sign-in page again, without an explanation.

use actix_web::HttpRequest;
use chrono::TimeDelta;

use crate::domain::RequestContext;
use crate::http::app::App;
use crate::http::cookies::preferences::{self, HANDED_OVER, Preference};
use crate::http::cookies::session::SessionCookie;
use crate::http::cookies::sign_in_attempt;
use crate::http::request::host::AskedHost;

/// How long after a sign-in a missing session cookie is reported. Later the user may have removed it.
const REPORTED_WITHIN: TimeDelta = TimeDelta::minutes(1);

/// The host whose session cookie this browser did not keep: it got one within the last minute, together with another
/// cookie that is there, and sends no session cookie.
pub(super) fn host(
    app: &App,
    request: &HttpRequest,
    session: &SessionCookie,
    context: &RequestContext,
) -> Option<String> {
    if session.presented().is_some() {
        return None;
    }
    let (host, got_session) = match AskedHost::of(app, request) {
        AskedHost::Frontend => {
            let asked = preferences::get(&app.cookies, request, Preference::AskedForSession);
            (app.urls().frontend_host(), asked.as_deref() == Some(HANDED_OVER))
        }
        AskedHost::Base | AskedHost::Unknown => {
            let last = sign_in_attempt::last_sign_in(app, request);
            (app.urls().base_host(), last.is_some_and(|last| context.now < last + REPORTED_WITHIN))
        }
    };
    got_session.then(|| host.to_owned())
}
