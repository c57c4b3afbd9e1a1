//! What the last look at each folder saw, so that after a restart what people did meanwhile is known (R9).

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::domain::{Digest, Filing, FolderName, JournalId, MailId, MailboxName, Place};

use super::columns::{At, micros};
use super::comparison::{self, Comparison};
use super::database::{Writing, write_list, write_rows};
use super::error::StoreError;
use super::journal::Journal;
use super::mails::Mails;

/// How far a look saw into a folder.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Look {
    /// The folder's UIDVALIDITY.
    pub uid_validity: u32,
    /// All that lay there has a lower UID.
    pub uid_next: u32,
    /// What is on no record and has a lower UID is people's own.
    pub counts_from: u32,
    /// When, by the machine's clock: a server's dates compare with it, whatever is rehearsed.
    pub at: DateTime<Utc>,
}

const LOOKS: &str = "SELECT folder, uid_validity, uid_next, counts_from, at FROM looks WHERE mailbox = $1";
const WAS_CHECKED: &str = "SELECT count(*) FROM checks WHERE mailbox = $1";
const BEGIN: (&str, &str) = (
    "INSERT INTO looks (mailbox, folder, uid_validity, uid_next, counts_from, at) ",
    " ON CONFLICT (mailbox, folder) DO NOTHING",
);
const LOOKED: (&str, &str) = (
    "INSERT INTO looks (mailbox, folder, uid_validity, uid_next, counts_from, at) ",
    " ON CONFLICT (mailbox, folder) DO UPDATE SET uid_validity = excluded.uid_validity, uid_next = excluded.uid_next, \
     counts_from = excluded.counts_from, at = excluded.at",
);
const STILL_PENDING: &str = "SELECT id, filing FROM journal WHERE effect = 'file' AND state = 'pending' \
    AND mailbox = $1 AND filing IS NOT NULL AND NOT EXISTS (SELECT 1 FROM targets t WHERE t.journal = journal.id)";
const PIN: (&str, &str) =
    ("INSERT INTO targets (journal, uid_validity, uid_next) ", " ON CONFLICT (journal) DO NOTHING");
const TARGETS: (&str, &str) = ("SELECT journal, uid_validity, uid_next FROM targets WHERE journal IN (", ")");
const LAST: &str = "SELECT coalesce(max(id), 0) FROM journal";
const COPIES: &str = "SELECT folder, uid_validity, uid, digest FROM copies WHERE mailbox = $1";
const COPY_SEEN: &str = "INSERT INTO copies (mailbox, folder, uid_validity, uid, digest) VALUES ($1, $2, $3, $4, $5) \
    ON CONFLICT (mailbox, folder, uid_validity, uid) DO UPDATE SET digest = excluded.digest";
const COPY_GONE: &str = "DELETE FROM copies WHERE mailbox = $1 AND folder = $2 AND uid_validity = $3 AND uid = $4";
const ACTIONED: &str = "SELECT a.mail FROM actioned a JOIN mails m ON m.id = a.mail WHERE m.mailbox = $1";
const SET_ACTIONED: (&str, &str) = ("INSERT INTO actioned (mail) ", " ON CONFLICT (mail) DO NOTHING");
const NOT_ACTIONED: (&str, &str) = ("DELETE FROM actioned WHERE mail IN (", ")");

#[derive(FromRow)]
struct LookRow {
    folder: String,
    uid_validity: i64,
    uid_next: i64,
    counts_from: i64,
    at: i64,
}

#[derive(FromRow)]
struct CopyRow {
    folder: String,
    uid_validity: i64,
    uid: i64,
    digest: String,
}

