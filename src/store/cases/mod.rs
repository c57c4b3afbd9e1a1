//! The case store: the daemon's own copy of people, what was done with them, and staff, imported from the
//! case system.
//!
//! It lives apart from the journal. Every import writes a new generation, a file of its own, and then
//! switches to it in one step by a small file named `current`. Readers hold the generation they opened.

mod generation;
pub mod import;
mod pointer;
mod rows;
mod schema;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use chrono::{DateTime, Utc};

pub use generation::{Generation, Posting};

use crate::domain::{PersonId, Record, Staff, Team};

/// Why the case store could not be read.
#[derive(Debug, thiserror::Error)]
pub enum CaseError {
    /// A file or folder.
    #[error("the case store's {what} could not be read")]
    File {
        /// Which.
        what: &'static str,
        /// Why.
        source: std::io::Error,
    },
    /// The file `current` does not name a generation.
    #[error("the file `current` of the case store does not name a generation")]
    Pointer,
    /// The database.
    #[error("the case store could not be asked: {doing}")]
    Database {
        /// What was being done.
        doing: &'static str,
        /// Why.
        source: sqlx::Error,
    },
    /// A value that cannot be read.
    #[error("table {table}, column {column}, row {row} of the case store cannot be read")]
    Row {
        /// The table.
        table: &'static str,
        /// The column.
        column: &'static str,
        /// The row's key.
        row: String,
        /// Why.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// It was built by another version of this program.
    #[error("the case store was built with {found} and this program needs {needed}: import the extract again")]
    Outdated {
        /// The version it was built with.
        found: String,
        /// The version needed.
        needed: &'static str,
    },
}

impl CaseError {
    /// What somebody who runs the program can do.
    #[must_use]
    pub fn remedy(&self) -> &'static str {
        match self {
            Self::File { .. } | Self::Database { .. } => {
                "a directory that this user can read with all that is in it, or run this as the daemon's user, with \
                 `sudo -u frontdoor`; where it is damaged, run `frontdoor import --allow-shrink DIR`"
            }
            Self::Pointer | Self::Row { .. } | Self::Outdated { .. } => {
                "nothing here, but run `frontdoor import --allow-shrink DIR` with the newest extract"
            }
        }
    }
}

/// The case store. Cheap to clone; all clones see the same generation.
#[derive(Debug, Clone)]
pub struct CaseStore {
    shared: Arc<Shared>,
}

#[derive(Debug)]
struct Shared {
    dir: PathBuf,
    current: Mutex<Option<Arc<Generation>>>,
}

impl CaseStore {
    /// Opens the store in this folder; also when nothing was imported yet, or the folder is missing.
    ///
    /// # Errors
    /// When `current` cannot be read or the generation it names cannot be opened.
    pub async fn open(cases_dir: &Path) -> Result<Self, CaseError> {
        let shared = Shared { dir: cases_dir.to_owned(), current: Mutex::new(None) };
        let store = Self { shared: Arc::new(shared) };
        store.refresh().await?;
        Ok(store)
    }

    /// Takes up the newest generation, if there is a newer one; says whether it did. Cheap: one small file
    /// is read.
    ///
    /// # Errors
    /// As [`CaseStore::open`]; the generation held is kept.
    pub async fn refresh(&self) -> Result<bool, CaseError> {
        let Some(number) = pointer::read(&self.shared.dir)? else { return Ok(false) };
        if self.held().is_some_and(|generation| generation.number() == number) {
            return Ok(false);
        }
        let opened = Arc::new(Generation::open(&self.shared.dir, number).await?);
        *self.shared.current.lock().unwrap_or_else(PoisonError::into_inner) = Some(opened);
        Ok(true)
    }

    /// The generation held now, for several questions that must be answered by the same one; `None` when
    /// nothing was ever imported.
    #[must_use]
    pub fn held(&self) -> Option<Arc<Generation>> {
        self.shared.current.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    /// When the extract was taken (C8); `None` when nothing was ever imported.
    #[must_use]
    pub fn as_of(&self) -> Option<DateTime<Utc>> {
        self.held().map(|generation| generation.as_of())
    }

    /// All staff.
    ///
    /// # Errors
    /// When the database cannot be asked or a row cannot be read.
    pub async fn staff(&self) -> Result<Vec<Staff>, CaseError> {
        match self.held() {
            Some(generation) => generation.staff().await,
            None => Ok(Vec::new()),
        }
    }

    /// All teams.
    ///
    /// # Errors
    /// As [`CaseStore::staff`].
    pub async fn teams(&self) -> Result<Vec<Team>, CaseError> {
        match self.held() {
            Some(generation) => generation.teams().await,
            None => Ok(Vec::new()),
        }
    }

    /// Who is found under each of these keys.
    ///
    /// # Errors
    /// As [`CaseStore::staff`].
    pub async fn candidates(&self, keys: &[i64]) -> Result<BTreeMap<i64, Posting>, CaseError> {
        match self.held() {
            Some(generation) => generation.candidates(keys).await,
            None => Ok(BTreeMap::new()),
        }
    }

    /// The records of these people, by id. An id that was merged gives the person it belongs to now; an
    /// unknown one gives nothing.
    ///
    /// # Errors
    /// As [`CaseStore::staff`].
    pub async fn records(&self, ids: &[PersonId]) -> Result<Vec<Record>, CaseError> {
        match self.held() {
            Some(generation) => generation.records(ids).await,
            None => Ok(Vec::new()),
        }
    }
}
