//! One provider's keys, read by what they hold. Whatever is wrong is noted under the provider's place.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::config::keys;
use crate::config::problem::{Noted, Report};
use crate::config::read::{self, shown};

/// Reads one provider and notes everything that is wrong with it.
pub(super) struct Reader<'a> {
    members: &'a Map<String, Value>,
    place: String,
    report: &'a mut Report,
}

impl<'a> Reader<'a> {
    pub(super) fn new(members: &'a Map<String, Value>, place: String, report: &'a mut Report) -> Self {
        Self { members, place, report }
    }

    /// Notes what is wrong with a key.
    pub(super) fn wrong(&mut self, key: &str, words: &str) -> Noted {
        self.report.problem(&self.place, format!("{key}: {words}"))
    }

    /// Notes something that starts all the same.
    pub(super) fn warn(&mut self, words: &str) {
        self.report.warning(&self.place, words);
    }

    /// Notes that a key names the file of a secret.
    pub(super) fn note_secret_file(&mut self, key: &str) {
        if let Some(path) = self.members.get(key).and_then(Value::as_str) {
            self.report.secret_file(key, path);
        }
    }

    pub(super) fn refuse_unknown_keys(&mut self) {
        for key in self.members.keys().filter(|key| !keys::OF_PROVIDER.contains(&key.as_str())) {
            let near = keys::nearest(key, keys::OF_PROVIDER.iter().copied());
            self.report
                .problem(&self.place, format!("unknown key `{}`; the nearest known key is `{near}`", shown(key)));
        }
    }

    /// Whether the key is there, whatever it holds.
    pub(super) fn has(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// Text, as it stands.
    pub(super) fn text(&mut self, key: &str) -> Result<Option<&'a str>, Noted> {
        let Some(value) = self.members.get(key) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.wrong(key, "expected text in quotes"))
    }

    /// Text that may be left out, checked.
    pub(super) fn optional<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Noted> {
        let text = self.text(key)?;
        text.map(parse).transpose().map_err(|words| self.wrong(key, &words))
    }

    /// Text that has to be there and to say something, checked.
    pub(super) fn required<T>(&mut self, key: &str, parse: impl FnOnce(&str) -> Result<T, String>) -> Result<T, Noted> {
        match self.text(key)? {
            None => Err(self.wrong(key, "is missing")),
            Some(text) if text.trim().is_empty() => Err(self.wrong(key, "is empty")),
            Some(text) => parse(text).map_err(|words| self.wrong(key, &words)),
        }
    }

    /// One of a few words (two or more), and what it stands for.
    pub(super) fn one_of<T: Copy>(&mut self, key: &str, words: &[(&str, T)]) -> Result<Option<T>, Noted> {
        self.optional(key, |text| {
            let meant = words.iter().find(|(word, _)| *word == text).map(|(_, meaning)| *meaning);
            meant.ok_or_else(|| {
                let quoted: Vec<String> = words.iter().map(|(word, _)| format!("{word:?}")).collect();
                let (others, last) = quoted.split_at(quoted.len().saturating_sub(1));
                format!("expected {} or {}", others.join(", "), last.concat())
            })
        })
    }

    /// Yes or no; no when it is left out.
    pub(super) fn flag(&mut self, key: &str) -> Result<bool, Noted> {
        let Some(value) = self.members.get(key) else { return Ok(false) };
        value.as_bool().ok_or_else(|| self.wrong(key, "expected true or false, without quotes"))
    }

    /// A span of time such as `12h`.
    pub(super) fn duration(&mut self, key: &str) -> Result<Option<Duration>, Noted> {
        self.optional(key, read::span)
    }

    /// A table of texts; empty when it is left out.
    pub(super) fn table(&mut self, key: &str) -> Result<BTreeMap<String, String>, Noted> {
        let Some(value) = self.members.get(key) else { return Ok(BTreeMap::new()) };
        let text = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        let table = value.as_object().and_then(|table| table.iter().map(text).collect());
        table.ok_or_else(|| self.wrong(key, "expected a table of texts, such as { audience = \"kaimu\" }"))
    }

    /// A list of texts, each checked; empty when it is left out. `example` is a member, for the message.
    pub(super) fn texts<T>(
        &mut self,
        key: &str,
        example: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Noted> {
        let Some(value) = self.members.get(key) else { return Ok(Vec::new()) };
        let texts = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
        let parsed = match texts {
            Some(texts) => texts.into_iter().map(parse).collect(),
            None => Err(format!("expected a list of texts, such as [{example:?}]")),
        };
        parsed.map_err(|words| self.wrong(key, &words))
    }
}
