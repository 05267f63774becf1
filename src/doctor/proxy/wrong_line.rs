//! The line of the configuration that makes a fault, for each proxy. The pages of docs/proxies have the right ones.

use std::fmt::Write;

use super::kinds::{Proxies, ProxyKind};
use crate::domain::{Check, Findings};

/// What a proxy does wrongly.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It does not ask Kaimu.
    NotAsked,
    /// Kaimu gets no cookie.
    NoCookie,
    /// A header that describes the request is missing or wrong.
    WrongHeaders,
    /// The query or the path of the question is not the one of the request.
    QueryLost,
    /// The host of the question is the one that the client wrote.
    HostOfClient,
    /// The answer "signed out" does not reach the client as it should.
    NoSignIn,
    /// The page of a refusal is lost.
    NoRefusalPage,
    /// `/.kaimu/` does not lead to Kaimu.
    ReservedPath,
    /// Requests pass while Kaimu does not answer.
    OpenInOutage,
    /// It waits for Kaimu without an end.
    NoTimeLimit,
    /// Identity headers do not reach the application.
    NoIdentity,
    /// Identity headers of the client reach the application.
    SpoofedHeaders,
    /// Headers with another path reach the application.
    RewriteHeaders,
    /// Kaimu's cookie reaches the application.
    ForwardedCookie,
    /// A personal access token reaches the application.
    ForwardedToken,
}

/// Adds the finding for something that the proxy does wrongly, with the line of its configuration that would correct it.
pub(super) fn add_wrong_line(
    check: Check,
    seen: impl AsRef<str>,
    fault: Fault,
    proxies: &Proxies,
    findings: &mut Findings,
) {
    findings.broken(check, seen, remedy(fault, proxies));
}

/// What to do: the lines of each proxy that it may be.
pub(super) fn remedy(fault: Fault, proxies: &Proxies) -> String {
    let mut text = String::new();
    for proxy in proxies {
        let separator = if text.is_empty() { "" } else { "; " };
        // Writing to a string does not fail.
        let _ = write!(text, "{separator}{}: {} ({})", proxy.name(), line(fault, *proxy), proxy.page());
    }
    text
}

fn line(fault: Fault, proxy: ProxyKind) -> &'static str {
    use ProxyKind::{Apache, Caddy, Envoy, HaProxy, Nginx, Traefik};
    match (fault, proxy) {
        (Fault::NotAsked, _) => not_asked(proxy),
        (Fault::NoCookie, Envoy) => "add `- exact: cookie` to allowed_headers",
        (Fault::NoCookie, Traefik) => "add Cookie to authRequestHeaders, or remove that list",
        (Fault::NoCookie, HaProxy) => "restore `asked[\"cookie\"]` in kaimu.lua",
        (Fault::NoCookie, Apache) => "add \"Cookie\" to the table ASKED of kaimu.lua",
        (Fault::NoCookie, Nginx) => "remove `proxy_set_header Cookie` from kaimu-verify.conf",
        (Fault::NoCookie, Caddy) => "remove `header_up -Cookie` from forward_auth",
        (Fault::WrongHeaders, Nginx) => {
            "restore the lines `proxy_set_header X-Forwarded-Method $request_method;`, `… X-Forwarded-Proto $scheme;`, \
             `… X-Forwarded-Host $host;` and `… X-Forwarded-Uri $request_uri;` of kaimu-verify.conf"
        }
        (Fault::WrongHeaders | Fault::QueryLost, HaProxy) => {
            "restore the table `asked` of kaimu.lua: `txn.f:method()`, and `txn.f:pathq()` for x-forwarded-uri"
        }
        (Fault::WrongHeaders | Fault::QueryLost, Apache) => {
            "restore the table `asked` of kaimu.lua: `r.method`, and `r.unparsed_uri` for X-Forwarded-Uri"
        }
        (Fault::WrongHeaders | Fault::QueryLost, Caddy) => {
            "remove each `header_up X-Forwarded-…` from forward_auth, which sets these headers itself"
        }
        (Fault::WrongHeaders | Fault::QueryLost, Traefik) => {
            "set `trustForwardHeader: false`, and remove X-Forwarded-… from customRequestHeaders"
        }
        (Fault::WrongHeaders | Fault::QueryLost, Envoy) => "set `path_prefix: /auth/verify/envoy`",
        (Fault::QueryLost, Nginx) => "write `proxy_set_header X-Forwarded-Uri $request_uri;`, not `$uri`",
        (Fault::HostOfClient, _) => "write `proxy_set_header X-Forwarded-Host $host;`, not `$http_host`",
        (Fault::NoSignIn, _) => no_sign_in(proxy),
        (Fault::NoRefusalPage, Nginx) => "restore `error_page 403 = @kaimu_denied;` and that location",
        (Fault::NoRefusalPage, HaProxy) => "restore `body = response.body` in kaimu.lua",
        (Fault::NoRefusalPage, Apache) => "restore `r:write(body)` in kaimu.lua",
        (Fault::NoRefusalPage, Traefik) => "set `maxResponseBodySize: 262144`, and remove the middleware `errors`",
        (Fault::NoRefusalPage, Caddy) => "remove `handle_response` from forward_auth",
        (Fault::NoRefusalPage, Envoy) => "remove `local_reply_config` and allowed_client_headers",
        (Fault::ReservedPath, Nginx) => "restore `location ^~ /.kaimu/` of kaimu-verify.conf",
        (Fault::ReservedPath, HaProxy) => "write `use_backend kaimu if is_login or is_kaimu`",
        (Fault::ReservedPath, Caddy | Traefik | Envoy | Apache) => {
            "have it ask Kaimu about /.kaimu/ as well, without a route of its own"
        }
        (Fault::OpenInOutage | Fault::NoTimeLimit, _) => outage(fault, proxy),
        (Fault::NoIdentity | Fault::SpoofedHeaders, _) => identity(fault, proxy),
        (Fault::RewriteHeaders | Fault::ForwardedCookie | Fault::ForwardedToken, _) => forwarded(fault, proxy),
    }
}

