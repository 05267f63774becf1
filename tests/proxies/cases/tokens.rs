//! Personal access tokens of programs such as git, and credentials that are none.

use base64::Engine;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD};
use kaimu::domain::AccessToken;
use url::form_urlencoded;

use crate::account::fields;
use crate::proxies::site::{GIT, LOGIN, Site, WIKI};
use crate::proxies::visitor::{Seen, is_from_application};
use crate::secrets;

/// An address that accepts tokens.
const API: &str = "https://wiki.example.org/api/pages?format=json";

/// Makes a token for the wiki on the account page, in the name of this user.
async fn make_token(site: &Site, name: &str) -> String {
    site.provider.person_has_just_authenticated();
    let visitor = site.signed_in(name, &[]).await;
    let account = visitor.open(&format!("{LOGIN}/account")).await;
    let session = fields(&account, "own_session").swap_remove(0);
    let form = [("own_session", session.as_str()), ("name", "laptop"), ("days", "30"), ("application", WIKI)];
    let form = form_urlencoded::Serializer::new(String::new()).extend_pairs(form).finish();
    let headers = [("Origin", LOGIN), ("Content-Type", "application/x-www-form-urlencoded")];
    let page = visitor.send("POST", &format!("{LOGIN}/account/tokens"), &headers, form.into()).await;
    let start =
        page.body.find(AccessToken::PREFIX).unwrap_or_else(|| panic!("no token: {} {}", page.status, page.body));
    let token = page.body[start..].split('<').next().unwrap().to_owned();
    secrets::watch_for(&token[AccessToken::PREFIX.len()..]);
    token
}

/// The ways in which programs send a token.
fn credentials(token: &str) -> Vec<String> {
    let mut credentials = vec![format!("Bearer {token}"), format!("bearer  {token}")];
    // The username decides how base64 writes the token.
    for username in ["", "x", "git", "ada@example.org"] {
        let pair = format!("{username}:{token}");
        credentials.push(format!("Basic {}", STANDARD.encode(&pair)));
        credentials.push(format!("BASIC\t{}", STANDARD_NO_PAD.encode(&pair)));
    }
    credentials
}

pub async fn a_personal_access_token_opens_an_application_and_does_not_reach_it(site: &Site) {
    let token = make_token(site, "hedy").await;
    let program = site.visitor();
    for credentials in credentials(&token) {
        for (method, body) in [("GET", ""), ("POST", "0000")] {
            let headers = [("Authorization", credentials.as_str()), ("User-Agent", "git/2.47.3")];
            let seen = Seen::by(&program.send(method, API, &headers, body.into()).await);
            assert_eq!(seen.header("Remote-User"), "hedy", "{credentials}");
            for name in ["Authorization", "Kaimu-Token-Used"] {
                assert_eq!(seen.header(name), "", "{credentials}");
            }
        }
    }
}

pub async fn an_unknown_personal_access_token_gets_401(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let token = AccessToken::from_random([7; 32]);
    for credentials in credentials(token.reveal()) {
        // A session does not make up for it.
        for client in [&site.visitor(), &visitor] {
            let answer = client.send("GET", API, &[("Authorization", &credentials)], Vec::new()).await;
            assert!(!is_from_application(&answer), "{credentials}: {}", answer.body);
            assert_eq!(answer.status, 401, "{credentials}: {}", answer.body);
        }
    }
}

pub async fn a_program_is_asked_for_a_personal_access_token(site: &Site) {
    let program = site.visitor();
    let answer = program.get(API).await;
    assert_eq!((answer.status.as_u16(), answer.header("www-authenticate").split(' ').next()), (401, Some("Basic")));
    // A browser would show a dialogue.
    let page = program.page(API).await;
    assert_eq!((page.status.as_u16(), page.header("www-authenticate")), (302, ""));
    let answer = program.get(&format!("{WIKI}/page")).await;
    assert_eq!((answer.status.as_u16(), answer.header("www-authenticate")), (401, ""), "accepts no tokens");
}

pub async fn an_authorization_that_is_not_kaimus_passes(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    Seen::by(&visitor.open(&format!("{GIT}/page")).await);
    for application in [WIKI, GIT] {
        for credentials in ["Bearer of-the-application", "Basic YWRhOnNlY3JldA==", "Digest username=\"ada\""] {
            let headers = [("Authorization", credentials)];
            let seen = Seen::by(&visitor.send("GET", &format!("{application}/api"), &headers, Vec::new()).await);
            assert_eq!(seen.header("Authorization"), credentials, "{application}");
        }
    }
}
