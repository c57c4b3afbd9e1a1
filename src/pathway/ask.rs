//! Asking: one person at a time, a reminder, the next rung at the deadline, and an alarm when nobody is left.

use chrono::{DateTime, Utc};

use crate::domain::{Ask, AskResult, Asked, Attach, Phase, StaffId, StepId, TokenFor, Waiting};

use super::deadline::{self, Due};
use super::procedure::{AskStep, Rung, Step, Who};
use super::rota::{self, Chosen, RotaQuestion};
use super::run::Run;

/// Working minutes after which a question that nobody is left to answer is reported again.
const REPORT_AGAIN: u32 = 4 * 60;
/// Days after the deadline for which a late answer still counts (R10).
const LATE_DAYS: i64 = 14;
/// Why somebody is passed over who was asked this before.
const ASKED_ALREADY: &str = "was asked already";

impl Run<'_> {
    /// Begins a question: at once, or at the next opening.
    pub(super) fn ask(&mut self, ask: &AskStep) -> Option<StepId> {
        if !self.holds(&ask.only) {
            if ask.otherwise.is_none() {
                self.stuck(&format!("step {} does not apply and names no other", ask.id));
            }
            return ask.otherwise.clone();
        }
        if let Some(step) = self.diverted(&ask.id) {
            return Some(step);
        }
        if !ask.at_any_hour && !self.policy.calendar.is_open(self.now) {
            let until = self.policy.calendar.next_opening(self.now);
            let why = "it is outside working hours";
            self.audit("daemon", "the question waits for the next opening", why, &"R4".into());
            self.wait(&ask.id, Waiting::Pause { until, next: ask.id.clone(), before: None });
            return None;
        }
        let first = u32::try_from(self.request.asked.len()).unwrap_or(u32::MAX);
        self.ask_rung(ask, 0, None, first);
        None
    }

    /// Asks the first person of this rung or a later one who can answer; nobody: the alarm.
    pub(super) fn ask_rung(&mut self, ask: &AskStep, from: usize, due: Option<Due>, first: u32) {
        if !self.try_rungs(ask, from, due, first) {
            self.nobody_left(ask, first);
        }
    }

    /// Whether somebody of these rungs could be asked, and was.
    fn try_rungs(&mut self, ask: &AskStep, from: usize, due: Option<Due>, first: u32) -> bool {
        let rungs: Vec<(usize, &Rung)> = ask.rungs.iter().enumerate().skip(from).collect();
        self.try_these(ask, &rungs, due, first)
    }

    fn try_these(&mut self, ask: &AskStep, rungs: &[(usize, &Rung)], due: Option<Due>, first: u32) -> bool {
        let mut due = due;
        let mut skipped: Vec<(StaffId, String)> = vec![];
        for (number, rung) in rungs.iter().copied() {
            let due = due.take().unwrap_or_else(|| {
                deadline::due(rung.within, &self.policy.calendar, self.request.received_at, self.now)
            });
            let chosen = self.choose_for(ask, rung, due.at, first);
            // Who of an earlier rung could not be asked, and why: what became of those who were is told by itself.
            skipped.retain(|(person, _)| chosen.passed_over.iter().all(|(one, _)| one != person));
            skipped.extend(chosen.passed_over.iter().filter(|(_, why)| why != ASKED_ALREADY).cloned());
            if let Some(person) = chosen.person.clone() {
                let chosen = Chosen { passed_over: skipped, ..chosen };
                self.ask_person(ask, number, &person, &chosen, &due, first);
                return true;
            }
            let passed: Vec<String> = chosen.passed_over.iter().map(|(who, why)| format!("{who}: {why}")).collect();
            let why = if passed.is_empty() { "nobody is named for it".to_owned() } else { passed.join("; ") };
            // A rung with nobody to ask is skipped at once (O3).
            self.audit("daemon", &format!("rung {} skipped", number + 1), &why, &ask.rule);
        }
        false
    }

    fn choose_for(&mut self, ask: &AskStep, rung: &Rung, by: DateTime<Utc>, first: u32) -> Chosen {
        let (_, pool) = self.people_of(&rung.who);
        let round = usize::try_from(first).unwrap_or(usize::MAX);
        let already: Vec<(StaffId, String)> = self
            .request
            .asked
            .iter()
            .skip(round)
            .filter(|asked| !asked.notice)
            .map(|asked| (asked.person.clone(), ASKED_ALREADY.to_owned()))
            .chain(self.connected())
            .chain(self.not_named(&pool))
            .collect();
        let prefer = if rung.who == Who::RoutePool { self.previous_decider() } else { None };
        let prefer = prefer.as_ref().map(|(person, why)| (person, why.as_str()));
        // One memory for a question, whatever pool C6 picks: so it stays even for those who are in several.
        self.choose(ask.id.as_str(), &pool, prefer, &already, by, false)
    }

    /// Chooses from a list by rota, and remembers the choice.
    pub(super) fn choose(
        &mut self,
        list: &str,
        pool: &[StaffId],
        prefer: Option<(&StaffId, &str)>,
        exclude: &[(StaffId, String)],
        by: DateTime<Utc>,
        needs_contacts: bool,
    ) -> Chosen {
        let question =
            RotaQuestion { list, pool, prefer, exclude, must_be_at_work_by: by, now: self.now, needs_contacts };
        let absences = self.absences();
        let chosen = rota::choose(&question, &self.policy.people, &self.policy.calendar, self.snapshot.rota, &absences);
        if let Some(person) = &chosen.person {
            self.remember(list, person);
        }
        chosen
    }

    /// Staff connected with the family are never asked about it (C9); nor is one who wrote a mail about themselves, be
    /// it the very worker of the case (L4).
    pub(super) fn connected(&self) -> Vec<(StaffId, String)> {
        let connected = self.request.findings.children.iter().flat_map(|child| &child.connected_staff);
        let writers = self.concerned_writers();
        let wrote = writers.iter().filter_map(|email| Some(&self.policy.people.by_email(email)?.id));
        connected.chain(wrote).map(|person| (person.clone(), "cannot be asked about this family".to_owned())).collect()
    }

    /// The addresses of a writer whom the mail is about: nothing at all is sent there (L4).
    pub(super) fn concerned_writers(&self) -> Vec<&String> {
        let facts = &self.request.facts;
        match super::disclosure::writer_concerned(facts) {
            Some(_) => vec![&facts.referrer.email, &facts.envelope.from.email],
            None => vec![],
        }
    }

    /// Who decided the previous referral (R2): the later of a request of ours and the case system's record.
    fn previous_decider(&self) -> Option<(StaffId, String)> {
        let ours = self.snapshot.related.iter().filter_map(|r| Some((r.received_at, r.decided_by.clone()?)));
        let ours = ours.max_by_key(|(received_at, _)| *received_at);
        let theirs = self.request.findings.last_recent().and_then(|i| {
            let on = i.decided_on.unwrap_or(i.opened_on);
            Some((on, i.decided_by.clone()?))
        });
        let cal = &self.policy.calendar;
        let person = match (ours, theirs) {
            (Some((at, ours)), Some((on, theirs))) => Some(if cal.date(at) >= on { ours } else { theirs }),
            (Some((_, person)), None) | (None, Some((_, person))) => Some(person),
            (None, None) => None,
        };
        person.map(|person| (person, "decided the previous referral".to_owned()))
    }

    fn ask_person(&mut self, ask: &AskStep, rung: usize, person: &StaffId, chosen: &Chosen, due: &Due, first: u32) {
        let Ok(number) = u32::try_from(self.request.asked.len()) else { return };
        self.request.asked.push(Asked {
            step: ask.id.clone(),
            rung,
            person: person.clone(),
            at: self.now,
            deadline: due.at,
            why: chosen.why.clone(),
            passed_over: chosen.passed_over.clone(),
            result: AskResult::Pending,
            notice: false,
        });
        let remind_at = match ask.remind_before {
            0 => None,
            before => deadline::remind_in_hours(&self.policy.calendar, due.at, before, self.now),
        };
        let pending = Ask { rung, number, first, deadline: due.at, remind_at, asked_again: 0, exhausted: false };
        self.wait(&ask.id, Waiting::Answer(pending));
        let what = format!("asked {person}, due {}", due.at.format("%Y-%m-%d %H:%MZ"));
        self.audit("daemon", &what, &format!("{}; {}", chosen.why, due.why), &ask.rule);
        let name = self.name_of(person);
        let words = deadline::in_words(due.at, &self.policy.calendar, self.now);
        self.note(format!("Asked {name} ({}), to answer {words}.", chosen.why));
        self.send_question(ask, number, &ask.template, "");
    }

    /// Sends a question, a reminder, or the question again, with the token of this asking.
    fn send_question(&mut self, ask: &AskStep, number: u32, template: &str, unclear: &str) {
        let Some(asked) = self.asked(number).cloned() else { return };
        let token = TokenFor {
            reference: self.request.reference.clone(),
            number,
            person: asked.person.clone(),
            expires_at: asked.deadline + chrono::TimeDelta::days(LATE_DAYS),
        };
        let to = self.staff_address(&asked.person);
        let cc = self.addresses(&ask.cc);
        let named = self.is_restricted() && self.named().contains(&asked.person);
        let mut message = match &to {
            // Who is named for the record is told of it, and nobody else by the same message (C9).
            Some(to) if named => self.message_to_named(&asked.person, to, template, &ask.text, Some(token)),
            _ => self.staff_message(template, to.into_iter().collect(), cc, &ask.text, Some(token)),
        };
        if template == ask.template {
            if named {
                message.attach.push(Attach::Original(self.request.mail));
            }
            self.attach_original(&mut message);
        }
        self.brief_question(&mut message, ask, &asked, unclear);
        // The key says which asking it is of, for when it bounces.
        self.send(&format!("ask.{number}"), message, &ask.rule);
    }

    /// R5: one hour before the deadline.
    pub(super) fn remind(&mut self) {
        let Some((ask, mut pending)) = self.pending() else { return };
        pending.remind_at = None;
        let (number, late) = (pending.number, pending.deadline <= self.now);
        self.wait(&ask.id, Waiting::Answer(pending));
        if late {
            self.deadline_passed();
            return;
        }
        if !self.asks_on(&ask) {
            return;
        }
        self.audit("daemon", "reminded", "no answer an hour before the deadline", &"R5".into());
        self.note("Reminder sent.".to_owned());
        self.send_question(&ask, number, &ask.reminder.clone(), "");
    }

    /// R5: at the deadline, the next rung.
    pub(super) fn deadline_passed(&mut self) {
        let Some((ask, pending)) = self.pending() else { return };
        self.asked_result(pending.number, AskResult::NoAnswer);
        self.audit("daemon", "no answer by the deadline", "the pathway names who is asked next", &"R5".into());
        self.note("No answer by the deadline.".to_owned());
        if self.asks_on(&ask) {
            self.ask_rung(&ask, pending.rung + 1, None, pending.first);
        }
    }

    /// Checked again before each message that asks: whether the question still stands (C2), and who was asked may be
    /// asked (C9). If not, what is done instead is done.
    pub(super) fn asks_on(&mut self, ask: &AskStep) -> bool {
        if let Some(step) = self.diverted(&ask.id) {
            self.go(&step);
            return false;
        }
        let Some((ask, pending)) = self.pending().filter(|(_, pending)| !pending.exhausted) else { return true };
        let asked = self.asked(pending.number).filter(|asked| asked.result == AskResult::Pending);
        if asked.is_none_or(|asked| self.not_named(std::slice::from_ref(&asked.person)).is_empty()) {
            return true;
        }
        self.asked_result(pending.number, AskResult::Overtaken);
        self.ask_next(&ask, &pending, "the record is restricted now, and the one asked is not named for it", "C9");
        false
    }

    fn nobody_left(&mut self, ask: &AskStep, first: u32) {
        let number = u32::try_from(self.request.asked.len().saturating_sub(1)).unwrap_or(0);
        let rung = ask.rungs.len();
        let deadline = self.report_again();
        let pending = Ask { rung, number, first, deadline, remind_at: None, asked_again: 0, exhausted: true };
        self.wait(&ask.id, Waiting::Answer(pending));
        self.note("Nobody is left to ask; all officers and the administrator were told.".to_owned());
        self.alarm("nobody is left to ask for a decision", &"R5".into());
        self.tell_officers("nobody-left", "Nobody is left to ask. Please find somebody who decides.", &"R5".into());
        if self.request.urgent().is_some() {
            self.emergency_team(None);
        }
    }

    /// When it is looked again for somebody to ask: at the opening, when others are at work again.
    fn report_again(&self) -> DateTime<Utc> {
        let cal = &self.policy.calendar;
        if cal.is_open(self.now) { cal.add_working(self.now, REPORT_AGAIN) } else { cal.next_opening(self.now) }
    }

    /// R1: it lies too long with nobody; or nobody was left to ask, and it is looked again.
    pub(super) fn unattended(&mut self) {
        let Phase::Waiting { step, on } = self.request.phase.clone() else { return };
        match on {
            Waiting::Answer(pending) => self.look_again(&pending),
            Waiting::Person { since, mut reported } => {
                reported = reported.saturating_add(1);
                // After a stop of days, one report and not one for each interval that was missed.
                while self.report_at(&step, since, reported).is_some_and(|at| at <= self.now) {
                    reported = reported.saturating_add(1);
                }
                self.wait(&step, Waiting::Person { since, reported });
                self.report(&step);
            }
            Waiting::Sent { .. } | Waiting::Other(_) | Waiting::Pause { .. } => {}
        }
    }

    fn look_again(&mut self, pending: &Ask) {
        let Some((ask, _)) = self.pending() else { return };
        if !self.asks_on(&ask) {
            return;
        }
        // Each stage once: only those where nobody was at work are tried again.
        let round = usize::try_from(pending.first).unwrap_or(usize::MAX);
        let used: Vec<usize> = self.request.asked.iter().skip(round).filter(|a| !a.notice).map(|a| a.rung).collect();
        let left: Vec<_> = ask.rungs.iter().enumerate().filter(|(number, _)| !used.contains(number)).collect();
        if self.try_these(&ask, &left, None, pending.first) {
            return;
        }
        let deadline = self.report_again();
        self.wait(&ask.id, Waiting::Answer(Ask { deadline, ..pending.clone() }));
        self.note("Still nobody has decided; all officers were told.".to_owned());
        self.tell_officers("nobody-left", "Still nobody has decided.", &"R1".into());
    }

    fn report(&mut self, step: &StepId) {
        let rule = "R1".into();
        self.audit("daemon", "reported as unattended", "nobody has acted for too long", &rule);
        self.note("Reported: nobody has acted on it yet.".to_owned());
        let procedure = self.procedure;
        let (template, to) = match procedure.step(step) {
            Some(Step::Wait(wait)) => (wait.report.as_str(), self.addresses(&wait.report_to)),
            Some(_) | None => ("unattended", self.addresses(&[Who::Role(self.mailbox.officers.clone())])),
        };
        if to.is_empty() || template.is_empty() {
            self.alarm("a request lies unattended and nobody is named to hear of it", &rule);
            return;
        }
        let text = match self.request.marks.worked_on {
            Some(at) => {
                let at = deadline::moment_in_words(at, &self.policy.calendar);
                format!("Somebody flagged this mail RAO on {at}, and it still waits.")
            }
            None => "Nobody has acted on this mail yet.".to_owned(),
        };
        let message = self.staff_message(template, to, vec![], &text, None);
        self.send("report", message, &rule);
    }

    /// The pending question and its step.
    pub(super) fn pending(&self) -> Option<(AskStep, Ask)> {
        let Phase::Waiting { step, on: Waiting::Answer(pending) } = &self.request.phase else { return None };
        let Some(Step::Ask(ask)) = self.procedure.step(step) else { return None };
        Some((ask.clone(), pending.clone()))
    }

    /// The entry of an asking.
    pub(super) fn asked(&self, number: u32) -> Option<&Asked> {
        self.request.asked.get(usize::try_from(number).ok()?)
    }

    /// Sets what came of an asking that was open until now.
    pub(super) fn asked_result(&mut self, number: u32, result: AskResult) {
        if let Ok(index) = usize::try_from(number)
            && let Some(asked) = self.request.asked.get_mut(index)
            && matches!(asked.result, AskResult::Pending | AskResult::NoAnswer)
        {
            asked.result = result;
        }
    }

    /// Asks again, politely, once (an answer that was unclear or gave no reason).
    pub(super) fn ask_again(&mut self, ask: &AskStep, number: u32, unclear: &str) {
        self.audit("daemon", "asked again", unclear, &"R3".into());
        self.note("The answer was not clear; asked again.".to_owned());
        self.send_question(ask, number, "decision-again", unclear);
    }
}
