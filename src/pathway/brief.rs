//! What messages say: the brief note to the manager (R3), notices to officers, letters to referrers.

use std::collections::BTreeSet;

use crate::domain::{
    Account, Address, AlarmContext, AnswerLine, AskResult, Asked, Attach, Band, ChildFindings, ChildLine, Context,
    Facts, Involvement, LastInvolvement, Message, PerhapsSibling, ReferrerKind, StaffContext, StaffId, TokenFor,
};

use super::deadline;
use super::difference::{changed_facts, sentences_apart};
use super::disclosure::LetterFor;
use super::policy::Policy;
use super::procedure::{AnswerRule, AskForForm, AskStep, LetterStep, Step, Who};
use super::record::shortened;
use super::routes;
use super::run::{Run, capital};

/// Where a child's record stands, in words.
fn known(found: &ChildFindings) -> String {
    match (found.open.first(), found.recent.first(), found.last.as_ref()) {
        (Some(open), _, _) => format!("open to {} ({})", open.team, open.service),
        (None, Some(i), _) | (None, None, Some(i)) => match i.closed_on {
            Some(closed) => format!("closed {} ({})", deadline::date_in_words(closed), i.team),
            None => format!("last record {} ({})", deadline::date_in_words(i.opened_on), i.team),
        },
        (None, None, None) => "no involvement on record".to_owned(),
    }
}

/// The same of each of those the child may be (C1).
fn perhaps_known(found: &ChildFindings) -> String {
    let one = |reading: &ChildFindings| match &reading.found.person {
        Some(person) => format!("{person}, {}", known(reading)),
        None => "nobody on record".to_owned(),
    };
    let each: Vec<String> = found.readings.iter().map(one).collect();
    match each.split_last() {
        None => "perhaps on record".to_owned(),
        Some((last, [])) => format!("perhaps {last}"),
        Some((last, others)) => format!("perhaps {}; or {last}", others.join("; ")),
    }
}

fn perhaps_sibling(sibling: &PerhapsSibling) -> String {
    let teams: BTreeSet<&str> = sibling.open.iter().map(|i| i.team.as_str()).collect();
    let teams: Vec<&str> = teams.into_iter().collect();
    let PerhapsSibling { person, shown_as, why, .. } = sibling;
    format!("perhaps a brother or sister: {person} {shown_as}, open to {}: {why}", teams.join(", "))
}

