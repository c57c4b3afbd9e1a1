//! New mail of the inbox: fetched, put on record, handled.

use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;

use tokio::task::JoinHandle;
use tokio::time::Instant;
use tracing::{debug, warn};

use crate::domain::fault;
use crate::domain::{Fetched, FolderName, Place};
use crate::imap::{self, Connection, ImapError};
use crate::store::{NewMail, Unhandled};

use super::backlog::Backlog;
use super::backoff;
use super::error::DaemonError;
use super::mailbox::{RoundError, Worker};
use super::not_whole::{self, Readable};

/// Mails fetched in one command, and bytes at the most.
pub(super) const BATCH: usize = 200;
const BATCH_BYTES: u64 = 8 * 1024 * 1024;
impl Worker {
    /// Fetches what is new in the inbox, puts it on record, and handles it; whether there may be more.
    pub(super) async fn drain(&mut self, connection: &mut Connection) -> Result<bool, RoundError> {
        if self.disk_is_full().await? {
            return Ok(false);
        }
        let inbox = self.mailbox.policy.inbox.clone();
        let selected = connection.select(&inbox).await?;
        let validity = selected.uid_validity;
        let mails = self.door.store.mails();
        mails.start(&self.name, &inbox, validity, self.door.clock.now()).await?;
        let known = mails.known_uids(&self.name, &inbox, validity).await?;
        let uids = connection.uids().await?;
        let new: Vec<u32> = uids
            .into_iter()
            .filter(|uid| !known.contains(uid) && !self.left_alone.contains(&(validity, *uid)))
            .collect();
        let new = self.not_before_their_time(validity, new);
        let wanted = self.wanted(connection, validity, &new).await?;
        let more = !wanted.is_empty();
        let (mut wanted, in_part) = not_whole::apart(wanted);
        // A server may hang up at a mail: it comes last, so that the others are in by then.
        wanted.sort_by_key(|(uid, _)| self.fetch_failures.contains_key(&(validity, *uid)));
        self.take_in_part(connection, &inbox, validity, in_part).await?;
        let _backlog = (wanted.len() > self.batch).then(|| Backlog::begin(&self.door, &self.name));
        let mut handling: Option<JoinHandle<Result<(), DaemonError>>> = None;
        for chunk in chunks(&wanted, self.batch) {
            let begun = Instant::now();
            // Fetched while the batch before is being handled.
            let fetched = match fetched(connection, &chunk).await {
                Ok(fetched) => fetched,
                Err(error) => {
                    finish(handling.take()).await?;
                    self.fetch_failed(validity, &chunk, &error);
                    return Err(error.into());
                }
            };
            let fetching = begun.elapsed();
            self.note_withheld(validity, &chunk, &fetched);
            let fetched = fetched.into_iter().map(Into::into).collect();
            let unhandled = self.record(connection, &inbox, validity, fetched).await?;
            let recording = begun.elapsed().saturating_sub(fetching);
            // Read while the batch before is being decided about.
            let reading = self.door.read_ahead(unhandled.clone());
            finish(handling.take()).await?;
            let waiting = begun.elapsed().saturating_sub(fetching + recording);
            let door = Arc::clone(&self.door);
            handling = Some(tokio::spawn(async move { door.ingest_ahead(unhandled, Some(reading)).await }));
            self.file(connection).await?;
            let filing = begun.elapsed().saturating_sub(fetching + recording + waiting);
            debug!(mails = chunk.len(), ?fetching, ?recording, ?waiting, ?filing, "a batch");
            connection.select(&inbox).await?;
        }
        finish(handling.take()).await?;
        self.batch = BATCH;
        Ok(more)
    }

    /// Of new UIDs those that are to be put on record, those of which that is only the beginning by the reason why:
    /// not those older than the start.
    async fn wanted(
        &mut self,
        connection: &mut Connection,
        validity: u32,
        new: &[u32],
    ) -> Result<Vec<Readable>, RoundError> {
        let (Some(first), Some(last)) = (new.first(), new.last()) else { return Ok(vec![]) };
        let new: BTreeSet<u32> = new.iter().copied().collect();
        let mut wanted = vec![];
        for meta in connection.meta(*first..=*last).await? {
            if !new.contains(&meta.uid) {
                continue;
            }
            let received = meta.internal_date.map(|at| self.door.clock.map_server_time(at));
            if received.is_some_and(|at| at < self.mailbox.start_from) {
                self.left_alone.insert((validity, meta.uid));
            } else {
                wanted.push(self.readable(validity, meta));
            }
        }
        Ok(wanted)
    }

    /// Puts mails on record; what was on record already and came back is placed anew and not acted on twice.
    pub(super) async fn record(
        &mut self,
        connection: &mut Connection,
        inbox: &FolderName,
        validity: u32,
        fetched: Vec<not_whole::Found>,
    ) -> Result<Vec<Unhandled>, RoundError> {
        fault::point("mail.fetched");
        let now = self.door.clock.now();
        let mut new: Vec<NewMail> = fetched
            .into_iter()
            .map(|found| {
                let message = found.message;
                let place = Place {
                    mailbox: self.name.clone(),
                    folder: inbox.clone(),
                    uid_validity: validity,
                    uid: message.uid,
                };
                let received_at = message.internal_date.map_or(now, |at| self.door.clock.map_server_time(at));
                NewMail {
                    digest: found.digest,
                    not_whole: found.not_whole,
                    message_id: message_id(&message.bytes),
                    fetched: Fetched { place, received_at, bytes: message.bytes },
                }
            })
            .collect();
        self.came_back(connection, inbox, &mut new).await?;
        let recorded = self.door.store.mails().record(&new).await?;
        fault::point("mail.recorded");
        Ok(new
            .into_iter()
            .zip(recorded)
            .filter(|(_, recorded)| recorded.fresh)
            .map(|(mail, recorded)| Unhandled {
                id: recorded.id,
                fetched: mail.fetched,
                digest: mail.digest,
                attempts: 0,
                not_whole: mail.not_whole.map(|not_whole| not_whole.why),
            })
            .collect())
    }

