//! The URLs of a hand-over to the host of an application, and the place to which it leads.

use url::{Position, Url};

use crate::domain::{ApplicationUrl, MAX_RETURN_TO_BYTES};
use crate::http::app::App;
use crate::http::paths::APPLICATION_STEP_UP;

const SIGN_IN: &str = "/.kaimu/sign-in";

/// Where a browser begins that has no session on this host: a page there, which keeps the fragment.
pub(super) fn sign_in_url(url: &ApplicationUrl, place: &str) -> Url {
    with_place(url, url.at(SIGN_IN), place)
}

/// Where a browser goes whose session is not strong or recent enough.
pub(super) fn step_up_url(app: &App, url: &ApplicationUrl, place: &str) -> Url {
    let mut step_up = app.urls().at_base(APPLICATION_STEP_UP);
    step_up.query_pairs_mut().append_pair("return_to", absolute(url, place).as_str());
    step_up
}

/// The path and the query of a URL.
pub(super) fn place_of(url: &Url) -> String {
    url[Position::BeforePath..Position::AfterQuery].to_owned()
}

/// The URL of a place on this host. What is no path, or too long, is the start page.
pub(super) fn absolute(url: &ApplicationUrl, place: &str) -> Url {
    let origin = url.at("/");
    let joined = origin.join(place).ok().filter(|joined| {
        // check: a place stays on the host of the application
        place.starts_with('/') && joined.origin() == origin.origin() && joined.as_str().len() <= MAX_RETURN_TO_BYTES
    });
    joined.unwrap_or_else(|| url.start_page())
}

/// Adds the place to which a hand-over leads to the URL of a step.
pub(super) fn with_place(url: &ApplicationUrl, mut step: Url, place: &str) -> Url {
    step.query_pairs_mut().append_pair("return_to", &place_of(&absolute(url, place)));
    step
}
