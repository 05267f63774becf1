//! A provider that fails: the person has an answer in time and with the right code, nobody else notices, and all is well as
//! soon as the provider is.

mod answers;
mod contents;
mod time;

use super::world::World;
use crate::provider::{DISCOVERY, Fault, KEYS, TOKEN, USERINFO};

/// Each endpoint that Kaimu calls, and the code with which a sign-in ends when it fails.
const ENDPOINTS: [(&str, &str); 4] = [
    (DISCOVERY, "provider.unavailable"),
    (TOKEN, "token.exchange_failed"),
    (KEYS, "provider.unavailable"),
    (USERINFO, "provider.unavailable"),
];

/// A sign-in ends with the right code and this reason in the log when this endpoint has such a trouble, and works right
/// after it is over.
async fn fails_at(path: &'static str, fault: Fault, why: &str) {
    let world = World::new();
    world.thin_id_token();
    world.provider.inject(path, fault);
    let (_, code) = ENDPOINTS.into_iter().find(|(endpoint, _)| *endpoint == path).unwrap();
    world.refuses(code, why).await;
    world.no_user_exists();
    world.provider.recover();
    world.app.clock.advance(chrono::TimeDelta::seconds(1));
    world.accepts().await;
}
