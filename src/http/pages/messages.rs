//! The messages of errors and refusals: a title and an explanation from `templates/languages`.

use crate::domain::Refusal;
use crate::http::pages::language::Language;

/// What happened, and what the user can do.
pub(in crate::http) struct ErrorMessage {
    pub(in crate::http) title: String,
    pub(in crate::http) explanation: String,
}

impl ErrorMessage {
    /// The message with this id.
    pub(in crate::http) fn with_id(id: &str, language: &Language) -> Self {
        Self::with(id, language, &[])
    }

    /// The message of a refusal, with the name of the provider if it is known.
    pub(in crate::http) fn of_refusal(refusal: Refusal, provider: Option<&str>, language: &Language) -> Self {
        Self::naming(refusal, provider, None, language)
    }

    /// The message of a refusal that concerns an application, with its name if it is known.
    pub(in crate::http) fn of_application(refusal: Refusal, application: Option<&str>, language: &Language) -> Self {
        Self::naming(refusal, None, application, language)
    }

    fn naming(refusal: Refusal, provider: Option<&str>, application: Option<&str>, language: &Language) -> Self {
        let id = format!("refused-{}", refusal.code().replace(['.', '_'], "-"));
        let is_known = |name: Option<&str>| if name.is_some() { "yes" } else { "no" };
        let values = [
            ("named", is_known(provider)),
            ("provider", provider.unwrap_or_default()),
            ("has-name", is_known(application)),
            ("application", application.unwrap_or_default()),
        ];
        Self::with(&id, language, &values)
    }

    fn with(id: &str, language: &Language, values: &[(&'static str, &str)]) -> Self {
        Self { title: language.text(id, values), explanation: language.text(&format!("{id}.explanation"), values) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::language::LANGUAGES;
    use std::collections::HashSet;

    #[test]
    fn every_refusal_has_its_own_message_in_every_language() {
        for language in &LANGUAGES {
            for of in [ErrorMessage::of_refusal, ErrorMessage::of_application] {
                let messages: Vec<ErrorMessage> =
                    Refusal::all().map(|refusal| of(refusal, Some("Okta"), language)).collect();
                let titles: HashSet<_> = messages.iter().map(|message| &message.title).collect();
                assert_eq!(titles.len(), Refusal::all().count(), "{}", language.tag);
                for ErrorMessage { title, explanation } in &messages {
                    let missing = title.starts_with("refused-") || explanation.starts_with("refused-");
                    assert!(!missing && !title.contains('$'), "{}: {title}", language.tag);
                }
            }
        }
    }
}
