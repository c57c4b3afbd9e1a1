//! Working time: hours by weekday, bank holidays, one time zone.
//!
//! Rules are kept on the wall clock and handed out as instants. On the day the clocks change a wall
//! time may not exist (it becomes the first instant after the gap) or exist twice (the earlier is taken).

use std::collections::BTreeMap;
use std::fmt;

use chrono::{
    DateTime, Datelike as _, Days, MappedLocalTime, NaiveDate, NaiveTime, TimeDelta, TimeZone as _, Timelike as _, Utc,
    Weekday,
};
use chrono_tz::Tz;

/// Days that are searched for a working day before giving up; no list of holidays is that long.
const SEARCH_DAYS: u64 = 400;
/// Days before the end of the bank-holiday list at which a warning begins.
const WARN_DAYS: u64 = 90;

/// A stretch of a day by the wall clock: from `from` on, until just before `to`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Span {
    /// Begins.
    pub from: NaiveTime,
    /// Ends; not part of it.
    pub to: NaiveTime,
}

impl Span {
    /// Reads `08:00-17:15`.
    ///
    /// # Errors
    /// With what may be written instead.
    pub fn parse(text: &str) -> Result<Self, String> {
        let wrong = || format!("`{text}` is no stretch of a day; write `08:00-17:15`, the later time last");
        let (from, to) = text.split_once('-').ok_or_else(wrong)?;
        let time = |part: &str| NaiveTime::parse_from_str(part.trim(), "%H:%M").map_err(|_| wrong());
        let span = Self { from: time(from)?, to: time(to)? };
        if span.from < span.to { Ok(span) } else { Err(wrong()) }
    }
}

/// Hours by weekday; a day may have several stretches or none.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Week {
    days: [Vec<Span>; 7],
}

impl Week {
    /// Hours from Monday to Sunday, sorted.
    ///
    /// # Errors
    /// Names the first day with stretches that overlap.
    pub fn new(mut days: [Vec<Span>; 7]) -> Result<Self, Weekday> {
        for (number, spans) in days.iter_mut().enumerate() {
            spans.sort();
            let overlap = spans.iter().zip(spans.iter().skip(1)).any(|(a, b)| b.from < a.to);
            if overlap || spans.iter().any(|s| s.from >= s.to) {
                return Err(u8::try_from(number).ok().and_then(|n| Weekday::try_from(n).ok()).unwrap_or(Weekday::Mon));
            }
        }
        Ok(Self { days })
    }

    /// The hours of a weekday, first to last.
    #[must_use]
    pub fn spans(&self, day: Weekday) -> &[Span] {
        usize::try_from(day.num_days_from_monday()).ok().and_then(|n| self.days.get(n)).map_or(&[], Vec::as_slice)
    }

    /// Whether no day has any hours.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.days.iter().all(Vec::is_empty)
    }
}

/// What a calendar is made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CalendarSettings {
    /// The zone of every wall-clock rule.
    pub zone: Tz,
    /// Office hours.
    pub hours: Week,
    /// Bank holidays with their titles.
    pub holidays: BTreeMap<NaiveDate, String>,
    /// Until when "before noon" goes, itself included (R4).
    pub noon: NaiveTime,
    /// By when the next working day's decision is due (R4).
    pub next_day_by: NaiveTime,
    /// Minutes that must be left for a deadline still to be kept (R4, R10).
    pub spare_minutes: u32,
}

/// Why settings make no calendar.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// No day has hours.
    #[error("no weekday has working hours")]
    NoHours,
    /// The list of bank holidays is empty.
    #[error("the list of bank holidays is empty")]
    NoHolidays,
    /// A year between the first and the last has no bank holiday.
    #[error("the list of bank holidays has nothing for {0}")]
    GapYear(i32),
    /// The next day's deadline lies where nobody has had time to work.
    #[error("on {0:?} the office is not open {1} minutes before next_day_by")]
    NextDayTooEarly(Weekday, u32),
}

/// How bad a [`Warning`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Gravity {
    /// The daemon must not start.
    Error,
    /// Somebody must see to it in time.
    Warning,
}

/// What is wrong with the calendar as time goes on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// How bad.
    pub gravity: Gravity,
    /// What, and what to do.
    pub text: String,
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.text)
    }
}

/// Working time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    settings: CalendarSettings,
    covers_from: NaiveDate,
    covers_until: NaiveDate,
}

