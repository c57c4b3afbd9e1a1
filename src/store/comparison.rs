//! Record and server compared: whether every mail that the server holds is on record, and lies where the record says.
//! What was found stands on record in numbers, so that it can be asked without the daemon.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Utc};
use serde::Serialize;
use sqlx::FromRow;

use crate::domain::{FolderName, MailId, MailboxName, Place};

use super::columns::{At, micros};
use super::database::Writing;
use super::error::StoreError;
use super::mails::Mails;

const ALL_PLACES: &str = "SELECT id, folder, uid_validity, uid FROM mails WHERE mailbox = $1 AND folder IS NOT NULL";
const ON_THEIR_WAY: &str = "SELECT DISTINCT mail FROM journal \
    WHERE effect = 'file' AND mailbox = $1 AND state IN ('pending', 'in_flight') AND mail IS NOT NULL";
const COMPARED: &str = "INSERT INTO comparisons (mailbox, at, on_server, on_record, missing, unexpected, differs_since) \
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (mailbox) DO UPDATE SET at = excluded.at, \
    on_server = excluded.on_server, on_record = excluded.on_record, missing = excluded.missing, \
    unexpected = excluded.unexpected, differs_since = CASE WHEN excluded.differs_since IS NULL THEN NULL \
    ELSE coalesce(comparisons.differs_since, excluded.differs_since) END";
/// Of all mailboxes.
pub(super) const COMPARISONS: &str =
    "SELECT mailbox, at, on_server, on_record, missing, unexpected, differs_since FROM comparisons";

/// What the server says of a folder.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SeenFolder {
    /// Its UIDVALIDITY.
    pub uid_validity: u32,
    /// The UIDs in it.
    pub uids: BTreeSet<u32>,
    /// What is on no record and has a lower UID is people's own.
    pub counts_from: u32,
}

/// Where record and server do not agree.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Completeness {
    /// Mails on record that lie where the record says.
    pub agreed: u64,
    /// On the server, but not on record.
    pub not_on_record: BTreeSet<Place>,
    /// On record at a place where nothing lies, with nothing in the journal that explains it.
    pub nothing_lies: BTreeSet<(MailId, Place)>,
    /// On record in a folder that was not looked at.
    pub not_looked_at: BTreeSet<(MailId, Place)>,
}

impl Completeness {
    /// Whether record and server agree on all that was looked at.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.not_on_record.is_empty() && self.nothing_lies.is_empty()
    }

    /// What does not agree for the second time. A look may fall into a delivery or a move: of that the next look knows
    /// more.
    #[must_use]
    pub fn again(&self, before: &Self) -> Self {
        Self {
            agreed: self.agreed,
            not_on_record: self.not_on_record.intersection(&before.not_on_record).cloned().collect(),
            nothing_lies: self.nothing_lies.intersection(&before.nothing_lies).cloned().collect(),
            not_looked_at: self.not_looked_at.clone(),
        }
    }

    /// In numbers.
    #[must_use]
    pub fn compared(&self, at: DateTime<Utc>) -> Comparison {
        let (missing, unexpected) = (self.not_on_record.len() as u64, self.nothing_lies.len() as u64);
        Comparison {
            at,
            on_server: self.agreed + missing,
            on_record: self.agreed + unexpected,
            missing,
            unexpected,
            differs_since: (!self.holds()).then_some(at),
        }
    }
}

/// A comparison of record and server, in numbers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Comparison {
    /// When.
    pub at: DateTime<Utc>,
    /// Mails in the watched folders that should be on record.
    pub on_server: u64,
    /// Mails on record as lying there.
    pub on_record: u64,
    /// On the server and not on record.
    pub missing: u64,
    /// On record and not on the server.
    pub unexpected: u64,
    /// Since when they differ; `None` while they agree.
    pub differs_since: Option<DateTime<Utc>>,
}

impl Comparison {
    /// Whether every mail on the server is on record and the other way round.
    #[must_use]
    pub fn holds(&self) -> bool {
        self.missing == 0 && self.unexpected == 0 && self.on_server == self.on_record
    }
}

#[derive(FromRow)]
struct AnyPlaceRow {
    id: i64,
    folder: String,
    uid_validity: i64,
    uid: i64,
}

