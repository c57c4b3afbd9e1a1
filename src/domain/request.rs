//! A request: one mail about one family, and where it stands on its pathway.

use std::collections::BTreeSet;

use chrono::{DateTime, NaiveDate, Utc};
use serde::{Deserialize, Serialize};

use super::facts::{ChildFacts, Facts, Relative};
use super::findings::Findings;
use super::ids::{FolderName, MailId, MailboxName, PathwayName, PersonId, Reference, StaffId, StepId};

/// One mail about one family (I9), from arrival to close.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[allow(clippy::struct_excessive_bools, reason = "independent marks, each of its own rule")]
pub struct Request {
    /// What people quote.
    pub reference: Reference,
    /// The mailbox it came to.
    pub mailbox: MailboxName,
    /// It was made while the mailbox was only observed: nothing of it is ever carried out.
    #[serde(default)]
    pub observed: bool,
    /// Counts commits; a commit checks that it is still the one that was read.
    pub version: i64,
    /// The procedure (a file of the configuration) and its version; a request keeps the version it began under.
    pub procedure: String,
    /// Version of the procedure's text.
    pub procedure_version: String,
    /// The pathway of the procedure it is on.
    pub pathway: PathwayName,
    /// The rule that led there.
    pub rule: String,
    /// The pool that the route chose for decisions (C6), by name.
    pub pool: Option<String>,
    /// The mail it was made of.
    pub mail: MailId,
    /// When that was received; the clocks start here (I1).
    pub received_at: DateTime<Utc>,
    /// What the mail says.
    pub facts: Facts,
    /// What is known, as last checked (C2: checked again before each message).
    pub findings: Findings,
    /// Who a person said the children are: `Some(None)` for "new", one for each child said.
    pub said: Vec<Option<PersonId>>,
    /// The officer who holds it (R3).
    pub holder: Option<StaffId>,
    /// Where it stands.
    pub phase: Phase,
    /// Each time somebody was asked, oldest first; the index is the number in the token.
    pub asked: Vec<Asked>,
    /// The decision that stands, if one was taken (R10: the first valid answer).
    pub decision: Option<Decided>,
    /// Who is to take the new contact (R6).
    pub assigned_to: Option<StaffId>,
    /// The earlier request that this is a second copy of (C5).
    pub same_as: Option<Reference>,
    /// The folder where the mail lies or is on its way to.
    pub folder: FolderName,
    /// A person put it into that folder; it is never dragged back (R9).
    pub placed_by_hand: bool,
    /// Whether SMTP accepted an outcome letter; the filed subject may say so only then (R7).
    pub letter_accepted: bool,
    /// The letters written to the referrer, oldest first: none goes twice.
    #[serde(default)]
    pub letters: Vec<Letter>,
    /// A person put the mail on a review although the record was open then: the record does not take it back
    /// from them (R9).
    #[serde(default)]
    pub open_overruled: bool,
    /// What the mail's flags say of the work on it (R9).
    #[serde(default)]
    pub marks: Marks,
    /// Counts actions, so that each has a key of its own.
    pub next_key: u32,
}

/// What the mail's flags say of the work on it (R9).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Marks {
    /// Those of [`FLAGS_OF_WORK`](super::FLAGS_OF_WORK) that it bears or is about to: our own are here as soon as they
    /// are decided, so that what differs from this is a person's doing.
    pub borne: BTreeSet<String>,
    /// A person took the urgent flag away; it is not put back.
    pub calmed: bool,
    /// Since when somebody works on it, by a flag that a person set.
    pub worked_on: Option<DateTime<Utc>>,
}

impl Marks {
    /// Flags were set and others cleared, by us or by a person.
    pub fn changed(&mut self, set: &[String], cleared: &[String]) {
        let of_work = |list: &[String], flag: &str| list.iter().any(|one| one.eq_ignore_ascii_case(flag));
        for flag in super::FLAGS_OF_WORK {
            if of_work(set, flag) {
                self.borne.insert(flag.to_owned());
            } else if of_work(cleared, flag) {
                self.borne.remove(flag);
            }
        }
    }
}

