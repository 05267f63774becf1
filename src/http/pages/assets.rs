//! Static files: part of the binary, or the operator's logo, under names that carry a hash of their content, so that
//! browsers may keep them.

use std::collections::HashMap;

use actix_web::web::Bytes;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::domain::{Accent, Branding, LogoKind};

/// The static files of the binary.
#[derive(RustEmbed)]
#[folder = "static"]
pub(super) struct EmbeddedFiles;

/// What the accent is read on, in `static/kaimu.css`: cards, pages, hovered buttons and refusals; light, then dark.
const BACKGROUNDS: [[&str; 4]; 2] =
    [["#ffffff", "#f4f2ee", "#eef4f4", "#fdf1ed"], ["#1b2326", "#12181a", "#243033", "#33211c"]];

/// How this front door looks.
pub(in crate::http) struct Appearance {
    /// The product's name.
    pub(in crate::http) name: String,
    pub(in crate::http) assets: Assets,
}

/// Every file that we serve.
pub(in crate::http) struct Assets {
    /// The logo, by its plain name.
    pub(in crate::http) logo: &'static str,
    /// `kaimu.css` → `kaimu.1a2b3c4d.css`.
    names: HashMap<String, String>,
    /// `kaimu.1a2b3c4d.css` → the file.
    files: HashMap<String, StaticFile>,
}

pub(in crate::http) struct StaticFile {
    pub(in crate::http) content_type: &'static str,
    pub(in crate::http) content: Bytes,
}

impl Assets {
    /// Kaimu's.
    pub(in crate::http) const DEFAULT_LOGO: &str = "kaimu.svg";

    /// The files of the binary, and what the branding brings along.
    pub(in crate::http) fn new(branding: &Branding) -> Self {
        let mut assets = Self { logo: Self::DEFAULT_LOGO, names: HashMap::new(), files: HashMap::new() };
        for name in ["kaimu.css", Self::DEFAULT_LOGO, "repost.js"] {
            assets.add(name, EmbeddedFiles::get(name).map(|file| file.data.into_owned()).unwrap_or_default());
        }
        if let Some(accent) = branding.accent {
            assets.add("accent.css", accent_css(accent).into());
        }
        if let Some(logo) = &branding.logo {
            assets.logo = match logo.kind {
                LogoKind::Svg => "logo.svg",
                LogoKind::Png => "logo.png",
                LogoKind::Jpeg => "logo.jpg",
                LogoKind::Webp => "logo.webp",
            };
            assets.add(assets.logo, logo.bytes.clone());
        }
        assets
    }

    /// The address of a file, if there is one of this name.
    pub(in crate::http) fn path(&self, name: &str) -> Option<String> {
        self.names.get(name).map(|hashed| format!("/static/{hashed}"))
    }

    /// The file under this hashed name.
    pub(in crate::http) fn file(&self, hashed: &str) -> Option<&StaticFile> {
        self.files.get(hashed)
    }

    fn add(&mut self, name: &str, content: Vec<u8>) {
        let (stem, extension) = name.rsplit_once('.').unwrap_or((name, ""));
        let content_type = match extension {
            "css" => "text/css; charset=utf-8",
            "js" => "text/javascript; charset=utf-8",
            "svg" => "image/svg+xml",
            "png" => "image/png",
            "jpg" => "image/jpeg",
            "webp" => "image/webp",
            _ => "application/octet-stream",
        };
        let [a, b, c, d, ..] = <[u8; 32]>::from(Sha256::digest(&content));
        let hashed = format!("{stem}.{:08x}.{extension}", u32::from_be_bytes([a, b, c, d]));
        self.names.insert(name.to_owned(), hashed.clone());
        self.files.insert(hashed, StaticFile { content_type, content: content.into() });
    }
}

/// The accent in the place of ours; the nearest shade of it where the very one could not be read.
fn accent_css(accent: Accent) -> String {
    let [light, dark] = BACKGROUNDS.map(|backgrounds| {
        let readable = accent.readable_on(&backgrounds);
        format!(":root {{ --accent: {}; --on-accent: {} }}", readable.accent, readable.on_accent)
    });
    format!("{light}\n@media (prefers-color-scheme: dark) {{ {dark} }}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_accent_is_read_on_the_backgrounds_of_the_style_sheet() {
        let css = String::from_utf8(EmbeddedFiles::get("kaimu.css").unwrap().data.into_owned()).unwrap();
        let (light, dark) = css.split_once("prefers-color-scheme: dark").unwrap();
        for (part, backgrounds) in [light, dark].into_iter().zip(BACKGROUNDS) {
            for (name, colour) in ["card", "page", "hover", "refused-page"].into_iter().zip(backgrounds) {
                assert!(part.contains(&format!("--{name}: {colour};")), "--{name}: {colour}");
            }
        }
    }
}
