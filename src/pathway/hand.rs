//! People's own moves (R9): noticed, respected, and gone on from.

use std::collections::BTreeSet;

use chrono::TimeDelta;

use crate::domain::{AskResult, BeforeMove, Decided, FolderName, LetterState, Phase, RuleId, StepId, Waiting};

use super::procedure::Step;
use super::routes;
use super::run::Run;

/// The outcome of a request whose mail a person removed.
pub const REMOVED: &str = "removed by a person";
/// The outcome of a request whose mail a person moved to a folder of their own.
pub const TAKEN: &str = "taken by a person";

/// How the audit names somebody who acted in the mailbox: IMAP does not say who.
pub(super) const A_PERSON: &str = "a person, in the mailbox";

impl Run<'_> {
    /// A person moved the mail: the way goes on from that folder.
    pub(super) fn moved(&mut self, to: &FolderName) {
        if *to == self.request.folder {
            return;
        }
        let before = self.interrupted();
        self.placed(to);
        if self.is_settling() && *to == before.folder {
            self.resume(before);
            return;
        }
        let procedure = self.procedure;
        let Some(moved) = procedure.moves.iter().find(|moved| moved.to == *to) else {
            self.moved_out_of_sight(to);
            return;
        };
        self.drop_what_waits();
        if self.request.is_closed() && matches!(procedure.step(&moved.go), Some(Step::Close(_)) | None) {
            return;
        }
        if !moved.settle || self.mailbox.settle_minutes == 0 {
            self.go_on_by_hand(&moved.go);
            return;
        }
        let until = self.now + TimeDelta::minutes(i64::from(self.mailbox.settle_minutes));
        self.audit("daemon", "waits before it goes on", "a person may move it on", &"R9".into());
        let next = moved.go.clone();
        self.wait(&moved.go, Waiting::Pause { until, next, before: Some(Box::new(before)) });
    }

    fn is_settling(&self) -> bool {
        matches!(self.waiting_for(), Some((_, Waiting::Pause { before: Some(_), .. })))
    }

    /// The mail lies where a person put it.
    pub(super) fn placed(&mut self, to: &FolderName) {
        // A folder of a person's own may be named after somebody.
        let known = self.procedure.folders().contains(to) || *to == self.mailbox.inbox;
        let named = if known { to.as_str() } else { "another folder" };
        self.request.folder = to.clone();
        self.request.placed_by_hand = true;
        self.audit(A_PERSON, &format!("moved to {named}"), "by hand", &"R9".into());
        self.note(format!("Moved to {to} by a person."));
    }

    /// A mail that a person put straight into a folder: its way begins there. Nothing is ended, and nobody written
    /// to, for a mail that was never worked on here.
    pub(super) fn put_into(&mut self, folder: &FolderName) {
        self.placed(folder);
        let procedure = self.procedure;
        match procedure.moves.iter().find(|moved| moved.to == *folder) {
            Some(moved) if !moved.settle => self.go_on_by_hand(&moved.go),
            Some(_) | None => {
                self.note("A person has taken the mail.".to_owned());
                self.request.phase = Phase::Closed { outcome: TAKEN.to_owned(), at: self.now };
            }
        }
    }

    /// What the move interrupts. Several moves in a row interrupt what the first did.
    fn interrupted(&self) -> BeforeMove {
        match &self.request.phase {
            Phase::Waiting { on: Waiting::Pause { before: Some(before), .. }, .. } => (**before).clone(),
            phase @ (Phase::Waiting { .. } | Phase::Closed { .. }) => BeforeMove {
                phase: phase.clone(),
                folder: self.request.folder.clone(),
                placed_by_hand: self.request.placed_by_hand,
            },
        }
    }

    /// Into the inbox, or a folder that the procedure does not know.
    fn moved_out_of_sight(&mut self, to: &FolderName) {
        self.drop_what_waits();
        if *to == self.mailbox.inbox {
            // Back where nobody works: it waits for a person, and is reported when nobody comes.
            self.tell_overtaken("a person has moved the mail on");
            let step = self.procedure.by_hand.clone();
            self.wait(&step, Waiting::Person { since: self.now, reported: 0 });
            return;
        }
        if self.request.is_closed() {
            return;
        }
        // A folder of their own is a person's own business; nothing goes on by itself.
        self.tell_overtaken("a person has taken the mail");
        self.note("A person has taken the mail.".to_owned());
        self.request.phase = Phase::Closed { outcome: TAKEN.to_owned(), at: self.now };
    }

    /// Moved back before the pause was over: nothing was sent, and what was interrupted goes on.
    fn resume(&mut self, before: BeforeMove) {
        self.audit("daemon", "goes on as before", "a person moved it back in time", &"R9".into());
        self.note("Moved back in time; it goes on as before.".to_owned());
        self.request.placed_by_hand = before.placed_by_hand;
        self.request.phase = before.phase;
        let Some((step, on)) = self.waiting_for() else { return };
        match on {
            Waiting::Answer(ask) if !ask.exhausted => {
                let result = self.asked(ask.number).map(|asked| asked.result);
                if result.is_some_and(|result| result != AskResult::Pending) {
                    self.next_person(ask.number, AskResult::Away, "the one asked cannot answer");
                } else if ask.deadline <= self.now {
                    self.deadline_passed();
                } else if ask.remind_at.is_some_and(|at| at <= self.now) {
                    self.remind();
                }
            }
            Waiting::Answer(ask) => {
                if ask.deadline <= self.now {
                    self.unattended();
                }
            }
            Waiting::Person { .. } => self.wait(&step, Waiting::Person { since: self.now, reported: 0 }),
            // The letter was dropped, the earlier request may have closed, the office may have opened.
            Waiting::Sent { .. } | Waiting::Other(_) | Waiting::Pause { .. } => self.go(&step),
        }
    }

    /// The pause after a move, or until the next opening, is over.
    pub(super) fn pause_over(&mut self) {
        let Some((_, Waiting::Pause { next, before, .. })) = self.waiting_for() else { return };
        if before.is_some() {
            self.go_on_by_hand(&next);
        } else {
            self.go(&next);
        }
    }

    /// The way goes on from where a person put the mail.
    pub(super) fn go_on_by_hand(&mut self, go: &StepId) {
        self.tell_overtaken("a person has moved the mail on");
        let procedure = self.procedure;
        match procedure.step(go) {
            // A review or an open case that a person began is a new way.
            Some(Step::File(file)) if file.subject.is_none() => {
                self.begin_anew();
                // From the open case's folder to a review: they know that it is open, and mean it (R9 over C2).
                let was_open = self.request.pathway.as_str() == procedure.open_case.as_str();
                self.request.open_overruled = was_open && self.is_open();
                self.request.pathway = go.as_str().into();
                if *go == procedure.open_case {
                    self.takes_perhaps_siblings();
                }
                let pool = routes::pool_of(procedure, go, &self.known());
                self.request.pool = pool.or_else(|| Some(procedure.default_pool.clone()));
            }
            // So is a place where a person works on it.
            Some(Step::Wait(_)) => self.begin_anew(),
            Some(_) | None if !self.led_to(go) => {
                self.request.decision = Some(Decided {
                    choice: format!("moved to {}", self.request.folder),
                    reason: "by a person, in the mailbox".to_owned(),
                    by: None,
                    at: self.now,
                });
            }
            Some(_) | None => {}
        }
        self.wait(go, Waiting::Person { since: self.now, reported: 0 });
        self.go(go);
    }

    /// Whether the decision that stands leads to the same end as this step, so that the move only carries it out.
    fn led_to(&self, go: &StepId) -> bool {
        let Some(decided) = self.request.decision.as_ref().filter(|d| d.by.is_some()) else { return false };
        let ends = self.ends_of([go]);
        self.procedure.steps.iter().any(|step| {
            let Step::Ask(ask) = step else { return false };
            let next = ask.answers.iter().filter(|a| a.word == decided.choice).map(|a| &a.next);
            !ends.is_disjoint(&self.ends_of(next))
        })
    }

    /// The outcomes that these steps can lead to.
    fn ends_of<'s>(&'s self, from: impl IntoIterator<Item = &'s StepId>) -> BTreeSet<&'s str> {
        let mut todo: Vec<&StepId> = from.into_iter().collect();
        let (mut seen, mut ends) = (BTreeSet::new(), BTreeSet::new());
        while let Some(step) = todo.pop().filter(|id| seen.insert(*id)).and_then(|id| self.procedure.step(id)) {
            if let Step::Close(close) = step {
                ends.insert(close.outcome.as_str());
            }
            todo.extend(step.leads_to());
        }
        ends
    }

    /// A person deleted the mail, or took it out of sight.
    pub(super) fn removed(&mut self) {
        let rule = RuleId::from("R9");
        self.audit(A_PERSON, "removed the mail", "by hand", &rule);
        self.note("Removed from the mailbox by a person.".to_owned());
        if self.request.is_closed() {
            return;
        }
        self.drop_what_waits();
        self.tell_overtaken("a person has removed the mail");
        self.request.phase = Phase::Closed { outcome: REMOVED.to_owned(), at: self.now };
    }

    /// What waits to be sent is dropped when a person decides otherwise.
    pub(super) fn drop_what_waits(&mut self) {
        match self.waiting_for() {
            Some((_, Waiting::Pause { before: Some(_), .. })) => {
                self.audit("daemon", "what waited is dropped", "a person moved the mail on", &"R9".into());
            }
            Some((_, Waiting::Sent { key })) => {
                if let Some(letter) = self.request.letters.iter_mut().find(|letter| letter.key == key) {
                    letter.state = LetterState::Dropped;
                }
                self.audit("daemon", &format!("{key} dropped"), "a person decided otherwise", &"R9".into());
                self.cancel(&key);
            }
            Some(_) | None => {}
        }
    }

    /// The step and what it waits for; `None` when closed.
    pub(super) fn waiting_for(&self) -> Option<(StepId, Waiting)> {
        match &self.request.phase {
            Phase::Waiting { step, on } => Some((step.clone(), on.clone())),
            Phase::Closed { .. } => None,
        }
    }
}