impl Run<'_> {
    /// A message to staff about this request.
    pub(super) fn staff_message(
        &self,
        template: &str,
        to: Vec<Address>,
        cc: Vec<Address>,
        text: &str,
        token: Option<TokenFor>,
    ) -> Message {
        let mut message = self.unmasked_message(template, to, cc, text, token);
        if let (Context::Staff(context), true) = (&mut message.context, self.is_restricted()) {
            **context = without_record(std::mem::take(&mut **context));
        }
        message
    }

    /// The same with all that is known, whatever the record: for those alone who are named for it (C9).
    pub(super) fn unmasked_message(
        &self,
        template: &str,
        to: Vec<Address>,
        cc: Vec<Address>,
        text: &str,
        token: Option<TokenFor>,
    ) -> Message {
        let mut context = self.staff_context(text);
        if token.is_none() {
            // What comes back without one cannot be taken as an answer.
            context.answers.clear();
        }
        context.dear = match to.as_slice() {
            [one] => one.name.split_whitespace().next().unwrap_or_default().to_owned(),
            _ => "all".to_owned(),
        };
        let cc = cc.into_iter().filter(|copy| to.iter().all(|t| t.email != copy.email)).collect();
        Message {
            template: template.to_owned(),
            to,
            cc,
            token,
            context: Context::Staff(Box::new(context)),
            attach: vec![],
            urgent: self.request.urgent().is_some(),
            in_reply_to: None,
        }
    }

    /// Attaches the original mail, unless only named staff may see it (C9).
    pub(super) fn attach_original(&self, message: &mut Message) {
        if !self.is_restricted() {
            message.attach.push(Attach::Original(self.request.mail));
        }
    }

    fn staff_context(&self, text: &str) -> StaffContext {
        let request = &self.request;
        let (facts, findings) = (&request.facts, &request.findings);
        let decision = request.decision.as_ref();
        let earlier = self.earlier();
        StaffContext {
            reference: request.reference.to_string(),
            mailbox: self.mailbox.address.email.clone(),
            urgent: request.urgent().unwrap_or_default().to_owned(),
            received: deadline::moment_in_words(request.received_at, &self.policy.calendar),
            referrer: referrer_in_words(facts),
            writer: concerned_in_words(facts),
            children: facts.children.iter().zip(&findings.children).map(|(c, f)| self.child_line(c, f)).collect(),
            text: text.to_owned(),
            concern: shortened(&facts.concern),
            last: findings.last_recent().map(|last| self.last(last)),
            difference: earlier.as_ref().map(|earlier| sentences_apart(earlier, facts)).unwrap_or_default(),
            changed: earlier.as_ref().map(|earlier| changed_facts(earlier, facts)).unwrap_or_default(),
            reasons: facts.problems.iter().map(crate::domain::Problem::in_words).chain(self.route_why()).collect(),
            candidates: findings
                .children
                .iter()
                .flat_map(|child| &child.found.candidates)
                .map(|c| format!("{} {}: {}", c.person, c.shown_as, c.why))
                .chain(findings.perhaps_siblings.iter().map(perhaps_sibling))
                .collect(),
            missing: facts.missing.clone(),
            given: facts.given.clone(),
            doubtful: facts.doubtful.clone(),
            open: findings.all_open().map(|i| self.open_line(i)).collect(),
            decision: decision.map(|d| self.decision_words(d)).unwrap_or_default(),
            reason: decision.map(|d| d.reason.clone()).unwrap_or_default(),
            assigned_to: request.assigned_to.as_ref().map(|p| self.name_of(p)).unwrap_or_default(),
            siblings: findings
                .children
                .iter()
                .flat_map(|child| &child.siblings)
                .map(|(id, name)| format!("{name} ({id})"))
                .collect(),
            alerts: facts
                .alerts
                .iter()
                .map(|alert| format!("the form says: {alert}"))
                .chain(findings.children.iter().flat_map(|child| &child.safety_alerts).map(alert_on_record))
                .collect(),
            folder: request.folder.to_string(),
            answers: self.words_offered(),
            passed_on: self.passed_on(None),
            ..StaffContext::default()
        }
    }

    /// Adds what only a question has: the deadline, the answers, why this person.
    pub(super) fn brief_question(&self, message: &mut Message, ask: &AskStep, asked: &Asked, unclear: &str) {
        let Context::Staff(context) = &mut message.context else { return };
        context.deadline = deadline::in_words(asked.deadline, &self.policy.calendar, self.now);
        context.answers = self.answers(&ask.answers);
        context.reason_optional = !ask.reason;
        // What was wrong with the reader's own answer: said of no record, and so of a restricted one too.
        if !unclear.is_empty() {
            context.lines = vec![unclear.to_owned()];
        }
        // Why this person, and who else, may say what the record holds (C9).
        if self.is_restricted() {
            return;
        }
        context.passed_on = self.passed_on(Some(&asked.person));
        context.why_you.clone_from(&asked.why);
        context.passed_over =
            asked.passed_over.iter().map(|(who, why)| format!("{} {why}", self.name_of(who))).collect();
    }

    /// What became of this round's question with the others who were asked it, in sentences (R5, R10).
    fn passed_on(&self, reader: Option<&StaffId>) -> String {
        let Some((_, pending)) = self.pending() else { return String::new() };
        let first = usize::try_from(pending.first).unwrap_or(usize::MAX);
        let others = self.request.asked.iter().skip(first).filter(|asked| !asked.notice);
        let others = others.filter(|asked| reader != Some(&asked.person));
        let became = others.filter_map(|asked| self.what_became_of(asked));
        became.chain(reader.and_then(|reader| self.covers(reader))).collect::<Vec<_>>().join(" ")
    }

    /// Whom the reader was asked for, as the one who covers for a manager who is absent (O3).
    fn covers(&self, reader: &StaffId) -> Option<String> {
        let (ask, pending) = self.pending()?;
        let teams = || self.request.findings.all_open().filter_map(|i| self.policy.people.team(&i.team));
        let managers: Vec<&StaffId> = teams().filter_map(|team| team.manager.as_ref()).collect();
        let as_cover = ask.rungs.get(pending.rung)?.who == Who::TeamManager && !managers.contains(&reader);
        let away = managers.first().filter(|_| as_cover)?;
        Some(format!("{} is away, and you cover for them.", self.name_of(away)))
    }

    fn what_became_of(&self, asked: &Asked) -> Option<String> {
        let (name, cal) = (self.name_of(&asked.person), &self.policy.calendar);
        match asked.result {
            AskResult::NoAnswer => {
                let by = deadline::in_words(asked.deadline, cal, self.now);
                Some(format!("{name} was asked, and did not answer {by}."))
            }
            AskResult::Away => {
                let today = cal.date(self.now);
                let until = self.absences().into_iter().filter(|a| a.person == asked.person && a.until >= today);
                let until = until.map(|absence| absence.until).max();
                let until = until.map(|date| format!(" until {}", deadline::day_in_words(date))).unwrap_or_default();
                Some(format!("{name} was asked, and is away{until}."))
            }
            AskResult::Undeliverable => Some(format!("{name} was to be asked, but the mail could not be delivered.")),
            // Why somebody no longer is the one to ask is not for others (C9).
            AskResult::Pending | AskResult::Answered | AskResult::Overtaken => None,
        }
    }

    /// The answers that are offered on this request: some are for one pool alone.
    pub(super) fn offered<'r>(&self, rules: &'r [AnswerRule]) -> impl Iterator<Item = &'r AnswerRule> + use<'r> {
        let pool = self.request.pool.as_ref().unwrap_or(&self.procedure.default_pool).clone();
        rules.iter().filter(move |rule| rule.pools.is_empty() || rule.pools.contains(&pool))
    }

    pub(super) fn answers(&self, rules: &[AnswerRule]) -> Vec<AnswerLine> {
        self.offered(rules)
            .map(|rule| AnswerLine { word: rule.word.clone(), means: rule.means.clone(), link: String::new() })
            .collect()
    }

    /// The words of the next waiting step, for notices that can be answered.
    fn words_offered(&self) -> Vec<AnswerLine> {
        match &self.request.phase {
            crate::domain::Phase::Waiting { step, .. } => match self.procedure.step(step) {
                Some(Step::Wait(wait)) => self.answers(&wait.answers),
                Some(_) | None => vec![],
            },
            crate::domain::Phase::Closed { .. } => vec![],
        }
    }

    fn child_line(&self, child: &crate::domain::ChildFacts, found: &ChildFindings) -> ChildLine {
        let born = match (child.date_of_birth, child.age) {
            (Some(date), _) if child.unborn => format!("due {}", deadline::date_in_words(date)),
            (Some(date), _) => format!("born {}", date.format("%d/%m/%Y")),
            (None, Some(age)) => format!("about {age}"),
            (None, None) => "date of birth not given".to_owned(),
        };
        // Where the way is another child's, what those are whom this one may be is not for its readers.
        let told = self.request.pathway.as_str() == self.procedure.by_hand.as_str()
            || !super::readings::who_matters(&self.known());
        let known = match found.found.band {
            Band::Perhaps if told => perhaps_known(found),
            Band::Perhaps => "perhaps on record".to_owned(),
            Band::Same | Band::NotKnown => known(found),
        };
        ChildLine {
            name: child.name.full(),
            born,
            postcode: child.postcode.clone(),
            id: found.found.person.as_ref().map(ToString::to_string).unwrap_or_default(),
            known,
        }
    }

    fn last(&self, involvement: &Involvement) -> LastInvolvement {
        let opened = deadline::date_in_words(involvement.opened_on);
        let when = involvement.closed_on.map_or_else(
            || format!("opened {opened}"),
            |closed| format!("opened {opened}, closed {}", deadline::date_in_words(closed)),
        );
        LastInvolvement {
            what: format!("{}, {}", involvement.kind.replace('_', " "), involvement.team),
            when,
            source: involvement.source.replace('_', " "),
            decided_by: involvement.decided_by.as_ref().map(|p| self.decider(p, involvement)).unwrap_or_default(),
            outcome: involvement.outcome.replace('_', " "),
            summary: involvement.summary.clone(),
        }
    }

    /// Who decided, and when (R3).
    fn decider(&self, person: &crate::domain::StaffId, involvement: &Involvement) -> String {
        let on = involvement.decided_on.map(|date| format!(" on {}", deadline::date_in_words(date)));
        format!("{}{}", self.name_of(person), on.unwrap_or_default())
    }

    /// What the last referral said: an earlier request of ours, else the case system's summary.
    fn earlier(&self) -> Option<Account> {
        let ours = self.snapshot.related.iter().map(|r| &r.said).find(|said| !said.concern.is_empty()).cloned();
        let summary = || self.request.findings.last_recent().map(|i| i.summary.clone());
        ours.or_else(|| summary().map(|concern| Account { concern, ..Account::default() }))
    }

    fn open_line(&self, involvement: &Involvement) -> String {
        let worker = involvement.worker.as_ref().map_or("no worker".to_owned(), |w| self.name_of(w));
        format!("{}: {}, {worker}", involvement.kind.replace('_', " "), involvement.team)
    }

    fn decision_words(&self, decided: &crate::domain::Decided) -> String {
        match &decided.by {
            Some(by) => format!("{}, by {}", decided.choice, self.name_of(by)),
            None => format!("{} by a person", decided.choice),
        }
    }

    /// Why the mail went where it went, then why each child was matched as it was.
    fn route_why(&self) -> Vec<String> {
        let request = &self.request;
        let routes = &self.procedure.routes;
        let route =
            || routes.iter().find(|r| r.go.as_str() == request.pathway.as_str() && r.rule.as_str() == request.rule);
        let chosen = self.route_why.clone().or_else(|| route().map(|r| routes::in_words(&r.why, &self.known())));
        let overruled = request.open_overruled.then(|| "a person put it here although the record is open".to_owned());
        let matched = request.findings.children.iter().map(|child| child.found.why.clone());
        chosen.into_iter().chain(overruled).chain(matched).filter(|why| !why.is_empty()).collect()
    }

    /// Whether this letter asks for the form (I4).
    pub(super) fn form_wanted<'s>(&self, step: &'s LetterStep) -> Option<&'s AskForForm> {
        let asked = |form: &&AskForForm| routes::holds(&form.when, &self.known());
        step.ask_for_form.as_ref().filter(asked).filter(|_| self.request.facts.referrer.kind != ReferrerKind::Police)
    }

    /// A letter to the referrer, with the few facts that are allowed (L1, L2).
    pub(super) fn letter_message(&self, step: &LetterStep, kind: LetterFor, back_on: Option<String>) -> Message {
        let professional = kind == LetterFor::Professional;
        let facts = &self.request.facts;
        let received = self.policy.calendar.local(self.request.received_at).naive_local();
        let context = super::disclosure::letter_context(
            kind,
            &self.request.reference,
            facts,
            &self.policy.service,
            received,
            back_on,
        );
        let template = match self.form_wanted(step) {
            Some(form) if professional => &form.template,
            _ if professional => &step.professional,
            _ => &step.public,
        };
        Message {
            template: template.clone(),
            to: vec![super::disclosure::recipient(facts)],
            cc: vec![],
            token: None,
            context: Context::Letter(context),
            attach: vec![],
            urgent: false,
            in_reply_to: facts.envelope.message_id.clone(),
        }
    }
}

