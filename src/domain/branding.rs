//! The branding of the pages: name, accent colour, logo and contact.

use std::str::FromStr;

use palette::color_difference::Wcag21RelativeContrast;
use palette::{FromColor, Oklch, Srgb};

use super::contact::Contact;

/// The name, colour, logo and contact of the pages.
#[derive(Debug, Clone)]
pub struct Branding {
    /// The name of the product.
    pub name: String,
    /// The colour of buttons, links and focus; Kaimu's own if `None`.
    pub accent: Option<Accent>,
    /// The picture beside the name; Kaimu's own if `None`.
    pub logo: Option<Logo>,
    /// How users reach the administrator; shown with refusals and errors.
    pub contact: Option<Contact>,
}

/// A configured colour, such as `#0f5c63`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accent(Srgb<f32>);

/// The text is not a colour.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected a colour such as \"#0f5c63\"")]
pub struct InvalidAccent;

/// An accent colour with enough contrast to its backgrounds, and the colour of text on it; each as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadableAccent {
    /// The accent colour.
    pub accent: String,
    /// The colour of text on the accent: black or white.
    pub on_accent: &'static str,
}

/// The contrast ratio that text needs (WCAG 2.2, success criterion 1.4.3).
const MIN_CONTRAST: f32 = 4.5;
/// How much one step of [`Accent::readable_on`] changes the lightness, which is between 0 and 1.
const LIGHTNESS_STEP: f32 = 0.01;

impl Accent {
    /// Reads `#rrggbb` or `#rgb`.
    pub fn parse(text: &str) -> Result<Self, InvalidAccent> {
        let colour = Some(text).filter(|text| text.starts_with('#')).and_then(|text| Srgb::from_str(text).ok());
        colour.map(|colour: Srgb<u8>| Self(colour.into_format())).ok_or(InvalidAccent)
    }

    /// The nearest shade with enough contrast to each of these backgrounds (`#rrggbb`): darker on light backgrounds,
    /// lighter on dark ones. No configured colour can make a page unreadable.
    #[must_use]
    pub fn readable_on(self, backgrounds: &[&str]) -> ReadableAccent {
        let backgrounds: Vec<Srgb<f32>> =
            backgrounds.iter().filter_map(|text| Self::parse(text).ok()).map(|it| it.0).collect();
        let are_light = backgrounds.iter().all(|background| Oklch::from_color(*background).l > 0.5);
        let step = if are_light { -LIGHTNESS_STEP } else { LIGHTNESS_STEP };
        let mut shade = Oklch::from_color(self.0);
        let mut colour = self.0;
        while !backgrounds.iter().all(|background| colour.relative_contrast(*background) >= MIN_CONTRAST)
            && (0.0..=1.0).contains(&shade.l)
        {
            shade.l += step;
            // The colour that the browser shows: within the sRGB range, with eight bits for each channel.
            colour = Srgb::from_color(shade).into_format::<u8>().into_format();
        }
        let (black, white) = (Srgb::new(0.0, 0.0, 0.0), Srgb::new(1.0, 1.0, 1.0));
        let on_accent =
            if colour.relative_contrast(white) >= colour.relative_contrast(black) { "#ffffff" } else { "#000000" };
        ReadableAccent { accent: format!("#{:x}", colour.into_format::<u8>()), on_accent }
    }
}

/// A logo, which Kaimu serves itself.
#[derive(Clone)]
pub struct Logo {
    /// The content of the file.
    pub bytes: Vec<u8>,
    /// The format of the picture.
    pub kind: LogoKind,
}

/// The picture formats that all browsers show.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum LogoKind {
    /// Scalable Vector Graphics.
    Svg,
    /// Portable Network Graphics.
    Png,
    /// JPEG.
    Jpeg,
    /// WebP.
    Webp,
}

