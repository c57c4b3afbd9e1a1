//! Out of the journal: what is to be carried out next.

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::domain::{Digest, Filing, JournalId, MailboxName, Place, Reference};

use super::columns::{At, micros};
use super::commit::SendClass;
use super::database::{Store, keep_prepared, pieces};
use super::error::StoreError;
use super::mails::{read_place, reference_of};

/// The journal of a store.
#[derive(Debug, Clone, Copy)]
pub struct Journal<'s> {
    pub(super) store: &'s Store,
}

/// Where an effect stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum EffectState {
    /// To be carried out.
    Pending,
    /// Begun, no end known yet.
    InFlight,
    /// Done.
    Done,
    /// Given up; somebody was told or is to be told.
    Failed,
    /// SMTP may have taken it or not. Repeated once, byte for byte; then a person is told.
    Unknown,
    /// Dropped before it was begun.
    Cancelled,
    /// Of a mailbox that is only observed: never carried out.
    Observed,
}

/// A mail that is to be filed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextFiling {
    /// The journal row.
    pub id: JournalId,
    /// The request; `None` for a mail that made none.
    pub reference: Option<Reference>,
    /// What is to be done.
    pub filing: Filing,
    /// Where the mail lies; `None` when it lies nowhere any more.
    pub place: Option<Place>,
    /// The digest of the bytes that lie there.
    pub lying_digest: Digest,
    /// When the mail was received: the date that a copy must carry.
    pub received_at: DateTime<Utc>,
    /// The bytes as they arrived, only when a new subject is wanted.
    pub bytes: Option<Vec<u8>>,
    /// Its size and its beginning when it is not on record whole: of such a one no copy can be made.
    pub in_part: Option<(u64, Vec<u8>)>,
    /// How often it was tried before.
    pub attempts: u32,
}

/// A message that is to be sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NextSend {
    /// The journal row.
    pub id: JournalId,
    /// The request; `None` when it belongs to none.
    pub reference: Option<Reference>,
    /// The action's key.
    pub key: String,
    /// The mailbox it belongs to.
    pub mailbox: MailboxName,
    /// The template it was made of.
    pub template: String,
    /// Who it is for.
    pub class: SendClass,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients.
    pub recipients: Vec<String>,
    /// Its Message-ID.
    pub message_id: String,
    /// The whole message, as decided.
    pub bytes: Vec<u8>,
    /// Urgent.
    pub urgent: bool,
    /// How often it was tried before.
    pub attempts: u32,
    /// How often nobody could say whether SMTP took it; 1 means that this is the one repetition.
    pub unknowns: u32,
}

/// One of our messages, found by its Message-ID.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FoundMessage {
    /// The journal row.
    pub id: JournalId,
    /// The request; `None` when it belonged to none.
    pub reference: Option<Reference>,
    /// The action's key.
    pub key: String,
}

