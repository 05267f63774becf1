//! Checks of the registration at the provider: client id, client secret and redirect URI.

use serde_json::{Value, json};

use super::provider::today;
use super::{Setups, at, with};
use crate::program::Program;
use crate::provider::{
    Algorithm, CLIENT_SECRET, ClientCheck, ClientKey, Fault, PAR, Provider, PushedRequests, Script, TOKEN, alter,
};

/// Kaimu with a provider that answers a token request like this.
fn answers(status: u16, body: &str) -> Program {
    at(&Provider::start(), |it| it.inject(TOKEN, Fault::JsonError(status, body.to_owned())))
}

#[test]
fn a_made_up_code_shows_whether_the_provider_accepts_the_client() {
    let mut setups = Setups::default();
    let mut show = |what: &str, program: &Program| setups.show(what, program, "provider.client");
    let provider = Provider::start();
    let mut settings = provider.settings("idp");
    settings["client_secret"] = "hunter2-hunter2".into();
    show("the secret is another one", &with(settings.clone()));
    settings = provider.settings("idp");
    settings["client_id"] = "somebody-else".into();
    show("the client id is another one", &with(settings));
    let scripted = |change: fn(&mut Script)| at(&Provider::start(), |it| it.script(change));
    show("the grant is not allowed", &scripted(|script| script.code_refusal = Some("unauthorized_client")));
    show("the grant or the client is not allowed", &answers(400, r#"{"error": "unauthorized_client"}"#));
    show(
        "it accepts the client and has an odd error",
        &scripted(|script| script.code_refusal = Some("invalid_request")),
    );
    show("it rejects the client as Keycloak does", &answers(401, r#"{"error": "unauthorized_client"}"#));
    show("it rejects the client as Glewlwyd does", &answers(403, r#"{"error": "unauthorized_client"}"#));
    show("it rejects the client without an OAuth error", &answers(401, "<h1>Sign in</h1>"));
    let only = |method| {
        move |it: &Provider| {
            it.script(|script| {
                script.only_auth_method = Some(method);
                script.discovery = alter(|document: &mut Value| {
                    drop(document.as_object_mut().unwrap().remove("token_endpoint_auth_methods_supported"));
                });
            });
        }
    };
    show("it takes the secret in the body only", &at(&Provider::start(), only("client_secret_post")));
    let provider = Provider::start();
    let mut settings = provider.settings("idp");
    settings["client_authentication"] = "client_secret_post".into();
    only("client_secret_basic")(&provider);
    show("it takes the secret in the header only", &with(settings));
    show("it does not decode the header", &scripted(|script| script.client_check = ClientCheck::WithoutDecoding));
    show("it looks at the code first", &scripted(|script| script.client_check = ClientCheck::CodeFirst));
    show("it looks at nothing else", &answers(400, r#"{"error": "invalid_request"}"#));
    show("the client is a public one", &scripted(|script| script.client_check = ClientCheck::None));
    let own = r#"{"error": "AADSTS900144 hunter2", "error_description": "ada@example.org"}"#;
    show("it has an error of its own", &answers(400, own));
    show("it answers with a page", &at(&Provider::start(), |it| it.inject(TOKEN, Fault::Status(503))));
    show("it does not answer", &at(&Provider::start(), |it| it.inject(TOKEN, Fault::Hang)));
    let tokens = r#"{"access_token": "hunter2-hunter2", "token_type": "Bearer"}"#.to_owned();
    show("it takes any code", &at(&Provider::start(), |it| it.inject(TOKEN, Fault::Body("application/json", tokens))));
    show("all is well", &at(&Provider::start(), |_| ()));
    setups.assert_snapshot("check-client");
}

#[test]
fn a_client_key_is_checked_as_a_client_secret_is() {
    let (folder, key) = (tempfile::tempdir().unwrap(), ClientKey::new(Algorithm::Es256));
    let provider = Provider::start();
    provider.script(|script| {
        script.only_auth_method = Some("private_key_jwt");
        script.client_key = Some(key.clone());
    });
    let mut settings = provider.settings("idp");
    settings.as_object_mut().unwrap().remove("client_secret");
    settings["client_authentication"] = "private_key_jwt".into();
    settings["client_key_file"] = key.write(folder.path()).to_str().unwrap().into();
    settings["client_key_id"] = key.id.into();
    let mut setups = Setups::default();
    setups.show("the provider has the key", &with(settings.clone()), "provider.client");
    provider.script(|script| script.client_check = ClientCheck::None);
    setups.show("the provider looks at no key", &with(settings), "provider.client");
    setups.assert_snapshot("check-client-key");
}

/// Lets the provider answer each authorization request with this error.
fn sends_back(provider: &Provider, error: &'static str) {
    provider.script(|script| {
        script.response = alter(move |response: &mut Vec<(String, String)>| {
            response[0] = ("error".to_owned(), error.to_owned());
            response.push(("error_description".to_owned(), "ada@example.org may not".to_owned()));
        });
    });
}

#[test]
fn an_authorization_request_without_a_user_shows_whether_the_redirect_uri_is_registered() {
    let mut setups = Setups::default();
    let mut show = |what: &str, fault: Fault| {
        setups.show(what, &at(&Provider::start(), |it| it.inject("/authorize", fault)), "provider.redirect_uri");
    };
    let page = |words: &str| format!("<h1>400</h1> {words} for ada@example.org");
    show("it says so", Fault::JsonError(400, page("The 'redirect_uri' parameter must be a Login redirect URI")));
    show("it says no", Fault::Status(400));
    show("it leads to an error page", Fault::Redirect("https://idp.example/signin/oauth/error?authError=x".to_owned()));
    show("it leads to its sign-in page", Fault::Redirect("/login".to_owned()));
    let behind_a_redirect = at(&Provider::start(), |it| {
        it.inject("/authorize", Fault::Redirect("/auth/local".to_owned()));
        it.inject("/auth/local", Fault::JsonError(400, page("Unregistered redirect_uri")));
    });
    setups.show("it refuses the redirect URI behind a redirect", &behind_a_redirect, "provider.redirect_uri");
    let mut show = |what: &str, fault: Fault| {
        setups.show(what, &at(&Provider::start(), |it| it.inject("/authorize", fault)), "provider.redirect_uri");
    };
    show("it shows its sign-in page", Fault::Body("text/html", "<h1>Who are you?</h1>".to_owned()));
    show("it is broken", Fault::Status(503));
    show("a firewall answers", Fault::Status(403));
    show("it does not answer", Fault::Hang);
    let without_prompt_none = at(&Provider::start(), |it| it.script(|script| script.status_of_prompt_none = Some(500)));
    setups.show("it does not support prompt=none", &without_prompt_none, "provider.redirect_uri");
    let mut refuses_scopes = |what: &str, scopes: &str, change: fn(&Provider)| {
        let provider = Provider::start();
        let mut settings = provider.settings("idp");
        settings["scopes"] = scopes.into();
        change(&provider);
        setups.show(what, &with(settings), "provider.scopes");
    };
    refuses_scopes("it refuses our scopes with a page", "openid offline_access", |it| {
        let page = "The requested scope is invalid, unknown, or malformed.".to_owned();
        it.inject("/authorize", Fault::JsonError(400, page));
    });
    refuses_scopes("it does not list offline_access", "openid offline_access", |it| {
        it.script(|script| {
            script.discovery = alter(|document: &mut Value| document["scopes_supported"] = json!(["openid"]));
        });
    });
    let mut sent_back = |what: &str, error: &'static str, code: &str| {
        let program = at(&Provider::start(), |it| sends_back(it, error));
        setups.show(what, &program, code);
    };
    sent_back("nobody is signed in there", "login_required", "provider.redirect_uri");
    sent_back("it refuses every such request", "invalid_request", "provider.redirect_uri");
    sent_back("it refuses our scopes", "invalid_scope", "provider.scopes");
    sent_back("it refuses our client", "unauthorized_client", "provider.client");
    setups.assert_snapshot("check-redirect-uri");
}

#[test]
fn an_error_that_comes_as_a_form_shows_that_the_redirect_uri_is_registered() {
    let mut setups = Setups::default();
    for (what, error) in
        [("nobody is signed in there", "login_required"), ("it refuses our client", "unauthorized_client")]
    {
        let provider = Provider::start();
        let mut settings = provider.settings("idp");
        settings["response_mode"] = "form_post".into();
        let program = with(settings);
        let page = format!(
            r#"<form method="post" action="{}/auth/oidc/idp/callback"><input type="hidden" name="error" value="{error}"/>
            <input type="hidden" name="error_description" value="ada@example.org may not"/></form>"#,
            program.base()
        );
        provider.inject("/authorize", Fault::JsonError(400, page));
        setups.show(what, &program, "provider.redirect_uri");
    }
    setups.assert_snapshot("check-form-post");
}

#[test]
fn a_redirect_to_another_host_is_not_followed() {
    let (provider, elsewhere) = (Provider::start(), Provider::start());
    provider.inject("/authorize", Fault::Redirect(format!("{}/authorize", elsewhere.issuer)));
    let checked = with(provider.settings("idp")).run(&["check"]);
    assert!(checked.stdout.contains("  ? the provider reveals only at the end of a sign-in"), "{}", checked.stdout);
    assert_eq!((provider.requests("/authorize"), elsewhere.requests("/authorize")), (1, 0));
}

#[test]
fn a_pushed_authorization_request_is_checked_where_the_provider_requires_it() {
    const REFUSAL: &str = r#"{"error": "invalid_request", "error_description": "ada@example.org"}"#;
    let mut setups = Setups::default();
    let pushing = |change: fn(&Provider)| {
        at(&Provider::start(), |it| {
            it.script(|script| script.pushed_requests = Some(PushedRequests::Required));
            change(it);
        })
    };
    let mut show = |what: &str, change, code| setups.show(what, &pushing(change), code);
    show("all is well", |_| (), "provider.pushed_authorization_requests");
    show("it still shows that the redirect URI is registered", |_| (), "provider.redirect_uri");
    show(
        "it refuses the request",
        |it| it.inject(PAR, Fault::JsonError(400, REFUSAL.to_owned())),
        "provider.pushed_authorization_requests",
    );
    show("it does not answer", |it| it.inject(PAR, Fault::Status(503)), "provider.pushed_authorization_requests");
    show(
        "it names no endpoint",
        |it| {
            it.script(|script| {
                script.discovery = alter(|document: &mut Value| {
                    document["pushed_authorization_request_endpoint"] = json!(null);
                });
            });
        },
        "provider.endpoints",
    );
    setups.assert_snapshot("check-pushed-requests");
}

#[test]
fn both_client_secrets_are_checked_and_an_expiry_is_reported_a_month_ahead() {
    let mut setups = Setups::default();
    let mut two = |what: &str, secrets: [&str; 2]| {
        let provider = Provider::start();
        let mut settings = provider.settings("idp");
        settings.as_object_mut().unwrap().remove("client_secret");
        settings["client_secrets"] = json!(secrets);
        setups.show(what, &with(settings), "provider.client");
    };
    two("the new one is not known yet", ["hunter2-hunter2", CLIENT_SECRET]);
    two("the old one is not known any more", [CLIENT_SECRET, "hunter2-hunter2"]);
    two("neither is known", ["hunter2-hunter2", "hunter2-hunter3"]);
    let mut ends = |what: &str, days: i64| {
        let day = today(days).format("%Y-%m-%d").to_string();
        let provider = Provider::start();
        let mut settings = provider.settings("idp");
        settings["client_secret_expires_at"] = day.clone().into();
        setups.show(what, &with(settings), "provider.client_secret_expires_at");
        setups.0 = setups.0.replace(&day, "THAT DAY");
    };
    ends("it ends in two months", 60);
    ends("it ends in a month", 30);
    ends("it ends today", 0);
    ends("it ended yesterday", -1);
    setups.assert_snapshot("check-client-secrets");
}
