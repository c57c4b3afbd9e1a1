//! What can go wrong with the store, and what the caller should do about it.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::domain::{MailId, in_full};

/// What the caller should do.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Advice {
    /// It may pass: busy, disk full, a time-out. Nothing was changed; try again later.
    Retry,
    /// It will not pass by itself: a person must look.
    GiveUp,
}

/// The store could not do it. Nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database refused.
    #[error("{doing}: the database refused")]
    Sql {
        /// What was being done.
        doing: &'static str,
        /// The database's word.
        source: sqlx::Error,
    },
    /// A row holds something that cannot be read.
    #[error("table {table}, column {column}, row {row}: not readable")]
    Row {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row, by its key.
        row: String,
        /// What is wrong with it.
        source: Unreadable,
    },
    /// A value cannot be written, since it could not be read again.
    #[error("table {table}, column {column}, row {row}: not storable")]
    NotStorable {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row, by its key.
        row: String,
    },
    /// There is no database.
    #[error("there is no database at {}; `frontdoor migrate` makes it", path.display())]
    Missing {
        /// Where it was looked for.
        path: PathBuf,
    },
    /// It is there, and this user may not work on it.
    #[error(
        "{} cannot be read and written by this user ({why}): run this as the daemon's user, with `sudo -u frontdoor`, or \
         give it the directory, with `chown -R frontdoor`",
        path.display()
    )]
    Denied {
        /// The database or its directory.
        path: PathBuf,
        /// The system's word.
        why: String,
    },
    /// The schema is older than this program.
    #[error("{} has schema {found}, this program needs {wanted}: stop the daemon, back up, run `frontdoor migrate`", path.display())]
    Older {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The schema of this program.
        wanted: i64,
    },
    /// The schema is newer than this program.
    #[error("{} has schema {found}, this program knows only {wanted}: use the newer program, or a backup", path.display())]
    Newer {
        /// The database.
        path: PathBuf,
        /// Its schema.
        found: i64,
        /// The schema of this program.
        wanted: i64,
    },
    /// The schema could not be brought up to date.
    #[error("the schema could not be brought up to date")]
    Migration {
        /// Why.
        source: sqlx::migrate::MigrateError,
    },
    /// A backup never overwrites.
    #[error("{} is there already; a backup never overwrites", path.display())]
    Exists {
        /// The file.
        path: PathBuf,
    },
    /// A file could not be made, or not be looked at.
    #[error("{} could not be read or written", path.display())]
    File {
        /// The file.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// Another mail is on record at that place.
    #[error("mail {mail} cannot lie where mail {other} is on record")]
    PlaceTaken {
        /// The mail that was to be put there.
        mail: MailId,
        /// The mail on record there.
        other: MailId,
    },
}

impl StoreError {
    /// What the caller should do.
    #[must_use]
    pub fn advice(&self) -> Advice {
        match self {
            Self::Sql { source, .. } => sql_advice(source),
            Self::File { .. } => Advice::Retry,
            Self::Row { .. }
            | Self::NotStorable { .. }
            | Self::Missing { .. }
            | Self::Denied { .. }
            | Self::Older { .. }
            | Self::Newer { .. }
            | Self::Migration { .. }
            | Self::Exists { .. }
            | Self::PlaceTaken { .. } => Advice::GiveUp,
        }
    }

    /// What the system said of a file of the store.
    #[must_use]
    pub fn of_file(path: &Path, source: std::io::Error) -> Self {
        let (path, kind) = (path.to_owned(), source.kind());
        if kind == ErrorKind::NotFound {
            Self::Missing { path }
        } else if [ErrorKind::PermissionDenied, ErrorKind::ReadOnlyFilesystem].contains(&kind) {
            Self::Denied { path, why: kind.to_string() }
        } else {
            Self::File { path, source }
        }
    }

    /// For `map_err`: that the database could not be opened. What stands in the way is mostly a file that cannot be
    /// written, its own or one beside it.
    pub(super) fn opening(doing: &'static str, path: &Path) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| match primary_code(&source) {
            Some(CANNOT_OPEN | READ_ONLY) => Self::Denied { path: path.to_owned(), why: in_full(&source) },
            Some(_) | None => Self::Sql { doing, source },
        }
    }

    /// For `map_err`: what was being done when the database refused.
    pub(super) fn sql(doing: &'static str) -> impl FnOnce(sqlx::Error) -> Self {
        move |source| Self::Sql { doing, source }
    }
}

/// The database's primary result codes that pass (`SQLite`): BUSY, LOCKED, NOMEM, INTERRUPT, IOERR, FULL, CANTOPEN, PROTOCOL.
const PASSING: [i64; 8] = [5, 6, 7, 9, 10, 13, 14, 15];

/// The database's primary result codes READONLY and CANTOPEN (`SQLite`).
const READ_ONLY: i64 = 8;
const CANNOT_OPEN: i64 = 14;

/// The low byte of an extended code is the primary one.
fn primary_code(error: &sqlx::Error) -> Option<i64> {
    let code = error.as_database_error().and_then(sqlx::error::DatabaseError::code);
    code.and_then(|code| code.parse::<i64>().ok()).map(|code| code & 0xff)
}

fn sql_advice(error: &sqlx::Error) -> Advice {
    if matches!(error, sqlx::Error::Io(_) | sqlx::Error::PoolTimedOut) {
        return Advice::Retry;
    }
    if primary_code(error).is_some_and(|c| PASSING.contains(&c)) { Advice::Retry } else { Advice::GiveUp }
}

/// What is wrong with a value. It never quotes the value, which may be personal data; that is why the reader's own
/// error is not kept.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Unreadable {
    /// Not the JSON it should be.
    #[error("broken JSON ({category}, line {line}, column {column})")]
    Json {
        /// Syntax, data or end of text.
        category: &'static str,
        /// Line in the value.
        line: usize,
        /// Column in the value.
        column: usize,
    },
    /// A number or a time out of range.
    #[error("{0} is out of range")]
    Range(i64),
    /// None of the words it may be.
    #[error("not one of its words")]
    Word,
    /// A value is missing.
    #[error("it is empty")]
    Empty,
}

impl From<serde_json::Error> for Unreadable {
    fn from(error: serde_json::Error) -> Self {
        let category = match error.classify() {
            serde_json::error::Category::Io => "reading",
            serde_json::error::Category::Syntax => "syntax",
            serde_json::error::Category::Data => "data",
            serde_json::error::Category::Eof => "end of text",
        };
        Self::Json { category, line: error.line(), column: error.column() }
    }
}
