//! Applications behind Kaimu and a reverse proxy: the unmodified proxies run with the configurations of `docs/proxies/`.
//!
//! [`cases`] has each case once, as a function on a [`site::Site`]: a proxy, Kaimu, and three applications that show which
//! request reached them. The normal run has every case at nginx and some at the other proxies. `tests/run --proxies` has every
//! case at each proxy, and then each case without what protects it ([`removals`]): it must fail.

mod apache;
mod application;
mod busy;
mod caddy;
mod cases;
mod check;
mod configuration;
mod envoy;
mod haproxy;
mod nginx;
mod proxy;
mod raw;
mod relay;
mod removals;
mod site;
mod traefik;
mod visitor;
mod wrong_lines;

use cases::{CASES, Case, FIRST_CASES};
use proxy::ProxyKind;
use site::Site;

pub use busy::Busy;
pub use configuration::Configuration;
pub use nginx::NGINX;
pub use proxy::{Proxy, from_wheel};
pub use visitor::{PAGE, Visitor};

/// Runs these cases, one after the other. Fails with the names of those that failed.
async fn run(kind: &'static ProxyKind, cases: &[Case]) {
    let site = Site::behind(kind).await;
    let mut failed = Vec::new();
    for case in cases {
        if !case.holds(&site).await {
            failed.push(case.name);
        }
    }
    assert!(failed.is_empty(), "these cases failed behind {}: {failed:#?}\n{}", kind.name, site.proxy_log());
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nginx: use tests/run"]
async fn every_case_holds_behind_nginx() {
    run(&nginx::NGINX, CASES).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nginx: use tests/run"]
async fn check_finds_nothing_wrong_with_the_documented_configuration_of_nginx() {
    check::nothing_is_wrong(&nginx::NGINX, &[]).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nginx: use tests/run"]
async fn check_says_that_nginx_does_not_ask_kaimu() {
    check::each_wrong_line_is_named(&nginx::NGINX, &wrong_lines::NGINX[..1]).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nginx: use tests/run"]
async fn check_names_the_address_of_a_proxy_that_is_not_trusted() {
    check::an_untrusted_proxy_is_named(&nginx::NGINX).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs nginx: use tests/run"]
async fn check_leaves_open_what_only_the_application_sees_unless_echo_stands_in_for_it() {
    check::the_application_itself_gets_no_made_up_user(&nginx::NGINX).await;
}

macro_rules! proxies {
    ($($proxy:ident: $kind:ident => $first:ident, $every:ident, $removals:ident, $wrong:ident, $right:ident $unknown:expr;)*) => {
        $(
            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs the reverse proxies: use tests/run"]
            async fn $first() {
                run(&$proxy::$kind, FIRST_CASES).await;
            }
        )*

        mod long {
            use super::*;

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs the reverse proxies: use tests/run --proxies"]
            async fn each_case_needs_its_protection_behind_nginx() {
                removals::each_case_needs_its_protection(&nginx::NGINX).await;
            }

            #[tokio::test(flavor = "multi_thread")]
            #[ignore = "needs the reverse proxies: use tests/run --proxies"]
            async fn check_names_each_wrong_line_of_nginx() {
                check::each_wrong_line_is_named(&nginx::NGINX, wrong_lines::NGINX).await;
            }

            $(
                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs the reverse proxies: use tests/run --proxies"]
                async fn $every() {
                    run(&$proxy::$kind, CASES).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs the reverse proxies: use tests/run --proxies"]
                async fn $removals() {
                    removals::each_case_needs_its_protection(&$proxy::$kind).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs the reverse proxies: use tests/run --proxies"]
                async fn $wrong() {
                    check::an_untrusted_proxy_is_named(&$proxy::$kind).await;
                    check::each_wrong_line_is_named(&$proxy::$kind, wrong_lines::$kind).await;
                }

                #[tokio::test(flavor = "multi_thread")]
                #[ignore = "needs the reverse proxies: use tests/run --proxies"]
                async fn $right() {
                    check::nothing_is_wrong(&$proxy::$kind, $unknown).await;
                }
            )*
        }
    };
}

proxies! {
    caddy: CADDY =>
        the_first_cases_hold_behind_caddy, every_case_holds_behind_caddy, each_case_needs_its_protection_behind_caddy,
        check_names_each_wrong_line_of_caddy, check_finds_nothing_wrong_with_the_documented_configuration_of_caddy &[];
    traefik: TRAEFIK =>
        the_first_cases_hold_behind_traefik, every_case_holds_behind_traefik, each_case_needs_its_protection_behind_traefik,
        check_names_each_wrong_line_of_traefik, check_finds_nothing_wrong_with_the_documented_configuration_of_traefik &["proxy.time_limit", "proxy.cookie"];
    envoy: ENVOY =>
        the_first_cases_hold_behind_envoy, every_case_holds_behind_envoy, each_case_needs_its_protection_behind_envoy,
        check_names_each_wrong_line_of_envoy, check_finds_nothing_wrong_with_the_documented_configuration_of_envoy &[];
    haproxy: HAPROXY =>
        the_first_cases_hold_behind_haproxy, every_case_holds_behind_haproxy, each_case_needs_its_protection_behind_haproxy,
        check_names_each_wrong_line_of_haproxy, check_finds_nothing_wrong_with_the_documented_configuration_of_haproxy &[];
    apache: APACHE =>
        the_first_cases_hold_behind_apache, every_case_holds_behind_apache, each_case_needs_its_protection_behind_apache,
        check_names_each_wrong_line_of_apache, check_finds_nothing_wrong_with_the_documented_configuration_of_apache &[];
}
