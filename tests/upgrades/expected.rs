//! What users and the operator find again after an upgrade. It holds for every dump.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::dump::{self, Dump, Ports};
use super::scenario;
use crate::app::STARTS_PER_MINUTE;
use crate::applications::visit::WIKI;
use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::operator::stdout_of;
use crate::program::{Program, Running};
use crate::provider::Provider;
use crate::waiting::until;
use crate::webhook::receiver::{Receiver, SECRET};
use crate::webhook::{SECRETS, WEBHOOK};

/// Loads a dump into this new database, upgrades it, and looks for everything through the program.
pub async fn everything_is_found_again(dump: &Dump, database: Database) {
    let (idp, two, receiver) = (Provider::start(), Provider::start(), Receiver::start());
    let program = Program::on(&database);
    let base = program.ports[0];
    dump.load(&database, Ports { providers: [idp.port(), two.port()], base });
    let program = program
        .set("OIDC_PROVIDERS", &Value::from(scenario::providers(&idp, &two).to_vec()).to_string())
        .set("KAIMU_APPLICATIONS", &scenario::applications(base))
        .set(STARTS_PER_MINUTE, "0")
        .set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1")
        .set(WEBHOOK, &receiver.url())
        .set(SECRETS, SECRET);
    no_row_is_lost(&program, &database);
    the_operator_finds_everything(&program);
    let refresh_token = dump.known("refresh_token");
    idp.adopt_refresh_token(refresh_token);
    // The next try to revoke it is due.
    database.execute("UPDATE tokens_to_revoke SET tried_at = 0");

    let running = program.start();
    let ada = sessions_and_tokens_still_count(&running, dump).await;
    users_sign_in_again(&running, [&idp, &two], &ada).await;
    let link = running.api(&format!("/auth/link/{}", dump.known("sign_in_link")));
    Browser::new().submit(link, &running.base, &[]).await.is_dashboard_of("ada");
    let is_sent = |kind: &str| receiver.kinds().iter().any(|sent| sent == kind);
    until("the waiting events are sent", async || is_sent("user_delete.succeeded") && is_sent("user_invite.succeeded"))
        .await;
    until("the waiting token is revoked", async || idp.revoked() == [refresh_token]).await;
}

/// `kaimu migrate` adds all migrations, and keeps every row of every table.
fn no_row_is_lost(program: &Program, database: &Database) {
    let rows = || dump::tables(database).into_iter().map(|table| (database.count(&table), table)).collect::<Vec<_>>();
    let before = rows();
    stdout_of(program, &["migrate"]);
    database.assert_up_to_date();
    let after = rows();
    for row in before {
        assert!(after.contains(&row), "{row:?} is not in {after:?}");
    }
}

fn the_operator_finds_everything(program: &Program) {
    let shown = |arguments: &[&str]| -> Value {
        serde_json::from_str(&stdout_of(program, &[arguments, &["--format", "json"]].concat())).unwrap()
    };
    let users = shown(&["users", "list"]);
    let mut names: Vec<_> = users.as_array().unwrap().iter().map(|user| (&user["username"], &user["state"])).collect();
    names.sort_by_key(|(name, _)| name.to_string());
    assert_eq!(names.iter().map(|(name, _)| (*name).clone()).collect::<Value>(), json!(["ada", "grace", "linus"]));
    assert_eq!(names[2].1, "disabled", "{users}");
    let ada = shown(&["users", "show", "ada"]).to_string();
    for words in ["ada-at-two", "ada@example.org"] {
        assert!(ada.contains(words), "{words}: {ada}");
    }
    let entries = shown(&["audit", "list"]).to_string();
    for action in [
        "sign_in",
        "link",
        "user_unlink",
        "sign_out",
        "token_create",
        "application_access",
        "user_delete",
        "user_disable",
    ] {
        assert!(entries.contains(&format!("\"{action}\"")), "{action}: {entries}");
    }
    for (arguments, words) in
        [(&["tokens", "list"][..], "laptop"), (&["users", "list", "--invited"], "margaret@example.org")]
    {
        let list = shown(arguments).to_string();
        assert!(list.contains(words), "{words}: {list}");
    }
}

/// Asks as a proxy about a request to the wiki.
async fn ask(running: &Running, path: &str, header: (&str, &str)) -> Answer {
    let authority = format!("{WIKI}:{}", running.ports[0]);
    let headers = [
        ("X-Forwarded-Method", "GET"),
        ("X-Forwarded-Proto", "http"),
        ("X-Forwarded-Host", authority.as_str()),
        ("X-Forwarded-Uri", path),
        header,
    ];
    Browser::new().request("GET", format!("http://{authority}/auth/verify/forward"), &headers, "").await
}

/// Returns Ada, as applications see her.
async fn sessions_and_tokens_still_count(running: &Running, dump: &Dump) -> Value {
    let cookie = ("Cookie", dump.known("session"));
    let session = Browser::new().request("GET", running.api("/auth/session"), &[cookie], "").await;
    assert_eq!(session.status, StatusCode::OK, "{}", session.body);
    let bearer = format!("Bearer {}", dump.known("access_token"));
    for (path, header) in
        [("/", ("Cookie", dump.known("application_session"))), ("/api", ("Authorization", bearer.as_str()))]
    {
        let answer = ask(running, path, header).await;
        assert_eq!((answer.status, answer.header("remote-user")), (StatusCode::OK, "ada"), "{path}: {}", answer.body);
        assert_eq!(answer.header("remote-groups"), "staff", "{path}");
    }
    session.json()["user"].take()
}

async fn users_sign_in_again(running: &Running, [idp, two]: [&Provider; 2], ada: &Value) {
    let sign_in = async |slug: &str| {
        let browser = Browser::new();
        let end = browser.follow(running.api(&format!("/auth/oidc/{slug}/authorize"))).await;
        (end, browser.get(running.api("/auth/session")).await.json()["user"].take())
    };
    scenario::person(idp, "ada");
    two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
    for slug in ["idp", "two"] {
        assert_eq!(sign_in(slug).await.1["id"], ada["id"], "{slug}");
    }
    scenario::person(idp, "linus");
    sign_in("idp").await.0.is_refused_with("account.disabled");
    // Applications may still know the deleted user by this name.
    idp.person(json!({ "sub": "another-alan", "preferred_username": "alan", "email": "a@example.org" }));
    let (_, alan) = sign_in("idp").await;
    assert!(alan["username"].as_str().unwrap() != "alan", "{alan}");
}
