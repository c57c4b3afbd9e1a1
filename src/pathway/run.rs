//! A decision in the making: the request as it becomes, and what is gathered on the way. Immediate steps
//! (file, tell, assign) are taken one after the other until one waits.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{
    Action, AuditEntry, CaseNote, CaseState, Decision, Involvement, LearnedAbsence, MailId, Message, PerhapsSibling,
    Phase, Request, RuleId, Sending, StaffId, StepId, Timer, TimerKind, Waiting,
};

use super::decide::Snapshot;
use super::policy::{MailboxPolicy, Policy};
use super::procedure::{Procedure, Route, Step, When};
use super::readings;
use super::routes::{self, Known};

/// More immediate steps than any sensible way has; validation refuses cycles, this only makes sure.
const MOST_STEPS: usize = 64;
/// Working minutes after which a request that lies with a person is reported where the procedure says nothing.
const UNATTENDED_AFTER: u32 = 60;
/// Working minutes between two reports at most: a day.
const LONGEST_INTERVAL: u32 = 9 * 60;

/// A decision in the making.
pub(super) struct Run<'a> {
    pub(super) request: Request,
    pub(super) policy: &'a Policy,
    pub(super) mailbox: &'a MailboxPolicy,
    pub(super) procedure: &'a Procedure,
    pub(super) snapshot: &'a Snapshot<'a>,
    pub(super) now: DateTime<Utc>,
    /// Why the way was chosen, when it was chosen by this decision.
    pub(super) route_why: Option<String>,
    pub(super) actions: Vec<Action>,
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
        let mut run = Self {
            request,
            policy,
            mailbox,
            procedure,
            snapshot,
            now,
            route_why: None,
            actions: vec![],
            audit: vec![],
            notes: vec![],
            chosen: vec![],
            absent: vec![],
            alarms: vec![],
        };
        if run.request.findings.perhaps() && !readings::who_matters(&run.known()) {
            run.request.findings = run.request.findings.whoever_they_are();
        }
        if run.request.placed_by_hand && run.request.pathway.as_str() == procedure.open_case.as_str() {
            run.takes_perhaps_siblings();
        }
        Some(run)
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

    /// Whether a timer of this kind is due: one of a state that has passed is not.
    pub(super) fn is_due(&self, kind: TimerKind) -> bool {
        self.timers().iter().any(|timer| timer.kind == kind && timer.due_at <= self.now)
    }

    fn timers(&self) -> Vec<Timer> {
        let Phase::Waiting { step, on } = &self.request.phase else { return vec![] };
        match on {
            Waiting::Answer(ask) if ask.exhausted => vec![Timer { kind: TimerKind::Unattended, due_at: ask.deadline }],
            Waiting::Answer(ask) => {
                let remind = ask.remind_at.map(|due_at| Timer { kind: TimerKind::Remind, due_at });
                remind.into_iter().chain([Timer { kind: TimerKind::Deadline, due_at: ask.deadline }]).collect()
            }
            Waiting::Person { since, reported } => {
                let due_at = self.report_at(step, *since, *reported);
                due_at.into_iter().map(|due_at| Timer { kind: TimerKind::Unattended, due_at }).collect()
            }
            Waiting::Pause { until, before, .. } => {
                let kind = if before.is_some() { TimerKind::Pause } else { TimerKind::Opening };
                vec![Timer { kind, due_at: *until }]
            }
            Waiting::Sent { .. } | Waiting::Other(_) => vec![],
        }
    }

    /// Whether it waits for an answer at a step that is no question (any more): the procedure was changed.
    pub(super) fn step_is_gone(&self) -> bool {
        match &self.request.phase {
            Phase::Waiting { step, on: Waiting::Answer(_) } => !matches!(self.procedure.step(step), Some(Step::Ask(_))),
            Phase::Waiting { .. } | Phase::Closed { .. } => false,
        }
    }

    /// When it is reported that a request lies with a person for too long (R1); `None`: never. Then at longer and
    /// longer intervals, so that many waiting mails do not drown each other; an urgent one at the same.
    pub(super) fn report_at(&self, step: &StepId, since: DateTime<Utc>, reported: u32) -> Option<DateTime<Utc>> {
        let after = match self.procedure.step(step) {
            Some(Step::Wait(wait)) => wait.report_after,
            Some(_) | None => UNATTENDED_AFTER,
        };
        let longest = if self.request.urgent().is_some() { after } else { after.max(LONGEST_INTERVAL) };
        let interval = |n: u32| after.saturating_mul(1 << n.min(10)).min(longest);
        let doubling = reported.min(10);
        let first: u32 = (0..=doubling).map(interval).fold(0, u32::saturating_add);
        let minutes = first.saturating_add((reported - doubling).saturating_mul(longest));
        let calendar = &self.policy.calendar;
        // Somebody who said that they work on it is given time for it (R9).
        let time = if self.request.urgent().is_some() { after } else { self.procedure.worked_on_minutes };
        let given = self.request.marks.worked_on.map(|at| calendar.add_working(at, time));
        (after > 0).then(|| calendar.add_working(since, minutes)).map(|at| given.map_or(at, |given| at.max(given)))
    }

    /// Goes to a step and on, until one waits or the way ends.
    pub(super) fn go(&mut self, to: &StepId) {
        self.request.marks.worked_on = None;
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
                let diverted = self.diverted(&assign.id);
                if diverted.is_none() {
                    self.assign(assign);
                }
                diverted.or_else(|| Some(assign.next.clone()))
            }
            Step::Ask(ask) => self.ask(ask),
            Step::Wait(wait) if !self.holds(&wait.only) => {
                if wait.otherwise.is_none() {
                    self.stuck(&format!("step {} does not apply and names no other", wait.id));
                }
                wait.otherwise.clone()
            }
            Step::Wait(wait) => {
                self.wait(&wait.id, Waiting::Person { since: self.now, reported: 0 });
                None
            }
            Step::Letter(letter) => self.letter(letter),
            Step::Join(join) => self.join(join),
            Step::Close(close) => {
                self.note(format!("Closed: {}.", close.outcome));
                self.audit("daemon", &format!("closed: {}", close.outcome), "the way ends here", &close.rule);
                self.request.phase = Phase::Closed { outcome: close.outcome.clone(), at: self.now };
                None
            }
        }
    }

    /// Whether the child or a sibling is open (C2).
    pub(super) fn is_open(&self) -> bool {
        self.request.findings.state() == CaseState::Open || self.request.findings.sibling_open()
    }

    /// Checked again before each decision request, contact and letter: where the way goes instead, because the
    /// child or a sibling has turned out to be open (C2), the record to be restricted (C9), or who the child is to
    /// matter (C1).
    pub(super) fn diverted(&mut self, before: &StepId) -> Option<StepId> {
        let way = self.request.pathway.as_str();
        let restricted = self.procedure.routes.iter().find(|route| route.when.restricted == Some(true));
        let (to, rule, why) = match restricted {
            Some(route)
                if self.request.findings.restricted()
                    && way != route.go.as_str()
                    && !self.request.placed_by_hand
                    && !matches!(self.procedure.step(before), Some(Step::Letter(_))) =>
            {
                (route.go.clone(), "C9", "the record is restricted now")
            }
            Some(_) | None
                if self.is_open() && way != self.procedure.open_case.as_str() && !self.request.open_overruled =>
            {
                (self.procedure.open_case.clone(), "C2", "the child or a sibling is open now")
            }
            Some(_) | None => {
                let unsettled = self.unsettled().filter(|route| way != route.go.as_str())?;
                let open = way == self.procedure.open_case.as_str();
                if open || self.request.placed_by_hand {
                    return None;
                }
                (unsettled.go.clone(), unsettled.rule.as_str(), unsettled.why.as_str())
            }
        };
        self.audit("daemon", &format!("step {before} not taken"), why, &rule.into());
        self.note(format!("Checked again: {why}."));
        self.tell_overtaken(&format!("{why}, so this is no longer a review"));
        self.request.pathway = to.as_str().into();
        Some(to)
    }

    /// The route of a mail that a person must settle first, if one holds now: who the child is, or a brother or sister.
    fn unsettled(&self) -> Option<&'a Route> {
        let known = self.known();
        let asks = |when: &When| when.who_matters == Some(true) || when.sibling_perhaps_open == Some(true);
        let procedure = self.procedure;
        procedure.routes.iter().find(|route| asks(&route.when) && routes::holds(&route.when, &known))
    }

    fn who_said(&self) -> bool {
        let said = self.request.said.len();
        said > 0 && said >= self.request.findings.children.len()
    }

    /// A person put the mail with the open cases and nobody of it is: then those are meant who may be brothers and
    /// sisters, where they are all one team's.
    pub(super) fn takes_perhaps_siblings(&mut self) {
        let findings = &mut self.request.findings;
        let of_one = |i: &Involvement| findings.perhaps_siblings.iter().flat_map(|s| &s.open).all(|o| o.team == i.team);
        let first = findings.perhaps_siblings.first().and_then(|sibling| sibling.open.first());
        if findings.all_open().next().is_some() || !first.is_some_and(of_one) {
            return;
        }
        let taken = std::mem::take(&mut findings.perhaps_siblings);
        let open = taken.into_iter().flat_map(|sibling| {
            let PerhapsSibling { person, shown_as, open, .. } = sibling;
            open.into_iter().map(move |involvement| (person.clone(), shown_as.clone(), involvement))
        });
        if let Some(child) = findings.children.first_mut() {
            child.open_siblings.extend(open);
        }
    }

    /// Waits at a step.
    pub(super) fn wait(&mut self, step: &StepId, on: Waiting) {
        self.request.phase = Phase::Waiting { step: step.clone(), on };
    }

    /// Nothing fits: a person and the administrator are told, and the request waits with a person.
    pub(super) fn stuck(&mut self, why: &str) {
        let step = self.procedure.by_hand.clone();
        self.wait(&step, Waiting::Person { since: self.now, reported: 0 });
        self.note("The procedure could not go on by itself; the officers were told.".to_owned());
        self.alarm(&format!("a request cannot go on: {why}"), &"I7".into());
        let text = "The procedure cannot go on with this request by itself. Please deal with it by hand.";
        self.tell_officers("unattended", text, &"I7".into());
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
        let what = format!("send {} ({key}) to {people} recipient(s)", message.template);
        self.audit("daemon", &what, "the way says so", rule);
        self.actions.push(Action::Send(Box::new(Sending { key: key.clone(), after, message })));
        key
    }

    /// Drops an action that is not carried out yet.
    pub(super) fn cancel(&mut self, key: &str) {
        self.actions.push(Action::Cancel { key: key.to_owned() });
    }

    /// Raises an alarm: in the log and status, and by mail to the administrator.
    pub(super) fn alarm(&mut self, what: &str, rule: &RuleId) {
        self.silent_alarm(what, rule);
        let message = super::brief::alarm(self, what);
        let key = self.key("alarm");
        self.actions.push(Action::Send(Box::new(Sending { key, after: None, message })));
    }

    /// Raises an alarm in the log and status alone: where the mail about it has just failed.
    pub(super) fn silent_alarm(&mut self, what: &str, rule: &RuleId) {
        self.alarms.push(what.to_owned());
        self.audit("daemon", &format!("alarm: {what}"), "a person must know", rule);
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
    pub(super) fn absences(&self) -> Vec<LearnedAbsence> {
        let new = self.absent.iter().map(|(person, until)| LearnedAbsence { person: person.clone(), until: *until });
        self.snapshot.absences.iter().cloned().chain(new).collect()
    }

    /// What conditions are held against, as things are now.
    pub(super) fn known(&self) -> Known<'_> {
        Known {
            procedure: self.procedure,
            facts: &self.request.facts,
            findings: &self.request.findings,
            store_stale: routes::is_stale(&self.request.findings, &self.request.said, self.mailbox, self.now),
            identical: self.request.same_as.is_some(),
            recent_days: (self.policy.calendar.date(self.request.received_at) - self.request.findings.counted_from)
                .num_days(),
            who_said: self.who_said(),
        }
    }

    /// Whether the conditions hold for this request as it is now.
    pub(super) fn holds(&self, when: &When) -> bool {
        routes::holds(when, &self.known())
    }

    /// A mail that belongs to the request (an answer, later mail) is filed with the correspondence.
    pub(super) fn file_correspondence(&mut self, mail: MailId, rule: &RuleId) {
        if mail == self.request.mail {
            return;
        }
        let folder = self.procedure.correspondence.clone();
        self.audit("daemon", &format!("file mail {mail} into {folder}"), "it belongs to this request", rule);
        self.push_filing(mail, Some(folder), None, vec![], vec![]);
    }

    /// A key of its own for an action of this request.
    pub(super) fn key(&mut self, what: &str) -> String {
        let key = format!("{what}.{}", self.request.next_key);
        self.request.next_key = self.request.next_key.saturating_add(1);
        key
    }
}

/// The first letter as a capital, for the start of a sentence.
pub(super) fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| first.to_uppercase().chain(chars).collect())
}
