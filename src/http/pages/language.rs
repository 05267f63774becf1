//! The languages of the pages, and the texts in them.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Locale, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{Loader, static_loader};
use unic_langid::LanguageIdentifier;

/// The query parameter of the language switch.
pub(in crate::http) const QUERY_PARAMETER: &str = "language";

static_loader! {
    static TEXTS = {
        locales: "./templates/languages",
        fallback_language: "en",
        // Isolates names in right-to-left text, where a name of the other direction would reorder the text around it.
        // Not in other languages: the isolation marks are characters, so a search for "Continue with Okta" would not
        // match.
        customise: |bundle| {
            bundle.set_use_isolating(bundle.locales.iter().any(|locale| is_right_to_left(locale.language.as_str())));
        },
    };
}

/// A language of the pages.
#[derive(Debug)]
pub(in crate::http) struct Language {
    /// The language tag (RFC 5646), which is also the name of its file.
    pub(in crate::http) tag: &'static str,
    /// How dates are written.
    locale: Locale,
}

/// The language when none is requested.
pub(in crate::http) const ENGLISH: Language = Language { tag: "en", locale: Locale::en_GB };

/// All languages, in the order of the language switch.
pub(in crate::http) static LANGUAGES: [Language; 8] = [
    Language { tag: "de", locale: Locale::de_DE },
    ENGLISH,
    Language { tag: "es", locale: Locale::es_ES },
    Language { tag: "fr", locale: Locale::fr_FR },
    Language { tag: "pt", locale: Locale::pt_BR },
    Language { tag: "ar", locale: Locale::ar_EG },
    Language { tag: "ja", locale: Locale::ja_JP },
    Language { tag: "zh", locale: Locale::zh_CN },
];

impl Language {
    /// The language with this tag.
    pub(in crate::http) fn with_tag(tag: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.tag == tag)
    }

    /// The language that a reader of this language range understands: the same language in the same script. The region only
    /// tells the script.
    pub(in crate::http) fn for_range(range: &LanguageIdentifier) -> Option<&'static Self> {
        let understood = |range: &LanguageIdentifier| {
            let mut range = range.clone();
            range.maximize();
            (range.language, range.script)
        };
        LANGUAGES.iter().find(|language| {
            let own: LanguageIdentifier = language.html_tag().parse().unwrap_or_default();
            understood(&own) == understood(range)
        })
    }

    /// The tag for the `lang` attribute. It includes the script, which screen readers and browsers need for Chinese.
    pub(in crate::http) fn html_tag(&self) -> &'static str {
        if self.tag == "zh" { "zh-Hans" } else { self.tag }
    }

    /// `ltr` or `rtl`.
    pub(in crate::http) fn direction(&self) -> &'static str {
        if is_right_to_left(self.tag) { "rtl" } else { "ltr" }
    }

    /// The text with this id; `id.attribute` is the attribute of a text.
    pub(in crate::http) fn text(&self, id: &str, values: &[(&'static str, &str)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        let identifier: LanguageIdentifier = self.tag.parse().unwrap_or_default();
        // A test checks that no text is missing.
        TEXTS.try_lookup_with_args(&identifier, id, &values).unwrap_or_else(|| id.to_owned())
    }

    /// A time, as the language writes it.
    pub(super) fn format_time(&self, time: DateTime<Utc>) -> String {
        time.format_localized(&self.text("moment", &[]), self.locale).to_string()
    }
}

fn is_right_to_left(tag: &str) -> bool {
    tag == "ar"
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_has_the_format_of_the_language() {
        let time = DateTime::from_timestamp(1_795_555_555, 0).unwrap();
        let written = |tag| Language::with_tag(tag).unwrap().format_time(time);
        assert_eq!(written("en"), "24 November 2026, 21:25 UTC");
        assert_eq!(written("de"), "24. November 2026, 21:25 UTC");
        assert_eq!(written("ja"), "2026年11月24日 21:25 UTC");
    }
}
