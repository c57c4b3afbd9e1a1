//! `calendar.toml` and the list of bank holidays beside it.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{NaiveDate, NaiveTime, Weekday};
use chrono_tz::Tz;
use serde::Deserialize;
use toml::Table;

use crate::pathway::calendar::{Calendar, CalendarError, CalendarSettings, Span, Week};

use super::problem::{Notes, Problem, beside, split};
use super::reading::{table_of, take_table, text_of, typed};

/// The days of a week, each with its stretches: `monday = ["08:00-17:15"]`.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub(super) struct RawWeek {
    monday: Vec<String>,
    tuesday: Vec<String>,
    wednesday: Vec<String>,
    thursday: Vec<String>,
    friday: Vec<String>,
    saturday: Vec<String>,
    sunday: Vec<String>,
}

impl RawWeek {
    /// The week, with every stretch that does not fit named.
    pub(super) fn read(self, field: &str, notes: &mut Notes) -> Option<Week> {
        let mut fits = true;
        let mut day = |name: &str, texts: Vec<String>| -> Vec<Span> {
            let spans = texts.iter().filter_map(|text| match Span::parse(text) {
                Ok(span) => Some(span),
                Err(why) => {
                    let (problem, write) = split(&why);
                    notes.add(format!("{field}.{name}"), problem, write);
                    fits = false;
                    None
                }
            });
            spans.collect()
        };
        let days = [
            day("monday", self.monday),
            day("tuesday", self.tuesday),
            day("wednesday", self.wednesday),
            day("thursday", self.thursday),
            day("friday", self.friday),
            day("saturday", self.saturday),
            day("sunday", self.sunday),
        ];
        let week = Week::new(days);
        if let Err(weekday) = &week {
            notes.add(
                format!("{field}.{}", day_name(*weekday)),
                "has stretches that overlap",
                "each later than the one before",
            );
        }
        week.ok().filter(|_| fits)
    }
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawCalendar {
    zone: Option<String>,
    noon: Option<String>,
    next_day_by: Option<String>,
    spare_minutes: Option<u32>,
    bank_holidays: Option<String>,
    division: Option<String>,
}

/// The calendar of a file.
pub(super) fn load(base: &Path, file: &str) -> (Option<Calendar>, Vec<Problem>) {
    let mut notes = Notes::of(file);
    let Some(mut top) = table_of(&base.join(file), &mut notes) else { return (None, notes.into_problems()) };
    let hours: Table = take_table(&mut top, "hours", &mut notes);
    let hours = typed::<RawWeek>("hours", hours, &mut notes).and_then(|raw| raw.read("hours", &mut notes));
    let raw = typed::<RawCalendar>("", top, &mut notes).unwrap_or_default();
    let zone = raw.zone.unwrap_or_else(|| "Europe/London".to_owned());
    let zone = zone.parse::<Tz>().map_err(|_| {
        notes.add("zone", format!("`{zone}` is no time zone"), "a name of the tz database, as \"Europe/London\"");
    });
    let noon = time("noon", raw.noon, "12:00", &mut notes);
    let next_day_by = time("next_day_by", raw.next_day_by, "10:00", &mut notes);
    let spare_minutes = notes.number("spare_minutes", raw.spare_minutes, 60, (0, 480));
    let list = notes.require_text("bank_holidays", raw.bank_holidays, "\"bank-holidays.json\", as www.gov.uk has it");
    let division = raw.division.unwrap_or_else(|| "england-and-wales".to_owned());
    let (holidays, of_list) = match &list {
        Some(list) => bank_holidays(base, &beside(file, list), &division),
        None => (None, Vec::new()),
    };
    let settings = (|| {
        Some(CalendarSettings {
            zone: zone.ok()?,
            hours: hours?,
            holidays: holidays?,
            noon: noon?,
            next_day_by: next_day_by?,
            spare_minutes,
        })
    })();
    let calendar = settings
        .and_then(|settings| Calendar::new(settings).map_err(|error| refused(&error, &division, &mut notes)).ok());
    let mut problems = notes.into_problems();
    problems.extend(of_list);
    (calendar, problems)
}

fn refused(error: &CalendarError, division: &str, notes: &mut Notes) {
    let (field, write) = match error {
        CalendarError::NoHours => ("hours", "monday = [\"08:00-17:15\"] and so on below [hours]".to_owned()),
        CalendarError::NoHolidays => ("bank_holidays", format!("a list with dates for {division}")),
        CalendarError::GapYear(_) => ("bank_holidays", "a list without a gap between its years".to_owned()),
        CalendarError::NextDayTooEarly(..) => {
            ("next_day_by", "a time that leaves people that long after opening".to_owned())
        }
    };
    notes.add(field, error.to_string(), write);
}

fn time(field: &str, text: Option<String>, default: &str, notes: &mut Notes) -> Option<NaiveTime> {
    let text = text.unwrap_or_else(|| default.to_owned());
    let time = NaiveTime::parse_from_str(&text, "%H:%M").ok();
    if time.is_none() {
        notes.add(field, format!("`{text}` is no time of day"), format!("\"{default}\""));
    }
    time
}

/// One division of the published list. Its other fields do not matter here.
#[derive(Debug, Deserialize)]
struct Division {
    events: Vec<Holiday>,
}

#[derive(Debug, Deserialize)]
struct Holiday {
    title: String,
    date: NaiveDate,
}

type Holidays = BTreeMap<NaiveDate, String>;

/// The bank holidays of one division; those of others are never mixed in.
fn bank_holidays(base: &Path, file: &str, division: &str) -> (Option<Holidays>, Vec<Problem>) {
    let mut notes = Notes::of(file);
    let Some(text) = text_of(&base.join(file), &mut notes) else { return (None, notes.into_problems()) };
    let mut divisions: BTreeMap<String, Division> = match serde_json::from_str(&text) {
        Ok(divisions) => divisions,
        Err(error) => {
            let line = format!("line {}", error.line());
            notes.add(line, error.to_string(), "the list as www.gov.uk/bank-holidays.json has it");
            return (None, notes.into_problems());
        }
    };
    let Some(found) = divisions.remove(division) else {
        let has: Vec<&str> = divisions.keys().map(String::as_str).collect();
        notes.add("division", format!("there is no `{division}` in the list"), format!("one of {}", has.join(", ")));
        return (None, notes.into_problems());
    };
    let mut holidays = Holidays::new();
    for event in found.events {
        if let Some(before) = holidays.insert(event.date, event.title.clone()) {
            notes.add(
                format!("{division}.{}", event.date),
                format!("is listed twice, as {before} and {}", event.title),
                "each date once",
            );
        }
    }
    (Some(holidays), notes.into_problems())
}

fn day_name(day: Weekday) -> &'static str {
    match day {
        Weekday::Mon => "monday",
        Weekday::Tue => "tuesday",
        Weekday::Wed => "wednesday",
        Weekday::Thu => "thursday",
        Weekday::Fri => "friday",
        Weekday::Sat => "saturday",
        Weekday::Sun => "sunday",
    }
}
