//! Refusals: their pages, and what the operator has to know about them.

use super::pages::RefusalPage;
use crate::domain::{Refusal, RequestContext};
use crate::http::app::App;
use crate::http::pages::layout::Layout;

/// The page of a refusal, without what only a known application has.
pub(super) fn refusal_page<'a>(layout: &'a Layout, refusal: Refusal, context: &'a RequestContext) -> RefusalPage<'a> {
    let request = context.request_id.as_str();
    RefusalPage { layout, refusal, application: None, request, retry_url: None, another_account_url: None }
}

/// Logs a refusal that the operator has to know about. Any client can cause some of them, so that the lines are limited.
pub(super) fn log_refusal(app: &App, context: &RequestContext, refusal: Refusal, why: &str) {
    app.refused_questions_log.refused(context.now, refusal, why);
}
