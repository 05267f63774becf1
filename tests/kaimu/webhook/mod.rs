//! `audit.webhook`: events of the audit log are sent to a receiver, signed, in their order and at least once.

mod deliveries;
mod example;
mod instances;
pub mod receiver;

use serde_json::json;

use crate::account::{confirms, fields, link, press, sign_in};
use crate::app::{Setup, TestApp};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::Provider;
use crate::waiting::until;
use receiver::{OTHER_SECRET, Receiver, SECRET};

on_both_databases![
    links_unlinks_refusals_and_actions_of_operators_are_reported_in_their_order,
    an_event_has_the_user_the_provider_the_request_and_a_signature_of_the_standard,
    a_sign_in_is_reported_once_for_each_kind_of_browser,
    nothing_is_queued_without_a_webhook,
    what_waits_is_dropped_when_the_webhook_is_unset,
];

pub const WEBHOOK: &str = "KAIMU_AUDIT__WEBHOOK";
pub const SECRETS: &str = "KAIMU_AUDIT__WEBHOOK_SECRETS";

const FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0";
const NEWER_FIREFOX: &str = "Mozilla/5.0 (X11; Linux x86_64; rv:141.0) Gecko/20100101 Firefox/141.0";
const EDGE: &str = "Mozilla/5.0 (Windows NT 10.0) AppleWebKit/537.36 Chrome/150.0 Safari/537.36 Edg/150";

/// Kaimu with two providers and a receiver.
pub struct World {
    pub app: TestApp,
    pub one: Provider,
    pub receiver: Receiver,
    pub operator: Program,
    _two: Provider,
}

impl World {
    pub fn on(database: &Database) -> Self {
        Self::with(database, Receiver::start())
    }

    pub fn with(database: &Database, receiver: Receiver) -> Self {
        let (one, two) = (Provider::start(), Provider::start());
        two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
        one.person_has_just_authenticated();
        two.person_has_just_authenticated();
        let setup = Setup::on(database).provider(one.settings("one")).provider(two.settings("two"));
        let app = setup.set(WEBHOOK, &receiver.url()).set(SECRETS, SECRET).start();
        // Its environment lacks the webhook.
        let operator = Program::on(database);
        Self { app, one, receiver, operator, _two: two }
    }

    /// Ada signs in. The receiver gets her first browser.
    pub async fn ada_signs_in(&self) -> Browser {
        let browser = Browser::new();
        sign_in(&self.app, &browser, "one").await;
        self.receiver.wait_for(1).await;
        browser
    }
}

async fn links_unlinks_refusals_and_actions_of_operators_are_reported_in_their_order(database: Database) {
    let world = World::on(&database);
    let ada = world.ada_signs_in().await;
    confirms(&link(&world.app, &ada, "two").await, "linked");
    let page = ada.get(world.app.page("/account")).await;
    let second = fields(&page, "identity").remove(1);
    confirms(&press(&world.app, &ada, "unlink", &[("identity", &second)]).await, "unlinked");
    ada.sign_out(&world.app).await;
    stdout_of(&world.operator, &["users", "disable", "ada"]);
    let refused = Browser::new().follow(world.app.api("/auth/oidc/one/authorize")).await;
    refused.is_refused_with("account.disabled");
    world.receiver.wait_for(5).await;
    stdout_of(&world.operator, &["users", "invite", "grace@example.org"]);
    let received = world.receiver.wait_for(6).await;
    let kinds = [
        "sign_in.new_device",
        "link.succeeded",
        "unlink.succeeded",
        "user_disable.succeeded",
        "sign_in.refused",
        "user_invite.succeeded",
    ];
    assert_eq!(world.receiver.kinds(), kinds);
    assert_eq!(received[4].event["data"]["code"], "account.disabled");
    assert_eq!(received[5].event["data"]["user"], json!(null), "no address of an invitation");
    until("nothing waits", async || database.count("webhook_queue") == 0).await;
}

