//! Rules that admit new users: sign-up, invitations, e-mail domains. Disabled users.

use futures_util::future::join_all;
use kaimu::domain::{RequestContext, RequestId};
use kaimu::flow::operator;
use kaimu::store::user_admin::UserSelector;
use serde_json::json;

use crate::app::{STARTS_PER_MINUTE, Setup};
use crate::browser::Browser;
use crate::database::{Database, on_both_databases};
use crate::program::Program;
use crate::provider::Provider;

on_both_databases![
    closed_sign_up_refuses_new_users_and_admits_existing_ones,
    an_invitation_admits_its_proven_address_once,
    an_expired_invitation_admits_no_user,
    an_invitation_finds_its_address_in_any_spelling_of_the_domain,
    only_proven_addresses_of_allowed_domains_become_users,
    allowed_email_domains_of_a_provider_limit_its_addresses_for_existing_users_too,
    a_disabled_user_is_refused_under_another_subject_with_the_same_address,
    a_user_disabled_during_a_sign_in_gets_no_session,
    a_disabled_user_is_signed_out_at_once_and_refused_until_enabled,
];

const SIGN_UP: &str = "KAIMU_SIGN_IN__SIGN_UP";
const DOMAINS: &str = "KAIMU_SIGN_IN__ALLOWED_EMAIL_DOMAINS";

async fn closed_sign_up_refuses_new_users_and_admits_existing_ones(database: Database) {
    let provider = Provider::start();
    let start = Setup::on(&database).provider(provider.settings("idp"));
    let (open, closed) =
        (start.start(), Setup::on(&database).provider(provider.settings("idp")).set(SIGN_UP, "closed").start());
    Browser::new().follow(open.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    Browser::new().follow(closed.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    provider.person(json!({ "sub": "grace", "email": "grace@example.org", "name": "Grace" }));
    let refused = Browser::new().follow(closed.api("/auth/oidc/idp/authorize")).await;
    refused.is_refused_with("account.sign_up_closed");
    assert_eq!((database.count("users"), database.count("identities"), database.count("sessions")), (1, 1, 2));
    assert_eq!(database.audit().last().unwrap(), "sign_in account.sign_up_closed");
}

async fn an_invitation_admits_its_proven_address_once(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).set(SIGN_UP, "invited").start();
    let operator = Program::on(&database).set(SIGN_UP, "invited");
    let try_to_sign_in = async || Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await;

    try_to_sign_in().await.is_refused_with("account.sign_up_closed");
    assert_eq!(operator.run(&["users", "invite", "ADA@example.org"]).status, Some(0));
    provider.person(json!({ "email_verified": false }));
    try_to_sign_in().await.is_refused_with("account.sign_up_closed");
    assert_eq!(database.count("invitations"), 1, "an unverified address does not use it up");
    provider.person(json!({ "email_verified": true }));
    try_to_sign_in().await.is_dashboard_of("Ada");
    assert_eq!(database.count("invitations"), 0);
    try_to_sign_in().await.is_dashboard_of("Ada");

    assert_eq!(operator.run(&["users", "delete", "ada", "--yes"]).status, Some(0));
    try_to_sign_in().await.is_refused_with("account.sign_up_closed");
}

async fn an_expired_invitation_admits_no_user(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).set(SIGN_UP, "invited").start();
    let invited = Program::on(&database).set(SIGN_UP, "invited").run(&["users", "invite", "ada@example.org"]);
    assert_eq!(invited.status, Some(0), "{}", invited.stderr);
    database.execute("UPDATE invitations SET expires_at = expires_at - 7 * 86400000");
    let refused = Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await;
    refused.is_refused_with("account.sign_up_closed");
}

async fn an_invitation_finds_its_address_in_any_spelling_of_the_domain(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).set(SIGN_UP, "invited").start();
    for (number, (invited, address)) in
        [("ada@bücher.example", "ada@xn--bcher-kva.example"), ("grace@XN--BCHER-KVA.example", "Grace@BÜCHER.example")]
            .into_iter()
            .enumerate()
    {
        let done = Program::on(&database).set(SIGN_UP, "invited").run(&["users", "invite", invited]);
        assert_eq!(done.status, Some(0), "{}", done.stderr);
        provider.person(json!({ "sub": format!("s-{number}"), "email": address }));
        Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    }
    provider.person(json!({ "sub": "eve", "email": "ada@buecher.example" }));
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_refused_with("account.sign_up_closed");
}

