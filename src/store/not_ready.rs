//! Why the database is not ready, in words that everyone may read: without host, user and folder.

use std::error::Error;
use std::fmt;

use diesel::result::{DatabaseErrorKind, Error as QueryError};

use super::error::StoreError;
use super::sqlite_error::SqliteError;
use crate::domain::error_chain;

/// Why no sign-in could be written to the database.
#[derive(Debug, Clone, thiserror::Error)]
pub struct NotReady {
    /// The kind of the trouble.
    pub(super) reason: Reason,
    /// "the database", or the SQLite file without its folder.
    subject: String,
    /// The whole error, for the log.
    pub(super) detail: String,
}

/// What is wrong with the database.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reason {
    /// There was no answer in time.
    NoAnswer,
    /// The database answers, but others keep it busy, or it is starting.
    Busy,
    /// No connection can be opened.
    Unreachable,
    /// It can be read, and not be written to.
    ReadOnly,
    /// The disk of the SQLite file is full.
    DiskFull,
    /// The disk of the SQLite file reports errors.
    DiskError,
    /// The SQLite file is no database, or a damaged one.
    Damaged,
    /// The SQLite file was removed after the start.
    Removed,
    /// Another file has taken the place of the SQLite file after the start.
    Replaced,
    /// It refuses the write for another reason.
    WriteRefused,
    /// So many threads wait for an answer that connections that do not answer are no longer replaced.
    ThreadsUsedUp,
}

impl NotReady {
    pub(super) fn new(subject: &str, reason: Reason, detail: &dyn Error) -> Self {
        Self { reason, subject: subject.to_owned(), detail: error_chain(detail) }
    }

    /// Too many threads wait for the database.
    pub(super) fn threads_used_up() -> Self {
        let (reason, subject) = (Reason::ThreadsUsedUp, "the database".to_owned());
        Self { reason, detail: format!("{subject} {}", reason.words()), subject }
    }

    /// No answer has come in time.
    pub(super) fn no_answer(subject: &str) -> Self {
        let reason = Reason::NoAnswer;
        Self { reason, subject: subject.to_owned(), detail: format!("{subject} {}", reason.words()) }
    }
}

impl fmt::Display for NotReady {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.subject, self.reason.words())
    }
}

/// Words in the messages of SQLite, Postgres and libpq, which have no other mark that Diesel passes on.
const MARKS: [(&str, Reason); 15] = [
    ("readonly database", Reason::ReadOnly),
    ("read-only", Reason::ReadOnly),
    ("Read-only", Reason::ReadOnly),
    ("is full", Reason::DiskFull),
    ("No space left", Reason::DiskFull),
    ("disk I/O error", Reason::DiskError),
    ("malformed", Reason::Damaged),
    ("not a database", Reason::Damaged),
    ("is locked", Reason::Busy),
    ("locking protocol", Reason::Busy),
    ("statement timeout", Reason::Busy),
    ("lock timeout", Reason::Busy),
    ("too many", Reason::Busy),
    ("connection slots", Reason::Busy),
    ("the database system is", Reason::Busy),
];

impl Reason {
    /// The reason for this error of a query, if it is one of the known.
    pub(super) fn of(error: &QueryError) -> Option<Self> {
        match error {
            QueryError::DatabaseError(DatabaseErrorKind::ReadOnlyTransaction, _) => Some(Self::ReadOnly),
            QueryError::DatabaseError(_, details) => Self::in_message(details.message()),
            _ => None,
        }
    }

    /// The reason for this error of the store.
    pub(super) fn of_store(error: &StoreError) -> Self {
        match error {
            StoreError::Unreachable(source) | StoreError::File(source) => {
                let mut cause: Option<&(dyn Error + 'static)> = Some(source.as_ref());
                while let Some(error) = cause {
                    match error.downcast_ref() {
                        Some(SqliteError::Removed(_)) => return Self::Removed,
                        Some(SqliteError::Replaced(_)) => return Self::Replaced,
                        _ => cause = error.source(),
                    }
                }
                Self::in_message(&error_chain(error)).unwrap_or(Self::Unreachable)
            }
            StoreError::Query(error) => Self::of(error).unwrap_or(Self::WriteRefused),
            StoreError::Busy | StoreError::LockHeld(_) => Self::Busy,
            StoreError::TimedOut => Self::NoAnswer,
            _ => Self::WriteRefused,
        }
    }

    fn in_message(message: &str) -> Option<Self> {
        MARKS.iter().find(|(mark, _)| message.contains(mark)).map(|(_, reason)| *reason)
    }

    fn words(self) -> &'static str {
        match self {
            Self::NoAnswer => "does not answer",
            Self::Busy => "is busy",
            Self::Unreachable => "cannot be reached",
            Self::ReadOnly => "is read-only",
            Self::DiskFull => "is on a full disk",
            Self::DiskError => "is on a disk with errors",
            Self::Damaged => "is damaged",
            Self::Removed => "was removed while Kaimu ran",
            Self::Replaced => "was replaced by another file while Kaimu ran: restart Kaimu",
            Self::WriteRefused => "refuses writes",
            Self::ThreadsUsedUp => "never answered on many connections: restart Kaimu",
        }
    }

    /// What the operator can do about it.
    pub(super) fn remedy(self) -> &'static str {
        match self {
            Self::NoAnswer | Self::Unreachable | Self::WriteRefused => {
                "check that the database runs, and that database.url (DATABASE_URL) is correct"
            }
            Self::Busy => "check which program holds a lock on it for so long, or whether its file system has no locks",
            Self::ReadOnly => "make it writable for Kaimu; Kaimu notices by itself",
            Self::DiskFull => "free space on the disk; Kaimu notices by itself",
            Self::DiskError => "read the log of the kernel about this disk, and keep a copy of the file",
            Self::Damaged => "restore a backup with `kaimu restore`",
            Self::Removed => "put the file back, or restore a backup with `kaimu restore`",
            Self::Replaced | Self::ThreadsUsedUp => "restart Kaimu",
        }
    }
}