impl Mails<'_> {
    /// How far each folder was seen at its last look.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn looks(&self, mailbox: &MailboxName) -> Result<BTreeMap<FolderName, Look>, StoreError> {
        let rows: Vec<LookRow> = sqlx::query_as(LOOKS)
            .bind(mailbox.as_str())
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading the last looks"))?;
        rows.into_iter().map(LookRow::read).collect()
    }

    /// Notes where folders begin that were never looked at: what lies there now is people's own. Those that were
    /// looked at stay as they are.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn begin_looks(
        &self,
        mailbox: &MailboxName,
        looks: &BTreeMap<FolderName, Look>,
    ) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        write_looks(&mut tx, BEGIN, mailbox, looks).await?;
        tx.commit().await.map_err(StoreError::sql("noting where folders begin"))
    }

    /// Notes that a mailbox was looked at with success, what comparing it with the record found, and how far those
    /// folders were seen that changed. Filings that are still to be done keep the look before for a bound, since they may
    /// have been tried after it.
    ///
    /// # Errors
    /// The database's refusal; then nothing is noted.
    pub async fn looked(
        &self,
        mailbox: &MailboxName,
        compared: &Comparison,
        looks: &BTreeMap<FolderName, Look>,
    ) -> Result<(), StoreError> {
        let doing = "noting a look";
        let mut tx = self.store.begin().await?;
        if !looks.is_empty() {
            pin_targets(&mut tx, mailbox).await?;
            write_looks(&mut tx, LOOKED, mailbox, looks).await?;
        }
        let noted = sqlx::query(super::places::CHECKED).bind(mailbox.as_str()).bind(micros(compared.at));
        noted.execute(&mut *tx).await.map_err(StoreError::sql(doing))?;
        comparison::note(&mut tx, mailbox, compared).await?;
        tx.commit().await.map_err(StoreError::sql(doing))
    }

    /// Whether a mailbox was ever looked at with success.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn was_checked(&self, mailbox: &MailboxName) -> Result<bool, StoreError> {
        let checks = sqlx::query_scalar(WAS_CHECKED).bind(mailbox.as_str()).fetch_one(self.store.reader()).await;
        let checks: i64 = checks.map_err(StoreError::sql("reading the last look"))?;
        Ok(checks > 0)
    }

    /// Copies of mails on record that lie somewhere, on no record themselves, with their digests.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn copies(&self, mailbox: &MailboxName) -> Result<BTreeMap<Place, Digest>, StoreError> {
        let rows: Vec<CopyRow> = sqlx::query_as(COPIES)
            .bind(mailbox.as_str())
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading copies"))?;
        rows.into_iter().map(|row| row.read(mailbox)).collect()
    }

    /// A copy was seen.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn copy_seen(&self, place: &Place, digest: &Digest) -> Result<(), StoreError> {
        let seen = sqlx::query(COPY_SEEN).bind(place.mailbox.as_str()).bind(place.folder.as_str());
        let seen = seen.bind(i64::from(place.uid_validity)).bind(i64::from(place.uid)).bind(&digest.0);
        let seen = seen.execute(self.store.writer()).await;
        seen.map(|_| ()).map_err(StoreError::sql("noting a copy"))
    }

    /// A copy is gone, or is on record now.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn copy_gone(&self, place: &Place) -> Result<(), StoreError> {
        let gone = sqlx::query(COPY_GONE).bind(place.mailbox.as_str()).bind(place.folder.as_str());
        let gone = gone.bind(i64::from(place.uid_validity)).bind(i64::from(place.uid));
        let gone = gone.execute(self.store.writer()).await;
        gone.map(|_| ()).map_err(StoreError::sql("noting that a copy is gone"))
    }

    /// The mails of a mailbox that bore ACTIONED at the last look.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn actioned(&self, mailbox: &MailboxName) -> Result<BTreeSet<MailId>, StoreError> {
        let mails = sqlx::query_scalar(ACTIONED).bind(mailbox.as_str()).fetch_all(self.store.reader()).await;
        let mails: Vec<i64> = mails.map_err(StoreError::sql("reading what is flagged"))?;
        Ok(mails.into_iter().map(MailId).collect())
    }

    /// Notes mails that bear ACTIONED now, and others that bear it no more.
    ///
    /// # Errors
    /// The database's refusal; then nothing is noted.
    pub async fn note_actioned(&self, bear: &[MailId], bear_no_more: &[MailId]) -> Result<(), StoreError> {
        let doing = "noting what is flagged";
        let mut tx = self.store.begin().await?;
        set_actioned(&mut tx, bear).await?;
        write_list(&mut tx, doing, NOT_ACTIONED, bear_no_more, |list, mail| {
            list.push_bind(mail.0);
        })
        .await?;
        tx.commit().await.map_err(StoreError::sql(doing))
    }
}

