//! The effective configuration: the value of each key and where it was set, for `kaimu config`.

use serde_json::Value;

use super::diagnostics::{ConfigProblems, Diagnostics, ReadTable};
use super::keys::Key;
use super::raw_value::ValueSource;
use super::shown::ShownValue;
use super::sources::Sources;
use super::{applications, defaults, keys};

/// Every key with its value and source. It contains no secret: [`ShownValue`] says what stands in its place.
#[derive(Debug)]
pub struct EffectiveConfig {
    /// The configuration file that was read.
    pub file: Option<String>,
    /// The environment file that `KAIMU_ENV_FILE` names.
    pub env_file: Option<String>,
    /// Every key, in the order of `config/kaimu.example.toml`.
    pub values: Vec<EffectiveValue>,
    /// The warnings of a valid configuration.
    pub warnings: Vec<String>,
    /// The problems of an invalid configuration.
    pub problems: Option<ConfigProblems>,
}

/// The value of one key.
#[derive(Debug)]
pub struct EffectiveValue {
    /// The path of the key: `session.idle_timeout`, `oidc.providers[0].client_id`.
    pub key: String,
    /// The value.
    pub value: ShownValue,
    /// The kind of place where it was set.
    pub source: ValueSource,
    /// Where it was set: file and line, or the name of a variable. Empty for a default.
    pub place: String,
}

/// Every key with what may be shown of its value. `diagnostics` has recorded that while the configuration was read.
pub(super) fn values(sources: &Sources, diagnostics: &Diagnostics) -> Vec<EffectiveValue> {
    let defaults = defaults::of_keys();
    let of_key = |key: &Key| {
        let path = key.path();
        let (known, default): KeysOfTable = if path == keys::PROVIDERS.path() {
            (keys::PROVIDER_KEYS, defaults::of_provider)
        } else {
            (applications::KEYS, defaults::of_application)
        };
        // Only a list has tables.
        let tables = diagnostics.tables_of(&path);
        let in_tables: Vec<EffectiveValue> =
            tables.flat_map(|table| table_values(key, table, (known, default), sources, diagnostics)).collect();
        if in_tables.is_empty() { vec![value(key, defaults.get(&path), sources, diagnostics)] } else { in_tables }
    };
    keys::ALL.iter().flat_map(of_key).collect()
}

fn value(key: &Key, default: Option<&Value>, sources: &Sources, diagnostics: &Diagnostics) -> EffectiveValue {
    let path = key.path();
    let listen = sources.default_listen().filter(|_| path == keys::LISTEN.path());
    let (value, source, place) = match sources.get(key).map(|raw| raw.or(listen)) {
        Ok(Some(raw)) => {
            (diagnostics.shown(&raw.location, ""), raw.source, place(&path, raw.source, &raw.location, sources))
        }
        Ok(None) => {
            // The default of a URL depends on PORT.
            let value = match diagnostics.shown(&key.label(), "") {
                ShownValue::NotValid if is_list_of_tables(key) => ShownValue::Value(Value::Array(Vec::new())),
                ShownValue::NotValid => default.cloned().map_or(ShownValue::NotSet, ShownValue::Value),
                shown => shown,
            };
            (value, ValueSource::Default, String::new())
        }
        Err(_) => (ShownValue::NotValid, ValueSource::Default, String::new()),
    };
    EffectiveValue { key: path, value, source, place }
}

fn is_list_of_tables(key: &Key) -> bool {
    [keys::PROVIDERS.path(), keys::APPLICATIONS.path()].contains(&key.path())
}

/// The keys of the tables of a list, and what gives their defaults.
type KeysOfTable = (&'static [&'static str], fn(&str) -> Option<Value>);

/// The keys of one table: those that are set, and those with a default.
fn table_values(
    list: &Key,
    table: &ReadTable,
    (known, default): KeysOfTable,
    sources: &Sources,
    diagnostics: &Diagnostics,
) -> Vec<EffectiveValue> {
    let raw = sources.get(list).ok().flatten();
    let value = |key: &&str| {
        let path = format!("{}.{key}", table.path);
        let (value, source, place) = match (table.keys.get(*key), raw) {
            (Some(Some(preset)), _) => {
                (diagnostics.shown(&table.location, key), ValueSource::Preset, format!("preset {preset}"))
            }
            (Some(None), Some(raw)) => {
                let place = place(&path, raw.source, &raw.location, sources);
                (diagnostics.shown(&table.location, key), raw.source, place)
            }
            _ => (ShownValue::Value(default(key)?), ValueSource::Default, String::new()),
        };
        Some(EffectiveValue { key: path, value, source, place })
    };
    known.iter().filter_map(value).collect()
}

fn place(path: &str, source: ValueSource, location: &str, sources: &Sources) -> String {
    if source == ValueSource::File { sources.place_in_file(path) } else { location.to_owned() }
}
