//! What a mail on record is: a request of its own, an answer to a question, a bounce of one of our messages,
//! later mail on a known request, or correspondence that needs nobody.

use crate::domain::{Event, Facts, Kind, MailId, MailboxName, Reference, Request, Said, StaffId};
use crate::intake::answer::{self, AnswerReading, AnswerWord, ChildNamed};
use crate::pathway::policy::Policy;
use crate::pathway::procedure::{AnswerRule, Procedure, Step};
use crate::pathway::trust;

use super::door::Door;
use super::error::DaemonError;
use super::settings::Settings;

/// Begins the reason of an answer that does not count.
pub(super) const REFUSED: &str = "an answer that was not accepted";

/// What is to be done with a mail.
#[derive(Debug)]
pub(super) enum Incoming {
    /// It becomes a request.
    Arrival,
    /// It becomes a request that only a person can go on with, for this reason.
    ByHand(String),
    /// It is an event of a known request.
    Of(Reference, Event),
    /// It is filed with the correspondence, for this reason; nobody has to act.
    Correspondence(&'static str),
}

impl Door {
    /// Says what a mail is. Only what claims to belong somewhere is looked up.
    pub(super) async fn classify(
        &self,
        settings: &Settings,
        mailbox: &MailboxName,
        mail: MailId,
        facts: &Facts,
    ) -> Result<Incoming, DaemonError> {
        let Some(own) = settings.policy.mailboxes.get(mailbox) else { return Ok(Incoming::Arrival) };
        let presented = trust::presented(&facts.envelope, &own.address.email);
        if facts.kind.is == Kind::DeliveryFailure {
            return self.bounced(settings, mail, facts).await;
        }
        if facts.kind.is == Kind::AutomaticReply {
            return self.automatic(mail, facts, &presented).await;
        }
        if let Some(first) = presented.first() {
            return self.answered(settings, mailbox, mail, facts, &presented, &first.reference.clone()).await;
        }
        if facts.envelope.automatic.ours {
            // Our own message came back to a mailbox of ours: it must not become a request.
            return Ok(Incoming::Correspondence("we sent it ourselves"));
        }
        if facts.kind.is != Kind::Form
            && let Some(reference) = self.later(settings, mailbox, facts).await?
        {
            return Ok(Incoming::Of(reference, Event::Later { mail, facts: Box::new(facts.clone()) }));
        }
        Ok(Incoming::Arrival)
    }

    /// A delivery failure: joined to the message that bounced, if it is one of ours.
    async fn bounced(&self, settings: &Settings, mail: MailId, facts: &Facts) -> Result<Incoming, DaemonError> {
        let bounce = facts.bounce.clone().unwrap_or_default();
        let ids = bounce.original_message_id.iter().chain(&facts.envelope.references);
        for id in ids {
            let Some(found) = self.store.journal().by_message_id(id).await? else { continue };
            let Some(reference) = found.reference else { continue };
            if !bounce.permanent {
                return Ok(Incoming::Correspondence("a message of ours is delayed, not given up"));
            }
            let code = "bounced".to_owned();
            let whose = settings.staff_at(&bounce.recipients);
            return Ok(Incoming::Of(reference, Event::Undeliverable { mail: Some(mail), key: found.key, code, whose }));
        }
        Ok(Incoming::Correspondence("a delivery failure of a message that is not ours"))
    }

    /// An automatic reply: an absence, if it answers a question of ours.
    async fn automatic(
        &self,
        mail: MailId,
        facts: &Facts,
        presented: &[trust::Presented],
    ) -> Result<Incoming, DaemonError> {
        for id in &facts.envelope.references {
            let Some(found) = self.store.journal().by_message_id(id).await? else { continue };
            let Some(reference) = found.reference else { continue };
            let number = presented.iter().find(|p| p.reference == reference).map(|p| p.number);
            let Some(number) = number else { break };
            return Ok(Incoming::Of(reference, Event::Away { mail, number, until: facts.away_until }));
        }
        if let [one] = presented {
            let event = Event::Away { mail, number: one.number, until: facts.away_until };
            return Ok(Incoming::Of(one.reference.clone(), event));
        }
        Ok(Incoming::Correspondence("an automatic reply"))
    }

