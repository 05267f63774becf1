//! The `tokens` section.

use std::time::Duration;

use super::*;

#[test]
fn a_token_counts_for_30_days_after_a_sign_in_by_default() {
    let within = |file: &str| loaded(file, &[]).unwrap().tokens_sign_in_within;
    assert_eq!(within(""), Duration::from_hours(30 * 24));
    assert_eq!(within("[tokens]\nsign_in_within = \"7d\""), Duration::from_hours(7 * 24));
    let from_environment = loaded("", &[("KAIMU_TOKENS__SIGN_IN_WITHIN", "90d")]).unwrap();
    assert_eq!(from_environment.tokens_sign_in_within, Duration::from_hours(90 * 24));
    assert_problem("[tokens]\nsign_in_within = \"never\"", &[], &["tokens.sign_in_within: ", "expected a duration"]);
}
