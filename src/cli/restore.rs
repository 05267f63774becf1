//! `kaimu restore`: puts a backup in the place of an SQLite database, and ends what it would bring back to life.

use std::path::Path;
use std::time::Duration;

use super::backup::shown;
use super::backup_failure::BackupFailure;
use super::environment::system_clock;
use super::failure::Failure;
use super::output::{count, print};
use crate::config::Settings;
use crate::domain::{RequestContext, error_chain, terminal_text};
use crate::flow::end_sessions::{EndedByRestore, end_restored};
use crate::flow::random;
use crate::store::StoreError;
use crate::store::restore::{Restore, RestoreError, Revived, RevivedIdentity, RevivedUser};

/// Restores the backup, and names the users and the identities that it brings back.
pub(super) fn run(file: &Path, settings: &Settings) -> Result<(), Failure> {
    let now = (system_clock())();
    let mut restore = Restore::prepare(&settings.database_url, file).map_err(failure)?;
    let revived = restore.revived();
    let context = RequestContext { request_id: random::request_id(), address: None, now };
    let EndedByRestore { sessions, tokens } = restore.write(|connection| end_restored(connection, &context))?;
    let kept = restore.finish(&now.format(".replaced-%Y%m%dT%H%M%SZ").to_string()).map_err(failure)?;
    // Attempts know to the second when they were started: none starts in this one.
    std::thread::sleep(Duration::from_millis(1000 - u64::from(now.timestamp_subsec_millis() % 1000)));
    let sessions = count(sessions, "session", "sessions");
    print(&format!("{} is restored; {sessions} of it ended, and all users have to sign in again", shown(file)))?;
    if tokens > 0 {
        let tokens = count(tokens, "access token", "access tokens");
        print(&format!("{tokens} of it revoked: a backup has those, too, that were revoked since"))?;
    }
    if let Some(kept) = kept {
        print(&format!("The previous database is kept as {}", shown(&kept)))?;
    }
    print_revived(&revived)?;
    Ok(print("Start Kaimu with the session secret of the time of the backup.")?)
}

/// Names the users who were disabled or deleted since the backup, and the identities that were unlinked, each with the command that
/// does it again.
fn print_revived(revived: &Result<Revived, StoreError>) -> Result<(), Failure> {
    let Revived { users, identities } = match revived {
        Ok(revived) => revived,
        Err(error) => {
            let why = error_chain(error);
            return Ok(print(&format!(
                "The previous database cannot be read, so check yourself which users to disable or delete, and which identities \
                 to unlink: {why}"
            ))?);
        }
    };
    for (was_disabled, title, command) in [
        (true, "Disabled since the backup, and active again:", "disable"),
        (false, "Deleted since the backup, and back again:", "delete"),
    ] {
        let users: Vec<_> = users.iter().filter(|user| user.was_disabled == was_disabled).collect();
        if !users.is_empty() {
            print(title)?;
        }
        for RevivedUser { username, id, .. } in users {
            print(&format!("  {} ({id}): kaimu users {command} {id}", terminal_text(username)))?;
        }
    }
    if !identities.is_empty() {
        print("Unlinked since the backup, and linked again:")?;
    }
    for RevivedIdentity { id, provider, user_id, username } in identities {
        print(&format!("  {provider} of {} ({user_id}): kaimu users unlink {user_id} {id}", terminal_text(username)))?;
    }
    Ok(())
}

fn failure(error: RestoreError) -> Failure {
    match error {
        RestoreError::Postgres => BackupFailure::PostgresRestore.into(),
        RestoreError::Store(error) => Failure::Store(error),
        error @ (RestoreError::Backup { .. } | RestoreError::AnotherOwner { .. } | RestoreError::File { .. }) => {
            BackupFailure::NotRestored(error).into()
        }
    }
}
