//! [`Show`]: the types whose values `kaimu config` may show. A secret has a type that is not among them.
//! [`ShownValue`]: what it shows.

use std::time::Duration;

use chrono::NaiveDate;
use ipnet::IpNet;
use serde_json::Value;
use url::Url;
use uuid::Uuid;

use crate::domain::{
    Accent, Application, ApplicationUrl, CheckDepth, Contact, EmailAddress, EmailDomain, ForwardedHeaders, GroupName,
    GroupsClaim, Icon, Issuer, ListenAddress, LogFormat, Logo, Pooler, SignUp, Slug,
};

/// What is shown of a value.
#[derive(Debug, Clone, PartialEq)]
pub enum ShownValue {
    /// The value, which is no secret.
    Value(Value),
    /// The value is valid, and is or contains a secret.
    Hidden,
    /// The key is not set, and has no default.
    NotSet,
    /// The value is invalid, or could not be checked because of another problem. It is not shown, since it may be a secret that was
    /// set under the wrong key.
    NotValid,
}

/// A type whose values may be shown to every person who can read a terminal or the log of a build.
///
/// It is deliberately not implemented for `SecretString` and for types that contain one.
pub(super) trait Show {
    /// What is shown of a value that was parsed from what the operator wrote.
    fn shown(&self, written: &Value) -> Value {
        written.clone()
    }
}

macro_rules! shown_as_written {
    ($($name:ty),+) => { $(impl Show for $name {})+ };
}

shown_as_written!(
    Accent,
    Application,
    ApplicationUrl,
    CheckDepth,
    Contact,
    Duration,
    EmailAddress,
    EmailDomain,
    ForwardedHeaders,
    GroupName,
    GroupsClaim,
    Icon,
    IpNet,
    Issuer,
    ListenAddress,
    LogFormat,
    Logo,
    NaiveDate,
    Pooler,
    SignUp,
    Slug,
    String,
    Url,
    Uuid
);

/// The environment has numbers as text.
impl Show for u32 {
    fn shown(&self, _: &Value) -> Value {
        Value::from(*self)
    }
}

/// The environment has `true` and `false` as text.
impl Show for bool {
    fn shown(&self, written: &Value) -> Value {
        // `"on"` and `"off"` stay as written.
        if ["true", "false"].iter().any(|text| written == text) { Value::from(*self) } else { written.clone() }
    }
}

impl<T: Show> Show for Option<T> {
    fn shown(&self, written: &Value) -> Value {
        self.as_ref().map_or(Value::Null, |value| value.shown(written))
    }
}

impl<T: Show> Show for Vec<T> {}

/// A value that was read from a file. What the operator wrote is the path of the file, which is no secret.
pub(super) struct FromFile<T>(pub(super) T);

impl<T> Show for FromFile<T> {}
