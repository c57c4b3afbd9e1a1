//! One generation, open for reading. It never changes, so the database needs no locks.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteRow};
use sqlx::{ConnectOptions as _, Sqlite, SqliteConnection};
use tokio::sync::{Mutex, MutexGuard};

use super::schema::{listed, objects};
use super::{CaseError, pointer, rows};
use crate::domain::{Involvement, Person, PersonId, Record, Relation, Staff, Team};

type Query<'q, T> = sqlx::query::QueryAs<'q, Sqlite, T, SqliteArguments>;

/// The people found under one key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Posting {
    /// Their numbers in this generation; empty when they are too many.
    pub people: Vec<i64>,
    /// How many they are.
    pub crowd: u32,
}

/// One generation of the case store.
#[derive(Debug)]
pub struct Generation {
    number: u64,
    as_of: DateTime<Utc>,
    index_version: String,
    people: u32,
    /// Opened once and kept: the file may be removed while they are in use. A pool would hand each over through a task
    /// of its own, which takes longer than most questions.
    connections: (Mutex<SqliteConnection>, Mutex<SqliteConnection>),
}

const META: &str = "SELECT name, value FROM meta";
const STAFF: &str = objects!("SELECT * FROM staff ORDER BY id"; id, name, email, role, team);
const TEAMS: &str = objects!("SELECT * FROM teams ORDER BY name"; name, service, tray_email, manager, covering_manager,
    business_support_email, service_manager);
// Thousands of keys are asked for at once, and each row is a message between two threads: one row brings all.
const POSTINGS: &str =
    listed!("SELECT string_agg(block || ' ' || crowd || ' ' || people, ';') FROM postings WHERE block", "");
const TERMS: &str = listed!("SELECT string_agg(term || ' ' || people, ';') FROM terms WHERE term", "");
const FORMS: &str = listed!("SELECT string_agg(n || ' ' || form, ';') FROM forms WHERE n", "");
macro_rules! people {
    ($rows:expr) => {
        objects!($rows; id, given, family, aliases, born, gender, nhs_number, upn, address, postcode, earlier, school,
            disability, safety_alert, restricted, restricted_to)
    };
}
const PEOPLE_BY_NUMBER: &str = people!(listed!("SELECT * FROM people WHERE n", "ORDER BY id"));
/// All that is on record of some people, in one question and one row: people, former ids, involvements, relations. Merged
/// ids give whose they are now.
const RECORDS: &str = concat!(
    "WITH asked AS (SELECT DISTINCT COALESCE(m.person, j.value) AS id FROM json_each($1) j \
     LEFT JOIN merged m ON m.old_id = j.value) SELECT (",
    people!("SELECT * FROM people WHERE id IN (SELECT id FROM asked) ORDER BY id"),
    "), (",
    objects!("SELECT * FROM merged WHERE person IN (SELECT id FROM asked) ORDER BY old_id"; old_id, person),
    "), (",
    objects!("SELECT * FROM involvements WHERE person IN (SELECT id FROM asked) ORDER BY opened_on DESC, id DESC";
        id, person, kind, service, team, worker, opened_on, closed_on, outcome, decided_by, decided_on, source, summary),
    "), (",
    objects!("SELECT r.person, r.other, r.kind, p.given, p.family, p.born, \
              CASE WHEN r.kind IN ('parent', 'carer') THEN p.address END AS address, \
              CASE WHEN r.kind IN ('parent', 'carer') THEN p.postcode END AS postcode FROM relations r \
              LEFT JOIN people p ON p.id = r.other AND r.kind <> 'staff' AND p.restricted = 0 \
              WHERE r.person IN (SELECT id FROM asked) \
              ORDER BY r.person, r.kind, r.other"; person, other, kind, given, family, born, address, postcode),
    ")"
);

