//! The series of a Kaimu at one moment.

use std::collections::BTreeMap;

use kaimu::flow::measurements;

use crate::app::TestApp;
use crate::secrets;

/// The value of each series, by its name with its labels.
#[derive(Debug)]
pub struct Series(BTreeMap<String, f64>);

impl Series {
    /// Those of a Kaimu in this process. No series may contain a secret.
    pub async fn of(app: &TestApp) -> Self {
        let now = (app.clock.clock())();
        Self::read(&measurements::metrics_text(&app.config.services(), now).await)
    }

    /// Reads the text format of Prometheus.
    pub fn read(text: &str) -> Self {
        secrets::record_error_page(text);
        let samples = text.lines().filter(|line| !line.starts_with('#'));
        Self(
            samples
                .map(|line| line.rsplit_once(' ').unwrap())
                .map(|(name, value)| (name.to_owned(), value.parse().unwrap()))
                .collect(),
        )
    }

    /// The value of one series.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.get(name).copied()
    }

    /// The labels of the series of this name that have another value than before, each with the difference.
    pub fn moved_since(&self, before: &Self, name: &str) -> BTreeMap<String, f64> {
        let mut moved = BTreeMap::new();
        for (series, value) in &self.0 {
            let labels = series.strip_prefix(name).filter(|labels| labels.is_empty() || labels.starts_with('{'));
            let difference = value - before.get(series).unwrap_or_default();
            if let Some(labels) = labels.filter(|_| difference != 0.0) {
                moved.insert(labels.trim_matches(['{', '}']).replace('"', ""), difference);
            }
        }
        moved
    }
}

/// Asserts which series of this name have moved, and by how much.
#[track_caller]
pub fn moved<const N: usize>(series: (&Series, &Series), name: &str, expected: [(&str, f64); N]) {
    let (before, after) = series;
    let expected: BTreeMap<String, f64> = expected.map(|(labels, by)| (labels.to_owned(), by)).into();
    assert_eq!(after.moved_since(before, name), expected, "{name}");
}
