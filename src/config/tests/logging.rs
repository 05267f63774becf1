//! The `log` section.

use super::*;
use crate::domain::LogFormat;

#[test]
fn the_log_is_text_unless_json_is_configured() {
    assert_eq!(loaded("", &[]).unwrap().log_format, LogFormat::Text);
    assert_eq!(loaded("[log]\nformat = \"json\"", &[]).unwrap().log_format, LogFormat::Json);
    assert_eq!(loaded("", &[("KAIMU_LOG__FORMAT", "json")]).unwrap().log_format, LogFormat::Json);
    assert_problem("[log]\nformat = \"xml\"", &[], &["log.format", "expected \"text\" or \"json\""]);
}
