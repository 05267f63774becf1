//! Whose front door this is, as people see it.

use std::str::FromStr;

use palette::color_difference::Wcag21RelativeContrast;
use palette::{FromColor, Oklch, Srgb};

/// The name, colour and logo of the pages.
#[derive(Debug, Clone)]
pub struct Branding {
    /// The product's name.
    pub name: String,
    /// The colour of buttons, links and focus; ours when `None`.
    pub accent: Option<Accent>,
    /// The picture beside the name; ours when `None`.
    pub logo: Option<Logo>,
}

/// A colour that was asked for, such as `#0f5c63`.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Accent(Srgb<f32>);

/// The text is no colour.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("expected a colour such as \"#0f5c63\"")]
pub struct InvalidAccent;

/// An accent as it can be read on certain backgrounds, and what can be read on it; each as `#rrggbb`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReadableAccent {
    /// The accent.
    pub accent: String,
    /// Text on the accent: black or white.
    pub on_accent: &'static str,
}

/// Text needs so much contrast (WCAG 2.2, success criterion 1.4.3).
const MIN_CONTRAST: f32 = 4.5;
const LIGHTNESS_STEP: f32 = 0.01;

impl Accent {
    /// Reads `#rrggbb` or `#rgb`.
    ///
    /// # Errors
    /// When the text is neither.
    pub fn parse(text: &str) -> Result<Self, InvalidAccent> {
        let colour = Some(text).filter(|text| text.starts_with('#')).and_then(|text| Srgb::from_str(text).ok());
        colour.map(|colour: Srgb<u8>| Self(colour.into_format())).ok_or(InvalidAccent)
    }

    /// The nearest shade that can be read as text on each of these backgrounds (`#rrggbb`): darker on light ones, lighter
    /// on dark ones, so that no choice of an operator makes a page unreadable.
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
            // As the browser will show it: in the range of a screen, and to eight bits.
            colour = Srgb::from_color(shade).into_format::<u8>().into_format();
        }
        let (black, white) = (Srgb::new(0.0, 0.0, 0.0), Srgb::new(1.0, 1.0, 1.0));
        let on_accent =
            if colour.relative_contrast(white) >= colour.relative_contrast(black) { "#ffffff" } else { "#000000" };
        ReadableAccent { accent: format!("#{:x}", colour.into_format::<u8>()), on_accent }
    }
}

/// A picture that we serve ourselves.
#[derive(Clone)]
pub struct Logo {
    /// The file's content.
    pub bytes: Vec<u8>,
    /// What the content is.
    pub kind: LogoKind,
}

/// The kinds of pictures that every browser shows.
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

/// The file is no [`Logo`].
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum InvalidLogo {
    /// It would make every page heavy.
    #[error("is larger than 64 KiB; use a smaller picture")]
    TooLarge,
    /// Browsers would not show it.
    #[error("is no SVG, PNG, JPEG or WebP picture")]
    UnknownKind,
}

impl Logo {
    /// The most that a file may weigh.
    pub const MAX_BYTES: usize = 64 * 1024;

    /// Takes the content of a file. What it is, is told by the content, not by a name.
    ///
    /// # Errors
    /// When it is too large, or no picture that browsers show.
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
    fn a_colour_that_can_be_read_stays_as_it_is() {
        let readable = Accent::parse("#0f5c63").unwrap().readable_on(&LIGHT);
        assert_eq!(readable, ReadableAccent { accent: "#0f5c63".to_owned(), on_accent: "#ffffff" });
        assert_eq!(Accent::parse("#7fd0d3").unwrap().readable_on(&DARK).accent, "#7fd0d3");
    }

    #[test]
    fn any_other_becomes_one_that_can() {
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
    fn what_is_no_colour_is_refused() {
        for text in ["", "teal", "0f5c63", "#0f5c6", "#12345g", "#0f5c63;}", "rgb(0,0,0)"] {
            assert_eq!(Accent::parse(text), Err(InvalidAccent), "{text}");
        }
    }

    #[test]
    fn a_logo_is_known_by_its_content_and_small() {
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
