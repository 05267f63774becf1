//! The time limits that Postgres and libpq keep for Kaimu, and the statements and parameters that set them
//! (Postgres 15 manual, sections 20.3.2 and 20.11.1).

use std::time::Duration;

/// How long a statement may take (`statement_timeout`): a server that takes longer does not answer.
pub(super) const STATEMENT_TIMEOUT: Duration = Duration::from_secs(10);
/// How long a statement waits for a lock (`lock_timeout`).
pub(super) const LOCK_TIMEOUT: Duration = Duration::from_secs(5);
/// How long a transaction may wait for its instance, which may be frozen or gone, and holds locks
/// (`idle_in_transaction_session_timeout`).
pub(super) const IDLE_TIMEOUT: Duration = Duration::from_secs(10);
/// How long the handshake of a connection may take, for each address of the server (`connect_timeout`).
const CONNECT_TIMEOUT: Duration = Duration::from_secs(3);
/// How long a packet may stay unanswered by the system of the peer (`tcp_user_timeout`).
const PACKET_TIMEOUT: Duration = Duration::from_secs(10);
/// A peer that has vanished is noticed by the one that only waits for it: after this time, and so many more questions.
const KEEPALIVES_IDLE: Duration = Duration::from_secs(10);
const KEEPALIVES_INTERVAL: Duration = Duration::from_secs(5);
const KEEPALIVES_COUNT: u32 = 3;

/// Sets the time limits of a connection of Kaimu's own. The server ends the transaction of an instance that is frozen, and
/// finds out soon that one has vanished.
pub(super) fn of_connection() -> String {
    let (idle, interval) = (KEEPALIVES_IDLE.as_secs(), KEEPALIVES_INTERVAL.as_secs());
    format!(
        "{}; SET tcp_keepalives_idle = {idle}; SET tcp_keepalives_interval = {interval}; \
         SET tcp_keepalives_count = {KEEPALIVES_COUNT}; SET tcp_user_timeout = {}",
        of_server("SET"),
        PACKET_TIMEOUT.as_millis()
    )
}

/// Sets the time limits of this transaction. Behind a transaction pooler, another client may get the server connection after
/// each transaction, with what `SET` has set. The keepalives are the pooler's.
pub(super) fn of_transaction() -> String {
    of_server("SET LOCAL")
}

/// Sets another time limit for the statements of this transaction.
pub(super) fn of_statements(limit: Duration) -> String {
    format!("SET LOCAL statement_timeout = {}", limit.as_millis())
}

/// Removes the time limits of statements and locks until the transaction ends.
pub(super) fn lifted() -> &'static str {
    "SET LOCAL statement_timeout = 0; SET LOCAL lock_timeout = 0"
}

/// The time limits of a connection that libpq keeps, as parameters of a URL.
pub(super) fn of_client() -> [(&'static str, u128); 5] {
    [
        ("connect_timeout", CONNECT_TIMEOUT.as_secs().into()),
        ("tcp_user_timeout", PACKET_TIMEOUT.as_millis()),
        ("keepalives_idle", KEEPALIVES_IDLE.as_secs().into()),
        ("keepalives_interval", KEEPALIVES_INTERVAL.as_secs().into()),
        ("keepalives_count", KEEPALIVES_COUNT.into()),
    ]
}

fn of_server(set: &str) -> String {
    let limits = [
        ("statement_timeout", STATEMENT_TIMEOUT),
        ("lock_timeout", LOCK_TIMEOUT),
        ("idle_in_transaction_session_timeout", IDLE_TIMEOUT),
    ];
    // Postgres reads a number without a unit as milliseconds.
    limits.map(|(name, limit)| format!("{set} {name} = {}", limit.as_millis())).join("; ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_connection_and_a_transaction_have_the_same_time_limits() {
        let transaction = "SET LOCAL statement_timeout = 10000; SET LOCAL lock_timeout = 5000; \
                           SET LOCAL idle_in_transaction_session_timeout = 10000";
        assert_eq!(of_transaction(), transaction);
        let keepalives = "; SET tcp_keepalives_idle = 10; SET tcp_keepalives_interval = 5; \
                          SET tcp_keepalives_count = 3; SET tcp_user_timeout = 10000";
        assert_eq!(of_connection(), transaction.replace(" LOCAL", "") + keepalives);
    }
}
