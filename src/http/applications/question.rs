//! A question of a proxy about an application that is known, and its answer.

use actix_web::HttpRequest;
use actix_web::http::header::{self, HeaderName, HeaderValue};
use actix_web::web::Data;
use url::{Position, Url};

use super::answer::ProxyAnswer;
use super::client_kind::ClientKind;
use super::identity_headers::{self, told_groups};
use super::original_request::OriginalRequest;
use super::pages::RefusalPage;
use super::refusal::refusal_page;
use super::{cookies, hand_over_urls};
use crate::domain::{
    Access, AccessRequest, CrossOrigin, Found, Presented, Refusal, RequestContext, Session, User, Visitor,
};
use crate::flow::application_access::{self, ApplicationSession};
use crate::http::app::App;
use crate::http::page_query::PageQuery;
use crate::http::pages::layout::Layout;

/// The header that says that the application is not told all groups.
const GROUPS_TRUNCATED: HeaderName = HeaderName::from_static("kaimu-groups-truncated");

/// A question about an application that is known.
pub(super) struct Question<'a> {
    pub(super) app: &'a Data<App>,
    pub(super) request: &'a HttpRequest,
    pub(super) original: &'a OriginalRequest,
    pub(super) found: Found<'a>,
    pub(super) client: ClientKind,
    pub(super) context: &'a RequestContext,
    pub(super) layout: &'a Layout,
}

impl<'a> Question<'a> {
    pub(super) async fn answer(&self) -> ProxyAnswer<'a> {
        let access_request = self.access_request();
        if self.found.application.preflight && self.is_preflight() {
            return self.allowed(None);
        }
        let is_open = self.found.application.is_open(&access_request);
        let session = match cookies::presented(self.request, self.found.url) {
            Some(token) => application_access::find_session(&self.app.services, &token, self.context).await,
            None => Ok(ApplicationSession::SignedOut),
        };
        let session = match session {
            Ok(session) => session,
            // What everybody may open does not depend on the database.
            Err(_) if is_open => ApplicationSession::SignedOut,
            Err(error) => {
                let failure = self.app.services.log_failure(self.context, &error);
                return self.refused(failure.refusal(), None);
            }
        };
        let found = match session {
            ApplicationSession::Found(found) => Some(found),
            ApplicationSession::RecheckOverdue | ApplicationSession::SignedOut => None,
        };
        let visitor =
            found.as_ref().map(|found| Visitor { user: &found.1, session: &found.0, presented: Presented::Session });
        let (access, by) = self.found.application.decide(&access_request, visitor.as_ref(), self.context.now);
        match access {
            Access::Allowed => {
                // check: cross_origin = refuse
                if found.is_some()
                    && self.found.application.cross_origin == CrossOrigin::Refuse
                    && self.is_from_elsewhere()
                {
                    return self.refused(Refusal::RequestCrossSite, None);
                }
                if let Some(found) = &found {
                    application_access::record_use_in_background(&self.app.services, &found.0, self.context);
                }
                self.allowed(found.as_deref())
            }
            Access::SignInNeeded => self.elsewhere(hand_over_urls::sign_in_url(self.found.url, &self.place()), None),
            Access::StepUpNeeded(_) => {
                let url = hand_over_urls::step_up_url(self.app, self.found.url, &self.place());
                self.elsewhere(url, Some(Refusal::ApplicationStepUpNeeded))
            }
            Access::Refused => {
                if let Some((_, user)) = found.as_deref() {
                    let name = &self.found.application.name;
                    log::info!(
                        "request {}: application.not_allowed: user {} may not open {name}, by {by:?}",
                        self.context.request_id,
                        user.id
                    );
                }
                self.refused(Refusal::ApplicationNotAllowed, found.as_deref())
            }
        }
    }

    fn access_request(&self) -> AccessRequest<'_> {
        AccessRequest { method: &self.original.method, path: &self.original.path, client: self.context.address }
    }

    fn allowed(&self, found: Option<&(Session, User)>) -> ProxyAnswer<'a> {
        let headers = &self.found.application.headers;
        let told = found.map(|(session, user)| (user, told_groups(headers, session)));
        let mut values = identity_headers::values(headers, told.as_ref().map(|(user, groups)| (*user, groups, "")));
        if told.is_some_and(|(_, groups)| groups.are_truncated) {
            values.push((GROUPS_TRUNCATED, HeaderValue::from_static("true")));
        }
        ProxyAnswer::Allowed(values)
    }

    fn elsewhere(&self, url: Url, refusal: Option<Refusal>) -> ProxyAnswer<'a> {
        let takes_tokens = self.found.application.accepts_tokens(&self.access_request());
        ProxyAnswer::Elsewhere { url, refusal, takes_tokens }
    }

    fn refused(&self, refusal: Refusal, found: Option<&(Session, User)>) -> ProxyAnswer<'a> {
        let provider = found.and_then(|(session, _)| self.app.services.provider(session.provider.as_str()));
        let place = self.found.url.at("/").join(&self.place()).unwrap_or_else(|_| self.found.url.start_page());
        let another_account_url = found.map(|_| {
            let query = PageQuery {
                refusal: Some(refusal),
                provider,
                request: Some(self.context.request_id.clone()),
                return_to: self.app.return_policy.read(Some(place.as_str())),
                ..PageQuery::default()
            };
            query.sign_in_url(self.app.urls())
        });
        ProxyAnswer::Refused(RefusalPage {
            application: Some(&self.found.application.name),
            another_account_url,
            ..refusal_page(self.layout, refusal, self.context)
        })
    }

    /// The path and the query to return to after a sign-in: for a form, whose body is lost, the page with the form.
    fn place(&self) -> String {
        if self.client != ClientKind::Form {
            return self.original.target.clone();
        }
        let referrer = self.request.headers().get(header::REFERER);
        let referrer = referrer.and_then(|value| Url::parse(value.to_str().ok()?).ok());
        let page = referrer.filter(|page| page.origin() == self.found.url.origin());
        let page = page.unwrap_or_else(|| self.found.url.start_page());
        page[Position::BeforePath..Position::AfterQuery].to_owned()
    }

    /// A CORS preflight request (Fetch, section 3.2.2), which never has a cookie.
    fn is_preflight(&self) -> bool {
        let headers = self.request.headers();
        // check: only preflights pass
        self.original.method == "OPTIONS"
            && headers.contains_key("origin")
            && headers.contains_key("access-control-request-method")
    }

    /// Whether a page of another origin sent a request that may change something, or opens a WebSocket.
    fn is_from_elsewhere(&self) -> bool {
        let headers = self.request.headers();
        let is_safe = ["GET", "HEAD", "OPTIONS", "TRACE"].contains(&self.original.method.as_str());
        let text = |name: &str| headers.get(name).map(|value| value.to_str().unwrap_or_default());
        let is_own = match text("origin") {
            None | Some("null") => text("sec-fetch-site") == Some("same-origin"),
            Some(origin) => origin == self.found.url.origin().ascii_serialization(),
        };
        (!is_safe || headers.contains_key("sec-websocket-key")) && !is_own
    }
}
