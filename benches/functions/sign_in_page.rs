//! Renders the sign-in page, within all middleware and without a network.

use std::collections::BTreeMap;
use std::sync::Arc;

use actix_web::dev::Service;
use actix_web::http::StatusCode;
use actix_web::http::header::HOST;
use actix_web::rt::System;
use actix_web::test::{TestRequest, init_service};
use actix_web::web::Data;
use chrono::DateTime;
use criterion::Criterion;
use kaimu::http::application;
use serde_json::{Value, json};

pub(super) fn measure(criterion: &mut Criterion) {
    let folder = tempfile::tempdir().unwrap();
    // No server listens there: the page waits for no provider.
    let provider = |slug: &str| json!({ "name": slug, "slug": slug, "issuer_url": "http://127.0.0.1:9", "client_id": "kaimu", "client_secret": "a" });
    let environment = BTreeMap::from([
        ("DATABASE_URL", format!("sqlite://{}/kaimu.db", folder.path().display())),
        ("SESSION_SECRET", "a secret of the benchmarks, which is long enough".to_owned()),
        ("OIDC_BASE_URL", "http://localhost:3000".to_owned()),
        ("OIDC_FRONTEND_URL", "http://localhost:3000".to_owned()),
        ("OIDC_PROVIDERS", Value::from(["okta", "google", "keycloak"].map(provider).to_vec()).to_string()),
    ]);
    let environment = environment.into_iter().map(|(name, value)| (name.to_owned(), value)).collect();
    let settings = kaimu::config::load(None, &environment).unwrap();
    // The page says "unavailable" of none of them, since no time passes.
    let live_config = kaimu::cli::assemble(settings, Arc::new(|| DateTime::UNIX_EPOCH)).unwrap();
    let system = System::new();
    let service = system.block_on(init_service(application(&Data::from(live_config))));
    criterion.bench_function("the sign-in page", |bencher| {
        bencher.iter(|| {
            let request = TestRequest::get().uri("/login").insert_header((HOST, "localhost:3000")).to_request();
            let response = system.block_on(service.call(request)).unwrap();
            assert_eq!(response.status(), StatusCode::OK);
            response
        });
    });
}
