//! From mails on record to decisions, many at a time: read, check, decide, one transaction.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use chrono::{DateTime, NaiveDate, Utc};
use tokio::time::Instant;
use tracing::{debug, error, warn};

use crate::domain::{
    Account, Arrival, Digest, Event, Facts, Filing, Findings, FolderName, MailId, MailboxName, PersonId, Reference,
    Related, Request,
};
use crate::intake::child::AttachmentInput;
use crate::intake::{self, Extracted, Parsed};
use crate::pathway::{self, Snapshot};
use crate::store::{Commit, CommitError, Disposition, HandledMail, Lookup, Unhandled};

use super::check::ToCheck;
use super::door::{Door, closing, people_of, remember};
use super::error::DaemonError;
use super::freeze;
use super::incoming::{Incoming, REFUSED};
use super::known::people_named;
use super::settings::Settings;

/// Attempts at one mail, after which a person gets it.
pub const MOST_ATTEMPTS: u32 = 3;
/// References drawn for one mail until one is free; the second is needed once in 10^12.
const DRAWS: usize = 3;

/// A mail that was read.
pub(super) struct Read {
    id: MailId,
    mailbox: MailboxName,
    received_at: DateTime<Utc>,
    facts: Facts,
    by_hand: Option<String>,
    /// All of it was read, so that it can be attached.
    whole: bool,
    /// The folder that it was found in, which is the inbox unless a person put it elsewhere.
    folder: FolderName,
    /// Of a check that was made ahead.
    findings: Option<Findings>,
    /// As it arrived: messages about it attach it.
    bytes: Vec<u8>,
}

impl Read {
    /// Looks known people up whom the mail names in free words without their whole names (C1). Where the store cannot be
    /// asked the check fails as well, and the mail is tried again.
    async fn look_up_known(&mut self, settings: &Settings, day: NaiveDate) {
        let wanted = settings.reader.names_wanted(&self.facts);
        match people_named(settings.checker.store(), &wanted).await {
            Ok(people) if people.is_empty() => {}
            Ok(people) => self.facts = settings.reader.with_known(self.facts.clone(), &people, day),
            Err(error) => debug!(mail = %self.id, %error, "known people could not be looked up"),
        }
    }

    fn to_check(&self) -> ToCheck<'_> {
        ToCheck { facts: &self.facts, received_at: self.received_at, mailbox: &self.mailbox }
    }
}

/// A batch that is being read while the one before it is decided about.
pub(super) type Reading = tokio::task::JoinHandle<Result<Vec<Read>, DaemonError>>;

impl Door {
    /// Handles mails on record. When a batch fails, each of its mails is tried by itself, so that one that
    /// cannot be handled holds up no other; after some attempts a person gets it.
    ///
    /// # Errors
    /// When the store itself refuses.
    pub async fn ingest(&self, mails: Vec<Unhandled>) -> Result<(), DaemonError> {
        self.ingest_ahead(mails, None).await
    }

    /// Begins to read and check mails that are to be handled next.
    pub(super) fn read_ahead(self: &Arc<Self>, mails: Vec<Unhandled>) -> Reading {
        let door = Arc::clone(self);
        tokio::spawn(async move {
            let begun = Instant::now();
            let settings = door.settings();
            let mut read = door.read(&settings, mails, None).await?;
            let reading = begun.elapsed();
            let asked: Vec<ToCheck<'_>> = read.iter().map(Read::to_check).collect();
            // Without an answer the check is made when they are decided about, and fails there.
            if let Ok(findings) = settings.checker.check(&asked).await {
                for (mail, findings) in read.iter_mut().zip(findings) {
                    mail.findings = Some(findings);
                }
            }
            debug!(mails = read.len(), ?reading, checking = ?begun.elapsed().saturating_sub(reading), "read ahead");
            Ok(read)
        })
    }

