//! Mails on record (I1): their bytes, their place, and what became of them.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use sqlx::FromRow;

use crate::domain::{Digest, Fetched, Kind, MailId, MailboxName, Place, Reference};

use super::columns::{At, micros};
use super::database::{Store, Writing, keep_prepared, pieces, write_rows};
use super::error::StoreError;

/// What became of a mail. Every mail on record has exactly one: arrived = waiting + with a person + filed + removed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Disposition {
    /// Something is still to happen of itself.
    Waiting,
    /// A person is to work on it.
    WithPerson,
    /// Done with.
    Filed,
    /// A person deleted it or moved it out of sight (R9).
    Removed,
}

/// A mail to be put on record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewMail {
    /// As fetched.
    pub fetched: Fetched,
    /// Of its bytes.
    pub digest: Digest,
    /// Its Message-ID without brackets, if it has one. Not a key.
    pub message_id: Option<String>,
    /// Only its beginning could be read.
    pub not_whole: Option<NotWhole>,
}

/// A mail of which only the beginning is on record: it is a person's (I1, I7).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotWhole {
    /// Its size, as the server says.
    pub size: u64,
    /// Why, for people.
    pub why: String,
}

/// A mail that is on record now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Recorded {
    /// Its number.
    pub id: MailId,
    /// It was not on record before.
    pub fresh: bool,
}

/// A mail on record, without its bytes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MailRow {
    /// Its number.
    pub id: MailId,
    /// The mailbox it came to.
    pub mailbox: MailboxName,
    /// Where it lies; `None` when it lies nowhere any more.
    pub place: Option<Place>,
    /// Of the bytes as they arrived.
    pub digest: Digest,
    /// Of the bytes that lie there now.
    pub lying_digest: Digest,
    /// Its Message-ID.
    pub message_id: Option<String>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// Bytes.
    pub size: i64,
    /// What became of it.
    pub disposition: Disposition,
    /// Its kind, once handled.
    pub kind: Option<Kind>,
    /// The request it belongs to.
    pub request: Option<Reference>,
    /// How often handling it was begun.
    pub attempts: u32,
    /// When it was handled.
    pub handled_at: Option<DateTime<Utc>>,
}

/// A mail on record that is not handled yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unhandled {
    /// Its number.
    pub id: MailId,
    /// The mail as it was fetched.
    pub fetched: Fetched,
    /// Of its bytes.
    pub digest: Digest,
    /// How often handling it was begun before; at the cap it goes to a person.
    pub attempts: u32,
    /// Why only its beginning is there.
    pub not_whole: Option<String>,
}

/// The mails of a store.
#[derive(Debug, Clone, Copy)]
pub struct Mails<'s> {
    pub(super) store: &'s Store,
}

impl Store {
    /// The mails on record.
    #[must_use]
    pub fn mails(&self) -> Mails<'_> {
        Mails { store: self }
    }
}

const INSERT: (&str, &str) = (
    "INSERT INTO mails (mailbox, folder, uid_validity, uid, digest, lying_digest, message_id, received_at, size, \
     disposition, attempts, not_whole) ",
    " ON CONFLICT (mailbox, folder, uid_validity, uid) DO NOTHING RETURNING id, mailbox, folder, uid_validity, uid",
);
const INSERT_BYTES: (&str, &str) = ("INSERT INTO mail_bytes (mail, bytes) ", "");
const ID_AT: &str = "SELECT id FROM mails WHERE mailbox = $1 AND folder = $2 AND uid_validity = $3 AND uid = $4";
const UNHANDLED: (&str, &str) = (
    "SELECT m.id, m.mailbox, m.folder, m.uid_validity, m.uid, m.digest, m.received_at, m.attempts, m.not_whole, b.bytes \
     FROM mails m JOIN mail_bytes b ON b.mail = m.id WHERE m.handled_at IS NULL AND m.mailbox IN (",
    ") ORDER BY m.id LIMIT ",
);
const ATTEMPTED: &str = "UPDATE mails SET attempts = attempts + 1, attempted_at = $1 WHERE id = $2 RETURNING attempts";
const BYTES: &str =
    "SELECT b.bytes FROM mail_bytes b JOIN mails m ON m.id = b.mail WHERE b.mail = $1 AND m.not_whole IS NULL";
