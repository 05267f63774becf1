//! Linux namespaces of a test's own: mounts and networks that no other process sees.

use std::process::{Child, Command, Stdio};

use crate::waiting::until;

/// A mount namespace and a network namespace, in which this user is root. The network has a loopback interface only. Where
/// the kernel forbids it, the test fails with the kernel's reason. Dropping it ends what the test has mounted.
pub struct Namespace {
    holder: Child,
}

impl Namespace {
    pub async fn new() -> Self {
        let unshare = ["/usr/bin/unshare", "--user", "--map-root-user"].map(str::to_owned);
        // Root keeps the rights of root on files, which a user namespace would limit to root's own.
        Self::held_by(if is_root() { &unshare[..1] } else { &unshare }).await
    }

    /// Namespaces beside these, whose networks can be connected with each other.
    pub async fn neighbour(&self) -> Self {
        Self::held_by(&[self.enter(), vec!["/usr/bin/unshare".to_owned()]].concat()).await
    }

    async fn held_by(unshare: &[String]) -> Self {
        let mut command = Command::new(&unshare[0]);
        command.args(&unshare[1..]).args(["--mount", "--net", "sh", "-c"]);
        // A holder whose test was killed ends, too.
        command.arg("ip link set lo up && exec sleep 1200");
        let mut holder = command.env("PATH", PATH).stdin(Stdio::null()).stdout(Stdio::null()).spawn().unwrap();
        let name = format!("/proc/{}/comm", holder.id());
        until("the namespaces are there", async || {
            assert!(holder.try_wait().unwrap().is_none(), "the kernel forbids namespaces: see the output of unshare");
            std::fs::read_to_string(&name).unwrap() == "sleep\n"
        })
        .await;
        Self { holder }
    }

    /// The process that keeps the namespaces.
    pub fn holder(&self) -> u32 {
        self.holder.id()
    }

    /// A program and arguments, before which a command runs in the namespaces.
    pub fn enter(&self) -> Vec<String> {
        let target = self.holder.id().to_string();
        let user: &[&str] = if is_root() { &[] } else { &["--user", "--preserve-credentials"] };
        let enter = [&["/usr/bin/nsenter", "--target", &target, "--mount", "--net"], user, &["--"]].concat();
        enter.into_iter().map(str::to_owned).collect()
    }

    /// Runs a shell script in the namespaces, and requires that it succeeds. Returns what it printed.
    #[track_caller]
    pub fn run(&self, script: &str) -> String {
        let enter = self.enter();
        let mut command = Command::new(&enter[0]);
        let output = command.args(&enter[1..]).args(["sh", "-ec", script]).env("PATH", PATH).output().unwrap();
        assert!(output.status.success(), "{script}: {}", String::from_utf8_lossy(&output.stderr));
        String::from_utf8(output.stdout).unwrap()
    }
}

fn is_root() -> bool {
    rustix::process::geteuid().is_root()
}

/// Debian's folders of programs for root, which not every user has in PATH.
const PATH: &str = "/usr/sbin:/usr/bin:/sbin:/bin";

impl Drop for Namespace {
    fn drop(&mut self) {
        let _ = self.holder.kill();
        let _ = self.holder.wait();
    }
}

#[tokio::test(flavor = "multi_thread")]
#[ignore = "needs namespaces of the kernel: use tests/run"]
async fn a_test_has_mounts_and_a_network_of_its_own() {
    let namespace = Namespace::new().await;
    assert!(namespace.run("mount -t tmpfs -o size=64k none /mnt && findmnt -no FSTYPE /mnt").contains("tmpfs"));
    assert_eq!(namespace.run("ip -brief link").lines().count(), 1);
    assert!(!std::fs::read_to_string("/proc/self/mounts").unwrap().contains(" /mnt tmpfs rw,relatime,size=64k"));
}