fn not_asked(proxy: ProxyKind) -> &'static str {
    match proxy {
        ProxyKind::Nginx => {
            "restore `auth_request /.kaimu/verify;` and its location (kaimu-verify.conf) in the server of this host, and \
             remove `auth_request off;`"
        }
        ProxyKind::Caddy => "write `forward_auth` with `uri /auth/verify/forward` before `reverse_proxy`",
        ProxyKind::Traefik => {
            "write `middlewares: [kaimu-clean, kaimu]` in the router of this host, and the address of /auth/verify/forward \
             in forwardAuth"
        }
        ProxyKind::Envoy => {
            "restore the filter `envoy.filters.http.ext_authz` with `path_prefix: /auth/verify/envoy`, and do not disable \
             it for this host"
        }
        ProxyKind::HaProxy => "write `http-request lua.kaimu unless is_login or is_kaimu` in the frontend",
        ProxyKind::Apache => "write `LuaHookAccessChecker /etc/apache2/kaimu.lua verify early` for this location",
    }
}

fn no_sign_in(proxy: ProxyKind) -> &'static str {
    match proxy {
        ProxyKind::Nginx => {
            "restore `error_page 401 = @kaimu_sign_in;` and that location, and ask `/auth/verify/nginx`: any other answer \
             than 401 and 403 becomes 500"
        }
        ProxyKind::Caddy => "write `uri /auth/verify/forward` in forward_auth, without `handle_response`",
        ProxyKind::Traefik => {
            "set the address of forwardAuth to /auth/verify/forward, and `preserveLocationHeader: true`"
        }
        ProxyKind::Envoy => {
            "set `path_prefix: /auth/verify/envoy`, and list `location` in allowed_client_headers if there is such a list"
        }
        ProxyKind::HaProxy => "ask `/auth/verify/forward`, and restore the function `answer` of kaimu.lua",
        ProxyKind::Apache => "ask `/auth/verify/forward`, and restore `r.err_headers_out[name] = value` in kaimu.lua",
    }
}

fn outage(fault: Fault, proxy: ProxyKind) -> &'static str {
    match (fault, proxy) {
        (Fault::OpenInOutage, ProxyKind::Nginx) => {
            "remove the `error_page` for 500 to 504, which leads past auth_request"
        }
        (Fault::OpenInOutage, ProxyKind::Caddy) => {
            "remove `handle_errors` and `handle_response`, which lead past forward_auth"
        }
        (Fault::OpenInOutage, ProxyKind::Traefik) => {
            "remove the middleware `errors`, whose service answers in place of a refusal"
        }
        (Fault::OpenInOutage, ProxyKind::Envoy) => "set `failure_mode_allow: false`",
        (Fault::OpenInOutage, ProxyKind::HaProxy) => {
            "restore `return txn:done(txn:reply({ status = 503 }))` in kaimu.lua"
        }
        (Fault::OpenInOutage, ProxyKind::Apache) => "restore `return 503` in kaimu.lua",
        (_, ProxyKind::Nginx) => "set `proxy_read_timeout 2s;` in the location of verify",
        (_, ProxyKind::Caddy) => "set `response_header_timeout 2s` in the transport of forward_auth",
        (_, ProxyKind::Traefik) => "this cannot be changed",
        (_, ProxyKind::Envoy) => "set `timeout: 2s` in the server_uri of ext_authz",
        (_, ProxyKind::HaProxy) => "set `TIMEOUT = 2000` in kaimu.lua",
        (_, ProxyKind::Apache) => "set `http.TIMEOUT = 2` in kaimu.lua",
    }
}

