//! Listens on a Unix socket whose file goes with the server.

use std::fs::{self, Metadata, Permissions};
use std::io;
use std::os::unix::fs::{FileTypeExt, MetadataExt, PermissionsExt};
use std::os::unix::net::{UnixListener, UnixStream};
use std::path::{Path, PathBuf};

/// The file of a Unix socket. It is deleted when this is dropped.
#[derive(Debug)]
pub(super) struct SocketFile {
    path: PathBuf,
    identity: FileIdentity,
}

/// Device, inode, and the time of its creation, since an inode is used again. The owner and the mode may change.
type FileIdentity = (u64, u64, i64, i64);

/// Listens at this path, with this mode of the file. A server that was killed leaves its file behind, which is replaced. The
/// file of a server that runs is not.
pub(super) fn bind(path: &Path, mode: u32) -> io::Result<(UnixListener, SocketFile)> {
    match UnixStream::connect(path) {
        Ok(_) => return Err(io::Error::new(io::ErrorKind::AddrInUse, "another process listens on it")),
        // check: the socket of a killed server is replaced
        Err(error) if error.kind() == io::ErrorKind::ConnectionRefused && is_socket(path) => fs::remove_file(path)?,
        // There is no file, or `bind` says what is wrong with it.
        Err(_) => {}
    }
    let listener = UnixListener::bind(path)?;
    let file = SocketFile { identity: identity(&fs::symlink_metadata(path)?), path: path.to_owned() };
    fs::set_permissions(path, Permissions::from_mode(mode))?;
    Ok((listener, file))
}

fn is_socket(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok_and(|it| it.file_type().is_socket())
}

fn identity(metadata: &Metadata) -> FileIdentity {
    (metadata.dev(), metadata.ino(), metadata.mtime(), metadata.mtime_nsec())
}

impl Drop for SocketFile {
    fn drop(&mut self) {
        // A server that started after our listener was closed may have replaced the file by its own.
        if fs::symlink_metadata(&self.path).is_ok_and(|metadata| identity(&metadata) == self.identity) {
            let _ = fs::remove_file(&self.path);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_file_of_a_socket_is_deleted_with_it_unless_another_server_has_replaced_it() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kaimu.sock");
        let (listener, file) = bind(&path, 0o660).unwrap();
        assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o660);
        assert_eq!(bind(&path, 0o660).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        drop(listener);
        let (_other_listener, other_file) = bind(&path, 0o660).unwrap();
        drop(file);
        assert!(path.exists(), "it is the file of the other server");
        drop(other_file);
        assert!(!path.exists());
    }

    #[test]
    fn a_file_that_is_no_socket_is_left_alone() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("kaimu.sock");
        fs::write(&path, "notes").unwrap();
        assert_eq!(bind(&path, 0o660).unwrap_err().kind(), io::ErrorKind::AddrInUse);
        assert_eq!(fs::read_to_string(&path).unwrap(), "notes");
    }
}