const LOAD: &str = "SELECT id, mailbox, folder, uid_validity, uid, digest, lying_digest, message_id, received_at, size, \
    disposition, kind, scope, attempts, handled_at FROM mails WHERE id = $1";
const BY_SCOPE: &str = "SELECT id, mailbox, folder, uid_validity, uid, digest, lying_digest, message_id, received_at, \
    size, disposition, kind, scope, attempts, handled_at FROM mails WHERE scope = $1 ORDER BY id";
const BY_DIGEST: &str = "SELECT id, mailbox, folder, uid_validity, uid, digest, lying_digest, message_id, received_at, \
    size, disposition, kind, scope, attempts, handled_at FROM mails WHERE mailbox = ";

/// A mail lies at most once at a place.
type PlaceKey = (String, String, i64, i64);

#[derive(FromRow)]
struct InsertedRow {
    id: i64,
    mailbox: String,
    folder: String,
    uid_validity: i64,
    uid: i64,
}

#[derive(FromRow)]
struct UnhandledRow {
    id: i64,
    mailbox: String,
    folder: Option<String>,
    uid_validity: Option<i64>,
    uid: Option<i64>,
    digest: String,
    received_at: i64,
    attempts: i64,
    not_whole: Option<String>,
    bytes: Vec<u8>,
}

#[derive(FromRow)]
pub(super) struct MailRecord {
    id: i64,
    mailbox: String,
    folder: Option<String>,
    uid_validity: Option<i64>,
    uid: Option<i64>,
    digest: String,
    lying_digest: String,
    message_id: Option<String>,
    received_at: i64,
    size: i64,
    disposition: String,
    kind: Option<String>,
    scope: Option<String>,
    attempts: i64,
    handled_at: Option<i64>,
}