/// A staff-safety alert of the case system, for staff alone (L1).
pub(super) fn alert_on_record(person: &crate::domain::PersonId) -> String {
    format!("the case system has a staff-safety alert on record {person}")
}

/// C9: everybody not named for the record sees only that a person must look.
fn without_record(context: StaffContext) -> StaffContext {
    StaffContext {
        reference: context.reference,
        dear: context.dear,
        mailbox: context.mailbox,
        urgent: context.urgent,
        received: context.received,
        text: context.text,
        folder: context.folder,
        deadline: context.deadline,
        ..StaffContext::default()
    }
}

/// The administrator's alarm, without personal data.
pub(super) fn alarm(run: &Run<'_>, what: &str) -> Message {
    Message {
        template: "alarm".to_owned(),
        to: vec![run.policy.alarm.clone()],
        cc: vec![],
        token: None,
        context: alarm_context(what, Some(run.request.reference.to_string())),
        attach: vec![],
        urgent: true,
        in_reply_to: None,
    }
}

/// An alarm that is about no request.
#[must_use]
pub fn alarm_message(policy: &Policy, what: &str) -> Message {
    Message {
        template: "alarm".to_owned(),
        to: vec![policy.alarm.clone()],
        cc: vec![],
        token: None,
        context: alarm_context(what, None),
        attach: vec![],
        urgent: true,
        in_reply_to: None,
    }
}

