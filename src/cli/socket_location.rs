//! Where the control socket of a server is, and how a command finds it.

use std::fs::{self, DirEntry, Metadata};
use std::io;
use std::os::unix::fs::MetadataExt;
use std::os::unix::net::UnixStream;
use std::path::{Path, PathBuf};

use crate::config::Settings;
use crate::domain::{DatabaseUrl, ListenAddress};

/// The folder that systemd makes for the service (`RuntimeDirectory=`): no other user can create a file there.
const RUNTIME_FOLDER: &str = "/run/kaimu";

/// Where the socket of a server is.
#[derive(Clone)]
pub(super) enum SocketLocation {
    /// A file beside the SQLite file.
    Beside(PathBuf),
    /// A file in this folder of [`RUNTIME_FOLDER`] or of the temporary directory. The folder contains nothing else.
    InFolder(PathBuf),
}

impl SocketLocation {
    /// The location for a server with these settings.
    pub(super) fn new(settings: &Settings) -> Self {
        let port = settings.listen.iter().find_map(ListenAddress::port).unwrap_or(0);
        match &settings.database_url {
            DatabaseUrl::Sqlite(file) => Self::Beside(file.with_extension(format!("{port}.sock"))),
            DatabaseUrl::Postgres(_) => Self::InFolder(folder_of_sockets().join(format!("kaimu-{port}"))),
        }
    }

    pub(super) fn path(&self) -> PathBuf {
        match self {
            Self::Beside(path) => path.clone(),
            Self::InFolder(folder) => folder.join("reload.sock"),
        }
    }

    /// Connects to the server at this location. If there is none, `server.listen` may have changed since the start of the
    /// server: connects to the only server on another port.
    pub(super) fn find_server(&self) -> io::Result<UnixStream> {
        self.connect().or_else(|error| {
            let others = self.on_other_ports().into_iter();
            let mut others: Vec<(u16, UnixStream)> =
                others.filter_map(|(port, other)| Some((port, other.connect().ok()?))).collect();
            if others.len() > 1 {
                let ports: Vec<String> = others.iter().map(|(port, _)| port.to_string()).collect();
                let ports = ports.join(", ");
                let message =
                    format!("{error}; there are servers on the ports {ports}, so set server.listen to one of these");
                return Err(io::Error::new(error.kind(), message));
            }
            others.pop().map_or(Err(error), |(_, only)| Ok(only))
        })
    }

    /// Where the sockets of servers on other ports would be, with each port.
    fn on_other_ports(&self) -> Vec<(u16, Self)> {
        let (folder, own, separator, ending) = match self {
            Self::Beside(path) => (path.parent(), path.file_name(), '.', ".sock"),
            Self::InFolder(folder) => (folder.parent(), folder.file_name(), '-', ""),
        };
        // `kaimu.3000.sock` has the stem `kaimu`, and `kaimu-3000` has it as well.
        let own = own.and_then(|name| name.to_str()?.strip_suffix(ending)?.rsplit_once(separator));
        let (Some(folder), Some((stem, own_port))) = (folder, own) else { return Vec::new() };
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let mut others: Vec<(u16, Self)> = entries
            .filter_map(|entry| {
                let name = entry.file_name();
                let (other_stem, port) = name.to_str()?.strip_suffix(ending)?.rsplit_once(separator)?;
                let is_other = other_stem == stem && port != own_port && self.may_be_ours(&entry);
                let location = match self {
                    Self::Beside(_) => Self::Beside(entry.path()),
                    Self::InFolder(_) => Self::InFolder(entry.path()),
                };
                if is_other { Some((port.parse().ok()?, location)) } else { None }
            })
            .collect();
        others.sort_by_key(|(port, _)| *port);
        others
    }

    fn connect(&self) -> io::Result<UnixStream> {
        if let Self::InFolder(folder) = self {
            check_private(folder)?;
        }
        UnixStream::connect(self.path())
    }

    /// Another user may have left a folder in the temporary directory for root to find.
    fn may_be_ours(&self, entry: &DirEntry) -> bool {
        let owner = entry.metadata().map(|metadata| metadata.uid());
        matches!(self, Self::Beside(_)) || owner.is_ok_and(|owner| owner == rustix::process::geteuid().as_raw())
    }
}

/// [`RUNTIME_FOLDER`] if it is for this user, or this is root, who looks for the server of the service there.
fn folder_of_sockets() -> PathBuf {
    let (folder, user) = (PathBuf::from(RUNTIME_FOLDER), rustix::process::geteuid());
    let is_usable = |it: &Metadata| it.is_dir() && (it.uid() == user.as_raw() || user.is_root());
    if fs::symlink_metadata(&folder).is_ok_and(|it| is_usable(&it)) { folder } else { std::env::temp_dir() }
}

/// Fails unless the folder is accessible only to this user. Another user may have created it first in the temporary
/// directory, with a socket that gives false results. Root may reach the server of another user where nobody else could have
/// created it.
pub(super) fn check_private(folder: &Path) -> io::Result<()> {
    let (metadata, user) = (fs::symlink_metadata(folder)?, rustix::process::geteuid());
    let is_of_service = || {
        let parent = folder.parent().and_then(|parent| fs::symlink_metadata(parent).ok());
        user.is_root() && parent.is_some_and(|it| it.uid() == metadata.uid() && it.mode() & 0o022 == 0)
    };
    let is_owned = metadata.uid() == user.as_raw() || is_of_service();
    if !metadata.is_dir() || metadata.mode() & 0o077 != 0 || !is_owned {
        let message = "its folder belongs to another user, or other users have access to it";
        return Err(io::Error::new(io::ErrorKind::PermissionDenied, message));
    }
    Ok(())
}
