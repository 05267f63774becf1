//! [`TableReader`]: reads the keys of one table by type, such as those of a provider, and reports problems under its
//! location.

use std::collections::BTreeMap;
use std::time::Duration;

use serde_json::{Map, Value};

use crate::config::diagnostics::{Diagnostics, Reported};
use crate::config::shown::Show;
use crate::config::suggestion::{escaped, nearest};
use crate::config::{parse, plain_text};

/// Reads the keys of one table.
pub(super) struct TableReader<'a> {
    members: &'a Map<String, Value>,
    location: String,
    diagnostics: &'a mut Diagnostics,
}

impl<'a> TableReader<'a> {
    pub(super) fn new(members: &'a Map<String, Value>, location: String, diagnostics: &'a mut Diagnostics) -> Self {
        Self { members, location, diagnostics }
    }

    /// Reports a problem with a key.
    pub(super) fn problem(&mut self, key: &str, message: &str) -> Reported {
        self.diagnostics.problem(&self.location, format!("{key}: {message}"))
    }

    /// Reports something unwise that does not prevent the start.
    pub(super) fn warning(&mut self, message: &str) {
        self.diagnostics.warning(&self.location, message);
    }

    /// Records the file to which a key refers as one that contains a secret.
    pub(super) fn record_secret_file(&mut self, key: &str) {
        if let Some(path) = self.members.get(key).and_then(Value::as_str) {
            self.diagnostics.secret_file(key, path);
        }
    }

    /// Reports each key that is not known.
    pub(super) fn report_unknown_keys(&mut self, known: &[&str]) {
        for key in self.members.keys().filter(|key| !known.contains(&key.as_str())) {
            let near = nearest(key, known.iter().copied());
            let message = format!("unknown key `{}`; did you mean `{near}`?", escaped(key));
            self.diagnostics.problem(&self.location, message);
        }
    }

