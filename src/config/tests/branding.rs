//! The `branding` section.

use super::*;
use crate::domain::LogoKind;

#[test]
fn branding_has_a_name_an_accent_colour_a_logo_and_a_contact() {
    let folder = tempfile::tempdir().unwrap();
    let logo = written(folder.path(), "logo", b"\x89PNG\r\n");
    let file = format!("[branding]\nname = \"Ada & Sons\"\naccent = \"#0f5c63\"\nlogo = \"{}\"", logo.display());
    let branding = loaded(&file, &[]).unwrap().branding;
    assert_eq!(branding.name, "Ada & Sons");
    assert!(branding.accent.is_some());
    assert_eq!(branding.logo.unwrap().kind, LogoKind::Png);

    let contact = loaded("[branding]\ncontact = \"help@example.org\"", &[]).unwrap().branding.contact.unwrap();
    assert_eq!((contact.text(), contact.link()), ("help@example.org", Some("mailto:help@example.org")));

    let branding = loaded("", &[]).unwrap().branding;
    assert!(branding.contact.is_none());
    assert_eq!((branding.name.as_str(), branding.accent), ("Kaimu", None));
    assert!(branding.logo.is_none());
}

#[test]
fn invalid_branding_is_reported() {
    let folder = tempfile::tempdir().unwrap();
    let large = written(folder.path(), "large", &vec![b' '; 65 * 1024]);
    let other = written(folder.path(), "other", b"GIF89a");
    let logo = |path: &Path| format!("[branding]\nlogo = \"{}\"", path.display());
    assert_problem("[branding]\nname = \"\"", &[], &["branding.name", "1 to 64 characters"]);
    assert_problem("[branding]\ncontact = \"\"", &[], &["branding.contact", "1 to 200 characters"]);
    assert_problem("[branding]\naccent = \"teal\"", &[], &["branding.accent", "#0f5c63"]);
    assert_problem(&logo(&large), &[], &["branding.logo", "larger than 64 KiB"]);
    assert_problem(&logo(&other), &[], &["branding.logo", "SVG, PNG, JPEG or WebP"]);
    assert_problem(&logo(&folder.path().join("none")), &[], &["branding.logo", "cannot read"]);
    assert_problem("[branding]\ncolor = \"#fff\"", &[], &["branding.color", "did you mean"]);
}
