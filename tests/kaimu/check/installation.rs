//! Checks of Kaimu itself: the database, the cookies and the files with secrets.

use std::fs::{self, Permissions};
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::json;
use tempfile::TempDir;

use super::{Setups, with};
use crate::app::Setup;
use crate::browser::Browser;
use crate::database::Database;
use crate::program::Program;
use crate::provider::Provider;

/// The version of the latest migration.
fn migration(database: &Database) -> String {
    database.values("MAX(version)", "__diesel_schema_migrations").remove(0).unwrap()
}

#[test]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
fn a_database_that_is_missing_outdated_or_unreadable_is_reported() {
    let mut setups = Setups::default();
    let unreachable = "postgres://kaimu:hunter2@127.0.0.1:9/kaimu";
    let program = Program::on(&Database::sqlite()).set("DATABASE_URL", unreachable);
    setups.show("nobody listens", &program, "database.reachable");
    for (kind, database) in [("SQLite", Database::sqlite()), ("Postgres", Database::postgres())] {
        let program = Program::on(&database);
        setups.show(&format!("{kind}, before the first start"), &program, "database.reachable");
        drop(database.open());
        setups.show(&format!("{kind}, after it"), &program, "database.migrations");
        let version = migration(&database);
        database.execute(&format!("DELETE FROM __diesel_schema_migrations WHERE version = '{version}'"));
        setups.show(&format!("{kind}, of an older Kaimu"), &program, "database.migrations");
        database.execute("INSERT INTO __diesel_schema_migrations (version) VALUES ('99990101000000')");
        setups.show(&format!("{kind}, of a newer Kaimu"), &program, "database.migrations");
        setups.0 = setups.0.replace(&version, "VERSION");
    }
    setups.show("Postgres, on this machine", &Program::on(&Database::postgres()), "database.tls");
    let file = Database::sqlite();
    let path = file.url().strip_prefix("sqlite://").unwrap();
    fs::create_dir_all(Path::new(path).parent().unwrap()).unwrap();
    fs::write(path, "no database, however one looks at it").unwrap();
    setups.show("a file that is none", &Program::on(&file), "database.reachable");
    setups.0 = setups.0.replace(path, "FILE");
    setups.assert_snapshot("check-database");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_slug_that_had_another_issuer_is_reported() {
    let (database, before, now) = (Database::sqlite(), Provider::start(), Provider::start());
    let app = Setup::on(&database).provider(before.settings("idp")).start();
    Browser::new().follow(app.api("/auth/oidc/idp/authorize")).await.is_dashboard_of("Ada");
    let mut setups = Setups::default();
    setups.show("it is not confirmed", &Program::on(&database).provider(now.settings("idp")), "provider.issuer_change");
    setups.assert_snapshot("check-issuer-change");
}

#[test]
fn unprotected_cookies_are_reported() {
    let mut setups = Setups::default();
    let urls = |base: &str, frontend: &str| {
        Program::on(&Database::sqlite()).set("OIDC_BASE_URL", base).set("OIDC_FRONTEND_URL", frontend)
    };
    let (here, beside) = ("https://api.yourdomain.com", "https://yourdomain.com");
    setups.show("plain http on a network", &urls("http://kaimu.lan", "http://kaimu.lan"), "cookies.https");
    setups.show("https", &urls(here, beside), "cookies.https");
    setups.show("two hosts", &urls(here, beside), "cookies.domain");
    setups.show("one host", &urls(here, here), "cookies.domain");
    setups.assert_snapshot("check-cookies");
}

/// Makes a file with this mode in a folder that every system user may enter.
pub(super) fn file(name: &str, text: &str, mode: u32) -> (TempDir, String) {
    let folder = tempfile::Builder::new().permissions(Permissions::from_mode(0o755)).tempdir_in("/tmp").unwrap();
    let path = folder.path().join(name);
    fs::write(&path, text).unwrap();
    fs::set_permissions(&path, Permissions::from_mode(mode)).unwrap();
    let path = path.display().to_string();
    (folder, path)
}

#[test]
fn secret_files_that_other_users_can_access_are_reported() {
    const SECRET: &str = "hunter2 4b1f09c7d2e86a35f0b94c1d7e2a8365";
    let mut setups = Setups::default();
    let mut show = |what: &str, folder: &TempDir, program: Program| {
        setups.show(what, &program, "files.secret");
        setups.0 = setups.0.replace(folder.path().to_str().unwrap(), "FOLDER");
    };
    let (folder, path) = file("secret", SECRET, 0o644);
    show("SESSION_SECRET_FILE, for everybody", &folder, Program::new().set("SESSION_SECRET_FILE", &path));
    let (folder, path) = file("secret", SECRET, 0o600);
    show("SESSION_SECRET_FILE, for us", &folder, Program::new().set("SESSION_SECRET_FILE", &path));
    let (folder, path) = file("kaimu.secret", SECRET, 0o666);
    let database = path.replace(".secret", ".db");
    show(
        "the secret beside the database",
        &folder,
        Program::new().set("DATABASE_URL", &format!("sqlite://{database}")),
    );
    let (folder, path) = file("okta.secret", SECRET, 0o604);
    let mut settings = crate::provider::settings("idp", &Provider::unreachable_issuer());
    settings.as_object_mut().unwrap().remove("client_secret");
    settings["client_secret_file"] = json!(path);
    show("client_secret_file", &folder, with(settings));
    let (folder, path) = file(".env", &format!("SESSION_SECRET='{SECRET}'\n"), 0o644);
    show("the environment file", &folder, Program::new().set("KAIMU_ENV_FILE", &path));
    let (folder, path) = file("kaimu.toml", &format!("[session]\nsecret = \"{SECRET}\"\n"), 0o644);
    show("the configuration file, with a secret", &folder, Program::new().set("KAIMU_CONFIG", &path));
    let (folder, path) = file("kaimu.db", "", 0o644);
    let program = Program::new().set("DATABASE_URL", &format!("sqlite://{path}"));
    setups.show("the database", &program, "files.database");
    setups.0 = setups.0.replace(folder.path().to_str().unwrap(), "FOLDER");
    setups.assert_snapshot("check-files");

    let (_folder, path) = file("kaimu.toml", "[session]\nidle_timeout = \"1h\"\n", 0o644);
    let checked = Program::new().set("KAIMU_CONFIG", &path).run(&["check"]);
    assert!(
        !checked.stdout.contains("files.secret"),
        "a file without secrets may be readable by all: {}",
        checked.stdout
    );
}
