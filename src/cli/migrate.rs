//! `kaimu migrate`: applies the pending migrations, or makes the database that of an older release again.

use clap::Args;

use super::database_start;
use super::failure::Failure;
use super::output::{count, print};
use crate::config::Settings;
use crate::store::downgrade;
use crate::store::releases::{self, RELEASES, Release};

#[derive(Args, Clone, Copy)]
pub(super) struct MigrateOptions {
    /// Make the database that of this older release again, if that loses nothing; every newer version has to be stopped
    #[arg(long, value_name = "VERSION", value_parser = known_release)]
    to: Option<&'static Release>,
}

/// Applies the pending migrations, or reverts those after a release.
pub(super) fn run(options: MigrateOptions, settings: &Settings) -> Result<(), Failure> {
    if let Some(release) = options.to {
        return revert(release, settings);
    }
    let store = database_start::open(settings, 1)?;
    actix_web::rt::System::new().block_on(store.close());
    log::info!("the database is up to date");
    Ok(())
}

fn revert(release: &Release, settings: &Settings) -> Result<(), Failure> {
    let reverted = downgrade::downgrade(&settings.database_url, release)?;
    let version = release.version;
    if reverted.is_empty() {
        return Ok(print(&format!("The database is that of {version} already: put the binary of {version} back."))?);
    }
    let reverted = count(reverted.len(), "migration", "migrations");
    Ok(print(&format!(
        "{reverted} reverted. The database is that of {version}: start {version}, and no newer version, which would migrate it \
         again."
    ))?)
}

fn known_release(version: &str) -> Result<&'static Release, String> {
    releases::find(version).ok_or_else(|| {
        let known: Vec<&str> = RELEASES.iter().map(|release| release.version).collect();
        format!("this Kaimu knows the releases {}", known.join(", "))
    })
}
