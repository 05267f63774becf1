//! Handlers of the authorization endpoint, and of the page on which the user chooses an account.

use actix_web::error::ErrorInternalServerError;
use actix_web::web::{Data, Form};
use actix_web::{Error, HttpRequest, HttpResponse};

use super::authorization_request::{AuthorizationRequest, InvalidRequest};
use super::authorization_response as response;
use super::issuer_state::IssuerState;
use super::pages::{self, ChooseUserPage};
use super::parameters::Parameters;
use super::users::{DEMO_USERS, DemoUser};

/// `GET /{issuer}/authorize`.
pub(super) async fn from_query(issuer: Data<IssuerState>, request: HttpRequest) -> HttpResponse {
    choose_user_page(&issuer, request.query_string())
}

/// `POST /{issuer}/authorize`, with the same parameters in the body.
pub(super) async fn from_body(issuer: Data<IssuerState>, body: String) -> HttpResponse {
    choose_user_page(&issuer, &body)
}

fn choose_user_page(issuer: &IssuerState, text: &str) -> HttpResponse {
    let request = match AuthorizationRequest::parse(&issuer.client, text) {
        Ok(request) => request,
        Err(invalid) => return reject(issuer, invalid),
    };
    let suggested = request.login_hint.as_deref().and_then(DemoUser::find_by_login_hint);
    // The suggested user comes first; the sort keeps the order of the others.
    let mut users: Vec<&DemoUser> = DEMO_USERS.iter().collect();
    users.sort_by_key(|user| Some(user.id) != suggested.map(|user| user.id));
    pages::html(&ChooseUserPage {
        provider: issuer.client.issuer.name,
        path: issuer.client.issuer.path,
        request: text,
        users,
        suggested: suggested.map_or("", |user| user.id),
    })
}

/// `POST /{issuer}/choose`: the form of the page. It contains the request, which is checked again because it is stored
/// nowhere else.
pub(super) async fn choose(
    issuer: Data<IssuerState>,
    form: Form<Vec<(String, String)>>,
) -> Result<HttpResponse, Error> {
    let fields = Parameters::new(form.into_inner());
    let text = fields.get("request").unwrap_or_default();
    let request = match AuthorizationRequest::parse(&issuer.client, text) {
        Ok(request) => request,
        Err(invalid) => return Ok(reject(&issuer, invalid)),
    };
    let state = request.state.clone();
    let deny = |description| response::with_error(&issuer, state.as_deref(), "access_denied", description);
    let url = match fields.get("person").and_then(DemoUser::find) {
        None => deny("The user cancelled the sign-in."),
        // The exact text that Okta sends.
        Some(user) if !user.assigned => deny("User is not assigned to the client application."),
        Some(user) => {
            let code = issuer.issue_code(user, request).map_err(ErrorInternalServerError)?;
            response::with_code(&issuer, state.as_deref(), &code)
        }
    };
    Ok(pages::see_other(&url))
}

fn reject(issuer: &IssuerState, invalid: InvalidRequest) -> HttpResponse {
    match invalid {
        InvalidRequest::ShowError(message) => pages::invalid_request(issuer, message),
        InvalidRequest::Redirect { state, error, description } => {
            pages::see_other(&response::with_error(issuer, state.as_deref(), error, description))
        }
    }
}
