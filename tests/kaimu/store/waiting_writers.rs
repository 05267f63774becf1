//! Many changes at once of an SQLite file, which has one writer at a time.

use std::sync::{Arc, Mutex, mpsc};

use futures_util::future::join_all;
use kaimu::store::StoreError;

use crate::database::Database;

#[tokio::test(flavor = "multi_thread")]
async fn changes_of_an_sqlite_file_happen_in_their_order_and_keep_no_connection_from_reads() {
    let database = Database::sqlite();
    let store = database.open();
    let (order, (release, released)) = (Arc::new(Mutex::new(Vec::new())), mpsc::channel());
    let mut released = Some(released);
    let writes = (0..30).map(|number| {
        let (order, released) = (Arc::clone(&order), released.take());
        store.write(move |_| {
            // The first one lasts until a read has succeeded.
            if let Some(released) = released {
                released.recv().unwrap();
            }
            order.lock().unwrap().push(number);
            Ok::<_, StoreError>(())
        })
    });
    let writes = join_all(writes.collect::<Vec<_>>());
    let read = async {
        store.read(|_| Ok::<_, StoreError>(())).await.unwrap();
        release.send(()).unwrap();
    };
    let (results, ()) = futures_util::join!(writes, read);
    assert!(results.iter().all(Result::is_ok));
    assert_eq!(*order.lock().unwrap(), (0..30).collect::<Vec<_>>());
}
