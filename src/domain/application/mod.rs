//! Applications behind the reverse proxy, and who may open them.
//!
//! [`Applications::find`] says to which application a request belongs, and [`Application::decide`] whether a visitor may
//! open it. Both read a path in the way in which the most lenient reader does ([`RequestPath`]).

mod access;
mod access_rule;
mod application_url;
mod applications;
mod headers;
mod people;
mod proxy_dialect;
mod proxy_probe;
mod request_path;
mod step_up;
mod visitor;

pub use access::{Access, Admissions, DecidedBy};
pub use access_rule::{AccessRule, RulePath};
pub use application_url::{ApplicationUrl, InvalidApplicationUrl};
pub use applications::{Application, Applications, CrossOrigin, Found};
pub use headers::{HeaderEncoding, IdentityHeaders};
pub use people::{Allow, GroupName, People};
pub use proxy_dialect::{ENVOY_PREFIX, ProxyDialect};
pub use proxy_probe::{ObservedRequest, ProbeKind, ProbeObservation};
pub use request_path::{RequestPath, UnclearPath};
pub use visitor::{AccessRequest, Presented, Visitor};
