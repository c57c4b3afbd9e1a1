//! Later mail on a known request (R10): to the one deciding and the officer; or a referrer who asks for somebody
//! now (O2).

use crate::domain::{Address, Attach, Context, Facts, MailId, RuleId};

use super::procedure::Who;
use super::run::Run;

/// Longest quotation of later mail in a message to staff, in characters; the mail is attached.
const LONGEST_QUOTE: usize = 2_000;

impl Run<'_> {
    /// Later mail on this request.
    pub(super) fn later(&mut self, mail: MailId, facts: &Facts) {
        let rule = RuleId::from("R10");
        self.file_correspondence(mail, &rule);
        let from_referrer = facts.envelope.from.email == self.request.facts.referrer.email;
        let (who, whom) = if from_referrer { ("referrer", "the referrer") } else { ("sender", "another sender") };
        self.audit(who, "wrote again", "later mail", &rule);
        self.note(format!("Later mail received from {whom}."));
        if facts.urgent.is_some() {
            self.emergency_team(Some(mail));
        }
        if from_referrer {
            self.asks_for_somebody_now(mail, facts);
        }
        let to = self.who_works_on_it();
        if to.is_empty() {
            self.alarm("later mail came and there is nobody to tell", &rule);
            return;
        }
        let text = if self.request.is_closed() {
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
