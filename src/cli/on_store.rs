//! Runs a command on the database, beside a server that may be running.

use actix_web::rt::System;

use super::environment::system_clock;
use super::failure::{Failure, OperatorFailure};
use super::output::print;
use crate::config::Settings;
use crate::domain::RequestContext;
use crate::flow::random;
use crate::store::Store;

/// Opens the database and runs a command on it. The command has an id and a time, like a request.
pub(super) fn on_store<T, E: Into<OperatorFailure>>(
    settings: &Settings,
    command: impl AsyncFnOnce(Store, RequestContext) -> Result<T, E>,
) -> Result<T, Failure> {
    let store = Store::open_existing(&settings.database_url)?;
    let context = RequestContext { request_id: random::request_id(), address: None, now: (system_clock())() };
    let result = System::new().block_on(async {
        let result = command(store.clone(), context).await;
        store.close().await;
        result
    });
    result.map_err(|error| Failure::Operator(error.into()))
}

/// Prints what a command has done, as soon as it counts on every instance.
pub(super) async fn report(store: &Store, done: &str) -> Result<(), OperatorFailure> {
    // check: a command reports what counts everywhere
    store.wait_for_instances().await;
    print(done)
}
