//! The application of `kaimu demo`, and the reverse proxy before it: it asks Kaimu about each request, and passes what Kaimu refuses
//! on to the browser.

mod page;
mod proxy;

use std::io;
use std::net::{SocketAddr, TcpListener};

use actix_web::http::StatusCode;
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use url::Url;

use self::proxy::ProxyQuestion;
use super::server::{DemoServer, loopback_address, serve};

/// What the application knows of Kaimu.
#[derive(Debug, Clone)]
pub struct DemoApplication {
    /// The name on its pages.
    pub name: &'static str,
    /// The address at which its proxy asks.
    pub kaimu: SocketAddr,
    /// The page to which its pages lead back.
    pub dashboard: Url,
}

/// A sign-out leads from a form to the provider and back, on several loopback ports.
const SECURITY_POLICY: &str = "default-src 'none'; style-src 'self'; img-src 'self'; form-action 'self' http:; base-uri 'none'; \
                               frame-ancestors 'none'";

/// Starts the application. Must be called within the actix system.
///
/// # Errors
/// Fails if the listener is not on a loopback address.
pub fn start_application(listener: TcpListener, application: DemoApplication) -> io::Result<DemoServer> {
    loopback_address(&listener)?;
    let application = Data::new(application);
    serve(listener, SECURITY_POLICY.to_owned(), move |config: &mut ServiceConfig| {
        config.app_data(application.clone()).default_service(web::to(respond));
    })
}

/// The proxy: forwards a request to the application only if Kaimu allows it.
async fn respond(application: Data<DemoApplication>, request: HttpRequest) -> HttpResponse {
    let question = ProxyQuestion::about(&request, application.kaimu);
    let answer = match web::block(move || question.ask()).await {
        Ok(Ok(answer)) => answer,
        Ok(Err(error)) => {
            log::warn!("the demo's application cannot ask Kaimu at {}: {error}", application.kaimu);
            return HttpResponse::BadGateway().body("The proxy of this demo cannot ask Kaimu.");
        }
        Err(_) => return HttpResponse::InternalServerError().finish(),
    };
    match answer.status {
        StatusCode::OK => page::respond(application.name, &application.dashboard, request.path(), &answer),
        _ => answer.passed_on(),
    }
}
