//! People's own moves and flags (R9): noticed, respected, and gone on from.

use chrono::TimeDelta;

use crate::domain::{Decided, FLAG_ACTIONED, FolderName, Phase, RuleId, Waiting};

use super::run::Run;

/// The outcome of a request whose mail a person removed.
pub const REMOVED: &str = "removed by a person";

/// How the audit names somebody who acted in the mailbox: IMAP does not say who.
pub(super) const A_PERSON: &str = "a person, in the mailbox";

impl Run<'_> {
    /// A person moved the mail: the way goes on from that folder.
    pub(super) fn moved(&mut self, to: &FolderName) {
        let rule = RuleId::from("R9");
        if to == self.lies_in() {
            return;
        }
        self.request.folder = to.clone();
        self.request.placed_by_hand = true;
        self.audit(A_PERSON, &format!("moved to {to}"), "by hand", &rule);
        self.note(format!("Moved to {to} by a person."));
        self.drop_pause();
        let procedure = self.procedure;
        let Some(moved) = procedure.moves.iter().find(|m| &m.to == to) else {
            // An unknown folder is a person's own business; nothing goes on by itself.
            self.tell_overtaken("a person has taken the mail");
            self.request.phase = Phase::Closed { outcome: format!("taken by a person ({to})"), at: self.now };
            return;
        };
        let go = moved.go.clone();
        if moved.settle && self.mailbox.settle_minutes > 0 {
            let until = self.now + TimeDelta::minutes(i64::from(self.mailbox.settle_minutes));
            self.audit("daemon", "waits before it goes on", "a person may move it on", &rule);
            self.wait(&go.clone(), Waiting::Pause { until, next: go });
            return;
        }
        self.go_on_by_hand(&go, to);
    }

    /// The pause after a move, or until the next opening, is over.
    pub(super) fn pause_over(&mut self) {
        let Phase::Waiting { on: Waiting::Pause { until, next }, .. } = self.request.phase.clone() else { return };
        if until > self.now {
            return;
        }
        if self.request.placed_by_hand {
            let folder = self.request.folder.clone();
            self.go_on_by_hand(&next, &folder);
        } else {
            self.go(&next);
        }
    }

    fn go_on_by_hand(&mut self, go: &crate::domain::StepId, to: &FolderName) {
        self.tell_overtaken("a person has moved the mail on");
        if self.request.decision.is_none() {
            self.request.decision = Some(Decided {
                choice: format!("moved to {to}"),
                reason: "by a person, in the mailbox".to_owned(),
                by: None,
                at: self.now,
            });
        }
        if self.request.pool.is_none() {
            self.request.pool = Some(self.procedure.default_pool.clone());
        }
        // A review or an open case that a person began is a new way: its earlier decision does not stand.
        let begins = self
            .procedure
            .step(go)
            .is_some_and(|step| matches!(step, super::procedure::Step::File(f) if f.subject.is_none()));
        if begins {
            self.request.decision = None;
            self.request.letter_accepted = false;
            self.request.pathway = go.as_str().into();
        }
        self.wait(go, Waiting::Person { since: self.now, reported: 0 });
        self.go(go);
    }

    /// A person deleted the mail, or took it out of sight.
    pub(super) fn removed(&mut self) {
        let rule = RuleId::from("R9");
        self.audit(A_PERSON, "removed the mail", "by hand", &rule);
        self.note("Removed from the mailbox by a person.".to_owned());
        if self.request.is_closed() {
            return;
        }
        self.drop_pause();
        self.tell_overtaken("a person has removed the mail");
        self.request.phase = Phase::Closed { outcome: REMOVED.to_owned(), at: self.now };
    }

    /// A person set or cleared flags. ACTIONED on a mail that waits for a person says that it is done.
    pub(super) fn flagged(&mut self, flags: &[String]) {
        let rule = RuleId::from("R9");
        let actioned = flags.iter().any(|f| f.eq_ignore_ascii_case(FLAG_ACTIONED));
        self.audit(A_PERSON, if actioned { "flagged it ACTIONED" } else { "changed its flags" }, "by hand", &rule);
        if let Phase::Waiting { step, on: Waiting::Person { .. } } = self.request.phase.clone()
            && actioned
        {
            let procedure = self.procedure;
            if let Some(super::procedure::Step::Wait(wait)) = procedure.step(&step)
                && let Some(answer) = wait.answers.first()
            {
                self.note("Flagged as actioned by a person.".to_owned());
                self.go(&answer.next);
            }
        }
    }

    /// What a pause was to send is dropped when the mail is moved on; nothing was sent yet.
    fn drop_pause(&mut self) {
        if let Phase::Waiting { on: Waiting::Pause { .. }, .. } = &self.request.phase {
            self.audit("daemon", "what waited is dropped", "a person moved the mail on", &"R9".into());
        }
        // A letter that SMTP has not taken yet waits for a decision that no longer stands.
        if let Phase::Waiting { on: Waiting::Sent { key }, .. } = self.request.phase.clone() {
            self.cancel(&key);
        }
    }
}
