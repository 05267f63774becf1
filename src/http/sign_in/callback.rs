//! The callback: completes a sign-in with the provider's authorization response.

use std::time::{Duration, Instant};

use actix_web::web::{Data, Path, Payload};
use actix_web::{HttpRequest, HttpResponse};
use secrecy::ExposeSecret;

use crate::domain::{AuthorizationResponse, Purpose, RequestContext, ReturnTo, Session, User, error_chain};
use crate::flow::SignInError;
use crate::flow::attempt::{Attempt, Completed, SignInNotice, SignedIn};
use crate::flow::sign_in::{self, Deadlines};
use crate::http::account::link_consent;
use crate::http::app::App;
use crate::http::cookies::pending_link;
use crate::http::cookies::preferences::{self, Preference};
use crate::http::cookies::sealed_attempt::{SealedAttempt, UsedAttempt};
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
use crate::http::sign_in::repetition;
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
    let callback = CallbackRequest::new(&app, &slug, &session, &context, &request);
    match repetition::repeated_state(request.query_string()) {
        Some(state) => callback.finish_repeated(&state).await,
        None => callback.finish(request.query_string()).await,
    }
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
        _ => CallbackRequest::new(&app, &slug, &session, &context, &request).finish(&body).await,
    }
}

/// What both kinds of callback need.
struct CallbackRequest<'a> {
    app: &'a App,
    slug: &'a str,
    session: &'a SessionCookie,
    context: &'a RequestContext,
    request: &'a HttpRequest,
    deadlines: Deadlines,
}

impl<'a> CallbackRequest<'a> {
    fn new(
        app: &'a App,
        slug: &'a str,
        session: &'a SessionCookie,
        context: &'a RequestContext,
        request: &'a HttpRequest,
    ) -> Self {
        Self { app, slug, session, context, request, deadlines: Deadlines::from_now() }
    }

    async fn finish(&self, encoded: &str) -> Result<HttpResponse, Internal> {
        let response = match self.read(encoded) {
            Ok(response) => response,
            Err(error) => return self.refuse_unless_signed_in(&ReturnTo::Dashboard, &error).await,
        };
        match self.find_attempt(response.state.expose_secret()) {
            Ok(SealedAttempt::Pending(attempt)) => self.complete(&attempt, response).await,
            Ok(SealedAttempt::Used(used)) => self.report_again(&used).await,
            Err(error) => self.refuse_unless_signed_in(&ReturnTo::Dashboard, &error).await,
        }
    }

    /// Handles the URL of [`repetition::ask_again`]: another request had the same response, and has been answered.
    async fn finish_repeated(&self, state: &str) -> Result<HttpResponse, Internal> {
        match self.find_attempt(state) {
            Ok(SealedAttempt::Pending(attempt)) => match self.continue_if_signed_in(&attempt.return_to).await? {
                Some(redirect) => Ok(redirect),
                None => Ok(repetition::start_again(self.app, self.request, self.context, &attempt).await),
            },
            Ok(SealedAttempt::Used(used)) => self.report_again(&used).await,
            Err(error) => self.refuse_unless_signed_in(&ReturnTo::Dashboard, &error).await,
        }
    }

    fn read(&self, encoded: &str) -> Result<AuthorizationResponse, SignInError> {
        self.app.services.provider(self.slug).ok_or(SignInError::UnknownProvider)?;
        Ok(AuthorizationResponse::read(encoded)?)
    }

    /// The attempt with this state. The state is compared before anything else, so that only the browser that started the
    /// attempt can continue it.
    fn find_attempt(&self, state: &str) -> Result<SealedAttempt, SignInError> {
        match sign_in_attempt::find(self.app, self.request, self.slug, state) {
            AttemptLookup::Attempt(sealed) => Ok(*sealed),
            AttemptLookup::OtherAttempts => Err(SignInError::UnknownState),
            AttemptLookup::NoCookie => {
                let (base, trusted) = (&self.app.urls().base, &self.app.trusted_proxies);
                self.app.warnings.callback_without_cookie(base, trusted, self.request);
                Err(SignInError::MissingState)
            }
        }
    }

