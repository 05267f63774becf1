//! What we say to people. Every refusal has words of its own; the match has no `_` arm, so that a new one needs some.

use crate::domain::{ProviderRefusal, Refusal};

/// What happened, and what the person can do about it.
pub(super) struct Words {
    pub(super) title: &'static str,
    pub(super) explanation: String,
}

impl Words {
    pub(super) fn new(title: &'static str, explanation: &str) -> Self {
        Self { title, explanation: explanation.to_owned() }
    }

    /// The words for a refusal, with the provider's name where it is known.
    pub(super) fn of(refusal: Refusal, provider: Option<&str>) -> Self {
        let it = provider.unwrap_or("the sign-in provider");
        let (title, explanation) = match refusal {
            Refusal::ProviderUnknown => (
                "There is no such provider",
                "The link names a sign-in provider that is not set up here. Choose one below.".to_owned(),
            ),
            Refusal::ProviderUnavailable => (
                "The provider does not answer",
                format!("We could not reach {it}, or it sent an answer that makes no sense. Try again in a moment."),
            ),
            Refusal::ProviderIssuerChanged => (
                "This provider waits for the administrator",
                format!("{} has moved to another address, which the administrator has to confirm first.", capitalized(it)),
            ),
            Refusal::Provider(reason) => return Self::of_provider(reason, it),
            Refusal::StateMissing => (
                "This browser lost track of the sign-in",
                "Cookies may be blocked, or the sign-in began in another browser. Allow cookies for this site and try again.".to_owned(),
            ),
            Refusal::StateUnknown => (
                "This is not a sign-in that you began here",
                "It may be an old bookmark or another tab. Start again; it takes a moment.".to_owned(),
            ),
            Refusal::StateExpired => (
                "That took too long",
                "For your safety a sign-in must be finished within a few minutes. Start again.".to_owned(),
            ),
            Refusal::StateUsed => (
                "This sign-in is over already",
                "You came back to a sign-in that has been used. Start a new one.".to_owned(),
            ),
            Refusal::ResponseMalformed => (
                "The answer could not be read",
                format!("What came back from {it} was incomplete. Try again."),
            ),
            Refusal::ResponseIssuerMismatch => (
                "The answer came from somewhere else",
                format!("It does not carry the name of {it}, so we did not trust it. Try again."),
            ),
            Refusal::TokenExchangeFailed => (
                "The sign-in could not be finished",
                format!("{} did not confirm it. Try again.", capitalized(it)),
            ),
            Refusal::TokenClientRejected => (
                "This site is not set up correctly",
                format!(
                    "{} does not accept this site's client id and secret. The administrator has to correct them.",
                    capitalized(it)
                ),
            ),
            Refusal::IdTokenInvalid => (
                "The answer failed a security check",
                format!("What {it} sent could not be verified, so nobody was signed in. Try again; if it happens every time, tell the administrator."),
            ),
            Refusal::UserinfoSubjectMismatch => (
                "The answer was about somebody else",
                format!("{} described another person than the one who signed in. Try again; if it happens every time, tell the administrator.", capitalized(it)),
            ),
            Refusal::AccountSignUpClosed => (
                "New accounts are not open here",
                "Only people who already have an account can sign in. Ask the administrator to add you.".to_owned(),
            ),
            Refusal::AccountNotAllowed => (
                "This account may not sign in here",
                "Ask the administrator, or use another account.".to_owned(),
            ),
            Refusal::AccountDisabled => (
                "This account is switched off",
                "Ask the administrator to switch it on again.".to_owned(),
            ),
            Refusal::RequestCrossSite => (
                "Another site sent this request",
                "For your safety nothing was changed. If you meant to do it, do it from this site's own pages.".to_owned(),
            ),
            Refusal::RequestTooMany => (
                "Too many tries",
                "Wait a minute, then try again.".to_owned(),
            ),
            Refusal::Internal => (
                "Something went wrong here",
                "It is not your fault. Try again in a moment; if it stays, tell the administrator the code below.".to_owned(),
            ),
        };
        Self { title, explanation }
    }

    fn of_provider(reason: ProviderRefusal, it: &str) -> Self {
        let (title, explanation) = match reason {
            ProviderRefusal::AccessDenied => (
                "Access was denied",
                format!("{} did not let you in, or you cancelled. Try again, or use another account.", capitalized(it)),
            ),
            ProviderRefusal::NotAssigned => (
                "You are not assigned to this application",
                format!("At {it} nobody has given you access yet. Ask your administrator, or use another account."),
            ),
            ProviderRefusal::NoAccessPolicy => (
                "No access policy lets you in",
                format!("The policies of {it} do not cover this sign-in. Ask your administrator to add one."),
            ),
            ProviderRefusal::InvalidScope => (
                "This site asks for something unknown",
                format!(
                    "{} does not know a scope that this site asks for. The administrator has to correct it.",
                    capitalized(it)
                ),
            ),
            ProviderRefusal::LoginRequired => {
                ("You have to sign in there first", format!("{} wants you to sign in. Try again.", capitalized(it)))
            }
            ProviderRefusal::ConsentRequired => (
                "Your consent is needed",
                format!("{} needs your consent first. Try again and agree.", capitalized(it)),
            ),
            ProviderRefusal::InteractionRequired => (
                "One more step is needed",
                format!("{} wants you to do something first. Try again and follow its steps.", capitalized(it)),
            ),
            ProviderRefusal::AccountSelectionRequired => (
                "Choose an account",
                format!("{} needs to know which account. Try again and choose one.", capitalized(it)),
            ),
            ProviderRefusal::TemporarilyUnavailable => (
                "The provider is busy",
                format!("{} is overloaded or being maintained. Try again in a few minutes.", capitalized(it)),
            ),
            ProviderRefusal::ServerError => {
                ("The provider had a problem", format!("Something went wrong at {it}. Try again in a moment."))
            }
            ProviderRefusal::UnauthorizedClient => (
                "This site is not allowed to ask",
                format!(
                    "{} does not let this site sign people in. The administrator has to change its settings.",
                    capitalized(it)
                ),
            ),
            ProviderRefusal::InvalidRequest => (
                "The provider did not understand",
                format!("{} took the request for malformed. The administrator finds more in the log.", capitalized(it)),
            ),
            ProviderRefusal::Other => (
                "The provider said no",
                format!(
                    "{} ended the sign-in for a reason of its own. Try again, or use another account.",
                    capitalized(it)
                ),
            ),
        };
        Self { title, explanation }
    }
}

/// The generic name begins a sentence here and there.
fn capitalized(name: &str) -> String {
    name.strip_prefix("the ").map_or_else(|| name.to_owned(), |rest| format!("The {rest}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn every_refusal_has_words_of_its_own() {
        let titles: HashSet<_> = Refusal::all().map(|refusal| Words::of(refusal, Some("Okta")).title).collect();
        assert_eq!(titles.len(), Refusal::all().count());
    }
}