fn alarm_context(what: &str, reference: Option<String>) -> Context {
    let advice = match &reference {
        Some(reference) => format!("`frontdoor why {reference}` tells what happened; `frontdoor status` what waits."),
        None => "`frontdoor status` tells what waits; the log has the details.".to_owned(),
    };
    Context::Alarm(AlarmContext { what: what.to_owned(), advice, reference })
}

/// L4: that the writer is one whom the mail is about, and what follows; empty for anybody else.
pub(super) fn concerned_in_words(facts: &Facts) -> String {
    let says = |why| format!("{}. They got nothing automatic: a person must answer them.", capital(why));
    super::disclosure::writer_concerned(facts).map(says).unwrap_or_default()
}

/// From whom, in words for staff.
#[must_use]
pub fn referrer_in_words(facts: &Facts) -> String {
    let referrer = &facts.referrer;
    if referrer.kind == ReferrerKind::Anonymous {
        return "somebody who does not give their name".to_owned();
    }
    let kind = match referrer.kind {
        ReferrerKind::Police => "police",
        ReferrerKind::Education => "education",
        ReferrerKind::Health => "health",
        ReferrerKind::Charity => "charity",
        ReferrerKind::Council => "council",
        ReferrerKind::Public => "member of the public",
        ReferrerKind::Anonymous => "anonymous",
    };
    let name = if referrer.name.is_empty() { &referrer.email } else { &referrer.name };
    if referrer.agency.is_empty() {
        format!("{name} ({kind})")
    } else {
        format!("{name}, {} ({kind})", referrer.agency)
    }
}
