//! From start to stop, in one readable file.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tokio::task::JoinSet;
use tracing::{error, info, warn};

use crate::config::{Config, Server};
use crate::domain::Clock;
use crate::store::{Lease, LeaseError, Store};

use super::attachments::AttachmentReader;
use super::door::Door;
use super::entropy::Entropy;
use super::error::DaemonError;
use super::settings::Settings;
use super::{mailbox, sending, timers};

/// How long the lease on a store lasts, and how often it is renewed. Both by the machine's clock, whatever the
/// daemon rehearses.
const LEASE: TimeDelta = TimeDelta::seconds(60);
const RENEW: Duration = Duration::from_secs(15);
/// How often the case store is looked at for a new generation, and mails that were left over are taken up.
const TEND: Duration = Duration::from_secs(30);
/// How long work may take to end when the daemon is told to stop.
const LET_GO: Duration = Duration::from_secs(20);
/// Mails taken up at once that a run before this one left unhandled.
const LEFT_OVER: u32 = 100;

/// How to run.
#[derive(Debug)]
pub struct Options {
    /// The main configuration file.
    pub config: PathBuf,
    /// The clock; a rehearsal's is refused unless every server is on loopback.
    pub clock: Clock,
    /// Chance.
    pub entropy: Entropy,
    /// The program that reads attachments (this one).
    pub program: PathBuf,
}

/// Runs until SIGTERM or SIGINT.
///
/// # Errors
/// When it cannot start: the configuration, the store, the lease. Once it runs it goes on.
pub async fn run(options: Options) -> Result<(), DaemonError> {
    let settings = Arc::new(Settings::load(&options.config, options.clock.now()).await?);
    if !options.clock.is_system() {
        only_loopback(&settings.config)?;
    }
    for warning in settings.warnings(options.clock.now()) {
        warn!(warning, "configuration");
    }
    // From here on a signal is an orderly end, and nothing that was begun is cut off.
    let signals = Signals::listen()?;
    let store = Store::open(&settings.config.store.join("frontdoor.db")).await?;
    let lease = take_lease(&store).await?;
    let attachments = AttachmentReader::new(options.program, vec!["read-attachments".to_owned()]);
    let door = Arc::new(Door::new(store, settings, attachments, options.clock, options.entropy));

    // What a run before this one left: first the journal, then mails on record that nobody handled.
    sending::recover(&door).await?;
    crate::domain::fault::point("recovery.journal");
    door.recover_copies().await?;
    crate::domain::fault::point("recovery.copies");
    left_over(&door).await;
    crate::domain::fault::point("recovery.mails");

    let (stop, stopping) = watch::channel(false);
    let mut workers = start(&door, &stopping);
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    info!(mailboxes = door.settings().config.mailboxes.len(), "ready");

    let lost = wait_for_the_end(&door, &lease, signals).await;
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
    info!("stopping");
    let _ = stop.send(true);
    let ended = tokio::time::timeout(LET_GO, async { while workers.join_next().await.is_some() {} }).await;
    if ended.is_err() {
        warn!("work did not end in time; what is unfinished goes on at the next start");
        workers.abort_all();
    }
    if let Some(error) = lost {
        return Err(error.into());
    }
    door.store.release(lease).await?;
    door.store.close().await;
    info!("stopped");
    Ok(())
}

/// One task for each mailbox, one that sends, one for timers.
fn start(door: &Arc<Door>, stopping: &watch::Receiver<bool>) -> JoinSet<()> {
    let mut workers = JoinSet::new();
    for name in door.settings().config.mailboxes.keys() {
        workers.spawn(mailbox::run(Arc::clone(door), name.clone(), stopping.clone()));
    }
    let (of_sending, of_timers) = (Arc::clone(door), Arc::clone(door));
    let (stop_sending, stop_timers) = (stopping.clone(), stopping.clone());
    workers.spawn(async move { sending::run(&of_sending, stop_sending).await });
    workers.spawn(async move { timers::run(&of_timers, stop_timers).await });
    workers
}

/// What the daemon listens to.
struct Signals {
    terminate: Signal,
    interrupt: Signal,
    reload: Signal,
}

impl Signals {
    fn listen() -> Result<Self, DaemonError> {
        let listen =
            |kind| signal(kind).map_err(|source| DaemonError::Io { what: "listening to signals".to_owned(), source });
        Ok(Self {
            terminate: listen(SignalKind::terminate())?,
            interrupt: listen(SignalKind::interrupt())?,
            reload: listen(SignalKind::hangup())?,
        })
    }
}

