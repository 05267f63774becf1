//! The authorization endpoint, and the page on which one chooses who to be.

use actix_web::error::ErrorInternalServerError;
use actix_web::http::header;
use actix_web::web::{Data, Form};
use actix_web::{Error, HttpRequest, HttpResponse};
use url::Url;

use super::authorization::{AuthorizationRequest, Rejected, code_response, error_response};
use super::issuer::Issuer;
use super::pages::{self, ChoicePage};
use super::parameters::Parameters;
use super::people::{PEOPLE, Person};

/// `GET /{issuer}/authorize`.
pub(super) async fn from_query(issuer: Data<Issuer>, request: HttpRequest) -> HttpResponse {
    ask(&issuer, request.query_string())
}

/// `POST /{issuer}/authorize`, which says the same in its body.
pub(super) async fn from_body(issuer: Data<Issuer>, body: String) -> HttpResponse {
    ask(&issuer, &body)
}

fn ask(issuer: &Issuer, text: &str) -> HttpResponse {
    let request = match AuthorizationRequest::read(issuer, text) {
        Ok(request) => request,
        Err(rejected) => return reject(issuer, rejected),
    };
    let suggested = request.login_hint.as_deref().and_then(Person::hinted);
    // Whom the request means comes first; the others keep their order.
    let mut people: Vec<&Person> = PEOPLE.iter().collect();
    people.sort_by_key(|person| Some(person.id) != suggested.map(|person| person.id));
    pages::html(&ChoicePage {
        provider: issuer.client.role.name,
        path: issuer.client.role.path,
        request: text,
        people,
        suggested: suggested.map_or("", |person| person.id),
    })
}

/// `POST /{issuer}/choose`: the page's form. It carries the request, which is checked again: nothing else remembers it.
pub(super) async fn choose(issuer: Data<Issuer>, form: Form<Vec<(String, String)>>) -> Result<HttpResponse, Error> {
    let fields = Parameters::new(form.into_inner());
    let request = match AuthorizationRequest::read(&issuer, fields.get("request").unwrap_or_default()) {
        Ok(request) => request,
        Err(rejected) => return Ok(reject(&issuer, rejected)),
    };
    let state = request.state.clone();
    let refuse = |description| error_response(&issuer, state.as_deref(), "access_denied", description);
    let response = match fields.get("person").and_then(Person::find) {
        None => refuse("The person cancelled."),
        // Okta's words, to the letter.
        Some(person) if !person.assigned => refuse("User is not assigned to the client application."),
        Some(person) => {
            let code = issuer.code(person, request).map_err(ErrorInternalServerError)?;
            code_response(&issuer, state.as_deref(), &code)
        }
    };
    Ok(see_other(&response))
}

fn reject(issuer: &Issuer, rejected: Rejected) -> HttpResponse {
    match rejected {
        Rejected::Here(why) => pages::refusal(issuer, why),
        Rejected::Back(response) => see_other(&response),
    }
}

/// `303 See Other`: the browser goes on with a GET.
pub(super) fn see_other(url: &Url) -> HttpResponse {
    HttpResponse::SeeOther().insert_header((header::LOCATION, url.as_str())).finish()
}
