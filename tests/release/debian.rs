//! The Debian package in a system of its own, which mmdebstrap makes: no systemd runs there, so the test starts the program
//! as the unit would.

use std::path::PathBuf;
use std::process::{Child, Command, Stdio};

use tempfile::TempDir;

use super::artefacts::{file, succeed};
use crate::faults::namespace::Namespace;
use crate::waiting::until;

/// A small Debian with a network that has a loopback interface only.
struct Debian {
    folder: TempDir,
    namespace: Namespace,
}

impl Debian {
    async fn new() -> Self {
        assert!(rustix::process::geteuid().is_root(), "tests/run --release needs root, to install a package");
        let folder = tempfile::tempdir().unwrap();
        let mut mmdebstrap = Command::new("mmdebstrap");
        mmdebstrap.args(["--quiet", "--variant=essential", "--include=adduser,procps,systemd"]);
        succeed(mmdebstrap.arg(codename()).arg(folder.path().join("root")));
        Self { folder, namespace: Namespace::new().await }
    }

    fn path(&self, path: &str) -> PathBuf {
        self.folder.path().join("root").join(path)
    }

    /// Runs a shell script as root of this system, and requires that it succeeds. Returns what it printed.
    #[track_caller]
    fn run(&self, script: &str) -> String {
        let enter = self.namespace.enter();
        let mut command = Command::new(&enter[0]);
        command.args(&enter[1..]).arg("chroot").arg(self.path("")).args(["sh", "-ec", script]).stdin(Stdio::null());
        succeed(command.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin"))
    }

    /// Installs a package, without an answer to any question.
    #[track_caller]
    fn install(&self, package: &std::path::Path) {
        std::fs::copy(package, self.path("kaimu.deb")).unwrap();
        self.run("dpkg --force-confdef --force-confold --install /kaimu.deb");
    }

    /// Requires that systemd, which reads the units of this system, has no complaint.
    #[track_caller]
    fn verify_units(&self) {
        let root = format!("--root={}", self.path("").display());
        let verify = ["verify", "--man=no", &root, "kaimu.service", "kaimu.socket"];
        let output = Command::new("systemd-analyze").args(verify).output().unwrap();
        let complaints = String::from_utf8(output.stderr).unwrap();
        assert!(output.status.success() && !complaints.contains("kaimu"), "{complaints}");
    }

    /// Starts the server as the unit does: its command, its user, its folder and the limits of no privileges.
    async fn start(&self) -> Server {
        let unit = std::fs::read_to_string(self.path("usr/lib/systemd/system/kaimu.service")).unwrap();
        let command = unit.lines().find_map(|line| line.strip_prefix("ExecStart=")).unwrap();
        assert!(unit.contains("\nUser=kaimu\n") && unit.contains("\nWorkingDirectory=/var/lib/kaimu\n"), "{unit}");
        let enter = self.namespace.enter();
        let mut server = Command::new(&enter[0]);
        server.args(&enter[1..]).args(["chroot", "--userspec=kaimu:kaimu"]).arg(self.path(""));
        server.args(["/usr/bin/setpriv", "--no-new-privs", "sh", "-ec"]);
        server.arg(format!("umask 0077; cd /var/lib/kaimu; exec {command}"));
        let server = Server(server.env_clear().env("PATH", "/usr/sbin:/usr/bin:/sbin:/bin").spawn().unwrap());
        until("the server is ready", async || {
            let ready = "chroot --userspec=kaimu:kaimu \"$ROOT\" kaimu health --ready";
            let enter = self.namespace.enter();
            let mut health = Command::new(&enter[0]);
            health.args(&enter[1..]).args(["sh", "-c", ready]).env("ROOT", self.path(""));
            health.output().unwrap().status.success()
        })
        .await;
        server
    }

    fn sign_in_page(&self) -> String {
        self.namespace.run("curl --silent --show-error --fail http://127.0.0.1:4321/login")
    }
}

/// A running server, which is stopped in the normal way.
struct Server(Child);

impl Server {
    fn stop(mut self) {
        succeed(Command::new("kill").arg(self.0.id().to_string()));
        assert!(self.0.wait().unwrap().success());
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// The release of Debian that this machine has, whose libraries the binary needs.
fn codename() -> String {
    let release = std::fs::read_to_string("/etc/os-release").unwrap();
    release.lines().find_map(|line| line.strip_prefix("VERSION_CODENAME=")).unwrap().to_owned()
}

/// The same package with a higher version, and with a changed configuration.
fn next_version(folder: &std::path::Path) -> PathBuf {
    let (tree, package) = (folder.join("next"), folder.join("next.deb"));
    succeed(Command::new("dpkg-deb").arg("--raw-extract").arg(file(".deb")).arg(&tree));
    succeed(Command::new("sed").args(["-i", "s/^Version: .*/&+1/"]).arg(tree.join("DEBIAN/control")));
    let edit = "echo '# A new setting' >>\"$0/etc/kaimu/kaimu.toml\"";
    succeed(Command::new("sh").args(["-ec", edit]).arg(&tree));
    succeed(Command::new("dpkg-deb").args(["-Zgzip", "-z1", "--root-owner-group", "--build"]).args([&tree, &package]));
    package
}

mod long {
    use super::*;

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs mmdebstrap: use tests/run --release"]
    async fn the_package_is_installed_upgraded_removed_and_purged() {
        let debian = Debian::new().await;
        let modes = "stat --format='%a %U %G' /etc/kaimu /etc/kaimu/kaimu.toml /var/lib/kaimu";
        let enabled = "find /etc/systemd /var/lib/systemd/deb-systemd-helper-enabled -name 'kaimu*' | sort";

        debian.install(&file(".deb"));
        let version = debian.run("kaimu --version");
        assert_eq!(debian.run(modes), "750 root kaimu\n640 root kaimu\n700 kaimu kaimu\n");
        assert!(debian.run(enabled).contains("/etc/systemd/system/multi-user.target.wants/kaimu.service\n"));
        assert!(!debian.run(enabled).contains("kaimu.socket"), "the operator decides about the socket");
        debian.verify_units();
        let server = debian.start().await;
        assert!(debian.sign_in_page().contains("<html"), "{}", debian.sign_in_page());
        debian.run("kaimu users list && kaimu backup /root/backup.db");
        server.stop();
        // The steps of docs/backup.md.
        debian.run("install --owner=kaimu --mode=0600 /root/backup.db /var/lib/kaimu/backup.db");
        debian.run("chmod 700 /root");
        debian.run(concat!(
            "cd /root && setpriv --reuid=kaimu --regid=kaimu --init-groups ",
            "kaimu restore /var/lib/kaimu/backup.db --config /etc/kaimu/kaimu.toml"
        ));
        debian.run("rm /var/lib/kaimu/backup.db");
        debian.run("install --directory /srv/other/config");
        debian.run("install --owner=nobody /etc/kaimu/kaimu.toml /srv/other/config/kaimu.toml");
        let refused = debian.run("cd /srv/other && ! kaimu check --offline 2>&1");
        assert!(refused.contains("config/kaimu.toml: it belongs to the user 65534"), "{refused}");
        debian.run("install --directory --owner=nobody --mode=700 /tmp/kaimu-3000");
        let refused = debian.run(concat!(
            "cd / && ! DATABASE_URL=postgres://kaimu@localhost/kaimu SESSION_SECRET=$(head --bytes=48 /dev/urandom | base64 --wrap=0) ",
            "KAIMU_SERVER__LISTEN=127.0.0.1:3000 kaimu reload 2>&1"
        ));
        assert!(refused.contains("its folder belongs to another user"), "{refused}");
        let secret = debian.run("sha256sum /var/lib/kaimu/*secret*");

        debian.run("printf '[branding]\\nname = \"Edited\"\\n' >>/etc/kaimu/kaimu.toml");
        debian.run("chmod 600 /etc/kaimu/kaimu.toml && chown kaimu /etc/kaimu/kaimu.toml");
        debian.install(&next_version(debian.folder.path()));
        debian.run("grep --quiet 'A new setting' /etc/kaimu/kaimu.toml.dpkg-dist");
        assert!(debian.run("dpkg-query --show --showformat='${Version}' kaimu").ends_with("+1"), "{version}");
        assert_eq!(debian.run(modes), "750 root kaimu\n640 root kaimu\n700 kaimu kaimu\n");
        let server = debian.start().await;
        assert!(debian.sign_in_page().contains("Edited"), "{}", debian.sign_in_page());
        server.stop();
        assert_eq!(debian.run("sha256sum /var/lib/kaimu/*secret*"), secret);

        debian.run("dpkg --remove kaimu");
        assert_eq!(debian.run("ls /usr/bin/kaimu 2>/dev/null || echo gone"), "gone\n");
        debian.run("grep --quiet Edited /etc/kaimu/kaimu.toml && test -s /var/lib/kaimu/kaimu.db");
        debian.install(&file(".deb"));
        let server = debian.start().await;
        assert!(debian.sign_in_page().contains("Edited"), "the configuration is used again");
        server.stop();

        debian.run("mv /var/lib/kaimu /srv/data && ln --symbolic /srv/data /var/lib/kaimu");
        debian.run("dpkg --purge kaimu");
        assert_eq!(debian.run("ls --almost-all /srv/data"), "");
        debian.run("rm --recursive /srv/other /tmp/kaimu-3000");
        assert_eq!(debian.run("ls -d /etc/kaimu /var/lib/kaimu 2>/dev/null || echo gone"), "gone\n");
        assert_eq!(debian.run(enabled), "");
        // Only what dpkg itself records of a package stays.
        assert_eq!(debian.run("find / -xdev -name '*kaimu*' -not -path '/proc/*' -not -name kaimu.deb"), "");
    }

    #[tokio::test(flavor = "multi_thread")]
    #[ignore = "needs mmdebstrap: use tests/run --release"]
    async fn an_administrators_own_mode_of_the_configuration_stays() {
        let debian = Debian::new().await;
        debian.install(&file(".deb"));
        debian.run("dpkg-statoverride --update --add root root 0600 /etc/kaimu/kaimu.toml");
        debian.install(&next_version(debian.folder.path()));
        assert_eq!(debian.run("stat --format='%a %U %G' /etc/kaimu/kaimu.toml"), "600 root root\n");
    }

    #[test]
    #[ignore = "needs lintian: use tests/run --release"]
    fn lintian_finds_no_fault_in_the_package() {
        let report = succeed(Command::new("lintian").args(["--fail-on", "error,warning"]).arg(file(".deb")));
        assert_eq!(report, "");
    }

    #[test]
    #[ignore = "needs systemd-analyze: use tests/run --release"]
    fn the_units_of_the_package_leave_little_to_an_attacker() {
        let tree = tempfile::tempdir().unwrap();
        let root = tree.path().to_str().unwrap();
        succeed(Command::new("dpkg-deb").arg("--extract").arg(file(".deb")).arg(root));
        for unit in ["kaimu.service", "kaimu.socket"] {
            let path = format!("{root}/usr/lib/systemd/system/{unit}");
            let text = std::fs::read_to_string(&path).unwrap();
            assert!(!text.contains("/usr/local") && text.starts_with("[Unit]"), "{text}");
        }
        let unit = format!("{root}/usr/lib/systemd/system/kaimu.service");
        let exposure = ["security", "--offline=true", "--threshold=15", &unit];
        succeed(Command::new("systemd-analyze").args(exposure));
    }

    #[test]
    #[ignore = "needs dpkg-deb and man: use tests/run --release"]
    fn shells_and_man_find_what_the_package_has_for_them() {
        let tree = tempfile::tempdir().unwrap();
        succeed(Command::new("dpkg-deb").arg("--extract").arg(file(".deb")).arg(tree.path()));
        let run =
            |script: &str| succeed(Command::new("bash").args(["-euc", script]).arg("bash").env("TREE", tree.path()));
        let words = ". \"$TREE/usr/share/bash-completion/completions/kaimu\"; COMP_WORDS=(kaimu heal); COMP_CWORD=1; \
                     _kaimu kaimu heal kaimu; echo \"${COMPREPLY[@]}\"";
        assert_eq!(run(words), "health\n");
        run("zsh -n \"$TREE/usr/share/zsh/vendor-completions/_kaimu\"");
        run("fish --no-execute \"$TREE/usr/share/fish/vendor_completions.d/kaimu.fish\"");
        let page = run("MANWIDTH=80 man --warnings --local-file \"$TREE/usr/share/man/man1/kaimu-users-list.1.gz\"");
        assert!(page.contains("kaimu users list"), "{page}");
        let licences = run("zcat \"$TREE/usr/share/doc/kaimu/THIRD-PARTY-LICENCES.gz\"");
        for library in ["actix-web ", "openssl-src ", "pq-src "] {
            assert!(licences.contains(library), "{library}");
        }
    }
}