/// Whose messages are counted for a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SentTo<'a> {
    /// Those to one address.
    Address(&'a str),
    /// Those of one request.
    Request(&'a Reference),
    /// All.
    Anybody,
}

const NEXT_FILINGS: &str = "SELECT j.id, j.scope, j.filing, j.attempts, m.mailbox, m.folder, m.uid_validity, m.uid, \
    m.lying_digest, m.received_at, m.size, m.not_whole IS NULL AS whole, b.bytes \
    FROM journal j JOIN mails m ON m.id = j.mail \
    LEFT JOIN mail_bytes b ON b.mail = j.mail AND (j.retitle = 1 OR m.not_whole IS NOT NULL) \
    WHERE j.effect = 'file' AND j.state = 'pending' AND j.mailbox = $1 AND j.not_before <= $2 \
    AND NOT EXISTS (SELECT 1 FROM journal e WHERE e.mail = j.mail AND e.id < j.id \
        AND e.state IN ('pending', 'in_flight')) \
    ORDER BY j.urgent DESC, j.id LIMIT $3";
// The plus keeps the time out of the choice of an index: the one that has the order is wanted.
const NEXT_SENDS: &str = "SELECT id, scope, key, mailbox, template, class, sender, recipients, message_id, bytes, urgent, \
    attempts, unknowns FROM journal \
    WHERE effect = 'send' AND state IN ('pending', 'unknown') AND unknowns < 2 AND +not_before <= $1 \
    ORDER BY urgent DESC, id LIMIT $2";
const NEXT_AT: &str = "SELECT min(not_before) FROM journal \
    WHERE state IN ('pending', 'unknown') AND unknowns < 2 AND not_before > $1";
const BEGIN: (&str, &str) = (
    "UPDATE journal SET state = 'in_flight', tried_at = ",
    ") AND (state = 'pending' OR (state = 'unknown' AND unknowns < 2)) RETURNING id",
);
const BY_MESSAGE_ID: &str = "SELECT id, scope, key FROM journal WHERE message_id = $1 ORDER BY id LIMIT 1";
const BEGIN_RECIPIENTS: (&str, &str) = ("UPDATE journal_recipients SET tried_at = ", ")");
const SENT_TO: &str = "SELECT count(*) FROM journal_recipients WHERE recipient = $2 AND tried_at >= $3 \
    AND journal <> $1";
const SENT_OF: &str = "SELECT count(*) FROM journal WHERE scope = $2 AND effect = 'send' AND tried_at >= $3 \
    AND id <> $1";
const SENT: &str = "SELECT count(*) FROM journal WHERE effect = 'send' AND tried_at >= $2 AND id <> $1";

#[derive(FromRow)]
struct FilingRow {
    id: i64,
    scope: String,
    filing: Option<String>,
    attempts: i64,
    mailbox: String,
    folder: Option<String>,
    uid_validity: Option<i64>,
    uid: Option<i64>,
    lying_digest: String,
    received_at: i64,
    size: i64,
    whole: i64,
    bytes: Option<Vec<u8>>,
}

#[derive(FromRow)]
struct SendRow {
    id: i64,
    scope: String,
    key: String,
    mailbox: String,
    template: Option<String>,
    class: Option<String>,
    sender: Option<String>,
    recipients: Option<String>,
    message_id: Option<String>,
    bytes: Option<Vec<u8>>,
    urgent: i64,
    attempts: i64,
    unknowns: i64,
}

impl Store {
    /// The journal.
    #[must_use]
    pub fn journal(&self) -> Journal<'_> {
        Journal { store: self }
    }
}

