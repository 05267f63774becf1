//! The Unix socket through which `kaimu reload` reaches the server. Only the server's user can open it.
//!
//! A signal would not bring a result back, and a file with a process id may name a process of another program.

use std::fs::{self, DirBuilder, Permissions};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::{DirBuilderExt, FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};
use std::time::Duration;

use crate::config::Settings;
use crate::domain::{DatabaseUrl, terminal_text};

const RELOAD: &str = "reload";
const APPLIED: &str = "applied";
const REFUSED: &str = "refused";
const FAILED: &str = "failed";
/// How long each side waits for the other. A reload may wait for the database.
const TIMEOUT: Duration = Duration::from_secs(30);

/// How many bytes of a request are read.
const MAX_REQUEST: u64 = 64;

/// The result of a reload, with messages for the operator.
pub(super) type ReloadResult = Result<String, NotReloaded>;

/// Why a reload changed nothing.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NotReloaded {
    /// The configuration is invalid.
    Refused(String),
    /// The configuration is valid, but cannot be applied now.
    Failed(String),
}

/// The socket of a running server. Its file is deleted when this is dropped.
pub(super) struct ReloadSocket(SocketLocation);

/// Where the socket of a server is.
#[derive(Clone)]
pub(super) enum SocketLocation {
    /// A file beside the SQLite file.
    Beside(PathBuf),
    /// A file in this folder of the temporary directory. The folder contains nothing else.
    InFolder(PathBuf),
}

impl SocketLocation {
    /// The location for a server with these settings.
    pub(super) fn new(settings: &Settings) -> Self {
        let port = settings.listen.first().map_or(0, std::net::SocketAddr::port);
        match &settings.database_url {
            DatabaseUrl::Sqlite(file) => Self::Beside(file.with_extension(format!("{port}.sock"))),
            DatabaseUrl::Postgres(_) => Self::InFolder(std::env::temp_dir().join(format!("kaimu-{port}"))),
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::Beside(path) => path.clone(),
            Self::InFolder(folder) => folder.join("reload.sock"),
        }
    }
}

impl Drop for ReloadSocket {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.0.path());
        if let SocketLocation::InFolder(folder) = &self.0 {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Runs `reload` for each request at this socket, until the process ends. Fails if the socket cannot be created, or
/// another server uses it.
pub(super) fn listen(
    location: SocketLocation,
    reload: impl Fn() -> ReloadResult + Send + 'static,
) -> io::Result<ReloadSocket> {
    let path = location.path();
    if let SocketLocation::InFolder(folder) = &location {
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => check_private(folder)?,
        }
    }
    if UnixStream::connect(&path).is_ok() {
        return Err(io::Error::new(io::ErrorKind::AddrInUse, "another server uses it"));
    }
    // A server that was killed leaves its socket behind.
    if fs::symlink_metadata(&path).is_ok_and(|it| it.file_type().is_socket()) {
        fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)?;
    let socket = ReloadSocket(location);
    fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Err(error) = answer(&stream, &reload) {
                log::debug!("kaimu reload closed the connection before it had the result: {error}");
            }
        }
    });
    Ok(socket)
}

/// Fails unless the folder is accessible only to this user. Another user may have created it first in the temporary
/// directory, with a socket that gives false results. Root may reach the server of another user.
fn check_private(folder: &Path) -> io::Result<()> {
    let (metadata, user) = (fs::symlink_metadata(folder)?, rustix::process::geteuid());
    let is_owned = metadata.uid() == user.as_raw() || user.is_root();
    if !metadata.is_dir() || metadata.mode() & 0o077 != 0 || !is_owned {
        let message = "its folder belongs to another user, or other users have access to it";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    Ok(())
}

fn answer(mut stream: &UnixStream, reload: &impl Fn() -> ReloadResult) -> io::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let mut request = String::new();
    BufReader::new(stream).take(MAX_REQUEST).read_line(&mut request)?;
    if request.trim_end() != RELOAD {
        return Ok(());
    }
    let (status, message) = match reload() {
        Ok(message) => (APPLIED, message),
        Err(NotReloaded::Refused(message)) => (REFUSED, message),
        Err(NotReloaded::Failed(message)) => (FAILED, message),
    };
    write!(stream, "{status}\n{message}")
}

