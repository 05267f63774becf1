//! `kaimu sign-in-link`: lets somebody in on the day on which every provider is down.

use super::Failure;
use super::operator::{on_store, say};
use crate::config::Settings;
use crate::domain::RequestContext;
use crate::flow::sign_in_link;
use crate::store::Store;
use crate::store::user_admin::UserSelector;

/// Makes a link for this user and prints it: the one time that its token is seen.
pub(super) fn run(user: &str, settings: &Settings) -> Result<(), Failure> {
    on_store(settings, async |store: Store, context: RequestContext| {
        let (user, token) = sign_in_link::create(&store, UserSelector::read(user), context).await?;
        let minutes = sign_in_link::LIFETIME.as_secs() / 60;
        log::info!("a link that signs {} in, once, within {minutes} minutes; give it to nobody else", user.username);
        say(settings.return_policy.urls.sign_in_link(&token).as_str())
    })
}
