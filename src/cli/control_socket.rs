//! The Unix socket through which `kaimu reload` and `kaimu status` reach the server. Only the server's user can open it.
//!
//! A signal would not bring a result back, and a file with a process id may name a process of another program. An HTTP
//! request does not show whether a proxy has forwarded it, so that it could not show the status to the operator alone.

use std::fs::{self, DirBuilder};
use std::io::{self, BufRead, BufReader, Read, Write};
use std::os::unix::fs::DirBuilderExt;
use std::os::unix::net::UnixStream;
use std::path::PathBuf;
use std::time::Duration;

use super::socket_location::{SocketLocation, check_private};
use super::unix_socket::{self, SocketFile};
use crate::domain::terminal_text;

const RELOAD: &str = "reload";
const STATUS: &str = "status";
const STATUS_IS: &str = "status is";
const APPLIED: &str = "applied";
const REFUSED: &str = "refused";
const FAILED: &str = "failed";
/// How long each side waits for the other. A reload may wait for the database, and a status for the checks.
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

/// What a server answers at its socket.
pub(super) struct Answers<R, S> {
    /// Reloads the configuration.
    pub(super) reload: R,
    /// Returns the status as JSON.
    pub(super) status: S,
}

/// The socket of a running server. Its file is deleted when this is dropped.
pub(super) struct ControlSocket {
    /// `None` only while this is dropped.
    file: Option<SocketFile>,
    folder: Option<PathBuf>,
}

impl Drop for ControlSocket {
    fn drop(&mut self) {
        drop(self.file.take());
        if let Some(folder) = &self.folder {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Answers each request at this socket, until the process ends. Fails if the socket cannot be created, or another server
/// uses it.
pub(super) fn listen(
    location: SocketLocation,
    answers: Answers<impl Fn() -> ReloadResult + Send + 'static, impl Fn() -> String + Send + 'static>,
) -> io::Result<ControlSocket> {
    let path = location.path();
    let folder = match location {
        SocketLocation::InFolder(folder) => Some(folder),
        SocketLocation::Beside(_) => None,
    };
    if let Some(folder) = &folder {
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => check_private(folder)?,
        }
    }
    let (listener, file) = unix_socket::bind(&path, 0o600)?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Err(error) = answer(&stream, &answers) {
                log::debug!("a command closed the connection to the control socket before it had the result: {error}");
            }
        }
    });
    Ok(ControlSocket { file: Some(file), folder })
}

fn answer(
    mut stream: &UnixStream,
    answers: &Answers<impl Fn() -> ReloadResult, impl Fn() -> String>,
) -> io::Result<()> {
    stream.set_read_timeout(Some(TIMEOUT))?;
    stream.set_write_timeout(Some(TIMEOUT))?;
    let mut request = String::new();
    BufReader::new(stream).take(MAX_REQUEST).read_line(&mut request)?;
    let (outcome, message) = match request.trim_end() {
        RELOAD => match (answers.reload)() {
            Ok(message) => (APPLIED, message),
            Err(NotReloaded::Refused(message)) => (REFUSED, message),
            Err(NotReloaded::Failed(message)) => (FAILED, message),
        },
        STATUS => (STATUS_IS, (answers.status)()),
        _ => return Ok(()),
    };
    write!(stream, "{outcome}\n{message}")
}

/// Asks the server of this socket to reload. Fails if no server answers.
pub(super) fn request_reload(location: &SocketLocation) -> io::Result<ReloadResult> {
    let answer = request(location, RELOAD)?;
    match answer.split_once('\n') {
        Some((APPLIED, message)) => Ok(Ok(message.to_owned())),
        Some((REFUSED, message)) => Ok(Err(NotReloaded::Refused(message.to_owned()))),
        Some((FAILED, message)) => Ok(Err(NotReloaded::Failed(message.to_owned()))),
        _ => Err(no_answer()),
    }
}

