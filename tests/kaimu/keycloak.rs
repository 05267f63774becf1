//! A realm of the Keycloak that `tests/run --providers` starts. Its Admin REST API creates and changes the realm.

use serde_json::{Value, json};
use url::Url;

use crate::app::{Setup, TestApp};
use crate::browser::{Answer, Browser};
use crate::database::environment;
use crate::secrets;

const PASSWORD: &str = "correct horse";
/// These characters distinguish a form-encoded Basic header (RFC 6749, section 2.3.1) from an unencoded one.
pub const CLIENT_SECRET: &str = "s3cret:with/special+chars%25&=?;~ and space";

pub struct Keycloak {
    /// The server, with the ID and the secret of a client that may administrate it.
    server: Url,
    realm: String,
}

impl Keycloak {
    /// Creates a realm with a client for this Kaimu, registered as the guide says (`docs/guides/keycloak.md`). Alice and
    /// Bob are its users. Alice is in the group `staff`.
    pub async fn for_kaimu(setup: &Setup) -> Self {
        for secret in [CLIENT_SECRET, "alice@keycloak.example", "bob@keycloak.example"] {
            secrets::watch_for(secret);
        }
        let server = Url::parse(&environment("KAIMU_TEST_KEYCLOAK")).unwrap();
        let realm = uuid::Uuid::from_bytes(kaimu::flow::random::bytes()).simple().to_string();
        let keycloak = Self { server, realm };
        let realm = json!({ "realm": keycloak.realm, "enabled": true, "groups": [{ "name": "staff" }] });
        keycloak.send("POST", "/admin/realms", &realm).await;
        // As in the console: what comes with a realm has neither the default roles nor the default scopes.
        keycloak.admin("POST", "/users", &user("alice", "Alice", &["/staff"])).await;
        keycloak.admin("POST", "/users", &user("bob", "Bob", &[])).await;
        keycloak.admin("POST", "/clients", &client(setup)).await;
        keycloak
    }

    fn issuer(&self) -> String {
        format!("{}/realms/{}", self.origin(), self.realm)
    }

    fn origin(&self) -> String {
        self.server.origin().ascii_serialization()
    }

    /// Its element of `OIDC_PROVIDERS`, as in the guide.
    pub fn settings(&self) -> Value {
        json!({
            "preset": "keycloak", "issuer_url": self.issuer(), "client_id": "kaimu", "client_secret": CLIENT_SECRET
        })
    }

    /// The end session endpoint.
    pub fn end_session_endpoint(&self) -> String {
        format!("{}/protocol/openid-connect/logout", self.issuer())
    }

    /// Signs in: opens our sign-in link, submits the login form and follows redirects.
    pub async fn sign_in(&self, browser: &Browser, app: &TestApp, username: &str) -> Answer {
        let form = browser.follow(app.api("/auth/oidc/keycloak/authorize")).await;
        assert!(form.body.contains("kc-form-login"), "no login form at {}: {}", form.url, form.body);
        self.submit(browser, &form, &[("username", username), ("password", PASSWORD)]).await
    }

    /// Signs out on a page of Keycloak, as another application that sends the browser there does.
    pub async fn sign_out(&self, browser: &Browser) -> Answer {
        let question = browser.get(self.end_session_endpoint()).await;
        let code = attribute(&question.body, "name=\"session_code\" value");
        self.submit(browser, &question, &[("session_code", &code)]).await
    }

    /// Submits the form of a page and follows redirects.
    async fn submit(&self, browser: &Browser, page: &Answer, fields: &[(&str, &str)]) -> Answer {
        let target = page.url.join(&attribute(&page.body, " action")).unwrap();
        browser.submit(target, &self.server, fields).await
    }

    /// Ends all sessions of a user, as an administrator does on the page of that user.
    pub async fn end_sessions_of(&self, username: &str) {
        let id = self.user(username).await;
        self.admin("POST", &format!("/users/{id}/logout"), &Value::Null).await;
    }

    pub async fn disable(&self, username: &str) {
        let id = self.user(username).await;
        self.change(&format!("/users/{id}"), json!({ "enabled": false })).await;
    }

    async fn user(&self, username: &str) -> String {
        self.id_of(&format!("/users?exact=true&username={username}")).await
    }

    /// Changes these members of Kaimu's client.
    pub async fn change_client(&self, members: Value) {
        let id = self.id_of("/clients?clientId=kaimu").await;
        self.change(&format!("/clients/{id}"), members).await;
    }

