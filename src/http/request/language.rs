//! Chooses the language of a response: from the query, the cookie, then `Accept-Language`.

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header, Quality};
use unic_langid::LanguageIdentifier;

use crate::http::app::App;
use crate::http::cookies::preferences::{self, Preference};
use crate::http::pages::language::{ENGLISH, Language, QUERY_PARAMETER};

/// The language of the page: the requested one, or else English.
pub(in crate::http) fn for_page(app: &App, request: &HttpRequest) -> &'static Language {
    requested(app, request).unwrap_or(&ENGLISH)
}

/// The language that the user chose or the browser prefers, if Kaimu has it.
pub(in crate::http) fn requested(app: &App, request: &HttpRequest) -> Option<&'static Language> {
    let chosen = || Language::with_tag(&preferences::get(&app.cookies, request, Preference::Language)?);
    from_query(request).or_else(chosen).or_else(|| from_accept_language(request))
}

/// The language that the user has just chosen with a link of the language switch.
pub(in crate::http) fn from_query(request: &HttpRequest) -> Option<&'static Language> {
    let mut parameters = url::form_urlencoded::parse(request.query_string().as_bytes());
    parameters.find(|(name, _)| name == QUERY_PARAMETER).and_then(|(_, tag)| Language::with_tag(&tag))
}

/// By the lookup of RFC 4647, section 3.4, with the scripts that CLDR derives from regions: `zh-TW` is Traditional Chinese.
fn from_accept_language(request: &HttpRequest) -> Option<&'static Language> {
    let mut accepted = AcceptLanguage::parse(request).ok()?;
    accepted.0.retain(|range| range.quality > Quality::ZERO);
    let ranges: Vec<LanguageIdentifier> = accepted
        .ranked()
        .iter()
        .filter_map(|range| {
            let tag = range.item()?;
            // The subtags that choose a language. Variants and extensions do not.
            let subtags = [Some(tag.primary_language()), tag.script(), tag.region()];
            let subtags: Vec<&str> = subtags.into_iter().flatten().collect();
            subtags.join("-").parse().ok()
        })
        .collect();
    (0..ranges.len()).find_map(|at| Language::for_range(intended(&ranges[at], &ranges[..at])))
}

/// The range that the reader means. Browsers send `zh` after `zh-TW`, which does not say that the reader knows another script.
fn intended<'a>(range: &'a LanguageIdentifier, preferred: &'a [LanguageIdentifier]) -> &'a LanguageIdentifier {
    let is_bare = range.script.is_none() && range.region.is_none();
    preferred.iter().find(|other| is_bare && other.language == range.language).unwrap_or(range)
}

#[cfg(test)]
mod tests {
    use super::*;
    use actix_web::test::TestRequest;

    fn language(accepted: &str) -> &'static str {
        let request = TestRequest::default().insert_header(("Accept-Language", accepted)).to_http_request();
        from_accept_language(&request).map_or("none", |language| language.tag)
    }

    #[test]
    fn the_most_preferred_language_that_kaimu_has_is_chosen() {
        for (accepted, tag) in [
            ("de-CH, en;q=0.5", "de"),
            ("nl, pt-BR;q=0.8, en;q=0.9", "en"),
            ("zh-Hans-CN", "zh"),
            ("zh-SG, en;q=0.9", "zh"),
            ("zh-Hans-TW, en;q=0.9", "zh"),
            ("zh-TW, en;q=0.9", "en"),
            ("zh-Hant, en;q=0.9", "en"),
            ("zh-TW,zh;q=0.9,en-US;q=0.8,en;q=0.7", "en"),
            ("zh-HK, zh;q=0.9", "none"),
            ("zh-TW, zh-CN;q=0.9, en;q=0.8", "zh"),
            ("zh, zh-TW;q=0.9, en;q=0.8", "zh"),
            ("ja-Latn, fr;q=0.9", "fr"),
            ("es-419, en;q=0.9", "es"),
            ("pt-PT, en;q=0.9", "pt"),
            ("de-Latn-CH-1996-u-co-phonebk, en;q=0.9", "de"),
            ("x-klingon, i-lux, fr;q=0.9", "fr"),
            ("nl, *;q=0.1", "none"),
            ("fr;q=0, nl", "none"),
            ("", "none"),
            ("\"", "none"),
        ] {
            assert_eq!(language(accepted), tag, "{accepted}");
        }
    }
}
