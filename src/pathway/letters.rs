//! Letters to the referrer: whether one may go, one of each at most, and what SMTP says of it (R7, L1 to L4).

use crate::domain::{Letter, LetterState, StepId, Waiting};

use super::procedure::{LetterStep, Step, Who};
use super::run::Run;
use super::{deadline, disclosure};

/// Every allocated worker is away (O2).
struct Away {
    /// When they are due back, where that is one day for all of them and is known.
    back_on: Option<String>,
}

impl Run<'_> {
    /// Writes to the referrer, if one may.
    pub(super) fn letter(&mut self, step: &LetterStep) -> Option<StepId> {
        if step.outcome
            && let Some(other) = self.diverted(&step.id)
        {
            return Some(other);
        }
        let next = Some(step.next.clone());
        let plain = !step.outcome && !step.worker_away;
        // Receipt is acknowledged once (I8), by whatever letter says so first.
        if plain && self.request.letters.iter().any(|letter| letter.state.counts()) {
            return next;
        }
        let away = if step.worker_away { self.workers_away() } else { None };
        if step.worker_away && away.is_none() {
            return next;
        }
        let back_on = away.and_then(|away| away.back_on);
        let kind = match disclosure::may_write(&self.request.facts, &known(&self.own_addresses())) {
            Ok(kind) => kind,
            Err(no) => {
                self.audit("daemon", "no letter", no.why, &no.rule.into());
                self.note(format!("No letter was sent to the referrer: {}.", no.why));
                return next;
            }
        };
        let message = self.letter_message(step, kind, back_on);
        let template = message.template.clone();
        let earlier = self.request.letters.iter().find(|l| l.template == template && l.state.counts()).cloned();
        if let Some(earlier) = earlier {
            return self.written_before(step, &earlier);
        }
        let after = (step.in_hours && !self.policy.calendar.is_open(self.now))
            .then(|| self.policy.calendar.next_opening(self.now));
        let sent = template.clone();
        let key = self.send_after("letter", message, &step.rule, after);
        self.request.letters.push(Letter {
            key: key.clone(),
            step: step.id.clone(),
            template,
            state: LetterState::Decided,
        });
        if step.outcome {
            self.wait(&step.id, Waiting::Sent { key });
            return None;
        }
        let when = if after.is_some() { " at the next opening" } else { "" };
        let what =
            if step.worker_away { "The referrer is told that the worker is away" } else { "Receipt is acknowledged" };
        self.note(format!("{what}{when}."));
        if step.ask_for_form.as_ref().is_some_and(|form| form.template == sent) {
            self.note("The referrer is asked for the referral form.".to_owned());
        }
        next
    }

    /// The referrer has this letter already, or it is on its way: none goes twice.
    fn written_before(&mut self, step: &LetterStep, earlier: &Letter) -> Option<StepId> {
        if !step.outcome {
            return Some(step.next.clone());
        }
        self.audit("daemon", "no second letter", "the referrer was written the same before", &step.rule);
        if earlier.state == LetterState::Accepted {
            self.request.letter_accepted = true;
            return Some(step.next.clone());
        }
        self.wait(&step.id, Waiting::Sent { key: earlier.key.clone() });
        None
    }

    /// SMTP accepted a message: a letter that was waited for goes on.
    pub(super) fn sent(&mut self, key: &str) {
        let Some(letter) = self.request.letters.iter_mut().find(|letter| letter.key == key) else { return };
        let dropped = letter.state == LetterState::Dropped;
        // One that has bounced did not arrive, whatever the first server said.
        if letter.state == LetterState::Failed {
            return;
        }
        letter.state = LetterState::Accepted;
        let template = letter.template.clone();
        let Some((step, Waiting::Sent { key: waited })) = self.waiting_for() else { return };
        if waited != key {
            // Dropped too late: it was under way. Then the one written in its place is not needed.
            let same = |l: &&mut Letter| l.key == waited && l.template == template;
            let Some(second) = self.request.letters.iter_mut().find(same).filter(|_| dropped) else { return };
            second.state = LetterState::Dropped;
            self.cancel(&waited);
        }
        self.request.letter_accepted = true;
        self.audit("mail server", "accepted the letter", "SMTP took it", &"R7".into());
        self.note("Outcome letter sent to the referrer.".to_owned());
        self.after_letter(&step);
    }

    /// Goes on after a letter, whether or not one was sent.
    pub(super) fn after_letter(&mut self, step: &StepId) {
        let procedure = self.procedure;
        match procedure.step(step) {
            Some(Step::Letter(letter)) => self.go(&letter.next),
            Some(_) | None => self.stuck(&format!("the procedure has no letter {step}")),
        }
    }

    /// Our own addresses, which never are a referrer's.
    fn own_addresses(&self) -> Vec<String> {
        let mailboxes = self.policy.mailboxes.values();
        let theirs = mailboxes.flat_map(|m| [Some(&m.address), m.emergency_team.as_ref(), m.business_support.as_ref()]);
        theirs.flatten().chain([&self.policy.alarm]).map(|a| a.email.to_lowercase()).collect()
    }

    /// O2: whether the allocated worker is away, and the sender is a verified professional. Of several workers, whom O1
    /// alerts alike, one who is at work has the mail: then the letter speaks of no absence. A worker who is not on the
    /// staff list is not known to be away.
    fn workers_away(&self) -> Option<Away> {
        let own = self.own_addresses();
        if !disclosure::is_verified_professional(&self.request.facts, &known(&own)) {
            return None;
        }
        let (people, cal, absences) = (&self.policy.people, &self.policy.calendar, self.absences());
        let (_, workers) = self.people_of(&Who::Worker);
        let at_work = |worker, at| people.at_work(worker, at, cal, &absences);
        // At night nobody is at work: whoever comes at the opening is not away.
        let opening = cal.next_opening(self.now);
        let is_away = |worker| people.get(worker).is_some() && !at_work(worker, self.now) && !at_work(worker, opening);
        if workers.is_empty() || !workers.iter().all(is_away) {
            return None;
        }
        let mut dates: Vec<_> = workers.iter().map(|worker| people.back_on(worker, self.now, cal, &absences)).collect();
        dates.dedup();
        match dates.as_slice() {
            [one] => Some(Away { back_on: one.map(deadline::date_in_words) }),
            _ => Some(Away { back_on: None }),
        }
    }

    /// Whether the referrer was told that the worker is away, and that somebody else can be asked for (O2).
    pub(super) fn told_of_absence(&self) -> bool {
        self.request
            .letters
            .iter()
            .filter(|letter| letter.state.counts())
            .any(|letter| matches!(self.procedure.step(&letter.step), Some(Step::Letter(step)) if step.worker_away))
    }
}

fn known(own: &[String]) -> disclosure::Known<'_> {
    disclosure::Known { own }
}
