//! Compares `docs/conformance.md` with the catalogue.

use std::collections::{BTreeMap, BTreeSet};
use std::process::Command;

const PAGE: &str = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/docs/conformance.md"));

/// The paths of all tests of this program with this beginning. A test that runs on both databases counts once.
pub fn tests(beginning: &str) -> BTreeSet<String> {
    let listed = Command::new(std::env::current_exe().unwrap()).args([beginning, "--list"]).output().unwrap();
    let listed = String::from_utf8(listed.stdout).unwrap();
    let paths = listed.lines().filter_map(|line| line.strip_suffix(": test"));
    paths.map(|path| path.replace("on_sqlite::", "").replace("on_postgres::", "")).collect()
}

/// The names of all tests of this program.
pub fn test_names() -> BTreeSet<String> {
    tests("").into_iter().map(|path| path.rsplit("::").next().unwrap().to_owned()).collect()
}

/// The cells of each row of the tables of a page.
pub fn rows(page: &str) -> impl Iterator<Item = Vec<&str>> {
    page.lines()
        .filter(|line| line.starts_with("| "))
        .map(|line| line.trim_matches('|').split('|').map(str::trim).collect())
}

/// The cases of each group of the catalogue.
fn cases() -> BTreeMap<String, Vec<String>> {
    let mut groups: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for path in tests("catalogue::") {
        let Some(path) = path.strip_prefix("catalogue::") else { continue };
        groups.entry(path.split("::").next().unwrap().to_owned()).or_default().push(path.to_owned());
    }
    groups
}

#[test]
fn every_test_that_conformance_md_names_exists() {
    let names = test_names();
    let mut found = 0;
    for row in rows(PAGE).filter(|row| row.len() == 3) {
        for name in row[1].split('`').skip(1).step_by(2) {
            assert!(names.contains(name), "no test is called {name}");
            found += 1;
        }
    }
    assert!(found > 25, "the table was not found");
}

#[test]
fn conformance_md_counts_the_cases_of_every_group() {
    for (group, cases) in cases() {
        let row = rows(PAGE).find(|row| row[0] == group).unwrap_or_else(|| panic!("{group} has no row"));
        assert_eq!(row[1], cases.len().to_string(), "{group}");
    }
}

#[test]
fn conformance_md_counts_the_checks_that_can_be_taken_away() {
    let removals = include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mutations"));
    let count = removals.lines().filter(|line| line.starts_with("    (\"")).count();
    assert!(PAGE.contains(&format!("tries that\nfor {count} checks.")), "{count}");
}

#[test]
fn every_check_that_can_be_taken_away_is_in_the_source() {
    let script = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/mutations");
    let output = Command::new(script).arg("--check").output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}
