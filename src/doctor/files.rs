//! Who can read the files of secrets, and who can replace them.

use std::fs::Metadata;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use crate::domain::{Check, Findings};

const OTHERS_READ: u32 = 0o004;
const OTHERS_WRITE: u32 = 0o002;
const OTHERS_ENTER: u32 = 0o001;
/// In such a folder everybody can remove their own files alone.
const STICKY: u32 = 0o1000;

/// Looks at the mode of each file that is there, and at the folders on the way to it: who cannot enter does not read.
pub(super) fn examine(files: &[(String, PathBuf)]) -> Findings {
    let mut found = Findings::default();
    for (what, path) in files {
        // Without the file there is nothing to read; the start makes it, or has refused already.
        let Ok(metadata) = path.metadata() else { continue };
        note(what, path, &metadata, &mut found);
    }
    found
}

fn note(what: &str, path: &Path, metadata: &Metadata, found: &mut Findings) {
    let mode = metadata.permissions().mode();
    let (file, bits) = (path.display(), mode & 0o777);
    let remedy = format!("chmod 600 {file} (0640 where its group has to read it)");
    if mode & OTHERS_WRITE != 0 && others_get_to(path) {
        let seen = format!("{what} {file} can be replaced by everybody on this machine (mode {bits:04o})");
        found.broken(Check::SecretFile, seen, remedy);
    } else if let Some(folder) = folder_that_others_change(path) {
        let (folder, seen) = (folder.display(), format!("{what} {file} can be replaced by everybody on this machine"));
        found.broken(Check::SecretFile, format!("{seen}, in {folder}"), format!("chmod o-w {folder}"));
    } else if mode & OTHERS_READ != 0 && others_get_to(path) {
        let seen = format!("{what} {file} can be read by everybody on this machine (mode {bits:04o})");
        found.warning(Check::SecretFile, seen, remedy);
    } else {
        found.good(Check::SecretFile, format!("{what} {file} is kept from others (mode {bits:04o})"));
    }
}

/// A folder on the way in which everybody can put something else in the place of what leads to the file.
fn folder_that_others_change(path: &Path) -> Option<PathBuf> {
    let whole = path.canonicalize().ok().filter(|path| others_get_to(path))?;
    let is_open = |folder: &&Path| {
        folder.metadata().is_ok_and(|it| it.permissions().mode() & (OTHERS_WRITE | STICKY) == OTHERS_WRITE)
    };
    whole.ancestors().skip(1).find(is_open).map(Path::to_path_buf)
}

/// Whether everybody can enter each folder on the way.
fn others_get_to(path: &Path) -> bool {
    let Ok(path) = path.canonicalize() else { return true };
    let may_enter = |folder: &Path| folder.metadata().is_ok_and(|it| it.permissions().mode() & OTHERS_ENTER != 0);
    path.ancestors().skip(1).all(may_enter)
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
        let verdict = examine(&[("the secret".to_owned(), path)]).into_iter().next().unwrap().verdict;
        fs::set_permissions(&inner, Permissions::from_mode(0o700)).unwrap();
        verdict
    }

    #[test]
    fn what_others_can_read_is_a_warning_and_what_they_can_write_is_broken() {
        assert_eq!(verdict(0o600, 0o755), Verdict::Good);
        assert_eq!(verdict(0o640, 0o755), Verdict::Good);
        assert_eq!(verdict(0o644, 0o755), Verdict::Warning);
        assert_eq!(verdict(0o666, 0o755), Verdict::Broken);
    }

    #[test]
    fn what_others_can_put_another_file_in_the_place_of_is_broken() {
        assert_eq!(verdict(0o600, 0o777), Verdict::Broken);
        assert_eq!(verdict(0o600, 0o1777), Verdict::Good, "as in /tmp, where everybody has their own files");
        assert_eq!(verdict(0o600, 0o772), Verdict::Good, "nobody enters it");
    }

    #[test]
    fn what_lies_in_a_folder_that_nobody_enters_is_kept_from_others() {
        assert_eq!(verdict(0o666, 0o700), Verdict::Good);
        assert_eq!(verdict(0o644, 0o750), Verdict::Good);
    }
}
