//! The [`CheckTarget`] of `kaimu check` and of a running server, from the configuration.

use crate::config::Settings;
use crate::doctor::CheckTarget;
use crate::domain::{CheckDepth, DatabaseUrl, ListenAddress};
use crate::session_secret;

/// The providers, URLs, database and files of secrets of this configuration.
pub(super) fn check_target(settings: &Settings, depth: CheckDepth) -> CheckTarget {
    let mut secret_files = settings.secret_files.clone();
    if let (None, DatabaseUrl::Sqlite(path)) = (&settings.session_secrets, &settings.database_url) {
        secret_files.push(("the session secret".to_owned(), session_secret::path_beside(path)));
    }
    CheckTarget {
        providers: settings.providers.clone(),
        urls: settings.return_policy.urls.clone(),
        database_url: settings.database_url.clone(),
        secret_files,
        applications: settings.applications.clone(),
        trusts_a_proxy: !settings.trusted_proxies.is_empty()
            || settings.listen.iter().any(|address| matches!(address, ListenAddress::Unix(_))),
        listen: settings.listen.clone(),
        depth,
    }
}
