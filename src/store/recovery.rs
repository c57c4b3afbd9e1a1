//! Short questions of the daemon: which mails are handled already, which letters were accepted just before a
//! crash, how many letters a request has had.

use std::collections::BTreeSet;

use crate::domain::{JournalId, MailId, Reference};

use super::database::{Sql, Store, pieces};
use super::error::StoreError;

const HANDLED: (&str, &str) = ("SELECT id FROM mails WHERE handled_at IS NOT NULL AND id IN (", ")");
const ACCEPTED: &str = "SELECT r.reference, j.key FROM requests r JOIN journal j ON j.scope = r.reference \
    WHERE r.phase = 'sent' AND j.effect = 'send' AND j.class = 'outsider' AND j.state = 'done' \
    ORDER BY r.reference, j.id";

const CLOSED: &str = "SELECT DISTINCT o.reference FROM requests r JOIN requests o ON o.reference = r.waits_on \
    WHERE r.phase = 'other' AND o.phase = 'closed' ORDER BY o.reference";
const LETTERS: &str = "SELECT count(*) FROM journal WHERE scope = $1 AND effect = 'send' AND class = 'outsider' \
    AND state IN ('in_flight', 'done', 'unknown') AND id <> $2";

impl Store {
    /// Requests that closed while copies of them still wait for that (C5).
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn closed_but_waited_for(&self) -> Result<Vec<Reference>, StoreError> {
        let rows: Vec<String> = sqlx::query_scalar(CLOSED)
            .fetch_all(self.reader())
            .await
            .map_err(StoreError::sql("looking for requests that are waited for"))?;
        Ok(rows.iter().filter_map(|row| Reference::parse(row)).collect())
    }

    /// How many automatic letters of a request beside this one were begun or sent, for the cap on a thread. One that was
    /// cut off and is to be repeated does not count itself: it would never be repeated.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn letters_sent(&self, reference: &Reference, beside: JournalId) -> Result<u32, StoreError> {
        let count: i64 = sqlx::query_scalar(LETTERS)
            .bind(reference.as_str())
            .bind(beside.0)
            .fetch_one(self.reader())
            .await
            .map_err(StoreError::sql("counting letters"))?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }

    /// Of these mails those that are handled: nothing of them may be handled twice.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn handled(&self, mails: &[MailId]) -> Result<BTreeSet<MailId>, StoreError> {
        let mut handled = BTreeSet::new();
        for piece in pieces(mails) {
            let mut sql = Sql::new(HANDLED.0);
            let mut list = sql.separated(", ");
            for mail in piece {
                list.push_bind(mail.0);
            }
            sql.push(HANDLED.1);
            let rows: Vec<i64> = sql
                .build_query_scalar()
                .fetch_all(self.reader())
                .await
                .map_err(StoreError::sql("asking which mails are handled"))?;
            handled.extend(rows.into_iter().map(MailId));
        }
        Ok(handled)
    }

    /// Letters that SMTP accepted, of requests that wait for such a word: it may have come just before a crash.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn accepted_but_waited_for(&self) -> Result<Vec<(Reference, String)>, StoreError> {
        let rows: Vec<(String, String)> = sqlx::query_as(ACCEPTED)
            .fetch_all(self.reader())
            .await
            .map_err(StoreError::sql("looking for letters that are waited for"))?;
        Ok(rows.into_iter().filter_map(|(r, key)| Some((Reference::parse(&r)?, key))).collect())
    }
}
