//! Log lines: as text or as JSON, each with the id of its request. `secrets.rs` searches the lines of all tests for secrets.

use std::collections::BTreeSet;
use std::path::Path;

use serde_json::{Value, json};

use crate::browser::{Answer, Browser};
use crate::database::Database;
use crate::program::{Program, Running};
use crate::provider::Provider;

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";

async fn refused_callback(running: &Running, headers: &[(&str, &str)]) -> Answer {
    Browser::new().request("GET", running.api("/auth/oidc/idp/callback?state=forged&code=x"), headers, "").await
}

/// The lines that are JSON objects, all after the first one.
fn objects(log: &[String]) -> Vec<Value> {
    let first = log.iter().position(|line| line.starts_with('{')).unwrap();
    let read = |line: &String| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    log[first..].iter().map(read).collect()
}

/// The only line of a request whose message begins so.
#[track_caller]
fn line<'a>(lines: &'a [Value], answer: &Answer, begins: &str) -> &'a Value {
    let of_request = |line: &&Value| line["request_id"] == answer.header("x-request-id");
    let found: Vec<_> =
        lines.iter().filter(of_request).filter(|line| line["message"].as_str().unwrap().starts_with(begins)).collect();
    let [line] = found[..] else { panic!("{begins}: {found:#?} of {lines:#?}") };
    line
}

fn launched(program: Program) -> Running {
    let mut running = program.launch();
    running.wait_for_line("ready: open");
    running
}

#[tokio::test(flavor = "multi_thread")]
async fn json_lines_have_the_request_the_code_the_provider_the_user_and_the_duration() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let program = Program::on(&database).provider(provider.settings("idp")).set("KAIMU_LOG__FORMAT", "json");
    let running = launched(program);
    let refused = refused_callback(&running, &[]).await;
    let browser = Browser::new();
    let start = browser.get(running.api("/auth/oidc/idp/authorize")).await;
    let signed_in = browser.get(browser.get(start.location().unwrap()).await.location().unwrap()).await;
    let user = database.values("id", "users")[0].clone().unwrap();
    running.signal("TERM");
    let (_, log) = running.end();
    let lines = objects(&log);

    let refusal = line(&lines, &refused, "state.missing (idp): ");
    assert_eq!((&refusal["code"], &refusal["provider"]), (&json!("state.missing"), &json!("idp")));
    assert_eq!((&refusal["level"], &refusal["target"]), (&json!("warn"), &json!("kaimu::http::sign_in::refuse")));
    assert!(refusal.get("user").is_none() && refusal.get("upstream_request_id").is_none(), "{refusal}");
    let success = line(&lines, &signed_in, "user ");
    assert_eq!((&success["user"], &success["provider"]), (&json!(user), &json!("idp")));
    let answered = line(&lines, &signed_in, "GET /auth/oidc/{slug}/callback 303 in ");
    assert_eq!((&answered["method"], &answered["status"]), (&json!("GET"), &json!(303)));
    assert_eq!(answered["route"], "/auth/oidc/{slug}/callback");
    assert!(answered["duration_ms"].as_u64().is_some() && answered.get("code").is_none(), "{answered}");
    for line in &lines {
        let time = line["time"].as_str().unwrap();
        assert!(time.len() == 24 && time.ends_with('Z') && line["message"].is_string(), "{line}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_id_of_a_trusted_proxy_is_a_second_field_and_that_of_others_is_none() {
    let trace = format!("00-{TRACE}-00f067aa0ba902b7-01");
    let long = "x".repeat(65);
    for (trusted, headers, expected) in [
        ("127.0.0.1", vec![("X-Request-Id", "proxy-7")], json!("proxy-7")),
        ("127.0.0.1", vec![("X-Request-Id", "proxy-7"), ("traceparent", trace.as_str())], json!(TRACE)),
        ("127.0.0.1", vec![("X-Request-Id", long.as_str())], Value::Null),
        ("192.0.2.1", vec![("X-Request-Id", "proxy-7"), ("traceparent", trace.as_str())], Value::Null),
    ] {
        let program = Program::on(&Database::sqlite()).provider(Provider::start().settings("idp"));
        let program = program.set("KAIMU_LOG__FORMAT", "json").set("KAIMU_SERVER__TRUSTED_PROXIES", trusted);
        let running = launched(program);
        let answer = refused_callback(&running, &headers).await;
        assert_eq!(answer.header("x-request-id").len(), 16, "Kaimu's own");
        running.signal("TERM");
        let lines = objects(&running.end().1);
        assert_eq!(line(&lines, &answer, "state.missing")["upstream_request_id"], expected, "{trusted} {headers:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn text_lines_have_both_ids_and_a_reload_changes_the_format() {
    let program = Program::on(&Database::sqlite()).provider(Provider::start().settings("idp"));
    let file = program.file("kaimu.env");
    std::fs::write(&file, "").unwrap();
    let program =
        program.set("KAIMU_ENV_FILE", file.to_str().unwrap()).set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1");
    let mut running = program.start();
    let text = refused_callback(&running, &[("X-Request-Id", "proxy-7")]).await;
    let own = text.header("x-request-id").to_owned();
    running.wait_for(&format!("request {own} (upstream proxy-7): state.missing (idp): "));
    std::fs::write(&file, "KAIMU_LOG__FORMAT=json\n").unwrap();
    assert_eq!(running.program.run(&["reload"]).status, Some(0));
    let answer = refused_callback(&running, &[]).await;
    running.wait_for_line(answer.header("x-request-id"));
    running.signal("TERM");
    line(&objects(&running.end().1), &answer, "state.missing (idp): ");
}

/// The fixed clauses of each warning in this source.
fn warnings(source: &str) -> Vec<Vec<String>> {
    let calls = source.split("log::warn!(").skip(1);
    let literal = |call: &str| {
        let text = call.split_once('"')?.1;
        let end = text.match_indices('"').find(|(at, _)| !text[..*at].ends_with('\\'))?.0;
        // A line that goes on in the next one.
        let text: String = text[..end].split("\\\n").map(str::trim_start).collect();
        let text = text.replace("\\\"", "\"");
        let clauses = text.split(['{', '}']).step_by(2).flat_map(|part| part.split([':', ';', ',', '(']));
        // A warning without any has its words from elsewhere.
        Some(clauses.map(|clause| clause.trim().to_owned()).filter(|clause| clause.len() > 12).collect::<Vec<_>>())
    };
    calls.filter_map(literal).filter(|clauses: &Vec<String>| !clauses.is_empty()).collect()
}

#[test]
fn the_documentation_of_the_log_has_every_warning() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let plain = |text: &str| text.replace('`', "").to_lowercase();
    let page = plain(&std::fs::read_to_string(root.join("docs/logging.md")).unwrap());
    let (mut folders, mut missing, mut count) = (vec![root.join("src")], BTreeSet::new(), 0);
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            for warning in warnings(&std::fs::read_to_string(&path).unwrap()) {
                count += 1;
                if !warning.iter().any(|clause| page.contains(&plain(clause))) {
                    missing.insert(format!("{}: {warning:?}", path.display()));
                }
            }
        }
    }
    assert!(missing.is_empty() && count > 25, "{count} warnings, of which docs/logging.md has not: {missing:#?}");
}
