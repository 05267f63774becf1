//! `kaimu check --application`: what is wrong with the set-up of the reverse proxy.

use std::net::SocketAddr;

use url::Url;

use super::environment::system_clock;
use super::failure::{CheckFailure, Failure};
use super::findings::{print_report, write_finding};
use super::on_store::on_store;
use crate::config::Settings;
use crate::doctor::{CheckReport, ProxyTarget, check_proxy};
use crate::domain::RequestContext;
use crate::store::Store;

/// Asks the address through the proxy, while the server runs, and prints the findings.
pub(super) fn run(
    url: &Url,
    connect_to: Option<SocketAddr>,
    as_json: bool,
    settings: &Settings,
) -> Result<(), Failure> {
    let found = settings.applications.of_url(url).ok_or(CheckFailure::NoApplication)?;
    let report = on_store(settings, async |store: Store, _: RequestContext| {
        let application = found.application;
        check_proxy(&ProxyTarget { url, application, connect_to, store, clock: system_clock() }).await
    })?;
    print_report(&report, as_json, |report| report_text(url, report))
}

fn report_text(url: &Url, report: &CheckReport) -> String {
    let mut text = format!("{url}, as the reverse proxy serves it\n");
    report.findings.iter().for_each(|finding| write_finding(&mut text, finding));
    text + "\n" + &report.summary()
}
