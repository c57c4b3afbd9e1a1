//! Carrying out filings from the journal: moves, subjects, flags.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::TimeDelta;
use tracing::{info, warn};

use crate::domain::{Envelope, FLAG_ACTIONED, FolderName, JournalId, MailId};
use crate::imap::{self, Connection, FilingOutcome, FilingTask, InPart, UidFrom};
use crate::store::{Filed, NextFiling};

use super::mailbox::{RoundError, Worker};
use crate::domain::fault;

/// Filings carried out in one round.
const ROUND: u32 = 250;
/// Attempts at one filing, after which the administrator is told.
const MOST_ATTEMPTS: u32 = 12;

impl Worker {
    /// Files what is to be filed now.
    pub(super) async fn file(&mut self, connection: &mut Connection) -> Result<(), RoundError> {
        if self.mailbox.policy.observe_only {
            // What was decided while it worked waits until it works again.
            return Ok(());
        }
        loop {
            self.at_work(Duration::ZERO);
            let journal = self.door.store.journal();
            let next = journal.next_filings(&self.name, self.door.clock.now(), ROUND).await?;
            if next.is_empty() {
                return Ok(());
            }
            let (tasks, placeless): (Vec<_>, Vec<_>) = next.iter().partition(|row| row.place.is_some());
            for row in placeless {
                // It lies nowhere any more: a person removed it, and that is respected (R9).
                journal.failed(row.id, self.door.clock.now(), "removed by a person").await?;
            }
            let tasks = self.tasks(&tasks).await?;
            fault::point("file.before");
            let others = self.others(&tasks).await?;
            let outcomes = imap::file_beside(connection, &tasks, &others).await;
            fault::point("file.moved");
            self.note(&next, outcomes).await?;
            fault::point("file.noted");
            if connection.is_spent() {
                return Err(crate::imap::ImapError::Spent.into());
            }
        }
    }

    /// The rows as tasks, each with what is known of its target from before the first try.
    async fn tasks(&self, rows: &[&NextFiling]) -> Result<Vec<FilingTask>, RoundError> {
        let tried = |row: &NextFiling| row.attempts > 0 || Some(row.id) <= self.seen.decided_before;
        let again: Vec<JournalId> = rows.iter().filter(|row| tried(row)).map(|row| row.id).collect();
        let targets =
            if again.is_empty() { BTreeMap::new() } else { self.door.store.journal().targets(&again).await? };
        let tasks = rows.iter().filter_map(|row| {
            let task = task(row)?;
            let pinned = targets.get(&row.id).copied();
            let last_look = || self.seen.looks.get(&task.to).map(|look| (look.uid_validity, look.uid_next));
            let target_from = pinned.or_else(last_look).map(|(uid_validity, uid)| UidFrom { uid_validity, uid });
            Some(FilingTask { tried: tried(row), target_from, ..task })
        });
        Ok(tasks.collect())
    }

    /// Where other mails lie by the record, in the targets of tasks that may be looked for there.
    async fn others(&self, tasks: &[FilingTask]) -> Result<BTreeSet<(FolderName, u32)>, RoundError> {
        let targets: BTreeSet<&FolderName> = tasks.iter().filter(|task| task.tried).map(|task| &task.to).collect();
        let mut others = BTreeSet::new();
        for folder in targets {
            let Some(look) = self.seen.looks.get(folder) else { continue };
            let known = self.door.store.mails().known_uids(&self.name, folder, look.uid_validity).await?;
            others.extend(known.into_iter().map(|uid| (folder.clone(), uid)));
        }
        Ok(others)
    }

    async fn note(&mut self, rows: &[NextFiling], outcomes: Vec<(i64, FilingOutcome)>) -> Result<(), RoundError> {
        let journal = self.door.store.journal();
        let now = self.door.clock.now();
        let mut filed = vec![];
        for (id, outcome) in outcomes {
            let Some(row) = rows.iter().find(|row| row.id.0 == id) else { continue };
            match outcome {
                FilingOutcome::Done(place, digest) => {
                    self.seen.placed(&place);
                    let digest = digest.unwrap_or_else(|| row.lying_digest.clone());
                    let place = Some((row.filing.mail, place, digest));
                    filed.push(Filed { id: row.id, place, result: "filed".to_owned() });
                }
                FilingOutcome::Gone => {
                    info!(mailbox = %self.name, mail = %row.filing.mail, "a mail to be filed was moved by a person");
                    filed.push(Filed { id: row.id, place: None, result: "moved by a person".to_owned() });
                }
                FilingOutcome::Failed(error) => {
                    warn!(mailbox = %self.name, mail = %row.filing.mail, %error, "a mail could not be filed");
                    if row.attempts >= MOST_ATTEMPTS || !error.retry() && !error.is_lost() {
                        journal.failed(row.id, now, error.explanation()).await?;
                        let what = format!("a mail could not be filed: {}", error.explanation());
                        self.door.alarm(&self.name, &what).await?;
                    } else {
                        let wait = TimeDelta::seconds(5 << row.attempts.min(7));
                        journal.retry(row.id, now, now + wait, error.explanation()).await?;
                    }
                }
            }
        }
        journal.filed(&filed, now).await?;
        let is_done = |row: &&NextFiling| filed.iter().any(|one| one.id == row.id && one.place.is_some());
        for row in rows.iter().filter(is_done) {
            self.seen.filed(&row.filing);
        }
        let cleared: Vec<MailId> =
            rows.iter().filter(|row| is_cleared(row)).filter(is_done).map(|row| row.filing.mail).collect();
        if !cleared.is_empty() {
            self.door.store.mails().note_actioned(&[], &cleared).await?;
            for mail in &cleared {
                self.seen.actioned.remove(mail);
            }
        }
        Ok(())
    }
}

/// Whether a person's next ACTIONED on the mail is news: ours is taken away.
fn is_cleared(row: &NextFiling) -> bool {
    row.filing.remove.iter().any(|flag| flag.eq_ignore_ascii_case(FLAG_ACTIONED))
}

fn task(row: &NextFiling) -> Option<FilingTask> {
    let from = row.place.clone()?;
    let reference = row.reference.as_ref().map_or_else(|| format!("mail{}", row.filing.mail), ToString::to_string);
    // A copy of one that is not on record whole would lose the rest of it: it is moved as it is (I1).
    let subject = row.filing.subject_tag.as_ref().filter(|_| row.in_part.is_none()).map(|tag| {
        let original: Option<Envelope> = row.bytes.as_ref().map(|bytes| crate::intake::parse(bytes, "").envelope);
        format!("[{tag}] {}", original.unwrap_or_default().subject)
    });
    Some(FilingTask {
        id: row.id.0,
        to: row.filing.folder.clone().unwrap_or_else(|| from.folder.clone()),
        from,
        subject,
        add_flags: row.filing.add.clone(),
        remove_flags: row.filing.remove.clone(),
        internal_date: None,
        bytes: row.bytes.clone(),
        digest: row.lying_digest.clone(),
        in_part: row.in_part.clone().map(|(size, beginning)| InPart { size, beginning }),
        mark: format!("{reference}.{}", row.id),
        tried: false,
        target_from: None,
    })
}
