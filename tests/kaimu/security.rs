//! Holds `docs/security.md`: each verdict has the tests or the reason that it needs.

use std::collections::BTreeSet;

use crate::conformance::{rows, test_names};
use crate::documentation::{files, text};

const PAGE: &str = "docs/security.md";
/// With fewer words, a reason says nothing.
const MIN_WORDS_OF_A_REASON: usize = 6;

/// The requirement, the verdict and the evidence of each row. The other tables of the page have no three columns.
fn requirements(page: &str) -> Vec<[&str; 3]> {
    let rows = rows(page).filter_map(|row| <[&str; 3]>::try_from(row).ok());
    rows.filter(|[requirement, ..]| *requirement != "requirement").collect()
}

/// The tests that the evidence names: those of Rust in code, those of browsers in quotation marks.
fn named_tests(evidence: &str) -> Vec<&str> {
    let code = evidence.split('`').skip(1).step_by(2).filter(|code| is_test_name(code));
    let prose = evidence.split('`').step_by(2);
    code.chain(prose.flat_map(|part| part.split('"').skip(1).step_by(2))).collect()
}

/// Settings and claims have fewer underscores, or other characters.
fn is_test_name(code: &str) -> bool {
    let has_its_characters = code.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_');
    has_its_characters && code.matches('_').count() >= 2
}

/// How many words the evidence has beside the names of tests and the code.
fn words_of_reason(evidence: &str) -> usize {
    let prose = evidence.split('`').step_by(2).flat_map(|part| part.split('"').step_by(2));
    prose.flat_map(str::split_whitespace).filter(|word| word.contains(char::is_alphabetic)).count()
}

/// The tests in `src/`, which are in other programs than this one.
fn unit_test_names() -> BTreeSet<String> {
    let name = |test: &str| Some(test.split_once("fn ")?.1.split('(').next()?.to_owned());
    files("src")
        .iter()
        .flat_map(|path| text(path).split("test]\n").skip(1).filter_map(name).collect::<Vec<_>>())
        .collect()
}

fn browser_test_titles() -> BTreeSet<String> {
    let title = |test: &str| Some(test.split_once("', async")?.0.replace("\\'", "'"));
    let files = files("tests/browser").into_iter().filter(|path| path.ends_with(".test.mjs"));
    files.flat_map(|path| text(&path).split("test('").skip(1).filter_map(title).collect::<Vec<_>>()).collect()
}

#[test]
fn every_test_that_security_md_names_exists() {
    let page = text(PAGE);
    let known: BTreeSet<String> =
        [test_names(), unit_test_names(), browser_test_titles()].into_iter().flatten().collect();
    let named = requirements(&page).into_iter().flat_map(|[_, _, evidence]| named_tests(evidence));
    let unknown: BTreeSet<&str> = named.filter(|name| !known.contains(*name)).collect();
    assert!(unknown.is_empty(), "{PAGE} names tests that do not exist: {unknown:#?}");
}

#[test]
fn every_verdict_of_security_md_has_its_tests_or_its_reason() {
    let page = text(PAGE);
    let requirements = requirements(&page);
    assert!(requirements.len() > 100, "the tables were not found");
    let is_supported = |verdict: &str, evidence: &str| match verdict {
        "met" => !named_tests(evidence).is_empty(),
        "partly" | "not met" | "not applicable" => words_of_reason(evidence) >= MIN_WORDS_OF_A_REASON,
        _ => false,
    };
    let wrong: Vec<_> =
        requirements.into_iter().filter(|[_, verdict, evidence]| !is_supported(verdict, evidence)).collect();
    assert!(wrong.is_empty(), "rows without a verdict, without a test, or without a reason: {wrong:#?}");
}

#[test]
fn tests_are_read_from_code_and_quotation_marks_and_the_rest_is_a_reason() {
    let evidence = "By `a_first_test` and \"a title\" with `max_age = 1`: one reason, `src/x.rs`";
    assert_eq!(named_tests(evidence), ["a_first_test", "a title"]);
    assert_eq!(words_of_reason(evidence), 5);
    assert_eq!(requirements("| a | b |\n|---|---|\n| requirement | b | c |\n| 1.1 | met | x |"), [["1.1", "met", "x"]]);
}
