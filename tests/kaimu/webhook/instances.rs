//! Several instances on one Postgres: one of them sends.

use std::collections::BTreeSet;

use super::receiver::{Receiver, SECRET};
use super::{SECRETS, WEBHOOK};
use crate::account::sign_in;
use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::Database;
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::Provider;
use crate::waiting::until;

fn instance(database: &Database, provider: &Provider, receiver: &Receiver) -> TestApp {
    let setup = Setup::on(database).provider(provider.settings("one"));
    setup.set(WEBHOOK, &receiver.url()).set(SECRETS, SECRET).start()
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn two_instances_send_each_event_once_and_in_its_order() {
    let (database, provider, receiver) = (Database::postgres(), Provider::start(), Receiver::start());
    let apps = [(); 2].map(|()| instance(&database, &provider, &receiver));
    sign_in(&apps[0], &Browser::new(), "one").await;
    let operator = Program::on(&database);
    for _ in 0..3 {
        stdout_of(&operator, &["users", "disable", "ada"]);
        stdout_of(&operator, &["users", "enable", "ada"]);
    }
    let requests = receiver.wait_for(7).await;
    until("nothing waits", async || database.count("webhook_queue") == 0).await;
    let ids: BTreeSet<_> = requests.iter().map(|it| it.id.clone()).collect();
    assert_eq!((requests.len(), ids.len()), (7, 7));
    let expected = ["user_disable.succeeded", "user_enable.succeeded"].repeat(3);
    assert_eq!(receiver.kinds()[1..], expected);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn no_instance_sends_while_another_one_does() {
    let (database, provider, receiver) = (Database::postgres(), Provider::start(), Receiver::start());
    let app = instance(&database, &provider, &receiver);
    let hold = |seconds: i32| {
        format!(
            "UPDATE webhook_sender SET holder = 'another instance', \
             held_until = (EXTRACT(EPOCH FROM clock_timestamp()) * 1000)::BIGINT + {seconds} * 1000"
        )
    };
    database.execute(&hold(25));
    sign_in(&app, &Browser::new(), "one").await;
    assert_eq!(database.count("webhook_queue"), 1);
    // Longer than it takes to look twice.
    tokio::time::sleep(std::time::Duration::from_secs(5)).await;
    assert_eq!(receiver.kinds(), [""; 0]);
    // The other instance has ended without a word.
    database.execute(&hold(-1));
    receiver.wait_for(1).await;
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn of_instances_with_and_without_the_webhook_the_one_that_started_last_decides() {
    let (database, provider, receiver) = (Database::postgres(), Provider::start(), Receiver::start());
    let with = Program::on(&database).provider(provider.settings("one"));
    let mut with = with.set(WEBHOOK, &receiver.url()).set(SECRETS, SECRET).start();
    let _without = Program::on(&database).provider(provider.settings("one")).start();
    with.wait_for("audit.webhook is off: an instance without it has started later");
    Browser::new().follow(with.api("/auth/oidc/one/authorize")).await.is_dashboard_of("Ada");
    assert_eq!((database.count("webhook_queue"), database.count("webhook_sender")), (0, 0));
    with.signal("HUP");
    until("it is on again", async || database.count("webhook_sender") == 1).await;
    stdout_of(&with.program, &["users", "disable", "ada"]);
    receiver.wait_for(1).await;
    assert_eq!(receiver.kinds(), ["user_disable.succeeded"]);
}
