//! The audit of what was carried out: that a filing or a message is done, was put off, was given up, or that nobody knows
//! stands in the chain of its request, written in the transaction that notes it in the journal.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::domain::{AuditEntry, Filing};

use super::audit::{New, append_all};
use super::columns::{At, micros};
use super::database::Writing;
use super::error::StoreError;

/// A statement on the journal that gives back what the audit needs of each row that it changed.
macro_rules! told {
    ($sql:literal) => {
        concat!(
            $sql,
            " RETURNING journal.id, journal.scope, journal.key, journal.effect, journal.template, journal.filing, \
             journal.policy_version, journal.result, journal.attempts, journal.unknowns"
        )
    };
}
pub(super) use told;

/// A row of the journal that changed.
#[derive(FromRow)]
pub(super) struct Told {
    pub(super) id: i64,
    scope: String,
    key: String,
    effect: String,
    template: Option<String>,
    filing: Option<String>,
    policy_version: Option<String>,
    result: Option<String>,
    attempts: i64,
    pub(super) unknowns: i64,
}

/// What came of an effect.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Came {
    /// It is done.
    Done,
    /// A person was there first, and that is respected (R9).
    Overtaken,
    /// It did not work and is tried again. Told once: a server that is away for a night would fill the audit.
    PutOff,
    /// It is not tried again.
    GivenUp,
    /// Nobody can say.
    Unknown,
}

/// Writes what came of these effects into their chains.
pub(super) async fn tell(
    tx: &mut Writing,
    mut rows: Vec<Told>,
    came: Came,
    at: DateTime<Utc>,
) -> Result<(), StoreError> {
    if came == Came::PutOff {
        rows.retain(|row| row.attempts == 1);
    }
    // The database gives them in any order.
    rows.sort_by_key(|row| row.id);
    let entries = rows.iter().map(|row| row.entry(came)).collect::<Result<Vec<_>, _>>()?;
    let new = rows.iter().zip(&entries).map(|(row, entry)| New {
        scope: &row.scope,
        at: micros(at),
        policy_version: row.policy_version.as_deref().unwrap_or_default(),
        entry,
    });
    append_all(tx, &new.collect::<Vec<_>>()).await
}

impl Told {
    fn entry(&self, came: Came) -> Result<AuditEntry, StoreError> {
        let word = match came {
            Came::Done => "carried out",
            Came::Overtaken => "not carried out",
            Came::PutOff => "put off",
            Came::GivenUp => "given up",
            Came::Unknown => "perhaps carried out",
        };
        let result = match (self.result.as_deref().unwrap_or_default(), self.effect.as_str()) {
            ("", _) => String::new(),
            (code, "send") if code.starts_with(|c: char| c.is_ascii_digit()) => format!(", reply {code}"),
            (reason, _) => format!(", {reason}"),
        };
        Ok(AuditEntry {
            who: "daemon".to_owned(),
            what: format!("{word}: {}", self.what()?),
            why: format!("effect {}{result}", self.key),
            rule: "R8".into(),
        })
    }

    fn what(&self) -> Result<String, StoreError> {
        let Some(filing) = &self.filing else {
            return Ok(format!("send {}", self.template.as_deref().unwrap_or("a message")));
        };
        let filing: Filing = At { table: "journal", row: &self.id }.json("filing", filing)?;
        Ok(filing.folder.map_or_else(|| "set flags".to_owned(), |folder| format!("file into {folder}")))
    }
}
