//! Times, growth and memory of measurements.

use std::time::{Duration, Instant};

/// One measurement.
pub(crate) struct Row {
    pub(crate) name: &'static str,
    size: usize,
    time: Duration,
    memory: u64,
}

impl Row {
    pub(crate) fn new(name: &'static str, size: usize, time: Duration, memory: u64) -> Self {
        Self {
            name,
            size,
            time,
            memory,
        }
    }

    /// Returns it for programs.
    pub(crate) fn json(&self) -> serde_json::Value {
        serde_json::json!({
            "bench": "plan", "case": self.name, "networks": self.size,
            "seconds": self.time.as_secs_f64(), "peak_bytes": self.memory,
        })
    }

    /// Returns it as a line of a table.
    pub(crate) fn shown(&self, exponent: &str) -> String {
        format!(
            "{:<8} {:>8} {:>7.3} s {exponent:>9} {:>5} MiB",
            self.name,
            self.size,
            self.time.as_secs_f64(),
            self.memory >> 20
        )
    }
}

/// The time for which short work is repeated: systems count the time on a processor in steps of some milliseconds.
const LONG_ENOUGH: Duration = Duration::from_millis(200);

/// Returns the shorter of two times on the processor: other programs do not make it longer. Where the
/// system does not count it, the time of the clock. Short work is repeated, and its mean counts.
pub(crate) fn time(work: &dyn Fn()) -> Duration {
    let mean_of = |times: u32| {
        let (began, used) = (Instant::now(), on_processor());
        (0..times).for_each(|_| work());
        let taken = match used.zip(on_processor()) {
            Some((before, after)) => after.saturating_sub(before),
            None => began.elapsed(),
        };
        taken / times
    };
    let first = mean_of(1).max(Duration::from_millis(1));
    let times = (LONG_ENOUGH.as_nanos() / first.as_nanos()).max(1);
    let times = u32::try_from(times).unwrap_or(u32::MAX);
    mean_of(times).min(mean_of(times))
}

/// Returns how long this process has been on a processor.
fn on_processor() -> Option<Duration> {
    let counts = std::fs::read_to_string("/proc/self/schedstat").ok()?;
    let nanoseconds = counts.split_whitespace().next()?.parse().ok()?;
    Some(Duration::from_nanos(nanoseconds))
}

/// Returns the exponent with which the time grows with the size: the slope of the line through the
/// logarithms. None for fewer than two sizes.
pub(crate) fn exponent(rows: &[&Row]) -> Option<f64> {
    let points: Vec<(f64, f64)> = rows
        .iter()
        .map(|row| ((row.size as f64).ln(), row.time.as_secs_f64().ln()))
        .collect();
    let count = points.len() as f64;
    let mean = |of: fn(&(f64, f64)) -> f64| points.iter().map(of).sum::<f64>() / count;
    let (x, y) = (mean(|point| point.0), mean(|point| point.1));
    let above: f64 = points
        .iter()
        .map(|point| (point.0 - x) * (point.1 - y))
        .sum();
    let below: f64 = points.iter().map(|point| (point.0 - x).powi(2)).sum();
    (points.len() > 1).then(|| above / below)
}

/// Returns the most memory that this process has held, in bytes; zero where the system does not say.
pub(crate) fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kib = line.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    kib.unwrap_or_default() << 10
}