    /// Replaces the key that signs ID tokens, and deletes the old one.
    pub async fn rotate_keys(&self) {
        let providers = self.admin("GET", "/components?type=org.keycloak.keys.KeyProvider", &Value::Null).await;
        let mut keys = providers.as_array().unwrap().iter();
        let old = keys.find(|it| it["providerId"] == "rsa-generated").expect("the key of RS256");
        let new = json!({
            "name": "new", "providerId": old["providerId"], "providerType": old["providerType"],
            "parentId": old["parentId"], "config": { "priority": ["200"] }
        });
        self.admin("POST", "/components", &new).await;
        self.admin("DELETE", &format!("/components/{}", old["id"].as_str().unwrap()), &Value::Null).await;
    }

    /// The ID of the only element of a list.
    async fn id_of(&self, list: &str) -> String {
        let found = self.admin("GET", list, &Value::Null).await;
        let [one] = &found.as_array().unwrap()[..] else { panic!("{list}: {found}") };
        one["id"].as_str().unwrap().to_owned()
    }

    async fn change(&self, path: &str, members: Value) {
        let mut whole = self.admin("GET", path, &Value::Null).await;
        for (name, value) in members.as_object().unwrap() {
            whole[name] = value.clone();
        }
        self.admin("PUT", path, &whole).await;
    }

    /// Sends a request to the Admin REST API of the realm.
    async fn admin(&self, method: &str, path: &str, body: &Value) -> Value {
        self.send(method, &format!("/admin/realms/{}{path}", self.realm), body).await
    }

    /// Sends a request to the Admin REST API. Returns the JSON of the answer, or null.
    async fn send(&self, method: &str, path: &str, body: &Value) -> Value {
        let authorization = format!("Bearer {}", self.access_token().await);
        let headers = [("Authorization", authorization.as_str()), ("Content-Type", "application/json")];
        let body = if body.is_null() { String::new() } else { body.to_string() };
        let answer = Browser::new().request(method, format!("{}{path}", self.origin()), &headers, &body).await;
        assert!(answer.status.is_success(), "{method} {path}: {} {}", answer.status, answer.body);
        if answer.body.is_empty() { Value::Null } else { answer.json() }
    }

    /// A new one for each request: it is short-lived, and an older one has no rights in a new realm.
    async fn access_token(&self) -> String {
        let (id, secret) = (self.server.username(), self.server.password().expect("a client secret"));
        let body = format!("grant_type=client_credentials&client_id={id}&client_secret={secret}");
        let url = format!("{}/realms/master/protocol/openid-connect/token", self.origin());
        let form = [("Content-Type", "application/x-www-form-urlencoded")];
        let answer = Browser::new().request("POST", url, &form, &body).await;
        answer.json()["access_token"].as_str().unwrap_or_else(|| panic!("{}", answer.body)).to_owned()
    }
}

fn user(username: &str, first_name: &str, groups: &[&str]) -> Value {
    json!({
        "username": username, "firstName": first_name, "lastName": "Example", "enabled": true, "groups": groups,
        "email": format!("{username}@keycloak.example"), "emailVerified": true,
        "credentials": [{ "type": "password", "value": PASSWORD }]
    })
}

/// The client of the guide.
fn client(setup: &Setup) -> Value {
    let url = |base: &Url, path: &str| base.join(path).unwrap().to_string();
    json!({
        "clientId": "kaimu", "secret": CLIENT_SECRET, "publicClient": false, "standardFlowEnabled": true,
        "directAccessGrantsEnabled": false, "redirectUris": [setup.callback("keycloak")], "frontchannelLogout": false,
        "attributes": {
            "post.logout.redirect.uris": url(&setup.frontend, "/login"),
            "backchannel.logout.url": url(&setup.base, "/auth/oidc/keycloak/backchannel-logout"),
            "backchannel.logout.session.required": "true"
        },
        "protocolMappers": [{
            "name": "groups", "protocol": "openid-connect", "protocolMapper": "oidc-group-membership-mapper",
            "config": { "claim.name": "groups", "full.path": "false", "id.token.claim": "true" }
        }]
    })
}

/// The value of an attribute in a page of Keycloak: of the first one with this name and what comes before it.
pub fn attribute(page: &str, name: &str) -> String {
    let (_, value) = page.split_once(&format!("{name}=\"")).unwrap_or_else(|| panic!("no {name} in {page}"));
    value.split('"').next().unwrap().replace("&amp;", "&")
}
