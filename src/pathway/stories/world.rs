//! A world in which a story plays: a clock, requests with their timers, and what was sent and filed and is not
//! named by the story yet.

use std::collections::BTreeMap;

use chrono::{DateTime, Utc};

use crate::domain::{
    Action, Arrival, AuditEntry, CaseNote, Context, Decision, Event, Facts, Filing, Findings, FolderName,
    LearnedAbsence, MailId, Message, PersonId, Phase, Reference, Related, Request, RotaMemory, Said, Sending, StaffId,
    Timer, Waiting,
};
use crate::pathway::policy::Policy;
use crate::pathway::rota::remember;
use crate::pathway::{Snapshot, decide};

use super::invariants;
use super::mails::Mail;
use super::staff::{Change, at, policy};

/// One request with what the daemon keeps beside it.
pub(super) struct Held {
    pub(super) request: Request,
    pub(super) timers: Vec<Timer>,
    pub(super) notes: Vec<CaseNote>,
    pub(super) audit: Vec<AuditEntry>,
    /// What the case store says of it now.
    pub(super) store: Findings,
    /// Every action so far, by key.
    pub(super) actions: Vec<Action>,
    pub(super) cancelled: Vec<String>,
}

/// The world.
pub(super) struct World {
    pub(super) policy: Policy,
    pub(super) now: DateTime<Utc>,
    pub(super) rota: RotaMemory,
    pub(super) absences: Vec<LearnedAbsence>,
    pub(super) requests: BTreeMap<Reference, Held>,
    /// The request that the story is about.
    pub(super) it: Reference,
    pub(super) sent: Vec<(Reference, Sending)>,
    pub(super) filed: Vec<(Reference, Filing)>,
    pub(super) cancelled: Vec<String>,
    pub(super) alarms: Vec<String>,
    arrived: u64,
    mails: i64,
    /// Leftovers do not matter (random stories).
    pub(super) careless: bool,
}

/// A message that the story has named.
pub(super) struct Told {
    pub(super) key: String,
    pub(super) after: Option<DateTime<Utc>>,
    /// Copies: staff by id, others by address.
    pub(super) cc: Vec<String>,
    pub(super) message: Message,
}

impl Told {
    /// What the template can reach.
    pub(super) fn says(&self) -> &crate::domain::StaffContext {
        match &self.message.context {
            Context::Staff(context) => context,
            Context::Letter(_) | Context::Alarm(_) => panic!("no message to staff"),
        }
    }

    /// The case notes that are attached.
    pub(super) fn notes(&self) -> String {
        let notes = self.message.attach.iter().find_map(|a| match a {
            crate::domain::Attach::CaseNotes(text) => Some(text.clone()),
            crate::domain::Attach::Original(_) => None,
        });
        notes.expect("case notes are attached")
    }

    /// The mails that are attached.
    pub(super) fn originals(&self) -> Vec<MailId> {
        let mails = self.message.attach.iter().filter_map(|a| match a {
            crate::domain::Attach::Original(mail) => Some(*mail),
            crate::domain::Attach::CaseNotes(_) => None,
        });
        mails.collect()
    }

    /// The words that can be answered.
    pub(super) fn words(&self) -> Vec<&str> {
        self.says().answers.iter().map(|a| a.word.as_str()).collect()
    }
}

impl World {
    /// A Monday in November (or another time), with everybody at work.
    pub(super) fn at(text: &str) -> Self {
        Self::with(text, &[])
    }

    /// The same, where some staff are not as usual.
    pub(super) fn with(text: &str, changes: &[(&str, Change)]) -> Self {
        Self {
            policy: policy(changes),
            now: at(text),
            rota: RotaMemory::default(),
            absences: vec![],
            requests: BTreeMap::new(),
            it: Reference::from_bits(0),
            sent: vec![],
            filed: vec![],
            cancelled: vec![],
            alarms: vec![],
            arrived: 0,
            mails: 0,
            careless: false,
        }
    }

    pub(super) fn it(&self) -> &Held {
        &self.requests[&self.it]
    }

    pub(super) fn request(&self) -> &Request {
        &self.it().request
    }

    /// The case store learns something.
    pub(super) fn store_says(&mut self, findings: Findings) {
        let it = self.it.clone();
        self.requests.get_mut(&it).unwrap().store = findings;
    }

    fn mail(&mut self) -> MailId {
        self.mails += 1;
        MailId(self.mails)
    }

    // ------------------------------------------------------------ what happens

