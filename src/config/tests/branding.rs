use super::*;
use crate::domain::LogoKind;

#[test]
fn a_front_door_has_a_name_a_colour_and_a_logo() {
    let folder = tempfile::tempdir().unwrap();
    let logo = written(folder.path(), "logo", b"\x89PNG\r\n");
    let file = format!("[branding]\nname = \"Ada & Sons\"\naccent = \"#0f5c63\"\nlogo = \"{}\"", logo.display());
    let branding = loaded(&file, &[]).unwrap().branding;
    assert_eq!(branding.name, "Ada & Sons");
    assert!(branding.accent.is_some());
    assert_eq!(branding.logo.unwrap().kind, LogoKind::Png);

    let branding = loaded("", &[]).unwrap().branding;
    assert_eq!((branding.name.as_str(), branding.accent), ("Kaimu", None));
    assert!(branding.logo.is_none());
}

#[test]
fn what_is_wrong_with_the_branding_is_said() {
    let folder = tempfile::tempdir().unwrap();
    let large = written(folder.path(), "large", &vec![b' '; 65 * 1024]);
    let other = written(folder.path(), "other", b"GIF89a");
    let logo = |path: &Path| format!("[branding]\nlogo = \"{}\"", path.display());
    refused_with("[branding]\nname = \" \"", &[], &["branding.name", "at most 64 characters"]);
    refused_with("[branding]\naccent = \"teal\"", &[], &["branding.accent", "#0f5c63"]);
    refused_with(&logo(&large), &[], &["branding.logo", "larger than 64 KiB"]);
    refused_with(&logo(&other), &[], &["branding.logo", "SVG, PNG, JPEG or WebP"]);
    refused_with(&logo(&folder.path().join("none")), &[], &["branding.logo", "cannot read"]);
    refused_with("[branding]\ncolor = \"#fff\"", &[], &["branding.color", "nearest"]);
}
