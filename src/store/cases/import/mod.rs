//! The nightly import: an extract of the case system becomes a new generation of the case store.
//!
//! All or nothing: the new generation is built beside the old one, checked against it, and taken into use
//! in one switch. An extract that is broken, or from which too much has vanished, changes nothing.

mod build;
mod difference;
mod extract;
mod load;
mod merged;
mod oddities;
mod people;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;
use std::fs::{File, TryLockError};
use std::path::Path;

use chrono::{DateTime, NaiveDate, Utc};

use super::{CaseError, Generation, pointer};
use crate::domain::Person;
use crate::store::make_directory;
use build::Build;
use extract::Extract;

/// How people are indexed: the matching room's keys, terms and forms, handed in.
#[derive(Debug, Clone, Copy)]
pub struct Indexing {
    /// Version of what follows.
    pub version: &'static str,
    /// The blocking keys of a person.
    pub keys: fn(&Person) -> Vec<i64>,
    /// The terms whose frequency is counted.
    pub terms: fn(&Person) -> Vec<i64>,
    /// The households that somebody belongs to as a child on a day, where the case system does not say who lives together.
    pub households: fn(&Person, NaiveDate) -> Vec<i64>,
    /// A person, ready to be compared: text without spaces and semicolons.
    pub form: fn(&Person) -> String,
}

/// How an import is done.
#[derive(Debug, Clone, Copy)]
pub struct ImportOptions {
    /// Take the extract although too much has vanished, or the generation in use cannot be read to compare.
    pub allow_shrink: bool,
    /// The share of people, or of open involvements, that may vanish; 0.05 is usual.
    pub shrink_share: f64,
    /// How people are indexed.
    pub indexing: Indexing,
    /// Told how far a large extract has come.
    pub progress: fn(Progress),
}

impl ImportOptions {
    /// The usual options: five per cent may vanish, and nobody is told how far it has come.
    #[must_use]
    pub fn new(indexing: Indexing) -> Self {
        Self { allow_shrink: false, shrink_share: 0.05, indexing, progress: |_| {} }
    }
}

/// How far an import has come: told after every 100,000 rows of a file, and before what takes long after reading.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// The file being read, or what is being done.
    pub step: &'static str,
    /// Rows read; people, where no file is being read.
    pub done: u64,
    /// Rows the manifest says there are, where a file is being read.
    pub of: Option<u64>,
}

/// Rows between two words of progress; whoever has fewer people than that does not wait long.
const PROGRESS_EVERY: u64 = 100_000;

/// How many people were added, changed in any way, left as they were, and removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Counts {
    /// Not on record before.
    pub added: u64,
    /// Anything on their record differs: names, addresses, relations, involvements.
    pub changed: u64,
    /// As before.
    pub unchanged: u64,
    /// On record before, and not now.
    pub removed: u64,
}

/// What an import did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportReport {
    /// The new generation.
    pub generation: u64,
    /// When the extract was taken: from now on the store's age (C8).
    pub extracted_at: DateTime<Utc>,
    /// When it was imported.
    pub imported_at: DateTime<Utc>,
    /// People.
    pub people: Counts,
    /// Open involvements before and now.
    pub open_involvements: (u64, u64),
    /// Rows read, by file.
    pub rows: BTreeMap<String, u64>,
    /// What was odd but not wrong, in words, without personal data.
    pub warnings: Vec<String>,
}

/// Why an extract was not taken. Nothing has changed.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// A file of the extract is missing or cannot be opened.
    #[error("{file} of the extract cannot be opened")]
    File {
        /// Its name.
        file: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// A required column is missing.
    #[error("{file}, line 1: the column {column} is missing")]
    Column {
        /// The file.
        file: &'static str,
        /// The column.
        column: &'static str,
    },
    /// A value that cannot be read.
    #[error("{file}, line {line}, column {column}: {why}")]
    Value {
        /// The file.
        file: &'static str,
        /// The line, from 1.
        line: u64,
        /// The column.
        column: String,
        /// What is wrong, without repeating the value.
        why: String,
    },
    /// A file has more or fewer rows than the manifest says.
    #[error("{file}, line {line}, every column: the manifest says {expected} rows, the file has {found}")]
    RowCount {
        /// The file.
        file: &'static str,
        /// The last line read.
        line: u64,
        /// What the manifest says.
        expected: u64,
        /// What is there.
        found: u64,
    },
    /// Too much would vanish (a truncated extract must not make known children unknown).
    #[error("{gone} of {before} {what} would vanish, more than the {share:.1} % allowed")]
    Shrunk {
        /// `people`, `open involvements`, `relationships` …
        what: &'static str,
        /// How many there are now.
        before: u64,
        /// How many would vanish.
        gone: u64,
        /// The share allowed, in per cent.
        share: f64,
    },
    /// Another import is at work.
    #[error("another import is at work")]
    Busy,
    /// The folder of the case store.
    #[error("the case store's folder: {doing}")]
    Folder {
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// The new generation could not be written.
    #[error("the new generation could not be written: {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: sqlx::Error,
    },
    /// The generation in use could not be read.
    #[error("the generation in use could not be read")]
    Current {
        /// Why.
        #[from]
        source: CaseError,
    },
}