    /// A mail comes in; the story goes on with its request.
    pub(super) fn arrives(&mut self, mail: Mail) -> Reference {
        self.arrived += 1;
        let reference = Reference::from_bits(self.arrived);
        let arrival = Arrival {
            mail: self.mail(),
            mailbox: "cass".into(),
            received_at: mail.received_at.unwrap_or(self.now),
            facts: mail.facts,
            findings: mail.findings,
            reference: reference.clone(),
            by_hand: mail.by_hand,
            put_into: mail.put_into,
        };
        let related = self.related_to(&reference, &arrival.facts, &arrival.findings);
        let snapshot =
            Snapshot { findings: None, related: &related, rota: &self.rota, absences: &self.absences, notes: &[] };
        let event = Event::Arrived(Box::new(arrival.clone()));
        let decision = decide(None, &event, &snapshot, &self.policy, self.now);
        invariants::check(None, &decision, &[], &self.policy, self.now);
        let request = decision.request.clone().expect("a mail becomes a request");
        let held = Held {
            request,
            timers: vec![],
            notes: vec![],
            audit: vec![],
            store: arrival.findings,
            actions: vec![],
            cancelled: vec![],
        };
        self.requests.insert(reference.clone(), held);
        self.it = reference.clone();
        self.commit(&reference, decision, false);
        reference
    }

    /// Something happens to the request that the story is about.
    pub(super) fn happens(&mut self, event: &Event) {
        self.happens_to(&self.it.clone(), event);
    }

    pub(super) fn happens_to(&mut self, reference: &Reference, event: &Event) {
        let held = &self.requests[reference];
        let request = held.request.clone();
        let (findings, notes, before) = (held.store.clone(), held.notes.clone(), held.actions.clone());
        let related = self.related_to(reference, &request.facts, &findings);
        let snapshot = Snapshot {
            findings: Some(&findings),
            related: &related,
            rota: &self.rota,
            absences: &self.absences,
            notes: &notes,
        };
        let decision = decide(Some(&request), event, &snapshot, &self.policy, self.now);
        invariants::check(Some(&request), &decision, &before, &self.policy, self.now);
        self.commit(reference, decision, request.is_closed());
    }

    fn commit(&mut self, reference: &Reference, decision: Decision, was_closed: bool) {
        for (list, person) in &decision.chosen {
            remember(&mut self.rota, list, person, self.now);
        }
        let learned = decision.absent.into_iter().map(|(person, until)| LearnedAbsence { person, until });
        self.absences.extend(learned);
        self.alarms.extend(decision.alarms);
        let held = self.requests.get_mut(reference).unwrap();
        for action in &decision.actions {
            match action {
                Action::Send(sending) => self.sent.push((reference.clone(), (**sending).clone())),
                Action::File(filing) => self.filed.push((reference.clone(), filing.clone())),
                Action::Cancel { key } => {
                    held.cancelled.push(key.clone());
                    self.cancelled.push(key.clone());
                }
            }
        }
        held.actions.extend(decision.actions);
        held.timers = decision.timers;
        held.notes.extend(decision.notes);
        held.audit.extend(decision.audit);
        held.request = decision.request.unwrap();
        held.request.version += 1;
        let closed = match &held.request.phase {
            Phase::Closed { outcome, .. } if !was_closed => Some((outcome.clone(), held.request.letter_accepted)),
            Phase::Closed { .. } | Phase::Waiting { .. } => None,
        };
        if let Some((outcome, letter)) = closed {
            let waits = |held: &&Held| matches!(&held.request.phase, Phase::Waiting { on: Waiting::Other(o), .. } if o == reference);
            let linked: Vec<Reference> =
                self.requests.values().filter(waits).map(|h| h.request.reference.clone()).collect();
            for one in linked {
                let event = Event::OtherClosed { other: reference.clone(), outcome: outcome.clone(), letter };
                self.happens_to(&one, &event);
            }
        }
    }

    fn related_to(&self, reference: &Reference, facts: &Facts, findings: &Findings) -> Vec<Related> {
        let people = |f: &Findings| f.children.iter().filter_map(|c| c.found.person.clone()).collect::<Vec<PersonId>>();
        let mine = people(findings);
        let others = self.requests.values().filter(|held| held.request.reference != *reference);
        let mut related: Vec<Related> = others
            .map(|held| (held, &held.request))
            .filter(|(held, r)| {
                r.facts.content == facts.content || people(&held.store).iter().any(|p| mine.contains(p))
            })
            .map(|(_, r)| Related {
                reference: r.reference.clone(),
                identical: r.facts.content == facts.content,
                same_sender: r.facts.referrer.email == facts.referrer.email,
                outcome: match &r.phase {
                    Phase::Closed { outcome, .. } => Some(outcome.clone()),
                    Phase::Waiting { .. } => None,
                },
                closed_at: r.closed_at(),
                copy_of: r.same_as.clone(),
                letter: r.letter_accepted,
                decided_by: r.decision.as_ref().and_then(|d| d.by.clone()),
                received_at: r.received_at,
                said: crate::domain::Account::of(&r.facts),
            })
            .collect();
        related.sort_by(|a, b| b.received_at.cmp(&a.received_at).then(b.reference.cmp(&a.reference)));
        related
    }