impl Request {
    /// Urgent and why (I5).
    #[must_use]
    pub fn urgent(&self) -> Option<&str> {
        self.facts.urgent.as_deref()
    }

    /// The pending question, if somebody is being asked.
    #[must_use]
    pub fn pending(&self) -> Option<&Ask> {
        match &self.phase {
            Phase::Waiting { on: Waiting::Answer(ask), .. } => Some(ask),
            Phase::Waiting { .. } | Phase::Closed { .. } => None,
        }
    }

    /// Who the children are when a person says one more: the next child of the mail; once all were said, the last
    /// one is corrected.
    #[must_use]
    pub fn said_with(&self, child: Option<PersonId>) -> Vec<Option<PersonId>> {
        let mut said = self.said.clone();
        said.truncate(self.facts.children.len().max(1) - 1);
        said.push(child);
        said
    }

    /// When it was closed; `None` while it is not.
    #[must_use]
    pub fn closed_at(&self) -> Option<DateTime<Utc>> {
        match &self.phase {
            Phase::Closed { at, .. } => Some(*at),
            Phase::Waiting { .. } => None,
        }
    }

    /// Whether it is closed.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        matches!(self.phase, Phase::Closed { .. })
    }
}

/// Where a request stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// At a step, waiting for something.
    Waiting {
        /// The step.
        step: StepId,
        /// For what.
        on: Waiting,
    },
    /// Nothing more is to come of itself.
    Closed {
        /// In the pathway's words: "no contact", "contact created".
        outcome: String,
        /// When.
        at: DateTime<Utc>,
    },
}

/// What a request waits for.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Waiting {
    /// Somebody was asked.
    Answer(Ask),
    /// A person is to act in the mailbox or by a word (a queue, CHECK BY HAND, "contact created").
    Person {
        /// Since when.
        since: DateTime<Utc>,
        /// How often that was reported as lying too long (R1).
        reported: u32,
    },
    /// SMTP is to accept the message with this key.
    Sent {
        /// The action's key.
        key: String,
    },
    /// The earlier request closes (C5).
    Other(Reference),
    /// A person's move is respected after some minutes (R9).
    Pause {
        /// Until when.
        until: DateTime<Utc>,
        /// The step that is then taken.
        next: StepId,
        /// What a move interrupted; `None` when it is the next opening that is waited for.
        #[serde(default)]
        before: Option<Box<BeforeMove>>,
    },
}

/// Where a request stood before a person moved its mail: it goes back to that when the mail is moved back
/// before the pause is over (R9).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct BeforeMove {
    /// Where it stood.
    pub phase: Phase,
    /// Where the mail lay.
    pub folder: FolderName,
    /// Whether a person had put it there.
    pub placed_by_hand: bool,
}

/// A letter to the referrer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Letter {
    /// The key of the action that sends it.
    pub key: String,
    /// The step that decided it.
    pub step: StepId,
    /// Its template.
    pub template: String,
    /// What became of it.
    pub state: LetterState,
}

/// What became of a letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum LetterState {
    /// Decided, and not known to be sent yet.
    Decided,
    /// SMTP accepted it.
    Accepted,
    /// Refused, bounced or given up.
    Failed,
    /// Dropped before it was sent (R9).
    Dropped,
}

impl LetterState {
    /// Whether the referrer has it or is about to.
    #[must_use]
    pub fn counts(self) -> bool {
        match self {
            Self::Decided | Self::Accepted => true,
            Self::Failed | Self::Dropped => false,
        }
    }
}

/// A pending question.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Ask {
    /// Which rung of the step's ladder; counts from 0.
    pub rung: usize,
    /// Number of the pending `asked` entry.
    pub number: u32,
    /// Number of the first entry of this round of asking: earlier ones were asked something that no longer
    /// stands, so their answers go to the officer, and they may be asked again.
    #[serde(default)]
    pub first: u32,
    /// By when.
    pub deadline: DateTime<Utc>,
    /// When to remind; `None` when there is no time for it or it was done.
    pub remind_at: Option<DateTime<Utc>>,
    /// How often an answer was unclear and asked again.
    pub asked_again: u8,
    /// Nobody is left to ask; the alarm was raised and late answers still count.
    pub exhausted: bool,
}

