//! A provider that fails: the person has an answer in time and with the right code, nobody else notices, and all is well as
//! soon as the provider is.

mod answers;
mod contents;
mod time;

use super::world::World;
use crate::provider::{DISCOVERY, KEYS, TOKEN, Trouble, USERINFO};

/// Each endpoint that Kaimu calls, and the code with which a sign-in ends when it fails.
const ENDPOINTS: [(&str, &str); 4] = [
    (DISCOVERY, "provider.unavailable"),
    (TOKEN, "token.exchange_failed"),
    (KEYS, "provider.unavailable"),
    (USERINFO, "provider.unavailable"),
];

/// A sign-in ends with the right code and this reason in the log when this endpoint has such a trouble, and works right
/// after it is over.
async fn one_fails(path: &'static str, trouble: Trouble, why: &str) {
    let world = World::new();
    world.thin_id_token();
    world.provider.trouble(path, trouble);
    let (_, code) = ENDPOINTS.into_iter().find(|(endpoint, _)| *endpoint == path).unwrap();
    world.refuses(code, why).await;
    world.nobody_is_known();
    world.provider.recover();
    world.app.clock.advance(chrono::TimeDelta::seconds(1));
    world.accepts().await;
}
