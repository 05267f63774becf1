//! A failing provider: the user gets a page in time with the right code, other users are not affected, and sign-ins work
//! again as soon as the provider recovers.

mod answers;
mod contents;
mod endpoints;
mod time;

use super::world::World;
use crate::provider::{DISCOVERY, Fault, KEYS, TOKEN, USERINFO};

/// Each endpoint that Kaimu calls, with the code of a sign-in that fails because of its answer. Without an answer, the code is
/// `provider.unavailable` at each.
const ENDPOINTS: [(&str, &str); 4] = [
    (DISCOVERY, "provider.unavailable"),
    (TOKEN, "token.exchange_failed"),
    (KEYS, "provider.unavailable"),
    (USERINFO, "provider.unavailable"),
];

/// Asserts that a fault at this endpoint ends a sign-in with the right code and this reason in the log, and that sign-ins
/// work right after it.
async fn fails_at(path: &'static str, fault: Fault, why: &str) {
    let world = World::new();
    world.thin_id_token();
    let (_, code) = ENDPOINTS.into_iter().find(|(endpoint, _)| *endpoint == path).unwrap();
    let code = if matches!(fault, Fault::CutOff) { "provider.unavailable" } else { code };
    world.provider.inject(path, fault);
    world.refuses(code, why).await;
    world.no_user_exists();
    world.provider.recover();
    world.app.clock.advance(chrono::TimeDelta::seconds(1));
    world.accepts().await;
}