async fn only_proven_addresses_of_allowed_domains_become_users(database: Database) {
    let provider = Provider::start();
    let setup = Setup::on(&database).provider(provider.settings("idp"));
    let app = setup.set(DOMAINS, "example.org, Example.NET, bücher.example").start();
    for (number, (email, verified, admitted)) in [
        ("ada@example.org", true, true),
        ("grace@example.net", true, true),
        ("eve@xn--bcher-kva.example", true, true),
        ("eva@BÜCHER.example", true, true),
        ("mallory@buecher.example", true, false),
        ("mallory@example.org", false, false),
        ("mallory@notexample.org", true, false),
        ("mallory@mail.example.org", true, false),
    ]
    .into_iter()
    .enumerate()
    {
        let person =
            json!({ "sub": format!("s-{number}"), "email": email, "email_verified": verified, "name": "Somebody" });
        provider.person(person);
        let end = Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await;
        if admitted {
            end.is_dashboard_of("Somebody");
        } else {
            end.is_refused_with("account.not_allowed");
        }
    }
    assert_eq!(database.count("users"), 4);
    // An existing user can sign in with a new address outside the domains.
    provider.person(json!({ "sub": "s-0", "email": "ada@elsewhere.example" }));
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Somebody");
}

async fn allowed_email_domains_of_a_provider_limit_its_addresses_for_existing_users_too(database: Database) {
    let (ours, partner) = (Provider::start(), Provider::start());
    let mut limited = partner.settings("partner");
    limited["allowed_email_domains"] = json!(["partner.example"]);
    let app = Setup::on(&database).provider(ours.settings("ours")).provider(limited).start();
    Browser::new().follow(app.api("/auth/oidc/ours/authorize")).await.is_dashboard_of("Ada");
    // The partner's provider claims to have verified Ada's address.
    let refused = Browser::new().follow(app.api("/auth/oidc/partner/authorize")).await;
    refused.is_refused_with("account.not_allowed");
    partner.person(json!({ "sub": "bob", "email": "bob@partner.example", "name": "Bob" }));
    Browser::new().follow(app.api("/auth/oidc/partner/authorize")).await.is_dashboard_of("Bob");
    assert_eq!((database.count("users"), database.count("identities")), (2, 2));
    // Nor may it set an address outside its domains for its own users.
    partner.person(json!({ "sub": "bob", "email": "carol@example.org", "name": "Bob" }));
    let bob = Browser::new();
    bob.follow(app.api("/auth/oidc/partner/authorize")).await.is_dashboard_of("Bob");
    assert_eq!(bob.session(&app).await.1["user"]["email"], serde_json::Value::Null);
}

async fn a_disabled_user_is_signed_out_at_once_and_refused_until_enabled(database: Database) {
    let provider = Provider::start();
    let instance = || Setup::on(&database).provider(provider.settings("idp")).start();
    let (one, another) = (instance(), instance());
    let operator = Program::on(&database);
    let browsers = [(&one, Browser::new()), (&another, Browser::new())];
    for (app, browser) in &browsers {
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    }
    assert_eq!(operator.run(&["users", "disable", "ada"]).stdout, "ada is disabled; 2 sessions ended\n");
    for (app, browser) in &browsers {
        assert_eq!(browser.session(app).await.0, 401);
        let page = browser.get(app.page("/dashboard")).await;
        assert_eq!(page.location().unwrap().path(), "/login");
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_refused_with("account.disabled");
    }
    assert_eq!(database.count("sessions"), 0);
    let refused = "audit_events WHERE outcome = 'account.disabled'";
    assert_eq!(database.values("user_id", refused), [0, 1].map(|_| database.values("id", "users")[0].clone()));

    assert_eq!(operator.run(&["users", "enable", "ada"]).stdout, "ada is enabled and may sign in\n");
    let (app, browser) = &browsers[0];
    browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
}

async fn a_disabled_user_is_refused_under_another_subject_with_the_same_address(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    Program::on(&database).run(&["users", "disable", "ada"]);
    provider.person(json!({ "sub": "ada-by-another-connection" }));
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_refused_with("account.disabled");
    assert_eq!((database.count("users"), database.count("sessions")), (1, 0));
}

/// The check for a disabled user and the insert of the session must be atomic.
async fn a_user_disabled_during_a_sign_in_gets_no_session(database: Database) {
    let provider = Provider::start();
    let app = Setup::on(&database).provider(provider.settings("idp")).set(STARTS_PER_MINUTE, "0").start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let store = database.open();
    let context =
        || RequestContext { request_id: RequestId::from_random([7; 8]), address: None, now: app.clock.clock()() };
    for _ in 0..5 {
        let browsers: Vec<_> = (0..6).map(|_| Browser::new()).collect();
        let responses = join_all(browsers.iter().map(async |browser| {
            let at_provider = browser.get(app.api("/auth/oidc/idp/authorize")).await.location().unwrap();
            (browser, browser.get(at_provider).await.location().unwrap())
        }));
        // All browsers send their responses while the operator disables the user.
        let sign_ins =
            join_all(responses.await.into_iter().map(async |(browser, response)| browser.get(response).await));
        let (_, disabled) = tokio::join!(sign_ins, operator::disable(&store, UserSelector::read("ada"), context()));
        disabled.unwrap();
        assert_eq!(database.count("sessions"), 0);
        operator::enable(&store, UserSelector::read("ada"), context()).await.unwrap();
    }
}
