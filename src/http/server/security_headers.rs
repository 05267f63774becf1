//! The security headers of responses, and the request id that each response has.

use std::collections::BTreeSet;

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::domain::{Applications, ProviderSettings, PublicUrls, RequestId};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");
const OPENER_POLICY: HeaderName = HeaderName::from_static("cross-origin-opener-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
/// What no page of Kaimu uses.
const DENIED_PERMISSIONS: &str = "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()";

/// The headers as the configuration makes them.
pub(in crate::http) struct SecurityHeaders {
    /// Those of each response that has no other value.
    defaults: Vec<(HeaderName, HeaderValue)>,
    /// Those of an answer about a session, all but its request id.
    of_session: HeaderMap,
    /// The policy of the page with the icons of applications.
    policy_with_icons: HeaderValue,
}

impl SecurityHeaders {
    pub(in crate::http) fn new<'a>(
        urls: &PublicUrls,
        providers: impl Iterator<Item = &'a ProviderSettings>,
        applications: &Applications,
        hsts_include_subdomains: bool,
    ) -> Self {
        let strict_transport_security = match (urls.is_https(), hsts_include_subdomains) {
            (false, _) => None,
            (true, false) => Some("max-age=31536000"),
            (true, true) => Some("max-age=31536000; includeSubDomains"),
        };
        let content_security_policy = content_security_policy(urls, providers);
        let icons = applications.iter().filter_map(|application| application.icon.as_ref());
        let origins: BTreeSet<String> = icons.map(|icon| icon.origin().ascii_serialization()).collect();
        let sources = std::iter::once("'self'".to_owned()).chain(origins).collect::<Vec<_>>().join(" ");
        let with_icons = content_security_policy.replace("img-src 'self'", &format!("img-src {sources}"));
        let policy = |text: &str| HeaderValue::from_str(text).unwrap_or(HeaderValue::from_static("default-src 'none'"));
        let mut defaults = vec![(header::CONTENT_SECURITY_POLICY, policy(&content_security_policy))];
        let mut set = |name: HeaderName, value: &'static str| defaults.push((name, HeaderValue::from_static(value)));
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        // check: no frames
        set(header::X_FRAME_OPTIONS, "DENY");
        // With `no-referrer`, browsers would send `Origin: null` with our own forms, which `same_origin` refuses.
        set(header::REFERRER_POLICY, "same-origin");
        // Another site that opens one of our pages in a window gets no handle to it.
        set(OPENER_POLICY, "same-origin");
        // Our two hosts may share a site, so that one may show what the other serves. Requests with CORS are not affected.
        set(RESOURCE_POLICY, "same-site");
        set(PERMISSIONS_POLICY, DENIED_PERMISSIONS);
        if let Some(policy) = strict_transport_security {
            set(header::STRICT_TRANSPORT_SECURITY, policy);
        }
        Self { of_session: session_headers(&defaults), defaults, policy_with_icons: policy(&with_icons) }
    }

    /// The headers of an answer about a session, as the handler and all middleware make them.
    pub(in crate::http) fn of_session(&self, request: &RequestId) -> HeaderMap {
        let mut headers = self.of_session.clone();
        headers.insert(REQUEST_ID, request_id(request));
        headers
    }

    /// The content security policy of the page with the icons of applications: pictures may also come from the origins of the
    /// configured icons.
    pub(in crate::http) fn policy_with_icons(&self) -> HeaderValue {
        self.policy_with_icons.clone()
    }

    /// Adds the headers to the answer about a request to an application. No browser gets one that lets the request pass, and
    /// proxies such as nginx read only 4 KiB of it, so that it has few.
    pub(in crate::http) fn add_to_answer(&self, request: &RequestId, is_allowed: bool, headers: &mut HeaderMap) {
        if is_allowed {
            add_to_each(request, headers);
        } else {
            self.add(request, headers);
        }
    }

    /// Adds the headers that the response does not have yet.
    pub(in crate::http) fn add(&self, request: &RequestId, headers: &mut HeaderMap) {
        add_to_each(request, headers);
        for (name, value) in &self.defaults {
            set_default(headers, name, || value.clone());
        }
    }
}

fn session_headers(defaults: &[(HeaderName, HeaderValue)]) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    // As the middleware for scripts of other origins writes it.
    let vary = "Origin, Access-Control-Request-Method, Access-Control-Request-Headers";
    headers.insert(header::VARY, HeaderValue::from_static(vary));
    // A copy has room for it.
    headers.insert(REQUEST_ID, HeaderValue::from_static("-"));
    add_no_store(&mut headers);
    for (name, value) in defaults {
        headers.insert(name.clone(), value.clone());
    }
    headers
}

fn add_to_each(request: &RequestId, headers: &mut HeaderMap) {
    set_default(headers, &REQUEST_ID, || request_id(request));
    add_no_store(headers);
}

fn request_id(request: &RequestId) -> HeaderValue {
    // An id has no characters that a header does not allow.
    HeaderValue::from_str(request.as_str()).unwrap_or(HeaderValue::from_static("-"))
}

fn add_no_store(headers: &mut HeaderMap) {
    // check: no-store
    set_default(headers, &header::CACHE_CONTROL, || HeaderValue::from_static("no-store"));
}

fn set_default(headers: &mut HeaderMap, name: &HeaderName, value: impl FnOnce() -> HeaderValue) {
    if !headers.contains_key(name) {
        headers.insert(name.clone(), value());
    }
}

/// Allows only resources from our own origin, and nothing inline. Scripts may call the API on our other host. Chromium
/// applies `form-action` to each redirect after a POST, so it allows our other host and the providers.
fn content_security_policy<'a>(urls: &PublicUrls, providers: impl Iterator<Item = &'a ProviderSettings>) -> String {
    let ours: BTreeSet<String> = [&urls.base, &urls.frontend].map(|url| url.origin().ascii_serialization()).into();
    let insecure = providers.filter_map(ProviderSettings::insecure_origin).map(|origin| origin.ascii_serialization());
    let targets: BTreeSet<String> = insecure.chain(ours.iter().cloned()).collect();
    let list = |origins: BTreeSet<String>| Vec::from_iter(origins).join(" ");
    format!(
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self' {}; \
         form-action 'self' https: {}; base-uri 'none'; frame-ancestors 'none'",
        list(ours),
        list(targets)
    )
}
