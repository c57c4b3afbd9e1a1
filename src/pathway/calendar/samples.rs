//! The calendar that the tests of the pathway share: an office of four long days and a shorter Friday.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

use super::{Calendar, CalendarSettings, Span, Week};

/// A date, written `2026-11-23`.
pub(crate) fn date(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// An instant, written `2026-11-23 10:15` (or with seconds) by London's wall clock.
pub(crate) fn london(text: &str) -> DateTime<Utc> {
    let text = if text.len() == 16 { format!("{text}:00") } else { text.to_owned() };
    let wall = NaiveDateTime::parse_from_str(&text, "%Y-%m-%d %H:%M:%S").unwrap();
    calendar().at(wall.date(), wall.time())
}

/// Office hours: Monday to Thursday 08:00 to 17:15, Friday to 16:15.
pub(crate) fn office_hours() -> Week {
    let long = || vec![Span::parse("08:00-17:15").unwrap()];
    let friday = vec![Span::parse("08:00-16:15").unwrap()];
    Week::new([long(), long(), long(), long(), friday, vec![], vec![]]).unwrap()
}

/// Settings with the bank holidays around the days that are tested.
pub(crate) fn settings() -> CalendarSettings {
    let holidays = [
        ("2026-08-31", "Summer bank holiday"),
        ("2026-12-25", "Christmas Day"),
        ("2026-12-28", "Boxing Day"),
        ("2027-01-01", "New Year's Day"),
        ("2027-03-26", "Good Friday"),
        ("2027-03-29", "Easter Monday"),
        ("2027-05-03", "Early May bank holiday"),
        ("2027-12-27", "Christmas Day"),
        ("2027-12-28", "Boxing Day"),
    ];
    CalendarSettings {
        zone: chrono_tz::Europe::London,
        hours: office_hours(),
        holidays: holidays.into_iter().map(|(on, title)| (date(on), title.to_owned())).collect(),
        noon: NaiveTime::from_hms_opt(12, 0, 0).unwrap(),
        next_day_by: NaiveTime::from_hms_opt(10, 0, 0).unwrap(),
        spare_minutes: 60,
    }
}

/// The calendar of [`settings`].
pub(crate) fn calendar() -> Calendar {
    Calendar::new(settings()).unwrap()
}
