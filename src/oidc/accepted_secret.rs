//! What is known about the two client secrets of a provider during a rotation.

use std::sync::atomic::AtomicBool;

use tokio::sync::OnceCell;

/// Which of two client secrets the provider accepts.
#[derive(Default)]
pub(super) struct AcceptedSecret {
    /// The second secret is tried first, because the provider rejected the first one.
    pub(super) second_first: AtomicBool,
    /// Whether an answer has shown which one it accepts.
    pub(super) is_known: OnceCell<()>,
}
