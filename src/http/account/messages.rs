//! What the account page says: what has just been done, with which device, what happened.

use crate::domain::{AuditEvent, Refusal, UserAgent};
use crate::http::page_query::Done;
use crate::http::pages::layout::Frame;
use crate::http::pages::messages::Words;

/// What has just been changed.
pub(in crate::http) fn done_words(done: Done, frame: &Frame) -> String {
    match done {
        Done::Linked => frame.say("done-linked"),
        Done::Unlinked => frame.say("done-unlinked"),
        Done::SessionEnded => frame.say("done-session-ended"),
        Done::OtherSessionsEnded => frame.say("done-other-sessions-ended"),
        Done::Merged => frame.say("done-merged"),
    }
}

/// "Firefox on Linux".
pub(in crate::http) fn device(agent: Option<&UserAgent>, frame: &Frame) -> String {
    match agent.map(|agent| (agent.browser(), agent.system())) {
        Some((Some(browser), Some(system))) => {
            frame.language().say("device", &[("browser", browser), ("system", system)])
        }
        Some((Some(name), None) | (None, Some(name))) => name.to_owned(),
        _ => frame.say("device-unknown"),
    }
}

/// An event in words; a new one does not compile without. `by_link` says that it was not a provider, but a link of an
/// operator's.
pub(in crate::http) fn event_words(event: AuditEvent, provider: &str, by_link: bool, frame: &Frame) -> String {
    let refused = |refusal: Refusal| Words::of(refusal, Some(provider), frame.language()).title;
    match event {
        AuditEvent::SignedIn if by_link => frame.say("event-signed-in-by-link"),
        AuditEvent::SignedIn => frame.say_of("event-signed-in", "provider", provider),
        AuditEvent::SignInRefused(why) => {
            frame.language().say("event-sign-in-refused", &[("provider", provider), ("reason", &refused(why))])
        }
        AuditEvent::SignedOut => frame.say("event-signed-out"),
        AuditEvent::SessionEnded => frame.say("event-session-ended"),
        AuditEvent::OtherSessionsEnded => frame.say("event-other-sessions-ended"),
        AuditEvent::IdentityLinked => frame.say_of("event-linked", "provider", provider),
        AuditEvent::LinkRefused(why) => {
            frame.language().say("event-link-refused", &[("provider", provider), ("reason", &refused(why))])
        }
        AuditEvent::IdentityUnlinked => frame.say_of("event-unlinked", "provider", provider),
        AuditEvent::AccountsMerged => frame.say("event-merged"),
        AuditEvent::BackChannelLogout | AuditEvent::FrontChannelLogout => {
            frame.say_of("event-ended-there", "provider", provider)
        }
        AuditEvent::RecheckRevoked => frame.say_of("event-no-longer-welcome", "provider", provider),
        AuditEvent::RecheckUnanswered => frame.say_of("event-recheck-unanswered", "provider", provider),
        AuditEvent::UserDisabled => frame.say("event-user-disabled"),
        AuditEvent::UserEnabled => frame.say("event-user-enabled"),
        AuditEvent::UserSignedOut => frame.say("event-user-signed-out"),
        AuditEvent::UserDeleted => frame.say("event-user-deleted"),
        AuditEvent::UserInvited => frame.say("event-user-invited"),
        AuditEvent::SignInLinkMade => frame.say("event-sign-in-link-made"),
    }
}
