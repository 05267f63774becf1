//! The limits of sign-in starts for one client address, of sessions and of pages.

use std::time::Instant;

use futures_util::future::join_all;
use reqwest::StatusCode;

use crate::account::{account, fields, sign_in};
use crate::app::{STARTS_PER_MINUTE, Setup};
use crate::browser::{Answer, Browser};
use crate::catalogue::world::World;
use crate::database::Database;
use crate::provider::Provider;
use crate::waiting::until;

async fn start(world: &World, forwarded_for: &str) -> Answer {
    Browser::new().request("GET", world.sign_in_url(), &[("X-Forwarded-For", forwarded_for)], "").await
}

/// Sends a hundred starts, ten at a time, and asserts that only the burst and the refill of each second are allowed.
async fn exhaust(world: &World, each_second: u64) {
    let begun = Instant::now();
    let browser = Browser::new();
    let ten_in_a_row = (0..10).map(async |_| {
        let mut answers = Vec::new();
        for _ in 0..10 {
            answers.push(browser.get(world.sign_in_url()).await.status);
        }
        answers
    });
    let answers = join_all(ten_in_a_row).await.concat();
    let allowed = answers.iter().filter(|status| **status == StatusCode::SEE_OTHER).count() as u64;
    let most = 30 + (begun.elapsed().as_secs() + 1) * each_second;
    // The test may have started one sign-in before.
    assert!((29..=most).contains(&allowed), "{allowed} of 100");
    assert!(answers.contains(&StatusCode::TOO_MANY_REQUESTS), "in {:?}", begun.elapsed());
}

