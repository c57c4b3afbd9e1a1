//! Who was asked is away, or a message of ours did not arrive (R10).

use chrono::NaiveDate;

use crate::domain::{Ask, AskResult, Letter, LetterState, MailId, Phase, RuleId, StaffId, Waiting};

use super::deadline;
use super::procedure::{AskStep, Step};
use super::run::Run;

/// Longest chain of steps from a letter to the filing that says it was sent.
const LOOK_AHEAD: usize = 8;

impl Run<'_> {
    /// An out-of-office reply to a question.
    pub(super) fn away(&mut self, mail: MailId, number: u32, until: Option<NaiveDate>) {
        let rule = RuleId::from("R10");
        self.file_correspondence(mail, &rule);
        let Some(asked) = self.asked(number).cloned() else { return };
        let today = self.policy.calendar.date(self.now);
        if let Some(until) = until.filter(|until| *until >= today) {
            self.learn_absence(&asked.person, until);
            self.audit(asked.person.as_str(), "is out of office", "said so with a date", &rule);
        } else {
            self.audit(asked.person.as_str(), "is out of office", "said so without a date to come", &rule);
        }
        let name = self.name_of(&asked.person);
        self.note(format!("{name} is out of office."));
        if !asked.notice {
            self.next_person(number, AskResult::Away, "out of office");
        }
    }

    /// The next person, with the same deadline if an hour is left, else a new window.
    pub(super) fn next_person(&mut self, number: u32, result: AskResult, why: &str) {
        self.asked_result(number, result);
        let Some((ask, pending)) = self.pending() else { return };
        if pending.number != number || pending.exhausted || !self.asks_on(&ask) {
            return;
        }
        self.ask_next(&ask, &pending, why, "R10");
    }

    /// The next person of the same rung, instead of the one who is asked.
    pub(super) fn ask_next(&mut self, ask: &AskStep, pending: &Ask, why: &str, rule: &str) {
        self.audit("daemon", "the next person is asked", why, &rule.into());
        let Some(rung) = ask.rungs.get(pending.rung) else { return };
        let cal = &self.policy.calendar;
        let received = self.request.received_at;
        let due = deadline::due_after_absence(rung.within, cal, received, pending.deadline, self.now);
        self.ask_rung(ask, pending.rung, Some(due), pending.first);
    }

    /// Whoever holds it or is asked turns out to be connected with the family: somebody else is (C9).
    pub(super) fn take_from_connected(&mut self) {
        if self.request.is_closed() {
            return;
        }
        let connected = self.connected();
        let is_one = |person: &StaffId| connected.iter().any(|(one, _)| one == person);
        if self.request.holder.as_ref().is_some_and(is_one) {
            self.audit(
                "daemon",
                "another officer holds it",
                "the one who did is connected with the family",
                &"C9".into(),
            );
            self.hold();
        }
        let asked = self.pending().filter(|(_, pending)| !pending.exhausted).map(|(_, pending)| pending.number);
        if let Some(number) = asked
            && self.asked(number).is_some_and(|asked| is_one(&asked.person))
        {
            self.next_person(number, AskResult::Overtaken, "the one asked is connected with the family");
        }
    }

    /// One of our messages could not be delivered: to these staff, where it is known to whom.
    pub(super) fn undeliverable(&mut self, mail: Option<MailId>, key: &str, code: &str, whose: &[StaffId]) {
        let rule = RuleId::from("R10");
        if let Some(mail) = mail {
            self.file_correspondence(mail, &rule);
        }
        self.audit("mail server", &format!("{key} could not be delivered ({code})"), "bounced or refused", &rule);
        if let Some(index) = self.request.letters.iter().position(|letter| letter.key == key) {
            self.letter_failed(index);
            return;
        }
        let (kind, rest) = key.split_once('.').unwrap_or((key, ""));
        match kind {
            "ask" => {
                let number = rest.split('.').next().and_then(|n| n.parse().ok());
                self.question_failed(number, whose);
            }
            // Told that a telling has failed, the next would fail as well: no circles.
            "alarm" => self.silent_alarm("an alarm could not be delivered by mail", &rule),
            "notice" | "report" | "overtaken" => {
                self.alarm("a notice to staff about a request could not be delivered", &rule);
            }
            "named" => {
                self.alarm("a message to the staff named for a restricted record was not delivered", &"C9".into());
            }
            "emergency" => {
                self.note("The emergency duty team could not be reached by mail.".to_owned());
                self.alarm("urgent mail did not reach the emergency duty team", &"I6".into());
                let text = "An urgent mail did not reach the emergency duty team. Please ring them.";
                self.tell_officers("not-delivered", text, &"I6".into());
            }
            _ => {
                // Whom a restricted record concerns is told to nobody (C9).
                let known = if self.is_restricted() { &[] } else { whose };
                let names: Vec<String> = known.iter().map(|person| self.name_of(person)).collect();
                let to = if names.is_empty() { String::new() } else { format!(" to {}", names.join(", ")) };
                self.note(format!("A message{to} could not be delivered; the officers were told."));
                let text = format!("A message{to} about this request could not be delivered.");
                self.tell_officers("not-delivered", &text, &rule);
            }
        }
    }

    fn question_failed(&mut self, number: Option<u32>, whose: &[StaffId]) {
        let rule = RuleId::from("R10");
        let Some((number, asked)) = number.and_then(|n| Some((n, self.asked(n)?.clone()))) else { return };
        if !whose.is_empty() && !whose.contains(&asked.person) {
            self.alarm("a copy of a question could not be delivered", &rule);
            return;
        }
        let name = self.name_of(&asked.person);
        self.note(format!("The request to {name} could not be delivered."));
        self.next_person(number, AskResult::Undeliverable, "could not be delivered");
    }

    /// A letter failed: the way goes on without it; what said that it was sent no longer does (R7).
    fn letter_failed(&mut self, index: usize) {
        let Some(letter) = self.request.letters.get_mut(index) else { return };
        if letter.state == LetterState::Failed {
            return;
        }
        letter.state = LetterState::Failed;
        let letter: Letter = letter.clone();
        self.note("A letter to the referrer could not be delivered.".to_owned());
        let rule = RuleId::from("R7");
        self.tell_officers("not-delivered", "A letter to the referrer could not be delivered.", &rule);
        if let Phase::Waiting { step, on: Waiting::Sent { key } } = &self.request.phase
            && *key == letter.key
        {
            let step = step.clone();
            self.after_letter(&step);
            return;
        }
        let procedure = self.procedure;
        let outcome = matches!(procedure.step(&letter.step), Some(Step::Letter(step)) if step.outcome);
        if !outcome || !self.request.letter_accepted {
            return;
        }
        self.request.letter_accepted = false;
        let mut at = &letter.step;
        for _ in 0..LOOK_AHEAD {
            at = match procedure.step(at) {
                Some(Step::Letter(step)) => &step.next,
                Some(Step::Tell(step)) => &step.next,
                Some(Step::File(step)) => {
                    if self.request.is_closed() && self.request.folder == step.folder {
                        self.file(step);
                    }
                    return;
                }
                Some(Step::Ask(_) | Step::Wait(_) | Step::Assign(_) | Step::Join(_) | Step::Close(_)) | None => return,
            };
        }
    }
}
