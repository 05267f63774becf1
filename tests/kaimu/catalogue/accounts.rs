//! Account decisions: no user can take over the account of another one.

mod addresses;
mod changes;
mod concurrency;
mod decisions;
mod issuer_changes;
mod linking;
mod operator;
mod pages;
mod relinks;
mod take_overs;
mod user_email;

use serde_json::Value;

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;

fn with_two_providers(database: &Database) -> (TestApp, Provider, Provider) {
    let (one, two) = (Provider::start(), Provider::start());
    let app = Setup::on(database).provider(one.settings("one")).provider(two.settings("two")).start();
    (app, one, two)
}

/// Signs in with a provider in a new browser. Returns the user, as applications see it.
async fn user(app: &TestApp, slug: &str) -> Value {
    let browser = Browser::new();
    let end = browser.follow(app.api(&format!("/auth/oidc/{slug}/authorize"))).await;
    end.is_signed_in_as("");
    browser.session(app).await.1["user"].take()
}
