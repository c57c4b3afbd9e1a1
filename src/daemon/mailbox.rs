//! One mailbox: its own connection, its own back-off, from login to loss. A sick mailbox never stops another.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio::sync::{Notify, watch};
use tracing::{error, info, warn};

use crate::config::Mailbox;
use crate::domain::{FolderName, MailboxName};
use crate::imap::{self, Account, Connection, IdleEnd, ImapError, Limits};
use crate::pathway::procedure::Procedure;

use super::backoff;
use super::door::Door;
use super::drain::BATCH;
use super::error::DaemonError;
use super::reconcile::Seen;
use super::settings::Settings;

/// A mailbox that cannot be reached for so long is an alarm.
const SICK_AFTER: TimeDelta = TimeDelta::minutes(5);
/// How long a mailbox that is not configured is left before it is looked for in the configuration again.
const REST: Duration = Duration::from_secs(30);

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
    pub(super) fetch_failures: BTreeMap<(u32, u32), u32>,
    /// UIDs of the inbox that the server did not hand out, and when they are asked for again.
    pub(super) again_at: BTreeMap<(u32, u32), tokio::time::Instant>,
    pub(super) batch: usize,
    pub(super) disk_alarm: bool,
}

/// Works on a mailbox until told to stop.
pub(super) async fn run(door: Arc<Door>, name: MailboxName, mut stop: watch::Receiver<bool>) {
    let mut failures = 0_u32;
    let mut sick_since: Option<DateTime<Utc>> = None;
    let mut told = false;
    let Some(mut worker) = Worker::new(Arc::clone(&door), &name) else { return };
    door.rounds.looked(name.as_str());
    while !*stop.borrow() {
        worker.at_work(Duration::ZERO);
        let before = door.clock.now();
        if !worker.take_up() {
            worker.rest(&mut stop).await;
            continue;
        }
        let ended = worker.session(&mut stop).await;
        // Without an error it was told to stop, or there are new settings.
        let Err(error) = ended else { continue };
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
            let what = format!("mailbox {name} cannot be worked on: {} It is tried again by itself.", words(&error));
            if let Err(error) = door.alarm(&name, &what).await {
                error!(mailbox = %name, %error, "the alarm could not be written");
            }
        }
        let wait = backoff::after(failures);
        worker.at_work(wait);
        tokio::select! {
            _ = stop.changed() => {}
            () = tokio::time::sleep(wait) => {}
        }
    }
    info!(mailbox = %name, "stopped");
}

/// The inbox, and the folders of the mailbox's procedure.
fn folders(settings: &Settings, mailbox: &Mailbox) -> Vec<FolderName> {
    let procedure = settings.policy.procedures.get(&mailbox.policy.procedure);
    let mut folders = procedure.map(Procedure::folders).unwrap_or_default();
    folders.insert(0, mailbox.policy.inbox.clone());
    folders.dedup();
    folders
}

fn words(error: &RoundError) -> &'static str {
    match error {
        RoundError::Imap(error) => error.explanation(),
        RoundError::Daemon(_) => "the daemon's own store or a decision failed; the log says more.",
    }
}

impl Worker {
    fn new(door: Arc<Door>, name: &MailboxName) -> Option<Self> {
        let settings = door.settings();
        let mailbox = settings.config.mailboxes.get(name)?.clone();
        let folders = folders(&settings, &mailbox);
        let wake = door.wakes.filings.get(name).cloned().unwrap_or_default();
        Some(Self {
            name: name.clone(),
            mailbox,
            folders,
            seen: Seen::default(),
            wake,
            left_alone: BTreeSet::new(),
            fetch_failures: BTreeMap::new(),
            again_at: BTreeMap::new(),
            batch: BATCH,
            disk_alarm: false,
            door,
        })
    }

    /// Takes up what the settings say of the mailbox now; `false` when it is no longer in them.
    fn take_up(&mut self) -> bool {
        let settings = self.door.settings();
        let Some(mailbox) = settings.config.mailboxes.get(&self.name) else { return false };
        if mailbox.start_from != self.mailbox.start_from || mailbox.policy.inbox != self.mailbox.policy.inbox {
            self.left_alone.clear();
        }
        self.folders = folders(&settings, mailbox);
        self.mailbox = mailbox.clone();
        true
    }

    /// The mailbox was taken out of the configuration: it is left alone until it is put back.
    async fn rest(&self, stop: &mut watch::Receiver<bool>) {
        self.at_work(REST);
        tokio::select! {
            _ = stop.changed() => {}
            () = self.wake.notified() => {}
            () = tokio::time::sleep(REST) => {}
        }
    }

    /// One connection, from login to loss, to stop, or to new settings.
    async fn session(&mut self, stop: &mut watch::Receiver<bool>) -> Result<(), RoundError> {
        let settings = self.door.settings();
        let limits = Limits {
            max_message: usize::try_from(settings.config.limits.max_message_bytes).unwrap_or(usize::MAX),
            ..Limits::default()
        };
        let mut connection = Connection::open(&account(&self.mailbox), &limits).await?;
        self.make_folders(&mut connection).await?;
        self.recall(&mut connection).await?;
        info!(mailbox = %self.name, "connected");
        self.seen.forget_statuses();
        let mut next_look = tokio::time::Instant::now();
        while !*stop.borrow() && Arc::ptr_eq(&settings, &self.door.settings()) {
            self.file(&mut connection).await?;
            let more = self.drain(&mut connection).await?;
            self.file(&mut connection).await?;
            if more && !*stop.borrow() {
                continue;
            }
            if tokio::time::Instant::now() >= next_look {
                self.look(&mut connection).await?;
                next_look = tokio::time::Instant::now() + Duration::from_secs(u64::from(self.mailbox.poll_seconds));
                self.file(&mut connection).await?;
            }
            self.seen.rounds += 1;
            self.idle(&mut connection, next_look, stop).await?;
        }
        connection.logout().await;
        Ok(())
    }

    /// Notes that the worker is at work, and means to say so again within this time.
    pub(super) fn at_work(&self, again: Duration) {
        self.door.rounds.made(&format!("mailbox {}", self.name), again);
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
            .min(filing_due)
            .min(self.withheld_due());
        self.at_work(at_most);
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
