//! A sample of every page.

use std::sync::Arc;

use chrono::DateTime;
use url::Url;

use crate::domain::{Branding, Contact, Icon, Refusal};
use crate::http::account::templates::DashboardPage;
use crate::http::account::tiles::Tile;
use crate::http::pages::assets::{Appearance, Assets};
use crate::http::pages::language::{LANGUAGES, Language};
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;
use crate::http::pages::provider_mark::{ProviderMark, svg_mark};
use crate::http::server::error_page::ErrorPage;
use crate::http::sign_in::templates::{
    LoginPage, ProviderButton, RefusedSignIn, RepostPage, Retry, ReturnPage, SignInLinkPage, SwitchPage,
};
use crate::http::sign_out::SignOutPage;

use super::{account_pages, application_pages};

pub(super) const HOSTILE: &str = "<script>alert(1)</script>\"'&";

pub(super) fn layout(tag: &str) -> Layout {
    let branding = Branding {
        name: "Kaimu".to_owned(),
        accent: None,
        logo: None,
        contact: Contact::parse("help@example.org").ok(),
    };
    let appearance =
        Arc::new(Appearance { assets: Assets::new(&branding), name: branding.name, contact: branding.contact });
    Layout::new(appearance, Language::with_tag(tag).unwrap())
}

fn button(name: &str, icon: Option<Icon>) -> ProviderButton {
    let mark = icon.map_or(ProviderMark::Letter("A".to_owned()), |icon| ProviderMark::Svg(svg_mark(icon)));
    let url = Url::parse("https://api.example.org/auth/oidc/slug/authorize").unwrap();
    ProviderButton { name: name.to_owned(), url, mark, last_used: false, unavailable: false, is_only: false }
}

fn login(layout: Layout) -> LoginPage<'static> {
    let last = ProviderButton { last_used: true, ..button("Okta", Some(Icon::Okta)) };
    let down = ProviderButton { unavailable: true, ..button(HOSTILE, None) };
    LoginPage {
        layout,
        buttons: vec![last, down],
        refused: None,
        signed_out: None,
        last_provider_is_gone: false,
        destination: None,
        callback_example: None,
    }
}

fn refused(layout: Layout, refusal: Refusal) -> LoginPage<'static> {
    let message = ErrorMessage::of_refusal(refusal, Some("Okta"), layout.language());
    let url = Url::parse("https://api.example.org/auth/oidc/okta/authorize").unwrap();
    let other_account_url = Url::parse("https://api.example.org/auth/oidc/okta/authorize?account=another").unwrap();
    let retry = Retry { provider: "Okta".to_owned(), url, other_account_url, remedy: refusal.remedy() };
    let refused =
        RefusedSignIn { message, retry: Some(retry), code: refusal.code(), request: Some("0123456789abcdef") };
    let page = login(
        layout.with_parameters(vec![("error", refusal.code().to_owned()), ("return_to", "/notes?id=7".to_owned())]),
    );
    LoginPage { refused: Some(refused), destination: Some("/notes".to_owned()), ..page }
}

fn dashboard<'a>(layout: Layout, name: &'a str, email: Option<&'a str>) -> DashboardPage<'a> {
    let signed_in_at = DateTime::from_timestamp(1_795_555_555, 0).unwrap();
    DashboardPage {
        layout,
        changes: None,
        name,
        username: "layla",
        email,
        provider: "Okta",
        signed_in_at,
        tiles: Vec::new(),
    }
}

fn tile(name: &str, icon: Option<&str>) -> Tile {
    let url = Url::parse("https://wiki.example.org/").unwrap();
    Tile { name: name.to_owned(), url, icon: icon.map(str::to_owned) }
}

fn switch(layout: Layout) -> SwitchPage<'static> {
    SwitchPage {
        layout,
        name: HOSTILE,
        provider: HOSTILE,
        return_url: "https://example.org/notes?a=1&b=2",
        start_url: "https://api.example.org/auth/oidc/okta/authorize?return_to=%2Fnotes",
    }
}

fn return_page(layout: Layout, is_shortened: bool) -> ReturnPage<'static> {
    ReturnPage { layout: layout.without_language_switch(), place: "https://example.org/notes?a=1&b=2", is_shortened }
}

