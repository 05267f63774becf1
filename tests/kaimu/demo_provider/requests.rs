//! Requests to the demo provider: which ones it accepts, what its page shows, and where it redirects.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn each_issuer_publishes_its_own_metadata_and_key() {
    let provider = Provider::start();
    let mut keys = Vec::new();
    for path in ["okta", "google"] {
        let issuer = provider.issuer(path);
        let metadata = provider.browser.get(format!("{issuer}/.well-known/openid-configuration")).await.json();
        assert_eq!(metadata["issuer"], issuer);
        assert_eq!(metadata["response_types_supported"], json!(["code"]));
        assert_eq!(metadata["code_challenge_methods_supported"], json!(["S256"]));
        assert_eq!(metadata["id_token_signing_alg_values_supported"], json!(["ES256"]));
        assert_eq!(metadata["authorization_response_iss_parameter_supported"], true);
        assert_eq!(metadata["end_session_endpoint"], format!("{issuer}/logout"));
        keys.push(provider.browser.get(metadata["jwks_uri"].as_str().unwrap()).await.json());
        assert_eq!(keys.last().unwrap()["keys"].as_array().unwrap().len(), 1);
        assert!(keys.last().unwrap()["keys"][0].get("d").is_none(), "only the public part");
    }
    assert_ne!(keys[0], keys[1]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_request_of_an_unknown_client_or_redirect_uri_is_not_redirected() {
    let provider = Provider::start();
    let longer = format!("{CALLBACK}/");
    for changes in [
        &[("redirect_uri", longer.as_str())][..],
        &[("redirect_uri", "https://elsewhere.example/")],
        &[("redirect_uri", "")],
        &[("redirect_uri", CALLBACK), ("redirect_uri", CALLBACK)],
        &[("client_id", "somebody")],
        &[("client_id", "")],
    ] {
        let page = provider.browser.get(provider.authorize(changes)).await;
        assert_eq!((page.status, page.location()), (StatusCode::BAD_REQUEST, None), "{changes:?}");
        assert!(page.body.contains("nothing here is protected"), "{}", page.body);
        assert!(!page.body.contains("elsewhere.example"));
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_request_is_redirected_back_with_its_error() {
    let provider = Provider::start();
    for (changes, error) in [
        (&[("code_challenge", "")][..], "invalid_request"),
        (&[("code_challenge_method", "")], "invalid_request"),
        (&[("code_challenge_method", "plain")], "invalid_request"),
        (&[("code_challenge", "short")], "invalid_request"),
        (&[("response_type", "")], "invalid_request"),
        (&[("response_type", "code id_token")], "unsupported_response_type"),
        (&[("response_mode", "fragment")], "invalid_request"),
        (&[("scope", "profile email")], "invalid_scope"),
        (&[("nonce", "one"), ("nonce", "two")], "invalid_request"),
        (&[("request", "eyJ")], "request_not_supported"),
        (&[("request_uri", "https://example.org/")], "request_uri_not_supported"),
        (&[("prompt", "none")], "login_required"),
        (&[("prompt", "none login")], "invalid_request"),
    ] {
        let back = provider.browser.get(provider.authorize(changes)).await.location().unwrap();
        assert_eq!(back.as_str().split('?').next().unwrap(), CALLBACK);
        assert_eq!(query(&back, "error").as_deref(), Some(error), "{changes:?}");
        assert_eq!(query(&back, "state").as_deref(), Some("the state"));
        assert_eq!(query(&back, "iss"), Some(provider.issuer("okta")));
        assert_eq!(query(&back, "code"), None);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_lets_the_user_choose_a_person_and_preselects_the_login_hint() {
    let provider = Provider::start();
    for prompt in ["login", "select_account", "login consent"] {
        let page = provider.browser.get(provider.authorize(&[("prompt", prompt)])).await;
        assert_eq!((page.status, page.body.matches("name=\"person\"").count()), (StatusCode::OK, 7), "{prompt}");
        assert!(!page.body.contains("autofocus"));
        assert_eq!(page.header("cache-control"), "no-store");
        let policy = page.header("content-security-policy");
        assert!(policy.contains("form-action 'self' http://localhost:3000 http://localhost:4321;"), "{policy}");
    }
    for hint in ["bob", "bob@example.org"] {
        let page = provider.browser.get(provider.authorize(&[("login_hint", hint)])).await;
        let first = page.body.split_once("name=\"person\"").unwrap().1;
        assert!(first.starts_with(" value=\"bob\" autofocus>"), "{first}");
    }
    let request = provider.authorize(&[]);
    let page = provider.post(&format!("{}/authorize", provider.issuer("okta")), None, &[]).await;
    assert_eq!(page.status, StatusCode::BAD_REQUEST, "an empty one");
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let address = format!("{}/authorize", provider.issuer("okta"));
    let page = provider.browser.request("POST", address, &headers, request.query().unwrap()).await;
    assert_eq!(page.status, StatusCode::OK, "a request may come as a POST");
}

#[tokio::test(flavor = "multi_thread")]
async fn the_page_escapes_request_parameters() {
    let provider = Provider::start();
    let headers = [("Content-Type", "application/x-www-form-urlencoded")];
    let address = format!("{}/authorize", provider.issuer("okta"));
    let evil = "\"><script>alert('1')</script>&lt;";
    let request = format!("{}&login_hint={evil}", provider.authorize(&[("state", evil)]).query().unwrap());
    let page = provider.browser.request("POST", &address, &headers, &request).await;
    assert_eq!(page.status, StatusCode::OK);
    assert!(!page.body.contains("<script") && !page.body.contains("\">&#60;script"), "{}", page.body);
    let (action, carried) = form(&page);
    assert_eq!(carried, request, "nothing is lost on the way");
    let fields = [("request", carried.as_str()), ("person", "alice")];
    let response = provider.post(action.as_str(), None, &fields).await.location().unwrap();
    assert_eq!(query(&response, "state").as_deref(), Some(evil));
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_out_returns_to_the_registered_page_and_nowhere_else() {
    let provider = Provider::start();
    let code = provider.code("okta", &[]).await;
    let tokens = provider.redeem("okta", &code, Some(SECRET), &[]).await.json();
    let address = format!("{}/logout", provider.issuer("okta"));
    let hint = tokens["id_token"].as_str().unwrap();
    let fields = [("id_token_hint", hint), ("post_logout_redirect_uri", LOGIN), ("state", "the state")];
    let by_link = provider.browser.get(Url::parse_with_params(&address, fields).unwrap()).await;
    let by_form = provider.post(&address, None, &fields).await;
    for answer in [by_link, by_form] {
        assert_eq!(answer.location().unwrap().as_str(), format!("{LOGIN}?state=the+state"));
    }
    let forged = hint.replacen('.', ".e", 1);
    for fields in [
        &[("post_logout_redirect_uri", "http://localhost:4321/")][..],
        &[("post_logout_redirect_uri", "https://elsewhere.example/login")],
        &[("post_logout_redirect_uri", LOGIN), ("client_id", "somebody")],
        &[("post_logout_redirect_uri", LOGIN), ("id_token_hint", &forged)],
        &[("post_logout_redirect_uri", LOGIN), ("state", "one"), ("state", "two")],
    ] {
        let refused = provider.post(&address, None, fields).await;
        assert_eq!((refused.status, refused.location()), (StatusCode::BAD_REQUEST, None), "{fields:?}");
        assert!(refused.body.contains("nothing here is protected"));
    }
    let page = provider.browser.get(&address).await;
    assert_eq!((page.status, page.location()), (StatusCode::OK, None));
    assert!(page.body.contains("You are signed out"));
}

#[tokio::test(flavor = "multi_thread")]
async fn other_paths_answer_with_a_page_that_explains_the_demo() {
    let provider = Provider::start();
    for path in ["/", "/okta", "/microsoft/authorize", "/okta/pictures/nobody.svg"] {
        let page = provider.browser.get(format!("http://{}{path}", provider.address)).await;
        assert_eq!(page.status, StatusCode::NOT_FOUND, "{path}");
        assert!(page.body.contains("nothing here is protected"), "{path}");
    }
    for (path, kind) in [("/demo.css", "text/css; charset=utf-8"), ("/demo.svg", "image/svg+xml")] {
        let file = provider.browser.get(format!("http://{}{path}", provider.address)).await;
        assert_eq!((file.status, file.header("content-type")), (StatusCode::OK, kind));
    }
}
