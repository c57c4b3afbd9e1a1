//! Where mails lie: what a folder holds by the record.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};

use crate::domain::{Digest, FolderName, MailId, MailboxName, Place};

use super::columns::{At, micros};
use super::commit::Lies;
use super::database::{Writing, write_rows};
use super::error::StoreError;
use super::mails::Mails;

const PLACES: &str = "SELECT id, uid_validity, uid, lying_digest FROM mails WHERE mailbox = $1 AND folder = $2 ORDER BY uid_validity, uid";
const UIDS: &str = "SELECT uid FROM mails WHERE mailbox = $1 AND folder = $2 AND uid_validity = $3 ORDER BY uid";
const HIGHEST: &str = "SELECT max(uid) FROM mails WHERE mailbox = $1 AND folder = $2 AND uid_validity = $3";
const SET_PLACE: &str =
    "UPDATE mails SET mailbox = $1, folder = $2, uid_validity = $3, uid = $4, lying_digest = $5 WHERE id = $6";
const SET_PLACES: (&str, &str) = (
    "WITH lies (id, mailbox, folder, uid_validity, uid, digest) AS (",
    ") UPDATE mails SET mailbox = lies.mailbox, folder = lies.folder, uid_validity = lies.uid_validity, uid = lies.uid, \
     lying_digest = lies.digest FROM lies WHERE mails.id = lies.id",
);
const OTHER_AT: &str =
    "SELECT id FROM mails WHERE mailbox = $1 AND folder = $2 AND uid_validity = $3 AND uid = $4 AND id <> $5";
const VANISHED: &str = "UPDATE mails SET folder = NULL, uid_validity = NULL, uid = NULL WHERE id = $1";
const VALIDITIES: &str = "SELECT uid_validity FROM folders WHERE mailbox = $1 AND folder = $2 \
    ORDER BY seen_since DESC, uid_validity DESC";
// A folder restored from a backup may come back under a UIDVALIDITY that it had before.
const SEEN_FOLDER: &str = "INSERT INTO folders (mailbox, folder, uid_validity, seen_since) VALUES ($1, $2, $3, $4) \
    ON CONFLICT (mailbox, folder, uid_validity) DO UPDATE SET seen_since = excluded.seen_since";
pub(super) const CHECKED: &str = "INSERT INTO checks (mailbox, at) VALUES ($1, $2) \
    ON CONFLICT (mailbox) DO UPDATE SET at = excluded.at WHERE checks.at < excluded.at";

/// What is known of a folder's UIDVALIDITY.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FolderStart {
    /// The folder is seen for the first time.
    First,
    /// It is as it was.
    Same,
    /// The folder was rebuilt: places under another UIDVALIDITY are void, and its mails are known by their digests.
    Changed {
        /// The UIDVALIDITY seen last.
        before: u32,
    },
}

/// By position: looking names up for each of a hundred thousand rows would cost more than reading them.
type PlaceRow = (i64, i64, i64, String);

