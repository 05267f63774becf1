//! `kaimu check`: what is wrong with the set-up, and what to register at each provider.

use std::fmt::Write;

use clap::Args;
use tokio::runtime;

use super::operator::{say, say_json};
use super::{Failure, system_clock, trial};
use crate::config::Settings;
use crate::doctor::{Patient, Registration, Report};
use crate::domain::{DatabaseUrl, Finding, Verdict, terminal_text};
use crate::session_secret;

/// How it is asked.
#[derive(Args, Clone)]
pub(super) struct Options {
    /// Answer with JSON, for scripts
    #[arg(long)]
    json: bool,
    /// Try a sign-in with this provider in your browser: who would come in, and why; nothing stays of it
    #[arg(long, value_name = "SLUG", conflicts_with = "json")]
    sign_in: Option<String>,
}

/// Why the check came to no good end.
#[derive(Debug, thiserror::Error)]
pub enum CheckFailure {
    /// Somebody cannot sign in.
    #[error("something is broken: see {0}")]
    Broken(&'static str),
    /// No provider has this slug.
    #[error("there is no provider with the slug {slug}; there are: {known}")]
    NoProvider {
        /// Which one.
        slug: String,
        /// Which there are.
        known: String,
    },
    /// A trial sign-in needs the server's own addresses.
    #[error(
        "cannot listen on {address}: {source}; a trial sign-in comes back to Kaimu's own address, so stop the running Kaimu for as \
         long as it takes"
    )]
    Taken {
        /// Which one.
        address: std::net::SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// There is no place for a database of a trial.
    #[error("a temporary folder: {0}; set TMPDIR to a folder that can be written to")]
    Folder(std::io::Error),
    /// The provider cannot be asked.
    #[error("the sign-in cannot begin: {0}")]
    NotBegun(String),
    /// Nobody went through with it.
    #[error("nobody has come back from the provider")]
    NobodyCame,
    /// Nobody went through with it in time.
    #[error(
        "the time is up: nobody has come back from the provider within {minutes} min (sign_in.attempt_minutes); run it again, \
         and if the provider shows an error, see what `kaimu check` says"
    )]
    TimeIsUp {
        /// How long somebody had.
        minutes: u64,
    },
    /// The sign-in would be refused.
    #[error("a sign-in would be refused: see ✗ above")]
    NotAdmitted,
    /// The system gives us nothing to work with.
    #[error("the check cannot begin: {0}")]
    Runtime(std::io::Error),
}

/// Examines everything, without leaving a trace here, and prints what was found.
pub(super) fn run(options: &Options, settings: &Settings) -> Result<(), Failure> {
    if let Some(slug) = &options.sign_in {
        return trial::run(slug, settings);
    }
    let runtime = runtime::Builder::new_current_thread().enable_all().build().map_err(CheckFailure::Runtime)?;
    let report = runtime.block_on(patient(settings).examine(&system_clock()));
    // A look-up of a name, or a database, that hangs is left behind.
    runtime.shutdown_background();
    let (printed, marked) = if options.json {
        (say_json(&report.for_scripts()), "the findings with the verdict \"broken\"")
    } else {
        (say(&for_people(&report)), "✗ above")
    };
    printed.map_err(Failure::Operator)?;
    if report.verdict() == Verdict::Broken { Err(CheckFailure::Broken(marked).into()) } else { Ok(()) }
}

/// What the doctor looks at.
pub(super) fn patient(settings: &Settings) -> Patient {
    let mut secret_files = settings.secret_files.clone();
    if let (None, DatabaseUrl::Sqlite(path)) = (&settings.session_secret, &settings.database_url) {
        secret_files.push(("the session secret".to_owned(), session_secret::path_beside(path)));
    }
    Patient {
        providers: settings.providers.clone(),
        urls: settings.return_policy.urls.clone(),
        cookie_domain: settings.cookie_domain.clone(),
        database_url: settings.database_url.clone(),
        secret_files,
    }
}

fn for_people(report: &Report) -> String {
    let mut text = "The configuration is good.\n".to_owned();
    for registration in &report.registrations {
        text.push('\n');
        write_registration(&mut text, registration);
        let about = report.findings.iter().filter(|finding| finding.provider.as_ref() == Some(&registration.slug));
        about.for_each(|finding| write_finding(&mut text, finding));
    }
    text.push_str("\nKaimu itself\n");
    report.findings.iter().filter(|finding| finding.provider.is_none()).for_each(|it| write_finding(&mut text, it));
    let _ = write!(text, "\n{}", report.summary());
    text
}

fn write_registration(text: &mut String, registration: &Registration) {
    let Registration { name, redirect_uri, back_channel_logout_uri, front_channel_logout_uri, .. } = registration;
    let _ = writeln!(text, "{}: register the redirect URI {redirect_uri}", terminal_text(name));
    if let Some(uri) = &registration.post_logout_redirect_uri {
        let _ = writeln!(text, "  for sign-out, the post-logout redirect URI {uri}");
    }
    let _ = writeln!(text, "  if it offers back-channel logout, the URI {back_channel_logout_uri}");
    let _ = writeln!(text, "  or else, if it offers front-channel logout, the URI {front_channel_logout_uri}");
}

fn write_finding(text: &mut String, finding: &Finding) {
    let Finding { check, verdict, seen, remedy, .. } = finding;
    let _ = writeln!(text, "  {} {seen} ({})", verdict.mark(), check.code());
    if let Some(remedy) = remedy {
        let _ = writeln!(text, "      {remedy}");
    }
}
