//! A generation being built: one connection, one transaction, thrown away when anything fails. That is why
//! it needs no journal of its own: it is made safe on disk before the switch.

use std::collections::BTreeMap;
use std::path::Path;

use chrono::{DateTime, Utc};
use sqlx::sqlite::{SqliteArguments, SqliteConnectOptions, SqliteJournalMode, SqliteSynchronous};
use sqlx::{Connection as _, Sqlite, SqliteConnection};

use super::super::schema;
use super::ImportError;

type Query<'q> = sqlx::query::Query<'q, Sqlite, SqliteArguments>;

/// Pairs that one statement writes.
const PAIRS: usize = 32;
/// Terms counted in memory before they are written.
const TERMS_IN_MEMORY: usize = 50_000;

const ADD_META: &str = "INSERT INTO meta (name, value) VALUES ($1, $2)";
const ADD_BLOCK: &str = "INSERT INTO blocks (block, person) VALUES ($1, $2)";
const ADD_BLOCKS: &str = "INSERT INTO blocks (block, person) VALUES ($1,$2),($3,$4),($5,$6),($7,$8),($9,$10),\
    ($11,$12),($13,$14),($15,$16),($17,$18),($19,$20),($21,$22),($23,$24),($25,$26),($27,$28),($29,$30),($31,$32),\
    ($33,$34),($35,$36),($37,$38),($39,$40),($41,$42),($43,$44),($45,$46),($47,$48),($49,$50),($51,$52),($53,$54),\
    ($55,$56),($57,$58),($59,$60),($61,$62),($63,$64)";
const ADD_TERM: &str = "INSERT INTO terms (term, people) VALUES ($1, $2) \
    ON CONFLICT (term) DO UPDATE SET people = terms.people + excluded.people";

/// A generation being built.
pub(super) struct Build {
    connection: SqliteConnection,
    blocks: Vec<(i64, i64)>,
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
        let mut build = Self { connection, blocks: Vec::new(), terms: BTreeMap::new(), people: 0 };
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

    /// Indexes a person under keys and counts their terms. Gives nothing back but an error.
    pub(super) async fn index(&mut self, n: i64, keys: Vec<i64>, terms: Vec<i64>) -> Result<(), ImportError> {
        self.people += 1;
        for key in keys {
            self.blocks.push((key, n));
            if self.blocks.len() == PAIRS {
                let pairs = std::mem::take(&mut self.blocks);
                let query = pairs.iter().fold(sqlx::query(ADD_BLOCKS), |q, (key, n)| q.bind(*key).bind(*n));
                self.write(query, "writing keys").await?;
                self.blocks = pairs;
                self.blocks.clear();
            }
        }
        for term in terms {
            *self.terms.entry(term).or_default() += 1;
        }
        if self.terms.len() >= TERMS_IN_MEMORY {
            self.write_terms().await?;
        }
        Ok(())
    }

    async fn write_terms(&mut self) -> Result<(), ImportError> {
        for (term, people) in std::mem::take(&mut self.terms) {
            self.write(sqlx::query(ADD_TERM).bind(term).bind(people), "counting names").await?;
        }
        Ok(())
    }

    /// Writes what is left and the lists of people by key.
    pub(super) async fn finish(
        &mut self,
        extracted_at: DateTime<Utc>,
        imported_at: DateTime<Utc>,
        index_version: &'static str,
    ) -> Result<(), ImportError> {
        for (key, n) in std::mem::take(&mut self.blocks) {
            self.write(sqlx::query(ADD_BLOCK).bind(key).bind(n), "writing keys").await?;
        }
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
