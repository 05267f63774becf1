//! The archives, the bill of materials and the checksums of a release, and that a second build gives the same bytes.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use serde_json::Value;

use super::artefacts::{file, folder, release, succeed, unpack_archive};
use crate::program::Program;

/// The names and the versions of the crates in Cargo.lock.
fn locked() -> BTreeSet<String> {
    let lock = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("Cargo.lock")).unwrap();
    let value = |line: Option<&str>| line.unwrap().split('"').nth(1).unwrap().to_owned();
    let crates = lock.split("[[package]]\n").skip(1).map(str::lines);
    crates.map(|mut lines| format!("pkg:cargo/{}@{}", value(lines.next()), value(lines.next()))).collect()
}

mod long {
    use super::*;

    #[test]
    #[ignore = "needs a release build: use tests/run --release"]
    fn the_archive_has_a_program_that_runs_and_its_papers() {
        let unpacked = tempfile::tempdir().unwrap();
        let root = unpack_archive(std::env::consts::ARCH, unpacked.path());
        let version = succeed(Command::new(root.join("kaimu")).arg("--version"));
        assert_eq!(version, Program::new().run(&["--version"]).stdout);
        assert!(root.file_name().unwrap().to_str().unwrap().starts_with(&version.trim().replace(' ', "-")));
        for part in
            ["LICENSE", "THIRD-PARTY-LICENCES", "CHANGELOG.md", "kaimu.example.toml", "kaimu.service", "man1/kaimu.1"]
        {
            assert!(std::fs::metadata(root.join(part)).unwrap().len() > 500, "{part}");
        }
    }

    #[test]
    #[ignore = "needs a release build: use tests/run --release"]
    fn the_checksums_cover_every_file() {
        let checked =
            succeed(Command::new("sh").args(["-ec", "cd \"$0\" && sha256sum --check SHA256SUMS"]).arg(folder()));
        let files = std::fs::read_dir(folder()).unwrap().count();
        assert_eq!(checked.lines().filter(|line| line.ends_with(": OK")).count(), files - 1, "{checked}");
    }

    #[test]
    #[ignore = "needs a release build: use tests/run --release"]
    fn the_bill_of_materials_lists_the_crates_and_the_libraries_in_them() {
        let sbom: Value = serde_json::from_slice(&std::fs::read(file(".cdx.json")).unwrap()).unwrap();
        assert_eq!((&sbom["bomFormat"], &sbom["specVersion"]), (&"CycloneDX".into(), &"1.5".into()));
        let components = sbom["components"].as_array().unwrap();
        let names =
            |list: &[Value]| list.iter().map(|it| it["purl"].as_str().unwrap().to_owned()).collect::<BTreeSet<_>>();
        assert!(names(components).len() > 200 && names(components).is_subset(&locked()), "{:?}", names(components));
        assert!(components.iter().all(|it| it["hashes"][0]["content"].as_str().is_some_and(|hash| hash.len() == 64)));
        let inside = components.iter().filter_map(|it| it["components"].as_array());
        let inside: BTreeSet<String> = inside.flat_map(|list| names(list)).collect();
        for library in ["sqlite", "openssl", "postgresql"] {
            assert!(
                inside.iter().any(|it| it.starts_with(&format!("pkg:generic/{library}@"))),
                "{library}: {inside:?}"
            );
        }
        let unused = ["proptest", "insta", "criterion"];
        assert!(
            !names(components).iter().any(|it| unused.iter().any(|name| it.starts_with(&format!("pkg:cargo/{name}@"))))
        );
    }

    #[test]
    #[ignore = "needs a release build: use tests/run --release"]
    fn a_second_build_in_another_folder_gives_the_same_bytes() {
        let first = folder();
        let second = tempfile::Builder::new().prefix("another-folder-").tempdir().unwrap();
        let second = release(second.path());
        let checksums = |folder: &Path| std::fs::read_to_string(folder.join("SHA256SUMS")).unwrap();
        assert_eq!(checksums(&second), checksums(first));
    }
}
