//! What ends a token, or stops it until the next sign-in.

use chrono::TimeDelta;
use kaimu::domain::{Groups, TokenRefusal};
use serde_json::json;

use super::{GIT, TokenWorld, WIKI, applications, refusal, with_groups};
use crate::account::{account, agree, begin_link, confirms, fields, link, press, sign_in};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::Provider;
use crate::recheck;
use crate::waiting::until;

on_both_databases![
    a_token_that_has_expired,
    a_token_whose_user_has_not_signed_in_for_a_month,
    a_token_that_its_user_has_revoked,
    a_token_that_the_operator_has_revoked,
    a_token_of_a_user_who_was_disabled_and_enabled,
    a_token_of_an_identity_that_was_unlinked,
    a_token_of_a_user_who_was_merged_into_another,
    a_token_after_the_provider_has_refused_a_recheck,
    a_token_of_a_provider_that_was_removed_and_added_again,
    a_token_survives_a_sign_out,
];

async fn a_token_that_has_expired(database: Database) {
    let world = TokenWorld::on(database).await;
    let token = world.make("laptop", &[GIT], "30").await;
    world.advance(TimeDelta::days(29));
    sign_in(&world.app, &world.browser, "idp").await;
    TokenWorld::counts(world.present(&token, GIT).await);
    world.advance(TimeDelta::days(1));
    assert_eq!(refusal(world.present(&token, GIT).await), TokenRefusal::Expired);
    sign_in(&world.app, &world.browser, "idp").await;
    let page = account(&world.app, &world.browser).await;
    assert!(!page.body.contains("laptop"), "{}", page.body);
}

async fn a_token_whose_user_has_not_signed_in_for_a_month(database: Database) {
    let world = TokenWorld::on(database).await;
    let token = world.make("laptop", &[WIKI], "365").await;
    world.advance(TimeDelta::days(29));
    TokenWorld::counts(world.present(&token, WIKI).await);
    world.advance(TimeDelta::days(1));
    assert_eq!(refusal(world.present(&token, WIKI).await), TokenRefusal::SignInTooOld);
    world.provider.person(json!({ "groups": ["staff", "ops"] }));
    sign_in(&world.app, &Browser::new(), "idp").await;
    let visitor = TokenWorld::counts(world.present(&token, WIKI).await);
    assert_eq!(visitor.session.groups, Groups::Known(vec!["staff".to_owned(), "ops".to_owned()]));
}

async fn a_token_that_its_user_has_revoked(database: Database) {
    let world = TokenWorld::on(database).await;
    let [revoked, kept] = [world.make("laptop", &[GIT], "90").await, world.make("phone", &[GIT], "90").await];
    TokenWorld::counts(world.present(&revoked, GIT).await);
    let id = world.database.values("id", "access_tokens WHERE name = 'laptop'")[0].clone().unwrap();

    let (other, mallory) = (Browser::new(), Browser::new());
    world.provider.person(json!({ "sub": "mallory", "email": "mallory@example.org" }));
    sign_in(&world.app, &mallory, "idp").await;
    press(&world.app, &mallory, "revoke-token", &[("token", &id)]).await;
    press(&world.app, &other, "revoke-token", &[("token", &id)]).await;
    TokenWorld::counts(world.present(&revoked, GIT).await);

    confirms(&press(&world.app, &world.browser, "revoke-token", &[("token", &id)]).await, "token_revoked");
    assert_eq!(refusal(world.present(&revoked, GIT).await), TokenRefusal::Unknown);
    TokenWorld::counts(world.present(&kept, GIT).await);
    assert_eq!(world.database.audit().last().unwrap(), "token_revoke succeeded");
}

async fn a_token_that_the_operator_has_revoked(database: Database) {
    let world = TokenWorld::on(database).await;
    let operator = Program::on(&world.database);
    let [one, two, three] = [
        world.make("one", &[GIT], "90").await,
        world.make("two", &[GIT], "90").await,
        world.make("three", &[GIT], "90").await,
    ];
    let id = world.database.values("id", "access_tokens WHERE name = 'one'")[0].clone().unwrap();
    assert_eq!(stdout_of(&operator, &["tokens", "revoke", &id]), "1 access token revoked\n");
    assert_eq!(refusal(world.present(&one, GIT).await), TokenRefusal::Unknown);
    let again = operator.run(&["tokens", "revoke", &id]);
    assert_eq!((again.status, again.stdout.as_str()), (Some(1), ""));
    assert!(again.stderr.contains("no access token has this id"), "{}", again.stderr);
    TokenWorld::counts(world.present(&two, GIT).await);
    assert_eq!(stdout_of(&operator, &["tokens", "revoke", "--user", "ada"]), "2 access tokens revoked\n");
    for token in [two, three] {
        assert_eq!(refusal(world.present(&token, GIT).await), TokenRefusal::Unknown);
    }
    let last = world.make("last", &[GIT], "90").await;
    assert_eq!(stdout_of(&operator, &["tokens", "revoke", "--all"]), "1 access token revoked\n");
    assert_eq!(refusal(world.present(&last, GIT).await), TokenRefusal::Unknown);
    let written = world.database.values("action", "audit_events WHERE provider = 'operator'");
    assert_eq!(written, ["user_revoke_tokens"; 3].map(|action| Some(action.to_owned())));
}

