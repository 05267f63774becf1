//! The mark of a provider on its button: an icon or a letter.

use crate::domain::{Icon, ProviderSettings};
use crate::http::pages::assets::EmbeddedFiles;

/// The mark of a provider.
pub(in crate::http) enum ProviderMark {
    /// An `svg` element.
    Svg(String),
    /// The first letter of the name of the provider.
    Letter(String),
}

impl ProviderMark {
    /// The icon of the provider, or else a letter.
    pub(in crate::http) fn of(provider: &ProviderSettings) -> Self {
        match provider.icon {
            Some(icon) => Self::Svg(svg_mark(icon)),
            None => Self::letter(&provider.name),
        }
    }

    pub(in crate::http) fn letter(name: &str) -> Self {
        Self::Letter(name.chars().take(1).flat_map(char::to_uppercase).collect())
    }
}

/// The `svg` element of an icon. It has the colour of the text around it.
pub(in crate::http) fn svg_mark(icon: Icon) -> String {
    let file = EmbeddedFiles::get(&format!("marks/{}.svg", icon.name()));
    file.map(|file| String::from_utf8_lossy(&file.data).into_owned()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_icon_has_a_mark_and_every_mark_an_icon() {
        for name in Icon::names() {
            let mark = svg_mark(Icon::named(name).unwrap());
            assert!(mark.starts_with("<svg ") && mark.contains("fill=\"currentColor\""), "{name}");
        }
        let marks = EmbeddedFiles::iter().filter(|name| name.starts_with("marks/") && name.ends_with(".svg")).count();
        assert_eq!(marks, Icon::names().count());
    }
}
