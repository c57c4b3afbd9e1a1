//! Which way a request takes: the first route whose conditions all hold (C2 to C7 as data).

use chrono::{DateTime, TimeDelta, Utc};

use crate::domain::{Facts, Findings, PersonId, RuleId, StepId};

use super::policy::MailboxPolicy;
use super::procedure::{Procedure, When};
use super::readings;

/// The way that was chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chosen {
    /// The first step.
    pub go: StepId,
    /// The rule.
    pub rule: RuleId,
    /// Why, in words.
    pub why: String,
    /// The pool that decides (C6).
    pub pool: Option<String>,
}

/// What conditions are held against.
pub(super) struct Known<'a> {
    pub(super) procedure: &'a Procedure,
    pub(super) facts: &'a Facts,
    pub(super) findings: &'a Findings,
    pub(super) store_stale: bool,
    pub(super) identical: bool,
    /// The look-back that "recent" was counted with (C3).
    pub(super) recent_days: i64,
    /// An officer said of each child who it is: they have looked at brothers and sisters, too.
    pub(super) who_said: bool,
}

/// A route's reason in words, `{days}` being the look-back: each mailbox has its own.
pub(super) fn in_words(why: &str, known: &Known<'_>) -> String {
    why.replace("{days}", &known.recent_days.to_string())
}

/// Chooses the route of a mail; for one that a machine could not handle, `by_hand` says why. The last route fits
/// everything (checked when the procedure is read); should none fit all the same, a person looks.
pub(super) fn choose(procedure: &Procedure, known: &Known<'_>, by_hand: Option<&str>) -> Chosen {
    let to_a_person =
        |why: &str| Chosen { go: procedure.by_hand.clone(), rule: "I7".into(), why: why.to_owned(), pool: None };
    // What is restricted stays so, whatever else was the matter with it (C9).
    let fitting = procedure.routes.iter().find(|route| holds(&route.when, known));
    match (by_hand, fitting) {
        (Some(why), Some(route)) if route.when.restricted != Some(true) => to_a_person(why),
        (Some(why), None) => to_a_person(why),
        (None, None) => to_a_person("no route of the procedure fits"),
        (_, Some(route)) => Chosen {
            go: route.go.clone(),
            rule: route.rule.clone(),
            why: in_words(&route.why, known),
            pool: route.pool.clone(),
        },
    }
}

/// The pool that decides (C6) on a way that a person began: of the route that would have led there.
pub(super) fn pool_of(procedure: &Procedure, go: &StepId, known: &Known<'_>) -> Option<String> {
    let routes = procedure.routes.iter().filter(|route| route.go == *go && route.pool.is_some());
    routes.into_iter().find(|route| holds(&route.when, known)).and_then(|route| route.pool.clone())
}

/// Whether the case store is too old to be believed (C8); a store that was never filled is. Where an officer
/// said that a child is new, it is their word that is believed.
pub(super) fn is_stale(
    findings: &Findings,
    said: &[Option<PersonId>],
    mailbox: &MailboxPolicy,
    now: DateTime<Utc>,
) -> bool {
    let all_new = !said.is_empty() && said.len() >= findings.children.len() && said.iter().all(Option::is_none);
    if all_new {
        return false;
    }
    findings.store_as_of.is_none_or(|as_of| now - as_of > TimeDelta::hours(i64::from(mailbox.store_max_age_hours)))
}

/// Whether all the conditions hold.
pub(super) fn holds(when: &When, known: &Known<'_>) -> bool {
    let is = |wanted: Option<bool>, actual: bool| wanted.is_none_or(|w| w == actual);
    let Known { procedure, facts, findings, store_stale, identical, recent_days: _, who_said } = known;
    is(when.needs_person, facts.needs_person())
        && is(when.writer_concerned, super::disclosure::writer_concerned(facts).is_some())
        && is(when.perhaps, findings.perhaps())
        && when.who_matters.is_none_or(|wanted| wanted == readings::who_matters(known))
        && is(when.restricted, findings.restricted())
        && is(when.store_stale, *store_stale)
        && is(when.sibling_open, findings.sibling_open())
        && is(when.sibling_perhaps_open, !findings.perhaps_siblings.is_empty() && !who_said)
        && is(when.identical, *identical)
        && is(when.urgent, facts.urgent.is_some())
        && when.kinds.as_ref().is_none_or(|kinds| kinds.contains(&facts.kind.is))
        && when.states.as_ref().is_none_or(|states| states.contains(&findings.state()))
        && when.referrers.as_ref().is_none_or(|kinds| kinds.contains(&facts.referrer.kind))
        && when.closed_by.as_ref().is_none_or(|groups| closed_by(groups, procedure, findings))
}

fn closed_by(groups: &[String], procedure: &Procedure, findings: &Findings) -> bool {
    findings.children.iter().flat_map(|c| &c.recent).any(|involvement| {
        groups
            .iter()
            .filter_map(|group| procedure.groups.get(group))
            .any(|services| services.contains(&involvement.service))
    })
}
