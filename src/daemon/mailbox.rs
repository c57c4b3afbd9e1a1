//! One mailbox: its own connection, its own back-off. New mail is put on record, then handled; what was
//! decided is filed; people's own moves are noticed. A sick mailbox never stops another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, watch};
use tokio::task::JoinHandle;
use tracing::{debug, error, info, warn};

use crate::config::Mailbox;
use crate::domain::{Digest, Fetched, FolderName, MailboxName, Place};
use crate::imap::{self, Account, Connection, IdleEnd, ImapError, Limits};
use crate::store::{NewMail, Unhandled};

use super::backlog::Backlog;
use super::backoff;
use super::door::Door;
use super::error::DaemonError;
use crate::domain::fault;
use super::reconcile::Seen;

/// Mails fetched in one command, and bytes at the most.
const BATCH: usize = 200;
const BATCH_BYTES: u64 = 8 * 1024 * 1024;
/// A mailbox that cannot be reached for so long is an alarm.
const SICK_AFTER: TimeDelta = TimeDelta::minutes(5);
/// Attempts at fetching one mail before it is left where it is, with an alarm.
const FETCH_ATTEMPTS: u32 = 3;

/// Why a round of work on a mailbox ended.
#[derive(Debug, thiserror::Error)]
pub(super) enum RoundError {
    /// The IMAP server.
    #[error("{0}")]
    Imap(#[from] ImapError),
    /// The store or a decision.
    #[error(transparent)]
    Daemon(#[from] DaemonError),
}

impl From<crate::store::StoreError> for RoundError {
    fn from(error: crate::store::StoreError) -> Self {
        Self::Daemon(error.into())
    }
}

/// The worker of one mailbox.
pub(super) struct Worker {
    pub(super) door: Arc<Door>,
    pub(super) name: MailboxName,
    pub(super) mailbox: Mailbox,
    pub(super) folders: Vec<FolderName>,
    pub(super) seen: Seen,
    wake: Arc<Notify>,
    /// UIDs of the inbox that are left alone: older than the start, too large, or not to be fetched.
    pub(super) left_alone: BTreeSet<(u32, u32)>,
    fetch_failures: BTreeMap<(u32, u32), u32>,
    batch: usize,
    disk_alarm: bool,
}

/// Works on a mailbox until told to stop.
pub(super) async fn run(door: Arc<Door>, name: MailboxName, mut stop: watch::Receiver<bool>) {
    let mut failures = 0_u32;
    let mut sick_since: Option<DateTime<Utc>> = None;
    let mut told = false;
    let Some(mut worker) = Worker::new(Arc::clone(&door), &name) else { return };
    while !*stop.borrow() {
        let before = door.clock.now();
        let ended = worker.session(&mut stop).await;
        let Err(error) = ended else { break };
        // A session that worked for a while begins the count anew.
        if worker.seen.rounds > 0 {
            failures = 0;
            sick_since = None;
            told = false;
            worker.seen.rounds = 0;
        }
        failures = failures.saturating_add(1);
        let since = *sick_since.get_or_insert(before);
        warn!(mailbox = %name, %error, failures, "a mailbox cannot be worked on; it is tried again");
        let refused = matches!(&error, RoundError::Imap(e) if e.is_login_refused() || e.is_not_connected());
        if !told && (refused || door.clock.now() - since >= SICK_AFTER) {
            told = true;
            let what = format!("mailbox {name} cannot be worked on: {}", words(&error));
            if let Err(error) = door.alarm(&name, &what).await {
                error!(mailbox = %name, %error, "the alarm could not be written");
            }
        }
        // A new configuration may be the cure: read it again.
        if let Some(fresh) = door.settings().config.mailboxes.get(&name) {
            worker.mailbox = fresh.clone();
        }
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(backoff::after(failures)) => {}
        }
    }
    info!(mailbox = %name, "stopped");
}

fn words(error: &RoundError) -> &'static str {
    match error {
        RoundError::Imap(error) => error.explanation(),
        RoundError::Daemon(_) => "the daemon's own store or a decision failed; the log says more",
    }
}

