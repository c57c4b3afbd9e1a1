//! What was only observed, when its mailbox goes to work: requests that are to be set aside, and mails that are
//! handed to intake again.

use chrono::{DateTime, Utc};
use sqlx::FromRow;

use crate::domain::{AuditEntry, FolderName, MailId, MailboxName, Request};

use super::columns::micros;
use super::commit::{Lies, mail_scope};
use super::database::{Store, Writing, write_list};
use super::error::StoreError;
use super::requests::Requests;
use super::{audit, places};

const OPEN: &str = "SELECT reference, version, body FROM requests WHERE mailbox = $1 AND observed = 1 \
    AND closed_at IS NULL ORDER BY received_at, reference";
const OPEN_AT_WORK: &str = "SELECT count(*) FROM requests WHERE mailbox = $1 AND observed = 0 AND closed_at IS NULL";
// A mail without a request has a chain of its own, in which all was observed.
const LEFT: &str = "SELECT m.id, m.scope FROM mails m \
    WHERE m.mailbox = $1 AND m.folder = $2 AND m.received_at >= $3 AND m.handled_at IS NOT NULL AND ( \
        EXISTS (SELECT 1 FROM requests r WHERE r.reference = m.scope AND r.observed = 1) \
        OR (m.scope IS NULL AND EXISTS (SELECT 1 FROM journal j WHERE j.mail = m.id AND j.state = 'observed' \
            AND j.key NOT LIKE 'observed.%'))) \
    ORDER BY m.id LIMIT $4";
const AGAIN: (&str, &str) = (
    "UPDATE mails SET handled_at = NULL, kind = NULL, scope = NULL, attempts = 0, disposition = 'waiting' WHERE id IN (",
    ")",
);
// The keys of a mail's own chain are free again.
const RENAME: (&str, &str) = (
    "UPDATE journal SET key = 'observed.' || id || '.' || key WHERE state = 'observed' AND key NOT LIKE 'observed.%' \
     AND scope IN (",
    ")",
);

/// A mail that is handed to intake again.
#[derive(Debug, Clone, PartialEq, Eq, FromRow)]
pub struct LeftBehind {
    id: i64,
    scope: Option<String>,
}

impl LeftBehind {
    /// The mail of a request that was only observed.
    #[must_use]
    pub fn of(request: &Request) -> Self {
        Self { id: request.mail.0, scope: Some(request.reference.to_string()) }
    }
}

impl Requests<'_> {
    /// Open requests of a mailbox that were made while it was only observed, oldest receipt first.
    ///
    /// # Errors
    /// The database's refusal, or a row that cannot be read.
    pub async fn observed(&self, mailbox: &MailboxName) -> Result<Vec<Request>, StoreError> {
        self.rows(OPEN, mailbox.as_str()).await
    }

    /// How many requests of a mailbox are open that were made while it worked.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn open_at_work(&self, mailbox: &MailboxName) -> Result<u64, StoreError> {
        let count = sqlx::query_scalar(OPEN_AT_WORK).bind(mailbox.as_str()).fetch_one(self.store.reader()).await;
        let count: i64 = count.map_err(StoreError::sql("counting open requests"))?;
        Ok(u64::try_from(count).unwrap_or(0))
    }
}

impl Store {
    /// Mails received since a time that were only observed and still lie in the inbox, oldest record first.
    ///
    /// # Errors
    /// The database's refusal.
    pub async fn left_behind(
        &self,
        mailbox: &MailboxName,
        inbox: &FolderName,
        since: DateTime<Utc>,
        limit: u32,
    ) -> Result<Vec<LeftBehind>, StoreError> {
        sqlx::query_as(LEFT)
            .bind(mailbox.as_str())
            .bind(inbox.as_str())
            .bind(micros(since))
            .bind(i64::from(limit))
            .fetch_all(self.reader())
            .await
            .map_err(StoreError::sql("looking for mails that were only observed"))
    }

    /// Hands mails to intake again, as if they had just been put on record, in one transaction; `lies` says where a
    /// person has moved one of them.
    ///
    /// # Errors
    /// The database's refusal; then nothing is changed.
    pub async fn take_up_again(
        &self,
        mails: &[LeftBehind],
        lies: Option<&Lies>,
        at: DateTime<Utc>,
        policy_version: &str,
    ) -> Result<(), StoreError> {
        let mut tx = self.begin().await?;
        let doing = "handing mails to intake again";
        let scopes: Vec<String> = mails.iter().map(|mail| mail_scope(MailId(mail.id))).collect();
        write_list(&mut tx, doing, RENAME, &scopes, |list, scope| {
            list.push_bind(scope.as_str());
        })
        .await?;
        write_list(&mut tx, doing, AGAIN, mails, |list, mail| {
            list.push_bind(mail.id);
        })
        .await?;
        if let Some(lies) = lies {
            places::put_or_vanish(&mut tx, lies).await?;
        }
        for (mail, own) in mails.iter().zip(&scopes) {
            note(&mut tx, mail, mail.scope.as_ref().unwrap_or(own), at, policy_version).await?;
        }
        tx.commit().await.map_err(StoreError::sql("committing mails that are handed to intake again"))
    }
}

async fn note(
    tx: &mut Writing,
    mail: &LeftBehind,
    scope: &str,
    at: DateTime<Utc>,
    policy_version: &str,
) -> Result<(), StoreError> {
    let entry = AuditEntry {
        who: "daemon".to_owned(),
        what: format!("mail {} is taken up anew", mail.id),
        why: "its mailbox was only observed, and works now".to_owned(),
        rule: "I1".into(),
    };
    audit::append_one(tx, scope, at, policy_version, &entry).await
}
