//! Who sends a request to an application: by a personal access token, or by the cookie of the application.

use std::sync::Arc;

use actix_web::HttpRequest;
use actix_web::http::header;
use actix_web::web::Data;

use super::cookies;
use super::refusal::log_refusal;
use crate::domain::{
    AccessRequest, AccessToken, Found, FoundSession, KnownSession, Presented, Refusal, RequestContext, Visitor,
};
use crate::flow::access_token::{self as tokens, TokenOutcome, TokenVisitor};
use crate::flow::application_access::{self, ApplicationSession};
use crate::http::app::App;

/// The user of a request.
pub(super) struct Identified {
    pub(super) session: FoundSession,
    pub(super) by: Presented,
}

/// Why it is not known who sends a request.
pub(super) enum NotIdentified {
    /// A personal access token does not count.
    Token(Refusal),
    /// The database did not answer in time.
    Unavailable(Refusal),
}

impl Identified {
    pub(super) fn visitor(&self) -> Visitor<'_> {
        let known = &self.session.known;
        Visitor { user: &known.user, session: &known.session, presented: self.by }
    }
}

/// Finds out who sends a request. A token counts only where one is accepted.
pub(super) async fn identify(
    app: &Data<App>,
    request: &HttpRequest,
    found: Found<'_>,
    access_request: &AccessRequest<'_>,
    context: &RequestContext,
) -> Result<Option<Identified>, NotIdentified> {
    let token = access_token(request).filter(|_| found.application.accepts_tokens(access_request));
    let identified = match token {
        Some(token) => identify_by_token(app, &token, found, context).await,
        None => identify_by_cookie(app, request, found, context).await,
    };
    // What everybody may open does not depend on who asks, nor on the database.
    if identified.is_err() && found.application.is_open(access_request) { Ok(None) } else { identified }
}

/// The personal access token of a request, if its credentials are one.
pub(super) fn access_token(request: &HttpRequest) -> Option<AccessToken> {
    let mut credentials = request.headers().get_all(header::AUTHORIZATION);
    credentials.find_map(|value| AccessToken::in_authorization(value.as_bytes()))
}

async fn identify_by_token(
    app: &Data<App>,
    token: &AccessToken,
    found: Found<'_>,
    context: &RequestContext,
) -> Result<Option<Identified>, NotIdentified> {
    let authenticated = tokens::authenticate(&app.services, token, found.url, context);
    match tokio::time::timeout(application_access::MAX_WAIT, authenticated).await {
        Ok(Ok(TokenOutcome::Accepted(visitor))) => {
            let TokenVisitor { user, session } = *visitor;
            let known = Arc::new(KnownSession::new(session, user, None));
            let session = FoundSession { known, proof: None };
            Ok(Some(Identified { session, by: Presented::Token }))
        }
        Ok(Ok(TokenOutcome::Refused(why))) => {
            log_refusal(app, context, why.refusal(), &why.to_string());
            Err(NotIdentified::Token(why.refusal()))
        }
        Ok(Err(error)) => Err(NotIdentified::Unavailable(app.services.log_failure(context, &error).refusal())),
        Err(_) => Err(NotIdentified::Unavailable(app.services.log_timeout(context).refusal())),
    }
}

async fn identify_by_cookie(
    app: &Data<App>,
    request: &HttpRequest,
    found: Found<'_>,
    context: &RequestContext,
) -> Result<Option<Identified>, NotIdentified> {
    let Some(token) = cookies::presented(request, found.url) else { return Ok(None) };
    match application_access::find_session(&app.services, &token, context).await {
        Ok(ApplicationSession::Found(session)) => Ok(Some(Identified { session, by: Presented::Session })),
        Ok(ApplicationSession::RecheckOverdue | ApplicationSession::SignedOut) => Ok(None),
        Err(error) => Err(NotIdentified::Unavailable(app.services.log_failure(context, &error).refusal())),
    }
}
