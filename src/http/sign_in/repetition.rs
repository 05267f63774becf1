//! A callback that arrives again before the browser has an answer to the first one: a double click, a reload, a service
//! worker, or a load balancer that tries another instance.

use actix_web::{HttpRequest, HttpResponse};
use secrecy::ExposeSecret;

use crate::domain::{Purpose, RequestContext};
use crate::flow::attempt::Attempt;
use crate::flow::{SignInError, repetition, sign_in};
use crate::http::app::App;
use crate::http::problem::Internal;
use crate::http::request::parameters::parameter;
use crate::http::response;
use crate::http::sign_in::refuse::refuse;
use crate::http::sign_in::start::{authorization_options, limit_starts, redirect_to_provider};

/// The parameter of a callback that was redirected to itself, without the code.
const REPEATED: &str = "repeated";

/// The state, if the callback was redirected to itself.
pub(super) fn repeated_state(query: &str) -> Option<String> {
    parameter(query, REPEATED)?;
    parameter(query, "state")
}

/// Waits until the first request has been answered, then redirects to the callback without the code. If that answer has
/// reached the browser meanwhile, the browser comes back with its cookies.
pub(super) async fn ask_again(
    app: &App,
    context: &RequestContext,
    attempt: &Attempt,
) -> Result<HttpResponse, Internal> {
    let waited = repetition::wait_for_first_answer(&app.services, attempt.state_hash()).await;
    waited.map_err(|error| app.services.log_failure(context, &error))?;
    let mut url = app.urls().callback(&attempt.provider);
    url.query_pairs_mut().append_pair("state", attempt.secrets.state.expose_secret()).append_pair(REPEATED, "1");
    Ok(response::see_other_without_referrer(&url))
}

/// Starts the sign-in again, once, since the answer to the first one has not reached the browser.
pub(super) async fn start_again(
    app: &App,
    request: &HttpRequest,
    context: &RequestContext,
    attempt: &Attempt,
) -> HttpResponse {
    let (slug, return_to) = (attempt.provider.as_str(), &attempt.return_to);
    // check: a sign-in is repeated once
    if attempt.repeats.is_some() || !matches!(attempt.purpose, Purpose::SignIn | Purpose::StepUp) {
        return refuse(app, context, slug, return_to, &SignInError::UsedState);
    }
    if let Some(refused) = limit_starts(app, context) {
        return refused;
    }
    // After a step-up whose answer is lost, the application asks for another one.
    let purpose = Purpose::SignIn;
    let options = authorization_options(app, request, purpose.account_selection());
    match sign_in::begin(&app.services, slug, purpose, &options, return_to.clone(), context.now).await {
        Ok((url, again)) => {
            let again = Attempt { repeats: Some(attempt.state_hash()), ..again };
            redirect_to_provider(app, request, &url, &again)
        }
        Err(error) => refuse(app, context, slug, return_to, &error),
    }
}
