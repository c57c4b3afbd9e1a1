//! Case notes (R8) and alarms; and the purge of what a closed request left behind.

use chrono::{DateTime, Utc};

use crate::domain::{AuditEntry, CaseNote, Reference, RuleId};

use super::audit;
use super::columns::{At, micros};
use super::commit::Commit;
use super::database::{Store, Writing, write_rows};
use super::error::StoreError;

/// The case notes of a store.
#[derive(Debug, Clone, Copy)]
pub struct Notes<'s> {
    store: &'s Store,
}

const OF: &str = "SELECT at, text FROM notes WHERE scope = $1 ORDER BY at, id";
const INSERT: (&str, &str) = ("INSERT INTO notes (scope, at, text) ", "");
const INSERT_ALARMS: (&str, &str) = ("INSERT INTO alarms (scope, at, what) ", "");
const PURGEABLE: &str = "SELECT reference FROM requests r WHERE r.closed_at < $1 AND r.held = 0 AND NOT EXISTS \
    (SELECT 1 FROM journal j WHERE j.scope = r.reference AND j.state IN ('pending', 'in_flight', 'unknown')) \
    ORDER BY r.closed_at LIMIT $2";
const MAY_PURGE: &str = "SELECT count(*) FROM requests r WHERE r.reference = $1 AND r.closed_at IS NOT NULL \
    AND r.held = 0 AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.scope = r.reference \
    AND j.state IN ('pending', 'in_flight', 'unknown'))";
/// What goes: all that may name somebody. The audit and the bare rows of mails and journal stay.
const PURGE: [&str; 8] = [
    "DELETE FROM notes WHERE scope = $1",
    "DELETE FROM mail_bytes WHERE mail IN (SELECT id FROM mails WHERE scope = $1)",
    "UPDATE mails SET message_id = NULL WHERE scope = $1",
    "DELETE FROM journal_recipients WHERE journal IN (SELECT id FROM journal WHERE scope = $1)",
    "UPDATE journal SET bytes = NULL, recipients = NULL, sender = NULL, message_id = NULL, filing = NULL WHERE scope = $1",
    "DELETE FROM timers WHERE reference = $1",
    "DELETE FROM request_people WHERE reference = $1",
    "DELETE FROM requests WHERE reference = $1",
];

impl Store {
    /// The case notes.
    #[must_use]
    pub fn notes(&self) -> Notes<'_> {
        Notes { store: self }
    }
}

impl Notes<'_> {
    /// The notes of a request, oldest first.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn of(&self, reference: &Reference) -> Result<Vec<CaseNote>, StoreError> {
        self.of_scope(reference.as_str()).await
    }

    pub(super) async fn of_scope(&self, scope: &str) -> Result<Vec<CaseNote>, StoreError> {
        let rows: Vec<(i64, String)> = sqlx::query_as(OF)
            .bind(scope)
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading case notes"))?;
        let at = At { table: "notes", row: &scope };
        rows.into_iter().map(|(when, text)| Ok(CaseNote { at: at.time("at", when)?, text })).collect()
    }

    /// Requests closed before a time, under no hold and with nothing still to be carried out, longest closed first.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn purgeable(&self, closed_before: DateTime<Utc>, limit: u32) -> Result<Vec<Reference>, StoreError> {
        let rows: Vec<String> = sqlx::query_scalar(PURGEABLE)
            .bind(micros(closed_before))
            .bind(i64::from(limit))
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("looking for what may be purged"))?;
        Ok(rows.iter().filter_map(|reference| Reference::parse(reference)).collect())
    }

    /// Purges a closed request: its text, notes, people, messages and the bytes of its mails. The audit stays and
    /// says so. `false` when it may not be purged: open, held, or not all carried out.
    ///
    /// # Errors
    /// The database's refusal; then nothing is purged.
    pub async fn purge(
        &self,
        reference: &Reference,
        at: DateTime<Utc>,
        policy_version: &str,
    ) -> Result<bool, StoreError> {
        let doing = "purging a request";
        let mut tx = self.store.begin().await?;
        let may = sqlx::query_scalar(MAY_PURGE).bind(reference.as_str());
        let may: i64 = may.fetch_one(&mut *tx).await.map_err(StoreError::sql(doing))?;
        if may == 0 {
            return Ok(false);
        }
        for statement in PURGE {
            let purged = sqlx::query(statement).bind(reference.as_str()).execute(&mut *tx).await;
            purged.map_err(StoreError::sql(doing))?;
        }
        let entry = AuditEntry {
            who: "daemon".to_owned(),
            what: "purged".to_owned(),
            why: "the retention period is over".to_owned(),
            rule: RuleId::from("retention"),
        };
        audit::append_one(&mut tx, reference.as_str(), at, policy_version, &entry).await?;
        tx.commit().await.map_err(StoreError::sql(doing))?;
        Ok(true)
    }
}

/// Writes the case notes and alarms of a batch.
pub(super) async fn write(tx: &mut Writing, commits: &[(&str, &Commit)]) -> Result<(), StoreError> {
    let notes: Vec<(&str, &CaseNote)> =
        commits.iter().flat_map(|(scope, commit)| commit.notes.iter().map(move |note| (*scope, note))).collect();
    write_rows(tx, "writing case notes", INSERT, &notes, |mut row, (scope, note)| {
        row.push_bind(*scope).push_bind(micros(note.at)).push_bind(note.text.as_str());
    })
    .await?;
    let alarms: Vec<(&str, i64, &str)> = commits
        .iter()
        .flat_map(|(scope, commit)| commit.alarms.iter().map(move |what| (*scope, micros(commit.at), what.as_str())))
        .collect();
    write_rows(tx, "writing alarms", INSERT_ALARMS, &alarms, |mut row, (scope, at, what)| {
        row.push_bind(*scope).push_bind(*at).push_bind(*what);
    })
    .await?;
    Ok(())
}
