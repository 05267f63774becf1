//! Hand-overs: a session on the host of `base_url`, on which it begins, reaches the host of `frontend_url`.

mod one_host_alone;
mod sessions;
mod tickets;

use reqwest::StatusCode;

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;

const SIGNED_IN: [StatusCode; 2] = [StatusCode::OK; 2];
const SIGNED_OUT: [StatusCode; 2] = [StatusCode::UNAUTHORIZED; 2];

fn on_two_hosts(database: &Database) -> (TestApp, Provider) {
    let provider = Provider::start();
    (Setup::on(database).provider(provider.settings("idp")).with_two_hosts().start(), provider)
}

/// The status of `/auth/session` on the host of `base_url` and on that of `frontend_url`.
async fn statuses(app: &TestApp, browser: &Browser) -> [StatusCode; 2] {
    [browser.get(app.api("/auth/session")).await.status, browser.get(app.page("/auth/session")).await.status]
}
