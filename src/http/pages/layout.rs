//! What stands around every page: whose it is, in which language, and the switch to the others.

use std::sync::Arc;

use actix_web::dev::Payload;
use actix_web::{FromRequest, HttpMessage, HttpRequest};
use chrono::{DateTime, Utc};

use crate::http::pages::assets::{Appearance, Assets};
use crate::http::pages::language::{LANGUAGES, Language, QUERY_PARAMETER};
use crate::http::problem::Internal;

/// The frame of one page for one reader.
#[derive(Clone)]
pub(in crate::http) struct Layout {
    appearance: Arc<Appearance>,
    language: &'static Language,
    /// The parameters of this page's address, which the language switch keeps. Only what was checked, and no free text.
    parameters: Vec<(&'static str, String)>,
    has_language_switch: bool,
}

impl Layout {
    pub(in crate::http) fn new(appearance: Arc<Appearance>, language: &'static Language) -> Self {
        Self { appearance, language, parameters: Vec::new(), has_language_switch: true }
    }

    /// The same for a page whose address has these parameters.
    pub(in crate::http) fn with_parameters(self, parameters: Vec<(&'static str, String)>) -> Self {
        Self { parameters, ..self }
    }

    /// The same for an answer that is no page: in another language it would be another request.
    pub(in crate::http) fn without_language_switch(self) -> Self {
        Self { has_language_switch: false, ..self }
    }

    pub(in crate::http) fn has_language_switch(&self) -> bool {
        self.has_language_switch
    }

    pub(in crate::http) fn language(&self) -> &'static Language {
        self.language
    }

    /// The product's name.
    pub(in crate::http) fn product_name(&self) -> &str {
        &self.appearance.name
    }

    /// What we say under this id.
    pub(in crate::http) fn text(&self, id: &str) -> String {
        self.language.text(id, &[])
    }

    /// What we say under this id about something that has a name.
    pub(in crate::http) fn text_with(&self, id: &str, about: &'static str, name: &str) -> String {
        self.language.text(id, &[(about, name)])
    }

    pub(in crate::http) fn format_time(&self, time: &DateTime<Utc>) -> String {
        self.language.format_time(*time)
    }

    /// The style sheets, ours first.
    pub(in crate::http) fn style_sheets(&self) -> impl Iterator<Item = String> {
        ["kaimu.css", "accent.css"].into_iter().filter_map(|name| self.appearance.assets.path(name))
    }

    /// Whether the logo is the operator's, of which we do not know on what it can be seen.
    pub(in crate::http) fn has_custom_logo(&self) -> bool {
        self.appearance.assets.logo != Assets::DEFAULT_LOGO
    }

    pub(in crate::http) fn logo_path(&self) -> String {
        self.asset_path(self.appearance.assets.logo)
    }

    pub(in crate::http) fn asset_path(&self, name: &str) -> String {
        self.appearance.assets.path(name).unwrap_or_default()
    }

    /// Each language, and the address of this page in it.
    pub(in crate::http) fn languages(&self) -> impl Iterator<Item = (&'static Language, String)> {
        LANGUAGES.iter().map(|language| {
            let mut query = url::form_urlencoded::Serializer::for_suffix("?".to_owned(), 1);
            // Without a path, so that it stays the one that the browser is at.
            query.extend_pairs(&self.parameters).append_pair(QUERY_PARAMETER, language.tag);
            (language, query.finish())
        })
    }
}

/// Handlers get the frame that [`crate::http::server::middleware`] has put down.
impl FromRequest for Layout {
    type Error = Internal;
    type Future = std::future::Ready<Result<Self, Internal>>;

    fn from_request(request: &HttpRequest, _: &mut Payload) -> Self::Future {
        std::future::ready(request.extensions().get::<Self>().cloned().ok_or(Internal))
    }
}