/// A sample of each page, with its name.
fn samples(tag: &str) -> Vec<(&'static str, String)> {
    let layout = || layout(tag);
    let html = |page: &dyn askama::DynTemplate| page.dyn_render().unwrap();
    let setup = LoginPage {
        buttons: Vec::new(),
        callback_example: Some("http://localhost:3000/auth/oidc/okta/callback".to_owned()),
        ..login(layout())
    };
    let only = ProviderButton { is_only: true, ..button("Okta", Some(Icon::Okta)) };
    let only = LoginPage { buttons: vec![only], ..login(layout()) };
    let refusal = |code| Refusal::from_code(code).unwrap();
    let fields = [("code".to_owned(), HOSTILE.to_owned()), ("state".to_owned(), "the state".to_owned())];
    let of_okta = |id| layout().text_with(id, "provider", HOSTILE);
    let error_layout = layout();
    let error = ErrorPage {
        message: ErrorMessage::with_id("not-found", error_layout.language()),
        layout: &error_layout,
        code: "request.not_found",
        request: "0123456789abcdef",
        home_url: "https://example.org/",
    };
    let mut samples = vec![
        ("sign-in", html(&login(layout()))),
        ("setup", html(&setup)),
        ("sign-in-with-one-provider", html(&only)),
        ("sign-in-after-a-provider-is-gone", html(&LoginPage { last_provider_is_gone: true, ..login(layout()) })),
        ("refused-try-again", html(&refused(layout(), refusal("state.expired")))),
        (
            "refused-try-again-or-use-another-account",
            html(&refused(layout(), refusal("provider.refused.access_denied"))),
        ),
        ("refused-use-another-account", html(&refused(layout(), refusal("provider.refused.not_assigned")))),
        ("refused-ask-the-administrator", html(&refused(layout(), refusal("token.client_rejected")))),
        ("signed-out", html(&LoginPage { signed_out: Some(layout().text("signed-out-here")), ..login(layout()) })),
        (
            "signed-out-here-alone",
            html(&LoginPage { signed_out: Some(of_okta("signed-out-here-alone")), ..login(layout()) }),
        ),
        ("signed-out-there", html(&LoginPage { signed_out: Some(of_okta("signed-out-there")), ..login(layout()) })),
        ("dashboard", html(&dashboard(layout(), "ليلى 🌙", Some("layla@example.org")))),
        (
            "dashboard-with-applications",
            html(&DashboardPage {
                tiles: vec![tile("Wiki", Some("https://wiki.example.org/icon.svg?a=1&b=2")), tile(HOSTILE, None)],
                ..dashboard(layout(), "Layla", None)
            }),
        ),
        (
            "dashboard-with-changes",
            html(&DashboardPage {
                changes: Some(account_pages::unseen_changes(&layout(), "/dashboard")),
                ..dashboard(layout(), "Layla", None)
            }),
        ),
        ("dashboard-without-email", html(&dashboard(layout(), HOSTILE, None))),
        (
            "sign-out",
            html(&SignOutPage { layout: layout(), stay_url: "https://example.org/", return_to: Some(HOSTILE) }),
        ),
        ("switch", html(&switch(layout()))),
        ("return", html(&return_page(layout(), false))),
        ("return-shortened", html(&return_page(layout(), true))),
        ("sign-in-link", html(&SignInLinkPage { layout: layout(), name: HOSTILE })),
        (
            "repost",
            html(&RepostPage {
                layout: layout().without_language_switch(),
                action: "https://api.example.org/callback",
                fields: &fields,
            }),
        ),
        ("error", html(&error)),
    ];
    samples.extend(account_pages::samples(&layout()));
    samples.extend(application_pages::samples(&layout()));
    samples
}

/// The page without the style and the script that it has inline.
fn without_inline_assets(html: &str, layout: &Layout) -> String {
    let html = html.replace(&format!("<style>{}</style>", layout.inline_style()), "(style)");
    html.replace(&format!("<script>{}</script>", layout.inline_script()), "(script)")
}

/// The page without the hashes in the names of static files, and without what it has inline.
fn without_hashes(html: &str, layout: &Layout) -> String {
    let html = &without_inline_assets(html, layout).replace(layout.inline_logo().unwrap(), "(logo)");
    ["kaimu.css", "kaimu.svg", "fragment.js", "repost.js", "times.js"]
        .into_iter()
        .fold(html.to_owned(), |html, name| html.replace(&layout.asset_path(name), &format!("/static/{name}")))
}

#[test]
fn every_page_matches_its_snapshot() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages");
    insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
        for tag in ["en", "ar"] {
            for (name, html) in samples(tag) {
                insta::assert_snapshot!(format!("{name}.{tag}"), without_hashes(&html, &layout(tag)));
            }
        }
    });
}

#[test]
fn every_page_has_one_language_and_escapes_foreign_text() {
    for language in &LANGUAGES {
        for (name, html) in samples(language.tag) {
            let opening = format!("<html lang=\"{}\" dir=\"{}\">", language.html_tag(), language.direction());
            assert!(html.contains(&opening), "{name} in {}", language.tag);
            assert!(
                !without_inline_assets(&html, &layout(language.tag)).contains("<script>"),
                "{name} in {}",
                language.tag
            );
            let links = LANGUAGES.iter().filter(|other| html.contains(&format!("language={}\"", other.tag))).count();
            let has_switch = !["repost", "return", "return-shortened", "access-token"].contains(&name)
                && !name.starts_with("application-");
            assert_eq!(links, if has_switch { LANGUAGES.len() } else { 0 }, "{name} in {}", language.tag);
        }
    }
}

#[test]
fn names_are_isolated_in_arabic_and_not_in_english() {
    let isolated = |tag| samples(tag)[0].1.contains("\u{2068}Okta\u{2069}");
    assert!(isolated("ar") && !isolated("en"));
}

/// WCAG 2.5.3: a name of its own would have to repeat the visible label in every language.
#[test]
fn the_accessible_name_of_a_button_or_link_begins_with_its_visible_label() {
    let mut named = 0;
    for language in &LANGUAGES {
        for (name, html) in samples(language.tag) {
            for element in
                html.split('<').filter(|it| ["a ", "button ", "summary "].iter().any(|tag| it.starts_with(tag)))
            {
                let attribute = |name: &str| element.split(&format!(" {name}=\"")).nth(1)?.split('"').next();
                assert_eq!(attribute("aria-label"), None, "{name} in {}: {element}", language.tag);
                if let Some(ids) = attribute("aria-labelledby") {
                    assert_eq!(ids.split(' ').next(), attribute("id"), "{name} in {}: {element}", language.tag);
                    assert!(ids.split(' ').all(|id| html.contains(&format!(" id=\"{id}\""))), "{name}: {element}");
                    named += 1;
                }
            }
        }
    }
    assert!(named > 0, "no element was found");
}

#[test]
fn every_time_is_an_element_and_its_page_has_the_script_for_the_zone_of_the_reader() {
    for (name, html) in samples("en") {
        let (times, written) = (html.matches("<time datetime=").count(), html.matches(" UTC").count());
        assert_eq!(times, written, "{name}");
        assert_eq!(html.contains("/static/times."), times > 0, "{name}");
    }
}
