//! A decision in the making: the request as it becomes, and what is gathered on the way. Immediate steps
//! (file, tell, assign) are taken one after the other until one waits.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{
    Action, AskResult, Asked, AuditEntry, CaseNote, Decision, FLAG_URGENT, Filing, MailId, Message, Phase, Request,
    RuleId, Sending, StaffId, StepId, Timer, TimerKind, TokenFor, Waiting,
};

use super::decide::Snapshot;
use super::policy::{MailboxPolicy, Policy};
use super::procedure::{AssignStep, FileStep, Procedure, Step, TellStep, When};
use super::routes::{self, Known};

/// More immediate steps than any sensible way has; validation refuses cycles, this only makes sure.
const MOST_STEPS: usize = 64;
/// How long a token of a notice is good, in days.
const NOTICE_DAYS: i64 = 30;

/// A decision in the making.
pub(super) struct Run<'a> {
    pub(super) request: Request,
    pub(super) policy: &'a Policy,
    pub(super) mailbox: &'a MailboxPolicy,
    pub(super) procedure: &'a Procedure,
    pub(super) snapshot: &'a Snapshot<'a>,
    pub(super) now: DateTime<Utc>,
    actions: Vec<Action>,
    audit: Vec<AuditEntry>,
    notes: Vec<CaseNote>,
    chosen: Vec<(String, StaffId)>,
    absent: Vec<(StaffId, NaiveDate)>,
    alarms: Vec<String>,
}

impl<'a> Run<'a> {
    /// `None` when the mailbox or its procedure is no longer configured.
    pub(super) fn new(
        mut request: Request,
        snapshot: &'a Snapshot<'a>,
        policy: &'a Policy,
        now: DateTime<Utc>,
    ) -> Option<Self> {
        let mailbox = policy.mailboxes.get(&request.mailbox)?;
        let procedure = policy.procedures.get(&request.procedure)?;
        if let Some(findings) = snapshot.findings {
            request.findings = findings.clone();
        }
        Some(Self {
            request,
            policy,
            mailbox,
            procedure,
            snapshot,
            now,
            actions: vec![],
            audit: vec![],
            notes: vec![],
            chosen: vec![],
            absent: vec![],
            alarms: vec![],
        })
    }

    /// The decision, with the timers that the state asks for.
    pub(super) fn finish(self) -> Decision {
        let timers = self.timers();
        Decision {
            request: Some(self.request),
            actions: self.actions,
            timers,
            audit: self.audit,
            notes: self.notes,
            chosen: self.chosen,
            absent: self.absent,
            alarms: self.alarms,
        }
    }

    fn timers(&self) -> Vec<Timer> {
        let Phase::Waiting { step, on } = &self.request.phase else { return vec![] };
        match on {
            Waiting::Answer(ask) if ask.exhausted => vec![Timer { kind: TimerKind::Unattended, due_at: ask.deadline }],
            Waiting::Answer(ask) => {
                let remind = ask.remind_at.map(|due_at| Timer { kind: TimerKind::Remind, due_at });
                remind.into_iter().chain([Timer { kind: TimerKind::Deadline, due_at: ask.deadline }]).collect()
            }
            Waiting::Person { since, reported } => match self.procedure.step(step) {
                Some(Step::Wait(wait)) if wait.report_after > 0 => {
                    let minutes = wait.report_after.saturating_mul(reported + 1);
                    let due_at = self.policy.calendar.add_working(*since, minutes);
                    vec![Timer { kind: TimerKind::Unattended, due_at }]
                }
                Some(_) | None => vec![],
            },
            Waiting::Pause { until, .. } => vec![Timer { kind: TimerKind::Pause, due_at: *until }],
            Waiting::Sent { .. } | Waiting::Other(_) => vec![],
        }
    }

