//! A logout token that arrives before the sign-in that it ends.

use std::sync::Arc;

use reqwest::StatusCode;
use serde_json::{Value, json};
use tokio::task::JoinHandle;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::catalogue::in_seconds;
use crate::database::{Database, on_both_databases};
use crate::provider::{Draft, Fault, Gate, Provider, TOKEN, alter};
use crate::waiting::until;

on_both_databases![
    a_logout_token_that_overtakes_its_sign_in_ends_it,
    a_logout_token_without_a_sid_ends_the_sign_ins_that_are_not_younger,
    a_late_logout_token_ends_no_session_that_began_after_it,
];

struct World {
    database: Database,
    provider: Provider,
    app: TestApp,
}

impl World {
    /// Another user has signed in before, so that the algorithm of this provider is known.
    async fn on(database: Database) -> Self {
        let provider = Provider::start();
        let app = Setup::on(&database).provider(provider.settings("idp")).start();
        provider.person(json!({ "sub": "grace-1", "sid": "s-0", "email": null }));
        Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        Self { database, provider, app }
    }

    /// The next person at the provider, and when the ID token is issued.
    fn person(&self, sid: &str, issued_at: Value) {
        self.provider.person(json!({ "sub": "ada-1", "sid": sid, "email": null }));
        let issued = move |token: &mut Draft| token.claims["iat"] = issued_at.clone();
        self.provider.script(|script| script.id_token = alter(issued));
    }

    /// Begins a sign-in whose token request waits at a gate.
    async fn begin(&self) -> (Arc<Gate>, JoinHandle<Answer>) {
        let gate = Arc::new(Gate::default());
        self.provider.inject(TOKEN, Fault::Held(Arc::clone(&gate)));
        let url = self.app.api("/auth/oidc/idp/authorize");
        let sign_in = tokio::spawn(async move { Browser::new().follow(url).await });
        gate.arrived.notified().await;
        (gate, sign_in)
    }

    async fn send(&self, claims: Value) -> StatusCode {
        let token = self.provider.logout_token(|token| {
            token.without("sub");
            token.claims.as_object_mut().unwrap().extend(claims.as_object().unwrap().clone());
        });
        self.send_again(&token).await
    }

    async fn send_again(&self, token: &str) -> StatusCode {
        let headers = [("Content-Type", "application/x-www-form-urlencoded")];
        let url = self.app.api("/auth/oidc/idp/backchannel-logout");
        Browser::new().request("POST", url, &headers, &format!("logout_token={token}")).await.status
    }

    /// How many sessions Ada has.
    fn sessions(&self) -> i64 {
        self.database.count("provider_sessions WHERE subject = 'ada-1'")
    }
}

async fn a_logout_token_that_overtakes_its_sign_in_ends_it(database: Database) {
    let world = World::on(database).await;
    world.person("s-1", in_seconds(-2));
    let (gate, sign_in) = world.begin().await;
    assert_eq!(world.sessions(), 0, "the sign-in is not complete");
    let token = world.provider.logout_token(|token| {
        token.without("sub");
        token.claims["sid"] = "s-1".into();
    });
    assert_eq!(world.send_again(&token).await, StatusCode::OK);
    gate.open.notify_one();
    sign_in.await.unwrap().is_refused_with("provider.signed_out");
    assert_eq!((world.sessions(), world.database.count("users")), (0, 1), "nothing of the sign-in is left");
    assert_eq!(world.database.audit().last().unwrap(), "sign_in provider.signed_out");

    // Another session at the provider is another sign-in, even of the same second, and the same token does no more.
    world.provider.recover();
    world.person("s-2", in_seconds(-2));
    Browser::new().follow(world.app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    assert_eq!(world.send_again(&token).await, StatusCode::OK);
    assert_eq!(world.sessions(), 1);
}

async fn a_logout_token_without_a_sid_ends_the_sign_ins_that_are_not_younger(database: Database) {
    let world = World::on(database).await;
    let logout = in_seconds(-10);
    let claims = json!({ "sub": "ada-1", "iat": logout });
    for (later, is_refused) in [(-10, true), (0, true), (1, false), (10, false)] {
        world.person("s-1", (logout.as_i64().unwrap() + later).into());
        let (gate, sign_in) = world.begin().await;
        assert_eq!(world.send(claims.clone()).await, StatusCode::OK);
        gate.open.notify_one();
        let ended = sign_in.await.unwrap();
        world.provider.recover();
        if is_refused {
            ended.is_refused_with("provider.signed_out");
        } else {
            ended.is_dashboard_of("Ada");
        }
    }
}

async fn a_late_logout_token_ends_no_session_that_began_after_it(database: Database) {
    let world = World::on(database).await;
    world.person("s-1", in_seconds(-5));
    Browser::new().follow(world.app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    // The provider sends it again after an outage, and the user has signed in meanwhile.
    assert_eq!(world.send(json!({ "sub": "ada-1", "iat": in_seconds(-30) })).await, StatusCode::OK);
    assert_eq!(world.sessions(), 1);
    assert_eq!(world.send(json!({ "sub": "ada-1", "iat": in_seconds(0) })).await, StatusCode::OK);
    assert_eq!(world.sessions(), 0);
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn a_logout_token_and_the_commit_of_its_sign_in_do_not_miss_each_other() {
    let world = World::on(Database::postgres()).await;
    for (sid, claims) in [("s-1", json!({ "sid": "s-1" })), ("s-2", json!({ "sub": "ada-1" }))] {
        world.person(sid, in_seconds(0));
        let table = world.database.hold("LOCK TABLE sessions IN SHARE MODE");
        let url = world.app.api("/auth/oidc/idp/authorize");
        let sign_in = tokio::spawn(async move { Browser::new().follow(url).await });
        until("the sign-in waits in its transaction", async || world.database.waiting() == 1).await;
        let logout = world.send(claims.clone());
        let open = async {
            until("the logout token waits for the sign-in", async || world.database.waiting() == 2).await;
            table.commit();
        };
        let (status, ()) = tokio::join!(logout, open);
        assert_eq!(status, StatusCode::OK);
        sign_in.await.unwrap();
        assert_eq!(world.sessions(), 0, "{claims}");
    }
}
