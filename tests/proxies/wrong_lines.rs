//! One wrong line at each proxy that can have it, and what `kaimu check --application` says about it.

use super::check::WrongLine;

pub const NGINX: &[WrongLine] = &[
    ("auth_request /.kaimu/verify;", "", "proxy.asks", "auth_request /.kaimu/verify;"),
    (
        "auth_request_set $kaimu_jwt",
        "proxy_set_header Cookie \"\";\nauth_request_set $kaimu_jwt",
        "proxy.asks",
        "proxy_set_header Cookie",
    ),
    ("proxy_set_header X-Forwarded-Uri $request_uri;", "", "proxy.question", "X-Forwarded-Uri $request_uri;"),
    ("X-Forwarded-Uri $request_uri;", "X-Forwarded-Uri $uri;", "proxy.question", "not `$uri`"),
    (
        "X-Forwarded-Method $request_method;",
        "X-Forwarded-Method GET;",
        "proxy.method",
        "X-Forwarded-Method $request_method;",
    ),
    ("X-Forwarded-Host $host;", "X-Forwarded-Host $http_host;", "proxy.host", "not `$http_host`"),
    ("/auth/verify/nginx;", "/auth/verify/forward;", "proxy.sign_in", "/auth/verify/nginx"),
    ("error_page 401 = @kaimu_sign_in;", "", "proxy.sign_in", "error_page 401 = @kaimu_sign_in;"),
    (
        "return 401 '{\"error\":\"signed_out\"}';",
        "return 302 https://login.example.org/;",
        "proxy.script",
        "@kaimu_sign_in",
    ),
    ("error_page 403 = @kaimu_denied;", "", "proxy.refusal", "error_page 403 = @kaimu_denied;"),
    ("location ^~ /.kaimu/ {", "location ^~ /nowhere/ {", "proxy.reserved_path", "location ^~ /.kaimu/"),
    (
        "proxy_pass http://kaimu/auth/verify/nginx;",
        "proxy_intercept_errors on;\n    error_page 503 504 =200 /.kaimu/x;\n    proxy_pass http://kaimu/auth/verify/nginx;",
        "proxy.outage",
        "error_page",
    ),
    ("proxy_read_timeout 2s;", "proxy_read_timeout 60s;", "proxy.time_limit", "proxy_read_timeout 2s;"),
    ("proxy_set_header Remote-Groups $kaimu_groups;", "", "proxy.identity", "auth_request_set"),
    ("proxy_set_header Remote-Name $kaimu_name;", "", "proxy.spoofed_headers", "proxy_set_header"),
    ("proxy_set_header X-Original-URL \"\";", "", "proxy.rewrite_headers", "X-Original-URL"),
    ("proxy_set_header Cookie $kaimu_cookie;", "", "proxy.cookie", "Cookie $kaimu_cookie;"),
    ("proxy_set_header Authorization $kaimu_authorization;", "", "proxy.token", "Authorization $kaimu_authorization;"),
];

pub const CADDY: &[WrongLine] = &[
    ("uri /auth/verify/forward", "uri /healthz", "proxy.asks", "uri /auth/verify/forward"),
    (
        "uri /auth/verify/forward",
        "uri /auth/verify/forward\n\t\t\theader_up -Cookie",
        "proxy.asks",
        "header_up -Cookie",
    ),
    (
        "uri /auth/verify/forward",
        "uri /auth/verify/forward\n\t\t\theader_up -X-Forwarded-Uri",
        "proxy.question",
        "header_up",
    ),
    (
        "uri /auth/verify/forward",
        "uri /auth/verify/forward\n\t\t\theader_up X-Forwarded-Uri {http.request.orig_uri.path}",
        "proxy.question",
        "header_up",
    ),
    ("uri /auth/verify/forward", "uri /auth/verify/nginx", "proxy.sign_in", "uri /auth/verify/forward"),
    ("response_header_timeout 2s", "", "proxy.time_limit", "response_header_timeout 2s"),
    (
        "Remote-Name Remote-Groups Kaimu-Jwt-Assertion",
        "Remote-Name Kaimu-Jwt-Assertion",
        "proxy.identity",
        "copy_headers",
    ),
    ("request_header -Remote*", "", "proxy.spoofed_headers", "request_header -Remote*"),
    ("request_header -X-Original-URL", "", "proxy.rewrite_headers", "request_header -X-Original-URL"),
    ("request_header Cookie \"(^|;\\s*)__Host-kaimu_[^;]*\" \"\"", "", "proxy.cookie", "request_header Cookie"),
    ("request_header @kaimu_token -Authorization", "", "proxy.token", "request_header @kaimu_token -Authorization"),
];

pub const TRAEFIK: &[WrongLine] = &[
    (
        "middlewares: [kaimu-clean, kaimu]",
        "middlewares: [kaimu-clean]",
        "proxy.asks",
        "middlewares: [kaimu-clean, kaimu]",
    ),
    ("trustForwardHeader: false", "authRequestHeaders: [Accept, Sec-Fetch-Mode]", "proxy.asks", "authRequestHeaders"),
    ("/auth/verify/forward", "/auth/verify/nginx", "proxy.sign_in", "/auth/verify/forward"),
    ("          - Remote-Groups\n", "", "proxy.identity", "authResponseHeaders"),
    ("aliasHeadersStrategy: delete", "", "proxy.spoofed_headers", "aliasHeadersStrategy: delete"),
    ("          X-Original-Url: \"\"\n", "", "proxy.rewrite_headers", "X-Original-Url"),
    ("[kaimu-clean, kaimu, kaimu-token]", "[kaimu-clean, kaimu]", "proxy.token", "kaimu-token"),
];