/// Imports the extract in `dir` as a new generation of the case store in `cases_dir`.
///
/// # Errors
/// Whatever is wrong with the extract or the disk; nothing has changed then.
pub async fn import(
    dir: &Path,
    cases_dir: &Path,
    options: ImportOptions,
    now: DateTime<Utc>,
) -> Result<ImportReport, ImportError> {
    let folder = |doing| move |source| ImportError::Folder { doing, source };
    make_directory(cases_dir).map_err(folder("making it"))?;
    let lock = File::create(cases_dir.join("import.lock")).map_err(folder("locking it"))?;
    match lock.try_lock() {
        Ok(()) => {}
        Err(TryLockError::WouldBlock) => return Err(ImportError::Busy),
        Err(TryLockError::Error(source)) => return Err(ImportError::Folder { doing: "locking it", source }),
    }
    let current = pointer::read(cases_dir)?;
    // What is newer than the one in use was never finished.
    pointer::remove(cases_dir, |number| current.is_some_and(|current| number <= current))
        .map_err(folder("removing an unfinished generation"))?;
    let before = match current {
        Some(number) => match Generation::open(cases_dir, number).await {
            Ok(before) => Some(before),
            // The way out when the generation in use is damaged: somebody allows it to be replaced unseen.
            Err(error) if options.allow_shrink => {
                tracing::warn!(%error, "the generation in use cannot be read; the new one is not compared with it");
                None
            }
            Err(source) => return Err(source.into()),
        },
        None => None,
    };
    let number = current.unwrap_or(0) + 1;
    let built = build_generation(dir, cases_dir, number, &options, before.as_ref(), now).await;
    let report = match built {
        Ok(report) => report,
        Err(error) => {
            pointer::remove(cases_dir, |other| other != number).map_err(folder("removing what was not taken"))?;
            return Err(error);
        }
    };
    pointer::switch(cases_dir, number).map_err(folder("switching to the new generation"))?;
    tracing::info!(generation = number, extracted_at = %report.extracted_at, "imported an extract");
    // The one before stays for readers that still hold it; a failure here loses nothing but space.
    if let Err(error) = pointer::remove(cases_dir, |other| other == number || Some(other) == current) {
        tracing::warn!(%error, "an old generation of the case store could not be removed");
    }
    Ok(report)
}

async fn build_generation(
    dir: &Path,
    cases_dir: &Path,
    number: u64,
    options: &ImportOptions,
    before: Option<&Generation>,
    now: DateTime<Utc>,
) -> Result<ImportReport, ImportError> {
    let mut extract = Extract::open(dir, options.progress)?;
    let mut extracted_at = extract.extracted_at;
    if extracted_at > now {
        extract.warn("manifest.json: the extract claims to be from the future; it counts as taken now".to_owned());
        extracted_at = now;
        extract.extracted_at = now;
    }
    if before.is_some_and(|before| before.as_of() > extracted_at) {
        extract.warn("manifest.json: the extract is older than the one in use".to_owned());
    }
    let mut build = Build::create(&pointer::file_of(cases_dir, number)).await?;
    load::all(&mut extract, &mut build, options.indexing).await?;
    let tell = |step| {
        let people = extract.rows.get("people").copied().unwrap_or_default();
        if people >= PROGRESS_EVERY {
            (options.progress)(Progress { step, done: people, of: None });
        }
    };
    tell("listing people by key");
    build.finish(extracted_at, now, options.indexing.version).await?;
    tell("comparing with the generation in use");
    let difference = difference::of(before, &mut build).await?;
    build.close().await?;
    if !options.allow_shrink {
        difference.allowed(options.shrink_share)?;
    }
    if let Some(warning) = difference.warning() {
        extract.warn(warning);
    }
    Ok(ImportReport {
        generation: number,
        extracted_at,
        imported_at: now,
        people: difference.people,
        open_involvements: (difference.open_before, difference.open_now),
        rows: extract.rows,
        warnings: extract.warnings,
    })
}
