//! Removes one protection after the other from a configuration. The case that it protects has to fail then.

use super::cases::Case;
use super::proxy::ProxyKind;
use super::site::Site;

/// A case, a text of the configuration that protects it, and what stands there without the protection.
pub type Removal = (&'static str, &'static str, &'static str);

/// The cases that fail if the proxy does not ask Kaimu.
const NEED_THE_QUESTION: &[&str] = &[
    "a_deep_link_leads_back_to_the_very_address",
    "a_script_gets_401_and_no_redirect",
    "a_head_request_is_answered_without_a_body",
    "a_preflight_passes_where_the_application_allows_it",
    "a_group_rule_admits_its_members_alone",
    "a_refusal_is_explained_in_words",
    "identity_headers_reach_the_application",
    "no_spelling_of_a_path_evades_its_rule",
    "no_spelling_of_a_path_makes_it_public",
    "an_absolute_request_line_is_judged_by_its_host",
    "a_web_socket_opens_for_users_who_are_signed_in",
    "requests_of_three_users_on_one_connection_are_not_mixed_up",
    "a_sign_out_ends_every_application",
    "a_sign_out_inside_an_application_ends_every_application",
    "a_disabled_user_is_refused_everywhere",
    "nothing_is_open_while_kaimu_hangs",
    "nothing_is_open_while_kaimu_is_down",
];

/// Asserts that each case fails without its protection.
pub async fn each_case_needs_its_protection(kind: &'static ProxyKind, removals: &[Removal]) {
    let mut unnoticed = Vec::new();
    let (question, without) = kind.question;
    let site = Site::with(kind, |configuration| configuration.replace(question, without)).await;
    for case in NEED_THE_QUESTION {
        if Case::named(case).holds(&site).await {
            unnoticed.push((case, question));
        }
    }
    for (case, protection, without) in removals {
        let site = Site::with(kind, |configuration| configuration.replace(protection, without)).await;
        if Case::named(case).holds(&site).await {
            unnoticed.push((case, *protection));
        }
    }
    assert!(unnoticed.is_empty(), "these cases hold behind {} without their protection: {unnoticed:#?}", kind.name);
}

pub const NGINX: &[Removal] = &[
    ("a_deep_link_leads_back_to_the_very_address", "X-Forwarded-Uri $request_uri;", "X-Forwarded-Uri $uri;"),
    (
        "a_script_gets_401_and_no_redirect",
        "return 401 '{\"error\":\"signed_out\"}';",
        "return 302 https://login.example.org/;",
    ),
    ("a_head_request_is_answered_without_a_body", "error_page 401 = @kaimu_sign_in;", ""),
    (
        "a_preflight_passes_where_the_application_allows_it",
        "X-Forwarded-Method $request_method;",
        "X-Forwarded-Method GET;",
    ),
    ("a_group_rule_admits_its_members_alone", "auth_request /.kaimu/verify;", ""),
    ("a_refusal_is_explained_in_words", "error_page 403 = @kaimu_denied;", ""),
    ("the_applications_own_401_and_403_pass", "proxy_buffering off;", "proxy_intercept_errors on;"),
    ("verify_cannot_be_asked_from_outside", "location /auth/verify {", "location /nowhere {"),
    ("identity_headers_reach_the_application", "proxy_set_header Remote-Groups $kaimu_groups;", ""),
    ("spoofed_headers_do_not_reach_the_application", "proxy_set_header Remote-Name $kaimu_name;", ""),
    ("a_spoofed_header_does_not_reach_a_public_page", "proxy_set_header Remote-User $kaimu_user;", ""),
    ("kaimus_cookie_does_not_reach_the_application", "proxy_set_header Cookie $kaimu_cookie;", ""),
    ("an_authorization_that_is_not_kaimus_passes", "Authorization $kaimu_authorization;", "Authorization \"\";"),
    ("forwarding_headers_of_the_client_change_nothing", "proxy_set_header X-Forwarded-Uri $request_uri;", ""),
    ("forwarding_headers_of_the_client_change_nothing", "proxy_set_header X-Original-URL \"\";", ""),
    (
        "a_user_in_400_groups_reaches_the_application",
        "proxy_buffer_size 16k;\nproxy_buffers 8 16k;",
        "proxy_buffer_size 1k;",
    ),
    ("no_spelling_of_a_path_evades_its_rule", "X-Forwarded-Uri $request_uri;", "X-Forwarded-Uri /page;"),
    ("no_spelling_of_a_path_makes_it_public", "auth_request /.kaimu/verify;", ""),
    ("an_absolute_request_line_is_judged_by_its_host", "X-Forwarded-Host $host;", "X-Forwarded-Host $http_host;"),
    ("a_web_socket_opens_for_users_who_are_signed_in", "proxy_set_header Upgrade $http_upgrade;", ""),
    (
        "the_body_of_a_post_arrives",
        "proxy_set_header Host $host;\nproxy_set_header X-Forwarded-Proto",
        "proxy_pass_request_body off;\nproxy_set_header X-Forwarded-Proto",
    ),
    ("an_upload_of_40_mib_arrives", "client_max_body_size 0;", ""),
    ("one_sign_in_opens_two_applications", "location ^~ /.kaimu/ {", "location ^~ /nowhere/ {"),
    ("one_sign_in_opens_an_application_on_another_domain", "location ^~ /.kaimu/ {", "location ^~ /nowhere/ {"),
    (
        "requests_of_three_users_on_one_connection_are_not_mixed_up",
        "proxy_set_header Remote-User $kaimu_user;",
        "proxy_set_header Remote-User ada;",
    ),
    ("a_sign_out_ends_every_application", "auth_request /.kaimu/verify;", ""),
    ("a_disabled_user_is_refused_everywhere", "auth_request /.kaimu/verify;", ""),
    ("nothing_is_open_while_kaimu_hangs", "proxy_read_timeout 2s;", ""),
    ("nothing_is_open_while_kaimu_is_down", "auth_request /.kaimu/verify;", ""),
];

pub const CADDY: &[Removal] = &[
    ("a_deep_link_leads_back_to_the_very_address", "uri /auth/verify/forward", "uri /auth/verify/nginx"),
    ("verify_cannot_be_asked_from_outside", "respond @verify 404", ""),
    (
        "identity_headers_reach_the_application",
        "Remote-Name Remote-Groups Kaimu-Jwt-Assertion",
        "Remote-Name Kaimu-Jwt-Assertion",
    ),
    ("spoofed_headers_do_not_reach_the_application", "request_header -Remote*", ""),
    ("a_spoofed_header_does_not_reach_a_public_page", "request_header -Remote*", ""),
    ("kaimus_cookie_does_not_reach_the_application", "request_header Cookie \"(^|;\\s*)__Host-kaimu_[^;]*\" \"\"", ""),
    (
        "an_authorization_that_is_not_kaimus_passes",
        "request_header @kaimu_token -Authorization",
        "request_header -Authorization",
    ),
    ("forwarding_headers_of_the_client_change_nothing", "request_header -X-Original-URL", ""),
    ("a_client_cannot_have_a_header_removed", "respond @hop_by_hop 400", ""),
    ("nothing_is_open_while_kaimu_hangs", "response_header_timeout 2s", ""),
];

pub const TRAEFIK: &[Removal] = &[
    ("a_deep_link_leads_back_to_the_very_address", "/auth/verify/forward", "/auth/verify/nginx"),
    ("verify_cannot_be_asked_from_outside", "service: noop@internal", "service: kaimu"),
    ("identity_headers_reach_the_application", "          - Remote-Groups\n", ""),
    ("spoofed_headers_do_not_reach_the_application", "aliasHeadersStrategy: delete", ""),
    ("a_spoofed_header_does_not_reach_a_public_page", "          - Remote-User\n", ""),
    ("forwarding_headers_of_the_client_change_nothing", "          X-Original-Url: \"\"\n", ""),
    ("an_upload_of_40_mib_arrives", "trustForwardHeader: false", "forwardBody: true\n        maxBodySize: 1048576"),
    ("a_group_rule_admits_its_members_alone", "middlewares: [kaimu-clean, kaimu]", "middlewares: [kaimu-clean]"),
];

pub const ENVOY: &[Removal] = &[
    (
        "a_deep_link_leads_back_to_the_very_address",
        "path_prefix: /auth/verify/envoy",
        "path_prefix: /auth/verify/nginx",
    ),
    ("a_preflight_passes_where_the_application_allows_it", "- exact: access-control-request-method", ""),
    ("a_script_gets_401_and_no_redirect", "- exact: x-requested-with", ""),
    ("verify_cannot_be_asked_from_outside", "match: { prefix: /auth/verify }", "match: { prefix: /nowhere }"),
    ("identity_headers_reach_the_application", "- exact: remote-groups", ""),
    ("spoofed_headers_do_not_reach_the_application", "(?i)(remote|kaimu)[^a-z0-9].*", "nothing"),
    ("a_spoofed_header_does_not_reach_a_public_page", "(?i)(remote|kaimu)[^a-z0-9].*", "nothing"),
    ("kaimus_cookie_does_not_reach_the_application", "headers:remove(\"cookie\")", ""),
    (
        "an_authorization_that_is_not_kaimus_passes",
        "if headers:get(\"kaimu-token-used\") == \"1\" then",
        "if true then",
    ),
    ("forwarding_headers_of_the_client_change_nothing", "- remove: x-original-url", ""),
    ("a_web_socket_opens_for_users_who_are_signed_in", "- upgrade_type: websocket", "- upgrade_type: other"),
    (
        "nothing_is_open_while_kaimu_hangs",
        "timeout: 2s\n                        path",
        "timeout: 60s\n                        path",
    ),
    ("nothing_is_open_while_kaimu_is_down", "failure_mode_allow: false", "failure_mode_allow: true"),
];

pub const HAPROXY: &[Removal] = &[
    ("a_deep_link_leads_back_to_the_very_address", "txn.f:pathq()", "txn.f:path()"),
    ("a_preflight_passes_where_the_application_allows_it", "\"access-control-request-method\", ", ""),
    ("a_script_gets_401_and_no_redirect", ", \"x-requested-with\"", ""),
    ("a_group_rule_admits_its_members_alone", "http-request lua.kaimu unless is_login or is_kaimu", ""),
    ("a_refusal_is_explained_in_words", "body = response.body", "body = \"\""),
    ("verify_cannot_be_asked_from_outside", "path,url_dec -m reg -i ^/+auth/+verify", "path_beg /nowhere"),
    ("identity_headers_reach_the_application", "\"remote-groups\", ", ""),
    ("spoofed_headers_do_not_reach_the_application", "option http-restrict-req-hdr-names delete", ""),
    ("a_spoofed_header_does_not_reach_a_public_page", "txn.http:req_del_header(name)", ""),
    ("kaimus_cookie_does_not_reach_the_application", "    remove_cookies(txn.http, headers)\n", ""),
    (
        "an_authorization_that_is_not_kaimus_passes",
        "if values(response.headers, \"kaimu-token-used\")[1] == \"1\" then",
        "if true then",
    ),
    ("forwarding_headers_of_the_client_change_nothing", "http-request del-header X-Original-URL", ""),
    ("nothing_is_open_while_kaimu_hangs", "TIMEOUT = 2000", "TIMEOUT = 60000"),
    ("nothing_is_open_while_kaimu_is_down", "return txn:done(txn:reply({ status = 503 }))", "return"),
    (
        "one_sign_in_opens_two_applications",
        "use_backend kaimu if is_login or is_kaimu",
        "use_backend kaimu if is_login",
    ),
];

pub const APACHE: &[Removal] = &[
    ("a_deep_link_leads_back_to_the_very_address", "r.unparsed_uri", "r.uri"),
    ("a_preflight_passes_where_the_application_allows_it", "\"Access-Control-Request-Method\", ", ""),
    ("a_script_gets_401_and_no_redirect", ", \"X-Requested-With\"", ""),
    ("a_group_rule_admits_its_members_alone", "LuaHookAccessChecker", "#"),
    ("a_refusal_is_explained_in_words", "r:write(body)", ""),
    ("verify_cannot_be_asked_from_outside", "<Location /auth/verify>", "<Location /nowhere>"),
    ("identity_headers_reach_the_application", "\"Remote-Groups\", ", ""),
    ("spoofed_headers_do_not_reach_the_application", "    remove_look_alikes(r)\n", ""),
    (
        "a_spoofed_header_does_not_reach_a_public_page",
        "value ~= \"\" and value or nil",
        "value ~= \"\" and value or r.headers_in[name]",
    ),
    ("kaimus_cookie_does_not_reach_the_application", "    remove_cookies(r)\n", ""),
    ("an_authorization_that_is_not_kaimus_passes", "if headers[\"kaimu-token-used\"] == \"1\" then", "if true then"),
    ("forwarding_headers_of_the_client_change_nothing", "RequestHeader unset X-Original-URL early", ""),
    (
        "a_client_cannot_have_a_header_removed",
        "if not is_usual_connection(r.headers_in[\"Connection\"]) then",
        "if false then",
    ),
    ("a_web_socket_opens_for_users_who_are_signed_in", "upgrade=websocket", ""),
    ("nothing_is_open_while_kaimu_hangs", "http.TIMEOUT = 2", "http.TIMEOUT = 60"),
    ("nothing_is_open_while_kaimu_is_down", "        return 503\n", "        return apache2.OK\n"),
    ("one_sign_in_opens_two_applications", "r.err_headers_out[name] = value", ""),
];
