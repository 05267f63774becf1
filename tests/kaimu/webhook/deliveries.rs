//! A receiver that fails: what is sent again, what is given up, and when.

use std::io::{Read, Write};
use std::net::TcpListener;

use super::receiver::{OTHER_SECRET, Receiver, SECRET};
use super::{SECRETS, WEBHOOK, World};
use crate::account::sign_in;
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::metrics::series::{Series, moved};
use crate::operator::stdout_of;
use crate::program::{Program, free_port};
use crate::provider::Provider;
use crate::waiting::until;

on_both_databases![
    a_failing_receiver_gets_the_same_event_again_and_the_others_in_their_order,
    each_failure_makes_the_pause_longer,
    an_event_is_given_up_after_three_days_and_ten_failures_and_after_410,
    times_from_before_a_clock_was_set_back_make_no_event_wait,
    a_redirect_is_not_followed,
    events_wait_for_a_restart,
    two_secrets_sign_each_event,
    no_transaction_is_open_while_an_event_is_sent,
    a_stopping_server_waits_for_the_answer_to_an_event,
];

/// Ends the pause after a failure.
fn end_pause(database: &Database) {
    database.execute("UPDATE webhook_sender SET retry_at = 0");
}

/// How often the first event has failed.
fn failures(database: &Database) -> i64 {
    database.values("CAST(failures AS TEXT)", "webhook_sender")[0].as_deref().unwrap().parse().unwrap()
}

async fn a_failing_receiver_gets_the_same_event_again_and_the_others_in_their_order(database: Database) {
    let world = World::on(&database);
    world.ada_signs_in().await;
    let before = Series::of(&world.app).await;
    world.receiver.answers_next(&[503, 429]);
    for action in ["disable", "enable", "sign-out"] {
        stdout_of(&world.operator, &["users", action, "ada"]);
    }
    world.receiver.wait_for(2).await;
    until("the failure is recorded", async || failures(&database) == 1).await;
    assert_eq!(Series::of(&world.app).await.get("kaimu_webhook_queue"), Some(3.0));
    end_pause(&database);
    world.receiver.wait_for(3).await;
    until("the failure is recorded", async || failures(&database) == 2).await;
    end_pause(&database);
    let received = world.receiver.wait_for(6).await;
    let kinds = ["user_disable.succeeded"; 3].into_iter().chain(["user_enable.succeeded", "user_sign_out.succeeded"]);
    assert_eq!(world.receiver.kinds()[1..], kinds.collect::<Vec<_>>());
    assert!(received[1].id == received[2].id && received[2].id == received[3].id);
    assert!(received.iter().all(|it| it.is_signed_with(SECRET)));
    until("nothing waits", async || database.count("webhook_queue") == 0).await;
    assert_eq!(failures(&database), 0);
    let after = Series::of(&world.app).await;
    let expected = [("result=delivered", 3.0), ("result=failed", 2.0)];
    moved((&before, &after), "kaimu_webhook_events_total", expected);
    assert_eq!(after.get("kaimu_webhook_queue"), Some(0.0));
}

async fn each_failure_makes_the_pause_longer(database: Database) {
    let receiver = Receiver::start();
    receiver.answers(500);
    let world = World::with(&database, receiver);
    world.ada_signs_in().await;
    for (tries, words) in [(1, "in 5 s (failed tries: 1)"), (2, "in 10 s (failed tries: 2)")] {
        world.receiver.wait_for(tries).await;
        until("the log has it", async || world.app.watch.log().iter().any(|line| line.contains(words))).await;
        if tries == 1 {
            end_pause(&database);
        }
    }
    let log = world.app.watch.log().join("\n");
    assert!(log.contains("the receiver answered 500: it has failed; look at its log; events wait"), "{log}");
}

