//! A question of a proxy about an application that is known, and its answer.

use actix_web::http::header;
use actix_web::web::Data;
use actix_web::{HttpRequest, HttpResponse};
use url::{Position, Url};

use super::answer::{self, ProxyAnswer};
use super::client_kind::ClientKind;
use super::cookies;
use super::hand_over_urls;
use super::identity::{self, Identified, NotIdentified};
use super::identity_headers;
use super::lazy_layout::LazyLayout;
use super::original_request::OriginalRequest;
use super::pages::RefusalPage;
use super::refusal::refusal_page;
use super::told_headers::ToldHeaders;
use crate::domain::{Access, AccessRequest, AuditEvent, CrossOrigin, Found, Presented, Refusal, RequestContext};
use crate::flow::{application_audit, session_uses};
use crate::http::app::App;
use crate::http::page_query::PageQuery;
use crate::http::server::same_origin::is_from_origins;

/// A question about an application that is known.
pub(super) struct Question<'a> {
    pub(super) app: &'a Data<App>,
    pub(super) request: &'a HttpRequest,
    pub(super) original: &'a OriginalRequest<'a>,
    pub(super) found: Found<'a>,
    pub(super) context: &'a RequestContext,
    pub(super) layout: &'a LazyLayout<'a>,
}

impl<'a> Question<'a> {
    /// What sends the request.
    pub(super) fn client(&self) -> ClientKind {
        ClientKind::of(self.original.method, self.request.headers())
    }

    /// The answer to a user with a session who may pass, if nothing has to be read or made for it.
    pub(super) fn answer_from_memory(&self) -> Option<HttpResponse> {
        if self.request.headers().contains_key(header::AUTHORIZATION) {
            return None;
        }
        let last = self.app.visits.find(cookies::presented_hash(self.request, self.found.url)?, self.found.url)?;
        if !last.visit.goes_on(&self.app.services, self.context.now) {
            return None;
        }
        let (request, visitor) = (self.access_request(), last.visit.visitor());
        let access = self.found.application.decide_again(&request, &visitor, &last.admissions, self.context.now);
        // check: the rules hold for an answer from memory
        if access != Access::Allowed {
            return None;
        }
        // check: cross_origin = refuse holds for an answer from memory
        if self.original.method == "OPTIONS" || self.is_refused_cross_origin(Presented::Session) {
            return None;
        }
        if last.visit.is_use_due(self.context.now) {
            session_uses::record(&self.app.services, &last.visit.known, self.context);
        }
        Some(answer::allowed(&last.told.headers, false))
    }