    /// An answer with a token: it counts, or it reaches a person with the reason why it does not.
    async fn answered(
        &self,
        settings: &Settings,
        mailbox: &MailboxName,
        mail: MailId,
        facts: &Facts,
        presented: &[trust::Presented],
        reference: &Reference,
    ) -> Result<Incoming, DaemonError> {
        let by_hand = |why: &str| Ok(Incoming::ByHand(format!("{REFUSED}: {why}")));
        let Some(request) = self.store.requests().load(reference).await? else {
            return by_hand("it belongs to no request on record");
        };
        let policy = &settings.policy;
        let sender = policy.people.by_email(&facts.envelope.from.email);
        let answer = trust::Answer { presented, sender, dmarc: facts.envelope.dmarc_pass };
        let require_dmarc = policy.mailboxes.get(mailbox).is_some_and(|m| m.require_dmarc);
        let may = |sender: &StaffId, asked: &StaffId| same_role(policy, sender, asked);
        let accepted = match trust::check(&settings.token_key, &answer, &request, require_dmarc, may, self.clock.now())
        {
            Ok(accepted) => accepted,
            Err(refusal) => return by_hand(&refusal.to_string()),
        };
        if let Some(named) = answer::child(&facts.fresh_text) {
            let child = match named {
                ChildNamed::Person(person) => Some(person),
                ChildNamed::New => None,
            };
            if let Some(person) = &child
                && settings.checker.store().records(std::slice::from_ref(person)).await?.is_empty()
            {
                return by_hand("it names a child by a number that is not on record");
            }
            return Ok(Incoming::Of(reference.clone(), Event::ChildNamed { mail, by: accepted.by, child }));
        }
        let words = words(policy, &request, accepted.number);
        let said = match answer::read(&facts.fresh_text, &words) {
            AnswerReading::Clear { choice, reason } => Said::Choice { choice, reason },
            AnswerReading::NoReason { choice } => Said::NoReason { choice },
            AnswerReading::Unclear { why } => Said::Unclear { why },
        };
        let event = Event::Answered { mail, number: Some(accepted.number), by: accepted.by, said };
        Ok(Incoming::Of(reference.clone(), event))
    }

    /// Later mail: it answers a message of ours or the referrer's own mail, or quotes the reference, and comes
    /// from the referrer or from staff. Anybody else who quotes a number starts a request of their own.
    async fn later(
        &self,
        settings: &Settings,
        mailbox: &MailboxName,
        facts: &Facts,
    ) -> Result<Option<Reference>, DaemonError> {
        let mut found = vec![];
        for id in &facts.envelope.references {
            found.extend(self.store.requests().by_message_id(id).await?.into_iter().map(|f| f.reference));
        }
        found.extend(quoted(&facts.envelope.subject));
        found.dedup();
        for reference in found {
            let Some(request) = self.store.requests().load(&reference).await? else { continue };
            let from = &facts.envelope.from.email;
            let theirs = *from == request.facts.referrer.email || settings.policy.people.by_email(from).is_some();
            if request.mailbox == *mailbox && theirs && !self.is_set_aside(&request) {
                return Ok(Some(reference));
            }
        }
        Ok(None)
    }
}

/// References quoted in a subject.
fn quoted(subject: &str) -> Vec<Reference> {
    subject
        .split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'))
        .filter(|word| word.len() == 12)
        .filter_map(Reference::parse)
        .collect()
}

/// Whether one member of staff may answer for another: the same role in the same team.
fn same_role(policy: &Policy, sender: &StaffId, asked: &StaffId) -> bool {
    match (policy.people.get(sender), policy.people.get(asked)) {
        (Some(sender), Some(asked)) => sender.role == asked.role && sender.team == asked.team,
        _ => false,
    }
}

/// The words that can be answered to this asking: of the step that asked, or, for a notice, of the step that
/// waits now.
fn words(policy: &Policy, request: &Request, number: u32) -> Vec<AnswerWord> {
    let Some(procedure) = policy.procedures.get(&request.procedure) else { return vec![] };
    let asked = usize::try_from(number).ok().and_then(|n| request.asked.get(n));
    let rules = match asked {
        Some(asked) if !asked.notice => answers_of(procedure, &asked.step),
        Some(_) | None => match &request.phase {
            crate::domain::Phase::Waiting { step, .. } => answers_of(procedure, step),
            crate::domain::Phase::Closed { .. } => vec![],
        },
    };
    let pool = request.pool.as_deref().unwrap_or(&procedure.default_pool);
    rules
        .into_iter()
        .filter(|rule| rule.pools.is_empty() || rule.pools.iter().any(|p| p == pool))
        .map(|rule| AnswerWord { choice: rule.word.clone(), also: rule.also.clone() })
        .collect()
}

fn answers_of<'p>(procedure: &'p Procedure, step: &crate::domain::StepId) -> Vec<&'p AnswerRule> {
    match procedure.step(step) {
        Some(Step::Ask(ask)) => ask.answers.iter().collect(),
        Some(Step::Wait(wait)) => wait.answers.iter().collect(),
        Some(_) | None => vec![],
    }
}