    /// The same for mails that may be read already.
    pub(super) async fn ingest_ahead(
        &self,
        mails: Vec<Unhandled>,
        reading: Option<Reading>,
    ) -> Result<(), DaemonError> {
        let _in_hand = self.take_in_hand(&mails);
        let suspects = mails.iter().any(|mail| mail.attempts > 0);
        if !suspects {
            let handled = match reading {
                Some(reading) => match reading.await {
                    Ok(Ok(read)) => self.handle(&self.settings(), read).await,
                    Ok(Err(error)) => Err(error),
                    Err(_) => Err(DaemonError::Panicked("reading")),
                },
                None => self.ingest_batch(mails.clone(), None).await,
            };
            match handled {
                Ok(()) => return Ok(()),
                Err(error) => warn!(%error, mails = mails.len(), "a batch could not be handled; one by one"),
            }
        }
        let mut last = None;
        for mail in mails {
            let attempts = self.store.mails().attempted(mail.id, self.clock.now()).await?;
            let by_hand = (attempts > MOST_ATTEMPTS).then(|| {
                format!("it could not be handled in {MOST_ATTEMPTS} attempts; please look at the mail itself")
            });
            let (id, mailbox) = (mail.id, mail.fetched.place.mailbox.clone());
            if let Err(error) = self.ingest_batch(vec![mail], by_hand.clone()).await {
                error!(mail = %id, %mailbox, attempts, %error, "a mail could not be handled");
                if by_hand.is_some() {
                    self.alarm(&mailbox, "a mail can be handled neither by the program nor brought to a person")
                        .await?;
                }
                last = Some(error);
            }
        }
        last.map_or(Ok(()), Err)
    }

    async fn ingest_batch(&self, mails: Vec<Unhandled>, by_hand: Option<String>) -> Result<(), DaemonError> {
        let settings = self.settings();
        let read = self.read(&settings, mails, by_hand).await?;
        self.handle(&settings, read).await
    }

    /// Decides about mails that were read.
    async fn handle(&self, settings: &Arc<Settings>, read: Vec<Read>) -> Result<(), DaemonError> {
        crate::domain::fault::point("ingest.read");
        let mut arrivals = vec![];
        let mut events = vec![];
        let mut commits = vec![];
        for mail in read {
            let incoming = match &mail.by_hand {
                Some(why) => Incoming::ByHand(why.clone()),
                None => self.classify(settings, &mail.mailbox, mail.id, &mail.facts).await?,
            };
            match incoming {
                Incoming::Arrival => arrivals.push(mail),
                Incoming::ByHand(why) => {
                    let mut mail = mail;
                    if why.starts_with(REFUSED) {
                        // Whatever it says, it is no request, and nothing automatic goes to who sent it (L3).
                        mail.facts.kind.is = crate::domain::Kind::Reply;
                    }
                    arrivals.push(Read { by_hand: Some(why), ..mail });
                }
                Incoming::Of(reference, event) => events.push((reference, event, mail)),
                Incoming::Correspondence(why) => commits.extend(self.correspondence(settings, &mail, why)),
            }
        }
        if !commits.is_empty() {
            self.store.commit(&commits).await?;
            crate::domain::fault::point("ingest.correspondence");
            self.wake(&commits);
        }
        self.arrive(settings, arrivals).await?;
        for (reference, event, mail) in events {
            let Some(request) = self.store.requests().load(&reference).await? else { continue };
            let handled = freeze::belongs(mail.id, mail.facts.kind.is, &request);
            self.event(&reference, &event, Some(handled)).await?;
        }
        Ok(())
    }

    /// Bytes to facts, on the machine's cores.
    async fn read(
        &self,
        settings: &Arc<Settings>,
        mails: Vec<Unhandled>,
        by_hand: Option<String>,
    ) -> Result<Vec<Read>, DaemonError> {
        let authserv = settings.reader.authserv_id().to_owned();
        let parsed = tokio::task::spawn_blocking(move || {
            mails
                .into_iter()
                .map(|mail| {
                    let parsed = intake::parse(&mail.fetched.bytes, &authserv);
                    (mail, parsed)
                })
                .collect::<Vec<(Unhandled, Parsed)>>()
        })
        .await
        .map_err(|_| DaemonError::Panicked("parsing"))?;
        let mut extracted = vec![];
        for (_, parsed) in &parsed {
            let inputs: Vec<AttachmentInput> = parsed
                .attachments
                .iter()
                .map(|a| AttachmentInput {
                    name: a.name.clone(),
                    media_type: a.media_type.clone(),
                    bytes: a.bytes.clone(),
                })
                .collect();
            let texts: Vec<Extracted> = if inputs.is_empty() { vec![] } else { self.attachments.read(inputs).await };
            extracted.push(texts);
        }
        let zone = settings.config.calendar.zone();
        let of_reading = Arc::clone(settings);
        let mut read: Vec<Read> = tokio::task::spawn_blocking(move || {
            let settings = of_reading;
            parsed
                .into_iter()
                .zip(extracted)
                .map(|((mail, parsed), texts)| {
                    let received_at = mail.fetched.received_at;
                    let day = received_at.with_timezone(&zone).date_naive();
                    Read {
                        folder: mail.fetched.place.folder,
                        id: mail.id,
                        mailbox: mail.fetched.place.mailbox,
                        received_at,
                        facts: settings.reader.read(&parsed, &texts, day),
                        whole: mail.not_whole.is_none(),
                        by_hand: mail.not_whole.or_else(|| by_hand.clone()),
                        findings: None,
                        bytes: mail.fetched.bytes,
                    }
                })
                .collect()
        })
        .await
        .map_err(|_| DaemonError::Panicked("reading"))?;
        for mail in &mut read {
            let day = mail.received_at.with_timezone(&zone).date_naive();
            mail.look_up_known(settings, day).await;
        }
        Ok(read)
    }

