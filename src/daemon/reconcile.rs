//! Record against server: what people moved, flagged or deleted by hand (R9), and whether all is accounted for.

use std::collections::{BTreeMap, BTreeSet};
use std::time::Duration;

use chrono::{DateTime, Utc};
use tracing::warn;

use crate::config::Mailbox;
use crate::domain::fault;
use crate::domain::{Clock, Digest, Filing, FolderName, JournalId, MailId, Marks, Place};
use crate::imap::{Connection, FolderStatus};
use crate::store::{Comparison, Completeness, FolderStart, Look, SeenFolder};

use super::mailbox::{RoundError, Worker};

/// Record and server that do not agree for so many looks in a row are an alarm. Each counts only what the look before
/// it found too.
const LOOKS_UNTIL_ALARM: u32 = 3;
/// A mailbox that was not looked at with success for so long is an alarm, unless it is looked at less often.
const LOOKED_AT: Duration = Duration::from_mins(30);

/// Within what time a mailbox must be looked at with success, and compared with the record.
#[must_use]
pub fn longest_between_looks(mailbox: &Mailbox) -> Duration {
    LOOKED_AT.max(3 * Duration::from_secs(u64::from(mailbox.poll_seconds)))
}

/// What was seen of the folders. What a restart needs is in the store, and here for quick answers.
#[derive(Debug, Default)]
pub(super) struct Seen {
    /// Rounds of work done on this connection.
    pub(super) rounds: u64,
    /// How far the last look at each folder saw.
    pub(super) looks: BTreeMap<FolderName, Look>,
    /// Mails on no record that are alike to one on record, with their digests.
    pub(super) copies: BTreeMap<Place, Digest>,
    /// Mails that bore ACTIONED at the last look.
    pub(super) actioned: BTreeSet<MailId>,
    /// Which of the flags of work (R9) mails were seen to bear, or bear since we set them; none, where a mail is not here.
    pub(super) marks: BTreeMap<MailId, BTreeSet<String>>,
    /// Flags that may be a person's or ours, since a filing of that mail is still to be carried out.
    pub(super) unclear_marks: bool,
    /// The mailbox was looked at before: flags that appear now are people's answers.
    pub(super) looked_before: bool,
    /// Effects up to this one were decided before this connection, and may have been tried on another.
    pub(super) decided_before: Option<JournalId>,
    pub(super) missing: BTreeMap<MailId, u32>,
    recalled: bool,
    statuses: BTreeMap<FolderName, FolderStatus>,
    /// What each folder held when it was last looked at.
    folders: BTreeMap<FolderName, SeenFolder>,
    /// What did not agree at the last look.
    doubted: Completeness,
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
        self.copies.remove(place);
    }

    /// We set and cleared flags ourselves.
    pub(super) fn filed(&mut self, filing: &Filing) {
        let mut marks = Marks { borne: self.marks.remove(&filing.mail).unwrap_or_default(), ..Marks::default() };
        marks.changed(&filing.add, &filing.remove);
        if !marks.borne.is_empty() {
            self.marks.insert(filing.mail, marks.borne);
        }
    }
}

/// A mail on no record that was not there at the last look.
#[derive(Debug)]
pub(super) struct Appeared {
    pub(super) place: Place,
    /// The folder was rebuilt since that look, so that UIDs say nothing: what the server dates before it is old.
    pub(super) rebuilt_since: Option<DateTime<Utc>>,
}

impl Worker {
    /// Before any work on a connection: what the last look saw. What lies in a folder that was never looked at is
    /// people's own, so that is settled before anything is put there.
    pub(super) async fn recall(&mut self, connection: &mut Connection) -> Result<(), RoundError> {
        let mails = self.door.store.mails();
        if !self.seen.recalled {
            self.seen.looks = mails.looks(&self.name).await?;
            self.seen.copies = mails.copies(&self.name).await?;
            self.seen.actioned = mails.actioned(&self.name).await?;
            self.seen.looked_before = mails.was_checked(&self.name).await?;
            self.seen.recalled = true;
        }
        self.seen.decided_before = Some(self.door.store.journal().last().await?);
        let unseen: Vec<FolderName> =
            self.folders.iter().filter(|f| !self.seen.looks.contains_key(*f)).cloned().collect();
        if !unseen.is_empty() {
            let at = Clock::System.now();
            let begun: BTreeMap<FolderName, Look> = connection
                .status(&unseen)
                .await?
                .into_iter()
                .map(|s| {
                    let FolderStatus { uid_validity, uid_next, .. } = s;
                    (s.folder, Look { uid_validity, uid_next, counts_from: uid_next, at })
                })
                .collect();
            mails.begin_looks(&self.name, &begun).await?;
            self.seen.looks.extend(begun);
        }
        Ok(())
    }

