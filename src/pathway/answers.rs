//! Answers: the first valid one stands; the others are told; a different second one goes to the officer (R10).

use crate::domain::{
    AskResult, Decided, Facts, FolderName, MailId, PersonId, Phase, Reference, RuleId, Said, StaffId, StepId, Waiting,
};

use super::procedure::{AskStep, JoinStep, LetterStep, Step, Who};
use super::run::Run;
use super::{deadline, disclosure};

impl Run<'_> {
    /// Somebody who may decide answered.
    pub(super) fn answered(&mut self, mail: MailId, number: Option<u32>, by: &StaffId, said: &Said) {
        let rule = RuleId::from("R10");
        self.file_correspondence(mail, &rule);
        let notice = number.and_then(|n| self.asked(n)).is_some_and(|asked| asked.notice);
        match (number, notice) {
            (Some(number), false) => self.decision_answered(number, by, said),
            (Some(_), true) | (None, _) => self.word_answered(by, said),
        }
    }

    fn decision_answered(&mut self, number: u32, by: &StaffId, said: &Said) {
        if let Some((ask, pending)) = self.pending() {
            match said {
                Said::Choice { choice, reason } => self.decided(&ask, number, by, choice, reason),
                Said::NoReason { choice } if !ask.reason => self.decided(&ask, number, by, choice, ""),
                Said::NoReason { .. } => {
                    self.unclear(&ask, &pending, number, by, "a reason is needed with the decision");
                }
                Said::Unclear { why } => self.unclear(&ask, &pending, number, by, why),
            }
            return;
        }
        self.late_answer(number, by, said);
    }

    fn decided(&mut self, ask: &AskStep, number: u32, by: &StaffId, choice: &str, reason: &str) {
        let Some(rule) = ask.answers.iter().find(|a| a.word == choice).cloned() else { return };
        let asked_by = self.asked(number).map(|a| a.person.clone());
        self.asked_result(number, AskResult::Answered);
        self.request.decision =
            Some(Decided { choice: choice.to_owned(), reason: reason.to_owned(), by: Some(by.clone()), at: self.now });
        let name = self.name_of(by);
        let for_whom = if asked_by.as_ref() == Some(by) { "" } else { ", for the person asked" };
        self.audit(by.as_str(), &format!("decided {choice}{for_whom}"), "a valid answer", &ask.rule);
        self.note(format!("{name} decided: {choice}. Reason: {reason}"));
        self.tell_overtaken(&format!("{name} has answered"));
        self.wait(&ask.id, Waiting::Person { since: self.now, reported: 0 });
        self.go(&rule.next);
    }

    /// Unclear, contradictory or without a reason: asked again once, then a person.
    fn unclear(&mut self, ask: &AskStep, pending: &crate::domain::Ask, number: u32, by: &StaffId, why: &str) {
        self.audit(by.as_str(), "answered unclearly", why, &ask.rule);
        if pending.asked_again == 0 {
            let mut again = pending.clone();
            again.asked_again = 1;
            self.wait(&ask.id, Waiting::Answer(again));
            self.ask_again(ask, number, why);
            return;
        }
        self.note("A second answer was not clear either; the officer was asked to speak with them.".to_owned());
        let text = "An answer was unclear twice. Please speak with the person who was asked; any clear answer by mail \
                    still counts.";
        self.tell_officers("refused-answer", text, &"R3".into());
    }

    /// After a decision: the same again changes nothing, a different one goes to the officer.
    fn late_answer(&mut self, number: u32, by: &StaffId, said: &Said) {
        let rule = RuleId::from("R10");
        let stands = self.request.decision.as_ref().map(|d| d.choice.clone());
        let same = match said {
            Said::Choice { choice, .. } | Said::NoReason { choice } => stands.as_ref() == Some(choice),
            Said::Unclear { .. } => false,
        };
        self.audit(by.as_str(), "answered after the decision", if same { "the same" } else { "not the same" }, &rule);
        self.asked_result(number, if same { AskResult::Answered } else { AskResult::Overtaken });
        if !same {
            let name = self.name_of(by);
            self.note(format!("{name} answered differently after the decision; the officer was told."));
            let text = format!("{name} has answered after the decision was taken, and not the same. The first stands.");
            self.tell_officers("decision-different", &text, &rule);
        }
    }

    /// A word on a notice: DONE and the like.
    fn word_answered(&mut self, by: &StaffId, said: &Said) {
        let Phase::Waiting { step, on: Waiting::Person { .. } } = self.request.phase.clone() else {
            self.audit(by.as_str(), "answered a notice", "nothing waits for it any more", &"R6".into());
            return;
        };
        let procedure = self.procedure;
        let Some(Step::Wait(wait)) = procedure.step(&step) else { return };
        let word = match said {
            Said::Choice { choice, .. } | Said::NoReason { choice } => Some(choice),
            Said::Unclear { .. } => None,
        };
        let answer = word.and_then(|word| wait.answers.iter().find(|a| &a.word == word));
        let Some(answer) = answer else {
            self.audit(by.as_str(), "answered a notice unclearly", "no word that was offered", &wait.rule);
            let text = "An answer to a notice could not be understood. Please answer with one of its words, or move the \
                        mail by hand.";
            self.tell_officers("refused-answer", text, &wait.rule);
            return;
        };
        self.audit(by.as_str(), &format!("said {}", answer.word), "a valid answer", &wait.rule);
        let name = self.name_of(by);
        self.note(format!("{name}: {}.", answer.means));
        self.go(&answer.next);
    }

    /// An officer said who the child is; the snapshot's findings are already those of that child. The way is
    /// chosen anew.
    pub(super) fn child_named(&mut self, mail: MailId, by: &StaffId, child: Option<&PersonId>) {
        let rule = RuleId::from("C1");
        self.file_correspondence(mail, &rule);
        self.request.said.push(child.cloned());
        let who = child.map_or_else(|| "a new child".to_owned(), ToString::to_string);
        self.audit(by.as_str(), "said who the child is", &who, &rule);
        let name = self.name_of(by);
        self.note(format!("{name} said who the child is: {who}."));
        self.tell_overtaken("an officer has corrected who the child is");
        self.request.facts.problems.clear();
        let chosen = super::routes::choose(
            self.procedure,
            self.mailbox,
            &self.request.facts,
            &self.request.findings,
            self.snapshot.related,
            self.now,
        );
        self.audit("daemon", &format!("way {}", chosen.go), &chosen.why, &chosen.rule);
        self.request.pathway = chosen.go.as_str().into();
        self.request.rule = chosen.rule.to_string();
        self.request.pool.clone_from(&chosen.pool);
        self.request.placed_by_hand = false;
        self.go(&chosen.go);
    }

    /// Later mail on a known request (R10): to the one deciding and the officer; or a referrer who asks for
    /// somebody now (O2).
    pub(super) fn later(&mut self, mail: MailId, facts: &Facts) {
        let rule = RuleId::from("R10");
        self.file_correspondence(mail, &rule);
        let from_referrer = facts.envelope.from.email == self.request.facts.referrer.email;
        self.audit(if from_referrer { "referrer" } else { "sender" }, "wrote again", "later mail", &rule);
        self.note(format!(
            "Later mail received ({}).",
            if from_referrer { "from the referrer" } else { "from another sender" }
        ));
        let first = facts.fresh_text.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let on_open_case = self.request.pathway.as_str() == self.procedure.open_case.as_str();
        if let Some(step) = self.procedure.ask_now.clone()
            && from_referrer
            && on_open_case
            && first.eq_ignore_ascii_case("now")
            && self.pending().is_none()
        {
            self.audit("referrer", "asks for somebody now", "the allocated worker is away", &"O2".into());
            self.go(&step);
            return;
        }
        let asked = self.pending().and_then(|(_, p)| self.asked(p.number).map(|a| a.person.clone()));
        let mut to: Vec<_> = asked.and_then(|p| self.staff_address(&p)).into_iter().collect();
        to.extend(
            self.addresses(&[Who::Holder])
                .into_iter()
                .filter(|a| to.iter().all(|t| t.email != a.email))
                .collect::<Vec<_>>(),
        );
        if to.is_empty() {
            to = self.addresses(&[Who::Role(self.mailbox.officers.clone())]);
        }
        if to.is_empty() {
            self.alarm("later mail came and nobody holds the request", &rule);
            return;
        }
        let mut message =
            self.staff_message("later-mail", to, vec![], "More has come in on this request.", None, false, false);
        message.attach.push(crate::domain::Attach::Original(mail));
        message.urgent = message.urgent || facts.urgent.is_some();
        if let crate::domain::Context::Staff(context) = &mut message.context {
            context.concern = facts.fresh_text.chars().take(2_000).collect();
        }
        self.send("later", message, &rule);
    }

    /// SMTP accepted a message: a letter that was waited for goes on.
    pub(super) fn sent(&mut self, key: &str) {
        let Phase::Waiting { step, on: Waiting::Sent { key: waited } } = self.request.phase.clone() else { return };
        if waited != key {
            return;
        }
        self.request.letter_accepted = true;
        self.audit("mail server", "accepted the letter", "SMTP took it", &"R7".into());
        self.note("Outcome letter sent to the referrer.".to_owned());
        self.after_letter(&step);
    }

    /// Goes on after a letter, whether or not one was sent.
    pub(super) fn after_letter(&mut self, step: &StepId) {
        let procedure = self.procedure;
        if let Some(Step::Letter(letter)) = procedure.step(step) {
            self.go(&letter.next);
        }
    }

    /// Writes to the referrer, if one may (L1 to L4).
    pub(super) fn letter(&mut self, step: &Step, letter: &LetterStep) -> Option<StepId> {
        if letter.outcome && self.diverted(step) {
            return Some(self.procedure.open_case.clone());
        }
        let back_on = if letter.worker_away {
            let Some(back_on) = self.worker_back_on() else { return Some(letter.next.clone()) };
            Some(back_on)
        } else {
            None
        };
        let own: Vec<String> = self.policy.mailboxes.values().map(|m| m.address.email.clone()).collect();
        let kind = match disclosure::may_write(&self.request.facts, &disclosure::Known { own: &own, alleged: &[] }) {
            Ok(kind) => kind,
            Err(no) => {
                self.audit("daemon", "no letter", no.why, &no.rule.into());
                if letter.outcome {
                    self.note(format!("No letter was sent: {}.", no.why));
                }
                return Some(letter.next.clone());
            }
        };
        let message = self.letter_message(letter, kind, back_on);
        let after = (letter.in_hours && !self.policy.calendar.is_open(self.now))
            .then(|| self.policy.calendar.next_opening(self.now));
        let key = self.send_after("letter", message, &letter.rule, after);
        if letter.outcome {
            self.wait(&letter.id, Waiting::Sent { key });
            return None;
        }
        Some(letter.next.clone())
    }

    /// O2: when the allocated worker is due back, if away, and the sender is a verified professional.
    fn worker_back_on(&mut self) -> Option<String> {
        let verified = self.request.facts.envelope.dmarc_pass == Some(true);
        if !verified || !self.request.facts.referrer.kind.is_professional() {
            return None;
        }
        let worker = self.request.findings.all_open().find_map(|i| i.worker.clone())?;
        let absences = self.absences();
        let cal = &self.policy.calendar;
        if self.policy.people.at_work(&worker, self.now, cal, &absences) {
            return None;
        }
        let back = self.policy.people.back_on(&worker, self.now, cal, &absences)?;
        Some(deadline::date_in_words(back))
    }

    /// A second copy (C5): the earlier one is closed, or this one waits and closes with it.
    pub(super) fn join(&mut self, join: &JoinStep) -> Option<StepId> {
        let other = self.request.same_as.clone();
        let earlier = self.snapshot.related.iter().find(|r| Some(&r.reference) == other.as_ref());
        self.note("A second, identical copy was received; it is not sent for review again.".to_owned());
        match earlier {
            Some(earlier) if !earlier.same_sender => Some(join.other_sender.clone()),
            Some(earlier) => match &earlier.outcome {
                Some(outcome) => Some(join.by_outcome.get(outcome).unwrap_or(&join.next).clone()),
                None => {
                    let other = earlier.reference.clone();
                    self.audit("daemon", &format!("linked with {other}"), "its decision is pending", &join.rule);
                    self.wait(&join.id, Waiting::Other(other));
                    None
                }
            },
            None => Some(join.next.clone()),
        }
    }

    /// The earlier request has closed (C5).
    pub(super) fn other_closed(&mut self, other: &Reference, outcome: &str, letter: bool) {
        let Phase::Waiting { step, on: Waiting::Other(waited) } = self.request.phase.clone() else { return };
        let procedure = self.procedure;
        let Some(Step::Join(join)) = procedure.step(&step) else { return };
        if &waited != other {
            return;
        }
        self.audit("daemon", &format!("{other} closed"), outcome, &join.rule);
        self.request.letter_accepted = letter;
        let next = match join.by_outcome.get(outcome) {
            Some(next) => next,
            None if letter => &join.with_it,
            None => &join.next,
        };
        self.go(&next.clone());
    }

    /// Those asked whose answer is still open are told that it is no longer needed (R10).
    pub(super) fn tell_overtaken(&mut self, why: &str) {
        let answered_by = self.request.decision.as_ref().and_then(|d| d.by.clone());
        let to = self.addresses(&[Who::OthersAsked]);
        for asked in &mut self.request.asked {
            if asked.result == AskResult::Pending && !asked.notice {
                asked.result = AskResult::Overtaken;
            }
        }
        let own = answered_by.and_then(|by| self.staff_address(&by)).map(|a| a.email);
        let to: Vec<_> = to.into_iter().filter(|a| Some(&a.email) != own.as_ref()).collect();
        if to.is_empty() {
            return;
        }
        let text = format!("Your answer is no longer needed: {why}.");
        let message = self.staff_message("decision-overtaken", to, vec![], &text, None, false, false);
        self.send("overtaken", message, &"R10".into());
    }

    /// Tells all officers; nobody there is an alarm.
    pub(super) fn tell_officers(&mut self, template: &str, text: &str, rule: &RuleId) {
        let to = self.addresses(&[Who::Role(self.mailbox.officers.clone())]);
        if to.is_empty() {
            self.alarm("there is no officer to tell", rule);
            return;
        }
        let message = self.staff_message(template, to, vec![], text, None, false, false);
        self.send("tell", message, rule);
    }

    /// The folder the mail lies in, for messages.
    pub(super) fn lies_in(&self) -> &FolderName {
        &self.request.folder
    }
}
