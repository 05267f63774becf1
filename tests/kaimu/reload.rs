//! A changed configuration, applied by a restart, by `kaimu reload` or by SIGHUP.

use std::os::unix::fs::PermissionsExt;

use reqwest::StatusCode;
use serde_json::Value;
use tempfile::TempDir;
use url::Url;

use crate::browser::{Answer, Browser};
use crate::database::{Database, on_both_databases};
use crate::program::{Program, Running};
use crate::provider::{DISCOVERY, KEYS, Provider};

on_both_databases![
    a_reload_interrupts_neither_sessions_nor_sign_in_attempts,
    the_sessions_of_a_removed_provider_end_at_the_reload_or_the_restart,
    the_reload_socket_is_private_and_removed_with_its_server,
];

const WAITS: &str = "takes effect after a restart: ";

/// The file that `KAIMU_ENV_FILE` names.
struct EnvFile(TempDir);

impl EnvFile {
    fn new(providers: &[Value]) -> Self {
        let file = Self(tempfile::tempdir().unwrap());
        file.write(providers, "");
        file
    }

    /// Writes the file as an operator does: the providers over several lines, then other settings.
    fn write(&self, providers: &[Value], more: &str) {
        let providers = serde_json::to_string_pretty(providers).unwrap();
        std::fs::write(self.path(), format!("# by hand\nexport OIDC_PROVIDERS='{providers}'\n{more}")).unwrap();
    }

    fn path(&self) -> String {
        self.0.path().join(".env").display().to_string()
    }

    fn program(&self, database: &Database) -> Program {
        Program::on(database).set("KAIMU_ENV_FILE", &self.path())
    }
}

/// The settings of the scripted provider with this slug and a name of its own.
fn named(provider: &Provider, slug: &str) -> Value {
    let mut settings = provider.settings(slug);
    settings["name"] = format!("Provider {slug}").into();
    settings
}

async fn has_button(running: &Running, slug: &str) -> bool {
    let page = Browser::new().get(running.page("/login")).await;
    assert_eq!(page.status, StatusCode::OK);
    page.body.contains(&format!("Continue with Provider {slug}"))
}

/// The authorization response of a sign-in attempt, which the browser has not sent yet.
async fn pending_response(running: &Running, browser: &Browser, slug: &str) -> url::Url {
    let start = browser.get(running.api(&format!("/auth/oidc/{slug}/authorize"))).await;
    browser.get(start.location().unwrap()).await.location().unwrap()
}

fn reload(running: &Running) -> String {
    let ended = running.program.run(&["reload"]);
    assert_eq!(ended.status, Some(0), "{}", ended.stderr);
    assert!(ended.stdout.starts_with("the new configuration is in use\n"), "{}", ended.stdout);
    ended.stdout
}

#[tokio::test(flavor = "multi_thread")]
async fn a_restart_applies_a_changed_environment_file() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let file = EnvFile::new(&[named(&provider, "one")]);
    let running = file.program(&database).start();
    assert!(has_button(&running, "one").await && !has_button(&running, "two").await);

    file.write(&[named(&provider, "two")], "");
    assert!(has_button(&running, "one").await, "until then everything is as it was");
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0));
    let running = file.program(&database).start();
    assert!(!has_button(&running, "one").await && has_button(&running, "two").await);
}

async fn a_reload_interrupts_neither_sessions_nor_sign_in_attempts(database: Database) {
    let provider = Provider::start();
    let file = EnvFile::new(&[named(&provider, "one")]);
    let mut running = file.program(&database).start();
    // Wait until the checks after the start are complete.
    running.wait_for("check: ");
    let asked = || (provider.requests(DISCOVERY), provider.requests(KEYS));
    let before = asked();
    let (signed_in, under_way) = (Browser::new(), Browser::new());
    signed_in.follow(running.api("/auth/oidc/one/authorize")).await.is_dashboard_of("Ada");
    let back = pending_response(&running, &under_way, "one").await;

    file.write(&[named(&provider, "two"), named(&provider, "one")], "KAIMU_BRANDING__NAME=Elsewhere\n");
    assert_eq!(reload(&running).lines().count(), 1);
    assert!(has_button(&running, "one").await && has_button(&running, "two").await);
    let dashboard = signed_in.get(running.page("/dashboard")).await;
    dashboard.is_dashboard_of("Ada");
    assert!(dashboard.body.contains("Elsewhere"), "{}", dashboard.body);
    under_way.follow(back).await.is_dashboard_of("Ada");
    Browser::new().follow(running.api("/auth/oidc/two/authorize")).await.is_dashboard_of("Ada");
    assert_eq!(asked(), (before.0 + 2, before.1 + 2), "once for each of the two");
}

