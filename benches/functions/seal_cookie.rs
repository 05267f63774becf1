//! Seals the cookie of a sign-in attempt.

use std::hint::black_box;
use std::time::Duration;

use chrono::DateTime;
use criterion::Criterion;
use kaimu::domain::{AuthorizationSecrets, Purpose, ReturnTo, SessionSecrets, Slug};
use kaimu::flow::attempt::Attempt;
use kaimu::flow::random;
use kaimu::http::{CookieSettings, pending_cookie};

pub(super) fn measure(criterion: &mut Criterion) {
    let settings = CookieSettings::new(&SessionSecrets::only(random::secret()), true, Duration::from_hours(12));
    let attempt = Attempt {
        provider: Slug::parse("okta").unwrap(),
        secrets: AuthorizationSecrets {
            state: random::secret(),
            nonce: random::secret(),
            code_verifier: random::secret(),
        },
        purpose: Purpose::SignIn,
        return_to: ReturnTo::Dashboard,
        started_at: DateTime::UNIX_EPOCH,
        repeats: None,
    };
    criterion
        .bench_function("seal a cookie", |bencher| bencher.iter(|| pending_cookie(&settings, black_box(&attempt))));
}