impl Calendar {
    /// The calendar of these settings. The list of bank holidays is believed from the first day of its
    /// first year to the last day of its last year, or to its last date when that year has no December yet.
    ///
    /// # Errors
    /// When no deadline could be computed from them.
    pub fn new(settings: CalendarSettings) -> Result<Self, CalendarError> {
        if settings.hours.is_empty() {
            return Err(CalendarError::NoHours);
        }
        let (Some((first, _)), Some((last, _))) =
            (settings.holidays.first_key_value(), settings.holidays.last_key_value())
        else {
            return Err(CalendarError::NoHolidays);
        };
        for year in first.year()..last.year() {
            if !settings.holidays.keys().any(|date| date.year() == year) {
                return Err(CalendarError::GapYear(year));
            }
        }
        let (latest_opening, under) = settings.next_day_by.overflowing_sub_signed(minutes(settings.spare_minutes));
        for number in 0..7_u8 {
            let Ok(day) = Weekday::try_from(number) else { continue };
            if settings.hours.spans(day).first().is_some_and(|s| under != 0 || s.from > latest_opening) {
                return Err(CalendarError::NextDayTooEarly(day, settings.spare_minutes));
            }
        }
        let year_end = NaiveDate::from_ymd_opt(last.year(), 12, 31).unwrap_or(*last);
        let covers_until = if last.month() == 12 { year_end } else { *last };
        let covers_from = NaiveDate::from_ymd_opt(first.year(), 1, 1).unwrap_or(*first);
        Ok(Self { settings, covers_from, covers_until })
    }

    /// The zone of every wall-clock rule.
    #[must_use]
    pub fn zone(&self) -> Tz {
        self.settings.zone
    }

    /// Office hours.
    #[must_use]
    pub fn hours(&self) -> &Week {
        &self.settings.hours
    }

    /// Until when "before noon" goes, itself included (R4).
    #[must_use]
    pub fn noon(&self) -> NaiveTime {
        self.settings.noon
    }

    /// By when the next working day's decision is due (R4).
    #[must_use]
    pub fn next_day_by(&self) -> NaiveTime {
        self.settings.next_day_by
    }

    /// What must be left for a deadline still to be kept (R4, R10).
    #[must_use]
    pub fn spare(&self) -> TimeDelta {
        minutes(self.settings.spare_minutes)
    }

    /// The title of the bank holiday on this date.
    #[must_use]
    pub fn holiday(&self, date: NaiveDate) -> Option<&str> {
        self.settings.holidays.get(&date).map(String::as_str)
    }

    /// The last date for which bank holidays are known.
    #[must_use]
    pub fn covers_until(&self) -> NaiveDate {
        self.covers_until
    }

    /// An instant by the wall clock.
    #[must_use]
    pub fn local(&self, at: DateTime<Utc>) -> DateTime<Tz> {
        at.with_timezone(&self.settings.zone)
    }

    /// The local date of an instant.
    #[must_use]
    pub fn date(&self, at: DateTime<Utc>) -> NaiveDate {
        self.local(at).date_naive()
    }

    /// A wall time as an instant. In the gap of a clock change: the first instant after it. Where the
    /// time comes twice: the earlier.
    #[must_use]
    pub fn at(&self, date: NaiveDate, time: NaiveTime) -> DateTime<Utc> {
        let mut wall = date.and_time(time);
        // A gap ends on a whole minute, a day later at the most.
        for _ in 0..=24 * 60 {
            match self.settings.zone.from_local_datetime(&wall) {
                MappedLocalTime::Single(at) => return at.to_utc(),
                MappedLocalTime::Ambiguous(earlier, later) => return earlier.min(later).to_utc(),
                MappedLocalTime::None => wall = wall.with_second(0).unwrap_or(wall) + TimeDelta::minutes(1),
            }
        }
        wall.and_utc()
    }

    /// Whether the office opens at all on this date.
    #[must_use]
    pub fn is_working_day(&self, date: NaiveDate) -> bool {
        !self.spans(date).is_empty()
    }

    /// The office's stretches of a date, as instants; none on a bank holiday.
    #[must_use]
    pub fn spans(&self, date: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        self.spans_of(&self.settings.hours, date)
    }

    /// Somebody's own stretches of a date; none on a bank holiday.
    #[must_use]
    pub fn spans_of(&self, week: &Week, date: NaiveDate) -> Vec<(DateTime<Utc>, DateTime<Utc>)> {
        if self.settings.holidays.contains_key(&date) {
            return Vec::new();
        }
        let spans = week.spans(date.weekday()).iter().map(|s| (self.at(date, s.from), self.at(date, s.to)));
        // A stretch inside the gap of a clock change is empty.
        spans.filter(|(from, to)| from < to).collect()
    }

