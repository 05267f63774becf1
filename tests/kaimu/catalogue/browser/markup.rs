//! Markup in strings that a provider or a user controls is shown as text.

use serde_json::json;

use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::provider::alter;

const MARKUP: &str = "Ada\"'><img src=x onerror=alert(1)></h1><script>alert(2)</script>{{7*7}}";

/// Asserts that the page contains no element and no attribute from [`MARKUP`].
#[track_caller]
fn has_no_markup(body: &str) {
    assert!(!body.contains("<img src=x") && !body.contains("<script>") && !body.contains("\"'>"), "{body}");
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_the_name_of_a_user() {
    let world = World::new();
    world
        .provider
        .person(json!({ "name": MARKUP, "preferred_username": MARKUP, "email": "\"<b>ada</b>\"@example.org" }));
    let dashboard = world.browser.follow(world.sign_in_url()).await;
    dashboard.is_dashboard_of("&#60;script&#62;");
    has_no_markup(&dashboard.body);
    assert!(!dashboard.body.contains("<b>ada"));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_picture_that_is_no_https_url() {
    for picture in [
        "javascript:alert(1)",
        "data:image/svg+xml,<svg onload=alert(1)>",
        "//evil.example/x.png",
        "file:///x",
        "http://evil.example/x.png",
    ] {
        let world = World::new();
        world.provider.person(json!({ "picture": picture }));
        assert_eq!(world.accepts().await["avatar_url"], json!(null), "{picture}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_the_url_of_a_picture() {
    let world = World::new();
    world.provider.person(json!({ "picture": r#"https://evil.example/"><img src=x onerror=alert(1)>"# }));
    let kept = "https://evil.example/%22%3E%3Cimg%20src=x%20onerror=alert(1)%3E";
    assert_eq!(world.accepts().await["avatar_url"], kept);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_name_with_invisible_characters_and_changes_of_direction() {
    let world = World::new();
    let name = "\u{202e}Ada\u{200b} Love\u{2066}lace\u{feff}";
    world.provider.person(json!({ "name": name, "preferred_username": "a\u{200d}da\u{202e}" }));
    let user = world.accepts().await;
    assert_eq!((&user["display_name"], &user["username"]), (&json!("Ada Lovelace"), &json!("ada")));
}

#[tokio::test(flavor = "multi_thread")]
async fn an_error_description_that_is_never_shown() {
    let world = World::new();
    world.provider.script(|script| {
        script.response = alter(|response: &mut Vec<(String, String)>| {
            response[0] = ("error".to_owned(), format!("access_denied{MARKUP}"));
            response.push((
                "error_description".to_owned(),
                format!("{MARKUP} call the-number-of-mallory mallory@example.org"),
            ));
            response.push(("error_uri".to_owned(), "https://evil.example/".to_owned()));
        });
    });
    crate::secrets::watch_for("mallory@example.org");
    let end =
        world.refuses("provider.refused.other", "the provider refused: an error code that Kaimu does not know").await;
    has_no_markup(&end.body);
    for part in ["the-number-of", "mallory", "evil", "onerror"] {
        assert!(!end.body.contains(part) && !end.url.as_str().contains(part), "{part}");
        assert!(!world.app.watch.log().iter().any(|line| line.contains("kaimu::") && line.contains(part)), "{part}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_a_form_that_is_posted_again() {
    let world = World::new();
    let form = [("Content-Type", "application/x-www-form-urlencoded"), ("Origin", "https://idp.example")];
    let fields: String = url::form_urlencoded::Serializer::new(String::new())
        .append_pair("state", MARKUP)
        .append_pair(MARKUP, "value")
        .append_pair("code", MARKUP)
        .finish();
    let page = Browser::new().request("POST", world.app.api("/auth/oidc/idp/callback"), &form, &fields).await;
    assert_eq!(page.status, 200);
    has_no_markup(&page.body);
}

#[tokio::test(flavor = "multi_thread")]
async fn markup_in_made_up_urls() {
    let world = World::new();
    let encoded: String = url::form_urlencoded::byte_serialize(MARKUP.as_bytes()).collect();
    for path in [
        format!("/login?error={encoded}&provider={encoded}&request={encoded}&return_to=/{encoded}"),
        format!("/login?error=internal&provider=idp&request={encoded}"),
        format!("/{encoded}"),
        format!("/static/{encoded}"),
        format!("/auth/oidc/{encoded}/callback?state=x&code=y"),
    ] {
        has_no_markup(&world.browser.follow(world.app.page(&path)).await.body);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn pages_that_cannot_be_framed_and_run_only_our_scripts() {
    let world = World::new();
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    for path in ["/dashboard", "/login?signed_out=1", "/logout", "/no-such-page", "/login?error=internal"] {
        let answer = world.browser.get(world.app.page(path)).await;
        let policy = answer.header("content-security-policy");
        assert!(policy.contains("frame-ancestors 'none'") && policy.contains("default-src 'none'"), "{path}: {policy}");
        assert!(!policy.contains("unsafe") && !policy.contains('*') && policy.contains("base-uri 'none'"), "{path}");
        assert_eq!(answer.header("x-frame-options"), "DENY", "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff", "{path}");
        for (at, _) in answer.body.match_indices("<script") {
            assert!(answer.body[at..].starts_with("<script src=\"/static/"), "{path}");
        }
        assert!(
            !answer.body.contains(" on"),
            "an attribute such as onclick, or the word \"on\", in {path}: {}",
            answer.body
        );
    }
}
