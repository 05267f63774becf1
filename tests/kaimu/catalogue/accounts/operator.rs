//! What an operator ends, it ends for the right users.

use serde_json::json;

use crate::app::Setup;
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![the_sessions_that_an_operator_ends];

async fn the_sessions_that_an_operator_ends(database: Database) {
    let [one, two] = [(); 2].map(|()| Provider::start());
    two.person(json!({ "sub": "grace", "email": "grace@example.org", "preferred_username": "grace" }));
    let app = Setup::on(&database).provider(one.settings("one")).provider(two.settings("two")).start();
    let operator = Program::on(&database);
    let browsers = [(); 4].map(|()| Browser::new());
    let sign_in = async |number: usize, slug: &str| {
        let start = app.api(&format!("/auth/oidc/{slug}/authorize"));
        assert_eq!(browsers[number].follow(start).await.url.path(), "/dashboard");
    };
    let alive = async || {
        let mut alive = [false; 4];
        for (browser, alive) in browsers.iter().zip(&mut alive) {
            *alive = browser.session(&app).await.0 == 200;
        }
        alive
    };
    for (number, slug) in [(0, "one"), (1, "one"), (2, "two"), (3, "two")] {
        sign_in(number, slug).await;
    }
    let first = database.values("id", "sessions ORDER BY signed_in_at, id")[0].clone().unwrap();
    let of_another = operator.run(&["users", "sign-out", "grace", "--session", &first]);
    assert_eq!((of_another.status, of_another.stdout.as_str()), (Some(1), ""), "it is not hers");
    assert!(of_another.stderr.contains("`kaimu users show grace` lists"), "{}", of_another.stderr);
    let ended = stdout_of(&operator, &["users", "sign-out", "ada", "--session", &first]);
    assert_eq!(ended, "this session of ada has ended\n");
    assert_eq!(alive().await, [false, true, true, true]);

    assert_eq!(stdout_of(&operator, &["users", "sign-out", "--provider", "two"]), "2 sessions of 1 user ended\n");
    assert_eq!(alive().await, [false, true, false, false]);
    assert_eq!(stdout_of(&operator, &["users", "sign-out", "--provider", "three"]), "0 sessions of 0 users ended\n");

    sign_in(2, "two").await;
    let link = stdout_of(&operator, &["sign-in-link", "ada"]);
    assert_eq!(stdout_of(&operator, &["users", "sign-out", "--all"]), "2 sessions of 2 users ended\n");
    assert_eq!(alive().await, [false; 4]);
    assert_eq!(database.count("sign_in_links"), 0, "{link}");
    let written = database.values("action", "audit_events WHERE provider = 'operator' ORDER BY id");
    let mut written: Vec<_> = written.into_iter().flatten().collect();
    written.sort();
    let mut expected = ["user_end_sessions"; 2].to_vec();
    expected.extend(["sign_in_link", "user_sign_out", "user_sign_out"]);
    expected.sort_unstable();
    assert_eq!(written, expected, "one for each user");
}
