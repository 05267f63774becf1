//! Reports a refused sign-in on the sign-in page or the account page.

use actix_web::HttpResponse;

use crate::domain::{Refusal, RequestContext, ReturnTo, error_chain};
use crate::flow::SignInError;
use crate::http::app::App;
use crate::http::page_query::PageQuery;
use crate::http::response;
use crate::metrics::NONE;

/// Logs the refusal, and redirects to the sign-in page, which reports it.
pub(in crate::http) fn refuse(
    app: &App,
    context: &RequestContext,
    slug: &str,
    return_to: &ReturnTo,
    error: &SignInError,
) -> HttpResponse {
    let query = PageQuery { return_to: return_to.clone(), ..log_refusal(app, context, slug, error) };
    response::see_other_without_referrer(&query.sign_in_url(app.urls()))
}

/// Logs the refusal, and redirects to the account page: for attempts to link an identity or to reauthenticate.
pub(in crate::http) fn refuse_on_account_page(
    app: &App,
    context: &RequestContext,
    slug: &str,
    error: &SignInError,
) -> HttpResponse {
    response::see_other_without_referrer(&log_refusal(app, context, slug, error).account_url(app.urls()))
}

/// Counts the refusal, logs it once, and returns the parameters that report it.
fn log_refusal<'a>(app: &'a App, context: &RequestContext, slug: &str, error: &SignInError) -> PageQuery<'a> {
    let refusal = error.refusal();
    let provider = app.services.provider(slug);
    let name = provider.map_or(NONE, |provider| provider.slug.as_str());
    // One that was refused before was counted then.
    if !matches!(error, SignInError::RefusedBefore(_)) {
        app.services.metrics().sign_ins.refused(name, refusal);
    }
    let code = refusal.code();
    let what = format!("{code} ({name})");
    if let SignInError::Store(error) = error {
        let _ = app.services.log_failure_as(context, &what, error);
    } else {
        let level = if refusal == Refusal::Internal { log::Level::Error } else { log::Level::Warn };
        log::log!(level, code, provider = name; "{what}: {}", error_chain(error));
    }
    PageQuery { refusal: Some(refusal), provider, request: Some(context.request_id), ..PageQuery::default() }
}