    /// Goes to a step and on, until one waits or the way ends.
    pub(super) fn go(&mut self, to: &StepId) {
        let mut next = Some(to.clone());
        for _ in 0..MOST_STEPS {
            let Some(id) = next.take() else { return };
            let procedure = self.procedure;
            let Some(step) = procedure.step(&id) else {
                self.stuck(&format!("the procedure has no step {id}"));
                return;
            };
            next = self.take(step);
        }
        if next.is_some() {
            self.stuck("the procedure goes round in circles");
        }
    }

    /// Takes one step; the next one when it does not wait.
    fn take(&mut self, step: &Step) -> Option<StepId> {
        match step {
            Step::File(file) => {
                self.file(file);
                Some(file.next.clone())
            }
            Step::Tell(tell) => {
                self.tell(tell);
                Some(tell.next.clone())
            }
            Step::Assign(assign) => {
                if self.diverted(step) {
                    return Some(self.procedure.open_case.clone());
                }
                self.assign(assign);
                Some(assign.next.clone())
            }
            Step::Ask(ask) => self.ask(step, ask),
            Step::Wait(wait) => {
                self.wait(&wait.id, Waiting::Person { since: self.now, reported: 0 });
                None
            }
            Step::Letter(letter) => self.letter(step, letter),
            Step::Join(join) => self.join(join),
            Step::Close(close) => {
                self.note(format!("Closed: {}.", close.outcome));
                self.audit("daemon", &format!("closed: {}", close.outcome), "the way ends here", &close.rule);
                self.request.phase = Phase::Closed { outcome: close.outcome.clone(), at: self.now };
                None
            }
        }
    }

    fn file(&mut self, step: &FileStep) {
        let subject = if self.request.letter_accepted || step.subject_without_letter.is_none() {
            step.subject.clone()
        } else {
            step.subject_without_letter.clone()
        };
        let mut add = step.add.clone();
        if self.request.urgent().is_some() && subject.is_none() {
            add.push(FLAG_URGENT.to_owned());
        }
        let tag = subject.map(|outcome| format!("{} {outcome}", self.request.reference));
        let moves = self.request.folder != step.folder;
        self.request.folder = step.folder.clone();
        let why = if moves { "the way leads there" } else { "it lies there already" };
        self.audit("daemon", &format!("file into {}", step.folder), why, &step.rule);
        let key = self.key("file");
        self.actions.push(Action::File(Filing {
            key,
            mail: self.request.mail,
            folder: Some(step.folder.clone()),
            subject_tag: tag,
            add,
            remove: step.remove.clone(),
        }));
    }

    /// Files a mail that belongs to the request (an answer, later mail) with the correspondence.
    pub(super) fn file_correspondence(&mut self, mail: MailId, rule: &RuleId) {
        let folder = self.procedure.correspondence.clone();
        let key = self.key("file");
        self.audit("daemon", &format!("file mail {mail} into {folder}"), "it belongs to this request", rule);
        self.actions.push(Action::File(Filing {
            key,
            mail,
            folder: Some(folder),
            subject_tag: None,
            add: vec![],
            remove: vec![],
        }));
    }

    fn tell(&mut self, step: &TellStep) {
        if !self.holds(&step.only) {
            return;
        }
        let to = self.addresses(&step.to);
        if to.is_empty() {
            self.audit("daemon", &format!("told nobody ({})", step.template), "nobody is named for it", &step.rule);
            return;
        }
        let cc = self.addresses(&step.cc);
        let token = if step.answerable { self.notice_token(step) } else { None };
        let message = self.staff_message(&step.template, to, cc, &step.text, token, step.original, step.notes);
        self.send("tell", message, &step.rule);
    }