    /// The value of a key, if it is set.
    pub(super) fn value(&self, key: &str) -> Option<&'a Value> {
        self.members.get(key)
    }

    /// A reader for a table within this one.
    pub(super) fn within<'b>(&'b mut self, members: &'b Map<String, Value>, name: &str) -> TableReader<'b> {
        TableReader { members, location: format!("{}, {name}", self.location), diagnostics: self.diagnostics }
    }

    /// Whether the key is set, to any value.
    pub(super) fn is_set(&self, key: &str) -> bool {
        self.members.contains_key(key)
    }

    /// A string in which blanks at both ends have a meaning, if the key is set. `kaimu config` does not show it, unless the
    /// caller calls [`TableReader::show`].
    pub(super) fn literal(&mut self, key: &str) -> Result<Option<&'a str>, Reported> {
        let Some(value) = self.members.get(key) else { return Ok(None) };
        value.as_str().map(Some).ok_or_else(|| self.problem(key, "expected a string in quotes"))
    }

    /// A string, if the key is set. `kaimu config` does not show it.
    pub(super) fn string(&mut self, key: &str) -> Result<Option<&'a str>, Reported> {
        let text = self.literal(key)?.map(plain_text::checked).transpose();
        text.map_err(|message| self.problem(key, &message))
    }

    /// The parsed string, if the key is set.
    pub(super) fn optional<T: Show>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<Option<T>, Reported> {
        let text = self.string(key)?;
        let value = text.map(parse).transpose().map_err(|message| self.problem(key, &message))?;
        self.show(key, value.as_ref());
        Ok(value)
    }

    /// The parsed string of a key that must be set and not be blank.
    pub(super) fn required<T: Show>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Reported> {
        let value = self.required_secret(key, parse)?;
        self.show(key, Some(&value));
        Ok(value)
    }

    /// As [`TableReader::required`], for a value that is or contains a secret: `kaimu config` hides it.
    pub(super) fn required_secret<T>(
        &mut self,
        key: &str,
        parse: impl FnOnce(&str) -> Result<T, String>,
    ) -> Result<T, Reported> {
        match self.literal(key)? {
            None => Err(self.problem(key, "is missing; this key is required")),
            Some(text) if text.trim().is_empty() => Err(self.problem(key, "is empty; this key is required")),
            Some(text) => {
                let value = plain_text::checked(text).and_then(parse).map_err(|message| self.problem(key, &message))?;
                self.diagnostics.hide(&self.location, key);
                Ok(value)
            }
        }
    }

    /// Records a valid value for `kaimu config`.
    pub(super) fn show(&mut self, key: &str, value: Option<&impl Show>) {
        if let (Some(value), Some(written)) = (value, self.members.get(key)) {
            self.diagnostics.show(&self.location, key, value.shown(written));
        }
    }

    /// The meaning of one of two or more allowed strings.
    pub(super) fn one_of<T: Copy>(&mut self, key: &str, allowed: &[(&str, T)]) -> Result<Option<T>, Reported> {
        let text = self.string(key)?;
        let value = text.map(|text| parse::one_of(text, allowed)).transpose();
        let value = value.map_err(|message| self.problem(key, &message))?;
        // One of a few known words is no secret.
        self.show(key, value.and(text.map(str::to_owned)).as_ref());
        Ok(value)
    }

    /// `true` or `false`; `false` if the key is not set.
    pub(super) fn boolean(&mut self, key: &str) -> Result<bool, Reported> {
        let Some(value) = self.members.get(key) else { return Ok(false) };
        let value = value.as_bool().ok_or_else(|| self.problem(key, "expected true or false, without quotes"))?;
        self.show(key, Some(&value));
        Ok(value)
    }

    /// A duration such as `12h`.
    pub(super) fn duration(&mut self, key: &str) -> Result<Option<Duration>, Reported> {
        self.optional(key, parse::duration_text)
    }

    /// A table of strings; empty if the key is not set.
    pub(super) fn string_table(&mut self, key: &str) -> Result<BTreeMap<String, String>, Reported> {
        let Some(value) = self.members.get(key) else { return Ok(BTreeMap::new()) };
        let entry = |(name, value): (&String, &Value)| Some((name.clone(), value.as_str()?.to_owned()));
        let table: Option<BTreeMap<_, _>> = value.as_object().and_then(|table| table.iter().map(entry).collect());
        let expected = "expected a table of strings, such as { audience = \"kaimu\" }";
        let table = table.ok_or_else(|| self.problem(key, expected))?;
        for text in table.iter().flat_map(|(name, value)| [name, value]) {
            plain_text::checked(text).map_err(|message| self.problem(key, &message))?;
        }
        self.diagnostics.show(&self.location, key, value.clone());
        Ok(table)
    }

    /// A list of parsed strings; empty if the key is not set. `example` is an entry for the message.
    pub(super) fn string_list<T: Show>(
        &mut self,
        key: &str,
        example: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Reported> {
        let list = self.secret_list(key, example, parse)?;
        self.show(key, Some(&list));
        Ok(list)
    }

    /// As [`TableReader::string_list`], for secrets: `kaimu config` hides them.
    pub(super) fn secret_list<T>(
        &mut self,
        key: &str,
        example: &str,
        parse: impl Fn(&str) -> Result<T, String>,
    ) -> Result<Vec<T>, Reported> {
        let Some(value) = self.members.get(key) else { return Ok(Vec::new()) };
        let strings = value.as_array().and_then(|list| list.iter().map(Value::as_str).collect::<Option<Vec<_>>>());
        let parsed = match strings {
            Some(strings) => strings.into_iter().map(|text| plain_text::checked(text).and_then(&parse)).collect(),
            None => Err(format!("expected a list of strings, such as [{example:?}]")),
        };
        let parsed = parsed.map_err(|message| self.problem(key, &message))?;
        self.diagnostics.hide(&self.location, key);
        Ok(parsed)
    }
}
