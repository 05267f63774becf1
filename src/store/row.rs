//! Converts values for columns: UUIDs as text, times as milliseconds since 1970 (UTC), hashes as hexadecimal digits.

use std::fmt::Write;

use chrono::{DateTime, Utc};
use uuid::Uuid;

use super::error::StoreError;
use crate::domain::SecretHash;

pub(super) fn milliseconds(time: DateTime<Utc>) -> i64 {
    time.timestamp_millis()
}

pub(super) fn time(milliseconds: i64, table: &'static str) -> Result<DateTime<Utc>, StoreError> {
    DateTime::from_timestamp_millis(milliseconds).ok_or(StoreError::InvalidRow(table))
}

pub(super) fn uuid(text: &str, table: &'static str) -> Result<Uuid, StoreError> {
    Uuid::parse_str(text).map_err(|_| StoreError::InvalidRow(table))
}

/// A hash from its 64 hexadecimal digits.
pub(super) fn secret_hash(text: &str, table: &'static str) -> Result<SecretHash, StoreError> {
    let mut bytes = [0; 32];
    for (at, byte) in bytes.iter_mut().enumerate() {
        let digits = text.get(2 * at..2 * at + 2).ok_or(StoreError::InvalidRow(table))?;
        *byte = u8::from_str_radix(digits, 16).map_err(|_| StoreError::InvalidRow(table))?;
    }
    Ok(SecretHash::stored(bytes))
}

pub(super) fn hexadecimal(hash: &SecretHash) -> String {
    hash.as_bytes().iter().fold(String::with_capacity(64), |mut text, byte| {
        // Writing to a String cannot fail.
        let _ = write!(text, "{byte:02x}");
        text
    })
}
