//! The steps that are done at once: file, tell, assign; and what opens a request.

use crate::domain::{
    Action, AskResult, Asked, Attach, Context, FLAG_URGENT, Filing, FolderName, MailId, RuleId, StaffId, StepId,
    TokenFor,
};

use super::procedure::{AssignStep, FileStep, Step, TellStep, WaitStep, Who};
use super::routes;
use super::run::{Run, capital};

/// How long a token of a notice is good, in days.
const NOTICE_DAYS: i64 = 30;
/// Working minutes within which whoever is to take a contact must be at work (R6): a day.
const CONTACT_WITHIN: u32 = 9 * 60;
/// Working minutes within which whoever is to hold a request must be at work (R3).
const HOLD_WITHIN: u32 = 4 * 60;
/// Longest chain of steps looked along for the words that a notice can be answered with.
const LOOK_AHEAD: usize = 16;

impl Run<'_> {
    pub(super) fn file(&mut self, step: &FileStep) {
        let subject = if self.request.letter_accepted || step.subject_without_letter.is_none() {
            step.subject.clone()
        } else {
            step.subject_without_letter.clone()
        };
        let mut add = step.add.clone();
        if self.request.urgent().is_some() && subject.is_none() && !self.request.marks.calmed {
            add.push(FLAG_URGENT.to_owned());
        }
        let tag = subject.map(|outcome| format!("{} {outcome}", self.request.reference));
        let moves = self.request.folder != step.folder;
        let why = if moves { "the way leads there" } else { "it lies there already" };
        self.audit("daemon", &format!("file into {}", step.folder), why, &step.rule);
        if moves {
            self.note(format!("Filed in {}.", step.folder));
            self.request.folder = step.folder.clone();
            self.request.placed_by_hand = false;
        }
        self.push_filing(self.request.mail, Some(step.folder.clone()), tag, add, step.remove.clone());
    }

    /// One filing of a mail in one decision: a later one takes the place of an earlier one.
    pub(super) fn push_filing(
        &mut self,
        mail: MailId,
        folder: Option<FolderName>,
        subject_tag: Option<String>,
        mut add: Vec<String>,
        mut remove: Vec<String>,
    ) {
        if mail == self.request.mail {
            self.request.marks.changed(&add, &remove);
        }
        let earlier = self.actions.iter().position(|a| matches!(a, Action::File(filing) if filing.mail == mail));
        let mut merged = (folder, subject_tag);
        if let Some(place) = earlier
            && let Action::File(old) = self.actions.remove(place)
        {
            add = [old.add.into_iter().filter(|flag| !remove.contains(flag)).collect(), add].concat();
            remove = [old.remove.into_iter().filter(|flag| !add.contains(flag)).collect(), remove].concat();
            merged = (merged.0.or(old.folder), merged.1.or(old.subject_tag));
        }
        let (folder, subject_tag) = merged;
        for flags in [&mut add, &mut remove] {
            let mut seen = std::collections::BTreeSet::new();
            flags.retain(|flag| seen.insert(flag.clone()));
        }
        if folder.is_none() && subject_tag.is_none() && add.is_empty() && remove.is_empty() {
            return;
        }
        let key = self.key("file");
        self.actions.push(Action::File(Filing { key, mail, folder, subject_tag, add, remove }));
    }

    pub(super) fn tell(&mut self, step: &TellStep) {
        if !self.holds(&step.only) {
            return;
        }
        if self.is_restricted() || step.to == [Who::Named] {
            self.tell_of_restricted(step);
            return;
        }
        let mut to = self.addresses(&step.to);
        let mut cc = self.addresses(&step.cc);
        if to.is_empty() {
            to = std::mem::take(&mut cc);
        }
        if to.is_empty() {
            // What somebody is to be told is never dropped: the officers hear it instead.
            self.audit("daemon", "the officers are told instead", "nobody is named for it", &step.rule);
            to = self.addresses(&[Who::Role(self.mailbox.officers.clone())]);
        }
        if to.is_empty() {
            self.alarm(&format!("nobody is named for the message {}", step.template), &step.rule);
            return;
        }
        cc.retain(|copy| to.iter().all(|one| one.email != copy.email));
        let names = to.iter().chain(&cc).map(|a| if a.name.is_empty() { &a.email } else { &a.name });
        let names: Vec<&str> = names.map(String::as_str).collect();
        self.note(format!("Told {}: {}", names.join(", "), step.text));
        let holder = self.request.holder.clone().filter(|_| step.answerable);
        let token = holder.and_then(|holder| self.notice_token(step, &holder));
        let offered = self.next_wait(&step.next).filter(|_| token.is_some()).map(|wait| self.answers(&wait.answers));
        let mut message = self.staff_message(&step.template, to, cc, &step.text, token);
        if let (Context::Staff(context), Some(offered)) = (&mut message.context, offered) {
            context.answers = offered;
        }
        if step.original {
            self.attach_original(&mut message);
        }
        if step.notes {
            message.attach.push(Attach::CaseNotes(self.case_notes()));
        }
        self.send("tell", message, &step.rule);
    }

    /// The wait that a way comes to next, if nothing else is waited for before.
    pub(super) fn next_wait(&self, from: &StepId) -> Option<&WaitStep> {
        let mut at = from;
        for _ in 0..LOOK_AHEAD {
            at = match self.procedure.step(at)? {
                Step::Wait(wait) => return Some(wait),
                Step::File(step) => &step.next,
                Step::Tell(step) => &step.next,
                Step::Assign(step) => &step.next,
                Step::Letter(step) => &step.next,
                Step::Ask(_) | Step::Join(_) | Step::Close(_) => return None,
            };
        }
        None
    }

    /// A notice that can be answered is entered like a question, so that its token is bound to somebody.
    pub(super) fn notice_token(&mut self, step: &TellStep, person: &StaffId) -> Option<TokenFor> {
        let expires_at = self.now + chrono::TimeDelta::days(NOTICE_DAYS);
        let number = u32::try_from(self.request.asked.len()).ok()?;
        self.request.asked.push(Asked {
            step: step.id.clone(),
            rung: 0,
            person: person.clone(),
            at: self.now,
            deadline: expires_at,
            why: "is to act on it".to_owned(),
            passed_over: vec![],
            result: AskResult::Pending,
            notice: true,
        });
        Some(TokenFor { reference: self.request.reference.clone(), number, person: person.clone(), expires_at })
    }

    pub(super) fn assign(&mut self, step: &AssignStep) {
        let adviser = self.request.decision.as_ref().filter(|_| step.prefer_adviser).and_then(|d| d.by.clone());
        let pool = self.pool(&step.pool);
        let by = self.policy.calendar.add_working(self.now, CONTACT_WITHIN);
        let prefer = adviser.as_ref().map(|adviser| (adviser, "gave the advice"));
        let exclude = [self.connected(), self.not_named(&pool)].concat();
        let chosen = self.choose(&step.pool, &pool, prefer, &exclude, by, true);
        if let Some(person) = &chosen.person {
            self.audit("daemon", &format!("contact to be reassigned to {person}"), &chosen.why, &step.rule);
            let name = self.name_of(person);
            self.note(format!("The contact is to be reassigned to {name} ({}).", chosen.why));
        } else {
            self.alarm("nobody on the list can take a new contact", &step.rule);
        }
        self.request.assigned_to = chosen.person;
    }

    /// Records who holds the request (R3): an officer at work, the one least recently given one.
    pub(super) fn hold(&mut self) {
        let officers: Vec<StaffId> =
            self.policy.people.in_role(&self.mailbox.officers).into_iter().map(|s| s.id.clone()).collect();
        let by = self.policy.calendar.add_working(self.now, HOLD_WITHIN);
        let list = format!("role:{}", self.mailbox.officers);
        let connected = self.connected();
        let chosen = self.choose(&list, &officers, None, &connected, by, false);
        let anybody = || officers.iter().find(|officer| connected.iter().all(|(who, _)| who != *officer)).cloned();
        self.request.holder = chosen.person.or_else(anybody);
    }

    /// The first entry of the audit and of the case notes.
    pub(super) fn arrived(&mut self, chosen: &routes::Chosen) {
        let children = self.request.facts.children.len();
        let what = format!("request {} opened, {children} child(ren) named, way {}", self.request.reference, chosen.go);
        self.audit("daemon", &what, &chosen.why, &chosen.rule);
        let who = super::brief::referrer_in_words(&self.request.facts);
        let when = super::deadline::moment_in_words(self.request.received_at, &self.policy.calendar);
        self.note(format!("Request received {when} from {who}. {}.", capital(&chosen.why)));
        let concerned = super::brief::concerned_in_words(&self.request.facts);
        if !concerned.is_empty() {
            self.note(concerned);
        }
        self.route_why = Some(chosen.why.clone());
        if self.request.urgent().is_some() {
            self.emergency_team(None);
        }
    }

    /// I6: what is urgent goes to the emergency duty team at once, out of hours: the request, or later mail on it.
    pub(super) fn emergency_team(&mut self, later: Option<MailId>) {
        let rule = RuleId::from("I6");
        if self.policy.calendar.is_open(self.now) {
            return;
        }
        let Some(team) = self.mailbox.emergency_team.clone() else {
            self.alarm("urgent mail came out of hours and no emergency duty team is configured", &rule);
            return;
        };
        let text = "Urgent mail came in out of hours. It is yours until the next opening.";
        let mut message = self.staff_message("emergency-duty-team", vec![team], vec![], text, None);
        message.urgent = true;
        self.attach_original(&mut message);
        if let Some(later) = later
            && !self.request.findings.restricted()
        {
            message.attach.push(Attach::Original(later));
        }
        self.send("emergency", message, &rule);
        self.note("Forwarded to the emergency duty team, out of hours.".to_owned());
    }
}
