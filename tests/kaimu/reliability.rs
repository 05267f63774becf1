//! Compares `docs/reliability.md` with the tests of faults.

use std::collections::{BTreeMap, BTreeSet};

use crate::conformance::{rows, tests};
use crate::documentation;

/// The columns of the table of faults.
const FAULT: usize = 0;
const TESTS: usize = 4;

/// A row of the table of faults: its cells, and the names of its tests.
struct Row {
    cells: Vec<String>,
    tests: Vec<String>,
}

fn faults() -> Vec<Row> {
    let page = documentation::text("docs/reliability.md");
    let of_faults = rows(&page).filter(|cells| cells.len() == TESTS + 1 && cells[FAULT] != "fault");
    let row = |cells: Vec<&str>| Row {
        tests: cells[TESTS].split('`').skip(1).step_by(2).map(str::to_owned).collect(),
        cells: cells.into_iter().map(str::to_owned).collect(),
    };
    of_faults.map(row).collect()
}

/// The source of each test of a fault, with the constants of its file.
fn sources() -> BTreeMap<String, String> {
    let names: BTreeSet<String> = fault_tests();
    let mut sources = BTreeMap::new();
    for file in documentation::files("tests/faults") {
        let file = documentation::text(&file);
        let constants: String = file.lines().filter(|line| line.starts_with("const ")).collect();
        // The end of a function: the next one begins, or its attributes do.
        for function in file.split("fn ").skip(1) {
            let name = function.split('(').next().unwrap();
            if names.contains(name) {
                sources.insert(name.to_owned(), format!("{constants}{}", function.split("#[").next().unwrap()));
            }
        }
    }
    sources
}

/// The names of all tests of faults. Those of the harness itself have no fault.
fn fault_tests() -> BTreeSet<String> {
    let paths =
        tests("faults::").into_iter().filter(|path| path.starts_with("faults::") && !path.contains("::namespace::"));
    paths.map(|path| path.rsplit("::").next().unwrap().to_owned()).collect()
}

/// The times in a text that are written as a number of seconds, without those of settings and addresses.
fn seconds(text: &str) -> Vec<u64> {
    let words: Vec<&str> = text.split(|c: char| c.is_whitespace() || ",;:.".contains(c)).collect();
    let times = words.windows(2).filter(|pair| ["s", "second", "seconds"].contains(&pair[1]));
    times.filter_map(|pair| pair[0].parse().ok()).collect()
}

#[test]
fn every_fault_has_a_test_and_every_test_of_a_fault_has_a_row() {
    let named: Vec<String> = faults().into_iter().flat_map(|row| row.tests).collect();
    let tests = fault_tests();
    let missing: Vec<_> = named.iter().filter(|name| !tests.contains(*name)).collect();
    assert!(named.len() > 70 && missing.is_empty(), "docs/reliability.md names tests that do not exist: {missing:#?}");
    let without_row: Vec<_> = tests.iter().filter(|name| !named.contains(name)).collect();
    assert!(without_row.is_empty(), "docs/reliability.md has no row for {without_row:#?}");
    let without_test = faults().into_iter().filter(|row| row.tests.is_empty()).map(|row| row.cells[FAULT].clone());
    assert_eq!(without_test.collect::<Vec<_>>(), [""; 0], "faults without a test");
}

#[test]
fn every_time_in_the_table_of_faults_stands_in_the_test_that_the_row_names() {
    let (sources, mut found) = (sources(), 0);
    for row in faults() {
        let source: String = row.tests.iter().filter_map(|name| sources.get(name)).map(String::as_str).collect();
        for time in row.cells[FAULT + 1..TESTS].iter().flat_map(|cell| seconds(cell)) {
            let asserted = [format!("from_secs({time})"), format!("seconds({time})")];
            assert!(
                asserted.iter().any(|limit| source.contains(limit)),
                "{time} s: no such limit in {:?}; write the time that the test asserts",
                row.tests
            );
            found += 1;
        }
    }
    assert!(found > 8, "only {found} times were found");
}
