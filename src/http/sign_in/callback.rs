//! The callback: completes a sign-in with the provider's authorization response.

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use secrecy::ExposeSecret;

use crate::domain::{AuthorizationResponse, Purpose, RequestContext, ReturnTo};
use crate::flow::attempt::{Attempt, Completed, SignInNotice, SignedIn};
use crate::flow::{SignInError, sign_in};
use crate::http::account::link_consent;
use crate::http::app::App;
use crate::http::cookies::pending_link;
use crate::http::cookies::preferences::{self, Preference};
use crate::http::cookies::sealed_attempt::SealedAttempt;
use crate::http::cookies::session::SessionCookie;
use crate::http::cookies::sign_in_attempt::{self, AttemptLookup};
use crate::http::page_query::AccountChange;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::body;
use crate::http::response;
use crate::http::sign_in::browser::browser;
use crate::http::sign_in::hand_over::url_after_sign_in;
use crate::http::sign_in::refuse::{refuse, refuse_on_account_page};
use crate::http::sign_in::templates::RepostPage;

/// More than the parser of authorization responses accepts, so that a longer one is refused there with a reason.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// `GET /auth/oidc/{slug}/callback`: receives the authorization response in the query (OpenID Connect Core, section
/// 3.1.2.5).
pub(in crate::http) async fn callback(
    app: Data<App>,
    slug: Path<String>,
    session: SessionCookie,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let callback = CallbackRequest { app: &app, slug: &slug, session: &session, context: &context };
    callback.finish(&request, request.query_string()).await
}

/// `POST /auth/oidc/{slug}/callback`: receives the same parameters as a form (OAuth 2.0 Form Post Response Mode).
///
/// Browsers send no `SameSite=Lax` cookie with a POST from another site. So the response to the first request is a page
/// that posts the form again from our own origin.
pub(in crate::http) async fn form_post_callback(
    app: Data<App>,
    slug: Path<String>,
    session: SessionCookie,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    // A body that is too long or too slow counts as empty, which `finish` refuses.
    let body = body::read_text(body, MAX_FORM_BYTES).await.unwrap_or_default();
    let fields: Vec<(String, String)> = url::form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let value = |name: &str| fields.iter().find(|(key, _)| key == name).map(|(_, value)| value.as_str());
    let found = sign_in_attempt::find(&app, &request, &slug, value("state").unwrap_or_default());
    match app.services.provider(&slug) {
        Some(provider) if matches!(found, AttemptLookup::NoCookie) && value("reposted").is_none() => {
            let action = app.urls().callback(&provider.slug);
            Ok(response::html(&RepostPage { layout, action: action.as_str(), fields: &fields }))
        }
        _ => {
            CallbackRequest { app: &app, slug: &slug, session: &session, context: &context }
                .finish(&request, &body)
                .await
        }
    }
}

/// What both kinds of callback need.
struct CallbackRequest<'a> {
    app: &'a App,
    slug: &'a str,
    session: &'a SessionCookie,
    context: &'a RequestContext,
}

