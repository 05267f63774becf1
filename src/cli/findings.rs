//! Prints the findings of checks.

use std::fmt::Write;

use super::failure::{CheckFailure, Failure};
use super::output::{print, print_json};
use crate::doctor::CheckReport;
use crate::domain::{Finding, Verdict};

/// Prints a report. Fails if something is broken.
pub(super) fn print_report(
    report: &CheckReport,
    as_json: bool,
    text: impl FnOnce(&CheckReport) -> String,
) -> Result<(), Failure> {
    let (printed, place) = if as_json {
        (print_json(&report.for_scripts()), "the findings with the verdict \"broken\"")
    } else {
        (print(&text(report)), "✗ above")
    };
    printed.map_err(Failure::Operator)?;
    if report.verdict() == Verdict::Broken { Err(CheckFailure::Broken(place).into()) } else { Ok(()) }
}

pub(super) fn write_finding(text: &mut String, finding: &Finding) {
    let Finding { check, verdict, seen, remedy, .. } = finding;
    let _ = writeln!(text, "  {} {seen} ({})", verdict.mark(), check.code());
    if let Some(remedy) = remedy {
        let _ = writeln!(text, "      {remedy}");
    }
}
