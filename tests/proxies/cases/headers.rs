//! Which headers reach the application, and which do not.

use jsonwebtoken::jwk::JwkSet;
use kaimu::flow::random;

use crate::jwt_examples::rust_example::verify;
use crate::proxies::raw;
use crate::proxies::site::{GIT, LOGIN, NOTES, Site, WIKI};
use crate::proxies::visitor::{PAGE, Seen, is_from_application};

const IDENTITY: [&str; 6] =
    ["Remote-User", "Remote-Sub", "Remote-Email", "Remote-Name", "Remote-Groups", "Kaimu-Jwt-Assertion"];

/// Spellings of a header that applications with CGI, WSGI, Rack or PHP read alike.
fn spellings(name: &str) -> Vec<String> {
    let separators = ["-", "_", ".", "~", "!"].map(|separator| name.replace('-', separator));
    separators.iter().flat_map(|name| [name.clone(), name.to_uppercase(), name.to_lowercase()]).collect()
}

pub async fn identity_headers_reach_the_application(site: &Site) {
    let visitor = site.signed_in("ada", &["writers", "readers"]).await;
    let seen = Seen::by(&visitor.page(&format!("{WIKI}/page")).await);
    assert_eq!(seen.header("Remote-User"), "ada");
    assert_eq!(seen.header("Remote-Email"), "ada@example.org");
    assert_eq!(seen.header("Remote-Name"), "ada");
    let groups = seen.header("Remote-Groups");
    let mut groups: Vec<&str> = groups.split(',').collect();
    groups.sort_unstable();
    assert_eq!(groups, ["readers", "writers"]);
    assert_eq!(seen.header("Remote-Sub").len(), 36, "a UUID");
    assert_eq!(seen.header("Host"), "wiki.example.org");
    assert_eq!(seen.header("X-Forwarded-Proto"), "https");
}

pub async fn the_assertion_verifies_and_is_about_the_user(site: &Site) {
    const ASSERTION: &str = "Kaimu-Jwt-Assertion";
    let keys = site.visitor().get(&format!("{LOGIN}/.well-known/jwks.json")).await;
    let keys: JwkSet = serde_json::from_str(&keys.body).unwrap();
    let ada = site.signed_in("ada", &[]).await;
    let of_ada = Seen::by(&ada.page(&format!("{WIKI}/page")).await).header(ASSERTION);
    verify(&of_ada, &keys, LOGIN, WIKI).unwrap();
    // The assertion of another user does not get through, at the application that it is for or at another one.
    let grace = site.signed_in("grace", &["staff"]).await;
    for application in [WIKI, GIT, NOTES] {
        let page = format!("{application}/page");
        Seen::by(&grace.open(&page).await);
        let seen = Seen::by(&grace.send("GET", &page, &[(ASSERTION, &of_ada)], Vec::new()).await);
        let claims = verify(&seen.header(ASSERTION), &keys, LOGIN, application).unwrap();
        assert_eq!((&claims["aud"], &claims["sub"]), (&application.into(), &seen.header("Remote-Sub").into()));
        assert_eq!(claims["preferred_username"], "grace");
    }
    let public = format!("{WIKI}/public/page");
    let seen = Seen::by(&site.visitor().send("GET", &public, &[(ASSERTION, &of_ada)], Vec::new()).await);
    assert_eq!(seen.header(ASSERTION), "");
}

/// How often a request is repeated that the proxy did not get an answer to in time.
const MAX_REPETITIONS: usize = 3;

/// A request over HTTP/1.1 with every identity header in every spelling.
async fn spoofed(site: &Site, path: &str, cookies: &str) -> raw::RawAnswer {
    let request = format!("GET {path} HTTP/1.1");
    let cookies = format!("Cookie: {cookies}");
    let spoofed: Vec<String> = IDENTITY
        .iter()
        .chain(&["Kaimu-Token-Used"])
        .flat_map(|name| spellings(name))
        .map(|name| format!("{name}: mallory"))
        .collect();
    // One request for each header: a proxy may refuse the whole request.
    let mut last = None;
    for header in &spoofed {
        let lines = [request.as_str(), "Host: wiki.example.org", &cookies, header];
        let mut answer = raw::send(site, "wiki.example.org", &lines).await;
        // On a busy machine, an answer may take longer than the proxy waits.
        for _ in 0..MAX_REPETITIONS {
            if answer.status == 503 {
                answer = raw::send(site, "wiki.example.org", &lines).await;
            }
        }
        assert!(!answer.text.contains("mallory"), "{header}: {}", answer.text);
        assert!([200, 400].contains(&answer.status), "{header}: {}", answer.text);
        last = Some(answer);
    }
    last.unwrap()
}

