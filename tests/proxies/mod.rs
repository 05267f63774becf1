//! Applications behind Kaimu and a reverse proxy: the unmodified proxies run with the configurations of `docs/proxies/`.
//!
//! [`cases`] has each case once, as a function on a [`site::Site`]: a proxy, Kaimu, and three applications that show which
//! request reached them. The normal run has every case at nginx and some at the other proxies. `tests/run --proxies` has every
//! case at each proxy, and then each case of [`removals`] without the line of the configuration that protects it: it must fail.

mod apache;
mod application;
mod busy;
mod caddy;
mod cases;
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

use cases::{CASES, Case, FIRST_CASES};
use proxy::ProxyKind;
use site::Site;

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

macro_rules! proxies {
    ($($proxy:ident: $kind:ident => $first:ident, $every:ident, $removals:ident;)*) => {
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
                removals::each_case_needs_its_protection(&nginx::NGINX, removals::NGINX).await;
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
                    removals::each_case_needs_its_protection(&$proxy::$kind, removals::$kind).await;
                }
            )*
        }
    };
}

proxies! {
    caddy: CADDY =>
        the_first_cases_hold_behind_caddy, every_case_holds_behind_caddy, each_case_needs_its_protection_behind_caddy;
    traefik: TRAEFIK =>
        the_first_cases_hold_behind_traefik, every_case_holds_behind_traefik, each_case_needs_its_protection_behind_traefik;
    envoy: ENVOY =>
        the_first_cases_hold_behind_envoy, every_case_holds_behind_envoy, each_case_needs_its_protection_behind_envoy;
    haproxy: HAPROXY =>
        the_first_cases_hold_behind_haproxy, every_case_holds_behind_haproxy, each_case_needs_its_protection_behind_haproxy;
    apache: APACHE =>
        the_first_cases_hold_behind_apache, every_case_holds_behind_apache, each_case_needs_its_protection_behind_apache;
}
