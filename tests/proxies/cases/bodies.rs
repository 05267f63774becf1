//! Requests and answers with bodies, and connections that stay open.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use ring::digest::{SHA256, digest};

use crate::proxies::application::{FILE, FILE_TAG};
use crate::proxies::raw;
use crate::proxies::site::{Site, WIKI};
use crate::proxies::visitor::Seen;

pub async fn a_web_socket_opens_for_users_who_are_signed_in(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let (status, _) = raw::web_socket(site, "wiki.example.org", "").await;
    assert_eq!(status, 401, "signed out");
    let opened = raw::web_socket(site, "wiki.example.org", &visitor.cookies(WIKI)).await;
    assert_eq!(opened, (101, "hello".to_owned()));
}

async fn arrives(site: &Site, method: &str, body: Vec<u8>) {
    let visitor = site.signed_in("ada", &[]).await;
    let (length, hash) = (body.len(), STANDARD.encode(digest(&SHA256, &body)));
    let headers = [("Content-Type", "application/octet-stream"), ("Origin", WIKI), ("Sec-Fetch-Site", "same-origin")];
    let seen = Seen::by(&visitor.send(method, &format!("{WIKI}/upload"), &headers, body).await);
    assert_eq!(
        (&seen.0["method"], &seen.0["length"], &seen.0["sha256"]),
        (&method.into(), &length.into(), &hash.into())
    );
    assert_eq!(seen.header("Remote-User"), "ada");
}

pub async fn the_body_of_a_post_arrives(site: &Site) {
    arrives(site, "POST", b"name=value&other=\0\xff".to_vec()).await;
    arrives(site, "DELETE", Vec::new()).await;
}

pub async fn an_upload_of_40_mib_arrives(site: &Site) {
    let pattern: Vec<u8> = (0..=255).collect();
    arrives(site, "PUT", pattern.repeat(40 * 4096)).await;
}

pub async fn server_sent_events_arrive_at_once(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    // Browsers accept compressed events.
    let request = visitor.client.get(format!("{WIKI}/events")).header("Accept", "text/event-stream");
    let request = request.header("Accept-Encoding", "gzip").timeout(Duration::from_secs(10));
    let mut response = request.send().await.unwrap();
    let mut text = String::new();
    for (event, expected) in ["data: first\n\n", "data: first\n\ndata: second\n\n"].into_iter().enumerate() {
        while text.len() < expected.len() {
            let chunk = tokio::time::timeout(Duration::from_secs(5), response.chunk()).await;
            let chunk = chunk.unwrap_or_else(|_| panic!("event {event} does not arrive, only {text:?}"));
            text += &String::from_utf8_lossy(&chunk.unwrap().expect("the stream is open"));
        }
        assert_eq!(text, expected);
        site.applications.send_next_event();
    }
}

pub async fn conditional_and_range_requests_reach_the_application(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    let url = format!("{WIKI}/file");
    let whole = visitor.get(&url).await;
    assert_eq!((whole.status.as_u16(), whole.body.as_str(), whole.header("etag")), (200, FILE, FILE_TAG));
    let unchanged = visitor.send("GET", &url, &[("If-None-Match", FILE_TAG)], Vec::new()).await;
    assert_eq!((unchanged.status.as_u16(), unchanged.body.as_str()), (304, ""));
    let part = visitor.send("GET", &url, &[("Range", "bytes=2-4")], Vec::new()).await;
    assert_eq!((part.status.as_u16(), part.body.as_str()), (206, &FILE[2..=4]));
    assert_eq!(part.header("content-range"), "bytes 2-4/10");
    // Verify must not answer such a request of a stranger with 304 or 206 either.
    for header in [("If-None-Match", "*"), ("Range", "bytes=2-4")] {
        assert_eq!(site.visitor().send("GET", &url, &[header], Vec::new()).await.status, 401, "{header:?}");
    }
}
