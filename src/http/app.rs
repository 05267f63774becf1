//! What the handlers need.

use std::sync::Arc;

use actix_web::cookie::Key;
use ipnet::IpNet;
use secrecy::{ExposeSecret, SecretString};

use crate::doctor::Doctor;
use crate::domain::{Branding, Clock, PublicUrls, ReturnPolicy};
use crate::flow::Services;
use crate::http::cookies::CookieSettings;
use crate::http::pages::assets::{Appearance, Assets};
use crate::http::server::limits::SignInRateLimiter;
use crate::http::server::misconfiguration_warnings::MisconfigurationWarnings;
use crate::http::server::security_headers::SecurityHeaders;

/// What the handlers need.
#[expect(missing_debug_implementations, reason = "it holds the key of all cookies")]
pub struct App {
    pub(super) services: Arc<Services>,
    pub(super) return_policy: ReturnPolicy,
    pub(super) trusted_proxies: Vec<IpNet>,
    pub(super) cookies: CookieSettings,
    pub(super) security_headers: SecurityHeaders,
    pub(super) skip_sign_in_page: bool,
    pub(super) appearance: Arc<Appearance>,
    pub(super) doctor: Arc<Doctor>,
    pub(super) sign_in_rate_limiter: Arc<SignInRateLimiter>,
    pub(super) warnings: MisconfigurationWarnings,
    pub(super) clock: Clock,
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
        let security_headers = SecurityHeaders::new(urls, services.providers());
        let cookies = CookieSettings {
            key: Key::derive_from(settings.session_secret.expose_secret().as_bytes()),
            secure: urls.are_https(),
            session_domain: settings.cookie_domain,
            session_max_age: services.lifetimes().absolute,
        };
        Self {
            services,
            return_policy: settings.return_policy,
            trusted_proxies: settings.trusted_proxies,
            cookies,
            security_headers,
            skip_sign_in_page: settings.skip_sign_in_page,
            doctor: settings.doctor,
            appearance: Arc::new(Appearance { assets: Assets::new(&settings.branding), name: settings.branding.name }),
            sign_in_rate_limiter: Arc::new(SignInRateLimiter::new(settings.sign_in_starts_per_minute)),
            warnings: MisconfigurationWarnings::default(),
            clock,
        }
    }

    pub(super) fn urls(&self) -> &PublicUrls {
        &self.return_policy.urls
    }
}
