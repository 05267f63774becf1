//! The socket by which `kaimu reload` reaches the server: a file that the server's own user alone can open. A signal would tell
//! nobody what came of it, and a file with a process id may name a stranger.

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
/// How long either side waits for the other; a reload may wait for the database.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came of a reload, in words for the operator.
pub(super) type Outcome = Result<String, NotReloaded>;

/// Why nothing has changed.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum NotReloaded {
    /// The configuration is bad.
    Refused(String),
    /// It is good, and cannot be used at the moment.
    Failed(String),
}

/// The socket as long as the server runs; its file goes with this.
pub(super) struct Control(Place);

/// Where a socket is.
#[derive(Clone)]
pub(super) enum Place {
    /// Beside the SQLite file.
    Beside(PathBuf),
    /// In a folder of its own among the temporary ones.
    In(PathBuf),
}

impl Place {
    /// That of a server with these settings.
    pub(super) fn of(settings: &Settings) -> Self {
        let port = settings.listen.first().map_or(0, std::net::SocketAddr::port);
        match &settings.database_url {
            DatabaseUrl::Sqlite(file) => Self::Beside(file.with_extension(format!("{port}.sock"))),
            DatabaseUrl::Postgres(_) => Self::In(std::env::temp_dir().join(format!("kaimu-{port}"))),
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::Beside(path) => path.clone(),
            Self::In(folder) => folder.join("reload.sock"),
        }
    }
}

impl Drop for Control {
    fn drop(&mut self) {
        let _ = fs::remove_file(self.0.path());
        if let Place::In(folder) = &self.0 {
            let _ = fs::remove_dir(folder);
        }
    }
}

/// Reloads whenever somebody asks at this socket, until the process ends.
///
/// # Errors
/// When there can be no such socket, or another server has it.
pub(super) fn listen(place: Place, reload: impl Fn() -> Outcome + Send + 'static) -> io::Result<Control> {
    let path = place.path();
    if let Place::In(folder) = &place {
        match DirBuilder::new().mode(0o700).create(folder) {
            Err(error) if error.kind() != io::ErrorKind::AlreadyExists => return Err(error),
            _ => is_private(folder)?,
        }
    }
    if UnixStream::connect(&path).is_ok() {
        return Err(io::Error::new(io::ErrorKind::AddrInUse, "another server has it"));
    }
    // Of a server that was killed.
    if fs::symlink_metadata(&path).is_ok_and(|it| it.file_type().is_socket()) {
        fs::remove_file(&path)?;
    }
    let listener = UnixListener::bind(&path)?;
    let control = Control(place);
    fs::set_permissions(&path, Permissions::from_mode(0o600))?;
    std::thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            if let Err(error) = answer(&stream, &reload) {
                log::debug!("kaimu reload went away: {error}");
            }
        }
    });
    Ok(control)
}

/// Among the temporary folders somebody else may have made it before us, to put another socket there that tells the operator
/// what they like. Root may ask the server of another user.
fn is_private(folder: &Path) -> io::Result<()> {
    let (it, us) = (fs::symlink_metadata(folder)?, rustix::process::geteuid());
    let is_ours = it.uid() == us.as_raw() || us.is_root();
    if !it.is_dir() || it.mode() & 0o077 != 0 || !is_ours {
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, "its folder is not ours alone"));
    }
    Ok(())
}

fn answer(mut stream: &UnixStream, reload: &impl Fn() -> Outcome) -> io::Result<()> {
    stream.set_read_timeout(Some(PATIENCE))?;
    stream.set_write_timeout(Some(PATIENCE))?;
    let mut asked = String::new();
    BufReader::new(stream).take(64).read_line(&mut asked)?;
    if asked.trim_end() != RELOAD {
        return Ok(());
    }
    let (word, text) = match reload() {
        Ok(text) => (APPLIED, text),
        Err(NotReloaded::Refused(text)) => (REFUSED, text),
        Err(NotReloaded::Failed(text)) => (FAILED, text),
    };
    write!(stream, "{word}\n{text}")
}

