//! From start to stop, in one readable file.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use chrono::TimeDelta;
use tokio::signal::unix::{Signal, SignalKind, signal};
use tokio::sync::watch;
use tracing::{error, info, warn};

use crate::config::{Config, Server};
use crate::domain::{Clock, MailId, MailboxName};
use crate::store::{Lease, LeaseError, Reading, Store, StoreError, Under};

use super::attachments::AttachmentReader;
use super::door::Door;
use super::entropy::Entropy;
use super::error::DaemonError;
use super::freeze::of_daemon;
use super::reconcile::longest_between_looks;
use super::settings::Settings;
use super::standing::Raised;
use super::workers::Workers;
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
    left_out(&settings);
    // From here on a signal is an orderly end, and nothing that was begun is cut off.
    let signals = Signals::listen()?;
    let store = Store::open(&settings.config.store.join("frontdoor.db")).await?;
    let lease = take_lease(&store, under(&settings, &options.clock)).await?;
    note_clock(&store, &options.clock, LEASE).await?;
    let attachments = AttachmentReader::new(options.program, vec!["read-attachments".to_owned()]);
    let door = Arc::new(Door::new(store, settings, attachments, options.clock, options.entropy));

    // What a run before this one left: first the journal, then mails on record that nobody handled.
    sending::recover(&door).await?;
    crate::domain::fault::point("recovery.journal");
    Box::pin(door.go_to_work()).await?;
    crate::domain::fault::point("recovery.observed");
    door.recover_copies().await?;
    crate::domain::fault::point("recovery.copies");
    left_over(&door).await;
    crate::domain::fault::point("recovery.mails");

    let (stop, stopping) = watch::channel(false);
    let mut workers = start(&door, &stopping);
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Ready]);
    info!(mailboxes = door.settings().config.mailboxes.len(), "ready");

    let ended = wait_for_the_end(&door, &lease, signals, &mut workers).await;
    let _ = sd_notify::notify(&[sd_notify::NotifyState::Stopping]);
    info!("stopping");
    let _ = stop.send(true);
    if tokio::time::timeout(LET_GO, workers.all_ended()).await.is_err() {
        warn!("work did not end in time; what is unfinished goes on at the next start");
        workers.cut_off();
    }
    if let Err(error @ DaemonError::Lease(_)) = ended {
        return Err(error);
    }
    note_clock(&door.store, &door.clock, TimeDelta::zero()).await?;
    let why = ended.as_ref().map_or_else(ToString::to_string, |()| "it was told to".to_owned());
    door.store.release(lease, &why, under(&door.settings(), &door.clock)).await?;
    door.store.close().await;
    info!("stopped");
    ended
}

