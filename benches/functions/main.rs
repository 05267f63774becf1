//! The cost of single functions, measured by Criterion: `cargo bench --bench functions`. `docs/performance.md` has the figures.

#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a benchmark fails by panicking")]

mod application_rules;
mod id_token;
mod seal_cookie;
mod sign_in_page;

use criterion::Criterion;

fn main() {
    let mut criterion = Criterion::default().configure_from_args();
    seal_cookie::measure(&mut criterion);
    id_token::measure(&mut criterion);
    sign_in_page::measure(&mut criterion);
    application_rules::measure(&mut criterion);
    criterion.final_summary();
}
