//! The one door: every event is decided here, one at a time, and written in one transaction. Signals only
//! wake; what is stored decides.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, PoisonError, RwLock};

use chrono::{DateTime, Utc};
use tokio::sync::{Mutex, Notify};
use tracing::{error, info};

use crate::domain::{
    Because, ChildFacts, Clock, Decision, Event, Facts, Findings, Kind, MailId, MailboxName, Phase, Reference, Request,
    RotaMemory, StaffId,
};
use crate::pathway::{self, Snapshot};
use crate::store::{ByHand, Commit, CommitError, Ends, HandledMail, Lookup, Store, Unhandled};

use super::attachments::AttachmentReader;
use super::backlog::Backlogs;
use super::check::ToCheck;
use super::entropy::Entropy;
use super::error::DaemonError;
use super::freeze::{self, Frozen};
use super::settings::Settings;
use super::workers::Rounds;

/// How often a decision is made again when the request changed meanwhile.
const DECIDE_AGAIN: usize = 3;

/// What wakes the workers. A lost wake costs a few seconds, never work: each looks at the store by itself.
#[derive(Debug, Default)]
pub struct Wakes {
    /// There is something to send.
    pub sends: Notify,
    /// Timers changed.
    pub timers: Notify,
    /// There is something to file, by mailbox.
    pub filings: BTreeMap<MailboxName, Arc<Notify>>,
}

/// The one door.
#[derive(Debug)]
pub struct Door {
    /// The daemon's record.
    pub store: Store,
    /// The clock.
    pub clock: Clock,
    /// Chance.
    pub entropy: Entropy,
    /// Reads attachments in a child process.
    pub attachments: AttachmentReader,
    /// What wakes the workers.
    pub wakes: Wakes,
    /// The mailboxes that are behind.
    pub backlogs: Backlogs,
    /// When each worker last did something.
    pub rounds: Rounds,
    /// The largest message that the mail server takes, in octets, as it announced; the sending learns it.
    pub(super) server_takes: AtomicUsize,
    settings: RwLock<Arc<Settings>>,
    turn: Mutex<()>,
    in_hand: std::sync::Mutex<BTreeSet<MailId>>,
}

impl Door {
    /// A door to this store.
    #[must_use]
    pub fn new(
        store: Store,
        settings: Arc<Settings>,
        attachments: AttachmentReader,
        clock: Clock,
        entropy: Entropy,
    ) -> Self {
        let filings = settings.config.mailboxes.keys().map(|name| (name.clone(), Arc::new(Notify::new()))).collect();
        let wakes = Wakes { filings, ..Wakes::default() };
        Self {
            store,
            clock,
            entropy,
            attachments,
            wakes,
            backlogs: Backlogs::default(),
            rounds: Rounds::default(),
            server_takes: AtomicUsize::new(usize::MAX),
            settings: RwLock::new(settings),
            turn: Mutex::new(()),
            in_hand: std::sync::Mutex::default(),
        }
    }

    /// The settings of now.
    #[must_use]
    pub fn settings(&self) -> Arc<Settings> {
        Arc::clone(&self.settings.read().unwrap_or_else(PoisonError::into_inner))
    }

    /// Takes up new settings.
    pub fn set_settings(&self, settings: Arc<Settings>) {
        *self.settings.write().unwrap_or_else(PoisonError::into_inner) = settings;
        // Each mailbox begins anew with them.
        self.wakes.filings.values().for_each(|wake| wake.notify_one());
    }

    /// Mails on record that nobody handled and no worker has in hand.
    ///
    /// # Errors
    /// The store's refusal.
    pub(super) async fn left_over(&self, limit: u32) -> Result<Vec<Unhandled>, DaemonError> {
        // What came to a mailbox that was taken out of the configuration waits until it is put back.
        let settings = self.settings();
        let mailboxes: Vec<&MailboxName> = settings.config.mailboxes.keys().collect();
        let mut mails = self.store.mails().unhandled(&mailboxes, limit).await?;
        let in_hand = self.in_hand.lock().unwrap_or_else(PoisonError::into_inner);
        mails.retain(|mail| !in_hand.contains(&mail.id));
        Ok(mails)
    }

