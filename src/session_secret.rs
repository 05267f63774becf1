//! The session secret, if the operator has set none: created once, in a file beside the SQLite file.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::domain::is_guessable;
use crate::flow::random;

/// The minimal length of a session secret.
const MIN_BYTES: usize = 32;

/// Reads the secret beside this database file, or creates it (mode 0600). Instances that start at the same time use the
/// same one. Fails if the file can be neither read nor created, or the secret is shorter than [`MIN_BYTES`] or can be
/// guessed.
pub(crate) fn read_or_create(database: &Path) -> io::Result<SecretString> {
    let path = path_beside(database);
    if !path.exists() {
        create(&path)?;
    }
    let secret = fs::read_to_string(&path)?.trim_end().to_owned();
    if secret.len() < MIN_BYTES {
        let message = format!("it is shorter than {MIN_BYTES} bytes");
        return Err(io::Error::new(io::ErrorKind::InvalidData, message));
    }
    if is_guessable(&secret) {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it can be guessed"));
    }
    Ok(secret.into())
}

/// The path of the file for this database file.
pub(crate) fn path_beside(database: &Path) -> PathBuf {
    database.with_extension("secret")
}

/// Writes a temporary file first, and gives it the name when it is complete. It never replaces the file of another
/// instance. The library does so also on a file system without hard links.
fn create(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let mut file = tempfile::Builder::new().prefix(".kaimu-secret-").tempfile_in(folder)?;
    file.write_all(random::secret().expose_secret().as_bytes())?;
    file.as_file().sync_all()?;
    match file.persist_noclobber(path) {
        Err(error) if error.error.kind() != io::ErrorKind::AlreadyExists => Err(error.error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_secret_is_created_once_and_only_its_owner_can_read_it() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("kaimu.db");
        let first = read_or_create(&database).unwrap();
        assert_eq!(first.expose_secret(), read_or_create(&database).unwrap().expose_secret());
        assert_eq!(first.expose_secret().len(), 43);
        let mode = fs::metadata(folder.path().join("kaimu.secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_secret_that_is_too_short_or_can_be_guessed_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        for refused in ["short", &"a".repeat(64)] {
            fs::write(folder.path().join("kaimu.secret"), refused).unwrap();
            assert!(read_or_create(&folder.path().join("kaimu.db")).is_err(), "{refused}");
        }
    }
}
