//! Tells the service manager that started this process what the server does (`sd_notify(3)`). Without one, it does nothing.

use sd_notify::NotifyState;

/// The server is ready, or a reload has ended.
pub(super) fn ready() {
    notify(&[NotifyState::Ready]);
}

/// A reload has begun.
pub(super) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => notify(&[NotifyState::Reloading, now]),
        Err(error) => log::debug!("cannot read the monotonic clock: {error}"),
    }
}

/// The server is stopping.
pub(super) fn stopping() {
    notify(&[NotifyState::Stopping]);
}

fn notify(state: &[NotifyState<'_>]) {
    if let Err(error) = sd_notify::notify(state) {
        log::warn!("could not tell the service manager what the server does (NOTIFY_SOCKET): {error}");
    }
}
