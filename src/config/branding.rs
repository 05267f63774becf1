//! The `branding` section: whose front door people see.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::keys;
use super::problem::{Noted, Report};
use super::read;
use super::source::{Given, Sources};
use crate::domain::{Accent, Branding, Logo};

/// Reads the section, and the file of the logo.
pub(super) fn read(sources: &Sources, report: &mut Report) -> Result<Branding, Noted> {
    let name = sources.read(&keys::BRANDING_NAME, "Kaimu".to_owned(), report, |given| read::name(read::text(given)?));
    let accent = sources.read(&keys::BRANDING_ACCENT, None, report, |given| {
        Accent::parse(read::text(given)?).map(Some).map_err(|error| error.to_string())
    });
    let logo = sources.read(&keys::BRANDING_LOGO, None, report, |given| logo(given).map(Some));
    Ok(Branding { name: name?, accent: accent?, logo: logo? })
}

fn logo(given: &Given) -> Result<Logo, String> {
    let path = Path::new(read::text(given)?);
    let name = read::file_name(path);
    let mut bytes = Vec::new();
    // No more than what tells that it is too large: it may be a film.
    let most = Logo::MAX_BYTES as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| format!("cannot read {name}: {error}"))?;
    Logo::read(bytes).map_err(|error| format!("{name} {error}"))
}
