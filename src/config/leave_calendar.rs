//! Leave out of a calendar file (`.ics`): each entry that is not marked free or cancelled is absence.

use chrono::{Days, NaiveDateTime, NaiveTime, TimeDelta};
use chrono_tz::Tz;
use icalendar::{Calendar, CalendarComponent, CalendarDateTime, Component as _, DatePerhapsTime, Event, EventStatus};

use crate::pathway::people::{Leave, LeaveKind};

use super::problem::Notes;

/// Absence longer than this is long (O2).
const MEDIUM_DAYS: i64 = 28;

/// The absences of a calendar. Times without a zone, and zones by names that the tz database does not
/// have, are taken as local.
pub(super) fn read(text: &str, zone: Tz, notes: &mut Notes) -> Vec<Leave> {
    let Ok(calendar) = text.parse::<Calendar>() else {
        notes.add("the file", "is no calendar", "an iCalendar file, as the calendar program saves it");
        return Vec::new();
    };
    let mut leave = Vec::new();
    let mut number = 0;
    for component in &calendar.components {
        let CalendarComponent::Event(event) = component else { continue };
        number += 1;
        let free = event.property_value("TRANSP").is_some_and(|v| v.eq_ignore_ascii_case("TRANSPARENT"));
        if free || event.get_status() == Some(EventStatus::Cancelled) {
            continue;
        }
        match absence(event, zone) {
            Ok(found) => leave.push(found),
            // The entry's own words are personal: only its place in the file is named.
            Err((problem, write)) => notes.add(format!("entry {number}"), problem, write),
        }
    }
    if number == 0 {
        notes.add("the file", "has no entries", "a calendar with leave, or take leave_ics out");
    }
    leave
}

fn absence(event: &Event, zone: Tz) -> Result<Leave, (&'static str, &'static str)> {
    if event.properties().contains_key("RRULE") || event.multi_properties().contains_key("RRULE") {
        return Err(("repeats", "each absence as an entry of its own"));
    }
    let from = event.get_start().ok_or(("has no readable beginning", "an entry with DTSTART"))?;
    let from_wall = wall(&from, zone);
    let to = match (event.get_end(), &from) {
        (Some(end), _) => wall(&end, zone),
        (None, DatePerhapsTime::Date(day)) if event.property_value("DURATION").is_none() => {
            day.checked_add_days(Days::new(1)).unwrap_or(*day).and_time(NaiveTime::MIN)
        }
        (None, _) => return Err(("has no readable end", "an entry with DTEND")),
    };
    if to <= from_wall {
        return Err(("ends before it begins", "an entry that ends later"));
    }
    let length = to - from_wall;
    let kind = if length < TimeDelta::days(1) {
        LeaveKind::Short
    } else if length <= TimeDelta::days(MEDIUM_DAYS) {
        LeaveKind::Medium
    } else {
        LeaveKind::Long
    };
    Ok(Leave { from: from_wall, to, kind })
}

/// The wall time in our zone. The end of a whole-day entry is the day after it already.
fn wall(at: &DatePerhapsTime, zone: Tz) -> NaiveDateTime {
    match at {
        DatePerhapsTime::Date(day) => day.and_time(NaiveTime::MIN),
        DatePerhapsTime::DateTime(CalendarDateTime::Floating(wall)) => *wall,
        DatePerhapsTime::DateTime(CalendarDateTime::Utc(at)) => at.with_timezone(&zone).naive_local(),
        DatePerhapsTime::DateTime(CalendarDateTime::WithTimezone { date_time, tzid }) => {
            let theirs = tzid.parse::<Tz>().ok();
            let at = theirs.and_then(|theirs| date_time.and_local_timezone(theirs).earliest());
            at.map_or(*date_time, |at| at.with_timezone(&zone).naive_local())
        }
    }
}