/// Tends lease, watchdog, case store and signals; ends at SIGTERM, SIGINT, or when the lease is lost.
async fn wait_for_the_end(door: &Arc<Door>, lease: &Lease, signals: Signals) -> Option<LeaseError> {
    let Signals { mut terminate, mut interrupt, mut reload } = signals;
    let mut renew = tokio::time::interval(RENEW);
    let mut tend = tokio::time::interval(TEND);
    loop {
        tokio::select! {
            _ = terminate.recv() => return None,
            _ = interrupt.recv() => return None,
            _ = reload.recv() => take_up(door, "asked to").await,
            _ = tend.tick() => tended(door).await,
            _ = renew.tick() => {
                // The watchdog is fed only while the store answers: a daemon that cannot write is no daemon.
                match door.store.renew(lease, Clock::System.now(), LEASE).await {
                    Ok(_) => { let _ = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]); }
                    Err(error @ (LeaseError::Held { .. } | LeaseError::Lost)) => {
                        error!(%error, "another daemon works on this store; stopping");
                        return Some(error);
                    }
                    Err(LeaseError::Store(error)) => warn!(%error, "the lease could not be renewed"),
                }
            }
        }
    }
}

/// A new generation of the case store brings new staff; mails left over by a failed round are taken up.
async fn tended(door: &Arc<Door>) {
    match door.settings().checker.store().refresh().await {
        Ok(true) => take_up(door, "the case store has a new generation").await,
        Ok(false) => {}
        Err(error) => warn!(%error, "the case store cannot be read"),
    }
    left_over(door).await;
}

/// Reads the configuration again; a bad one is refused and the old one stays.
async fn take_up(door: &Arc<Door>, why: &str) {
    let path = door.settings().config.path.clone();
    match Settings::load_that_serves(&path, door.clock.now()).await {
        Ok((settings, unfit)) => {
            for problem in unfit {
                warn!(%problem, "left out");
            }
            if settings.config.mailboxes.keys().ne(door.settings().config.mailboxes.keys()) {
                warn!("mailboxes were added or removed: that takes a restart");
            }
            door.set_settings(Arc::new(settings));
            info!(why, "configuration taken up");
        }
        Err(error) => error!(%error, "the new configuration is refused; the old one stays"),
    }
}

/// Mails on record that nobody handled: a run before this one was cut off, or a round failed. Each attempt at
/// one is counted first, so that a mail that kills the daemon is found out.
async fn left_over(door: &Arc<Door>) {
    loop {
        let mails = match door.left_over(LEFT_OVER).await {
            Ok(mails) => mails,
            Err(error) => {
                warn!(%error, "mails left over could not be read");
                return;
            }
        };
        if mails.is_empty() {
            return;
        }
        info!(mails = mails.len(), "mails left over are taken up");
        let mails = mails.into_iter().map(|mail| crate::store::Unhandled { attempts: mail.attempts.max(1), ..mail });
        if let Err(error) = door.ingest(mails.collect()).await {
            warn!(%error, "mails left over could not be handled; they are tried again");
            return;
        }
    }
}

async fn take_lease(store: &Store) -> Result<Lease, DaemonError> {
    let holder = format!("process {} of {}", std::process::id(), hostname());
    match store.lease(&holder, Clock::System.now(), LEASE).await {
        Ok(lease) => Ok(lease),
        // After a crash there is nobody to wait for.
        Err(LeaseError::Held { holder: gone, .. }) if !is_alive(&gone) => {
            info!(gone, "the daemon before this one is gone; its lease is taken over");
            Ok(store.take_over(&holder, &gone, Clock::System.now(), LEASE).await?)
        }
        Err(error) => Err(error.into()),
    }
}

/// Whether the holder of a lease is a process of this machine that runs. Another machine's always counts as alive.
fn is_alive(holder: &str) -> bool {
    let Some(rest) = holder.strip_prefix("process ") else { return true };
    let Some((pid, host)) = rest.split_once(" of ") else { return true };
    host != hostname() || std::path::Path::new(&format!("/proc/{pid}")).exists()
}

fn hostname() -> String {
    rustix::system::uname().nodename().to_string_lossy().into_owned()
}

/// A rehearsal may never reach a real server.
fn only_loopback(config: &Config) -> Result<(), DaemonError> {
    let servers = config.mailboxes.values().map(|m| &m.server).chain([&config.smtp.server]);
    for Server { host, .. } in servers {
        let loopback =
            host == "localhost" || host.parse::<std::net::IpAddr>().is_ok_and(|address| address.is_loopback());
        if !loopback {
            return Err(DaemonError::RehearsalOffLoopback(host.clone()));
        }
    }
    Ok(())
}
