//! The configuration of a proxy and of Kaimu, as the pages in `docs/proxies/` have it.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::documentation;

/// The page with the configuration of Kaimu for all proxies.
const KAIMU_PAGE: &str = "docs/proxies/README.md";
const KAIMU_FILE: &str = "/etc/kaimu/kaimu.toml";

/// The files of a configuration. Each code block whose first line is a comment with a path below `/etc` is one.
pub struct Configuration {
    /// The page of the proxy.
    pub page: String,
    files: Vec<(String, String)>,
}

impl Configuration {
    /// The files of the page of a proxy, and the one of Kaimu.
    pub fn of(page: &str) -> Self {
        let page = documentation::text(page);
        let mut files = files(&page);
        assert!(!files.is_empty(), "the page has no file below /etc");
        files.extend(self::files(&documentation::text(KAIMU_PAGE)));
        Self { page, files }
    }

    /// The list `applications` of Kaimu.
    pub fn applications(&self) -> Value {
        let (_, text) = self.files.iter().find(|(path, _)| path == KAIMU_FILE).expect("the configuration of Kaimu");
        let file = config::File::from_str(text, config::FileFormat::Toml);
        let file: Value = config::Config::builder().add_source(file).build().unwrap().try_deserialize().unwrap();
        file["applications"].clone()
    }

    /// Replaces a text wherever it stands. It has to stand somewhere.
    pub fn replace(&mut self, from: &str, to: &str) {
        assert!(self.files.iter().any(|(_, text)| text.contains(from)), "the configuration has no {from:?}");
        for (_, text) in &mut self.files {
            *text = text.replace(from, to);
        }
    }

    /// Writes all files into one folder, and replaces their paths in one another.
    pub fn write(mut self, folder: &Path) {
        let moved = |path: &str| folder.join(Path::new(path).file_name().unwrap()).display().to_string();
        for (path, _) in self.files.clone() {
            for (_, text) in &mut self.files {
                *text = text.replace(&path, &moved(&path));
            }
        }
        for (path, text) in &self.files {
            fs::write(moved(path), text).unwrap();
        }
    }
}

fn files(page: &str) -> Vec<(String, String)> {
    let blocks = page.split("\n```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
    let file = |(_, text): (&str, &str)| {
        let path = text.lines().next()?.trim_start_matches(['#', '-', ' ']);
        path.starts_with("/etc/").then(|| (path.to_owned(), format!("{text}\n")))
    };
    blocks.filter_map(file).collect()
}
