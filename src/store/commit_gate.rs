//! Decides between the commit of a transaction and the end of the wait for it: one of the two comes first.

use std::sync::{Mutex, PoisonError};

/// What the request and the thread that works for it agree on.
#[derive(Debug, Default)]
pub(super) struct CommitGate(Mutex<Stage>);

#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
enum Stage {
    /// The work goes on, and the request waits for it.
    #[default]
    Working,
    /// The thread sends the commit. The request has to wait for the answer of the database.
    Committing,
    /// The request has ended, and nothing may be committed.
    GivenUp,
}

impl CommitGate {
    /// Before a commit: whether it is still wanted. From then on it can no longer be prevented.
    pub(super) fn begin_commit(&self) -> bool {
        self.advance(Stage::Committing)
    }

    /// Prevents the commit. False if it has begun.
    pub(super) fn give_up(&self) -> bool {
        self.advance(Stage::GivenUp)
    }

    /// Whether the request no longer waits for the work.
    pub(super) fn is_given_up(&self) -> bool {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) == Stage::GivenUp
    }

    fn advance(&self, to: Stage) -> bool {
        let mut stage = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let is_open = *stage == Stage::Working;
        if is_open {
            *stage = to;
        }
        is_open
    }
}