/// The file is not a valid [`Logo`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidLogo {
    /// It is larger than [`Logo::MAX_BYTES`], which would slow down every page.
    #[error("is larger than {} KiB; use a smaller picture", Logo::MAX_BYTES / 1024)]
    TooLarge,
    /// It has a format that some browsers do not show.
    #[error("is not an SVG, PNG, JPEG or WebP picture")]
    UnknownKind,
}

impl Logo {
    /// The largest size of a file.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Reads the content of a file. The content decides the format, not the name of the file.
    pub fn read(bytes: Vec<u8>) -> Result<Self, InvalidLogo> {
        if bytes.len() > Self::MAX_BYTES {
            return Err(InvalidLogo::TooLarge);
        }
        let kind = match bytes.as_slice() {
            [0x89, b'P', b'N', b'G', ..] => LogoKind::Png,
            [0xff, 0xd8, 0xff, ..] => LogoKind::Jpeg,
            [b'R', b'I', b'F', b'F', _, _, _, _, b'W', b'E', b'B', b'P', ..] => LogoKind::Webp,
            text if std::str::from_utf8(text).is_ok_and(|text| text.contains("<svg")) => LogoKind::Svg,
            _ => return Err(InvalidLogo::UnknownKind),
        };
        Ok(Self { bytes, kind })
    }
}

impl std::fmt::Debug for Logo {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Logo({:?}, {} bytes)", self.kind, self.bytes.len())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT: [&str; 2] = ["#ffffff", "#eef4f4"];
    const DARK: [&str; 2] = ["#1b2326", "#243033"];

    #[test]
    fn a_readable_colour_does_not_change() {
        let readable = Accent::parse("#0f5c63").unwrap().readable_on(&LIGHT);
        assert_eq!(readable, ReadableAccent { accent: "#0f5c63".to_owned(), on_accent: "#ffffff" });
        assert_eq!(Accent::parse("#7fd0d3").unwrap().readable_on(&DARK).accent, "#7fd0d3");
    }

    #[test]
    fn an_unreadable_colour_becomes_a_readable_shade() {
        for text in ["#ffff00", "#fff", "#000000", "#ff0000", "#00f", "#777777", "#f5a9b8", "#13294b"] {
            for backgrounds in [LIGHT, DARK] {
                let readable = Accent::parse(text).unwrap().readable_on(&backgrounds);
                let shown = Accent::parse(&readable.accent).unwrap().0;
                for background in backgrounds.into_iter().chain([readable.on_accent]) {
                    let contrast = shown.relative_contrast(Accent::parse(background).unwrap().0);
                    assert!(contrast >= MIN_CONTRAST, "{text} as {} on {background}: {contrast}", readable.accent);
                }
            }
        }
    }

    #[test]
    fn a_text_that_is_not_a_colour_is_refused() {
        for text in ["", "teal", "0f5c63", "#0f5c6", "#12345g", "#0f5c63;}", "rgb(0,0,0)"] {
            assert_eq!(Accent::parse(text), Err(InvalidAccent), "{text}");
        }
    }

    #[test]
    fn the_content_of_a_logo_decides_its_format_and_its_size_is_limited() {
        let kind = |bytes: &[u8]| Logo::read(bytes.to_vec()).map(|logo| logo.kind);
        assert_eq!(kind(b"\x89PNG\r\n"), Ok(LogoKind::Png));
        assert_eq!(kind(b"\xff\xd8\xff\xe0"), Ok(LogoKind::Jpeg));
        assert_eq!(kind(b"RIFF\x10\0\0\0WEBPVP8 "), Ok(LogoKind::Webp));
        assert_eq!(kind(b"<?xml version='1.0'?><svg xmlns='http://www.w3.org/2000/svg'/>"), Ok(LogoKind::Svg));
        for other in [&b""[..], b"<html>", b"GIF89a", b"\xff\xfe<svg"] {
            assert_eq!(kind(other), Err(InvalidLogo::UnknownKind));
        }
        assert_eq!(kind(&vec![b' '; Logo::MAX_BYTES + 1]), Err(InvalidLogo::TooLarge));
    }
}
