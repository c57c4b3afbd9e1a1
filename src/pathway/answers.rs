//! Answers: the first valid one stands; the others are told; a different second one goes to the officer (R10).

use crate::domain::{Ask, AskResult, Context, Decided, MailId, PersonId, Phase, RuleId, Said, StaffId, Waiting};

use super::copies;
use super::procedure::{AskStep, Step, Who};
use super::routes;
use super::run::Run;

impl Run<'_> {
    /// Somebody who may decide answered.
    pub(super) fn answered(&mut self, mail: MailId, number: Option<u32>, by: &StaffId, said: &Said) {
        let rule = RuleId::from("R10");
        self.file_correspondence(mail, &rule);
        if self.connected().iter().any(|(person, _)| person == by) {
            self.audit(by.as_str(), "answered, which does not count", "is connected with the family", &"C9".into());
            self.note("An answer did not count: its sender cannot decide about this family.".to_owned());
            let text = "An answer came from somebody who cannot decide about this family. It was not taken.";
            self.tell_officers("refused-answer", text, &"C9".into());
            return;
        }
        let notice = number.is_none_or(|n| self.asked(n).is_some_and(|asked| asked.notice));
        match number {
            Some(number) if !notice => self.decision_answered(number, by, said),
            Some(_) | None => self.word_answered(by, said),
        }
    }

    fn decision_answered(&mut self, number: u32, by: &StaffId, said: &Said) {
        // Only this round's question: what was asked before, perhaps about another child, no longer stands.
        let stands = self.pending().filter(|(ask, pending)| {
            number >= pending.first && self.asked(number).is_some_and(|asked| asked.step == ask.id)
        });
        let Some((ask, pending)) = stands else {
            self.late_answer(number, by, said);
            return;
        };
        match said {
            Said::Choice { choice, reason } => self.decided(&ask, &pending, number, by, choice, reason),
            Said::NoReason { choice } if !ask.reason => self.decided(&ask, &pending, number, by, choice, ""),
            Said::NoReason { .. } => {
                self.unclear(&ask, &pending, number, by, "A reason is needed with the decision.");
            }
            Said::Unclear { why } => self.unclear(&ask, &pending, number, by, why),
        }
    }

    fn decided(&mut self, ask: &AskStep, pending: &Ask, number: u32, by: &StaffId, choice: &str, reason: &str) {
        let Some(rule) = self.offered(&ask.answers).find(|answer| answer.word == choice).cloned() else {
            self.unclear(ask, pending, number, by, "The answer is none of those that were offered.");
            return;
        };
        let for_whom = if self.asked(number).is_some_and(|asked| asked.person == *by) { "" } else { ", for another" };
        let first = usize::try_from(pending.first).unwrap_or(usize::MAX);
        for asked in self.request.asked.iter_mut().skip(first).filter(|asked| !asked.notice && asked.person == *by) {
            asked.result = AskResult::Answered;
        }
        self.request.decision =
            Some(Decided { choice: choice.to_owned(), reason: reason.to_owned(), by: Some(by.clone()), at: self.now });
        let name = self.name_of(by);
        self.audit(by.as_str(), &format!("decided {choice}{for_whom}"), "a valid answer", &ask.rule);
        let reason = if reason.is_empty() { String::new() } else { format!(" Reason: {reason}") };
        self.note(format!("{name} decided: {choice}.{reason}"));
        self.tell_overtaken(&format!("{name} has answered"));
        self.wait(&ask.id, Waiting::Person { since: self.now, reported: 0 });
        // C2: before the contact or the letter that the answer leads to.
        let next = self.diverted(&rule.next).unwrap_or(rule.next);
        self.go(&next);
    }

    /// Unclear, contradictory or without a reason: asked again once, then a person.
    fn unclear(&mut self, ask: &AskStep, pending: &Ask, number: u32, by: &StaffId, why: &str) {
        self.audit(by.as_str(), "answered unclearly", why, &ask.rule);
        if !self.asks_on(ask) {
            return;
        }
        let barred = self.connected();
        let may_be_asked = self.asked(number).is_some_and(|asked| {
            barred.iter().all(|(one, _)| *one != asked.person)
                && self.not_named(std::slice::from_ref(&asked.person)).is_empty()
        });
        if pending.asked_again == 0 && may_be_asked {
            self.wait(&ask.id, Waiting::Answer(Ask { asked_again: 1, ..pending.clone() }));
            self.ask_again(ask, number, why);
            return;
        }
        self.note("An answer could not be taken; the officers were asked to speak with its sender.".to_owned());
        let what = if may_be_asked {
            "An answer was unclear twice."
        } else {
            "An answer was unclear, and who was asked cannot be asked about this again."
        };
        let text = format!("{what} Please speak with its sender; any clear answer by mail still counts.");
        self.tell_officers("refused-answer", &text, &"R3".into());
    }

    /// When nothing waits for it any more: the same again changes nothing, anything else goes to the officers.
    fn late_answer(&mut self, number: u32, by: &StaffId, said: &Said) {
        let rule = RuleId::from("R10");
        let decision = self.request.decision.as_ref();
        let stands = decision.filter(|d| d.by.is_some()).map(|d| d.choice.clone());
        let (same, clear) = match said {
            Said::Choice { choice, .. } | Said::NoReason { choice } => (stands.as_ref() == Some(choice), true),
            Said::Unclear { .. } => (false, false),
        };
        let what = if same { "the same" } else { "not the same" };
        self.audit(by.as_str(), "answered when nothing waited for it", what, &rule);
        self.asked_result(number, AskResult::Overtaken);
        if same {
            return;
        }
        let name = self.name_of(by);
        self.note(format!("{name} answered when nothing waited for it; the officers were told."));
        let text = match (stands, clear) {
            (Some(_), true) => {
                format!("{name} has answered after the decision was taken, and not the same. The first stands.")
            }
            (Some(_), false) => format!("{name} has written after the decision was taken. The decision stands."),
            (None, _) => {
                format!("{name} has answered a question that no longer stood. Nothing was done with the answer.")
            }
        };
        let came = match said {
            Said::Choice { choice, reason } => format!("{choice}, by {name}. Reason: {reason}"),
            Said::NoReason { choice } => format!("{choice}, by {name}, without a reason"),
            Said::Unclear { why } => why.clone(),
        };
        // What is said of a restricted record is not for the officers (C9).
        let came = if self.is_restricted() { vec![] } else { vec![came] };
        self.tell_officers_lines("decision-different", &text, came, &rule);
    }

    /// A word on a notice: DONE and the like.
    fn word_answered(&mut self, by: &StaffId, said: &Said) {
        let rule = RuleId::from("R6");
        let procedure = self.procedure;
        let wait = match &self.request.phase {
            Phase::Waiting { step, on: Waiting::Person { .. } } => match procedure.step(step) {
                Some(Step::Wait(wait)) => Some(wait),
                Some(_) | None => None,
            },
            Phase::Waiting { .. } | Phase::Closed { .. } => None,
        };
        let word = match said {
            Said::Choice { choice, .. } | Said::NoReason { choice } => Some(choice),
            Said::Unclear { .. } => None,
        };
        let answer = word.zip(wait).and_then(|(word, wait)| wait.answers.iter().find(|a| &a.word == word));
        let Some(answer) = answer else {
            if wait.is_none() && self.request.is_closed() {
                self.audit(by.as_str(), "answered a notice", "nothing waits for it any more", &rule);
                return;
            }
            self.audit(by.as_str(), "answered a notice", "no word that is waited for", &rule);
            self.note("An answer to a notice could not be taken; the officers were told.".to_owned());
            let text = "An answer to a notice could not be understood. Please answer with one of its words, or move the \
                        mail by hand.";
            self.tell_officers("refused-answer", text, &rule);
            return;
        };
        let (next, means, word) = (answer.next.clone(), answer.means.clone(), answer.word.clone());
        self.asked_done();
        self.audit(by.as_str(), &format!("said {word}"), "a valid answer", &rule);
        let name = self.name_of(by);
        self.note(format!("{name}: {means}."));
        self.go(&next);
    }

    fn asked_done(&mut self) {
        for asked in self.request.asked.iter_mut().filter(|a| a.notice && a.result == AskResult::Pending) {
            asked.result = AskResult::Answered;
        }
    }

    /// An officer said who the child is; the snapshot's findings are already those of that child. The way is
    /// chosen anew.
    pub(super) fn child_named(&mut self, mail: MailId, by: &StaffId, child: Option<&PersonId>) {
        let rule = RuleId::from("C1");
        self.file_correspondence(mail, &rule);
        self.request.said = self.request.said_with(child.cloned());
        let known = if child.is_some() { "a child on record" } else { "a new child" };
        self.audit(by.as_str(), "said who the child is", known, &rule);
        let name = self.name_of(by);
        let who = child.map_or_else(|| known.to_owned(), |person| format!("the child on record {person}"));
        self.note(format!("{name} said who the child is: {who}."));
        self.drop_what_waits();
        self.tell_overtaken("an officer has corrected who the child is");
        self.asked_done();
        self.request.facts.problems.clear();
        if self.request.facts.kind.is == crate::domain::Kind::NotClear {
            // Somebody who has read it says whom it is about: then it is about somebody.
            self.request.facts.kind.is = crate::domain::Kind::FreeForm;
            "an officer said who the child is".clone_into(&mut self.request.facts.kind.why);
        }
        self.begin_anew();
        let own = (self.request.received_at, &self.request.reference);
        let earlier: Vec<_> =
            self.snapshot.related.iter().filter(|r| (r.received_at, &r.reference) < own).cloned().collect();
        let calendar = &self.policy.calendar;
        let received_on = calendar.date(self.request.received_at);
        let since = copies::since(self.procedure, &self.request.findings, received_on);
        self.request.same_as = copies::earlier(&earlier, since, calendar).map(|r| r.reference.clone());
        self.take_route();
    }

    /// Chooses the way by what is known now, and goes it.
    pub(super) fn take_route(&mut self) {
        let chosen = routes::choose(self.procedure, &self.known(), None);
        self.audit("daemon", &format!("way {}", chosen.go), &chosen.why, &chosen.rule);
        self.request.pathway = chosen.go.as_str().into();
        self.request.rule = chosen.rule.to_string();
        self.request.pool.clone_from(&chosen.pool);
        self.route_why = Some(chosen.why.clone());
        self.wait(&chosen.go, Waiting::Person { since: self.now, reported: 0 });
        self.go(&chosen.go);
    }

    /// A new way begins: what was decided on the old one does not stand.
    pub(super) fn begin_anew(&mut self) {
        self.request.decision = None;
        self.request.assigned_to = None;
        self.request.letter_accepted = false;
        self.request.open_overruled = false;
    }

    /// Everybody who may still be about to answer is told that it is no longer needed (R10).
    pub(super) fn tell_overtaken(&mut self, why: &str) {
        let to = self.addresses(&[Who::OthersAsked]);
        for asked in &mut self.request.asked {
            let open = matches!(asked.result, AskResult::Pending | AskResult::NoAnswer | AskResult::Away);
            if open && !asked.notice {
                asked.result = AskResult::Overtaken;
            }
        }
        let own = self.request.decision.as_ref().and_then(|d| d.by.clone()).and_then(|by| self.staff_address(&by));
        let to: Vec<_> = to.into_iter().filter(|a| own.as_ref().is_none_or(|own| own.email != a.email)).collect();
        if to.is_empty() {
            return;
        }
        let names: Vec<&str> = to.iter().map(|one| one.name.as_str()).collect();
        let whom = if self.is_restricted() { "Whoever was asked".to_owned() } else { names.join(", ") };
        self.note(format!("{whom} told that no answer is needed any more."));
        let text = format!("Your answer is no longer needed: {why}.");
        let message = self.staff_message("decision-overtaken", to, vec![], &text, None);
        self.send("overtaken", message, &"R10".into());
    }

    /// Tells all officers; nobody there is an alarm.
    pub(super) fn tell_officers(&mut self, template: &str, text: &str, rule: &RuleId) {
        self.tell_officers_lines(template, text, vec![], rule);
    }

    fn tell_officers_lines(&mut self, template: &str, text: &str, lines: Vec<String>, rule: &RuleId) {
        let to = self.addresses(&[Who::Role(self.mailbox.officers.clone())]);
        if to.is_empty() {
            self.alarm("there is no officer to tell", rule);
            return;
        }
        let mut message = self.staff_message(template, to, vec![], text, None);
        if let Context::Staff(context) = &mut message.context {
            context.lines = lines;
        }
        self.send("notice", message, rule);
    }
}
