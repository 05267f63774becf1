//! The OpenID Provider of `kaimu demo`: it follows the standards, listens on loopback only, and asks for no password. Beside it, an
//! application with a proxy that asks Kaimu.
//!
//! It shares no code with the relying party, which treats it like any other provider. One server runs several issuers,
//! each under a path of its own with a key of its own. All state is in memory. It keeps no sessions: every
//! authentication request asks the user to choose an account, so `prompt` and `max_age` are always satisfied.

mod application;
mod authorization_request;
mod authorization_response;
mod authorize;
mod clock;
mod crypto;
mod echo;
mod expiring_map;
mod issuer_state;
mod logout;
mod metadata;
mod pages;
mod parameters;
mod registration;
mod scopes;
mod server;
mod token;
mod userinfo;
mod users;

pub use self::application::{DemoApplication, start_application};
pub use self::clock::DemoClock;
pub use self::echo::start_echo;
pub use self::registration::{DEMO_ISSUERS, DemoClient, DemoIssuer, client_secret, issuer_url};
pub use self::server::{DemoServer, start};
