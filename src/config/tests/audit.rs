//! The `audit` section.

use std::time::Duration;

use super::*;

#[test]
fn audit_entries_are_kept_for_180_days_by_default() {
    assert_eq!(loaded("", &[]).unwrap().audit_kept, Duration::from_hours(180 * 24));
    assert_eq!(loaded("[audit]\nkeep = \"30d\"", &[]).unwrap().audit_kept, Duration::from_hours(30 * 24));
    assert_problem("[audit]\nkeep = \"forever\"", &[], &["audit.keep: ", "expected a duration"]);
}