impl Mails<'_> {
    /// Puts mails on record with their bytes, all in one transaction. A mail whose place is on record already is
    /// left as it is. The answer has one entry for each mail given, in the same order.
    ///
    /// # Errors
    /// The database's refusal; then none is on record.
    pub async fn record(&self, mails: &[NewMail]) -> Result<Vec<Recorded>, StoreError> {
        if mails.is_empty() {
            return Ok(Vec::new());
        }
        let mut tx = self.store.begin().await?;
        let mut fresh = insert(&mut tx, mails).await?;
        let mut recorded = Vec::with_capacity(mails.len());
        let mut bytes = Vec::with_capacity(fresh.len());
        let mut seen = BTreeMap::new();
        for mail in mails {
            let key = key_of(&mail.fetched.place);
            // `remove`: the same place twice in one batch is fresh only once.
            let found = if let Some(id) = fresh.remove(&key) {
                bytes.push((id, &mail.fetched.bytes));
                Recorded { id: MailId(id), fresh: true }
            } else if let Some(id) = seen.get(&key) {
                Recorded { id: *id, fresh: false }
            } else {
                Recorded { id: id_at(&mut tx, &key).await?, fresh: false }
            };
            seen.insert(key, found.id);
            recorded.push(found);
        }
        write_rows(&mut tx, "recording the bytes of mails", INSERT_BYTES, &bytes, |mut row, (id, bytes)| {
            row.push_bind(*id).push_bind(bytes.as_slice());
        })
        .await?;
        tx.commit().await.map_err(StoreError::sql("committing mails"))?;
        Ok(recorded)
    }

    /// Mails of these mailboxes that are on record and not handled yet, oldest record first: where a restart goes on.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn unhandled(&self, mailboxes: &[&MailboxName], limit: u32) -> Result<Vec<Unhandled>, StoreError> {
        if mailboxes.is_empty() {
            return Ok(vec![]);
        }
        let mut sql = super::database::Sql::new(UNHANDLED.0);
        let mut list = sql.separated(", ");
        for mailbox in mailboxes {
            list.push_bind(mailbox.as_str());
        }
        sql.push(UNHANDLED.1).push_bind(i64::from(limit));
        let rows: Vec<UnhandledRow> = sql
            .build_query_as()
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading unhandled mails"))?;
        rows.into_iter().map(UnhandledRow::read).collect()
    }

    /// Counts an attempt at handling a mail, before it is made: what kills the daemon is counted too. The answer is
    /// the number of attempts with this one.
    ///
    /// # Errors
    /// The database's refusal, or no such mail.
    pub async fn attempted(&self, mail: MailId, now: DateTime<Utc>) -> Result<u32, StoreError> {
        let doing = "counting an attempt";
        let counted = sqlx::query_scalar(ATTEMPTED).bind(micros(now)).bind(mail.0);
        let counted: i64 = counted.fetch_one(self.store.writer()).await.map_err(StoreError::sql(doing))?;
        (At { table: "mails", row: &mail }).number("attempts", counted)
    }

    /// The bytes of a mail as it arrived; `None` when there is no such mail, it was purged, or it is not there whole.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn bytes(&self, mail: MailId) -> Result<Option<Vec<u8>>, StoreError> {
        let bytes = sqlx::query_scalar(BYTES).bind(mail.0).fetch_optional(self.store.reader()).await;
        bytes.map_err(StoreError::sql("reading the bytes of a mail"))
    }

    /// A mail on record.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn load(&self, mail: MailId) -> Result<Option<MailRow>, StoreError> {
        let row: Option<MailRecord> = sqlx::query_as(LOAD)
            .bind(mail.0)
            .fetch_optional(self.store.reader())
            .await
            .map_err(StoreError::sql("reading a mail"))?;
        row.map(MailRecord::read).transpose()
    }

    /// Mails whose bytes, as they arrived or as they lie there now, have this digest.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn by_digest(&self, mailbox: &MailboxName, digest: &Digest) -> Result<Vec<MailRow>, StoreError> {
        let mut found = self.by_digests(mailbox, std::slice::from_ref(digest)).await?;
        Ok(found.remove(digest).unwrap_or_default())
    }

    /// The same for many digests: how mails that were copied back are known again after a mailbox was rebuilt.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn by_digests(
        &self,
        mailbox: &MailboxName,
        digests: &[Digest],
    ) -> Result<BTreeMap<Digest, Vec<MailRow>>, StoreError> {
        let mut found: BTreeMap<Digest, Vec<MailRow>> = BTreeMap::new();
        for piece in pieces(digests) {
            // Two lookups, so that each uses its own index.
            for row in self.where_digest(mailbox, " AND digest IN (", piece).await? {
                found.entry(row.digest.clone()).or_default().push(row);
            }
            let lying = " AND lying_digest <> digest AND lying_digest IN (";
            for row in self.where_digest(mailbox, lying, piece).await? {
                found.entry(row.lying_digest.clone()).or_default().push(row);
            }
        }
        Ok(found)
    }

    async fn where_digest(
        &self,
        mailbox: &MailboxName,
        which: &'static str,
        digests: &[Digest],
    ) -> Result<Vec<MailRow>, StoreError> {
        let mut sql = super::database::Sql::new(BY_DIGEST);
        sql.push_bind(mailbox.as_str()).push(which);
        let mut list = sql.separated(", ");
        for digest in digests {
            list.push_bind(&digest.0);
        }
        sql.push(") ORDER BY id");
        let rows = sql.build_query_as::<MailRecord>().persistent(keep_prepared(digests.len()));
        let rows = rows.fetch_all(self.store.reader()).await.map_err(StoreError::sql("looking for mails by digest"))?;
        rows.into_iter().map(MailRecord::read).collect()
    }

    /// The mails of one chain of work.
    pub(super) async fn of_scope(&self, scope: &str) -> Result<Vec<MailRow>, StoreError> {
        let rows: Vec<MailRecord> = sqlx::query_as(BY_SCOPE)
            .bind(scope)
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading the mails of a request"))?;
        rows.into_iter().map(MailRecord::read).collect()
    }
}

