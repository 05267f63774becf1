//! Compares the files in `deploy/` with Kaimu. The tests do not run Docker, since not every machine has it.

mod chart;
mod compose;
mod reverse_proxies;

use std::collections::BTreeMap;
use std::path::Path;

pub use reverse_proxies::FORGED_IDS;
use serde_json::Value;

use crate::database::Database;
use crate::program::Program;
use crate::waiting::until;

fn file(name: &str) -> String {
    std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("deploy").join(name)).unwrap()
}

fn compose() -> Value {
    serde_saphyr::from_str(&file("compose.yml")).unwrap()
}

/// The value of a variable that the image sets.
fn image_variable(name: &str) -> String {
    let dockerfile = file("Dockerfile");
    let line = dockerfile.lines().find_map(|line| line.strip_prefix(&format!("ENV {name}=")));
    line.unwrap_or_else(|| panic!("the image sets no {name}")).to_owned()
}

/// The example environment file, completed as its comments say.
fn completed_example() -> String {
    let example = file("env.example");
    assert!(example.contains("\nSESSION_SECRET=''\n"), "{example}");
    example.replace("SESSION_SECRET=''", "SESSION_SECRET='a secret of the tests, which is long enough'")
}

#[test]
fn the_compose_file_has_the_services_of_the_guide_and_mounts_the_environment_file() {
    let compose = compose();
    let services: Vec<&String> = compose["services"].as_object().unwrap().keys().collect();
    assert_eq!(services, ["backend", "postgres"]);
    let backend = &compose["services"]["backend"];
    let [mounted] = &backend["volumes"].as_array().unwrap()[..] else { panic!("{backend}") };
    assert_eq!((&mounted["source"], &mounted["type"]), (&"./.env".into(), &"bind".into()));
    assert_eq!(mounted["target"], backend["environment"]["KAIMU_ENV_FILE"]);
    // Compose reads an `env_file` when it creates the container, not at a restart.
    assert!(backend.get("env_file").is_none());
    assert_eq!(backend["depends_on"]["postgres"]["condition"], "service_healthy");
    assert!(compose["services"]["postgres"]["healthcheck"]["test"].is_array());
}

#[test]
fn the_completed_example_gives_the_configuration_of_the_guide() {
    let folder = tempfile::tempdir().unwrap();
    let env_file = folder.path().join(".env");
    std::fs::write(&env_file, completed_example()).unwrap();
    let database_url = folder.path().join("database_url");
    std::fs::write(&database_url, "postgres://kaimu:0123456789abcdef@postgres/kaimu").unwrap();
    let environment: BTreeMap<String, String> = [
        ("KAIMU_ENV_FILE", env_file.display().to_string()),
        ("DATABASE_URL_FILE", database_url.display().to_string()),
        ("KAIMU_DEFAULT_LISTEN", image_variable("KAIMU_DEFAULT_LISTEN")),
    ]
    .map(|(name, value)| (name.to_owned(), value))
    .into();
    let settings = kaimu::config::load(None, &environment).unwrap_or_else(|problems| panic!("{problems}"));
    let urls = &settings.return_policy.urls;
    let callback = urls.callback(&settings.providers[0].slug);
    assert_eq!(callback.as_str(), "http://localhost:3000/auth/oidc/okta/callback");
    assert_eq!(urls.login().as_str(), "http://localhost:4321/login");

    let ports = compose()["services"]["backend"]["ports"].as_array().unwrap().clone();
    let listened_on = settings.listen.iter().filter_map(kaimu::domain::ListenAddress::port);
    let published: Vec<String> = listened_on.map(|port| format!("127.0.0.1:{port}:{port}")).collect();
    assert_eq!(ports, published);
}

#[test]
fn the_example_does_not_start_before_it_is_completed() {
    let program = Program::new().set("KAIMU_ENV_FILE", ".env").set("DATABASE_URL", "postgres://kaimu@postgres/kaimu");
    std::fs::write(program.file(".env"), file("env.example")).unwrap();
    let refused = program.run(&[]);
    assert_eq!(refused.status, Some(2));
    assert!(refused.stderr.contains("SESSION_SECRET (.env, line "), "{}", refused.stderr);
}

