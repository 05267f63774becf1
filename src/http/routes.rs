//! The table of all routes. Every port that the server listens on serves all of them. `applications` answers the questions of
//! proxies and the requests to the hosts of applications before them.

use actix_web::body::MessageBody;
use actix_web::dev::{ServiceFactory, ServiceRequest, ServiceResponse};
use actix_web::guard::{Any, Get, Head};
use actix_web::http::Method;
use actix_web::middleware::from_fn;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Error, Resource, Route};

use crate::http::account::{self, changes, dashboard, identities, link_consent, sessions, tokens};
use crate::http::app::App;
use crate::http::applications::hand_over::issue_ticket;
use crate::http::applications::step_up;
use crate::http::cookies::session::session_middleware;
use crate::http::pages::static_files;
use crate::http::paths::{
    ACCOUNT, APPLICATION_STEP_UP, APPLICATION_TICKET, AUTHORIZE, BACK_CHANNEL_LOGOUT, CALLBACK, DASHBOARD,
    FRONT_CHANNEL_LOGOUT, HAND_OVER, HAND_OVER_COMPLETE, HAND_OVER_TICKET, JWKS, LINK, LINK_CONSENT, PROVIDERS,
    REAUTHENTICATION, RETURN, SESSION, SESSION_ACTIVITY, SIGN_OUT, TOKENS,
};
use crate::http::problem::RequestProblem;
use crate::http::server::configured_host::redirect_to_configured_host;
use crate::http::server::cors;
use crate::http::server::live_config::LiveConfig;
use crate::http::sign_in::{self, authorize, callback, hand_over, return_page};
use crate::http::sign_out::provider_logout;
use crate::http::{api, health, jwks, sign_out};

/// The route that answered a request. Actix would look for it again.
#[derive(Debug, Clone, Copy)]
pub(super) struct RoutePattern(pub(super) &'static str);

/// Registers every route with its handler, and the session and CORS middleware where it needs them.
pub(super) fn routes(live_config: &Data<LiveConfig>, config: &mut ServiceConfig) {
    let app = live_config.app();
    let with_session = || session_middleware(&app);
    let with_cors = || cors::cors(live_config.clone(), [Method::GET, Method::HEAD]);
    let authorize = [web::get().to(authorize::authorize), web::post().to(authorize::authorize_by_form)];
    let callback = [web::get().to(callback::callback), web::post().to(callback::form_post_callback)];
    let link = [get_or_head().to(sign_in::link::page), web::post().to(sign_in::link::redeem)];
    let logout = [get_or_head().to(sign_out::page), web::post().to(sign_out::sign_out)];
    let reauthenticate =
        [get_or_head().to(identities::reauthentication_page), web::post().to(identities::reauthenticate)];
    let consent = [get_or_head().to(link_consent::page), web::post().to(link_consent::answer)];
    config
        .app_data(live_config.clone())
        .service(page(&app, "/", [get_or_head().to(sign_in::page::root)]))
        .service(page(&app, "/login", [get_or_head().to(sign_in::page::page)]))
        .service(page(&app, DASHBOARD, [get_or_head().to(dashboard::page)]))
        .service(page(&app, SIGN_OUT, logout))
        .service(page(&app, ACCOUNT, [get_or_head().to(account::page::page)]))
        .service(resource("/account/end-session", [web::post().to(sessions::end_session)]).wrap(with_session()))
        .service(
            resource("/account/end-other-sessions", [web::post().to(sessions::end_other_sessions)])
                .wrap(with_session()),
        )
        .service(resource("/account/changes-seen", [web::post().to(changes::seen)]).wrap(with_session()))
        .service(resource(LINK, [web::post().to(identities::link)]).wrap(with_session()))
        .service(resource("/account/unlink", [web::post().to(identities::unlink)]).wrap(with_session()))
        .service(resource(TOKENS, [web::post().to(tokens::create)]).wrap(with_session()))
        .service(resource("/account/revoke-token", [web::post().to(tokens::revoke)]).wrap(with_session()))
        .service(page(&app, REAUTHENTICATION, reauthenticate))
        .service(page(&app, LINK_CONSENT, consent))
        .service(resource(SESSION, [get_or_head().to(api::session)]).wrap(with_session()).wrap(with_cors()))
        .service(
            resource(SESSION_ACTIVITY, [web::post().to(api::record_activity)])
                .wrap(with_session())
                .wrap(cors::cors(live_config.clone(), [Method::POST])),
        )
        .service(resource(PROVIDERS, [get_or_head().to(api::providers)]).wrap(with_cors()))
        .service(page(&app, AUTHORIZE, authorize))
        .service(resource(CALLBACK, callback).wrap(with_session()))
        .service(page(&app, RETURN, [get_or_head().to(return_page::page)]))
        .service(resource(HAND_OVER, [web::get().to(hand_over::begin)]))
        .service(resource(HAND_OVER_TICKET, [web::get().to(hand_over::issue_ticket)]).wrap(with_session()))
        .service(resource(HAND_OVER_COMPLETE, [web::get().to(hand_over::complete)]).wrap(with_session()))
        .service(resource(APPLICATION_TICKET, [web::get().to(issue_ticket)]).wrap(with_session()))
        .service(page(&app, APPLICATION_STEP_UP, [get_or_head().to(step_up::page)]))
        .service(page(&app, "/auth/link/{token}", link))
        .service(resource(BACK_CHANNEL_LOGOUT, [web::post().to(provider_logout::back_channel)]))
        .service(resource(FRONT_CHANNEL_LOGOUT, [web::get().to(provider_logout::front_channel)]))
        .service(resource("/static/{name}", [get_or_head().to(static_files::file)]))
        .service(resource(JWKS, [get_or_head().to(jwks::jwks)]))
        .service(resource("/healthz", [get_or_head().to(health::healthz)]))
        .service(resource("/readyz", [get_or_head().to(health::readyz)]))
        .default_service(web::to(|| async { RequestProblem::NotFound.response() }));
}

/// A page, on the configured host alone, for which the browser may have a session.
fn page(
    app: &Data<App>,
    path: &'static str,
    routes: impl IntoIterator<Item = Route>,
) -> Resource<
    impl ServiceFactory<
        ServiceRequest,
        Config = (),
        Response = ServiceResponse<impl MessageBody + 'static>,
        Error = Error,
        InitError = (),
    > + 'static,
> {
    resource(path, routes).wrap(session_middleware(app)).wrap(from_fn(redirect_to_configured_host))
}

fn resource(path: &'static str, routes: impl IntoIterator<Item = Route>) -> Resource {
    routes.into_iter().fold(web::resource(path).app_data(RoutePattern(path)), Resource::route)
}

/// Accepts GET, and HEAD, for which actix leaves out the body.
fn get_or_head() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}
