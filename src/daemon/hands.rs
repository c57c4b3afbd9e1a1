//! People's hands in the mailbox (R9): mails that were moved, put somewhere, flagged or removed.

use std::collections::BTreeMap;

use tracing::info;

use crate::domain::fault;
use crate::domain::{Digest, Event, FLAG_ACTIONED, Fetched, FolderName, MailId, Place};
use crate::imap::Connection;
use crate::store::{Lies, MailRow, NewMail, Unhandled};

use super::mailbox::{RoundError, Worker};

/// Mails fetched at once to see what they are.
const LOOKED_AT: usize = 50;
/// A mail that is nowhere in so many looks in a row was removed: the first look may fall into a move.
const LOOKS_UNTIL_REMOVED: u32 = 2;

impl Worker {
    /// A person flagged a mail ACTIONED that waits for a person: it is done.
    pub(super) async fn flags(
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
    pub(super) async fn found_again(
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
    pub(super) async fn found_among_others(
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
    pub(super) async fn moved(&mut self, row: &MailRow, to: &Place, digest: &Digest) -> Result<(), RoundError> {
        self.seen.missing.remove(&row.id);
        let request = self.door.store.requests().by_mail(row.id).await?;
        let Some(request) = request else {
            return Ok(self.door.store.mails().set_place(row.id, to, digest).await?);
        };
        info!(mailbox = %self.name, mail = %row.id, folder = %to.folder, "moved by a person");
        let lies = Lies { mail: row.id, at: Some((to.clone(), digest.clone())) };
        fault::point("hand.moved");
        let event = Event::Moved { to: to.folder.clone() };
        self.door.event_with(&request.reference, &event, None, Some(lies)).await?;
        fault::point("hand.decided");
        Ok(())
    }

    /// A mail that is on no record lies in one of our folders. What was there before the first look, or before
    /// the start, is people's own; what is put there later starts its way from that folder (R9).
    pub(super) async fn put_there(
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
        let new = NewMail { digest: digest.clone(), message_id: super::drain::message_id(&fetched.bytes), fetched };
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
            self.door.event_with(&request.reference, &Event::Removed, None, Some(lies)).await?;
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
    pub(super) async fn still_lies(
        &self,
        connection: &mut Connection,
        row: &MailRow,
        now: &Place,
    ) -> Result<bool, RoundError> {
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
