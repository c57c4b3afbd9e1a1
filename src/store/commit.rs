//! One commit: all that one event led to, written or not written as a whole.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use crate::domain::{
    AuditEntry, CaseNote, Digest, Filing, Kind, MailId, MailboxName, Place, Reference, Request, StaffId, Timer,
};

use super::columns::{micros, word};
use super::database::{Store, Writing, write_rows};
use super::ending::{self, Ends};
use super::error::{Advice, StoreError};
use super::mails::Disposition;
use super::requests::{self, Prepared};
use super::{audit, journal_write, looks, notes, places, rota, timers};

/// All that one event led to. It is written as a whole, or not at all.
#[derive(Debug, Clone, PartialEq)]
pub struct Commit {
    /// When it was decided.
    pub at: DateTime<Utc>,
    /// The mailbox it belongs to.
    pub mailbox: MailboxName,
    /// Version of the configuration that it was decided under, for the audit.
    pub policy_version: String,
    /// The mail that was handled with it, if it came by mail.
    pub mail: Option<HandledMail>,
    /// What a person did that it answers to (R9): noticed and decided on as one.
    pub by_hand: Option<ByHand>,
    /// An effect that ended and led to this: noted together, so that what came of it is decided on once.
    pub ends: Option<Ends>,
    /// The version of the request that was read; `None` when the request must not be on record yet. Within one batch
    /// a second commit of a request names the version that the first one leads to.
    pub expected_version: Option<i64>,
    /// The request as it is now; it is stored under the expected version plus one (a new one under 1).
    pub request: Option<Request>,
    /// Mails to be filed.
    pub files: Vec<Filing>,
    /// Messages to be sent, frozen.
    pub sends: Vec<FrozenSend>,
    /// Keys of earlier effects that are dropped if they are not carried out yet (R9).
    pub cancels: Vec<String>,
    /// All timers of the request from now on.
    pub timers: Vec<Timer>,
    /// For the audit; no personal data.
    pub audit: Vec<AuditEntry>,
    /// For the case record.
    pub notes: Vec<CaseNote>,
    /// Persons chosen from lists.
    pub chosen: Vec<(String, StaffId)>,
    /// Absence learned: (who, the last day away).
    pub absent: Vec<(StaffId, NaiveDate)>,
    /// Alarms raised; no personal data.
    pub alarms: Vec<String>,
    /// The mailbox is only observed: effects are recorded and never carried out.
    pub observe_only: bool,
}

/// What a person did to a mail.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ByHand {
    /// Moved or removed it.
    Lies(Lies),
    /// Flagged it ACTIONED.
    Actioned(MailId),
}

/// Where a mail lies.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lies {
    /// Which.
    pub mail: MailId,
    /// There, with the digest of the bytes that lie there; `None`: nowhere any more.
    pub at: Option<(Place, Digest)>,
}

/// A mail that was handled.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HandledMail {
    /// Which.
    pub id: MailId,
    /// What becomes of it.
    pub disposition: Disposition,
    /// Its kind.
    pub kind: Kind,
    /// The request it belongs to.
    pub request: Option<Reference>,
}

/// Who a message is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SendClass {
    /// Staff.
    Staff,
    /// Referrers and others outside.
    Outsider,
    /// The administrator's alarm address.
    Alarm,
}

/// A message as it will go out: byte for byte what was decided.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FrozenSend {
    /// Unique in its request.
    pub key: String,
    /// Not before this time.
    pub after: Option<DateTime<Utc>>,
    /// The template it was made of.
    pub template: String,
    /// Who it is for.
    pub class: SendClass,
    /// The mailbox it belongs to.
    pub mailbox: MailboxName,
    /// The envelope's sender.
    pub from: String,
    /// The envelope's recipients, lower-case.
    pub recipients: Vec<String>,
    /// Its Message-ID without brackets.
    pub message_id: String,
    /// The whole message.
    pub bytes: Vec<u8>,
    /// Urgent messages go first (I5).
    pub urgent: bool,
}

/// A batch was not written; nothing was changed.
#[derive(Debug, thiserror::Error)]
pub enum CommitError {
    /// The request is not as it was read: read it again and decide again.
    #[error("{0} is not as it was read")]
    Stale(Reference),
    /// An effect with that key is on record already: this commit must not be tried again as it is.
    #[error("{scope} has an effect {key} already")]
    KeyTaken {
        /// The request, or the mail.
        scope: String,
        /// The key.
        key: String,
    },
    /// The store could not do it.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl CommitError {
    /// Whether the same batch may be tried again, as a whole.
    #[must_use]
    pub fn advice(&self) -> Advice {
        match self {
            Self::Stale(_) | Self::KeyTaken { .. } => Advice::GiveUp,
            Self::Store(error) => error.advice(),
        }
    }
}

impl Commit {
    /// The chain of work it belongs to: the request, else the mail, else the mailbox.
    pub(super) fn scope(&self) -> String {
        match (&self.request, &self.mail) {
            (Some(request), _) => request.reference.to_string(),
            (None, Some(mail)) => mail.request.as_ref().map_or_else(|| mail_scope(mail.id), Reference::to_string),
            (None, None) => format!("mailbox {}", self.mailbox),
        }
    }
}

/// The chain of a mail that made no request.
pub(super) fn mail_scope(mail: MailId) -> String {
    format!("mail {mail}")
}

