//! Kaimu hangs or is down: no request reaches an application, and afterwards everything works again.

use crate::proxies::site::{Site, WIKI};
use crate::proxies::visitor::{Seen, Visitor, is_from_application};
use crate::waiting::until;

/// Asserts that neither a user who is signed in nor a stranger gets in.
async fn is_closed(visitor: &Visitor, site: &Site) {
    for visitor in [visitor, &site.visitor()] {
        let request = visitor.client.get(format!("{WIKI}/page")).timeout(site.kind.max_wait).send();
        let response = request.await.unwrap();
        assert!(response.status().is_server_error() || response.status() == 403, "{}", response.status());
        assert!(!response.text().await.unwrap().contains("sha256"));
    }
}

async fn works_again(visitor: &Visitor) {
    let page = format!("{WIKI}/page");
    until("the application answers", async || is_from_application(&visitor.page(&page).await)).await;
    assert_eq!(Seen::by(&visitor.page(&page).await).header("Remote-User"), "ada");
}

pub async fn nothing_is_open_while_kaimu_hangs(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    site.relay.hang();
    is_closed(&visitor, site).await;
    site.relay.come_back().await;
    works_again(&visitor).await;
}

pub async fn nothing_is_open_while_kaimu_is_down(site: &Site) {
    let visitor = site.signed_in("ada", &[]).await;
    site.relay.go_down().await;
    is_closed(&visitor, site).await;
    site.relay.come_back().await;
    works_again(&visitor).await;
}
