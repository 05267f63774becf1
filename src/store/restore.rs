//! Puts a backup in the place of an SQLite database.
//!
//! Everything is prepared in a copy beside the database. The copy takes its place at the end, in one step.

use std::collections::{HashMap, HashSet};
use std::fs::{self, File, Permissions};
use std::io;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use diesel::connection::SimpleConnection;
use diesel::sql_types::{BigInt, Nullable, Text};
use diesel::{QueryableByName, RunQueryDsl, SqliteConnection};
use tempfile::TempDir;

use super::commit_gate::CommitGate;
use super::connection::Connection;
use super::error::StoreError;
use super::migrations;
use super::sqlite;
use super::sqlite_error::SqliteError;
use super::sqlite_folder::{FolderLock, beside, folder_of, make_folder};
use crate::domain::DatabaseUrl;

/// The name of the copy in its folder.
const COPY: &str = "kaimu.db";

/// Why nothing was restored.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The database is not an SQLite file.
    #[error("the database is Postgres")]
    Postgres,
    /// The backup cannot be used.
    #[error("{file}: {source}")]
    Backup {
        /// The file of the backup.
        file: String,
        /// What is wrong with it.
        source: StoreError,
    },
    /// The database cannot be replaced.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The folder belongs to another user.
    #[error(
        "{folder} belongs to the user {owner}: run the command as this user, who must be able to read the backup and the \
         configuration: `setpriv --reuid={owner} --regid={group} --clear-groups kaimu restore …`"
    )]
    AnotherOwner {
        /// The folder of the database.
        folder: String,
        /// The number of its user.
        owner: u32,
        /// The number of its group.
        group: u32,
    },
    /// A file cannot be read or written.
    #[error("{file}: {source}")]
    File {
        /// The file.
        file: String,
        /// The error of the system.
        source: io::Error,
    },
}

/// A user of the backup who can sign in again, and could not before the restore.
#[derive(Debug, PartialEq, Eq)]
pub struct RevivedUser {
    /// The id of the user.
    pub id: String,
    /// The username in the backup.
    pub username: String,
    /// Whether the database before the restore had the user, disabled.
    pub was_disabled: bool,
}

/// An identity of the backup that signs its user in again, and did not before the restore: it was unlinked since.
#[derive(Debug, QueryableByName)]
pub struct RevivedIdentity {
    /// The id of the identity.
    #[diesel(sql_type = Text)]
    pub id: String,
    /// The slug of its provider.
    #[diesel(sql_type = Text)]
    pub provider: String,
    /// The id of the user.
    #[diesel(sql_type = Text)]
    pub user_id: String,
    /// The username in the backup.
    #[diesel(sql_type = Text)]
    pub username: String,
}

/// What a restore brings back.
#[derive(Debug)]
pub struct Revived {
    /// Users who were disabled or deleted since the backup.
    pub users: Vec<RevivedUser>,
    /// Identities that were unlinked since the backup, of users who are there in both databases.
    pub identities: Vec<RevivedIdentity>,
}

#[derive(QueryableByName)]
struct UserState {
    #[diesel(sql_type = Text)]
    id: String,
    #[diesel(sql_type = Text)]
    username: String,
    #[diesel(sql_type = Nullable<BigInt>)]
    disabled_at: Option<i64>,
}

#[derive(QueryableByName)]
struct QuickCheck {
    #[diesel(sql_type = Text)]
    quick_check: String,
}

/// A copy of the backup, which is about to become the database.
#[expect(missing_debug_implementations, reason = "Diesel's connections have none")]
pub struct Restore {
    database: PathBuf,
    /// A folder beside the database, with the copy.
    folder: TempDir,
    connection: Connection,
    _lock: FolderLock,
}

impl Restore {
    /// Copies the backup beside the database, checks the copy, and migrates it. No server and no command uses the database meanwhile.
    pub fn prepare(url: &DatabaseUrl, backup: &Path) -> Result<Self, RestoreError> {
        let DatabaseUrl::Sqlite(path) = url else { return Err(RestoreError::Postgres) };
        make_folder(path).map_err(StoreError::file)?;
        // A symbolic link to another file system stays.
        let database = &fs::canonicalize(path).unwrap_or_else(|_| path.clone());
        refuse_another_owner(folder_of(database))?;
        let lock = FolderLock::own(database).map_err(StoreError::file)?;
        let folder = tempfile::Builder::new().prefix(".kaimu-restore-").tempdir_in(folder_of(database));
        let folder = folder.map_err(|source| file_error(database, source))?;
        let copy = folder.path().join(COPY);
        copy_privately(backup, &copy)?;
        // A copy of the files of a server that was killed has its newest rows in there.
        let log = beside(backup, "-wal");
        if log.exists() {
            copy_privately(&log, &beside(&copy, "-wal"))?;
        }
        let unusable = |source| RestoreError::Backup { file: backup.display().to_string(), source };
        let connection = open_copy(&copy).map_err(unusable)?;
        Ok(Self { database: database.clone(), folder, connection, _lock: lock })
    }

    /// Changes the copy, in one transaction.
    pub fn write<T>(&mut self, work: impl FnOnce(&mut Connection) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.connection.transaction(&CommitGate::default(), work)
    }

