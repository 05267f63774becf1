//! The signals that stop or reload the server.

use std::io::{self, IsTerminal};

use tokio::signal::unix::{SignalKind, signal};

/// Which signal stops the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StopSignal {
    /// SIGTERM: a service manager stops one of several instances. Load balancers still send requests.
    Terminate,
    /// SIGINT (Ctrl-C), or the terminal that started the server is closed.
    Interrupt,
}

/// Completes at SIGTERM (systemd, containers), at SIGINT (Ctrl-C), or when the terminal that started the server is
/// closed. Must be called within the actix system.
pub fn signal_to_stop() -> io::Result<impl Future<Output = StopSignal>> {
    let mut terminate = signal(SignalKind::terminate())?;
    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut hang_up = signal(SignalKind::hangup())?;
    let at_terminal = io::stderr().is_terminal();
    Ok(async move {
        let terminal_closed = async {
            loop {
                let signal = hang_up.recv().await;
                if signal.is_none() || at_terminal && !io::stderr().is_terminal() {
                    break;
                }
            }
        };
        tokio::select! {
            _ = terminate.recv() => StopSignal::Terminate,
            _ = interrupt.recv() => StopSignal::Interrupt,
            () = terminal_closed => StopSignal::Interrupt,
        }
    })
}

/// Runs `act` at each SIGHUP. Must be called within the actix system.
pub fn on_hangup(act: impl Fn() + Clone + Send + 'static) -> io::Result<()> {
    let mut hang_up = signal(SignalKind::hangup())?;
    actix_web::rt::spawn(async move {
        while hang_up.recv().await.is_some() {
            // `act` may wait for the database, and this thread also receives the signals to stop.
            let _ = tokio::task::spawn_blocking(act.clone()).await;
        }
    });
    Ok(())
}
