//! The removals at Envoy.

use super::{NEED_EVERY_QUESTION, Removal};

/// A route that Envoy does not ask about.
macro_rules! not_asked {
    () => {
        "typed_per_filter_config:
                            envoy.filters.http.ext_authz:
                              \"@type\": type.googleapis.com/envoy.extensions.filters.http.ext_authz.v3.ExtAuthzPerRoute
                              disabled: true\n"
    };
}

/// The only route of an application, which Envoy asks about.
macro_rules! route {
    ($application:literal) => {
        concat!(
            "                        - match: { prefix: / }
                          route: { cluster: ",
            $application,
            ", timeout: 0s }\n"
        )
    };
}

/// The routes of the wiki, if Envoy asks about pages alone.
const ASKED_ABOUT_PAGES: &str = concat!(
    "                        - match:
                            prefix: /
                            headers:
                              - { name: sec-fetch-mode, string_match: { exact: navigate } }
                              - { name: \":method\", string_match: { safe_regex: { regex: GET|POST } } }
                          route: { cluster: wiki, timeout: 0s }\n",
    route!("wiki"),
    "                          ",
    not_asked!()
);

/// Lets no hand-over end at an application.
macro_rules! without_hand_over {
    ($application:literal) => {
        concat!(
            "                        - match: { path: /.kaimu/complete }
                          direct_response: { status: 404 }
                          ",
            not_asked!(),
            route!($application)
        )
    };
}

pub const REMOVALS: &[Removal] = &[
    (NEED_EVERY_QUESTION, &[(route!("wiki"), ASKED_ABOUT_PAGES)]),
    (
        &["a_deep_link_leads_back_to_the_very_address"],
        &[("path_prefix: /auth/verify/envoy", "path_prefix: /auth/verify/nginx")],
    ),
    // Envoy always asks with Authorization.
    (
        &[
            "a_script_gets_401_and_no_redirect",
            "a_preflight_passes_where_the_application_allows_it",
            "a_web_socket_opens_for_users_who_are_signed_in",
            "an_unknown_personal_access_token_gets_401",
        ],
        &[
            ("- exact: x-requested-with", ""),
            ("- exact: access-control-request-method", ""),
            ("- exact: sec-websocket-key", ""),
            ("- remove: x-rewrite-url", "- remove: authorization"),
        ],
    ),
    // Without a list, Envoy hands each other answer on as it is.
    (
        &["a_refusal_is_explained_in_words"],
        &[(
            "authorization_response:\n",
            "authorization_response:
                          allowed_client_headers:
                            patterns:
                              - exact: location
                              - exact: set-cookie
",
        )],
    ),
    // Envoy changes nothing in the answer of an application.
    (
        &["the_applications_own_401_and_403_pass"],
        &[(
            "route: { cluster: wiki, timeout: 0s }",
            "route: { cluster: wiki, timeout: 0s }\n                          response_headers_to_remove: [www-authenticate]",
        )],
    ),
    (&["verify_cannot_be_asked_from_outside"], &[("match: { prefix: /auth/verify }", "match: { prefix: /nowhere }")]),
    (
        &["identity_headers_reach_the_application", "a_user_in_400_groups_reaches_the_application"],
        &[("- exact: remote-groups", "")],
    ),
    (&["the_assertion_verifies_and_is_about_the_user"], &[("- exact: kaimu-jwt-assertion", "")]),
    (
        &["spoofed_headers_do_not_reach_the_application", "a_spoofed_header_does_not_reach_a_public_page"],
        &[("(?i)(remote|kaimu)[^a-z0-9].*", "nothing")],
    ),
    (&["kaimus_cookie_does_not_reach_the_application"], &[("headers:remove(\"cookie\")", "")]),
    (
        &["a_personal_access_token_opens_an_application_and_does_not_reach_it"],
        &[("headers:remove(\"authorization\")", "")],
    ),
    (
        &["an_authorization_that_is_not_kaimus_passes"],
        &[("if headers:get(\"kaimu-token-used\") == \"1\" then", "if true then")],
    ),
    (&["forwarding_headers_of_the_client_change_nothing"], &[("- remove: x-original-url", "")]),
    // Envoy asks with the host of the request.
    (
        &["an_absolute_request_line_is_judged_by_its_host"],
        &[(route!("notes"), concat!(route!("notes"), "                          ", not_asked!()))],
    ),
    (&["a_web_socket_opens_for_users_who_are_signed_in"], &[("- upgrade_type: websocket", "- upgrade_type: other")]),
    // Envoy leaves the body to the application.
    (
        &["the_body_of_a_post_arrives", "an_upload_of_40_mib_arrives"],
        &[(
            "local headers = handle:headers()",
            "local headers = handle:headers()
                            local body = handle:body()
                            if body then
                              body:setBytes(\"\")
                            end",
        )],
    ),
    // Envoy passes on what has arrived of an event stream.
    (
        &["server_sent_events_arrive_at_once"],
        &[(
            "function envoy_on_request(handle)",
            "function envoy_on_response(handle)
                            handle:body()
                          end
                          function envoy_on_request(handle)",
        )],
    ),
    (&["conditional_and_range_requests_reach_the_application"], &[("- remove: x-rewrite-url", "- remove: range")]),
    // Kaimu answers /.kaimu/ through ext_authz.
    (
        &["one_sign_in_opens_two_applications", "one_sign_in_opens_an_application_on_another_domain"],
        &[(route!("git"), without_hand_over!("git")), (route!("notes"), without_hand_over!("notes"))],
    ),
    (
        &["requests_of_three_users_on_one_connection_are_not_mixed_up"],
        &[("headers:remove(\"kaimu-token-used\")", "headers:replace(\"remote-user\", \"ada\")")],
    ),
    (
        &["nothing_is_open_while_kaimu_hangs"],
        &[("timeout: 2s\n                        path", "timeout: 60s\n                        path")],
    ),
    (&["nothing_is_open_while_kaimu_is_down"], &[("failure_mode_allow: false", "failure_mode_allow: true")]),
    (&["a_client_does_not_choose_the_id_of_a_request"], &[("                        - remove: traceparent\n", "")]),
];