fn behind_a_proxy() -> World {
    World::with(|setup| setup.set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.0/8").set(STARTS_PER_MINUTE, "1"))
}

#[tokio::test(flavor = "multi_thread")]
async fn too_many_sign_in_starts_from_one_address() {
    let world = World::new();
    exhaust(&world, 1).await;
    let slowed = loop {
        let answer = Browser::new().get(world.sign_in_url()).await;
        if answer.status == StatusCode::TOO_MANY_REQUESTS {
            break answer;
        }
    };
    assert_eq!(slowed.header("retry-after"), "1");
    assert!(slowed.body.contains("request.too_many") && slowed.body.contains(slowed.header("x-request-id")));
    assert!(slowed.body.contains("Too many attempts") && slowed.set_cookies().is_empty());
    assert_eq!(slowed.header("cache-control"), "no-store");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_start_after_a_wait() {
    let world = World::with(|setup| setup.set(STARTS_PER_MINUTE, "120"));
    exhaust(&world, 2).await;
    until("a start is allowed", async || Browser::new().get(world.sign_in_url()).await.status == StatusCode::SEE_OTHER)
        .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn other_requests_while_sign_in_starts_are_limited() {
    let world = World::new();
    let response = world.response(&world.browser).await;
    exhaust(&world, 1).await;
    for path in ["/login", "/healthz", "/auth/oidc/providers", "/auth/oidc/idp/callback"] {
        assert_ne!(world.browser.get(world.app.page(path)).await.status, StatusCode::TOO_MANY_REQUESTS, "{path}");
    }
    world.browser.follow(response).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_limit_of_zero_for_no_limit() {
    let world = World::with(|setup| setup.set(STARTS_PER_MINUTE, "0"));
    for _ in 0..60 {
        assert_eq!(world.browser.get(world.sign_in_url()).await.status, StatusCode::SEE_OTHER);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn clients_behind_a_trusted_proxy_with_separate_limits() {
    let world = behind_a_proxy();
    for address in ["192.0.2.1", "192.0.2.2", "2001:db8:0:1::1", "2001:db8:0:2::1"] {
        assert_eq!(start(&world, address).await.status, StatusCode::SEE_OTHER, "{address}");
        assert_eq!(start(&world, address).await.status, StatusCode::TOO_MANY_REQUESTS, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_addresses_of_one_ipv6_network_with_one_limit() {
    let world = behind_a_proxy();
    assert_eq!(start(&world, "2001:db8:0:1::1").await.status, StatusCode::SEE_OTHER);
    assert_eq!(start(&world, "2001:db8:0:1:ffff::2").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn many_networks_of_one_ipv6_site_with_one_limit() {
    let (world, begun) = (behind_a_proxy(), Instant::now());
    let mut allowed = 0;
    for network in 0..40 {
        let status = start(&world, &format!("2001:db8:0:{network:x}::1")).await.status;
        allowed += u64::from(status == StatusCode::SEE_OTHER);
    }
    // Sixteen at once, and sixteen in each minute after that.
    let most = 16 + begun.elapsed().as_secs() / 3 + 1;
    assert!((16..=most.min(39)).contains(&allowed), "{allowed} of 40");
    assert_eq!(start(&world, "2001:db8:1::1").await.status, StatusCode::SEE_OTHER, "another site");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_made_up_address_that_does_not_bypass_the_limit() {
    let world = World::with(|setup| setup.set(STARTS_PER_MINUTE, "1"));
    assert_eq!(start(&world, "192.0.2.1").await.status, StatusCode::SEE_OTHER);
    assert_eq!(start(&world, "192.0.2.2").await.status, StatusCode::TOO_MANY_REQUESTS);
    let proxied = behind_a_proxy();
    assert_eq!(start(&proxied, "198.51.100.1, 192.0.2.1").await.status, StatusCode::SEE_OTHER);
    assert_eq!(start(&proxied, "198.51.100.2, 192.0.2.1").await.status, StatusCode::TOO_MANY_REQUESTS);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_forwarded_address_after_bytes_that_are_not_ascii() {
    let world = behind_a_proxy();
    for address in ["192.0.2.1", "192.0.2.2"] {
        let forwarded = format!("\u{ff}, {address}");
        assert_eq!(start(&world, &forwarded).await.status, StatusCode::SEE_OTHER, "{address}");
        assert_eq!(start(&world, &forwarded).await.status, StatusCode::TOO_MANY_REQUESTS, "{address}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_log_line_about_an_untrusted_proxy() {
    let warnings = |world: &World| {
        let log = world.app.watch.log();
        log.iter().filter(|line| line.contains("server.trusted_proxies") && line.contains("127.0.0.1")).count()
    };
    let trusting = behind_a_proxy();
    start(&trusting, "192.0.2.1").await;
    let world = World::new();
    Browser::new().get(world.sign_in_url()).await;
    let before = warnings(&world);
    for _ in 0..3 {
        start(&world, "192.0.2.1").await;
    }
    // Other tests run in the same process and also log warnings.
    assert!(warnings(&world) > before, "{:?}", world.app.watch.log());
}

#[tokio::test(flavor = "multi_thread")]
async fn sessions_of_one_user_without_end() {
    let world = World::with(|setup| setup.set("KAIMU_SESSION__MAX_PER_USER", "3"));
    for _ in 0..6 {
        world.accepts().await;
    }
    assert_eq!(world.database.count("sessions"), 3);
}

#[tokio::test(flavor = "multi_thread")]
async fn more_sessions_than_the_account_page_shows() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("one")).set(STARTS_PER_MINUTE, "0").start();
    let browser = Browser::new();
    for _ in 0..49 {
        sign_in(&app, &Browser::new(), "one").await;
    }
    sign_in(&app, &browser, "one").await;
    let page = account(&app, &browser).await;
    assert_eq!(fields(&page, "session").len(), 49, "all but its own");
    assert!(!page.body.contains("used last, of"), "{}", page.body);
    for _ in 0..2 {
        sign_in(&app, &Browser::new(), "one").await;
    }
    app.clock.advance(chrono::TimeDelta::minutes(2));
    let page = account(&app, &browser).await;
    assert_eq!(fields(&page, "session").len(), 49);
    assert!(page.body.contains("The 50 sessions that were used last, of 52"), "{}", page.body);
}
