//! A procedure as a whole: every step that is named exists and is reached, no way runs in circles, and
//! whoever is asked can answer.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use crate::domain::StepId;
use crate::pathway::procedure::{AnswerRule, Procedure, Step, When, Who};

use super::form_check;
use super::problem::{Notes, Problem};
use super::procedure_file::{Broken, Read};

/// The first word of answers that the daemon itself understands.
const RESERVED: [&str; 1] = ["CHILD"];

/// The mailbox's own addresses that a procedure writes to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct AddressesNeeded {
    pub(super) emergency_team: bool,
    pub(super) business_support: bool,
}

/// Which of the mailbox's own addresses the procedure writes to.
pub(super) fn addresses_needed(procedure: &Procedure) -> AddressesNeeded {
    let all: Vec<&Who> = procedure.steps.iter().flat_map(|step| everybody(step)).map(|(_, who)| who).collect();
    AddressesNeeded {
        emergency_team: all.contains(&&Who::EmergencyTeam),
        business_support: all.contains(&&Who::BusinessSupport),
    }
}

/// Everybody a step means, with the field.
pub(super) fn everybody(step: &Step) -> Vec<(String, &Who)> {
    let named = |field: &str, list: &'_ [Who]| -> Vec<String> { list.iter().map(|_| field.to_owned()).collect() };
    let zip = |field: &str, list| -> Vec<(String, &Who)> { named(field, list).into_iter().zip(list).collect() };
    match step {
        Step::Tell(tell) => [zip("to", &tell.to), zip("cc", &tell.cc)].concat(),
        Step::Ask(ask) => {
            let rungs = ask.rungs.iter().enumerate().map(|(n, rung)| (format!("rung[{}].who", n + 1), &rung.who));
            rungs.chain(zip("cc", &ask.cc)).collect()
        }
        Step::Wait(wait) => zip("report_to", &wait.report_to),
        Step::File(_) | Step::Letter(_) | Step::Assign(_) | Step::Join(_) | Step::Close(_) => Vec::new(),
    }
}

/// Every mistake of a procedure. `templates` is their directory, and `lists` are those that somebody of the people file
/// stands on, where they are known.
pub(super) fn check(
    file: &str,
    Read { procedure, broken }: &Read,
    templates: Option<&Path>,
    lists: Option<&BTreeSet<String>>,
) -> Vec<Problem> {
    let mut check = Check { procedure, broken, templates, notes: Notes::of(file), ids: BTreeSet::new() };
    check.ids(procedure);
    check.head(lists);
    check.routes();
    for step in &procedure.steps {
        check.step(step);
        check.named_alone(step);
    }
    check.moves();
    // What could not be read may lead there.
    if !broken.any {
        check.reached();
    }
    check.circles();
    check.notes.into_problems()
}

struct Check<'a> {
    procedure: &'a Procedure,
    broken: &'a Broken,
    templates: Option<&'a Path>,
    notes: Notes,
    ids: BTreeSet<&'a StepId>,
}

impl<'a> Check<'a> {
    fn ids(&mut self, procedure: &'a Procedure) {
        for step in &procedure.steps {
            let id = step.id();
            if id.as_str().trim().is_empty() {
                self.notes.add("step.id", "is empty", "a name for the step");
            } else if !self.ids.insert(id) {
                self.notes.add(format!("step.{id}.id"), "is another step's too", "an id of its own for each");
            }
        }
    }

    /// A step that something leads to.
    fn leads(&mut self, field: &str, to: &StepId) {
        if !self.ids.contains(to) && !self.broken.steps.contains(to) {
            self.notes.add(field, format!("there is no step `{to}`"), "the id of a step");
        }
    }

    fn pool(&mut self, field: &str, pool: &str) {
        if !self.procedure.pools.contains_key(pool) && !self.broken.pools.contains(pool) {
            let known: Vec<&str> = self.procedure.pools.keys().map(String::as_str).collect();
            let write = format!("one of {}, or [pools.{pool}]", known.join(", "));
            self.notes.add(field, format!("there is no pool `{pool}`"), write);
        }
    }

