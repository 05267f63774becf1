//! Refused ID tokens. Each is refused by the check of the case: of a claim (OpenID Connect Core, section 3.1.3.7), of the
//! signature or of the header.

mod claims;
mod organizations;
mod signatures;
mod text;

use super::world::World;
use crate::provider::Draft;

/// Asserts that this check refuses a sign-in with such a token.
async fn refused_by(check: &str, change: impl FnMut(&mut Draft) + Send + 'static) {
    let world = World::new();
    world.id_token(change);
    world.refuses_the_id_token_by(check).await;
    assert_eq!(world.database.audit(), ["sign_in id_token.invalid"]);
}
