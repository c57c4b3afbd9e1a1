//! Restricted records (C9): the staff named for one are told what it says, each by a message of their own; everybody
//! else sees that a person must look, and nobody else is asked or given the contact.

use crate::domain::{Address, Attach, ChildLine, Context, Facts, MailId, Message, RuleId, Sealed, StaffId, TokenFor};

use super::deadline;
use super::procedure::{TellStep, Who};
use super::record::shortened;
use super::run::Run;

/// What everybody else gets.
const NOTE: &str = "restricted";
/// What the staff named get.
const TOLD: &str = "restricted-named";

impl Run<'_> {
    pub(super) fn is_restricted(&self) -> bool {
        self.request.findings.restricted()
    }

    /// The staff named for a record of this request; never who is connected with the family.
    pub(super) fn named(&self) -> Vec<StaffId> {
        let connected = self.connected();
        let mut named = self.request.findings.named_staff();
        named.retain(|person| connected.iter().all(|(one, _)| one != person));
        named
    }

    /// Those of a list who cannot be asked because a record is restricted and does not name them.
    pub(super) fn not_named(&self, people: &[StaffId]) -> Vec<(StaffId, String)> {
        if !self.is_restricted() {
            return vec![];
        }
        let named = self.named();
        let others = people.iter().filter(|person| !named.contains(person));
        others.map(|person| (person.clone(), "is not named for it".to_owned())).collect()
    }

    /// A step that tells people, of a restricted record: only those whom the record does not give away are told, and
    /// only that a person must look. What else was to be told, or filed, goes to the staff named.
    pub(super) fn tell_of_restricted(&mut self, step: &TellStep) {
        if step.to == [Who::Named] {
            self.tell_named(step, TOLD);
            return;
        }
        let whom: Vec<Who> = step.to.iter().chain(&step.cc).filter(|who| !of_the_record(who)).cloned().collect();
        let to = self.addresses(&whom);
        let nobody = to.is_empty();
        if !nobody {
            self.note("It was told on that a person named for the record must look.".to_owned());
            let message = self.staff_message(NOTE, to, vec![], "", None);
            self.send("tell", message, &step.rule);
        }
        if nobody || step.notes {
            self.tell_named(step, TOLD);
        }
    }

    /// Tells each of the staff named, by a message of their own. Nobody of them at work is an alarm, and stays with
    /// the officers.
    fn tell_named(&mut self, step: &TellStep, template: &str) {
        let named: Vec<(StaffId, Address)> = self.reachable();
        for (person, address) in &named {
            let token = if step.answerable { self.notice_token(step, person) } else { None };
            let mut message = self.message_to_named(person, address, template, &step.text, token);
            if let (Context::Staff(context), true) = (&mut message.context, step.answerable) {
                context.answers =
                    self.next_wait(&step.next).map(|wait| self.answers(&wait.answers)).unwrap_or_default();
            }
            if step.original {
                message.attach.push(Attach::Original(self.request.mail));
            }
            if step.notes {
                message.attach.push(Attach::CaseNotes(self.case_notes()));
            }
            self.send("named", message, &step.rule);
        }
        if !named.is_empty() {
            self.note("The staff named for the record were told.".to_owned());
        }
        let absences = self.absences();
        let (people, cal) = (&self.policy.people, &self.policy.calendar);
        if !named.iter().any(|(person, _)| people.here_today(person, self.now, cal, &absences)) {
            self.note("Nobody named for the record is at work; the administrator was told.".to_owned());
            self.alarm("nobody named for a restricted record is at work", &step.rule);
        }
    }

    /// Later mail on a request about a restricted record, to the staff named.
    pub(super) fn tell_named_of_later(&mut self, mail: MailId, facts: &Facts, rule: &RuleId) {
        for (person, address) in self.reachable() {
            let text = "More has come in about a restricted record that you are named for.";
            let mut message = self.message_to_named(&person, &address, "later-mail", text, None);
            message.urgent = message.urgent || facts.urgent.is_some();
            message.attach.push(Attach::Original(mail));
            if let Context::Staff(context) = &mut message.context {
                context.concern = shortened(&facts.fresh_text);
                context.urgent = facts.urgent.clone().unwrap_or_else(|| context.urgent.clone());
            }
            self.send("named", message, rule);
        }
    }

    /// A request about a restricted record was flagged urgent: to the staff named.
    pub(super) fn tell_named_of_urgency(&mut self, text: &str, rule: &RuleId) {
        for (person, address) in self.reachable() {
            let message = self.message_to_named(&person, &address, "later-mail", text, None);
            self.send("named", message, rule);
        }
    }

    fn reachable(&self) -> Vec<(StaffId, Address)> {
        let addressed = |person: StaffId| {
            let address = self.staff_address(&person).filter(|address| !address.email.is_empty())?;
            Some((person, address))
        };
        self.named().into_iter().filter_map(addressed).collect()
    }

    /// A message that says what the mail says, and of the records only those that this person is named for.
    pub(super) fn message_to_named(
        &self,
        person: &StaffId,
        address: &Address,
        template: &str,
        text: &str,
        token: Option<TokenFor>,
    ) -> Message {
        let mut message = self.unmasked_message(template, vec![address.clone()], vec![], text, token);
        let Context::Staff(context) = &mut message.context else { return message };
        let findings = &self.request.findings;
        let of_all = || findings.children.iter().flat_map(|child| &child.sealed);
        let theirs = || of_all().filter(|sealed| sealed.named.contains(person));
        let unsealed = findings.children.iter().flat_map(|child| &child.found.candidates);
        let unsealed = unsealed.filter(|one| of_all().all(|sealed| sealed.person != one.person));
        context.candidates = theirs().map(Self::in_words).collect();
        context.candidates.extend(unsealed.map(|one| format!("{} {}: {}", one.person, one.shown_as, one.why)));
        for child in &mut context.children {
            *child = ChildLine { id: String::new(), known: String::new(), ..std::mem::take(child) };
        }
        context.last = None;
        context.difference.clear();
        context.changed.clear();
        context.open.clear();
        context.siblings.clear();
        context.assigned_to.clear();
        context.reasons = self.request.facts.problems.iter().map(crate::domain::Problem::in_words).collect();
        "you are named for the record".clone_into(&mut context.why_you);
        let alerts = theirs().filter(|sealed| sealed.safety_alert);
        context.alerts.extend(alerts.map(|sealed| super::brief::alert_on_record(&sealed.person)));
        message
    }

    fn in_words(sealed: &Sealed) -> String {
        let who = match (sealed.sibling, sealed.certain) {
            (true, _) => "a brother or sister is",
            (false, true) => "the child is",
            (false, false) => "the child may be",
        };
        let born = sealed.date_of_birth.map(|date| format!(", born {}", date.format("%d/%m/%Y"))).unwrap_or_default();
        let known = match &sealed.last {
            None => "no involvement on record".to_owned(),
            Some(last) => match last.closed_on {
                Some(closed) => format!("last {}, closed {}", last.team, deadline::date_in_words(closed)),
                None => format!("with {} since {}", last.team, deadline::date_in_words(last.opened_on)),
            },
        };
        let (person, name) = (&sealed.person, &sealed.name);
        format!("{who} {person} {name}{born}; {known}; restricted, and you are named for it")
    }
}

/// Whether somebody is meant because of what the record says.
fn of_the_record(who: &Who) -> bool {
    match who {
        Who::Worker
        | Who::Tray
        | Who::TeamManager
        | Who::CoveringManager
        | Who::ServiceManager
        | Who::TeamBusinessSupport
        | Who::Named => true,
        Who::Holder
        | Who::Role(_)
        | Who::Pool(_)
        | Who::RoutePool
        | Who::Adviser
        | Who::Assigned
        | Who::OthersAsked
        | Who::BusinessSupport
        | Who::EmergencyTeam
        | Who::Alarm => false,
    }
}
