//! In which language a page speaks: what its reader chose here, else what their browser prefers, else English.

use std::borrow::Cow;
use std::collections::HashMap;

use chrono::{DateTime, Locale, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};

/// The parameter by which a page's links change the language.
pub(in crate::http) const QUERY_PARAMETER: &str = "language";

static_loader! {
    static TEXTS = {
        locales: "./templates/languages",
        fallback_language: "en",
        // A name amid text of the other direction would turn what stands around it. Only where that is the rule: the marks
        // that prevent it are characters, and who searches a page for "Continue with Okta" does not type them.
        customise: |bundle| {
            bundle.set_use_isolating(bundle.locales.iter().any(|locale| is_right_to_left(locale.language.as_str())));
        },
    };
}

/// One of our languages.
#[derive(Debug)]
pub(in crate::http) struct Language {
    /// Its tag (RFC 5646), which is the name of its file as well.
    pub(in crate::http) tag: &'static str,
    /// How it writes months.
    locale: Locale,
}

/// What everybody is spoken to whose language we do not know.
pub(in crate::http) const ENGLISH: Language = Language { tag: "en", locale: Locale::en_GB };

/// All of them, in the order of their names.
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

    /// The tag for screen readers and the choice of fonts, which want to know the script.
    pub(in crate::http) fn html_tag(&self) -> &'static str {
        if self.tag == "zh" { "zh-Hans" } else { self.tag }
    }

    /// `ltr` or `rtl`.
    pub(in crate::http) fn direction(&self) -> &'static str {
        if is_right_to_left(self.tag) { "rtl" } else { "ltr" }
    }

    /// What we say under this id; `id.attribute` is an attribute of it.
    pub(in crate::http) fn text(&self, id: &str, values: &[(&'static str, &str)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        let identifier: LanguageIdentifier = self.tag.parse().unwrap_or_default();
        // A test holds that every message is there.
        TEXTS.try_lookup_with_args(&identifier, id, &values).unwrap_or_else(|| id.to_owned())
    }

    /// A moment, in words.
    pub(in crate::http) fn format_time(&self, time: DateTime<Utc>) -> String {
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
    fn a_moment_is_written_as_the_language_writes_it() {
        let moment = DateTime::from_timestamp(1_795_555_555, 0).unwrap();
        let written = |tag| Language::with_tag(tag).unwrap().format_time(moment);
        assert_eq!(written("en"), "24 November 2026, 21:25 UTC");
        assert_eq!(written("de"), "24. November 2026, 21:25 UTC");
        assert_eq!(written("ja"), "2026年11月24日 21:25 UTC");
    }
}
