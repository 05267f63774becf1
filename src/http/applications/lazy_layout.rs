//! The layout of a page about a request to an application. Most answers have no page, and no need for its language.

use std::cell::OnceCell;

use actix_web::HttpRequest;

use crate::http::app::App;
use crate::http::pages::layout::Layout;
use crate::http::request::language;

/// Finds the language when the first page needs it.
pub(super) struct LazyLayout<'a> {
    app: &'a App,
    request: &'a HttpRequest,
    layout: OnceCell<Layout>,
}

impl<'a> LazyLayout<'a> {
    pub(super) fn new(app: &'a App, request: &'a HttpRequest) -> Self {
        Self { app, request, layout: OnceCell::new() }
    }

    pub(super) fn get(&self) -> &Layout {
        self.layout.get_or_init(|| {
            let language = language::for_page(self.app, self.request);
            Layout::new(self.app.appearance.clone(), language).without_language_switch()
        })
    }
}
