//! Seals the stored secrets again after the operator has replaced the session secret.

use super::seal::{Seal, SealedKind};
use super::services::Services;
use crate::store::sealed_secrets::{self, SealedColumn, StoredSecret};
use crate::store::{Connection, StoreError};

/// How many secrets one transaction seals again.
const PORTION: i64 = 200;

/// Seals with the current session secret what was sealed with the previous one, in portions. Blocks the thread: for the
/// start, before the server accepts requests. Without a previous secret, it does nothing.
///
/// # Errors
/// When the store fails. What was sealed again stays; the rest opens with the previous secret, and waits for the next
/// start.
pub fn seal_again(services: &Services) -> Result<(), StoreError> {
    // check: stored tokens are sealed again
    if !services.seal.is_rotating() {
        return Ok(());
    }
    let mut count = 0;
    for column in SealedColumn::ALL {
        let mut after = String::new();
        loop {
            let seal = services.seal.clone();
            let portion =
                services.store.write_blocking(move |connection| seal_portion(connection, &seal, column, &after))?;
            count += portion.sealed_again;
            match portion.last {
                Some(last) => after = last,
                None => break,
            }
        }
    }
    log::info!("session.secrets: sealed {count} stored tokens and keys with the new secret");
    Ok(())
}

struct Portion {
    sealed_again: usize,
    /// What the last secret of the portion is sealed for; `None` if there was none.
    last: Option<String>,
}

fn seal_portion(
    connection: &mut Connection,
    seal: &Seal,
    column: SealedColumn,
    after: &str,
) -> Result<Portion, StoreError> {
    let stored = sealed_secrets::list(connection, column, after, PORTION)?;
    let mut portion = Portion { sealed_again: 0, last: stored.last().map(|secret| secret.sealed_for.to_string()) };
    for StoredSecret { sealed_for, sealed } in stored {
        if let Some(again) = seal.seal_again(&sealed, kind(column), sealed_for) {
            sealed_secrets::replace(connection, column, sealed_for, &sealed, &again)?;
            portion.sealed_again += 1;
        }
    }
    Ok(portion)
}

fn kind(column: SealedColumn) -> SealedKind {
    match column {
        SealedColumn::IdToken => SealedKind::SignOutHint,
        SealedColumn::RefreshToken | SealedColumn::RefreshTokenToRevoke => SealedKind::RefreshToken,
        SealedColumn::AccessToken => SealedKind::AccessToken,
        SealedColumn::AssertionKey => SealedKind::AssertionKey,
    }
}
