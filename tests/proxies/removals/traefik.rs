//! The removals at Traefik.

use super::{NEED_EVERY_QUESTION, Removal};

pub const REMOVALS: &[Removal] = &[
    (
        NEED_EVERY_QUESTION,
        &[(
            "  routers:\n",
            "  routers:
    wiki-scripts:
      rule: Host(`wiki.example.org`) && (!Header(`Sec-Fetch-Mode`, `navigate`) || Method(`HEAD`))
      priority: 1000
      middlewares: [kaimu-clean]
      service: wiki
",
        )],
    ),
    (&["a_deep_link_leads_back_to_the_very_address"], &[("/auth/verify/forward", "/auth/verify/nginx")]),
    // Traefik asks with all headers of the client.
    (
        &[
            "a_script_gets_401_and_no_redirect",
            "a_preflight_passes_where_the_application_allows_it",
            "a_web_socket_opens_for_users_who_are_signed_in",
            "an_unknown_personal_access_token_gets_401",
        ],
        &[(
            "trustForwardHeader: false",
            "trustForwardHeader: false\n        authRequestHeaders: [Accept, Cookie, Origin, Sec-Fetch-Mode, Sec-Fetch-Dest]",
        )],
    ),
    // Traefik hands each other answer on as it is.
    (
        &["a_refusal_is_explained_in_words"],
        &[
            (
                "    # Removes what a client sends.\n",
                "    refused:
      errors:
        status: [\"403\"]
        service: wiki
        query: /own-403
",
            ),
            ("[kaimu-clean, kaimu]\n      service: wiki", "[refused, kaimu-clean, kaimu]\n      service: wiki"),
        ],
    ),
    // Traefik changes nothing in the answer of an application.
    (
        &["the_applications_own_401_and_403_pass"],
        &[(
            "    kaimu-clean:\n      headers:\n",
            "    kaimu-clean:\n      headers:\n        customResponseHeaders:\n          WWW-Authenticate: \"\"\n",
        )],
    ),
    (&["verify_cannot_be_asked_from_outside"], &[("service: noop@internal", "service: kaimu")]),
    (
        &["identity_headers_reach_the_application", "a_user_in_400_groups_reaches_the_application"],
        &[("          - Remote-Groups\n", "")],
    ),
    (&["the_assertion_verifies_and_is_about_the_user"], &[("          - Kaimu-Jwt-Assertion\n", "")]),
    (&["spoofed_headers_do_not_reach_the_application"], &[("aliasHeadersStrategy: delete", "")]),
    (&["a_spoofed_header_does_not_reach_a_public_page"], &[("          - Remote-User\n", "")]),
    // Traefik cannot remove one cookie, but it passes on those of the application.
    (
        &["kaimus_cookie_does_not_reach_the_application"],
        &[
            ("          Authorization: \"\"\n", "          Cookie: \"\"\n"),
            ("[kaimu-clean, kaimu]\n      service: wiki", "[kaimu-clean, kaimu, kaimu-token]\n      service: wiki"),
        ],
    ),
    (
        &["a_personal_access_token_opens_an_application_and_does_not_reach_it"],
        &[("[kaimu-clean, kaimu, kaimu-token]", "[kaimu-clean, kaimu]")],
    ),
    (
        &["an_authorization_that_is_not_kaimus_passes"],
        &[("HeaderRegexp(`Authorization`, `kaimu_pat_`)", "HeaderRegexp(`Authorization`, `.`)")],
    ),
    (
        &["forwarding_headers_of_the_client_change_nothing"],
        &[
            ("trustForwardHeader: false", "trustForwardHeader: true"),
            ("  websecure:\n", "  websecure:\n    forwardedHeaders:\n      insecure: true\n"),
        ],
    ),
    (&["forwarding_headers_of_the_client_change_nothing"], &[("          X-Original-Url: \"\"\n", "")]),
    // Traefik removes the headers that Connection names before it asks.
    (
        &["a_client_cannot_have_a_header_removed"],
        &[("  websecure:\n", "  websecure:\n    forwardedHeaders:\n      connection: [Remote-User]\n")],
    ),
    // Traefik asks with the host of the request, and replaces the client's X-Forwarded-Host.
    (
        &["an_absolute_request_line_is_judged_by_its_host"],
        &[
            ("trustForwardHeader: false", "trustForwardHeader: true"),
            ("          Kaimu-Token-Used: \"\"\n", "          X-Forwarded-Host: wiki.example.org\n"),
        ],
    ),
    (
        &["the_body_of_a_post_arrives", "an_upload_of_40_mib_arrives"],
        &[("trustForwardHeader: false", "forwardBody: true\n        maxBodySize: 8")],
    ),
    // Traefik passes on what has arrived of an event stream.
    (
        &["server_sent_events_arrive_at_once"],
        &[
            (
                "    # Removes what a client sends.\n",
                "    buffered:\n      buffering:\n        memResponseBodyBytes: 1048576\n",
            ),
            ("[kaimu-clean, kaimu]\n      service: wiki", "[buffered, kaimu-clean, kaimu]\n      service: wiki"),
        ],
    ),
    (
        &["conditional_and_range_requests_reach_the_application"],
        &[("          X-Rewrite-Url: \"\"\n", "          Range: \"\"\n")],
    ),
    // Kaimu answers /.kaimu/ through forwardAuth.
    (
        &["one_sign_in_opens_two_applications", "one_sign_in_opens_an_application_on_another_domain"],
        &[(
            "  routers:\n",
            "  routers:
    complete:
      rule: (Host(`git.example.org`) || Host(`notes.example.net`)) && Path(`/.kaimu/complete`)
      service: noop@internal
",
        )],
    ),
    (
        &["requests_of_three_users_on_one_connection_are_not_mixed_up"],
        &[
            ("          Authorization: \"\"\n", "          Remote-User: ada\n"),
            ("[kaimu-clean, kaimu]\n      service: wiki", "[kaimu-clean, kaimu, kaimu-token]\n      service: wiki"),
        ],
    ),
    (&["a_client_does_not_choose_the_id_of_a_request"], &[("          X-Request-Id: \"\"\n", "")]),
];