    /// Notes which mails are in hand; they are let go when the answer is dropped.
    pub(super) fn take_in_hand(&self, mails: &[Unhandled]) -> InHand<'_> {
        let ids: Vec<MailId> = mails.iter().map(|m| m.id).collect();
        self.in_hand.lock().unwrap_or_else(PoisonError::into_inner).extend(&ids);
        InHand { door: self, ids }
    }

    /// Only one decision at a time.
    pub(super) async fn turn(&self) -> tokio::sync::MutexGuard<'_, ()> {
        self.turn.lock().await
    }

    /// Decides about an event of a known request, and writes the decision. `handled` is the mail that the event
    /// came by, if it did.
    ///
    /// # Errors
    /// When reading or writing failed; nothing was decided then, and the same event can come again.
    pub async fn event(
        &self,
        reference: &Reference,
        event: &Event,
        handled: Option<HandledMail>,
    ) -> Result<(), DaemonError> {
        self.event_with(reference, event, Beside { handled, ..Beside::default() }).await
    }

    /// The same, together with what is noticed: it is noted and decided on as one, so that nothing can come between.
    ///
    /// # Errors
    /// As [`Door::event`].
    pub(super) async fn event_with(
        &self,
        reference: &Reference,
        event: &Event,
        beside: Beside,
    ) -> Result<(), DaemonError> {
        let closed = {
            let _turn = self.turn().await;
            if let Some(mail) = &beside.handled
                && self.store.handled(&[mail.id]).await?.contains(&mail.id)
            {
                return Ok(());
            }
            self.decide_and_commit(reference, event, &beside).await?
        };
        self.close_copies(closed).await
    }

    /// A second copy closes with the request that it waits for (C5), and so on.
    async fn close_copies(&self, mut closed: Vec<(Reference, String, bool)>) -> Result<(), DaemonError> {
        while let Some((other, outcome, letter)) = closed.pop() {
            for waiting in self.store.requests().waiting_on(&other).await? {
                let event = Event::OtherClosed { other: other.clone(), outcome: outcome.clone(), letter };
                crate::domain::fault::point("copy.closing");
                let _turn = self.turn().await;
                closed.extend(self.decide_and_commit(&waiting.reference, &event, &Beside::default()).await?);
            }
        }
        Ok(())
    }

    /// After a restart: copies whose earlier request closed just before the end (C5).
    pub(super) async fn recover_copies(&self) -> Result<(), DaemonError> {
        for reference in self.store.closed_but_waited_for().await? {
            let Some(request) = self.store.requests().load(&reference).await? else { continue };
            self.close_copies(closing(None, &request).into_iter().collect()).await?;
        }
        Ok(())
    }

    async fn decide_and_commit(
        &self,
        reference: &Reference,
        event: &Event,
        beside: &Beside,
    ) -> Result<Vec<(Reference, String, bool)>, DaemonError> {
        for _ in 0..DECIDE_AGAIN {
            let Some(request) = self.store.requests().load(reference).await? else { return Ok(vec![]) };
            let now = self.clock.now();
            let settings = self.settings();
            let decision = self.decide(&settings, &request, event, now).await?;
            let handled = beside.handled.clone();
            let mut frozen = self.freeze(&settings, decision, Some(&request), handled, None, now).await?;
            if let Some(commit) = frozen.commits.first_mut() {
                commit.by_hand.clone_from(&beside.by_hand);
                commit.ends.clone_from(&beside.ends);
            }
            crate::domain::fault::point("event.decided");
            match self.store.commit(&frozen.commits).await {
                Ok(()) => {
                    crate::domain::fault::point("event.committed");
                    self.wake(&frozen.commits);
                    Self::after(&frozen);
                    return Ok(closes(&request, &frozen));
                }
                // Somebody else was first: read again, decide again.
                Err(CommitError::Stale(_)) => {}
                Err(other) => return Err(other.into()),
            }
        }
        Err(CommitError::Stale(reference.clone()).into())
    }

    /// Decides with all that is known now.
    async fn decide(
        &self,
        settings: &Settings,
        request: &Request,
        event: &Event,
        now: DateTime<Utc>,
    ) -> Result<Decision, DaemonError> {
        let mut request = request.clone();
        let mut said = request.said.clone();
        if let Event::ChildNamed { child, .. } = event {
            said = request.said_with(child.clone());
            named_by_a_person(&mut request.facts);
        }
        let request = &request;
        let findings = self.findings(settings, request, &said).await?;
        let lookup = Lookup {
            mail: request.mail,
            content: request.facts.content.clone(),
            sender: request.facts.referrer.email.clone(),
            people: people_of(&findings),
        };
        let mut related = self.store.requests().related(&request.mailbox, request.observed, &[lookup]).await?;
        let related = related.remove(&request.mail).unwrap_or_default();
        let rota = self.store.rota().memory().await?;
        let absences = self.store.rota().absences(now).await?;
        let notes = self.store.notes().of(&request.reference).await?;
        let snapshot =
            Snapshot { findings: Some(&findings), related: &related, rota: &rota, absences: &absences, notes: &notes };
        Ok(pathway::decide(Some(request), event, &snapshot, &settings.policy, now))
    }

    /// What is known of the request's children now: by what a person said, else by matching anew (C2).
    async fn findings(
        &self,
        settings: &Settings,
        request: &Request,
        said: &[Option<crate::domain::PersonId>],
    ) -> Result<Findings, DaemonError> {
        let Request { facts, received_at, mailbox, .. } = request;
        let mail = ToCheck { facts, received_at: *received_at, mailbox };
        if said.is_empty() {
            let mut all = settings.checker.check(&[mail]).await?;
            return Ok(all.pop().unwrap_or_else(|| request.findings.clone()));
        }
        Ok(settings.checker.check_known(mail, said).await?)
    }

    /// Freezes a decision: messages composed, rows ready. `at_hand` is a mail whose bytes need not be read again.
    pub(super) async fn freeze(
        &self,
        settings: &Settings,
        decision: Decision,
        before: Option<&Request>,
        handled: Option<HandledMail>,
        at_hand: Option<(MailId, &[u8])>,
        now: DateTime<Utc>,
    ) -> Result<Frozen, DaemonError> {
        let mut originals = BTreeMap::new();
        for mail in freeze::originals(&decision) {
            if let Some((_, bytes)) = at_hand.filter(|(id, _)| *id == mail) {
                originals.insert(mail, bytes.to_vec());
            } else if let Some(bytes) = self.store.mails().bytes(mail).await? {
                originals.insert(mail, bytes);
            }
        }
        freeze::freeze(self.means(settings), decision, before, handled, &originals, now)
    }

    fn means<'a>(&'a self, settings: &'a Settings) -> freeze::Means<'a> {
        freeze::Means { settings, entropy: &self.entropy, server_takes: self.server_takes.load(Ordering::Relaxed) }
    }

    /// Wakes who has work now.
    pub(super) fn wake(&self, commits: &[Commit]) {
        if commits.iter().any(|c| !c.sends.is_empty()) {
            self.wakes.sends.notify_one();
        }
        if commits.iter().any(|c| c.request.is_some()) {
            self.wakes.timers.notify_one();
        }
        for commit in commits.iter().filter(|c| !c.files.is_empty()) {
            if let Some(wake) = self.wakes.filings.get(&commit.mailbox) {
                wake.notify_one();
            }
        }
    }

    /// What is said aloud after a commit; never personal data.
    pub(super) fn after(frozen: &Frozen) {
        for commit in &frozen.commits {
            for alarm in &commit.alarms {
                error!(mailbox = %commit.mailbox, alarm, "alarm");
            }
            for entry in &commit.audit {
                let reference = commit.request.as_ref().map(|r| r.reference.to_string()).unwrap_or_default();
                info!(reference, who = entry.who, what = entry.what, rule = %entry.rule, "decided");
            }
        }
    }

    /// Raises an alarm that is about no request: in the log, the status, and by mail to the administrator.
    ///
    /// # Errors
    /// When it could not be written; it is in the log all the same.
    pub async fn alarm(&self, mailbox: &MailboxName, what: &str) -> Result<(), DaemonError> {
        let key = format!("alarm.{:016x}", self.entropy.draw()? >> 64);
        self.alarm_once(mailbox, &key, what).await
    }

    /// The same under a name of its own: however often it is raised, it is sent once.
    ///
    /// # Errors
    /// As [`Door::alarm`].
    pub(super) async fn alarm_once(&self, mailbox: &MailboxName, key: &str, what: &str) -> Result<(), DaemonError> {
        let settings = self.settings();
        let commit = freeze::alarm(self.means(&settings), mailbox, key, what, self.clock.now());
        let written = match commit {
            Ok(commit) => self.store.commit(&[commit]).await.map_err(DaemonError::from),
            Err(error) => Err(error),
        };
        if let Err(DaemonError::Commit(CommitError::KeyTaken { .. })) = &written {
            // Raised before.
            return Ok(());
        }
        error!(%mailbox, what, "alarm");
        written?;
        self.wakes.sends.notify_one();
        Ok(())
    }
}

