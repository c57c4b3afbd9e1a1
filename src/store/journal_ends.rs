//! What came of an effect: done, put off, given up, dropped, or nobody knows.

use chrono::{DateTime, Utc};
use sqlx::query::QueryAs;

use crate::domain::{Digest, JournalId, MailId, Place, Reference};

use super::carried_out::{self, Came, Told, told};
use super::columns::micros;
use super::database::{Db, Writing, write_rows_returning};
use super::error::StoreError;
use super::journal::Journal;
use super::places::put_all;

/// A filing that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Filed {
    /// The journal row.
    pub id: JournalId,
    /// Where the mail lies now and the digest of what lies there; `None` when it did not move.
    pub place: Option<(MailId, Place, Digest)>,
    /// The server's code, without personal data.
    pub result: String,
}

/// What is to be done about a message of unknown outcome.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum UnknownAdvice {
    /// It will be repeated once by itself.
    Repeats,
    /// It will not be tried again: a person must be told.
    TellAPerson,
}

/// What a restart found.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Recovered {
    /// Filings that are pending again.
    pub filings: Vec<JournalId>,
    /// Messages of unknown outcome that will be repeated once; of those that will not, [`Journal::untold`] knows.
    pub repeats: Vec<JournalId>,
}

const DONE: (&str, &str) = (
    "WITH ended (id, result, at) AS (",
    told!(
        ") UPDATE journal SET state = 'done', ended_at = ended.at, result = ended.result, \
         attempts = journal.attempts + 1 \
         FROM ended WHERE journal.id = ended.id AND journal.state NOT IN ('done', 'observed')"
    ),
);
const RETRY: &str = told!(
    "UPDATE journal SET state = 'pending', not_before = $1, result = $2, attempts = attempts + 1 \
     WHERE id = $3 AND state IN ('pending', 'in_flight', 'unknown')"
);
pub(super) const FAILED: &str = told!(
    "UPDATE journal SET state = 'failed', ended_at = $1, result = $2, attempts = attempts + 1 \
     WHERE id = $3 AND state IN ('pending', 'in_flight', 'unknown')"
);
const UNKNOWN: &str = told!(
    "UPDATE journal SET state = 'unknown', not_before = $1, result = $2, attempts = attempts + 1, \
     unknowns = unknowns + 1 WHERE id = $3 AND state IN ('pending', 'in_flight', 'unknown')"
);
const SMALLER: &str = told!(
    "UPDATE journal SET state = 'pending', not_before = $1, bytes = $2, \
     result = 'too large for the mail server; without the original', attempts = attempts + 1 \
     WHERE id = $3 AND state IN ('pending', 'in_flight', 'unknown')"
);
const CANCEL: &str = "UPDATE journal SET state = 'cancelled', ended_at = $1, result = $2 \
    WHERE scope = $3 AND key = $4 AND state = 'pending'";
const RECOVER_SENDS: &str = told!(
    "UPDATE journal SET state = 'unknown', not_before = $1, attempts = attempts + 1, \
     unknowns = unknowns + 1, result = 'cut off while it was being sent' \
     WHERE effect = 'send' AND state = 'in_flight'"
);
const RECOVER_FILINGS: &str = "UPDATE journal SET state = 'pending', attempts = attempts + 1, \
    result = 'cut off while it was being filed' WHERE effect = 'file' AND state = 'in_flight' RETURNING id";

