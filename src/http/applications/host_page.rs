//! A request below `/.kaimu/` on the host of an application.

use actix_web::http::StatusCode;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use super::original_request::OriginalRequest;
use super::pages;
use super::refusal::{log_refusal, refusal_page};
use crate::domain::{ApplicationUrl, Refusal, RequestContext};
use crate::http::app::App;
use crate::http::pages::layout::Layout;

/// A request below `/.kaimu/` on the host of an application.
pub(super) struct HostPage<'a> {
    pub(super) app: &'a Data<App>,
    pub(super) request: &'a HttpRequest,
    pub(super) original: &'a OriginalRequest<'a>,
    pub(super) url: &'a ApplicationUrl,
    pub(super) context: &'a RequestContext,
    pub(super) layout: &'a Layout,
}

impl HostPage<'_> {
    /// A page that says why it goes no further, with a button that tries again.
    pub(super) fn refuse(&self, refusal: Refusal, retry_url: Url, why: &str) -> HttpResponse {
        log_refusal(self.app, self.context, refusal, why);
        let page = refusal_page(self.layout, refusal, self.context);
        let application = self.app.applications.on_host(&self.original.host, self.original.port);
        let application = application.map(|found| found.application.name.as_str());
        let page = pages::RefusalPage { application, retry_url: Some(retry_url), ..page };
        pages::refusal_response(StatusCode::FORBIDDEN, &page)
    }
}
