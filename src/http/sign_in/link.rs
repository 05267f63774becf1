//! Sign-in with a sign-in link from the operator.

use actix_web::web::{Data, Path};
use actix_web::{HttpRequest, HttpResponse};

use crate::domain::{RequestContext, ReturnTo, SignInLinkToken, Slug};
use crate::flow::{SignInError, sign_in_link};
use crate::http::app::App;
use crate::http::cookies::session::SessionCookie;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::host;
use crate::http::response;
use crate::http::sign_in::browser::browser;
use crate::http::sign_in::hand_over::url_after_sign_in;
use crate::http::sign_in::refuse::refuse;
use crate::http::sign_in::templates::SignInLinkPage;

/// `GET /auth/link/{token}`: a page with a button. It does not use up the link, since mail and chat programs fetch
/// links for previews and malware scans.
pub(in crate::http) async fn page(
    app: Data<App>,
    token: Path<String>,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
) -> HttpResponse {
    if let Some(url) = host::url_on_base_host(&app, &request) {
        return response::see_other_without_referrer(&url);
    }
    match sign_in_link::preview(&app.services, &SignInLinkToken::presented(&token), context.now).await {
        Ok(user) => {
            let name = user.display_name.as_deref().unwrap_or(&user.username);
            response::html(&SignInLinkPage { layout, name })
        }
        Err(error) => refused(&app, &context, &error),
    }
}

/// `POST /auth/link/{token}`: signs the user in. Works once.
pub(in crate::http) async fn redeem(
    app: Data<App>,
    token: Path<String>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    if let Some(url) = host::url_on_base_host(&app, &request) {
        return Ok(response::see_other_without_referrer(&url));
    }
    let browser = browser(&app, &session, &request);
    match sign_in_link::redeem(&app.services, &SignInLinkToken::presented(&token), browser, &context).await {
        Ok(signed_in) => {
            let user = signed_in.user.id;
            log::info!(user:%; "user {user} signed in with a sign-in link");
            app.services.metrics().sign_ins.signed_in_by_link();
            session.set(&signed_in.token)?;
            Ok(response::see_other_without_referrer(&url_after_sign_in(&app, &ReturnTo::Dashboard)))
        }
        Err(error) => Ok(refused(&app, &context, &error)),
    }
}

fn refused(app: &App, context: &RequestContext, error: &SignInError) -> HttpResponse {
    refuse(app, context, Slug::operator().as_str(), &ReturnTo::Dashboard, error)
}
