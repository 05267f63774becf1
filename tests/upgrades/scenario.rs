//! What a dump has: users, links, sessions, tokens and audit entries, from sign-ins at providers and commands of the operator.

use reqwest::StatusCode;
use serde_json::{Value, json};

use super::dump::{Dump, Ports};
use crate::account::{confirms, link, own_session, sign_in};
use crate::app::{STARTS_PER_MINUTE, Setup};
use crate::applications::visit::{Site, WIKI};
use crate::browser::Browser;
use crate::database::Database;
use crate::operator::stdout_of;
use crate::program::Program;
use crate::provider::{Fault, Provider, REVOKE};
use crate::waiting::until;
use crate::webhook::receiver::SECRET;
use crate::webhook::{SECRETS, WEBHOOK};

/// No process listens there, so that all events wait.
const UNREACHABLE: &str = "http://127.0.0.1:9/";

/// The elements of `OIDC_PROVIDERS`: `idp` reports groups and issues refresh tokens.
pub fn providers(idp: &Provider, two: &Provider) -> [Value; 2] {
    let [mut first, mut second] = [idp.settings("idp"), two.settings("two")];
    first["groups_claim"] = "groups".into();
    first["recheck"] = "15m".into();
    first["scopes"] = "openid email profile offline_access".into();
    second["link_by_email"] = "confirm".into();
    [first, second]
}

/// The value of `KAIMU_APPLICATIONS`.
pub fn applications(port: u16) -> String {
    json!([{ "name": "Wiki", "url": format!("http://{WIKI}:{port}"), "allow": { "groups": ["idp:staff"] },
        "rules": [{ "path": "/api", "tokens": true }] }])
    .to_string()
}

/// Makes this person the one who signs in.
pub fn person(provider: &Provider, name: &str) {
    provider.person(json!({ "sub": name, "name": name, "preferred_username": name,
        "email": format!("{name}@example.org"), "email_verified": true, "groups": ["staff"] }));
    provider.person_has_just_authenticated();
}

/// Fills this database, and makes a dump of it.
pub async fn run(database: &Database) -> Dump {
    let (idp, two) = (Provider::start(), Provider::start());
    let setup = Setup::on(database);
    let base = setup.base.port().unwrap();
    let ports = Ports { providers: [idp.port(), two.port()], base };
    let [first, second] = providers(&idp, &two);
    let app = setup
        .provider(first)
        .provider(second)
        .set("KAIMU_APPLICATIONS", &applications(base))
        .set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1")
        .set(STARTS_PER_MINUTE, "0")
        .set(WEBHOOK, UNREACHABLE)
        .set(SECRETS, SECRET)
        .start();
    let site = Site { app, provider: idp };
    let operator = Program::on(database);
    let ada = Browser::new();
    let token = ada_signs_in_and_makes_a_token(&site, &two, &ada).await;
    others_sign_in(&site, &two, &operator).await;
    let refresh_token = linus_signs_out_at_an_unreachable_provider(&site).await;
    stdout_of(&operator, &["users", "disable", "linus"]);
    what_waits(&site, &two, database).await;
    stdout_of(&operator, &["users", "invite", "margaret@example.org"]);
    until("the access to the wiki is recorded", async || database.count("application_accesses") > 0).await;
    let sign_in_link = stdout_of(&operator, &["sign-in-link", "ada"]);
    let known = json!({
        "session": ada.cookie(&site.app.api("/")),
        "application_session": ada.cookie(&site.at(WIKI, "/")),
        "access_token": token,
        "refresh_token": refresh_token,
        "sign_in_link": sign_in_link.trim().rsplit('/').next().unwrap(),
    });
    Dump::of(database, ports, known)
}

/// Ada signs in to open the wiki, links an identity at the second provider, and makes a token for the wiki.
async fn ada_signs_in_and_makes_a_token(site: &Site, two: &Provider, ada: &Browser) -> String {
    person(&site.provider, "ada");
    two.person(json!({ "sub": "ada-at-two", "email": "ada@two.example" }));
    two.person_has_just_authenticated();
    let opened = site.open(ada, &site.at(WIKI, "/")).await;
    assert_eq!((opened.status, opened.header("remote-user")), (StatusCode::OK, "ada"), "{}", opened.body);
    confirms(&link(&site.app, ada, "two").await, "linked");
    let (session, wiki) = (own_session(&site.app, ada).await, site.at(WIKI, "/").origin().ascii_serialization());
    let fields =
        [("own_session", session.as_str()), ("name", "laptop"), ("days", "90"), ("application", wiki.as_str())];
    let page = ada.submit(site.app.api("/account/tokens"), &site.app.frontend, &fields).await;
    let start = page.body.find(kaimu::domain::AccessToken::PREFIX).unwrap_or_else(|| panic!("{}", page.body));
    page.body[start..].split('<').next().unwrap().to_owned()
}

/// Grace has had an identity at the second provider. Alan was a user.
async fn others_sign_in(site: &Site, two: &Provider, operator: &Program) {
    let grace = Browser::new();
    person(&site.provider, "grace");
    two.person(json!({ "sub": "grace-at-two", "email": "grace@two.example" }));
    sign_in(&site.app, &grace, "idp").await;
    confirms(&link(&site.app, &grace, "two").await, "linked");
    stdout_of(operator, &["users", "unlink", "grace", "two"]);
    person(&site.provider, "alan");
    sign_in(&site.app, &Browser::new(), "idp").await;
    stdout_of(operator, &["users", "delete", "alan", "--yes"]);
}

/// Returns the refresh token, which waits to be revoked.
async fn linus_signs_out_at_an_unreachable_provider(site: &Site) -> String {
    site.provider.inject(REVOKE, Fault::Status(503));
    let before = site.provider.valid_refresh_tokens();
    let linus = Browser::new();
    person(&site.provider, "linus");
    sign_in(&site.app, &linus, "idp").await;
    let mut issued = site.provider.valid_refresh_tokens();
    issued.retain(|token| !before.contains(token));
    linus.sign_out(&site.app).await;
    let logout = format!("logout_token={}", site.provider.logout_token(|_| ()));
    let form = [("Content-Type", "application/x-www-form-urlencoded")];
    let accepted = linus.request("POST", site.app.api("/auth/oidc/idp/backchannel-logout"), &form, &logout).await;
    assert_eq!(accepted.status, StatusCode::OK, "{}", accepted.body);
    let [token] = &issued[..] else { panic!("one refresh token: {}", issued.len()) };
    token.clone()
}

/// An identity with the address of Grace waits for her. A probe of `kaimu check --application` waits for the proxy; the command was stopped
/// before it deleted the probe.
async fn what_waits(site: &Site, two: &Provider, database: &Database) {
    two.person(json!({ "sub": "grace-again", "email": "grace@example.org", "email_verified": true }));
    let refused = Browser::new().follow(site.app.api("/auth/oidc/two/authorize")).await;
    refused.is_refused_with("account.confirmation_needed");
    database.execute(
        "INSERT INTO proxy_probes (token_hash, kind, issued_at) \
         SELECT 'of an unknown token', '\"anonymous\"', MAX(occurred_at) FROM audit_events",
    );
    assert_eq!(Browser::new().get(site.app.api("/readyz")).await.status, StatusCode::OK);
}
