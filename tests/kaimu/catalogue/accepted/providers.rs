//! Providers that behave like well-known ones and have their issuers. Kaimu and the browsers reach them on this machine.

use reqwest::StatusCode;
use serde_json::{Value, json};

use crate::account::own_session;
use crate::browser::Browser;
use crate::catalogue::world::World;
use crate::provider::{Algorithm, CLIENT_ID, CLIENT_SECRET, ClientKey, DISCOVERY, Draft, Provider, alter};

const TENANT: &str = "3f0e1a52-7c7b-4a52-9d9b-0d0f6a3c1e77";
const OTHER_TENANT: &str = "c0ffee00-1111-4222-8333-444455556666";

/// A provider with this issuer, and the keys with which Kaimu reaches it.
pub fn with_issuer(issuer: &str, keys: Value) -> (Provider, Value) {
    let mut provider = Provider::start();
    let mut settings = json!({ "discovery_url": format!("{}{DISCOVERY}", provider.issuer) });
    provider.set_issuer(issuer);
    settings.as_object_mut().unwrap().extend(keys.as_object().unwrap().clone());
    (provider, settings)
}

/// A provider with a preset and these keys only.
fn preset(preset: &str, issuer: &str, keys: Value) -> World {
    let (provider, mut settings) = with_issuer(issuer, keys);
    for unset in ["name", "issuer_url"] {
        settings[unset] = Value::Null;
    }
    settings["preset"] = preset.into();
    World::with_settings(provider, settings)
}

/// The tenants of Entra ID behind their shared issuer URL. Two tenants are allowed.
pub fn entra() -> World {
    let (provider, mut settings) = with_issuer("https://login.microsoftonline.com/{tenantid}/v2.0", json!({}));
    settings["issuer_url"] = "https://login.microsoftonline.com/organizations/v2.0".into();
    settings["allowed_tenants"] = json!([TENANT, OTHER_TENANT]);
    let world = World::with_settings(provider, settings);
    world.id_token(|token| in_tenant(token, TENANT));
    world
}

/// Turns a token into one of this tenant.
pub fn in_tenant(token: &mut Draft, tenant: &str) {
    token.claims["iss"] = format!("https://login.microsoftonline.com/{tenant}/v2.0").into();
    token.claims["tid"] = tenant.into();
    token.claims["ver"] = "2.0".into();
    token.without("email_verified");
}

#[tokio::test(flavor = "multi_thread")]
async fn entra_tenants_with_one_issuer_each() {
    let world = entra();
    let ada = world.accepts().await;
    assert_eq!(world.accepts().await["id"], ada["id"], "the same person again");
    world.id_token(|token| in_tenant(token, OTHER_TENANT));
    assert_ne!(world.accepts().await["id"], ada["id"], "the same subject in another tenant is another person");
    assert_eq!(world.database.count("identities"), 2);
}

#[tokio::test(flavor = "multi_thread")]
async fn entra_email_addresses_that_count_as_unverified() {
    let user = entra().accepts().await;
    assert_eq!((&user["email"], &user["email_verified"]), (&Value::Null, &json!(false)));
}

#[tokio::test(flavor = "multi_thread")]
async fn one_entra_tenant_with_the_preset() {
    let issuer = format!("https://login.microsoftonline.com/{TENANT}/v2.0");
    let world = preset("entra", &issuer, json!({ "domain": TENANT }));
    world.id_token(|token| in_tenant(token, TENANT));
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_response_whose_iss_is_the_issuer_of_the_tenant() {
    let world = entra();
    let answering = |tenant: &'static str| {
        world.provider.script(|script| {
            script.response = alter(move |response: &mut Vec<(String, String)>| {
                response.push(("iss".to_owned(), format!("https://login.microsoftonline.com/{tenant}/v2.0")));
            });
        });
    };
    answering(TENANT);
    world.accepts().await;
    answering(OTHER_TENANT);
    world.refuses("response.issuer_mismatch", "does not come from").await;
}

#[tokio::test(flavor = "multi_thread")]
async fn google_with_one_hosted_domain() {
    let world = preset("google", "https://accounts.google.com", json!({ "allowed_hosted_domains": ["example.org"] }));
    // Google writes its issuer without the scheme in some tokens.
    world.id_token(|token| {
        token.claims["iss"] = "accounts.google.com".into();
        token.claims["hd"] = "example.org".into();
    });
    world.accepts().await;
    world.accepts().await;
    assert_eq!(world.database.count("identities"), 1);
    let asked = world.browser.get(world.sign_in_url()).await.location().unwrap();
    assert!(asked.query_pairs().any(|pair| pair == ("hd".into(), "example.org".into())), "{asked}");
}

