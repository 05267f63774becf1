//! Slow answers. Most cases wait for a time limit, so they try all endpoints concurrently.

use std::time::Duration;

use futures_util::future::join_all;

use super::ENDPOINTS;
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::provider::{DISCOVERY, Fault, KEYS, Provider, TOKEN, USERINFO, settings};

/// Asserts that a sign-in ends in time when an endpoint has this fault, and that the next one works.
async fn each_fails_in_time(fault: Fault) {
    join_all(ENDPOINTS.into_iter().map(async |(path, _)| {
        let world = World::new();
        world.thin_id_token();
        world.provider.inject(path, fault.clone());
        world.refuses("provider.unavailable", "").await;
        world.provider.recover();
        world.app.clock.advance(chrono::TimeDelta::seconds(1));
        world.accepts().await;
    }))
    .await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_does_not_answer_for_a_minute() {
    each_fails_in_time(Fault::Hang).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_endpoint_that_answers_byte_by_byte() {
    each_fails_in_time(Fault::ByteByByte).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn three_slow_endpoints_within_one_overall_time_limit() {
    let world = World::new();
    world.thin_id_token();
    for path in [TOKEN, KEYS, USERINFO] {
        world.provider.inject(path, Fault::Slow(Duration::from_secs(7)));
    }
    world.refuses("provider.unavailable", "it took longer than 14 s in total").await;
    world.no_user_exists();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_hanging_provider_that_does_not_delay_other_providers() {
    let other = Provider::start();
    let world = World::with(|setup| setup.provider(other.settings("other")));
    world.provider.inject(DISCOVERY, Fault::Hang);
    let link = world.sign_in_url();
    let waiting: Vec<_> = (0..20)
        .map(|_| {
            let link = link.clone();
            tokio::spawn(async move { Browser::new().follow(link).await })
        })
        .collect();
    world.provider.wait_for_request(DISCOVERY).await;
    let elsewhere = world.browser.follow(world.app.api("/auth/oidc/other/authorize"));
    // The others wait for ten seconds.
    tokio::time::timeout(Duration::from_secs(9), elsewhere).await.expect("at once").is_dashboard_of("Ada");
    assert_eq!(world.browser.get(world.app.api("/readyz")).await.status, 200);
    for answer in waiting {
        answer.await.unwrap().is_refused_with("provider.unavailable");
    }
    assert_eq!(world.provider.requests(DISCOVERY), 1, "twenty people wait for one fetch");
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unreachable_provider_beside_a_working_one() {
    let world = World::with(|setup| setup.provider(settings("dead", &Provider::unreachable_issuer())));
    let end = world.browser.follow(world.app.api("/auth/oidc/dead/authorize")).await;
    end.is_refused_with("provider.unavailable");
    assert!(end.body.contains("Try again with The dead") && end.body.contains("Continue with The idp"));
    world.accepts().await;
    assert_eq!(world.browser.get(world.app.api("/readyz")).await.status, 200);
}
