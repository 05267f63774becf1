//! What a start waits for: a Postgres server that is not there yet.

use diesel::ConnectionError;

use super::connect_errors::ConnectError;
use super::error::{StoreError, is_trouble};

/// Whether a server that is about to start may cause this error.
#[must_use]
pub fn may_pass(error: &StoreError) -> bool {
    match error {
        StoreError::Unreachable(error) => match error.downcast_ref() {
            // check: wrong credentials end the start at once
            Some(ConnectError::Refused(ConnectionError::BadConnection(text))) => !is_final(text),
            Some(ConnectError::Query(error)) => is_trouble(error),
            Some(ConnectError::Gone | ConnectError::Silent(_)) => true,
            _ => false,
        },
        other => other.is_unavailable(),
    }
}

/// Whether the text of libpq says that a connection cannot succeed without a change: the server refuses the user or the
/// database (SQLSTATE class 28 and 3D000), or a certificate is not accepted. libpq gives no SQLSTATE here. The words of a
/// server that speaks another language are not recognized, and a start waits for it in vain.
fn is_final(text: &str) -> bool {
    let refused = ["authentication failed", "no pg_hba.conf entry", "no password supplied", "not permitted to log in"];
    let misconfigured = ["certificate", "does not support SSL", "no encryption", "invalid ", "file permissions"];
    let is_missing = text.contains("does not exist") && (text.contains("role \"") || text.contains("database \""));
    is_missing || refused.into_iter().chain(misconfigured).any(|words| text.contains(words))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_waits_for_a_server_that_is_late_and_not_for_one_that_refuses() {
        for (text, is_worth_waiting) in [
            ("connection to server at \"db\" (10.0.0.2), port 5432 failed: Connection refused", true),
            ("could not translate host name \"db\" to address: Name or service not known", true),
            ("connection to server … failed: FATAL:  the database system is starting up", true),
            ("connection to server … failed: FATAL:  sorry, too many clients already", true),
            ("connection to server … failed: server closed the connection unexpectedly", true),
            ("connection to server … failed: FATAL:  password authentication failed for user \"kaimu\"", false),
            ("connection to server … failed: FATAL:  database \"kaimu\" does not exist", false),
            ("connection to server … failed: FATAL:  role \"kaimu\" does not exist", false),
            ("connection to server … failed: FATAL:  no pg_hba.conf entry for host \"10.0.0.3\"", false),
            ("connection to server … failed: SSL error: certificate verify failed", false),
            ("connection to server … failed: fe_sendauth: no password supplied", false),
        ] {
            let error = ConnectError::Refused(ConnectionError::BadConnection(text.to_owned()));
            assert_eq!(may_pass(&StoreError::unreachable(error)), is_worth_waiting, "{text}");
        }
        assert!(!may_pass(&StoreError::NewerDatabase("2999".to_owned())));
    }
}