impl Mails<'_> {
    /// All mails on record in a folder: (UIDVALIDITY, UID) -> (mail, digest of the bytes that lie there).
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn places(
        &self,
        mailbox: &MailboxName,
        folder: &FolderName,
    ) -> Result<BTreeMap<(u32, u32), (MailId, Digest)>, StoreError> {
        let rows: Vec<PlaceRow> = sqlx::query_as(PLACES)
            .bind(mailbox.as_str())
            .bind(folder.as_str())
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql("reading the places of a folder"))?;
        let read = |(id, uid_validity, uid, digest): PlaceRow| {
            let at = At { table: "mails", row: &id };
            let key = (at.number("uid_validity", uid_validity)?, at.number("uid", uid)?);
            Ok((key, (MailId(id), Digest(digest))))
        };
        rows.into_iter().map(read).collect()
    }

    /// The UIDs on record in a folder: quick for a hundred thousand of them.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn known_uids(
        &self,
        mailbox: &MailboxName,
        folder: &FolderName,
        uid_validity: u32,
    ) -> Result<BTreeSet<u32>, StoreError> {
        let uids = sqlx::query_scalar(UIDS).bind(mailbox.as_str()).bind(folder.as_str()).bind(i64::from(uid_validity));
        let uids: Vec<i64> =
            uids.fetch_all(self.store.reader()).await.map_err(StoreError::sql("reading the UIDs of a folder"))?;
        let at = At { table: "mails", row: folder };
        uids.into_iter().map(|uid| at.number("uid", uid)).collect()
    }

    /// The highest UID on record in a folder now.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn highest_uid(
        &self,
        mailbox: &MailboxName,
        folder: &FolderName,
        uid_validity: u32,
    ) -> Result<Option<u32>, StoreError> {
        let highest =
            sqlx::query_scalar(HIGHEST).bind(mailbox.as_str()).bind(folder.as_str()).bind(i64::from(uid_validity));
        let highest: Option<i64> =
            highest.fetch_one(self.store.reader()).await.map_err(StoreError::sql("reading the highest UID"))?;
        highest.map(|uid| At { table: "mails", row: folder }.number("uid", uid)).transpose()
    }

    /// Says where a mail lies now, and the digest of the bytes that lie there.
    ///
    /// # Errors
    /// [`StoreError::PlaceTaken`] when another mail is on record there.
    pub async fn set_place(&self, mail: MailId, place: &Place, lying_digest: &Digest) -> Result<(), StoreError> {
        self.set_places(&[(mail, place.clone(), lying_digest.clone())]).await
    }

    /// The same for many mails, all or none.
    ///
    /// # Errors
    /// [`StoreError::PlaceTaken`] when another mail is on record at one of the places.
    pub async fn set_places(&self, places: &[(MailId, Place, Digest)]) -> Result<(), StoreError> {
        let mut tx = self.store.begin().await?;
        let places: Vec<_> = places.iter().map(|(mail, place, digest)| (*mail, place, digest)).collect();
        put_all(&mut tx, &places).await?;
        tx.commit().await.map_err(StoreError::sql("committing places"))
    }

    /// The mail lies nowhere any more.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn vanished(&self, mail: MailId) -> Result<(), StoreError> {
        let vanished = sqlx::query(VANISHED).bind(mail.0).execute(self.store.writer()).await;
        vanished.map(|_| ()).map_err(StoreError::sql("noting that a mail vanished"))
    }

    /// Notes a folder's UIDVALIDITY and says whether it is the one seen last.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn start(
        &self,
        mailbox: &MailboxName,
        folder: &FolderName,
        uid_validity: u32,
        now: DateTime<Utc>,
    ) -> Result<FolderStart, StoreError> {
        let doing = "noting a folder's UIDVALIDITY";
        let mut tx = self.store.begin().await?;
        let known = sqlx::query_scalar(VALIDITIES).bind(mailbox.as_str()).bind(folder.as_str());
        let known: Vec<i64> = known.fetch_all(&mut *tx).await.map_err(StoreError::sql(doing))?;
        let start = match known.first() {
            None => FolderStart::First,
            Some(last) if *last == i64::from(uid_validity) => return Ok(FolderStart::Same),
            Some(last) => {
                let at = At { table: "folders", row: folder };
                FolderStart::Changed { before: at.number("uid_validity", *last)? }
            }
        };
        let noted = sqlx::query(SEEN_FOLDER).bind(mailbox.as_str()).bind(folder.as_str());
        let noted = noted.bind(i64::from(uid_validity)).bind(micros(now));
        noted.execute(&mut *tx).await.map_err(StoreError::sql(doing))?;
        tx.commit().await.map_err(StoreError::sql(doing))?;
        Ok(start)
    }
}

/// Within a commit.
pub(super) async fn put_or_vanish(tx: &mut Writing, lies: &Lies) -> Result<(), StoreError> {
    if let Some((place, digest)) = &lies.at {
        put_all(tx, &[(lies.mail, place, digest)]).await
    } else {
        let vanished = sqlx::query(VANISHED).bind(lies.mail.0).execute(&mut **tx).await;
        vanished.map(|_| ()).map_err(StoreError::sql("noting that a mail vanished"))
    }
}

/// Says where mails lie now, in a transaction of the caller's. A mail that comes twice lies where it comes last.
pub(super) async fn put_all(tx: &mut Writing, places: &[(MailId, &Place, &Digest)]) -> Result<(), StoreError> {
    let doing = "noting where mails lie";
    let last: BTreeMap<MailId, (&Place, &Digest)> =
        places.iter().map(|(mail, place, digest)| (*mail, (*place, *digest))).collect();
    let last: Vec<_> = last.into_iter().collect();
    let written = write_rows(tx, doing, SET_PLACES, &last, |mut row, (mail, (place, digest))| {
        row.push_bind(mail.0)
            .push_bind(place.mailbox.as_str())
            .push_bind(place.folder.as_str())
            .push_bind(i64::from(place.uid_validity))
            .push_bind(i64::from(place.uid))
            .push_bind(digest.0.as_str());
    })
    .await;
    let Err(error) = written else { return Ok(()) };
    if let StoreError::Sql { source, .. } = &error
        && source.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation)
    {
        // Once more, one by one, to name the two mails; the caller's transaction is not committed.
        for (mail, (place, digest)) in last {
            put(tx, mail, place, digest).await?;
        }
    }
    Err(error)
}

async fn put(tx: &mut Writing, mail: MailId, place: &Place, digest: &Digest) -> Result<(), StoreError> {
    let (mailbox, folder) = (place.mailbox.as_str(), place.folder.as_str());
    let (uid_validity, uid) = (i64::from(place.uid_validity), i64::from(place.uid));
    let set = sqlx::query(SET_PLACE).bind(mailbox).bind(folder).bind(uid_validity).bind(uid);
    let Err(source) = set.bind(&digest.0).bind(mail.0).execute(&mut **tx).await else { return Ok(()) };
    if source.as_database_error().is_some_and(sqlx::error::DatabaseError::is_unique_violation) {
        let other = sqlx::query_scalar(OTHER_AT).bind(mailbox).bind(folder).bind(uid_validity).bind(uid).bind(mail.0);
        let other: Result<Option<i64>, _> = other.fetch_optional(&mut **tx).await;
        if let Ok(Some(other)) = other {
            return Err(StoreError::PlaceTaken { mail, other: MailId(other) });
        }
    }
    Err(StoreError::Sql { doing: "noting where a mail lies", source })
}
