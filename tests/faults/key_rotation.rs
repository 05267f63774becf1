//! A provider that replaces its signing keys, and whose key set cannot be fetched, or is an old one, for a moment.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering::SeqCst};
use std::time::Duration;

use chrono::TimeDelta;
use serde_json::Value;
use tokio::time::{Instant, sleep, sleep_until};

use crate::app::STARTS_PER_MINUTE;
use crate::browser::Browser;
use crate::catalogue::World;
use crate::provider::{Fault, KEYS, alter};

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_succeed_while_keys_change_every_two_seconds_and_cannot_be_fetched_for_the_first_one() {
    let world = World::with(|setup| setup.set(STARTS_PER_MINUTE, "0"));
    world.accepts().await;
    let begun = Instant::now();
    let at = move |seconds| begun + Duration::from_secs(seconds);
    let counts = Arc::new([AtomicUsize::new(0), AtomicUsize::new(0)]);
    let users = [(); 4].map(|()| {
        let (link, counts) = (world.sign_in_url(), Arc::clone(&counts));
        tokio::spawn(async move {
            while Instant::now() < at(12) {
                let end = Browser::new().follow(&link).await;
                let is_refused = end.parameter("error").is_some();
                counts[usize::from(is_refused)].fetch_add(1, SeqCst);
                sleep(Duration::from_millis(50)).await; // users come one after the other
            }
        })
    });
    let mut failed_fetches = 0;
    for rotation in 0..6 {
        sleep_until(at(rotation * 2)).await; // the fault is a moment of time
        world.provider.inject(KEYS, Fault::Status(500));
        world.provider.rotate_keys();
        let before = world.provider.requests(KEYS);
        sleep_until(at(rotation * 2 + 1)).await;
        failed_fetches += world.provider.requests(KEYS) - before;
        world.provider.recover();
    }
    for user in users {
        user.await.unwrap();
    }
    let [succeeded, refused] = [0, 1].map(|index| counts[index].load(SeqCst));
    assert!(failed_fetches >= 5, "the fault takes effect: {failed_fetches} fetches failed");
    assert!(succeeded > 19 * refused && succeeded > 20, "{succeeded} succeeded, {refused} were refused");
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_are_refused_as_unavailable_during_a_longer_outage_of_the_key_set_and_succeed_right_after_it() {
    let world = World::new();
    world.accepts().await;
    world.provider.rotate_keys();
    world.provider.inject(KEYS, Fault::Status(500));
    let before = world.provider.requests(KEYS);
    for _ in 0..3 {
        world.refuses("provider.unavailable", "cannot get the key set").await;
    }
    assert!(world.provider.requests(KEYS) > before, "the fault takes effect");
    world.provider.recover();
    // The longest delay after a failed fetch.
    world.app.clock.advance(TimeDelta::seconds(8));
    world.provider.advance(TimeDelta::seconds(8));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn an_old_key_set_that_a_cache_sends_for_a_moment_refuses_sign_ins_for_a_second_only() {
    let (world, mut cached) = (World::new(), None);
    world.provider.script(|script| {
        script.keys = alter(move |keys: &mut Value| *keys = cached.get_or_insert_with(|| keys.clone()).clone());
    });
    world.accepts().await;
    let before = world.provider.requests(KEYS);
    world.provider.rotate_keys();
    world.refuses("id_token.invalid", "kid").await;
    assert_eq!(world.provider.requests(KEYS), before + 1, "the fault takes effect");
    world.provider.recover();
    world.app.clock.advance(TimeDelta::seconds(1));
    world.provider.advance(TimeDelta::seconds(1));
    world.accepts().await;
}