async fn an_event_is_given_up_after_three_days_and_ten_failures_and_after_410(database: Database) {
    let receiver = Receiver::start();
    receiver.answers(500);
    let world = World::with(&database, receiver);
    world.ada_signs_in().await;
    for action in ["disable", "enable"] {
        stdout_of(&world.operator, &["users", action, "ada"]);
    }
    until("the failure is recorded", async || failures(&database) == 1).await;
    // The sender goes by the clock of the database, which no test can move.
    database.execute(
        "UPDATE webhook_queue SET occurred_at = occurred_at - 3 * 24 * 3600 * 1000 - 1000 \
         WHERE position < (SELECT MAX(position) FROM webhook_queue)",
    );
    end_pause(&database);
    until("the failure is recorded", async || failures(&database) == 2).await;
    assert_eq!(database.count("webhook_queue"), 3, "the receiver may only have started late");
    world.receiver.answers(204);
    world.receiver.answers_next(&[500]);
    database.execute("UPDATE webhook_sender SET failures = 9, retry_at = 0");
    // The second is as old, and the receiver has not seen it before.
    until("the others are delivered", async || database.count("webhook_queue") == 0).await;
    let kinds = world.receiver.kinds();
    let expected = ["sign_in.new_device", "user_disable.succeeded", "user_enable.succeeded"];
    assert_eq!(kinds[kinds.len() - 3..], expected);
    let has_logged = async |words: &str| {
        until("the log has it", async || world.app.watch.log().iter().any(|line| line.contains(words))).await;
    };
    has_logged("which the receiver has not accepted for three days").await;

    world.receiver.answers(410);
    stdout_of(&world.operator, &["users", "disable", "ada"]);
    until("the other event is given up", async || database.count("webhook_queue") == 0).await;
    has_logged("the receiver answered 410 (gone)").await;
    let series = Series::of(&world.app).await;
    assert_eq!(series.get("kaimu_webhook_events_total{result=\"given_up\"}"), Some(2.0));
    let entries = stdout_of(&world.operator, &["audit", "list"]);
    assert!(entries.contains("user_disable succeeded"), "{entries}");
}

async fn times_from_before_a_clock_was_set_back_make_no_event_wait(database: Database) {
    let world = World::on(&database);
    world.ada_signs_in().await;
    until("nothing waits", async || database.count("webhook_queue") == 0).await;
    for column in ["retry_at", "held_until"] {
        database.execute(&format!("UPDATE webhook_sender SET holder = 'another', {column} = 9000000000000"));
        stdout_of(&world.operator, &["users", "sign-out", "ada"]);
        until("the event is delivered", async || database.count("webhook_queue") == 0).await;
    }
}

async fn a_redirect_is_not_followed(database: Database) {
    let receiver = Receiver::start();
    receiver.answers(307);
    let world = World::with(&database, receiver);
    world.ada_signs_in().await;
    until("the failure is recorded", async || failures(&database) == 1).await;
    assert_eq!((world.receiver.received().len(), database.count("webhook_queue")), (1, 1));
}

async fn events_wait_for_a_restart(database: Database) {
    let (provider, receiver) = (Provider::start(), Receiver::start());
    let program = Program::on(&database).provider(provider.settings("one"));
    let running = program.set(WEBHOOK, &receiver.url()).set(SECRETS, SECRET).start();
    receiver.answers(502);
    Browser::new().follow(running.api("/auth/oidc/one/authorize")).await.is_dashboard_of("Ada");
    receiver.wait_for(1).await;
    running.signal("TERM");
    let program = running.program.clone();
    let (status, log) = running.end();
    assert_eq!(status, Some(0), "{log:#?}");
    // While no server runs.
    stdout_of(&program, &["users", "disable", "ada"]);
    assert_eq!(database.count("webhook_queue"), 2);
    receiver.answers(204);
    // No pause is left of the failures before.
    let running = program.start();
    let requests = receiver.wait_for(3).await;
    assert_eq!(requests[0].id, requests[1].id, "the same event");
    assert_eq!(receiver.kinds(), ["sign_in.new_device", "sign_in.new_device", "user_disable.succeeded"]);
    drop(running);
}