    /// A notice that can be answered is entered like a question, so that its token is bound to somebody.
    fn notice_token(&mut self, step: &TellStep) -> Option<TokenFor> {
        let person = self.request.holder.clone()?;
        let expires_at = self.now + chrono::TimeDelta::days(NOTICE_DAYS);
        let number = u32::try_from(self.request.asked.len()).ok()?;
        self.request.asked.push(Asked {
            step: step.id.clone(),
            rung: 0,
            person: person.clone(),
            at: self.now,
            deadline: expires_at,
            why: "holds the request".to_owned(),
            passed_over: vec![],
            result: AskResult::Pending,
            notice: true,
        });
        Some(TokenFor { reference: self.request.reference.clone(), number, person, expires_at })
    }

    fn assign(&mut self, step: &AssignStep) {
        let prefer = self
            .request
            .decision
            .as_ref()
            .filter(|_| step.prefer_adviser)
            .and_then(|d| d.by.clone())
            .map(|by| (by, "gave the advice"));
        let pool = self.pool(&step.pool);
        let by = self.policy.calendar.add_working(self.now, 9 * 60);
        let chosen = self.choose(&step.pool, &pool, prefer.as_ref().map(|(p, w)| (p, *w)), &[], by, true);
        if let Some(person) = &chosen.person {
            self.audit("daemon", &format!("contact to be reassigned to {person}"), &chosen.why, &step.rule);
        } else {
            self.alarm("nobody on the list can take a new contact", &step.rule);
        }
        self.request.assigned_to = chosen.person;
    }

    /// Records who holds the request (R3): an officer at work, the one least recently given one.
    pub(super) fn hold(&mut self) {
        let officers: Vec<StaffId> =
            self.policy.people.in_role(&self.mailbox.officers).into_iter().map(|s| s.id.clone()).collect();
        let by = self.policy.calendar.add_working(self.now, 4 * 60);
        let list = format!("role:{}", self.mailbox.officers);
        let chosen = self.choose(&list, &officers, None, &[], by, false);
        self.request.holder = chosen.person.or_else(|| officers.first().cloned());
    }

    /// The first entry of the audit and of the case notes.
    pub(super) fn arrived(&mut self, chosen: &routes::Chosen) {
        let children = self.request.facts.children.len();
        self.audit(
            "daemon",
            &format!("request {} opened, {children} child(ren) named, way {}", self.request.reference, chosen.go),
            &chosen.why,
            &chosen.rule,
        );
        let who = super::brief::referrer_in_words(&self.request.facts);
        let when = super::deadline::moment_in_words(self.request.received_at, &self.policy.calendar);
        self.note(format!("Request received {when} from {who}. {}.", capital(&chosen.why)));
        self.emergency_team();
    }

    /// I6: urgent mail out of hours goes to the emergency duty team at once.
    fn emergency_team(&mut self) {
        let rule = RuleId::from("I6");
        if self.request.urgent().is_none() || self.policy.calendar.is_open(self.now) {
            return;
        }
        let Some(team) = self.mailbox.emergency_team.clone() else {
            self.alarm("an urgent request came out of hours and no emergency duty team is configured", &rule);
            return;
        };
        let text = "Urgent mail came in out of hours. It is yours until the next opening.";
        let message = self.staff_message("emergency-duty-team", vec![team], vec![], text, None, true, false);
        self.send("emergency", message, &rule);
        self.note("Forwarded to the emergency duty team, out of hours.".to_owned());
    }

    /// C2: whether the child or a sibling has turned out to be open, so that this step is not taken.
    pub(super) fn diverted(&mut self, step: &Step) -> bool {
        let open =
            self.request.findings.state() == crate::domain::CaseState::Open || self.request.findings.sibling_open();
        if !open || self.request.pathway.as_str() == self.procedure.open_case.as_str() {
            return false;
        }
        self.audit(
            "daemon",
            &format!("step {} not taken", step.id()),
            "the child or a sibling is open now",
            &"C2".into(),
        );
        self.note("Checked again: the child, or a brother or sister, is open now.".to_owned());
        self.tell_overtaken("the case is open, so this is no longer a review");
        self.request.pathway = self.procedure.open_case.as_str().into();
        true
    }