/// Asks the server behind this socket to reload. Fails if no server answers.
pub(super) fn request_reload(location: &SocketLocation) -> io::Result<ReloadResult> {
    if let SocketLocation::InFolder(folder) = location {
        check_private(folder)?;
    }
    let mut stream = UnixStream::connect(location.path())?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    writeln!(stream, "{RELOAD}")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    // The answer is printed at a terminal.
    let answer = answer.lines().map(terminal_text).collect::<Vec<_>>().join("\n");
    match answer.split_once('\n') {
        Some((APPLIED, message)) => Ok(Ok(message.to_owned())),
        Some((REFUSED, message)) => Ok(Err(NotReloaded::Refused(message.to_owned()))),
        Some((FAILED, message)) => Ok(Err(NotReloaded::Failed(message.to_owned()))),
        _ => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "the server stopped before it answered")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn location(folder: &tempfile::TempDir) -> SocketLocation {
        SocketLocation::InFolder(folder.path().join("kaimu-1"))
    }

    #[test]
    fn the_result_of_a_reload_reaches_the_caller() {
        let folder = tempfile::tempdir().unwrap();
        let (refused, failed) = (NotReloaded::Refused("no".to_owned()), NotReloaded::Failed("not now".to_owned()));
        for result in [Ok("done\nand more".to_owned()), Err(refused), Err(failed)] {
            let answer = result.clone();
            let _socket = listen(location(&folder), move || answer.clone()).unwrap();
            assert_eq!(request_reload(&location(&folder)).unwrap(), result);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn the_socket_of_a_killed_server_is_replaced_and_that_of_a_running_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("kaimu-1")).unwrap();
        fs::set_permissions(folder.path().join("kaimu-1"), Permissions::from_mode(0o700)).unwrap();
        drop(UnixListener::bind(location(&folder).path()).unwrap());
        assert!(request_reload(&location(&folder)).is_err(), "no server listens");
        let _running = listen(location(&folder), || Ok("first".to_owned())).unwrap();
        assert_eq!(
            listen(location(&folder), || Ok("second".to_owned())).err().unwrap().kind(),
            io::ErrorKind::AddrInUse
        );
        assert_eq!(request_reload(&location(&folder)).unwrap(), Ok("first".to_owned()));
    }

    #[test]
    fn both_sides_refuse_a_folder_that_others_can_read_and_a_link_to_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (open, private) = (folder.path().join("kaimu-1"), folder.path().join("elsewhere"));
        let refused = || {
            let listening = listen(location(&folder), || Ok(String::new())).err().unwrap();
            assert_eq!(listening.kind(), io::ErrorKind::PermissionDenied);
            assert_eq!(request_reload(&location(&folder)).err().unwrap().kind(), io::ErrorKind::PermissionDenied);
        };
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, Permissions::from_mode(0o755)).unwrap();
        // A process of another user answers there already.
        let _other = UnixListener::bind(location(&folder).path()).unwrap();
        refused();
        fs::rename(&open, &private).unwrap();
        fs::set_permissions(&private, Permissions::from_mode(0o700)).unwrap();
        std::os::unix::fs::symlink(&private, &open).unwrap();
        refused();
    }

    #[test]
    fn control_characters_of_an_answer_do_not_reach_the_terminal() {
        let folder = tempfile::tempdir().unwrap();
        let _socket = listen(location(&folder), || Ok("done\u{1b}[2J\nand more".to_owned())).unwrap();
        assert_eq!(request_reload(&location(&folder)).unwrap(), Ok("done\u{fffd}[2J\nand more".to_owned()));
    }
}