#[tokio::test(flavor = "multi_thread")]
async fn google_with_several_hosted_domains_or_none() {
    let several = json!({ "allowed_hosted_domains": ["example.org", "example.com"] });
    for (keys, hint) in [(several, Some("*")), (json!({}), None)] {
        let world = preset("google", "https://accounts.google.com", keys);
        world.id_token(|token| token.claims["hd"] = "example.com".into());
        world.accepts().await;
        let asked = world.browser.get(world.sign_in_url()).await.location().unwrap();
        let sent = asked.query_pairs().find(|(name, _)| name == "hd").map(|(_, value)| value.into_owned());
        assert_eq!(sent.as_deref(), hint);
    }
}

/// Google rejects `prompt=login`.
#[tokio::test(flavor = "multi_thread")]
async fn google_with_a_reauthentication_that_asks_for_the_account() {
    let world = preset("google", "https://accounts.google.com", json!({}));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let origin = world.app.frontend.origin().ascii_serialization();
    let headers = [("Origin", origin.as_str()), ("Content-Type", "application/x-www-form-urlencoded")];
    let confirm = world.app.api("/account/confirm");
    let form = async || format!("provider=idp&own_session={}", own_session(&world.app, &world.browser).await);
    let asked = world.browser.request("POST", confirm, &headers, &form().await).await.location().unwrap();
    assert!(asked.query_pairs().any(|pair| pair == ("prompt".into(), "select_account".into())), "{asked}");
    assert_eq!(world.browser.follow(asked).await.url, world.app.page("/account"));
    let link = world.browser.request("POST", world.app.api("/account/link"), &headers, &form().await).await;
    assert_ne!(link.location().unwrap().path(), "/account/confirm", "the account counts as authenticated recently");
}

#[tokio::test(flavor = "multi_thread")]
async fn auth0_with_a_trailing_slash_and_its_own_logout_endpoint() {
    let world = preset("auth0", "https://example.eu.auth0.com/", json!({ "domain": "example.eu.auth0.com" }));
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let origin = world.app.frontend.origin().ascii_serialization();
    let answer = world.browser.request("POST", world.app.page("/logout"), &[("Origin", &origin)], "").await;
    assert_eq!(world.browser.session(&world.app).await.0, StatusCode::UNAUTHORIZED);
    let away = answer.location().unwrap();
    assert_eq!(&away[..url::Position::AfterPath], "https://example.eu.auth0.com/v2/logout");
    let parameters: Vec<_> = away.query_pairs().into_owned().collect();
    let [(client, id), (return_to, back)] = &parameters[..] else { panic!("{away}") };
    assert_eq!((client.as_str(), id.as_str(), return_to.as_str()), ("client_id", CLIENT_ID, "returnTo"));
    let back = url::Url::parse(back).unwrap();
    assert_eq!(&back[..url::Position::AfterPath], world.app.page("/login").as_str());
    let page = world.browser.get(&back).await.body;
    assert!(page.contains("was asked to sign you out as well"), "{page}");
}

#[tokio::test(flavor = "multi_thread")]
async fn auth0_with_an_end_session_endpoint_in_discovery() {
    let world = preset("auth0", "https://example.eu.auth0.com/", json!({ "domain": "example.eu.auth0.com" }));
    world.provider.script(|script| {
        script.discovery = alter(|document: &mut Value| {
            document["end_session_endpoint"] = "https://example.eu.auth0.com/oidc/logout".into();
        });
    });
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("Ada");
    let origin = world.app.frontend.origin().ascii_serialization();
    let answer = world.browser.request("POST", world.app.page("/logout"), &[("Origin", &origin)], "").await;
    assert_eq!(answer.location().unwrap().path(), "/oidc/logout");
}

#[tokio::test(flavor = "multi_thread")]
async fn zitadel_with_the_project_id_among_the_audiences() {
    let world =
        preset("zitadel", "https://example.us1.zitadel.cloud", json!({ "domain": "example.us1.zitadel.cloud" }));
    world.id_token(|token| {
        token.claims["aud"] = json!([CLIENT_ID, "313233343536373839"]);
        token.claims["azp"] = CLIENT_ID.into();
        token.claims["client_id"] = CLIENT_ID.into();
        // Only userinfo contains the profile and the address.
        for claim in ["email", "email_verified", "name", "preferred_username", "picture"] {
            token.without(claim);
        }
    });
    assert_eq!(world.accepts().await["email"], "ada@example.org");
}

