//! What the Helm chart renders: Kaimu accepts its environment, and answers its probes. The manifests are those that
//! `tests/release/helm` compares with Helm, which not every machine has.

use std::collections::BTreeMap;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

use serde_json::Value;

use super::file;
use crate::browser::Browser;
use crate::database::Database;
use crate::documentation::text;
use crate::program::Program;

const RENDERED: [&str; 5] = ["cloudnative-pg", "ingress", "metrics", "postgres", "sqlite"];
/// Where the chart mounts what a Secret or a `ConfigMap` has.
const MOUNTS: [&str; 3] = ["/run/secrets/providers", "/run/secrets/database", "/etc/kaimu/logo"];

/// The manifests that Helm renders from a file of values.
fn manifests(values: &str) -> Vec<Value> {
    let rendered = text(&format!("tests/deploy/manifests/{values}.yaml"));
    rendered.split("\n---\n").map(|manifest| serde_saphyr::from_str(manifest).unwrap()).collect()
}

/// The pod of the manifest with this kind.
fn pod(values: &str, kind: &str) -> Value {
    let manifest = manifests(values).into_iter().find(|it| it["kind"] == kind);
    manifest.unwrap_or_else(|| panic!("{values} has no {kind}"))["spec"]["template"]["spec"].clone()
}

/// The environment of the container, with what these Secrets have under the name of a variable. Mounted files are in `folder`.
fn environment(pod: &Value, secrets: &[(&str, &str)], folder: &Path) -> BTreeMap<String, String> {
    let mut environment = BTreeMap::new();
    for variable in pod["containers"][0]["env"].as_array().unwrap() {
        let name = variable["name"].as_str().unwrap();
        let secret = secrets.iter().find(|(secret, _)| *secret == name).map(|(_, value)| (*value).to_owned());
        let value = variable["value"].as_str().map(|value| expanded(value, &environment)).or(secret);
        let mut value = value.unwrap_or_else(|| panic!("{variable}"));
        for mount in MOUNTS {
            value = value.replace(mount, &folder.display().to_string());
        }
        environment.insert(name.to_owned(), value);
    }
    environment
}

/// Replaces references as Kubernetes does: `$(NAME)` is an earlier variable, and `$$` is `$`.
fn expanded(value: &str, earlier: &BTreeMap<String, String>) -> String {
    let mut expanded = String::new();
    let mut rest = value;
    while let Some((before, after)) = rest.split_once('$') {
        expanded += before;
        let reference = after.strip_prefix('(').and_then(|name| name.split_once(')'));
        if let Some((value, after)) = reference.and_then(|(name, after)| Some((earlier.get(name)?, after))) {
            expanded += value;
            rest = after;
        } else {
            expanded.push('$');
            rest = after.strip_prefix('$').unwrap_or(after);
        }
    }
    expanded + rest
}

/// A folder with each file that a manifest mounts.
fn mounted_files() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("okta"), "a client secret\n").unwrap();
    std::fs::write(folder.path().join("logo.svg"), text("static/kaimu.svg")).unwrap();
    folder
}

const SECRETS: [(&str, &str); 4] = [
    ("DATABASE_URL", "postgresql://kaimu:word@kaimu-db-rw.sign-in:5432/kaimu"),
    ("POSTGRES_URL", "postgresql://kaimu:word@kaimu-db-rw.sign-in:5432/kaimu"),
    ("SESSION_SECRET", "a secret of the tests, which is long enough"),
    (
        "KAIMU_SESSION__SECRETS",
        "a new secret which is long enough for this,an old secret which is long enough for this",
    ),
];

#[test]
fn kaimu_accepts_the_environment_of_every_pod() {
    let folder = mounted_files();
    let mut pods = 0;
    for values in RENDERED {
        for manifest in manifests(values) {
            let pod = &manifest["spec"]["template"]["spec"];
            if pod.is_null() {
                continue;
            }
            let environment = environment(pod, &SECRETS, folder.path());
            let settings = kaimu::config::load(None, &environment);
            let settings = settings.unwrap_or_else(|problems| panic!("{values}, {}: {problems}", manifest["kind"]));
            let ports: Vec<_> = settings.listen.iter().filter_map(kaimu::domain::ListenAddress::port).collect();
            assert_eq!(ports, [3000]);
            pods += 1;
        }
    }
    assert_eq!(pods, 8, "a Deployment for each, and a Job for each with Postgres");
}

