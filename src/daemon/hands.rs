//! People's hands in the mailbox (R9): mails that were moved, put somewhere, flagged or removed.

use std::collections::{BTreeMap, BTreeSet};

use chrono::TimeDelta;
use tracing::info;

use crate::domain::fault;
use crate::domain::{Digest, Event, FLAG_ACTIONED, FLAG_URGENT, FLAGS_OF_WORK, Fetched, FolderName, MailId, Place};
use crate::imap::{Connection, Selected};
use crate::store::{ByHand, Lies, MailRow, NewMail, Unhandled};

use super::door::Beside;
use super::mailbox::{RoundError, Worker};
use super::not_whole::Found;
use super::reconcile::Appeared;

/// Mails fetched at once to see what they are.
const LOOKED_AT: usize = 50;
/// A mail that is nowhere in so many looks in a row was removed: the first look may fall into a move.
const LOOKS_UNTIL_REMOVED: u32 = 2;
/// Later than any filing is put off to.
const FAR: TimeDelta = TimeDelta::days(400);

impl Worker {
    /// A person flagged a mail ACTIONED that waits for a person: it is done.
    pub(super) async fn flags(
        &mut self,
        connection: &mut Connection,
        validity: u32,
        uids: &BTreeSet<u32>,
        on_record: &BTreeMap<(u32, u32), (MailId, Digest)>,
    ) -> Result<(), RoundError> {
        let bearing: BTreeSet<u32> = connection.bearing(FLAG_ACTIONED).await?.into_iter().collect();
        let (mut bear, mut bear_no_more) = (vec![], vec![]);
        for ((known_validity, uid), (mail, _)) in on_record {
            if *known_validity != validity || !uids.contains(uid) {
                continue;
            }
            match (bearing.contains(uid), self.seen.actioned.contains(mail)) {
                (true, false) => bear.push(*mail),
                (false, true) => bear_no_more.push(*mail),
                (true, true) | (false, false) => {}
            }
        }
        for mail in &bear {
            if self.seen.looked_before {
                self.flagged(*mail).await?;
            }
            self.seen.actioned.insert(*mail);
        }
        if !(bear.is_empty() && bear_no_more.is_empty()) {
            self.door.store.mails().note_actioned(&bear, &bear_no_more).await?;
        }
        for mail in bear_no_more {
            self.seen.actioned.remove(&mail);
        }
        Ok(())
    }

    async fn flagged(&self, mail: MailId) -> Result<(), RoundError> {
        let Some(request) = self.door.store.requests().by_mail(mail).await? else { return Ok(()) };
        if !request.is_closed() {
            info!(mailbox = %self.name, %mail, "flagged by a person");
            let event = Event::Flagged { set: vec![FLAG_ACTIONED.to_owned()], cleared: vec![] };
            fault::point("hand.flagged");
            self.door.event_with(&request.reference, &event, Beside::by_hand(ByHand::Actioned(mail))).await?;
        }
        Ok(())
    }

    /// RAO and the urgent flag, which we set too: what differs from what the request knows of, and is not about to be
    /// filed, a person changed.
    pub(super) async fn marks(
        &mut self,
        connection: &mut Connection,
        selected: &Selected,
        uids: &BTreeSet<u32>,
        on_record: &BTreeMap<(u32, u32), (MailId, Digest)>,
    ) -> Result<(), RoundError> {
        if self.mailbox.policy.observe_only {
            return Ok(());
        }
        let kept: Vec<&str> = FLAGS_OF_WORK.into_iter().filter(|flag| selected.keeps(flag)).collect();
        let mut bearing: BTreeMap<u32, BTreeSet<String>> = BTreeMap::new();
        for flag in &kept {
            let bear =
                if *flag == FLAG_URGENT { connection.flagged().await? } else { connection.bearing(flag).await? };
            for uid in bear {
                bearing.entry(uid).or_default().insert((*flag).to_owned());
            }
        }
        let none = BTreeSet::new();
        let mut unlike: Vec<(u32, MailId, BTreeSet<String>)> = vec![];
        for ((validity, uid), (mail, _)) in on_record {
            let now = bearing.get(uid).unwrap_or(&none);
            let lies = *validity == selected.uid_validity && uids.contains(uid);
            if lies && self.seen.marks.get(mail).unwrap_or(&none) != now {
                unlike.push((*uid, *mail, now.clone()));
            }
        }
        if !unlike.is_empty() {
            // One that was moved on while it was asked for bears nothing here, and nobody took a flag away.
            let still = connection.uids().await?;
            unlike.retain(|(uid, ..)| still.contains(uid));
        }
        self.marked(unlike.into_iter().map(|(_, mail, now)| (mail, now)).collect(), &kept).await
    }

