//! Signing in with a link that an operator has made.

use actix_session::Session;
use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use super::callback::browser;
use super::error::Internal;
use super::frame::Frame;
use super::pages::{self, SignInLinkPage};
use super::sign_in::{leave_for, refuse};
use super::{App, session};
use crate::domain::{RequestContext, ReturnTo, SignInLinkToken, Slug};
use crate::flow::SignInError;
use crate::flow::sign_in_link;

/// `GET /auth/link/{token}`: a page with a button. Whoever only fetches the address, for a preview or to look for malware,
/// uses nothing up.
pub(super) async fn page(app: Data<App>, token: Path<String>, context: RequestContext, frame: Frame) -> HttpResponse {
    match sign_in_link::preview(&app.services, &SignInLinkToken::presented(&token), context.now).await {
        Ok(user) => {
            let name = user.display_name.as_deref().unwrap_or(&user.username);
            pages::html(&SignInLinkPage { frame, name })
        }
        Err(error) => refused(&app, &context, &error),
    }
}

/// `POST /auth/link/{token}`: signs in, once.
pub(super) async fn redeem(
    app: Data<App>,
    token: Path<String>,
    session: Session,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let browser = browser(&app, &session, &request);
    match sign_in_link::redeem(&app.services, &SignInLinkToken::presented(&token), browser, &context).await {
        Ok(signed_in) => {
            log::info!("request {}: user {} signed in with a link", context.request, signed_in.user.id);
            session::begin(&session, &signed_in.token).map_err(|error| Internal::log(&context, &error))?;
            Ok(leave_for(&app.return_policy.dashboard))
        }
        Err(error) => Ok(refused(&app, &context, &error)),
    }
}

fn refused(app: &App, context: &RequestContext, error: &SignInError) -> HttpResponse {
    refuse(app, context, Slug::operator().as_str(), &ReturnTo::Dashboard, error)
}
