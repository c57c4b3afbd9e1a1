//! A generation being built: one connection, one transaction, thrown away when anything fails. That is why
//! it needs no journal of its own: it is made safe on disk before the switch.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, Sqlite, SqliteConnection};

use super::super::schema;
use super::ImportError;

type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

/// Rows that one statement writes.
pub(super) const AT_ONCE: usize = 1_000;
/// Terms counted in memory before they are written.
const TERMS_IN_MEMORY: usize = 200_000;

const ADD_META: &str = "INSERT INTO meta (name, value) VALUES ($1, $2)";
const ADD_TERMS: &str = "INSERT INTO terms (term, people) SELECT value->>0, value->>1 FROM json_each($1) WHERE true \
    ON CONFLICT (term) DO UPDATE SET people = terms.people + excluded.people";

/// Rows gathered for one statement, which takes them as one JSON list. A statement is a message to the thread that
/// writes, and one back: for millions of rows those took longer than the writing.
pub(super) struct Rows {
    sql: &'static str,
    doing: &'static str,
    list: Vec<u8>,
    count: usize,
}

impl Rows {
    pub(super) fn of(sql: &'static str, doing: &'static str) -> Self {
        Self { sql, doing, list: Vec::new(), count: 0 }
    }

    fn push(&mut self, row: &impl Serialize) -> Result<(), ImportError> {
        self.list.push(if self.count == 0 { b'[' } else { b',' });
        self.count += 1;
        let written = serde_json::to_writer(&mut self.list, row);
        written.map_err(|error| writing(self.doing)(sqlx::Error::Encode(error.into())))
    }

    /// The list, and how many rows it has; they are gone from here.
    fn take(&mut self) -> Result<(String, usize), ImportError> {
        self.list.push(b']');
        let list = String::from_utf8(std::mem::take(&mut self.list));
        let list = list.map_err(|error| writing(self.doing)(sqlx::Error::Encode(error.into())))?;
        Ok((list, std::mem::take(&mut self.count)))
    }
}

/// A generation being built.
pub(super) struct Build {
    connection: SqliteConnection,
    terms: BTreeMap<i64, i64>,
    people: u64,
}

impl Build {
    pub(super) async fn create(file: &Path) -> Result<Self, ImportError> {
        let options = SqliteConnectOptions::new()
            .filename(file)
            .create_if_missing(true)
            .journal_mode(SqliteJournalMode::Off)
            .synchronous(SqliteSynchronous::Off)
            .pragma("temp_store", "FILE")
            .pragma("cache_size", "-32768");
        let connection = SqliteConnection::connect_with(&options).await.map_err(writing("opening it"))?;
        let mut build = Self { connection, terms: BTreeMap::new(), people: 0 };
        build.run(schema::CREATE, "making tables").await?;
        build.run("BEGIN", "beginning").await?;
        Ok(build)
    }

    /// Runs statements without values.
    pub(super) async fn run(&mut self, sql: &'static str, doing: &'static str) -> Result<(), ImportError> {
        sqlx::raw_sql(sql).execute(&mut self.connection).await.map_err(writing(doing))?;
        Ok(())
    }

    /// Runs one statement and says how many rows it wrote.
    pub(super) async fn write(&mut self, query: Query<'_>, doing: &'static str) -> Result<u64, ImportError> {
        let done = query.execute(&mut self.connection).await.map_err(writing(doing))?;
        Ok(done.rows_affected())
    }

    /// Runs one statement whose row may be there already: `false` then.
    pub(super) async fn write_once(&mut self, query: Query<'_>, doing: &'static str) -> Result<bool, ImportError> {
        match query.execute(&mut self.connection).await {
            Ok(_) => Ok(true),
            Err(sqlx::Error::Database(error)) if error.is_unique_violation() => Ok(false),
            Err(source) => Err(ImportError::Database { doing, source }),
        }
    }

    /// The connection, to read what was written.
    pub(super) fn connection(&mut self) -> &mut SqliteConnection {
        &mut self.connection
    }

    /// Takes a row, and writes those gathered when they are enough: `false` when one of them was there already.
    pub(super) async fn add(&mut self, rows: &mut Rows, row: &impl Serialize) -> Result<bool, ImportError> {
        rows.push(row)?;
        if rows.count < AT_ONCE { Ok(true) } else { self.put(rows).await }
    }

    /// Writes the rows gathered: `false` when one of them was there already.
    pub(super) async fn put(&mut self, rows: &mut Rows) -> Result<bool, ImportError> {
        if rows.count == 0 {
            return Ok(true);
        }
        let (list, count) = rows.take()?;
        Ok(self.write(sqlx::query(rows.sql).bind(list), rows.doing).await? == count as u64)
    }

    /// Counts a person and their terms.
    pub(super) async fn count(&mut self, terms: &[i64]) -> Result<(), ImportError> {
        self.people += 1;
        for term in terms {
            *self.terms.entry(*term).or_default() += 1;
        }
        if self.terms.len() >= TERMS_IN_MEMORY {
            self.write_terms().await?;
        }
        Ok(())
    }

    async fn write_terms(&mut self) -> Result<(), ImportError> {
        let mut rows = Rows::of(ADD_TERMS, "counting names");
        for counted in std::mem::take(&mut self.terms) {
            self.add(&mut rows, &counted).await?;
        }
        self.put(&mut rows).await?;
        Ok(())
    }

    /// Writes what is left and the lists of people by key.
    pub(super) async fn finish(
        &mut self,
        extracted_at: DateTime<Utc>,
        imported_at: DateTime<Utc>,
        index_version: &'static str,
    ) -> Result<(), ImportError> {
        self.write_terms().await?;
        self.run(schema::POSTINGS, "listing people by key").await?;
        for (name, value) in [
            ("extracted_at", extracted_at.to_rfc3339()),
            ("imported_at", imported_at.to_rfc3339()),
            ("index_version", index_version.to_owned()),
            ("people", self.people.to_string()),
        ] {
            self.write(sqlx::query(ADD_META).bind(name).bind(value), "writing its age").await?;
        }
        self.run("COMMIT", "committing").await
    }

    /// Closes the file.
    pub(super) async fn close(self) -> Result<(), ImportError> {
        self.connection.close().await.map_err(writing("closing it"))
    }
}

pub(super) fn writing(doing: &'static str) -> impl Fn(sqlx::Error) -> ImportError {
    move |source| ImportError::Database { doing, source }
}