/// Asks the server of this socket for its status. Fails if no server answers.
pub(super) fn request_status(location: &SocketLocation) -> io::Result<String> {
    match request(location, STATUS)?.split_once('\n') {
        Some((STATUS_IS, status)) => Ok(status.to_owned()),
        _ => Err(no_answer()),
    }
}

fn no_answer() -> io::Error {
    io::Error::new(io::ErrorKind::UnexpectedEof, "the server stopped before it answered, or is of another version")
}

fn request(location: &SocketLocation, request: &str) -> io::Result<String> {
    let mut stream = location.find_server()?;
    stream.set_read_timeout(Some(TIMEOUT))?;
    writeln!(stream, "{request}")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    // The answer is printed at a terminal.
    Ok(answer.lines().map(terminal_text).collect::<Vec<_>>().join("\n"))
}

#[cfg(test)]
mod tests {
    use std::fs::Permissions;
    use std::os::unix::fs::PermissionsExt;
    use std::os::unix::net::UnixListener;

    use super::*;

    fn location(folder: &tempfile::TempDir) -> SocketLocation {
        SocketLocation::InFolder(folder.path().join("kaimu-1"))
    }

    /// Listens with this result of each reload.
    fn listen_with(location: SocketLocation, result: ReloadResult) -> io::Result<ControlSocket> {
        listen(location, Answers { reload: move || result.clone(), status: || "{}".to_owned() })
    }

    #[test]
    fn the_result_of_a_reload_reaches_the_caller() {
        let folder = tempfile::tempdir().unwrap();
        let (refused, failed) = (NotReloaded::Refused("no".to_owned()), NotReloaded::Failed("not now".to_owned()));
        for result in [Ok("done\nand more".to_owned()), Err(refused), Err(failed)] {
            let _socket = listen_with(location(&folder), result.clone()).unwrap();
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
        let _running = listen_with(location(&folder), Ok("first".to_owned())).unwrap();
        assert_eq!(
            listen_with(location(&folder), Ok("second".to_owned())).err().unwrap().kind(),
            io::ErrorKind::AddrInUse
        );
        assert_eq!(request_reload(&location(&folder)).unwrap(), Ok("first".to_owned()));
    }

    #[test]
    fn both_sides_refuse_a_folder_that_others_can_read_and_a_link_to_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let (open, private) = (folder.path().join("kaimu-1"), folder.path().join("elsewhere"));
        let refused = || {
            let listening = listen_with(location(&folder), Ok(String::new())).err().unwrap();
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
        let _socket = listen_with(location(&folder), Ok("done\u{1b}[2J\nand more".to_owned())).unwrap();
        assert_eq!(request_reload(&location(&folder)).unwrap(), Ok("done\u{fffd}[2J\nand more".to_owned()));
    }

    #[test]
    fn the_only_server_on_another_port_is_found_and_several_are_named() {
        let folder = tempfile::tempdir().unwrap();
        let beside = |port: u16| SocketLocation::Beside(folder.path().join(format!("kaimu.{port}.sock")));
        let inside = |port: u16| SocketLocation::InFolder(folder.path().join(format!("kaimu-{port}")));
        let _unrelated =
            listen_with(SocketLocation::Beside(folder.path().join("other.9.sock")), Ok("other".to_owned()));
        for at in [&beside as &dyn Fn(u16) -> SocketLocation, &inside] {
            assert!(request_reload(&at(1)).is_err(), "no server");
            let _first = listen_with(at(2), Ok("first".to_owned())).unwrap();
            assert_eq!(request_reload(&at(1)).unwrap(), Ok("first".to_owned()));
            assert_eq!(request_status(&at(1)).unwrap(), "{}");
            let _second = listen_with(at(3), Ok("second".to_owned())).unwrap();
            let error = request_reload(&at(1)).err().unwrap().to_string();
            assert!(error.contains("there are servers on the ports 2, 3"), "{error}");
            assert_eq!(request_reload(&at(3)).unwrap(), Ok("second".to_owned()));
        }
    }
}