async fn an_event_has_the_user_the_provider_the_request_and_a_signature_of_the_standard(database: Database) {
    let world = World::on(&database);
    world.ada_signs_in().await;
    let received = world.receiver.received();
    let [event] = &received[..] else { panic!("{:?}", world.receiver.kinds()) };
    let of_audit = |column: &str| database.values(column, "audit_events").remove(0).unwrap();
    assert_eq!(event.id, of_audit("id"));
    let user =
        json!({ "id": of_audit("user_id"), "username": "ada", "name": "Ada Lovelace", "email": "ada@example.org" });
    let data = json!({
        "action": "sign_in", "code": null, "provider": "one", "user": user, "address": "127.0.0.1",
        "device": "another browser", "application": null, "request": of_audit("request_id"),
    });
    let timestamp = event.event["timestamp"].as_str().unwrap();
    let time = chrono::DateTime::parse_from_rfc3339(timestamp).unwrap();
    assert_eq!(time.timestamp_millis().to_string(), of_audit("occurred_at"));
    let expected = json!({ "type": "sign_in.new_device", "timestamp": timestamp, "data": data });
    assert_eq!(event.event, expected);
    assert_eq!(event.header("content-type"), "application/json");
    assert!(event.is_signed_with(SECRET) && !event.is_signed_with(OTHER_SECRET));
}

async fn a_sign_in_is_reported_once_for_each_kind_of_browser(database: Database) {
    let world = World::on(&database);
    let sign_in_with = async |agent: &str| {
        let browser = Browser::new();
        let mut next = world.app.api("/auth/oidc/one/authorize");
        // The authorization request, the provider, the callback.
        for _ in 0..3 {
            let answer = browser.request("GET", next.clone(), &[("User-Agent", agent)], "").await;
            next = answer.location().unwrap();
        }
    };
    for agent in [FIREFOX, EDGE, FIREFOX, NEWER_FIREFOX] {
        sign_in_with(agent).await;
    }
    stdout_of(&world.operator, &["users", "sign-out", "ada"]);
    let received = world.receiver.wait_for(3).await;
    assert_eq!(world.receiver.kinds(), ["sign_in.new_device", "sign_in.new_device", "user_sign_out.succeeded"]);
    let devices = [0, 1].map(|index: usize| received[index].event["data"]["device"].as_str().unwrap().to_owned());
    assert_eq!(devices, ["Firefox on Linux", "Edge on Windows"]);
    assert_eq!(database.count("audit_events WHERE device IS NOT NULL"), 4);
}

async fn nothing_is_queued_without_a_webhook(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("one")).start();
    sign_in(&app, &Browser::new(), "one").await;
    let receiver = Receiver::start();
    let operator = Program::on(&database).set(WEBHOOK, &receiver.url()).set(SECRETS, SECRET);
    stdout_of(&operator, &["users", "disable", "ada"]);
    for table in ["webhook_queue", "webhook_sender"] {
        assert_eq!(database.count(table), 0, "{table}");
    }
}

#[test]
fn a_webhook_that_others_could_read_or_forge_is_refused() {
    let https = "https://hooks.example.org/";
    for (url, secret, words) in [
        ("http://hooks.example.org/", SECRET, "is http, so that others on the network could read"),
        (https, "whsec_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA", "can be guessed"),
        (
            https,
            "a secret without the prefix of the standard",
            "expected `whsec_` and the base64 of 24 to 64 random bytes",
        ),
    ] {
        let checked = Program::new().set(WEBHOOK, url).set(SECRETS, secret).run(&["check", "--offline"]);
        assert_eq!(checked.status, Some(2), "{words}: {}", checked.stdout);
        assert!(checked.stderr.contains(words), "{words}: {}", checked.stderr);
        assert!(!checked.stderr.contains(url) && !checked.stderr.contains(secret), "{}", checked.stderr);
    }
}

#[test]
fn kaimu_config_hides_the_url_and_the_secret_of_the_webhook() {
    let program = Program::new().set(WEBHOOK, "https://hooks.example.org/a-token").set(SECRETS, SECRET);
    for arguments in [&["config"][..], &["config", "--format", "json"]] {
        let shown = stdout_of(&program, arguments);
        assert!(shown.contains("webhook_secrets"), "{shown}");
        assert!(!shown.contains("hooks.example.org") && !shown.contains(&SECRET[6..]), "{shown}");
    }
}

async fn what_waits_is_dropped_when_the_webhook_is_unset(database: Database) {
    let receiver = Receiver::start();
    receiver.answers(500);
    let world = World::with(&database, receiver);
    world.ada_signs_in().await;
    let without = Program::on(&database).provider(world.one.settings("one"));
    drop(world);
    let mut running = without.start();
    running.wait_for("audit.webhook is no longer set: 1 events that waited are not sent");
    assert_eq!((database.count("webhook_queue"), database.count("webhook_sender")), (0, 0));
    stdout_of(&running.program, &["users", "disable", "ada"]);
    assert_eq!(database.count("webhook_queue"), 0);
}