impl Journal<'_> {
    /// The number of the last effect that was decided; 0 when there is none.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn last(&self) -> Result<JournalId, StoreError> {
        let last = sqlx::query_scalar(LAST).fetch_one(self.store.reader()).await;
        last.map(JournalId).map_err(StoreError::sql("reading the end of the journal"))
    }

    /// Of filings that were pending over a look: UIDVALIDITY and UIDNEXT of the target, from before the first try.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn targets(&self, filings: &[JournalId]) -> Result<BTreeMap<JournalId, (u32, u32)>, StoreError> {
        let mut found = BTreeMap::new();
        for piece in super::database::pieces(filings) {
            let mut sql = super::database::list_sql(TARGETS.0, TARGETS.1, piece, |list, id: &JournalId| {
                list.push_bind(id.0);
            });
            let rows = sql.build_query_as::<(i64, i64, i64)>().persistent(super::database::keep_prepared(piece.len()));
            let rows = rows.fetch_all(self.store.reader()).await.map_err(StoreError::sql("reading targets"))?;
            for (id, uid_validity, uid_next) in rows {
                let at = At { table: "targets", row: &id };
                let bound = (at.number("uid_validity", uid_validity)?, at.number("uid_next", uid_next)?);
                found.insert(JournalId(id), bound);
            }
        }
        Ok(found)
    }
}

/// Within a transaction of the caller's.
pub(super) async fn set_actioned(tx: &mut Writing, mails: &[MailId]) -> Result<(), StoreError> {
    write_rows(tx, "noting what is flagged", SET_ACTIONED, mails, |mut row, mail| {
        row.push_bind(mail.0);
    })
    .await?;
    Ok(())
}

async fn write_looks(
    tx: &mut Writing,
    statement: (&'static str, &'static str),
    mailbox: &MailboxName,
    looks: &BTreeMap<FolderName, Look>,
) -> Result<(), StoreError> {
    let looks: Vec<_> = looks.iter().collect();
    write_rows(tx, "noting a look", statement, &looks, |mut row, (folder, look)| {
        row.push_bind(mailbox.as_str())
            .push_bind(folder.as_str())
            .push_bind(i64::from(look.uid_validity))
            .push_bind(i64::from(look.uid_next))
            .push_bind(i64::from(look.counts_from))
            .push_bind(micros(look.at));
    })
    .await?;
    Ok(())
}

/// What is still to be filed was decided after the last look at the latest, or is pinned already: so the look that is
/// on record was before any try.
async fn pin_targets(tx: &mut Writing, mailbox: &MailboxName) -> Result<(), StoreError> {
    let doing = "keeping the bounds of filings";
    let pending: Vec<(i64, String)> = sqlx::query_as(STILL_PENDING)
        .bind(mailbox.as_str())
        .fetch_all(&mut **tx)
        .await
        .map_err(StoreError::sql(doing))?;
    if pending.is_empty() {
        return Ok(());
    }
    let looks: Vec<LookRow> =
        sqlx::query_as(LOOKS).bind(mailbox.as_str()).fetch_all(&mut **tx).await.map_err(StoreError::sql(doing))?;
    let mut pins = vec![];
    for (id, filing) in pending {
        let filing: Filing = At { table: "journal", row: &id }.json("filing", &filing)?;
        let Some(folder) = filing.folder else { continue };
        let look = looks.iter().find(|look| look.folder == folder.as_str());
        pins.extend(look.map(|look| (id, look.uid_validity, look.uid_next)));
    }
    write_rows(tx, doing, PIN, &pins, |mut row, (id, uid_validity, uid_next)| {
        row.push_bind(*id).push_bind(*uid_validity).push_bind(*uid_next);
    })
    .await?;
    Ok(())
}

impl LookRow {
    fn read(self) -> Result<(FolderName, Look), StoreError> {
        let at = At { table: "looks", row: &self.folder };
        let look = Look {
            uid_validity: at.number("uid_validity", self.uid_validity)?,
            uid_next: at.number("uid_next", self.uid_next)?,
            counts_from: at.number("counts_from", self.counts_from)?,
            at: at.time("at", self.at)?,
        };
        Ok((FolderName::from(self.folder.as_str()), look))
    }
}

impl CopyRow {
    fn read(self, mailbox: &MailboxName) -> Result<(Place, Digest), StoreError> {
        let at = At { table: "copies", row: &self.folder };
        let place = Place {
            mailbox: mailbox.clone(),
            folder: FolderName::from(self.folder.as_str()),
            uid_validity: at.number("uid_validity", self.uid_validity)?,
            uid: at.number("uid", self.uid)?,
        };
        Ok((place, Digest(self.digest)))
    }
}
