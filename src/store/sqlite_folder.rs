//! The files of an SQLite database on the disk: creates them, keeps them private, and locks their folder.

use std::fs::{self, DirBuilder, File, Metadata, OpenOptions, Permissions, TryLockError};
use std::io::{self, Write};
use std::os::fd::AsRawFd;
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::{Mode, OFlags, open};

use super::sqlite_error::{SqliteError, name};

/// The permissions of users who are neither the owner nor in the group.
const OTHERS: u32 = 0o007;
/// As much as several sign-ins need on the disk.
const ROOM: usize = 256 * 1024;

/// Creates the file if it is missing. Only the start does this: a file that is deleted later stays deleted.
///
/// It is for this operating system user alone, since it contains e-mail addresses. SQLite gives its other files the mode of
/// this one.
pub(super) fn make_file(path: &Path) -> Result<(), SqliteError> {
    match OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(source) if source.kind() != io::ErrorKind::AlreadyExists => {
            Err(SqliteError::Io { file: name(path), source })
        }
        Err(_) => {
            for ending in ["", "-wal", "-shm"] {
                make_private(&beside(path, ending));
            }
            Ok(())
        }
        Ok(_) => Ok(()),
    }
}

/// Removes the access of other users of this machine to a file, for example to one that was copied here. Its group keeps
/// what it has.
fn make_private(path: &Path) {
    let Some((opened, metadata)) = open_itself(path).ok().filter(|(_, metadata)| metadata.is_file()) else { return };
    let mode = metadata.permissions().mode() & 0o777;
    // check: a database file of all users becomes private
    if mode & OTHERS == 0 {
        return;
    }
    let file = path.display();
    let opened = format!("/proc/self/fd/{}", opened.as_raw_fd());
    match fs::set_permissions(opened, Permissions::from_mode(0o600)) {
        Ok(()) => log::warn!("other users of this machine could read {file} (mode {mode:04o}): now it has mode 0600"),
        Err(error) => log::warn!("other users of this machine can read {file} (mode {mode:04o}): {error}"),
    }
}

/// What is at this path, and not what a symbolic link there leads to. It is opened as a place only: SQLite would lose its locks
/// when a file that can be read is closed.
fn open_itself(path: &Path) -> io::Result<(File, Metadata)> {
    let opened = File::from(open(path, OFlags::PATH | OFlags::NOFOLLOW | OFlags::CLOEXEC, Mode::empty())?);
    let metadata = opened.metadata()?;
    Ok((opened, metadata))
}

/// Creates the folder of the file if it is missing, for this operating system user alone: beside the file is the session
/// secret.
pub(super) fn make_folder(path: &Path) -> Result<(), SqliteError> {
    let created = DirBuilder::new().recursive(true).mode(0o700).create(folder_of(path));
    created.map_err(|source| SqliteError::Io { file: name(folder_of(path)), source })
}

/// Checks that there is room on the disk, with a temporary file that has no name. A transaction that is rolled back never
/// reaches the disk.
pub(super) fn check_room(path: &Path) -> Result<(), SqliteError> {
    let written = tempfile::tempfile_in(folder_of(path)).and_then(|mut file| {
        file.write_all(&vec![0; ROOM])?;
        file.sync_all()
    });
    written.map_err(|source| SqliteError::Io { file: name(path), source })
}

/// A lock of the folder. Servers and commands share it, and a restore has it alone. The system releases it when the process
/// ends, in whatever way. It is no lock of the file: SQLite loses its own locks when a program closes the file.
#[derive(Debug)]
pub(super) struct FolderLock {
    _folder: File,
}

impl FolderLock {
    /// Locks the folder together with others, unless a restore is under way. `None` on a file system without such locks.
    pub(super) fn share(path: &Path) -> Result<Option<Self>, SqliteError> {
        let folder = open_folder(path)?;
        match folder.try_lock_shared() {
            Ok(()) => Ok(Some(Self { _folder: folder })),
            Err(TryLockError::WouldBlock) => Err(SqliteError::BeingRestored(name(path))),
            Err(TryLockError::Error(error)) => {
                let folder = name(folder_of(path));
                log::warn!("{folder} cannot be locked: stop Kaimu yourself before `kaimu restore`: {error}");
                Ok(None)
            }
        }
    }

    /// Locks the folder for a restore, unless a server or a command uses it.
    pub(super) fn own(path: &Path) -> Result<Self, SqliteError> {
        let folder = open_folder(path)?;
        match folder.try_lock() {
            Ok(()) => Ok(Self { _folder: folder }),
            // check: no restore beside a server
            Err(TryLockError::WouldBlock) => Err(SqliteError::InUse(name(path))),
            Err(TryLockError::Error(source)) => Err(SqliteError::Io { file: name(folder_of(path)), source }),
        }
    }
}

/// The folder of the file itself, to which `path` may be a symbolic link.
fn open_folder(path: &Path) -> Result<File, SqliteError> {
    let file = fs::canonicalize(path);
    let folder = folder_of(file.as_deref().unwrap_or(path));
    File::open(folder).map_err(|source| SqliteError::Io { file: name(folder), source })
}

/// The folder of the file.
pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// The file of the database with this ending of its name.
pub(super) fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.to_path_buf().into_os_string();
    name.push(ending);
    name.into()
}
