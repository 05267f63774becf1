//! The archive for arm64. qemu-user runs its binary here, with the libraries of Debian's cross compiler.

use std::path::Path;
use std::process::Command;

use reqwest::StatusCode;

use super::artefacts::{file, folder, succeed, unpack_archive};
use crate::browser::Browser;
use crate::database::{Database, environment};
use crate::program::{CommandOutput, Program};
use crate::provider::Provider;

/// The program that runs a binary for arm64 in the place of the binary of the tests.
pub fn emulator(binary: &Path) -> Vec<String> {
    let run = format!("shift; exec /usr/bin/qemu-aarch64 -L /usr/aarch64-linux-gnu {} \"$@\"", binary.display());
    ["/bin/sh", "-c", &run, "sh"].map(str::to_owned).into()
}

/// Builds the binary for arm64 with these programs in place of the compilers.
fn build_with(c_compiler: &str, rust_compiler: &str) -> CommandOutput {
    let programs = tempfile::tempdir().unwrap();
    for (name, script) in [("aarch64-linux-gnu-gcc", c_compiler), ("rustc", rust_compiler)] {
        let program = programs.path().join(name);
        std::fs::write(&program, format!("#!/bin/sh\n{script}\n")).unwrap();
        succeed(Command::new("chmod").arg("+x").arg(program));
    }
    let path = format!("{}:/usr/bin:/bin", programs.path().display());
    let mut build = Command::new(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/build"));
    build.arg("aarch64-unknown-linux-gnu").env("PATH", path).output().unwrap().into()
}

#[test]
fn a_build_for_arm64_without_its_compilers_stops_and_says_what_to_install() {
    for (c_compiler, rust_compiler, message) in [
        ("exit 1", "exit 1", "install the packages gcc-aarch64-linux-gnu and libc6-dev-arm64-cross of Debian"),
        ("exit 0", "echo /nonexistent", "run: rustup target add aarch64-unknown-linux-gnu"),
    ] {
        let stopped = build_with(c_compiler, rust_compiler);
        assert_eq!(stopped.status, Some(1), "{}", stopped.stderr);
        assert!(stopped.stderr.contains("cannot build the binary for arm64: "), "{}", stopped.stderr);
        assert!(stopped.stderr.contains(message), "{}", stopped.stderr);
    }
}

mod long {
    use super::*;

    #[test]
    #[ignore = "needs a release build: use tests/run --release"]
    fn the_archive_for_arm64_differs_from_the_other_one_in_its_binary_alone() {
        let unpacked = tempfile::tempdir().unwrap();
        let here = unpack_archive(std::env::consts::ARCH, &unpacked.path().join("here"));
        let arm64 = unpack_archive("aarch64", &unpacked.path().join("arm64"));
        let mut compare = Command::new("diff");
        let compared = compare.env("LC_ALL", "C").arg("--recursive").args([&here, &arm64]).output().unwrap();
        let binaries =
            format!("Binary files {} and {} differ\n", here.join("kaimu").display(), arm64.join("kaimu").display());
        assert_eq!(CommandOutput::from(compared).stdout, binaries);
        let name = file("aarch64-linux.tar.gz").file_name().unwrap().to_owned();
        let checksums = std::fs::read_to_string(folder().join("SHA256SUMS")).unwrap();
        assert!(checksums.contains(&format!("  {}\n", name.display())), "{checksums}");
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs a release build and qemu-user: use tests/run --release"]
    async fn the_binary_for_arm64_checks_its_configuration_and_serves_pages_from_sqlite_and_postgres() {
        let unpacked = tempfile::tempdir().unwrap();
        let runner = emulator(&unpack_archive("aarch64", unpacked.path()).join("kaimu"));
        let version = Program::new().run_by(runner.clone()).run(&["--version"]);
        assert_eq!(version.stdout, Program::new().run(&["--version"]).stdout, "{}", version.stderr);

        let provider = Provider::start();
        let mut postgres = Database::postgres();
        for (name, value) in [("sslmode", "verify-full"), ("sslrootcert", &environment("KAIMU_TEST_POSTGRES_CA"))] {
            postgres = postgres.with_parameter(name, value);
        }
        for database in [Database::sqlite(), postgres] {
            let program = Program::on(&database).provider(provider.settings("idp")).run_by(runner.clone());
            let checked = program.run(&["check", "--offline"]);
            assert_eq!(checked.status, Some(0), "{}{}", checked.stdout, checked.stderr);
            let running = program.start();
            let browser = Browser::new();
            let ready = browser.get(running.page("/readyz")).await;
            assert_eq!(ready.status, StatusCode::OK, "{}", ready.body);
            let page = browser.get(running.page("/login")).await;
            assert_eq!(page.status, StatusCode::OK, "{}", page.body);
            assert!(page.body.contains("/auth/oidc/idp/authorize"), "{}", page.body);
            running.signal("TERM");
            assert_eq!(running.end().0, Some(0));
        }
    }
}
