//! Removes one protection after the other from the configuration of a proxy or of Kaimu. The cases that it protects have to fail
//! then. Every case has a removal at each proxy, with one exception. Where a proxy protects by itself, and its page has no line to
//! remove, the removal adds the line that breaks the protection.

pub mod apache;
pub mod caddy;
pub mod envoy;
pub mod haproxy;
pub mod nginx;
pub mod traefik;

use super::cases::{CASES, Case};
use super::proxy::ProxyKind;
use super::site::Site;

/// The cases that have to fail, and texts of the configuration with what stands there without the protection.
pub type Removal = (&'static [&'static str], &'static [(&'static str, &'static str)]);

/// The cases that fail if the proxy asks Kaimu only about pages, and not about scripts and `HEAD`. They
/// begin with a sign-in, which still succeeds.
pub const NEED_EVERY_QUESTION: &[&str] = &[
    "a_script_gets_401_and_no_redirect",
    "a_head_request_is_answered_without_a_body",
    "a_preflight_passes_where_the_application_allows_it",
    "no_spelling_of_a_path_evades_its_rule",
    "no_spelling_of_a_path_makes_it_public",
    "a_web_socket_opens_for_users_who_are_signed_in",
    "conditional_and_range_requests_reach_the_application",
    "an_unknown_personal_access_token_gets_401",
    "a_program_is_asked_for_a_personal_access_token",
    "a_sign_out_ends_every_application",
    "a_sign_out_inside_an_application_ends_every_application",
    "a_disabled_user_is_refused_everywhere",
    "nothing_is_open_while_kaimu_hangs",
    "nothing_is_open_while_kaimu_is_down",
];

/// No configuration breaks this: Envoy itself removes the headers that `Connection` names, before everything else.
const WITHOUT_REMOVAL: [(&str, &str); 1] = [("Envoy", "a_client_cannot_have_a_header_removed")];

/// The protections of Kaimu, whichever proxy asks.
const KAIMU: &[Removal] = &[
    (
        &["a_group_rule_admits_its_members_alone", "no_spelling_of_a_path_evades_its_rule"],
        &[("{ path = \"/admin\", allow = { groups = [\"admins\"] } },", "")],
    ),
    (
        &["a_name_in_unicode_reaches_the_application"],
        &[(
            "url = \"https://wiki.example.org\"",
            "url = \"https://wiki.example.org\"\nheaders = { encoding = \"raw\" }",
        )],
    ),
    (
        &["a_preflight_passes_where_the_application_allows_it", "a_program_is_asked_for_a_personal_access_token"],
        &[("preflight = true", ""), ("{ path = \"/api\", tokens = true },", "")],
    ),
];

/// Asserts that each case fails without its protection.
pub async fn each_case_needs_its_protection(kind: &'static ProxyKind) {
    let removals = || kind.removals.iter().chain(KAIMU);
    for Case { name, .. } in CASES {
        let has_removal = removals().any(|(cases, _)| cases.contains(name));
        assert_ne!(has_removal, WITHOUT_REMOVAL.contains(&(kind.name, name)), "a removal of {name} at {}", kind.name);
    }
    let mut unnoticed = Vec::new();
    for (cases, edits) in removals() {
        let site = Site::with(kind, |configuration| {
            edits.iter().for_each(|(protection, without)| configuration.replace(protection, without));
        });
        let site = site.await;
        for case in *cases {
            if Case::named(case).holds(&site).await {
                unnoticed.push((case, edits));
            }
        }
    }
    assert!(unnoticed.is_empty(), "these cases hold behind {} without their protection: {unnoticed:#?}", kind.name);
}
