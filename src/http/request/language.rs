//! Chooses the language of a response: from the query, the cookie, then `Accept-Language`.

use actix_web::HttpRequest;
use actix_web::http::header::{AcceptLanguage, Header, Quality};

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

fn from_accept_language(request: &HttpRequest) -> Option<&'static Language> {
    let mut accepted = AcceptLanguage::parse(request).ok()?;
    accepted.0.retain(|range| range.quality > Quality::ZERO);
    accepted.ranked().iter().find_map(|range| Language::with_tag(range.item()?.primary_language()))
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
            ("nl, *;q=0.1", "none"),
            ("fr;q=0, nl", "none"),
            ("", "none"),
            ("\"", "none"),
        ] {
            assert_eq!(language(accepted), tag, "{accepted}");
        }
    }
}
