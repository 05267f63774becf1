//! The security headers and the request id that every response has.

use std::collections::BTreeSet;

use actix_web::http::header::{self, HeaderMap, HeaderName, HeaderValue};

use crate::domain::{ProviderSettings, PublicUrls, RequestId};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// The values that depend on the configuration.
pub(in crate::http) struct SecurityHeaders {
    content_security_policy: String,
    is_https: bool,
}

impl SecurityHeaders {
    pub(in crate::http) fn new<'a>(urls: &PublicUrls, providers: impl Iterator<Item = &'a ProviderSettings>) -> Self {
        Self { content_security_policy: content_security_policy(urls, providers), is_https: urls.is_https() }
    }

    /// Adds the headers that the response does not have yet.
    pub(super) fn add(&self, request: &RequestId, headers: &mut HeaderMap) {
        let mut set = |name: HeaderName, value: &str| {
            if !headers.contains_key(&name)
                && let Ok(value) = HeaderValue::from_str(value)
            {
                headers.insert(name, value);
            }
        };
        set(REQUEST_ID, request.as_str());
        set(header::CONTENT_SECURITY_POLICY, &self.content_security_policy);
        set(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
        // check: no frames
        set(header::X_FRAME_OPTIONS, "DENY");
        // With `no-referrer`, browsers would send `Origin: null` with our own forms, which `same_origin` refuses.
        set(header::REFERRER_POLICY, "same-origin");
        // check: no-store
        set(header::CACHE_CONTROL, "no-store");
        if self.is_https {
            set(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
        }
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