    fn when(&mut self, field: &str, when: &When) {
        for group in when.closed_by.iter().flatten() {
            if !self.procedure.groups.contains_key(group) && !self.broken.groups.contains(group) {
                let known: Vec<&str> = self.procedure.groups.keys().map(String::as_str).collect();
                let write = format!("one of {}", known.join(", "));
                self.notes.add(format!("{field}.closed_by"), format!("there is no group `{group}`"), write);
            }
        }
    }

    fn template(&mut self, field: &str, template: &str) {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_';
        if template.is_empty() || !template.chars().all(plain) {
            let problem = format!("`{template}` is no template's name");
            self.notes.add(field, problem, "a folder's name of small letters, digits and hyphens");
            return;
        }
        let Some(templates) = self.templates else { return };
        // What stands in its folder is looked at when the templates are tried out.
        if !templates.join(template).is_dir() {
            self.notes.add(field, format!("there is no template `{template}`"), "the name of a template's folder");
        }
    }

    fn head(&mut self, lists: Option<&BTreeSet<String>>) {
        let procedure = self.procedure;
        self.leads("by_hand", &procedure.by_hand);
        self.leads("open_case", &procedure.open_case);
        if let Some(step) = &procedure.ask_now {
            self.leads("ask_now", step);
        }
        self.pool("default_pool", &procedure.default_pool);
        self.text("correspondence", Some(procedure.correspondence.as_str()));
        if let Some(days) = procedure.copies_within_days.filter(|days| !(1..=3_650).contains(days)) {
            self.notes.add(
                "copies_within_days",
                format!("{days} is out of bounds"),
                "a number from 1 to 3650, or leave it out",
            );
        }
        if procedure.worked_on_minutes > 20_160 {
            let what = format!("{} is out of bounds", procedure.worked_on_minutes);
            self.notes.add("worked_on_minutes", what, "a number from 0 to 20160, or leave it out: 240");
        }
        for (name, services) in &procedure.groups {
            if services.is_empty() {
                self.notes.add(format!("groups.{name}"), "is empty", "the services it stands for");
            }
        }
        for (name, pool) in &procedure.pools {
            let field = format!("pools.{name}");
            if pool.roles.is_empty() && pool.teams.is_empty() && pool.list.is_empty() {
                self.notes.add(&field, "has no condition", "roles, teams or a list");
            }
            if !pool.list.is_empty() && lists.is_some_and(|lists| !lists.contains(&pool.list)) {
                let problem = format!("nobody of the people file is on list `{}`", pool.list);
                self.notes.add(format!("{field}.list"), problem, "a list that people are on");
            }
        }
    }

    fn routes(&mut self) {
        let procedure = self.procedure;
        let last = procedure.routes.len();
        if last == 0 && !self.broken.any {
            self.notes.add("route", "there is none", "[[route]] and its fields, the last without `when`");
        }
        for (number, route) in (1..).zip(&procedure.routes) {
            let field = format!("route[{number}] ({})", route.rule);
            self.leads(&format!("{field}.go"), &route.go);
            if let Some(pool) = &route.pool {
                self.pool(&format!("{field}.pool"), pool);
            }
            self.when(&format!("{field}.when"), &route.when);
            if route.why.replace("{days}", "").contains(['{', '}']) {
                self.notes.add(format!("{field}.why"), "has a placeholder that is not known", "{days} or none");
            }
            let always = route.when == When::default();
            if always && number < last {
                self.notes.add(
                    format!("{field}.when"),
                    "always holds, so that later routes are never tried",
                    "it last",
                );
            } else if !always && number == last && !self.broken.any {
                self.notes.add(format!("{field}.when"), "is the last and may not hold", "a last route without `when`");
            }
        }
    }

