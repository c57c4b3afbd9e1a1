//! Asking: one person at a time, a reminder, the next rung at the deadline, and an alarm when nobody is left.

use chrono::{DateTime, NaiveDate, Utc};

use crate::domain::{Ask, AskResult, Asked, MailId, Phase, RuleId, StaffId, StepId, TokenFor, Waiting};

use super::deadline::{self, Due};
use super::procedure::{AskStep, Rung, Step};
use super::rota::{self, Chosen, RotaQuestion};
use super::run::Run;

/// Working minutes after which a question that nobody is left to answer is reported again.
const REPORT_AGAIN: u32 = 4 * 60;
/// Days after the deadline for which a late answer still counts (R10).
const LATE_DAYS: i64 = 14;

impl Run<'_> {
    /// Begins a question: at once, or at the next opening.
    pub(super) fn ask(&mut self, step: &Step, ask: &AskStep) -> Option<StepId> {
        if !self.holds(&ask.only) {
            return ask.otherwise.clone();
        }
        if self.diverted(step) {
            return Some(self.procedure.open_case.clone());
        }
        if !ask.at_any_hour && !self.policy.calendar.is_open(self.now) {
            let until = self.policy.calendar.next_opening(self.now);
            self.audit(
                "daemon",
                "the question waits for the next opening",
                "it is outside working hours",
                &"R4".into(),
            );
            self.wait(&ask.id, Waiting::Pause { until, next: ask.id.clone() });
            return None;
        }
        self.ask_rung(ask, 0, None);
        None
    }

    /// Asks the first person of this rung or a later one who can answer; nobody: the alarm.
    fn ask_rung(&mut self, ask: &AskStep, from: usize, due: Option<Due>) {
        let mut due = due;
        for (number, rung) in ask.rungs.iter().enumerate().skip(from) {
            let due = due.take().unwrap_or_else(|| {
                deadline::due(rung.within, &self.policy.calendar, self.request.received_at, self.now)
            });
            let chosen = self.choose_for(rung, due.at);
            if let Some(person) = chosen.person.clone() {
                self.ask_person(ask, number, &person, &chosen, &due);
                return;
            }
            let passed: Vec<String> = chosen.passed_over.iter().map(|(who, why)| format!("{who}: {why}")).collect();
            let why = if passed.is_empty() { "nobody is named for it".to_owned() } else { passed.join("; ") };
            // A rung with nobody to ask is skipped at once (O3).
            self.audit("daemon", &format!("rung {} skipped", number + 1), &why, &ask.rule);
        }
        self.nobody_left(ask);
    }

    fn choose_for(&mut self, rung: &Rung, by: DateTime<Utc>) -> Chosen {
        let (list, pool) = self.people_of(&rung.who);
        let already: Vec<(StaffId, String)> = self
            .request
            .asked
            .iter()
            .filter(|asked| !asked.notice)
            .map(|asked| (asked.person.clone(), "was asked already".to_owned()))
            .chain(self.connected())
            .collect();
        let prefer = self.previous_decider();
        let prefer = prefer.as_ref().map(|(person, why)| (person, why.as_str()));
        self.choose(&list, &pool, prefer, &already, by, false)
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

    /// Staff connected with the family are never asked about it (C9).
    fn connected(&self) -> Vec<(StaffId, String)> {
        let connected = self.request.findings.children.iter().flat_map(|child| &child.connected_staff);
        connected.map(|person| (person.clone(), "is connected with the family".to_owned())).collect()
    }

    /// Who decided the previous referral (R2): the later of a request of ours and the case system's record.
    fn previous_decider(&self) -> Option<(StaffId, String)> {
        let ours = self.snapshot.related.iter().filter(|r| !r.identical).find_map(|r| r.decided_by.clone());
        let theirs = || self.request.findings.last_recent().and_then(|i| i.decided_by.clone());
        ours.or_else(theirs).map(|person| (person, "decided the previous referral".to_owned()))
    }

    fn ask_person(&mut self, ask: &AskStep, rung: usize, person: &StaffId, chosen: &Chosen, due: &Due) {
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
        let pending = Ask { rung, number, deadline: due.at, remind_at, asked_again: 0, exhausted: false };
        self.wait(&ask.id, Waiting::Answer(pending));
        let what = format!("asked {person}, due {}", due.at.format("%Y-%m-%d %H:%MZ"));
        self.audit("daemon", &what, &format!("{}; {}", chosen.why, due.why), &ask.rule);
        let name = self.name_of(person);
        let words = deadline::in_words(due.at, &self.policy.calendar, self.now);
        self.note(format!("Asked {name} ({}), {words}.", chosen.why));
        self.send_question(ask, number, &ask.template, "");
    }

    /// Sends a question, a reminder, or the question again, with the token of this asking.
    fn send_question(&mut self, ask: &AskStep, number: u32, template: &str, unclear: &str) {
        let Some(asked) = usize::try_from(number).ok().and_then(|n| self.request.asked.get(n)).cloned() else { return };
        let token = TokenFor {
            reference: self.request.reference.clone(),
            number,
            person: asked.person.clone(),
            expires_at: asked.deadline + chrono::TimeDelta::days(LATE_DAYS),
        };
        let to = self.staff_address(&asked.person).into_iter().collect();
        let mut cc = self.addresses(&ask.cc);
        cc.retain(|copy| Some(&copy.email) != self.staff_address(&asked.person).as_ref().map(|a| &a.email));
        let original = template == ask.template;
        let mut message = self.staff_message(template, to, cc, &ask.text, Some(token), original, false);
        self.brief_question(&mut message, ask, &asked, unclear);
        self.send("ask", message, &ask.rule);
    }

    /// R5: one hour before the deadline.
    pub(super) fn remind(&mut self) {
        let Some((ask, mut pending)) = self.pending() else { return };
        if pending.remind_at.is_none_or(|at| at > self.now) || pending.exhausted {
            return;
        }
        pending.remind_at = None;
        let number = pending.number;
        self.wait(&ask.id, Waiting::Answer(pending));
        self.audit("daemon", "reminded", "no answer an hour before the deadline", &"R5".into());
        self.note("Reminder sent.".to_owned());
        self.send_question(&ask, number, &ask.reminder.clone(), "");
    }

    /// R5: at the deadline, the next rung.
    pub(super) fn deadline_passed(&mut self) {
        let Some((ask, pending)) = self.pending() else { return };
        if pending.deadline > self.now || pending.exhausted {
            return;
        }
        self.asked_result(pending.number, AskResult::NoAnswer);
        self.audit("daemon", "no answer by the deadline", "the pathway names who is asked next", &"R5".into());
        self.note("No answer by the deadline.".to_owned());
        self.ask_rung(&ask, pending.rung + 1, None);
    }

    /// R10: the next person, with the same deadline if an hour is left, else a new window.
    fn next_person(&mut self, number: u32, result: AskResult, why: &str) {
        let Some((ask, pending)) = self.pending() else { return };
        if pending.number != number || pending.exhausted {
            self.asked_result(number, result);
            return;
        }
        self.asked_result(number, result);
        self.audit("daemon", "the next person is asked", why, &"R10".into());
        let Some(rung) = ask.rungs.get(pending.rung) else { return };
        let due = deadline::due_after_absence(
            rung.within,
            &self.policy.calendar,
            self.request.received_at,
            pending.deadline,
            self.now,
        );
        self.ask_rung(&ask, pending.rung, Some(due));
    }

    /// An out-of-office reply to a question (R10).
    pub(super) fn away(&mut self, mail: MailId, number: u32, until: Option<NaiveDate>) {
        let rule = RuleId::from("R10");
        self.file_correspondence(mail, &rule);
        let Some(asked) = self.asked(number).cloned() else { return };
        if asked.notice {
            return;
        }
        if let Some(until) = until {
            self.learn_absence(&asked.person, until);
        }
        let name = self.name_of(&asked.person);
        self.note(format!("{name} is out of office."));
        self.next_person(number, AskResult::Away, "out of office");
    }

    /// One of our messages could not be delivered (R10).
    pub(super) fn undeliverable(&mut self, mail: Option<MailId>, key: &str, code: &str) {
        let rule = RuleId::from("R10");
        if let Some(mail) = mail {
            self.file_correspondence(mail, &rule);
        }
        self.audit("mail server", &format!("{key} could not be delivered ({code})"), "bounced or refused", &rule);
        if let Phase::Waiting { step, on: Waiting::Sent { key: waited } } = &self.request.phase
            && waited == key
        {
            let step = step.clone();
            self.note("The letter to the referrer could not be delivered.".to_owned());
            self.tell_officers("not-delivered", "A letter to the referrer could not be delivered.", &rule);
            self.after_letter(&step);
            return;
        }
        if let Some((_, pending)) = self.pending()
            && self.key_asked(key) == Some(pending.number)
        {
            let name = self.asked(pending.number).map(|a| self.name_of(&a.person)).unwrap_or_default();
            self.note(format!("The request to {name} could not be delivered."));
            self.next_person(pending.number, AskResult::Undeliverable, "could not be delivered");
            return;
        }
        self.tell_officers("not-delivered", "A message about this request could not be delivered.", &rule);
    }

    /// Which asking a message's key belongs to. Only the pending asking's own messages count: they were sent
    /// after the ones of earlier askings.
    fn key_asked(&self, key: &str) -> Option<u32> {
        let (_, pending) = self.pending()?;
        key.starts_with("ask.").then_some(pending.number)
    }

    fn nobody_left(&mut self, ask: &AskStep) {
        let deadline = self.policy.calendar.add_working(self.now, REPORT_AGAIN);
        let number = u32::try_from(self.request.asked.len().saturating_sub(1)).unwrap_or(0);
        let rung = ask.rungs.len();
        self.wait(
            &ask.id,
            Waiting::Answer(Ask { rung, number, deadline, remind_at: None, asked_again: 0, exhausted: true }),
        );
        self.note("Nobody is left to ask; all officers and the administrator were told.".to_owned());
        self.alarm("nobody is left to ask for a decision", &"R5".into());
        self.tell_officers("nobody-left", "Nobody is left to ask. Please find somebody who decides.", &"R5".into());
    }

    /// R1: it lies too long with nobody; or nobody is left to ask, and nobody has acted since.
    pub(super) fn unattended(&mut self) {
        let Phase::Waiting { step, on } = self.request.phase.clone() else { return };
        match on {
            Waiting::Answer(ask) if ask.exhausted && ask.deadline <= self.now => {
                let deadline = self.policy.calendar.add_working(self.now, REPORT_AGAIN);
                self.wait(&step, Waiting::Answer(Ask { deadline, ..ask }));
                self.tell_officers("nobody-left", "Still nobody has decided.", &"R1".into());
            }
            Waiting::Person { since, reported } => {
                let procedure = self.procedure;
                let Some(Step::Wait(wait)) = procedure.step(&step) else { return };
                self.wait(&step, Waiting::Person { since, reported: reported.saturating_add(1) });
                self.audit("daemon", "reported as unattended", "nobody has acted for too long", &"R1".into());
                let to = self.addresses(&wait.report_to);
                if to.is_empty() || wait.report.is_empty() {
                    self.alarm("a request lies unattended and nobody is named to hear of it", &"R1".into());
                    return;
                }
                let text = "Nobody has acted on this mail yet.";
                let message = self.staff_message(&wait.report, to, vec![], text, None, false, false);
                self.send("report", message, &"R1".into());
            }
            Waiting::Answer(_) | Waiting::Sent { .. } | Waiting::Other(_) | Waiting::Pause { .. } => {}
        }
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

    /// Sets what came of an asking.
    pub(super) fn asked_result(&mut self, number: u32, result: AskResult) {
        if let Ok(index) = usize::try_from(number)
            && let Some(asked) = self.request.asked.get_mut(index)
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
