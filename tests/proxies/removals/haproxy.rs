//! The removals at HAProxy.

use super::{NEED_EVERY_QUESTION, Removal};

pub const REMOVALS: &[Removal] = &[
    (
        NEED_EVERY_QUESTION,
        &[(
            "lua.kaimu unless is_login or is_kaimu",
            "lua.kaimu if !is_login !is_kaimu { req.hdr(sec-fetch-mode) navigate } !{ method HEAD }",
        )],
    ),
    (&["a_deep_link_leads_back_to_the_very_address"], &[("txn.f:pathq()", "txn.f:path()")]),
    (
        &[
            "a_script_gets_401_and_no_redirect",
            "a_preflight_passes_where_the_application_allows_it",
            "a_web_socket_opens_for_users_who_are_signed_in",
            "an_unknown_personal_access_token_gets_401",
        ],
        &[
            (", \"x-requested-with\"", ""),
            ("\"access-control-request-method\", ", ""),
            ("\"sec-websocket-key\",", ""),
            ("\"authorization\", ", ""),
        ],
    ),
    (&["a_refusal_is_explained_in_words"], &[("body = response.body", "body = \"\"")]),
    // HAProxy changes nothing in the answer of an application.
    (
        &["the_applications_own_401_and_403_pass"],
        &[("backend wiki\n", "backend wiki\n    http-response del-header WWW-Authenticate\n")],
    ),
    (&["verify_cannot_be_asked_from_outside"], &[("path,url_dec -m reg -i ^/+auth/+verify", "path_beg /nowhere")]),
    (
        &["identity_headers_reach_the_application", "a_user_in_400_groups_reaches_the_application"],
        &[("\"remote-groups\", ", "")],
    ),
    (&["the_assertion_verifies_and_is_about_the_user"], &[("\"kaimu-jwt-assertion\",", "")]),
    (&["spoofed_headers_do_not_reach_the_application"], &[("option http-restrict-req-hdr-names delete", "")]),
    (&["a_spoofed_header_does_not_reach_a_public_page"], &[("txn.http:req_del_header(name)", "")]),
    (&["kaimus_cookie_does_not_reach_the_application"], &[("    remove_cookies(txn.http, headers)\n", "")]),
    (
        &["a_personal_access_token_opens_an_application_and_does_not_reach_it"],
        &[("txn.http:req_del_header(\"authorization\")", "")],
    ),
    (
        &["an_authorization_that_is_not_kaimus_passes"],
        &[("if values(response.headers, \"kaimu-token-used\")[1] == \"1\" then", "if true then")],
    ),
    (
        &["forwarding_headers_of_the_client_change_nothing"],
        &[(
            "{ txn.f:pathq() }",
            "headers[\"x-forwarded-uri\"] and values(headers, \"x-forwarded-uri\") or { txn.f:pathq() }",
        )],
    ),
    (&["forwarding_headers_of_the_client_change_nothing"], &[("http-request del-header X-Original-URL", "")]),
    (
        &["a_client_cannot_have_a_header_removed"],
        &[("{ req.hdr(Connection) -m reg -i (remote|kaimu|forwarded|cookie|authorization) }", "{ always_false }")],
    ),
    (
        &["an_absolute_request_line_is_judged_by_its_host"],
        &[("[\"x-forwarded-host\"] = values(headers, \"host\")", "[\"x-forwarded-host\"] = { \"wiki.example.org\" }")],
    ),
    // HAProxy has no limit for bodies.
    (
        &["the_body_of_a_post_arrives", "an_upload_of_40_mib_arrives"],
        &[(
            "lua.kaimu unless is_login or is_kaimu",
            "lua.kaimu unless is_login or is_kaimu
    http-request deny deny_status 413 if !is_login !is_kaimu { req.hdr_val(content-length) gt 8 }",
        )],
    ),
    // HAProxy passes on what has arrived of an event stream.
    (
        &["server_sent_events_arrive_at_once"],
        &[("backend wiki\n", "backend wiki\n    http-response wait-for-body time 60s\n")],
    ),
    (
        &["conditional_and_range_requests_reach_the_application"],
        &[("http-request del-header X-Rewrite-URL", "http-request del-header Range")],
    ),
    (
        &["one_sign_in_opens_two_applications", "one_sign_in_opens_an_application_on_another_domain"],
        &[(
            "use_backend kaimu if is_login or is_kaimu",
            "use_backend kaimu if is_login or is_kaimu { req.hdr(host),host_only -i wiki.example.org }",
        )],
    ),
    (
        &["requests_of_three_users_on_one_connection_are_not_mixed_up"],
        &[(
            "txn.http:req_set_header(name, value)",
            "txn.http:req_set_header(name, name == \"remote-user\" and \"ada\" or value)",
        )],
    ),
    (&["nothing_is_open_while_kaimu_hangs"], &[("TIMEOUT = 2000", "TIMEOUT = 60000")]),
    (&["nothing_is_open_while_kaimu_is_down"], &[("return txn:done(txn:reply({ status = 503 }))", "return")]),
    (
        &["a_client_does_not_choose_the_id_of_a_request"],
        &[("http-request del-header traceparent if is_login or is_kaimu", "")],
    ),
];
