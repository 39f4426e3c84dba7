//! The time against which the ends of packages are compared. The planner has no clock.

use cen_plan::Horizon;
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};

use crate::args::EXPIRING;

/// Returns the horizon of a look at this time.
pub(crate) fn horizon(now: Timestamp, expiring: Span) -> Horizon {
    let now = now.to_zoned(TimeZone::UTC);
    // Beyond the last year that has a date, every end is near.
    let soon = now
        .checked_add(expiring)
        .map_or_else(|_| "9999-12-31T23:59Z".to_owned(), |soon| minute(&soon));
    Horizon {
        now: minute(&now),
        soon,
    }
}

/// Returns the horizon of a look now, with the usual length.
pub(crate) fn usual_horizon() -> Horizon {
    let expiring = EXPIRING.parse().expect("the default is a length of time");
    horizon(Timestamp::now(), expiring)
}

fn minute(time: &jiff::Zoned) -> String {
    time.strftime("%Y-%m-%dT%H:%MZ").to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_horizon_is_in_minutes_of_utc() {
        let now = "2026-01-20T23:59:30Z".parse().unwrap();
        let length = |text: &str| horizon(now, text.parse().unwrap());
        assert_eq!(length("14d").now, "2026-01-20T23:59Z");
        assert_eq!(length("14d").soon, "2026-02-03T23:59Z");
        assert_eq!(length("36h").soon, "2026-01-22T11:59Z");
    }
}
