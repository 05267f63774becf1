//! Headers of reverse proxies that a client has written.

use reqwest::StatusCode;

use crate::browser::Browser;
use crate::catalogue::World;

/// The status of a sign-in start with these forwarded headers, which 127.0.0.1 may set.
async fn start(world: &World, headers: &[(&str, &str)]) -> StatusCode {
    Browser::new().request("GET", world.sign_in_url(), headers, "").await.status
}

fn behind_a_proxy(forwarded: &'static str) -> World {
    World::with(|setup| {
        setup
            .set("KAIMU_SERVER__TRUSTED_PROXIES", "127.0.0.1")
            .set("KAIMU_SERVER__FORWARDED", forwarded)
            .set(crate::app::STARTS_PER_MINUTE, "1")
    })
}

#[tokio::test(flavor = "multi_thread")]
async fn an_address_in_the_family_of_headers_that_the_proxy_does_not_set_bypasses_no_limit() {
    // The proxy sets one header. The client has written the other one, which the proxy passes on.
    let world = behind_a_proxy("x-forwarded");
    let mut statuses = Vec::new();
    for made_up in ["for=198.51.100.1", "for=198.51.100.2"] {
        statuses.push(start(&world, &[("x-forwarded-for", "192.0.2.1"), ("forwarded", made_up)]).await);
    }
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS]);
    let world = behind_a_proxy("rfc7239");
    let mut statuses = Vec::new();
    for made_up in ["198.51.100.1", "198.51.100.2"] {
        statuses.push(start(&world, &[("x-forwarded-for", made_up), ("forwarded", "for=192.0.2.1")]).await);
    }
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS]);
    assert_eq!(start(&world, &[("forwarded", "for=\"[2001:db8::1]:4711\"")]).await, StatusCode::SEE_OTHER);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_open_quote_of_the_client_in_the_header_forwarded_makes_no_address() {
    let world = behind_a_proxy("rfc7239");
    let mut statuses = Vec::new();
    for made_up in ["198.51.100.1", "198.51.100.2"] {
        let header = format!("for={made_up};x=\", for=\"[2001:db8::1]\"");
        statuses.push(start(&world, &[("forwarded", &header)]).await);
    }
    assert_eq!(statuses, [StatusCode::SEE_OTHER, StatusCode::TOO_MANY_REQUESTS], "both are the proxy itself");
}