    pub(super) async fn answer(&self) -> ProxyAnswer<'a> {
        match self.decide().await {
            ProxyAnswer::Allowed { told, .. } => self.pass(told),
            answer => answer,
        }
    }

    /// Lets the request pass with these headers.
    pub(super) fn pass(&self, told: ToldHeaders) -> ProxyAnswer<'a> {
        // Whether the token counted or not: the application must not get it.
        // check: the proxy removes a personal access token
        let has_token = identity::access_token(self.request).is_some();
        ProxyAnswer::Allowed { told, has_token }
    }

    async fn decide(&self) -> ProxyAnswer<'a> {
        // check: preflights pass by choice
        if self.found.application.preflight && self.is_preflight() {
            return self.allowed(None).await;
        }
        let access_request = self.access_request();
        let identified =
            match identity::identify(self.app, self.request, self.found, &access_request, self.context).await {
                Ok(identified) => identified,
                Err(NotIdentified::Token(refusal)) => return ProxyAnswer::TokenRefused(refusal),
                Err(NotIdentified::Unavailable(refusal)) => return self.refused(refusal, None),
            };
        let visitor = identified.as_ref().map(Identified::visitor);
        let (access, by) = self.found.application.decide(&access_request, visitor.as_ref(), self.context.now);
        match access {
            Access::Allowed => {
                if let Some(identified) = &identified {
                    // check: cross_origin = refuse
                    if self.is_refused_cross_origin(identified.by) {
                        return self.refused(Refusal::RequestCrossSite, None);
                    }
                    self.record_access(identified);
                }
                self.allowed(identified.as_ref()).await
            }
            Access::SignInNeeded => self.signed_out(),
            Access::StepUpNeeded(_) => {
                let url = hand_over_urls::step_up_url(self.app, self.found.url, &self.place());
                self.elsewhere(url, Some(Refusal::ApplicationStepUpNeeded))
            }
            Access::Refused => {
                if let Some(Identified { session, .. }) = &identified {
                    let (code, user) = (Refusal::ApplicationNotAllowed.code(), session.known.user.id);
                    let application = self.found.application.name.as_str();
                    log::info!(code, user:%, application; "{code}: user {user} may not open {application}, by {by}");
                }
                if let Some(identified) = &identified {
                    self.record(AuditEvent::ApplicationRefused, identified);
                }
                self.refused(Refusal::ApplicationNotAllowed, identified.as_ref())
            }
        }
    }

    /// Whether another site sends a request by the user's browser that the application does not want. A token is sent by
    /// no browser.
    fn is_refused_cross_origin(&self, presented: Presented) -> bool {
        let refuses = self.found.application.cross_origin == CrossOrigin::Refuse;
        presented == Presented::Session && refuses && self.is_from_elsewhere()
    }

    /// Records that the session is in use, and the user at this application.
    fn record_access(&self, identified: &Identified) {
        if identified.by == Presented::Session {
            session_uses::record(&self.app.services, &identified.session.known, self.context);
        }
        self.record(AuditEvent::ApplicationOpened, identified);
    }

    /// Has the audit log tell about the user of a session. A token has its last use recorded instead.
    fn record(&self, event: AuditEvent, Identified { session, by }: &Identified) {
        if *by == Presented::Session {
            let (services, url) = (&self.app.services, self.found.url);
            let visitor = (&session.known.session, session.known.user.id);
            application_audit::record_in_background(services, event, url, visitor, self.context);
        }
    }

    fn access_request(&self) -> AccessRequest<'_> {
        AccessRequest { method: self.original.method, path: &self.original.path, client: self.context.address }
    }

    async fn allowed(&self, found: Option<&Identified>) -> ProxyAnswer<'a> {
        let told = match found {
            Some(identified) => match self.tell(identified).await {
                Ok(told) => told,
                Err(refusal) => return self.refused(refusal, None),
            },
            None => self.told_headers(&identity_headers::values(&self.found.application.headers, None)),
        };
        ProxyAnswer::Allowed { told, has_token: false }
    }

    /// The answer to a request without a session.
    pub(super) fn signed_out(&self) -> ProxyAnswer<'a> {
        self.elsewhere(hand_over_urls::sign_in_url(self.found.url, &self.place()), None)
    }

    fn elsewhere(&self, url: Url, refusal: Option<Refusal>) -> ProxyAnswer<'a> {
        let takes_tokens = self.found.application.accepts_tokens(&self.access_request());
        ProxyAnswer::Elsewhere { url, refusal, takes_tokens }
    }

    pub(super) fn refused(&self, refusal: Refusal, found: Option<&Identified>) -> ProxyAnswer<'a> {
        let slug = found.map(|Identified { session, .. }| session.known.session.provider.as_str());
        let provider = slug.and_then(|slug| self.app.services.provider(slug));
        let place = self.found.url.at("/").join(&self.place()).unwrap_or_else(|_| self.found.url.start_page());
        let another_account_url = found.map(|_| {
            let query = PageQuery {
                refusal: Some(refusal),
                provider,
                request: Some(self.context.request_id),
                return_to: self.app.return_policy.read(Some(place.as_str())),
                ..PageQuery::default()
            };
            query.sign_in_url(self.app.urls())
        });
        ProxyAnswer::Refused(RefusalPage {
            application: Some(&self.found.application.name),
            another_account_url,
            ..refusal_page(self.layout.get(), refusal, self.context)
        })
    }

    /// The path and the query to return to after a sign-in: for a form, whose body is lost, the page with the form.
    fn place(&self) -> String {
        if self.client() != ClientKind::Form {
            return self.original.target.to_owned();
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
        let is_safe = ["GET", "HEAD", "OPTIONS", "TRACE"].contains(&self.original.method);
        let is_own = is_from_origins(headers, [&self.found.url.origin()]);
        (!is_safe || headers.contains_key("sec-websocket-key")) && !is_own
    }
}
