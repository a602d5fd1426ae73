//! How long ago something was, in words.

use crate::annotation::Moment;

/// `just now`, `5 minutes ago`, `3 hours ago`, `2 days ago`, then the date; nothing where it is not known.
pub fn when(at: Option<Moment>, now: Option<Moment>) -> String {
    const MONTHS: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let Some(at) = at else { return String::new() };
    let seconds = now.map_or(i64::MAX, |now| now.unix() - at.unix());
    let (count, unit) = match seconds {
        ..-60 => (0, ""),
        -60..60 => return "just now".to_owned(),
        60..3_600 => (seconds / 60, "minute"),
        3_600..86_400 => (seconds / 3_600, "hour"),
        86_400..604_800 => (seconds / 86_400, "day"),
        _ => (0, ""),
    };
    if count > 0 {
        return format!("{count} {unit}{} ago", if count == 1 { "" } else { "s" });
    }
    let (year, month, day) = at.date();
    let month = usize::try_from(month - 1).ok().and_then(|m| MONTHS.get(m)).copied().unwrap_or_default();
    format!("{day} {month} {year}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn times_are_told_as_people_tell_them() {
        let now: Option<Moment> = "2026-11-24T10:06:00Z".parse().ok();
        let told = |at: &str| when(at.parse().ok(), now);
        assert_eq!(told("2026-11-24T10:05:30Z"), "just now");
        assert_eq!(told("2026-11-24T10:04:59Z"), "1 minute ago");
        assert_eq!(told("2026-11-24T07:06:00Z"), "3 hours ago");
        assert_eq!(told("2026-11-22T09:00:00Z"), "2 days ago");
        assert_eq!(told("2026-02-03T09:00:00Z"), "3 Feb 2026");
        assert_eq!(told("2027-01-01T00:00:00Z"), "1 Jan 2027", "a clock that was wrong");
        assert_eq!(when(None, now), "");
        assert_eq!(when(now, None), "24 Nov 2026");
    }
}
