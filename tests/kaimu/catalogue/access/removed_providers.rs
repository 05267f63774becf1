//! Providers that the operator has taken out of the configuration.

use kaimu::domain::LEASE;

use crate::account::sign_in;
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::provider::Provider;
use crate::waiting::until;

on_both_databases![a_session_of_a_provider_that_was_removed];

async fn a_session_of_a_provider_that_was_removed(database: Database) {
    let (one, two) = (Provider::start(), Provider::start());
    two.person(serde_json::json!({ "sub": "bob", "email": "bob@example.org" }));
    let both = Setup::on(&database).provider(one.settings("one")).provider(two.settings("two")).start();
    let (ada, bob) = (Browser::new(), Browser::new());
    sign_in(&both, &ada, "one").await;
    sign_in(&both, &bob, "two").await;
    let without = Setup::on(&database).provider(one.settings("one")).start();
    until("the sessions of the removed provider have ended", async || database.count("sessions") == 1).await;
    let reported = "the provider two is not configured any more; sessions of it that have ended: 1";
    until("it says how many", async || without.watch.log().iter().any(|line| line.contains(reported))).await;
    tokio::time::sleep(LEASE).await;
    assert!(ada.session(&both).await.0.is_success() && bob.session(&both).await.0 == 401);
}
