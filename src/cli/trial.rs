//! `kaimu check --sign-in`: a test sign-in in the operator's browser. Its transaction is rolled back.

use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::environment::system_clock;
use super::failure::{CheckFailure, Failure};
use super::listen::{self, LISTENING, OpenAddresses};
use super::output::print;
use super::running_server::{background_tasks, services};
use crate::config::Settings;
use crate::domain::{
    AccountSelection, AuthorizationOptions, DatabaseUrl, ProviderSettings, Purpose, ReturnTo, SessionSecrets,
    terminal_text,
};
use crate::flow::{random, sign_in};
use crate::http::{self, StopSignal, TrialSetup};
use crate::oidc::Providers;
use crate::store::{Store, StoreError};

/// Waits until one browser has completed a sign-in, and prints what the sign-in would decide.
pub(super) fn run(slug: &str, settings: &Settings) -> Result<(), Failure> {
    let known: Vec<&str> = settings.providers.iter().map(|provider| provider.slug.as_str()).collect();
    if !known.contains(&slug) {
        return Err(CheckFailure::UnknownProvider { slug: terminal_text(slug), known: known.join(", ") }.into());
    }
    // The server's own addresses, because the redirect URI of the provider leads there.
    let OpenAddresses { listeners, files: _files } =
        listen::open(&settings.listen, LISTENING, |address, source| CheckFailure::Listen { address, source })?;
    let (store, _folder) = open_database(&settings.database_url)?;
    let (clock, urls) = (system_clock(), &settings.return_policy.urls);
    // There will be no recheck, so the provider should keep no consent and no refresh token for one.
    let without_recheck = |provider: &ProviderSettings| ProviderSettings { recheck: None, ..provider.clone() };
    let providers = settings.providers.iter().map(without_recheck).collect();
    let background = background_tasks()?;
    let providers = Providers::new(providers, urls, &clock, random::secret, background.runtime())?;
    // Nothing that is sealed is kept, so a random secret is enough.
    let services = services(settings, store, providers, background, &SessionSecrets::only(random::secret()))?;
    crate::flow::trial::record_claims(&services, slug);
    actix_web::rt::System::new().block_on(async {
        let stop = http::signal_to_stop().map_err(Failure::Server)?;
        let return_to = ReturnTo::Dashboard;
        let options = AuthorizationOptions::of(AccountSelection::Any);
        let started = sign_in::begin(&services, slug, Purpose::SignIn, &options, return_to, clock()).await;
        let (at_provider, attempt) = started.map_err(|error| CheckFailure::NotStarted(error.to_string()))?;
        let start = format!("/auth/trial/{}", random::secret().expose_secret());
        print(&instructions(&urls.at_base(&start), settings.sign_in_attempt)).map_err(Failure::Operator)?;
        let setup = TrialSetup { services: Arc::clone(&services), attempt, at_provider, clock };
        let ended = wait_for_end(settings.sign_in_attempt, stop);
        let trial = http::serve_trial(setup, listeners, &start, ended).await.map_err(Failure::Server)??;
        print(&trial.to_string()).map_err(Failure::Operator)?;
        if trial.is_admitted() { Ok(()) } else { Err(CheckFailure::NotAdmitted.into()) }
    })
}

fn instructions(url: &impl std::fmt::Display, time_limit: Duration) -> String {
    format!(
        "Open this URL in your browser, and sign in as the user that you want to test. Kaimu keeps nothing of it:\n\n    \
         {url}\n\nThe URL works for {} min. Ctrl-C stops the test.\n",
        time_limit.as_secs() / 60
    )
}

/// Waits for the signal to stop or the end of the time limit.
async fn wait_for_end(time_limit: Duration, stop: impl Future<Output = StopSignal>) -> CheckFailure {
    match tokio::time::timeout(time_limit, stop).await {
        Ok(_) => CheckFailure::Stopped,
        Err(_) => CheckFailure::TimedOut { minutes: time_limit.as_secs() / 60 },
    }
}

/// Opens the database. If there is none, opens a temporary one, which is deleted with the folder.
fn open_database(url: &DatabaseUrl) -> Result<(Store, Option<TempDir>), Failure> {
    match Store::open_existing(url) {
        Err(StoreError::NoDatabase) => {
            let folder = tempfile::tempdir().map_err(CheckFailure::Folder)?;
            // The log should not show the migrations of a temporary database.
            let level = log::max_level();
            log::set_max_level(level.min(log::LevelFilter::Warn));
            let store = Store::open(&DatabaseUrl::Sqlite(folder.path().join("trial.db")), 1);
            log::set_max_level(level);
            Ok((store?, Some(folder)))
        }
        opened => Ok((opened?, None)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn the_end_of_the_time_limit_is_reported_with_what_to_do() {
        let message = wait_for_end(Duration::ZERO, std::future::pending()).await.to_string();
        assert!(message.contains("within 0 min (sign_in.attempt_minutes)"), "{message}");
        assert!(message.contains("run the command again"), "{message}");
        let stopped = wait_for_end(Duration::from_mins(10), std::future::ready(StopSignal::Interrupt)).await;
        assert!(matches!(stopped, CheckFailure::Stopped));
    }
}