pub const ENVOY: &[WrongLine] = &[
    ("path_prefix: /auth/verify/envoy", "path_prefix: /healthz", "proxy.asks", "path_prefix: /auth/verify/envoy"),
    ("- exact: cookie", "- exact: no-cookie", "proxy.asks", "- exact: cookie"),
    ("failure_mode_allow: false", "failure_mode_allow: true", "proxy.outage", "failure_mode_allow: false"),
    (
        "timeout: 2s\n                        path",
        "timeout: 60s\n                        path",
        "proxy.time_limit",
        "timeout: 2s",
    ),
    ("- exact: remote-groups", "", "proxy.identity", "allowed_upstream_headers"),
    ("(?i)(remote|kaimu)[^a-z0-9].*", "nothing", "proxy.spoofed_headers", "remove_on_match"),
    ("- remove: x-original-url", "", "proxy.rewrite_headers", "- remove: x-original-url"),
    ("headers:remove(\"cookie\")", "", "proxy.cookie", "Lua filter"),
    ("headers:remove(\"authorization\")", "", "proxy.token", "Lua filter"),
];

pub const HAPROXY: &[WrongLine] = &[
    ("http-request lua.kaimu unless is_login or is_kaimu", "", "proxy.asks", "http-request lua.kaimu unless"),
    ("asked[\"cookie\"] =", "asked[\"other\"] =", "proxy.asks", "asked[\"cookie\"]"),
    ("[\"x-forwarded-uri\"] = { txn.f:pathq() },", "", "proxy.question", "txn.f:pathq()"),
    ("txn.f:pathq()", "txn.f:path()", "proxy.question", "txn.f:pathq()"),
    ("txn.f:method()", "\"GET\"", "proxy.method", "txn.f:method()"),
    ("/auth/verify/forward", "/auth/verify/nginx", "proxy.sign_in", "/auth/verify/forward"),
    ("body = response.body", "body = \"\"", "proxy.refusal", "body = response.body"),
    (
        "use_backend kaimu if is_login or is_kaimu",
        "use_backend kaimu if is_login",
        "proxy.reserved_path",
        "use_backend kaimu if is_login or is_kaimu",
    ),
    (
        "return txn:done(txn:reply({ status = 503 }))",
        "return",
        "proxy.outage",
        "return txn:done(txn:reply({ status = 503 }))",
    ),
    ("TIMEOUT = 2000", "TIMEOUT = 60000", "proxy.time_limit", "TIMEOUT = 2000"),
    ("\"remote-groups\", ", "", "proxy.identity", "IDENTITY"),
    ("option http-restrict-req-hdr-names delete", "", "proxy.spoofed_headers", "http-restrict-req-hdr-names delete"),
    ("http-request del-header X-Original-URL", "", "proxy.rewrite_headers", "del-header X-Original-URL"),
    ("    remove_cookies(txn.http, headers)\n", "", "proxy.cookie", "remove_cookies(txn.http, headers)"),
    ("txn.http:req_del_header(\"authorization\")", "", "proxy.token", "req_del_header(\"authorization\")"),
];

pub const APACHE: &[WrongLine] = &[
    ("LuaHookAccessChecker", "#", "proxy.asks", "LuaHookAccessChecker"),
    ("\"Content-Type\", \"Cookie\",", "\"Content-Type\",", "proxy.asks", "\"Cookie\""),
    ("[\"X-Forwarded-Uri\"]", "[\"X-Other-Uri\"]", "proxy.question", "r.unparsed_uri"),
    ("r.unparsed_uri", "r.uri", "proxy.question", "r.unparsed_uri"),
    ("[\"X-Forwarded-Method\"] = r.method", "[\"X-Forwarded-Method\"] = \"GET\"", "proxy.method", "r.method"),
    ("r.err_headers_out[name] = value", "", "proxy.sign_in", "r.err_headers_out[name] = value"),
    ("r:write(body)", "", "proxy.refusal", "r:write(body)"),
    ("        return 503\n", "        return apache2.OK\n", "proxy.outage", "return 503"),
    ("http.TIMEOUT = 2", "http.TIMEOUT = 60", "proxy.time_limit", "http.TIMEOUT = 2"),
    ("\"Remote-Groups\", ", "", "proxy.identity", "IDENTITY"),
    ("    remove_look_alikes(r)\n", "", "proxy.spoofed_headers", "remove_look_alikes(r)"),
    (
        "RequestHeader unset X-Original-URL early",
        "",
        "proxy.rewrite_headers",
        "RequestHeader unset X-Original-URL early",
    ),
    ("    remove_cookies(r)\n", "", "proxy.cookie", "remove_cookies(r)"),
    ("r.headers_in[\"Authorization\"] = nil", "", "proxy.token", "r.headers_in[\"Authorization\"] = nil"),
];