    /// What the flags of these mails are now, and were not seen to be before. Only what was seen, or set by us, can have
    /// been taken away: a filing that found its mail gone set nothing.
    async fn marked(&mut self, unlike: Vec<(MailId, BTreeSet<String>)>, kept: &[&str]) -> Result<(), RoundError> {
        let mut changed = vec![];
        for (mail, now) in unlike {
            let Some(request) = self.door.store.requests().by_mail(mail).await? else {
                self.seen.marks.insert(mail, now);
                continue;
            };
            let borne = &request.marks.borne;
            let before = self.seen.marks.get(&mail).cloned().unwrap_or_default();
            // RAO on what is done with may be ours, left there when a person moved the mail before it was taken away.
            let news = |flag: &&String| *flag == FLAG_URGENT || !request.is_closed();
            let set: Vec<String> = now.difference(borne).filter(news).cloned().collect();
            let taken = |flag: &&String| kept.contains(&flag.as_str()) && borne.contains(*flag);
            let cleared: Vec<String> = before.difference(&now).filter(taken).cloned().collect();
            if set.is_empty() && cleared.is_empty() {
                self.seen.marks.insert(mail, now);
            } else {
                changed.push((mail, now, request.reference, Event::Flagged { set, cleared }));
            }
        }
        if changed.is_empty() {
            return Ok(());
        }
        // After the requests: what was decided before they were read is in here, if it is not carried out.
        let ever = self.door.clock.now() + FAR;
        let pending = self.door.store.journal().next_filings(&self.name, ever, u32::MAX).await?;
        for (mail, now, reference, event) in changed {
            if pending.iter().any(|next| next.filing.mail == mail) {
                self.seen.unclear_marks = true;
                continue;
            }
            info!(mailbox = %self.name, %mail, "flags changed by a person");
            self.door.event(&reference, &event, None).await?;
            self.seen.marks.insert(mail, now);
        }
        Ok(())
    }

    /// Mails that appeared in other folders: moved there by a person, or put there by one.
    pub(super) async fn found_again(
        &mut self,
        connection: &mut Connection,
        gone: &mut BTreeMap<MailId, Place>,
        appeared: Vec<Appeared>,
    ) -> Result<(), RoundError> {
        let mut by_folder: BTreeMap<FolderName, Vec<Appeared>> = BTreeMap::new();
        for one in appeared {
            by_folder.entry(one.place.folder.clone()).or_default().push(one);
        }
        for (folder, appeared) in by_folder {
            let validity = connection.select(&folder).await?.uid_validity;
            for some in appeared.chunks(LOOKED_AT) {
                let uids: Vec<u32> = some.iter().map(|one| one.place.uid).collect();
                for found in self.read_all(connection, validity, &uids).await? {
                    let Some(one) = some.iter().find(|one| one.place.uid == found.message.uid) else { continue };
                    let digest = found.digest.clone();
                    let rows = self.door.store.mails().by_digest(&self.name, &digest).await?;
                    let moved = rows.iter().find(|row| gone.contains_key(&row.id) || row.place.is_none());
                    if let Some(row) = moved {
                        gone.remove(&row.id);
                        self.moved(row, &one.place, &digest).await?;
                    } else if rows.is_empty() {
                        self.put_there(one, found).await?;
                    } else {
                        self.door.store.mails().copy_seen(&one.place, &digest).await?;
                        self.seen.copies.insert(one.place.clone(), digest);
                    }
                }
            }
        }
        Ok(())
    }

