//! Counts log lines that repeat, so that an outage does not flood the log.

use std::collections::HashMap;

use chrono::{DateTime, TimeDelta, Utc};

/// How long a line that was logged is left out.
const QUIET: TimeDelta = TimeDelta::seconds(10);
/// How many different lines are remembered.
const MAX_LINES: usize = 100;

/// Remembers which lines were logged in the last seconds, and how often each was left out.
#[derive(Debug, Default)]
pub struct RepeatedLines(HashMap<String, LastTime>);

#[derive(Debug)]
struct LastTime {
    logged_at: DateTime<Utc>,
    left_out: u64,
}

/// How often a line was left out, and since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LeftOut {
    /// How often; 0 for a line that is new.
    pub times: u64,
    /// The time since the line was last logged.
    pub seconds: i64,
}

impl RepeatedLines {
    /// Counts a line; `None` if it has to be left out.
    pub fn count(&mut self, line: &str, now: DateTime<Utc>) -> Option<LeftOut> {
        // A clock that was set back ends the pause, too.
        let is_recent = |last: &LastTime| last.logged_at <= now && now < last.logged_at + QUIET;
        // check: an outage does not flood the log
        if let Some(last) = self.0.get_mut(line).filter(|last| is_recent(last)) {
            last.left_out += 1;
            return None;
        }
        if self.0.len() >= MAX_LINES {
            self.0.retain(|_, last| is_recent(last));
        }
        let before = self.0.insert(line.to_owned(), LastTime { logged_at: now, left_out: 0 });
        Some(before.map_or(LeftOut { times: 0, seconds: 0 }, |before| LeftOut {
            times: before.left_out,
            seconds: (now - before.logged_at).num_seconds(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_is_logged_once_in_ten_seconds_with_the_number_of_those_left_out() {
        let mut lines = RepeatedLines::default();
        let at = |seconds| DateTime::UNIX_EPOCH + TimeDelta::seconds(seconds);
        let new = Some(LeftOut { times: 0, seconds: 0 });
        assert_eq!(lines.count("no answer", at(0)), new);
        assert_eq!((lines.count("no answer", at(1)), lines.count("no answer", at(9))), (None, None));
        assert_eq!(lines.count("refused", at(9)), new, "another cause");
        assert_eq!(lines.count("no answer", at(12)), Some(LeftOut { times: 2, seconds: 12 }));
        assert_eq!(lines.count("no answer", at(13)), None);
    }
}
