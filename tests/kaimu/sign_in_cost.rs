//! What a sign-in costs: statements on the database, and connections to the provider. `docs/performance.md` has the figures.

use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::{Provider, TOKEN};
use crate::statements::Statements;

/// Kaimu with one connection to the database and one provider.
fn start(database: &Database, provider: &Provider) -> TestApp {
    Setup::on(database).provider(provider.settings("idp")).set("KAIMU_DATABASE__POOL_SIZE", "1").start()
}

/// Signs in with a new browser.
async fn sign_in(app: &TestApp) {
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_sign_in_of_a_known_user_is_one_statement_and_a_transaction_of_eight() {
    let (statements, database) = Statements::of(&Database::postgres()).await;
    let provider = Provider::start();
    let app = start(&database, &provider);
    sign_in(&app).await;
    let browser = Browser::new();
    let at_provider = browser.get(app.api("/auth/oidc/idp/authorize")).await.location().unwrap();
    let response = browser.get(at_provider).await.location().unwrap();
    statements.take();
    browser.get(response).await;
    let all = statements.take();
    let redeems = |it: &&String| it.starts_with(r#"INSERT INTO "completed_sign_ins""#);
    assert_eq!(all.iter().filter(redeems).count(), 1, "{all:#?}");
    let before = all.iter().take_while(|it| !redeems(it)).last();
    assert!(before.is_some_and(|it| it.contains("transaction_read_only")), "the pool asks: {all:#?}");
    // The cleanup has transactions, too.
    let transactions =
        all.split(|statement| statement == "COMMIT").map(|it| it.rsplit(|it| it.starts_with("BEGIN")).next());
    let decides = |it: &&[String]| it.iter().any(|it| it.contains(r#"UPDATE "completed_sign_ins""#));
    let lengths: Vec<usize> = transactions.flatten().filter(decides).map(|it| it.len() + 2).collect();
    // The first begins it, and takes the locks.
    assert_eq!(lengths, [8], "{all:#?}");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_connection_prepares_each_statement_of_a_sign_in_once() {
    let (statements, database) = Statements::of(&Database::postgres()).await;
    let provider = Provider::start();
    let app = start(&database, &provider);
    // The first is of a new user, the second of a known one.
    sign_in(&app).await;
    sign_in(&app).await;
    assert!(statements.take_prepared().iter().any(|it| it.starts_with("WITH write_0")));
    sign_in(&app).await;
    let again = statements.take_prepared();
    // The cleanup has statements of its own.
    let of_sign_in = ["UPDATE", "INSERT", "WITH", "SELECT current_setting"];
    let again: Vec<_> = again.iter().filter(|it| of_sign_in.iter().any(|start| it.starts_with(start))).collect();
    assert!(again.is_empty(), "{again:#?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn sign_ins_in_a_row_share_connections_to_the_provider() {
    let provider = Provider::start();
    let app = start(&Database::sqlite(), &provider);
    for _ in 0..5 {
        sign_in(&app).await;
    }
    assert_eq!(provider.requests(TOKEN), 5);
    // An idle connection is closed after three seconds, which can pass on a busy machine.
    assert!(provider.connections() < 5, "{} connections", provider.connections());
}
