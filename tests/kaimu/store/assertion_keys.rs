//! The keys that sign assertions.

use kaimu::domain::AssertionPublicKey;
use kaimu::flow::random;
use kaimu::store::assertion_keys::{self, StoredAssertionKey};
use kaimu::store::sealed_secrets::{self, SealedColumn};

use super::{at, change};
use crate::database::{Database, on_both_databases};

on_both_databases![keys_are_added_listed_sealed_again_and_deleted];

fn key(signs_from: i64) -> StoredAssertionKey {
    let byte = u8::try_from(signs_from).unwrap();
    let point = [&[4], &[byte; 64][..]].concat();
    StoredAssertionKey {
        id: random::id(at(0)),
        public: AssertionPublicKey::from_point(&point).unwrap(),
        sealed: format!("sealed {signs_from}"),
        signs_from: at(signs_from),
    }
}

async fn keys_are_added_listed_sealed_again_and_deleted(database: Database) {
    let store = database.open();
    let (later, earlier) = (key(30), key(20));
    let [later_id, earlier_id] = [later.id, earlier.id];
    change(&store, move |c| assertion_keys::insert(c, &later)).await;
    change(&store, move |c| assertion_keys::insert(c, &earlier)).await;
    change(&store, move |c| {
        let sealed = sealed_secrets::list(c, SealedColumn::AssertionKey, "", 10)?;
        assert_eq!(sealed.len(), 2);
        sealed_secrets::replace(c, SealedColumn::AssertionKey, earlier_id, "sealed 20", "again")?;
        sealed_secrets::replace(c, SealedColumn::AssertionKey, later_id, "another", "again")
    })
    .await;
    let listed = store.read(assertion_keys::list).await.unwrap();
    let rows: Vec<_> = listed.iter().map(|key| (key.id, key.sealed.as_str(), key.signs_from)).collect();
    assert_eq!(rows, [(earlier_id, "again", at(20)), (later_id, "sealed 30", at(30))]);
    assert_eq!(listed[1].public, key(30).public);
    change(&store, move |c| assertion_keys::delete(c, earlier_id)).await;
    assert_eq!(database.values("id", "assertion_keys"), [Some(later_id.to_string())]);
    assert_eq!(change(&store, assertion_keys::delete_all).await, 1);
}
