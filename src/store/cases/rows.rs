//! Rows as the tables give them, and their way into the domain. A value that cannot be read names its
//! table, column and row.

use chrono::NaiveDate;
use serde_json::{Map, Value};
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::CaseError;
use crate::domain::{Involvement, Name, Person, PersonId, Relation, Staff, StaffId, Team};

/// A row being read, as an object of its columns: which table, and which row of it by its key.
pub(super) struct Cells<'a> {
    row: &'a Map<String, Value>,
    table: &'static str,
    key: &'a str,
}

/// The rows of an answer.
pub(super) fn read<T>(
    answer: &str,
    table: &'static str,
    key: &'static str,
    row: impl Fn(&Cells<'_>) -> Result<T, CaseError>,
) -> Result<Vec<T>, CaseError> {
    let all: Vec<Map<String, Value>> =
        serde_json::from_str(answer).map_err(|source| broken(table, "all", "?", source))?;
    let read = |columns: &Map<String, Value>| {
        let key = columns.get(key).and_then(Value::as_str).ok_or_else(|| broken(table, key, "?", NO_TEXT))?;
        row(&Cells { row: columns, table, key })
    };
    all.iter().map(read).collect()
}

const NO_TEXT: &str = "it is no text";

impl Cells<'_> {
    fn broken(&self, column: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> CaseError {
        broken(self.table, column, self.key, source)
    }

    fn text(&self, column: &'static str) -> Result<String, CaseError> {
        self.optional(column)?.ok_or_else(|| self.broken(column, NO_TEXT))
    }

    fn optional(&self, column: &'static str) -> Result<Option<String>, CaseError> {
        self.borrowed(column).map(|text| text.map(str::to_owned))
    }

    fn borrowed(&self, column: &'static str) -> Result<Option<&str>, CaseError> {
        match self.row.get(column) {
            Some(Value::String(text)) => Ok(Some(text)),
            Some(Value::Null) => Ok(None),
            Some(Value::Bool(_) | Value::Number(_) | Value::Array(_) | Value::Object(_)) | None => {
                Err(self.broken(column, NO_TEXT))
            }
        }
    }

    fn date(&self, column: &'static str) -> Result<Option<NaiveDate>, CaseError> {
        let text = self.borrowed(column)?;
        text.map(|t| t.parse().map_err(|source: chrono::ParseError| self.broken(column, source))).transpose()
    }

    fn flag(&self, column: &'static str) -> Result<bool, CaseError> {
        let value = self.row.get(column).and_then(Value::as_i64);
        value.map(|value| value != 0).ok_or_else(|| self.broken(column, "it is no number"))
    }

    fn json<T: serde::de::DeserializeOwned + Default>(&self, column: &'static str) -> Result<T, CaseError> {
        match self.borrowed(column)?.unwrap_or_default() {
            "" => Ok(T::default()),
            text => serde_json::from_str(text).map_err(|source| self.broken(column, source)),
        }
    }
}

fn broken(
    table: &'static str,
    column: &'static str,
    row: &str,
    source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
) -> CaseError {
    CaseError::Row { table, column, row: row.to_owned(), source: source.into() }
}

/// A person.
pub(super) fn person(cells: &Cells<'_>) -> Result<Person, CaseError> {
    Ok(Person {
        id: PersonId(cells.key.to_owned()),
        name: Name { given: cells.text("given")?, family: cells.text("family")? },
        aliases: cells.json("aliases")?,
        date_of_birth: cells.date("born")?,
        gender: cells.text("gender")?,
        nhs_number: cells.text("nhs_number")?,
        upn: cells.text("upn")?,
        address: cells.text("address")?,
        postcode: cells.text("postcode")?,
        earlier_addresses: cells.json("earlier")?,
        school: cells.text("school")?,
        disability: cells.text("disability")?,
        safety_alert: cells.flag("safety_alert")?,
        restricted_to: cells.json("restricted_to")?,
        restricted: cells.flag("restricted")?,
    })
}

pub(super) fn involvement(cells: &Cells<'_>) -> Result<Involvement, CaseError> {
    let opened_on = cells.date("opened_on")?;
    Ok(Involvement {
        id: cells.key.to_owned(),
        person: PersonId(cells.text("person")?),
        kind: cells.text("kind")?,
        service: cells.text("service")?,
        team: cells.text("team")?,
        worker: cells.optional("worker")?.map(StaffId),
        opened_on: opened_on.ok_or_else(|| cells.broken("opened_on", "it is empty"))?,
        closed_on: cells.date("closed_on")?,
        outcome: cells.text("outcome")?,
        decided_by: cells.optional("decided_by")?.map(StaffId),
        decided_on: cells.date("decided_on")?,
        source: cells.text("source")?,
        summary: cells.text("summary")?,
    })
}

/// Whose relation, and the relation.
pub(super) fn relation(cells: &Cells<'_>) -> Result<(PersonId, Relation), CaseError> {
    let relation = Relation {
        other: PersonId(cells.text("other")?),
        kind: cells.text("kind")?,
        name: Name {
            given: cells.optional("given")?.unwrap_or_default(),
            family: cells.optional("family")?.unwrap_or_default(),
        },
        date_of_birth: cells.date("born")?,
        address: cells.optional("address")?.unwrap_or_default(),
        postcode: cells.optional("postcode")?.unwrap_or_default(),
    };
    Ok((PersonId(cells.key.to_owned()), relation))
}

pub(super) fn staff(cells: &Cells<'_>) -> Result<Staff, CaseError> {
    Ok(Staff {
        id: StaffId(cells.key.to_owned()),
        name: cells.text("name")?,
        email: cells.text("email")?,
        role: cells.text("role")?,
        team: cells.text("team")?,
    })
}

pub(super) fn team(cells: &Cells<'_>) -> Result<Team, CaseError> {
    Ok(Team {
        name: cells.key.to_owned(),
        service: cells.text("service")?,
        tray_email: cells.text("tray_email")?,
        manager: cells.optional("manager")?.map(StaffId),
        covering_manager: cells.optional("covering_manager")?.map(StaffId),
        business_support_email: cells.text("business_support_email")?,
        service_manager: cells.optional("service_manager")?.map(StaffId),
    })
}

/// A key's people: "KEY CROWD NUMBER NUMBER …".
pub(super) fn posting(item: &str) -> Option<(i64, super::Posting)> {
    let mut words = item.split(' ');
    let (block, crowd) = (words.next()?.parse().ok()?, words.next()?.parse().ok()?);
    let people = words.filter(|word| !word.is_empty()).map(str::parse).collect::<Result<_, _>>().ok()?;
    Some((block, super::Posting { people, crowd: count(crowd) }))
}

/// A person's form: "NUMBER FORM".
pub(super) fn form(item: &str) -> Option<(i64, String)> {
    let (number, form) = item.split_once(' ')?;
    Some((number.parse().ok()?, form.to_owned()))
}

/// A term's frequency: "TERM PEOPLE".
pub(super) fn term(item: &str) -> Option<(i64, u32)> {
    let (term, people) = item.split_once(' ')?;
    Some((term.parse().ok()?, count(people.parse().ok()?)))
}

/// The error for an item of such a list.
pub(super) fn broken_item(table: &'static str, item: &str) -> CaseError {
    let key = item.split(' ').next().unwrap_or_default();
    broken(table, "all", key, "it is not what an import writes")
}

/// An old id, and whose it is now.
pub(super) fn merged(cells: &Cells<'_>) -> Result<(PersonId, PersonId), CaseError> {
    Ok((PersonId(cells.key.to_owned()), PersonId(cells.text("person")?)))
}

/// A setting and its value.
pub(super) fn setting(row: &SqliteRow) -> Result<(String, String), CaseError> {
    let wrong = |column, source: sqlx::Error| broken("meta", column, "?", source);
    Ok((row.try_get(0).map_err(|e| wrong("name", e))?, row.try_get(1).map_err(|e| wrong("value", e))?))
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