    /// Somebody answers the latest question: `NO CONTACT`, with a reason unless it is empty.
    pub(super) fn answers(&mut self, by: &str, choice: &str, reason: &str) {
        let asked = &self.request().asked;
        let number = asked.iter().rposition(|a| !a.notice && a.person.as_str() == by);
        let number = number.or_else(|| asked.iter().rposition(|a| !a.notice)).unwrap_or(0);
        self.answers_number(u32::try_from(number).unwrap(), by, choice, reason);
    }

    pub(super) fn answers_number(&mut self, number: u32, by: &str, choice: &str, reason: &str) {
        let said = match (choice, reason) {
            ("", why) => Said::Unclear { why: why.to_owned() },
            (choice, "") => Said::NoReason { choice: choice.to_owned() },
            (choice, reason) => Said::Choice { choice: choice.to_owned(), reason: reason.to_owned() },
        };
        let event = Event::Answered { mail: self.mail(), number: Some(number), by: by.into(), said };
        self.happens(&event);
    }

    /// An officer answers a notice with a word.
    pub(super) fn says(&mut self, by: &str, word: &str) {
        let number = self.request().asked.iter().rposition(|a| a.notice).map(|n| u32::try_from(n).unwrap());
        let said = match word {
            "" => Said::Unclear { why: "no word".to_owned() },
            word => Said::NoReason { choice: word.to_owned() },
        };
        let event = Event::Answered { mail: self.mail(), number, by: by.into(), said };
        self.happens(&event);
    }

    /// An officer says who the child is; the store's word on them comes with it.
    pub(super) fn names_child(&mut self, by: &str, child: Option<&str>, findings: Findings) {
        self.store_says(findings);
        let event = Event::ChildNamed { mail: self.mail(), by: by.into(), child: child.map(Into::into) };
        self.happens(&event);
    }

    /// An out-of-office reply to the latest question to somebody.
    pub(super) fn out_of_office(&mut self, who: &str, until: Option<&str>) {
        let number = self.request().asked.iter().rposition(|a| a.person.as_str() == who).unwrap();
        let until = until.map(super::staff::day);
        let event = Event::Away { mail: self.mail(), number: u32::try_from(number).unwrap(), until };
        self.happens(&event);
    }

    /// A bounce of one of our messages, to these staff.
    pub(super) fn bounces(&mut self, key: &str, whose: &[&str]) {
        let whose: Vec<StaffId> = whose.iter().map(|s| (*s).into()).collect();
        let mail = self.mail();
        let event = Event::Undeliverable { mail: Some(mail), key: key.to_owned(), code: "5.1.1".to_owned(), whose };
        self.happens(&event);
    }

    /// SMTP accepts the letter with this key.
    pub(super) fn smtp_accepts(&mut self, letter: &Told) {
        self.happens(&Event::Sent { key: letter.key.clone() });
    }

    /// A person moves the mail.
    pub(super) fn moves(&mut self, folder: &str) {
        self.happens(&Event::Moved { to: FolderName::from(folder) });
    }

    /// A person deletes the mail.
    pub(super) fn deletes(&mut self) {
        self.happens(&Event::Removed);
    }

    /// A person flags the mail.
    pub(super) fn flags(&mut self, flags: &[&str]) {
        let set = flags.iter().map(|f| (*f).to_owned()).collect();
        self.happens(&Event::Flagged { set, cleared: vec![] });
    }

    /// A person takes a flag away.
    pub(super) fn unflags(&mut self, flag: &str) {
        self.happens(&Event::Flagged { set: vec![], cleared: vec![flag.to_owned()] });
    }

    /// Later mail on the request.
    pub(super) fn later_mail(&mut self, facts: Facts) -> MailId {
        let mail = self.mail();
        self.happens(&Event::Later { mail, facts: Box::new(facts) });
        mail
    }

    /// Time passes; timers fire in order on the way.
    pub(super) fn clock_to(&mut self, text: &str) {
        self.passes_to(at(text));
    }

    pub(super) fn passes_to(&mut self, to: DateTime<Utc>) {
        assert!(to >= self.now, "time goes on");
        for _ in 0..2_000 {
            let due = self.requests.values().flat_map(|h| h.timers.iter().map(|t| (t, &h.request.reference)));
            let next = due.min_by_key(|(t, r)| (t.due_at, (*r).clone(), t.kind)).map(|(t, r)| (t.clone(), r.clone()));
            let Some((timer, reference)) = next.filter(|(timer, _)| timer.due_at <= to) else {
                self.now = to;
                return;
            };
            self.now = self.now.max(timer.due_at);
            self.happens_to(&reference, &Event::Due(timer.kind));
        }
        panic!("timers fire without end");
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() && !self.careless {
            self.nothing_more();
        }
    }
}
