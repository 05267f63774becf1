//! The notice that tells a user of changes to their account, on the next page.

use chrono::TimeDelta;

use super::{account, confirms, link, press, sign_in, with_two_providers};
use crate::app::TestApp;
use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::operator::stdout_of;
use crate::program::Program;

on_both_databases![
    a_user_is_told_of_a_change_in_each_browser_until_they_confirm_it_there,
    a_user_is_told_of_what_an_operator_did,
    a_user_is_told_of_a_change_for_thirty_days,
    many_changes_hide_no_earlier_one,
];

/// The notice of a page, if it has one.
pub fn notice(page: &Answer) -> Option<&str> {
    let (_, from) = page.body.split_once("aria-labelledby=\"changes\"")?;
    from.split("</section>").next()
}

async fn dashboard(app: &TestApp, browser: &Browser) -> Answer {
    let page = browser.get(app.page("/dashboard")).await;
    page.is_dashboard_of("Ada");
    page
}

/// Presses the button of the notice.
pub async fn confirm(app: &TestApp, browser: &Browser, page: &Answer) -> Answer {
    let [until, shown_on] = ["until", "shown_on"].map(|name| super::fields(page, name).remove(0));
    press(app, browser, "changes-seen", &[("until", &until), ("shown_on", &shown_on)]).await
}

async fn a_user_is_told_of_a_change_in_each_browser_until_they_confirm_it_there(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let (here, there) = (Browser::new(), Browser::new());
    sign_in(&app, &here, "one").await;
    sign_in(&app, &there, "one").await;
    assert_eq!(notice(&dashboard(&app, &here).await), None, "a sign-in changes nothing");

    let reported = link(&app, &here, "two").await;
    confirms(&reported, "linked");
    assert_eq!(notice(&reported), None, "the page reports it already");
    let pages = [dashboard(&app, &here).await, account(&app, &here).await];
    for page in &pages {
        assert!(notice(page).unwrap().contains("The two was linked"), "{}", page.body);
    }
    assert_eq!(confirm(&app, &here, &pages[1]).await.url.path(), "/account");
    for page in [dashboard(&app, &here).await, account(&app, &here).await] {
        assert_eq!(notice(&page), None, "{}", page.url);
    }
    let page = dashboard(&app, &there).await;
    assert!(notice(&page).unwrap().contains("The two was linked"), "{}", page.body);
    assert_eq!(notice(&confirm(&app, &there, &page).await), None, "the dashboard again");

    let of_two = super::fields(&account(&app, &there).await, "identity").remove(1);
    confirms(&press(&app, &there, "unlink", &[("identity", &of_two)]).await, "unlinked");
    let page = dashboard(&app, &here).await;
    let shown = notice(&page).unwrap();
    assert!(shown.contains("The two was unlinked") && !shown.contains("was linked"), "only what is new: {shown}");
}

async fn a_user_is_told_of_what_an_operator_did(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let operator = Program::on(&database);
    sign_in(&app, &Browser::new(), "one").await;
    for arguments in [
        &["users", "rename", "ada", "countess"][..],
        &["users", "disable", "countess"],
        &["users", "enable", "countess"],
        &["users", "sign-out", "countess"],
        &["sign-in-link", "countess"],
    ] {
        stdout_of(&operator, arguments);
    }
    let browser = Browser::new();
    let page = browser.follow(app.api("/auth/oidc/one/authorize")).await;
    let shown = notice(&page).unwrap_or_else(|| panic!("{}", page.body));
    for words in [
        "changed your username",
        "disabled this account",
        "enabled this account again",
        "signed you out everywhere",
        "created a sign-in link for you",
    ] {
        assert!(shown.contains(words), "{words}: {shown}");
    }
    confirm(&app, &browser, &page).await;
    let link = stdout_of(&operator, &["sign-in-link", "countess"]);
    let link = link.split_whitespace().find(|word| word.starts_with("http")).unwrap();
    let link = app.api(url::Url::parse(link).unwrap().path());
    Browser::new().submit(link, &app.frontend, &[]).await.is_dashboard_of("Ada");
    let page = dashboard(&app, &browser).await;
    assert!(notice(&page).unwrap().contains("Signed in with a link from the administrator"), "{}", page.body);
}

async fn a_user_is_told_of_a_change_for_thirty_days(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    for (days, is_told) in [(29, true), (2, false)] {
        let earlier = TimeDelta::days(days).num_milliseconds();
        database.execute(&format!("UPDATE audit_events SET occurred_at = occurred_at - {earlier}"));
        assert_eq!(notice(&dashboard(&app, &browser).await).is_some(), is_told, "{days} days later");
    }
}

async fn many_changes_hide_no_earlier_one(database: Database) {
    let (app, ..) = with_two_providers(&database);
    let browser = Browser::new();
    sign_in(&app, &browser, "one").await;
    confirms(&link(&app, &browser, "two").await, "linked");
    for _ in 0..8 {
        stdout_of(&Program::on(&database), &["users", "sign-out", "ada"]);
    }
    let signed_out = "action = 'user_sign_out'";
    let times = database.values("occurred_at", &format!("audit_events WHERE {signed_out} ORDER BY occurred_at"));
    let [fourth, sixth] = [3, 5].map(|index| times[index].clone().unwrap());
    let between = format!("{signed_out} AND occurred_at BETWEEN {fourth} AND {sixth}");
    database.execute(&format!("UPDATE audit_events SET occurred_at = {fourth} WHERE {between}"));
    let page = browser.follow(app.api("/auth/oidc/one/authorize")).await;
    let shown = notice(&page).unwrap();
    assert!(shown.contains("The two was linked"), "{shown}");
    let count = |shown: &str| shown.matches("signed you out everywhere").count();
    assert_eq!(count(shown), 6, "those of one time are shown together: {shown}");
    let page = confirm(&app, &browser, &page).await;
    assert_eq!(count(notice(&page).unwrap()), 2, "{}", page.body);
}
