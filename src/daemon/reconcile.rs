//! Record against server: what people moved, flagged or deleted by hand (R9), and whether all is accounted for.

use std::collections::{BTreeMap, BTreeSet};

use tracing::warn;

use crate::domain::{Digest, FolderName, MailId, Place};
use crate::imap::{Connection, FolderStatus};
use crate::store::{FolderStart, SeenFolder};

use super::mailbox::{RoundError, Worker};

/// Record and server that do not agree for so many looks in a row are an alarm.
const LOOKS_UNTIL_ALARM: u32 = 4;

/// What was seen of the folders; nothing here is needed after a restart.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Rounds of work done on this connection.
    pub(super) rounds: u64,
    statuses: BTreeMap<FolderName, FolderStatus>,
    /// Mails in other folders that are on no record and were there before: people's own.
    /// With the digests of what lies there.
    pub(super) others: BTreeMap<Place, Digest>,
    pub(super) actioned: BTreeSet<Place>,
    pub(super) missing: BTreeMap<MailId, u32>,
    pub(super) first_look_done: bool,
    /// What each folder held when it was last looked at.
    folders: BTreeMap<FolderName, SeenFolder>,
    /// Looks in a row after which record and server did not agree.
    disagreed: u32,
}

impl Seen {
    /// Looks at every folder again.
    pub(super) fn forget_statuses(&mut self) {
        self.statuses.clear();
    }

    /// We put a mail there ourselves.
    pub(super) fn placed(&mut self, place: &Place) {
        self.others.remove(place);
    }
}

impl Worker {
    /// Looks at all folders that changed.
    pub(super) async fn look(&mut self, connection: &mut Connection) -> Result<(), RoundError> {
        let statuses = connection.status(&self.folders).await?;
        let changed: Vec<FolderStatus> =
            statuses.iter().filter(|s| self.seen.statuses.get(&s.folder) != Some(s)).cloned().collect();
        let mut gone: BTreeMap<MailId, Place> = BTreeMap::new();
        let mut appeared: Vec<Place> = vec![];
        for status in &changed {
            self.look_at(connection, status, &mut gone, &mut appeared).await?;
        }
        self.found_again(connection, &mut gone, appeared).await?;
        self.found_among_others(connection, &mut gone).await?;
        self.removed(gone).await?;
        if !changed.is_empty() || self.seen.disagreed > 0 {
            self.account_for_all().await?;
        }
        for status in statuses {
            self.seen.statuses.insert(status.folder.clone(), status);
        }
        if !self.seen.missing.is_empty() {
            // Looked for again, although nothing else may change.
            self.seen.forget_statuses();
        }
        self.seen.first_look_done = true;
        Ok(())
    }

    /// One folder: what is on record there and is not there, and what is there and not on record.
    async fn look_at(
        &mut self,
        connection: &mut Connection,
        status: &FolderStatus,
        gone: &mut BTreeMap<MailId, Place>,
        appeared: &mut Vec<Place>,
    ) -> Result<(), RoundError> {
        let folder = &status.folder;
        let selected = connection.select(folder).await?;
        let validity = selected.uid_validity;
        let mails = self.door.store.mails();
        if let FolderStart::Changed { .. } = mails.start(&self.name, folder, validity, self.door.clock.now()).await? {
            warn!(mailbox = %self.name, %folder, "the folder was rebuilt; its mails are found again by their bytes");
        }
        let uids: BTreeSet<u32> = connection.uids().await?.into_iter().collect();
        let on_record = mails.places(&self.name, folder).await?;
        for ((known_validity, uid), (mail, _)) in &on_record {
            let there = *known_validity == validity && uids.contains(uid);
            if there {
                self.seen.missing.remove(mail);
            } else {
                gone.insert(*mail, self.place(folder, *known_validity, *uid));
            }
        }
        // New mail of the inbox is the intake's.
        if *folder != self.mailbox.policy.inbox {
            for uid in uids.iter().filter(|uid| !on_record.contains_key(&(validity, **uid))) {
                let place = self.place(folder, validity, *uid);
                if !self.seen.others.contains_key(&place) {
                    appeared.push(place);
                }
            }
        }
        self.flags(connection, folder, validity, &on_record).await?;
        self.seen.folders.insert(folder.clone(), SeenFolder { uid_validity: validity, uids });
        Ok(())
    }

    /// Whether record and server agree: every mail of the inbox is on record or left alone, and every mail on
    /// record lies where the record says. A look may fall into a delivery or a move, so only two in a row count.
    async fn account_for_all(&mut self) -> Result<(), RoundError> {
        let inbox = &self.mailbox.policy.inbox;
        let mut found = self.door.store.mails().completeness(&self.name, inbox, &self.seen.folders).await?;
        found.not_on_record.retain(|place| !self.left_alone.contains(&(place.uid_validity, place.uid)));
        if found.holds() {
            self.seen.disagreed = 0;
            return Ok(());
        }
        self.seen.disagreed += 1;
        // Looked at again, although nothing else may change.
        self.seen.forget_statuses();
        if self.seen.disagreed == LOOKS_UNTIL_ALARM {
            let (inbox, nowhere) = (found.not_on_record.len(), found.nothing_lies.len());
            let what = format!(
                "record and server do not agree on {}: {inbox} mail(s) of the inbox not on record, {nowhere} on record \
                 and nowhere to be found",
                self.name
            );
            self.door.alarm(&self.name, &what).await?;
        }
        Ok(())
    }

    pub(super) fn place(&self, folder: &FolderName, uid_validity: u32, uid: u32) -> Place {
        Place { mailbox: self.name.clone(), folder: folder.clone(), uid_validity, uid }
    }
}
