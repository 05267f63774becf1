//! `kaimu sign-in-link`: signs a user in when no provider works.

use super::failure::Failure;
use super::on_store::on_store;
use super::output::print;
use crate::config::Settings;
use crate::domain::RequestContext;
use crate::flow::sign_in_link::{LIFETIME, create};
use crate::store::Store;
use crate::store::user_admin::UserSelector;

/// The first line of `--help`.
pub(super) fn about() -> String {
    format!("Create a link that signs a user in once, within {} minutes, without a provider", minutes())
}

/// Creates a link for this user and prints it. The token in it is shown only here.
pub(super) fn run(user: &str, settings: &Settings) -> Result<(), Failure> {
    on_store(settings, async |store: Store, context: RequestContext| {
        let (user, token) = create(&store, UserSelector::read(user), context).await?;
        let (username, minutes) = (&user.username, minutes());
        log::info!("this link signs {username} in, once, within {minutes} minutes; give it only to this user");
        print(settings.return_policy.urls.sign_in_link(&token).as_str())
    })
}

fn minutes() -> u64 {
    LIFETIME.as_secs() / 60
}
