//! The texts of the account page: changes, devices and events.

use crate::domain::{AuditEvent, Refusal, UserAgent};
use crate::http::page_query::AccountChange;
use crate::http::pages::layout::Layout;
use crate::http::pages::messages::ErrorMessage;

/// The report of a change.
pub(in crate::http) fn change_text(change: AccountChange, layout: &Layout) -> String {
    match change {
        AccountChange::Linked => layout.text("done-linked"),
        AccountChange::LinkedByEmail => layout.text("done-linked-by-email"),
        AccountChange::Unlinked => layout.text("done-unlinked"),
        AccountChange::SessionEnded => layout.text("done-session-ended"),
        AccountChange::OtherSessionsEnded => layout.text("done-other-sessions-ended"),
        AccountChange::TokenRevoked => layout.text("done-token-revoked"),
        AccountChange::Merged => layout.text("done-merged"),
    }
}

/// The browser and the system, for example "Firefox on Linux".
pub(in crate::http) fn device_name(agent: Option<&UserAgent>, layout: &Layout) -> String {
    match agent.map(|agent| (agent.browser(), agent.system())) {
        Some((Some(browser), Some(system))) => {
            layout.language().text("device", &[("browser", browser), ("system", system)])
        }
        Some((Some(name), None) | (None, Some(name))) => name.to_owned(),
        _ => layout.text("device-unknown"),
    }
}

/// The text of an event. `by_link` means that it concerns a sign-in link and not a provider.
pub(in crate::http) fn event_text(event: AuditEvent, provider: &str, by_link: bool, layout: &Layout) -> String {
    let refused = |refusal: Refusal| ErrorMessage::of_refusal(refusal, Some(provider), layout.language()).title;
    match event {
        AuditEvent::SignedIn if by_link => layout.text("event-signed-in-by-link"),
        AuditEvent::SignedIn => layout.text_with("event-signed-in", "provider", provider),
        AuditEvent::SignInRefused(why) => {
            layout.language().text("event-sign-in-refused", &[("provider", provider), ("reason", &refused(why))])
        }
        AuditEvent::SignedOut => layout.text("event-signed-out"),
        AuditEvent::SessionEnded => layout.text("event-session-ended"),
        AuditEvent::OtherSessionsEnded => layout.text("event-other-sessions-ended"),
        AuditEvent::IdentityLinked => layout.text_with("event-linked", "provider", provider),
        AuditEvent::LinkRefused(why) => {
            layout.language().text("event-link-refused", &[("provider", provider), ("reason", &refused(why))])
        }
        AuditEvent::IdentityUnlinked => layout.text_with("event-unlinked", "provider", provider),
        AuditEvent::AccountsMerged => layout.text("event-merged"),
        AuditEvent::EmailChanged => layout.text("event-email-changed"),
        AuditEvent::BackChannelLogout | AuditEvent::FrontChannelLogout => {
            layout.text_with("event-ended-there", "provider", provider)
        }
        AuditEvent::RecheckRevoked => layout.text_with("event-no-longer-welcome", "provider", provider),
        AuditEvent::RecheckUnanswered => layout.text_with("event-recheck-unanswered", "provider", provider),
        AuditEvent::ProviderRemoved => layout.text_with("event-provider-removed", "provider", provider),
        AuditEvent::UserDisabled => layout.text("event-user-disabled"),
        AuditEvent::UserEnabled => layout.text("event-user-enabled"),
        AuditEvent::UserSignedOut => layout.text("event-user-signed-out"),
        AuditEvent::UserSessionsEnded => layout.text("event-user-sessions-ended"),
        AuditEvent::UserUnlinked => layout.text("event-user-unlinked"),
        AuditEvent::UserRelinked => layout.text("event-user-relinked"),
        AuditEvent::UserRenamed => layout.text("event-user-renamed"),
        AuditEvent::UserDeleted => layout.text("event-user-deleted"),
        AuditEvent::UserInvited => layout.text("event-user-invited"),
        // No account page shows these: the first is about no user, and the second is left out of the list.
        AuditEvent::AssertionKeysReplaced | AuditEvent::ApplicationOpened => String::new(),
        AuditEvent::ApplicationRefused => layout.text("event-application-refused"),
        AuditEvent::TokenCreated => layout.text("event-token-created"),
        AuditEvent::TokenRevoked => layout.text("event-token-revoked"),
        AuditEvent::UserTokensRevoked => layout.text("event-user-tokens-revoked"),
        AuditEvent::SignInLinkMade => layout.text("event-sign-in-link-made"),
    }
}