impl Store {
    /// Writes a batch of commits in one transaction, in few statements.
    ///
    /// # Errors
    /// [`CommitError::Stale`] names the first request that is not as it was read; nothing of the batch is written.
    pub async fn commit(&self, commits: &[Commit]) -> Result<(), CommitError> {
        if commits.is_empty() {
            return Ok(());
        }
        let names: Vec<String> = commits.iter().map(Commit::scope).collect();
        let scoped: Vec<(&str, &Commit)> = names.iter().map(String::as_str).zip(commits).collect();
        let last = last_of_each(commits);
        // Serialised before the write lock is taken.
        let bodies = last.values().map(|c| requests::body_of(c.1)).collect::<Result<Vec<_>, _>>()?;
        let effects = journal_write::prepare(&scoped)?;

        let mut tx = self.begin().await?;
        let fresh = check_versions(&mut tx, commits).await?;
        let prepared: Vec<Prepared<'_>> = last
            .values()
            .zip(bodies)
            .map(|((version, request), body)| Prepared {
                request,
                version: *version,
                fresh: fresh.contains(request.reference.as_str()),
                body,
            })
            .collect();
        let written = requests::write(&mut tx, &prepared).await?;
        if written != prepared.len() as u64 {
            // Only where another writer came between check and write, which this database rules out.
            return Err(stale(prepared.first()));
        }
        journal_write::cancel(&mut tx, &scoped).await?;
        journal_write::insert(&mut tx, &effects).await?;
        timers::replace(&mut tx, &timers_of(commits), &fresh).await?;
        write_mails(&mut tx, &scoped).await?;
        for by_hand in commits.iter().filter_map(|commit| commit.by_hand.as_ref()) {
            match by_hand {
                ByHand::Lies(lies) => places::put_or_vanish(&mut tx, lies).await?,
                ByHand::Actioned(mail) => looks::set_actioned(&mut tx, &[*mail]).await?,
            }
        }
        for commit in commits {
            if let Some(ends) = &commit.ends {
                ending::end(&mut tx, ends, commit.at).await?;
            }
        }
        audit::append(&mut tx, &scoped).await?;
        notes::write(&mut tx, &scoped).await?;
        rota::write(&mut tx, commits).await?;
        tx.commit().await.map_err(StoreError::sql("committing"))?;
        Ok(())
    }
}

fn stale(first: Option<&Prepared<'_>>) -> CommitError {
    match first {
        Some(prepared) => CommitError::Stale(prepared.request.reference.clone()),
        None => StoreError::Sql { doing: "writing requests", source: sqlx::Error::RowNotFound }.into(),
    }
}

/// The last state of each request in a batch, and the version it gets.
fn last_of_each(commits: &[Commit]) -> BTreeMap<&str, (i64, &Request)> {
    let requests = commits.iter().filter_map(|c| c.request.as_ref().map(|r| (c, r)));
    requests.map(|(c, r)| (r.reference.as_str(), (c.expected_version.unwrap_or(0) + 1, r))).collect()
}

/// The last timers of each request in a batch.
fn timers_of(commits: &[Commit]) -> BTreeMap<&str, &[Timer]> {
    let requests = commits.iter().filter_map(|c| c.request.as_ref().map(|r| (c, r)));
    requests.map(|(c, r)| (r.reference.as_str(), c.timers.as_slice())).collect()
}

/// Checks that each request is as it was read, through the whole batch; the answer is which are new.
async fn check_versions<'c>(tx: &mut Writing, commits: &'c [Commit]) -> Result<BTreeSet<&'c str>, CommitError> {
    let named: BTreeSet<&Reference> = commits.iter().filter_map(|c| c.request.as_ref()).map(|r| &r.reference).collect();
    let named: Vec<&Reference> = named.into_iter().collect();
    let mut now = requests::versions(tx, &named).await?;
    let fresh = named.iter().map(|r| r.as_str()).filter(|r| !now.contains_key(*r)).collect();
    for commit in commits {
        let Some(request) = &commit.request else { continue };
        if now.get(request.reference.as_str()).copied() != commit.expected_version {
            return Err(CommitError::Stale(request.reference.clone()));
        }
        now.insert(request.reference.to_string(), commit.expected_version.unwrap_or(0) + 1);
    }
    Ok(fresh)
}

/// Sets what became of the mails, from a list of values.
const HANDLED: (&str, &str) = (
    "WITH handled (id, disposition, kind, scope, at) AS (",
    ") UPDATE mails SET disposition = handled.disposition, kind = handled.kind, \
     scope = coalesce(handled.scope, mails.scope), handled_at = coalesce(mails.handled_at, handled.at) \
     FROM handled WHERE mails.id = handled.id",
);

async fn write_mails(tx: &mut Writing, commits: &[(&str, &Commit)]) -> Result<(), StoreError> {
    let mut mails: BTreeMap<MailId, (&HandledMail, Option<&str>, i64)> = BTreeMap::new();
    for (scope, commit) in commits {
        let Some(mail) = &commit.mail else { continue };
        // A mail may belong to another request than the one that changed with it.
        let of_request = mail.request.as_ref().map(Reference::as_str);
        let of_request = of_request.or_else(|| commit.request.is_some().then_some(*scope));
        let handled = mails.entry(mail.id).or_insert((mail, of_request, micros(commit.at)));
        // The last word of a batch on a mail counts; the first says when it was handled.
        (handled.0, handled.1) = (mail, of_request.or(handled.1));
    }
    let mails: Vec<_> = mails.into_values().collect();
    let written = write_rows(tx, "noting what became of mails", HANDLED, &mails, |mut row, (mail, scope, at)| {
        row.push_bind(mail.id.0)
            .push_bind(word(&mail.disposition))
            .push_bind(word(&mail.kind))
            .push_bind(*scope)
            .push_bind(*at);
    })
    .await?;
    if written == mails.len() as u64 {
        Ok(())
    } else {
        // A mail that is not on record cannot have been handled (I1).
        Err(StoreError::Sql { doing: "noting what became of mails", source: sqlx::Error::RowNotFound })
    }
}