/// What is written in the transaction of a decision.
#[derive(Debug, Default)]
pub(super) struct Beside {
    /// The mail that the event came by.
    pub(super) handled: Option<HandledMail>,
    /// What a person did.
    pub(super) by_hand: Option<ByHand>,
    /// The effect whose end the event is.
    pub(super) ends: Option<Ends>,
}

impl Beside {
    /// What a person did is all that is noted beside the decision.
    pub(super) fn by_hand(by_hand: ByHand) -> Self {
        Self { by_hand: Some(by_hand), ..Self::default() }
    }
}

/// Mails that are being handled.
pub(super) struct InHand<'d> {
    door: &'d Door,
    ids: Vec<MailId>,
}

impl Drop for InHand<'_> {
    fn drop(&mut self) {
        let mut in_hand = self.door.in_hand.lock().unwrap_or_else(PoisonError::into_inner);
        for id in &self.ids {
            in_hand.remove(id);
        }
    }
}

/// Requests that this commit closed: (which, outcome, whether the letter was accepted).
fn closes(before: &Request, frozen: &Frozen) -> Vec<(Reference, String, bool)> {
    frozen.commits.iter().filter_map(|c| c.request.as_ref()).filter_map(|after| closing(Some(before), after)).collect()
}

/// Whether a request closed between two states.
pub(super) fn closing(before: Option<&Request>, after: &Request) -> Option<(Reference, String, bool)> {
    if before.is_some_and(Request::is_closed) {
        return None;
    }
    match &after.phase {
        Phase::Closed { outcome, .. } => Some((after.reference.clone(), outcome.clone(), after.letter_accepted)),
        Phase::Waiting { .. } => None,
    }
}

/// A mail that names no child is about the one whom an officer names, and is then a concern like any other.
fn named_by_a_person(facts: &mut Facts) {
    if facts.children.is_empty() {
        facts.children.push(ChildFacts::default());
    }
    if facts.kind.is == Kind::NotClear {
        facts.kind = Because { is: Kind::FreeForm, why: "an officer said who the child is".to_owned() };
    }
}

/// The people of the findings, for looking up related requests.
pub(super) fn people_of(findings: &Findings) -> Vec<crate::domain::PersonId> {
    findings.children.iter().filter_map(|child| child.found.person.clone()).collect()
}

/// Notes the choices of a decision in a rota's memory, for the next decision of a batch.
pub(super) fn remember(memory: &mut RotaMemory, chosen: &[(String, StaffId)], now: DateTime<Utc>) {
    for (list, person) in chosen {
        pathway::rota::remember(memory, list, person, now);
    }
}