    /// Mails that are gone, of which a copy was seen before: a mail program that copies and then deletes, or a move
    /// that fell between the looks at its two folders.
    pub(super) async fn found_among_copies(
        &mut self,
        connection: &mut Connection,
        gone: &mut BTreeMap<MailId, Place>,
    ) -> Result<(), RoundError> {
        if self.seen.copies.is_empty() {
            return Ok(());
        }
        for mail in gone.keys().copied().collect::<Vec<_>>() {
            let Some(row) = self.door.store.mails().load(mail).await? else { continue };
            let alike = self.seen.copies.iter().filter(|(_, digest)| **digest == row.lying_digest);
            let alike: Vec<Place> = alike.map(|(place, _)| place.clone()).collect();
            for place in alike {
                let selected = connection.select(&place.folder).await?;
                let lies = selected.uid_validity == place.uid_validity && connection.uids().await?.contains(&place.uid);
                self.seen.copies.remove(&place);
                if lies {
                    gone.remove(&mail);
                    self.moved(&row, &place, &row.lying_digest).await?;
                }
                self.door.store.mails().copy_gone(&place).await?;
                if lies {
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
        let lies = Lies { mail: row.id, at: Some((to.clone(), digest.clone())) };
        if self.door.is_set_aside(&request) {
            return Ok(self.door.moved_after_observing(&request, &lies).await?);
        }
        fault::point("hand.moved");
        let event = Event::Moved { to: to.folder.clone() };
        self.door.event_with(&request.reference, &event, Beside::by_hand(ByHand::Lies(lies))).await?;
        fault::point("hand.decided");
        Ok(())
    }

    /// A mail that was never on record lies in one of our folders, and did not at the last look: a person put it
    /// there, and it starts its way from that folder (R9). What may have lain there before is people's own.
    async fn put_there(&mut self, one: &Appeared, found: Found) -> Result<(), RoundError> {
        let place = &one.place;
        let Found { message, digest, not_whole } = found;
        let is_old = one.rebuilt_since.is_some_and(|since| message.internal_date.is_none_or(|at| at < since));
        if is_old || self.mailbox.policy.observe_only {
            return Ok(());
        }
        let received_at =
            message.internal_date.map_or_else(|| self.door.clock.now(), |at| self.door.clock.map_server_time(at));
        let fetched = Fetched { place: place.clone(), received_at, bytes: message.bytes };
        let message_id = super::drain::message_id(&fetched.bytes);
        let new = NewMail { digest: digest.clone(), message_id, fetched, not_whole };
        let recorded = self.door.store.mails().record(std::slice::from_ref(&new)).await?;
        fault::point("hand.recorded");
        for recorded in recorded.into_iter().filter(|r| r.fresh) {
            info!(mailbox = %self.name, mail = %recorded.id, folder = %place.folder, "put there by a person");
            let unhandled = Unhandled {
                id: recorded.id,
                fetched: new.fetched.clone(),
                digest: digest.clone(),
                attempts: 0,
                not_whole: new.not_whole.as_ref().map(|not_whole| not_whole.why.clone()),
            };
            self.door.ingest(vec![unhandled]).await?;
        }
        Ok(())
    }

    /// Mails that are nowhere: after a second look they count as removed by a person.
    pub(super) async fn removed(&mut self, gone: BTreeMap<MailId, Place>) -> Result<(), RoundError> {
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
            let lies = Lies { mail, at: None };
            let beside = Beside::by_hand(ByHand::Lies(lies));
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
}