async fn the_sessions_of_a_removed_provider_end_at_the_reload_or_the_restart(database: Database) {
    let provider = Provider::start();
    let [one, two, three] = ["one", "two", "three"].map(|slug| named(&provider, slug));
    let file = EnvFile::new(&[one.clone(), two.clone(), three]);
    let mut running = file.program(&database).start();
    let browsers = ["one", "two", "three"].map(|slug| (slug, Browser::new()));
    for (slug, browser) in &browsers {
        browser.follow(running.api(&format!("/auth/oidc/{slug}/authorize"))).await.is_dashboard_of("Ada");
    }
    let link = running.program.run(&["sign-in-link", "ada"]).stdout;
    let by_link = Browser::new();
    let frontend = Url::parse(&running.program.frontend()).unwrap();
    by_link.submit(link.trim(), &frontend, &[]).await.is_dashboard_of("Ada");

    file.write(&[one, two.clone()], "");
    reload(&running);
    running.wait_for("the provider three is not configured any more; sessions of it that have ended: 1");
    assert_eq!(
        database.values("provider", "sessions ORDER BY provider"),
        ["one", "operator", "two"].map(|slug| Some(slug.to_owned()))
    );
    let page = browsers[2].1.get(running.page("/dashboard")).await;
    assert_eq!(page.location().unwrap().path(), "/login");

    file.write(&[two], "");
    running.signal("TERM");
    assert_eq!(running.end().0, Some(0));
    let mut running = file.program(&database).start();
    running.wait_for("the provider one is not configured any more; sessions of it that have ended: 1");
    assert_eq!(database.count("sessions"), 2);
    let ended = database.values("provider", "audit_events WHERE action = 'provider_removed' ORDER BY id");
    assert_eq!(ended, ["three", "one"].map(|slug| Some(slug.to_owned())));
    assert_eq!(database.count("audit_events WHERE action = 'provider_removed' AND user_id IS NULL"), 0);
}

