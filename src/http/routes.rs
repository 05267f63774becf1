//! The one table of addresses; every port that we listen on serves all of them.

use actix_web::guard::{Any, Get, Head};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{Resource, Route};

use crate::http::account::{self, dashboard, identities, merge, sessions};
use crate::http::cookies::session::session_middleware;
use crate::http::pages::static_files;
use crate::http::paths::{ACCOUNT, BACK_CHANNEL_LOGOUT, CALLBACK, DASHBOARD, FRONT_CHANNEL_LOGOUT, PROVIDERS, SESSION};
use crate::http::problem::RequestProblem;
use crate::http::server::cors;
use crate::http::server::live_config::LiveConfig;
use crate::http::sign_in::{self, authorize, callback};
use crate::http::sign_out::provider_logout;
use crate::http::{api, health, sign_out};

/// Every address there is.
pub(in crate::http) fn routes(live_config: &Data<LiveConfig>, config: &mut ServiceConfig) {
    let app = live_config.app();
    let signed_in = || session_middleware(&app);
    let scripts = || cors::cors(live_config.clone());
    let back = [web::get().to(callback::callback), web::post().to(callback::form_post_callback)];
    let link = [read().to(sign_in::link::page), web::post().to(sign_in::link::redeem)];
    let logout = [read().to(sign_out::page), web::post().to(sign_out::sign_out)];
    let confirm = [read().to(identities::reauthentication_page), web::post().to(identities::reauthenticate)];
    let merge = [read().to(merge::page), web::post().to(merge::merge)];
    config
        .app_data(live_config.clone())
        .service(at("/", [read().to(sign_in::page::root)]).wrap(signed_in()))
        .service(at("/login", [read().to(sign_in::page::page)]).wrap(signed_in()))
        .service(at(DASHBOARD, [read().to(dashboard::page)]).wrap(signed_in()))
        .service(at("/logout", logout).wrap(signed_in()))
        .service(at(ACCOUNT, [read().to(account::page::page)]).wrap(signed_in()))
        .service(at("/account/end-session", [web::post().to(sessions::end_session)]).wrap(signed_in()))
        .service(at("/account/end-other-sessions", [web::post().to(sessions::end_other_sessions)]).wrap(signed_in()))
        .service(at("/account/link", [web::post().to(identities::link)]).wrap(signed_in()))
        .service(at("/account/unlink", [web::post().to(identities::unlink)]).wrap(signed_in()))
        .service(at("/account/confirm", confirm).wrap(signed_in()))
        .service(at("/account/merge", merge).wrap(signed_in()))
        .service(at(SESSION, [read().to(api::session)]).wrap(signed_in()).wrap(scripts()))
        .service(at(PROVIDERS, [read().to(api::providers)]).wrap(scripts()))
        .service(at("/auth/oidc/{slug}/authorize", [web::get().to(authorize::authorize)]))
        .service(at(CALLBACK, back).wrap(signed_in()))
        .service(at("/auth/link/{token}", link).wrap(signed_in()))
        .service(at(BACK_CHANNEL_LOGOUT, [web::post().to(provider_logout::back_channel)]))
        .service(at(FRONT_CHANNEL_LOGOUT, [web::get().to(provider_logout::front_channel)]))
        .service(at("/static/{name}", [read().to(static_files::file)]))
        .service(at("/healthz", [read().to(health::healthz)]))
        .service(at("/readyz", [read().to(health::readyz)]))
        .default_service(web::to(|| async { RequestProblem::NotFound.response() }));
}

fn at(path: &str, routes: impl IntoIterator<Item = Route>) -> Resource {
    routes.into_iter().fold(web::resource(path), Resource::route)
}

/// GET, and HEAD, for which actix leaves out the body.
fn read() -> Route {
    web::route().guard(Any(Get()).or(Head()))
}
