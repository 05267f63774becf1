//! What the pages about an account tell the user.

use crate::account::changes::notice;
use crate::account::{account, begin_link, confirms, fields, link, own_session, press, sign_in, with_two_providers};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::provider::Provider;

#[tokio::test(flavor = "multi_thread")]
async fn each_page_about_an_account_names_whose_account_it_is() {
    let (app, _one, two) = with_two_providers(&Database::sqlite());
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    let owner = "<bdi>ada</bdi> · <bdi>ada@example.org</bdi>";
    let link_question = begin_link(&app, &browser, "two").await;
    two.person(serde_json::json!({ "sub": "bob-at-two", "email": "bob@two.example", "preferred_username": "bob" }));
    sign_in(&app, &Browser::new(), "two").await;
    let merge_question = begin_link(&app, &browser, "two").await;
    for page in
        [account(&app, &browser).await, browser.get(app.page("/account/confirm")).await, link_question, merge_question]
    {
        assert!(page.body.contains(owner), "{}: {}", page.url, page.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_unlink_offers_the_end_of_the_other_sessions() {
    let (app, ..) = with_two_providers(&Database::sqlite());
    let (browser, other) = (Browser::new(), Browser::new());
    sign_in(&app, &browser, "one").await;
    sign_in(&app, &other, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    let of_two = fields(&account(&app, &browser).await, "identity").remove(1);
    let page = press(&app, &browser, "unlink", &[("identity", &of_two)]).await;
    confirms(&page, "unlinked");
    let report = page.body.split("role=\"status\"").nth(1).unwrap().split("</section>").next().unwrap();
    assert!(report.contains("action=\"/account/end-other-sessions\""), "{report}");
    press(&app, &browser, "end-other-sessions", &[]).await;
    assert_eq!(other.session(&app).await.0, 401);
    assert!(!own_session(&app, &browser).await.is_empty());
}

#[tokio::test(flavor = "multi_thread")]
async fn changes_that_another_user_of_the_same_browser_has_confirmed_are_shown() {
    let (app, one, _two) = with_two_providers(&Database::sqlite());
    let (shared, own) = (Browser::new(), Browser::new());
    sign_in(&app, &own, "one").await;
    confirms(&link(&app, &own, "two").await, "linked");
    one.person(
        serde_json::json!({ "sub": "mallory", "email": "mallory@example.org", "preferred_username": "mallory" }),
    );
    sign_in(&app, &shared, "one").await;
    let now = (app.clock.clock())().timestamp_millis().to_string();
    press(&app, &shared, "changes-seen", &[("until", &now)]).await;
    // Ada signs in with the provider that was linked.
    sign_in(&app, &shared, "two").await;
    let page = account(&app, &shared).await;
    assert!(notice(&page).is_some_and(|notice| notice.contains("The two was linked")), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_confirmation_of_changes_to_come_hides_none() {
    let (app, ..) = with_two_providers(&Database::sqlite());
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    press(&app, &browser, "changes-seen", &[("until", "4000000000000")]).await;
    confirms(&link(&app, &browser, "two").await, "linked");
    let page = account(&app, &browser).await;
    assert!(notice(&page).is_some_and(|notice| notice.contains("The two was linked")), "{}", page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn refusals_and_errors_say_how_to_reach_the_administrator() {
    for (contact, shown) in [
        ("help@example.org", "<a href=\"mailto:help@example.org\"><bdi>help@example.org</bdi></a>"),
        ("https://example.org/help", "<a href=\"https://example.org/help\"><bdi>https://example.org/help</bdi></a>"),
        ("Room 3, <b>Ada</b>", "<bdi>Room 3, &#60;b&#62;Ada&#60;/b&#62;</bdi>"),
    ] {
        let provider = Provider::start();
        let setup = Setup::on(&Database::sqlite()).provider(provider.settings("idp"));
        let app = setup.set("KAIMU_BRANDING__CONTACT", contact).start();
        let browser = Browser::new();
        browser.follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
        for path in ["/login?error=state.expired", "/account?error=account.last_identity", "/no-such-page"] {
            let page = browser.get(app.page(path)).await.body;
            assert!(page.contains(&format!("Ask the administrator: {shown}")), "{path}: {page}");
        }
        for page in [browser.get(app.page("/account")).await, Browser::new().get(app.page("/login")).await] {
            assert!(!page.body.contains("Ask the administrator"), "{}", page.body);
        }
    }
}