/// One person asked once.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    /// The step.
    pub step: StepId,
    /// The rung.
    pub rung: usize,
    /// Who.
    pub person: StaffId,
    /// When.
    pub at: DateTime<Utc>,
    /// By when.
    pub deadline: DateTime<Utc>,
    /// Why this person: "decided the previous referral", "asked least recently".
    pub why: String,
    /// Who was passed over and why.
    pub passed_over: Vec<(StaffId, String)>,
    /// What came of it.
    pub result: AskResult,
    /// A notice that can be answered with a word (DONE, CHILD …) and not a decision request.
    pub notice: bool,
}

/// What came of asking.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum AskResult {
    /// No answer yet.
    Pending,
    /// Their answer stands.
    Answered,
    /// Somebody else's answer stands.
    Overtaken,
    /// Out of office.
    Away,
    /// The request could not be delivered.
    Undeliverable,
    /// The deadline passed.
    NoAnswer,
}

/// A decision somebody took.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Decided {
    /// The answer's word.
    pub choice: String,
    /// The reason given.
    pub reason: String,
    /// Who; `None` when a person did it in the mailbox, which does not say who (R9).
    pub by: Option<StaffId>,
    /// When.
    pub at: DateTime<Utc>,
}

/// Another request that matters to this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Related {
    /// Which.
    pub reference: Reference,
    /// Its content is absolutely identical (C5).
    pub identical: bool,
    /// It came from the same address.
    pub same_sender: bool,
    /// It is closed, with this outcome.
    pub outcome: Option<String>,
    /// When it was closed; `None` while it is not.
    pub closed_at: Option<DateTime<Utc>>,
    /// The request that it is a second copy of itself (C5).
    pub copy_of: Option<Reference>,
    /// Whether its letter to the referrer was accepted by SMTP.
    pub letter: bool,
    /// Who decided it.
    pub decided_by: Option<StaffId>,
    /// When it was received.
    pub received_at: DateTime<Utc>,
    /// What it said, for "what is new" (R3).
    pub said: Account,
}

/// What an earlier request said, to hold a new one against it (R3, C5).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Account {
    /// The concern; of the case system's own record its summary, and then all else is empty.
    pub concern: String,
    /// The text of mail and attachments.
    pub text: String,
    /// The children it was about.
    pub children: Vec<ChildFacts>,
    /// Others named in it.
    pub household: Vec<Relative>,
}

impl Account {
    /// What these facts say.
    #[must_use]
    pub fn of(facts: &Facts) -> Self {
        Self {
            concern: facts.concern.clone(),
            text: facts.text.clone(),
            children: facts.children.clone(),
            household: facts.household.clone(),
        }
    }
}

/// What the pathway of a request will do by itself, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TimerKind {
    /// One hour before the deadline (R5).
    Remind,
    /// The deadline (R5).
    Deadline,
    /// It lies with nobody for too long (R1).
    Unattended,
    /// A person's move is respected now (R9).
    Pause,
    /// The next opening: what waited for it goes on (I6).
    Opening,
}

/// A timer of a request. The full set is replaced with each commit, so a stale one cannot fire.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Timer {
    /// What.
    pub kind: TimerKind,
    /// When.
    pub due_at: DateTime<Utc>,
}

/// Last time each person was chosen from each list (R2, R6): rotas with memory.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct RotaMemory {
    /// (list, person) -> when last chosen.
    pub last: std::collections::BTreeMap<(String, StaffId), DateTime<Utc>>,
}

/// Absence learned from an out-of-office reply.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LearnedAbsence {
    /// Who.
    pub person: StaffId,
    /// The last day away.
    pub until: NaiveDate,
}
