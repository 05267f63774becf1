//! A TCP relay between the proxy and Kaimu, so that Kaimu can hang, be down, and come back.

use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;

use crate::program::free_port;

#[derive(Clone, Copy, PartialEq)]
enum State {
    Passing,
    Hanging,
    Down,
}

pub struct Relay {
    pub port: u16,
    state: watch::Sender<State>,
    is_listening: watch::Receiver<bool>,
}

impl Relay {
    pub async fn before(target: u16) -> Self {
        let port = free_port();
        let (state, receiver) = watch::channel(State::Passing);
        let (listens, is_listening) = watch::channel(false);
        tokio::spawn(relay(port, target, receiver, listens));
        let relay = Self { port, state, is_listening };
        relay.listens(true).await;
        relay
    }

    /// Passes nothing on from now on, and accepts connections.
    pub fn hang(&self) {
        self.state.send_replace(State::Hanging);
    }

    /// Closes all connections, and accepts no others.
    pub async fn go_down(&self) {
        self.state.send_replace(State::Down);
        self.listens(false).await;
    }

    pub async fn come_back(&self) {
        self.state.send_replace(State::Passing);
        self.listens(true).await;
    }

    async fn listens(&self, expected: bool) {
        self.is_listening.clone().wait_for(|listens| *listens == expected).await.unwrap();
    }
}

async fn relay(port: u16, target: u16, mut state: watch::Receiver<State>, listens: watch::Sender<bool>) {
    loop {
        if state.wait_for(|state| *state != State::Down).await.is_err() {
            return;
        }
        let listener = TcpListener::bind(("127.0.0.1", port)).await.unwrap();
        listens.send_replace(true);
        let mut goes_down = state.clone();
        loop {
            tokio::select! {
                accepted = listener.accept() => {
                    tokio::spawn(pass_on(accepted.unwrap().0, target, state.clone()));
                }
                ended = goes_down.wait_for(|state| *state == State::Down) => match ended {
                    Ok(_) => break,
                    Err(_) => return,
                },
            }
        }
        drop(listener);
        listens.send_replace(false);
    }
}

async fn pass_on(mut outside: TcpStream, target: u16, mut state: watch::Receiver<State>) {
    let Ok(mut inside) = TcpStream::connect(("127.0.0.1", target)).await else { return };
    let mut copied = std::pin::pin!(tokio::io::copy_bidirectional(&mut outside, &mut inside));
    loop {
        let now = state.wait_for(|state| *state != State::Hanging);
        if now.await.map_or(true, |state| *state == State::Down) {
            return;
        }
        tokio::select! {
            _ = &mut copied => return,
            changed = state.wait_for(|state| *state != State::Passing) => if changed.is_err() { return },
        }
    }
}