/// One task for each mailbox, one that sends, one for timers.
fn start(door: &Arc<Door>, stopping: &watch::Receiver<bool>) -> Workers {
    let mut workers = Workers::default();
    for name in door.settings().config.mailboxes.keys() {
        let work = mailbox::run(Arc::clone(door), name.clone(), stopping.clone());
        workers.start(&format!("mailbox {name}"), work);
    }
    let (of_sending, of_timers) = (Arc::clone(door), Arc::clone(door));
    let (stop_sending, stop_timers) = (stopping.clone(), stopping.clone());
    workers.start(sending::NAME, async move { sending::run(&of_sending, stop_sending).await });
    workers.start(timers::NAME, async move { timers::run(&of_timers, stop_timers).await });
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

/// Tends lease, watchdog, case store and signals; ends at SIGTERM, SIGINT, when the lease is lost, or when a worker
/// ended by itself: it is started again with all others, and goes on from the journal.
async fn wait_for_the_end(
    door: &Arc<Door>,
    lease: &Lease,
    signals: Signals,
    workers: &mut Workers,
) -> Result<(), DaemonError> {
    let Signals { mut terminate, mut interrupt, mut reload } = signals;
    let mut renew = tokio::time::interval(RENEW);
    let mut tend = tokio::time::interval(TEND);
    let mut told = BTreeSet::new();
    let mut standing = Raised::default();
    loop {
        tokio::select! {
            _ = terminate.recv() => return Ok(()),
            _ = interrupt.recv() => return Ok(()),
            (worker, grief) = workers.ended() => {
                error!(worker, grief, "a worker ended by itself; stopping");
                tell(door, &format!("the worker \"{worker}\" ended by itself; the daemon is started again")).await;
                return Err(DaemonError::WorkerEnded(worker));
            }
            _ = reload.recv() => {
                let path = door.settings().config.path.clone();
                take_up(door, "asked to", Settings::load(&path, door.clock.now()).await).await;
                standing.raise(door).await;
            }
            _ = tend.tick() => {
                tended(door).await;
                standing.raise(door).await;
                not_looked_at(door, &mut told).await;
            }
            _ = renew.tick() => {
                // The watchdog is fed only while the store answers and every worker works: a daemon that cannot write,
                // or whose sending has fallen silent, is no daemon.
                match door.store.renew(lease, Clock::System.now(), LEASE).await {
                    Ok(_) => {
                        if let Err(error) = note_clock(&door.store, &door.clock, LEASE).await {
                            warn!(%error, "the clock could not be noted");
                        }
                        let silent = door.rounds.silent(tokio::time::Instant::now());
                        if silent.is_empty() {
                            let _ = sd_notify::notify(&[sd_notify::NotifyState::Watchdog]);
                        } else {
                            error!(?silent, "workers have fallen silent; the watchdog is not fed");
                        }
                    }
                    Err(error @ (LeaseError::Held { .. } | LeaseError::Lost)) => {
                        error!(%error, "another daemon works on this store; stopping");
                        return Err(error.into());
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
        Ok(true) => {
            let path = door.settings().config.path.clone();
            let settings = Settings::load_that_serves(&path, door.clock.now()).await;
            take_up(door, "the case store has a new generation", settings).await;
        }
        Ok(false) => {}
        Err(error) => warn!(%error, "the case store cannot be read"),
    }
    work(door).await;
}

/// What was only observed in a mailbox that works now is set aside; then mails that were left over are taken up.
async fn work(door: &Door) {
    if let Err(error) = Box::pin(door.go_to_work()).await {
        warn!(%error, "what was only observed could not be set aside; it is tried again");
    }
    Box::pin(left_over(door)).await;
}

/// A mailbox that was not looked at with success for long is an alarm, once until it is looked at again: a connection
/// can die silently while all seems well.
async fn not_looked_at(door: &Arc<Door>, told: &mut BTreeSet<MailboxName>) {
    for (name, mailbox) in &door.settings().config.mailboxes {
        let longest = longest_between_looks(mailbox);
        if !door.rounds.not_looked_for(name.as_str(), longest, tokio::time::Instant::now()) {
            told.remove(name);
        } else if told.insert(name.clone()) {
            let minutes = longest.as_secs() / 60;
            let what = format!("mailbox {name} was not looked at with success for {minutes} minutes");
            if let Err(error) = door.alarm(name, &what).await {
                error!(mailbox = %name, %error, "the alarm could not be written");
            }
        }
    }
}

/// An alarm about the daemon itself, by the first mailbox's way.
async fn tell(door: &Arc<Door>, what: &str) {
    let Some(name) = door.settings().config.mailboxes.keys().next().cloned() else { return };
    if let Err(error) = door.alarm(&name, what).await {
        error!(%error, "the alarm could not be written");
    }
}

/// What does not fit the staff list, in the log; the administrator hears of it by mail.
fn left_out(settings: &Settings) {
    for problem in settings.unfit.all() {
        warn!(%problem, "left out");
    }
}

/// Takes up a configuration that was read again; a bad one is refused and the old one stays. Either stands in the audit,
/// an accepted one before it counts.
async fn take_up(door: &Arc<Door>, why: &str, read: Result<Settings, DaemonError>) {
    let fit = read.and_then(|settings| {
        if !door.clock.is_system() {
            only_loopback(&settings.config)?;
        }
        Ok(settings)
    });
    match fit {
        Ok(settings) => {
            if let Err(error) = note(door, &settings.version, "configuration taken up", why).await {
                error!(%error, "the audit cannot be written; the old configuration stays");
                return;
            }
            left_out(&settings);
            if settings.config.mailboxes.keys().ne(door.settings().config.mailboxes.keys()) {
                warn!("mailboxes were added or removed: that takes a restart");
            }
            door.set_settings(Arc::new(settings));
            info!(why, "configuration taken up");
            work(door).await;
        }
        Err(error) => {
            error!(%error, "the new configuration is refused; the old one stays");
            let (version, refused) = (door.settings().version.clone(), "new configuration refused, the old one stays");
            if let Err(error) = note(door, &version, refused, why).await {
                error!(%error, "the audit cannot be written");
            }
            tell(door, "a new configuration was refused and the old one stays; the log names every problem").await;
        }
    }
}

async fn note(door: &Arc<Door>, version: &str, what: &str, why: &str) -> Result<(), StoreError> {
    door.store.audit().note(door.clock.now(), version, &of_daemon(what, why)).await
}

/// Mails on record that nobody handled: a run before this one was cut off, or a round failed. Each attempt at
/// one is counted first, so that a mail that kills the daemon is found out.
pub(super) async fn left_over(door: &Door) {
    let mut before = BTreeSet::new();
    loop {
        let mails = match door.left_over(LEFT_OVER).await {
            Ok(mails) => mails,
            Err(error) => {
                warn!(%error, "mails left over could not be read");
                return;
            }
        };
        // Those that come again got no further: the next round tries them, and nothing else waits for that.
        let these: BTreeSet<MailId> = mails.iter().map(|mail| mail.id).collect();
        if mails.is_empty() || these == before {
            return;
        }
        before = these;
        info!(mails = mails.len(), "mails left over are taken up");
        let mails = mails.into_iter().map(|mail| crate::store::Unhandled { attempts: mail.attempts.max(1), ..mail });
        if let Err(error) = door.ingest(mails.collect()).await {
            warn!(%error, "mails left over could not be handled; they are tried again");
            return;
        }
    }
}

/// Notes what the daemon's clock shows, for those who read the store beside it; it runs on for `length`.
async fn note_clock(store: &Store, clock: &Clock, length: TimeDelta) -> Result<(), StoreError> {
    let machine_at = Clock::System.now();
    let reading = Reading { at: clock.now(), machine_at, until: machine_at + length, speed: clock.speed() };
    store.set_clock(Some(&reading).filter(|_| !clock.is_system())).await
}

/// What the audit needs to know of this moment.
fn under<'s>(settings: &'s Settings, clock: &Clock) -> Under<'s> {
    Under { at: clock.now(), policy_version: &settings.version }
}

async fn take_lease(store: &Store, under: Under<'_>) -> Result<Lease, DaemonError> {
    let holder = format!("process {} of {}", std::process::id(), hostname());
    match store.lease(&holder, Clock::System.now(), LEASE, under).await {
        Ok(lease) => Ok(lease),
        // After a crash there is nobody to wait for.
        Err(LeaseError::Held { holder: gone, .. }) if !is_alive(&gone) => {
            info!(gone, "the daemon before this one is gone; its lease is taken over");
            Ok(store.take_over(&holder, &gone, Clock::System.now(), LEASE, under).await?)
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
