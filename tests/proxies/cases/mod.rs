//! The cases. Each one is a function that panics if it does not hold.

mod bodies;
mod headers;
mod outages;
mod pages;
mod paths;
mod sessions;
mod tokens;

use std::panic::AssertUnwindSafe;
use std::pin::Pin;
use std::time::Duration;

use futures_util::FutureExt;

use super::site::Site;

/// The limit for one case.
const MAX_TIME: Duration = Duration::from_secs(90);

pub struct Case {
    pub name: &'static str,
    run: for<'a> fn(&'a Site) -> Pin<Box<dyn Future<Output = ()> + 'a>>,
}

impl Case {
    /// The case with this name.
    pub fn named(name: &str) -> &'static Self {
        CASES.iter().find(|case| case.name == name).unwrap_or_else(|| panic!("no case has the name {name}"))
    }

    /// Whether it holds for this site. If it does not, the reason is printed.
    pub async fn holds(&self, site: &Site) -> bool {
        // A case before may have failed while Kaimu was down.
        site.relay.come_back().await;
        let case = AssertUnwindSafe((self.run)(site)).catch_unwind();
        tokio::time::timeout(MAX_TIME, case).await.is_ok_and(|result| result.is_ok())
    }
}

macro_rules! cases {
    ($name:ident: $($module:ident::$case:ident,)*) => {
        pub const $name: &[Case] = &[$(Case { name: stringify!($case), run: |site| Box::pin($module::$case(site)) }),*];
    };
}

cases! {
    CASES:
    pages::a_deep_link_leads_back_to_the_very_address,
    pages::a_script_gets_401_and_no_redirect,
    pages::a_head_request_is_answered_without_a_body,
    pages::a_preflight_passes_where_the_application_allows_it,
    pages::a_group_rule_admits_its_members_alone,
    pages::a_refusal_is_explained_in_words,
    pages::the_applications_own_401_and_403_pass,
    pages::verify_cannot_be_asked_from_outside,
    headers::identity_headers_reach_the_application,
    headers::the_assertion_verifies_and_is_about_the_user,
    headers::spoofed_headers_do_not_reach_the_application,
    headers::a_spoofed_header_does_not_reach_a_public_page,
    headers::kaimus_cookie_does_not_reach_the_application,
    headers::forwarding_headers_of_the_client_change_nothing,
    headers::a_client_cannot_have_a_header_removed,
    headers::a_client_does_not_choose_the_id_of_a_request,
    headers::a_name_in_unicode_reaches_the_application,
    headers::a_user_in_400_groups_reaches_the_application,
    tokens::a_personal_access_token_opens_an_application_and_does_not_reach_it,
    tokens::an_unknown_personal_access_token_gets_401,
    tokens::a_program_is_asked_for_a_personal_access_token,
    tokens::an_authorization_that_is_not_kaimus_passes,
    paths::no_spelling_of_a_path_evades_its_rule,
    paths::no_spelling_of_a_path_makes_it_public,
    paths::an_absolute_request_line_is_judged_by_its_host,
    bodies::a_web_socket_opens_for_users_who_are_signed_in,
    bodies::the_body_of_a_post_arrives,
    bodies::an_upload_of_40_mib_arrives,
    bodies::server_sent_events_arrive_at_once,
    bodies::conditional_and_range_requests_reach_the_application,
    sessions::one_sign_in_opens_two_applications,
    sessions::one_sign_in_opens_an_application_on_another_domain,
    sessions::requests_of_three_users_on_one_connection_are_not_mixed_up,
    sessions::a_sign_out_ends_every_application,
    sessions::a_sign_out_inside_an_application_ends_every_application,
    sessions::a_disabled_user_is_refused_everywhere,
    outages::nothing_is_open_while_kaimu_hangs,
    outages::nothing_is_open_while_kaimu_is_down,
}

cases! {
    FIRST_CASES:
    pages::a_deep_link_leads_back_to_the_very_address,
    pages::a_script_gets_401_and_no_redirect,
    headers::identity_headers_reach_the_application,
    headers::spoofed_headers_do_not_reach_the_application,
    outages::nothing_is_open_while_kaimu_is_down,
}
