//! When something was said: a moment in UTC, written as RFC 3339. No clock: who asks for a change says when it is.

use std::fmt;
use std::str::FromStr;

/// A moment to the second, in UTC. From the year 0 to 9999, as RFC 3339 can write it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Moment(i64);

/// A text that is no moment.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no time like 2026-11-24T10:06:00Z")]
pub struct NoMoment(pub String);

const DAY: i64 = 86_400;
/// The first second of the year 0.
const FIRST: i64 = -62_167_219_200;
/// The last second of the year 9999.
const LAST: i64 = 253_402_300_799;

impl Moment {
    /// From seconds since 1970-01-01T00:00:00Z. What cannot be written is moved to the nearest that can.
    pub fn from_unix(seconds: i64) -> Self {
        Self(seconds.clamp(FIRST, LAST))
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix(self) -> i64 {
        self.0
    }

    /// The year, the month from 1 and the day from 1.
    pub const fn date(self) -> (i64, i64, i64) {
        civil(self.0.div_euclid(DAY))
    }
}

/// The date of a day counted from 1970-01-01, in the Gregorian calendar. The year is taken to begin in March, so that
/// the leap day is its last: Howard Hinnant, "chrono-compatible low-level date algorithms".
const fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let era = days.div_euclid(146_097);
    let of_era = days.rem_euclid(146_097);
    let year = (of_era - of_era / 1_460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let month = (5 * of_year + 2) / 153;
    let day = of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    (year + era * 400 + (month <= 2) as i64, month, day)
}

/// The day of a date counted from 1970-01-01: [`civil`] turned around.
const fn days(year: i64, month: i64, day: i64) -> i64 {
    let year = if month <= 2 { year - 1 } else { year };
    let era = year.div_euclid(400);
    let of_era = year.rem_euclid(400);
    let of_year = (153 * (if month > 2 { month - 3 } else { month + 9 }) + 2) / 5 + day - 1;
    era * 146_097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719_468
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.date();
        let second = self.0.rem_euclid(DAY);
        let (hour, minute, second) = (second / 3600, second / 60 % 60, second % 60);
        write!(f, "{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}Z")
    }
}

impl FromStr for Moment {
    type Err = NoMoment;

    /// Reads RFC 3339 in UTC, to the second: `2026-11-24T10:06:00Z`.
    fn from_str(text: &str) -> Result<Self, NoMoment> {
        let part = |from: usize, to: usize| {
            let digits = text.get(from..to).filter(|d| d.bytes().all(|b| b.is_ascii_digit()));
            digits.and_then(|d| d.parse::<i64>().ok())
        };
        let parts = [(0, 4), (5, 7), (8, 10), (11, 13), (14, 16), (17, 19)].map(|(from, to)| part(from, to));
        let read = || {
            let [Some(year), Some(month), Some(day), Some(hour), Some(minute), Some(second)] = parts else {
                return None;
            };
            let moment = Self(days(year, month, day) * DAY + hour * 3600 + minute * 60 + second);
            // What does not come out as it went in was no date: the 30th of February, the 25th hour.
            (moment.to_string() == text).then_some(moment)
        };
        read().ok_or_else(|| NoMoment(text.to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moments_are_written_as_rfc_3339() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00Z"),
            (-1, "1969-12-31T23:59:59Z"),
            (951_782_400, "2000-02-29T00:00:00Z"),
            (1_795_514_760, "2026-11-24T10:06:00Z"),
            (FIRST, "0000-01-01T00:00:00Z"),
            (LAST, "9999-12-31T23:59:59Z"),
        ] {
            assert_eq!(Moment::from_unix(seconds).to_string(), text);
            assert_eq!(text.parse(), Ok(Moment(seconds)));
        }
        assert_eq!(Moment::from_unix(i64::MAX).to_string(), "9999-12-31T23:59:59Z");
    }

    #[test]
    fn every_day_of_four_centuries_comes_back() {
        let (first, last) = (days(1800, 1, 1), days(2201, 1, 1));
        let mut before = (1799, 12, 31);
        for day in first..last {
            let (y, m, d) = civil(day);
            assert_eq!(days(y, m, d), day);
            assert!((y, m, d) > before && (d == 1 || d == before.2 + 1), "{y}-{m}-{d} follows {before:?}");
            before = (y, m, d);
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026-11-24",
            "2026-11-24T10:06:00",
            "2026-11-24T10:06:00+01:00",
            "2026-02-30T00:00:00Z",
            "2026-11-24T25:00:00Z",
            "2026-13-01T00:00:00Z",
            "+026-11-24T10:06:00Z",
            "2026-11-24T10:06:0éZ",
        ] {
            assert_eq!(text.parse::<Moment>(), Err(NoMoment(text.to_owned())));
        }
    }
}