    /// A connection that was lost in a fetch: smaller batches, then one by one; of what can never be fetched the beginning
    /// is tried.
    fn fetch_failed(&mut self, validity: u32, uids: &[u32], error: &ImapError) {
        warn!(mailbox = %self.name, mails = uids.len(), %error, "mails could not be fetched");
        self.batch = 1.max(uids.len() / 4);
        if let [uid] = uids {
            self.withheld(validity, *uid);
        }
    }

    /// What the server listed and did not hand out counts as an attempt, or it would be asked for without end.
    fn note_withheld(&mut self, validity: u32, asked: &[u32], fetched: &[imap::Message]) {
        for uid in asked.iter().filter(|uid| fetched.iter().all(|message| message.uid != **uid)) {
            warn!(mailbox = %self.name, uid, "the server lists a mail and does not hand it out");
            self.withheld(validity, *uid);
        }
    }

    /// It is asked for again some time later, so that a server that is out of sorts for a moment does not send all its
    /// mail to people; the others do not wait for it.
    fn withheld(&mut self, validity: u32, uid: u32) {
        let failures = self.fetch_failures.entry((validity, uid)).or_insert(0);
        *failures = failures.saturating_add(1);
        self.again_at.insert((validity, uid), Instant::now() + backoff::after(*failures));
    }

    /// Of new UIDs those that are not to be asked for later.
    fn not_before_their_time(&mut self, validity: u32, new: Vec<u32>) -> Vec<u32> {
        let is_new: BTreeSet<u32> = new.iter().copied().collect();
        self.again_at.retain(|(of, uid), _| *of == validity && is_new.contains(uid));
        let now = Instant::now();
        new.into_iter().filter(|uid| self.again_at.get(&(validity, *uid)).is_none_or(|at| *at <= now)).collect()
    }

    /// How long until a mail that the server did not hand out is asked for again.
    pub(super) fn withheld_due(&self) -> Duration {
        let next = self.again_at.values().min();
        next.map_or(Duration::MAX, |at| at.saturating_duration_since(Instant::now()))
    }

    /// Below the limit intake stops: mail is safe on the server.
    async fn disk_is_full(&mut self) -> Result<bool, RoundError> {
        let settings = self.door.settings();
        let Ok(stat) = rustix::fs::statvfs(&settings.config.store) else { return Ok(false) };
        let full = stat.f_bavail.saturating_mul(stat.f_frsize) < settings.config.limits.disk_free_bytes;
        if full && !self.disk_alarm {
            self.door
                .alarm(&self.name, "the disk is nearly full: intake has stopped, mail stays on the server")
                .await?;
        }
        self.disk_alarm = full;
        Ok(full)
    }
}

/// Mails, all at once; when the server refuses that, one by one, and those that it refuses are left out: one of them does
/// not hold up the others.
async fn fetched(connection: &mut Connection, uids: &[u32]) -> Result<Vec<imap::Message>, ImapError> {
    match connection.fetch(uids).await {
        Err(error) if !error.is_lost() => {}
        all => return all,
    }
    let mut some = vec![];
    for uid in uids {
        match connection.fetch(&[*uid]).await {
            Err(error) if !error.is_lost() => {}
            one => some.extend(one?),
        }
    }
    Ok(some)
}

async fn finish(handling: Option<JoinHandle<Result<(), DaemonError>>>) -> Result<(), RoundError> {
    let Some(handling) = handling else { return Ok(()) };
    match handling.await {
        Ok(result) => Ok(result?),
        Err(_) => Err(DaemonError::Panicked("handling mails").into()),
    }
}

/// UIDs in chunks of so many mails, and of a bounded size.
fn chunks(wanted: &[(u32, u64)], most: usize) -> Vec<Vec<u32>> {
    let mut all: Vec<Vec<u32>> = vec![];
    let mut bytes = 0;
    for (uid, size) in wanted {
        match all.last_mut() {
            Some(chunk) if chunk.len() < most && bytes + size <= BATCH_BYTES => chunk.push(*uid),
            Some(_) | None => {
                all.push(vec![*uid]);
                bytes = 0;
            }
        }
        bytes += size;
    }
    all
}

/// The Message-ID, for joining later mail. Not an identity, so a quick look at the header is enough.
pub(super) fn message_id(bytes: &[u8]) -> Option<String> {
    crate::intake::message_id(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn chunks_hold_so_many_mails_and_no_more_than_so_many_bytes() {
        let small: Vec<(u32, u64)> = (1..=5).map(|uid| (uid, 10)).collect();
        assert_eq!(chunks(&small, 2), [vec![1, 2], vec![3, 4], vec![5]]);
        let large = [(1, BATCH_BYTES), (2, 1), (3, BATCH_BYTES)];
        assert_eq!(chunks(&large, 10), [vec![1], vec![2], vec![3]]);
        assert!(chunks(&[], 10).is_empty());
    }
}