#[test]
fn both_health_checks_succeed_while_the_server_runs_and_fail_without_it() {
    let compose = compose();
    let of_compose = compose["services"]["backend"]["healthcheck"]["test"].as_array().unwrap();
    let of_compose: Vec<&str> = of_compose[2..].iter().map(|word| word.as_str().unwrap()).collect();
    assert_eq!(of_compose, ["health", "--ready"]);
    assert!(file("Dockerfile").contains("\n  CMD [\"kaimu\", \"health\"]\n"));
    let running = Program::new().start();
    let program = running.program.clone();
    let unix = program.file("kaimu.sock");
    let on_unix = Program::new().set("KAIMU_SERVER__LISTEN", &format!("unix:{}", unix.display())).start();
    for program in [&program, &on_unix.program] {
        for check in [&of_compose[..], &["health"]] {
            let output = program.run(check);
            assert_eq!((output.status, output.stdout.as_str()), (Some(0), ""), "{}", output.stderr);
        }
    }
    let with_mistake = program.clone().set("KAIMU_SESSION__IDLE_TIMEOUT", "soon");
    assert_eq!(with_mistake.run(&["check", "--offline"]).status, Some(2));
    assert_eq!(with_mistake.run(&["health"]).status, Some(0), "the running server has not read it");
    running.signal("TERM");
    running.end();
    let output = program.run(&["health"]);
    assert_eq!(output.status, Some(1));
    assert!(output.stderr.contains("no running Kaimu answers at 127.0.0.1:"), "{}", output.stderr);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_server_without_its_database_is_not_ready() {
    let database = Database::sqlite();
    let running = Program::on(&database).start();
    std::fs::remove_file(database.url().strip_prefix("sqlite://").unwrap()).unwrap();
    let program = running.program.clone();
    until("the server notices", async || program.run(&["health", "--ready"]).status == Some(1)).await;
    let output = program.run(&["health", "--ready"]);
    assert!(output.stderr.contains("the running Kaimu is not healthy: "), "{}", output.stderr);
    assert_eq!(program.run(&["health"]).status, Some(0), "a restart would not help");
}

/// The blocks of this kind in a configuration of nginx, without their braces.
fn blocks<'a>(configuration: &'a str, opening: &'a str) -> impl Iterator<Item = &'a str> {
    configuration.split(opening).skip(1).map(|rest| {
        let mut depth = 1;
        let end = rest.find(|c: char| {
            depth += i32::from(c == '{') - i32::from(c == '}');
            depth == 0
        });
        &rest[..end.unwrap()]
    })
}

#[test]
fn nginx_answers_for_the_configured_hosts_only() {
    let configuration = file("nginx.conf");
    let servers: Vec<&str> = blocks(&configuration, "\nserver {").collect();
    for (listen, refusal) in [("443 ssl", "ssl_reject_handshake on;"), ("80", "return 444;")] {
        let default = servers.iter().find(|it| it.contains(&format!("listen {listen} default_server;"))).unwrap();
        assert!(default.contains(refusal) && !default.contains("server_name"), "{default}");
        let others = servers.iter().filter(|it| it.contains(&format!("listen {listen};")));
        assert_eq!(others.filter(|it| it.contains("server_name yourdomain.com api.yourdomain.com;")).count(), 1);
    }
}

#[test]
fn nginx_logs_no_url_that_contains_a_token() {
    let configuration = file("nginx.conf");
    let mut tokens =
        blocks(&configuration, "location ~ ^/(auth/link/|auth/hand-over/|auth/oidc/[^/]+/callback|\\.kaimu/) {");
    let tokens = tokens.next().unwrap();
    assert!(tokens.contains("access_log off;") && tokens.contains("error_log /dev/null crit;"), "{tokens}");
    let insecure = blocks(&configuration, "\nserver {").find(|it| it.contains("listen 80;")).unwrap();
    assert!(insecure.contains("access_log off;"), "{insecure}");
    let passed: Vec<&str> = configuration.lines().map(str::trim).filter(|it| it.starts_with("proxy_pass ")).collect();
    assert_eq!(passed, ["proxy_pass http://127.0.0.1:3000;"; 2]);
    // A location that sets a header of its own would lose all headers of the server block.
    let mut locations = configuration.split("location ").skip(1).map(|location| location.split('}').next().unwrap());
    assert!(locations.all(|location| !location.contains("proxy_set_header")));
}

#[test]
fn the_image_contains_what_the_build_needs_and_no_environment_file() {
    let ignore = file("Dockerfile.dockerignore");
    let mut lines = ignore.lines().filter(|line| !line.starts_with('#'));
    assert_eq!(lines.next(), Some("*"));
    for line in lines {
        let let_in = line.strip_prefix('!').unwrap();
        assert!(Path::new(env!("CARGO_MANIFEST_DIR")).join(let_in).exists(), "{let_in}");
        assert!(!let_in.contains("env") && !let_in.contains("deploy"), "{let_in}");
    }
}
