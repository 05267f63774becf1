//! The unit of systemd in `deploy/`: how little it may do, and that Kaimu needs no more. The unit of the audit log in `docs/`. The
//! tests do not start systemd.

use std::collections::BTreeSet;
use std::path::Path;
use std::process::Command;

use crate::browser::Browser;
use crate::database::Database;
use crate::documentation::text;
use crate::program::Program;
use crate::provider::Provider;

fn unit() -> std::path::PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy/kaimu.service")
}

fn systemd_analyze(arguments: &[&str]) -> String {
    let output = Command::new("systemd-analyze").args(arguments).output().expect("systemd-analyze: use tests/run");
    String::from_utf8(output.stdout).unwrap()
}

#[test]
#[ignore = "needs systemd-analyze: use tests/run"]
fn the_unit_leaves_little_to_an_attacker() {
    let report = systemd_analyze(&["security", "--offline=true", unit().to_str().unwrap()]);
    let level = report.split("Overall exposure level for kaimu.service: ").nth(1).unwrap_or_else(|| panic!("{report}"));
    let level: f64 = level.split(' ').next().unwrap().parse().unwrap();
    assert!(level <= 1.5, "{report}");
}

#[test]
#[ignore = "needs systemd-analyze: use tests/run"]
fn the_unit_of_the_audit_log_finds_its_folder_and_hides_its_file_from_other_users() {
    let page = text("docs/audit.md");
    let unit = page.split("```ini\n").nth(1).unwrap().split("```").next().unwrap();
    let path = unit.lines().find_map(|line| line.strip_prefix("StandardOutput=append:")).unwrap();
    let (folder, _) = path.rsplit_once('/').unwrap();
    for step in [format!("--mode=0750 {folder}\n"), format!("--mode=0640 /dev/null {path}\n")] {
        assert!(page.contains(&step), "{step}");
    }
    assert!(unit.contains("\nUMask=0077\n"), "{unit}");

    let directory = tempfile::tempdir().unwrap();
    let file = directory.path().join("kaimu-audit.service");
    std::fs::write(&file, unit.replace("/usr/local/bin/kaimu", env!("CARGO_BIN_EXE_kaimu"))).unwrap();
    let mut verify = Command::new("systemd-analyze");
    let verified = verify.args(["verify", "--man=no"]).arg(file).output().expect("systemd-analyze: use tests/run");
    assert_eq!((verified.status.success(), String::from_utf8_lossy(&verified.stderr).as_ref()), (true, ""));
}

/// The system calls of a group of systemd's, and of the groups in it.
fn system_calls(group: &str) -> BTreeSet<String> {
    let listed = systemd_analyze(&["syscall-filter", "--no-pager", group]);
    let names = listed.lines().skip(1).map(str::trim).filter(|line| !line.is_empty() && !line.starts_with('#'));
    names.flat_map(|name| if name.starts_with('@') { system_calls(name) } else { [name.to_owned()].into() }).collect()
}

/// The system calls that the unit allows.
fn allowed() -> BTreeSet<String> {
    let unit = std::fs::read_to_string(unit()).unwrap();
    let mut allowed = BTreeSet::new();
    for filter in unit.lines().filter_map(|line| line.strip_prefix("SystemCallFilter=")) {
        match filter.strip_prefix('~') {
            Some(groups) => groups.split(' ').flat_map(system_calls).for_each(|name| {
                allowed.remove(&name);
            }),
            None => allowed.extend(filter.split(' ').flat_map(system_calls)),
        }
    }
    assert!(allowed.contains("openat") && !allowed.contains("mount"), "{allowed:?}");
    allowed
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs strace and systemd-analyze: use tests/run"]
async fn on_sqlite_kaimu_needs_no_forbidden_system_call() {
    needs_no_forbidden_system_call(Database::sqlite()).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres, strace and systemd-analyze: use tests/run"]
async fn on_postgres_kaimu_needs_no_forbidden_system_call() {
    needs_no_forbidden_system_call(Database::postgres()).await;
}

/// From the start to the stop, with a sign-in, a reload and a status.
async fn needs_no_forbidden_system_call(database: Database) {
    let provider = Provider::start();
    let program = Program::on(&database).provider(provider.settings("idp"));
    let trace = program.file("trace");
    let strace = ["/usr/bin/strace", "--follow-forks", "--quiet=all", "--output", trace.to_str().unwrap()];
    let running = program.run_by(strace.map(str::to_owned).into()).start();
    let browser = Browser::new();
    browser.follow(running.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let plain = running.program.clone().run_by(Vec::new());
    for command in ["reload", "status"] {
        assert!(matches!(plain.run(&[command]).status, Some(0 | 1)), "{command}");
    }
    let log = std::fs::read_to_string(&trace).unwrap();
    let server = log.split(' ').next().unwrap().to_owned();
    Command::new("kill").args(["-TERM", &server]).status().unwrap();
    assert_eq!(running.end().0, Some(0));
    let log = std::fs::read_to_string(&trace).unwrap();
    let called = log.lines().filter_map(|line| line.split_once(' ')?.1.trim_start().split_once('('));
    let called: BTreeSet<String> = called.map(|(name, _)| name.to_owned()).collect();
    assert!(called.contains("accept4") && called.len() > 30, "{called:?}");
    // The program that strace starts: systemd does that before it filters.
    let mut allowed = allowed();
    // SQLite calls it as root alone.
    allowed.insert("fchown".to_owned());
    let forbidden: Vec<&String> = called.difference(&allowed).filter(|name| is_system_call(name)).collect();
    assert!(forbidden.is_empty(), "{forbidden:?}");
}

/// A line of strace may also be the end of a call that another one has interrupted.
fn is_system_call(name: &str) -> bool {
    name.bytes().all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}