fn identity(fault: Fault, proxy: ProxyKind) -> &'static str {
    match (fault, proxy) {
        (Fault::NoIdentity, ProxyKind::Nginx) => {
            "each of these headers needs its `auth_request_set` in kaimu-verify.conf and its `proxy_set_header` in \
             kaimu-headers.conf"
        }
        (Fault::NoIdentity, ProxyKind::Caddy) => "list these headers in `copy_headers`",
        (Fault::NoIdentity, ProxyKind::Traefik) => "list these headers in `authResponseHeaders`",
        (Fault::NoIdentity, ProxyKind::Envoy) => "list these headers in `allowed_upstream_headers`",
        (Fault::NoIdentity, ProxyKind::HaProxy | ProxyKind::Apache) => {
            "list these headers in the table IDENTITY of kaimu.lua"
        }
        (_, ProxyKind::Nginx) => {
            "set each identity header with `proxy_set_header` in kaimu-headers.conf, and keep `underscores_in_headers off;` \
             and `ignore_invalid_headers on;`"
        }
        (_, ProxyKind::Caddy) => "write `request_header -Remote*` and `request_header -Kaimu*` before forward_auth",
        (_, ProxyKind::Traefik) => {
            "set `aliasHeadersStrategy: delete`, and list each identity header in `authResponseHeaders`"
        }
        (_, ProxyKind::Envoy) => {
            "restore `remove_on_match` of early_header_mutation, `headers_with_underscores_action: DROP_HEADER` and each \
             name in `allowed_upstream_headers`"
        }
        (_, ProxyKind::HaProxy) => {
            "restore `option http-restrict-req-hdr-names delete`, and `txn.http:req_del_header(name)` in kaimu.lua"
        }
        (_, ProxyKind::Apache) => "restore `remove_look_alikes(r)` and `value ~= \"\" and value or nil` in kaimu.lua",
    }
}

fn forwarded(fault: Fault, proxy: ProxyKind) -> &'static str {
    match (fault, proxy) {
        (Fault::RewriteHeaders, ProxyKind::Nginx) => {
            "restore `proxy_set_header X-Original-URL \"\";` and `proxy_set_header X-Rewrite-URL \"\";` in kaimu-headers.conf"
        }
        (Fault::RewriteHeaders, ProxyKind::Caddy) => {
            "write `request_header -X-Original-URL` and `request_header -X-Rewrite-URL` before reverse_proxy"
        }
        (Fault::RewriteHeaders, ProxyKind::Traefik) => {
            "set `X-Original-Url: \"\"` and `X-Rewrite-Url: \"\"` in customRequestHeaders of kaimu-clean"
        }
        (Fault::RewriteHeaders, ProxyKind::Envoy) => "write `- remove: x-original-url` and `- remove: x-rewrite-url`",
        (Fault::RewriteHeaders, ProxyKind::HaProxy) => {
            "write `http-request del-header X-Original-URL` and `http-request del-header X-Rewrite-URL`"
        }
        (Fault::RewriteHeaders, ProxyKind::Apache) => {
            "write `RequestHeader unset X-Original-URL early` and `RequestHeader unset X-Rewrite-URL early`"
        }
        (Fault::ForwardedCookie, ProxyKind::Nginx) => {
            "restore `proxy_set_header Cookie $kaimu_cookie;` in kaimu-headers.conf"
        }
        (Fault::ForwardedCookie, ProxyKind::Caddy) => "restore the lines `request_header Cookie …` after forward_auth",
        (Fault::ForwardedCookie, ProxyKind::Traefik) => "this cannot be changed",
        (Fault::ForwardedCookie, ProxyKind::Envoy) => "restore the Lua filter, which removes Kaimu's cookies",
        (Fault::ForwardedCookie, ProxyKind::HaProxy) => "restore `remove_cookies(txn.http, headers)` in kaimu.lua",
        (Fault::ForwardedCookie, ProxyKind::Apache) => "restore `remove_cookies(r)` in kaimu.lua",
        (_, ProxyKind::Nginx) => "restore `proxy_set_header Authorization $kaimu_authorization;` in kaimu-headers.conf",
        (_, ProxyKind::Caddy) => "restore `request_header @kaimu_token -Authorization` after forward_auth",
        (_, ProxyKind::Traefik) => "add a router with the middleware kaimu-token for this host",
        (_, ProxyKind::Envoy) => "restore the Lua filter, which removes `authorization` if `kaimu-token-used` is 1",
        (_, ProxyKind::HaProxy) => "restore `txn.http:req_del_header(\"authorization\")` in kaimu.lua",
        (_, ProxyKind::Apache) => "restore `r.headers_in[\"Authorization\"] = nil` in kaimu.lua",
    }
}