impl Journal<'_> {
    /// What is to be filed next in a mailbox: urgent first, then oldest, and of one mail only the first.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn next_filings(
        &self,
        mailbox: &MailboxName,
        now: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<NextFiling>, StoreError> {
        let rows: Vec<FilingRow> = sqlx::query_as(NEXT_FILINGS)
            .bind(mailbox.as_str())
            .bind(micros(now))
            .bind(i64::from(limit))
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading what is to be filed"))?;
        rows.into_iter().map(FilingRow::read).collect()
    }

    /// What is to be sent next: urgent first, then oldest.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn next_sends(&self, now: DateTime<Utc>, limit: u32) -> Result<Vec<NextSend>, StoreError> {
        let rows: Vec<SendRow> = sqlx::query_as(NEXT_SENDS)
            .bind(micros(now))
            .bind(i64::from(limit))
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading what is to be sent"))?;
        rows.into_iter().map(SendRow::read).collect()
    }

    /// When the first effect after `now` may be tried; `None` when none waits.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn next_at(&self, now: DateTime<Utc>) -> Result<Option<DateTime<Utc>>, StoreError> {
        let next = sqlx::query_scalar(NEXT_AT).bind(micros(now)).fetch_one(self.store.reader()).await;
        let next: Option<i64> = next.map_err(StoreError::sql("reading the next effect"))?;
        next.map(|at| At { table: "journal", row: &"next" }.time("not_before", at)).transpose()
    }

    /// Marks effects as begun. Only those in the answer may be carried out: another may have been dropped meanwhile.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn in_flight(&self, ids: &[JournalId], now: DateTime<Utc>) -> Result<BTreeSet<JournalId>, StoreError> {
        let mut begun = BTreeSet::new();
        if ids.is_empty() {
            return Ok(begun);
        }
        let mut tx = self.store.begin().await?;
        for piece in pieces(ids) {
            let mut sql = super::database::Sql::new(BEGIN.0);
            sql.push_bind(micros(now)).push(" WHERE id IN (");
            let mut list = sql.separated(", ");
            for id in piece {
                list.push_bind(id.0);
            }
            sql.push(BEGIN.1);
            let rows = sql.build_query_scalar::<i64>().persistent(keep_prepared(piece.len()));
            let rows = rows.fetch_all(&mut *tx).await.map_err(StoreError::sql("beginning effects"))?;
            begun.extend(rows.into_iter().map(JournalId));
        }
        let of_begun: Vec<JournalId> = begun.iter().copied().collect();
        for piece in pieces(&of_begun) {
            let mut sql = super::database::Sql::new(BEGIN_RECIPIENTS.0);
            sql.push_bind(micros(now)).push(" WHERE journal IN (");
            let mut list = sql.separated(", ");
            for id in piece {
                list.push_bind(id.0);
            }
            sql.push(BEGIN_RECIPIENTS.1);
            let query = sql.build().persistent(keep_prepared(piece.len()));
            query.execute(&mut *tx).await.map_err(StoreError::sql("beginning effects"))?;
        }
        tx.commit().await.map_err(StoreError::sql("beginning effects"))?;
        Ok(begun)
    }

    /// Our own message with this Message-ID (without brackets), for bounces and replies.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn by_message_id(&self, message_id: &str) -> Result<Option<FoundMessage>, StoreError> {
        let row = sqlx::query_as(BY_MESSAGE_ID).bind(message_id).fetch_optional(self.store.reader()).await;
        let row: Option<(i64, String, String)> = row.map_err(StoreError::sql("looking for our message"))?;
        Ok(row.map(|(id, scope, key)| FoundMessage { id: JournalId(id), reference: reference_of(&scope), key }))
    }

    /// How many messages beside this one were begun since a time, whatever came of them, for the caps: one that is tried
    /// again must not be in its own way.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn sent(&self, beside: JournalId, to: SentTo<'_>, since: DateTime<Utc>) -> Result<u64, StoreError> {
        let since = micros(since);
        let query = match to {
            SentTo::Address(address) => {
                let recipient = super::journal_write::recipient_digest(address).0;
                sqlx::query_scalar(SENT_TO).bind(beside.0).bind(recipient).bind(since)
            }
            SentTo::Request(reference) => {
                sqlx::query_scalar(SENT_OF).bind(beside.0).bind(reference.as_str()).bind(since)
            }
            SentTo::Anybody => sqlx::query_scalar(SENT).bind(beside.0).bind(since),
        };
        let sent: i64 = query.fetch_one(self.store.reader()).await.map_err(StoreError::sql("counting messages"))?;
        Ok(sent.unsigned_abs())
    }
}

impl FilingRow {
    fn read(self) -> Result<NextFiling, StoreError> {
        let at = At { table: "journal", row: &self.id };
        let mail = At { table: "mails", row: &self.id };
        let (bytes, in_part) = if self.whole != 0 {
            (self.bytes, None)
        } else {
            (None, Some((mail.number("size", self.size)?, self.bytes.unwrap_or_default())))
        };
        Ok(NextFiling {
            id: JournalId(self.id),
            reference: reference_of(&self.scope),
            filing: at.json("filing", &at.some("filing", self.filing)?)?,
            place: read_place(&mail, &self.mailbox, (self.folder, self.uid_validity, self.uid))?,
            lying_digest: Digest(self.lying_digest),
            received_at: mail.time("received_at", self.received_at)?,
            bytes,
            in_part,
            attempts: at.number("attempts", self.attempts)?,
        })
    }
}

impl SendRow {
    fn read(self) -> Result<NextSend, StoreError> {
        let at = At { table: "journal", row: &self.id };
        Ok(NextSend {
            id: JournalId(self.id),
            reference: reference_of(&self.scope),
            key: self.key,
            mailbox: self.mailbox.into(),
            template: at.some("template", self.template)?,
            class: at.word("class", &at.some("class", self.class)?)?,
            from: at.some("sender", self.sender)?,
            recipients: at.json("recipients", &at.some("recipients", self.recipients)?)?,
            message_id: at.some("message_id", self.message_id)?,
            bytes: at.some("bytes", self.bytes)?,
            urgent: self.urgent != 0,
            attempts: at.number("attempts", self.attempts)?,
            unknowns: at.number("unknowns", self.unknowns)?,
        })
    }
}
