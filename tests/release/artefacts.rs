//! The files of a release, made once from a copy of the sources.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::LazyLock;

/// The folder with the files of a release. `KAIMU_TEST_ARTEFACTS` names one that `deploy/artefacts` has filled already, to save
/// the release build while working on a test.
pub fn folder() -> &'static Path {
    static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| match std::env::var_os("KAIMU_TEST_ARTEFACTS") {
        Some(folder) => folder.into(),
        None => release(&tempfile::tempdir().unwrap().keep()),
    });
    &FOLDER
}

/// The one file of a release whose name ends so.
pub fn file(ending: &str) -> PathBuf {
    let files = std::fs::read_dir(folder()).unwrap().map(|entry| entry.unwrap().path());
    let files: Vec<PathBuf> = files.filter(|path| path.to_str().unwrap().ends_with(ending)).collect();
    let [file] = &files[..] else { panic!("{ending}: {files:?}") };
    file.clone()
}

/// Unpacks the archive for a kind of machine into a new folder. Returns the only folder in it.
#[track_caller]
pub fn unpack_archive(machine: &str, folder: &Path) -> PathBuf {
    std::fs::create_dir_all(folder).unwrap();
    let archive = file(&format!("{machine}-linux.tar.gz"));
    succeed(Command::new("tar").arg("--extract").arg("--file").arg(archive).arg("--directory").arg(folder));
    let mut entries = std::fs::read_dir(folder).unwrap();
    let root = entries.next().unwrap().unwrap().path();
    assert!(entries.next().is_none(), "everything is in one folder");
    root
}

/// Copies the sources into this folder, builds them there, and returns the folder of the artefacts.
pub fn release(folder: &Path) -> PathBuf {
    let (sources, artefacts) = (folder.join("sources"), folder.join("artefacts"));
    std::fs::create_dir_all(&sources).unwrap();
    std::fs::create_dir(&artefacts).unwrap();
    let copy = "git ls-files -z | tar --create --null --files-from=- | tar --extract --directory=\"$0\"";
    succeed(Command::new("sh").args(["-ec", copy]).arg(&sources));
    for target in [&[][..], &["aarch64-unknown-linux-gnu"]] {
        let mut build = Command::new(sources.join("deploy/build"));
        // That of the tests would take precedence over the script's own.
        build.args(target).env_remove("CARGO_TARGET_DIR").env("SOURCE_DATE_EPOCH", "1767225600");
        succeed(&mut build);
    }
    let mut package = Command::new(sources.join("deploy/artefacts"));
    package.env("SOURCE_DATE_EPOCH", "1767225600");
    package.arg(sources.join("target/deploy/dist/kaimu")).arg(&artefacts);
    succeed(package.arg(sources.join("target/cross/aarch64-unknown-linux-gnu/dist/kaimu")));
    artefacts
}

/// Runs a command in the root of the repository, and requires that it succeeds. Returns what it printed.
#[track_caller]
pub fn succeed(command: &mut Command) -> String {
    let output = command.current_dir(env!("CARGO_MANIFEST_DIR")).output().unwrap();
    let printed = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{command:?}: {printed}{}", String::from_utf8_lossy(&output.stderr));
    printed
}
