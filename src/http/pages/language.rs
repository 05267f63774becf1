//! In which language a page speaks: what its reader chose here, else what their browser prefers, else English.

use std::borrow::Cow;
use std::collections::HashMap;

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header, Quality};
use chrono::{DateTime, Locale, Utc};
use fluent_templates::fluent_bundle::FluentValue;
use fluent_templates::{LanguageIdentifier, Loader, static_loader};

use crate::http::App;
use crate::http::cookies::preferences;
use crate::http::cookies::preferences::Preference;

/// The parameter by which a page's links change the language.
pub(in crate::http) const PARAMETER: &str = "language";

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
const ENGLISH: Language = Language { tag: "en", locale: Locale::en_GB };

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
    pub(in crate::http) fn tagged(tag: &str) -> Option<&'static Self> {
        LANGUAGES.iter().find(|language| language.tag == tag)
    }

    /// The language for whoever sends this request.
    pub(in crate::http) fn of(app: &App, request: &HttpRequest) -> &'static Self {
        Self::wanted(app, request).unwrap_or(&ENGLISH)
    }

    /// What its reader chose or prefers, if it is one of ours.
    pub(in crate::http) fn wanted(app: &App, request: &HttpRequest) -> Option<&'static Self> {
        let chosen = || Self::tagged(&preferences::get(app, request, Preference::Language)?);
        asked(request).or_else(chosen).or_else(|| preferred(request))
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
    pub(in crate::http) fn say(&self, id: &str, values: &[(&'static str, &str)]) -> String {
        let values: HashMap<Cow<'static, str>, FluentValue<'_>> =
            values.iter().map(|(name, value)| (Cow::Borrowed(*name), FluentValue::from(*value))).collect();
        let identifier: LanguageIdentifier = self.tag.parse().unwrap_or_default();
        // A test holds that every message is there.
        TEXTS.try_lookup_with_args(&identifier, id, &values).unwrap_or_else(|| id.to_owned())
    }

    /// A moment, in words.
    pub(in crate::http) fn moment(&self, moment: DateTime<Utc>) -> String {
        moment.format_localized(&self.say("moment", &[]), self.locale).to_string()
    }
}

fn is_right_to_left(tag: &str) -> bool {
    tag == "ar"
}

/// The language that the address asks for: somebody chose it just now.
pub(in crate::http) fn asked(request: &HttpRequest) -> Option<&'static Language> {
    let mut parameters = url::form_urlencoded::parse(request.query_string().as_bytes());
    parameters.find(|(name, _)| name == PARAMETER).and_then(|(_, tag)| Language::tagged(&tag))
}

fn preferred(request: &HttpRequest) -> Option<&'static Language> {
    let mut accepted = AcceptLanguage::parse(request).ok()?;
    accepted.0.retain(|range| range.quality > Quality::ZERO);
    accepted.ranked().iter().find_map(|range| Language::tagged(range.item()?.primary_language()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn language(accepted: &str) -> &'static str {
        let request = TestRequest::default().insert_header(("Accept-Language", accepted)).to_http_request();
        preferred(&request).map_or("none", |language| language.tag)
    }

    #[test]
    fn a_browser_s_first_language_that_we_speak_is_spoken() {
        for (accepted, tag) in [
            ("de-CH, en;q=0.5", "de"),
            ("nl, pt-BR;q=0.8, en;q=0.9", "en"),
            ("zh-Hans-CN", "zh"),
            ("nl, *;q=0.1", "none"),
            ("fr;q=0, nl", "none"),
            ("", "none"),
            ("\"", "none"),
        ] {
            assert_eq!(language(accepted), tag, "{accepted}");
        }
    }

    #[test]
    fn a_moment_is_written_as_the_language_writes_it() {
        let moment = DateTime::from_timestamp(1_795_555_555, 0).unwrap();
        let written = |tag| Language::tagged(tag).unwrap().moment(moment);
        assert_eq!(written("en"), "24 November 2026, 21:25 UTC");
        assert_eq!(written("de"), "24. November 2026, 21:25 UTC");
        assert_eq!(written("ja"), "2026年11月24日 21:25 UTC");
    }
}
