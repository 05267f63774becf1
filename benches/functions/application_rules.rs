//! Finds the application of a request among many, and decides by its rules.

use std::hint::black_box;

use chrono::DateTime;
use criterion::{BenchmarkId, Criterion};
use kaimu::domain::{
    AccessRequest, AccessRule, Allow, Application, ApplicationUrl, Applications, CrossOrigin, IdentityHeaders,
    RequestPath, RulePath, StrengthRules,
};
use url::Url;

const COUNTS: [usize; 2] = [10, 1000];

pub(super) fn measure(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("decide about a request to an application");
    for count in COUNTS {
        let one = Applications::new(vec![application(0, count)]);
        group.bench_with_input(BenchmarkId::new("with so many rules", count), &one, |bencher, applications| {
            bencher.iter(|| decide(applications, "app-0.example.org"));
        });
    }
    for count in COUNTS {
        let all = Applications::new((0..count).map(|number| application(number, 10)).collect());
        let last = format!("app-{}.example.org", count - 1);
        group.bench_with_input(BenchmarkId::new("among so many applications", count), &all, |bencher, applications| {
            bencher.iter(|| decide(applications, &last));
        });
    }
    group.finish();
}

fn decide(applications: &Applications, host: &str) -> bool {
    let path = RequestPath::parse(black_box(b"/documents/2026/report.pdf?page=3")).unwrap();
    let found = applications.find(black_box(host), None, &path).unwrap();
    let request = AccessRequest { method: "GET", path: &path, client: None };
    let (access, _) = found.application.decide(&request, None, DateTime::UNIX_EPOCH);
    access == kaimu::domain::Access::SignInNeeded
}

/// An application none of whose rules is about the request, so that all are compared.
fn application(number: usize, rules: usize) -> Application {
    let url = Url::parse(&format!("https://app-{number}.example.org")).unwrap();
    Application {
        name: format!("Application {number}"),
        urls: vec![ApplicationUrl::new(&url).unwrap()],
        allow: Allow::SignedIn,
        rules: (0..rules).map(rule).collect(),
        preflight: false,
        tokens: false,
        cross_origin: CrossOrigin::Refuse,
        headers: IdentityHeaders::default(),
        icon: None,
        hidden: false,
        logout_url: None,
    }
}

fn rule(number: usize) -> AccessRule {
    AccessRule {
        path: Some(RulePath::new(&format!("/part-{number}"), false)),
        methods: Vec::new(),
        networks: Vec::new(),
        tokens: false,
        allow: Allow::Nobody,
        require: StrengthRules::default(),
    }
}
