//! What `deploy/release` refuses before it begins, in a copy of the repository.

use std::path::Path;
use std::process::Command;

use tempfile::TempDir;

use super::artefacts::succeed;
use crate::program::CommandOutput;

/// Files that name the version, besides those of cargo.
const VERSIONED: [&str; 4] =
    ["deploy/helm/Chart.yaml", "deploy/compose.yml", "deploy/Dockerfile", "tests/deploy/manifests/sqlite.yaml"];

/// A repository with the script, the files that name the version and this changelog.
fn repository(changelog: &str) -> TempDir {
    let folder = tempfile::tempdir().unwrap();
    for file in ["deploy/release"].into_iter().chain(VERSIONED) {
        let copy = folder.path().join(file);
        std::fs::create_dir_all(copy.parent().unwrap()).unwrap();
        std::fs::copy(Path::new(env!("CARGO_MANIFEST_DIR")).join(file), copy).unwrap();
    }
    // It stands in for the build, which other tests run, and fails.
    std::fs::write(folder.path().join("deploy/build"), "#!/bin/sh\nexit 3\n").unwrap();
    succeed(Command::new("chmod").arg("+x").arg(folder.path().join("deploy/build")));
    std::fs::create_dir(folder.path().join("src")).unwrap();
    std::fs::write(folder.path().join("src/lib.rs"), "").unwrap();
    let package = "name = \"kaimu\"\nversion = \"0.1.0\"\n";
    std::fs::write(folder.path().join("Cargo.toml"), format!("[package]\n{package}")).unwrap();
    std::fs::write(folder.path().join("Cargo.lock"), format!("version = 4\n\n[[package]]\n{package}")).unwrap();
    std::fs::write(folder.path().join("CHANGELOG.md"), changelog).unwrap();
    let dumps = folder.path().join("tests/upgrades/0.2.0");
    std::fs::create_dir_all(&dumps).unwrap();
    for kind in ["sqlite.sql", "postgres.sql"] {
        std::fs::write(dumps.join(kind), "").unwrap();
    }
    git(&folder, &["init", "--quiet"]);
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "--message=first"]);
    git(&folder, &["tag", "v0.0.9"]);
    folder
}

fn git(folder: &TempDir, arguments: &[&str]) -> String {
    let mut git = Command::new("git");
    git.arg("-C").arg(folder.path()).args(["-c", "user.name=Ada", "-c", "user.email=ada@example.org"]);
    succeed(git.args(arguments))
}

/// Runs the script, with the artefacts beside the repository.
fn run(folder: &TempDir, version: &str) -> CommandOutput {
    let artefacts = tempfile::tempdir().unwrap();
    let mut script = Command::new(folder.path().join("deploy/release"));
    script.arg(version).arg(artefacts.path()).output().unwrap().into()
}

const CHANGELOG: &str = "# Changelog\n\n## Unreleased\n\n- A change.\n\n## 0.0.9 (2026-01-01)\n\n- The first.\n";

#[test]
fn a_version_is_three_numbers_has_dumps_of_its_databases_and_is_released_once() {
    let folder = repository(CHANGELOG);
    for (version, message) in [
        ("1.2", "1.2 is no version: it has three numbers, such as 1.2.3"),
        ("v1.2.3", "v1.2.3 is no version"),
        ("0.0.9", "v0.0.9 is released already"),
        ("0.3.0", "tests/upgrades/0.3.0/sqlite.sql is missing: run tests/upgrades/make 0.3.0"),
    ] {
        let refused = run(&folder, version);
        assert_eq!(refused.status, Some(1));
        assert!(refused.stderr.contains(message), "{}", refused.stderr);
    }
}

#[test]
fn a_release_needs_committed_files_and_a_change_in_the_changelog() {
    let folder = repository("# Changelog\n\n## Unreleased\n\n## 0.0.9 (2026-01-01)\n\n- The first.\n");
    let refused = run(&folder, "0.2.0");
    assert!(refused.stderr.contains("CHANGELOG.md has no changes under \"Unreleased\""), "{}", refused.stderr);
    std::fs::write(folder.path().join("notes"), "").unwrap();
    let refused = run(&folder, "0.2.0");
    assert!(refused.stderr.contains("the working tree has changes: commit them first"), "{}", refused.stderr);
}

#[test]
fn a_release_that_fails_changes_nothing() {
    let folder = repository(CHANGELOG);
    let failed = run(&folder, "0.2.0");
    assert_eq!(failed.status, Some(3), "the status of the build: {}", failed.stderr);
    assert_eq!(git(&folder, &["status", "--porcelain"]), "");
    assert_eq!(git(&folder, &["tag"]), "v0.0.9\n");
}

#[test]
fn a_release_has_its_version_its_section_of_the_changelog_a_commit_and_a_tag() {
    let folder = repository(CHANGELOG);
    std::fs::write(folder.path().join("deploy/build"), "#!/bin/sh\n").unwrap();
    std::fs::copy(folder.path().join("deploy/build"), folder.path().join("deploy/artefacts")).unwrap();
    succeed(Command::new("chmod").arg("+x").arg(folder.path().join("deploy/artefacts")));
    git(&folder, &["add", "."]);
    git(&folder, &["commit", "--quiet", "--message=second"]);
    git(&folder, &["config", "user.name", "Ada"]);
    git(&folder, &["config", "user.email", "ada@example.org"]);
    let made = run(&folder, "0.2.0");
    assert_eq!(made.status, Some(0), "{}", made.stderr);
    assert_eq!(git(&folder, &["log", "-1", "--format=%s", "v0.2.0"]), "release: Version 0.2.0\n");
    assert_eq!(git(&folder, &["log", "-1", "--format=%ct"]), git(&folder, &["log", "-1", "--format=%at"]));
    for file in ["Cargo.toml", "Cargo.lock"] {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.contains("name = \"kaimu\"\nversion = \"0.2.0\"\n"), "{file}: {text}");
    }
    for file in VERSIONED {
        let text = std::fs::read_to_string(folder.path().join(file)).unwrap();
        assert!(text.contains("0.2.0") && !text.contains(env!("CARGO_PKG_VERSION")), "{file}: {text}");
    }
    let changelog = std::fs::read_to_string(folder.path().join("CHANGELOG.md")).unwrap();
    let (unreleased, released) = changelog.split_once("\n## 0.2.0 (20").unwrap();
    assert!(unreleased.ends_with("## Unreleased\n") && released.contains("- A change."), "{changelog}");
}
