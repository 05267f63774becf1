//! What we say to people when something is refused: a title and an explanation, in `templates/languages`.

use crate::domain::Refusal;
use crate::http::pages::language::Language;

/// What happened, and what the person can do about it.
pub(in crate::http) struct Words {
    pub(in crate::http) title: String,
    pub(in crate::http) explanation: String,
}

impl Words {
    /// The message with this id.
    pub(in crate::http) fn of_message(id: &str, language: &Language) -> Self {
        Self::with(id, language, &[])
    }

    /// The words for a refusal, with the provider's name where it is known.
    pub(in crate::http) fn of(refusal: Refusal, provider: Option<&str>, language: &Language) -> Self {
        let id = format!("refused-{}", refusal.code().replace(['.', '_'], "-"));
        let named = if provider.is_some() { "yes" } else { "no" };
        Self::with(&id, language, &[("named", named), ("provider", provider.unwrap_or_default())])
    }

    fn with(id: &str, language: &Language, values: &[(&'static str, &str)]) -> Self {
        Self { title: language.say(id, values), explanation: language.say(&format!("{id}.explanation"), values) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::http::pages::language::LANGUAGES;
    use std::collections::HashSet;

    #[test]
    fn every_refusal_has_words_of_its_own() {
        for language in &LANGUAGES {
            let words: Vec<Words> = Refusal::all().map(|refusal| Words::of(refusal, Some("Okta"), language)).collect();
            let titles: HashSet<_> = words.iter().map(|words| &words.title).collect();
            assert_eq!(titles.len(), Refusal::all().count(), "{}", language.tag);
            for Words { title, explanation } in &words {
                let missing = title.starts_with("refused-") || explanation.starts_with("refused-");
                assert!(!missing, "{}: {title}", language.tag);
            }
        }
    }
}
