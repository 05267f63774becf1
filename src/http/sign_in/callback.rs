//! Back from the provider.

use actix_session::Session;
use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use secrecy::ExposeSecret;

use crate::domain::{AuthorizationResponse, Purpose, RequestContext, ReturnTo};
use crate::flow::attempt::{Attempt, Completed, SignedIn};
use crate::flow::{SignInError, sign_in};
use crate::http::app::App;
use crate::http::cookies::preferences;
use crate::http::cookies::preferences::Preference;
use crate::http::cookies::sealed_attempt::SealedAttempt;
use crate::http::cookies::sign_in_attempt;
use crate::http::cookies::sign_in_attempt::AttemptLookup;
use crate::http::cookies::{pending_link, session};
use crate::http::page_query::AccountChange;
use crate::http::pages::layout::Layout;
use crate::http::problem::Internal;
use crate::http::request::body;
use crate::http::response;
use crate::http::sign_in::browser::browser;
use crate::http::sign_in::refuse::{refuse, refuse_on_account_page};
use crate::http::sign_in::templates::RepostPage;

/// More than any response, which its own reader refuses in words.
const MAX_FORM_BYTES: usize = 64 * 1024;

/// `GET /auth/oidc/{slug}/callback`: answers the provider's redirect (OpenID Connect Core, section 3.1.2.5).
pub(in crate::http) async fn callback(
    app: Data<App>,
    slug: Path<String>,
    session: Session,
    context: RequestContext,
    request: HttpRequest,
) -> Result<HttpResponse, Internal> {
    let callback = CallbackRequest { app: &app, slug: &slug, session: &session, context: &context };
    callback.finish(&request, request.query_string()).await
}

/// `POST /auth/oidc/{slug}/callback`: the same parameters as a form (OAuth 2.0 Form Post Response Mode). A POST from
/// another site carries no `SameSite=Lax` cookie, so the first one is answered with a page that posts it once more from
/// here.
pub(in crate::http) async fn form_post_callback(
    app: Data<App>,
    slug: Path<String>,
    session: Session,
    context: RequestContext,
    layout: Layout,
    request: HttpRequest,
    body: Payload,
) -> Result<HttpResponse, Internal> {
    // One that is too long, or takes too long, is no authorization response, which `finish` finds out.
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

struct CallbackRequest<'a> {
    app: &'a App,
    slug: &'a str,
    session: &'a Session,
    context: &'a RequestContext,
}

impl CallbackRequest<'_> {
    async fn finish(&self, request: &HttpRequest, encoded: &str) -> Result<HttpResponse, Internal> {
        let nowhere = &ReturnTo::Dashboard;
        if self.app.services.provider(self.slug).is_none() {
            return Ok(self.refuse(nowhere, &SignInError::UnknownProvider));
        }
        let response = match AuthorizationResponse::read(encoded) {
            Ok(response) => response,
            Err(error) => return Ok(self.refuse(nowhere, &error.into())),
        };
        // The state is compared before anything else happens: what follows concerns this browser's own sign-in only.
        match sign_in_attempt::find(self.app, request, self.slug, response.state.expose_secret()) {
            AttemptLookup::NoCookie => {
                let (base, trusted) = (&self.app.urls().base, &self.app.trusted_proxies);
                self.app.warnings.callback_without_cookie(base, trusted, request);
                Ok(self.refuse(nowhere, &SignInError::MissingState))
            }
            AttemptLookup::OtherAttempts => Ok(self.refuse(nowhere, &SignInError::UnknownState)),
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
        let cookies = &self.app.cookies;
        let browser = browser(self.app, self.session, request);
        let has_pending_link = browser.pending_link.is_some();
        let mut answer = match sign_in::complete(&self.app.services, attempt, response, browser, self.context).await {
            Ok(Completed::SignedIn(signed_in)) => {
                let mut answer = self.signed_in(attempt, &signed_in)?;
                if has_pending_link {
                    response::add_cookie(&mut answer, &pending_link::removal(cookies));
                }
                answer
            }
            Ok(Completed::Linked) => {
                log::info!("request {}: an identity at {} is linked", self.context.request, attempt.provider);
                response::see_other_without_referrer(&AccountChange::Linked.account_url(self.app.urls()))
            }
            Err(SignInError::UsedState) => self.redirect_if_signed_in(&attempt.return_to).await?,
            Err(error) => {
                let mut answer = self.refuse_attempt(attempt, &error).await?;
                if let SignInError::ConfirmationNeeded { secret, .. } = &error {
                    response::add_cookie(&mut answer, &pending_link::cookie(cookies, secret));
                }
                answer
            }
        };
        response::add_cookie(&mut answer, &sign_in_attempt::mark_used(self.app, attempt));
        Ok(answer)
    }

    fn signed_in(&self, attempt: &Attempt, signed_in: &SignedIn) -> Result<HttpResponse, Internal> {
        let (request, user) = (&self.context.request, signed_in.user.id);
        log::info!("request {request}: user {user} signed in with {}", attempt.provider);
        session::set_token(self.session, &signed_in.token).map_err(|error| Internal::log(self.context, &error))?;
        let mut answer = response::see_other_without_referrer(self.app.return_policy.resolve(&attempt.return_to));
        let last = preferences::cookie(&self.app.cookies, Preference::LastProvider, attempt.provider.as_str());
        response::add_cookie(&mut answer, &last);
        Ok(answer)
    }

    /// Somebody who is signed in and wanted to change how is told on their account page, everybody else on the sign-in page.
    async fn refuse_attempt(&self, attempt: &Attempt, error: &SignInError) -> Result<HttpResponse, Internal> {
        let changes = attempt.purpose != Purpose::SignIn;
        if changes && session::authenticate(self.app, self.session, self.context).await?.is_some() {
            return Ok(refuse_on_account_page(self.app, self.context, self.slug, error));
        }
        Ok(self.refuse(&attempt.return_to, error))
    }

    /// The same response once more, by the Back button or a second click: to where the sign-in ended, if it did.
    async fn redirect_if_signed_in(&self, return_to: &ReturnTo) -> Result<HttpResponse, Internal> {
        match session::authenticate(self.app, self.session, self.context).await? {
            Some(_) => Ok(response::see_other_without_referrer(self.app.return_policy.resolve(return_to))),
            None => Ok(self.refuse(return_to, &SignInError::UsedState)),
        }
    }

    fn refuse(&self, return_to: &ReturnTo, error: &SignInError) -> HttpResponse {
        refuse(self.app, self.context, self.slug, return_to, error)
    }
}
