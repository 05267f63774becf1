//! Finds the line of each key of the configuration file, for `kaimu config`. The parser does not tell it.

use std::collections::{BTreeMap, BTreeSet};

/// The line of each key, counted from 1, by its path: `session.idle_timeout`, `oidc.providers[0].slug`. A key that is
/// written in another way, or that two lines seem to set, is left out.
pub(super) fn find(text: &str) -> BTreeMap<String, usize> {
    let (mut lines, mut ambiguous, mut tables) = (BTreeMap::new(), BTreeSet::new(), BTreeMap::new());
    let mut table = String::new();
    for (index, line) in text.lines().enumerate() {
        let line = line.trim();
        let path = if let Some(list) = line.strip_prefix("[[").and_then(|rest| rest.split_once("]]")) {
            let list = list.0.trim();
            let number = tables.entry(list.to_owned()).or_insert(0_usize);
            table = format!("{list}[{number}]");
            *number += 1;
            list.to_owned()
        } else if let Some((name, _)) = line.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
            name.trim().clone_into(&mut table);
            continue;
        } else if let Some((key, _)) = line.split_once('=').filter(|(key, _)| is_key(key.trim())) {
            let separator = if table.is_empty() { "" } else { "." };
            format!("{table}{separator}{}", key.trim())
        } else {
            continue;
        };
        if lines.insert(path.clone(), index + 1).is_some() {
            ambiguous.insert(path);
        }
    }
    lines.retain(|path, _| !ambiguous.contains(path));
    lines
}

fn is_key(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-.".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_found_in_its_section_and_in_its_table_of_a_list() {
        let lines = find(
            "server.drain = \"5s\"\n[session]\n# idle_timeout = \"1h\"\nidle_timeout = \"12h\"\n[[oidc.providers]]\nslug = \"a\"\n\
             [[oidc.providers]]\n  slug = \"b\"\n",
        );
        assert_eq!(lines.get("server.drain"), Some(&1));
        assert_eq!(lines.get("session.idle_timeout"), Some(&4));
        assert_eq!(lines.get("oidc.providers[0].slug"), Some(&6));
        assert_eq!(lines.get("oidc.providers[1].slug"), Some(&8));
    }

    #[test]
    fn a_key_that_two_lines_seem_to_set_has_no_line() {
        let lines = find("[branding]\nname = '''\nname = 1\n'''\n[session]\ncache = \"on\"\n");
        assert_eq!((lines.get("branding.name"), lines.get("session.cache")), (None, Some(&6)));
    }
}
