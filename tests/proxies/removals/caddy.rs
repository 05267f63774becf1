//! The removals at Caddy.

use super::{NEED_EVERY_QUESTION, Removal};

pub const REMOVALS: &[Removal] = &[
    (
        NEED_EVERY_QUESTION,
        &[(
            "forward_auth 127.0.0.1:3000 {",
            "@pages {
\t\t\theader Sec-Fetch-Mode navigate
\t\t\tmethod GET POST
\t\t}
\t\tforward_auth @pages 127.0.0.1:3000 {",
        )],
    ),
    (&["a_deep_link_leads_back_to_the_very_address"], &[("uri /auth/verify/forward", "uri /auth/verify/nginx")]),
    // Caddy asks with all headers of the client.
    (
        &[
            "a_script_gets_401_and_no_redirect",
            "a_preflight_passes_where_the_application_allows_it",
            "a_web_socket_opens_for_users_who_are_signed_in",
            "an_unknown_personal_access_token_gets_401",
        ],
        &[(
            "uri /auth/verify/forward",
            "uri /auth/verify/forward
\t\t\theader_up -X-Requested-With
\t\t\theader_up -Access-Control-Request-Method
\t\t\theader_up -Sec-WebSocket-Key
\t\t\theader_up -Authorization",
        )],
    ),
    // Caddy hands each other answer on as it is.
    (
        &["a_refusal_is_explained_in_words"],
        &[(
            "uri /auth/verify/forward",
            "uri /auth/verify/forward
\t\t\t@refused status 403
\t\t\thandle_response @refused {
\t\t\t\trespond 403
\t\t\t}",
        )],
    ),
    // Caddy changes nothing in the answer of an application, and passes on what has arrived of an event stream.
    (
        &["the_applications_own_401_and_403_pass", "server_sent_events_arrive_at_once"],
        &[(
            "reverse_proxy {args[0]}",
            "reverse_proxy {args[0]} {
\t\t\theader_down -WWW-Authenticate
\t\t\tresponse_buffers unlimited
\t\t}",
        )],
    ),
    (&["verify_cannot_be_asked_from_outside"], &[("respond @verify 404", "")]),
    (
        &["identity_headers_reach_the_application", "a_user_in_400_groups_reaches_the_application"],
        &[("Remote-Name Remote-Groups Kaimu-Jwt-Assertion", "Remote-Name Kaimu-Jwt-Assertion")],
    ),
    (&["the_assertion_verifies_and_is_about_the_user"], &[("Remote-Groups Kaimu-Jwt-Assertion", "Remote-Groups")]),
    (
        &["spoofed_headers_do_not_reach_the_application", "a_spoofed_header_does_not_reach_a_public_page"],
        &[("request_header -Remote*", "")],
    ),
    (
        &["kaimus_cookie_does_not_reach_the_application"],
        &[("request_header Cookie \"(^|;\\s*)__Host-kaimu_[^;]*\" \"\"", "")],
    ),
    (
        &["a_personal_access_token_opens_an_application_and_does_not_reach_it"],
        &[("request_header @kaimu_token -Authorization", "")],
    ),
    (
        &["an_authorization_that_is_not_kaimus_passes"],
        &[("request_header @kaimu_token -Authorization", "request_header -Authorization")],
    ),
    (&["forwarding_headers_of_the_client_change_nothing"], &[("request_header -X-Original-URL", "")]),
    (&["a_client_cannot_have_a_header_removed"], &[("respond @hop_by_hop 400", "")]),
    // Caddy asks with the host of the request, and replaces the client's X-Forwarded-Host.
    (
        &["an_absolute_request_line_is_judged_by_its_host"],
        &[("uri /auth/verify/forward", "uri /auth/verify/forward\n\t\t\theader_up X-Forwarded-Host wiki.example.org")],
    ),
    // Caddy has no limit for bodies, and passes on Range.
    (
        &[
            "the_body_of_a_post_arrives",
            "an_upload_of_40_mib_arrives",
            "conditional_and_range_requests_reach_the_application",
        ],
        &[(
            "reverse_proxy {args[0]}",
            "request_body {
\t\t\tmax_size 8B
\t\t}
\t\trequest_header -Range
\t\treverse_proxy {args[0]}",
        )],
    ),
    // Kaimu answers /.kaimu/ through forward_auth.
    (
        &["one_sign_in_opens_two_applications", "one_sign_in_opens_an_application_on_another_domain"],
        &[(
            "respond @hop_by_hop 400",
            "respond @hop_by_hop 400
\t\t@complete {
\t\t\thost git.example.org notes.example.net
\t\t\tpath /.kaimu/complete
\t\t}
\t\trespond @complete 404",
        )],
    ),
    (
        &["requests_of_three_users_on_one_connection_are_not_mixed_up"],
        &[("request_header -Kaimu-Token-Used", "request_header Remote-User ada")],
    ),
    (&["nothing_is_open_while_kaimu_hangs"], &[("response_header_timeout 2s", "")]),
    (&["a_client_does_not_choose_the_id_of_a_request"], &[("header_up X-Request-Id {http.request.uuid}", "")]),
];
