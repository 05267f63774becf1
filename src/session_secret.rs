//! The secret behind all cookies, when the operator gave none: made once, beside the SQLite file.

use std::fs;
use std::io::{self, Write};
use std::os::unix::fs::OpenOptionsExt;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret, SecretString};

use crate::flow::random;

/// Reads the secret beside this database file, or makes it (mode 0600). Instances that start at once agree on one.
///
/// # Errors
/// When it can be neither read nor written, or is shorter than 32 bytes.
pub(crate) fn beside(database: &Path) -> io::Result<SecretString> {
    let path = path_beside(database);
    if !path.exists() {
        make(&path)?;
    }
    let secret = fs::read_to_string(&path)?.trim_end().to_owned();
    if secret.len() < 32 {
        return Err(io::Error::new(io::ErrorKind::InvalidData, "it is shorter than 32 bytes"));
    }
    Ok(secret.into())
}

/// Where it lies.
pub(crate) fn path_beside(database: &Path) -> PathBuf {
    database.with_extension("secret")
}

/// Writes it elsewhere first: a hard link appears whole or not at all, and never replaces another instance's.
fn make(path: &Path) -> io::Result<()> {
    let draft = path.with_extension(format!("secret.{}", random::id(chrono::DateTime::UNIX_EPOCH)));
    let mut file = fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&draft)?;
    file.write_all(random::secret().expose_secret().as_bytes())?;
    let linked = fs::hard_link(&draft, path);
    fs::remove_file(&draft)?;
    match linked {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::os::unix::fs::PermissionsExt;

    #[test]
    fn the_secret_is_made_once_and_readable_by_us_alone() {
        let folder = tempfile::tempdir().unwrap();
        let database = folder.path().join("kaimu.db");
        let first = beside(&database).unwrap();
        assert_eq!(first.expose_secret(), beside(&database).unwrap().expose_secret());
        assert_eq!(first.expose_secret().len(), 43);
        let mode = fs::metadata(folder.path().join("kaimu.secret")).unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600);
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 1, "no draft is left");
    }

    #[test]
    fn a_secret_that_was_cut_short_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        fs::write(folder.path().join("kaimu.secret"), "short").unwrap();
        assert!(beside(&folder.path().join("kaimu.db")).is_err());
    }
}