impl Journal<'_> {
    /// Effects are done; `result` is a reply code, never personal data.
    ///
    /// # Errors
    /// The database's refusal; then none is marked.
    pub async fn done(&self, done: &[(JournalId, &str)], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        end(&mut tx, done, Came::Done, now).await?;
        tx.commit().await.map_err(StoreError::sql("noting what is done"))
    }

    /// Filings are done and the mails lie elsewhere now, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::PlaceTaken`] when another mail is on record at one of the places; then none is marked.
    pub async fn filed(&self, filed: &[Filed], now: DateTime<Utc>) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        let places: Vec<_> = filed.iter().filter_map(|one| one.place.as_ref()).collect();
        let places: Vec<_> = places.into_iter().map(|(mail, place, digest)| (*mail, place, digest)).collect();
        put_all(&mut tx, &places).await?;
        let (moved, gone): (Vec<&Filed>, Vec<&Filed>) = filed.iter().partition(|one| one.place.is_some());
        for (these, came) in [(moved, Came::Done), (gone, Came::Overtaken)] {
            let these: Vec<_> = these.into_iter().map(|one| (one.id, one.result.as_str())).collect();
            end(&mut tx, &these, came, now).await?;
        }
        tx.commit().await.map_err(StoreError::sql("noting what is filed"))
    }

    /// It did not work and is tried again at a time.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn retry(
        &self,
        id: JournalId,
        now: DateTime<Utc>,
        at: DateTime<Utc>,
        why: &str,
    ) -> Result<(), StoreError> {
        let retried = sqlx::query_as(RETRY).bind(micros(at)).bind(why).bind(id.0);
        self.changed(retried, Came::PutOff, now, "putting an effect off").await.map(drop)
    }

    /// The server takes no message as large: it is tried again at once with these bytes, which leave the original out.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn smaller(&self, id: JournalId, bytes: &[u8], now: DateTime<Utc>) -> Result<(), StoreError> {
        let smaller = sqlx::query_as(SMALLER).bind(micros(now)).bind(bytes).bind(id.0);
        self.changed(smaller, Came::PutOff, now, "making a message smaller").await.map(drop)
    }

    /// It did not work and is not tried again; the caller tells somebody.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn failed(&self, id: JournalId, now: DateTime<Utc>, why: &str) -> Result<(), StoreError> {
        let failed = sqlx::query_as(FAILED).bind(micros(now)).bind(why).bind(id.0);
        self.changed(failed, Came::GivenUp, now, "giving an effect up").await.map(drop)
    }

    /// Nobody can say whether SMTP took the message: it is repeated once, at `repeat_at`.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn unknown(
        &self,
        id: JournalId,
        now: DateTime<Utc>,
        repeat_at: DateTime<Utc>,
        why: &str,
    ) -> Result<UnknownAdvice, StoreError> {
        let unknown = sqlx::query_as(UNKNOWN).bind(micros(repeat_at)).bind(why).bind(id.0);
        let unknowns = self.changed(unknown, Came::Unknown, now, "noting an unknown outcome").await?;
        Ok(unknowns.map_or(UnknownAdvice::TellAPerson, advice))
    }

    /// Changes one row of the journal and tells the audit of it, in one transaction; the answer is how often its outcome
    /// was unknown, when it was changed.
    async fn changed(
        &self,
        change: QueryAs<'_, Db, Told, <Db as sqlx::Database>::Arguments>,
        came: Came,
        now: DateTime<Utc>,
        doing: &'static str,
    ) -> Result<Option<i64>, StoreError> {
        let mut tx = self.store.begin().await?;
        let row = change.fetch_optional(&mut *tx).await.map_err(StoreError::sql(doing))?;
        let unknowns = row.as_ref().map(|row| row.unknowns);
        carried_out::tell(&mut tx, row.into_iter().collect(), came, now).await?;
        tx.commit().await.map_err(StoreError::sql(doing))?;
        Ok(unknowns)
    }

    /// Drops an effect that is not begun yet; `false` when it is begun, done or not there.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn cancel(
        &self,
        reference: &Reference,
        key: &str,
        now: DateTime<Utc>,
        why: &str,
    ) -> Result<bool, StoreError> {
        let dropped = sqlx::query(CANCEL).bind(micros(now)).bind(why).bind(reference.as_str()).bind(key);
        let dropped = dropped.execute(self.store.writer()).await.map_err(StoreError::sql("dropping an effect"))?;
        Ok(dropped.rows_affected() == 1)
    }

    /// After a restart: filings that were begun are pending again (they check before they act); messages that were
    /// begun are of unknown outcome.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn recover(&self, now: DateTime<Utc>) -> Result<Recovered, StoreError> {
        let doing = "taking the journal up again";
        let mut tx = self.store.begin().await?;
        let cut_off: Vec<Told> = sqlx::query_as(RECOVER_SENDS)
            .bind(micros(now))
            .fetch_all(&mut *tx)
            .await
            .map_err(StoreError::sql(doing))?;
        let sends: Vec<(i64, i64)> = cut_off.iter().map(|row| (row.id, row.unknowns)).collect();
        carried_out::tell(&mut tx, cut_off, Came::Unknown, now).await?;
        let filings: Vec<i64> =
            sqlx::query_scalar(RECOVER_FILINGS).fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        tx.commit().await.map_err(StoreError::sql(doing))?;
        let mut found = Recovered { filings: filings.into_iter().map(JournalId).collect(), ..Recovered::default() };
        found.repeats = sends
            .into_iter()
            .filter(|(_, unknowns)| advice(*unknowns) == UnknownAdvice::Repeats)
            .map(|(id, _)| JournalId(id))
            .collect();
        Ok(found)
    }
}

async fn end(tx: &mut Writing, done: &[(JournalId, &str)], came: Came, now: DateTime<Utc>) -> Result<(), StoreError> {
    let rows = write_rows_returning(tx, "noting what is done", DONE, done, |mut row, (id, result)| {
        row.push_bind(id.0).push_bind(*result).push_bind(micros(now));
    })
    .await?;
    carried_out::tell(tx, rows, came, now).await
}

/// A second unknown outcome is never repeated.
fn advice(unknowns: i64) -> UnknownAdvice {
    if unknowns < 2 { UnknownAdvice::Repeats } else { UnknownAdvice::TellAPerson }
}
