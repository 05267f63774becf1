//! Decides when a sign-in proves that the user has authenticated recently.

use chrono::{DateTime, Utc};

use super::purpose::Purpose;

/// When the user authenticated, as far as a sign-in proves it, for changes to the ways to sign in.
///
/// `auth_time` decides where the provider sends it. Without it, a sign-in says nothing: the provider may have answered
/// for a session of last month, and the user may not even have seen a page. Only an attempt that asked the provider to
/// authenticate the user again counts then, by the word of the provider.
#[must_use]
pub fn authentication_time(
    auth_time: Option<DateTime<Utc>>,
    purpose: Purpose,
    now: DateTime<Utc>,
) -> Option<DateTime<Utc>> {
    match (auth_time, purpose) {
        (Some(time), _) => Some(time.min(now)),
        (None, Purpose::Reauthenticate(_) | Purpose::StepUp) => Some(now),
        // check: a sign-in without auth_time
        (None, Purpose::SignIn | Purpose::Link(_)) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::purpose::Requester;
    use crate::domain::user::UserId;

    #[test]
    fn without_auth_time_only_a_reauthentication_is_recent() {
        let at = |seconds| DateTime::UNIX_EPOCH + chrono::TimeDelta::seconds(seconds);
        let requester = Requester { user: UserId(uuid::Uuid::nil()), session: uuid::Uuid::nil() };
        for (auth_time, purpose, proven) in [
            (None, Purpose::SignIn, None),
            (None, Purpose::Link(requester), None),
            (None, Purpose::Reauthenticate(requester), Some(at(1000))),
            (None, Purpose::StepUp, Some(at(1000))),
            (Some(at(5)), Purpose::StepUp, Some(at(5))),
            (Some(at(5)), Purpose::SignIn, Some(at(5))),
            (Some(at(5)), Purpose::Reauthenticate(requester), Some(at(5))),
            (Some(at(1030)), Purpose::SignIn, Some(at(1000))),
        ] {
            assert_eq!(authentication_time(auth_time, purpose, at(1000)), proven, "{auth_time:?} {purpose:?}");
        }
    }
}
