//! Timers: what comes due. The cost of one does not grow with their number.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::domain::{Reference, Timer, TimerKind};

use super::columns::{At, micros, word};
use super::database::{Store, Writing, write_list, write_rows};
use super::error::{StoreError, Unreadable};

/// The timers of a store.
#[derive(Debug, Clone, Copy)]
pub struct Timers<'s> {
    store: &'s Store,
}

/// A timer that is due.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DueTimer {
    /// Whose.
    pub reference: Reference,
    /// Which.
    pub timer: Timer,
}

const DUE: &str =
    "SELECT reference, kind, due_at FROM timers WHERE due_at <= $1 ORDER BY due_at, reference, kind LIMIT $2";
const NEXT: &str = "SELECT min(due_at) FROM timers WHERE due_at > $1";
const OF: &str = "SELECT reference, kind, due_at FROM timers WHERE reference = $1 ORDER BY due_at, kind";
const PUT_OFF: &str = "UPDATE timers SET due_at = $1 WHERE reference = $2 AND kind = $3 AND due_at = $4";
const DELETE: (&str, &str) = ("DELETE FROM timers WHERE reference IN (", ")");
const INSERT: (&str, &str) = ("INSERT INTO timers (reference, kind, due_at) ", "");

#[derive(FromRow)]
struct TimerRow {
    reference: String,
    kind: String,
    due_at: i64,
}

impl TimerRow {
    fn read(self) -> Result<DueTimer, StoreError> {
        let at = At { table: "timers", row: &self.reference };
        let reference = Reference::parse(&self.reference).ok_or_else(|| at.broken("reference", Unreadable::Word))?;
        let kind: TimerKind = at.word("kind", &self.kind)?;
        let due_at = at.time("due_at", self.due_at)?;
        Ok(DueTimer { reference, timer: Timer { kind, due_at } })
    }
}

impl Store {
    /// The timers.
    #[must_use]
    pub fn timers(&self) -> Timers<'_> {
        Timers { store: self }
    }
}

impl Timers<'_> {
    /// Timers that are due, the longest overdue first. One stays due until a commit of its request replaces it.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn due(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<DueTimer>, StoreError> {
        let rows: Vec<TimerRow> = sqlx::query_as(DUE)
            .bind(micros(now))
            .bind(i64::from(limit))
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading due timers"))?;
        rows.into_iter().map(TimerRow::read).collect()
    }

    /// When the first timer after `now` comes due; `None` when there is none.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn next_at(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let next = sqlx::query_scalar(NEXT).bind(micros(now)).fetch_one(self.store.reader()).await;
        let next: Option<i64> = next.map_err(StoreError::sql("reading the next timer"))?;
        next.map(|due_at| At { table: "timers", row: &"next" }.time("due_at", due_at)).transpose()
    }

    /// Puts a due timer off, so that one request that cannot be decided on does not hold up the rest.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn put_off(&self, due: &DueTimer, until: DateTime<Utc>) -> Result<(), StoreError> {
        let put_off = sqlx::query(PUT_OFF)
            .bind(micros(until))
            .bind(due.reference.as_str())
            .bind(word(&due.timer.kind))
            .bind(micros(due.timer.due_at));
        put_off.execute(self.store.writer()).await.map(|_| ()).map_err(StoreError::sql("putting a timer off"))
    }

    /// The timers of one request.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn of(&self, reference: &Reference) -> Result<Vec<Timer>, StoreError> {
        let rows: Vec<TimerRow> = sqlx::query_as(OF)
            .bind(reference.as_str())
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading the timers of a request"))?;
        rows.into_iter().map(|row| row.read().map(|due| due.timer)).collect()
    }
}

/// Replaces the timers of these requests as a set.
pub(super) async fn replace(
    tx: &mut Writing,
    timers: &BTreeMap<&str, &[Timer]>,
    fresh: &BTreeSet<&str>,
) -> Result<(), StoreError> {
    let doing = "replacing timers";
    let known: Vec<&str> = timers.keys().copied().filter(|reference| !fresh.contains(reference)).collect();
    write_list(tx, doing, DELETE, &known, |list, reference| {
        list.push_bind(*reference);
    })
    .await?;
    let set = timers.iter().flat_map(|(reference, timers)| timers.iter().map(move |timer| (*reference, timer)));
    let set: BTreeSet<(&str, &Timer)> = set.collect();
    let set: Vec<(&str, &Timer)> = set.into_iter().collect();
    write_rows(tx, doing, INSERT, &set, |mut row, (reference, timer)| {
        row.push_bind(*reference).push_bind(word(&timer.kind)).push_bind(micros(timer.due_at));
    })
    .await?;
    Ok(())
}