    async fn complete(&self, attempt: &Attempt, response: AuthorizationResponse) -> Result<HttpResponse, Internal> {
        let (cookies, default) = (&self.app.cookies, &ReturnTo::Dashboard);
        let browser = browser(self.app, self.session, self.request);
        let has_pending_link = browser.pending_link.is_some();
        let begun = Instant::now();
        let completed =
            sign_in::complete(&self.app.services, attempt, response, browser, self.context, self.deadlines).await;
        self.count(attempt, &completed, begun.elapsed());
        let refusal = completed.as_ref().err().map(SignInError::refusal);
        let mut redirect = match completed {
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
            Err(SignInError::UsedState) => {
                return match self.continue_if_signed_in(&attempt.return_to).await? {
                    Some(redirect) => Ok(redirect),
                    None => repetition::ask_again(self.app, self.context, attempt).await,
                };
            }
            Err(error) => {
                let mut redirect = self.refuse_attempt(attempt, &error).await?;
                if let SignInError::ConfirmationNeeded { secret, .. } = &error {
                    response::add_cookie(&mut redirect, &pending_link::cookie(cookies, secret));
                }
                redirect
            }
        };
        let used = sign_in_attempt::mark_used(self.app, attempt, refusal, self.context.now);
        response::add_cookie(&mut redirect, &used);
        Ok(redirect)
    }

    /// Counts how the attempt has ended. [`refuse`] counts refusals.
    fn count(&self, attempt: &Attempt, completed: &Result<Completed, SignInError>, duration: Duration) {
        let (sign_ins, provider) = (&self.app.services.metrics().sign_ins, attempt.provider.as_str());
        sign_ins.callback_answered(provider, duration);
        match completed {
            Ok(Completed::SignedIn(_)) => {
                let since_start = (self.context.now - attempt.started_at).to_std().unwrap_or_default();
                sign_ins.signed_in(provider, since_start + duration);
            }
            Ok(Completed::AlreadyLinked) => sign_ins.already_linked(provider),
            Ok(Completed::LinkPending(_)) => sign_ins.confirmation_asked(provider),
            Err(_) => {}
        }
    }

    fn signed_in(&self, attempt: &Attempt, signed_in: &SignedIn) -> Result<HttpResponse, Internal> {
        let (provider, user) = (attempt.provider.as_str(), signed_in.user.id);
        log::info!(provider, user:%; "user {user} signed in with {provider}");
        self.session.set(&signed_in.token)?;
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
        if matches!(attempt.purpose, Purpose::SignIn | Purpose::StepUp) {
            return match error {
                SignInError::ExpiredState => self.refuse_unless_signed_in(&attempt.return_to, error).await,
                _ => Ok(self.refuse(&attempt.return_to, error)),
            };
        }
        if self.signed_in_session().await?.is_some() {
            return Ok(refuse_on_account_page(self.app, self.context, self.slug, error));
        }
        Ok(self.refuse(&attempt.return_to, error))
    }

    /// Handles a response that arrives again, by the Back button or a restored tab: without a session, the same refusal.
    async fn report_again(&self, used: &UsedAttempt) -> Result<HttpResponse, Internal> {
        let error = used.refusal.map_or(SignInError::UsedState, SignInError::RefusedBefore);
        self.refuse_unless_signed_in(&used.return_to, &error).await
    }

    /// Refuses a response that is of no use any more. If the user is signed in, they go on instead.
    async fn refuse_unless_signed_in(
        &self,
        return_to: &ReturnTo,
        error: &SignInError,
    ) -> Result<HttpResponse, Internal> {
        let Some(redirect) = self.continue_if_signed_in(return_to).await? else {
            return Ok(self.refuse(return_to, error));
        };
        let code = error.refusal().code();
        log::info!(code; "{code}, but the browser is signed in: {}", error_chain(error));
        Ok(redirect)
    }

    /// The session of this browser, if it is known before the browser has to have its answer.
    async fn signed_in_session(&self) -> Result<Option<(Session, User)>, Internal> {
        self.session.authenticate_until(self.app, self.context, self.deadlines.answer()).await
    }

    async fn continue_if_signed_in(&self, return_to: &ReturnTo) -> Result<Option<HttpResponse>, Internal> {
        let session = self.signed_in_session().await?;
        Ok(session.map(|_| response::see_other_without_referrer(&url_after_sign_in(self.app, return_to))))
    }

    fn refuse(&self, return_to: &ReturnTo, error: &SignInError) -> HttpResponse {
        refuse(self.app, self.context, self.slug, return_to, error)
    }
}