impl Worker {
    fn new(door: Arc<Door>, name: &MailboxName) -> Option<Self> {
        let settings = door.settings();
        let mailbox = settings.config.mailboxes.get(name)?.clone();
        let procedure = settings.policy.procedures.get(&mailbox.policy.procedure)?;
        let mut folders = procedure.folders();
        folders.insert(0, mailbox.policy.inbox.clone());
        folders.dedup();
        let wake = door.wakes.filings.get(name).cloned().unwrap_or_default();
        Some(Self {
            name: name.clone(),
            mailbox,
            folders,
            seen: Seen::default(),
            wake,
            left_alone: BTreeSet::new(),
            fetch_failures: BTreeMap::new(),
            batch: BATCH,
            disk_alarm: false,
            door,
        })
    }

    /// One connection, from login to loss or stop.
    async fn session(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), RoundError> {
        let limits = Limits {
            max_message: usize::try_from(self.door.settings().config.limits.max_message_bytes).unwrap_or(usize::MAX),
            ..Limits::default()
        };
        let mut connection = Connection::open(&account(&self.mailbox), &limits).await?;
        self.make_folders(&mut connection).await?;
        info!(mailbox = %self.name, "connected");
        self.seen.forget_statuses();
        let mut next_look = tokio::time::Instant::now();
        while !*stop.borrow() {
            self.file(&mut connection).await?;
            let more = self.drain(&mut connection).await?;
            self.file(&mut connection).await?;
            if more && !*stop.borrow() {
                continue;
            }
            if tokio::time::Instant::now() >= next_look {
                self.look(&mut connection).await?;
                self.door.store.mails().checked(&self.name, self.door.clock.now()).await?;
                next_look = tokio::time::Instant::now() + Duration::from_secs(u64::from(self.mailbox.poll_seconds));
                self.file(&mut connection).await?;
            }
            self.seen.rounds += 1;
            self.idle(&mut connection, next_look, stop).await?;
        }
        connection.logout().await;
        Ok(())
    }

    async fn idle(
        &self,
        connection: &mut Connection,
        until: tokio::time::Instant,
        stop: &mut watch::Receiver<bool>,
    ) -> Result<IdleEnd, RoundError> {
        connection.select(&self.mailbox.policy.inbox).await?;
        let filing_due = match self.door.store.journal().next_at(self.door.clock.now()).await? {
            Some(at) => self.door.clock.until(at) + Duration::from_millis(5),
            None => Duration::MAX,
        };
        let at_most = Duration::from_secs(u64::from(self.mailbox.idle_seconds))
            .min(until.saturating_duration_since(tokio::time::Instant::now()))
            .min(filing_due);
        let wake = async {
            tokio::select! {
                () = self.wake.notified() => {}
                _ = stop.changed() => {}
            }
        };
        Ok(connection.idle(wake, at_most).await?)
    }

    async fn make_folders(&mut self, connection: &mut Connection) -> Result<(), RoundError> {
        let there = connection.list().await?;
        if self.mailbox.policy.observe_only {
            self.folders.retain(|folder| there.contains(folder));
            return Ok(());
        }
        for folder in self.folders.iter().filter(|f| !there.contains(f)) {
            connection.create(folder).await?;
            info!(mailbox = %self.name, %folder, "folder created");
        }
        Ok(())
    }

    /// Fetches what is new in the inbox, puts it on record, and handles it; whether there may be more.
    async fn drain(&mut self, connection: &mut Connection) -> Result<bool, RoundError> {
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
            let recording = begun.elapsed() - fetching;
            // Read while the batch before is being decided about.
            let reading = self.door.read_ahead(unhandled.clone());
            finish(handling.take()).await?;
            let waiting = begun.elapsed() - recording - fetching;
            let door = Arc::clone(&self.door);
            handling = Some(tokio::spawn(async move { door.ingest_ahead(unhandled, Some(reading)).await }));
            self.file(connection).await?;
            let filing = begun.elapsed() - waiting - recording - fetching;
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

/// The IMAP account of a mailbox.
#[must_use]
pub fn account(mailbox: &Mailbox) -> Account {
    let server = &mailbox.server;
    let (user, password) =
        server.login.as_ref().map_or_else(Default::default, |login| (login.user.clone(), login.password.clone()));
    Account {
        host: server.host.clone(),
        port: server.port,
        security: match server.security {
            crate::config::Security::Tls => imap::Security::Tls,
            crate::config::Security::Starttls => imap::Security::StartTls,
            crate::config::Security::Plain => imap::Security::Plain,
        },
        user,
        login: imap::Login::Password(password),
        extra_ca: server.extra_ca.clone(),
        avoid: BTreeSet::new(),
    }
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
