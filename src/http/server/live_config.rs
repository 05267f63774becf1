//! The configuration that a reload replaces while the server runs.

use std::rc::Rc;
use std::sync::{Arc, PoisonError, RwLock};

use actix_web::dev::{Extensions, ServiceRequest};
use actix_web::web::Data;

use crate::domain::Clock;
use crate::flow::Services;
use crate::http::app::{App, AppSettings};

/// Holds the [`App`] for new requests.
#[expect(missing_debug_implementations, reason = "it holds the key of all cookies")]
pub struct LiveConfig(RwLock<Data<App>>);

impl LiveConfig {
    /// Starts with the configuration that was read when the process started.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self(RwLock::new(Data::new(app)))
    }

    /// Uses the new configuration for new requests. Requests in progress keep the old one. The settings of the session
    /// cookie must be the same as before, since each worker has read them when it started.
    pub fn replace(&self, services: Arc<Services>, settings: AppSettings) {
        let before = self.app();
        let mut app = App::new(services, settings, Arc::clone(&before.clock));
        // The counters survive a reload, unless the limit itself has changed.
        if app.sign_in_rate_limiter.per_minute == before.sign_in_rate_limiter.per_minute {
            app.sign_in_rate_limiter = Arc::clone(&before.sign_in_rate_limiter);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Data::new(app);
    }

    /// The services of the current configuration.
    pub fn services(&self) -> Arc<Services> {
        Arc::clone(&self.app().services)
    }

    pub(in crate::http) fn clock(&self) -> Clock {
        Arc::clone(&self.app().clock)
    }

    pub(in crate::http) fn app(&self) -> Data<App> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Attaches the current [`App`] to a request, so that a reload does not change it during the request.
pub(super) fn attach_app(request: &mut ServiceRequest) -> Option<Data<App>> {
    let app = request.app_data::<Data<LiveConfig>>()?.app();
    let mut data = Extensions::new();
    data.insert(app.clone());
    request.add_data_container(Rc::new(data));
    Some(app)
}