impl CallbackRequest<'_> {
    async fn finish(&self, request: &HttpRequest, encoded: &str) -> Result<HttpResponse, Internal> {
        let default = &ReturnTo::Dashboard;
        if self.app.services.provider(self.slug).is_none() {
            return Ok(self.refuse(default, &SignInError::UnknownProvider));
        }
        let response = match AuthorizationResponse::read(encoded) {
            Ok(response) => response,
            Err(error) => return Ok(self.refuse(default, &error.into())),
        };
        // The state is compared before anything else, so that only the browser that started the attempt can continue
        // it.
        match sign_in_attempt::find(self.app, request, self.slug, response.state.expose_secret()) {
            AttemptLookup::NoCookie => {
                let (base, trusted) = (&self.app.urls().base, &self.app.trusted_proxies);
                self.app.warnings.callback_without_cookie(base, trusted, request);
                Ok(self.refuse(default, &SignInError::MissingState))
            }
            AttemptLookup::OtherAttempts => Ok(self.refuse(default, &SignInError::UnknownState)),
            AttemptLookup::Attempt(sealed) => match *sealed {
                SealedAttempt::Used(return_to) => self.redirect_if_signed_in(&return_to).await,
                SealedAttempt::Pending(attempt) => self.complete(request, &attempt, response).await,
            },
        }
    }

    async fn complete(
        &self,
        request: &HttpRequest,
        attempt: &Attempt,
        response: AuthorizationResponse,
    ) -> Result<HttpResponse, Internal> {
        let (cookies, default) = (&self.app.cookies, &ReturnTo::Dashboard);
        let browser = browser(self.app, self.session, request);
        let has_pending_link = browser.pending_link.is_some();
        let mut redirect = match sign_in::complete(&self.app.services, attempt, response, browser, self.context).await {
            Ok(Completed::SignedIn(signed_in)) => {
                let mut redirect = self.signed_in(attempt, &signed_in)?;
                if has_pending_link && signed_in.notice != Some(SignInNotice::PendingLink) {
                    response::add_cookie(&mut redirect, &pending_link::removal(cookies));
                }
                redirect
            }
            Ok(Completed::AlreadyLinked) => {
                response::see_other_without_referrer(&AccountChange::Linked.account_url(self.app.urls()))
            }
            Ok(Completed::LinkPending(secret)) => {
                let mut redirect = response::see_other_without_referrer(&link_consent::url(self.app, default));
                response::add_cookie(&mut redirect, &pending_link::cookie(cookies, &secret));
                redirect
            }
            Err(SignInError::UsedState) => self.redirect_if_signed_in(&attempt.return_to).await?,
            Err(error) => {
                let mut redirect = self.refuse_attempt(attempt, &error).await?;
                if let SignInError::ConfirmationNeeded { secret, .. } = &error {
                    response::add_cookie(&mut redirect, &pending_link::cookie(cookies, secret));
                }
                redirect
            }
        };
        response::add_cookie(&mut redirect, &sign_in_attempt::mark_used(self.app, attempt));
        Ok(redirect)
    }

    fn signed_in(&self, attempt: &Attempt, signed_in: &SignedIn) -> Result<HttpResponse, Internal> {
        let (request, user) = (&self.context.request_id, signed_in.user.id);
        log::info!("request {request}: user {user} signed in with {}", attempt.provider);
        self.session.set(&signed_in.token, self.context)?;
        let next = match signed_in.notice {
            Some(SignInNotice::PendingLink) => link_consent::url(self.app, &attempt.return_to),
            Some(SignInNotice::LinkedByEmail) => {
                url_after_sign_in(self.app, &AccountChange::LinkedByEmail.return_to(self.app, &attempt.return_to))
            }
            None => url_after_sign_in(self.app, &attempt.return_to),
        };
        let mut redirect = response::see_other_without_referrer(&next);
        let provider = preferences::cookie(&self.app.cookies, Preference::LastProvider, attempt.provider.as_str());
        response::add_cookie(&mut redirect, &provider);
        Ok(redirect)
    }

    /// Reports an attempt to link or reauthenticate on the account page, if the user is still signed in. Reports all
    /// others on the sign-in page.
    async fn refuse_attempt(&self, attempt: &Attempt, error: &SignInError) -> Result<HttpResponse, Internal> {
        let is_from_account_page = attempt.purpose != Purpose::SignIn;
        if is_from_account_page && self.session.authenticate(self.app, self.context).await?.is_some() {
            return Ok(refuse_on_account_page(self.app, self.context, self.slug, error));
        }
        Ok(self.refuse(&attempt.return_to, error))
    }

    /// Handles a response that arrives again, by the Back button or a second click. If the user is signed in, the
    /// browser goes where the sign-in led.
    async fn redirect_if_signed_in(&self, return_to: &ReturnTo) -> Result<HttpResponse, Internal> {
        match self.session.authenticate(self.app, self.context).await? {
            Some(_) => Ok(response::see_other_without_referrer(&url_after_sign_in(self.app, return_to))),
            None => Ok(self.refuse(return_to, &SignInError::UsedState)),
        }
    }

    fn refuse(&self, return_to: &ReturnTo, error: &SignInError) -> HttpResponse {
        refuse(self.app, self.context, self.slug, return_to, error)
    }
}