pub async fn spoofed_headers_do_not_reach_the_application(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    spoofed(site, "/page", &visitor.cookies(WIKI)).await;
    // Over HTTP/2, names are in lower case.
    let names: Vec<String> = IDENTITY.iter().map(|name| name.to_lowercase()).collect();
    let headers: Vec<(&str, &str)> = names.iter().map(|name| (name.as_str(), "mallory")).collect();
    let answer = visitor.send("GET", &format!("{WIKI}/page"), &headers, Vec::new()).await;
    assert!(!answer.body.contains("mallory"), "{}", answer.body);
    assert_eq!(Seen::by(&answer).header("Remote-User"), "ada");
}

pub async fn a_spoofed_header_does_not_reach_a_public_page(site: &Site) {
    spoofed(site, "/public/page", "").await;
    let headers: Vec<(&str, &str)> = IDENTITY.iter().map(|name| (*name, "mallory")).collect();
    let answer = site.visitor().send("GET", &format!("{WIKI}/public/page"), &headers, Vec::new()).await;
    assert!(!answer.body.contains("mallory"), "{}", answer.body);
    assert_eq!(Seen::by(&answer).header("Remote-User"), "");
}

pub async fn kaimus_cookie_does_not_reach_the_application(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let kaimus = visitor.cookies(WIKI);
    assert!(kaimus.contains("__Host-kaimu_app="), "{kaimus}");
    let cookies = [
        format!("theme=dark; {kaimus}; size=9"),
        format!("{kaimus}; theme=dark; __Host-kaimu_other=1; size=9"),
        format!("theme=dark; size=9; {kaimus}"),
    ];
    for cookies in cookies {
        let request = ["GET /page HTTP/1.1", "Host: wiki.example.org", &format!("Cookie: {cookies}")];
        let answer = raw::send(site, "wiki.example.org", &request).await;
        assert!(answer.is_from_application() && answer.text.contains("theme=dark"), "{}", answer.text);
        // Traefik has no means to change a header.
        assert_eq!(answer.text.contains("__Host-kaimu_"), !site.kind.removes_cookie, "{}", answer.text);
        assert!(!site.kind.removes_cookie || answer.text.contains("theme=dark; size=9"), "{}", answer.text);
    }
    visitor.set_cookie(WIKI, "theme=dark");
    let seen = Seen::by(&visitor.page(&format!("{WIKI}/page")).await);
    assert!(!site.kind.removes_cookie || seen.header("Cookie") == "theme=dark", "{}", seen.header("Cookie"));
}

pub async fn forwarding_headers_of_the_client_change_nothing(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let cookies = format!("Cookie: {}", visitor.cookies(WIKI));
    let tricks: [&[&str]; 9] = [
        &["X-Forwarded-Uri: /public"],
        &["X-Forwarded-Uri: /public", "X-Forwarded-Uri: /public"],
        &["X-Forwarded-Method: OPTIONS", "Origin: https://x.example", "Access-Control-Request-Method: PUT"],
        &["X-Forwarded-Host: git.example.org"],
        &["X-Original-URL: /public", "X-Original-Method: GET"],
        &["X-Rewrite-URL: /public"],
        &["X-Forwarded-Uri: /public", "Connection: close, X-Forwarded-Uri"],
        &["X-HTTP-Method-Override: OPTIONS"],
        &["Forwarded: host=git.example.org;proto=https", "X-Forwarded-For: 10.0.0.1"],
    ];
    for trick in tricks {
        let request = ["GET /admin/users HTTP/1.1", "Host: wiki.example.org", &cookies];
        let answer = raw::send(site, "wiki.example.org", &[&request, trick].concat()).await;
        assert!(!answer.is_from_application(), "{trick:?}: {}", answer.text);
        assert!([400, 403].contains(&answer.status), "{trick:?}: {}", answer.text);
    }
    // Some frameworks open the path of these headers.
    for name in ["X-Original-URL", "X-Rewrite-URL"] {
        let answer = visitor.send("GET", &format!("{WIKI}/page"), &[(name, "/admin/users")], Vec::new()).await;
        assert_eq!(Seen::by(&answer).header(name), "");
    }
}

