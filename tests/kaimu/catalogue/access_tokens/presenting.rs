//! What a presented token opens.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use kaimu::domain::{AccessToken, Groups, TokenRefusal};

use super::{GIT, TokenWorld, VAULT, WIKI, made_up, refusal};
use crate::database::{Database, on_both_databases};
use crate::waiting::until;

on_both_databases![
    a_token_opens_its_own_applications_with_the_groups_of_the_sign_in,
    a_token_for_another_application,
    an_unknown_token_is_looked_up_once_a_minute,
    too_many_unknown_tokens_from_one_address,
];

async fn a_token_opens_its_own_applications_with_the_groups_of_the_sign_in(database: Database) {
    let world = TokenWorld::on(database).await;
    let token = world.make("laptop", &[GIT, WIKI], "90").await;
    for application in [GIT, WIKI] {
        let visitor = TokenWorld::counts(world.present(&token, application).await);
        assert_eq!((visitor.user.username.as_str(), visitor.session.provider.as_str()), ("ada", "idp"));
        assert_eq!(visitor.session.groups, Groups::Known(vec!["staff".to_owned()]));
        assert_eq!(visitor.session.strength.authenticated_at, None, "it satisfies no step-up");
        let id = world.database.values("id", "access_tokens")[0].clone().unwrap();
        assert_eq!(visitor.session.id.to_string(), id);
    }
    let used = "access_tokens WHERE last_used_at >= created_at";
    until("the use is recorded", async || world.database.count(used) == 1).await;
    let stored = "id || token_hash || user_id || identity_id || name || applications";
    let rows: Vec<String> = world.database.values(stored, "access_tokens").into_iter().flatten().collect();
    assert_eq!(world.app.watch.secrets_in(&rows), Vec::<String>::new(), "the database has its hash alone");
    assert_eq!(world.database.audit(), ["sign_in succeeded", "token_create succeeded"]);
}

async fn a_token_for_another_application(database: Database) {
    let world = TokenWorld::on(database).await;
    let token = world.make("laptop", &[WIKI], "90").await;
    TokenWorld::counts(world.present(&token, WIKI).await);
    for other in [GIT, VAULT, "https://home.example.org", "https://home.example.org/wiki/dav"] {
        assert_eq!(refusal(world.present(&token, other).await), TokenRefusal::OtherApplication, "{other}");
    }
}

async fn an_unknown_token_is_looked_up_once_a_minute(database: Database) {
    let world = TokenWorld::on(database).await;
    let token = world.make("laptop", &[GIT], "90").await;
    let hash = world.database.values("token_hash", "access_tokens")[0].clone().unwrap();
    world.database.execute("UPDATE access_tokens SET token_hash = 'x'");
    assert_eq!(refusal(world.present(&token, GIT).await), TokenRefusal::Unknown);
    world.database.execute(&format!("UPDATE access_tokens SET token_hash = '{hash}'"));
    assert_eq!(refusal(world.present(&token, GIT).await), TokenRefusal::Unknown, "without a question to the database");
    world.advance(chrono::TimeDelta::seconds(61));
    TokenWorld::counts(world.present(&token, GIT).await);
    for malformed in ["kaimu_pat_", &token[..40], &format!("{token}x")] {
        assert_eq!(refusal(world.present(malformed, GIT).await), TokenRefusal::Unknown, "{malformed}");
    }
}

async fn too_many_unknown_tokens_from_one_address(database: Database) {
    let world = TokenWorld::on(database).await;
    let [used, fresh] = [world.make("laptop", &[GIT], "90").await, world.make("phone", &[GIT], "90").await];
    TokenWorld::counts(world.present(&used, GIT).await);
    for number in 0..20 {
        assert_eq!(refusal(world.present(&made_up(number), GIT).await), TokenRefusal::Unknown, "{number}");
    }
    assert_eq!(refusal(world.present(&made_up(20), GIT).await), TokenRefusal::TooManyUnknown);
    assert_eq!(refusal(world.present(&fresh, GIT).await), TokenRefusal::TooManyUnknown);
    TokenWorld::counts(world.present(&used, GIT).await);
    TokenWorld::counts(world.present_from(&fresh, GIT, "192.0.2.2").await);
}

#[test]
fn credentials_that_are_not_ours() {
    let token = made_up(1);
    let basic = |credentials: &str| format!("Basic {}", STANDARD.encode(credentials));
    let is_ours = |value: &str| AccessToken::in_authorization(value.as_bytes()).is_some();
    for theirs in
        ["Bearer eyJhbGciOiJSUzI1NiJ9.e30.x", "Bearer secret", &basic("ada:secret"), &format!("token {token}")]
    {
        assert!(!is_ours(theirs), "{theirs}");
    }
    for ours in [format!("Bearer {token}"), basic(&format!("ada:{token}")), basic(&format!(":{token}"))] {
        assert!(is_ours(&ours), "{ours}");
    }
}