/// A comparison as it stands in its table.
#[derive(FromRow)]
pub(super) struct ComparisonRow {
    mailbox: String,
    at: i64,
    on_server: i64,
    on_record: i64,
    missing: i64,
    unexpected: i64,
    differs_since: Option<i64>,
}

impl Mails<'_> {
    /// Compares the record with what the server says: `seen` holds each folder that was looked at.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn completeness(
        &self,
        mailbox: &MailboxName,
        seen: &BTreeMap<FolderName, SeenFolder>,
    ) -> Result<Completeness, StoreError> {
        let doing = "comparing record and server";
        let rows: Vec<AnyPlaceRow> = sqlx::query_as(ALL_PLACES)
            .bind(mailbox.as_str())
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql(doing))?;
        let moving: Vec<i64> = sqlx::query_scalar(ON_THEIR_WAY)
            .bind(mailbox.as_str())
            .fetch_all(self.store.reader())
            .await
            .map_err(StoreError::sql(doing))?;
        let moving: BTreeSet<i64> = moving.into_iter().collect();
        let mut on_record: BTreeMap<&FolderName, BTreeSet<u32>> = BTreeMap::new();
        let mut found = Completeness::default();
        for row in rows {
            let (id, place) = row.read(mailbox)?;
            match seen.get_key_value(&place.folder) {
                None => {
                    found.not_looked_at.insert((id, place));
                }
                Some((name, folder))
                    if folder.uid_validity == place.uid_validity && folder.uids.contains(&place.uid) =>
                {
                    on_record.entry(name).or_default().insert(place.uid);
                    found.agreed += 1;
                }
                // It may have been moved already, and its new place comes with the journal row's end.
                Some(_) if moving.contains(&id.0) => {}
                Some(_) => {
                    found.nothing_lies.insert((id, place));
                }
            }
        }
        for (name, folder) in seen {
            let known = on_record.remove(name).unwrap_or_default();
            let unknown = folder.uids.range(folder.counts_from..).filter(|uid| !known.contains(uid));
            found.not_on_record.extend(unknown.map(|uid| Place {
                mailbox: mailbox.clone(),
                folder: name.clone(),
                uid_validity: folder.uid_validity,
                uid: *uid,
            }));
        }
        Ok(found)
    }
}

/// Notes a comparison, in a transaction of the caller's. Since when record and server differ stays as it was noted first.
pub(super) async fn note(tx: &mut Writing, mailbox: &MailboxName, found: &Comparison) -> Result<(), StoreError> {
    let number = |count: u64| i64::try_from(count).unwrap_or(i64::MAX);
    let noted = sqlx::query(COMPARED)
        .bind(mailbox.as_str())
        .bind(micros(found.at))
        .bind(number(found.on_server))
        .bind(number(found.on_record))
        .bind(number(found.missing))
        .bind(number(found.unexpected))
        .bind(found.differs_since.map(micros));
    noted.execute(&mut **tx).await.map(drop).map_err(StoreError::sql("noting a comparison"))
}

impl AnyPlaceRow {
    fn read(self, mailbox: &MailboxName) -> Result<(MailId, Place), StoreError> {
        let at = At { table: "mails", row: &self.id };
        let place = Place {
            mailbox: mailbox.clone(),
            uid_validity: at.number("uid_validity", self.uid_validity)?,
            uid: at.number("uid", self.uid)?,
            folder: self.folder.into(),
        };
        Ok((MailId(self.id), place))
    }
}

impl ComparisonRow {
    pub(super) fn read(self) -> Result<(MailboxName, Comparison), StoreError> {
        let at = At { table: "comparisons", row: &self.mailbox };
        let comparison = Comparison {
            at: at.time("at", self.at)?,
            on_server: at.number("on_server", self.on_server)?,
            on_record: at.number("on_record", self.on_record)?,
            missing: at.number("missing", self.missing)?,
            unexpected: at.number("unexpected", self.unexpected)?,
            differs_since: self.differs_since.map(|since| at.time("differs_since", since)).transpose()?,
        };
        Ok((MailboxName(self.mailbox), comparison))
    }
}