pub async fn a_client_cannot_have_a_header_removed(site: &Site) {
    let visitor = site.signed_in("ada", &["readers"]).await;
    let cookies = format!("Cookie: {}", visitor.cookies(WIKI));
    let usual = Seen::by(&visitor.page(&format!("{WIKI}/page")).await);
    for name in IDENTITY.into_iter().filter(|name| !usual.header(name).is_empty()) {
        let connection = format!("Connection: close, {name}");
        let request = ["GET /page HTTP/1.1", "Host: wiki.example.org", &cookies, &connection];
        let answer = raw::send(site, "wiki.example.org", &request).await;
        let kept = answer.text.to_lowercase().contains(&format!("[\"{}\",", name.to_lowercase()));
        assert!(answer.status == 400 || kept, "{name}: {}", answer.text);
    }
}

/// The id in Kaimu's log, for a page of Kaimu, a question about an application, and `/.kaimu/`.
pub async fn a_client_does_not_choose_the_id_of_a_request(site: &Site) {
    let forged = [(); 3].map(|()| random::request_id().to_string());
    let trace = forged[1..].concat();
    let traceparent = format!("00-{trace}-00f067aa0ba902b7-01");
    let visitor = site.visitor();
    for url in [format!("{LOGIN}/missing"), format!("{WIKI}/page"), format!("{WIKI}/.kaimu/missing")] {
        let headers = [PAGE[0], PAGE[1], ("X-Request-Id", forged[0].as_str()), ("traceparent", &traceparent)];
        visitor.send("GET", &url, &headers, Vec::new()).await;
    }
    // The lines of earlier requests come before those of this one.
    let last = visitor.get(&format!("{LOGIN}/missing")).await;
    site.kaimu.watch.upstream_id_of(last.header("X-Request-Id")).await;
    let chosen = [&forged[0], &trace].map(|id| format!(" (upstream {id}): "));
    let log = site.kaimu.watch.log();
    let lines: Vec<_> = log.iter().filter(|line| chosen.iter().any(|chosen| line.contains(chosen))).collect();
    assert!(lines.is_empty(), "{lines:#?}");
}

pub async fn a_name_in_unicode_reaches_the_application(site: &Site) {
    site.person("zoe", &["Käufer, alle"]);
    site.provider.person(serde_json::json!({ "name": "Zoë 漢字 \u{202e}x" }));
    let answer = site.visitor().open(&format!("{WIKI}/page")).await;
    let name = Seen::by(&answer).header("Remote-Name");
    assert!(name.is_ascii(), "{name}");
    let decoded = url::form_urlencoded::parse(format!("name={}", name.replace('+', "%2B")).as_bytes())
        .next()
        .unwrap()
        .1
        .into_owned();
    assert!(decoded.starts_with("Zoë 漢字"), "{name}");
    let groups = Seen::by(&answer).header("Remote-Groups");
    assert!(groups.is_ascii() && !groups.contains(','), "{groups}");
}

pub async fn a_user_in_400_groups_reaches_the_application(site: &Site) {
    let groups: Vec<String> = (0..400).map(|number| format!("department-{number}-of-the-company")).collect();
    let visitor = site.signed_in("max", &groups.iter().map(String::as_str).collect::<Vec<_>>()).await;
    let answer = visitor.send("GET", &format!("{WIKI}/page"), &PAGE, Vec::new()).await;
    assert!(is_from_application(&answer), "{} {}", answer.status, answer.body);
    let groups = Seen::by(&answer).header("Remote-Groups");
    assert!(!groups.is_empty() && groups.len() <= 2048, "{} bytes", groups.len());
    assert!(groups.split(',').all(|group| group.ends_with("-of-the-company")), "{groups}");
}