#[test]
fn values_of_the_chart_reach_kaimu_unchanged() {
    let folder = mounted_files();
    let environment = environment(&pod("cloudnative-pg", "Deployment"), &SECRETS, folder.path());
    let settings = kaimu::config::load(None, &environment).unwrap_or_else(|problems| panic!("{problems}"));
    assert_eq!(settings.branding.name, "Tools & <Toys> for $(PORT) and $$5");
    assert_eq!((settings.max_sessions_per_user, settings.skip_sign_in_page), (20, true));
    let proxies: Vec<String> = settings.trusted_proxies.iter().map(ToString::to_string).collect();
    assert_eq!(proxies, ["10.244.0.0/16", "fd00:10:244::/56"]);
    let verified = format!("/kaimu?sslmode=verify-full&sslrootcert={}/ca.crt", folder.path().display());
    assert!(environment["DATABASE_URL"].ends_with(&verified), "{}", environment["DATABASE_URL"]);
    let urls = &settings.return_policy.urls;
    assert_eq!(urls.login().as_str(), "https://login.example.org/login", "the frontend URL is the base URL");
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs Postgres (KAIMU_TEST_POSTGRES): use tests/run"]
async fn the_job_applies_the_migrations_and_the_server_then_answers_its_probes() {
    let (folder, database) = (mounted_files(), Database::postgres());
    let secrets = [("DATABASE_URL", database.url()), SECRETS[2]];
    let program = |pod: &Value| {
        let mut environment = environment(pod, &secrets, folder.path());
        // The program listens on two free ports of loopback instead, and asks no provider of the Internet.
        assert_eq!(environment.remove("PORT").unwrap(), "3000");
        environment.remove("KAIMU_OIDC__PROVIDERS").unwrap();
        environment.iter().fold(Program::new(), |program, (name, value)| program.set(name, value))
    };
    let arguments = |pod: &Value| pod["containers"][0]["args"][0].as_str().unwrap().to_owned();
    let job = pod("postgres", "Job");
    let migrated = program(&job).run(&[arguments(&job).as_str()]);
    assert_eq!(migrated.status, Some(0), "{}", migrated.stderr);
    database.assert_up_to_date();

    let server = pod("postgres", "Deployment");
    assert_eq!(arguments(&server), "serve");
    let running = program(&server).start();
    for probe in ["startupProbe", "readinessProbe", "livenessProbe"] {
        let path = server["containers"][0][probe]["httpGet"]["path"].as_str().unwrap();
        let url = format!("http://127.0.0.1:{}{path}", running.ports[0]);
        assert_eq!(Browser::new().get(&url).await.status, 200, "{probe}");
    }
}

#[test]
fn the_sqlite_file_is_in_a_folder_that_kaimu_itself_creates_on_the_volume() {
    let (pod, volume) = (pod("sqlite", "Deployment"), tempfile::tempdir().unwrap());
    let mounts = pod["containers"][0]["volumeMounts"].as_array().unwrap();
    let mount = mounts.iter().find(|it| it["name"] == "data").unwrap()["mountPath"].as_str().unwrap();
    let url = environment(&pod, &SECRETS, volume.path()).remove("DATABASE_URL").unwrap();
    let url = url.replace(mount, volume.path().to_str().unwrap());
    let migrated = Program::new().set("DATABASE_URL", &url).run(&["migrate"]);
    assert_eq!(migrated.status, Some(0), "{}", migrated.stderr);
    // The root of a volume belongs to the user root. `kaimu restore` requires a folder that belongs to its own user.
    let folder = Path::new(url.strip_prefix("sqlite://").unwrap()).parent().unwrap();
    assert_ne!(folder, volume.path());
    assert_eq!(folder.metadata().unwrap().permissions().mode() & 0o777, 0o700);
}

#[test]
fn kubernetes_withdraws_a_pod_before_it_stops_and_leaves_a_start_time_for_the_database() {
    let pod = pod("postgres", "Deployment");
    let container = &pod["containers"][0];
    let seconds = |probe: &str| {
        let number = |key: &str| container[probe][key].as_u64().unwrap();
        number("periodSeconds") * number("failureThreshold")
    };
    let settings = kaimu::config::load(None, &BTreeMap::new()).unwrap_or_else(|problems| panic!("{problems}"));
    assert!(seconds("readinessProbe") < settings.drain.as_secs());
    assert_eq!(container["readinessProbe"]["httpGet"]["path"], "/readyz");
    // An outage of the database is no reason for a restart.
    assert_eq!(container["livenessProbe"]["httpGet"]["path"], "/healthz");
    assert!(seconds("startupProbe") > 2 * settings.database_wait.as_secs());
    assert_eq!(pod["terminationGracePeriodSeconds"], 30, "a stop takes 25 seconds");
}

#[test]
fn no_pod_of_the_chart_has_more_rights_than_kaimu_needs() {
    for values in RENDERED {
        for manifest in manifests(values) {
            let pod = &manifest["spec"]["template"]["spec"];
            if pod.is_null() {
                continue;
            }
            assert_eq!((&pod["automountServiceAccountToken"], &pod["hostNetwork"]), (&false.into(), &Value::Null));
            let context = &pod["securityContext"];
            assert_eq!((&context["runAsNonRoot"], &context["runAsUser"]), (&true.into(), &10001.into()));
            assert_eq!(context["seccompProfile"]["type"], "RuntimeDefault");
            let [container] = &pod["containers"].as_array().unwrap()[..] else { panic!("{pod}") };
            let context = &container["securityContext"];
            assert_eq!(context["allowPrivilegeEscalation"], false);
            assert_eq!(context["readOnlyRootFilesystem"], true);
            assert_eq!(context["capabilities"]["drop"], serde_json::json!(["ALL"]));
        }
    }
}

#[test]
fn the_chart_has_the_version_of_kaimu() {
    let chart: Value = serde_saphyr::from_str(&file("helm/Chart.yaml")).unwrap();
    assert_eq!(
        (&chart["version"], &chart["appVersion"]),
        (&env!("CARGO_PKG_VERSION").into(), &env!("CARGO_PKG_VERSION").into())
    );
}
