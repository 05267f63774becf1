//! The last sign-in with each identity, by which personal access tokens count.

use chrono::{DateTime, Utc};
use diesel::prelude::*;
use uuid::Uuid;

use super::connection::{Connection, each};
use super::error::StoreError;
use super::row;
use super::schema::{identities, last_sign_ins};
use super::sessions::groups_to_text;
use crate::domain::{Groups, Identity, Slug, UserId};

/// Records a sign-in with an identity, in place of the one before.
pub fn record(
    connection: &mut Connection,
    identity: Uuid,
    provider: &Slug,
    groups: &Groups,
    now: DateTime<Utc>,
) -> Result<(), StoreError> {
    let values = (
        last_sign_ins::provider.eq(provider.as_str().to_owned()),
        last_sign_ins::provider_groups.eq(groups_to_text(groups)),
        last_sign_ins::signed_in_at.eq(row::milliseconds(now)),
    );
    let upsert = diesel::insert_into(last_sign_ins::table)
        .values((last_sign_ins::identity_id.eq(identity.to_string()), values.clone()))
        .on_conflict(last_sign_ins::identity_id)
        .do_update()
        .set(values);
    connection.write_later(upsert)
}

/// Forgets the last sign-in with an identity of a user: until the next one, no token of the identity counts.
pub fn forget(connection: &mut Connection, user: UserId, identity: &Identity) -> Result<(), StoreError> {
    let ids = identities::table
        .filter(identities::user_id.eq(user.to_string()))
        .filter(identities::issuer.eq(identity.issuer.as_str()))
        .filter(identities::subject.eq(identity.subject.as_str()))
        .select(identities::id);
    let target = last_sign_ins::table.filter(last_sign_ins::identity_id.eq_any(ids));
    each!(connection, c => diesel::delete(target).execute(c))?;
    Ok(())
}

/// Forgets the sign-ins at providers other than these.
pub fn forget_other_providers(connection: &mut Connection, kept: &[Slug]) -> Result<(), StoreError> {
    let kept: Vec<&str> = kept.iter().map(Slug::as_str).collect();
    let target = last_sign_ins::table.filter(last_sign_ins::provider.ne_all(kept));
    each!(connection, c => diesel::delete(target).execute(c))?;
    Ok(())
}

/// Forgets all sign-ins.
pub fn forget_all(connection: &mut Connection) -> Result<(), StoreError> {
    each!(connection, c => diesel::delete(last_sign_ins::table).execute(c))?;
    Ok(())
}