    fn step(&mut self, step: &Step) {
        let field = format!("step.{}", step.id());
        if step.rule().as_str().trim().is_empty() {
            self.notes.add(format!("{field}.rule"), "is empty", "the rule that the step keeps");
        }
        for (name, who) in everybody(step) {
            match who {
                Who::Pool(pool) => self.pool(&format!("{field}.{name}"), pool),
                Who::Role(role) if role.trim().is_empty() => {
                    self.notes.add(format!("{field}.{name}"), "names no role", "role:NAME");
                }
                Who::Role(_)
                | Who::Holder
                | Who::RoutePool
                | Who::Adviser
                | Who::Assigned
                | Who::Named
                | Who::OthersAsked
                | Who::Worker
                | Who::Tray
                | Who::TeamManager
                | Who::CoveringManager
                | Who::ServiceManager
                | Who::TeamBusinessSupport
                | Who::BusinessSupport
                | Who::EmergencyTeam
                | Who::Alarm => {}
            }
        }
        let next = format!("{field}.next");
        match step {
            Step::File(file) => {
                self.leads(&next, &file.next);
                self.text(&format!("{field}.folder"), Some(file.folder.as_str()));
                self.text(&format!("{field}.subject"), file.subject.as_deref());
                self.text(&format!("{field}.subject_without_letter"), file.subject_without_letter.as_deref());
            }
            Step::Tell(tell) => {
                self.leads(&next, &tell.next);
                self.template(&format!("{field}.template"), &tell.template);
                self.when(&format!("{field}.only"), &tell.only);
                if tell.to.is_empty() {
                    self.notes.add(format!("{field}.to"), "is empty", "whom to tell");
                }
            }
            Step::Ask(ask) => {
                self.template(&format!("{field}.template"), &ask.template);
                if ask.remind_before > 0 || !ask.reminder.is_empty() {
                    self.template(&format!("{field}.reminder"), &ask.reminder);
                }
                self.only_or(&field, &ask.only, ask.otherwise.as_ref(), "when to ask");
                if ask.rungs.is_empty() {
                    self.notes.add(format!("{field}.rung"), "nobody is asked", "[[step.rung]] with who and within");
                }
                if ask.answers.is_empty() {
                    self.notes.add(
                        format!("{field}.answer"),
                        "there is none",
                        "[[step.answer]] with word, means and next",
                    );
                }
                self.answers(&field, &ask.answers);
                self.answers_for_each_pool(&field, &ask.answers);
            }
            Step::Wait(wait) => {
                if wait.report_after > 0 {
                    self.template(&format!("{field}.report"), &wait.report);
                    if wait.report_to.is_empty() {
                        self.notes.add(format!("{field}.report_to"), "is empty", "who hears the report");
                    }
                }
                self.answers(&field, &wait.answers);
                self.only_or(&field, &wait.only, wait.otherwise.as_ref(), "when to wait");
            }
            Step::Letter(letter) => {
                self.leads(&next, &letter.next);
                self.template(&format!("{field}.professional"), &letter.professional);
                self.template(&format!("{field}.public"), &letter.public);
                if let Some(form) = &letter.ask_for_form {
                    self.template(&format!("{field}.ask_for_form.template"), &form.template);
                    form_check::check(&mut self.notes, &format!("{field}.ask_for_form"), form);
                }
            }
            Step::Assign(assign) => {
                self.leads(&next, &assign.next);
                self.pool(&format!("{field}.pool"), &assign.pool);
            }
            Step::Join(join) => {
                self.leads(&next, &join.next);
                self.leads(&format!("{field}.with_it"), &join.with_it);
                self.leads(&format!("{field}.other_sender"), &join.other_sender);
                for (outcome, to) in &join.by_outcome {
                    self.leads(&format!("{field}.by_outcome"), to);
                    self.outcome(&format!("{field}.by_outcome"), outcome);
                }
            }
            Step::Close(close) => self.text(&format!("{field}.outcome"), Some(&close.outcome)),
        }
    }

