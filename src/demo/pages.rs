//! The pages, one struct for each template, and what belongs to them.

use actix_web::http::header::ContentType;
use actix_web::http::{StatusCode, header};
use actix_web::web::Path;
use actix_web::{HttpResponse, HttpResponseBuilder};
use askama::Template;

use super::issuer::Issuer;
use super::people::Person;

/// Who does one want to be?
#[derive(Template)]
#[template(path = "demo/choice.html")]
pub(super) struct ChoicePage<'a> {
    pub(super) provider: &'a str,
    pub(super) path: &'a str,
    /// The authentication request, as it came.
    pub(super) request: &'a str,
    pub(super) people: Vec<&'static Person>,
    /// The id of the person that the request means, or nothing.
    pub(super) suggested: &'a str,
}

/// Something to read, and perhaps a way back.
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
struct Picture {
    initial: char,
    colour: &'static str,
}

/// A page as an answer.
pub(super) fn html(page: &impl Template) -> HttpResponse {
    answer(StatusCode::OK, page)
}

fn answer(status: StatusCode, page: &impl Template) -> HttpResponse {
    match page.render() {
        Ok(body) => HttpResponseBuilder::new(status).insert_header(ContentType::html()).body(body),
        Err(_) => HttpResponse::InternalServerError().finish(),
    }
}

fn message(status: StatusCode, issuer: &Issuer, title: &str, text: &str) -> HttpResponse {
    let home = issuer.client.post_logout_redirect_uri.as_str();
    answer(status, &MessagePage { provider: issuer.client.role.name, title, text, home: Some(home) })
}

/// Why a request leads nowhere.
pub(super) fn refusal(issuer: &Issuer, why: &str) -> HttpResponse {
    message(StatusCode::BAD_REQUEST, issuer, "This request cannot be answered", why)
}

/// After a sign-out that returns nowhere.
pub(super) fn signed_out(issuer: &Issuer) -> HttpResponse {
    message(StatusCode::OK, issuer, "You are signed out", "This provider never keeps anybody signed in.")
}

/// Everywhere else.
pub(super) async fn not_found() -> HttpResponse {
    let text = "Only sign-ins lead here: begin one at Kaimu.";
    let page = MessagePage { provider: "Demo provider", title: "There is nothing here", text, home: None };
    answer(StatusCode::NOT_FOUND, &page)
}

/// `GET /{issuer}/pictures/{person}.svg`.
pub(super) async fn picture(person: Path<String>) -> HttpResponse {
    match Person::find(&person) {
        Some(person) => svg(Picture { initial: person.initial(), colour: person.colour }.render().unwrap_or_default()),
        None => not_found().await,
    }
}

/// `GET /demo.svg`.
pub(super) async fn icon() -> HttpResponse {
    svg(include_str!("../../templates/demo/icon.svg").to_owned())
}

/// `GET /demo.css`.
pub(super) async fn style_sheet() -> HttpResponse {
    HttpResponse::Ok()
        .insert_header((header::CONTENT_TYPE, "text/css; charset=utf-8"))
        .body(include_str!("../../templates/demo/demo.css"))
}

fn svg(image: String) -> HttpResponse {
    HttpResponse::Ok().insert_header((header::CONTENT_TYPE, "image/svg+xml")).body(image)
}

#[cfg(test)]
mod tests {
    use super::super::people::PEOPLE;
    use super::*;

    #[test]
    fn every_page_says_what_it_said_before() {
        let people = PEOPLE.iter().collect();
        let choice =
            ChoicePage { provider: "Okta (demo)", path: "okta", request: "state=<script>", people, suggested: "bob" };
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
