//! The layout of every page: product name, logo, language and language switch.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono::{DateTime, SecondsFormat, Utc};

use crate::domain::Contact;
use crate::http::pages::assets::{Appearance, Assets};
use crate::http::pages::language::{LANGUAGES, Language, QUERY_PARAMETER};
use crate::http::problem::Internal;

/// The layout of one page. `templates/base.html` uses it.
#[derive(Clone)]
pub(in crate::http) struct Layout {
    appearance: Arc<Appearance>,
    language: &'static Language,
    /// The query parameters that the language switch keeps: only checked values, no free text.
    parameters: Vec<(&'static str, String)>,
    has_language_switch: bool,
}

/// A text with a time in it. The time becomes an element of the page, which `static/times.js` changes to the zone of the reader.
pub(in crate::http) struct TimeText {
    pub(in crate::http) before: String,
    /// RFC 3339, in UTC.
    pub(in crate::http) datetime: String,
    /// As the language writes it, in UTC.
    pub(in crate::http) time: String,
    pub(in crate::http) after: String,
}

impl Layout {
    pub(in crate::http) fn new(appearance: Arc<Appearance>, language: &'static Language) -> Self {
        Self { appearance, language, parameters: Vec::new(), has_language_switch: true }
    }

    /// Lets the language switch keep these query parameters.
    pub(in crate::http) fn with_parameters(self, parameters: Vec<(&'static str, String)>) -> Self {
        Self { parameters, ..self }
    }

    /// For a response to a POST or of the API, which a link in another language cannot repeat.
    pub(in crate::http) fn without_language_switch(self) -> Self {
        Self { has_language_switch: false, ..self }
    }

    pub(in crate::http) fn has_language_switch(&self) -> bool {
        self.has_language_switch
    }

    pub(in crate::http) fn language(&self) -> &'static Language {
        self.language
    }

    /// The product name.
    pub(in crate::http) fn product_name(&self) -> &str {
        &self.appearance.name
    }

    /// How users reach the administrator, if that is configured. `templates/contact.html` shows it.
    pub(in crate::http) fn contact(&self) -> Option<&Contact> {
        // check: refusals name a contact
        self.appearance.contact.as_ref()
    }

    /// The text with this id.
    pub(in crate::http) fn text(&self, id: &str) -> String {
        self.language.text(id, &[])
    }

    /// The text with this id and one variable.
    pub(in crate::http) fn text_with(&self, id: &str, variable: &'static str, value: &str) -> String {
        self.language.text(id, &[(variable, value)])
    }

    /// A time on its own, for the macro `moment` of `templates/account/parts.html`.
    pub(in crate::http) fn time(&self, time: &DateTime<Utc>) -> TimeText {
        TimeText {
            before: String::new(),
            datetime: time.to_rfc3339_opts(SecondsFormat::Secs, true),
            time: self.language.format_time(*time),
            after: String::new(),
        }
    }

    /// The text with this id, whose variable `moment` is a time.
    pub(in crate::http) fn time_text(&self, id: &str, time: &DateTime<Utc>) -> TimeText {
        const MARK: &str = "\u{1}";
        let text = self.text_with(id, "moment", MARK);
        let (before, after) = text.split_once(MARK).unwrap_or((&text, ""));
        TimeText { before: before.to_owned(), after: after.to_owned(), ..self.time(time) }
    }

    /// The URL paths of the style sheets.
    pub(in crate::http) fn style_sheets(&self) -> impl Iterator<Item = String> {
        ["kaimu.css", "accent.css"].into_iter().filter_map(|name| self.appearance.assets.path(name))
    }

    /// The style sheets as text, for pages on the hosts of applications.
    pub(in crate::http) fn inline_style(&self) -> &str {
        &self.appearance.assets.inline.style
    }

    /// The script of these pages.
    pub(in crate::http) fn inline_script(&self) -> &str {
        &self.appearance.assets.inline.script
    }

    /// The logo of these pages as a URL, if it is small enough.
    pub(in crate::http) fn inline_logo(&self) -> Option<&str> {
        self.appearance.assets.inline.logo.as_deref()
    }

    /// The content security policy that allows these three, and nothing else.
    pub(in crate::http) fn inline_policy(&self) -> &str {
        &self.appearance.assets.inline.policy
    }

    /// Whether the operator has configured a logo. It may need a light background.
    pub(in crate::http) fn has_custom_logo(&self) -> bool {
        self.appearance.assets.logo != Assets::DEFAULT_LOGO
    }

    pub(in crate::http) fn logo_path(&self) -> String {
        self.asset_path(self.appearance.assets.logo)
    }

    pub(in crate::http) fn asset_path(&self, name: &str) -> String {
        self.appearance.assets.path(name).unwrap_or_default()
    }

    /// Each language with the URL of this page in it.
    pub(in crate::http) fn languages(&self) -> impl Iterator<Item = (&'static Language, String)> {
        LANGUAGES.iter().map(|language| {
            let mut query = url::form_urlencoded::Serializer::for_suffix("?".to_owned(), 1);
            // Has no path, so that it is relative to the current page.
            query.extend_pairs(&self.parameters).append_pair(QUERY_PARAMETER, language.tag);
            (language, query.finish())
        })
    }
}

/// Lets handlers take the layout as an argument. [`crate::http::server::middleware`] has attached it to the request.
impl FromRequest for Layout {
    type Error = Internal;
    type Future = std::future::Ready<Result<Self, Internal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(request.extensions().get::<Self>().cloned().ok_or(Internal::INCOMPLETE_REQUEST))
    }
}
