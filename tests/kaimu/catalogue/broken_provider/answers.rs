//! Faulty answers from each endpoint.

use std::io::Read;
use std::net::TcpListener;

use serde_json::Value;

use super::{ENDPOINTS, fails_at};
use crate::catalogue::world::World;
use crate::provider::{DISCOVERY, Fault, KEYS, Provider, TOKEN, USERINFO, alter};

fn html_page() -> Fault {
    Fault::Body("text/html", "<html><h1>Sign in, ada@example.org</h1></html>".to_owned())
}

fn empty_body() -> Fault {
    Fault::Body("application/json", String::new())
}

macro_rules! answers {
    ($($name:ident: $path:ident, $fault:expr, $why:expr;)+) => {
        $(#[tokio::test(flavor = "multi_thread")] async fn $name() { fails_at($path, $fault, $why).await; })+
    };
}

answers! {
    discovery_that_answers_500: DISCOVERY, Fault::Status(500), "answers with status 500";
    a_token_endpoint_that_answers_500: TOKEN, Fault::Status(500), "(status 500) is not a token response; the provider is down";
    a_key_set_that_answers_500: KEYS, Fault::Status(500), "answers with status 500";
    userinfo_that_answers_500: USERINFO, Fault::Status(500), "answers with status 500";
    discovery_that_is_not_found: DISCOVERY, Fault::Status(404), "answers with status 404";
    a_token_endpoint_that_is_busy: TOKEN, Fault::Status(429), "(status 429) is not a token response; the provider is down or busy";
    a_token_endpoint_that_is_not_found: TOKEN, Fault::Status(404), "(status 404) is not a token response; check";
    a_key_set_that_is_not_found: KEYS, Fault::Status(404), "answers with status 404";
    userinfo_that_answers_401: USERINFO, Fault::Status(401), "answers with status 401";
    discovery_that_is_an_html_page: DISCOVERY, html_page(), "is not a discovery document";
    a_token_endpoint_that_answers_with_an_html_page: TOKEN, html_page(), "is not a token response";
    a_key_set_that_is_an_html_page: KEYS, html_page(), "is not a key set";
    userinfo_that_is_an_html_page: USERINFO, html_page(), "does not answer with an object of claims";
    discovery_that_is_empty: DISCOVERY, empty_body(), "is not a discovery document";
    a_token_endpoint_with_an_empty_answer: TOKEN, empty_body(), "is not a token response";
    a_key_set_that_is_empty: KEYS, empty_body(), "is not a key set";
    userinfo_that_is_empty: USERINFO, empty_body(), "does not answer with an object of claims";
    discovery_that_is_cut_off: DISCOVERY, Fault::CutOff, "discovery document";
    a_token_endpoint_that_is_cut_off: TOKEN, Fault::CutOff, "cannot get tokens";
    a_key_set_that_is_cut_off: KEYS, Fault::CutOff, "key set";
    userinfo_that_is_cut_off: USERINFO, Fault::CutOff, "userinfo";
    discovery_of_twenty_mebibytes: DISCOVERY, Fault::Oversized, "longer than 1 MiB";
    a_token_response_of_twenty_mebibytes: TOKEN, Fault::Oversized, "longer than 1 MiB";
    a_key_set_of_twenty_mebibytes: KEYS, Fault::Oversized, "longer than 1 MiB";
    userinfo_of_twenty_mebibytes: USERINFO, Fault::Oversized, "longer than 1 MiB";
}

#[tokio::test(flavor = "multi_thread")]
async fn a_redirect_from_any_endpoint() {
    for (path, code) in ENDPOINTS {
        let (world, elsewhere) = (World::new(), Provider::start());
        world.thin_id_token();
        world.provider.inject(path, Fault::Redirect(format!("{}{path}", elsewhere.issuer)));
        world.refuses(code, "").await;
        assert_eq!(elsewhere.requests(path), 0, "{path}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_connection_that_is_reset_at_any_endpoint() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            // Closing a socket with unread data resets the connection.
            let _ = stream.unwrap().read(&mut [0; 1]);
        }
    });
    for member in ["token_endpoint", "jwks_uri", "userinfo_endpoint"] {
        let (world, url) = (World::new(), url.clone());
        world.thin_id_token();
        world.provider.script(|script| {
            script.discovery = alter(move |document: &mut Value| document[member] = url.clone().into());
        });
        world.refuses("provider.unavailable", "").await;
    }
    let world = World::with(|setup| setup.provider(crate::provider::settings("gone", &url)));
    let end = world.browser.follow(world.app.api("/auth/oidc/gone/authorize")).await;
    end.is_refused_with("provider.unavailable");
}
