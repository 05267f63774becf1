//! The configuration of a proxy, as its page in `docs/proxies/` has it.

use std::fs;
use std::path::Path;

use crate::documentation;

/// The files of a configuration. Each code block whose first line is a comment with a path below `/etc` is one.
pub struct Configuration {
    pub page: String,
    files: Vec<(String, String)>,
}

impl Configuration {
    pub fn of(page: &str) -> Self {
        let page = documentation::text(page);
        let blocks = page.split("\n```").skip(1).step_by(2).filter_map(|block| block.split_once('\n'));
        let files: Vec<_> = blocks
            .filter_map(|(_, text)| {
                let path = text.lines().next()?.trim_start_matches(['#', '-', ' ']);
                path.starts_with("/etc/").then(|| (path.to_owned(), format!("{text}\n")))
            })
            .collect();
        assert!(!files.is_empty(), "the page has no file below /etc");
        Self { page, files }
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
