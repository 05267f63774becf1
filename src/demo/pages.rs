//! The pages of the demo provider: one struct for each template, their responses, and static files.

use actix_web::http::header::ContentType;
use actix_web::http::{StatusCode, header};
use actix_web::web::Path;
use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;
use url::Url;

use super::issuer_state::IssuerState;
use super::users::DemoUser;

/// The page on which the user chooses an account.
#[derive(Template)]
#[template(path = "demo/choice.html")]
pub(super) struct ChooseUserPage<'a> {
    pub(super) provider: &'a str,
    pub(super) path: &'a str,
    /// The query of the authentication request, which the form sends again.
    pub(super) request: &'a str,
    pub(super) users: Vec<&'static DemoUser>,
    /// The id of the user in `login_hint`, or an empty string.
    pub(super) suggested: &'a str,
}

/// A message, with an optional link back to the client.
#[derive(Template)]
#[template(path = "demo/message.html")]
struct MessagePage<'a> {
    provider: &'a str,
    title: &'a str,
    text: &'a str,
    home: Option<&'a str>,
}

#[derive(Template)]
#[template(path = "demo/picture.svg")]
struct PictureImage {
    initial: char,
    colour: &'static str,
}

/// The response with a page.
pub(super) fn html(page: &impl Template) -> HttpResponse {
    response(StatusCode::OK, page)
}

fn response(status: StatusCode, page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(body) => HttpResponseBuilder::new(status).insert_header(ContentType::html()).body(body),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

fn message(status: StatusCode, issuer: &IssuerState, title: &str, text: &str) -> HttpResponse {
    let home = issuer.client.post_logout_redirect_uri.as_str();
    response(status, &MessagePage { provider: issuer.client.issuer.name, title, text, home: Some(home) })
}

/// The page for an invalid request that is not redirected to the client.
pub(super) fn invalid_request(issuer: &IssuerState, text: &str) -> HttpResponse {
    message(StatusCode::BAD_REQUEST, issuer, "Invalid request", text)
}

/// The page after a sign-out without `post_logout_redirect_uri`.
pub(super) fn signed_out(issuer: &IssuerState) -> HttpResponse {
    message(
        StatusCode::OK,
        issuer,
        "You are signed out",
        "This provider keeps no sessions. Each sign-in asks you to choose an account.",
    )
}

/// The page for every other address.
pub(super) async fn not_found() -> HttpResponse {
    let text = "This provider only answers sign-ins. Start one at Kaimu.";
    let page = MessagePage { provider: "Demo provider", title: "Page not found", text, home: None };
    response(StatusCode::NOT_FOUND, &page)
}

/// `GET /{issuer}/pictures/{person}.svg`.
pub(super) async fn picture(id: Path<String>) -> HttpResponse {
    match DemoUser::find(&id) {
        Some(user) => svg(PictureImage { initial: user.initial(), colour: user.colour }.render().unwrap_or_default()),
        None => not_found().await,
    }
}

/// `GET /demo.svg`.
pub(super) async fn icon() -> HttpResponse {
    icon_response()
}

/// `GET /demo.css`.
pub(super) async fn style_sheet() -> HttpResponse {
    style_sheet_response()
}

/// The picture of the pages.
pub(super) fn icon_response() -> HttpResponse {
    svg(include_str!("../../templates/demo/icon.svg").to_owned())
}

/// The style of the pages.
pub(super) fn style_sheet_response() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/css; charset=utf-8"))
        .body(include_str!("../../templates/demo/demo.css"))
}

/// `303 See Other`: the browser follows with a GET.
pub(super) fn see_other(url: &Url) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_str())).finish()
}

fn svg(image: String) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "image/svg+xml")).body(image)
}

#[cfg(test)]
mod tests {
    use super::super::users::DEMO_USERS;
    use super::*;

    #[test]
    fn the_pages_match_their_snapshots() {
        let users = DEMO_USERS.iter().collect();
        let choice = ChooseUserPage {
            provider: "Okta (demo)",
            path: "okta",
            request: "state=<script>",
            users,
            suggested: "bob",
        };
        let home = Some("http://localhost:4321/login");
        let message =
            MessagePage { provider: "Okta (demo)", title: "You are signed out", text: "<b>Really.</b>", home };
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/pages");
        insta::with_settings!({ snapshot_path => folder, prepend_module_to_snapshot => false, omit_expression => true }, {
            insta::assert_snapshot!("demo-choice", choice.render().unwrap());
            insta::assert_snapshot!("demo-message", message.render().unwrap());
        });
    }
}