    /// Decides about mails that become requests, one after the other, each knowing of those before it.
    async fn arrive(&self, settings: &Settings, mails: Vec<Read>) -> Result<(), DaemonError> {
        if mails.is_empty() {
            return Ok(());
        }
        let ahead: Option<Vec<Findings>> = mails.iter().map(|mail| mail.findings.clone()).collect();
        let findings = if let Some(findings) = ahead {
            findings
        } else {
            let asked: Vec<ToCheck<'_>> = mails.iter().map(Read::to_check).collect();
            settings.checker.check(&asked).await?
        };
        crate::domain::fault::point("ingest.checked");
        let begun = Instant::now();
        let _turn = self.turn().await;
        let ids: Vec<MailId> = mails.iter().map(|m| m.id).collect();
        let handled = self.store.handled(&ids).await?;
        for _ in 0..DRAWS {
            let commits = self.decide_arrivals(settings, &mails, &findings, &handled).await?;
            let deciding = begun.elapsed();
            crate::domain::fault::point("ingest.decided");
            match self.store.commit(&commits).await {
                Ok(()) => {
                    crate::domain::fault::point("ingest.committed");
                    let committing = begun.elapsed().saturating_sub(deciding);
                    debug!(mails = mails.len(), ?deciding, ?committing, "arrived");
                    self.wake(&commits);
                    Self::after(&freeze::Frozen { commits });
                    return Ok(());
                }
                // A reference that was drawn is taken: draw again.
                Err(CommitError::Stale(_)) => {}
                Err(error) => return Err(error.into()),
            }
        }
        Err(DaemonError::Panicked("drawing references"))
    }

    async fn decide_arrivals(
        &self,
        settings: &Settings,
        mails: &[Read],
        findings: &[Findings],
        handled: &BTreeSet<MailId>,
    ) -> Result<Vec<Commit>, DaemonError> {
        let now = self.clock.now();
        let mut rota = self.store.rota().memory().await?;
        let mut absences = self.store.rota().absences(now).await?;
        let mut known = Known::of(self, settings, mails, findings).await?;
        let mut commits = vec![];
        for (mail, findings) in mails.iter().zip(findings).filter(|(mail, _)| !handled.contains(&mail.id)) {
            let related = known.related(mail, findings);
            let arrival = Arrival {
                mail: mail.id,
                mailbox: mail.mailbox.clone(),
                received_at: mail.received_at,
                facts: mail.facts.clone(),
                findings: findings.clone(),
                reference: Reference::from_bits(u64::try_from(self.entropy.draw()? >> 64).unwrap_or(0)),
                by_hand: mail.by_hand.clone(),
                put_into: Some(mail.folder.clone()),
            };
            let snapshot = Snapshot { findings: None, related: &related, rota: &rota, absences: &absences, notes: &[] };
            let event = Event::Arrived(Box::new(arrival));
            let decision = pathway::decide(None, &event, &snapshot, &settings.policy, now);
            remember(&mut rota, &decision.chosen, now);
            absences.extend(
                decision
                    .absent
                    .iter()
                    .map(|(person, until)| crate::domain::LearnedAbsence { person: person.clone(), until: *until }),
            );
            if let Some(request) = &decision.request {
                known.add(mail, findings, request);
            }
            let at_hand = mail.whole.then_some((mail.id, mail.bytes.as_slice()));
            commits.extend(self.freeze(settings, decision, None, None, at_hand, now).await?.commits);
        }
        Ok(commits)
    }