/// Asks the server behind this socket to reload.
///
/// # Errors
/// When none answers.
pub(super) fn ask(place: &Place) -> io::Result<Outcome> {
    if let Place::In(folder) = place {
        is_private(folder)?;
    }
    let mut stream = UnixStream::connect(place.path())?;
    stream.set_read_timeout(Some(PATIENCE))?;
    writeln!(stream, "{RELOAD}")?;
    let mut answer = String::new();
    stream.read_to_string(&mut answer)?;
    // Whoever answers, it goes to a terminal.
    let answer = answer.lines().map(terminal_text).collect::<Vec<_>>().join("\n");
    match answer.split_once('\n') {
        Some((APPLIED, text)) => Ok(Ok(text.to_owned())),
        Some((REFUSED, text)) => Ok(Err(NotReloaded::Refused(text.to_owned()))),
        Some((FAILED, text)) => Ok(Err(NotReloaded::Failed(text.to_owned()))),
        _ => Err(io::Error::new(io::ErrorKind::UnexpectedEof, "it stopped before it answered")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(folder: &tempfile::TempDir) -> Place {
        Place::In(folder.path().join("kaimu-1"))
    }

    #[test]
    fn who_asks_is_told_what_came_of_it() {
        let folder = tempfile::tempdir().unwrap();
        let (refused, failed) = (NotReloaded::Refused("no".to_owned()), NotReloaded::Failed("not now".to_owned()));
        for outcome in [Ok("done\nand more".to_owned()), Err(refused), Err(failed)] {
            let answer = outcome.clone();
            let _control = listen(place(&folder), move || answer.clone()).unwrap();
            assert_eq!(ask(&place(&folder)).unwrap(), outcome);
        }
        assert_eq!(fs::read_dir(folder.path()).unwrap().count(), 0, "nothing is left behind");
    }

    #[test]
    fn the_socket_of_a_server_that_was_killed_is_replaced_and_that_of_a_living_one_is_not() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("kaimu-1")).unwrap();
        fs::set_permissions(folder.path().join("kaimu-1"), Permissions::from_mode(0o700)).unwrap();
        drop(UnixListener::bind(place(&folder).path()).unwrap());
        assert!(ask(&place(&folder)).is_err(), "nobody listens");
        let _living = listen(place(&folder), || Ok("first".to_owned())).unwrap();
        assert_eq!(listen(place(&folder), || Ok("second".to_owned())).err().unwrap().kind(), io::ErrorKind::AddrInUse);
        assert_eq!(ask(&place(&folder)).unwrap(), Ok("first".to_owned()));
    }

    #[test]
    fn a_folder_into_which_others_may_look_and_a_link_to_another_one_are_not_used_by_either_side() {
        let folder = tempfile::tempdir().unwrap();
        let (open, private) = (folder.path().join("kaimu-1"), folder.path().join("elsewhere"));
        let refused = || {
            let listening = listen(place(&folder), || Ok(String::new())).err().unwrap();
            assert_eq!(listening.kind(), io::ErrorKind::PermissionDenied);
            assert_eq!(ask(&place(&folder)).err().unwrap().kind(), io::ErrorKind::PermissionDenied);
        };
        fs::create_dir(&open).unwrap();
        fs::set_permissions(&open, Permissions::from_mode(0o755)).unwrap();
        // Somebody answers there already.
        let _stranger = UnixListener::bind(place(&folder).path()).unwrap();
        refused();
        fs::rename(&open, &private).unwrap();
        fs::set_permissions(&private, Permissions::from_mode(0o700)).unwrap();
        std::os::unix::fs::symlink(&private, &open).unwrap();
        refused();
    }

    #[test]
    fn an_answer_cannot_steer_the_terminal() {
        let folder = tempfile::tempdir().unwrap();
        let _control = listen(place(&folder), || Ok("done\u{1b}[2J\nand more".to_owned())).unwrap();
        assert_eq!(ask(&place(&folder)).unwrap(), Ok("done\u{fffd}[2J\nand more".to_owned()));
    }
}
