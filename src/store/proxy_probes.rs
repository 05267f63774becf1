//! The probes of `kaimu check --application`, and what the proxy asked about each. The store gets hashes, never a token.

use chrono::{DateTime, Utc};
use diesel::prelude::*;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::proxy_probes;
use crate::domain::{ProbeKind, ProbeObservation, SecretHash};

/// Adds a probe that no proxy has asked about.
pub fn insert(
    connection: &mut Connection,
    token: &SecretHash,
    kind: ProbeKind,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let row = (
        proxy_probes::token_hash.eq(row::hexadecimal(token)),
        proxy_probes::kind.eq(json(&kind)?),
        proxy_probes::issued_at.eq(row::milliseconds(now)),
    );
    each!(connection, c => diesel::insert_into(proxy_probes::table).values(&row).execute(c))?;
    Ok(())
}

/// Records what a proxy asked first about a probe that was issued after `then`. Returns the kind of the probe, and whether this
/// is the first question about it; `None` if there is no such probe.
pub fn observe(
    connection: &mut Connection,
    token: &SecretHash,
    observation: &ProbeObservation,
    then: DateTime<Utc>,
) -> Result<Option<(ProbeKind, bool)>, StoreError> {
    let probe = proxy_probes::table
        .find(row::hexadecimal(token))
        // check: a probe expires
        .filter(proxy_probes::issued_at.gt(row::milliseconds(then)));
    let kind = probe.clone().select(proxy_probes::kind);
    let kind: Option<String> = each!(connection, c => kind.first(c).optional())?;
    let Some(kind) = kind else { return Ok(None) };
    let unasked = probe.filter(proxy_probes::observation.is_null());
    let observed = proxy_probes::observation.eq(json(observation)?);
    let is_first = each!(connection, c => diesel::update(unasked).set(observed).execute(c))? == 1;
    Ok(Some((from_json(&kind)?, is_first)))
}

/// What a proxy asked about a probe, if it has asked. Deletes the probe.
pub fn take_observation(
    connection: &mut Connection,
    token: &SecretHash,
) -> Result<Option<ProbeObservation>, StoreError> {
    let probe = proxy_probes::table.find(row::hexadecimal(token));
    let observed = probe.clone().select(proxy_probes::observation);
    let observation: Option<Option<String>> = each!(connection, c => observed.first(c).optional())?;
    each!(connection, c => diesel::delete(probe).execute(c))?;
    observation.flatten().map(|text| from_json(&text)).transpose()
}

/// Deletes the probes that were issued before `then`.
pub fn delete_older_than(connection: &mut Connection, then: DateTime<Utc>) -> Result<(), StoreError> {
    let old = proxy_probes::table.filter(proxy_probes::issued_at.lt(row::milliseconds(then)));
    each!(connection, c => diesel::delete(old).execute(c))?;
    Ok(())
}

fn json(value: &impl serde::Serialize) -> Result<String, StoreError> {
    serde_json::to_string(value).map_err(|_| StoreError::InvalidRow("proxy_probes"))
}

fn from_json<T: serde::de::DeserializeOwned>(text: &str) -> Result<T, StoreError> {
    serde_json::from_str(text).map_err(|_| StoreError::InvalidRow("proxy_probes"))
}
