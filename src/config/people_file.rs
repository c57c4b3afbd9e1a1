//! `people.toml`: what the case system does not know of staff: hours, leave, cover, lists.

use std::collections::BTreeSet;
use std::path::Path;

use chrono::NaiveDate;
use chrono_tz::Tz;
use serde::Deserialize;
use toml::{Table, Value};

use crate::domain::StaffId;
use crate::pathway::people::{Leave, LeaveKind, PeopleSettings, PersonSettings};

use super::calendar_file::RawWeek;
use super::leave_calendar;
use super::problem::{Notes, Problem, beside};
use super::reading::{bare, reject_rest, table_of, take_table, text_of, typed};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawPerson {
    hours: Option<Table>,
    leave: Vec<Table>,
    leave_ics: Option<String>,
    cover: Option<String>,
    lists: Vec<String>,
    takes_contacts: Option<bool>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, default)]
struct RawLeave {
    from: Option<Value>,
    to: Option<Value>,
    kind: Option<RawKind>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
#[serde(rename_all = "snake_case")]
enum RawKind {
    Short,
    Medium,
    Long,
}

/// The settings of a file; none when it could not be read at all. Calendars of leave are read in this zone.
pub(super) fn load(base: &Path, file: &str, zone: Tz) -> (Option<PeopleSettings>, Vec<Problem>) {
    let mut notes = Notes::of(file);
    let mut people = PeopleSettings::new();
    let Some(mut top) = table_of(&base.join(file), &mut notes) else { return (None, notes.into_problems()) };
    let mut of_calendars = Vec::new();
    for (id, value) in take_table(&mut top, "person", &mut notes) {
        let field = format!("person.{id}");
        let Value::Table(table) = value else {
            notes.add(&field, "is no table", format!("[{field}] on a line of its own"));
            continue;
        };
        let Some(raw) = typed::<RawPerson>(&field, table, &mut notes) else { continue };
        let mut person = person(&field, &raw, &mut notes);
        if let Some(ics) = &raw.leave_ics {
            let ics = beside(file, ics);
            let mut of_ics = Notes::of(&ics);
            if let Some(text) = text_of(&base.join(&ics), &mut of_ics) {
                person.leave.extend(leave_calendar::read(&text, zone, &mut of_ics));
            }
            of_calendars.extend(of_ics.into_problems());
        }
        people.insert(StaffId::from(id), person);
    }
    reject_rest(&top, "[person.ID] for each member of staff", &mut notes);
    let mut problems = notes.into_problems();
    problems.extend(of_calendars);
    (Some(people), problems)
}

fn person(field: &str, raw: &RawPerson, notes: &mut Notes) -> PersonSettings {
    let hours_field = format!("{field}.hours");
    let hours = raw.hours.clone().and_then(|table| {
        let week = typed::<RawWeek>(&hours_field, table, notes)?.read(&hours_field, notes)?;
        if week.is_empty() {
            notes.add(&hours_field, "has no hours at all", "their hours, or leave for somebody who is away");
        }
        Some(week)
    });
    let mut leave = Vec::new();
    for (number, table) in raw.leave.iter().enumerate() {
        let field = format!("{field}.leave[{}]", number + 1);
        let Some(raw) = typed::<RawLeave>(&field, table.clone(), notes) else { continue };
        let from = date(&format!("{field}.from"), raw.from, notes);
        let to = date(&format!("{field}.to"), raw.to, notes);
        let (Some(from), Some(to)) = (from, to) else { continue };
        if to < from {
            notes.add(format!("{field}.to"), format!("{to} is before {from}"), "the last day away, itself included");
            continue;
        }
        let kind = match raw.kind {
            Some(RawKind::Short) => LeaveKind::Short,
            Some(RawKind::Long) => LeaveKind::Long,
            Some(RawKind::Medium) | None => LeaveKind::Medium,
        };
        leave.push(Leave::days(from, to, kind));
    }
    if raw.lists.iter().any(|list| list.trim().is_empty()) {
        notes.add(format!("{field}.lists"), "holds an empty name", "the lists' names, as \"contacts\"");
    }
    PersonSettings {
        hours,
        leave,
        cover: raw.cover.clone().map(StaffId::from),
        lists: raw.lists.iter().cloned().collect::<BTreeSet<_>>(),
        takes_contacts: raw.takes_contacts.unwrap_or(true),
    }
}

/// A date, written with quotes or without.
fn date(field: &str, value: Option<Value>, notes: &mut Notes) -> Option<NaiveDate> {
    let write = "a date, as 2026-11-23";
    let text = bare(&notes.require(field, value, write)?);
    let date = text.parse().ok();
    if date.is_none() {
        notes.add(field, format!("`{text}` is no date"), write);
    }
    date
}