async fn two_secrets_sign_each_event(database: Database) {
    let (provider, receiver) = (Provider::start(), Receiver::start());
    let setup = Setup::on(&database).provider(provider.settings("one")).set(WEBHOOK, &receiver.url());
    let app = setup.set(SECRETS, &format!("{OTHER_SECRET},{SECRET}")).start();
    sign_in(&app, &Browser::new(), "one").await;
    let requests = receiver.wait_for(1).await;
    assert!(requests[0].is_signed_with(SECRET) && requests[0].is_signed_with(OTHER_SECRET));
}

async fn no_transaction_is_open_while_an_event_is_sent(database: Database) {
    let world = World::on(&database);
    world.receiver.hold();
    world.ada_signs_in().await;
    if database.url().starts_with("postgres") {
        let of_this = "pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid() AND xact_start IS NOT NULL";
        until("no transaction is open", async || database.count(of_this) == 0).await;
    }
    // On SQLite, a transaction would lock the file.
    database.execute_at_once("UPDATE users SET display_name = 'Ada'");
    assert_eq!((world.receiver.received().len(), database.count("webhook_queue")), (1, 1));
    world.receiver.go_on();
    until("nothing waits", async || database.count("webhook_queue") == 0).await;
}

async fn a_stopping_server_waits_for_the_answer_to_an_event(database: Database) {
    let (provider, receiver) = (Provider::start(), Receiver::start());
    let program = Program::on(&database).provider(provider.settings("one"));
    let mut running = program.set(WEBHOOK, &receiver.url()).set(SECRETS, SECRET).start();
    receiver.hold();
    Browser::new().follow(running.api("/auth/oidc/one/authorize")).await.is_dashboard_of("Ada");
    receiver.wait_for(1).await;
    running.signal("TERM");
    running.wait_for("stopping: waiting for requests in progress to finish");
    receiver.go_on();
    let (status, log) = running.end();
    assert_eq!((status, database.count("webhook_queue")), (Some(0), 0), "{log:#?}");
    assert_eq!(
        database.values("CAST(held_until AS TEXT)", "webhook_sender"),
        [Some("0".to_owned())],
        "another may send"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_that_does_not_listen_is_named_as_the_cause() {
    let (database, provider) = (Database::sqlite(), Provider::start());
    let setup = Setup::on(&database).provider(provider.settings("one"));
    let nowhere = format!("http://127.0.0.1:{}/", free_port());
    let app = setup.set(WEBHOOK, &nowhere).set(SECRETS, SECRET).start();
    sign_in(&app, &Browser::new(), "one").await;
    let cause = |line: &String| line.contains("audit.webhook: no answer: ");
    until("the log names the cause", async || app.watch.log().iter().any(cause)).await;
    let line = app.watch.log().into_iter().find(cause).unwrap();
    assert!(line.contains("check that the receiver runs, and the network to it"), "{line}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_receiver_whose_answer_does_not_end_has_the_event() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}/", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for mut stream in listener.incoming().flatten() {
            std::thread::spawn(move || {
                let mut request = [0; 8192];
                let _ = stream.read(&mut request);
                let _ = stream.write_all(b"HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n5\r\nhello\r\n");
                // Until Kaimu closes the connection.
                let _ = stream.read(&mut request);
            });
        }
    });
    let (database, provider) = (Database::sqlite(), Provider::start());
    let app = Setup::on(&database).provider(provider.settings("one")).set(WEBHOOK, &url).set(SECRETS, SECRET).start();
    sign_in(&app, &Browser::new(), "one").await;
    until("the event is delivered", async || database.count("webhook_queue") == 0).await;
    let delivered = Series::of(&app).await.get("kaimu_webhook_events_total{result=\"delivered\"}");
    assert_eq!(delivered, Some(1.0));
}