    /// Waits at a step.
    pub(super) fn wait(&mut self, step: &StepId, on: Waiting) {
        self.request.phase = Phase::Waiting { step: step.clone(), on };
    }

    /// Nothing fits: a person and the administrator are told, and the request waits with a person.
    fn stuck(&mut self, why: &str) {
        let step = self.procedure.by_hand.clone();
        self.alarm(&format!("a request cannot go on: {why}"), &"I7".into());
        self.wait(&step, Waiting::Person { since: self.now, reported: 0 });
    }

    /// Sends a message: an action with a key of its own, an entry in the audit.
    pub(super) fn send(&mut self, what: &str, message: Message, rule: &RuleId) -> String {
        self.send_after(what, message, rule, None)
    }

    /// Sends a message not before a time.
    pub(super) fn send_after(
        &mut self,
        what: &str,
        message: Message,
        rule: &RuleId,
        after: Option<DateTime<Utc>>,
    ) -> String {
        let key = self.key(what);
        let people = message.to.len() + message.cc.len();
        self.audit(
            "daemon",
            &format!("send {} ({key}) to {people} recipient(s)", message.template),
            "the way says so",
            rule,
        );
        self.actions.push(Action::Send(Box::new(Sending { key: key.clone(), after, message })));
        key
    }

    /// Drops an action that is not carried out yet.
    pub(super) fn cancel(&mut self, key: &str) {
        self.actions.push(Action::Cancel { key: key.to_owned() });
    }

    /// Raises an alarm: in the log and status, and by mail to the administrator.
    pub(super) fn alarm(&mut self, what: &str, rule: &RuleId) {
        self.alarms.push(what.to_owned());
        self.audit("daemon", &format!("alarm: {what}"), "a person must know", rule);
        let message = super::brief::alarm(self, what);
        let key = self.key("alarm");
        self.actions.push(Action::Send(Box::new(Sending { key, after: None, message })));
    }

    /// Enters who did what and why.
    pub(super) fn audit(&mut self, who: &str, what: &str, why: &str, rule: &RuleId) {
        self.audit.push(AuditEntry {
            who: who.to_owned(),
            what: what.to_owned(),
            why: why.to_owned(),
            rule: rule.clone(),
        });
    }

    /// Enters a case note (R8).
    pub(super) fn note(&mut self, text: String) {
        self.notes.push(CaseNote { at: self.now, text });
    }

    /// The case notes entered by this decision.
    pub(super) fn new_notes(&self) -> &[CaseNote] {
        &self.notes
    }

    /// Remembers an absence learned.
    pub(super) fn learn_absence(&mut self, person: &StaffId, until: NaiveDate) {
        self.absent.push((person.clone(), until));
    }

    /// Remembers a choice from a list.
    pub(super) fn remember(&mut self, list: &str, person: &StaffId) {
        self.chosen.push((list.to_owned(), person.clone()));
    }

    /// Absence learned by this decision too.
    pub(super) fn absences(&self) -> Vec<crate::domain::LearnedAbsence> {
        let new = self
            .absent
            .iter()
            .map(|(person, until)| crate::domain::LearnedAbsence { person: person.clone(), until: *until });
        self.snapshot.absences.iter().cloned().chain(new).collect()
    }

    /// Whether the conditions hold for this request as it is now.
    pub(super) fn holds(&self, when: &When) -> bool {
        let known = Known {
            procedure: self.procedure,
            facts: &self.request.facts,
            findings: &self.request.findings,
            store_stale: routes::is_stale(&self.request.findings, self.mailbox, self.now),
            identical: self.request.same_as.is_some(),
        };
        routes::holds(when, &known)
    }

    fn key(&mut self, what: &str) -> String {
        let key = format!("{what}.{}", self.request.next_key);
        self.request.next_key += 1;
        key
    }
}

/// The first letter as a capital, for the start of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