    /// Looks at all folders that changed.
    pub(super) async fn look(&mut self, connection: &mut Connection) -> Result<(), RoundError> {
        let statuses = connection.status(&self.folders).await?;
        let changed: Vec<FolderStatus> =
            statuses.iter().filter(|s| self.seen.statuses.get(&s.folder) != Some(s)).cloned().collect();
        let mut gone: BTreeMap<MailId, Place> = BTreeMap::new();
        let mut appeared: Vec<Appeared> = vec![];
        let mut looks: BTreeMap<FolderName, Look> = BTreeMap::new();
        for status in &changed {
            self.at_work(Duration::ZERO);
            let look = self.look_at(connection, status, &mut gone, &mut appeared).await?;
            let before = self.seen.looks.get(&status.folder);
            if before.is_none_or(|before| *before != Look { at: before.at, ..look.clone() }) {
                looks.insert(status.folder.clone(), look);
            }
        }
        self.found_again(connection, &mut gone, appeared).await?;
        self.found_among_copies(connection, &mut gone).await?;
        self.removed(gone).await?;
        let compared = self.account_for_all().await?;
        for status in statuses {
            self.seen.statuses.insert(status.folder.clone(), status);
        }
        let unclear_marks = std::mem::take(&mut self.seen.unclear_marks);
        if !self.seen.missing.is_empty() || unclear_marks || !self.seen.doubted.holds() {
            // Looked for again, although nothing else may change.
            self.seen.forget_statuses();
        }
        // Last, when all that was seen is decided on: a look that was cut off is made again.
        fault::point("look.before-noted");
        self.door.store.mails().looked(&self.name, &compared, &looks).await?;
        self.door.rounds.looked(self.name.as_str());
        self.seen.looks.extend(looks);
        self.seen.looked_before = true;
        Ok(())
    }

    /// One folder: what is on record there and is not there, and what is there, on no record, and was not there at
    /// the last look.
    async fn look_at(
        &mut self,
        connection: &mut Connection,
        status: &FolderStatus,
        gone: &mut BTreeMap<MailId, Place>,
        appeared: &mut Vec<Appeared>,
    ) -> Result<Look, RoundError> {
        let folder = &status.folder;
        let at = Clock::System.now();
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
        self.copies_in(folder, validity, &uids, &on_record).await?;
        let before = self.seen.looks.get(folder).cloned();
        let stands = before.as_ref().filter(|before| before.uid_validity == validity);
        let is_inbox = *folder == self.mailbox.policy.inbox;
        // New mail of the inbox is the intake's.
        if !is_inbox {
            let first = stands.map_or(0, |before| before.uid_next);
            let rebuilt_since =
                before.as_ref().filter(|before| before.uid_validity != validity).map(|before| before.at);
            for uid in uids.range(first..).filter(|uid| !on_record.contains_key(&(validity, **uid))) {
                let place = self.place(folder, validity, *uid);
                if !self.seen.copies.contains_key(&place) {
                    appeared.push(Appeared { place, rebuilt_since });
                }
            }
        }
        self.flags(connection, validity, &uids, &on_record).await?;
        self.marks(connection, &selected, &uids, &on_record).await?;
        let uid_next = selected.uid_next.max(uids.last().map_or(0, |last| last.saturating_add(1)));
        // What people put into a folder of a mailbox that is only observed stays their own, and so does what was left
        // alone when a folder was rebuilt.
        let stands = stands.filter(|_| !self.mailbox.policy.observe_only);
        let counts_from = if is_inbox { 0 } else { stands.map_or(uid_next, |stands| stands.counts_from) };
        self.seen.folders.insert(folder.clone(), SeenFolder { uid_validity: validity, uids, counts_from });
        Ok(Look { uid_validity: validity, uid_next, counts_from, at })
    }

    /// Copies that are gone from a folder, or on record by now, are no copies any more.
    async fn copies_in(
        &mut self,
        folder: &FolderName,
        validity: u32,
        uids: &BTreeSet<u32>,
        on_record: &BTreeMap<(u32, u32), (MailId, Digest)>,
    ) -> Result<(), RoundError> {
        let of_folder: Vec<Place> = self.seen.copies.keys().filter(|place| place.folder == *folder).cloned().collect();
        for place in of_folder {
            let lies = place.uid_validity == validity && uids.contains(&place.uid);
            if !lies || on_record.contains_key(&(place.uid_validity, place.uid)) {
                self.door.store.mails().copy_gone(&place).await?;
                self.seen.copies.remove(&place);
            }
        }
        Ok(())
    }

    /// Whether record and server agree: every mail of the inbox is on record or left alone, every mail that came into
    /// another folder is on record or the copy of one, and every mail on record lies where the record says.
    async fn account_for_all(&mut self) -> Result<Comparison, RoundError> {
        let mut found = self.door.store.mails().completeness(&self.name, &self.seen.folders).await?;
        let inbox = &self.mailbox.policy.inbox;
        // What the server does not hand out is asked for again, and goes to a person in the end.
        let excused = |place: &Place| {
            let key = (place.uid_validity, place.uid);
            place.folder == *inbox && (self.left_alone.contains(&key) || self.again_at.contains_key(&key))
        };
        found.not_on_record.retain(|place| !excused(place) && !self.seen.copies.contains_key(place));
        let again = found.again(&self.seen.doubted);
        self.seen.doubted = found;
        let compared = again.compared(self.door.clock.now());
        self.seen.disagreed = if again.holds() { 0 } else { self.seen.disagreed.saturating_add(1) };
        if self.seen.disagreed == LOOKS_UNTIL_ALARM {
            let what = format!(
                "record and server do not agree on {}: {} mail(s) on the server not on record, {} on record and nowhere \
                 to be found",
                self.name, compared.missing, compared.unexpected
            );
            self.door.alarm(&self.name, &what).await?;
        }
        Ok(compared)
    }

    pub(super) fn place(&self, folder: &FolderName, uid_validity: u32, uid: u32) -> Place {
        Place { mailbox: self.name.clone(), folder: folder.clone(), uid_validity, uid }
    }
}