    /// What the restore brings back, in comparison with the present database.
    ///
    /// # Errors
    /// If there is a database that cannot be read.
    pub fn revived(&mut self) -> Result<Revived, StoreError> {
        let Connection::Sqlite(copy) = &mut self.connection else { return Err(StoreError::NoDatabase) };
        if !self.database.exists() {
            return Ok(Revived { users: Vec::new(), identities: Vec::new() });
        }
        let mut present = sqlite::connect_to_existing(&self.database).map_err(StoreError::file)?;
        let states: HashMap<String, Option<i64>> =
            user_states(&mut present)?.into_iter().map(|user| (user.id, user.disabled_at)).collect();
        let linked: HashSet<String> =
            linked_identities(&mut present)?.into_iter().map(|identity| identity.id).collect();
        // The file that is kept has everything.
        present.batch_execute("PRAGMA wal_checkpoint(TRUNCATE)")?;
        let active = user_states(copy)?.into_iter().filter(|user| user.disabled_at.is_none());
        let users = active
            .filter(|user| states.get(&user.id).is_none_or(Option::is_some))
            .map(|user| RevivedUser {
                was_disabled: states.contains_key(&user.id),
                id: user.id,
                username: user.username,
            })
            .collect();
        let identities = linked_identities(copy)?
            .into_iter()
            .filter(|identity| states.contains_key(&identity.user_id) && !linked.contains(&identity.id))
            .collect();
        Ok(Revived { users, identities })
    }

    /// Puts the copy in the place of the database. Keeps the previous files beside it, with this ending of their names, and
    /// returns their path if there were any.
    pub fn finish(self, ending: &str) -> Result<Option<PathBuf>, RestoreError> {
        let Self { database, folder, connection, _lock } = self;
        drop(connection);
        let copy = folder.path().join(COPY);
        let failed = |source| file_error(&database, source);
        File::open(&copy).and_then(|copy| copy.sync_all()).map_err(failed)?;
        let kept = beside(&database, ending);
        let is_kept = database.exists();
        if is_kept {
            fs::hard_link(&database, &kept).or_else(|error| copy_instead(error, &database, &kept)).map_err(failed)?;
        }
        // The logs of the previous file do not belong to this one.
        for log in ["-wal", "-shm", "-journal"] {
            match fs::rename(beside(&database, log), beside(&kept, log)) {
                Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed(error)),
                _ => {}
            }
        }
        fs::rename(&copy, &database).map_err(failed)?;
        File::open(folder_of(&database)).and_then(|folder| folder.sync_all()).map_err(failed)?;
        Ok(is_kept.then_some(kept))
    }
}

/// Copies a file on a file system without hard links.
fn copy_instead(error: io::Error, from: &Path, to: &Path) -> io::Result<()> {
    if error.kind() == io::ErrorKind::AlreadyExists {
        return Err(error);
    }
    fs::copy(from, to)?;
    File::open(to)?.sync_all()
}

/// Refuses root in the folder of another user, who could put a symbolic link in the place of what root is about to write.
fn refuse_another_owner(folder: &Path) -> Result<(), RestoreError> {
    let metadata = fs::metadata(folder).map_err(|source| file_error(folder, source))?;
    let (owner, group) = (metadata.uid(), metadata.gid());
    // check: root restores in no folder of another user
    if rustix::process::geteuid().as_raw() == owner {
        return Ok(());
    }
    Err(RestoreError::AnotherOwner { folder: folder.display().to_string(), owner, group })
}

fn copy_privately(from: &Path, to: &Path) -> Result<(), RestoreError> {
    let copied = fs::copy(from, to).and_then(|_| fs::set_permissions(to, Permissions::from_mode(0o600)));
    copied.map_err(|source| file_error(from, source))
}

fn open_copy(copy: &Path) -> Result<Connection, StoreError> {
    let mut sqlite = sqlite::connect_to_existing(copy).map_err(StoreError::file)?;
    // One file, which can be renamed.
    sqlite.batch_execute("PRAGMA journal_mode = DELETE; PRAGMA secure_delete = ON")?;
    let damage: Vec<QuickCheck> = diesel::sql_query("PRAGMA quick_check").load(&mut sqlite)?;
    if let Some(QuickCheck { quick_check }) = damage.into_iter().find(|verdict| verdict.quick_check != "ok") {
        return Err(StoreError::file(SqliteError::Damaged(quick_check)));
    }
    let mut connection = Connection::Sqlite(sqlite);
    if !connection.has_tables()? {
        return Err(StoreError::NoDatabase);
    }
    migrations::run_pending(&mut connection)?;
    Ok(connection)
}

fn user_states(connection: &mut SqliteConnection) -> Result<Vec<UserState>, StoreError> {
    let query = "SELECT id, username, disabled_at FROM users ORDER BY username";
    Ok(diesel::sql_query(query).load(connection)?)
}

fn linked_identities(connection: &mut SqliteConnection) -> Result<Vec<RevivedIdentity>, StoreError> {
    let query = "SELECT identities.id, identities.provider, identities.user_id, users.username \
                 FROM identities JOIN users ON users.id = identities.user_id ORDER BY users.username, identities.id";
    Ok(diesel::sql_query(query).load(connection)?)
}

fn file_error(path: &Path, source: io::Error) -> RestoreError {
    RestoreError::File { file: path.display().to_string(), source }
}
