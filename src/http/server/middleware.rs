//! The outermost middleware: gives each request an id and a log line, and each response its headers and error page.

use std::sync::Arc;
use std::time::Instant;

use actix_web::body::{BoxBody, MessageBody};
use actix_web::dev::{ServiceRequest, ServiceResponse};
use actix_web::error::InternalError;
use actix_web::http::header::{self, HeaderValue};
use actix_web::http::{Method, StatusCode};
use actix_web::middleware::Next;
use actix_web::web::Data;
use actix_web::{Error, HttpMessage, HttpResponse};

use crate::domain::RequestContext;
use crate::flow::random;
use crate::http::app::App;
use crate::http::cookies::preferences::{self, Preference};
use crate::http::cookies::renewal;
use crate::http::pages::layout::Layout;
use crate::http::problem::RequestProblem;
use crate::http::request::{client, language, prefetch, upstream_id};
use crate::http::routes::RoutePattern;
use crate::http::server::live_config::LiveConfig;
use crate::http::server::stop::close_connection_while_stopping;
use crate::http::server::{cors, error_page, live_config};
use crate::http::{applications, cookies, paths, response, session_check};
use crate::logging::{self, RequestIds};

/// The response from memory, with all its headers, to what applications and proxies ask with each request of theirs. `None` if
/// the routes and all middleware have to answer.
pub(super) fn respond_from_memory(request: &ServiceRequest) -> Option<HttpResponse> {
    let app = request.app_data::<Data<LiveConfig>>()?.app();
    if app.services.background().is_stopping() {
        return None;
    }
    session_check::respond(&app, request).or_else(|| applications::respond_from_memory(&app, request.request()))
}

/// Surrounds all other middleware and the handlers.
pub(super) async fn handle_request(
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
) -> Result<ServiceResponse<BoxBody>, Error> {
    let started = Instant::now();
    cookies::keep_own_cookies(request.headers_mut());
    let Some(app) = live_config::attach_app(&mut request) else {
        return Err(InternalError::new("the server has no configuration", StatusCode::INTERNAL_SERVER_ERROR).into());
    };
    let context = RequestContext {
        request_id: random::request_id(),
        address: client::address(request.request(), &app.trusted_proxies),
        now: (app.clock)(),
    };
    let upstream = upstream_id::of(request.request(), &app.trusted_proxies);
    let ids = RequestIds { own: context.request_id, upstream };
    logging::within_request(ids, respond(app, context, request, next, started)).await
}