async fn a_token_of_a_user_who_was_disabled_and_enabled(database: Database) {
    let world = TokenWorld::on(database).await;
    let operator = Program::on(&world.database);
    let token = world.make("laptop", &[GIT], "90").await;
    let disabled = stdout_of(&operator, &["users", "disable", "ada"]);
    assert_eq!(disabled, "ada is disabled; 1 session ended, 1 access token revoked\n");
    refusal(world.present(&token, GIT).await);
    stdout_of(&operator, &["users", "enable", "ada"]);
    sign_in(&world.app, &world.browser, "idp").await;
    assert_eq!(refusal(world.present_from(&token, GIT, "192.0.2.2").await), TokenRefusal::Unknown);
    assert_eq!(world.database.count("access_tokens"), 0);
}

async fn a_token_of_an_identity_that_was_unlinked(database: Database) {
    let two = Provider::start();
    two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
    two.person_has_just_authenticated();
    let settings = two.settings("two");
    let world = TokenWorld::with(database, |setup, one| setup.provider(with_groups(one, "idp")).provider(settings));
    let world = world.await;
    let token = world.make("laptop", &[GIT], "90").await;
    confirms(&link(&world.app, &world.browser, "two").await, "linked");
    let by_two = Browser::new();
    sign_in(&world.app, &by_two, "two").await;
    TokenWorld::counts(world.present(&token, GIT).await);
    let first = fields(&account(&world.app, &by_two).await, "identity")[0].clone();
    confirms(&press(&world.app, &by_two, "unlink", &[("identity", &first)]).await, "unlinked");
    assert_eq!(refusal(world.present(&token, GIT).await), TokenRefusal::Unknown);
    assert_eq!((world.database.count("access_tokens"), world.database.count("last_sign_ins")), (0, 1));
}

async fn a_token_of_a_user_who_was_merged_into_another(database: Database) {
    let two = Provider::start();
    two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
    two.person_has_just_authenticated();
    let settings = two.settings("two");
    let world = TokenWorld::with(database, |setup, one| setup.provider(with_groups(one, "idp")).provider(settings));
    let world = world.await;
    let removed = world.make("laptop", &[GIT], "90").await;
    let kept = TokenWorld { browser: Browser::new(), ..world };
    sign_in(&kept.app, &kept.browser, "two").await;
    let stays = kept.make("laptop", &[GIT], "90").await;
    let question = begin_link(&kept.app, &kept.browser, "idp").await;
    confirms(&agree(&kept.app, &kept.browser, &question).await, "merged");
    assert_eq!(refusal(kept.present(&removed, GIT).await), TokenRefusal::Unknown, "it was another user's");
    TokenWorld::counts(kept.present(&stays, GIT).await);
}

async fn a_token_after_the_provider_has_refused_a_recheck(database: Database) {
    let world = TokenWorld::with(database, |setup, provider| {
        let mut settings = recheck::settings(provider);
        settings["groups_claim"] = "groups".into();
        setup.provider(settings)
    })
    .await;
    let token = world.make("laptop", &[GIT], "90").await;
    world.provider.revoke();
    world.advance(TimeDelta::minutes(31));
    TokenWorld::counts(world.present(&token, GIT).await);
    assert_eq!(world.browser.session(&world.app).await.0, 401);
    assert_eq!(refusal(world.present(&token, GIT).await), TokenRefusal::SignInNeeded);
    sign_in(&world.app, &world.browser, "idp").await;
    TokenWorld::counts(world.present(&token, GIT).await);
}

async fn a_token_of_a_provider_that_was_removed_and_added_again(database: Database) {
    let world = TokenWorld::on(database).await;
    let token = world.make("laptop", &[GIT], "90").await;
    let other = Provider::start();
    let without = Setup::on(&world.database).provider(with_groups(&other, "other"));
    let without = without.set("KAIMU_APPLICATIONS", &applications("other")).start();
    until("the sign-ins of the removed provider are forgotten", async || world.database.count("last_sign_ins") == 0)
        .await;
    drop(without);
    assert_eq!(refusal(world.present(&token, GIT).await), TokenRefusal::SignInNeeded);
    sign_in(&world.app, &Browser::new(), "idp").await;
    TokenWorld::counts(world.present(&token, GIT).await);
}

async fn a_token_survives_a_sign_out(database: Database) {
    let world = TokenWorld::on(database).await;
    let token = world.make("laptop", &[GIT], "90").await;
    world.browser.sign_out(&world.app).await;
    assert_eq!(world.database.count("sessions"), 0);
    TokenWorld::counts(world.present(&token, GIT).await);
}
