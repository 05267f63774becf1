//! `kaimu check --sign-in`: a sign-in in the operator's own browser, of which nothing stays.

use std::net::TcpListener;
use std::sync::Arc;
use std::time::Duration;

use secrecy::ExposeSecret;
use tempfile::TempDir;

use super::check::CheckFailure;
use super::operator::say;
use super::running::services;
use super::{Failure, system_clock};
use crate::config::Settings;
use crate::domain::{
    AccountSelection, AuthorizationOptions, DatabaseUrl, ProviderSettings, Purpose, ReturnTo, terminal_text,
};
use crate::flow::{random, sign_in};
use crate::http::{self, TrialSetup};
use crate::oidc::Providers;
use crate::store::{Store, StoreError};

/// Waits for one browser, and shows what its sign-in would come to.
pub(super) fn run(slug: &str, settings: &Settings) -> Result<(), Failure> {
    let known: Vec<&str> = settings.providers.iter().map(|provider| provider.slug.as_str()).collect();
    if !known.contains(&slug) {
        return Err(CheckFailure::NoProvider { slug: terminal_text(slug), known: known.join(", ") }.into());
    }
    let listeners = listen(settings)?;
    let (store, _folder) = open(&settings.database_url)?;
    let (clock, urls) = (system_clock(), &settings.return_policy.urls);
    // Nobody will be asked about again, and so no consent and no refresh token is left at the provider.
    let without_recheck = |provider: &ProviderSettings| ProviderSettings { recheck: None, ..provider.clone() };
    let providers = settings.providers.iter().map(without_recheck).collect();
    let providers = Providers::new(providers, urls, &clock, random::secret)?;
    // Nothing that is sealed stays, so that the key needs to be nobody's.
    let services = services(settings, store, providers, &random::secret())?;
    crate::flow::trial::record_claims(&services, slug);
    actix_web::rt::System::new().block_on(async {
        let stop = http::signal_to_stop().map_err(Failure::Server)?;
        let return_to = ReturnTo::Dashboard;
        let options = AuthorizationOptions::of(AccountSelection::Any);
        let begun = sign_in::begin(&services, slug, Purpose::SignIn, &options, return_to, clock()).await;
        let (at_provider, attempt) = begun.map_err(|error| CheckFailure::NotBegun(error.to_string()))?;
        let start = format!("/auth/trial/{}", random::secret().expose_secret());
        say(&format!(
            "Open this in your browser, and sign in as whom you want to try; nothing stays of it:\n\n    {}\n\nIt is good for {} \
             min; Ctrl-C ends the waiting.\n",
            urls.at_base(&start),
            settings.sign_in_attempt.as_secs() / 60
        ))
        .map_err(Failure::Operator)?;
        let door = TrialSetup { services: Arc::clone(&services), attempt, at_provider, clock };
        let waited = nobody_came(settings.sign_in_attempt, stop);
        let trial = http::serve_trial(door, listeners, &start, waited).await.map_err(Failure::Server)??;
        say(&trial.to_string()).map_err(Failure::Operator)?;
        if trial.is_admitted() { Ok(()) } else { Err(CheckFailure::NotAdmitted.into()) }
    })
}

/// Why nobody came: who waited has stopped, or the time is up.
async fn nobody_came(longest: Duration, stop: impl Future<Output = ()>) -> CheckFailure {
    match tokio::time::timeout(longest, stop).await {
        Ok(()) => CheckFailure::NobodyCame,
        Err(_) => CheckFailure::TimeIsUp { minutes: longest.as_secs() / 60 },
    }
}

/// The server's own addresses: it is there that the provider sends the browser back to.
fn listen(settings: &Settings) -> Result<Vec<TcpListener>, CheckFailure> {
    let listen = |address| TcpListener::bind(address).map_err(|source| CheckFailure::Taken { address, source });
    settings.listen.iter().copied().map(listen).collect()
}

/// The database as it is, or one that goes with the trial where there is none yet.
fn open(url: &DatabaseUrl) -> Result<(Store, Option<TempDir>), Failure> {
    match Store::open_existing(url) {
        Err(StoreError::NoDatabase) => {
            let folder = tempfile::tempdir().map_err(CheckFailure::Folder)?;
            // Its migrations would look like those of a database that stays.
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
    async fn who_waits_is_told_that_the_time_is_up_and_what_to_do() {
        let said = nobody_came(Duration::ZERO, std::future::pending()).await.to_string();
        assert!(said.contains("within 0 min (sign_in.attempt_minutes)") && said.contains("run it again"), "{said}");
        let stopped = nobody_came(Duration::from_mins(10), std::future::ready(())).await;
        assert!(matches!(stopped, CheckFailure::NobodyCame));
    }
}