/// Answers a request within its context.
async fn respond(
    app: Data<App>,
    context: RequestContext,
    mut request: ServiceRequest,
    next: Next<impl MessageBody + 'static>,
    started: Instant,
) -> Result<ServiceResponse<BoxBody>, Error> {
    // check: a question of a proxy is answered before everything else
    if let Some(mut response) = applications::respond(&app, &request, &context).await {
        let is_allowed = response.status().is_success();
        app.security_headers.add_to_answer(&context.request_id, is_allowed, response.headers_mut());
        close_connection_while_stopping(&app, &mut response);
        let (method, status) = (request.method().as_str(), response.status().as_u16());
        log::debug!(method, status; "{method} {status} for an application");
        return Ok(request.into_response(response));
    }
    let renewed = renewal::renew(&app.cookies, request.headers_mut());
    request.extensions_mut().insert(context.clone());
    // check: a prefetch changes nothing
    if prefetch::is_prefetch(request.headers()) {
        // Browsers drop such a response, and send the request again when the user opens the URL.
        let mut response = HttpResponse::NoContent().finish();
        app.security_headers.add(&context.request_id, response.headers_mut());
        close_connection_while_stopping(&app, &mut response);
        return Ok(request.into_response(response));
    }
    let path = request.path();
    let is_page_url =
        request.method() == Method::GET && (!path.starts_with("/auth/") || path.starts_with("/auth/link/"));
    let layout = Layout::new(Arc::clone(&app.appearance), language::for_page(&app, request.request()));
    let layout = if is_page_url { layout } else { layout.without_language_switch() };
    request.extensions_mut().insert(layout.clone());
    let chosen_language = language::from_query(request.request());
    app.warnings.untrusted_proxy(&app.trusted_proxies, request.request());
    let method = request.method().clone();
    match next.call(request).await {
        Ok(response) => {
            let (request, response) = response.into_parts();
            let code = response.extensions().get::<RequestProblem>().map(|problem| problem.code()).unwrap_or_default();
            let pattern = request.app_data::<RoutePattern>().map(|route| route.0);
            let mut response = finish(&app, &context, &layout, pattern, response.map_into_boxed_body());
            if let Some(language) = chosen_language.filter(|_| is_page(&response)) {
                response::add_cookie(
                    &mut response,
                    &preferences::cookie(&app.cookies, Preference::Language, language.tag),
                );
            }
            if let Some(renewed) = renewed {
                renewed.add_to(&mut response);
            }
            // check: HEAD changes no cookie
            if method == Method::HEAD {
                response.headers_mut().remove(header::SET_COOKIE);
            }
            // The route and not the path, since paths contain tokens and text of other sites.
            let route = pattern.unwrap_or("(no route)");
            log_answer((method.as_str(), route), response.status().as_u16(), started, code);
            Ok(ServiceResponse::new(request, response))
        }
        // An error of an inner middleware. Handlers return a response with a `RequestProblem` instead.
        Err(error) => {
            log::error!(method = method.as_str(); "{method} failed in a middleware: {error}");
            let response = finish(&app, &context, &layout, None, RequestProblem::internal().response());
            Err(InternalError::from_response(error, response).into())
        }
    }
}

/// Logs the line of each request. `code` is empty if it was not refused.
fn log_answer((method, route): (&str, &str), status: u16, started: Instant, code: &str) {
    let duration_ms = u64::try_from(started.elapsed().as_millis()).unwrap_or(u64::MAX);
    let because = if code.is_empty() { String::new() } else { format!(": {code}") };
    log::info!(method, route, status, duration_ms, code; "{method} {route} {status} in {duration_ms} ms{because}");
}

fn is_page(response: &HttpResponse) -> bool {
    response.headers().get(header::CONTENT_TYPE).is_some_and(|kind| kind.as_bytes().starts_with(b"text/html"))
}

/// Adds the error page, if the response needs one, and the headers. `pattern` is the route, if there is one.
fn finish(
    app: &App,
    context: &RequestContext,
    layout: &Layout,
    pattern: Option<&str>,
    response: HttpResponse,
) -> HttpResponse {
    let problem = match response.status() {
        StatusCode::METHOD_NOT_ALLOWED => Some(RequestProblem::MethodNotAllowed),
        _ => response.extensions().get::<RequestProblem>().copied(),
    };
    let mut response = match problem {
        Some(problem) => {
            let as_json = paths::is_api(pattern) || matches!(pattern, Some(paths::BACK_CHANNEL_LOGOUT | paths::JWKS));
            let rendered = error_page::render(problem, app, context, layout, as_json);
            // Keeps the headers of the inner middleware (CORS, cookies).
            let mut response = response.set_body(rendered.body).map_into_boxed_body();
            response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(rendered.content_type));
            // `Compress` may have marked the empty body as compressed.
            response.headers_mut().remove(header::CONTENT_ENCODING);
            response
        }
        None => response,
    };
    app.security_headers.add(&context.request_id, response.headers_mut());
    close_connection_while_stopping(app, &mut response);
    if pattern == Some(paths::FRONT_CHANNEL_LOGOUT) {
        // This response allows the provider's origin in `frame-ancestors`, which X-Frame-Options cannot express.
        response.headers_mut().remove(header::X_FRAME_OPTIONS);
    }
    if paths::is_api(pattern) {
        cors::fix_headers(response.headers_mut());
    }
    response
}
