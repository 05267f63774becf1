//! ID tokens that are refused, each by the check that it is about: the claims (OpenID Connect Core, section 3.1.3.7), and
//! the signature with its header.

mod claims;
mod organizations;
mod signatures;
mod text;

use super::world::World;
use crate::provider::Draft;

/// A whole sign-in with such a token is refused by this check.
async fn refused_by(check: &str, change: impl FnMut(&mut Draft) + Send + 'static) {
    let world = World::new();
    world.id_token(change);
    world.refuses_the_id_token_by(check).await;
    assert_eq!(world.database.audit(), ["sign_in id_token.invalid"]);
}
