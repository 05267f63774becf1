//! `kaimu check`: finds problems before users do, and shows the URIs to register at each provider.

use std::fmt::Write;
use std::net::SocketAddr;

use clap::Args;
use tokio::runtime;
use url::Url;

use super::access;
use super::check_target::check_target;
use super::environment::system_clock;
use super::failure::{CheckFailure, Failure};
use super::findings::{print_report, write_finding};
use super::{proxy_check, trial};
use crate::config::Settings;
use crate::doctor::{CheckReport, ProviderUris};
use crate::domain::{CheckDepth, terminal_text};

/// The options of `kaimu check`.
#[derive(Args, Clone)]
pub(super) struct CheckOptions {
    /// Print JSON, for scripts
    #[arg(long)]
    json: bool,
    /// Use neither the network nor the database, for a build that checks a configuration: names the checks that were left out
    #[arg(long, conflicts_with_all = ["sign_in", "access", "application"])]
    offline: bool,
    /// Test a sign-in with this provider in your browser: shows the claims and the decision, and keeps nothing
    #[arg(long, value_name = "SLUG", conflicts_with = "json")]
    sign_in: Option<String>,
    /// Show whether a user may open an address of an application, by which rule, and with which headers
    #[arg(long, num_args = 2, value_names = ["USER", "URL"], conflicts_with_all = ["json", "sign_in"])]
    access: Option<Vec<String>>,
    /// Ask an address of an application through the reverse proxy, and show what is wrong with the proxy's set-up
    #[arg(long, value_name = "URL", conflicts_with_all = ["sign_in", "access"])]
    application: Option<Url>,
    /// Where the proxy listens, if the host name of the application does not lead there
    #[arg(long, value_name = "ADDRESS", requires = "application")]
    connect_to: Option<SocketAddr>,
}

/// Runs the checks or a test sign-in, and prints the result. Changes nothing in Kaimu.
pub(super) fn run(options: &CheckOptions, settings: &Settings) -> Result<(), Failure> {
    if let Some(slug) = &options.sign_in {
        return trial::run(slug, settings);
    }
    if let Some([user, address]) = options.access.as_deref() {
        return access::run(user, address, settings);
    }
    if let Some(url) = &options.application {
        return proxy_check::run(url, options.connect_to, options.json, settings);
    }
    let depth = if options.offline { CheckDepth::Offline } else { CheckDepth::Full };
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(CheckFailure::Runtime)?;
    let report = runtime.block_on(check_target(settings, depth).run_checks(&system_clock()));
    // Does not wait for a name resolution or a database that hangs.
    runtime.shutdown_background();
    print_report(&report, options.json, report_text)
}

/// The report for the terminal: one section for each provider and one for Kaimu itself, then the number of findings.
fn report_text(report: &CheckReport) -> String {
    let mut text = "The configuration is valid.\n".to_owned();
    for uris in &report.uris {
        text.push('\n');
        write_uris(&mut text, uris);
        let about = report.findings.iter().filter(|finding| finding.provider.as_ref() == Some(&uris.slug));
        about.for_each(|finding| write_finding(&mut text, finding));
    }
    text.push_str("\nKaimu itself\n");
    report.findings.iter().filter(|finding| finding.provider.is_none()).for_each(|it| write_finding(&mut text, it));
    let _ = write!(text, "\n{}", report.summary());
    text
}

fn write_uris(text: &mut String, uris: &ProviderUris) {
    let ProviderUris { name, redirect_uri, back_channel_logout_uri, front_channel_logout_uri, .. } = uris;
    let _ = writeln!(text, "{}: register these URIs at the provider", terminal_text(name));
    let _ = writeln!(text, "  redirect URI: {redirect_uri}");
    if let Some(uri) = &uris.post_logout_redirect_uri {
        let _ = writeln!(text, "  post-logout redirect URI, for sign-out: {uri}");
    }
    let _ = writeln!(text, "  back-channel logout URI, if the provider offers it: {back_channel_logout_uri}");
    let _ = writeln!(text, "  front-channel logout URI, if it offers only that: {front_channel_logout_uri}");
}
