//! The `branding` section: name, accent colour, logo and contact of the pages.

use std::fs::File;
use std::io::Read;
use std::path::Path;

use super::diagnostics::{Diagnostics, Reported};
use super::raw_value::RawValue;
use super::sources::Sources;
use super::{keys, parse, referenced_file};
use crate::domain::{Accent, Branding, Contact, Logo};

const DEFAULT_NAME: &str = "Kaimu";

/// Reads the section, and the logo's file.
pub(super) fn read(sources: &Sources, diagnostics: &mut Diagnostics) -> Result<Branding, Reported> {
    let name = sources.read(&keys::BRANDING_NAME, DEFAULT_NAME.to_owned(), diagnostics, |raw| {
        parse::display_name(parse::string(raw)?)
    });
    let accent = sources.read(&keys::BRANDING_ACCENT, None, diagnostics, |raw| {
        Accent::parse(parse::string(raw)?).map(Some).map_err(|error| error.to_string())
    });
    let logo = sources.read(&keys::BRANDING_LOGO, None, diagnostics, |raw| logo(raw).map(Some));
    let contact = sources.read(&keys::BRANDING_CONTACT, None, diagnostics, |raw| {
        Contact::parse(parse::string(raw)?).map(Some).map_err(|error| error.to_string())
    });
    Ok(Branding { name: name?, accent: accent?, logo: logo?, contact: contact? })
}

fn logo(raw: &RawValue) -> Result<Logo, String> {
    let path = Path::new(parse::string(raw)?);
    let name = referenced_file::display_path(path);
    let mut bytes = Vec::new();
    // One byte over the limit is enough to refuse a file of any size without reading all of it.
    let limit = Logo::MAX_BYTES as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(limit).read_to_end(&mut bytes));
    read.map_err(|error| referenced_file::cannot_read(&name, &error))?;
    Logo::read(bytes).map_err(|error| format!("{name} {error}"))
}
