//! Rows as the tables give them, and their way into the domain. A value that cannot be read names its
//! table, column and row.

use chrono::NaiveDate;
use sqlx::Row as _;
use sqlx::sqlite::SqliteRow;

use super::CaseError;
use crate::domain::{Involvement, Name, Person, PersonId, Relation, Staff, StaffId, Team};

/// A row being read: which table, and which row of it by its key.
struct Cells<'a> {
    row: &'a SqliteRow,
    table: &'static str,
    key: String,
}

impl<'a> Cells<'a> {
    fn of(row: &'a SqliteRow, table: &'static str, key: &'static str) -> Result<Self, CaseError> {
        let key = row.try_get(key).map_err(|source| broken(table, key, "?", source))?;
        Ok(Self { row, table, key })
    }

    fn broken(&self, column: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> CaseError {
        broken(self.table, column, &self.key, source)
    }

    fn text(&self, column: &'static str) -> Result<String, CaseError> {
        self.row.try_get(column).map_err(|source| self.broken(column, source))
    }

    fn optional(&self, column: &'static str) -> Result<Option<String>, CaseError> {
        self.row.try_get(column).map_err(|source| self.broken(column, source))
    }

    fn date(&self, column: &'static str) -> Result<Option<NaiveDate>, CaseError> {
        let text = self.optional(column)?;
        text.map(|t| t.parse().map_err(|source: chrono::ParseError| self.broken(column, source))).transpose()
    }

    fn flag(&self, column: &'static str) -> Result<bool, CaseError> {
        let value: i64 = self.row.try_get(column).map_err(|source| self.broken(column, source))?;
        Ok(value != 0)
    }

    fn json<T: serde::de::DeserializeOwned + Default>(&self, column: &'static str) -> Result<T, CaseError> {
        let text: &str = self.row.try_get(column).map_err(|source| self.broken(column, source))?;
        if text.is_empty() {
            return Ok(T::default());
        }
        serde_json::from_str(text).map_err(|source| self.broken(column, source))
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
pub(super) fn person(row: &SqliteRow) -> Result<Person, CaseError> {
    let cells = Cells::of(row, "people", "id")?;
    Ok(Person {
        id: PersonId(cells.key.clone()),
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

pub(super) fn involvement(row: &SqliteRow) -> Result<Involvement, CaseError> {
    let cells = Cells::of(row, "involvements", "id")?;
    let opened_on = cells.date("opened_on")?;
    Ok(Involvement {
        id: cells.key.clone(),
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
pub(super) fn relation(row: &SqliteRow) -> Result<(PersonId, Relation), CaseError> {
    let cells = Cells::of(row, "relations", "person")?;
    let relation = Relation {
        other: PersonId(cells.text("other")?),
        kind: cells.text("kind")?,
        name: Name {
            given: cells.optional("given")?.unwrap_or_default(),
            family: cells.optional("family")?.unwrap_or_default(),
        },
        date_of_birth: cells.date("born")?,
    };
    Ok((PersonId(cells.key), relation))
}

pub(super) fn staff(row: &SqliteRow) -> Result<Staff, CaseError> {
    let cells = Cells::of(row, "staff", "id")?;
    Ok(Staff {
        id: StaffId(cells.key.clone()),
        name: cells.text("name")?,
        email: cells.text("email")?,
        role: cells.text("role")?,
        team: cells.text("team")?,
    })
}

pub(super) fn team(row: &SqliteRow) -> Result<Team, CaseError> {
    let cells = Cells::of(row, "teams", "name")?;
    Ok(Team {
        name: cells.key.clone(),
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

/// Two texts: an old id and whose it is now; a setting and its value.
pub(super) fn two_texts(row: &SqliteRow, table: &'static str) -> Result<(String, String), CaseError> {
    let wrong = |column, source: sqlx::Error| broken(table, column, "?", source);
    Ok((row.try_get(0).map_err(|e| wrong("first", e))?, row.try_get(1).map_err(|e| wrong("second", e))?))
}

fn count(number: i64) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