#[tokio::test(flavor = "multi_thread")]
async fn sighup_reloads_the_configuration_and_is_logged() {
    let provider = Provider::start();
    let file = EnvFile::new(&[]);
    let mut running = file.program(&Database::sqlite()).start();
    file.write(&[named(&provider, "one")], "");
    running.signal("HUP");
    running.wait_for("reload: the new configuration is in use");
    assert!(has_button(&running, "one").await);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_invalid_configuration_is_not_applied_and_every_error_is_reported() {
    let provider = Provider::start();
    let file = EnvFile::new(&[named(&provider, "one")]);
    let mut running = file.program(&Database::sqlite()).start();
    let mut without_id = named(&provider, "two");
    without_id.as_object_mut().unwrap().remove("client_id");
    file.write(&[without_id], "OIDC_STATE_EXPIRATION_MINUTES=hunter2\nKAIMU_AUDIT__KEEP=hunter3\n");

    let ended = running.program.run(&["reload"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(2), ""));
    running.signal("HUP");
    running.wait_for("reload: failed, the previous configuration stays in use");
    running.signal("TERM");
    running.wait_for("stopping: ");
    let log = running.log().join("\n");
    for output in [ended.stderr, log] {
        for words in [
            "provider 1 (two): client_id: is missing",
            "OIDC_STATE_EXPIRATION_MINUTES (",
            "KAIMU_AUDIT__KEEP (",
            "line ",
        ] {
            assert!(output.contains(words), "{words:?} is missing: {output}");
        }
        assert!(!output.contains("hunter"), "{output}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_reload_keeps_the_old_providers() {
    let provider = Provider::start();
    let file = EnvFile::new(&[named(&provider, "one")]);
    let mut running = file.program(&Database::sqlite()).start();
    file.write(&[named(&provider, "two")], "KAIMU_AUDIT__KEEP=\n");
    running.signal("HUP");
    running.wait_for("reload: failed");
    assert!(has_button(&running, "one").await && !has_button(&running, "two").await);
    Browser::new().follow(running.api("/auth/oidc/one/authorize")).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sign_in_attempt_at_a_removed_provider_is_refused_and_at_a_changed_one_continues() {
    let provider = Provider::start();
    let file = EnvFile::new(&[named(&provider, "gone"), named(&provider, "stays")]);
    let running = file.program(&Database::sqlite()).start();
    let browsers = [Browser::new(), Browser::new()];
    let gone = pending_response(&running, &browsers[0], "gone").await;
    let stays = pending_response(&running, &browsers[1], "stays").await;

    let mut changed = named(&provider, "stays");
    changed["client_secret"] = "a newer secret".into();
    provider.script(|script| script.client_secret = Some("a newer secret"));
    file.write(&[changed], "");
    reload(&running);
    let refused: Answer = browsers[0].follow(gone).await;
    refused.is_refused_with("provider.unknown");
    browsers[1].follow(stays).await.is_dashboard_of("Ada");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_with_a_changed_issuer_reports_it_and_the_fix() {
    let (before, after) = (Provider::start(), Provider::start());
    let file = EnvFile::new(&[named(&before, "one")]);
    let running = file.program(&Database::sqlite()).start();
    Browser::new().follow(running.api("/auth/oidc/one/authorize")).await.is_dashboard_of("Ada");
    file.write(&[named(&after, "one")], "");
    let output = reload(&running);
    assert!(output.contains("sign-ins with this provider are blocked (provider.issuer_changed)"), "{output}");
    let line = format!("\"replaces_issuer\": {:?}", before.issuer);
    assert!(output.contains(&line), "{output}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_that_fails_because_of_the_database_has_exit_status_1() {
    let (provider, database) = (Provider::start(), Database::sqlite());
    let file = EnvFile::new(&[named(&provider, "one")]);
    let running = file.program(&database).start();
    database.execute("ALTER TABLE identities RENAME TO elsewhere");
    let ended = running.program.run(&["reload"]);
    assert_eq!((ended.status, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
    let words = "could not reload, and continues with the previous configuration: cannot use the database";
    assert!(ended.stderr.contains(words), "{}", ended.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn settings_that_require_a_restart_are_reported_and_keep_their_values() {
    let file = EnvFile::new(&[]);
    let mut running = file.program(&Database::sqlite()).start();
    file.write(
        &[],
        "KAIMU_SESSION__ABSOLUTE_TIMEOUT=1d\nKAIMU_DATABASE__POOL_SIZE=3\nKAIMU_SESSION__IDLE_TIMEOUT=1h\n",
    );
    let waits = format!("{WAITS}database.pool_size, session.absolute_timeout");
    assert!(reload(&running).lines().any(|line| line == waits));
    running.wait_for_line(&waits);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_changes_the_origins_that_get_cors_headers() {
    const ORIGIN: &str = "https://wiki.example.org";
    let file = EnvFile::new(&[]);
    let running = file.program(&Database::sqlite()).start();
    let browser = Browser::new();
    let allowed = async || {
        let answer = browser.request("GET", running.api("/auth/session"), &[("Origin", ORIGIN)], "").await;
        answer.headers.get("access-control-allow-origin").is_some_and(|origin| origin == ORIGIN)
    };
    assert!(!allowed().await);
    file.write(&[], &format!("KAIMU_SERVER__ALLOWED_RETURN_ORIGINS={ORIGIN}\n"));
    reload(&running);
    assert!(allowed().await);
    file.write(&[], "");
    reload(&running);
    assert!(!allowed().await);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_does_not_reset_the_limit_of_sign_in_starts() {
    const LIMIT: &str = "KAIMU_LIMITS__SIGN_IN_STARTS_PER_MINUTE";
    let provider = Provider::start();
    let file = EnvFile::new(&[]);
    file.write(&[named(&provider, "one")], &format!("{LIMIT}=1\n"));
    let running = file.program(&Database::sqlite()).start();
    let start = async || Browser::new().get(running.api("/auth/oidc/one/authorize")).await.status;
    assert_eq!((start().await, start().await), (StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS));
    reload(&running);
    assert_eq!(start().await, StatusCode::TOO_MANY_REQUESTS);
    file.write(&[named(&provider, "one")], &format!("{LIMIT}=0\n"));
    reload(&running);
    assert_eq!(start().await, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reload_finds_the_server_after_a_change_of_listen() {
    let file = EnvFile::new(&[]);
    let database = Database::sqlite();
    let running = file.program(&database).start();
    // The changed configuration, as the operator's command reads it.
    let changed = file.program(&database);
    let ended = changed.run(&["reload"]);
    assert_eq!((ended.status, ended.stderr.as_str()), (Some(0), ""), "{}", ended.stdout);
    assert!(ended.stdout.starts_with("the new configuration is in use\n"), "{}", ended.stdout);
    let status = changed.run(&["status"]);
    assert!(status.stdout.contains("database: up\n"), "{} {}", status.stdout, status.stderr);
    drop(running);
}

async fn the_reload_socket_is_private_and_removed_with_its_server(database: Database) {
    let file = EnvFile::new(&[]);
    let running = file.program(&database).start();
    let socket = match database.url().strip_prefix("sqlite://") {
        Some(path) => std::path::Path::new(path).with_extension(format!("{}.sock", running.ports[0])),
        None => running.program.file(&format!("kaimu-{}/reload.sock", running.ports[0])),
    };
    let mode = |path: &std::path::Path| path.metadata().unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(&socket), 0o600);
    if !database.url().starts_with("sqlite") {
        assert_eq!(mode(socket.parent().unwrap()), 0o700);
    }
    running.signal("TERM");
    let (status, log) = running.end();
    assert_eq!(status, Some(0), "{log:#?}");
    assert!(!socket.exists());
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_server_a_reload_fails_and_explains_what_to_do() {
    let file = EnvFile::new(&[]);
    let alone = file.program(&Database::sqlite()).run(&["reload"]);
    let database = Database::sqlite();
    let mut killed = file.program(&database).start();
    reload(&killed);
    killed.signal("KILL");
    while !killed.has_ended() {
        tokio::time::sleep(std::time::Duration::from_millis(5)).await; // a killed process cannot announce its end
    }
    for ended in [alone, killed.program.run(&["reload"])] {
        assert_eq!((ended.status, ended.stdout.as_str()), (Some(1), ""), "{}", ended.stderr);
        for words in ["no running Kaimu answers at ", ".sock: ", "systemctl reload kaimu", "kill -HUP"] {
            assert!(ended.stderr.contains(words), "{words:?} is missing: {}", ended.stderr);
        }
    }
}