impl Generation {
    /// Opens a generation.
    pub(super) async fn open(dir: &Path, number: u64) -> Result<Self, CaseError> {
        let options = SqliteConnectOptions::new()
            .filename(pointer::file_of(dir, number))
            .read_only(true)
            .immutable(true)
            .pragma("cache_size", "-8192");
        let open = async || {
            let opened = options.connect().await;
            opened.map_err(|source| CaseError::Database { doing: "opening a generation", source })
        };
        let (mut first, second) = (open().await?, open().await?);
        let rows = sqlx::query(META).fetch_all(&mut first).await.map_err(asking("meta"))?;
        let meta = rows.iter().map(rows::setting).collect::<Result<BTreeMap<_, _>, _>>()?;
        let value = |name: &'static str| {
            let missing = || meta_error(name, "it is missing");
            meta.get(name).map(String::as_str).ok_or_else(missing)
        };
        Ok(Self {
            number,
            as_of: value("extracted_at")?.parse().map_err(|e: chrono::ParseError| meta_error("extracted_at", e))?,
            index_version: value("index_version")?.to_owned(),
            people: value("people")?.parse().map_err(|e: std::num::ParseIntError| meta_error("people", e))?,
            connections: (Mutex::new(first), Mutex::new(second)),
        })
    }

    /// Its number; later ones are higher.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// When the extract was taken (C8).
    #[must_use]
    pub fn as_of(&self) -> DateTime<Utc> {
        self.as_of
    }

    /// The version of the blocking keys it was built with.
    #[must_use]
    pub fn index_version(&self) -> &str {
        &self.index_version
    }

    /// How many people it has.
    #[must_use]
    pub fn people_count(&self) -> u32 {
        self.people
    }

    /// All staff, by id.
    ///
    /// # Errors
    /// When the database cannot be asked or a row cannot be read. So for all that follows.
    pub async fn staff(&self) -> Result<Vec<Staff>, CaseError> {
        let (staff,): (String,) = self.one(sqlx::query_as(STAFF), "staff").await?;
        rows::read(&staff, "staff", "id", rows::staff)
    }

    /// All teams, by name.
    ///
    /// # Errors
    /// As [`Generation::staff`].
    pub async fn teams(&self) -> Result<Vec<Team>, CaseError> {
        let (teams,): (String,) = self.one(sqlx::query_as(TEAMS), "teams").await?;
        rows::read(&teams, "teams", "name", rows::team)
    }

    /// Who is found under each of these keys; keys that find nobody are left out.
    ///
    /// # Errors
    /// As [`Generation::staff`].
    pub async fn candidates(&self, keys: &[i64]) -> Result<BTreeMap<i64, Posting>, CaseError> {
        self.by_numbers(POSTINGS, "postings", keys, rows::posting).await
    }

    /// In how many people's records each of these terms stands.
    ///
    /// # Errors
    /// As [`Generation::staff`].
    pub async fn frequencies(&self, terms: &[i64]) -> Result<BTreeMap<i64, u32>, CaseError> {
        self.by_numbers(TERMS, "terms", terms, rows::term).await
    }

    /// The people with these numbers, each in the form that the indexing gave them.
    ///
    /// # Errors
    /// As [`Generation::staff`].
    pub async fn forms(&self, numbers: &[i64]) -> Result<BTreeMap<i64, String>, CaseError> {
        self.by_numbers(FORMS, "forms", numbers, rows::form).await
    }

    /// The people with these numbers, by id, without what was done with them.
    ///
    /// # Errors
    /// As [`Generation::staff`].
    pub async fn people(&self, numbers: &[i64]) -> Result<Vec<Person>, CaseError> {
        let (people,): (String,) = self.one(sqlx::query_as(PEOPLE_BY_NUMBER).bind(list(numbers)), "people").await?;
        rows::read(&people, "people", "id", rows::person)
    }

    /// The records of these people, by id; merged ids give the person they belong to now.
    ///
    /// # Errors
    /// As [`Generation::staff`].
    pub async fn records(&self, ids: &[PersonId]) -> Result<Vec<Record>, CaseError> {
        let ids: BTreeSet<&str> = ids.iter().map(PersonId::as_str).collect();
        let ids: Vec<&str> = ids.into_iter().collect();
        let (people, formerly, done, related): (String, String, String, String) =
            self.one(sqlx::query_as(RECORDS).bind(list(&ids)), "records").await?;
        let people = rows::read(&people, "people", "id", rows::person)?;
        let mut former: BTreeMap<PersonId, Vec<PersonId>> = BTreeMap::new();
        for (old_id, person) in rows::read(&formerly, "merged", "old_id", rows::merged)? {
            former.entry(person).or_default().push(old_id);
        }
        let mut involvements: BTreeMap<PersonId, Vec<Involvement>> = BTreeMap::new();
        for involvement in rows::read(&done, "involvements", "id", rows::involvement)? {
            involvements.entry(involvement.person.clone()).or_default().push(involvement);
        }
        let mut relations: BTreeMap<PersonId, Vec<Relation>> = BTreeMap::new();
        for (person, relation) in rows::read(&related, "relations", "person", rows::relation)? {
            relations.entry(person).or_default().push(relation);
        }
        let record = |person: Person| Record {
            former_ids: former.remove(&person.id).unwrap_or_default(),
            involvements: involvements.remove(&person.id).unwrap_or_default(),
            relations: relations.remove(&person.id).unwrap_or_default(),
            person,
        };
        Ok(people.into_iter().map(record).collect())
    }

    async fn by_numbers<T>(
        &self,
        sql: &'static str,
        table: &'static str,
        numbers: &[i64],
        read: impl Fn(&str) -> Option<(i64, T)>,
    ) -> Result<BTreeMap<i64, T>, CaseError> {
        let (all,): (Option<String>,) = self.one(sqlx::query_as(sql).bind(list(numbers)), table).await?;
        let all = all.unwrap_or_default();
        let items = all.split(';').filter(|item| !item.is_empty());
        items.map(|item| read(item).ok_or_else(|| rows::broken_item(table, item))).collect()
    }

    /// The one row of an answer.
    async fn one<T>(&self, query: Query<'_, T>, table: &'static str) -> Result<T, CaseError>
    where
        T: for<'r> sqlx::FromRow<'r, SqliteRow> + Send + Unpin,
    {
        query.fetch_one(&mut *self.connection().await).await.map_err(asking(table))
    }

    /// One of the connections, when it is free.
    pub(super) async fn connection(&self) -> MutexGuard<'_, SqliteConnection> {
        let (first, second) = &self.connections;
        match first.try_lock() {
            Ok(free) => free,
            Err(_) => second.lock().await,
        }
    }
}

/// A list as one value.
fn list<T: serde::Serialize>(values: &[T]) -> String {
    // Numbers and texts always have a JSON form.
    serde_json::to_string(values).unwrap_or_default()
}

fn asking(table: &'static str) -> impl Fn(sqlx::Error) -> CaseError {
    move |source| CaseError::Database { doing: table, source }
}

fn meta_error(name: &'static str, source: impl Into<Box<dyn std::error::Error + Send + Sync>>) -> CaseError {
    CaseError::Row { table: "meta", column: "value", row: name.to_owned(), source: source.into() }
}