    /// First opening and last close of a date; `None` when it is no working day.
    #[must_use]
    pub fn opening(&self, date: NaiveDate) -> Option<(DateTime<Utc>, DateTime<Utc>)> {
        let spans = self.spans(date);
        Some((spans.first()?.0, spans.last()?.1))
    }

    /// Whether the office is open. The instant of closing is no longer open.
    #[must_use]
    pub fn is_open(&self, at: DateTime<Utc>) -> bool {
        self.spans(self.date(at)).iter().any(|(from, to)| *from <= at && at < *to)
    }

    /// `at` itself if the office is open, else the instant it next opens.
    #[must_use]
    pub fn next_opening(&self, at: DateTime<Utc>) -> DateTime<Utc> {
        let spans = dates_from(self.date(at)).flat_map(|date| self.spans(date));
        spans.filter(|(_, to)| at < *to).map(|(from, _)| from.max(at)).next().unwrap_or(at)
    }

    /// The last instant at or before `at` at which the office closed.
    #[must_use]
    pub fn previous_close(&self, at: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let day = self.date(at);
        let dates = (0..SEARCH_DAYS).map_while(|back| day.checked_sub_days(Days::new(back)));
        dates.flat_map(|date| self.spans(date).into_iter().rev()).map(|(_, to)| to).find(|to| *to <= at)
    }

    /// The first working day after this date.
    #[must_use]
    pub fn next_working_day(&self, date: NaiveDate) -> NaiveDate {
        dates_from(date).skip(1).find(|d| self.is_working_day(*d)).unwrap_or(date)
    }

    /// So many minutes of working time after `at`. Ends at a close rather than at the opening after it.
    #[must_use]
    pub fn add_working(&self, at: DateTime<Utc>, working_minutes: u32) -> DateTime<Utc> {
        let mut left = minutes(working_minutes);
        let mut end = self.next_opening(at);
        for (from, to) in dates_from(self.date(at)).flat_map(|date| self.spans(date)) {
            if to <= at {
                continue;
            }
            let from = from.max(at);
            if left <= to - from {
                return from + left;
            }
            left -= to - from;
            end = to;
        }
        end + left
    }

    /// What is wrong with the list of bank holidays today: an error when the deadline of a mail that
    /// comes now may lie after its end, a warning from 90 days before.
    #[must_use]
    pub fn check(&self, now: DateTime<Utc>) -> Vec<Warning> {
        self.check_windows(now, 0)
    }

    /// As [`Calendar::check`], where somebody may have so many working minutes to answer.
    #[must_use]
    pub fn check_windows(&self, now: DateTime<Utc>, longest_minutes: u32) -> Vec<Warning> {
        let today = self.date(now);
        let (from, until) = (self.covers_from, self.covers_until);
        if today < from {
            return vec![Warning {
                gravity: Gravity::Error,
                text: format!("the list of bank holidays begins only on {from}: use one that covers today"),
            }];
        }
        let opening_day = self.date(self.next_opening(now));
        let due = self.next_working_day(opening_day).max(self.date(self.add_working(now, longest_minutes)));
        if due > until {
            return vec![Warning {
                gravity: Gravity::Error,
                text: format!(
                    "the list of bank holidays ends on {until} and a deadline can fall on {due}: fetch the current list \
                     from www.gov.uk/bank-holidays.json"
                ),
            }];
        }
        let warn_from = until.checked_sub_days(Days::new(WARN_DAYS)).unwrap_or(until);
        if today < warn_from {
            return Vec::new();
        }
        vec![Warning {
            gravity: Gravity::Warning,
            text: format!(
                "the list of bank holidays ends on {until}, in {} days; after that the daemon will not start: fetch the \
                 current list from www.gov.uk/bank-holidays.json",
                (until - today).num_days()
            ),
        }]
    }
}

/// This date and those after it, so many that a working day is among them.
fn dates_from(date: NaiveDate) -> impl Iterator<Item = NaiveDate> {
    (0..SEARCH_DAYS).map_while(move |n| date.checked_add_days(Days::new(n)))
}

fn minutes(count: u32) -> TimeDelta {
    TimeDelta::minutes(i64::from(count))
}

#[cfg(test)]
pub(crate) mod samples;
#[cfg(test)]
mod tests;