async fn insert(tx: &mut Writing, mails: &[NewMail]) -> Result<BTreeMap<PlaceKey, i64>, StoreError> {
    let mut fresh = BTreeMap::new();
    for chunk in pieces(mails) {
        let mut sql = super::database::Sql::new(INSERT.0);
        sql.push_values(chunk, |mut row, mail| {
            let place = &mail.fetched.place;
            let read = u64::try_from(mail.fetched.bytes.len()).unwrap_or(u64::MAX);
            let size = mail.not_whole.as_ref().map_or(read, |not_whole| not_whole.size);
            row.push_bind(place.mailbox.as_str())
                .push_bind(place.folder.as_str())
                .push_bind(i64::from(place.uid_validity))
                .push_bind(i64::from(place.uid))
                .push_bind(&mail.digest.0)
                .push_bind(&mail.digest.0)
                .push_bind(mail.message_id.as_deref())
                .push_bind(micros(mail.fetched.received_at))
                .push_bind(i64::try_from(size).unwrap_or(i64::MAX))
                .push_bind("waiting")
                .push_bind(0_i64)
                .push_bind(mail.not_whole.as_ref().map(|not_whole| not_whole.why.as_str()));
        });
        sql.push(INSERT.1);
        let rows = sql.build_query_as::<InsertedRow>().persistent(keep_prepared(chunk.len()));
        let rows = rows.fetch_all(&mut **tx).await.map_err(StoreError::sql("recording mails"))?;
        fresh.extend(rows.into_iter().map(|row| ((row.mailbox, row.folder, row.uid_validity, row.uid), row.id)));
    }
    Ok(fresh)
}

async fn id_at(tx: &mut Writing, (mailbox, folder, uid_validity, uid): &PlaceKey) -> Result<MailId, StoreError> {
    let id = sqlx::query_scalar(ID_AT).bind(mailbox).bind(folder).bind(uid_validity).bind(uid);
    id.fetch_one(&mut **tx).await.map(MailId).map_err(StoreError::sql("finding a mail by its place"))
}

fn key_of(place: &Place) -> PlaceKey {
    (place.mailbox.0.clone(), place.folder.0.clone(), i64::from(place.uid_validity), i64::from(place.uid))
}

/// The place of a row, from its columns; `None` when the mail lies nowhere.
pub(super) fn read_place(
    at: &At<'_>,
    mailbox: &str,
    columns: (Option<String>, Option<i64>, Option<i64>),
) -> Result<Option<Place>, StoreError> {
    let (Some(folder), Some(uid_validity), Some(uid)) = columns else { return Ok(None) };
    Ok(Some(Place {
        mailbox: mailbox.into(),
        folder: folder.into(),
        uid_validity: at.number("uid_validity", uid_validity)?,
        uid: at.number("uid", uid)?,
    }))
}

/// The request that a scope names, if it names one.
pub(super) fn reference_of(scope: &str) -> Option<Reference> {
    scope.starts_with("FD-").then(|| Reference::parse(scope)).flatten()
}

impl UnhandledRow {
    fn read(self) -> Result<Unhandled, StoreError> {
        let at = At { table: "mails", row: &self.id };
        // A mail that vanished before it was handled is handled all the same: its bytes are on record.
        let place = read_place(&at, &self.mailbox, (self.folder, self.uid_validity, self.uid))?.unwrap_or(Place {
            mailbox: self.mailbox.as_str().into(),
            folder: "".into(),
            uid_validity: 0,
            uid: 0,
        });
        Ok(Unhandled {
            id: MailId(self.id),
            digest: Digest(self.digest),
            attempts: at.number("attempts", self.attempts)?,
            not_whole: self.not_whole,
            fetched: Fetched { place, received_at: at.time("received_at", self.received_at)?, bytes: self.bytes },
        })
    }
}

impl MailRecord {
    fn read(self) -> Result<MailRow, StoreError> {
        let at = At { table: "mails", row: &self.id };
        Ok(MailRow {
            id: MailId(self.id),
            place: read_place(&at, &self.mailbox, (self.folder, self.uid_validity, self.uid))?,
            mailbox: self.mailbox.into(),
            digest: Digest(self.digest),
            lying_digest: Digest(self.lying_digest),
            message_id: self.message_id,
            received_at: at.time("received_at", self.received_at)?,
            size: self.size,
            disposition: at.word("disposition", &self.disposition)?,
            kind: self.kind.map(|kind| at.word("kind", &kind)).transpose()?,
            request: self.scope.as_deref().and_then(reference_of),
            attempts: at.number("attempts", self.attempts)?,
            handled_at: self.handled_at.map(|at_| at.time("handled_at", at_)).transpose()?,
        })
    }
}
