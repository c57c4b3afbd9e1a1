//! Later mail on a known request (R10): to the one deciding and the officer; or a referrer who asks for somebody
//! now (O2).

use crate::domain::{Address, Attach, Context, FLAG_URGENT, Facts, MailId, RuleId, Waiting};

use super::procedure::{AskStep, Step, Who};
use super::run::Run;

/// Longest quotation of later mail in a message to staff, in characters; the mail is attached.
const LONGEST_QUOTE: usize = 2_000;
/// Longest chain of steps looked along on the open case's way.
const LOOK_AHEAD: usize = 16;

impl Run<'_> {
    /// Later mail on this request.
    pub(super) fn later(&mut self, mail: MailId, facts: &Facts) {
        let rule = RuleId::from("R10");
        self.file_correspondence(mail, &rule);
        let from_referrer = facts.envelope.from.email == self.request.facts.referrer.email;
        let (who, whom) = if from_referrer { ("referrer", "the referrer") } else { ("sender", "another sender") };
        self.audit(who, "wrote again", "later mail", &rule);
        self.note(format!("Later mail received from {whom}."));
        let open_case = self.is_open_case();
        if facts.urgent.is_some() {
            self.emergency_team(Some(mail));
        }
        if from_referrer {
            self.asks_for_somebody_now(mail, facts);
        }
        if from_referrer && facts.urgent.is_some() && open_case && self.pending().is_none() {
            self.climbs_the_ladder("Urgent later mail on an open case: somebody is asked to take it now.");
        }
        let to = self.who_hears_more(open_case);
        if to.is_empty() {
            self.alarm("later mail came and there is nobody to tell", &rule);
            return;
        }
        let text = if open_case {
            "More has come in about a child on an open case, or about their brother or sister."
        } else if self.request.is_closed() {
            "More has come in on this request, which is closed. Please see whether it changes anything."
        } else {
            "More has come in on this request."
        };
        let mut message = self.staff_message("later-mail", to, vec![], text, None);
        message.urgent = message.urgent || facts.urgent.is_some();
        if !self.is_restricted() {
            message.attach.push(Attach::Original(mail));
            if let Context::Staff(context) = &mut message.context {
                context.concern = facts.fresh_text.chars().take(LONGEST_QUOTE).collect();
                if let Some(urgent) = &facts.urgent {
                    context.urgent.clone_from(urgent);
                }
            }
        }
        self.send("later", message, &rule);
        if self.is_restricted() {
            self.tell_named_of_later(mail, facts, &rule);
        }
    }

    /// I5: a person flagged it urgent. What urgent later mail leads to, without a mail.
    pub(super) fn tell_of_urgency(&mut self) {
        let (rule, open_case) = (RuleId::from("I5"), self.is_open_case());
        self.emergency_team(None);
        if open_case && self.pending().is_none() {
            self.climbs_the_ladder("Flagged urgent on an open case: somebody is asked to take it now.");
        }
        let to = self.who_hears_more(open_case);
        if to.is_empty() {
            self.alarm("a request is urgent now and there is nobody to tell", &rule);
            return;
        }
        let text = "A person has flagged this request urgent in the mailbox.";
        let message = self.staff_message("later-mail", to, vec![], text, None);
        self.send("later", message, &rule);
        if self.is_restricted() {
            self.tell_named_of_urgency(text, &rule);
        }
    }

    /// Who hears what is new on a request: who works on it, and on an open case whoever was alerted.
    fn who_hears_more(&self, open_case: bool) -> Vec<Address> {
        let mut to = self.who_works_on_it();
        if open_case && !self.is_restricted() {
            let alerted = self.addresses(&self.told_of_open_case()).into_iter();
            let more: Vec<Address> = alerted.filter(|one| to.iter().all(|known| known.email != one.email)).collect();
            to.extend(more);
        }
        to
    }

    pub(super) fn is_open_case(&self) -> bool {
        self.request.pathway.as_str() == self.procedure.open_case.as_str() && self.is_open()
    }

    /// I5: a request is urgent from the first mail on it that is, also where the first was not. Before anything else
    /// is decided about that mail, so that everything that is sent says so.
    pub(super) fn becomes_urgent(&mut self, why: &str, because: &str) {
        if self.request.urgent().is_some() {
            return;
        }
        self.audit("daemon", "the request is urgent now", because, &"I5".into());
        self.request.facts.urgent = Some(why.to_owned());
        if let Some((step, Waiting::Person { .. })) = self.waiting_for() {
            // Urgent, it is reported at shorter intervals (R1): counted from now.
            self.wait(&step, Waiting::Person { since: self.now, reported: 0 });
        }
        let is_flagged = self.request.marks.borne.contains(FLAG_URGENT);
        if !is_flagged && (!self.request.is_closed() || self.is_open_case()) {
            self.push_filing(self.request.mail, None, None, vec![FLAG_URGENT.to_owned()], vec![]);
        }
    }

    /// O3: what is urgent later on an open case is asked about as an urgent first mail is.
    fn climbs_the_ladder(&mut self, note: &str) {
        let Some(ask) = self.open_case_ladder().map(|ask| ask.id.clone()) else { return };
        self.note(note.to_owned());
        self.go(&ask);
    }

    /// Whom the open case's way tells first (O1).
    fn told_of_open_case(&self) -> Vec<Who> {
        let told = self
            .open_case_way()
            .into_iter()
            .find_map(|step| if let Step::Tell(tell) = step { Some(tell.to.clone()) } else { None });
        told.unwrap_or_default()
    }

    fn open_case_ladder(&self) -> Option<&AskStep> {
        self.open_case_way().into_iter().find_map(|step| if let Step::Ask(ask) = step { Some(ask) } else { None })
    }

    /// The steps of the open case's way, as far as the first that waits.
    fn open_case_way(&self) -> Vec<&Step> {
        let mut steps = vec![];
        let mut at = Some(&self.procedure.open_case);
        while let Some(step) = at.filter(|_| steps.len() < LOOK_AHEAD).and_then(|id| self.procedure.step(id)) {
            steps.push(step);
            at = match step {
                Step::File(step) => Some(&step.next),
                Step::Tell(step) => Some(&step.next),
                Step::Assign(step) => Some(&step.next),
                Step::Letter(step) => Some(&step.next),
                Step::Ask(_) | Step::Wait(_) | Step::Join(_) | Step::Close(_) => None,
            };
        }
        steps
    }

    /// The one deciding and the officer who holds it; else all officers.
    fn who_works_on_it(&self) -> Vec<Address> {
        let asked = self.pending().and_then(|(_, pending)| self.asked(pending.number).map(|a| a.person.clone()));
        let mut to: Vec<Address> = asked.and_then(|person| self.staff_address(&person)).into_iter().collect();
        for address in self.addresses(&[Who::Holder]) {
            if to.iter().all(|known| known.email != address.email) {
                to.push(address);
            }
        }
        if to.is_empty() { self.addresses(&[Who::Role(self.mailbox.officers.clone())]) } else { to }
    }

    /// O2: the word NOW, from a verified professional who was told that the worker is away.
    fn asks_for_somebody_now(&mut self, mail: MailId, facts: &Facts) {
        let first = facts.fresh_text.trim_start().split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
        let Some(step) = self.procedure.ask_now.clone() else { return };
        // Who is not verified this time is heard all the same: the later mail goes to the officer.
        let verified = facts.envelope.dmarc_pass == Some(true) && self.told_of_absence();
        if !first.eq_ignore_ascii_case("now") || !verified || self.pending().is_some() {
            return;
        }
        self.audit("referrer", "asks for somebody now", "the allocated worker is away", &"O2".into());
        self.note("The referrer asks for somebody now.".to_owned());
        if facts.urgent.is_none() {
            self.emergency_team(Some(mail));
        }
        self.go(&step);
    }
}
