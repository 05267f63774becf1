//! [`App`]: the services and settings that the handlers need.

use std::sync::Arc;

use ipnet::IpNet;

use crate::domain::{Applications, Branding, Clock, ForwardedHeaders, PublicUrls, ReturnPolicy, SessionSecrets};
use crate::flow::Services;
use crate::http::applications::told_headers::SharedNames;
use crate::http::applications::visits::Visits;
use crate::http::cookies::CookieSettings;
use crate::http::pages::assets::{Appearance, Assets};
use crate::http::request::trusted_proxies::TrustedProxies;
use crate::http::server::limits::SignInRateLimiter;
use crate::http::server::log_limit::LogLimit;
use crate::http::server::misconfiguration_warnings::MisconfigurationWarnings;
use crate::http::server::security_headers::SecurityHeaders;
use crate::metrics::ApplicationCounters;

/// The services and settings by which a request is answered. A reload makes a new one.
#[expect(missing_debug_implementations, reason = "it holds the key of all cookies")]
pub struct App {
    pub(super) services: Arc<Services>,
    pub(super) return_policy: ReturnPolicy,
    pub(super) trusted_proxies: TrustedProxies,
    pub(super) cookies: CookieSettings,
    pub(super) security_headers: SecurityHeaders,
    pub(super) skip_sign_in_page: bool,
    pub(super) appearance: Arc<Appearance>,
    pub(super) sign_in_rate_limiter: Arc<SignInRateLimiter>,
    pub(super) applications: Applications,
    pub(super) visits: Visits,
    pub(super) told_names: SharedNames,
    /// By the number of the application.
    pub(super) application_counters: Vec<ApplicationCounters>,
    pub(super) warnings: MisconfigurationWarnings,
    /// Log lines about sign-in starts that no navigation caused.
    pub(super) refused_starts_log: LogLimit,
    /// Log lines about questions of proxies that have no answer.
    pub(super) refused_questions_log: LogLimit,
    /// Log lines about places to return to that do not count.
    pub(super) refused_places_log: LogLimit,
    pub(super) clock: Clock,
}

/// The part of the configuration that concerns HTTP.
#[expect(missing_debug_implementations, reason = "it is never printed")]
pub struct AppSettings {
    /// The public URLs, and the allowed targets of redirects after a sign-in.
    pub return_policy: ReturnPolicy,
    /// The networks of reverse proxies whose forwarded headers are trusted.
    pub trusted_proxies: Vec<IpNet>,
    /// The headers that these proxies set.
    pub forwarded: ForwardedHeaders,
    /// Whether `Strict-Transport-Security` covers all subdomains of the public hosts.
    pub hsts_include_subdomains: bool,
    /// How many sign-ins may start in a minute from one client address. 0 is no limit.
    pub sign_in_starts_per_minute: u32,
    /// The secrets from which the keys of all cookies are derived.
    pub session_secrets: SessionSecrets,
    /// Whether `/login` redirects to the provider at once if only one is configured.
    pub skip_sign_in_page: bool,
    /// The applications behind the reverse proxy.
    pub applications: Applications,
    /// The product name, the accent colour, the logo and the contact of the pages.
    pub branding: Branding,
}

impl App {
    /// Derives what the handlers need from the configuration.
    #[must_use]
    pub fn new(services: Arc<Services>, settings: AppSettings, clock: Clock) -> Self {
        let urls = &settings.return_policy.urls;
        let (providers, applications) = (services.providers(), &settings.applications);
        let security_headers = SecurityHeaders::new(urls, providers, applications, settings.hsts_include_subdomains);
        let cookies = CookieSettings::new(&settings.session_secrets, urls.is_https(), services.lifetimes().absolute);
        let verify = &services.metrics().verify;
        let application_counters =
            settings.applications.iter().map(|application| verify.of_application(&application.name)).collect();
        Self {
            services,
            return_policy: settings.return_policy,
            trusted_proxies: TrustedProxies { networks: settings.trusted_proxies, headers: settings.forwarded },
            cookies,
            security_headers,
            skip_sign_in_page: settings.skip_sign_in_page,
            appearance: Arc::new(Appearance {
                assets: Assets::new(&settings.branding),
                name: settings.branding.name,
                contact: settings.branding.contact,
            }),
            sign_in_rate_limiter: Arc::new(SignInRateLimiter::new(settings.sign_in_starts_per_minute)),
            applications: settings.applications,
            visits: Visits::default(),
            told_names: SharedNames::default(),
            application_counters,
            warnings: MisconfigurationWarnings::default(),
            refused_starts_log: LogLimit::default(),
            refused_questions_log: LogLimit::default(),
            refused_places_log: LogLimit::default(),
            clock,
        }
    }

    pub(super) fn urls(&self) -> &PublicUrls {
        &self.return_policy.urls
    }
}
