//! Flags that people set and clear (R9): ACTIONED says that it is done, RAO that somebody works on it, the urgent flag
//! that it is urgent (I5).

use crate::domain::{FLAG_ACTIONED, FLAG_RAO, FLAG_URGENT, RuleId, Waiting};

use super::hand::A_PERSON;
use super::procedure::Step;
use super::run::Run;

fn is_in(list: &[String], flag: &str) -> bool {
    list.iter().any(|one| one.eq_ignore_ascii_case(flag))
}

impl Run<'_> {
    /// A person set the urgent flag: the request is urgent from now on, before anything else is decided. Whether it
    /// has become so by that.
    pub(super) fn urgent_by_hand(&mut self, set: &[String]) -> bool {
        if !is_in(set, FLAG_URGENT) {
            return false;
        }
        self.request.marks.calmed = false;
        self.audit(A_PERSON, "flagged it urgent", "by hand", &"I5".into());
        self.note("Flagged urgent by a person.".to_owned());
        // On a mail that is done with, a flag is people's own business.
        if self.request.urgent().is_some() || self.request.is_closed() && !self.is_open_case() {
            return false;
        }
        self.request.marks.changed(set, &[]);
        self.becomes_urgent("a person flagged it in the mailbox", "a person flagged it");
        true
    }

    /// A person set or cleared flags.
    pub(super) fn flagged(&mut self, set: &[String], cleared: &[String], urgent_now: bool) {
        self.request.marks.changed(set, cleared);
        if urgent_now {
            self.tell_of_urgency();
        }
        if is_in(cleared, FLAG_URGENT) {
            // Of a request that becomes urgent later, a person has not said so.
            self.request.marks.calmed = self.request.urgent().is_some();
            self.audit(A_PERSON, "took the urgent flag away", "by hand", &"R9".into());
            self.note("The urgent flag was taken away by a person.".to_owned());
        }
        if is_in(set, FLAG_RAO) {
            self.request.marks.worked_on = Some(self.now);
            self.audit(A_PERSON, "flagged it RAO", "somebody works on it", &"R9".into());
            self.note("Flagged RAO by a person: somebody works on it.".to_owned());
        }
        if is_in(cleared, FLAG_RAO) {
            self.audit(A_PERSON, "took the flag RAO away", "nobody works on it any more", &"R9".into());
            self.note("The flag RAO was taken away by a person.".to_owned());
            self.nobody_works_on_it();
        }
        if is_in(set, FLAG_ACTIONED) {
            self.actioned();
        }
    }

    /// It waits anew, as when it was put there.
    fn nobody_works_on_it(&mut self) {
        let was_worked_on = self.request.marks.worked_on.take().is_some();
        if let Some((step, Waiting::Person { .. })) = self.waiting_for().filter(|_| was_worked_on) {
            self.wait(&step, Waiting::Person { since: self.now, reported: 0 });
        }
    }

    /// ACTIONED on a mail that waits for a person says that it is done.
    fn actioned(&mut self) {
        let rule = RuleId::from("R9");
        self.audit(A_PERSON, "flagged it ACTIONED", "by hand", &rule);
        let Some((step, Waiting::Person { .. })) = self.waiting_for() else { return };
        let procedure = self.procedure;
        if let Some(Step::Wait(wait)) = procedure.step(&step)
            && let Some(answer) = wait.answers.first()
        {
            self.note("Flagged as actioned by a person.".to_owned());
            self.go(&answer.next);
        }
    }
}
