//! Record against server: what people moved, flagged or deleted by hand (R9), and whether all is accounted for.

use std::collections::{BTreeMap, BTreeSet};

use tracing::{info, warn};

use crate::domain::fault;
use crate::domain::{Digest, Event, FLAG_ACTIONED, Fetched, FolderName, MailId, Place};
use crate::imap::{Connection, FolderStatus};
use crate::store::{FolderStart, Lies, MailRow, NewMail, SeenFolder, Unhandled};

use super::door::Beside;
use super::mailbox::{RoundError, Worker};

/// Mails fetched at once to see what they are.
const LOOKED_AT: usize = 50;
/// A mail that is nowhere in so many looks in a row was removed: the first look may fall into a move.
const LOOKS_UNTIL_REMOVED: u32 = 2;
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
    others: BTreeMap<Place, Digest>,
    actioned: BTreeSet<Place>,
    missing: BTreeMap<MailId, u32>,
    first_look_done: bool,
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

    /// A person flagged a mail ACTIONED that waits for a person: it is done.
    async fn flags(
        &mut self,
        connection: &mut Connection,
        folder: &FolderName,
        validity: u32,
        on_record: &BTreeMap<(u32, u32), (MailId, Digest)>,
    ) -> Result<(), RoundError> {
        for (uid, flags) in connection.flags().await? {
            let place = self.place(folder, validity, uid);
            let actioned = flags.iter().any(|f| f.eq_ignore_ascii_case(FLAG_ACTIONED));
            if !actioned || !self.seen.actioned.insert(place) || !self.seen.first_look_done {
                continue;
            }
            let Some((mail, _)) = on_record.get(&(validity, uid)) else { continue };
            let Some(request) = self.door.store.requests().by_mail(*mail).await? else { continue };
            if !request.is_closed() {
                self.door.event(&request.reference, &Event::Flagged { flags }, None).await?;
            }
        }
        Ok(())
    }

    /// Mails that appeared in other folders: moved there by a person, or put there by one.
    async fn found_again(
        &mut self,
        connection: &mut Connection,
        gone: &mut BTreeMap<MailId, Place>,
        appeared: Vec<Place>,
    ) -> Result<(), RoundError> {
        let mut by_folder: BTreeMap<FolderName, Vec<Place>> = BTreeMap::new();
        for place in appeared {
            by_folder.entry(place.folder.clone()).or_default().push(place);
        }
        for (folder, places) in by_folder {
            connection.select(&folder).await?;
            for some in places.chunks(LOOKED_AT) {
                let uids: Vec<u32> = some.iter().map(|p| p.uid).collect();
                for message in connection.fetch(&uids).await? {
                    let Some(place) = some.iter().find(|p| p.uid == message.uid) else { continue };
                    let digest = Digest::of(&message.bytes);
                    let rows = self.door.store.mails().by_digest(&self.name, &digest).await?;
                    let moved = rows.iter().find(|row| gone.contains_key(&row.id) || row.place.is_none());
                    if let Some(row) = moved {
                        gone.remove(&row.id);
                        self.moved(row, place, &digest).await?;
                    } else {
                        self.put_there(place, message, digest, rows.is_empty()).await?;
                    }
                }
            }
        }
        Ok(())
    }

    /// Mails that are gone, of which a copy was seen before: a mail program that copies and then deletes, or a move
    /// that fell between the looks at its two folders.
    async fn found_among_others(
        &mut self,
        connection: &mut Connection,
        gone: &mut BTreeMap<MailId, Place>,
    ) -> Result<(), RoundError> {
        if self.seen.others.is_empty() {
            return Ok(());
        }
        for mail in gone.keys().copied().collect::<Vec<_>>() {
            let Some(row) = self.door.store.mails().load(mail).await? else { continue };
            let alike = self.seen.others.iter().filter(|(_, digest)| **digest == row.lying_digest);
            let alike: Vec<Place> = alike.map(|(place, _)| place.clone()).collect();
            for place in alike {
                let selected = connection.select(&place.folder).await?;
                let lies = selected.uid_validity == place.uid_validity && connection.uids().await?.contains(&place.uid);
                self.seen.others.remove(&place);
                if lies {
                    gone.remove(&mail);
                    self.moved(&row, &place, &row.lying_digest).await?;
                    break;
                }
            }
        }
        Ok(())
    }

    /// A person moved a mail on record.
    async fn moved(&mut self, row: &MailRow, to: &Place, digest: &Digest) -> Result<(), RoundError> {
        self.seen.missing.remove(&row.id);
        let request = self.door.store.requests().by_mail(row.id).await?;
        let Some(request) = request else {
            return Ok(self.door.store.mails().set_place(row.id, to, digest).await?);
        };
        info!(mailbox = %self.name, mail = %row.id, folder = %to.folder, "moved by a person");
        let lies = Some(Lies { mail: row.id, at: Some((to.clone(), digest.clone())) });
        fault::point("hand.moved");
        let event = Event::Moved { to: to.folder.clone() };
        self.door.event_with(&request.reference, &event, Beside { lies, ..Beside::default() }).await?;
        fault::point("hand.decided");
        Ok(())
    }

    /// A mail that is on no record lies in one of our folders. What was there before the first look, or before
    /// the start, is people's own; what is put there later starts its way from that folder (R9).
    async fn put_there(
        &mut self,
        place: &Place,
        message: crate::imap::Message,
        digest: Digest,
        unknown: bool,
    ) -> Result<(), RoundError> {
        self.seen.others.insert(place.clone(), digest.clone());
        let received_at =
            message.internal_date.map_or_else(|| self.door.clock.now(), |at| self.door.clock.map_server_time(at));
        if !unknown || !self.seen.first_look_done || self.mailbox.policy.observe_only {
            return Ok(());
        }
        let fetched = Fetched { place: place.clone(), received_at, bytes: message.bytes };
        let new = NewMail { digest: digest.clone(), message_id: super::mailbox::message_id(&fetched.bytes), fetched };
        let recorded = self.door.store.mails().record(std::slice::from_ref(&new)).await?;
        for recorded in recorded.into_iter().filter(|r| r.fresh) {
            info!(mailbox = %self.name, mail = %recorded.id, folder = %place.folder, "put there by a person");
            let unhandled =
                Unhandled { id: recorded.id, fetched: new.fetched.clone(), digest: digest.clone(), attempts: 0 };
            self.door.ingest(vec![unhandled]).await?;
        }
        Ok(())
    }

    /// Mails that are nowhere: after a second look they count as removed by a person.
    async fn removed(&mut self, gone: BTreeMap<MailId, Place>) -> Result<(), RoundError> {
        for (mail, place) in gone {
            let looks = self.seen.missing.entry(mail).or_insert(0);
            *looks += 1;
            if *looks < LOOKS_UNTIL_REMOVED {
                continue;
            }
            self.seen.missing.remove(&mail);
            info!(mailbox = %self.name, %mail, folder = %place.folder, "removed by a person");
            let Some(request) = self.door.store.requests().by_mail(mail).await? else {
                self.door.store.mails().vanished(mail).await?;
                continue;
            };
            fault::point("hand.removed");
            let lies = Some(Lies { mail, at: None });
            let beside = Beside { lies, ..Beside::default() };
            self.door.event_with(&request.reference, &Event::Removed, beside).await?;
        }
        Ok(())
    }

    /// New mail of the inbox that is on record already and came back: a rebuilt mailbox, or a person who moved
    /// it to the inbox. It is placed anew and taken out of `new`; a copy of one that still lies elsewhere stays
    /// in, since it may be a second mail.
    pub(super) async fn came_back(
        &mut self,
        connection: &mut Connection,
        inbox: &FolderName,
        new: &mut Vec<NewMail>,
    ) -> Result<(), RoundError> {
        let digests: Vec<Digest> = new.iter().map(|m| m.digest.clone()).collect();
        let known = self.door.store.mails().by_digests(&self.name, &digests).await?;
        if known.is_empty() {
            return Ok(());
        }
        let mut back: Vec<(MailRow, Place, Digest)> = vec![];
        for mail in new.iter() {
            for row in known.get(&mail.digest).into_iter().flatten() {
                let taken = back.iter().any(|(other, _, _)| other.id == row.id);
                if !taken && !self.still_lies(connection, row, &mail.fetched.place).await? {
                    back.push((row.clone(), mail.fetched.place.clone(), mail.digest.clone()));
                    break;
                }
            }
        }
        connection.select(inbox).await?;
        new.retain(|mail| back.iter().all(|(_, place, _)| *place != mail.fetched.place));
        for (row, place, digest) in back {
            self.moved(&row, &place, &digest).await?;
        }
        Ok(())
    }

    /// Whether a mail on record still lies where the record says (or that is this very place).
    async fn still_lies(&self, connection: &mut Connection, row: &MailRow, now: &Place) -> Result<bool, RoundError> {
        let Some(place) = &row.place else { return Ok(false) };
        if place == now {
            return Ok(true);
        }
        let selected = match connection.select(&place.folder).await {
            Ok(selected) => selected,
            Err(error) if error.is_missing_folder() => return Ok(false),
            Err(error) => return Err(error.into()),
        };
        if selected.uid_validity != place.uid_validity {
            return Ok(false);
        }
        Ok(connection.uids().await?.contains(&place.uid))
    }

    fn place(&self, folder: &FolderName, uid_validity: u32, uid: u32) -> Place {
        Place { mailbox: self.name.clone(), folder: folder.clone(), uid_validity, uid }
    }
}
