//! The front door itself: addresses, cookies, pages. The only folder that knows actix and askama.
//!
//! [`addresses`] is the one table of all addresses. Around each request stand, from the outside in: [`observe`] (request
//! id, log line, headers, error page), [`guard`] (whose request is this), and where somebody may be signed in,
//! [`session`].

mod account;
mod account_pages;
mod account_words;
mod addresses;
mod api;
mod assets;
mod body;
mod callback;
mod client;
mod current;
mod dashboard;
mod error;
mod flow_cookie;
mod frame;
mod guard;
mod hints;
mod identities;
mod language;
mod limits;
mod login;
mod merge;
mod observe;
mod pages;
mod pending_link;
mod preferences;
mod provider_logout;
mod server;
mod session;
mod sign_in;
mod sign_in_link;
mod sign_out;
#[cfg(test)]
mod tests;
mod trial;
mod words;

use std::sync::Arc;
use std::time::Duration;

use actix_web::cookie::Key;
use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};

use assets::Assets;
pub use current::Current;
use error::Internal;
use frame::Look;
use hints::Hints;
use limits::SignInStarts;
pub use server::{on_hangup, serve, signal_to_stop};
pub use trial::{TrialDoor, serve_trial};

use crate::doctor::Doctor;
use crate::domain::{Branding, Clock, PublicUrls, RequestContext, ReturnPolicy};
use crate::flow::Services;

/// What the handlers need.
#[expect(missing_debug_implementations, reason = "it holds the key of all cookies")]
pub struct App {
    services: Arc<Services>,
    return_policy: ReturnPolicy,
    trusted_proxies: Vec<IpNet>,
    cookies: CookieSettings,
    content_security_policy: String,
    skip_sign_in_page: bool,
    look: Arc<Look>,
    doctor: Arc<Doctor>,
    sign_in_starts: Arc<SignInStarts>,
    hints: Hints,
    clock: Clock,
}

/// How our cookies are made.
struct CookieSettings {
    key: Key,
    secure: bool,
    session_domain: Option<String>,
    session_max_age: Duration,
}

impl CookieSettings {
    /// The name of a cookie, with the prefix for which browsers hold its attributes to the most (RFC 6265bis, section
    /// 4.1.3).
    fn name(&self, name: &str, domain: Option<&str>) -> String {
        let prefix = match (self.secure, domain) {
            (true, None) => "__Host-",
            (true, Some(_)) => "__Secure-",
            (false, _) => "",
        };
        format!("{prefix}{name}")
    }
}

/// What an operator decided about the front door.
#[expect(missing_debug_implementations, reason = "nobody prints it")]
pub struct AppSettings {
    /// Our addresses, and where people may be sent.
    pub return_policy: ReturnPolicy,
    /// Whose `X-Forwarded-*` headers are believed.
    pub trusted_proxies: Vec<IpNet>,
    /// How many sign-ins may start in a minute from one address; 0 is no limit.
    pub sign_in_starts_per_minute: u32,
    /// The domain of the session cookie, when it is for more than one host.
    pub cookie_domain: Option<String>,
    /// From which the keys of all cookies are derived: 32 bytes or more.
    pub session_secret: SecretString,
    /// With a single provider the sign-in page is passed over.
    pub skip_sign_in_page: bool,
    /// How the pages look.
    pub branding: Branding,
    /// Who examines the set-up.
    pub doctor: Arc<Doctor>,
}

impl App {
    /// Puts the front door together.
    #[must_use]
    pub fn new(services: Arc<Services>, settings: AppSettings, clock: Clock) -> Self {
        let urls = &settings.return_policy.urls;
        let content_security_policy = observe::content_security_policy(urls, services.providers());
        let cookies = CookieSettings {
            key: Key::derive_from(settings.session_secret.expose_secret().as_bytes()),
            secure: urls.is_https(),
            session_domain: settings.cookie_domain,
            session_max_age: services.lifetimes().absolute,
        };
        Self {
            services,
            return_policy: settings.return_policy,
            trusted_proxies: settings.trusted_proxies,
            cookies,
            content_security_policy,
            skip_sign_in_page: settings.skip_sign_in_page,
            doctor: settings.doctor,
            look: Arc::new(Look { assets: Assets::new(&settings.branding), name: settings.branding.name }),
            sign_in_starts: Arc::new(SignInStarts::new(settings.sign_in_starts_per_minute)),
            hints: Hints::default(),
            clock,
        }
    }

    fn urls(&self) -> &PublicUrls {
        &self.return_policy.urls
    }
}

/// Handlers get the circumstances of their request as [`observe`] has put them down; without them nothing is answered.
impl FromRequest for RequestContext {
    type Error = Internal;
    type Future = std::future::Ready<Result<Self, Internal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(request.extensions().get::<Self>().cloned().ok_or(Internal))
    }
}