    /// A message to the staff named for a restricted record goes to nobody else (C9).
    fn named_alone(&mut self, step: &Step) {
        let named = everybody(step).iter().any(|(_, who)| **who == Who::Named);
        let alone = matches!(step, Step::Tell(tell) if tell.to == [Who::Named] && tell.cc.is_empty());
        if named && !alone {
            self.notes.add(
                format!("step.{}", step.id()),
                "means `named` and somebody else",
                "a step of its own: do = \"tell\", to = [\"named\"]",
            );
        }
    }

    /// A text that goes into a subject or names a folder.
    fn text(&mut self, field: &str, text: Option<&str>) {
        if text.is_some_and(|t| t.trim().is_empty() || t.contains(['[', ']']) || t.chars().any(char::is_control)) {
            self.notes.add(field, "is empty, or has brackets or control characters", "plain words on one line");
        }
    }

    fn outcome(&mut self, field: &str, outcome: &str) {
        let known: BTreeSet<&str> = self.procedure.steps.iter().filter_map(outcome_of).collect();
        if !known.contains(outcome) && !self.broken.any {
            let known: Vec<&str> = known.into_iter().collect();
            self.notes.add(field, format!("nothing closes as `{outcome}`"), format!("one of {}", known.join(", ")));
        }
    }

    /// Words must say one thing: none twice, none that another answer begins with, none that is reserved.
    /// A step that may not apply names the one to go to then.
    fn only_or(&mut self, field: &str, only: &When, otherwise: Option<&StepId>, when: &str) {
        self.when(&format!("{field}.only"), only);
        match (otherwise, *only == When::default()) {
            (Some(to), false) => self.leads(&format!("{field}.otherwise"), to),
            (None, true) => {}
            (None, false) => self.notes.add(format!("{field}.otherwise"), "is missing", "the step to go to else"),
            (Some(_), true) => self.notes.add(format!("{field}.only"), "is missing", when),
        }
    }

    fn answers(&mut self, field: &str, answers: &[AnswerRule]) {
        let mut words: Vec<(usize, String)> = Vec::new();
        for (number, answer) in answers.iter().enumerate() {
            self.leads(&format!("{field}.answer ({}).next", answer.word), &answer.next);
            for pool in &answer.pools {
                self.pool(&format!("{field}.answer ({}).pools", answer.word), pool);
            }
            for word in [&answer.word].into_iter().chain(&answer.also) {
                let word = plain_word(word);
                let at = format!("{field}.answer ({})", answer.word);
                if word.is_empty() || word.len() > 60 || word.chars().any(char::is_control) {
                    self.notes.add(&at, "has an empty or very long word", "a word or a few");
                } else if RESERVED.iter().any(|reserved| first_words(&word, reserved)) {
                    self.notes.add(&at, format!("`{word}` is a word of the daemon's own"), "another word");
                }
                words.push((number, word));
            }
        }
        for (place, (number, word)) in words.iter().enumerate() {
            for (other_number, other) in words.iter().skip(place + 1) {
                let together = match (answers.get(*number), answers.get(*other_number)) {
                    (Some(one), Some(two)) => number == other_number || offered_together(one, two),
                    (Some(_) | None, None) | (None, Some(_)) => false,
                };
                if together && word == other {
                    self.notes.add(format!("{field}.answer"), format!("`{word}` is written twice"), "each word once");
                } else if together && number != other_number && (first_words(word, other) || first_words(other, word)) {
                    let problem = format!("`{word}` and `{other}` begin alike and lead to different answers");
                    self.notes.add(format!("{field}.answer"), problem, "words that cannot be mistaken for each other");
                }
            }
        }
    }

    /// Whatever pool is asked, some answer must be offered.
    fn answers_for_each_pool(&mut self, field: &str, answers: &[AnswerRule]) {
        for pool in self.procedure.pools.keys() {
            let asks_pool = self.procedure.default_pool == *pool
                || self.procedure.routes.iter().any(|route| route.pool.as_ref() == Some(pool));
            let offered = answers.iter().any(|a| a.pools.is_empty() || a.pools.contains(pool));
            if asks_pool && !offered && !answers.is_empty() {
                let problem = format!("pool `{pool}` is offered no answer");
                self.notes.add(format!("{field}.answer"), problem, "an answer without `pools`, or one for it");
            }
        }
    }