    /// A mail that needs nobody, filed with the correspondence.
    fn correspondence(&self, settings: &Settings, mail: &Read, why: &str) -> Option<Commit> {
        let mailbox = settings.policy.mailboxes.get(&mail.mailbox)?;
        let folder = settings.policy.procedures.get(&mailbox.procedure)?.correspondence.clone();
        let handled =
            HandledMail { id: mail.id, disposition: Disposition::Filed, kind: mail.facts.kind.is, request: None };
        let filing = Filing {
            key: "file.1".to_owned(),
            mail: mail.id,
            folder: Some(folder),
            subject_tag: None,
            add: vec![],
            remove: vec![],
        };
        Some(freeze::filed_only(settings, &mail.mailbox, handled, filing, why, self.clock.now()))
    }
}

/// Requests related to the mails of a batch: those on record, and those that the batch itself makes.
struct Known {
    on_record: BTreeMap<MailId, Vec<Related>>,
    made: Vec<(MailboxName, Digest, Vec<PersonId>, String, Related)>,
    by_content: BTreeMap<Digest, Vec<usize>>,
    by_person: BTreeMap<PersonId, Vec<usize>>,
}

impl Known {
    async fn of(door: &Door, settings: &Settings, mails: &[Read], findings: &[Findings]) -> Result<Self, DaemonError> {
        let mut lookups: BTreeMap<MailboxName, Vec<Lookup>> = BTreeMap::new();
        for (mail, findings) in mails.iter().zip(findings) {
            lookups.entry(mail.mailbox.clone()).or_default().push(Lookup {
                mail: mail.id,
                content: mail.facts.content.clone(),
                sender: mail.facts.referrer.email.clone(),
                people: people_of(findings),
            });
        }
        let mut on_record = BTreeMap::new();
        for (mailbox, lookups) in lookups {
            let observed = settings.policy.mailboxes.get(&mailbox).is_some_and(|m| m.observe_only);
            on_record.extend(door.store.requests().related(&mailbox, observed, &lookups).await?);
        }
        Ok(Self { on_record, made: vec![], by_content: BTreeMap::new(), by_person: BTreeMap::new() })
    }

    fn related(&mut self, mail: &Read, findings: &Findings) -> Vec<Related> {
        let people = people_of(findings);
        let mut numbers: Vec<usize> = self.by_content.get(&mail.facts.content).cloned().unwrap_or_default();
        numbers.extend(people.iter().filter_map(|p| self.by_person.get(p)).flatten());
        numbers.sort_unstable();
        numbers.dedup();
        let made = numbers.into_iter().rev().filter_map(|n| self.made.get(n)).filter(|m| m.0 == mail.mailbox);
        let mut all: Vec<Related> = made
            .map(|(_, content, _, sender, related)| Related {
                identical: *content == mail.facts.content,
                same_sender: *sender == mail.facts.referrer.email,
                ..related.clone()
            })
            .collect();
        all.extend(self.on_record.remove(&mail.id).unwrap_or_default());
        all
    }

    fn add(&mut self, mail: &Read, findings: &Findings, request: &Request) {
        let number = self.made.len();
        let people = people_of(findings);
        self.by_content.entry(mail.facts.content.clone()).or_default().push(number);
        for person in &people {
            self.by_person.entry(person.clone()).or_default().push(number);
        }
        let outcome = closing(None, request).map(|(_, outcome, _)| outcome);
        let related = Related {
            reference: request.reference.clone(),
            identical: false,
            same_sender: false,
            outcome,
            closed_at: request.closed_at(),
            copy_of: request.same_as.clone(),
            letter: request.letter_accepted,
            decided_by: request.decision.as_ref().and_then(|d| d.by.clone()),
            received_at: mail.received_at,
            said: Account::of(&mail.facts),
        };
        let sender = mail.facts.referrer.email.clone();
        self.made.push((mail.mailbox.clone(), mail.facts.content.clone(), people, sender, related));
    }
}
