//! Checks the files of secrets and of the database: other users of the machine must not be able to read or replace them.

use std::fs::Metadata;
use std::os::unix::fs::{MetadataExt, PermissionsExt};
use std::path::{Path, PathBuf};

use rustix::fs::StatVfsMountFlags;

use crate::domain::{Check, DatabaseUrl, Findings};

/// The permission bits of users who are neither the owner nor in the group.
const OTHERS_READ: u32 = 0o004;
const OTHERS_WRITE: u32 = 0o002;
const OTHERS_ENTER: u32 = 0o001;
/// In a folder with this bit, users can replace only their own files.
const STICKY: u32 = 0o1000;

/// Checks the mode of each file of a secret that exists, and of the folders above it. `files` has the setting that names
/// each file.
pub(super) fn check_secrets(files: &[(String, PathBuf)]) -> Findings {
    check(Check::SecretFile, files.iter().map(|(setting, path)| (setting.as_str(), path.clone())))
}

/// Checks the files of an SQLite database in the same way: they contain e-mail addresses.
pub(super) fn check_database(url: &DatabaseUrl) -> Findings {
    let DatabaseUrl::Sqlite(path) = url else { return Findings::default() };
    let files = ["", "-wal", "-shm"].map(|ending| {
        let mut name = path.clone().into_os_string();
        name.push(ending);
        ("the database file", PathBuf::from(name))
    });
    check(Check::DatabaseFile, files)
}

fn check<'a>(check: Check, files: impl IntoIterator<Item = (&'a str, PathBuf)>) -> Findings {
    let mut findings = Findings::default();
    for (setting, path) in files {
        // A missing file is no problem here: the start creates it, or the configuration has refused it.
        let Ok(metadata) = path.metadata() else { continue };
        check_file(check, setting, &path, &metadata, &mut findings);
    }
    findings
}

fn check_file(check: Check, setting: &str, path: &Path, metadata: &Metadata, findings: &mut Findings) {
    let mode = metadata.permissions().mode();
    let (file, bits) = (path.display(), mode & 0o777);
    let remedy = format!("run `chmod 600 {file}` (640 if its group has to read it)");
    if mode & OTHERS_WRITE != 0 && others_can_reach(path) {
        let seen = format!("other users of this machine can replace {setting} {file} (mode {bits:04o})");
        findings.broken(check, seen, remedy);
    } else if let Some(folder) = folder_writable_by_others(path) {
        let folder = folder.display();
        let seen = format!(
            "other users of this machine can replace {setting} {file}, because they can write to the folder {folder}"
        );
        findings.broken(check, seen, format!("run `chmod o-w {folder}`"));
    } else if mode & OTHERS_READ != 0 && others_can_reach(path) && !can_change_mode(path, metadata) {
        let seen = format!(
            "{setting} {file} can be read by other users (mode {bits:04o}), and this user cannot change that: it is mounted, or \
             belongs to another user"
        );
        findings.unknown(check, seen);
    } else if mode & OTHERS_READ != 0 && others_can_reach(path) {
        let seen = format!("other users of this machine can read {setting} {file} (mode {bits:04o})");
        findings.warning(check, seen, remedy);
    } else {
        let seen =
            format!("other users of this machine can neither read nor replace {setting} {file} (mode {bits:04o})");
        findings.good(check, seen);
    }
}

/// Whether this user can change the mode of the file: not of one that Docker or Kubernetes has mounted for a container.
fn can_change_mode(path: &Path, metadata: &Metadata) -> bool {
    let user = rustix::process::geteuid();
    // check: a secret that is mounted read-only
    let is_read_only = rustix::fs::statvfs(path).is_ok_and(|it| it.f_flag.contains(StatVfsMountFlags::RDONLY));
    (user.is_root() || metadata.uid() == user.as_raw()) && !is_read_only
}

/// A folder above the file in which other users can replace the entry that leads to the file.
fn folder_writable_by_others(path: &Path) -> Option<PathBuf> {
    let absolute = path.canonicalize().ok().filter(|path| others_can_reach(path))?;
    let is_writable = |folder: &&Path| {
        folder.metadata().is_ok_and(|it| it.permissions().mode() & (OTHERS_WRITE | STICKY) == OTHERS_WRITE)
    };
    absolute.ancestors().skip(1).find(is_writable).map(Path::to_path_buf)
}

/// Whether other users can enter every folder above the file.
fn others_can_reach(path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else { return true };
    let can_enter = |folder: &Path| folder.metadata().is_ok_and(|it| it.permissions().mode() & OTHERS_ENTER != 0);
    path.ancestors().skip(1).all(can_enter)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::Verdict;
    use std::fs::{self, Permissions};

    fn verdict(file: u32, folder: u32) -> Verdict {
        let root = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir_in("/tmp").unwrap();
        let inner = root.path().join("data");
        fs::create_dir(&inner).unwrap();
        let path = inner.join("secret");
        fs::write(&path, "it").unwrap();
        fs::set_permissions(&path, Permissions::from_mode(file)).unwrap();
        fs::set_permissions(&inner, Permissions::from_mode(folder)).unwrap();
        let verdict = check_secrets(&[("the secret".to_owned(), path)]).into_iter().next().unwrap().verdict;
        fs::set_permissions(&inner, Permissions::from_mode(0o700)).unwrap();
        verdict
    }

    #[test]
    fn a_file_that_others_can_read_is_a_warning_and_one_that_they_can_write_is_broken() {
        assert_eq!(verdict(0o600, 0o755), Verdict::Good);
        assert_eq!(verdict(0o640, 0o755), Verdict::Good);
        assert_eq!(verdict(0o644, 0o755), Verdict::Warning);
        assert_eq!(verdict(0o666, 0o755), Verdict::Broken);
    }

    #[test]
    fn a_file_in_a_folder_that_others_can_write_to_is_broken() {
        assert_eq!(verdict(0o600, 0o777), Verdict::Broken);
        assert_eq!(verdict(0o600, 0o1777), Verdict::Good, "as in /tmp, where users can replace only their own files");
        assert_eq!(verdict(0o600, 0o772), Verdict::Good, "others cannot enter the folder");
    }

    #[test]
    fn a_file_in_a_folder_that_others_cannot_enter_is_good() {
        assert_eq!(verdict(0o666, 0o700), Verdict::Good);
        assert_eq!(verdict(0o644, 0o750), Verdict::Good);
    }
}