#[tokio::test(flavor = "multi_thread")]
async fn apple_with_a_client_key_form_post_and_a_name_in_the_first_response() {
    let (folder, mut key) = (tempfile::tempdir().unwrap(), ClientKey::new(Algorithm::Es256));
    key.issuer_and_audience = Some(("TEAM1EXAMPLE", "https://appleid.apple.com"));
    let keys = json!({
        "client_secret": null, "client_key_file": key.write(folder.path()), "client_key_id": key.id,
        "apple_team_id": "TEAM1EXAMPLE"
    });
    let world = preset("apple", "https://appleid.apple.com", keys);
    world.provider.person(json!({
        "name": null, "preferred_username": null, "picture": null, "email": "x7@privaterelay.appleid.com",
        "email_verified": "true", "is_private_email": "true"
    }));
    world.provider.script(|script| {
        script.only_auth_method = Some("client_secret_post");
        script.client_key = Some(key);
        script.discovery = alter(|document: &mut Value| {
            document.as_object_mut().unwrap().remove("userinfo_endpoint");
            document["response_modes_supported"] = json!(["query", "fragment", "form_post"]);
        });
        let user = r#"{"name":{"firstName":"Ada","lastName":"Lovelace"},"email":"eve@example.org"}"#;
        script.response = alter(move |response: &mut Vec<(String, String)>| {
            response.push(("user".to_owned(), user.to_owned()));
        });
    });
    let user = signed_in_by_form(&world).await;
    assert_eq!(
        (&user["display_name"], &user["email"]),
        (&json!("Ada Lovelace"), &json!("x7@privaterelay.appleid.com"))
    );
    assert_eq!(user["email_verified"], true);
    // Later responses have no name, and Kaimu keeps the first one.
    world.provider.script(|script| script.response = None);
    assert_eq!(signed_in_by_form(&world).await, user);
}

/// Signs in at a provider that uses `form_post`. The cross-site POST carries no cookie, so our page posts the form again.
async fn signed_in_by_form(world: &World) -> Value {
    let browser = Browser::resolving(&world.provider);
    let asked = browser.get(world.sign_in_url()).await.location().unwrap();
    assert!(asked.query_pairs().any(|pair| pair == ("response_mode".into(), "form_post".into())), "{asked}");
    let posting = browser.get(&asked).await;
    let (callback, fields) = (posting.header("X-Posts-To"), &posting.body);
    let form = ("Content-Type", "application/x-www-form-urlencoded");
    let from_apple = [form, ("Origin", "https://appleid.apple.com"), ("Sec-Fetch-Site", "cross-site")];
    let page = Browser::new().request("POST", callback, &from_apple, fields).await;
    assert!(page.body.contains("name=\"reposted\" value=\"1\""), "{}", page.body);
    let done = browser.request("POST", callback, &[form], &format!("{fields}&reposted=1")).await;
    assert_eq!(done.location().unwrap(), world.app.page("/dashboard"));
    browser.session(&world.app).await.1["user"].take()
}

#[tokio::test(flavor = "multi_thread")]
async fn an_ignored_user_parameter_of_a_provider_other_than_apple() {
    let world = World::with_settings(Provider::start(), json!({}));
    world.provider.person(json!({ "name": null }));
    world.provider.script(|script| {
        script.response = alter(|response: &mut Vec<(String, String)>| {
            response.push(("user".to_owned(), r#"{"name":{"firstName":"Eve"}}"#.to_owned()));
        });
    });
    world.browser.follow(world.sign_in_url()).await.is_dashboard_of("ada");
    assert_eq!(world.browser.session(&world.app).await.1["user"]["display_name"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn keycloak_with_a_realm_and_email_verified_as_a_string() {
    let domain = "sso.example.org/realms/staff";
    let world = preset_below("keycloak", domain, "");
    world.id_token(|token| {
        token.claims["email_verified"] = "true".into();
        token.claims["azp"] = CLIENT_ID.into();
        token.claims["typ"] = "ID".into();
    });
    assert_eq!(world.accepts().await["email_verified"], true);
    world.id_token(|token| token.claims["email_verified"] = "false".into());
    world.accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn authentik_with_one_issuer_per_application() {
    let world = preset_below("authentik", "id.example.org/application/o/kaimu", "/");
    world.id_token(|token| token.claims["email_verified"] = false.into());
    assert_eq!(world.accepts().await["email"], Value::Null);
}

#[tokio::test(flavor = "multi_thread")]
async fn gitlab_and_okta_with_their_presets() {
    preset_below("gitlab", "gitlab.example.org", "").accepts().await;
    preset_below("okta", "example.okta.com", "/oauth2/default").accepts().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn dex_with_rotated_keys() {
    let world = preset_below("dex", "dex.example.org/dex", "");
    world.accepts().await;
    world.provider.rotate_keys();
    world.accepts().await;
}

/// A provider with a preset that derives the issuer from a domain.
fn preset_below(name: &str, domain: &str, end: &str) -> World {
    preset(name, &format!("https://{domain}{end}"), json!({ "domain": domain, "client_secret": CLIENT_SECRET }))
}
