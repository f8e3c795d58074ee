//! A figure with its limit.

use serde::Serialize;

/// Which side of the limit is the good one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Good {
    /// At least.
    AtLeast,
    /// At most.
    AtMost,
}

/// What was measured.
#[derive(Debug, Clone, Serialize)]
pub struct Figure {
    /// What.
    pub what: String,
    /// On which database, if on any.
    pub database: Option<&'static str>,
    /// How much.
    pub value: f64,
    /// Of what.
    pub unit: &'static str,
    /// The limit, in the same unit.
    pub limit: f64,
    /// On which side of the limit it should be.
    pub good: Good,
    /// What it was compared with, and what else was seen.
    pub remark: String,
}

impl Figure {
    /// At most `limit`.
    pub fn at_most(what: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self {
            what: what.into(),
            database: None,
            value,
            unit,
            limit,
            good: Good::AtMost,
            remark: String::new(),
        }
    }

    /// At least `limit`.
    pub fn at_least(what: impl Into<String>, value: f64, unit: &'static str, limit: f64) -> Self {
        Self {
            good: Good::AtLeast,
            ..Self::at_most(what, value, unit, limit)
        }
    }

    /// On a database.
    pub fn on(self, database: &'static str) -> Self {
        Self {
            database: Some(database),
            ..self
        }
    }

    /// With a remark.
    pub fn remark(self, remark: impl Into<String>) -> Self {
        Self {
            remark: remark.into(),
            ..self
        }
    }

    fn reached(&self) -> bool {
        match self.good {
            Good::AtLeast => self.value >= self.limit,
            Good::AtMost => self.value <= self.limit,
        }
    }
}

/// The figures as a table.
pub fn print(figures: &[Figure]) {
    println!();
    for one in figures {
        let sign = if one.good == Good::AtLeast { "≥" } else { "≤" };
        println!(
            "{} {:<46} {:<10} {:>9.2} {:<4} {sign} {:<7} {}",
            if one.reached() { "ok  " } else { "MISS" },
            one.what,
            one.database.unwrap_or_default(),
            one.value,
            one.unit,
            one.limit,
            one.remark
        );
    }
    let missed = figures.iter().filter(|f| !f.reached()).count();
    println!("\n{} figures, {missed} beyond their limit", figures.len());
}

/// Times in milliseconds, sorted when asked for a part of them.
#[derive(Debug, Default)]
pub struct Times(Vec<f64>);

impl Times {
    /// Adds a time.
    pub fn add(&mut self, time: std::time::Duration) {
        self.0.push(time.as_secs_f64() * 1000.0);
    }

    /// How many.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The time that this part of all does not exceed: 0.5, 0.99.
    pub fn part(&mut self, part: f64) -> f64 {
        self.0.sort_by(f64::total_cmp);
        let last = self.0.len().saturating_sub(1);
        let at = (last as f64 * part).round() as usize;
        self.0.get(at).copied().unwrap_or_default()
    }
}
