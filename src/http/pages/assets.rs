//! The static files: embedded ones, and those of the branding. Their names contain a hash, so that browsers can cache
//! them.

use std::collections::HashMap;

use actix_web::web::Bytes;
use base64::Engine;
use base64::engine::general_purpose::STANDARD;
use rust_embed::RustEmbed;
use sha2::{Digest, Sha256};

use crate::domain::{Accent, Branding, Contact, LogoKind};

/// The files that are embedded in the binary.
#[derive(RustEmbed)]
#[folder = "static"]
pub(super) struct EmbeddedFiles;

/// The backgrounds behind the accent colour in `static/kaimu.css`: cards, pages, hovered buttons and refusals; light,
/// then dark.
const BACKGROUNDS: [[&str; 4]; 2] =
    [["#ffffff", "#f4f2ee", "#eef4f4", "#fdf1ed"], ["#1b2326", "#12181a", "#243033", "#33211c"]];

/// The product name, the contact, the style and the logo of the pages.
pub(in crate::http) struct Appearance {
    /// The product name.
    pub(in crate::http) name: String,
    /// How users reach the administrator.
    pub(in crate::http) contact: Option<Contact>,
    pub(in crate::http) assets: Assets,
}

/// All files that are served.
pub(in crate::http) struct Assets {
    /// The name of the logo, without the hash.
    pub(super) logo: &'static str,
    pub(super) inline: InlineAssets,
    /// `kaimu.css` → `kaimu.1a2b3c4d.css`.
    names: HashMap<String, String>,
    /// `kaimu.1a2b3c4d.css` → the file.
    files: HashMap<String, StaticFile>,
}

/// What pages on the hosts of applications have inline.
#[derive(Default)]
pub(super) struct InlineAssets {
    pub(super) style: String,
    pub(super) script: String,
    /// The logo as a `data:` URL (RFC 2397), if it is small.
    pub(super) logo: Option<String>,
    /// The content security policy (CSP Level 3, section 2.3.1: hashes).
    pub(super) policy: String,
}

impl InlineAssets {
    /// The largest logo that every such page contains.
    const MAX_LOGO_BYTES: usize = 8 * 1024;

    fn new(style: String, script: String, logo: Option<&StaticFile>) -> Self {
        let logo = logo.filter(|file| file.content.len() <= Self::MAX_LOGO_BYTES);
        let logo = logo.map(|file| format!("data:{};base64,{}", file.content_type, STANDARD.encode(&file.content)));
        let hash = |text: &str| STANDARD.encode(Sha256::digest(text));
        let policy = format!(
            "default-src 'none'; img-src data:; style-src 'sha256-{}'; script-src 'sha256-{}'; base-uri 'none'; form-action 'none'; \
             frame-ancestors 'self'",
            hash(&style),
            hash(&script)
        );
        Self { style, script, logo, policy }
    }
}

fn embedded_text(name: &str) -> String {
    let data = EmbeddedFiles::get(name).map(|file| file.data.into_owned()).unwrap_or_default();
    String::from_utf8(data).unwrap_or_default()
}

/// A file as it is served.
pub(super) struct StaticFile {
    pub(super) content_type: &'static str,
    pub(super) content: Bytes,
}

impl Assets {
    /// The logo of Kaimu.
    pub(super) const DEFAULT_LOGO: &str = "kaimu.svg";

    /// Collects the embedded files and those of the branding.
    pub(in crate::http) fn new(branding: &Branding) -> Self {
        let mut style = embedded_text("kaimu.css");
        style.extend(branding.accent.map(accent_css));
        let script = embedded_text("application.js");
        let (names, files) = (HashMap::new(), HashMap::new());
        let mut assets = Self { logo: Self::DEFAULT_LOGO, inline: InlineAssets::default(), names, files };
        for name in ["kaimu.css", Self::DEFAULT_LOGO, "fragment.js", "repost.js", "times.js"] {
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
        let logo = assets.names.get(assets.logo).and_then(|hashed| assets.files.get(hashed));
        assets.inline = InlineAssets::new(style, script, logo);
        assets
    }

    /// The URL path of the file with this name, if there is one.
    pub(super) fn path(&self, name: &str) -> Option<String> {
        self.names.get(name).map(|hashed| format!("/static/{hashed}"))
    }

    /// The file with this hashed name.
    pub(super) fn file(&self, hashed: &str) -> Option<&StaticFile> {
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

/// The style sheet that sets the accent colour, adjusted to the nearest shade that is readable.
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
    use crate::domain::{MAX_RETURN_TO_BYTES, RETURN_PATH};

    #[test]
    fn the_script_for_fragments_has_the_path_and_the_limit_of_the_server() {
        let script = String::from_utf8(EmbeddedFiles::get("fragment.js").unwrap().data.into_owned()).unwrap();
        assert!(script.contains(&format!("const PAGE = \"{RETURN_PATH}\";")), "{script}");
        assert!(script.contains(&format!("const MAX_BYTES = {MAX_RETURN_TO_BYTES};")), "{script}");
    }

    #[test]
    fn the_backgrounds_are_those_of_the_style_sheet() {
        let css = String::from_utf8(EmbeddedFiles::get("kaimu.css").unwrap().data.into_owned()).unwrap();
        let (light, dark) = css.split_once("prefers-color-scheme: dark").unwrap();
        for (part, backgrounds) in [light, dark].into_iter().zip(BACKGROUNDS) {
            for (name, colour) in ["card", "page", "hover", "refused-page"].into_iter().zip(backgrounds) {
                assert!(part.contains(&format!("--{name}: {colour};")), "--{name}: {colour}");
            }
        }
    }
}
