//! The removals at Apache.

use super::{NEED_EVERY_QUESTION, Removal};

pub const REMOVALS: &[Removal] = &[
    (
        NEED_EVERY_QUESTION,
        &[(
            "    remove_look_alikes(r)\n",
            "    if r.headers_in[\"Sec-Fetch-Mode\"] ~= \"navigate\" or r.method == \"HEAD\" then
        return apache2.OK
    end
    remove_look_alikes(r)
",
        )],
    ),
    (&["a_deep_link_leads_back_to_the_very_address"], &[("r.unparsed_uri", "r.uri")]),
    (
        &[
            "a_script_gets_401_and_no_redirect",
            "a_preflight_passes_where_the_application_allows_it",
            "a_web_socket_opens_for_users_who_are_signed_in",
            "an_unknown_personal_access_token_gets_401",
        ],
        &[
            (", \"X-Requested-With\"", ""),
            ("\"Access-Control-Request-Method\", ", ""),
            ("\"Sec-WebSocket-Key\",", ""),
            ("\"Authorization\", ", ""),
        ],
    ),
    (&["a_refusal_is_explained_in_words"], &[("r:write(body)", "")]),
    // Apache changes nothing in the answer of an application.
    (
        &["the_applications_own_401_and_403_pass"],
        &[("ServerName wiki.example.org\n", "ServerName wiki.example.org\n    Header unset WWW-Authenticate\n")],
    ),
    (&["verify_cannot_be_asked_from_outside"], &[("<Location /auth/verify>", "<Location /nowhere>")]),
    (
        &["identity_headers_reach_the_application", "a_user_in_400_groups_reaches_the_application"],
        &[("\"Remote-Groups\", ", "")],
    ),
    (&["the_assertion_verifies_and_is_about_the_user"], &[("\"Kaimu-Jwt-Assertion\",", "")]),
    (&["spoofed_headers_do_not_reach_the_application"], &[("    remove_look_alikes(r)\n", "")]),
    (
        &["a_spoofed_header_does_not_reach_a_public_page"],
        &[("value ~= \"\" and value or nil", "value ~= \"\" and value or r.headers_in[name]")],
    ),
    (&["kaimus_cookie_does_not_reach_the_application"], &[("    remove_cookies(r)\n", "")]),
    (
        &["a_personal_access_token_opens_an_application_and_does_not_reach_it"],
        &[("r.headers_in[\"Authorization\"] = nil", "")],
    ),
    (
        &["an_authorization_that_is_not_kaimus_passes"],
        &[("if headers[\"kaimu-token-used\"] == \"1\" then", "if true then")],
    ),
    (
        &["forwarding_headers_of_the_client_change_nothing"],
        &[("string.gsub(r.unparsed_uri", "r.headers_in[\"X-Forwarded-Uri\"] or string.gsub(r.unparsed_uri")],
    ),
    (&["forwarding_headers_of_the_client_change_nothing"], &[("RequestHeader unset X-Original-URL early", "")]),
    (
        &["a_client_cannot_have_a_header_removed"],
        &[("if not is_usual_connection(r.headers_in[\"Connection\"]) then", "if false then")],
    ),
    (
        &["an_absolute_request_line_is_judged_by_its_host"],
        &[("[\"X-Forwarded-Host\"] = r.hostname", "[\"X-Forwarded-Host\"] = \"wiki.example.org\"")],
    ),
    (&["a_web_socket_opens_for_users_who_are_signed_in"], &[("upgrade=websocket", "")]),
    // Apache leaves the body to the application, unless the script reads it.
    (
        &["the_body_of_a_post_arrives", "an_upload_of_40_mib_arrives"],
        &[("    remove_look_alikes(r)\n", "    r:requestbody()\n    remove_look_alikes(r)\n")],
    ),
    // Apache passes on what has arrived of an event stream.
    (
        &["server_sent_events_arrive_at_once"],
        &[
            (
                "function verify(r)\n",
                "function buffered(r)
    local kept = {}
    coroutine.yield()
    while bucket do
        table.insert(kept, bucket)
        coroutine.yield(\"\")
    end
    coroutine.yield(table.concat(kept))
end

function verify(r)
",
            ),
            ("LuaScope thread\n", "LuaScope thread\nLuaOutputFilter buffered /etc/apache2/kaimu.lua buffered\n"),
            ("ServerName wiki.example.org\n", "ServerName wiki.example.org\n    SetOutputFilter buffered\n"),
        ],
    ),
    (
        &["conditional_and_range_requests_reach_the_application"],
        &[("RequestHeader unset X-Rewrite-URL early", "RequestHeader unset Range early")],
    ),
    // Without its ProxyPass, Kaimu answers /.kaimu/ through the script.
    (
        &["one_sign_in_opens_two_applications", "one_sign_in_opens_an_application_on_another_domain"],
        &[
            (
                "ServerName git.example.org\n",
                "ServerName git.example.org\n    RewriteEngine On\n    RewriteRule ^/.kaimu/complete - [R=404,L]\n",
            ),
            (
                "ServerName notes.example.net\n",
                "ServerName notes.example.net\n    RewriteEngine On\n    RewriteRule ^/.kaimu/complete - [R=404,L]\n",
            ),
        ],
    ),
    (
        &["requests_of_three_users_on_one_connection_are_not_mixed_up"],
        &[("value ~= \"\" and value or nil", "name == \"Remote-User\" and \"ada\" or value ~= \"\" and value or nil")],
    ),
    (&["nothing_is_open_while_kaimu_hangs"], &[("http.TIMEOUT = 2", "http.TIMEOUT = 60")]),
    (&["nothing_is_open_while_kaimu_is_down"], &[("        return 503\n", "        return apache2.OK\n")]),
    (&["a_client_does_not_choose_the_id_of_a_request"], &[("RequestHeader unset X-Request-Id", "")]),
];
