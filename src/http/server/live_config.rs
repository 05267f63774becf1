//! The front door as it is configured at the moment. A reload puts another one in its place while people come and go.

use std::rc::Rc;
use std::sync::{Arc, PoisonError, RwLock};

use actix_web::dev::{Extensions, ServiceRequest};
use actix_web::web::Data;

use crate::doctor::Doctor;
use crate::domain::Clock;
use crate::flow::Services;
use crate::http::app::{App, AppSettings};

/// The [`App`] by which requests are answered from now on.
#[expect(missing_debug_implementations, reason = "it holds the key of all cookies")]
pub struct LiveConfig(RwLock<Data<App>>);

impl LiveConfig {
    /// With the configuration of the start.
    #[must_use]
    pub fn new(app: App) -> Self {
        Self(RwLock::new(Data::new(app)))
    }

    /// Answers by these from now on; requests under way end as they began. The cookies have to be the same, since every
    /// worker makes them as it did at the start.
    pub fn replace(&self, services: Arc<Services>, settings: AppSettings) {
        let before = self.app();
        let mut app = App::new(services, settings, Arc::clone(&before.clock));
        // Who was slowed down stays so: a reload is no fresh start for strangers.
        if app.sign_in_rate_limiter.per_minute == before.sign_in_rate_limiter.per_minute {
            app.sign_in_rate_limiter = Arc::clone(&before.sign_in_rate_limiter);
        }
        *self.0.write().unwrap_or_else(PoisonError::into_inner) = Data::new(app);
    }

    /// What the stories need at the moment.
    pub fn services(&self) -> Arc<Services> {
        Arc::clone(&self.app().services)
    }

    /// Who examines the set-up of the moment.
    pub fn doctor(&self) -> Arc<Doctor> {
        Arc::clone(&self.app().doctor)
    }

    pub(in crate::http) fn clock(&self) -> Clock {
        Arc::clone(&self.app().clock)
    }

    pub(in crate::http) fn app(&self) -> Data<App> {
        self.0.read().unwrap_or_else(PoisonError::into_inner).clone()
    }
}

/// Gives a request the app by which it is answered, whatever happens meanwhile.
pub(in crate::http) fn attach_app(request: &mut ServiceRequest) -> Option<Data<App>> {
    let app = request.app_data::<Data<LiveConfig>>()?.app();
    let mut data = Extensions::new();
    data.insert(app.clone());
    request.add_data_container(Rc::new(data));
    Some(app)
}
