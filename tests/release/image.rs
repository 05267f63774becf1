//! The container image, loaded and unpacked by buildah, and run without a container engine: as its own user, on its own files,
//! which are read-only, and without capabilities, in a network of the test's own.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};

use serde_json::Value;
use tempfile::TempDir;

use super::artefacts::{file, succeed};
use crate::faults::namespace::Namespace;
use crate::waiting::until;

/// The image in a store of buildah's own, and its files in a namespace, as a container engine mounts them.
struct Image {
    _folder: TempDir,
    namespace: Namespace,
    root: PathBuf,
    config: Value,
}

impl Image {
    async fn load() -> Self {
        assert!(rustix::process::geteuid().is_root(), "tests/run --release needs root, to run the image as its user");
        let folder = tempfile::tempdir().unwrap();
        let archive = folder.path().join("image.tar");
        succeed(
            Command::new("sh")
                .args(["-ec", "gzip --decompress --stdout \"$0\" >\"$1\""])
                .arg(file("image.tar.gz"))
                .arg(&archive),
        );
        let buildah = |arguments: &[&str]| {
            let mut command = Command::new("buildah");
            command.args(["--storage-driver=vfs", "--root"]).arg(folder.path().join("storage"));
            succeed(command.arg("--runroot").arg(folder.path().join("run")).args(arguments)).trim().to_owned()
        };
        let image = buildah(&["pull", "--quiet", &format!("docker-archive:{}", archive.display())]);
        let inspected: Value = serde_json::from_str(&buildah(&["inspect", "--type=image", &image])).unwrap();
        let config = inspected["Docker"]["config"].clone();
        let container = buildah(&["from", "--pull-never", "--quiet", &image]);
        let root = PathBuf::from(buildah(&["mount", &container]));
        let namespace = Namespace::new().await;
        let mounts = "mount --bind \"$R\" \"$R\"; mount -o remount,bind,ro \"$R\"; \
                      mount -t tmpfs -o uid=10001,gid=10001,mode=0700 none \"$R/var/lib/kaimu\"; \
                      mount -t tmpfs none \"$R/tmp\"";
        namespace.run(&format!("R={}; {mounts}", root.display()));
        Self { _folder: folder, namespace, root, config }
    }

    /// The program of the image with its environment and these variables, as its user, in its folder, without privileges.
    fn command(&self, arguments: &[&str], variables: &[(&str, &str)]) -> Command {
        let (user, group) = self.config["User"].as_str().unwrap().split_once(':').unwrap();
        let enter = self.namespace.enter();
        let mut command = Command::new(&enter[0]);
        command.args(&enter[1..]).args(["/usr/bin/setpriv", "--no-new-privs", "--inh-caps=-all"]);
        command.arg("--bounding-set=-all,+dac_override,+setgid,+setuid,+sys_chroot").arg("/usr/bin/unshare");
        command.arg(format!("--root={}", self.root.display()));
        command.arg(format!("--wd={}", self.config["WorkingDir"].as_str().unwrap()));
        command.arg(format!("--setuid={user}")).arg(format!("--setgid={group}"));
        command.arg(self.config["Entrypoint"][0].as_str().unwrap()).args(arguments).env_clear();
        let environment = self.config["Env"].as_array().unwrap().iter().map(|it| it.as_str().unwrap());
        command.envs(environment.map(|it| it.split_once('=').unwrap())).envs(variables.iter().copied());
        command
    }

    /// Starts the server and waits until the image's own health check succeeds.
    async fn start(&self, variables: &[(&str, &str)]) -> Container {
        let server = Container(self.command(&["serve"], variables).stdin(Stdio::null()).spawn().unwrap());
        let check = self.config["Healthcheck"]["Test"].as_array().unwrap();
        assert_eq!(check[..2], ["CMD", "kaimu"], "the image has no shell");
        let check: Vec<&str> = check[2..].iter().map(|word| word.as_str().unwrap()).collect();
        until("the health check succeeds", async || self.command(&check, variables).output().unwrap().status.success())
            .await;
        server
    }

    fn get(&self, url: &str) -> String {
        self.namespace.run(&format!("curl --silent --show-error --fail --globoff '{url}'"))
    }
}

struct Container(Child);

impl Container {
    /// Ends the server as a container engine does.
    fn stop(mut self) {
        succeed(Command::new("kill").arg(self.0.id().to_string()));
        assert!(self.0.wait().unwrap().success());
    }

    fn status(&self, name: &str) -> String {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.0.id())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix(&format!("{name}:")));
        line.unwrap().split_whitespace().collect::<Vec<_>>().join(" ")
    }
}

impl Drop for Container {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// All files of the image that a user may execute.
fn programs(root: &Path) -> Vec<String> {
    let found = succeed(Command::new("find").arg(root).args(["-type", "f", "-perm", "/111", "-printf", "%P\n"]));
    found.lines().filter(|path| !path.contains(".so")).map(str::to_owned).collect()
}

mod long {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs buildah: use tests/run --release"]
    async fn the_image_runs_without_privileges_on_read_only_files() {
        let image = Image::load().await;
        let server = image.start(&[("PORT", "8080")]).await;
        for url in ["http://127.0.0.1:8080/login", "http://[::1]:8080/login"] {
            assert!(image.get(url).contains("<html"), "{url}");
        }
        assert_eq!(server.status("Uid"), "10001 10001 10001 10001");
        assert_eq!(server.status("Gid"), "10001 10001 10001 10001");
        for capabilities in ["CapInh", "CapPrm", "CapEff", "CapAmb"] {
            assert_eq!(server.status(capabilities), "0000000000000000", "{capabilities}");
        }
        server.stop();
        let inside = image.namespace.path(image.root.to_str().unwrap());
        assert!(inside.join("var/lib/kaimu/data/kaimu.db").exists());
        let server = image.start(&[]).await;
        assert!(
            image.get("http://127.0.0.1:3000/healthz").contains("ok")
                && image.get("http://[::1]:4321/login").contains("<html")
        );
        server.stop();
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs buildah: use tests/run --release"]
    async fn the_image_has_no_other_program_and_trusts_the_usual_authorities() {
        let image = Image::load().await;
        assert_eq!(programs(&image.root), ["usr/bin/kaimu"]);
        let authorities = std::fs::read_to_string(image.root.join("etc/ssl/certs/ca-certificates.crt")).unwrap();
        assert!(authorities.matches("BEGIN CERTIFICATE").count() > 100);
        let packages = std::fs::read_dir(image.root.join("var/lib/dpkg/status.d")).unwrap();
        assert!(packages.count() >= 4, "scanners find the packages there");
        assert_eq!(image.config["User"], "10001:10001");
        for label in ["title", "description", "version", "licenses"] {
            let value = &image.config["Labels"][format!("org.opencontainers.image.{label}")];
            assert!(value.as_str().is_some_and(|value| !value.is_empty()), "{label}");
        }
    }

    #[test]
    #[ignore = "needs buildah: use tests/run --release"]
    fn the_image_is_small() {
        let size = std::fs::metadata(file("image.tar.gz")).unwrap().len();
        assert!(size < 40_000_000, "{size} bytes");
    }
}
