//! The removals at nginx.

use super::{NEED_EVERY_QUESTION, Removal};

pub const REMOVALS: &[Removal] = &[
    (
        NEED_EVERY_QUESTION,
        &[(
            "    internal;\n",
            "    internal;
    set $page \"$request_method $http_sec_fetch_mode\";
    if ($page !~ \"^(GET|POST) navigate$\") {
        return 204;
    }
",
        )],
    ),
    (&["a_deep_link_leads_back_to_the_very_address"], &[("X-Forwarded-Uri $request_uri;", "X-Forwarded-Uri $uri;")]),
    (
        &["a_script_gets_401_and_no_redirect"],
        &[("return 401 '{\"error\":\"signed_out\"}';", "return 302 https://login.example.org/;")],
    ),
    (&["a_head_request_is_answered_without_a_body"], &[("error_page 401 = @kaimu_sign_in;", "")]),
    (
        &["a_preflight_passes_where_the_application_allows_it"],
        &[("X-Forwarded-Method $request_method;", "X-Forwarded-Method GET;")],
    ),
    (&["a_refusal_is_explained_in_words"], &[("error_page 403 = @kaimu_denied;", "")]),
    (&["the_applications_own_401_and_403_pass"], &[("proxy_buffering off;", "proxy_intercept_errors on;")]),
    (&["verify_cannot_be_asked_from_outside"], &[("location /auth/verify {", "location /nowhere {")]),
    (&["identity_headers_reach_the_application"], &[("proxy_set_header Remote-Groups $kaimu_groups;", "")]),
    (&["the_assertion_verifies_and_is_about_the_user"], &[("proxy_set_header Kaimu-Jwt-Assertion $kaimu_jwt;", "")]),
    (
        &["spoofed_headers_do_not_reach_the_application", "a_spoofed_header_does_not_reach_a_public_page"],
        &[("proxy_set_header Remote-Name $kaimu_name;", "")],
    ),
    (&["kaimus_cookie_does_not_reach_the_application"], &[("proxy_set_header Cookie $kaimu_cookie;", "")]),
    (
        &["a_personal_access_token_opens_an_application_and_does_not_reach_it"],
        &[("proxy_set_header Authorization $kaimu_authorization;", "")],
    ),
    (
        &["an_authorization_that_is_not_kaimus_passes"],
        &[("Authorization $kaimu_authorization;", "Authorization \"\";")],
    ),
    (
        &["an_unknown_personal_access_token_gets_401"],
        &[(
            "proxy_set_header X-Forwarded-Method",
            "proxy_set_header Authorization \"\";\nproxy_set_header X-Forwarded-Method",
        )],
    ),
    (
        &["forwarding_headers_of_the_client_change_nothing"],
        &[
            (
                "upstream kaimu {",
                "map $http_x_forwarded_uri $asked_uri {
    default $http_x_forwarded_uri;
    \"\"      $request_uri;
}
upstream kaimu {",
            ),
            ("X-Forwarded-Uri $request_uri;", "X-Forwarded-Uri $asked_uri;"),
        ],
    ),
    (&["forwarding_headers_of_the_client_change_nothing"], &[("proxy_set_header X-Original-URL \"\";", "")]),
    (
        &["a_client_cannot_have_a_header_removed"],
        &[("proxy_set_header Connection $kaimu_connection;", "proxy_set_header Connection $http_connection;")],
    ),
    (
        &["a_user_in_400_groups_reaches_the_application"],
        &[("proxy_buffer_size 16k;\nproxy_buffers 8 16k;", "proxy_buffer_size 1k;")],
    ),
    (&["no_spelling_of_a_path_evades_its_rule"], &[("X-Forwarded-Uri $request_uri;", "X-Forwarded-Uri /page;")]),
    (
        &["an_absolute_request_line_is_judged_by_its_host"],
        &[("X-Forwarded-Host $host;", "X-Forwarded-Host $http_host;")],
    ),
    (&["a_web_socket_opens_for_users_who_are_signed_in"], &[("proxy_set_header Upgrade $http_upgrade;", "")]),
    (
        &["the_body_of_a_post_arrives", "an_upload_of_40_mib_arrives"],
        &[("client_max_body_size 0;", "client_max_body_size 8;")],
    ),
    // nginx passes on what has arrived, unless it also compresses it.
    (&["server_sent_events_arrive_at_once"], &[("proxy_buffering off;", "gzip on;\ngzip_types text/event-stream;")]),
    (
        &["conditional_and_range_requests_reach_the_application"],
        &[("proxy_set_header X-Rewrite-URL \"\";", "proxy_set_header Range \"\";")],
    ),
    (
        &["one_sign_in_opens_two_applications", "one_sign_in_opens_an_application_on_another_domain"],
        &[
            (
                "server_name git.example.org;",
                "server_name git.example.org;\n    location ^~ /.kaimu/complete { return 404; }",
            ),
            (
                "server_name notes.example.net;",
                "server_name notes.example.net;\n    location ^~ /.kaimu/complete { return 404; }",
            ),
        ],
    ),
    (
        &["requests_of_three_users_on_one_connection_are_not_mixed_up"],
        &[("proxy_set_header Remote-User $kaimu_user;", "proxy_set_header Remote-User ada;")],
    ),
    (&["nothing_is_open_while_kaimu_hangs"], &[("proxy_read_timeout 2s;", "")]),
    (&["a_client_does_not_choose_the_id_of_a_request"], &[("proxy_set_header X-Request-Id $request_id;", "")]),
];
