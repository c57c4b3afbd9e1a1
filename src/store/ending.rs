//! How an effect ended, where that leads to a decision: both are written in one transaction, so that a daemon that is
//! killed between the two neither forgets to tell anybody nor tells twice.

use crate::domain::{JournalId, MailboxName, Reference};

use super::carried_out::{self, Came, Told, told};
use super::columns::micros;
use super::database::Writing;
use super::error::StoreError;
use super::journal::Journal;
use super::journal_ends::FAILED;
use super::mails::reference_of;

/// An effect that ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ends {
    /// The journal row.
    pub id: JournalId,
    /// How.
    pub how: End,
}

/// How an effect ended; the word is a reply code or a reason, without personal data.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum End {
    /// It is done.
    Done(String),
    /// It is given up.
    Failed(String),
    /// Nobody can say for the second time whether SMTP took it, and a person was told.
    Told,
}

/// A message of unknown outcome for the second time, of which no person was told yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Untold {
    /// The journal row.
    pub id: JournalId,
    /// The mailbox it belongs to.
    pub mailbox: MailboxName,
    /// The request; `None` when it belongs to none.
    pub reference: Option<Reference>,
    /// The action's key.
    pub key: String,
}

const DONE: &str = told!(
    "UPDATE journal SET state = 'done', ended_at = $1, result = $2, attempts = attempts + 1 \
     WHERE id = $3 AND state NOT IN ('done', 'observed')"
);
/// It stays unknown: that is the truth, and an answer may show later that it went out.
const TOLD: &str = "UPDATE journal SET ended_at = $1 WHERE id = $2 AND state = 'unknown' AND ended_at IS NULL";
const UNTOLD: &str = "SELECT id, mailbox, scope, key FROM journal \
    WHERE state = 'unknown' AND unknowns > 1 AND ended_at IS NULL ORDER BY id";

impl Journal<'_> {
    /// An effect ended, and nothing else is to be decided about that.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn ended(&self, ends: &Ends, now: chrono::DateTime<chrono::Utc>) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        end(&mut tx, ends, now).await?;
        tx.commit().await.map_err(StoreError::sql("noting how an effect ended"))
    }

    /// Messages of which a person is still to be told that nobody can say whether they went out.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn untold(&self) -> Result<Vec<Untold>, StoreError> {
        let rows = sqlx::query_as(UNTOLD).fetch_all(self.store.reader()).await;
        let rows: Vec<(i64, String, String, String)> =
            rows.map_err(StoreError::sql("looking for messages that nobody was told of"))?;
        let read = |(id, mailbox, scope, key): (i64, String, String, String)| Untold {
            id: JournalId(id),
            mailbox: mailbox.into(),
            reference: reference_of(&scope),
            key,
        };
        Ok(rows.into_iter().map(read).collect())
    }
}

/// Within a transaction; an effect that has ended already stays as it is.
pub(super) async fn end(tx: &mut Writing, ends: &Ends, now: chrono::DateTime<chrono::Utc>) -> Result<(), StoreError> {
    let doing = "noting how an effect ended";
    let at = micros(now);
    let (statement, word, came) = match &ends.how {
        End::Done(result) => (DONE, result, Came::Done),
        End::Failed(why) => (FAILED, why, Came::GivenUp),
        // That nobody can say stands in the audit since it was found out, and so does the alarm.
        End::Told => {
            let told = sqlx::query(TOLD).bind(at).bind(ends.id.0).execute(&mut **tx).await;
            return told.map(drop).map_err(StoreError::sql(doing));
        }
    };
    let ended = sqlx::query_as(statement).bind(at).bind(word).bind(ends.id.0);
    let ended: Vec<Told> = ended.fetch_all(&mut **tx).await.map_err(StoreError::sql(doing))?;
    carried_out::tell(tx, ended, came, now).await
}