    fn moves(&mut self) {
        let mut seen = BTreeSet::new();
        for (number, moved) in (1..).zip(&self.procedure.moves) {
            let field = format!("moved[{number}] ({})", moved.to);
            self.leads(&format!("{field}.go"), &moved.go);
            self.text(&format!("{field}.to"), Some(moved.to.as_str()));
            if !seen.insert(&moved.to) {
                self.notes.add(format!("{field}.to"), "is named before", "each folder once");
            }
        }
    }

    /// A step that no way leads to is a mistake in another step.
    fn reached(&mut self) {
        let procedure = self.procedure;
        let heads = [&procedure.by_hand, &procedure.open_case].into_iter().chain(&procedure.ask_now);
        let mut todo: Vec<&StepId> = heads
            .chain(procedure.routes.iter().map(|route| &route.go))
            .chain(procedure.moves.iter().map(|moved| &moved.go))
            .collect();
        let mut reached = BTreeSet::new();
        while let Some(id) = todo.pop() {
            if reached.insert(id) {
                todo.extend(procedure.step(id).map(Step::leads_to).into_iter().flatten());
            }
        }
        // A way that leads nowhere was named; what lies behind it is not to be blamed.
        if !reached.is_subset(&self.ids) {
            return;
        }
        for id in self.ids.clone() {
            if !reached.contains(id) {
                self.notes.add(format!("step.{id}"), "nothing leads to it", "its id where it belongs, or take it out");
            }
        }
    }

    /// A circle of steps that wait for nothing would send without end.
    fn circles(&mut self) {
        let mut edges: BTreeMap<&StepId, BTreeSet<&StepId>> =
            self.procedure.steps.iter().map(|step| (step.id(), at_once(step))).collect();
        loop {
            let entered: BTreeSet<&StepId> = edges.values().flatten().copied().collect();
            let open: BTreeSet<&StepId> = edges.keys().copied().collect();
            let before = edges.len();
            edges.retain(|id, to| entered.contains(id) && to.iter().any(|t| open.contains(t)));
            if edges.len() == before {
                break;
            }
        }
        let circle: Vec<&str> = edges.keys().map(|id| id.as_str()).collect();
        if let Some(first) = circle.first() {
            let problem = format!("runs in a circle in which nobody is waited for: {}", circle.join(", "));
            self.notes.add(format!("step.{first}.next"), problem, "a step that asks, waits or closes on that way");
        }
    }
}

/// Where a step goes without waiting for a person. A letter waits for the server alone.
fn at_once(step: &Step) -> BTreeSet<&StepId> {
    match step {
        Step::File(_) | Step::Tell(_) | Step::Assign(_) | Step::Letter(_) | Step::Join(_) => {
            step.leads_to().into_iter().collect()
        }
        Step::Ask(ask) => ask.otherwise.iter().collect(),
        Step::Wait(wait) => wait.otherwise.iter().collect(),
        Step::Close(_) => BTreeSet::new(),
    }
}

fn outcome_of(step: &Step) -> Option<&str> {
    match step {
        Step::Close(close) => Some(close.outcome.as_str()),
        Step::File(_)
        | Step::Tell(_)
        | Step::Ask(_)
        | Step::Wait(_)
        | Step::Letter(_)
        | Step::Assign(_)
        | Step::Join(_) => None,
    }
}

fn plain_word(word: &str) -> String {
    word.split_whitespace().collect::<Vec<_>>().join(" ").to_uppercase()
}

/// Whether `text` begins with the words of `start`.
fn first_words(text: &str, start: &str) -> bool {
    text.strip_prefix(start).is_some_and(|rest| rest.is_empty() || rest.starts_with(' '))
}

fn offered_together(one: &AnswerRule, two: &AnswerRule) -> bool {
    one.pools.is_empty() || two.pools.is_empty() || one.pools.iter().any(|pool| two.pools.contains(pool))
}
