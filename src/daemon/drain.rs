//! New mail of the inbox: fetched, put on record, handled.

use std::collections::BTreeSet;
use std::sync::Arc;

use tokio::task::JoinHandle;
use tracing::{debug, warn};

use crate::domain::fault;
use crate::domain::{Digest, Fetched, FolderName, Place};
use crate::imap::{self, Connection, ImapError};
use crate::store::{NewMail, Unhandled};

use super::backlog::Backlog;
use super::error::DaemonError;
use super::mailbox::{RoundError, Worker};

/// Mails fetched in one command, and bytes at the most.
pub(super) const BATCH: usize = 200;
const BATCH_BYTES: u64 = 8 * 1024 * 1024;
/// Attempts at fetching one mail before it is left where it is, with an alarm.
const FETCH_ATTEMPTS: u32 = 3;

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
        let wanted = self.wanted(connection, validity, &new).await?;
        let more = !wanted.is_empty();
        let _backlog = (wanted.len() > self.batch).then(|| Backlog::begin(&self.door, &self.name));
        let mut handling: Option<JoinHandle<Result<(), DaemonError>>> = None;
        for chunk in chunks(&wanted, self.batch) {
            let begun = tokio::time::Instant::now();
            // Fetched while the batch before is being handled.
            let fetched = match connection.fetch(&chunk).await {
                Ok(fetched) => fetched,
                Err(error) => {
                    finish(handling.take()).await?;
                    self.fetch_failed(validity, &chunk, &error).await?;
                    return Err(error.into());
                }
            };
            let fetching = begun.elapsed();
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

    /// Of new UIDs those that are to be fetched, with their sizes: not older than the start, not too large.
    async fn wanted(
        &mut self,
        connection: &mut Connection,
        validity: u32,
        new: &[u32],
    ) -> Result<Vec<(u32, u64)>, RoundError> {
        let (Some(first), Some(last)) = (new.first(), new.last()) else { return Ok(vec![]) };
        let new: BTreeSet<u32> = new.iter().copied().collect();
        let most = self.door.settings().config.limits.max_message_bytes;
        let mut wanted = vec![];
        for meta in connection.meta(*first..=*last).await? {
            if !new.contains(&meta.uid) {
                continue;
            }
            let received = meta.internal_date.map(|at| self.door.clock.map_server_time(at));
            if received.is_some_and(|at| at < self.mailbox.start_from) {
                self.left_alone.insert((validity, meta.uid));
            } else if u64::from(meta.size) > most {
                self.left_alone.insert((validity, meta.uid));
                let what = format!("a mail in the inbox of {} is too large to be read; a person must look", self.name);
                self.door.alarm(&self.name, &what).await?;
            } else {
                wanted.push((meta.uid, u64::from(meta.size)));
            }
        }
        Ok(wanted)
    }

    /// Puts mails on record; what was on record already and came back is placed anew and not acted on twice.
    async fn record(
        &mut self,
        connection: &mut Connection,
        inbox: &FolderName,
        validity: u32,
        fetched: Vec<imap::Message>,
    ) -> Result<Vec<Unhandled>, RoundError> {
        fault::point("mail.fetched");
        let now = self.door.clock.now();
        let mut new: Vec<NewMail> = fetched
            .into_iter()
            .map(|message| {
                let place = Place {
                    mailbox: self.name.clone(),
                    folder: inbox.clone(),
                    uid_validity: validity,
                    uid: message.uid,
                };
                let received_at = message.internal_date.map_or(now, |at| self.door.clock.map_server_time(at));
                NewMail {
                    digest: Digest::of(&message.bytes),
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
            })
            .collect())
    }

    /// A fetch that failed: smaller batches, then one by one; what can never be fetched is left with an alarm.
    async fn fetch_failed(&mut self, validity: u32, uids: &[u32], error: &ImapError) -> Result<(), RoundError> {
        warn!(mailbox = %self.name, mails = uids.len(), %error, "mails could not be fetched");
        self.batch = 1.max(uids.len() / 4);
        if let [uid] = uids {
            let failures = self.fetch_failures.entry((validity, *uid)).or_insert(0);
            *failures += 1;
            if *failures >= FETCH_ATTEMPTS {
                self.left_alone.insert((validity, *uid));
                let what = format!("a mail in the inbox of {} cannot be fetched; a person must look", self.name);
                self.door.alarm(&self.name, &what).await?;
            }
        }
        Ok(())
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
